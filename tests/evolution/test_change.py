"""`compare_waves` against brute force: surveys rebuilt without each project and under each exchange of projects."""

import itertools
import json
import math
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cooperation_graph import results
from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.evolution.change import Evolution, compare_waves
from cooperation_graph.evolution.estimation import COLUMNS
from cooperation_graph.graph import build_graphs
from cooperation_graph.measures import measure
from cooperation_graph.metrics import catalogue
from cooperation_graph.uncertainty import holm
from two_waves import KA1, random_waves, survey

EVERYBODY = "ABCDefgh"


def waves(seed=11, projects=16):
    return random_waves(np.random.default_rng(seed), projects=projects)


def value(members, name, roster=EVERYBODY):
    graph = build_graphs(survey(members, {"x": "AB"}, roster=(roster, ""))).get("T", "1")
    function = catalogue[name]
    try:
        return function(graph, by="case") if "by" in function.card.groups else function(graph)
    except Undefined:
        return math.nan


def without(members, p):
    return {q: who for q, who in members.items() if q != p}


@pytest.mark.parametrize("name", ["mean_partners", "pair_heterogeneity", "ei_index", "lead_concentration"])
def test_interval_is_the_stratified_jackknife_over_rebuilt_surveys(name):
    first, second = waves()
    whole = survey(first, second, roster=(EVERYBODY, EVERYBODY))
    row = compare_waves(whole, "1", "2", metrics=name, by="case", rng=1).frame.iloc[0]
    change = value(second, name) - value(first, name)
    strata = {
        "continuing": first.keys() & second.keys(), "ended": first.keys() - second.keys(), "new": second.keys() - first.keys(),
    }  # fmt: skip
    variance, held = 0.0, 0
    for projects in strata.values():
        deltas = np.array([value(without(second, p), name) - value(without(first, p), name) for p in projects])
        if len(deltas):
            variance += (len(deltas) - 1) / len(deltas) * ((deltas - deltas.mean()) ** 2).sum()
            held += 1
    total = sum(map(len, strata.values()))
    assert row["change"] == pytest.approx(change)
    assert row["se"] == pytest.approx(math.sqrt(variance))
    assert row["df"] == total - held
    half = stats.t.ppf(0.975, total - held) * math.sqrt(variance)
    bounds = {"mean_partners": math.inf, "lead_concentration": 1, "pair_heterogeneity": 1, "ei_index": 2}
    if abs(change) + half < bounds[name]:
        assert (row["ci_low"], row["ci_high"]) == pytest.approx((change - half, change + half))
    assert (row["n_ended"], row["n_new"], row["n_continuing"]) == tuple(len(strata[k]) for k in ("ended", "new", "continuing"))


def exchange_by_force(first, second, name):
    """All exchanges of ended and new projects, each wave rebuilt as a survey with everybody in both rosters."""
    ended, new = sorted(first.keys() - second.keys()), sorted(second.keys() - first.keys())
    common = first.keys() & second.keys()
    loose = {**{p: first[p] for p in ended}, **{p: second[p] for p in new}}
    out = []
    for later in itertools.combinations(sorted(loose), len(new)):
        one = {**{p: first[p] for p in common}, **{p: who for p, who in loose.items() if p not in later}}
        two = {**{p: second[p] for p in common}, **{p: loose[p] for p in later}}
        out.append(value(two, name) - value(one, name))
    return np.array(out)


@pytest.mark.parametrize("name", ["mean_partners", "pair_heterogeneity", "lead_concentration"])
def test_six_projects_enumerated(name):
    first = {"c": "ABe", "p1": "AB", "p2": "ABC", "p3": "ABf"}
    second = {"c": "ABeg", "q1": "efg", "q2": "AeD", "q3": "hA"}
    result = compare_waves(survey(first, second, roster=(EVERYBODY, EVERYBODY)), "1", "2", metrics=name, by="case")
    draws = exchange_by_force(first, second, name)
    observed = value(second, name) - value(first, name)
    assert len(draws) == 20
    assert result.frame["p"].iloc[0] == pytest.approx((np.abs(draws) >= abs(observed) - 1e-9).sum() / 20)
    assert result.tables["tests"][["assignments", "exact"]].iloc[0].tolist() == [20, True]
    assert math.isnan(result.frame["ci_low"].iloc[0])  # seven projects: a value without interval
    assert "fewer than 8" in result.frame["status"].iloc[0]


