"""Rows that do not tie count for nobody: leads and deciders at intensity 0, roles that were left out, animators taken out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import cooperation_graph as cg
from cooperation_graph import metrics as m
from cooperation_graph.graph import CooperationGraph

ZERO = [("a", "p", "lead", 0), ("b", "p", "partner", 3), ("c", "p", "partner", 3), ("b", "q", "lead", 3), ("c", "q", "partner", 3)]


def graph_of(rows: list[tuple[str, str, str, int]], actors: pd.DataFrame | None = None, **how: object) -> CooperationGraph:
    frame = pd.DataFrame(rows, columns=["actor", "project", "role", "intensity"])
    return cg.build_graphs(cg.Survey.from_frame(frame, actors=actors), **how)[0]  # type: ignore[arg-type]


def test_a_lead_at_intensity_zero_leads_nothing() -> None:
    graph = graph_of(ZERO, pd.DataFrame({"actor": list("abc"), "residents": ["oui", "non", "non"]}))
    assert m.resident_project_share(graph) == m.resident_lead_share(graph) == m.resident_decision_share(graph) == 0
    assert m.top_lead_share(graph, k=1) == 1, "one project is led, by b"
    frame = cg.measure(graph, ["resident_lead_share", "resident_decision_share"], null=None).frame
    assert frame["value"].tolist() == [0, 0]


def test_cobearing_stays_a_share() -> None:
    rows = [("a", "p", "lead", 0), ("b", "p", "co_lead", 0), ("c", "p", "co_lead", 0), ("d", "p", "partner", 3), ("d", "q", "lead", 3),
            ("e", "q", "partner", 3)]  # fmt: skip
    assert m.cobearing_share(graph_of(rows)) == 0
    roles = [("a", "p", "lead", 1), ("b", "p", "co_lead", 1), ("c", "p", "co_lead", 1), ("d", "p", "partner", 1), ("e", "p", "partner", 1)]
    assert m.cobearing_share(graph_of(roles)) == pytest.approx(0.3), "3 pairs of leads among 10"
    with pytest.raises(cg.Undefined):
        m.cobearing_share(graph_of(roles, roles=("partner",)))


def test_an_institution_that_animates_is_in_no_role_that_ties() -> None:
    rows = [("town", "p", "lead", 1), ("club", "p", "partner", 1), ("club", "q", "lead", 1)]
    actors = pd.DataFrame({"actor": ["town", "club", "state"], "institution": ["oui", "non", "oui"], "animator": ["oui", "non", "non"]})
    graph = graph_of(rows, actors)
    assert m.institution_project_share(graph) == m.institution_project_share(graph, role="lead") == 0
    assert set(m.institution_presence(graph).reset_index()["role"]) == {"any"}


def test_rivalry_counts_every_application_to_the_call() -> None:
    calls = pd.DataFrame([("k", "1", "a", "t"), ("k", "2", "b", "t"), ("k", "3", "d", "t")], columns=["call", "application", "actor", "theme"])
    frame = pd.DataFrame([("a", "p"), ("b", "p"), ("c", "q")], columns=["actor", "project"])
    actors = pd.DataFrame({"actor": list("abcd"), "animator": ["non", "non", "non", "oui"]})
    graph = cg.build_graphs(cg.Survey.from_frame(frame, actors=actors, applications=calls.assign(granted="oui")))[0]
    states = m.pair_states(graph)
    assert states.loc[states["calls"] > 0, "rivalry"].tolist() == [0.5], "three applications: 1 / (3 − 1)"


def test_reasons_are_the_right_ones() -> None:
    alone = CooperationGraph.from_biadjacency(np.eye(4), actors=pd.DataFrame({"sector": list("AABB")}, index=list("wxyz")))
    with pytest.raises(cg.Undefined, match="nobody of this group has a tie"):
        m.segregation_matrix_index(alone, by="sector")
    pair = CooperationGraph.from_biadjacency(np.ones((2, 1)), actors=pd.DataFrame({"sector": ["A", "B"]}, index=["x", "y"]))
    assert m.betweenness(pair, normalized=False).tolist() == [0, 0]
    graph = cg.testing.tiny_graph("two_silos_and_a_bridge")
    status = cg.measure(graph, "bridging_net_of_activity", draws=9, rng=1).frame["status"]
    assert "the null model redraws who takes part, not what this metric reads" not in " ".join(status)
