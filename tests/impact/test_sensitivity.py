"""What would overturn an estimate: other choices, placebos, earlier periods, drifts, exaggeration, doses."""

from __future__ import annotations

import builtins
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cooperation_graph.errors import CooperationError, NoComparisonGroup, Undefined, UnknownName
from cooperation_graph.graph import build_graphs
from cooperation_graph.impact import (
    added_value,
    difference_in_differences,
    dose_response,
    event_study,
    honest_bounds,
    register_waves,
    sensitivity,
    staggered_effect,
    staggered_panel,
    type_s_m,
)
from cooperation_graph.measures import measure
from cooperation_graph.survey.tables import Survey

PLAN = {
    "title": "Essai", "dated": "2019-01-10", "before": ["2019", "2020"], "after": ["2021"], "exclude": ["animator"],
    "indicators": [{"name": "pair_heterogeneity", "expected": 0.1}, "mean_partners"], "treated": ["T0", "T1", "T2", "T3"],
}  # fmt: skip


def survey(*, effect: float = 3.0, n: int = 8, waves: tuple[str, ...] = ("2019", "2020", "2021"), seed: int = 0) -> Survey:
    """Treated territories (the first half) mix sectors more in the last wave; every project lasts one year of a register."""
    rng = np.random.default_rng(seed)
    rows, actors, projects = [], [], []
    for place in range(n):
        group = np.repeat([0, 1, 2], 6)
        names = [f"T{place}-{i:02d}" for i in range(18)]
        actors += [(name, f"s{g}", False) for name, g in zip(names, group, strict=True)] + [(f"T{place}-animator", "s0", True)]
        for wave in waves:
            late = place < n // 2 and wave == waves[-1]
            for k in range(18):
                lead = rng.integers(18)
                weight = np.where(group == group[lead], 4.0 - (effect if late else 0), 1.0)
                weight[lead] = 0
                others = rng.choice(18, 1 + rng.poisson(1.0), replace=False, p=weight / weight.sum())
                members = [names[lead], *(names[i] for i in others)] + [f"T{place}-animator"] * (late and k % 2)
                rows += [(f"T{place}", wave, member, f"T{place}p{wave}{k}", "register") for member in members]
                projects.append((f"T{place}p{wave}{k}", f"T{place}", f"{wave}-03-01", f"{wave}-11-30"))
    table = pd.DataFrame(rows, columns=["territory", "wave", "actor", "project", "source"]).astype("str")
    people = pd.DataFrame(actors, columns=["actor", "sector", "animator"]).astype({"actor": "str", "sector": "str", "animator": "boolean"})
    dated = pd.DataFrame(projects, columns=["project", "territory", "start", "end"]).astype("str")
    return Survey(participations=table, actors=people, projects=dated, groups=("sector",))


@pytest.fixture(scope="module")
def data() -> Survey:
    return survey()


@pytest.fixture(scope="module")
def study(data: Survey):
    return event_study(data, PLAN, rng=1)


def test_retrodesign_published_values() -> None:
    """Gelman & Carlin 2014: effect 0.1 with error 3.28 → power .05, type S .46, exaggeration 77; effect 2, 8.1 → .06, .24, 9.5."""
    for effect, se, expected in ((0.1, 3.28, (0.05, 0.46, 77)), (2, 8.1, (0.06, 0.24, 9.5))):
        found = type_s_m(effect, se)
        assert (round(found.power, 2), round(found.type_s, 2)) == expected[:2]
        assert found.exaggeration == pytest.approx(expected[2], rel=0.02)


@pytest.mark.parametrize("df", [4.0, 18.0])
def test_exaggeration_is_that_of_draws(df: float) -> None:
    drawn = 1.2 + 0.8 * np.random.default_rng(1).standard_t(df, 400_000)
    sure = np.abs(drawn) > stats.t.ppf(0.975, df) * 0.8
    found = type_s_m(1.2, 0.8, df)
    assert found.power == pytest.approx(sure.mean(), abs=0.003)
    assert found.type_s == pytest.approx((drawn[sure] < 0).mean(), abs=0.003)
    assert found.exaggeration == pytest.approx(np.abs(drawn[sure]).mean() / 1.2, rel=0.01)


def test_a_dose_by_enumeration() -> None:
    change, dose = [0.1, 0.3, 0.2, 0.5, 0.4], [1, 2, 3, 4, 5]
    found = dose_response(change, dose)
    assert found.correlation == pytest.approx(stats.spearmanr(change, dose).statistic)
    method = stats.PermutationMethod(n_resamples=np.inf)
    one_way = stats.pearsonr(stats.rankdata(change), dose, method=method)
    assert found.p == pytest.approx(one_way.pvalue)
    many = dose_response(np.arange(20.0), np.arange(20.0), draws=199, rng=1)
    assert (many.exact, many.p) == (False, 1 / 200)
    with pytest.raises(Undefined, match="same dose"):
        dose_response([1, 2, 3, 4], [5, 5, 5, 5])


