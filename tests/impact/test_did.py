"""Difference in differences and randomisation: against statsmodels, plain enumeration, published numbers."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cooperation_graph.errors import Undefined
from cooperation_graph.impact.did import adjusted_for_baseline, difference_in_differences, welch_t
from cooperation_graph.impact.power import detectable_effect, planner, power_of, simulated_power
from cooperation_graph.impact.randomisation import assignments, randomisation_test

sm = pytest.importorskip("statsmodels.api")


def changes(seed: int, n1: int = 5, n0: int = 7) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(0.1, 0.2, n1), rng.normal(0, 0.1, n0)


@pytest.mark.parametrize("seed", range(5))
def test_welch_is_scipy_and_cr2(seed: int) -> None:
    one, two = changes(seed)
    effect = difference_in_differences(one, two)
    reference = stats.ttest_ind(one, two, equal_var=False)
    assert effect.p == pytest.approx(reference.pvalue, abs=1e-12)
    interval = reference.confidence_interval(0.95)
    assert (effect.low, effect.high) == pytest.approx((interval.low, interval.high))
    y, d = np.concatenate([one, two]), np.repeat([1.0, 0.0], [5, 7])
    hc2 = sm.OLS(y, sm.add_constant(d)).fit(cov_type="HC2")
    assert effect.se == pytest.approx(hc2.bse[1], abs=1e-12)
    assert difference_in_differences(one, two, df="cr2").se == effect.se


def test_bell_mccaffrey_degrees_of_freedom() -> None:
    """Five treated, seven comparison territories: 8.7716, as clubSandwich gives for CR2 with Satterthwaite."""
    assert difference_in_differences(*changes(0), df="cr2").df == pytest.approx(8.7716, abs=5e-5)


def test_too_few_territories() -> None:
    with pytest.raises(Undefined, match="fewer than two"):
        difference_in_differences([0.1], [0.2, 0.3])


@pytest.mark.parametrize("seed", range(3))
def test_analysis_of_covariance_is_least_squares(seed: int) -> None:
    rng = np.random.default_rng(seed)
    before, treated = rng.normal(size=14), np.repeat([1, 0], 7)
    after = 0.5 * before + 0.3 * treated + rng.normal(size=14)
    effect = adjusted_for_baseline(before, after, treated)
    reference = sm.OLS(after, sm.add_constant(np.column_stack([treated, before]))).fit()
    assert (effect.value, effect.se, effect.p) == pytest.approx((reference.params[1], reference.bse[1], reference.pvalues[1]))


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10**6))
def test_randomisation_is_plain_enumeration(seed: int) -> None:
    one, two = changes(seed, 3, 4)
    d = np.concatenate([one, two])
    t = [stats.ttest_ind(d[list(c)], np.delete(d, list(c)), equal_var=False).statistic for c in combinations(range(7), 3)]
    own = stats.ttest_ind(one, two, equal_var=False).statistic
    expected = np.mean(np.abs(t) >= abs(own) - 1e-9)
    found = randomisation_test(d, [1] * 3 + [0] * 4, confidence=None)
    assert found.p == pytest.approx(expected)
    assert (found.exact, found.n_assignments, found.smallest_p) == (True, 35, 1 / 35)


def test_five_of_twelve_have_792_assignments() -> None:
    table, exact = assignments([True] * 5 + [False] * 7)
    assert (len(table), exact) == (792, True)
    assert (table.sum(axis=1) == 5).all()
    assert len(np.unique(table, axis=0)) == 792


def test_strata_keep_their_numbers() -> None:
    table, exact = assignments([1, 0, 0, 1, 1, 0], strata=["a", "a", "a", "b", "b", "b"])
    assert (len(table), exact) == (9, True)
    assert (table[:, :3].sum(axis=1) == 1).all()


def test_equal_groups_reach_two_over_all() -> None:
    assert randomisation_test([1, 2, 3, 4], [1, 1, 0, 0], confidence=None).smallest_p == pytest.approx(2 / 6)


def test_many_territories_are_drawn_and_contain_the_observed() -> None:
    treated = np.arange(30) < 15
    table, exact = assignments(treated, draws=500, rng=1)
    assert (len(table), exact) == (501, False)
    assert (table[0] == treated).all()
    assert (table.sum(axis=1) == 15).all()
    again, _ = assignments(treated, draws=500, rng=1)
    assert (table == again).all()


def test_inverted_interval_rejects_outside_and_keeps_inside() -> None:
    one, two = changes(3, 5, 6)
    d, treated = np.concatenate([one, two]), np.repeat([True, False], [5, 6])
    found = randomisation_test(d, treated)
    p = lambda effect: randomisation_test(d - effect * treated, treated, confidence=None).p  # noqa: E731
    width = found.high - found.low
    for effect, kept in (
        (found.low + 0.01 * width, True), (found.high - 0.01 * width, True), (found.low - 0.05 * width, False),
        (found.high + 0.05 * width, False),
    ):  # fmt: skip
        assert (p(effect) > 0.05) == kept


def test_welch_for_many_assignments() -> None:
    d = np.random.default_rng(0).normal(size=8)
    table, _ = assignments([1, 1, 1, 0, 0, 0, 0, 0])
    expected = [stats.ttest_ind(d[row], d[~row], equal_var=False).statistic for row in table]
    np.testing.assert_allclose(welch_t(d, table), expected)


def test_power_is_that_of_the_t_test() -> None:
    """R: power.t.test(n = 15, sd = .1) gives delta .105978 at 80 %, and power .561763 at delta = .08."""
    design = {"shock_sd": 0.1 / np.sqrt(2), "noise_sd": 0.0}
    assert power_of(0.08, 15, 15, **design) == pytest.approx(0.561763, abs=5e-5)
    assert power_of(0.105978, 15, 15, **design) == pytest.approx(0.8, abs=5e-5)  # R solves for delta to about 1e-4


DESIGNS = [(15, 15, 1, 0.122), (15, 5, 1, 0.176), (4, 12, 1, 0.200), (15, 15, 2, 0.086)]


@pytest.mark.parametrize(("g1", "g0", "waves", "effect"), DESIGNS)
def test_detectable_effects_of_the_design(g1: int, g0: int, waves: int, effect: float) -> None:
    assert detectable_effect(g1, g0, waves_before=waves, waves_after=waves) == pytest.approx(effect, abs=7e-4)
    assert power_of(effect, g1, g0, waves_before=waves, waves_after=waves) == pytest.approx(0.8, abs=0.02)


def test_simulated_power_agrees() -> None:
    assert simulated_power(detectable_effect(15, 15), 15, 15, runs=6000, rng=1) == pytest.approx(0.8, abs=0.02)


def test_planner_has_one_row_a_design() -> None:
    table = planner([4, 15], [5, 15])
    assert len(table) == 2 * 2 * 3
    assert (table.groupby(["n_treated", "n_comparison"])["detectable_effect"].diff().dropna() < 0).all()
