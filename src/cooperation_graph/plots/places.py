"""`layout`: a place for every actor, the same in all waves, each group near its own side of the circle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.plots.groups import groups_of

__all__ = ["layout", "push_apart", "shared", "shared_in_any"]


def layout(graphs: CooperationGraph | Sequence[CooperationGraph], by: str | None = None, *, seed: int = 0) -> pd.DataFrame:
    """Place actors once for all waves of a territory, so that figures of several waves can be compared.

    Every group has an anchor on a circle, in the order of the labels; actors are drawn to their anchor and, more strongly,
    to those they work with, in any wave (weights Σ_p 1/(c_p − 1), Newman 2001). Actors that never share a project get no
    place: `network` puts them on a shelf.

    Parameters
    ----------
    graphs
        Waves of one territory.
    by
        Attribute of actors; the first declared without.
    seed
        Start of the layout.

    Returns
    -------
    DataFrame
        Columns `x` and `y` in [−1, 1], indexed by actor; NaN for actors that never share a project.
    """
    import networkx as nx

    waves = [graphs] if isinstance(graphs, CooperationGraph) else list(graphs)
    actors = pd.Index(pd.unique(np.concatenate([np.asarray(wave.actor_ids, dtype=object) for wave in waves])), name="actor")
    weights = shared_in_any(waves, actors, newman=True)
    group = np.full(len(actors), -1)
    for wave in waves:
        group[actors.get_indexer(pd.Index(np.asarray(wave.actor_ids, dtype=object)))] = groups_of(wave, by, "en").codes
    tied = weights.sum(axis=1) > 0
    frame = pd.DataFrame({"x": np.nan, "y": np.nan}, index=actors)
    if not tied.any():
        return frame
    used = np.unique(group[tied])
    sizes = np.array([np.sqrt((group[tied] == code).sum()) for code in used])
    turn = (np.cumsum(sizes) - sizes / 2) / sizes.sum()
    anchor = {int(code): (np.sin(2 * np.pi * t), np.cos(2 * np.pi * t)) for code, t in zip(used, turn, strict=True)}
    rng = np.random.default_rng(seed)
    places = np.flatnonzero(tied)
    start: dict[Any, np.ndarray] = {i: np.array(anchor[int(group[i])]) * 0.7 + rng.normal(0, 0.12, 2) for i in places}
    start |= {f"anchor {code}": np.array(at) for code, at in anchor.items()}
    pulled = nx.from_scipy_sparse_array(weights).subgraph(np.flatnonzero(tied)).copy()
    mean = float(weights.sum() / tied.sum())
    pulled.add_weighted_edges_from((i, f"anchor {group[i]}", 0.6 * mean) for i in np.flatnonzero(tied))
    found = nx.spring_layout(
        pulled, pos=start, fixed=[f"anchor {code}" for code in anchor], k=0.9 / np.sqrt(tied.sum()), iterations=120, seed=seed
    )
    points = _fitted(np.array([found[i] for i in np.flatnonzero(tied)]))
    frame.loc[tied, ["x", "y"]] = points
    return frame


def shared(graph: CooperationGraph, *, newman: bool = False) -> sp.csr_array:
    """Projects that two actors share, or Newman's weights; no diagonal."""
    sizes = graph.project_sizes
    incidence = graph.biadjacency[:, sizes > 1].astype(float)
    weight = 1 / (sizes[sizes > 1] - 1) if newman else np.ones(int((sizes > 1).sum()))
    both = sp.csr_array(incidence @ sp.diags_array(weight) @ incidence.T)
    both.setdiag(0)
    both.eliminate_zeros()
    return both


def shared_in_any(waves: Sequence[CooperationGraph], actors: pd.Index, *, newman: bool = False) -> sp.csr_array:
    """The sum of :func:`shared` over waves, for actors in the order given."""
    total = sp.csr_array((len(actors), len(actors)))
    for wave in waves:
        place = actors.get_indexer(pd.Index(np.asarray(wave.actor_ids, dtype=object)))
        spot = sp.csr_array((np.ones(len(place)), (place, np.arange(len(place)))), shape=(len(actors), len(place)))
        total = total + spot @ shared(wave, newman=newman) @ spot.T
    return total


def _fitted(points: np.ndarray) -> np.ndarray:
    """Fill the square from −1 to 1, no point covering another."""
    low, high = points.min(axis=0), points.max(axis=0)
    points = push_apart((points - (low + high) / 2) / np.maximum((high - low) / 2, 1e-9), min(0.13, 1.25 / np.sqrt(len(points))))
    filled: np.ndarray = points / np.maximum(np.abs(points).max(axis=0), 1e-9)
    return filled


def push_apart(points: np.ndarray, gap: float) -> np.ndarray:
    """Move points that stand nearer than `gap` away from one another, a little at a time."""
    from scipy.spatial import cKDTree

    points = points + np.random.default_rng(0).normal(0, 1e-6, points.shape)  # points in one place need a direction to part
    for _step in range(60):
        near = cKDTree(points).query_pairs(gap, output_type="ndarray")
        if not len(near):
            break
        apart = points[near[:, 0]] - points[near[:, 1]]
        distance = np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
        push = apart / distance * (gap - distance) / 2
        np.add.at(points, near[:, 0], push * 0.6)
        np.add.at(points, near[:, 1], -push * 0.6)
    return points
