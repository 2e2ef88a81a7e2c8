"""Who leads and who decides."""

from __future__ import annotations

import numpy as np

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics import records  # noqa: F401  (its statistics)
from cooperation_graph.metrics.card import metric
from cooperation_graph.sufficient import direct

__all__ = [
    "co_lead_share", "decision_concentration", "decision_entropy", "effective_leaders", "lead_concentration", "same_holder",
    "top_lead_share",
]  # fmt: skip

NO_LEAD = N_("no project names who leads it")
TOO_FEW_LEADS = N_("fewer than two projects name who leads them")
ON_PAPER = N_("leading a project on paper is not deciding alone")
WITHOUT_SIZE = N_("other waves and territories: unlike a Gini index it does not depend on the number of projects")
UNBIASED = "Simpson 1949; unbiased Herfindahl–Hirschman index"


def same_holder(shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Probability that two different projects have the same holder, from projects held, Σ n_i² and ΣΣ s_ip²."""
    projects = shares[..., 0]
    value = (shares[..., 1] - shares[..., 2]) / (projects * (projects - 1))
    return np.clip(value, 0.0, 1.0), np.where(projects < 2, 1, 0)


@metric(
    range=(0, 1), direction=-1, reads="roles", statistics=("lead_shares",), formula=same_holder,
    undefined={"too_few_leads": TOO_FEW_LEADS},
    label=N_("Concentration of leadership"),
    reading=N_("the probability that two projects taken at random are led by the same actor"),
    cannot_say=ON_PAPER, compare_with=WITHOUT_SIZE, reference=UNBIASED, minimum_n=N_("2 projects with a lead; 8 for an interval"),
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


def _effective(leads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    value, code = same_holder(leads)
    return 1 / value, code


@metric(
    range=(1, np.inf), direction=+1, reads="roles", statistics=("lead_shares",), formula=_effective,
    undefined={"too_few_leads": TOO_FEW_LEADS},
    label=N_("Effective number of leaders"),
    reading=N_("how many actors leading the same number of projects each would give this concentration; infinite when no actor leads two"),
    cannot_say=N_("with few projects it is very uncertain, and infinite as soon as nobody leads twice: read the concentration first"),
    compare_with=N_("the concentration of leadership, of which it is the inverse; other waves"), reference=UNBIASED,
    minimum_n=N_("2 projects with a lead; 8 for an interval"),
)  # fmt: skip
def effective_leaders(graph: CooperationGraph) -> float:
    r"""Effective number of leaders, the inverse :math:`1/H` of :func:`lead_concentration`.

    Parameters
    ----------
    graph
        The territory and wave; roles ``lead`` and ``co_lead`` are read.

    Returns
    -------
    float
        In [1, ∞]; infinite when no actor leads two projects.

    Raises
    ------
    Undefined
        Fewer than two projects name who leads them.

    References
    ----------
    Simpson 1949, Nature 163:688; Hill 1973, Ecology 54:427.

    Examples
    --------
    >>> from cooperation_graph.testing import led_projects
    >>> round(effective_leaders(led_projects([5, 3, 2])), 3)
    3.214
    """
    return float(direct(effective_leaders, graph))


def _top_share(leads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return leads[..., 1] / leads[..., 0], np.where(leads[..., 0] == 0, 1, 0)


@metric(
    range=(0, 1), direction=-1, reads="roles", statistics=lambda k=1: (f"top_leads:{k}",), formula=_top_share,
    undefined={"no_lead": NO_LEAD},
    label=N_("Projects of the first leaders"),
    reading=N_("the share of led projects that the actor who leads most leads (or the k who lead most together)"),
    cannot_say=N_("it is higher where there are few projects, whoever leads: never compare it between territories of different size"),
    compare_with=N_("the concentration of leadership; other waves with about as many projects"), reference="own definition",
    minimum_n=N_("8 projects for an interval"),
)  # fmt: skip
def top_lead_share(graph: CooperationGraph, *, k: int = 1) -> float:
    r"""Share of the led projects that the `k` actors who lead most lead.

    Parameters
    ----------
    graph
        The territory and wave; a project led by m actors counts 1/m for each.
    k
        How many actors, at least 1.

    Returns
    -------
    float
        :math:`\sum_{i \le k} n_{(i)} / P`, in (0, 1].

    Raises
    ------
    Undefined
        No project names who leads it.
    ValueError
        `k` is less than 1.

    Notes
    -----
    Biased upwards with few projects (.41 at 5 projects for a truth near .30 in simulation): :func:`lead_concentration` is not.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.testing import led_projects
    >>> top_lead_share(led_projects([5, 3, 2])), top_lead_share(led_projects([5, 3, 2]), k=2)
    (0.5, 0.8)
    """
    if k < 1:
        raise ValueError("k is a number of actors, at least 1")
    return float(direct(top_lead_share, graph, k=k))


@metric(
    range=(0, 1), direction=-1, reads="roles", statistics=("decision_shares",), formula=same_holder,
    undefined={"too_few_decisions": N_("fewer than two projects name who decides")},
    label=N_("Concentration of decisions"),
    reading=N_("the probability that a decider taken at random in one project and one taken in another are the same actor"),
    cannot_say=N_("it reads who has a say, not how much each weighs"), compare_with=WITHOUT_SIZE, reference=UNBIASED,
    minimum_n=N_("2 projects with a decider; 8 for an interval"),
)  # fmt: skip
def decision_concentration(graph: CooperationGraph) -> float:
    """Probability that deciders drawn in two different projects are the same actor: :func:`lead_concentration` of decisions.

    Parameters
    ----------
    graph
        The territory and wave; who ``decides`` where the survey says it, else who leads or co-leads. A project with k deciders
        counts 1/k for each.

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    Undefined
        Fewer than two projects name who decides.

    References
    ----------
    Simpson 1949, Nature 163:688; Deltas 2003, Rev. Econ. Stat. 85:226.

    Examples
    --------
    Where only leads are known, leads decide.

    >>> from cooperation_graph.testing import led_projects
    >>> round(decision_concentration(led_projects([5, 3, 2])) * 90)
    28
    """
    return float(direct(decision_concentration, graph))


def _entropy(decisions: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    total, groups = decisions.sum(axis=-1), (sizes > 0).sum(axis=-1) + np.zeros(decisions.shape[:-1], dtype=int)
    share = decisions / total[..., None]
    entropy = -(share * np.log(np.where(share > 0, share, 1.0))).sum(axis=-1)
    return np.clip(entropy / np.log(groups), 0.0, 1.0), np.where(total == 0, 1, np.where(groups < 2, 2, 0))


@metric(
    range=(0, 1), direction=+1, groups=("by",), reads="roles", statistics=("group_decisions", "group_sizes"), formula=_entropy,
    undefined={"no_decision": N_("the survey names nobody who decides or leads"), "one_group": N_("there is only one group")},
    label=N_("Spread of decisions over groups"),
    reading=N_("0: one group holds every decision role; 1: all groups of the territory hold as many"),
    cannot_say=N_("equal shares are not fair shares when groups differ in size; it reads roles, not influence"),
    compare_with=N_("other waves with the same list of groups"), reference="Shannon 1948; Pielou 1966",
    minimum_n=N_("8 projects for an interval"),
)  # fmt: skip
def decision_entropy(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> float:
    r"""Entropy of decision roles over groups, as a share of its largest value.

    Parameters
    ----------
    graph
        The territory and wave; who ``decides`` where the survey says it, else who leads or co-leads.
    by
        Attribute of actors that forms groups, ``"family"`` for families of actors; the first one declared without.
    missing
        Actors without a group: ``"drop"``, ``"category"`` or ``"error"``.

    Returns
    -------
    float
        :math:`-\sum_s q_s \ln q_s / \ln S` in [0, 1], with :math:`q_s` the share of decision roles that group s holds and S
        groups in the roster, also those that decide nothing.

    Raises
    ------
    Undefined
        Nobody is said to decide or lead, or the roster has one group.

    References
    ----------
    Shannon 1948, Bell Syst. Tech. J. 27:379; evenness: Pielou 1966, J. Theor. Biol. 13:131.

    Examples
    --------
    >>> import numpy as np
    >>> from cooperation_graph.testing import random_graph
    >>> round(decision_entropy(random_graph(np.random.default_rng(1)), by="sector"), 3) <= 1
    True
    """
    return float(direct(decision_entropy, graph, by=by, missing=missing))


def _co_lead_counts(leads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return leads[..., 1], leads[..., 0]


def _co_lead_share(leads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return leads[..., 1] / leads[..., 0], np.where(leads[..., 0] == 0, 1, 0)


@metric(
    range=(0, 1), direction=+1, reads="roles", statistics=("co_leads",), formula=_co_lead_share, counts=_co_lead_counts,
    undefined={"no_lead": NO_LEAD},
    label=N_("Projects led together"), reading=N_("the share of led projects that two actors or more lead"),
    cannot_say=ON_PAPER, compare_with=N_("other waves and territories where co-leads were asked for in the same words"),
    reference="own definition",
)  # fmt: skip
def co_lead_share(graph: CooperationGraph) -> float:
    """Share of the projects with a known lead that have at least two leads or co-leads.

    Parameters
    ----------
    graph
        The territory and wave; roles ``lead`` and ``co_lead`` are read.

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    Undefined
        No project names who leads it.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.testing import led_projects
    >>> co_lead_share(led_projects([5, 3, 2]))
    0.0
    """
    return float(direct(co_lead_share, graph))
