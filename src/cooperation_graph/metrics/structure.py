"""Size and activity: the context of everything else."""

from __future__ import annotations

import numpy as np

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.sufficient import direct

__all__ = ["density", "mean_partners"]


def _mean_partners(ties: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = sizes.sum(axis=-1)
    return 2 * ties[..., 0] / n, np.where(n == 0, 1, 0) + np.zeros(ties.shape[:-1], dtype=int)


@metric(
    range=(0, np.inf), direction=+1, statistics=("tie_count", "group_sizes"), formula=_mean_partners,
    undefined={"no_actor": N_("there is no actor")},
    label=N_("Partners per actor"),
    reading=N_("how many other actors an actor shares at least one project with, on average over the whole roster"),
    cannot_say=N_("a few large projects are enough to raise it; it grows with the completeness of the survey"),
    compare_with=N_("the same territory in another wave, with the same roster and the same response"),
    reference="Wasserman & Faust 1994, ch. 4",
)  # fmt: skip
def mean_partners(graph: CooperationGraph) -> float:
    r"""Mean number of partners: :math:`2L / n` on the simple projection, isolates included.

    Parameters
    ----------
    graph
        L pairs of actors share a project; n actors are in the roster.

    Returns
    -------
    float
        Partners per actor, in [0, n − 1].

    Raises
    ------
    Undefined
        There is no actor.

    References
    ----------
    Wasserman & Faust 1994, Social Network Analysis, ch. 4.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> mean_partners(tiny_graph("two_silos"))
    2.0
    """
    return float(direct(mean_partners, graph))


def _density(ties: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = sizes.sum(axis=-1)
    return 2 * ties[..., 0] / (n * (n - 1)), np.where(n < 2, 1, 0) + np.zeros(ties.shape[:-1], dtype=int)


@metric(
    range=(0, 1), direction=+1, statistics=("tie_count", "group_sizes"), formula=_density,
    undefined={"one_actor": N_("there are fewer than two actors")},
    label=N_("Density"),
    reading=N_("the share of pairs of actors that share at least one project"),
    cannot_say=N_("it falls as the number of actors grows, because nobody can work with everybody: never compare it between territories"),
    compare_with=N_("the same territory and roster in another wave; between territories use the partners per actor"),
    reference="Wasserman & Faust 1994, ch. 4; Anderson, Butts & Carley 1999",
)  # fmt: skip
def density(graph: CooperationGraph) -> float:
    r"""Share of pairs of actors tied in the simple projection: :math:`2L / (n(n-1))`.

    Parameters
    ----------
    graph
        L pairs of actors share a project; n actors are in the roster.

    Returns
    -------
    float
        A share in [0, 1].

    Raises
    ------
    Undefined
        There are fewer than two actors.

    References
    ----------
    Wasserman & Faust 1994, ch. 4. On its dependence on size: Anderson, Butts & Carley 1999, Social Networks 21:239.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> density(tiny_graph("complete"))
    1.0
    """
    return float(direct(density, graph))
