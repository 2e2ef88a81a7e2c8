"""Rank sets against the studentised range, and their coverage."""

import math

import numpy as np
import pytest
from scipy import stats

from cooperation_graph.comparison.ranks import critical_value, posterior_ranks, rank_sets


@pytest.mark.parametrize("k", [2, 5, 16])
def test_with_equal_variances_the_critical_value_is_the_studentised_range(k):
    expected = stats.studentized_range.ppf(0.95, k, 10_000) / math.sqrt(2)
    assert critical_value(np.full(k, 0.3), draws=100_000, rng=1) == pytest.approx(expected, abs=0.02)


def test_sixteen_like_territories_may_hold_any_rank():
    rng = np.random.default_rng(2)
    low, high = rank_sets(rng.normal(0.5, 0.08, 16), np.full(16, 0.08**2), rng=1)
    assert (low == 1).all()
    assert (high == 16).all()


def test_far_apart_territories_are_placed_and_ties_share_their_ranks():
    low, high = rank_sets([10.0, 0.0, 5.0, 5.0], np.full(4, 0.01), rng=1)
    assert low.tolist() == [1, 4, 2, 2]
    assert high.tolist() == [1, 4, 3, 3]


def test_sets_by_counting_pairs():
    rng = np.random.default_rng(4)
    y, v = rng.normal(0, 2, 9), rng.uniform(0.1, 1, 9)
    c = critical_value(v, draws=5000, rng=7)
    low, high = rank_sets(y, v, draws=5000, rng=7)
    for k in range(9):
        t = [(y[j] - y[k]) / math.sqrt(v[j] + v[k]) for j in range(9) if j != k]
        assert low[k] == 1 + sum(x > c for x in t)
        assert high[k] == 9 - sum(x < -c for x in t)


def test_all_sets_hold_together_in_at_least_93_percent():
    rng = np.random.default_rng(5)
    truth, v = np.linspace(0, 1, 8), rng.uniform(0.005, 0.03, 8)
    ranks = (-truth).argsort().argsort() + 1
    c_draws = [rank_sets(truth + rng.normal(0, np.sqrt(v)), v, draws=2000, rng=rng) for _ in range(400)]
    covered = np.mean([((low <= ranks) & (ranks <= high)).all() for low, high in c_draws])
    assert covered >= 0.93


def test_posterior_ranks():
    low, high, top = posterior_ranks([3.0, 2.0, 1.0], [1e-6] * 3, rng=1)
    assert low.tolist() == high.tolist() == [1, 2, 3]
    assert top.tolist() == [1.0, 0.0, 0.0]
    _, _, even = posterior_ranks(np.zeros(9), np.ones(9), draws=20_000, rng=1)
    np.testing.assert_allclose(even, 1 / 3, atol=0.02)
