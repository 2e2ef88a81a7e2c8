"""Working across groups: projects, pairs of partners and ties that cross."""

from __future__ import annotations

import numpy as np

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.siloing.ties import NO_TIE, split_of
from cooperation_graph.sufficient import direct

__all__ = ["cross_group_project_share", "cross_group_tie_share", "cross_pair_ratio", "pair_heterogeneity"]

NO_SHARED_PROJECT = {"no_shared_project": N_("no project gathers two actors")}


def _cross_project_counts(mixing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return mixing[..., 2], mixing[..., 1]


def _cross_group_project_share(mixing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    crossing, multi = _cross_project_counts(mixing)
    return crossing / multi, np.where(multi == 0, 1, 0)


@metric(
    range=(0, 1), direction=+1, groups=("by",), statistics=("project_mixing",), formula=_cross_group_project_share,
    undefined=NO_SHARED_PROJECT, counts=_cross_project_counts,
    label=N_("Projects that cross groups"),
    reading=N_("the share of the projects with several actors in which at least two groups work together"),
    cannot_say=N_("large projects cross groups more easily: read it against what the size of projects explains"),
    compare_with=N_("the same value when activity and size of projects are kept and partners are drawn at random"),
    reference=N_("own definition"),
)  # fmt: skip
def cross_group_project_share(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> float:
    r"""Share of multi-actor projects that gather at least two groups.

    Parameters
    ----------
    graph
        The territory and wave.
    by
        Attribute of actors that forms groups; the first one declared without.
    missing
        Actors without a group: ``"drop"``, ``"category"`` or ``"error"``.

    Returns
    -------
    float
        :math:`\#\{p : c_p \ge 2, S_p \ge 2\} / \#\{p : c_p \ge 2\}`, with :math:`c_p` actors and :math:`S_p` groups of p.

    Raises
    ------
    Undefined
        No project gathers two actors.

    References
    ----------
    Own definition; its dependence on the size of projects is why it is read against a null model.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> cross_group_project_share(tiny_graph("two_silos_and_a_bridge"), by="sector")
    0.2
    """
    return float(direct(cross_group_project_share, graph, by=by, missing=missing))


def _pair_heterogeneity(mixing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return mixing[..., 3] / mixing[..., 1], np.where(mixing[..., 1] == 0, 1, 0)


@metric(
    range=(0, 1), direction=+1, groups=("by",), statistics=("project_mixing",), formula=_pair_heterogeneity,
    undefined=NO_SHARED_PROJECT,
    label=N_("Diversity inside projects"),
    reading=N_("the probability that two partners taken at random in a project belong to different groups, averaged over projects"),
    cannot_say=N_("it depends on how many groups there are and how large they are: use one list of groups everywhere"),
    compare_with=N_("other territories with the same list of groups; other waves"),
    reference="Simpson 1949 (unbiased)",
)  # fmt: skip
def pair_heterogeneity(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> float:
    r"""Probability that two partners of a project differ, averaged over multi-actor projects.

    The unbiased Simpson index of each project, so that small and large projects can be compared.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`cross_group_project_share`.

    Returns
    -------
    float
        Mean over p with :math:`c_p \ge 2` of :math:`1 - \sum_s x_{sp}(x_{sp} - 1) / (c_p(c_p - 1))`, in [0, 1].

    Raises
    ------
    Undefined
        No project gathers two actors.

    References
    ----------
    Simpson 1949, Nature 163:688.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> pair_heterogeneity(tiny_graph("two_silos"), by="sector")
    0.0
    """
    return float(direct(pair_heterogeneity, graph, by=by, missing=missing))


def _cross_pair_ratio(pairs: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    within, cross = pairs[..., 0], pairs[..., 1]
    n = sizes.sum(axis=-1)
    expected = 1 - (sizes * (sizes - 1)).sum(axis=-1) / (n * (n - 1))
    one_group = ((sizes > 0).sum(axis=-1) < 2) & (within == within)
    return cross / (within + cross) / expected, np.where(within + cross == 0, 1, np.where(one_group, 2, 0))


@metric(
    range=(0, np.inf), direction=+1, groups=("by",), statistics=("pair_split", "group_sizes"), formula=_cross_pair_ratio,
    undefined={**NO_SHARED_PROJECT, "one_group": N_("all actors belong to one group: none can be met across")},
    label=N_("Cross-group pairs against group sizes"),
    reading=N_("1 means that partners are of different groups as often as two actors of the roster taken at random; below 1, less often"),
    cannot_say=N_("it corrects for the size of groups, not for how active each actor is"),
    compare_with=N_("1, and the value when activity and size of projects are kept"),
    reference=N_("own definition (observed over expected share of pairs)"),
)  # fmt: skip
def cross_pair_ratio(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> float:
    r"""Observed share of cross-group pairs of partners over the share that the sizes of groups give.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`cross_group_project_share`.

    Returns
    -------
    float
        :math:`\frac{\sum_p \sum_{s<t} x_{sp} x_{tp}}{\sum_p c_p(c_p-1)/2} \Big/ \Big(1 - \sum_s \frac{n_s(n_s-1)}{n(n-1)}\Big)`,
        in [0, ∞); a pair counts once for each project it shares.

    Raises
    ------
    Undefined
        No project gathers two actors, or all actors belong to one group.

    References
    ----------
    Own definition, after the expected share of cross dyads of Freeman 1978, Sociol. Methods Res. 6:411.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> cross_pair_ratio(tiny_graph("complete"), by="sector")
    1.0
    """
    return float(direct(cross_pair_ratio, graph, by=by, missing=missing))


def _cross_group_tie_share(split: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    total = split[..., 0] + split[..., 1]
    return split[..., 1] / total, np.where(total == 0, 1, 0)


@metric(
    range=(0, 1), direction=+1, groups=("by",), statistics=split_of, formula=_cross_group_tie_share, undefined=NO_TIE,
    label=N_("Ties that cross groups"),
    reading=N_("the share of ties between actors that join two groups"),
    cannot_say=N_("a project of k actors makes k(k − 1)/2 ties: a few large projects decide"),
    compare_with=N_("the same value when activity and size of projects are kept"),
    reference="Krackhardt & Stern 1988",
)  # fmt: skip
def cross_group_tie_share(
    graph: CooperationGraph, *, by: str | None = None, projection: str = "simple", missing: str = "drop"
) -> float:
    r"""Share of ties that join two groups: :math:`X / (I + X)`.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`cross_group_project_share`.
    projection
        What a tie weighs: see :func:`cooperation_graph.projection.project_actors`.

    Returns
    -------
    float
        A share in [0, 1]; equal to (E–I + 1) / 2.

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
    >>> cross_group_tie_share(tiny_graph("two_silos_and_a_bridge"), by="sector")
    0.14285714285714285
    """
    return float(direct(cross_group_tie_share, graph, by=by, projection=projection, missing=missing))
