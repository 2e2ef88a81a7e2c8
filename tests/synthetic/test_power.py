"""Power on whole simulated surveys: small runs; the criteria stand in tests/statistics/test_added_value.py."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import build_graphs
from cooperation_graph.impact import added_value
from cooperation_graph.impact.did import difference_in_differences, welch_test
from cooperation_graph.measures import measure
from cooperation_graph.synthetic import calibrate, simulate, survey_power, truth
from cooperation_graph.synthetic.calibration import ODDS

SMALL = {"actors": (12, 20), "projects": (10, 16), "groups": 3}


@pytest.fixture(scope="module")
def known():
    return calibrate(rng=1, **SMALL)


def test_more_siloing_lower_level(known) -> None:
    assert known.basis == "guess"
    assert known.levels[0] > known.levels[-1] + 0.3
    assert np.interp(0.0, np.log(ODDS), known.levels) == pytest.approx(2 / 3, abs=0.05)  # three even groups, no siloing: 1 − 1/3
    assert known.pilot_level < known.levels[0]


def test_a_study_rejects_a_large_effect_and_the_closed_form_is_beside_it(known) -> None:
    row = survey_power(0.25, 8, 8, pilot=known, level=0.4, shock_sd=0.03, runs=40, rng=2).iloc[0]
    assert (row["runs"], row["basis"]) == (40, "given")
    assert row["welch"] > 0.8
    assert row["effect_found"] == pytest.approx(0.25, abs=0.05)
    shift = 0.25 / (row["sd_change"] * np.sqrt(2 / 8))
    critical = stats.t.ppf(0.975, 14)
    assert row["closed_form"] == pytest.approx(stats.nct.sf(critical, 14, shift) + stats.nct.cdf(-critical, 14, shift), abs=1e-8)
    with pytest.raises(Undefined, match="no siloing"):
        survey_power(0.9, 8, 8, pilot=known, level=0.4, runs=1, rng=1)


def test_a_pilot_is_imitated() -> None:
    pilot = simulate(territories=5, waves=2, actors=[12, 14, 16, 18, 20], projects=12, groups=3, siloing=5, renewal=0.5, rng=3)
    known = calibrate(pilot, rng=4)
    shapes = {(graph.n_actors, graph.n_projects) for graph in build_graphs(pilot)}
    assert set(known.settings["shapes"]) <= shapes
    assert sum(known.settings["groups"].values()) == pytest.approx(1)
    assert known.settings["renewal"] == pytest.approx(0.5, abs=0.2)
    assert known.basis == "pilot"
    levels = measure(build_graphs(pilot), "pair_heterogeneity", by="sector", null=None, interval=None).frame["value"]
    assert known.pilot_level == pytest.approx(levels.mean())


def test_the_study_made_of_a_survey_is_that_of_added_value() -> None:
    codes = [f"T{k}" for k in range(8)]
    survey = simulate(territories=codes, waves=["1", "2"], animated=codes[:4], animation=3, siloing=4, shock_sd=0.3, rng=5, **SMALL)
    frame = measure(build_graphs(survey), "pair_heterogeneity", by="sector", null=None, interval=None).frame
    wide = frame.pivot(index="territory", columns="wave", values="value")
    change = (wide["2"] - wide["1"]).to_numpy()
    plan = {"title": "T", "dated": "2020-01-01", "before": ["1"], "after": ["2"], "treated": codes[:4], "indicators": ["pair_heterogeneity"]}
    row = added_value(survey, plan, rng=1).frame.iloc[0]
    one = difference_in_differences(change[:4], change[4:])
    t, df = welch_test(np.vstack([change, change[::-1]]), np.arange(8) < 4)
    assert (row["value"], row["p"]) == pytest.approx((one.value, one.p))
    assert (t[0], df[0], t[1]) == pytest.approx((one.value / one.se, one.df, -one.value / one.se))


def test_shocks_move_the_odds_of_a_territory_in_a_wave() -> None:
    quiet, moved = (truth(simulate(territories=3, waves=2, siloing=4, shock_sd=sd, rng=6)) for sd in (0.0, 0.5))
    assert (quiet["siloing"] == 4).all()
    logs = np.log(moved["siloing"] / 4).groupby([moved["territory"], moved["wave"]])
    assert np.allclose(logs.std(), 0)
    assert logs.mean().nunique() == 6
    same = (simulate(territories=2, rng=7).participations for _ in range(2))
    pd.testing.assert_frame_equal(*same)
