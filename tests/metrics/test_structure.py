"""Structure and cohesion against R (igraph, sna, vegan), networkx and plain definitions."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation_graph import metrics as m
from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.projection import project_actors
from cooperation_graph.testing import random_graph, tiny_graph
from oracle_values import NAMES, graph_of, recorded

LAWS = settings(deadline=None, max_examples=30)
SEEDS = st.integers(0, 10**6)


def drawn(seed: int) -> CooperationGraph:
    rng = np.random.default_rng(seed)
    return random_graph(rng, n_actors=int(rng.integers(2, 13)), n_projects=int(rng.integers(1, 10)), density=rng.uniform(0.1, 0.6))


@pytest.mark.parametrize("name", NAMES)
def test_values_of_r(name: str) -> None:
    graph, r = graph_of(name), recorded("r_packages")[name]
    assert m.nestedness(graph) == pytest.approx(r["nodf"], abs=1e-9)
    assert m.nestedness(graph, side="actors") == pytest.approx(r["nodf_actors"], abs=1e-9)
    assert m.nestedness(graph, side="projects") == pytest.approx(r["nodf_projects"], abs=1e-9)
    assert m.connectedness(graph) == pytest.approx(r["connectedness"], abs=1e-12)
    assert m.degree_centralization(graph) == pytest.approx(r["centralization"], abs=1e-12)
    assert m.mean_distance(graph) == pytest.approx(r["mean_distance"], abs=1e-12)


@LAWS
@given(SEEDS)
def test_counts(seed: int) -> None:
    graph = drawn(seed)
    matrix = graph.biadjacency.toarray()
    sizes = matrix.sum(axis=0)
    assert m.n_actors(graph) == matrix.shape[0]
    assert m.n_projects(graph) == (sizes > 0).sum()
    assert m.n_participations(graph) == matrix.sum()
    assert m.actor_project_count(graph).tolist() == matrix.sum(axis=1).tolist()
    if graph.n_projects:
        assert m.project_size(graph).tolist() == sizes.tolist()
    if (sizes > 0).any():
        assert m.single_actor_project_share(graph) == pytest.approx((sizes == 1).sum() / (sizes > 0).sum())
    partners = (project_actors(graph).toarray() > 0).sum(axis=1)
    assert m.isolate_share(graph) == pytest.approx(np.mean(partners == 0))


@LAWS
@given(SEEDS)
def test_components_are_those_of_networkx(seed: int) -> None:
    graph = drawn(seed)
    outside = nx.from_scipy_sparse_array(project_actors(graph))
    sizes = [len(part) for part in nx.connected_components(outside)]
    n = graph.n_actors
    assert m.largest_component_share(graph) == pytest.approx(max(sizes) / n)
    assert m.connectedness(graph) == pytest.approx(sum(s * (s - 1) for s in sizes) / (n * (n - 1)))
    lengths = [d for i, ends in nx.all_pairs_shortest_path_length(outside) for j, d in ends.items() if i != j]
    if lengths:
        assert m.mean_distance(graph) == pytest.approx(np.mean(lengths))
    else:
        with pytest.raises(Undefined, match="no two actors"):
            m.mean_distance(graph)


@LAWS
@given(SEEDS)
def test_clustering(seed: int) -> None:
    graph = drawn(seed)
    outside = graph.to_networkx()
    matrix = graph.biadjacency.toarray()
    paths = sum((matrix[i].sum() - 1) * (matrix[:, p].sum() - 1) for i, p in zip(*np.nonzero(matrix), strict=True))
    if paths:
        assert m.two_mode_clustering(graph) == pytest.approx(nx.bipartite.robins_alexander_clustering(outside))
    else:
        with pytest.raises(Undefined, match="no path"):
            m.two_mode_clustering(graph)
    ends, closed = 0, 0
    for j in range(graph.n_actors):
        for p, q in itertools.permutations(np.flatnonzero(matrix[j]), 2):
            for i, k in itertools.product(np.flatnonzero(matrix[:, p]), np.flatnonzero(matrix[:, q])):
                if len({i, j, k}) == 3:
                    ends += 1
                    closed += bool(set(np.flatnonzero(matrix[i] & matrix[k])) - {p, q})
    if ends:
        assert m.two_mode_clustering(graph, kind="opsahl") == pytest.approx(closed / ends)
    partnered = [f"actor:{a}" for a, k in zip(graph.actor_ids, np.diff(project_actors(graph).indptr), strict=True) if k]
    for mode in ("dot", "min", "max"):
        if partnered:
            expected = np.mean(list(nx.bipartite.latapy_clustering(outside, partnered, mode=mode).values()))
            assert m.two_mode_clustering(graph, kind="latapy", mode=mode) == pytest.approx(expected)


@LAWS
@given(SEEDS)
def test_redundancy_is_that_of_networkx(seed: int) -> None:
    graph = drawn(seed)
    large = [p for p, c in zip(graph.project_ids, graph.project_sizes, strict=True) if c > 1]
    if not large:
        return
    expected = nx.bipartite.node_redundancy(graph.to_networkx(), [f"project:{p}" for p in large])
    found = m.project_redundancy(graph)
    for project in large:
        assert found[project] == pytest.approx(expected[f"project:{project}"])
    assert found.isna().sum() == graph.n_projects - len(large)


def test_clustering_of_the_degenerate_table() -> None:
    """measures-reference, section 11: 1 for the complete graph, 0 for a star, nothing where no path could close."""
    assert m.two_mode_clustering(tiny_graph("complete")) == 1
    assert m.two_mode_clustering(tiny_graph("star")) == 0
    assert m.two_mode_clustering(tiny_graph("star"), kind="opsahl") == 0
    for name in ("no_tie", "one_dyad", "one_project"):
        with pytest.raises(Undefined):
            m.two_mode_clustering(tiny_graph(name))


def test_names_that_do_not_exist() -> None:
    for call in (
        lambda g: m.two_mode_clustering(g, kind="x"), lambda g: m.two_mode_clustering(g, kind="latapy", mode="x"),
        lambda g: m.nestedness(g, side="x"), lambda g: m.degree_centralization(g, layer="x"),
    ):  # fmt: skip
        with pytest.raises(UnknownName):
            call(tiny_graph("two_silos"))


@LAWS
@given(SEEDS)
def test_centralisation_of_decisions(seed: int) -> None:
    graph = drawn(seed)
    if graph.n_actors < 3 or "decides" not in graph.participations:
        return
    table = graph.participations[graph.participations["role"] != "funder"]
    table = table[table["decides"].fillna(table["role"].isin(["lead", "co_lead"]))]
    partners: dict[str, set[str]] = {a: set() for a in graph.actor_ids}
    for _, who in table.groupby("project")["actor"]:
        for a in who:
            partners[a] |= set(who) - {a}
    degrees = np.array([len(found) for found in partners.values()])
    n = len(degrees)
    assert m.degree_centralization(graph) == pytest.approx((degrees.max() - degrees).sum() / ((n - 1) * (n - 2)))
    every = np.diff(project_actors(graph).indptr)
    assert m.degree_centralization(graph, layer="all") == pytest.approx((every.max() - every).sum() / ((n - 1) * (n - 2)))
