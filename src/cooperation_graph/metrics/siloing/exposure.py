"""Who meets whom in projects: exposure of groups, without a projection."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.sufficient import direct

__all__ = ["group_closure"]


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
