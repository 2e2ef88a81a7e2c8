"""Who matters when present, and when absent: key player sets, fragmentation, single points of failure."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from math import comb

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.cohesion import actor_distances
from cooperation_graph.metrics.siloing.density_based import KEPT
from cooperation_graph.projection import project_actors

__all__ = ["fragmentation_without", "key_player_value", "key_players", "single_points_of_failure"]

#: Sets tried one by one when `method` is left to choose.
MOST_SETS = 20_000


@metric(
    level="actor", range=(0, 1), direction=0,
    label=N_("Fragmentation without an actor"),
    reading=N_("the share of pairs of the other actors that nothing would link if this one were absent"),
    cannot_say=N_("partners may keep meeting when the one who gathers them leaves"), compare_with=KEPT, reference="Borgatti 2006",
)  # fmt: skip
def fragmentation_without(graph: CooperationGraph) -> pd.Series:
    r"""Fragmentation of the simple projection when each actor in turn is taken out: :math:`1 - \sum_k s_k(s_k-1)/(N(N-1))`.

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    pandas.Series
        By actor, over the components of sizes :math:`s_k` of the N = n − 1 others, in [0, 1]. What the actor holds together is
        this minus the fragmentation with him, :math:`1 -` :func:`~cooperation_graph.metrics.cohesion.connectedness`.

    Raises
    ------
    Undefined
        There are fewer than three actors.

    References
    ----------
    Borgatti 2006, Comput. Math. Organ. Theory 12:21, eq. 3. O(n(n + L)): general path.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> fragmentation_without(tiny_graph("star")).to_dict()
    {'a1': 0.0, 'a2': 0.0, 'b1': 0.0, 'b2': 0.0, 'c1': 0.0, 'h1': 1.0}
    """
    from cooperation_graph.kernels import bridges

    n = graph.n_actors
    if n < 3:
        raise Undefined("there are fewer than three actors")
    ties, joined = project_actors(graph), np.zeros(n + 1)
    bridges.fragmentation(ties.indptr.astype(np.int64), ties.indices.astype(np.int64), joined)
    return pd.Series(1 - joined[:n] / ((n - 1) * (n - 2)), index=graph.actor_ids, name="fragmentation_without")


@metric(
    level="actor", range=(0, 1), direction=0,
    label=N_("Single point of failure"),
    reading=N_("1: without this actor, some actors or projects are cut off from the rest; 0: everything else stays linked"),
    cannot_say=N_("a project that one actor carries alone is enough to make him one"), compare_with=KEPT, reference="Tarjan 1972",
)  # fmt: skip
def single_points_of_failure(graph: CooperationGraph) -> pd.Series:
    """Whether each actor is an articulation point of the bipartite graph.

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    pandas.Series
        By actor: 1 when taking him out adds components of actors and projects, else 0.

    Raises
    ------
    Undefined
        There is no actor.

    References
    ----------
    Tarjan 1972, SIAM J. Comput. 1:146, by networkx.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> single_points_of_failure(tiny_graph("path")).to_dict()
    {'a1': 0.0, 'a2': 1.0, 'b1': 1.0, 'b2': 0.0}
    """
    import networkx as nx

    if graph.n_actors == 0:
        raise Undefined("there is no actor")
    rows = np.repeat(np.arange(graph.n_actors), graph.actor_degrees)
    plain = nx.Graph(zip(rows.tolist(), (graph.indices + graph.n_actors).tolist(), strict=True))
    joints = [node for node in nx.articulation_points(plain) if node < graph.n_actors]
    value = np.zeros(graph.n_actors)
    value[joints] = 1.0
    return pd.Series(value, index=graph.actor_ids, name="single_points_of_failure")


def _reach(distances: np.ndarray) -> Callable[[Sequence[int]], float]:
    n = len(distances)
    with np.errstate(divide="ignore"):
        inverse = np.where(np.isfinite(distances) & (distances > 0), 1 / distances, 0.0)

    def value(chosen: Sequence[int]) -> float:
        others = np.delete(inverse[list(chosen)].max(axis=0), list(chosen))
        return float(others.sum() / (n - len(chosen))) if n > len(chosen) else np.nan

    return value


def _fragment(graph: CooperationGraph) -> Callable[[Sequence[int]], float]:
    from cooperation_graph.kernels import bridges

    ties, n = project_actors(graph), graph.n_actors
    indptr, indices = ties.indptr.astype(np.int64), ties.indices.astype(np.int64)

    def value(chosen: Sequence[int]) -> float:
        removed, total = np.zeros(n, dtype=bool), np.zeros(n)
        removed[list(chosen)] = True
        left = n - len(chosen)
        bridges.inverse_distances(indptr, indices, removed, total)
        return float(1 - total.sum() / (left * (left - 1))) if left > 1 else np.nan

    return value


def _goal(graph: CooperationGraph, goal: str) -> Callable[[Sequence[int]], float]:
    if goal not in ("reach", "fragment"):
        raise UnknownName("goal", goal, ("reach", "fragment"))
    return _reach(actor_distances(graph)) if goal == "reach" else _fragment(graph)


def key_player_value(graph: CooperationGraph, actors: Sequence[str], *, goal: str = "reach") -> float:
    r"""What a set S of actors is worth together.

    Parameters
    ----------
    graph
        The territory and wave; its simple projection is read.
    actors
        Ids of the set.
    goal
        ``"reach"`` (KPP-POS): :math:`\sum_{v \notin S} 1/d(v, S) / (N - |S|)`, how close the others are to the set.
        ``"fragment"`` (KPP-NEG): :math:`1 - 2\sum_{i>j} 1/d_{ij} / (N'(N'-1))` among the N′ others once S is absent.

    Returns
    -------
    float
        In [0, 1]; NaN when nobody (or one actor) is left.

    Raises
    ------
    UnknownName
        An actor or goal that does not exist.

    References
    ----------
    Borgatti 2006, Comput. Math. Organ. Theory 12:21, eqs. 9 and 14.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> key_player_value(tiny_graph("star"), ["h1"]), key_player_value(tiny_graph("star"), ["h1"], goal="fragment")
    (1.0, 1.0)
    """
    places = graph.actor_ids.get_indexer(pd.Index(actors))
    for place, name in zip(places, actors, strict=True):
        if place < 0:
            raise UnknownName("actor", name, graph.actor_ids)
    return _goal(graph, goal)(places.tolist())


def key_players(graph: CooperationGraph, k: int = 3, *, goal: str = "reach", method: str = "auto") -> pd.DataFrame:
    """The k actors who together reach the others best, or without whom the others are most cut off.

    Parameters
    ----------
    graph
        The territory and wave; its simple projection is read.
    k
        Size of the set.
    goal
        ``"reach"`` or ``"fragment"``: see :func:`key_player_value`.
    method
        ``"exact"`` tries every set, ``"greedy"`` adds the best actor again and again, then exchanges one for another as long
        as that helps; ``"auto"`` is exact up to 20,000 sets.

    Returns
    -------
    pandas.DataFrame
        One row an actor of the set: ``actor``, ``alone`` (value of the actor alone), ``value`` (of the whole set) and ``method``.
        Ties go to the first set in the order of ids.

    Raises
    ------
    Undefined
        There are not enough actors to leave two others.
    UnknownName
        A goal or method that does not exist.

    References
    ----------
    Borgatti 2006, Comput. Math. Organ. Theory 12:21.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> key_players(tiny_graph("path"), 2, goal="fragment")["actor"].tolist()
    ['a1', 'b1']
    """
    n = graph.n_actors
    if method not in ("auto", "exact", "greedy"):
        raise UnknownName("method", method, ("auto", "exact", "greedy"))
    if k < 1:
        raise ValueError("k is a number of actors, at least 1")
    if n < k + 2:
        raise Undefined("there are not enough actors for a set of key players and two others")
    value = _goal(graph, goal)
    exact = method == "exact" or (method == "auto" and comb(n, k) <= MOST_SETS)
    best = _exact(value, n, k) if exact else _greedy(value, n, k)
    alone = [value([place]) for place in best]
    return pd.DataFrame({
        "actor": pd.Series(graph.actor_ids[best], dtype="str"), "alone": alone, "value": value(best),
        "method": pd.Series("exact" if exact else "greedy", index=range(k), dtype="str"),
    })  # fmt: skip


def _exact(value: Callable[[Sequence[int]], float], n: int, k: int) -> list[int]:
    best, most = list(range(k)), -np.inf
    for chosen in itertools.combinations(range(n), k):
        found = value(chosen)
        if found > most + 1e-12:
            best, most = list(chosen), found
    return best


def _greedy(value: Callable[[Sequence[int]], float], n: int, k: int) -> list[int]:
    chosen: list[int] = []
    for _ in range(k):
        rest = [i for i in range(n) if i not in chosen]
        chosen.append(max(rest, key=lambda i: round(value([*chosen, i]), 12)))
    most, moved = value(chosen), True
    while moved:
        moved = False
        for place, new in itertools.product(range(k), range(n)):
            if new in chosen:
                continue
            tried = [*chosen[:place], new, *chosen[place + 1 :]]
            if value(tried) > most + 1e-12:
                chosen, most, moved = tried, value(tried), True
    return sorted(chosen)
