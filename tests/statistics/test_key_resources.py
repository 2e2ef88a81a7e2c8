"""Criterion of `key_resources`, written before the code ran: `make check-statistics`.

A claim "among the first five with probability p" is right in a share p ± .10 of the cases, in every bin of p that holds at least 150
claims. The truth: the five actors with the highest mean betweenness over 300 other sets of projects of the same process.
"""

from __future__ import annotations

import numpy as np
import pytest

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.metrics import betweenness, key_resources

N, K, REPEATS, DRAWS = 40, 5, 300, 150
BINS = (0.1, 0.3, 0.5, 0.7, 0.9, 1.0)


def projects_of(base: CooperationGraph, activity: np.ndarray, group: np.ndarray, rng: np.random.Generator) -> CooperationGraph:
    """Projects of 2 + Poisson(1.5) actors: a lead by activity, partners by activity, e times more of the lead's group."""
    matrix = np.zeros((N, base.n_projects), dtype=bool)
    for p in range(base.n_projects):
        lead = rng.choice(N, p=activity / activity.sum())
        weight = activity * np.exp(group == group[lead])
        weight[lead] = 0
        size = min(1 + int(rng.poisson(1.5)), N - 1)
        matrix[[lead, *rng.choice(N, size, replace=False, p=weight / weight.sum())], p] = True
    rows, columns = np.nonzero(matrix)
    return base.with_incidence(np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=N))]), columns)


@pytest.mark.parametrize(("n_projects", "territories"), [(30, 120), (90, 60)])
def test_probabilities_are_calibrated(n_projects: int, territories: int) -> None:
    rng = np.random.default_rng(n_projects)
    base = CooperationGraph.from_biadjacency(np.zeros((N, n_projects)))
    claimed, true = [], []
    for _ in range(territories):
        activity, group = rng.gamma(2, 0.5, N), rng.integers(4, size=N)
        mean = np.mean([betweenness(projects_of(base, activity, group, rng)) for _ in range(REPEATS)], axis=0)
        first = np.isin(np.arange(N), np.argsort(-mean)[:K])
        found = with_groups(projects_of(base, activity, group, rng), group)
        claimed.append(key_resources(found, k=K, draws=DRAWS, rng=rng)["p_top"].reindex(base.actor_ids).to_numpy())
        true.append(first)
    p, right = np.concatenate(claimed), np.concatenate(true)
    place = np.digitize(p, BINS[:-1], right=True)
    for b in range(1, len(BINS)):
        chosen = place == b
        print(f"{n_projects} projects, {BINS[b - 1]}–{BINS[b]}: {chosen.sum()} claims of {p[chosen].mean():.2f}, right {right[chosen].mean():.2f}")
        assert chosen.sum() < 150 or abs(p[chosen].mean() - right[chosen].mean()) <= 0.10


def with_groups(graph: CooperationGraph, group: np.ndarray) -> CooperationGraph:
    import pandas as pd

    actors = pd.DataFrame({"sector": [f"s{g}" for g in group]}, index=graph.actor_ids)
    return CooperationGraph.from_biadjacency(graph.biadjacency, actors=actors, groups=("sector",))
