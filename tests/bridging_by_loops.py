"""Bridging as its definitions say it, in plain loops and networkx: what the compiled metrics are held against."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import networkx as nx
import numpy as np

from cooperation_graph.graph import CooperationGraph


def two_paths(graph: CooperationGraph, outside: nx.Graph) -> tuple[np.ndarray, np.ndarray]:
    """Paths of two ties between untied actors of different groups that go through each actor, and those with no other way."""
    codes = graph.groups("sector")[0]
    activity, exclusivity = np.zeros(graph.n_actors), np.zeros(graph.n_actors)
    for i, k in itertools.permutations(range(graph.n_actors), 2):
        if codes[i] != codes[k] and not outside.has_edge(i, k):
            between = set(outside[i]) & set(outside[k])
            for j in between:
                activity[j] += 1
                exclusivity[j] += len(between) == 1
    return activity, exclusivity


def two_mode_constraint(graph: CooperationGraph) -> list[float]:
    """Sum over an actor's projects of the squared share spent in it, directly and through partners; NaN without a project."""
    b = graph.biadjacency.toarray()
    r, c = b.sum(axis=1), b.sum(axis=0)
    found = []
    for i in range(graph.n_actors):
        total = 0.0
        for p in np.flatnonzero(b[i]):
            spent = 1 / r[i]
            for j in set(np.flatnonzero(b[:, p])) - {i}:
                for q in set(np.flatnonzero(b[i] * b[j])) - {p}:
                    spent += 1 / r[i] / c[q] / r[j]
            total += spent**2
        found.append(total if r[i] else math.nan)
    return found


def key_player_value(outside: nx.Graph, chosen: Sequence[int], goal: str) -> float:
    """What a set of actors reaches of the others, or how far they fall apart without it."""
    others = [v for v in outside if v not in chosen]
    left = dict(nx.all_pairs_shortest_path_length(outside if goal == "reach" else outside.subgraph(others)))
    if goal == "reach":
        return sum(1 / min(left[v].get(s, math.inf) for s in chosen) for v in others) / len(others)
    total = sum(1 / left[i][j] for i, j in itertools.combinations(others, 2) if j in left[i])
    return 1 - 2 * total / (len(others) * (len(others) - 1))
