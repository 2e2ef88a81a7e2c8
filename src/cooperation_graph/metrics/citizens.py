"""Residents: present, and with power; the two are never mixed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics import records  # noqa: F401  (its statistics)
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.siloing.spectral import with_groups
from cooperation_graph.sufficient import direct

__all__ = [
    "presence_power_gap", "resident_decision_share", "resident_lead_share", "resident_project_share", "resident_reach",
    "resident_rung_share", "rung_distribution",
]  # fmt: skip

NO_PROJECT = N_("there is no project")
NOT_ASKED = N_("the survey does not say which actors are residents")
NO_DECISION = N_("the survey names nobody who decides or leads")
NO_RUNG = N_("no participation of a resident has a rung written as a number")
ARNSTEIN = "Arnstein 1969"
PAPER = N_("a seat on paper is not a voice that counts: see the rungs of participation and ask the residents")
OTHER_WAVES = N_("other waves; other territories where the question was asked in the same words")


def _resident_counts(flagged: np.ndarray, actors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return flagged[..., 1], flagged[..., 0]


def _share(flagged: np.ndarray, actors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Part over whole; 1 when there is no whole, 2 when the survey does not know residents."""
    part, whole = _resident_counts(flagged, actors)
    unasked = np.isnan(actors[..., 1]) | np.zeros(whole.shape, dtype=bool)
    return part / whole, np.where(unasked, 2, np.where(whole == 0, 1, 0))


