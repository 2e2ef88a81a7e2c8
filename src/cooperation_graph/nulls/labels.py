"""`keep_links`: the graph stays, the actors' identities are dealt again."""

from __future__ import annotations

import numpy as np

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.nulls.card import NullCard
from cooperation_graph.nulls.chance import entropy_of
from cooperation_graph.nulls.draws import draw_graphs

__all__ = ["keep_links"]


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
    return next(draw_graphs(graph, keep_links, draws=1, entropy=entropy_of(rng)))


keep_links.card = NullCard(  # type: ignore[attr-defined]
    "keep_links", ("shape", "group sizes"),
    N_("the links stay as they are and the actors change places: activity is not kept, so that a more active group looks closed"),
    "shuffle",
)  # fmt: skip
