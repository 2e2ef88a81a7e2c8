"""Estimates of effects against what outside packages returned on the tables of tests/oracles/impact_inputs.json."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cooperation_graph.impact import (
    added_value,
    adjusted_for_baseline,
    detectable_effect,
    difference_in_differences,
    event_study,
    honest_bounds,
    mixed_model,
    power_of,
    randomisation_test,
)
from cooperation_graph.impact.clustered import clustered_coefficient
from cooperation_graph.impact.event_study import EventStudy
from cooperation_graph.impact.staggered import AVERAGES, staggered_effect
from cooperation_graph.metrics import catalogue, metric
from cooperation_graph.survey.tables import Survey
from cooperation_graph.uncertainty import benjamini_hochberg, holm
from oracle_values import recorded

GIVEN, R, PYTHON = recorded("impact_inputs"), recorded("impact_r"), recorded("impact_python")
CLOSE = {"rel": 1e-8, "abs": 1e-8}
PAIRS = tuple(GIVEN["two_waves"])


def pair(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    given = GIVEN["two_waves"][name]
    before, after = np.array(given["before"]), np.array(given["after"])
    return before, after, np.arange(len(before)) < given["treated"]


def same(found, told: dict[str, float]) -> None:
    for key, value in told.items():
        assert getattr(found, key) == pytest.approx(value, **CLOSE), key


@pytest.mark.parametrize("name", PAIRS)
def test_two_waves_against_r(name: str) -> None:
    """Welch of stats::t.test; CR2 with Satterthwaite's degrees of freedom of clubSandwich, on changes and on levels with territories."""
    before, after, arm = pair(name)
    change = after - before
    same(difference_in_differences(change[arm], change[~arm]), R["two_waves"][name]["welch"])
    for told in ("cr2", "cr2_levels"):
        same(difference_in_differences(change[arm], change[~arm], df="cr2"), R["two_waves"][name][told])
    same(adjusted_for_baseline(before, after, arm), R["two_waves"][name]["ancova"])


@pytest.mark.parametrize("name", PAIRS)
def test_two_waves_against_pyfixest(name: str) -> None:
    """Two-way fixed effects with two waves; HC2 on changes is Welch's standard error; analysis of covariance."""
    before, after, arm = pair(name)
    told = PYTHON["two_waves"][name]
    effect = difference_in_differences((after - before)[arm], (after - before)[~arm])
    assert (effect.value, effect.se) == pytest.approx((told["twfe"], told["hc2"]), **CLOSE)
    ancova = adjusted_for_baseline(before, after, arm)
    assert [ancova.value, ancova.se, ancova.p] == pytest.approx(told["ancova"], **CLOSE)


@pytest.mark.parametrize("name", PAIRS)
def test_every_assignment_against_r(name: str) -> None:
    before, after, arm = pair(name)
    told = R["two_waves"][name]["randomisation"]
    found = {kind: randomisation_test(after - before, arm, statistic=kind, confidence=None) for kind in ("t", "difference")}
    assert (found["t"].exact, found["t"].n_assignments) == (True, told["n"])
    assert {kind: one.p for kind, one in found.items()} == pytest.approx({"t": told["t"], "difference": told["difference"]}, abs=1e-12)


def long(name: str, table: str) -> pd.DataFrame:
    return pd.DataFrame(GIVEN[table][name])


@pytest.mark.parametrize("name", ["two", "four", "five", "holes"])
def test_mixed_model_against_lme4(name: str) -> None:
    panel = long(name, "panels").assign(treated=lambda t: t["start"] > 0, after=lambda t: t["wave"] >= t["start"].max())
    found, told = mixed_model(panel), R["panels"][name]
    assert (found.effect.value, found.effect.se) == pytest.approx((told["value"], told["se"]), **CLOSE)
    assert (found.between, found.within) == pytest.approx((told["between"], told["within"]), **CLOSE)


