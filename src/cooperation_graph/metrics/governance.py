"""Who leads and who decides."""

from __future__ import annotations

import numpy as np

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics import records  # noqa: F401  (its statistics)
from cooperation_graph.metrics.card import metric
from cooperation_graph.sufficient import direct

__all__ = ["lead_concentration"]


def _lead_concentration(leads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    projects = leads[..., 0]
    value = (leads[..., 1] - leads[..., 2]) / (projects * (projects - 1))
    return value, np.where(projects < 2, 1, 0)


@metric(
    range=(0, 1), direction=-1, reads="roles", statistics=("lead_shares",), formula=_lead_concentration,
    undefined={"too_few_leads": N_("fewer than two projects name who leads them")},
    label=N_("Concentration of leadership"),
    reading=N_("the probability that two projects taken at random are led by the same actor"),
    cannot_say=N_("leading a project on paper is not deciding alone"),
    compare_with=N_("other waves and territories: unlike a Gini index it does not depend on the number of projects"),
    reference="Simpson 1949; unbiased Herfindahl–Hirschman index",
)  # fmt: skip
def lead_concentration(graph: CooperationGraph) -> float:
    r"""Probability that two different projects have the same lead: the unbiased Herfindahl–Hirschman index of leads.

    Parameters
    ----------
    graph
        The territory and wave; roles ``lead`` and ``co_lead`` are read. A project led by k actors counts 1/k for each.

    Returns
    -------
    float
        :math:`\frac{\sum_i n_i^2 - \sum_p \sum_i s_{ip}^2}{P(P-1)}`, with :math:`s_{ip}` the share of i in the lead of p,
        :math:`n_i = \sum_p s_{ip}` and P projects with a lead; :math:`\sum_i n_i(n_i-1)/(P(P-1))` when each has one. In [0, 1].

    Raises
    ------
    Undefined
        Fewer than two projects name who leads them.

    References
    ----------
    Simpson 1949, Nature 163:688; on the bias of the plain index, Deltas 2003, Rev. Econ. Stat. 85:226.

    Examples
    --------
    Three actors lead 5, 3 and 2 of ten projects: 28 of 90 ordered pairs share their lead.

    >>> from cooperation_graph.testing import led_projects
    >>> round(lead_concentration(led_projects([5, 3, 2])) * 90)
    28
    """
    return float(direct(lead_concentration, graph))
