"""Pooling, case mix and funnel against what metafor and base R returned on the tables of tests/oracles/impact_inputs.json."""

from __future__ import annotations

import numpy as np
import pytest

from cooperation_graph.comparison import adjust_for_case_mix, funnel_positions, pooled_mean, shrunken
from cooperation_graph.errors import Undefined
from cooperation_graph.uncertainty import clopper_pearson, wilson
from oracle_values import recorded

GIVEN, R = recorded("impact_inputs"), recorded("impact_r")
CLOSE = {"rel": 1e-8, "abs": 1e-8}


@pytest.mark.parametrize("method", ["paule_mandel", "reml", "dersimonian_laird"])
@pytest.mark.parametrize("name", list(GIVEN["estimates"]))
def test_pooled_territories_against_metafor(name: str, method: str) -> None:
    """τ² with its Q-profile interval, mean with the interval of Hartung & Knapp, I², both prediction intervals, BLUPs."""
    given, told = GIVEN["estimates"][name], R["estimates"][name][method]
    y, v = np.array(given["value"]), np.array(given["variance"])
    found = pooled_mean(y, v, method=method)
    for key in ("tau2", "mean", "se", "q", "i2", "mean_low", "mean_high", "tau2_low", "tau2_high"):
        assert getattr(found, key) == pytest.approx(told[key], **CLOSE), key
    assert [found.prediction_low, found.prediction_high] == pytest.approx(told["riley"], **CLOSE)  # t, K − 2
    normal = pooled_mean(y, v, method=method, quantile="normal")
    assert [normal.prediction_low, normal.prediction_high] == pytest.approx(told["normal"], **CLOSE)
    estimates, variances = shrunken(y, v, method=method)
    np.testing.assert_allclose(estimates, told["blup"], rtol=1e-8)
    np.testing.assert_allclose(np.sqrt(variances), told["blup_se"], rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("name", list(GIVEN["estimates"]))
def test_case_mix_against_metafor(name: str) -> None:
    given, told = GIVEN["estimates"][name], R["estimates"][name]["case_mix"]
    data = (np.array(given[key]) for key in ("value", "variance", "x"))
    if len(given["x"]) < 10:
        with pytest.raises(Undefined):
            adjust_for_case_mix(*data)
        return
    mix = adjust_for_case_mix(*data)
    assert (mix.slopes[0], mix.se[0], mix.tau2) == pytest.approx((told["slope"], told["se"], told["tau2"]), **CLOSE)
    np.testing.assert_allclose(mix.adjusted, told["adjusted"], atol=1e-8)


def test_funnel_and_shares_against_r() -> None:
    """Scores, over-dispersion (quantile type 7); Clopper–Pearson of binom.test, Wilson of prop.test without correction."""
    r, n = (np.array(GIVEN["shares"][key]) for key in ("numerator", "denominator"))
    frame, centre, extra = funnel_positions(None, None, numerators=r, denominators=n)
    told = R["funnel"]
    assert (centre, extra.phi, extra.tau2) == pytest.approx((told["centre"], told["phi"], told["tau2"]), **CLOSE)
    np.testing.assert_allclose(frame["z"], told["z"], atol=1e-8)
    np.testing.assert_allclose(clopper_pearson(r, n), told["exact"], atol=1e-8)
    np.testing.assert_allclose(wilson(r, n), told["wilson"], atol=1e-8)
