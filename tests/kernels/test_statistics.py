"""Sufficient statistics against plain Python, on every path: words, many words, stamps; and without each project."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import log

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.sufficient import incidence_of, observe, observe_without
from cooperation_graph.testing import TINY_GRAPHS, random_graph, tiny_graph

REQUESTS = (
    "project_mixing", "tie_count", "tie_split", "pair_split", "tie_mixing", "pair_mixing", "newman_mixing", "table_entropy",
    "flagged_projects:residents",
)  # fmt: skip


def by_hand(members: list[list[int]], group: np.ndarray, n_groups: int, resident: np.ndarray) -> dict[str, np.ndarray]:
    """The statistics by their definitions; `members` are the actors of each project that has any."""
    multi = [project for project in members if len(project) > 1]
    ties = {pair for project in members for pair in combinations(sorted(project), 2)}

    def mixing(pairs):
        matrix = np.zeros((n_groups, n_groups))
        for i, j, weight in pairs:
            matrix[group[i], group[j]] += weight
            if group[i] != group[j]:
                matrix[group[j], group[i]] += weight
        return matrix

    pairs = [(i, j, 1.0, len(project)) for project in multi for i, j in combinations(project, 2)]
    tie_mixing, pair_mixing = mixing([(i, j, 1.0) for i, j in ties]), mixing([p[:3] for p in pairs])
    inside = [np.trace(matrix) for matrix in (tie_mixing, pair_mixing)]
    table = Counter((group[i], p) for p, project in enumerate(members) for i in project)
    total = sum(table.values())
    return {
        "project_mixing": np.array([
            len(members), len(multi), sum(len({group[i] for i in project}) > 1 for project in multi),
            sum(np.mean([group[i] != group[j] for i, j in combinations(project, 2)]) for project in multi),
        ]),
        "tie_count": np.array([len(ties)]), "tie_split": np.array([inside[0], len(ties) - inside[0]]),
        "pair_split": np.array([inside[1], len(pairs) - inside[1]]), "tie_mixing": tie_mixing, "pair_mixing": pair_mixing,
        "newman_mixing": mixing([(i, j, 1 / (size - 1)) for i, j, _, size in pairs]),
        "table_entropy": np.array([-sum(x / total * log(x / total) for x in table.values())]),
        "flagged_projects:residents": np.array([len(members), sum(any(resident[i] for i in p) for p in members)]),
    }  # fmt: skip


def wide_graph(n: int, m: int, size: int) -> CooperationGraph:
    """Many actors in few small projects: pairs by stamps when the words would be nearly empty."""
    rng = np.random.default_rng(n)
    matrix = np.zeros((n, m))
    for project in range(m):
        matrix[rng.choice(n, rng.integers(1, size + 1), replace=False), project] = 1
    actors = pd.DataFrame(
        {"sector": [f"s{g}" for g in rng.integers(4, size=n)], "residents": pd.array(rng.random(n) < 0.2, dtype="boolean")},
        index=[f"a{i:04d}" for i in range(n)],
    )
    return CooperationGraph.from_biadjacency(matrix, actors=actors, groups=("sector",))


GRAPHS = {
    **{name: lambda name=name: tiny_graph(name) for name in TINY_GRAPHS if name != "no_actor"},
    "random": lambda: random_graph(np.random.default_rng(1), n_actors=30, n_projects=20),
    "two words": lambda: random_graph(np.random.default_rng(2), n_actors=100, n_projects=40, density=0.1),
    "stamps": lambda: wide_graph(600, 70, 5),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_statistics_follow_their_definitions(name):
    graph = GRAPHS[name]()
    incidence = incidence_of(graph, "sector")
    found = observe(incidence, REQUESTS)
    without = observe_without(incidence, REQUESTS)
    columns = [[] for _ in range(int(incidence.column_offsets[-1]))]
    for i, (a, b) in enumerate(zip(incidence.indptr[:-1], incidence.indptr[1:], strict=True)):
        for p in incidence.indices[a:b]:
            columns[p].append(i)
    resident = graph.national.row_flag("residents")[incidence.rows]
    for left_out in (None, *range(len(columns))):
        members = [project for p, project in enumerate(columns) if project and p != left_out]
        if not members:
            continue
        expected = by_hand(members, incidence.group, incidence.n_groups, resident)
        for request, value in expected.items():
            got = found[request][0] if left_out is None else without[request][left_out]
            got = got[:1] if request == "table_entropy" else got
            assert np.allclose(got, value, rtol=1e-12, atol=1e-12), (request, left_out)
        if len(columns) > 40 and left_out == 5:
            break
