"""Residents: present, and with power; the two are never mixed."""

from __future__ import annotations

import numpy as np

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.sufficient import direct

__all__ = ["resident_project_share"]


def _resident_counts(flagged: np.ndarray, actors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return flagged[..., 1], flagged[..., 0]


def _resident_project_share(flagged: np.ndarray, actors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    present, projects = _resident_counts(flagged, actors)
    unasked = np.isnan(actors[..., 1]) & (projects == projects)
    return present / projects, np.where(unasked, 2, np.where(projects == 0, 1, 0))


@metric(
    range=(0, 1), direction=+1, statistics=("flagged_projects:residents", "flag_counts:residents"),
    formula=_resident_project_share, counts=_resident_counts,
    undefined={
        "no_project": N_("there is no project"),
        "not_asked": N_("the survey does not say which actors are residents"),
    },
    label=N_("Projects with residents"),
    reading=N_("the share of projects in which at least one group of residents takes part"),
    cannot_say=N_("being present is not deciding: see the residents' share of decision roles"),
    compare_with=N_("the residents' share of decisions; other waves"),
    reference=N_("own definition; Arnstein 1969 for the difference between presence and power"),
)  # fmt: skip
def resident_project_share(graph: CooperationGraph) -> float:
    r"""Share of projects with at least one resident actor (``actors.residents``).

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    float
        In [0, 1], over projects with at least one actor.

    Raises
    ------
    Undefined
        There is no project, or the survey does not say who is a resident.

    References
    ----------
    Own definition. Presence is not power: Arnstein 1969, J. Am. Inst. Planners 35:216.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> resident_project_share(tiny_graph("two_silos_and_a_bridge"))
    0.6
    """
    return float(direct(resident_project_share, graph))
