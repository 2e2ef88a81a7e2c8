"""`compare_territories` from end to end: what is refused, what is kept apart, what is said."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cooperation_graph import results
from cooperation_graph.comparison import Comparison, comparable, compare_territories, rank_territories
from cooperation_graph.comparison.pooling import pooled_mean, shrunken
from cooperation_graph.comparison.territories import COLUMNS, POOLED_COLUMNS
from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import build_graphs
from cooperation_graph.measures import measure
from cooperation_graph.survey import Survey
from cooperation_graph.uncertainty import benjamini_hochberg

SHARES = ["pair_heterogeneity", "cross_group_project_share"]


def survey(territories=8, *, projects=14, seed=1, waves=("1", "2"), silent=0.0, strata=("QPV", "rural"), closed=()):
    """Territories T0…; those in `closed` only have projects of one group."""
    rng = np.random.default_rng(seed)
    rows, responses = [], []
    for k in range(territories):
        actors = [f"{g}{i}T{k}" for g in "xy" for i in range(6 + k % 3)]
        for wave in waves:
            for p in range(projects):
                pool = actors if f"T{k}" not in closed else [a for a in actors if a[0] == "xy"[p % 2]]
                members = rng.choice(pool, rng.integers(2, 6), replace=False)
                rows += [(f"T{k}", wave, a, f"T{k}p{p}", "partner") for a in members]
            quiet = len(actors) * (silent if k % 2 else 0)
            responses += [(f"T{k}", wave, a, "no_answer" if i < quiet else "answered") for i, a in enumerate(actors)]
    table = pd.DataFrame(rows, columns=["territory", "wave", "actor", "project", "role"], dtype="str")
    everybody = sorted(set(table["actor"]))
    return Survey(
        table, actors=pd.DataFrame({"actor": pd.Series(everybody, dtype="str"),
                                    "sector": pd.Series([a[0] for a in everybody], dtype="str")}),
        territories=pd.DataFrame({"territory": [f"T{k}" for k in range(territories)],
                                  "stratum": [strata[k % len(strata)] for k in range(territories)]}, dtype="str"),
        responses=pd.DataFrame(responses, columns=["territory", "wave", "actor", "status"], dtype="str"), groups=("sector",),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["density", "newman_modularity", "largest_component_share", "mean_distance"])
def test_what_depends_on_size_is_replaced_with_its_code(name):
    names, warnings = comparable([name])
    assert names in (["mean_partners"], ["cross_pair_ratio"])
    assert warnings[0]["code"].endswith("_not_comparable")


def test_density_is_never_compared():
    for source in (survey(), measure(build_graphs(survey()), ["density", "mean_partners"], null=None)):
        result = compare_territories(source, metrics="density")
        assert set(result.frame["metric"]) == {"mean_partners"}
        assert "density_not_comparable" in set(result.warnings["code"])
    with pytest.raises(UnknownName, match="mean_partners"):
        compare_territories(measure(build_graphs(survey()), ["density"], null=None), metrics="density")
    alone = compare_territories(measure(build_graphs(survey()), ["density", "ei_index"], null=None))
    assert set(alone.frame["metric"]) == {"ei_index"}


def test_frame_and_tables_have_their_columns():
    result = compare_territories(survey(12))
    assert tuple(result.frame.columns) == COLUMNS
    assert tuple(result.tables["pooled"].columns) == POOLED_COLUMNS
    assert set(result.frame["wave"]) == {"2"}
    assert not result.frame["metric"].isin(["density"]).any()
    assert "resident_project_share" not in set(result.frame["metric"])
    assert len(result.tables["limits"]) == len(result.frame)


def test_values_are_those_of_measure_and_pooling_of_its_formulas():
    graphs = build_graphs(survey(8))
    result = compare_territories(graphs, metrics=SHARES, strata=None)
    measured = measure(graphs.select(wave="2"), SHARES, null=None).frame
    for metric in SHARES:
        rows = result.frame[result.frame["metric"] == metric].reset_index(drop=True)
        other = measured[measured["metric"] == metric].reset_index(drop=True)
        np.testing.assert_allclose(rows["value"], other["value"])
        np.testing.assert_allclose(rows["ci_low"], other["ci_low"])
        if metric == "pair_heterogeneity":
            np.testing.assert_allclose(rows["se"], other["se"])
        else:
            theta = rows["numerator"].sum() / rows["denominator"].sum()
            np.testing.assert_allclose(rows["se"], np.sqrt(theta * (1 - theta) / rows["denominator"]))
        pool = pooled_mean(rows["value"], rows["se"] ** 2)
        summary = result.tables["pooled"].set_index("metric").loc[metric]
        assert (summary["mean"], summary["tau2"], summary["k"]) == pytest.approx((pool.mean, pool.tau2, 8))
        np.testing.assert_allclose(rows["shrunk"], shrunken(rows["value"], rows["se"] ** 2)[0])
        np.testing.assert_allclose(rows["q"], benjamini_hochberg(rows["p"]))


def test_measures_and_graphs_give_the_same_comparison():
    graphs = build_graphs(survey(8, silent=0.4))
    one = compare_territories(graphs, wave="1")
    two = compare_territories(measure(graphs, null=None), wave="1")
    pd.testing.assert_frame_equal(one.frame, two.frame)
    pd.testing.assert_frame_equal(one.tables["completeness"], two.tables["completeness"])
    assert set(one.frame["stratum"]) == {"QPV", "rural"}
    assert "differential_completeness" in set(two.warnings["code"])


def test_strata_are_kept_apart():
    result = compare_territories(survey(12), metrics="pair_heterogeneity")
    assert set(result.tables["pooled"]["stratum"]) == {"QPV", "rural"}
    for stratum, rows in result.frame.groupby("stratum"):
        alone = compare_territories(survey(12), metrics="pair_heterogeneity", strata=None).frame
        assert len(rows) == 6
        pool = pooled_mean(rows["value"], rows["se"] ** 2)
        assert result.tables["pooled"].set_index("stratum").loc[stratum, "mean"] == pytest.approx(pool.mean)
        assert not np.allclose(rows["shrunk"], alone.loc[rows.index, "shrunk"]) or pool.tau2 > 1
    mapped = compare_territories(survey(4), metrics="mean_partners", strata={"T0": "a", "T1": "a", "T2": "b"})
    assert mapped.frame["stratum"].tolist() == ["a", "a", "b", ""]
    unknown = compare_territories(replace(survey(6), territories=survey(6).territories[["territory"]]), metrics="mean_partners")
    assert "strata_unknown" in set(unknown.warnings["code"])
    with pytest.raises(UnknownName):
        compare_territories(survey(4), strata="regionn")


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5])
def test_few_territories_are_told_what_cannot_be_said(k):
    result = compare_territories(survey(k), metrics="pair_heterogeneity", strata=None)
    summary = result.tables["pooled"].iloc[0]
    assert math.isnan(summary["mean"]) == (k < 3)
    assert result.frame["shrunk"].notna().all() == (k >= 3)
    assert (result.frame["funnel"] != "").all() == (k >= 5)
    assert (result.frame["status"] != "").all() == (k < 5)
    for lang in ("fr", "en"):
        assert result.summary(lang)


def test_few_projects_are_shown_not_compared():
    result = compare_territories(survey(6, projects=6), metrics=["mean_partners", "cross_group_project_share"], strata=None)
    volumes = result.frame[result.frame["metric"] == "mean_partners"]
    assert volumes["value"].notna().all()
    assert (volumes["status"] == "fewer than 8 projects: no interval").all()
    shares = result.frame[result.frame["metric"] == "cross_group_project_share"]
    assert (shares["funnel"] != "").all() or (shares["status"] != "").all()


def test_all_the_same_share():
    base = survey(6)
    closed = replace(base, actors=base.actors.assign(sector="x"))
    result = compare_territories(closed, metrics="cross_group_project_share", strata=None)
    assert (result.frame["value"] == 0).all()
    assert result.frame["status"].str.startswith("all territories have the same share").all()


def test_a_closed_territory_falls_outside():
    result = compare_territories(survey(12, projects=25, closed=("T5",)), metrics=SHARES, strata=None)
    rows = result.frame[result.frame["territory"] == "T5"].set_index("metric")
    assert rows.loc["cross_group_project_share", "funnel"].startswith("outside")
    assert "T5" in result.summary("fr")
    assert "à comprendre, pas à classer" in result.summary("fr")
    assert "rien ne distingue" in result.summary("fr")


def test_a_national_target_is_the_centre():
    center = {"cross_group_project_share": 0.9}
    result = compare_territories(survey(6), metrics="cross_group_project_share", strata=None, center=center)
    assert result.tables["pooled"]["center"].iloc[0] == 0.9
    assert (result.frame["z"] < 0).any()


@pytest.mark.parametrize(("silent", "warned"), [(0.0, False), (0.3, True)])
def test_differential_completeness(silent, warned):
    codes = set(compare_territories(survey(silent=silent), metrics="mean_partners").warnings["code"])
    assert ("differential_completeness" in codes) == warned
    nobody = replace(survey(), responses=survey().responses.iloc[:0])
    assert "completeness_unknown" in set(compare_territories(nobody, metrics="mean_partners").warnings["code"])


def test_no_interval_leaves_the_range_of_its_metric():
    result = compare_territories(survey(10, seed=3), strata=None)
    shares = result.frame[result.frame["metric"].isin(SHARES)].dropna(subset=["shrunk"])
    assert (shares[["shrunk_low", "shrunk"]] >= 0).all().all()
    assert (shares[["shrunk", "shrunk_high"]] <= 1).all().all()
    pooled = result.tables["pooled"].set_index("metric").loc[SHARES]
    assert (pooled["prediction_low"] >= 0).all()
    assert (pooled["prediction_high"] <= 1).all()


def test_what_has_no_value_anywhere_is_said_with_its_reason():
    """Nobody declares residents here: the metric is left out of the rows, not out of what is said."""
    data = survey(5)
    for source in (data, measure(build_graphs(data), null=None)):
        found = compare_territories(source)
        assert "resident_project_share" not in set(found.frame["metric"])
        row = found.warnings.query("code == 'undefined_everywhere' and metric == 'resident_project_share'").iloc[0]
        assert row["message"]
        assert "not compared, no territory has a value (" in found.summary("en")
        assert "aucun territoire n'a de valeur (" in found.summary("fr")
    asked = compare_territories(data, metrics="resident_project_share")
    assert asked.frame["status"].ne("").all()
    assert asked.frame["value"].isna().all()


def test_wrong_questions():
    graphs = build_graphs(survey(4))
    with pytest.raises(UnknownName, match="wave"):
        compare_territories(measure(graphs, "mean_partners", null=None), wave="7")
    with pytest.raises(UnknownName, match="wave"):
        compare_territories(graphs, wave="7")
    with pytest.raises(UnknownName, match="estimator"):
        compare_territories(graphs, method="hedges")
    with pytest.raises(TypeError, match="one graph"):
        compare_territories(graphs[0])


def test_ranks_only_on_request_and_mostly_none():
    result = compare_territories(survey(12, seed=5), strata=None)
    assert not any("rank" in column for column in result.frame.columns)
    ranks = rank_territories(result, "mean_partners", rng=1)
    assert len(ranks.frame) == 12
    assert (ranks.frame["set_low"] <= ranks.frame["set_high"]).all()
    assert ranks.frame["p_top_third"].sum() == pytest.approx(4, abs=0.05)
    for lang in ("fr", "en"):
        assert not any("{" in text for text in ranks.sentences(lang))
    with pytest.raises(UnknownName):
        rank_territories(compare_territories(survey(12)), "mean_partners")


def test_saved_and_read_back(tmp_path):
    result = compare_territories(survey(8))
    back = results.load(results.save(result, tmp_path))
    assert isinstance(back, Comparison)
    pd.testing.assert_frame_equal(back.frame, result.frame)
    assert back.summary("fr") == result.summary("fr")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_sentences_hold_no_field_and_no_nan(lang):
    for k, projects in ((12, 14), (2, 14), (6, 5)):
        texts = compare_territories(survey(k, projects=projects), strata=None).sentences(lang)
        assert texts
        assert not any("{" in text or "nan" in text for text in texts)
