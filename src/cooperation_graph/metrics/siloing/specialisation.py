"""Specialisation of groups in projects: H2′ of the group × project table."""

from __future__ import annotations

import numpy as np

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.sufficient import direct

__all__ = ["h2_prime"]


def _h2_prime(entropy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    observed = entropy[..., 0]
    lowest, highest = np.minimum(entropy[..., 1], observed), np.maximum(entropy[..., 2], observed)
    room = highest - lowest
    return (highest - observed) / room, np.where(room < 1e-12, 1, 0)


@metric(
    range=(0, 1), direction=-1, groups=("by",), statistics=("table_entropy",), formula=_h2_prime,
    undefined={"no_room": N_("one group or one project: the table cannot be more or less specialised")},
    label=N_("Specialisation of projects (H2′)"),
    reading=N_("0: every project mixes groups as the whole territory does; 1: each project belongs to as few groups as possible"),
    cannot_say=N_("small projects cannot mirror all groups, so that it is above 0 without any silo"),
    compare_with=N_("the value when activity and size of projects are kept"),
    reference="Blüthgen, Menzel & Blüthgen 2006",
)  # fmt: skip
def h2_prime(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> float:
    r"""Standardised entropy of the group × project table, :math:`H_2' = (H_{2max} - H_2) / (H_{2max} - H_{2min})`.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`cooperation_graph.metrics.ei_index`.

    Returns
    -------
    float
        :math:`H_2 = -\sum_{sp} (x_{sp}/T) \ln (x_{sp}/T)`; :math:`H_{2max}` is the entropy of the product of the margins,
        :math:`H_{2min}` that of the greedy most concentrated table with the same margins; both are moved to :math:`H_2` when
        it lies beyond. In [0, 1].

    Raises
    ------
    Undefined
        :math:`H_{2max} = H_{2min}`: one group, one project, or no participation.

    References
    ----------
    Blüthgen, Menzel & Blüthgen 2006, BMC Ecology 6:9 (without the integer search, so that it needs no chance).

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> h2_prime(tiny_graph("two_silos"), by="sector")
    1.0
    """
    return float(direct(h2_prime, graph, by=by, missing=missing))