@pytest.mark.parametrize("package", ["csdid", "differences", "diff_diff"])
@pytest.mark.parametrize(("name", "rule"), [(name, rule) for name, rules in PYTHON["staggered"].items() for rule in rules])
def test_staggered_starts_against_three_packages(name: str, rule: str, package: str) -> None:
    """Cells, by starting group, wave and waves since the start, and the four averages; universal period of reference."""
    panel = long(name, "staggered")
    waves = sorted(panel["wave"].astype(str).unique())
    panel = panel.assign(wave=panel["wave"].astype(str), start=panel["start"].astype(str).where(panel["start"] > 0))
    found, told = staggered_effect(panel, waves, comparison=rule, draws=1, rng=1), PYTHON["staggered"][name][rule][package]
    cells = {(int(row["start"]), int(row["wave"])): row["effect"] for row in found.cells.to_dict("records")}
    theirs = {(g, t): effect for g, t, effect in told["cells"] if np.isfinite(effect) and t != g - 1}
    assert cells == pytest.approx(theirs, **CLOSE)
    if package == "diff_diff":
        assert found.overall.value == pytest.approx(told["overall"], **CLOSE)
        return
    kinds = ("simple", "group", "dynamic", "calendar") if package == "csdid" else ("simple", "cohort", "event", "time")
    totals = found.averages.set_index("average")["value"]
    assert totals.loc[list(AVERAGES)].tolist() == pytest.approx([told[kind]["overall"] for kind in kinds], **CLOSE)
    for frame, key, kind in ((found.groups, "start", kinds[1]), (found.events, "event", kinds[2]), (found.calendar, "wave", kinds[3])):
        ours = {str(row[key]): row["effect"] for row in frame.to_dict("records")}
        assert ours == pytest.approx({k: v for k, v in told[kind]["parts"].items() if (key, k) != ("event", "-1")}, **CLOSE)


@pytest.fixture
def survey_of():
    """A survey and a metric that returns what a table says of each territory and wave: the whole path runs on given numbers."""
    told: dict[tuple[str, str], float] = {}

    @metric(range=(-10, 10))
    def told_value(graph) -> float:
        return told[graph.territory, graph.wave]

    def build(panel: pd.DataFrame) -> tuple[Survey, dict]:
        told.update({(t, str(w)): v for t, w, v in panel[["territory", "wave", "value"]].itertuples(index=False)})
        rows = [(t, w, f"{t}{actor}", f"{t}{w}") for t, w in told for actor in "ab"]
        survey = Survey(pd.DataFrame(rows, columns=["territory", "wave", "actor", "project"]).astype("str"))
        started = panel.loc[panel["start"] > 0, "territory"].unique().tolist()
        waves, start = sorted(panel["wave"].unique()), panel["start"].max()
        plan = {"title": "T", "dated": "2020-01-01", "indicators": ["told_value"], "treated": started,
                "before": [str(w) for w in waves if w < start], "after": [str(w) for w in waves if w >= start]}  # fmt: skip
        return survey, plan

    catalogue.add(told_value)
    yield build
    catalogue.remove("told_value")


@pytest.mark.parametrize("name", ["two", "four", "five"])
def test_waves_before_and_after_against_r_and_pyfixest(name: str, survey_of) -> None:
    """Two-way fixed effects with a coefficient a wave: effects (pyfixest), CR2 errors and covariances (clubSandwich)."""
    study = event_study(*survey_of(long(name, "panels")), draws=99, rng=1)
    rows, told = study.frame[study.frame["se"].notna()].set_index("period"), R["events"][name]
    assert rows["value"].tolist() == pytest.approx(PYTHON["events"][name]["pyfixest"], **CLOSE)
    for wave, one in told["effects"].items():
        assert (rows.loc[wave, "value"], rows.loc[wave, "se"]) == pytest.approx((one["value"], one["se"]), **CLOSE)
    wide = study.tables["covariance"].pivot(index="period_a", columns="period_b", values="value")
    np.testing.assert_allclose(wide.to_numpy(), np.array(told["covariance"], ndmin=2), atol=1e-8)


@pytest.mark.parametrize("name", PAIRS)
def test_added_value_from_a_survey_to_the_figures_of_r(name: str, survey_of) -> None:
    before, after, arm = pair(name)
    names = [f"T{k:02d}" for k in range(len(arm))]
    levels = [pd.DataFrame({"territory": names, "wave": w, "value": v, "start": np.where(arm, 2, 0)}) for w, v in ((1, before), (2, after))]
    row, told = added_value(*survey_of(pd.concat(levels)), rng=1).frame.iloc[0], R["two_waves"][name]
    columns = {"value": "value", "se": "se", "df": "df", "p": "p", "low": "ci_low", "high": "ci_high"}
    assert [row[column] for column in columns.values()] == pytest.approx([told["welch"][key] for key in columns], **CLOSE)
    assert [row["adjusted_value"], row["adjusted_p"]] == pytest.approx([told["ancova"][key] for key in ("value", "p")], **CLOSE)
    assert row["p_randomisation"] == pytest.approx(told["randomisation"]["t"], abs=1e-12)


