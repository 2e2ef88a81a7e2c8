"""Presence, ties by class and rates: hand-made examples, brute force, and laws on random waves."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.evolution.ledger import CLASSES, ledger_rates, tie_ledger
from cooperation_graph.evolution.states import STATES, actor_states, has_roster, response_rate, turnover
from cooperation_graph.graph import build_graphs
from cooperation_graph.projection import project_actors
from cooperation_graph.survey.presence import presence
from two_waves import KA1, pair, random_waves, survey


def classes(*graphs):
    ledger = tie_ledger(*graphs)
    return {a + b: kind for a, b, kind in ledger[["actor_a", "actor_b", "class"]].itertuples(index=False)}


def rates(*graphs):
    states = actor_states(*graphs)
    table = ledger_rates(tie_ledger(*graphs), states, *graphs).set_index("rate")
    return table


def test_known_answer_1():
    graphs = pair(*KA1)
    assert classes(*graphs) == {
        "AB": "kept_carried", "BC": "kept_renewed", "CD": "lost_exit", "AC": "formed_new_project", "CE": "formed_entry",
    }  # fmt: skip
    table = rates(*graphs)
    counts = {rate: (row["numerator"], row["denominator"]) for rate, row in table.iterrows()}
    assert counts == {
        "persistence": (2, 2), "formation": (1, 1), "jaccard": (2, 5), "renewal_rate": (1, 1), "exit_rate": (1, 4),
        "entry_rate": (1, 4), "withdrawal_rate": (0, 3), "project_continuation": (1, 3),
    }  # fmt: skip


def test_every_class_by_hand():
    first = {"go": "ABC", "end": "DE", "all": "FG", "out": "HI", "mute": "JK", "grow": "L", "two": "PQ"}
    second = {
        "go": "AB", "all": "FG", "grow": "LM", "fresh": "NO", "in": "Xr", "mute": "J", "spoke": "sY", "two": "QP", "again": "DE",
    }  # fmt: skip
    graphs = pair(first, second, roster=("MNOY", "CH"), silent=("s", "K"), gone=("", "I"))
    assert classes(*graphs) == {
        "AB": "kept_carried", "FG": "kept_carried", "PQ": "kept_carried", "DE": "kept_renewed", "AC": "lost_left_project",
        "BC": "lost_left_project", "HI": "lost_exit", "JK": "lost_unknown", "LM": "formed_joined_project",
        "NO": "formed_new_project", "Xr": "formed_entry", "Ys": "formed_unknown",
    }  # fmt: skip


def test_priority_of_the_classes():
    # a tie carried by a project that ended and by one that was left is lost with the project that ended
    assert classes(*pair({"e": "AB", "c": "AB"}, {"c": "A", "x": "BC"}))["AB"] == "lost_project_ended"
    assert classes(*pair({"c": "A", "x": "BC"}, {"n": "AB", "c": "AB"}))["AB"] == "formed_new_project"
    # an actor who left comes first, even when the other one is unknown
    graphs = pair({"e": "AB", "c": "CD"}, {"c": "CD"}, silent=("", "B"), gone=("", "A"))
    assert classes(*graphs)["AB"] == "lost_exit"


def test_same_project_in_both_waves_but_not_together_is_renewed():
    # A and B met in p, then only A stays in p; they meet in q, which C held alone before
    assert classes(*pair({"p": "AB", "q": "C"}, {"p": "A", "q": "ABC"}))["AB"] == "kept_renewed"


def test_who_did_not_answer_is_unknown_not_gone():
    first, second = {"p": "ABC", "q": "CD"}, {"p": "ABC", "r": "AB"}
    without_d = pair(first, second, roster=("E", "E"), silent=("", "D"))
    states = actor_states(*without_d)
    assert states.loc["D", "to"] == "unknown"
    assert classes(*without_d)["CD"] == "lost_unknown"
    gone = pair(first, second, roster=("E", "E"), gone=("", "D"))
    assert classes(*gone)["CD"] == "lost_exit"
    # somebody unknown more changes no rate among stayers, and no exit rate
    more = pair({**first, "z": "AZ"}, second, roster=("E", "E"), silent=("", "DZ"))
    pd.testing.assert_series_equal(rates(*without_d)["value"].drop("project_continuation"),
                                   rates(*more)["value"].drop("project_continuation"))  # fmt: skip


def test_removing_answers_changes_unknown_and_never_exit():
    rng = np.random.default_rng(6)
    first, second = random_waves(rng)
    base = survey(first, second, roster=("Z", "Z"))
    silenced = sorted(set("".join(second.values())))[:2]
    for actor in silenced:
        kept = base.participations[~((base.participations["wave"] == "2") & (base.participations["actor"] == actor))]
        status = base.responses["status"].mask((base.responses["wave"] == "2") & (base.responses["actor"] == actor), "no_answer")
        mute = build_graphs(replace(base, participations=kept, responses=base.responses.assign(status=status)))
        states = actor_states(mute.get("T", "1"), mute.get("T", "2"))
        before = actor_states(*pair(first, second, roster=("Z", "Z")))
        assert states.loc[actor, "to"] == "unknown"
        assert (states["to"] == "outside").sum() == (before["to"] == "outside").sum()


@pytest.mark.parametrize("seed", range(20))
def test_an_unknown_actor_more_changes_no_rate(seed):
    """One of whom nothing is known in either wave, or who was seen once and is silent in the other: its ties leave both terms.

    Not of `jaccard`: a tie with somebody who left is lost, whatever became of the other.
    """
    rng = np.random.default_rng(seed)
    first, second = random_waves(rng)
    roster = tuple("".join(wave.values()) for wave in (first, second))
    before, after = pair(first, second, roster=roster)
    states = actor_states(before, after)
    own = ledger_rates(tie_ledger(before, after), states, before, after).set_index("rate")["value"]
    project = sorted(first)[0]
    for waves, mute in (((first, second), ("z", "z")), (({**first, project: first[project] + "z"}, second), ("", "z"))):
        graphs = pair(*waves, roster=roster, silent=mute)
        more = actor_states(*graphs)
        found = ledger_rates(tie_ledger(*graphs), more, *graphs).set_index("rate")["value"]
        names = ["persistence", "formation", "renewal_rate", "exit_rate", "entry_rate", "withdrawal_rate"]
        assert found[names].to_dict() == pytest.approx(own[names].to_dict(), nan_ok=True)
        assert "unknown" in set(more.loc["z"])


def test_the_animator_and_other_roles():
    base = survey({"p": "ABC", "q": "CD"}, {"p": "AB", "q": "CD"})
    table = base.participations.copy()
    table.loc[(table["wave"] == "2") & (table["actor"] == "D"), "role"] = "funder"
    actors = base.actors.assign(animator=pd.Series(base.actors["actor"] == "C", dtype="boolean"))
    graphs = build_graphs(replace(base, participations=table, actors=actors))
    states = actor_states(graphs.get("T", "1"), graphs.get("T", "2"))
    assert "C" not in states.index
    assert states.loc["D"].tolist() == ["active", "other_role"]


def test_roster_is_known_from_ledger_or_listed_actors():
    first, second = pair(*KA1)
    assert not has_roster(first)
    assert response_rate(first) == (0, 0)
    first, second = pair(*KA1, roster=("Z", ""), silent=("Y", ""), gone=("X", ""))
    assert (has_roster(first), has_roster(second)) == (True, False)
    assert response_rate(first) == (5, 6)


def test_presence_and_evolution_agree_on_rosters():
    """Actors listed for a wave without naming the only territory are a roster for both."""
    base = survey(*KA1)
    rows = [(a, "1") for a in "ABCD"] + [(a, "2") for a in "ABCE"]
    listed = pd.DataFrame(rows, columns=["actor", "wave"], dtype="str").assign(
        territory=pd.Series(np.nan, index=range(len(rows)), dtype="str"))
    graphs = build_graphs(replace(base, actors=listed, groups=()))
    first, second = graphs.get("T", "1"), graphs.get("T", "2")
    assert has_roster(first)
    assert has_roster(second)
    seen = presence(graphs.survey).set_index(["wave", "actor"])["state"]
    states = actor_states(first, second)
    for wave, column in (("1", "from"), ("2", "to")):
        assert states[column].to_dict() == seen[wave].to_dict()
    # without any roster presence says unknown, and evolution absent: left, or did not answer
    graphs = build_graphs(base)
    seen = presence(base).set_index(["wave", "actor"])["state"]
    states = actor_states(graphs.get("T", "1"), graphs.get("T", "2"))
    assert (seen["2", "D"], states.loc["D", "to"]) == ("unknown", "absent")


def test_undefined_rates_say_why():
    table = rates(*pair({"p": "AB"}, {"q": "CD"}))
    assert math.isnan(table.loc["persistence", "value"])
    assert "no tie" in table.loc["persistence", "status"]
    assert table.loc["jaccard", "value"] == 0
    nothing = rates(*pair({"p": "A"}, {"p": "A"}))
    assert math.isnan(nothing.loc["jaccard", "value"])
    assert nothing.loc["jaccard", "status"]
    for _, row in table.iterrows():
        assert (row["status"] == "") == (row["denominator"] > 0)


@pytest.mark.parametrize("seed", range(200))
def test_classes_partition_the_ties(seed):
    rng = np.random.default_rng(seed)
    first, second = random_waves(rng)
    silent = tuple("".join(a for a in "ABCDefgh" if a not in "".join(w.values()) and rng.random() < 0.5) for w in (first, second))
    graphs = pair(first, second, silent=silent, roster=("Z", "Z"))
    ledger = tie_ledger(*graphs)
    ties = [
        {frozenset(pair_) for members in wave.values() for pair_ in itertools.combinations(members, 2)}
        for wave in (first, second)
    ]  # fmt: skip
    pairs = [frozenset(row) for row in ledger[["actor_a", "actor_b"]].itertuples(index=False)]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == ties[0] | ties[1]
    assert set(ledger["class"]) <= set(CLASSES)
    kept, lost, formed = (ledger["class"].str.startswith(word).sum() for word in ("kept", "lost", "formed"))
    assert (kept + lost, kept + formed) == (len(ties[0]), len(ties[1]))
    assert project_actors(graphs[0]).sum() / 2 == kept + lost

    def expected(two):
        a, b = sorted(two)
        states = actor_states(*graphs)
        shared = [{p for p, members in wave.items() if a in members and b in members} for wave in (first, second)]
        common = first.keys() & second.keys()
        if shared[0] and shared[1]:
            return "kept_carried" if shared[0] & shared[1] else "kept_renewed"
        here, other, word = (shared[0], "to", "lost") if shared[0] else (shared[1], "from", "formed")
        there = set(states.loc[[a, b], other])
        if "outside" in there:
            return {"lost": "lost_exit", "formed": "formed_entry"}[word]
        if "unknown" in there:
            return f"{word}_unknown"
        if here - common:
            return {"lost": "lost_project_ended", "formed": "formed_new_project"}[word]
        return {"lost": "lost_left_project", "formed": "formed_joined_project"}[word]

    if seed < 60:
        assert dict(zip(pairs, ledger["class"], strict=True)) == {two: expected(two) for two in pairs}
    counts = turnover(actor_states(*graphs))
    everybody = set("".join([*first.values(), *second.values()])) | set("".join(silent)) | {"Z"}
    assert counts["actors"].sum() == len(everybody)
    assert set(counts["state_from"]) | set(counts["state_to"]) <= set(STATES)


def test_time_reversed_the_ledger_is_its_mirror():
    mirror = {
        "kept_carried": "kept_carried", "kept_renewed": "kept_renewed", "lost_exit": "formed_entry",
        "lost_project_ended": "formed_new_project", "lost_left_project": "formed_joined_project",
        "lost_unknown": "formed_unknown",
    }  # fmt: skip
    mirror |= {v: k for k, v in mirror.items()}
    for seed in range(30):
        graphs = pair(*random_waves(np.random.default_rng(seed)))
        assert classes(*graphs[::-1]) == {two: mirror[kind] for two, kind in classes(*graphs).items()}
