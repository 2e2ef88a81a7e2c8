"""Segregation of ties against what the sizes of groups allow: Coleman, odds ratio, Gupta–Anderson–May, modularity, conductance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.siloing.ties import NO_TIE, ends_matrix, mixing_of
from cooperation_graph.sufficient import direct

__all__ = ["coleman_homophily", "conductance", "gupta_anderson_may", "newman_modularity", "within_group_odds_ratio"]

KEPT = N_("the value when activity and size of projects are kept")


def _coleman(mixing: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    inside = 2 * np.diagonal(mixing, axis1=-2, axis2=-1)
    ends = mixing.sum(axis=-1) + inside / 2
    n = sizes.sum(axis=-1, keepdims=True)
    expected = ends * (sizes - 1) / (n - 1)
    value = np.where(inside > expected, (inside - expected) / (ends - expected), (inside - expected) / expected)
    code = np.where(ends == 0, 1, np.where(sizes == n, 2, np.where(sizes <= 1, 3, 0)))
    return value, code + np.zeros(value.shape, dtype=int)


@metric(
    level="group", range=(-1, 1), direction=-1, groups=("by",), statistics=("tie_mixing", "group_sizes"), formula=_coleman,
    undefined={
        "no_tie": N_("nobody of this group has a tie"), "one_group": N_("there is one group only"),
        "one_actor": N_("the group has one actor only: no tie can stay inside"),
    },
    label=N_("Coleman's homophily"),
    reading=N_("1: the group has ties inside only; 0: as many as choosing at random would give; −1: none"),
    cannot_say=N_("it supposes that all actors could be chosen equally, however active they are"), compare_with=KEPT,
    reference="Coleman 1958",
)  # fmt: skip
def coleman_homophily(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> pd.Series:
    r"""Coleman's homophily index of each group, every tie counted as two arcs.

    Parameters
    ----------
    graph
        The territory and wave; its simple projection is read.
    by, missing
        See :func:`cooperation_graph.metrics.ei_index`.

    Returns
    -------
    pandas.Series
        With :math:`m_{ss} = 2L_{ss}`, :math:`m_s` the tie ends of s and :math:`E_s = m_s (n_s - 1)/(n - 1)`:
        :math:`(m_{ss} - E_s)/(m_s - E_s)` above expectation, :math:`(m_{ss} - E_s)/E_s` below. In [−1, 1]; NaN for a group of one
        actor or without a tie.

    Raises
    ------
    Undefined
        No group has a value.

    References
    ----------
    Coleman 1958, Human Organization 17:28.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> coleman_homophily(tiny_graph("two_silos"), by="sector").to_dict()
    {'a': 1.0, 'b': 1.0}
    """
    series: pd.Series = direct(coleman_homophily, graph, by=by, missing=missing)
    return series


def _odds_ratio(split: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    within, cross = split[..., 0], split[..., 1]
    n = sizes.sum(axis=-1)
    dyads_in = (sizes * (sizes - 1)).sum(axis=-1) / 2
    dyads_across = n * (n - 1) / 2 - dyads_in
    top, bottom = within * (dyads_across - cross), cross * (dyads_in - within)
    return np.where(bottom > 0, top / bottom, np.inf), np.where((top == 0) & (bottom == 0), 1, 0)


@metric(
    range=(0, np.inf), direction=-1, groups=("by",), statistics=("tie_split", "group_sizes"), formula=_odds_ratio,
    undefined={"no_odds": N_("all ties, or no tie, of one kind: the odds cannot be compared")},
    label=N_("Odds ratio of ties inside groups"),
    reading=N_("how many times the odds of a tie are higher inside groups than across; 1: the same; infinite: no tie crosses"),
    cannot_say=N_("it depends on isolates and on how active actors are"), compare_with=KEPT, reference="Moody 2001",
)  # fmt: skip
def within_group_odds_ratio(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> float:
    r"""Odds ratio of within-group ties over all pairs of the roster.

    Parameters
    ----------
    graph
        The territory and wave; its simple projection is read.
    by, missing
        See :func:`cooperation_graph.metrics.ei_index`.

    Returns
    -------
    float
        :math:`I (D_X - X) / (X (D_I - I))` with I and X the ties inside and across, :math:`D_I` and :math:`D_X` the pairs inside
        and across. In [0, ∞]; infinite when no tie crosses or all pairs inside are tied.

    Raises
    ------
    Undefined
        Both products are 0: complete, empty, one group, or one actor a group.

    References
    ----------
    Moody 2001, Am. J. Sociol. 107:679.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> within_group_odds_ratio(tiny_graph("path"), by="sector")
    inf
    >>> within_group_odds_ratio(tiny_graph("star"), by="scale")  # 3 (8 − 2) / (2 (7 − 3))
    2.25
    """
    return float(direct(within_group_odds_ratio, graph, by=by, missing=missing))


def _gupta(mixing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    inside = 2 * np.diagonal(mixing, axis1=-2, axis2=-1)
    ends = mixing.sum(axis=-1) + inside / 2
    tied = ends > 0
    share = np.where(tied, inside / np.where(tied, ends, 1), 0)
    groups = tied.sum(axis=-1)
    return (share.sum(axis=-1) - 1) / (groups - 1), np.where(groups == 0, 1, np.where(groups == 1, 2, 0))


@metric(
    range=(-1, 1), direction=-1, groups=("by",), statistics=mixing_of, formula=_gupta,
    undefined={**NO_TIE, "one_group": N_("one group only has ties")},
    label=N_("Gupta–Anderson–May index"),
    reading=N_("1: no tie crosses; 0: proportionate mixing; every group weighs the same, small ones included"),
    cannot_say=N_("one small group is enough to move it"), compare_with=KEPT, reference="Gupta, Anderson & May 1989",
)  # fmt: skip
def gupta_anderson_may(
    graph: CooperationGraph, *, by: str | None = None, projection: str = "simple", missing: str = "drop"
) -> float:
    r"""Gupta, Anderson & May's Q: :math:`(\mathrm{tr} P - 1)/(S - 1)` of the row-normalised ends matrix.

    Parameters
    ----------
    graph
        The territory and wave.
    by, projection, missing
        See :func:`cooperation_graph.metrics.ei_index`.

    Returns
    -------
    float
        :math:`P_{ss} = 2L_{ss}/(2L_{ss} + \sum_{t \ne s} L_{st})` over the S groups with ties. In [−1/(S−1), 1]; equal to
        assortativity with two groups.

    Raises
    ------
    Undefined
        Fewer than two groups have ties.

    References
    ----------
    Gupta, Anderson & May 1989, AIDS 3:807.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> round(gupta_anderson_may(tiny_graph("complete"), by="sector"), 3)
    -0.2
    """
    return float(direct(gupta_anderson_may, graph, by=by, projection=projection, missing=missing))


def _modularity(mixing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    inside, ends, total = ends_matrix(mixing)
    return inside.sum(axis=-1) - (ends**2).sum(axis=-1), np.where(total == 0, 1, 0)


@metric(
    range=(-0.5, 1), direction=-1, groups=("by",), statistics=mixing_of, formula=_modularity, undefined=NO_TIE,
    label=N_("Modularity of the groups (Newman)"),
    reading=N_("share of ties inside groups beyond what the activity of groups gives; 0 with one group"),
    cannot_say=N_("every project is a clique of its actors; its neutral value and its largest value depend on the groups"),
    compare_with=KEPT, reference="Newman & Girvan 2004",
)  # fmt: skip
def newman_modularity(
    graph: CooperationGraph, *, by: str | None = None, projection: str = "simple", missing: str = "drop"
) -> float:
    r"""Newman modularity of the declared groups on the projection: :math:`\sum_s (e_{ss} - a_s^2)`.

    Parameters
    ----------
    graph
        The territory and wave.
    by, projection, missing
        See :func:`cooperation_graph.metrics.ei_index`.

    Returns
    -------
    float
        In [−1/2, 1); 0 with one group.

    Raises
    ------
    Undefined
        No two actors share a project.

    References
    ----------
    Newman & Girvan 2004, Phys. Rev. E 69:026113, eq. 5.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> newman_modularity(tiny_graph("two_silos"), by="sector")
    0.5
    """
    return float(direct(newman_modularity, graph, by=by, projection=projection, missing=missing))


def _conductance(mixing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    inside = np.diagonal(mixing, axis1=-2, axis2=-1)
    cut = mixing.sum(axis=-1) - inside
    volume = cut + 2 * inside
    smaller = np.minimum(volume, volume.sum(axis=-1, keepdims=True) - volume)
    return cut / smaller, np.where(volume == 0, 1, np.where(smaller == 0, 2, 0))


@metric(
    level="group", range=(0, 1), direction=+1, groups=("by",), statistics=mixing_of, formula=_conductance,
    undefined={"no_tie": N_("nobody of this group has a tie"), "no_rest": N_("no other group has a tie")},
    label=N_("Conductance of a group"),
    reading=N_("0: no tie leaves the group; the higher, the more its ties (or those of all others) cross its border"),
    cannot_say=N_("a small group crosses its border more easily than a large one"), compare_with=KEPT,
    reference="Kannan, Vempala & Vetta 2004",
)  # fmt: skip
def conductance(
    graph: CooperationGraph, *, by: str | None = None, projection: str = "simple", missing: str = "drop"
) -> pd.Series:
    r"""Ties that leave each group over the tie ends of the group or of all others, whichever are fewer.

    Parameters
    ----------
    graph
        The territory and wave.
    by, projection, missing
        See :func:`cooperation_graph.metrics.ei_index`.

    Returns
    -------
    pandas.Series
        :math:`cut_s / \min(vol_s, vol_{rest})`, in [0, 1].

    Raises
    ------
    Undefined
        No group has a value.

    References
    ----------
    Kannan, Vempala & Vetta 2004, J. ACM 51:497.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> conductance(tiny_graph("two_silos"), by="sector").to_dict()
    {'a': 0.0, 'b': 0.0}
    """
    series: pd.Series = direct(conductance, graph, by=by, projection=projection, missing=missing)
    return series
