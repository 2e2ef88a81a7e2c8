"""Ties between actors against scipy's product and brute force, for one graph and for many at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
from cooperation_graph.projection import PROJECTIONS, mixing_matrix, project_actors, tied_pairs, ties_of
from cooperation_graph.survey.tables import Survey
from cooperation_graph.testing import random_graph


def by_product(graph: CooperationGraph, projection: str) -> np.ndarray:
    """The definition, by products of scipy's matrices."""
    incidence = graph.biadjacency.astype(float)
    sizes = graph.project_sizes
    share = np.array([1.0 / (c - 1) if c > 1 else 0.0 for c in sizes]) if projection == "newman" else np.ones(len(sizes))
    ties = (incidence @ sp.diags_array(share) @ incidence.T).toarray()
    np.fill_diagonal(ties, 0.0)
    if projection == "simple":
        return (ties > 0).astype(float)
    if projection == "jaccard":
        either = graph.actor_degrees[:, None] + graph.actor_degrees[None, :] - ties
        return np.divide(ties, either, out=np.zeros_like(ties), where=either > 0)
    return ties


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10**6), st.integers(1, 40), st.integers(1, 30), st.sampled_from(PROJECTIONS))
def test_ties_are_a_product(seed: int, n: int, m: int, projection: str) -> None:
    graph = random_graph(np.random.default_rng(seed), n_actors=n, n_projects=m)
    found = project_actors(graph, projection)
    expected = by_product(graph, projection)
    assert np.abs(found.toarray() - expected).max() < 1e-12
    assert found.nnz == (expected > 0).sum()
    assert all((np.diff(found.indices[found.indptr[i] : found.indptr[i + 1]]) > 0).all() for i in range(n)), "sorted"
    codes, labels = graph.groups("sector")
    known = codes >= 0
    ties = by_product(graph.keep_actors(known), projection)
    member = np.equal.outer(np.arange(len(labels)), codes[known]).astype(float)
    mixing = member @ ties @ member.T
    mixing -= np.diag(np.diag(mixing) / 2)
    assert np.abs(mixing_matrix(graph, "sector", projection) - mixing).max() < 1e-9


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_many_graphs_in_one_pass_are_their_graphs(projection: str) -> None:
    rng = np.random.default_rng(3)
    rows = np.column_stack([rng.integers(k, size=900) for k in (3, 2, 30, 25)]).astype(str)
    graphs = build_graphs(Survey(participations=pd.DataFrame(rows, columns=["territory", "wave", "actor", "project"], dtype="str")))
    store = graphs.national
    first = ties_of(graphs, projection)
    for threads in (2, 3, 7):  # whatever the number of threads
        arrays = (store.row_offsets, store.column_offsets, store.indptr, store.indices)
        again = tied_pairs(*arrays, projection, threads=threads)
        for one, two in zip(first.pairs(), again.pairs(), strict=True):
            assert np.array_equal(one, two)
    rows, partners, weights = first.pairs()
    number = np.searchsorted(store.row_offsets, rows, "right") - 1
    for k, graph in enumerate(graphs):
        own = number == k
        matrix = np.zeros((graph.n_actors, graph.n_actors))
        matrix[rows[own] - store.row_offsets[k], partners[own]] = weights[own]
        assert np.abs(matrix - np.triu(by_product(graph, projection))).max() < 1e-12


def test_nobody_and_nothing() -> None:
    empty = CooperationGraph.from_biadjacency(np.zeros((3, 2)))
    assert project_actors(empty, "newman").nnz == 0
    assert project_actors(CooperationGraph.from_biadjacency(np.zeros((0, 0)))).shape == (0, 0)
    assert len(ties_of(Graphs(empty.national)).partner) == 0


def test_a_survey_of_one_actor_has_no_ties() -> None:
    rows = pd.DataFrame([["T", "1", "a", "p"], ["U", "1", "a", "p"]], columns=["territory", "wave", "actor", "project"]).astype("str")
    assert [project_actors(graph).nnz for graph in build_graphs(Survey(participations=rows))] == [0, 0]
