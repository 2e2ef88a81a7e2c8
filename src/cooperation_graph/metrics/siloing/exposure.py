"""Who meets whom in projects: exposure of groups, without a projection."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.sufficient import direct

__all__ = ["dissimilarity", "group_closure", "group_openness", "mutual_information", "normalized_exposure", "theil_information"]

NO_PARTICIPATION = {"no_participation": N_("nobody takes part in a project")}
ONE_GROUP = {"one_group": N_("one group only takes part in projects")}
KEPT = N_("the value when activity and size of projects are kept")
SMALL_PROJECTS = N_("small projects cannot mirror all groups, so that it is above 0 without any silo")


def _group_closure(pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    within = 2 * np.diagonal(pairs, axis1=-2, axis2=-1)
    total = pairs.sum(axis=-1) + within / 2
    return within / total, np.where(total == 0, 1, 0)


@metric(
    level="group", range=(0, 1), direction=-1, groups=("by",), statistics=("pair_mixing",), formula=_group_closure,
    undefined={"no_partner": N_("this group shares no project with anybody")},
    label=N_("Closure of a group"),
    reading=N_("the share of a group's co-participation that stays inside the group"),
    cannot_say=N_("a large or very active group meets itself more often without being closed"),
    compare_with=N_("the value when activity and size of projects are kept: this is what the silo verdict does"),
    reference=N_("own definition (inward share of co-participation)"),
)  # fmt: skip
def group_closure(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> pd.Series:
    r"""Share of each group's co-participation that stays inside it.

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
    pandas.Series
        :math:`O_g = \sum_p x_{gp}(x_{gp} - 1) / \sum_p x_{gp}(c_p - 1)` for each group g present, in [0, 1]; NaN for a
        group that shares no project with anybody.

    Raises
    ------
    Undefined
        No group shares a project with anybody.

    References
    ----------
    Own definition: the exposure of a group to itself (isolation, Lieberson 1981) over pairs of different actors.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> group_closure(tiny_graph("two_silos"), by="sector").to_dict()
    {'a': 1.0, 'b': 1.0}
    """
    series: pd.Series = direct(group_closure, graph, by=by, missing=missing)
    return series


def _group_openness(pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    closure, code = _group_closure(pairs)
    return 1 - closure, code


@metric(
    level="group", range=(0, 1), direction=+1, groups=("by",), statistics=("pair_mixing",), formula=_group_openness,
    undefined={"no_partner": N_("this group shares no project with anybody")},
    label=N_("Openness of a group"),
    reading=N_("the share of a group's co-participation that is with other groups"),
    cannot_say=N_("a small group meets others more often without seeking them"), compare_with=KEPT,
    reference=N_("own definition (outward share of co-participation)"),
)  # fmt: skip
def group_openness(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> pd.Series:
    r"""Share of each group's co-participation that leaves it: one minus :func:`group_closure`.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`group_closure`.

    Returns
    -------
    pandas.Series
        :math:`\sum_p x_{gp}(c_p - x_{gp}) / \sum_p x_{gp}(c_p - 1)` for each group present, in [0, 1]; NaN for a group that
        shares no project with anybody.

    Raises
    ------
    Undefined
        No group shares a project with anybody.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> group_openness(tiny_graph("two_silos_and_a_bridge"), by="sector").round(3).to_dict()
    {'a': 0.111, 'b': 0.111}
    """
    series: pd.Series = direct(group_openness, graph, by=by, missing=missing)
    return series


def _parts(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """T, shares of groups Π, mean squared shares Σ_p t_p π² / T, and Σ_p t_p |π − Π| summed over groups."""
    S = (table.shape[-1] - 3) // 2
    total = table[..., 0]
    shares = table[..., 1 : 1 + S] / total[..., None]
    return total, shares, table[..., 1 + S : 1 + 2 * S] / total[..., None], table[..., 1 + 2 * S]


def _code(total: np.ndarray, shares: np.ndarray) -> np.ndarray:
    return np.where(total == 0, 1, np.where((shares > 0).sum(axis=-1) < 2, 2, 0))


def _mutual_information(entropy: np.ndarray, table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    total = table[..., 0]
    return np.maximum(entropy[..., 2] - entropy[..., 0], 0.0), np.where(total == 0, 1, 0)


@metric(
    range=(0, np.inf), direction=-1, groups=("by",), statistics=("table_entropy", "group_table"), formula=_mutual_information,
    undefined=NO_PARTICIPATION,
    label=N_("Mutual information of groups and projects"),
    reading=N_("how much knowing the project says about the group of its actors, in nats; 0: nothing"),
    cannot_say=SMALL_PROJECTS, compare_with=KEPT, reference="Theil & Finizza 1971; Mora & Ruiz-Castillo 2011",
)  # fmt: skip
def mutual_information(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> float:
    r"""Mutual information M between groups and projects, over participations, in nats.

    Parameters
    ----------
    graph
        The territory and wave; :math:`\pi_{ps}` is the share of group s in project p of :math:`t_p` actors, :math:`\Pi_s` its
        share of all T participations.
    by, missing
        See :func:`group_closure`.

    Returns
    -------
    float
        :math:`M = \frac1T \sum_p t_p \sum_s \pi_{ps} \ln(\pi_{ps} / \Pi_s)`, at least 0, at most the entropy of groups.

    Raises
    ------
    Undefined
        Nobody takes part in a project.

    References
    ----------
    Theil & Finizza 1971, J. Math. Sociol. 1:187; Mora & Ruiz-Castillo 2011, Sociol. Methodol. 41:159.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> round(mutual_information(tiny_graph("two_silos"), by="sector"), 4)
    0.6931
    """
    return float(direct(mutual_information, graph, by=by, missing=missing))


def _theil(entropy: np.ndarray, table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    total, shares, _, _ = _parts(table)
    spread = -(shares * np.log(np.where(shares > 0, shares, 1.0))).sum(axis=-1)
    return np.clip((entropy[..., 2] - entropy[..., 0]) / spread, 0.0, 1.0), _code(total, shares)  # rounding only


@metric(
    range=(0, 1), direction=-1, groups=("by",), statistics=("table_entropy", "group_table"), formula=_theil,
    undefined={**NO_PARTICIPATION, **ONE_GROUP},
    label=N_("Theil's information index"),
    reading=N_("0: every project mixes groups as the whole territory does; 1: every project is of one group"),
    cannot_say=SMALL_PROJECTS, compare_with=KEPT, reference="Theil & Finizza 1971; Reardon & Firebaugh 2002",
)  # fmt: skip
def theil_information(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> float:
    r"""Theil's information theory index H of groups over projects.

    Parameters
    ----------
    graph
        The territory and wave; see :func:`mutual_information` for the symbols.
    by, missing
        See :func:`group_closure`.

    Returns
    -------
    float
        :math:`H = M / E` with :math:`E = -\sum_s \Pi_s \ln \Pi_s`, in [0, 1]; 0 with one project.

    Raises
    ------
    Undefined
        Nobody takes part, or one group only does.

    References
    ----------
    Theil & Finizza 1971, J. Math. Sociol. 1:187; Reardon & Firebaugh 2002, Sociol. Methodol. 32:33.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> theil_information(tiny_graph("two_silos"), by="sector")
    1.0
    """
    return float(direct(theil_information, graph, by=by, missing=missing))


def _dissimilarity(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    total, shares, _, gap = _parts(table)
    return gap / (2 * total * (shares * (1 - shares)).sum(axis=-1)), _code(total, shares)


@metric(
    range=(0, 1), direction=-1, groups=("by",), statistics=("group_table",), formula=_dissimilarity,
    undefined={**NO_PARTICIPATION, **ONE_GROUP},
    label=N_("Dissimilarity"),
    reading=N_("the share of participations that would have to change project for all projects to mix groups alike, over its largest value"),
    cannot_say=SMALL_PROJECTS, compare_with=KEPT, reference="Duncan & Duncan 1955; Reardon & Firebaugh 2002",
)  # fmt: skip
def dissimilarity(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> float:
    r"""Multigroup dissimilarity index D of groups over projects.

    Parameters
    ----------
    graph
        The territory and wave; see :func:`mutual_information` for the symbols.
    by, missing
        See :func:`group_closure`.

    Returns
    -------
    float
        :math:`D = \sum_p t_p \sum_s |\pi_{ps} - \Pi_s| / (2 T I)` with :math:`I = \sum_s \Pi_s(1 - \Pi_s)`, in [0, 1].

    Raises
    ------
    Undefined
        Nobody takes part, or one group only does.

    References
    ----------
    Duncan & Duncan 1955, Am. Sociol. Rev. 20:210; for several groups Morgan 1975 and Reardon & Firebaugh 2002, Sociol.
    Methodol. 32:33.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> dissimilarity(tiny_graph("two_silos"), by="sector")
    1.0
    """
    return float(direct(dissimilarity, graph, by=by, missing=missing))


def _exposure(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    total, shares, squares, _ = _parts(table)
    rest = np.where((shares > 0) & (shares < 1), 1 - shares, 1.0)
    return ((squares - shares**2) / rest).sum(axis=-1), _code(total, shares)


@metric(
    range=(0, 1), direction=-1, groups=("by",), statistics=("group_table",), formula=_exposure,
    undefined={**NO_PARTICIPATION, **ONE_GROUP},
    label=N_("Normalised exposure"),
    reading=N_("0: groups meet as the whole territory would have them meet; 1: no group meets another one"),
    cannot_say=SMALL_PROJECTS, compare_with=KEPT, reference="James 1986; Reardon & Firebaugh 2002",
)  # fmt: skip
def normalized_exposure(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> float:
    r"""Multigroup normalised exposure P of groups over projects.

    Parameters
    ----------
    graph
        The territory and wave; see :func:`mutual_information` for the symbols.
    by, missing
        See :func:`group_closure`.

    Returns
    -------
    float
        :math:`P = \frac1T \sum_p t_p \sum_s (\pi_{ps} - \Pi_s)^2 / (1 - \Pi_s)`, in [0, 1].

    Raises
    ------
    Undefined
        Nobody takes part, or one group only does.

    References
    ----------
    James 1986, Sociol. Methodol. 16:1; Reardon & Firebaugh 2002, Sociol. Methodol. 32:33.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> round(normalized_exposure(tiny_graph("two_silos"), by="sector"), 6)
    1.0
    """
    return float(direct(normalized_exposure, graph, by=by, missing=missing))
