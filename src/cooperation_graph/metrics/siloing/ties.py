"""Segregation of ties between actors: indices on the mixing matrix of the projection."""

from __future__ import annotations

import numpy as np

from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.projection import PROJECTIONS
from cooperation_graph.sufficient import direct

__all__ = ["assortativity", "ei_index", "freeman_segregation"]

NO_TIE = {"no_tie": N_("no two actors share a project")}
ONE_GROUP = {"one_group": N_("all ties stay in one group: nothing can be compared")}

_SPLIT = {"simple": "tie_split", "count": "pair_split", "newman": "newman_split", "jaccard": "jaccard_split"}
_MIXING = {"simple": "tie_mixing", "count": "pair_mixing", "newman": "newman_mixing", "jaccard": "jaccard_mixing"}


def _check(projection: str) -> str:
    if projection not in PROJECTIONS:
        raise UnknownName("projection", projection, PROJECTIONS)
    return projection


def split_of(projection: str = "simple") -> tuple[str, ...]:
    """Statistic with the ties inside groups and across, for one projection."""
    return (_SPLIT[_check(projection)],)


def mixing_of(projection: str = "simple") -> tuple[str, ...]:
    """Statistic with the mixing matrix, for one projection."""
    return (_MIXING[_check(projection)],)


def _ei_index(split: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    within, cross = split[..., 0], split[..., 1]
    return (cross - within) / (cross + within), np.where(cross + within == 0, 1, 0)


@metric(
    range=(-1, 1), direction=+1, groups=("by",), statistics=split_of, formula=_ei_index, undefined=NO_TIE,
    label=N_("E–I index"),
    reading=N_("−1: all ties stay inside groups; 0: as many inside as across; +1: all ties cross"),
    cannot_say=N_("its value without any silo depends on the sizes of groups, so that 0 is not the neutral point"),
    compare_with=N_("the value when activity and size of projects are kept and partners are drawn at random"),
    reference="Krackhardt & Stern 1988",
)  # fmt: skip
def ei_index(graph: CooperationGraph, *, by: str | None = None, projection: str = "simple", missing: str = "drop") -> float:
    r"""External minus internal ties, over all ties: :math:`(X - I) / (X + I)`.

    Parameters
    ----------
    graph
        The territory and wave.
    by
        Attribute of actors that forms groups; the first one declared without.
    projection
        What a tie weighs: see :func:`cooperation_graph.projection.project_actors`.
    missing
        Actors without a group: ``"drop"`` them before the projection, keep them as a ``"category"``, or ``"error"``.

    Returns
    -------
    float
        In [−1, 1]; −1 with a single group. Isolates do not count.

    Raises
    ------
    Undefined
        No two actors share a project.

    References
    ----------
    Krackhardt & Stern 1988, Soc. Psychol. Q. 51:123.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> ei_index(tiny_graph("two_silos"), by="sector")
    -1.0
    """
    return float(direct(ei_index, graph, by=by, projection=projection, missing=missing))


def _freeman(split: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    within, cross = split[..., 0], split[..., 1]
    n = sizes.sum(axis=-1)
    expected = (n * n - (sizes * sizes).sum(axis=-1)) / (n * (n - 1))
    one_group = ((sizes > 0).sum(axis=-1) < 2) & (within == within)
    return 1 - cross / (within + cross) / expected, np.where(within + cross == 0, 1, np.where(one_group, 2, 0))


@metric(
    range=(-np.inf, 1), direction=-1, groups=("by",), statistics=("tie_split", "group_sizes"), formula=_freeman,
    undefined={**NO_TIE, **ONE_GROUP},
    label=N_("Freeman's segregation"),
    reading=N_("1: no tie crosses; 0: as many ties cross as between actors taken at random; below 0: more"),
    cannot_say=N_("actors are not equally active: the neutral value among unequal actors is not 0"),
    compare_with=N_("the value when activity and size of projects are kept"),
    reference="Freeman 1978",
)  # fmt: skip
def freeman_segregation(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> float:
    r"""Freeman's segregation for any number of groups: :math:`1 - p / \pi`, not truncated at 0.

    Parameters
    ----------
    graph
        The territory and wave; its simple projection is read.
    by, missing
        See :func:`ei_index`.

    Returns
    -------
    float
        p is the share of cross ties, :math:`\pi = (n^2 - \sum_s n_s^2) / (n(n-1))` the share of cross pairs of the roster
        (isolates count). At most 1; 0 for a complete graph; at least :math:`1 - 1/\pi`.

    Raises
    ------
    Undefined
        No two actors share a project, or there is one group.

    References
    ----------
    Freeman 1978, Sociol. Methods Res. 6:411; for several groups Bojanowski & Corten 2014, Soc. Networks 39:14.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> freeman_segregation(tiny_graph("complete"), by="sector")
    0.0
    """
    return float(direct(freeman_segregation, graph, by=by, missing=missing))


def ends_matrix(mixing: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Share of ties inside each group, share of tie ends of each group, number (or weight) of ties."""
    within = np.diagonal(mixing, axis1=-2, axis2=-1)
    total = (mixing.sum(axis=(-2, -1)) + within.sum(axis=-1)) / 2
    ends = (mixing.sum(axis=-1) + within) / (2 * total[..., None])
    return within / total[..., None], ends, total


def _assortativity(mixing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    inside, ends, total = ends_matrix(mixing)
    expected = (ends**2).sum(axis=-1)
    code = np.where(total == 0, 1, np.where(1 - expected < 1e-12, 2, 0))
    return (inside.sum(axis=-1) - expected) / (1 - expected), code


@metric(
    range=(-1, 1), direction=-1, groups=("by",), statistics=mixing_of, formula=_assortativity,
    undefined={**NO_TIE, **ONE_GROUP},
    label=N_("Assortativity by group"),
    reading=N_("1: no tie crosses; about 0: ties ignore groups; negative: ties look for other groups"),
    cannot_say=N_("every project is a clique of its actors, which moves the neutral value away from 0"),
    compare_with=N_("the value when activity and size of projects are kept"),
    reference="Newman 2003",
)  # fmt: skip
def assortativity(
    graph: CooperationGraph, *, by: str | None = None, projection: str = "simple", missing: str = "drop"
) -> float:
    r"""Newman's assortativity coefficient by group: :math:`(\sum_s e_{ss} - \sum_s a_s^2) / (1 - \sum_s a_s^2)`.

    Parameters
    ----------
    graph
        The territory and wave.
    by, projection, missing
        See :func:`ei_index`.

    Returns
    -------
    float
        :math:`e_{ss}` is the share of ties inside s and :math:`a_s` the share of tie ends in s. At most 1, at least −1.

    Raises
    ------
    Undefined
        No two actors share a project, or all ties stay in one group.

    References
    ----------
    Newman 2003, Phys. Rev. E 67:026126, eq. 2.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> assortativity(tiny_graph("two_silos"), by="sector")
    1.0
    """
    return float(direct(assortativity, graph, by=by, projection=projection, missing=missing))
