"""Institutions, funders, dependence: counted by hand, by enumeration of the random sets, and in plain Python."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation_graph import metrics as m
from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
from cooperation_graph.measures import measure
from cooperation_graph.metrics.institutions import institution_presence
from cooperation_graph.survey.tables import Survey
from cooperation_graph.testing import random_graph, tiny_graph

LAWS = settings(deadline=None, max_examples=20)
SEEDS = st.integers(0, 10**6)


def territory(rows: str, families: dict[str, str], **columns: list[object]) -> CooperationGraph:
    """A territory from ``"actor project role"`` triples; the sector of an actor is its first letter."""
    table = pd.DataFrame([row.split() for row in rows.split(",")], columns=["actor", "project", "role"]).astype("str")
    table = table.assign(territory="T", wave="1").astype("str")
    for name, values in columns.items():
        table[name] = values
    names = sorted({*table["actor"], *families})
    actors = pd.DataFrame({"actor": names, "sector": [n[0] for n in names], "family": [families.get(n) for n in names]}).astype("str")
    actors["family"] = actors["family"].where([n in families for n in names])
    return build_graphs(Survey(participations=table, actors=actors, groups=("sector",)))[0]


FAMILIES = {"town": "Collectivité", "pref": "État", "a1": "Association", "b1": "Association", "fund": "public_body"}
ROWS = "town p lead,a1 p partner,pref q partner,b1 q lead,a1 r lead,b1 r partner,fund r funder,town r funder,fund p funder,a1 s lead"


def test_projects_of_institutions_by_hand() -> None:
    graph = territory(ROWS, FAMILIES)
    assert graph.flag("institution").tolist() == [actor in ("town", "pref") for actor in graph.actor_ids]
    assert m.institution_project_share(graph) == 2 / 4
    assert m.institution_project_share(graph, family="État") == 1 / 4
    assert m.institution_project_share(graph, role="funder") == 2 / 4
    assert m.institution_project_share(graph, role="lead") == 1 / 4
    assert m.institution_project_share(graph, family="Collectivité", role="funder") == 1 / 4
    with pytest.raises(UnknownName, match="family of institutions"):
        m.institution_project_share(graph, family="Association")
    assert m.institution_coverage(graph, by="sector") == 1
    frame = institution_presence(graph)
    assert frame.loc[("public_body", "funder"), "projects"] == 2
    assert frame.loc[("public_body", "any"), "projects"] == 0
    assert frame.loc[("Collectivité", "any"), "share"] == 1 / 4
    assert ("État", "funder") not in frame.index


def test_an_explicit_answer_wins_over_the_family() -> None:
    graph = territory(ROWS, FAMILIES)
    survey = graph.survey
    actors = survey.actors.assign(institution=pd.array([a == "a1" if a in ("a1", "town") else None for a in survey.actors["actor"]], dtype="boolean"))
    again = build_graphs(Survey(participations=survey.participations, actors=actors, groups=("sector",)))[0]
    assert set(again.actor_ids[again.flag("institution")]) == {"a1", "pref"}


def test_intervals_and_nulls_follow_what_is_read() -> None:
    from functools import partial

    graph = random_graph(np.random.default_rng(2), n_actors=16, n_projects=12)
    by_role = partial(m.institution_project_share, role="funder")
    frame = measure(graph, [m.institution_project_share, by_role], draws=19, rng=1).frame
    assert frame["method"].tolist() == ["Wilson", "Wilson"]
    assert frame["expected"].notna().tolist() == [True, False]
    assert frame["status"].str.startswith("no null value").tolist() == [False, True]


def test_funders_by_hand() -> None:
    """p is paid by fund alone; r by fund 3 and town 1: a euro of each comes from fund with probability 3/4."""
    amounts = [np.nan] * 6 + [3.0, 1.0, 7.0, np.nan]
    graph = territory(ROWS, FAMILIES, amount=amounts)
    assert m.funder_concentration(graph) == pytest.approx(3 / 4)
    assert m.cofunded_project_share(graph) == 1 / 2
    without = territory(ROWS, FAMILIES)
    assert m.funder_concentration(without) == pytest.approx(1 / 2)  # no amounts: halves
    with pytest.raises(Undefined, match="fewer than two projects name who funds"):
        m.funder_concentration(tiny_graph("two_silos"))
    with pytest.raises(Undefined, match="no project names who funds"):
        m.cofunded_project_share(tiny_graph("two_silos"))


@LAWS
@given(SEEDS)
def test_funders_from_rows(seed: int) -> None:
    graph = random_graph(np.random.default_rng(seed), n_actors=8, n_projects=7)
    table = graph.participations
    if "role" not in table:
        return
    paid = table[table["role"] == "funder"].groupby(["project", "actor"])["amount"].sum()
    if not len(paid):
        return
    shares = {p: (v / v.sum()).droplevel(0).to_dict() for p, v in paid.groupby("project")}
    assert m.cofunded_project_share(graph) == pytest.approx(np.mean([len(s) > 1 for s in shares.values()]))
    if len(shares) > 1:
        same = [sum(a.get(f, 0) * b.get(f, 0) for f in {*a, *b}) for a, b in itertools.combinations(shares.values(), 2)]
        assert m.funder_concentration(graph) == pytest.approx(np.mean(same))


@LAWS
@given(SEEDS)
def test_the_two_paths_agree(seed: int) -> None:
    """Compiled (no family) and general path (the only family of institutions), for presence and for a role."""
    graph = random_graph(np.random.default_rng(seed), n_actors=10, n_projects=8)
    if not graph.flag("institution").any() or "role" not in graph.participations:
        return
    for role in (None, "lead", "funder"):
        assert m.institution_project_share(graph, role=role) == pytest.approx(m.institution_project_share(graph, family="state", role=role))


def cross_pairs(graph: CooperationGraph, without: set[int] = frozenset(), projects: set[int] | None = None) -> int:
    """Tied pairs of different sectors, from the matrix, actor by actor."""
    matrix, codes = graph.biadjacency.toarray().astype(bool), graph.groups("sector")[0]
    keep = [p for p in range(graph.n_projects) if projects is None or p in projects]
    return sum(
        codes[i] != codes[j] and (matrix[i, keep] & matrix[j, keep]).any()
        for i, j in itertools.combinations(range(graph.n_actors), 2) if i not in without and j not in without
    )  # fmt: skip


def test_institutional_dependence_against_enumeration() -> None:
    """All sets of as many actors in each decile of activity, each as likely: the mean of many draws comes close."""
    graph = random_graph(np.random.default_rng(7), n_actors=10, n_projects=8, density=0.5)
    chosen = set(np.flatnonzero(graph.flag("institution")))
    assert 0 < len(chosen) < 5
    total = cross_pairs(graph)
    decile = np.searchsorted(np.quantile(graph.actor_degrees, np.linspace(0.1, 0.9, 9)), graph.actor_degrees)
    wanted = np.bincount(decile[list(chosen)], minlength=10)
    sets = [
        set(s) for s in itertools.combinations(range(graph.n_actors), len(chosen))
        if (np.bincount(decile[list(s)], minlength=10) == wanted).all()
    ]  # fmt: skip
    losses = [1 - cross_pairs(graph, without=s) / total for s in sets]
    expected = 1 - cross_pairs(graph, without=chosen) / total - np.mean(losses)
    value = m.institutional_dependence(graph, by="sector", draws=20000, rng=1)
    assert value == pytest.approx(expected, abs=5 * np.std(losses) / np.sqrt(20000) + 1e-12)
    assert np.std(losses) > 0


def test_institutional_dependence_limits() -> None:
    """Everybody an institution: nothing to compare with, 0. A hub institution among idle actors: nobody as active, 0."""
    graph = tiny_graph("star")
    actors = graph.actors.assign(institution=pd.array([True] * 6, dtype="boolean"))
    everyone = CooperationGraph.from_biadjacency(graph.biadjacency, actors=actors, groups=("sector",))
    assert m.institutional_dependence(everyone, by="sector", draws=9, rng=1) == 0
    actors = graph.actors.assign(institution=pd.array([a == "h1" for a in graph.actor_ids], dtype="boolean"))
    hub = CooperationGraph.from_biadjacency(graph.biadjacency, actors=actors, groups=("sector",))
    assert m.institutional_dependence(hub, by="sector", draws=9, rng=1) == 0
    actors = graph.actors.assign(institution=pd.array([a == "a1" for a in graph.actor_ids], dtype="boolean"))
    leaf = CooperationGraph.from_biadjacency(graph.biadjacency, actors=actors, groups=("sector",))
    assert m.institutional_dependence(leaf, by="sector", draws=9, rng=1) == pytest.approx(0)  # all leaves lose one tie of five
    with pytest.raises(Undefined, match="does not say which actors are institutions"):
        m.institutional_dependence(graph, by="sector")


def test_the_drawn_value_is_the_same_in_any_batch() -> None:
    one, other = (random_graph(np.random.default_rng(seed), n_actors=14, n_projects=10, density=0.5) for seed in (7, 9))
    alone = measure(one, ["institutional_dependence"], by="sector", rng=5).frame
    again = measure(Graphs(one.national), ["institutional_dependence", "ei_index"], by="sector", rng=5, draws=9).frame
    assert alone.loc[0, "value"] == again.loc[0, "value"]
    assert alone.loc[0, "method"] == "no interval: the value itself is drawn"
    assert measure(other, ["institutional_dependence"], by="sector", rng=5).frame.loc[0, "value"] != alone.loc[0, "value"]


@LAWS
@given(SEEDS)
def test_animator_dependence_pair_by_pair(seed: int) -> None:
    graph = random_graph(np.random.default_rng(seed), n_actors=9, n_projects=7, density=0.4)
    table = graph.participations
    total = cross_pairs(graph)
    if "role" not in table or not (table["role"] == "animator").any() or not total:
        return
    present = set(table["project"][table["role"] == "animator"])
    alone = {p for p, name in enumerate(graph.project_ids) if name not in present}
    expected = 1 - cross_pairs(graph, projects=alone) / total
    assert m.animator_dependence(graph, by="sector") == pytest.approx(expected)


def test_animators_are_no_end_of_a_pair() -> None:
    """With the animator in the graph or not, the same pairs count."""
    rows = "a1 p lead,b1 p partner,z p animator,z q partner,a1 q lead,c1 q partner,a1 r lead,d1 r partner"
    graph = territory(rows, {})
    assert "z" in graph.actor_ids
    assert m.animator_dependence(graph, by="sector") == pytest.approx(2 / 3)
    kept = build_graphs(graph.survey, roles="all", exclude=())[0]
    assert m.animator_dependence(kept, by="sector") == pytest.approx(2 / 3)
    with pytest.raises(Undefined, match="names no animator"):
        m.animator_dependence(tiny_graph("path"), by="sector")


@settings(deadline=None, max_examples=8)
@given(SEEDS)
def test_animator_dependence_without_each_project(seed: int) -> None:
    """The counts left without a project, against the graph built without it."""
    from cooperation_graph.sufficient import incidence_of, observe, observe_without

    graph = random_graph(np.random.default_rng(seed), n_actors=9, n_projects=7, density=0.4)
    if "role" not in graph.participations or not (graph.participations["role"] == "animator").any():
        return
    left = observe_without(incidence_of(Graphs(graph.national), "sector"), ["animator_ties"])["animator_ties"]
    for project in np.flatnonzero(graph.project_sizes):
        kept = graph.keep_projects(np.arange(graph.n_projects) != project)
        assert left[project].tolist() == observe(incidence_of(kept, "sector"), ["animator_ties"])["animator_ties"][0].tolist()
