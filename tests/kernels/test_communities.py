"""Bipartite communities: modularity by its formula, the best of all partitions, published and recorded optima."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp

from cooperation_graph.kernels.communities import communities, modularity
from planted import planted_matrix

LEIDEN = json.loads((Path(__file__).parents[1] / "oracles/leidenalg.json").read_text())["graphs"]


def sides(matrix):
    incidence = sp.csr_array(matrix)
    both = sp.block_array([[None, incidence], [incidence.T, None]], format="csr")
    return incidence.shape[0], both.indptr.astype(np.int64), both.indices.astype(np.int64)


def search(matrix, starts=20, passes=100, seed=1):
    n, indptr, ends = sides(matrix)
    labels, quality = np.zeros((starts, len(indptr) - 1), dtype=np.int64), np.zeros(starts)
    communities(n, indptr, ends, starts, passes, np.array([seed, 2], dtype=np.uint64), labels, quality)
    return labels, quality


def barber(matrix, actors, projects):
    total = matrix.sum()
    expected = np.outer(matrix.sum(axis=1), matrix.sum(axis=0)) / total
    return ((matrix - expected) * (actors[:, None] == projects)).sum() / total


def partitions(n):
    """Every partition of n things, as labels."""
    if n == 0:
        yield ()
        return
    for rest in partitions(n - 1):
        for label in range(max(rest, default=-1) + 2):
            yield (*rest, label)


def test_modularity_is_its_formula():
    rng = np.random.default_rng(1)
    for _ in range(20):
        matrix = (rng.random((7, 9)) < 0.4).astype(float)
        of = rng.integers(4, size=16)
        n, indptr, ends = sides(matrix)
        assert modularity(n, indptr, ends, of) == pytest.approx(barber(matrix, of[:7], of[7:]))
        labels, quality = search(matrix, starts=3)
        for one, value in zip(labels, quality, strict=True):
            assert value == pytest.approx(barber(matrix, one[:7], one[7:]))


def test_the_best_of_all_partitions_is_found():
    """Every partition of the actors with the best place for each project, by brute force."""
    rng = np.random.default_rng(2)
    for _ in range(15):
        matrix = (rng.random((6, 7)) < 0.35).astype(float)
        if matrix.sum() < 4:
            continue
        gain = (matrix - np.outer(matrix.sum(axis=1), matrix.sum(axis=0)) / matrix.sum()) / matrix.sum()
        best = 0.0
        for labels in partitions(6):
            of = np.array(labels)
            sums = np.stack([gain[of == s].sum(axis=0) for s in range(of.max() + 1)])
            best = max(best, np.maximum(sums.max(axis=0), 0).sum())  # 0: a community of its own
        assert search(matrix, starts=30)[1].max() == pytest.approx(best)


def test_davis_southern_women_reach_the_published_modularity():
    graph = nx.davis_southern_women_graph()
    women = [node for node, side in graph.nodes(data="bipartite") if side == 0]
    matrix = nx.bipartite.biadjacency_matrix(graph, women).toarray()
    labels, quality = search(matrix, starts=50)
    assert quality.max() >= 0.3455372 - 5e-8  # Beckett 2016 and leidenalg, independently
    assert len(np.unique(labels[np.argmax(quality)])) == 4


@pytest.mark.parametrize("one", [one for one in LEIDEN if one["run"] < 2], ids=lambda one: f"{one['signal']}-{one['run']}")
def test_as_good_as_leidenalg(one):
    """Best of 10 starts each; agreement with the planted groups over many graphs is in tests/statistics."""
    _, matrix = planted_matrix(one["signal"], one["run"])
    assert matrix.sum() == one["pairs"]
    assert search(matrix, starts=10)[1].max() >= one["modularity"] - 0.002


def test_isolates_and_separate_parts():
    matrix = np.zeros((6, 5))
    matrix[:2, :2] = matrix[2:4, 2:4] = 1
    labels, quality = search(matrix, starts=3)
    assert quality == pytest.approx(0.5)
    for one in labels:
        assert one[0] == one[1] == one[6] != one[2] == one[3] == one[8]
        assert len({one[4], one[5], one[0], one[2]}) == 4
