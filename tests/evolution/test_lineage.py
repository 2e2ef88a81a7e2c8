"""Renamed, merged and split actors between waves, counted by hand."""

from dataclasses import replace

import pandas as pd
import pytest

from cooperation_graph.evolution import compare_waves
from cooperation_graph.evolution.lineage import followed
from cooperation_graph.graph import build_graphs
from two_waves import survey


def linked(first, second, *rows, **more):
    table = pd.DataFrame(rows, columns=["kind", "wave", "old", "new", "relation"], dtype="str")
    return replace(survey(first, second, **more), correspondences=table.assign(share=1.0))


def rates(change):
    return {row["rate"]: (row["numerator"], row["denominator"]) for row in change.tables["rates"].to_dict("records")}


def test_a_renamed_actor_neither_leaves_nor_comes():
    plain = survey({"p": "AB", "q": "BC"}, {"p": "AB", "q": "BZ"}, roster=("Y", "Y"))
    assert rates(compare_waves(plain, "1", "2", rng=1))["exit_rate"] == (1, 4)
    renamed = linked({"p": "AB", "q": "BC"}, {"p": "AB", "q": "BZ"}, ("actor", "2", "C", "Z", "same"), roster=("Y", "Y"))
    change = compare_waves(renamed, "1", "2", rng=1)
    found = rates(change)
    assert (found["exit_rate"], found["entry_rate"], found["persistence"]) == ((0, 4), (0, 4), (2, 2))
    assert set(change.frame.set_index("metric").loc["mean_partners", ["change", "stayers", "entry", "exit"]]) == {0}
    assert not len(change.tables["lineage"])


def test_a_renamed_project_continues():
    change = compare_waves(linked({"p": "AB"}, {"r": "AB"}, ("project", "2", "p", "r", "same")), "1", "2", rng=1)
    ties = change.tables["ledger"].set_index("class")["ties"]
    assert ties[ties > 0].to_dict() == {"kept_carried": 1}


def test_a_merge_both_ways():
    """A and B become M. Taken as new: ties AC, BD are lost by exit, MC, MD formed by entry. Followed: both are kept."""
    first, second = {"p": "AC", "q": "BD"}, {"p": "MC", "r": "MD"}
    merge = [("actor", "2", "A", "M", "merge"), ("actor", "2", "B", "M", "merge")]
    both = linked(first, second, *merge, roster=("Y", "Y"))
    new = compare_waves(both, "1", "2", rng=1)
    ties = new.tables["ledger"].set_index("class")["ties"]
    assert ties[ties > 0].to_dict() == {"lost_exit": 2, "formed_entry": 2}
    follow = compare_waves(both, "1", "2", rng=1, lineage="follow")
    ties = follow.tables["ledger"].set_index("class")["ties"]
    assert ties[ties > 0].to_dict() == {"kept_carried": 1, "kept_renewed": 1}
    for change in (new, follow):
        table = change.tables["lineage"].set_index("rate")
        assert table.loc["exit_rate", ["numerator_new", "denominator_new"]].tolist() == [2, 5]
        assert table.loc["exit_rate", ["numerator_follow", "denominator_follow"]].tolist() == [0, 4]
        assert "lineage_matters" in set(change.warnings["code"])


def test_only_names_change_in_graphs_that_were_cut():
    graphs = build_graphs(linked({"p": "ABC"}, {"p": "ABZ"}, ("actor", "2", "C", "Z", "same")))
    whole = followed(graphs)
    for before, after in zip(graphs, whole, strict=True):
        assert after.n_participations == before.n_participations
    assert whole[0].actor_ids.tolist() == whole[1].actor_ids.tolist() == ["A", "B", "Z"]
    assert followed(build_graphs(survey({"p": "AB"}, {"p": "AB"}))) is not None


@pytest.mark.parametrize("lineage", ["new", "follow"])
def test_twice_is_once(lineage):
    graphs = build_graphs(linked({"p": "AC"}, {"p": "MC"}, ("actor", "2", "A", "M", "merge")))
    once = followed(graphs, lineage)
    again = followed(once, lineage)
    for one, other in zip(once, again, strict=True):
        assert one.actor_ids.tolist() == other.actor_ids.tolist()
        assert (one.biadjacency != other.biadjacency).nnz == 0
