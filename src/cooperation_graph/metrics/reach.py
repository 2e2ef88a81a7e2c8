"""How far each actor reaches: his ties spread over groups."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.siloing.spectral import with_groups
from cooperation_graph.projection import project_actors

__all__ = ["actor_cross_group_share", "actor_participation_coefficient"]

KEPT = N_("the value when activity and size of projects are kept")
FEW = N_("with one or two partners it can take few values")


def _ties_to_groups(graph: CooperationGraph, by: str | None, projection: str, missing: str) -> tuple[np.ndarray, np.ndarray, pd.Index]:
    """Ties of each actor to each group, the group of each and their ids."""
    seen, codes, labels = with_groups(graph, by, missing)
    member = np.zeros((seen.n_actors, len(labels)))
    member[np.arange(seen.n_actors), codes] = 1.0
    ties = np.asarray(project_actors(seen, projection) @ member).reshape(seen.n_actors, len(labels))
    if not ties.any():
        raise Undefined("no two actors share a project")
    return ties, codes, seen.actor_ids


def _series(value: np.ndarray, total: np.ndarray, ids: pd.Index, name: str) -> pd.Series:
    found = pd.Series(np.where(total > 0, value, np.nan), index=ids, name=name)
    found.attrs["undefined"] = N_("the actor has no partner")
    return found


@metric(
    level="actor", range=(0, 1), direction=+1, groups=("by",),
    label=N_("Spread of an actor's ties over groups"),
    reading=N_("0: all partners belong to one group, one's own or another; near 1: ties are spread evenly over many groups"),
    cannot_say=FEW, compare_with=KEPT, reference="Guimerà & Amaral 2005",
)  # fmt: skip
def actor_participation_coefficient(
    graph: CooperationGraph, *, by: str | None = None, projection: str = "simple", missing: str = "drop"
) -> pd.Series:
    r"""Participation coefficient of each actor, :math:`P_i = 1 - \sum_s (k_{is} / k_i)^2`.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`cooperation_graph.metrics.cross_group_project_share`.
    projection
        What a tie weighs: see :func:`cooperation_graph.projection.project_actors`.

    Returns
    -------
    pandas.Series
        By actor, with :math:`k_{is}` the ties of i to group s, his own included, and :math:`k_i = \sum_s k_{is}`; in
        [0, 1 − 1/S]. NaN for an actor without a partner (0 in other tools, where it reads as "all ties in one group").

    Raises
    ------
    Undefined
        No two actors share a project.

    References
    ----------
    Guimerà & Amaral 2005, Nature 433:895.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> actor_participation_coefficient(tiny_graph("path"), by="sector").to_dict()
    {'a1': 0.0, 'a2': 0.5, 'b1': 0.5, 'b2': 0.0}
    """
    ties, _, ids = _ties_to_groups(graph, by, projection, missing)
    total = ties.sum(axis=1)
    spread = 1 - ((ties / np.where(total > 0, total, 1.0)[:, None]) ** 2).sum(axis=1)
    return _series(spread, total, ids, "actor_participation_coefficient")


@metric(
    level="actor", range=(0, 1), direction=+1, groups=("by",),
    label=N_("Share of an actor's ties that cross groups"), reading=N_("the share of an actor's ties that are with other groups than his own"),
    cannot_say=N_("an actor of a small group meets others more often without seeking them"), compare_with=KEPT,
    reference="Krackhardt & Stern 1988",
)  # fmt: skip
def actor_cross_group_share(
    graph: CooperationGraph, *, by: str | None = None, projection: str = "simple", missing: str = "drop"
) -> pd.Series:
    r"""Share of each actor's ties that join another group: :math:`\sum_{s \ne s(i)} k_{is} / k_i`.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`cooperation_graph.metrics.cross_group_project_share`.
    projection
        What a tie weighs: see :func:`cooperation_graph.projection.project_actors`.

    Returns
    -------
    pandas.Series
        By actor, in [0, 1]; equal to (E–I of the actor + 1) / 2. NaN for an actor without a partner.

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
    >>> actor_cross_group_share(tiny_graph("path"), by="sector").to_dict()
    {'a1': 0.0, 'a2': 0.5, 'b1': 0.5, 'b2': 0.0}
    """
    ties, codes, ids = _ties_to_groups(graph, by, projection, missing)
    total = ties.sum(axis=1)
    own = ties[np.arange(len(ties)), codes]
    return _series((total - own) / np.where(total > 0, total, 1.0), total, ids, "actor_cross_group_share")