def test_projects_take_their_participants_with_them():
    # E is only in a new project, D only in an ended one: they follow; A, B, C are in both waves
    result = compare_waves(survey(*KA1), "1", "2", metrics="mean_partners")
    loose = {"p2": "BC", "p3": "CD", "p4": "AC", "p5": "BC", "p6": "CE"}

    def partners(members):
        present = {"A", "B", "C"} | set("".join(members.values()))
        ties = {frozenset(two) for who in members.values() for two in itertools.combinations(who, 2)}
        return 2 * len(ties) / len(present)

    draws = []
    for later in itertools.combinations(loose, 3):
        one = {"p1": "AB", **{p: w for p, w in loose.items() if p not in later}}
        two = {"p1": "AB", **{p: loose[p] for p in later}}
        draws.append(partners(two) - partners(one))
    assert result.frame["p"].iloc[0] == pytest.approx((np.abs(draws) >= 1 / 2 - 1e-9).mean())


def test_strata_and_clusters():
    first = {"c": "ABe", "p1": "AB", "p2": "ABC", "p3": "ABf"}
    second = {"c": "ABeg", "q1": "efg", "q2": "AeD", "q3": "hA"}
    theme = {"p1": "x|y", "p2": "x", "p3": "y", "q1": "x", "q2": "x", "q3": "y"}
    result = compare_waves(survey(first, second, theme=theme), "1", "2", metrics="mean_partners", strata="theme")
    assert result.tables["tests"]["assignments"].iloc[0] == math.comb(4, 2) * math.comb(2, 1)
    sizes = compare_waves(survey(first, second), "1", "2", metrics="mean_partners", strata="size")
    assert sizes.tables["tests"]["assignments"].iloc[0] == math.comb(2, 1) * math.comb(4, 2)  # pairs; three or four actors
    programme = {"p1": "k", "p2": "k", "q1": "m", "q2": "m", "p3": "n", "q3": "n"}
    linked = compare_waves(survey(first, second, programme=programme), "1", "2", metrics="mean_partners", cluster="programme")
    assert linked.tables["tests"]["assignments"].iloc[0] == 2  # k ended, m is new; n goes on
    with pytest.raises(UnknownName, match="theme"):
        compare_waves(survey(first, second), "1", "2", strata="theme")


def test_a_continuing_project_is_left_out_of_both_waves():
    # ten pairs continue unchanged: the change is 0 whichever project is left out
    rng = np.random.default_rng(2)
    members = {f"p{k}": "".join(rng.permutation(list(EVERYBODY))[:2]) for k in range(10)}
    result = compare_waves(survey(members, members), "1", "2", metrics="mean_partners")
    row = result.frame.iloc[0]
    assert row["change"] == 0
    assert "no project changes" in row["status"]
    assert math.isnan(row["p"])
    assert "begin" in result.tables["tests"]["status"].iloc[0]


def test_holm_over_the_declared_metrics_of_each_territory():
    first, second = waves(4)
    metrics = ["mean_partners", "pair_heterogeneity", "ei_index"]
    frame = compare_waves(survey(first, second), "1", "2", metrics=metrics, rng=2).frame
    np.testing.assert_allclose(frame["p_adjusted"], holm(frame["p"]))


def territories(n=3):
    parts = []
    for k in range(n):
        base = survey(*waves(k))
        parts.append(base.participations.assign(territory=f"T{k}"))
    table = pd.concat(parts, ignore_index=True).astype("str")
    return replace(base, participations=table, actors=pd.DataFrame({
        "actor": pd.Series(list(EVERYBODY), dtype="str"), "case": pd.Series(["up"] * 4 + ["low"] * 4, dtype="str")
    }), projects=base.projects.iloc[:0])  # fmt: skip


def test_a_territory_alone_gets_what_it_gets_in_a_batch():
    graphs = build_graphs(territories())
    whole = compare_waves(graphs, "1", "2", rng=7)
    alone = compare_waves(graphs.select(territory="T1"), "1", "2", rng=7)
    pd.testing.assert_frame_equal(
        whole.select(territory="T1").frame, alone.frame.reset_index(drop=True), check_dtype=False
    )  # fmt: skip
    again = compare_waves(graphs, "1", "2", rng=7)
    pd.testing.assert_frame_equal(whole.frame, again.frame)