@pytest.mark.parametrize("name", ["four", "five"])
def test_honest_bounds_against_diff_diff_from_end_to_end(name: str) -> None:
    """diff-diff fits its own model and bounds it; ours, given its effects and covariances, says the same."""
    pytest.importorskip("diff_diff")
    told, panel = PYTHON["events"][name]["diff_diff"], long(name, "panels")
    start, sides = panel["start"].max(), panel.drop_duplicates("territory")["start"].gt(0)
    frame = pd.DataFrame({
        "indicator": "x", "period": [str(t) for t in told["periods"]], "event": [float(t - start) for t in told["periods"]],
        "value": told["effects"], "se": told["se"], "p": np.nan, "ci_low": np.nan, "ci_high": np.nan,
        "n_treated": int(sides.sum()), "n_comparison": int((~sides).sum()),
    })  # fmt: skip
    covariance = pd.DataFrame([
        {"indicator": "x", "period_a": str(a), "period_b": str(b), "value": told["covariance"][i][j]}
        for i, a in enumerate(told["periods"]) for j, b in enumerate(told["periods"])
    ])  # fmt: skip
    bounds = honest_bounds(EventStudy(frame, {"covariance": covariance}), drifts=[0, 0.5, 1, 2])
    found = bounds[["drift", "low", "high", "ci_low", "ci_high"]].to_numpy()
    np.testing.assert_allclose(found, np.array(PYTHON["events"][name]["honest"]), atol=1e-8)
    effects = frame.set_index("event")["value"]
    steps = np.diff([*effects[effects.index < 0], 0.0])
    after, k = effects[effects.index >= 0], (effects.index >= 0).sum()
    reach = 2 * np.abs(steps).max() * (k + 1) / 2
    late = [i for i, t in enumerate(told["periods"]) if t >= start]
    se = np.sqrt(np.array(told["covariance"])[np.ix_(late, late)].sum()) / k
    half = stats.t.ppf(0.975, len(sides) - 2) * se
    by_hand = [after.mean() - reach, after.mean() + reach, after.mean() - reach - half, after.mean() + reach + half]
    np.testing.assert_allclose(found[-1, 1:], by_hand, atol=1e-8)


@pytest.mark.parametrize("name", ["plain", "few"])
def test_clustered_regressions_against_clubsandwich(name: str) -> None:
    """CR2 with Satterthwaite's degrees of freedom; territories × waves absorbed are dummies there."""
    table, told = long(name, "projects"), R["projects"][name]
    size, cells = np.log(table["size"]), table["territory"] + table["wave"].astype(str)
    place = table["territory"]
    same(clustered_coefficient(table["quality"], table["mixing"], place, absorb=cells), told["alone"])
    same(clustered_coefficient(table["quality"], np.column_stack([table["mixing"], size]), place, absorb=cells), told["with_size"])
    full = np.column_stack([table["mixing"], size, np.ones(len(table))])
    same(clustered_coefficient(table["quality"], full, place), told["plain"])


def test_power_against_r() -> None:
    """power.t.test with 15 + 15 territories whose changes have a standard deviation of .1; the non-central t with 15 + 5."""
    design = {"shock_sd": 0.1 / np.sqrt(2), "noise_sd": 0.0}
    assert detectable_effect(15, 15, **design) == pytest.approx(R["power"]["detectable"], rel=3e-4)  # Bloom's sum of two quantiles
    assert power_of(0.08, 15, 15, **design) == pytest.approx(R["power"]["even"], **CLOSE)
    assert power_of(0.15, 15, 5, **design) == pytest.approx(R["power"]["uneven"], **CLOSE)


def test_several_tests_at_once_against_r() -> None:
    np.testing.assert_allclose(holm(GIVEN["p"]), R["holm"], atol=1e-12)
    np.testing.assert_allclose(benjamini_hochberg(GIVEN["p"]), R["benjamini_hochberg"], atol=1e-12)