def test_a_register_gives_its_own_years(data: Survey) -> None:
    long = data.projects.assign(end=data.projects["end"].where(data.projects.index != 0, "2021-02-01"))
    waves = register_waves(replace(data, projects=long))
    assert waves.waves["wave"].tolist() == ["2019", "2020", "2021"]
    assert not len(waves.responses)
    assert sorted(waves.participations[waves.participations["project"] == "T0p20190"]["wave"].unique()) == ["2019", "2020", "2021"]
    plain = waves.participations[waves.participations["project"] != "T0p20190"]
    own = data.participations[data.participations["project"] != "T0p20190"]
    assert len(plain) == len(own)
    told = data.participations.assign(source=np.where(data.participations.index % 2, "register", "respondent"))
    assert len(register_waves(replace(data, participations=told)).participations) == (told["source"] == "register").sum()
    with pytest.raises(Undefined, match="no project has a start"):
        register_waves(replace(data, projects=data.projects.drop(columns=["start", "end"])))


def test_periods_are_differences_of_changes(data: Survey, study) -> None:
    levels = measure(build_graphs(data), ["pair_heterogeneity"], by="sector", null=None, interval=None).frame
    wide = levels.pivot(index="territory", columns="wave", values="value")
    rows = study.frame.query("indicator == 'pair_heterogeneity'").set_index("period")
    for period in ("2019", "2021"):
        change = (wide[period] - wide["2020"]).to_numpy()
        expected = difference_in_differences(change[:4], change[4:])
        assert (rows.loc[period, "value"], rows.loc[period, "se"]) == pytest.approx((expected.value, expected.se))
    assert (rows.loc["2020", "value"], rows["event"].tolist()) == (0.0, [-2.0, -1.0, 0.0])
    covariance = study.tables["covariance"].query("indicator == 'pair_heterogeneity'").pivot(index="period_a", columns="period_b", values="value")
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), rows.loc[["2019", "2021"], "se"])
    assert 0 < study.tables["before"]["p"].iloc[0] <= 1
    assert "no proof" in study.summary("en")
    assert "nan" not in study.summary("fr")


def test_a_drift_before_the_start_is_said() -> None:
    early = event_study(survey(waves=("2019", "2020")), {**PLAN, "before": ["2019"], "after": ["2020"]}, rng=1)
    assert early.warnings["code"].tolist() == ["one_period_before"]
    drifting = event_study(survey(effect=3.9, waves=("2020", "2021")), {**PLAN, "before": ["2020"], "after": ["2021"]}, rng=1)
    assert drifting.frame.iloc[1]["value"] > 0
    with pytest.raises(UnknownName, match="start"):
        event_study(survey(), PLAN, start="2019")
    with pytest.raises(NoComparisonGroup):
        event_study(survey(), {**PLAN, "treated": [f"T{k}" for k in range(7)]}, rng=1)


def test_honest_bounds_are_those_of_diff_diff(study) -> None:
    pytest.importorskip("diff_diff")
    bounds = honest_bounds(study, "pair_heterogeneity", drifts=[0, 1])
    row = study.frame.query("indicator == 'pair_heterogeneity'").set_index("period")
    drift = abs(row.loc["2019", "value"])  # one step before: after the start each step drifts by at most M times it
    assert bounds["low"].tolist() == pytest.approx([row.loc["2021", "value"], row.loc["2021", "value"] - drift], abs=1e-8)
    assert bounds["high"].tolist() == pytest.approx([row.loc["2021", "value"], row.loc["2021", "value"] + drift], abs=1e-8)
    assert (bounds["ci_high"] - bounds["ci_low"]).is_monotonic_increasing
    with pytest.raises(UnknownName, match="indicator"):
        honest_bounds(study)