def test_frame_has_the_columns_of_the_contract_and_values_of_measure():
    graphs = build_graphs(territories())
    result = compare_waves(graphs, "1", "2", by="case", rng=1, factors=True)
    assert tuple(result.frame.columns) == COLUMNS
    measured = measure(graphs, by="case", null=None, interval=None).frame.set_index(["territory", "wave", "metric"])["value"]
    for row in result.frame.to_dict("records"):
        for end in ("from", "to"):
            expected = measured[row["territory"], row[f"wave_{end}"], row["metric"]]
            assert row[f"value_{end}"] == pytest.approx(expected, nan_ok=True)
    assert set(result.tables) == {"ledger", "rates", "turnover", "completeness", "tests", "factors", "lineage", "rosters", "tipping"}
    sums = result.tables["factors"].groupby(["territory", "metric"])["contribution"].sum()
    for row in result.frame.dropna(subset=["stayers"]).to_dict("records"):
        assert row["stayers"] + row["entry"] + row["exit"] == pytest.approx(row["change"])
        assert row["unknown"] == row["n_unknown"] == 0
        assert sums[row["territory"], row["metric"]] == pytest.approx(row["change"])
    assert "resident_project_share" not in set(result.frame["metric"])  # nobody is marked as a resident anywhere


def test_plain_functions_and_partials():
    graphs = build_graphs(survey(*waves()))

    def participations(graph):
        return float(graph.n_participations)

    result = compare_waves(graphs, "1", "2", metrics=[participations, partial(catalogue["ei_index"], projection="count")])
    frame = result.frame.set_index("metric")
    assert frame.loc["participations", "change"] == graphs[1].n_participations - graphs[0].n_participations
    assert not math.isnan(frame.loc["participations", "ci_low"])
    assert "ei_index(projection='count')" in frame.index


def test_a_metric_that_reads_more_than_projects_gets_its_change_only():
    ties = pd.DataFrame([("T", "2", "A", "B", "trust")], columns=["territory", "wave", "source", "target", "kind"], dtype="str")
    graphs = build_graphs(replace(survey(*waves()), ties=ties))

    def answers(graph):
        return float(len(graph.ties))

    row = compare_waves(graphs, "1", "2", metrics=answers).frame.iloc[0]
    assert row["change"] == 1
    assert math.isnan(row["p"])
    assert "not come from projects" in row["status"]


def test_undefined_in_one_wave_has_its_reason():
    frame = compare_waves(survey({"p": "AB"}, {"p": "A", "q": "B"}), "1", "2", metrics="ei_index", by="case").frame
    assert math.isnan(frame["change"].iloc[0])
    assert frame["status"].iloc[0]
    assert frame["value_from"].iloc[0] == -1


