"""Positions on shortest paths: betweenness, harmonic closeness, and brokerage net of activity."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.siloing.density_based import KEPT
from cooperation_graph.projection import project_actors

__all__ = ["betweenness", "bridging_net_of_activity", "harmonic_closeness"]


@metric(
    level="actor", range=(0, 1), direction=0,
    vary=lambda normalized=True: {} if normalized else {"range": (0, np.inf)},
    label=N_("Betweenness"),
    reading=N_("the share of shortest paths between other actors that go through this one"),
    cannot_say=N_("it follows activity closely (correlation above .9): read it net of activity"), compare_with=KEPT,
    reference="Freeman 1977; Brandes 2001",
)  # fmt: skip
def betweenness(graph: CooperationGraph, *, on: str = "projection", normalized: bool = True) -> pd.Series:
    r"""Betweenness of each actor, :math:`\sum_{s < t} \sigma_{st}(i) / \sigma_{st}`.

    Parameters
    ----------
    graph
        The territory and wave.
    on
        ``"projection"``: paths between actors of the simple projection. ``"bipartite"``: paths between actors and projects.
    normalized
        Divide by the largest possible value: :math:`(n-1)(n-2)/2` on the projection; on the bipartite graph the bound of
        Borgatti & Halgin for n actors and m projects. False for the sum itself.

    Returns
    -------
    pandas.Series
        By actor, in [0, 1] when normalised; 0 for an isolate.

    Raises
    ------
    Undefined
        There are fewer than three actors (projection, normalised), or no participation (bipartite).

    References
    ----------
    Freeman 1977, Sociometry 40:35; Brandes 2001, J. Math. Sociol. 25:163; Borgatti & Halgin 2011, Analyzing affiliation networks.
    O(n·L): general path.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> betweenness(tiny_graph("star"))["h1"]
    np.float64(1.0)
    """
    from cooperation_graph.kernels import bridges

    n, m = graph.n_actors, int((graph.project_sizes > 0).sum())
    if on == "projection":
        ties, most = project_actors(graph), (n - 1) * (n - 2) / 2
        if n < (3 if normalized else 1):
            raise Undefined("there are fewer than three actors")
    elif on == "bipartite":
        ties, most = _both_sides(graph), _halgin(n, m)
        if not graph.n_participations:
            raise Undefined("nobody takes part in a project")
    else:
        raise UnknownName("graph for betweenness", on, ("projection", "bipartite"))
    value = np.zeros(ties.shape[0])
    bridges.betweenness(ties.indptr.astype(np.int64), ties.indices.astype(np.int64), value)
    value = value[:n] / 2
    if normalized:
        value = value / most if most > 0 else value
    return pd.Series(value, index=graph.actor_ids, name="betweenness")


def _both_sides(graph: CooperationGraph) -> sp.csr_array:
    matrix = graph.biadjacency[:, graph.project_sizes > 0]
    return sp.csr_array(sp.block_array([[None, matrix], [matrix.T, None]]))


def _halgin(n: int, m: int) -> float:
    """Largest betweenness of one of n actors in a bipartite graph with m projects (Borgatti & Halgin 2011)."""
    s, t = divmod(n - 1, m) if m else (0, 0)
    return (m**2 * (s + 1) ** 2 + m * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2.0


@metric(
    level="actor", range=(0, 1), direction=0,
    label=N_("Closeness"), reading=N_("1: a direct partner of everybody; 0: linked to nobody; halfway, two steps from everybody"),
    cannot_say=N_("one large project brings all its actors close"), compare_with=KEPT, reference="Rochat 2009; Boldi & Vigna 2014",
)  # fmt: skip
def harmonic_closeness(graph: CooperationGraph) -> pd.Series:
    r"""Harmonic closeness of each actor in the simple projection: :math:`\frac1{n-1} \sum_{j \ne i} 1/d_{ij}`.

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    pandas.Series
        By actor, in [0, 1]; actors that nothing links count 0, so that an isolate has 0.

    Raises
    ------
    Undefined
        There are fewer than two actors.

    References
    ----------
    Rochat 2009, ASNA; Boldi & Vigna 2014, Internet Math. 10:222.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> harmonic_closeness(tiny_graph("star")).round(2).to_dict()
    {'a1': 0.6, 'a2': 0.6, 'b1': 0.6, 'b2': 0.6, 'c1': 0.6, 'h1': 1.0}
    """
    from cooperation_graph.kernels import bridges

    n = graph.n_actors
    if n < 2:
        raise Undefined("there are fewer than two actors")
    ties, value = project_actors(graph), np.zeros(n)
    bridges.inverse_distances(ties.indptr.astype(np.int64), ties.indices.astype(np.int64), np.zeros(n, dtype=bool), value)
    return pd.Series(value / (n - 1), index=graph.actor_ids, name="harmonic_closeness")


@metric(
    level="actor", chance=True,
    label=N_("Bridging net of activity"),
    reading=N_("how far the actor links others more (above 0) or less than his number of projects lets expect, in standard deviations"),
    cannot_say=N_("it is evidence, not a size: with more projects the same gap stands out more"),
    compare_with=N_("0; beyond 2 or so, activity alone hardly explains it"), reference="Strona et al. 2014 (null model)",
)  # fmt: skip
def bridging_net_of_activity(
    graph: CooperationGraph, *, draws: int = 199, rng: np.random.Generator | int | None = None
) -> pd.Series:
    r"""Standard score of each actor's betweenness against graphs with the same activity and project sizes.

    Parameters
    ----------
    graph
        The territory and wave.
    draws
        Draws from :func:`cooperation_graph.nulls.keep_degrees`.
    rng
        Chance: a seed, a generator, or None for a fresh one.

    Returns
    -------
    pandas.Series
        :math:`(b_i - \bar b_i) / sd(b_i)` over the draws, by actor; NaN where betweenness never varies.

    Raises
    ------
    Undefined
        There are fewer than three actors, or betweenness never varies.

    References
    ----------
    Betweenness: Freeman 1977; null model: Strona et al. 2014, Nat. Commun. 5:4114.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> bridging_net_of_activity(tiny_graph("two_silos_and_a_bridge"), draws=99, rng=1)["a1"] > 0
    np.True_
    """
    from cooperation_graph.nulls import keep_degrees
    from cooperation_graph.nulls.chance import entropy_of
    from cooperation_graph.nulls.draws import draw_graphs

    observed = betweenness(graph)
    drawn = np.array([betweenness(one) for one in draw_graphs(graph, keep_degrees, draws=draws, entropy=entropy_of(rng))])
    sd = drawn.std(axis=0, ddof=1) if draws > 1 else np.zeros(graph.n_actors)
    moves = sd > 1e-12
    if not moves.any():
        raise Undefined("activity and the size of projects leave nothing to chance")
    z = np.full(graph.n_actors, np.nan)
    z[moves] = (observed.to_numpy()[moves] - drawn.mean(axis=0)[moves]) / sd[moves]
    found = pd.Series(z, index=graph.actor_ids, name="bridging_net_of_activity")
    found.attrs["undefined"] = N_("activity and the size of projects leave nothing to chance for this actor")
    return found
