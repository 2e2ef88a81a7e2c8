"""Barber modularity: do declared groups have projects of their own?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.siloing.exposure import KEPT, NO_PARTICIPATION
from cooperation_graph.metrics.siloing.spectral import with_groups
from cooperation_graph.projection import group_project_table
from cooperation_graph.sufficient import direct, group_attribute

__all__ = ["barber_modularity"]


def _barber_statistics(labels: str | Any = "best") -> tuple[str, ...] | None:
    return ("group_table",) if isinstance(labels, str) and labels == "best" else None


def _barber(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    total = table[..., 0]
    return table[..., -1] / total, np.where(total == 0, 1, 0)


@metric(
    range=(-1, 1), direction=-1, groups=("by",), statistics=_barber_statistics, formula=_barber, undefined=NO_PARTICIPATION,
    vary=lambda labels="best": {"chance": isinstance(labels, str) and labels == "optimised"},
    label=N_("Modularity of groups and projects (Barber)"),
    reading=N_("share of participations in the group's own projects beyond what activity and the size of projects give; 0 with one group"),
    cannot_say=N_("each project is given to a group to fit the data, so that it is above 0 without any silo"), compare_with=KEPT,
    reference="Barber 2007",
)  # fmt: skip
def barber_modularity(
    graph: CooperationGraph, *, by: str | None = None, labels: str | Mapping[str, str] | pd.Series = "best", missing: str = "drop",
    rng: np.random.Generator | int | None = None,
) -> float:  # fmt: skip
    r"""Bipartite modularity of the declared groups of actors and a group given to each project.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`cooperation_graph.metrics.ei_index`.
    labels
        The group h of each project: ``"best"``, the one that makes the value largest,
        :math:`\arg\max_s (x_{sp} - R_s c_p / T)`; ``"majority"``, the group with most actors in it (the first of several); or a
        mapping from projects to groups. ``"optimised"`` leaves declared groups aside: the largest value that 20 searches for
        communities of actors and projects find, a lower bound of the largest there is.
    rng
        Chance, for ``"optimised"``.

    Returns
    -------
    float
        :math:`Q_B = \frac1T \sum_{ip} (B_{ip} - r_i c_p / T)\,\delta(g_i, h_p)`, with :math:`R_s = \sum_{i \in s} r_i`; below 1.

    Raises
    ------
    Undefined
        Nobody takes part in a project.

    References
    ----------
    Barber 2007, Phys. Rev. E 76:066102, eq. 15.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> barber_modularity(tiny_graph("two_silos"), by="sector")
    0.5
    """
    if isinstance(labels, str) and labels == "best":
        return float(direct(barber_modularity, graph, by=by, missing=missing))
    if isinstance(labels, str) and labels == "optimised":
        return _optimised(graph, rng)
    seen, codes, names = with_groups(graph, by, missing)
    sizes, total = seen.project_sizes, seen.n_participations
    if not total:
        raise Undefined("nobody takes part in a project")
    if missing == "category":
        table = np.zeros((len(names), seen.n_projects))
        np.add.at(table, (np.repeat(codes, seen.actor_degrees), seen.indices), 1)
    else:
        table = group_project_table(seen, group_attribute(graph, by)).astype(float)
    beyond = table - np.outer(table.sum(axis=1), sizes) / total
    if isinstance(labels, str):
        if labels != "majority":
            raise UnknownName("rule for the groups of projects", labels, ("best", "majority", "optimised"))
        chosen = table.argmax(axis=0)
    else:
        given = pd.Series(labels).reindex(seen.project_ids)
        chosen = names.get_indexer(pd.Index(given))
        if (chosen < 0).any():
            raise UnknownName("group of a project", given.iloc[int(np.argmax(chosen < 0))], names)
    return float(beyond[chosen, np.arange(seen.n_projects)].sum() / total)


def _optimised(graph: CooperationGraph, rng: np.random.Generator | int | None) -> float:
    """Barber's modularity of the best of 20 searches for communities."""
    from cooperation_graph.kernels.communities import communities

    n, m = graph.n_actors, graph.n_projects
    if not graph.n_participations:
        raise Undefined(NO_PARTICIPATION["no_participation"])
    both = sp.block_array([[None, graph.biadjacency], [graph.biadjacency.T, None]], format="csr")
    labels, quality = np.zeros((20, n + m), dtype=np.int64), np.zeros(20)
    key = np.random.default_rng(rng).integers(2**63, size=2).astype(np.uint64)
    communities(n, both.indptr.astype(np.int64), both.indices.astype(np.int64), 20, 100, key, labels, quality)
    return float(quality.max())
