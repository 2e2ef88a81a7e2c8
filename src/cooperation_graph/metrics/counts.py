"""How many of each group: on the roster, in participations, among the partners of each actor, in each project."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.metrics.siloing.spectral import with_groups
from cooperation_graph.projection import project_actors

__all__ = ["UNITS", "group_counts", "groups_in_projects"]

#: What groups are counted in, and the level of the values.
UNITS = {"territory": "territory", "participations": "territory", "partners": "actor", "projects": "project"}


def groups_in_projects(graph: CooperationGraph, by: str | None, missing: str = "drop") -> tuple[CooperationGraph, np.ndarray]:
    """The graph without actors of unknown group, and its table of groups × projects."""
    seen, codes, labels = with_groups(graph, by, missing)
    table = np.zeros((len(labels), seen.n_projects))
    np.add.at(table, (np.repeat(codes, seen.actor_degrees), seen.indices), 1.0)
    return seen, table


def group_counts(graph: CooperationGraph, by: str | None, of: str, missing: str = "drop") -> tuple[np.ndarray, np.ndarray, pd.Index]:
    """Units × groups, the size of each group on the roster, and the names of the units.

    ``"territory"`` counts actors, ``"participations"`` an actor once for each of his projects, ``"partners"`` those who share a
    project with each actor (without himself), ``"projects"`` the actors of each project that has any.
    """
    if of not in UNITS:
        raise UnknownName("unit of diversity", of, UNITS)
    seen, codes, labels = with_groups(graph, by, missing)
    member = np.zeros((seen.n_actors, len(labels)))
    member[np.arange(seen.n_actors), codes] = 1.0
    sizes = member.sum(axis=0)
    if of == "partners":
        return np.asarray(project_actors(seen) @ member).reshape(seen.n_actors, len(labels)), sizes, seen.actor_ids
    if of == "projects":
        table = groups_in_projects(graph, by, missing)[1].T
        there = table.sum(axis=1) > 0
        return table[there], sizes, seen.project_ids[there]
    counts = sizes if of == "territory" else seen.actor_degrees @ member
    return counts[None], sizes, pd.Index([""])