def test_warnings_say_what_would_mislead():
    first, second = {"p": "ABC", "q": "BC"}, {"p": "ABC", "r": "AB"}
    codes = compare_waves(survey(first, second), "1", "2", metrics="mean_partners").warnings["code"]
    assert codes.tolist().count("no_roster") == 2
    partly = survey(first, second, roster=("DE", "D"), silent=("", "E"))
    result = compare_waves(partly, "1", "2", metrics="mean_partners")
    codes = set(result.warnings["code"])
    assert {"differential_completeness", "unknown_actors"} <= codes
    assert "no_roster" not in codes
    row = result.tables["completeness"].iloc[0]
    assert (row["answered_from"], row["asked_to"], row["difference"]) == (5, 5, pytest.approx(-0.2))
    renamed = compare_waves(survey(first, {"x": "ABC"}), "1", "2", metrics="mean_partners")
    assert "no_continuing_project" in set(renamed.warnings["code"])
    two = territories(2)
    lacking = replace(two, participations=two.participations[~((two.participations["territory"] == "T1")
                                                               & (two.participations["wave"] == "2"))])  # fmt: skip
    result = compare_waves(lacking, "1", "2", metrics="mean_partners")
    assert result.frame["territory"].tolist() == ["T0"]
    assert ("missing_wave", "T1") in set(result.warnings[["code", "territory"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(("lang", "said"), [("en", "from those of whom nothing is known in one of them (1)"),
                                            ("fr", "par ceux dont on ne sait rien à l'une des deux (1)")])  # fmt: skip
def test_who_did_not_answer_is_neither_an_entry_nor_an_exit(lang, said):
    waves = {"p": "AB", "q": "BC", "r": "CD"}, {"s": "AB", "t": "AC", "u": "CE"}
    mute = compare_waves(survey(*waves, roster=("A", "A"), silent=("", "D")), "1", "2", metrics="mean_partners", factors=True, rng=1)
    row = mute.frame.iloc[0]
    assert row[["stayers", "entry", "exit", "unknown", "n_unknown"]].tolist() == pytest.approx([0, 1 / 6, 0, -1 / 6, 1])
    factors = mute.tables["factors"].set_index("factor")["contribution"]
    assert factors["unknown"] == pytest.approx(-1 / 6)
    assert factors.sum() == pytest.approx(row["change"], abs=1e-12)
    assert any(said in text for text in mute.sentences(lang))
    assert "unknown_actors" in set(mute.warnings["code"])
    left = compare_waves(survey(*waves, roster=("A", "A"), gone=("", "D")), "1", "2", metrics="mean_partners", rng=1)
    assert left.frame.iloc[0][["exit", "unknown", "n_unknown"]].tolist() == pytest.approx([-1 / 6, 0, 0])
    assert not any(said[:20] in text for text in left.sentences(lang))


@pytest.mark.parametrize(("lang", "said"), [("en", "Left out"), ("fr", "Laissé de côté")])
def test_a_metric_left_out_of_the_headline_set_is_named_with_its_reason(lang, said):
    result = compare_waves(survey(*waves()), "1", "2", rng=1)
    assert "resident_project_share" not in set(result.frame["metric"])
    rows = result.warnings[result.warnings["code"] == "undefined_everywhere"]
    assert rows[["metric", "message"]].values.tolist() == [["resident_project_share", "the survey does not say which actors are residents"]]
    assert sum(text.startswith(said) for text in result.sentences(lang)) == 1
    asked = compare_waves(survey(*waves()), "1", "2", metrics="resident_project_share", rng=1)
    assert "residents" in asked.frame["status"].iloc[0], "asked for by name, it has its row"
    assert "undefined_everywhere" not in set(asked.warnings["code"])


@pytest.mark.parametrize("difference", [0.04, 0.06])
def test_five_points_of_response_raise_the_warning(difference):
    base = survey({"p": "AB"}, {"p": "AB"})
    silent = round(100 * difference)
    rows = [("T", w, f"n{k}", "no_answer" if w == "2" and k < silent else "answered") for w in "12" for k in range(100)]
    responses = pd.DataFrame(rows, columns=["territory", "wave", "actor", "status"], dtype="str")
    codes = set(compare_waves(replace(base, responses=responses), "1", "2", metrics="mean_partners").warnings["code"])
    assert ("differential_completeness" in codes) == (difference > 0.05)


def test_wrong_questions_get_an_answer_in_words():
    graphs = build_graphs(survey(*waves()))
    with pytest.raises(UnknownName, match="wave"):
        compare_waves(graphs, "1", "3")
    with pytest.raises(ValueError, match="different"):
        compare_waves(graphs, "1", "1")
    with pytest.raises(UnknownName, match="each group"):
        compare_waves(graphs, "1", "2", metrics="group_closure")
    with pytest.raises(TypeError, match="graphs or the survey"):
        compare_waves(measure(graphs, "mean_partners", null=None), "1", "2")


def test_result_is_saved_and_read_back(tmp_path):
    result = compare_waves(survey(*waves()), "1", "2", rng=1)
    back = results.load(results.save(result, tmp_path))
    assert isinstance(back, Evolution)
    pd.testing.assert_frame_equal(back.frame, result.frame)
    pd.testing.assert_frame_equal(back.tables["tests"], result.tables["tests"])
    json.dumps(result.provenance, default=str)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_sentences(lang):
    first, second = waves()
    known = compare_waves(survey(first, second, roster=(EVERYBODY, EVERYBODY)), "1", "2", rng=1)
    texts = known.sentences(lang)
    assert len(texts) >= len(known.frame) + 3
    assert not any("{" in text or "nan" in text for text in texts)
    note = {"fr": "d'autres projets du même type", "en": "other projects of the same kind"}[lang]
    assert any(note in text for text in texts)
    small = compare_waves(survey(*KA1), "1", "2", metrics=["mean_partners", "ei_index"], by="case").summary(lang)
    assert {"fr": "sans réponse", "en": "did not answer"}[lang] in small
