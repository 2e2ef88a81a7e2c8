"""Criteria of the comparison of territories, written before the code: `make check-statistics`.

1. Shrunken estimates have a lower mean squared error than raw ones, for 15 territories that differ little (τ = .10) and much
   (τ = .30).
2. Intervals of the mean and of the shrunken values cover in at least 93 %. (That of a new territory is printed: with τ² often
   estimated as 0 it covers less when territories differ little.)
3. Simultaneous rank sets hold all true ranks in at least 93 %.
4. When 15 territories do not differ, at most 5 % of them fall outside the 95 % limits and at most 1 % outside the 99.8 % limits.

With 4,000 sets of territories the standard error at 95 % is .0034: a method at 95 % falls below 93 % with probability below 1e-8.
"""

from __future__ import annotations

import numpy as np
import pytest

from cooperation_graph.comparison.funnel import funnel_positions
from cooperation_graph.comparison.pooling import pooled_mean, shrunken, total_variances
from cooperation_graph.comparison.ranks import rank_sets

RUNS, K = 4000, 15


@pytest.mark.parametrize("tau", [0.10, 0.30])
def test_shrinkage_and_intervals(tau: float) -> None:
    rng = np.random.default_rng(int(100 * tau))
    raw, drawn, mean, predicted, own = [], [], [], [], []
    for _ in range(RUNS):
        v = rng.uniform(0.05, 0.30, K) ** 2
        truth = rng.normal(0.5, tau, K)
        y = rng.normal(truth, np.sqrt(v))
        pool = pooled_mean(y, v)
        estimates, variances = shrunken(y, v)[0], total_variances(y, v)
        raw.append(((y - truth) ** 2).mean())
        drawn.append(((estimates - truth) ** 2).mean())
        mean.append(pool.mean_low <= 0.5 <= pool.mean_high)
        predicted.append(pool.prediction_low <= rng.normal(0.5, tau) <= pool.prediction_high)
        own.append((np.abs(estimates - truth) <= 1.96 * np.sqrt(variances)).mean())
    print(f"τ = {tau}: RMSE {np.sqrt(np.mean(raw)):.3f} raw, {np.sqrt(np.mean(drawn)):.3f} shrunken; covered: mean "
          f"{np.mean(mean):.3f}, new territory {np.mean(predicted):.3f}, shrunken {np.mean(own):.3f}")  # fmt: skip
    assert np.mean(drawn) < np.mean(raw)
    assert np.mean(mean) >= 0.93
    assert np.mean(own) >= 0.93


def test_rank_sets_hold_all_true_ranks() -> None:
    rng = np.random.default_rng(3)
    covered = []
    for _ in range(1000):
        v = rng.uniform(0.05, 0.30, K) ** 2
        truth = rng.normal(0.5, 0.3, K)
        low, high = rank_sets(rng.normal(truth, np.sqrt(v)), v, draws=2000, rng=rng)
        ranks = (-truth).argsort().argsort() + 1
        covered.append(((low <= ranks) & (ranks <= high)).all())
    print(f"rank sets: {np.mean(covered):.3f}")
    assert np.mean(covered) >= 0.93


def test_like_territories_stay_inside_the_funnel() -> None:
    rng = np.random.default_rng(4)
    words = []
    for _ in range(RUNS):
        n = rng.integers(8, 60, K)
        frame, _, _ = funnel_positions(None, None, numerators=rng.binomial(n, 0.6), denominators=n)
        words.append(frame["funnel"].to_numpy())
    flat = np.concatenate(words)
    print(f"outside 95 %: {(flat != 'inside').mean():.4f}, outside 99.8 %: {(flat == 'outside 99.8').mean():.4f}")
    assert (flat != "inside").mean() <= 0.05
    assert (flat == "outside 99.8").mean() <= 0.01
