"""`keep_links`: the graph stays, the actors' identities are dealt again."""

from __future__ import annotations

import numpy as np

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.nulls.card import NullCard

__all__ = ["keep_links", "reseated"]


def keep_links(graph: CooperationGraph, *, rng: np.random.Generator | int | None = None) -> CooperationGraph:
    """Draw a graph of the same shape in which actors have exchanged their places at random.

    Groups keep their sizes and the links their pattern; who sits where is drawn. It does **not** keep who is active, so that
    a group that is merely more active looks like a silo: use it to ask whether places depend on groups at all.

    Parameters
    ----------
    graph
        The observed graph.
    rng
        Chance: a generator, a seed, or None for a fresh one.

    Returns
    -------
    CooperationGraph
        Uniform over the permutations of actors.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> sorted(keep_links(tiny_graph("star"), rng=1).actor_degrees.tolist())
    [1, 1, 1, 1, 1, 5]
    """
    return reseated(graph, np.random.default_rng(rng).permutation(graph.n_actors))


def reseated(graph: CooperationGraph, order: np.ndarray) -> CooperationGraph:
    """The graph in which the place of actor k is taken by actor ``order[k]``."""
    degrees = np.diff(graph.indptr)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    sizes = degrees[place]
    indptr = np.concatenate([[0], np.cumsum(sizes)])
    start = np.repeat(graph.indptr[:-1][place] - indptr[:-1], sizes)
    return graph.with_incidence(indptr, graph.indices[start + np.arange(indptr[-1])])


keep_links.card = NullCard(  # type: ignore[attr-defined]
    "keep_links", ("shape", "group sizes"),
    N_("the links stay as they are and the actors change places: activity is not kept, so that a more active group looks closed"),
    "shuffle",
)  # fmt: skip