@metric(
    range=(0, 1), direction=+1, statistics=("flagged_projects:residents", "flag_counts:residents"),
    formula=_share, counts=_resident_counts,
    undefined={"no_project": NO_PROJECT, "not_asked": NOT_ASKED},
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


@metric(
    range=(0, 1), direction=+1, reads="roles", statistics=("resident_decisions", "flag_counts:residents"), formula=_share,
    undefined={"no_decision": NO_DECISION, "not_asked": NOT_ASKED},
    label=N_("Residents' share of decisions"),
    reading=N_("of all the decision roles in projects, the share that residents hold"),
    cannot_say=PAPER, compare_with=N_("the share of projects with residents; other waves"), reference=ARNSTEIN,
    minimum_n=N_("8 projects for an interval"),
)  # fmt: skip
def resident_decision_share(graph: CooperationGraph) -> float:
    r"""Residents' share of decision roles: who ``decides`` where the survey says it, else who leads or co-leads.

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    float
        :math:`\sum_p d^R_p / \sum_p d_p` in [0, 1], with :math:`d_p` actors who decide in p, :math:`d^R_p` of them residents.

    Raises
    ------
    Undefined
        Nobody is said to decide or lead, or the survey does not say who is a resident.

    References
    ----------
    Arnstein 1969, J. Am. Inst. Planners 35:216. Roles of one project go together: jackknife over projects.

    Examples
    --------
    >>> import cooperation_graph as cg, pandas as pd
    >>> roles = {"actor": ["ann", "bob", "bob"], "project": ["fair", "fair", "yard"], "role": ["lead", "partner", "lead"]}
    >>> actors = pd.DataFrame({"actor": ["ann", "bob"], "residents": ["oui", "non"]})
    >>> resident_decision_share(cg.build_graphs(cg.Survey.from_frame(pd.DataFrame(roles), actors=actors))[0])
    0.5
    """
    return float(direct(resident_decision_share, graph))


@metric(
    range=(0, 1), direction=+1, reads="roles", statistics=("resident_leads", "flag_counts:residents"), formula=_share,
    counts=_resident_counts, undefined={"no_lead": N_("no project names who leads it"), "not_asked": NOT_ASKED},
    label=N_("Projects led by residents"),
    reading=N_("the share of the projects with a known lead that residents lead or co-lead"),
    cannot_say=PAPER, compare_with=N_("the share of projects with residents; other waves"), reference=ARNSTEIN,
)  # fmt: skip
def resident_lead_share(graph: CooperationGraph) -> float:
    r"""Share of the projects with a known lead where a resident is lead or co-lead.

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
        No project names who leads it, or the survey does not say who is a resident.

    References
    ----------
    Arnstein 1969, J. Am. Inst. Planners 35:216.

    Examples
    --------
    >>> import cooperation_graph as cg, pandas as pd
    >>> roles = {"actor": ["ann", "bob", "bob"], "project": ["fair", "fair", "yard"], "role": ["lead", "partner", "lead"]}
    >>> actors = pd.DataFrame({"actor": ["ann", "bob"], "residents": ["oui", "non"]})
    >>> resident_lead_share(cg.build_graphs(cg.Survey.from_frame(pd.DataFrame(roles), actors=actors))[0])
    0.5
    """
    return float(direct(resident_lead_share, graph))


def _rung_share(rungs: np.ndarray, actors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    part, whole = rungs[..., 1], rungs[..., 0]
    unasked = np.isnan(actors[..., 1]) | np.zeros(whole.shape, dtype=bool)
    return part / whole, np.where(unasked, 2, np.where(np.isnan(whole) | (whole == 0), 1, 0))


@metric(
    range=(0, 1), direction=+1, reads="roles", formula=_rung_share,
    statistics=lambda at_least=4: (f"resident_rungs:{at_least}", "flag_counts:residents"),
    undefined={"no_rung": NO_RUNG, "not_asked": NOT_ASKED},
    label=N_("Residents at a high rung"),
    reading=N_("the share of residents' participations that reach a given rung: at least co-construction, unless another is asked for"),
    cannot_say=N_("the rung is what somebody declared; a rung is a rank, and ranks are counted here, never averaged"),
    compare_with=OTHER_WAVES, reference=ARNSTEIN, minimum_n=N_("8 projects for an interval"),
)  # fmt: skip
def resident_rung_share(graph: CooperationGraph, *, at_least: int = 4) -> float:
    """Share of residents' participations, among those with a rung, at the rung `at_least` or above.

    Parameters
    ----------
    graph
        The territory and wave; ``participations.rung`` is read, a number that grows with power (1 information, 2 consultation,
        3 joint discussion, 4 co-construction, 5 co-decision, or any scale of your own).
    at_least
        The rung, included.

    Returns
    -------
    float
        In [0, 1]. Several roles of one actor in one project count once, at the highest rung.

    Raises
    ------
    Undefined
        No participation of a resident has a rung written as a number, or the survey does not say who is a resident.

    References
    ----------
    Arnstein 1969, J. Am. Inst. Planners 35:216: a ladder, ordinal.

    Examples
    --------
    >>> import numpy as np
    >>> from cooperation_graph.testing import random_graph
    >>> graph = random_graph(np.random.default_rng(1))
    >>> resident_rung_share(graph, at_least=1), resident_rung_share(graph, at_least=6)
    (1.0, 0.0)
    """
    return float(direct(resident_rung_share, graph, at_least=at_least))


def rung_distribution(graph: CooperationGraph, *, order: Sequence[str] = ()) -> pd.DataFrame:
    """How many participations of residents stand at each rung; counts and cumulated shares, never a mean.

    Parameters
    ----------
    graph
        The territory and wave.
    order
        Words that name the rungs, lowest first, where the survey holds words; numbers without.

    Returns
    -------
    pandas.DataFrame
        By rung, lowest first: ``participations``, their ``share``, and ``at_least``, the share at that rung or above. Residents
        without a rung are counted in ``attrs["without_rung"]``.

    Raises
    ------
    Undefined
        No participation of a resident has a rung (a number, or a word of `order`), or the survey does not say who is a resident.

    References
    ----------
    Arnstein 1969, J. Am. Inst. Planners 35:216.

    Examples
    --------
    >>> import numpy as np
    >>> from cooperation_graph.testing import random_graph
    >>> float(rung_distribution(random_graph(np.random.default_rng(1)))["at_least"].iloc[0])
    1.0
    """
    if not graph.national.has_flag("residents"):
        raise Undefined(NOT_ASKED)
    table = graph.participations
    residents = graph.actor_ids[graph.flag("residents")]
    here = table[table["actor"].isin(residents) & table["project"].isin(graph.project_ids[graph.project_sizes > 0])]
    rung = here["rung"] if "rung" in here.columns else pd.Series(np.nan, index=here.index)
    rung = rung.map({word: place for place, word in enumerate(order)}) if order else pd.to_numeric(rung, errors="coerce")
    best = rung.groupby([here["project"], here["actor"]]).max()
    counts = best.dropna().value_counts().sort_index()
    if not len(counts):
        raise Undefined(NO_RUNG)
    frame = pd.DataFrame({"participations": counts, "share": counts / counts.sum()}).rename_axis("rung")
    frame["at_least"] = frame["share"][::-1].cumsum()
    if order:
        frame.index = pd.Index([order[int(place)] for place in frame.index], name="rung")
    frame.attrs["without_rung"] = int(best.isna().sum())
    return frame


@metric(
    range=(0, np.inf), direction=+1, groups=("by",),
    label=N_("Groups that residents work with"),
    reading=N_("how many groups have at least one actor, not a resident himself, who shares a project with residents"),
    cannot_say=N_("one shared project is enough to reach a group; reaching it is not weighing on it"),
    compare_with=N_("the number of groups in the territory; other waves with the same list of groups"), reference="own definition",
)  # fmt: skip
def resident_reach(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> float:
    """Number of groups with an actor, other than residents, who shares a project with a resident.

    Parameters
    ----------
    graph
        The territory and wave.
    by
        Attribute of actors that forms groups; the first one declared without.
    missing
        Actors without a group: ``"drop"``, ``"category"`` or ``"error"``. A resident without a group reaches nobody under
        ``"drop"``: he is left out before anything is counted.

    Returns
    -------
    float
        A count, from 0 to the number of groups of actors who are not residents.

    Raises
    ------
    Undefined
        There is no resident in the territory, or the survey does not say who is a resident.

    References
    ----------
    Own definition. General path: one pass over the projects a graph and draw.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> resident_reach(tiny_graph("two_silos"), by="sector"), resident_reach(tiny_graph("two_silos_and_a_bridge"), by="sector")
    (1.0, 2.0)
    """
    if not graph.national.has_flag("residents"):
        raise Undefined(NOT_ASKED)
    seen, codes, labels = with_groups(graph, by, missing)
    residents = seen.flag("residents")
    if not residents.any():
        raise Undefined("there is no resident in this territory and wave")
    return float(groups_met(seen, codes, len(labels), residents).sum())


def groups_met(graph: CooperationGraph, codes: np.ndarray, n_groups: int, marked: np.ndarray) -> np.ndarray:
    """Whether each group has an unmarked actor in a project with a marked one."""
    rows = np.repeat(np.arange(graph.n_actors), graph.actor_degrees)
    with_marked = np.bincount(graph.indices[marked[rows]], minlength=graph.n_projects) > 0
    met = ~marked[rows] & with_marked[graph.indices]
    reached: np.ndarray = np.bincount(codes[rows[met]], minlength=n_groups) > 0
    return reached


def _gap(presence: np.ndarray, actors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    projects, present, power, decided = (presence[..., k] for k in range(4))
    unasked = np.isnan(actors[..., 1]) | np.zeros(projects.shape, dtype=bool)
    return (present - power) / projects, np.where(unasked, 2, np.where(projects == 0, 1, np.where(decided == 0, 3, 0)))


@metric(
    range=(0, 1), direction=-1, reads="roles", statistics=("presence_and_power", "flag_counts:residents"), formula=_gap,
    undefined={"no_project": NO_PROJECT, "not_asked": NOT_ASKED, "no_decision": NO_DECISION},
    label=N_("Present without deciding"),
    reading=N_("the share of projects where residents take part but none of them decides"),
    cannot_say=N_("it falls when residents decide more, and also when they are less present: read it with both shares"),
    compare_with=N_("the share of projects with residents and their share of decisions; other waves"), reference=ARNSTEIN,
    minimum_n=N_("8 projects for an interval"),
)  # fmt: skip
def presence_power_gap(graph: CooperationGraph) -> float:
    """Share of projects with residents minus share of projects where a resident decides.

    Parameters
    ----------
    graph
        The territory and wave; who decides is read where the survey says it, else who leads or co-leads.

    Returns
    -------
    float
        In [0, 1]: 0 when residents decide wherever they take part.

    Raises
    ------
    Undefined
        There is no project, nobody is said to decide or lead, or the survey does not say who is a resident.

    References
    ----------
    Arnstein 1969, J. Am. Inst. Planners 35:216.

    Examples
    --------
    >>> import numpy as np
    >>> from cooperation_graph.testing import random_graph
    >>> graph = random_graph(np.random.default_rng(5))
    >>> 0 <= presence_power_gap(graph) <= resident_project_share(graph)
    True
    """
    return float(direct(presence_power_gap, graph))
