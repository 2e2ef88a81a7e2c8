"""How mixed each project is: pairs that differ, effective groups, distance between groups."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics import indices
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.counts import UNITS, group_counts, groups_in_projects
from cooperation_graph.metrics.siloing.spectral import with_groups
from cooperation_graph.metrics.transversality import NO_SHARED_PROJECT

__all__ = ["effective_groups", "project_heterogeneity", "rao_parts", "rao_stirling"]

KEPT = N_("the value when activity and size of projects are kept")


@metric(
    level="project", range=(0, 1), direction=+1, groups=("by",),
    label=N_("Diversity of a project"),
    reading=N_("the probability that two partners of the project taken at random belong to different groups"),
    cannot_say=N_("a project of two actors can only be 0 or 1"), compare_with=KEPT, reference="Simpson 1949 (unbiased)",
)  # fmt: skip
def project_heterogeneity(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> pd.Series:
    r"""Probability that two partners differ, for each project; its mean is :func:`pair_heterogeneity`.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`cooperation_graph.metrics.cross_group_project_share`.

    Returns
    -------
    pandas.Series
        :math:`1 - \sum_s x_{sp}(x_{sp} - 1) / (c_p(c_p - 1))` by project with an actor, in [0, 1]; NaN for a project of one actor.

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
    >>> project_heterogeneity(tiny_graph("path"), by="sector").to_dict()
    {'p1': 0.0, 'p2': 1.0, 'p3': 0.0}
    """
    counts, sizes, names = group_counts(graph, by, "projects", missing)
    with np.errstate(divide="ignore", invalid="ignore"):
        value, code = indices.simpson(counts, sizes)
    if not (code == 0).any():
        raise Undefined(NO_SHARED_PROJECT["no_shared_project"])
    found = pd.Series(np.where(code == 0, value, np.nan), index=names, name="project_heterogeneity")
    found.attrs["undefined"] = N_("the project has fewer than two actors")
    return found


@metric(
    range=(1, np.inf), direction=+1, groups=("by",),
    label=N_("Effective groups in a project"),
    reading=N_("how many groups, in equal parts, the average project of several actors amounts to"),
    cannot_say=N_("a project of k actors cannot hold more than k groups: it rises with the size of projects"), compare_with=KEPT,
    reference="Hill 1973; Jost 2006",
)  # fmt: skip
def effective_groups(graph: CooperationGraph, *, by: str | None = None, q: float = 1.0, missing: str = "drop") -> float:
    r"""Mean Hill number of the groups of multi-actor projects.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`cooperation_graph.metrics.cross_group_project_share`.
    q
        Order, see :func:`cooperation_graph.metrics.hill`; 1 by default.

    Returns
    -------
    float
        Mean over p with :math:`c_p \ge 2` of :math:`(\sum_s \pi_{sp}^q)^{1/(1-q)}` with :math:`\pi_{sp} = x_{sp}/c_p`, at least 1.

    Raises
    ------
    Undefined
        No project gathers two actors.
    ValueError
        `q` is negative.

    References
    ----------
    Hill 1973, Ecology 54:427; Jost 2006, Oikos 113:363.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> effective_groups(tiny_graph("two_silos_and_a_bridge"), by="sector")
    1.2
    """
    if q < 0:
        raise ValueError("q is an order, at least 0")
    table = groups_in_projects(graph, by, missing)[1].T
    table = table[table.sum(axis=1) > 1]
    if not len(table):
        raise Undefined(NO_SHARED_PROJECT["no_shared_project"])
    return float(indices.hill(table, table, q)[0].mean())


def _distances(labels: pd.Index, distances: pd.DataFrame | None) -> np.ndarray:
    """Distances between groups in their order, checked; 1 between any two without a table."""
    if distances is None:
        return 1.0 - np.eye(len(labels))
    for label in labels:
        if label not in distances.index or label not in distances.columns:
            raise UnknownName("group in the table of distances", label, [str(name) for name in distances.index])
    table = distances.loc[list(labels), list(labels)].to_numpy(dtype=float)
    if np.isnan(table).any() or (table < 0).any() or np.diag(table).any() or not np.allclose(table, table.T):
        raise ValueError("distances between groups are at least 0, the same both ways, and 0 from a group to itself")
    return table


def _rao(counts: np.ndarray, sizes: np.ndarray, table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    total = counts.sum(axis=-1)
    p = counts / np.where(total > 0, total, 1.0)[..., None]
    return np.einsum("...i,ij,...j->...", p, table, p), np.where(total == 0, 1, 0)


@metric(
    level="project", range=(0, np.inf), direction=+1, groups=("by",), undefined=indices.NOBODY,
    vary=lambda of="projects", distances=None: {"level": UNITS[of], "range": (0, 1) if distances is None else (0, np.inf)},
    label=N_("Distance between the groups that meet (Rao–Stirling)"),
    reading=N_("the mean distance between two of them taken at random with replacement: 0 when all belong to one group"),
    cannot_say=N_("it is as good as the table of distances, and lower in small projects"), compare_with=KEPT,
    reference="Rao 1982; Stirling 2007",
)  # fmt: skip
def rao_stirling(
    graph: CooperationGraph, *, by: str | None = None, distances: pd.DataFrame | None = None, of: str = "projects", missing: str = "drop"
) -> Any:
    r"""Rao–Stirling diversity, :math:`\Delta = \sum_{s \ne t} p_s p_t d_{st}` over ordered pairs of groups.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`cooperation_graph.metrics.richness`.
    distances
        Distances between groups, a square table whose rows and columns are their names; 1 between any two without, which gives
        :func:`cooperation_graph.metrics.blau`.
    of
        What is counted, see :func:`cooperation_graph.metrics.richness`; each project by default.

    Returns
    -------
    pandas.Series or float
        At least 0, at most the largest distance. Variety, balance and disparity stand apart in
        :func:`cooperation_graph.metrics.rao_parts`.

    Raises
    ------
    Undefined
        There is nobody to count.
    UnknownName
        A group has no row in the table of distances.
    ValueError
        The table is not one of distances.

    References
    ----------
    Rao 1982, Theor. Popul. Biol. 21:24; Stirling 2007, J. R. Soc. Interface 4:707 (α = β = 1).

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> rao_stirling(tiny_graph("path"), by="sector").to_dict()
    {'p1': 0.0, 'p2': 0.5, 'p3': 0.0}
    """
    table = _distances(with_groups(graph, by, missing)[2], distances)
    return indices.value_of(rao_stirling, partial(_rao, table=table), graph, by, of, missing)


def rao_parts(
    graph: CooperationGraph, *, by: str | None = None, distances: pd.DataFrame | None = None, of: str = "projects", missing: str = "drop"
) -> pd.DataFrame:
    r"""What Rao–Stirling diversity is made of, printed apart.

    Parameters
    ----------
    graph, by, distances, of, missing
        See :func:`cooperation_graph.metrics.rao_stirling`.

    Returns
    -------
    pandas.DataFrame
        One row a project (or partner circle, or territory): ``variety`` (groups present), ``balance`` (Shannon's evenness
        :math:`H / \ln S^+`; NaN for one group), ``disparity`` (mean distance between two groups present; NaN for one) and
        ``rao_stirling``.

    Raises
    ------
    Undefined
        There is nobody to count.

    References
    ----------
    Stirling 2007, J. R. Soc. Interface 4:707.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> rao_parts(tiny_graph("path"), by="sector").loc["p2"].to_dict()
    {'variety': 2.0, 'balance': 1.0, 'disparity': 1.0, 'rao_stirling': 0.5}
    """
    table = _distances(with_groups(graph, by, missing)[2], distances)
    counts, sizes, names = group_counts(graph, by, of, missing)
    if not len(counts) or not counts.any():
        raise Undefined(indices.NOBODY["nobody"])
    there = (counts > 0).astype(float)
    variety = there.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        balance = np.where(variety > 1, indices.shannon(counts, sizes)[0] / np.log(variety), np.nan)
        disparity = np.where(variety > 1, np.einsum("ui,ij,uj->u", there, table, there) / (variety * (variety - 1)), np.nan)
        value, code = _rao(counts, sizes, table)
    return pd.DataFrame({
        "variety": variety, "balance": balance, "disparity": disparity, "rao_stirling": np.where(code == 0, value, np.nan),
    }, index=names)  # fmt: skip
