"""Case mix, other quantities than the value, and two territories side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.comparison import adjust_for_case_mix, compare_territories, territory_difference
from cooperation_graph.comparison.difference import project_values, share_difference
from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import build_graphs
from cooperation_graph.measures import measure
from cooperation_graph.metrics import catalogue
from cooperation_graph.survey import Survey
from cooperation_graph.uncertainty import holm

sm = pytest.importorskip("statsmodels.api")


def territories(k: int = 14, seed: int = 1, projects: int = 12) -> Survey:
    """Territories that differ in size and population, two sectors and some residents."""
    rng = np.random.default_rng(seed)
    rows, people = [], []
    for place in range(k):
        names = [f"T{place}a{i}" for i in range(8 + place)]
        people += [(name, "xyz"[i % 3], i % 5 == 0) for i, name in enumerate(names)]
        for project in range(projects):
            rows += [(f"T{place}", "1", a, f"p{project}") for a in rng.choice(names, rng.integers(2, 7), replace=False)]
    actors = pd.DataFrame(people, columns=["actor", "sector", "residents"]).astype({"actor": "str", "sector": "str", "residents": "boolean"})
    places = pd.DataFrame({"territory": [f"T{i}" for i in range(k)], "population": rng.uniform(2e3, 9e3, k)})
    table = pd.DataFrame(rows, columns=["territory", "wave", "actor", "project"]).astype("str")
    return Survey(table, actors=actors, territories=places.astype({"territory": "str"}), groups=("sector",))


@pytest.fixture(scope="module")
def measured():
    return measure(build_graphs(territories()), by="sector", draws=99, rng=1)


def test_the_adjustment_is_weighted_least_squares_at_its_tau2() -> None:
    rng = np.random.default_rng(3)
    x, v = rng.normal(size=(24, 2)), rng.uniform(0.01, 0.05, 24)
    y = 0.4 + x @ [0.2, -0.1] + rng.normal(0, np.sqrt(v + 0.02))
    mix = adjust_for_case_mix(y, v, x)
    fit = sm.WLS(y, sm.add_constant(x), weights=1 / (v + mix.tau2)).fit(cov_type="fixed scale", cov_kwds={"scale": 1.0})
    np.testing.assert_allclose(mix.slopes, fit.params[1:], atol=1e-12)
    np.testing.assert_allclose(mix.se, fit.bse[1:], atol=1e-12)
    residual = y - fit.fittedvalues
    assert (residual**2 / (v + mix.tau2)).sum() == pytest.approx(24 - 3, abs=1e-9)  # Paule–Mandel with covariates
    np.testing.assert_allclose(mix.adjusted, y - (x - x.mean(axis=0)) @ fit.params[1:], atol=1e-12)


def test_ten_territories_for_each_covariate() -> None:
    with pytest.raises(Undefined, match="fewer than 10"):
        adjust_for_case_mix(np.arange(19.0), np.ones(19), np.random.default_rng(1).normal(size=(19, 2)))
    with pytest.raises(Undefined, match="same value"):
        adjust_for_case_mix(np.arange(12.0), np.ones(12), np.ones(12))


def test_case_mix_keeps_the_raw_value_beside_and_refuses_out_loud(measured) -> None:
    result = compare_territories(measured, metrics=["pair_heterogeneity"], case_mix="log_n_actors")
    row = result.tables["case_mix"].iloc[0]
    assert (row["covariate"], row["k"], row["status"]) == ("log_n_actors", 14, "")
    plain = compare_territories(measured, metrics=["pair_heterogeneity"]).frame
    np.testing.assert_allclose(result.frame["unadjusted"], plain["value"])
    n = np.log(plain["n_actors"].astype(float))
    np.testing.assert_allclose(result.frame["value"], plain["value"] - row["slope"] * (n - n.mean()))
    assert "what nobody recorded" in result.summary("en")
    refused = compare_territories(measured, metrics=["pair_heterogeneity"], case_mix=["log_n_actors", "population"])
    assert "case_mix_not_adjusted" in set(refused.warnings["code"])
    np.testing.assert_allclose(refused.frame["value"], plain["value"])
    with pytest.raises(UnknownName, match="attribute of territories"):
        compare_territories(measured, case_mix="wealth")


def test_z_is_answered_by_the_effect(measured) -> None:
    by_z, by_effect = (compare_territories(measured, metrics=["pair_heterogeneity"], quantity=q) for q in ("z", "effect"))
    assert "z_not_comparable" in set(by_z.warnings["code"])
    pd.testing.assert_frame_equal(by_z.frame, by_effect.frame)
    raw = measured.frame[(measured.frame["metric"] == "pair_heterogeneity") & (measured.frame["level"] == "territory")]
    np.testing.assert_allclose(by_effect.frame["value"], raw["effect"])
    ratio = compare_territories(measured, metrics=["pair_heterogeneity"], quantity="ratio").frame
    np.testing.assert_allclose(ratio["value"], raw["value"] / raw["expected"])
    np.testing.assert_allclose(ratio["se"], raw["se"] / raw["expected"])
    with pytest.raises(UnknownName, match="quantity"):
        compare_territories(measured, quantity="rank")


def test_without_a_null_there_is_nothing_to_hold_against() -> None:
    plain = measure(build_graphs(territories(5)), ["pair_heterogeneity"], by="sector", null=None)
    frame = compare_territories(plain, metrics=["pair_heterogeneity"], quantity="effect").frame
    assert frame["value"].isna().all()
    assert frame["status"].str.contains("no null model").all()


def test_holm_over_what_was_announced(measured) -> None:
    frame = compare_territories(measured, confirmatory=["pair_heterogeneity", "ei_index"]).frame
    announced = frame["metric"].isin(["pair_heterogeneity", "ei_index"])
    np.testing.assert_allclose(frame.loc[announced, "p_holm"], holm(frame.loc[announced, "p"].to_numpy()))
    assert frame.loc[~announced, "p_holm"].isna().all()


def test_newcombe_published_values() -> None:
    """Newcombe 1998, method 10: 56/70 − 48/80 gives .0524 to .3339; 10/10 − 0/10 gives .6075 to 1."""
    for (r1, n1, r2, n2), ends in (((56, 70, 48, 80), (0.0524, 0.3339)), ((10, 10, 0, 10), (0.6075, 1.0))):
        found = share_difference(np.array([r1, n1]), np.array([r2, n2]))
        assert (found["ci_low"], found["ci_high"]) == pytest.approx(ends, abs=5e-5)


def test_two_territories_sum_to_their_difference(measured) -> None:
    graphs = build_graphs(territories())
    result = territory_difference(measured, "T0", "T9", graphs=graphs)
    frame = result.frame.set_index("metric")
    known = frame["structure"].notna()
    np.testing.assert_allclose(frame.loc[known, "composition"] + frame.loc[known, "structure"], frame.loc[known, "difference"])
    for metric in ("pair_heterogeneity", "cross_group_project_share", "resident_project_share"):
        own = result.tables["kinds"].query("metric == @metric")
        assert own[["behaviour", "composition"]].to_numpy().sum() == pytest.approx(frame.loc[metric, "difference"])
    assert frame["p_holm"].ge(frame["p"]).loc[frame["p"].notna()].all()
    assert "Who is there" in result.summary("en")
    with pytest.raises(UnknownName, match="territory"):
        territory_difference(measured, "T0", "X")


@pytest.mark.parametrize("metric", ["pair_heterogeneity", "cross_group_project_share", "resident_project_share"])
def test_project_values_have_the_metric_for_mean(metric: str) -> None:
    graph = build_graphs(territories(1)).get("T0", "1")
    own = {} if metric == "resident_project_share" else {"by": "sector"}
    assert np.nanmean(project_values(graph, metric, "sector")) == pytest.approx(catalogue[metric](graph, **own))
