"""`layout`: a place for every actor, the same in all waves, each group near its own side of the circle."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.plots.groups import groups_of

__all__ = ["layout", "push_apart", "shared", "shared_in_any"]


def layout(graphs: CooperationGraph | Sequence[CooperationGraph], by: str | None = None, *, seed: int = 0) -> pd.DataFrame:
    """Place actors once for all waves of a territory, so that figures of several waves can be compared.

    Every group has an anchor on a circle, in the order of the labels; actors are drawn to their anchor and, more strongly,
    to those they work with, in any wave (weights Σ_p 1/(c_p − 1), Newman 2001; forces of Fruchterman and Reingold 1991).
    Actors that never share a project get no place: `network` puts them on a shelf.

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
    _codes, member = np.unique(group[tied], return_inverse=True)
    sizes = np.sqrt(np.bincount(member))
    turn = 2 * np.pi * (np.cumsum(sizes) - sizes / 2) / sizes.sum()
    anchors = np.column_stack([np.sin(turn), np.cos(turn)])
    start = anchors[member] * 0.7 + np.random.default_rng(seed).normal(0, 0.12, (len(member), 2))
    own = weights[tied][:, tied].toarray()
    frame.loc[tied, ["x", "y"]] = _fitted(_settled(start, own, anchors[member], 0.6 * own.sum() / len(own)))
    return frame


def _settled(points: np.ndarray, weights: np.ndarray, anchors: np.ndarray, hold: float) -> np.ndarray:
    """Fruchterman & Reingold (1991): all points repel, ties attract, an anchor holds each with strength `hold`."""
    n = len(points)
    k = 0.9 / np.sqrt(n)
    heat, steps = 0.1 * max(np.ptp(points, axis=0).max(), 0.1), int(np.clip(60_000 / n, 40, 120))
    points = points.astype(np.float32)
    pull = (weights / k).astype(np.float32)
    for step in range(steps):
        apart = points[:, None] - points[None]
        distance = np.maximum(np.sqrt((apart**2).sum(axis=2)), 0.01)
        force = np.einsum("ijk,ij->ik", apart, k * k / distance**2 - pull * distance)
        away = points - anchors
        force -= hold / k * away * np.linalg.norm(away, axis=1, keepdims=True)
        length = np.maximum(np.linalg.norm(force, axis=1, keepdims=True), 0.01)
        points = points + (force / length * heat * (1 - step / (steps + 1))).astype(np.float32)
    return points.astype(float)


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
