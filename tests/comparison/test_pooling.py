"""Pooling against published results, statsmodels, and brute force."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize, stats
from statsmodels.stats.meta_analysis import combine_effects

from cooperation_graph.comparison.pooling import ESTIMATORS, between_variance, pooled_mean, shrunken, total_variances
from cooperation_graph.errors import UnknownName

#: 13 trials of the BCG vaccine (Colditz et al. 1994; dat.bcg of the R package metadat): cases and others, vaccinated then not.
BCG = np.array([
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
], dtype=float)  # fmt: skip


def bcg():
    a, b, c, d = BCG.T
    return np.log(a / (a + b)) - np.log(c / (c + d)), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


@pytest.mark.parametrize(
    ("method", "tau2"), [("dersimonian_laird", 0.3088), ("paule_mandel", 0.3181), ("reml", 0.3132)]
)
def test_variance_between_trials_as_published(method, tau2):
    """Values printed in the documentation of metafor (Viechtbauer 2010) for these data."""
    assert between_variance(*bcg(), method=method) == pytest.approx(tau2, abs=5e-5)


def test_reml_summary_as_published():
    """metafor, rma(yi, vi, data=dat): estimate -0.7145, se 0.1798, Q 152.2330, I² 92.22 %; confint 0.1197 to 1.1115; predict
    -1.8667 to 0.4376; with test="knha", 95 % interval -1.1084 to -0.3206."""
    found = pooled_mean(*bcg(), method="reml", quantile="normal")
    assert found.mean == pytest.approx(-0.7145, abs=5e-5)
    assert found.se == pytest.approx(0.1798, abs=5e-5)
    assert found.q == pytest.approx(152.2330, abs=5e-5)
    assert found.i2 == pytest.approx(0.9222, abs=5e-5)
    assert (found.tau2_low, found.tau2_high) == pytest.approx((0.1197, 1.1115), abs=5e-5)
    assert (found.prediction_low, found.prediction_high) == pytest.approx((-1.8667, 0.4376), abs=5e-5)
    assert (found.mean_low, found.mean_high) == pytest.approx((-1.1084, -0.3206), abs=5e-5)


def samples():
    rng = np.random.default_rng(0)
    for k in (2, 3, 5, 15, 40):
        for tau in (0.0, 0.1, 0.5):
            v = rng.uniform(0.002, 0.09, k)
            yield rng.normal(0.4, tau, k) + rng.normal(0, np.sqrt(v)), v


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # statsmodels lets τ² be negative
def test_statsmodels_gives_the_same():
    for y, v in samples():
        for ours, theirs, options in (
            ("dersimonian_laird", "dl", {}), ("paule_mandel", "iterated", {"atol": 1e-13, "maxiter": 2000}),
        ):  # fmt: skip
            other = combine_effects(y, v, method_re=theirs, use_t=True, **options)
            found = pooled_mean(y, v, method=ours)
            assert found.tau2 == pytest.approx(max(0.0, other.tau2), abs=1e-9)
            if other.tau2 > 0:
                assert found.mean == pytest.approx(other.mean_effect_re, abs=1e-8)
                low, high = other.conf_int(alpha=0.05)[3]
                assert (found.mean_low, found.mean_high) == pytest.approx((low, high), abs=1e-7)
            assert found.q == pytest.approx(other.q)


def restricted_loglik(tau2, y, v):
    w = 1 / (v + tau2)
    mu = (w * y).sum() / w.sum()
    return -0.5 * (np.log(v + tau2).sum() + np.log(w.sum()) + (w * (y - mu) ** 2).sum())


def test_reml_maximises_the_restricted_likelihood():
    for y, v in samples():
        found = between_variance(y, v, method="reml")
        best = max(restricted_loglik(t, y, v) for t in np.concatenate([[0], np.geomspace(1e-7, 5, 4000)]))
        assert restricted_loglik(found, y, v) >= best - 1e-9


def test_paule_mandel_and_q_profile_solve_their_equations():
    for y, v in samples():
        def q(tau2, y=y, v=v):
            w = 1 / (v + tau2)
            return (w * (y - (w * y).sum() / w.sum()) ** 2).sum()

        found, k = pooled_mean(y, v), len(y)
        for value, wanted in (
            (found.tau2, k - 1), (found.tau2_low, stats.chi2.ppf(0.975, k - 1)), (found.tau2_high, stats.chi2.ppf(0.025, k - 1)),
        ):  # fmt: skip
            if value > 0:
                assert q(value) == pytest.approx(wanted, rel=1e-9)
            else:
                assert q(0) <= wanted


def test_shrunken_values_are_the_posterior_of_the_hierarchical_model():
    """μ has a flat prior: the posterior mean and variance of θ from the full precision matrix, by brute force."""
    for y, v in samples():
        for method in ESTIMATORS:
            tau2 = between_variance(y, v, method=method)
            if tau2 < 1e-9:
                continue
            k = len(y)
            precision = np.zeros((k + 1, k + 1))  # θ_1 … θ_k, μ
            precision[:k, :k] = np.diag(1 / v + 1 / tau2)
            precision[:k, k] = precision[k, :k] = -1 / tau2
            precision[k, k] = k / tau2
            covariance = np.linalg.inv(precision)
            posterior = covariance @ np.append(y / v, 0)
            estimates, variances = shrunken(y, v, method=method)
            np.testing.assert_allclose(estimates, posterior[:k], rtol=1e-6)
            np.testing.assert_allclose(variances, np.diag(covariance)[:k], rtol=1e-5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0.01, 0.5)), min_size=3, max_size=12), st.floats(0.1, 10), st.floats(-3, 3))
def test_laws(pairs, scale, shift):
    y, v = (np.array(part) for part in zip(*pairs, strict=True))
    assume(np.ptp(y) > 1e-3)
    for method in ESTIMATORS:
        found = pooled_mean(y, v, method=method)
        moved = pooled_mean(scale * y + shift, scale**2 * v, method=method)
        assert moved.tau2 == pytest.approx(scale**2 * found.tau2, rel=1e-6, abs=1e-9)
        assert moved.mean == pytest.approx(scale * found.mean + shift, rel=1e-6, abs=1e-7)
        assert found.tau2_low <= found.tau2_high
        assert y.min() - 1e-12 <= found.mean <= y.max() + 1e-12
        estimates, _ = shrunken(y, v, method=method)
        between = (np.minimum(y, found.mean) - 1e-9 <= estimates) & (estimates <= np.maximum(y, found.mean) + 1e-9)
        assert between.all()
        if found.tau2 == 0:
            np.testing.assert_allclose(estimates, found.mean)


def test_equal_variances_have_a_closed_form():
    y, v = np.array([0.1, 0.4, 0.5, 0.9]), np.full(4, 0.01)
    for method in ESTIMATORS:
        assert between_variance(y, v, method=method) == pytest.approx(y.var(ddof=1) - 0.01)


def test_one_and_two_territories():
    one = pooled_mean([0.3], [0.02])
    assert (one.mean, one.tau2) == (0.3, 0.0)
    assert math.isnan(one.mean_low)
    two = pooled_mean([0.3, 0.5], [0.02, 0.02])
    assert not math.isnan(two.mean_low)
    assert math.isnan(two.prediction_low)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="variance"):
        pooled_mean([0.1, 0.2], [0.01, 0.0])
    with pytest.raises(ValueError, match="length"):
        pooled_mean([0.1, 0.2], [0.01])
    with pytest.raises(UnknownName):
        pooled_mean([0.1, 0.2], [0.01, 0.01], method="hedges")
    with pytest.raises(UnknownName):
        pooled_mean([0.1, 0.2], [0.01, 0.01], quantile="z")


def test_the_mean_of_the_reml_fit_is_where_the_likelihood_is_highest():
    y, v = bcg()
    tau2 = between_variance(y, v, method="reml")
    best = optimize.minimize_scalar(lambda t: -restricted_loglik(t, y, v), bounds=(0, 2), method="bounded",
                                    options={"xatol": 1e-12})  # fmt: skip
    assert tau2 == pytest.approx(best.x, abs=1e-6)


def test_total_variances_by_simulation_of_the_posterior():
    """Draw τ from its restricted likelihood on a fine grid, then θ given τ: the mean square around the plug-in estimate."""
    rng = np.random.default_rng(6)
    y, v = np.array([0.2, 0.35, 0.5, 0.9, 0.6]), np.array([0.01, 0.02, 0.01, 0.03, 0.02])
    tau = np.linspace(0, 1.5 * math.sqrt(pooled_mean(y, v).tau2_high), 4001)
    weight = np.exp([restricted_loglik(t**2, y, v) for t in tau])
    drawn = rng.choice(tau, 200_000, p=weight / weight.sum())[:, None]
    w = 1 / (v + drawn**2)
    mu = (w * y).sum(axis=1, keepdims=True) / w.sum(axis=1, keepdims=True)
    mu = rng.normal(mu, 1 / np.sqrt(w.sum(axis=1, keepdims=True)))
    theta = rng.normal(v * w * mu + (1 - v * w) * y, np.sqrt((1 - v * w) * v))
    expected = ((theta - shrunken(y, v)[0]) ** 2).mean(axis=0)
    np.testing.assert_allclose(total_variances(y, v), expected, rtol=0.02)
