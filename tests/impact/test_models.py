"""Clustered least squares, quality of projects, separable logits, designs: against statsmodels, closed forms, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.errors import NoComparisonGroup, Undefined, UnknownName
from cooperation_graph.graph import build_graphs
from cooperation_graph.impact import (
    check_plan,
    design_of,
    detectable_effect,
    difference_in_differences,
    mixed_model,
    pilot_of,
    power_of,
    quality_association,
    read_plan,
    separable_model,
    simulated_power,
)
from cooperation_graph.impact.clustered import clustered_coefficient
from cooperation_graph.impact.separable import logit
from cooperation_graph.measures import COLUMNS, Measures
from cooperation_graph.survey.tables import Survey

sm = pytest.importorskip("statsmodels.api")


def rows(seed: int = 0, groups: int = 8) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(4, 12, groups)
    table = pd.DataFrame({"g": np.repeat(np.arange(groups), sizes)})
    table["w"] = rng.integers(0, 2, len(table))
    table["x"], table["z"] = rng.normal(size=len(table)), rng.normal(size=len(table))
    return table.assign(y=0.3 * table["x"] - 0.2 * table["z"] + rng.normal(size=groups)[table["g"]] + rng.normal(size=len(table)))


def by_hand(y, x, clusters, column):
    """CR2 and Satterthwaite by their definitions: dense hat matrix, matrix square roots, no shortcut."""
    bread = np.linalg.pinv(x.T @ x)
    eye = np.eye(len(y))
    hat = x @ bread @ x.T
    residual = y - hat @ y
    parts, shadows = [], []
    for g in np.unique(clusters):
        own = clusters == g
        values, vectors = np.linalg.eigh(eye[np.ix_(own, own)] - hat[np.ix_(own, own)])
        root = vectors @ np.diag([v**-0.5 if v > 1e-10 else 0 for v in values]) @ vectors.T
        line = root @ x[own] @ bread[:, column]
        parts.append(line @ residual[own])
        shadows.append((eye - hat)[:, own] @ line)
    cross = np.array(shadows) @ np.array(shadows).T
    return np.sqrt((np.array(parts) ** 2).sum()), np.trace(cross) ** 2 / (cross**2).sum()


@pytest.mark.parametrize("absorbed", [False, True])
def test_cr2_by_its_definition(absorbed: bool) -> None:
    table = rows()
    clusters, groups = table["g"].to_numpy(), (table["g"].astype(str) + "-" + table["w"].astype(str)).to_numpy()
    if absorbed:
        full = np.column_stack([table[["x", "z"]], pd.get_dummies(groups).to_numpy(float)])
        found = clustered_coefficient(table["y"], table[["x", "z"]], clusters, absorb=groups)
    else:
        full = np.column_stack([table[["x", "z"]], np.ones(len(table))])
        found = clustered_coefficient(table["y"], full, clusters)
    se, df = by_hand(table["y"].to_numpy(), full, clusters, 0)
    assert found.value == pytest.approx(sm.OLS(table["y"].to_numpy(), full).fit().params[0], abs=1e-10)
    assert (found.se, found.df) == pytest.approx((se, df), abs=1e-8)


def test_cr2_on_territory_changes_is_the_closed_form() -> None:
    """Five treated, seven compared: the standard error is Welch's and clubSandwich's df 8.7716."""
    change = np.random.default_rng(1).normal(size=12)
    arm = np.repeat([1.0, 0.0], [5, 7])
    found = clustered_coefficient(change, np.column_stack([arm, np.ones(12)]), np.arange(12))
    closed = difference_in_differences(change[:5], change[5:], df="cr2")
    assert (found.value, found.se, found.df, found.p) == pytest.approx((closed.value, closed.se, closed.df, closed.p), abs=1e-10)
    assert found.df == pytest.approx(8.7716, abs=5e-5)
    with pytest.raises(Undefined, match="fewer than three"):
        clustered_coefficient([1, 2, 3], [1, 2, 4], ["a", "a", "b"])


@pytest.mark.parametrize("seed", range(3))
def test_logit_is_that_of_statsmodels(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(300), rng.normal(size=(300, 2))])
    y = rng.random(300) < 1 / (1 + np.exp(-(x @ [-1, 0.5, 0.3])))
    np.testing.assert_allclose(logit(y, x), sm.Logit(y.astype(float), x).fit(disp=0).params, atol=1e-8)
    with pytest.raises(Undefined, match="does not converge"):
        logit(x[:, 1] > 0, x)


def rated(territories: int = 8, slope: float = 2.0, seed: int = 1) -> Survey:
    """Projects whose quality grows with mixing, by `slope`, and with size; two waves, two themes."""
    rng = np.random.default_rng(seed)
    table, projects, people = [], [], []
    for t in range(territories):
        names = [f"T{t}a{i}" for i in range(12)]
        people += [(name, "abc"[i % 3]) for i, name in enumerate(names)]
        for wave in "12":
            for k in range(14):
                members = rng.choice(12, rng.integers(2, 6), replace=False)
                sectors = np.bincount(members % 3, minlength=3)
                m = len(members)
                mixing = 1 - (sectors * (sectors - 1)).sum() / (m * (m - 1))
                projects.append((f"T{t}w{wave}p{k}", "xy"[k % 2], slope * mixing + 0.1 * m + 0.5 * (k % 2) + rng.normal(0, 0.3)))
                table += [(f"T{t}", wave, names[i], f"T{t}w{wave}p{k}") for i in members]
    return Survey(
        pd.DataFrame(table, columns=["territory", "wave", "actor", "project"]).astype("str"),
        actors=pd.DataFrame(people, columns=["actor", "sector"]).astype("str"),
        projects=pd.DataFrame(projects, columns=["project", "theme", "quality"]).astype({"project": "str", "theme": "str"}),
        groups=("sector",),
    )  # fmt: skip


def test_quality_goes_with_mixing_and_is_called_an_association() -> None:
    result = quality_association(rated(), "quality", by="sector")
    assert result.frame["adjusted_for"].tolist() == ["whatever the size and theme", "at the same size", "at the same size and theme"]
    last = result.frame.iloc[-1]
    assert last["ci_low"] < 2.0 < last["ci_high"]
    assert (last["n_projects"], last["n_territories"]) == (8 * 28, 8)
    assert "association" in result.summary("en")
    assert "rated +" in result.summary("en")
    table = result.tables["projects"]
    dummies = pd.get_dummies(table["territory"] + table["wave"]).to_numpy(float)
    x = np.column_stack([table["mixing"], np.log(table["size"]), table["theme"] == "y", dummies]).astype(float)
    assert last["value"] == pytest.approx(sm.OLS(table["quality"].to_numpy(), x).fit().params[0])
    with pytest.raises(UnknownName, match="attribute of projects"):
        quality_association(rated(2), "stars")


def test_ties_formed_and_kept_against_statsmodels() -> None:
    graphs = build_graphs(rated(8))
    result = separable_model(graphs, "1", "2", treated=["T0", "T1", "T2", "T3"], by="sector", rng=1)
    pairs = result.tables["pairs"]
    stay = [len(graphs.get(t, "1").actor_ids.intersection(graphs.get(t, "2").actor_ids)) for t in graphs.territories]
    assert len(pairs) == sum(n * (n - 1) // 2 for n in stay)
    formation = pairs[~pairs["tied"]]
    own = result.frame.query("model == 'formation'").set_index("term")
    sized = ["log_n"] if "log of the number of actors" in own.index else []
    x = sm.add_constant(formation[[*sized, "same_group", "shared_theme", "activity"]].astype(float))
    reference = sm.Logit(formation["formed"].astype(float), x).fit(disp=0).params
    assert own.loc["same group", "value"] == pytest.approx(reference["same_group"], abs=1e-7)
    assert own.loc["activity of both", "value"] == pytest.approx(reference["activity"], abs=1e-7)
    assert own.loc["animated territory", "p_randomisation"] == pytest.approx(round(own.loc["animated territory", "p_randomisation"] * 70) / 70)
    assert {"formation", "persistence"} == set(result.frame["model"])
    assert "nan" not in result.summary("en")
    with pytest.raises(Undefined, match="fewer than two"):
        separable_model(graphs, "1", "2", treated=["T0"], by="sector")


PLAN = {
    "title": "Essai", "dated": "2019-01-10", "before": ["1"], "after": ["2"], "treated": [f"T{k}" for k in range(15)],
    "comparison": [f"C{k}" for k in range(15)], "indicators": [{"name": "pair_heterogeneity", "expected": 0.1}],
}  # fmt: skip


def test_a_plan_before_its_data() -> None:
    row = design_of(PLAN).iloc[0]
    assert row["detectable_effect"] == pytest.approx(0.122, abs=5e-4)  # "15 + 15 territories, 2 waves: 0.12"
    assert row["power"] == pytest.approx(power_of(0.1, 15, 15))
    assert (row["assignments"], row["smallest_p"]) == (155117520, 2 / 155117520)
    assert not len(check_plan(PLAN))
    assert check_plan({**PLAN, "comparison": []})["key"].tolist() == ["comparison"]
    few = design_of({**PLAN, "treated": ["T0", "T1"], "comparison": ["C0", "C1"]}).iloc[0]
    assert few["smallest_p"] == pytest.approx(2 / 6)
    with pytest.raises(NoComparisonGroup):
        design_of({**PLAN, "comparison": []})


def test_an_expected_effect_is_a_positive_number() -> None:
    with pytest.raises(ValueError, match="above 0"):
        read_plan({**PLAN, "indicators": [{"name": "pair_heterogeneity", "expected": -0.1}]})
    with pytest.raises(ValueError, match="not known"):
        read_plan({**PLAN, "indicators": [{"name": "pair_heterogeneity", "exepcted": 0.1}]})


def test_a_pilot_gives_back_the_spread_it_was_drawn_with() -> None:
    rng = np.random.default_rng(2)
    n, m = 4000, 25.0
    cells = []
    for k in range(n):
        for wave in "12":
            value = 0.5 + rng.normal(0, 0.06) + rng.normal(0, 0.4 / np.sqrt(m))
            cells.append({"territory": f"T{k}", "wave": wave, "metric": "pair_heterogeneity", "level": "territory", "value": value,
                          "se": 0.4 / np.sqrt(m), "n_projects": m})  # fmt: skip
    found = pilot_of(Measures(pd.DataFrame(cells).reindex(columns=list(COLUMNS))), "pair_heterogeneity")
    assert found.noise_sd == pytest.approx(0.4)
    assert found.shock_sd == pytest.approx(0.06, abs=0.006)
    assert (found.projects, found.shocks_from) == (pytest.approx(25), "pilot")
    row = design_of(PLAN, pilots={"pair_heterogeneity": found}).iloc[0]
    assert row["basis"] == "pilot"
    assert row["detectable_effect"] == pytest.approx(detectable_effect(15, 15, shock_sd=found.shock_sd, noise_sd=0.4, projects=25))


def test_power_by_randomisation_is_near_that_of_welch() -> None:
    effect = detectable_effect(8, 8)
    by = {test: simulated_power(effect, 8, 8, runs=600, test=test, draws=399, rng=3) for test in ("welch", "randomisation")}
    assert abs(by["welch"] - by["randomisation"]) < 0.06
    with pytest.raises(UnknownName, match="test"):
        simulated_power(effect, 8, 8, test="sign")


def test_a_mixed_model_of_two_waves_has_the_values_of_the_analysis_of_variance() -> None:
    """Balanced, two waves: REML is the analysis of variance; t is the pooled one on changes."""
    rng = np.random.default_rng(5)
    base, arm = rng.normal(0.5, 0.3, 12), np.repeat([True, False], [5, 7])
    before, after = base + rng.normal(0, 0.05, 12), base + 0.15 * arm + rng.normal(0, 0.05, 12)
    names = [f"T{k}" for k in range(12)]
    panel = pd.concat([
        pd.DataFrame({"territory": names, "wave": wave, "value": value, "treated": arm, "after": wave == "2"})
        for wave, value in (("1", before), ("2", after))
    ])  # fmt: skip
    found = mixed_model(panel)
    change = after - before
    pooled = ((change[arm] - change[arm].mean()) ** 2).sum() + ((change[~arm] - change[~arm].mean()) ** 2).sum()
    within = pooled / 10 / 2
    level = (before + after) / 2
    spread = (((level[arm] - level[arm].mean()) ** 2).sum() + ((level[~arm] - level[~arm].mean()) ** 2).sum()) / 10
    assert found.effect.value == pytest.approx(change[arm].mean() - change[~arm].mean(), abs=1e-8)
    assert found.effect.se == pytest.approx(np.sqrt(2 * within * (1 / 5 + 1 / 7)), rel=1e-5)
    assert (found.within, found.between) == pytest.approx((within, spread - within / 2), rel=1e-4)
    assert found.effect.df == 10
