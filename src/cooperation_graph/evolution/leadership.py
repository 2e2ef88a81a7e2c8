"""Are projects led by others than before?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_

__all__ = ["Opening", "leadership_opening"]

NO_LEAD = N_("no project names who leads it")


class Opening(NamedTuple):
    """Projects of the later wave that are led by others than before.

    Attributes
    ----------
    share
        Share of the led projects of the later wave with a lead or co-lead who led none in the earlier one.
    by_stayers, by_entrants
        The same, for leads who were in the earlier wave and for those who were not; a project may count in both.
    opened, led
        Numerator and denominator of `share`.
    new_leads
        Actors who lead in the later wave and led nothing in the earlier one.
    """

    share: float
    by_stayers: float
    by_entrants: float
    opened: int
    led: int
    new_leads: tuple[str, ...]


def leadership_opening(graph_from: CooperationGraph, graph_to: CooperationGraph) -> Opening:
    """Share of the projects of the later wave led or co-led by an actor that led none in the earlier one.

    Parameters
    ----------
    graph_from, graph_to
        One territory in two waves; roles ``lead`` and ``co_lead`` are read.

    Returns
    -------
    Opening
        With `share` in [0, 1], and what stayers and entrants make of it.

    Raises
    ------
    Undefined
        In one of the waves no project names who leads it.

    Notes
    -----
    An actor whom the earlier survey missed looks like an entrant: read it beside the response of both waves.

    References
    ----------
    Own definition (methods F2).

    Examples
    --------
    >>> from cooperation_graph.testing import led_projects
    >>> leadership_opening(led_projects([3, 1]), led_projects([2, 1, 1])).share
    0.25
    """
    before = {actor for leads in leads_of_projects(graph_from).values() for actor in leads}
    after = leads_of_projects(graph_to)
    if not before or not after:
        raise Undefined(NO_LEAD)
    roster = set(graph_from.actor_ids)
    fresh = [leads - before for leads in after.values()]
    opened = sum(map(bool, fresh))
    return Opening(
        opened / len(after), float(np.mean([bool(leads & roster) for leads in fresh])),
        float(np.mean([bool(leads - roster) for leads in fresh])), opened, len(after), tuple(sorted(set().union(*fresh))),
    )  # fmt: skip


def leads_of_projects(graph: CooperationGraph) -> dict[str, set[str]]:
    """Leads and co-leads of each project that has some, among the actors of the graph."""
    table = graph.tied_participations
    if "role" not in table.columns:
        return {}
    leads = table[table["role"].isin(["lead", "co_lead"]) & table["actor"].isin(graph.actor_ids)]
    return {str(project): set(actors) for project, actors in leads.groupby("project")["actor"]}
