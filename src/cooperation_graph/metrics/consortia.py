"""Applying and bearing projects together: consortia in applications, co-bearing among partners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.applications import applications_of
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.records import register
from cooperation_graph.metrics.transversality import NO_SHARED_PROJECT
from cooperation_graph.sufficient import BATCH_STATISTICS, Incidence, direct, leads_of

__all__ = ["cobearing_share", "consortium_share"]


def _consortia(incidence: Incidence) -> np.ndarray:
    """Applications, those of several actors; amounts asked by applications that state one, and by those of several actors."""
    national = incidence.national
    table, n_graphs = applications_of(national), len(national.territories)
    counts = np.zeros((n_graphs, 4))
    if len(table):
        found = table.groupby(["graph", "call", "application"], dropna=False)
        actors, amount = found["actor"].nunique().to_numpy() > 1, found["amount"].max().to_numpy(dtype=float)
        shared = found["amount"].nunique().to_numpy() > 1  # each applicant states his part
        amount = np.where(shared, found["amount"].sum().to_numpy(dtype=float), amount)
        graph = found["actor"].first().index.get_level_values("graph").to_numpy(dtype=np.int64)
        stated = np.nan_to_num(amount)
        for column, values in enumerate((np.ones(len(graph)), actors, stated, stated * actors)):
            counts[:, column] = np.bincount(graph, values, n_graphs)
    return counts[list(incidence.numbers)]


BATCH_STATISTICS["consortia"] = _consortia


def _share_of_applications(consortia: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return consortia[..., 1], consortia[..., 0]


def _consortium_share(consortia: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return consortia[..., 1] / consortia[..., 0], np.where(consortia[..., 0] == 0, 1, 0)


def _share_of_amounts(consortia: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return consortia[..., 3] / consortia[..., 2], np.where(consortia[..., 0] == 0, 1, np.where(consortia[..., 2] == 0, 2, 0))


def _weighted(weighted: bool = False) -> Mapping[str, Any]:
    return {"formula": _share_of_amounts, "counts": None} if weighted else {}


@metric(
    range=(0, 1), direction=+1, reads="applications", statistics=("consortia",), formula=_consortium_share,
    counts=_share_of_applications, vary=_weighted,
    undefined={
        "no_application": N_("the survey says of no application to a call here"),
        "no_amount": N_("no application says how much it asks for"),
    },
    label=N_("Applications made together"), reading=N_("the share of the applications to calls that several actors make together"),
    cannot_say=N_("a call may ask for consortia; an umbrella body that applies for others shows as one actor"),
    compare_with=N_("other waves of the same calls"), reference=N_("own definition"),
)  # fmt: skip
def consortium_share(graph: CooperationGraph, *, weighted: bool = False) -> float:
    """Share of the applications to calls that have at least two applicants.

    Parameters
    ----------
    graph
        The territory and wave; all applications count, granted or not, and all applicants, even those outside the roster.
    weighted
        True counts each application for what it asks: the amount its rows repeat, their sum where they differ. Applications
        without an amount are then left out.

    Returns
    -------
    float
        A share in [0, 1].

    Raises
    ------
    Undefined
        No application is known here; with `weighted`, none says an amount.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.testing import random_graph
    >>> import numpy as np
    >>> consortium_share(random_graph(np.random.default_rng(9)))
    0.3333333333333333
    """
    return float(direct(consortium_share, graph, weighted=weighted))


def _co_bearing(incidence: Incidence) -> np.ndarray:
    """Pairs of co-bearers, pairs of partners and one, for every project that names who bears it."""
    national = incidence.national
    columns, _ = leads_of(incidence)
    n = len(national.column_project)
    bearers = np.bincount(columns, minlength=n)
    offsets = np.repeat(national.column_offsets[list(incidence.numbers)], np.diff(incidence.indptr[incidence.row_offsets]))
    size = np.bincount(incidence.indices + offsets, minlength=n)
    found = np.stack([bearers * (bearers - 1) / 2, size * (size - 1) / 2, np.ones(n)], axis=-1)
    return np.where((bearers > 0)[:, None], found, 0.0)


register("co_bearing", _co_bearing)


def _cobearing_share(bearing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return bearing[..., 0] / bearing[..., 1], np.where(bearing[..., 2] == 0, 1, np.where(bearing[..., 1] == 0, 2, 0))


@metric(
    range=(0, 1), direction=+1, reads="roles", statistics=("co_bearing",), formula=_cobearing_share,
    undefined={"no_lead": N_("no project names who leads it"), **NO_SHARED_PROJECT},
    label=N_("Partners who bear a project together"),
    reading=N_("the share of the pairs of partners, project by project, in which both lead or co-lead it"),
    cannot_say=N_("bearing a project on paper is not deciding together; large projects count most"),
    compare_with=N_("other waves and territories"), reference=N_("own definition"),
)  # fmt: skip
def cobearing_share(graph: CooperationGraph) -> float:
    r"""Share of co-participation in which both actors bear the project.

    Parameters
    ----------
    graph
        The territory and wave; roles ``lead`` and ``co_lead`` are read, projects without one are left out.

    Returns
    -------
    float
        :math:`\sum_p l_p(l_p - 1) / \sum_p c_p(c_p - 1)` with :math:`l_p` leads and co-leads among the :math:`c_p` actors of p, in
        [0, 1]; a pair counts once for each project it shares.

    Raises
    ------
    Undefined
        No project names who leads it, or none of those that do gathers two actors.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.testing import led_projects
    >>> cobearing_share(led_projects([5, 3, 2]))
    0.0
    """
    return float(direct(cobearing_share, graph))
