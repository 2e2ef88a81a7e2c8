"""Intervals, Monte Carlo p-values and adjustments against scipy, statsmodels, closed forms and enumeration."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from cooperation_graph import uncertainty as u
from cooperation_graph.uncertainty import intervals


def test_jackknife_of_a_mean_is_s_over_root_p_exactly():
    rng = np.random.default_rng(1)
    for size in (8, 12, 60):
        x = rng.gamma(1.0, size=size)
        found = u.jackknife(u.means_without_each(x), x.mean(), confidence=0.9)
        assert found.se == pytest.approx(x.std(ddof=1) / math.sqrt(size), rel=1e-12)
        assert (found.low, found.high) == pytest.approx(stats.t.interval(0.9, size - 1, x.mean(), stats.sem(x)), rel=1e-10)
        assert found.df == size - 1
        assert found.reason == ""


def test_stratified_variance_follows_the_formula():
    rng = np.random.default_rng(2)
    values, strata = rng.normal(size=20), np.repeat([2, 0, 1], [9, 4, 7])
    expected = sum(
        (n - 1) / n * ((values[strata == h] - values[strata == h].mean()) ** 2).sum()
        for h, n in ((0, 4), (1, 7), (2, 9))
    )  # fmt: skip
    shuffled = rng.permutation(20)
    found = u.jackknife(values[shuffled], 0.3, strata=strata[shuffled])
    assert found.se == pytest.approx(math.sqrt(expected), rel=1e-12)
    assert found.df == 17


def test_many_graphs_at_once_are_what_each_is_alone():
    rng = np.random.default_rng(3)
    sizes = [9, 0, 30, 3, 8]
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    x, b = rng.random((2, offsets[-1])), rng.integers(0, 3, offsets[-1])
    theta = rng.random((2, 5))
    batch = u.jackknife(x, theta, offsets=offsets)
    ratios = u.ratios_without_each(x, np.tile(b, (2, 1)), offsets=offsets)
    for g, size in enumerate(sizes):
        part = slice(offsets[g], offsets[g + 1])
        if size:
            alone = u.jackknife(x[1, part], theta[1, g])
            for name in ("se", "df", "low", "high"):
                assert getattr(batch, name)[1, g] == pytest.approx(getattr(alone, name), nan_ok=True, rel=1e-12)
            assert batch.reason[1, g] == alone.reason
            np.testing.assert_allclose(ratios[0, part], u.ratios_without_each(x[0, part], b[part]))
    assert batch.reason[0, 1] == intervals.TOO_FEW_PROJECTS


def test_no_interval_always_says_why():
    x = np.arange(7.0)
    assert u.jackknife(u.means_without_each(x), 3.0).reason == intervals.TOO_FEW_PROJECTS
    assert u.jackknife(np.full(9, 0.1 + 0.2), 0.3).reason == intervals.NO_VARIATION
    assert u.jackknife(np.r_[np.nan, np.arange(9.0)], 0.3).reason == intervals.UNDEFINED_WITHOUT_ONE
    assert u.jackknife(np.r_[np.inf, np.arange(9.0)], 0.3).reason == intervals.UNDEFINED_WITHOUT_ONE
    assert u.jackknife(np.arange(9.0), 1.0, bounds=(0, 1)).reason == intervals.AT_THE_END
    undefined = u.jackknife(np.arange(9.0), np.nan)
    assert math.isnan(undefined.low)
    assert undefined.reason == ""
    eight_units_of_eight_strata = u.jackknife(np.arange(8.0), 0.3, strata=np.arange(8))
    assert eight_units_of_eight_strata.reason == intervals.TOO_FEW_PROJECTS


@pytest.mark.parametrize(
    ("bounds", "theta", "spread", "forward", "backward"),
    [
        ((0.0, 1.0), 0.9, 0.5, lambda t: math.log(t / (1 - t)), lambda v: 1 / (1 + math.exp(-v))),
        ((-1.0, 3.0), -0.5, 1.0, lambda t: math.log((t + 1) / (3 - t)), lambda v: 4 / (1 + math.exp(-v)) - 1),
        ((0.0, math.inf), 0.4, 0.5, math.log, math.exp),
        ((-math.inf, 1.0), 0.6, 0.5, lambda t: -math.log(1 - t), lambda v: 1 - math.exp(-v)),
    ],
)
def test_beyond_the_range_the_interval_is_made_on_the_logit_or_log_scale(bounds, theta, spread, forward, backward):
    values = np.linspace(0, spread, 10)
    plain = u.jackknife(values, theta)
    assert plain.low < bounds[0] or plain.high > bounds[1]
    found = u.jackknife(values, theta, bounds=bounds)
    step = (forward(theta + 1e-6) - forward(theta - 1e-6)) / 2e-6 * plain.se * stats.t.ppf(0.975, 9)
    assert found.low == pytest.approx(backward(forward(theta) - step), rel=1e-6)
    assert found.high == pytest.approx(backward(forward(theta) + step), rel=1e-6)
    assert bounds[0] <= found.low <= theta <= found.high <= bounds[1]


# -- permutation -------------------------------------------------------------------------------------------------------
def test_all_assignments_of_six_units_stand_once_each():
    labels = np.array([True, False, True, False, False, True])
    drawn, exact = u.draw_assignments(labels)
    assert exact
    assert {tuple(row) for row in drawn} == {
        tuple(i in chosen for i in range(6)) for chosen in itertools.combinations(range(6), 3)
    }  # fmt: skip
    assert len(drawn) == 20


def test_strata_keep_their_numbers():
    labels = np.array([True, False, True, False, False, True, True])
    strata = np.array(["a", "a", "b", "b", "b", "a", "b"])
    drawn, exact = u.draw_assignments(labels, strata=strata)
    assert exact
    assert len(np.unique(drawn, axis=0)) == len(drawn) == math.comb(3, 2) * math.comb(4, 2)
    for name in "ab":
        assert (drawn[:, strata == name].sum(axis=1) == labels[strata == name].sum()).all()
    sampled, exact = u.draw_assignments(labels, strata=strata, draws=50, rng=1, limit=5)
    assert not exact
    assert len(sampled) == 50
    for name in "ab":
        assert (sampled[:, strata == name].sum(axis=1) == labels[strata == name].sum()).all()


def test_random_assignments_are_uniform():
    labels = np.array([True, True, False, False, False])
    drawn, _ = u.draw_assignments(labels, draws=20_000, rng=5, limit=1)
    _, counts = np.unique(drawn, axis=0, return_counts=True)
    assert len(counts) == 10
    assert stats.chisquare(counts).pvalue > 0.001


def test_permutation_p_is_that_of_scipy_on_all_assignments():
    rng = np.random.default_rng(4)
    x = rng.normal(size=8)
    labels = np.arange(8) < 3

    def difference(first, second, axis=-1):
        return np.mean(first, axis=axis) - np.mean(second, axis=axis)

    drawn, exact = u.draw_assignments(labels)
    values = [x[row].mean() - x[~row].mean() for row in drawn]
    ours = u.permutation_p(x[labels].mean() - x[~labels].mean(), values, exact=exact)
    both = stats.permutation_test((x[labels], x[~labels]), lambda a, b, axis=-1: abs(difference(a, b, axis)), vectorized=True,
                                  alternative="greater", n_resamples=np.inf)  # fmt: skip
    assert ours == pytest.approx(both.pvalue)
    assert u.permutation_p(1.0, [0.0, 2.0, np.nan], exact=False) == pytest.approx(2 / 3)
    assert math.isnan(u.permutation_p(np.nan, [1.0], exact=True))
    assert math.isnan(u.permutation_p(1.0, [np.nan], exact=True))


def test_two_sided_p_counts_ties_in_both_tails():
    assert u.two_sided_p(1.0, [1.0, 1.0, 1.0]) == 1.0
    assert u.two_sided_p(9.0, np.zeros(99)) == pytest.approx(2 / 100)
    np.testing.assert_allclose(u.two_sided_p([0.0, 5.0], [[1, 2, np.nan], [1, 2, 3]]), [2 / 3, 0.5])
    assert math.isnan(u.two_sided_p(1.0, [np.nan]))


# -- several tests, shares ---------------------------------------------------------------------------------------------
@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.floats(0, 1), st.just(math.nan)), min_size=1, max_size=12))
def test_adjustments_are_those_of_statsmodels_on_the_defined_ones(p):
    p = np.array(p)
    known = ~np.isnan(p)
    for ours, method in ((u.benjamini_hochberg(p), "fdr_bh"), (u.holm(p), "holm")):
        assert np.isnan(ours[~known]).all()
        if known.any():
            np.testing.assert_allclose(ours[known], multipletests(p[known], method=method)[1], atol=1e-12)


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.sampled_from([0.8, 0.95, 0.99]))
def test_shares_against_scipy_and_statsmodels(case, confidence):
    x, n = case
    for ours, theirs, other in ((u.wilson, "wilson", "wilson"), (u.clopper_pearson, "exact", "beta")):
        low, high = ours(x, n, confidence=confidence)
        expected = stats.binomtest(x, n).proportion_ci(confidence, method=theirs)
        assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-10)
        assert (low, high) == pytest.approx(proportion_confint(x, n, alpha=1 - confidence, method=other), abs=1e-8)


def test_shares_of_nothing_are_undefined():
    for interval in (u.wilson, u.clopper_pearson):
        low, high = interval([0, 1], [0, 2])
        assert np.isnan([low[0], high[0]]).all()
        assert not np.isnan([low[1], high[1]]).any()
