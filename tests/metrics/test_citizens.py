"""Residents: each number against its definition, counted row by row in plain Python, and on a case made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation_graph import metrics as m
from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
from cooperation_graph.measures import measure
from cooperation_graph.metrics.citizens import rung_distribution
from cooperation_graph.survey.tables import Survey
from cooperation_graph.testing import random_graph, tiny_graph

LAWS = settings(deadline=None, max_examples=25)
SEEDS = st.integers(0, 10**6)


def graph_of(rows: list[tuple[object, ...]], residents: str = "a b", columns: str = "actor project role decides rung") -> CooperationGraph:
    """A territory from rows of participations; actors named in `residents` are residents; the sector is the letter after `x`."""
    table = pd.DataFrame(rows, columns=columns.split())
    table = table.assign(territory="T", wave="1")
    for column in table:
        table[column] = table[column].astype("boolean" if column == "decides" else "str")
    names = sorted(set(table["actor"]))
    actors = pd.DataFrame({"actor": names, "sector": [name[0] for name in names]}).astype("str")
    actors["residents"] = pd.array([name in residents.split() for name in names], dtype="boolean")
    return build_graphs(Survey(participations=table, actors=actors, groups=("sector",)))[0]


#: a and b are residents; p1 has a (decides) and x; p2 has b (no say) and x (lead); p3 has x, y; p4 has a and says nothing of decisions.
HAND = [
    ("a", "p1", "partner", True, "5"), ("x", "p1", "lead", True, None), ("b", "p2", "partner", False, "2"),
    ("x", "p2", "lead", True, None), ("x", "p3", "lead", None, None), ("y", "p3", "co_lead", None, None),
    ("a", "p4", "lead", None, "4"), ("y", "p4", "partner", None, None),
]  # fmt: skip


def test_by_hand() -> None:
    graph = graph_of(HAND)
    assert m.resident_project_share(graph) == 3 / 4
    assert m.resident_decision_share(graph) == 2 / 6  # a and x in p1, x in p2, x and y in p3, a in p4
    assert m.resident_lead_share(graph) == 1 / 4
    assert m.presence_power_gap(graph) == 3 / 4 - 2 / 4
    assert m.resident_rung_share(graph) == 2 / 3
    assert m.resident_rung_share(graph, at_least=5) == 1 / 3
    assert m.resident_rung_share(graph, at_least=1) == 1
    assert m.resident_reach(graph, by="sector") == 2
    frame = rung_distribution(graph)
    assert frame["participations"].to_dict() == {2.0: 1, 4.0: 1, 5.0: 1}
    assert frame["at_least"].tolist() == pytest.approx([1, 2 / 3, 1 / 3])
    assert frame.attrs["without_rung"] == 0
    assert not any("mean" in column for column in frame)


def test_rungs_in_words_need_their_order() -> None:
    words = {"5": "decision", "4": "design", "2": "advice"}
    graph = graph_of([(*row[:4], words.get(str(row[4]), row[4])) for row in HAND])
    with pytest.raises(Undefined, match="written as a number"):
        rung_distribution(graph)
    frame = rung_distribution(graph, order=("advice", "design", "decision"))
    assert frame["participations"].to_dict() == {"advice": 1, "design": 1, "decision": 1}
    assert frame.index.tolist() == ["advice", "design", "decision"]
    assert rung_distribution(graph, order=("advice", "decision")).attrs["without_rung"] == 1


def test_the_intervals_are_those_of_their_kind() -> None:
    graph = random_graph(np.random.default_rng(3), n_actors=20, n_projects=14)
    frame = measure(graph, ["resident_lead_share", "resident_decision_share"], draws=9, rng=1).frame.set_index("metric")
    assert frame["method"].to_dict() == {"resident_lead_share": "Wilson", "resident_decision_share": "project jackknife-t"}
    assert frame["expected"].isna().all()
    assert frame["status"].str.startswith("no null value").all()


def test_without_residents_or_projects_the_sentence_says_it() -> None:
    unknown = CooperationGraph.from_biadjacency(np.ones((2, 2)))
    for name in ("resident_project_share", "resident_decision_share", "resident_lead_share", "presence_power_gap", "resident_rung_share"):
        with pytest.raises(Undefined, match="does not say which actors are residents"):
            m.catalogue[name](unknown)
    with pytest.raises(Undefined, match="does not say which actors are residents"):
        rung_distribution(unknown)
    with pytest.raises(Undefined, match="no participation of a resident has a rung"):
        rung_distribution(tiny_graph("two_silos"))
    with pytest.raises(Undefined, match="nobody who decides"):
        m.resident_decision_share(tiny_graph("two_silos"))
    with pytest.raises(Undefined, match="no resident in this territory"):
        m.resident_reach(graph_of(HAND, residents=""), by="sector")


def rows_that_decide(graph: CooperationGraph) -> set[tuple[str, str]]:
    found = set()
    for row in graph.participations.itertuples():
        if row.role == "funder" or row.actor not in graph.actor_ids:
            continue
        said = getattr(row, "decides", pd.NA)
        if (row.role in ("lead", "co_lead")) if pd.isna(said) else said:
            found.add((row.project, row.actor))
    return found


@LAWS
@given(SEEDS)
def test_shares_from_rows(seed: int) -> None:
    rng = np.random.default_rng(seed)
    graph = random_graph(rng, n_actors=int(rng.integers(2, 14)), n_projects=int(rng.integers(1, 12)))
    if "role" not in graph.participations:
        return
    residents = set(graph.actor_ids[graph.flag("residents")])
    decides = rows_that_decide(graph)
    led = {(r.project, r.actor) for r in graph.participations.itertuples() if r.role in ("lead", "co_lead")}
    projects = {p: set(graph.actor_ids[graph.project_side[1][a:b]])
                for p, a, b in zip(graph.project_ids, graph.project_side[0], graph.project_side[0][1:])}  # fmt: skip
    assert m.resident_decision_share(graph) == pytest.approx(np.mean([actor in residents for _, actor in decides]))
    share = len({p for p, actor in led if actor in residents}) / len({p for p, _ in led})
    assert m.resident_lead_share(graph) == pytest.approx(share)
    powered = {p for p, actor in decides if actor in residents}
    present = {p for p, members in projects.items() if members & residents}
    assert m.presence_power_gap(graph) == pytest.approx((len(present) - len(powered)) / len(projects))
    sector = dict(zip(graph.actor_ids, graph.actors["sector"]))
    if residents:
        met = {sector[i] for members in projects.values() if members & residents for i in members - residents}
        assert m.resident_reach(graph, by="sector") == len(met)
    rungs: dict[tuple[str, str], float] = {}
    for row in graph.participations.itertuples():
        if row.actor in residents and pd.notna(row.rung):
            rungs[row.project, row.actor] = max(float(row.rung), rungs.get((row.project, row.actor), 0))
    for at_least in (1, 3, 4, 5) if rungs else ():
        expected = np.mean([rung >= at_least for rung in rungs.values()])
        assert m.resident_rung_share(graph, at_least=at_least) == pytest.approx(expected)
        frame = rung_distribution(graph)
        above = frame["participations"][frame.index >= at_least].sum() / frame["participations"].sum()
        assert above == pytest.approx(expected)


@settings(deadline=None, max_examples=8)
@given(SEEDS)
def test_jackknife_in_one_pass_equals_leaving_projects_out(seed: int) -> None:
    """`se` of the compiled path against the graph rebuilt without each project."""
    from cooperation_graph.uncertainty import jackknife

    graph = random_graph(np.random.default_rng(seed), n_actors=12, n_projects=10, density=0.5)
    names = ["resident_decision_share", "presence_power_gap", "resident_rung_share"]
    frame = measure(Graphs(graph.national), names, null=None).frame.set_index("metric")
    alive = np.flatnonzero(graph.project_sizes)
    for name in names:
        left = []
        for project in alive:
            try:
                left.append(m.catalogue[name](graph.keep_projects(np.arange(graph.n_projects) != project)))
            except Undefined:
                left.append(np.nan)
        value = frame.loc[name, "value"]
        if np.isnan(value):
            continue
        expected = jackknife(np.array(left), value, bounds=(0, 1))
        assert frame.loc[name, "se"] == pytest.approx(expected.se, nan_ok=True, abs=1e-12)