def test_honest_bounds_without_the_package_say_what_to_install(study, monkeypatch) -> None:
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("diff_diff"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(CooperationError, match="pip install"):
        honest_bounds(study, "pair_heterogeneity")


def test_checks_of_a_plan(data: Survey) -> None:
    result = sensitivity(data, PLAN, exclusions={"nobody else": ("animator",)}, linkages={"same": data})
    frame = result.frame
    main = frame[frame["check"] == "as planned"].set_index("indicator")["value"]
    estimate = added_value(data, PLAN, rng=1).frame.set_index("indicator")
    np.testing.assert_allclose(main, estimate["value"])
    for name, row in estimate.iterrows():
        own = frame[frame["indicator"] == name].set_index("check")
        left = own.loc["without one territory", "value"]
        assert (left.min(), left.max()) == pytest.approx((row["lowest_without_one"], row["highest_without_one"]))
        assert own.loc["excluded actors counted", "value"] == pytest.approx(row["with_excluded"])
        assert own.loc["another exclusion", "value"] == pytest.approx(row["value"])
        assert own.loc["another linkage", "value"] == pytest.approx(row["value"])
        assert own.loc["placebo date", "variant"] == "2019 → 2020"
    volume = frame[(frame["indicator"] == "mean_partners") & (frame["check"] == "tipping point: completeness")]["value"].iloc[0]
    arm = added_value(data, PLAN, rng=1).tables["changes"].query("indicator == 'mean_partners'").groupby("arm")[["before", "after"]].mean()
    growth = arm["after"] / arm["before"]
    assert volume == pytest.approx(growth["treated"] / growth["comparison"])
    share = frame[(frame["indicator"] == "pair_heterogeneity") & frame["check"].str.startswith("tipping")]
    assert np.isnan(share.set_index("check").loc["tipping point: completeness", "value"])
    sure = frame[(frame["indicator"] == "pair_heterogeneity") & (frame["check"] == "as planned")].iloc[0]
    drift = share.set_index("check").loc["tipping point: drift", "value"]
    assert drift == pytest.approx(sure["ci_low"] if sure["ci_low"] > 0 else np.nan, nan_ok=True)
    assert "nan" not in result.summary("fr") + result.summary("en")
    with pytest.raises(NoComparisonGroup):
        sensitivity(data, {**PLAN, "treated": [f"T{k}" for k in range(8)]})


def test_direct_and_indirect_parts_add_up_in_each_territory(data: Survey) -> None:
    result = added_value(data, PLAN, rng=1)
    table = result.tables["changes"]
    np.testing.assert_allclose(table["change"] + table["direct"], table["with_excluded"])
    assert np.allclose(table.query("arm == 'comparison'")["direct"], 0)
    row = result.frame.set_index("indicator").loc["pair_heterogeneity"]
    assert row["supposed_effect"] == 0.1
    assert (row["power"], row["type_m"]) == pytest.approx((type_s_m(0.1, row["se"], row["df"]).power,
                                                               type_s_m(0.1, row["se"], row["df"]).exaggeration))  # fmt: skip
    assert row["adjusted_low"] < row["adjusted_value"] < row["adjusted_high"]
    assert (result.tables["resilience"]["loss"] > -1e-12).all()
    assert len(result.tables["resilience"]) == 4


def test_projects_for_weights(data: Survey) -> None:
    row = added_value(data, PLAN, rng=1).frame.iloc[0]
    assert row["by_projects"] == pytest.approx(row["value"])  # every territory has as many projects


def test_a_plan_after_its_data_is_said(data: Survey) -> None:
    late = added_value(data, {**PLAN, "dated": "2022-05-01"}, rng=1)
    assert "plan_after_data" in late.warnings["code"].tolist()
    assert "plan_after_data" not in added_value(data, PLAN, rng=1).warnings["code"].tolist()


def test_five_points_of_completeness_are_enough(data: Survey) -> None:
    def ledger(silent: int) -> pd.DataFrame:
        rows = [
            (f"T{place}", wave, f"T{place}-{i:02d}", "no_answer" if wave != "2021" and place < 4 and i < silent else "answered")
            for place in range(8) for wave in ("2019", "2020", "2021") for i in range(20)
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["territory", "wave", "actor", "status"]).astype("str")

    for silent, warned in ((0, False), (1, True), (2, True)):  # one in twenty: five points
        codes = added_value(replace(data, responses=ledger(silent)), PLAN, rng=1).warnings["code"].tolist()
        assert ("differential_completeness" in codes) is warned


def test_a_survey_becomes_a_panel_of_starts(data: Survey) -> None:
    starts = ["2020", "2020", "2020", "2021-01-15", "2021", "2099", np.nan, np.nan]
    told = replace(data, territories=pd.DataFrame({"territory": [f"T{k}" for k in range(8)], "animation_start": starts}))
    panel = staggered_panel(told, "pair_heterogeneity", by="sector")
    start = panel.groupby("territory")["start"].first()
    assert start[["T0", "T3", "T4"]].tolist() == ["2020", "2021", "2021"]
    assert start[["T5", "T6", "T7"]].isna().all()
    levels = measure(build_graphs(data), ["pair_heterogeneity"], by="sector", null=None, interval=None).frame
    wide = levels.pivot(index="territory", columns="wave", values="value")
    found = staggered_effect(panel, ["2019", "2020", "2021"], comparison="never", draws=19, rng=1)
    cell = found.cells.set_index(["start", "wave"]).loc[("2021", "2021"), "effect"]
    change = wide["2021"] - wide["2020"]
    assert cell == pytest.approx(change[["T3", "T4"]].mean() - change[["T5", "T6", "T7"]].mean())
    assert np.isfinite(found.overall.se)
