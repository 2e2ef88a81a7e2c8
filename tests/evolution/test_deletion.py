"""Curves of deletion against surveys rebuilt from scratch; tipping points, bounds and rosters by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.evolution import compare_waves
from cooperation_graph.evolution.completeness import participations_to_reverse
from cooperation_graph.evolution.deletion import deletion_curve
from cooperation_graph.evolution.ledger import ledger_rates, tie_ledger
from cooperation_graph.evolution.states import actor_states
from cooperation_graph.graph import build_graphs
from cooperation_graph.metrics import catalogue
from cooperation_graph.survey.tables import Survey
from cooperation_graph.synthetic import simulate
from two_waves import pair, survey

METRICS = ["mean_partners", "pair_heterogeneity", "lead_concentration", "n_actors"]


@pytest.fixture(scope="module")
def silent() -> Survey:
    return simulate(territories=1, waves=1, actors=14, projects=10, nonresponse=0.2, recall=0.8, rng=4)


def rebuilt(data: Survey, gone: set[str], metric: str) -> float:
    """The metric when `gone` say nothing any more, by building the survey again."""
    table = data.participations
    stays = table["source"].isin(["register", "both"]) | ~table["reported_by"].isin(gone)
    responses = data.responses.assign(status=data.responses["status"].mask(data.responses["actor"].isin(gone), "no_answer"))
    less = replace(data, participations=table[stays].reset_index(drop=True), responses=responses)
    function = catalogue[metric]
    return function(build_graphs(less)[0], **({"by": "sector"} if metric == "pair_heterogeneity" else {}))


@pytest.mark.parametrize(("order", "active_first"), [("most_active", True), ("least_active", False)])
def test_a_curve_is_the_survey_without_those_answers(silent: Survey, order: str, active_first: bool):
    graph = build_graphs(silent)[0]
    spoke = set(silent.responses.loc[silent.responses["status"].isin(["answered", "partial"]), "actor"])
    degrees = pd.Series(graph.actor_degrees, index=graph.actor_ids)[lambda d: d.index.isin(spoke)]
    share = 1 / len(degrees)
    extreme = degrees.max() if active_first else degrees.min()
    only = set(degrees.index[degrees == extreme])
    curve = deletion_curve(graph, METRICS, by="sector", shares=[share], orders=[order], draws=40, rng=1).frame
    for metric in METRICS:
        possible = [rebuilt(silent, {actor}, metric) for actor in only]
        row = curve[curve["metric"] == metric].iloc[0]
        assert min(possible) - 1e-9 <= row["value"] <= max(possible) + 1e-9
        if len(only) == 1:
            assert row["value"] == pytest.approx(possible[0])


def test_random_silence_averages_over_everybody(silent: Survey):
    graph = build_graphs(silent)[0]
    spoke = sorted(set(silent.responses.loc[silent.responses["status"].isin(["answered", "partial"]), "actor"]) & set(graph.actor_ids))
    expected = np.mean([rebuilt(silent, {actor}, "mean_partners") for actor in spoke])
    curve = deletion_curve(graph, "mean_partners", shares=[1 / len(spoke)], orders=["random"], draws=3000, rng=2).frame
    assert curve["value"].iloc[0] == pytest.approx(expected, abs=0.03)
    assert curve["observed"].iloc[0] == catalogue["mean_partners"](graph)


def test_nobody_silenced_changes_nothing_and_too_few_is_undefined(silent: Survey):
    curve = deletion_curve(silent, METRICS, by="sector", shares=[0.0], rng=1).frame
    assert np.allclose(curve["value"], curve["observed"])
    plain = pair({"p": "AB"}, {"p": "AB"})[0]
    one = deletion_curve(plain, "pair_heterogeneity", by="case", shares=[0.5], orders=["random"], draws=5, rng=1)
    assert np.isnan(one.frame["value"].iloc[0])
    assert one.frame["status"].iloc[0]
    assert set(one.warnings["code"]) == {"no_reporter", "no_ledger"}
    with pytest.raises(UnknownName, match="order"):
        deletion_curve(plain, orders=["alphabetical"])


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_sentences_say_it_is_no_correction(silent: Survey, lang: str):
    said = deletion_curve(silent, "mean_partners", shares=[0.4], draws=5, rng=1).summary(lang)
    assert {"fr": "40\u00a0%", "en": "40%"}[lang] in said.replace("\u202f", "\u00a0")
    assert {"fr": "ne disent pas", "en": "do not say"}[lang] in said


def rates(*graphs) -> pd.DataFrame:
    states = actor_states(*graphs)
    return ledger_rates(tie_ledger(*graphs, states=states), states, *graphs).set_index("rate")


def test_bounds_by_hand():
    """AB kept, BC lost, CD unknown (D does not answer): persistence 1/2, between 1/3 and 2/3 whatever D did."""
    table = rates(*pair({"p": "AB", "q": "BC", "r": "CD"}, {"p": "AB", "s": "C"}, roster=("Y", "Y"), silent=("", "D")))
    assert table.loc["persistence", ["value", "low", "high"]].tolist() == pytest.approx([1 / 2, 1 / 3, 2 / 3])
    assert table.loc["exit_rate", ["value", "low", "high"]].tolist() == pytest.approx([0, 0, 1 / 5])
    assert table.loc["jaccard", ["low", "high"]].tolist() == pytest.approx([1 / 3, 2 / 3])
    # without a roster, D is absent: left or did not answer
    table = rates(*pair({"p": "AB", "q": "BC", "r": "CD"}, {"p": "AB", "s": "C"}))
    assert table.loc["exit_rate", ["value", "low", "high"]].tolist() == pytest.approx([1 / 4, 0, 1 / 4])


@pytest.mark.parametrize("seed", range(20))
def test_a_value_lies_between_its_bounds(seed: int):
    from two_waves import random_waves

    first, second = random_waves(np.random.default_rng(seed))
    mute = "".join(a for a in "ABCDefgh" if a not in "".join(second.values()))
    table = rates(*pair(first, second, silent=("", mute), roster=("Z", "Z"))).dropna(subset=["value", "low"])
    assert (table["low"] <= table["value"] + 1e-12).all()
    assert (table["value"] <= table["high"] + 1e-12).all()


def test_rosters_by_hand():
    """KA1: own 3/2 → 2 partners; among A, B, C: 4/3 → 2; on A to E with D and E known to be out: 6/5 → 8/5."""
    first, second = {"p1": "AB", "p2": "BC", "p3": "CD"}, {"p1": "AB", "p4": "AC", "p5": "BC", "p6": "CE"}
    change = compare_waves(survey(first, second, roster=("Y", "Y"), gone=("E", "D")), "1", "2", metrics="mean_partners", rng=1)
    table = change.tables["rosters"].set_index("roster")[["value_from", "value_to"]]
    assert table.loc["own"].tolist() == pytest.approx([6 / 5, 8 / 5]), "Y answered and is in no project"
    assert table.loc["common"].tolist() == pytest.approx([4 / 4, 6 / 4])
    assert table.loc["union"].tolist() == pytest.approx([6 / 6, 8 / 6])


def test_tipping_ratio_and_the_sentence_that_follows():
    """5 of 10 answer, then 9 of 10: ×1.8; mean partners that grow by less may be answers only."""
    def waves(more: str) -> Survey:
        return survey({"p": "AB", "q": "CD"}, {"p": "AB", "q": "CD", "r": more}, roster=("E", "E"), silent=("FGHIJ", "J"))

    little = compare_waves(waves("AC"), "1", "2", metrics="mean_partners", rng=1)
    much = compare_waves(waves("ABCDE"), "1", "2", metrics="mean_partners", rng=1)
    for change, explained in ((little, True), (much, False)):
        tip = change.tables["tipping"].iloc[0]
        assert tip["ratio_needed"] == pytest.approx(change.frame["value_to"].iloc[0] / change.frame["value_from"].iloc[0])
        assert tip["explained"] == explained
        assert "differential_completeness" in set(change.warnings["code"])
    assert "alone may give as much" in little.summary("en")
    assert "would not give as much" in much.summary("en")


def test_participations_that_reverse_a_change():
    """AB, then ABC in one project: C and D unknown before; one forgotten participation (C or D in p) is enough."""
    graphs = pair({"p": "AB"}, {"p": "ABC"}, roster=("", "Y"), silent=("CD", ""))
    assert participations_to_reverse(*graphs, catalogue["mean_partners"], rng=1) == 1
    with pytest.raises(Undefined, match="same in both"):
        participations_to_reverse(*pair({"p": "AB"}, {"p": "AB"}), catalogue["mean_partners"])
    with pytest.raises(Undefined, match="nobody"):
        participations_to_reverse(*pair({"p": "AB"}, {"p": "ABC"}, roster=("Y", "Y")), catalogue["mean_partners"])
