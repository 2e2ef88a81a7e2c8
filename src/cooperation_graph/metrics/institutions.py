"""Institutions: where they take part, whom they reach, who pays."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.graph.arrays import flag_values
from cooperation_graph.locale import N_
from cooperation_graph.metrics import payments  # noqa: F401  (its statistics)
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.citizens import groups_met
from cooperation_graph.metrics.governance import same_holder
from cooperation_graph.metrics.siloing.spectral import with_groups
from cooperation_graph.sufficient import direct

__all__ = [
    "cofunded_project_share", "funder_concentration", "institution_coverage", "institution_presence", "institution_project_share",
]  # fmt: skip

NOT_ASKED = N_("the survey does not say which actors are institutions")
NO_PROJECT = N_("there is no project")
NO_INSTITUTION = N_("there is no institution in this territory and wave")
NO_FUNDER = N_("no project names who funds it")
PRESENCE = N_("taking part is not carrying: see how far cooperation depends on institutions")
SAME_QUESTION = N_("other waves; other territories where funders were recorded in the same way")


def _counts(projects: np.ndarray, actors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return projects[..., 1], projects[..., 0]


def _share(projects: np.ndarray, actors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    part, whole = _counts(projects, actors)
    unasked = np.isnan(actors[..., 1]) | np.zeros(whole.shape, dtype=bool)
    return part / whole, np.where(unasked, 2, np.where(np.isnan(whole), 3, np.where(whole == 0, 1, 0)))


@metric(
    range=(0, 1), direction=0, formula=_share, counts=_counts, vary=lambda role=None: {"reads": "roles"} if role else {},
    statistics=lambda family=None, role=None: None if family else (
        f"institution_roles:{role}" if role else "flagged_projects:institution", "flag_counts:institution",
    ),
    undefined={"no_project": NO_PROJECT, "not_asked": NOT_ASKED, "no_role": N_("the survey does not say in which roles actors take part")},
    label=N_("Projects with an institution"),
    reading=N_("the share of projects in which at least one institution (State, local authority, public body) takes part"),
    cannot_say=PRESENCE, compare_with=N_("how far cooperation depends on institutions; other waves"), reference="own definition",
)  # fmt: skip
def institution_project_share(graph: CooperationGraph, *, family: str | None = None, role: str | None = None) -> float:
    r"""Share of projects with at least one institution, of one family or in one role when asked.

    Parameters
    ----------
    graph
        The territory and wave. Institutions are the actors marked ``institution``; where nothing is said, those whose family is
        State, local authority or public body.
    family
        Only institutions of this family.
    role
        Only institutions in this role, also one that does not tie, such as ``"funder"``: then no null model redraws it. Any role
        that ties without.

    Returns
    -------
    float
        :math:`\#\{p : \text{an institution is in } p\} / P` in [0, 1], over projects with at least one actor of the graph.

    Raises
    ------
    Undefined
        There is no project, or the survey does not say which actors are institutions, or (with `role`) who plays which role.
    UnknownName
        No institution of the survey has this family.

    References
    ----------
    Own definition. With `family`: general path.

    Examples
    --------
    >>> import cooperation_graph as cg, pandas as pd
    >>> table = pd.DataFrame({"actor": ["town", "club", "club"], "project": ["fair", "fair", "yard"]})
    >>> actors = pd.DataFrame({"actor": ["town", "club"], "family": ["Collectivité", "Association"]})
    >>> institution_project_share(cg.build_graphs(cg.Survey.from_frame(table, actors=actors))[0])
    0.5
    """
    if family is None:
        return float(direct(institution_project_share, graph, family=family, role=role))
    projects = graph.project_ids[graph.project_sizes > 0]
    if not len(projects):
        raise Undefined(NO_PROJECT)
    actors = _institutions(graph)
    known = set(actors["family"].dropna())
    if family not in known:
        survey = graph.survey.actors
        known = set(survey.loc[flag_values(survey, "institution"), "family"].dropna()) if "family" in survey.columns else set()
        if family not in known:
            raise UnknownName("family of institutions", family, known)
    chosen = actors["actor"][actors["family"] == family]
    return len(_projects_of(graph, chosen, role) & set(projects)) / len(projects)


def _institutions(graph: CooperationGraph) -> pd.DataFrame:
    """Institutions that the table of actors describes here, in the graph or outside it: actor, family."""
    if not graph.national.has_flag("institution"):
        raise Undefined(NOT_ASKED)
    table = graph.survey.actors
    here = np.ones(len(table), dtype=bool)
    for column, value in (("territory", graph.territory), ("wave", graph.wave)):
        if column in table.columns:
            here &= (table[column].isna() | (table[column] == value)).to_numpy(dtype=bool)
    found = table[here & flag_values(table, "institution")]
    family = found["family"] if "family" in found.columns else pd.Series(np.nan, index=found.index, dtype="str")
    return pd.DataFrame({"actor": found["actor"], "family": family})


def _projects_of(graph: CooperationGraph, actors: pd.Series, role: str | None) -> set[str]:
    """Projects where one of these actors takes part in a role; in any role that ties without."""
    if role is None:
        rows = np.repeat(graph.actor_ids.isin(actors), graph.actor_degrees)
        return set(graph.project_ids[graph.indices[rows]])
    if "role" not in graph.participations.columns:
        raise Undefined("the survey does not say in which roles actors take part")
    table = graph.participations
    if graph.national.role_ties(role):
        table = graph.tied_participations[graph.tied_participations["actor"].isin(graph.actor_ids)]
    return set(table["project"][(table["role"] == role) & table["actor"].isin(actors)])


def institution_presence(graph: CooperationGraph) -> pd.DataFrame:
    """Projects with an institution, family by family and role by role.

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    pandas.DataFrame
        By ``family`` ("" where it is not said) and ``role`` (``"any"``: any role that ties): ``projects`` and their ``share`` of
        all projects.

    Raises
    ------
    Undefined
        There is no project, no institution, or the survey does not say which actors are institutions.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> import numpy as np
    >>> from cooperation_graph.testing import random_graph
    >>> institution_presence(random_graph(np.random.default_rng(1))).index.names
    FrozenList(['family', 'role'])
    """
    projects = set(graph.project_ids[graph.project_sizes > 0])
    actors = _institutions(graph)
    if not projects:
        raise Undefined(NO_PROJECT)
    if not len(actors):
        raise Undefined(NO_INSTITUTION)
    table = graph.participations
    roles = [None, *(sorted(table["role"].dropna().unique()) if "role" in table.columns else ())]
    rows = []
    for family, members in actors.groupby(actors["family"].fillna(""))["actor"]:
        for role in roles:
            found = len(_projects_of(graph, members, role) & projects)
            if found or role is None:
                rows.append((family, role or "any", found, found / len(projects)))
    return pd.DataFrame(rows, columns=["family", "role", "projects", "share"]).set_index(["family", "role"])


@metric(
    range=(0, 1), direction=+1, groups=("by",),
    label=N_("Groups that institutions reach"),
    reading=N_("the share of groups with at least one actor, not an institution himself, who shares a project with an institution"),
    cannot_say=N_("one shared project is enough to reach a group"),
    compare_with=N_("other waves with the same list of groups"), reference="own definition",
)  # fmt: skip
def institution_coverage(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> float:
    """Share of the groups whose actors, institutions apart, share a project with an institution.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        Attribute of actors that forms groups, and the rule for actors without a group: see :func:`resident_reach`.

    Returns
    -------
    float
        Groups reached over groups with at least one actor who is not an institution, in [0, 1].

    Raises
    ------
    Undefined
        There is no institution, no other actor, or the survey does not say which actors are institutions.

    References
    ----------
    Own definition. General path: one pass over the projects a graph and draw.

    Examples
    --------
    >>> import numpy as np
    >>> from cooperation_graph.testing import random_graph
    >>> 0 <= institution_coverage(random_graph(np.random.default_rng(1)), by="sector") <= 1
    True
    """
    if not graph.national.has_flag("institution"):
        raise Undefined(NOT_ASKED)
    seen, codes, labels = with_groups(graph, by, missing)
    marked = seen.flag("institution")
    if not marked.any():
        raise Undefined(NO_INSTITUTION)
    groups = len(np.unique(codes[~marked]))
    if not groups:
        raise Undefined("every actor is an institution")
    return float(groups_met(seen, codes, len(labels), marked).sum() / groups)


@metric(
    range=(0, 1), direction=-1, reads="roles", statistics=("funder_shares",), formula=same_holder,
    undefined={"too_few_funded": N_("fewer than two projects name who funds them")},
    label=N_("Concentration of funders"),
    reading=N_("the probability that a euro of one project and a euro of another come from the same funder"),
    cannot_say=N_("money that the survey did not record is not seen; a large and a small project count the same"),
    compare_with=SAME_QUESTION, reference="Simpson 1949; unbiased Herfindahl–Hirschman index",
    minimum_n=N_("2 projects with a funder; 8 for an interval"),
)  # fmt: skip
def funder_concentration(graph: CooperationGraph) -> float:
    r"""Probability that a euro drawn in each of two different projects comes from the same funder.

    Parameters
    ----------
    graph
        The territory and wave; role ``funder`` is read, also of actors outside the graph. The share of a funder in a project is
        its amount over the project's when all amounts of the project are known, else 1/k for k funders.

    Returns
    -------
    float
        :math:`\frac{\sum_i n_i^2 - \sum_p \sum_i s_{ip}^2}{P(P-1)}` in [0, 1], as in :func:`lead_concentration`.

    Raises
    ------
    Undefined
        Fewer than two projects name who funds them.

    References
    ----------
    Simpson 1949, Nature 163:688; Deltas 2003, Rev. Econ. Stat. 85:226.

    Examples
    --------
    >>> import cooperation_graph as cg, pandas as pd
    >>> rows = [("club", "fair", "lead"), ("town", "fair", "funder"), ("club", "yard", "lead"), ("town", "yard", "funder")]
    >>> table = pd.DataFrame(rows, columns=["actor", "project", "role"])
    >>> funder_concentration(cg.build_graphs(cg.Survey.from_frame(table))[0])
    1.0
    """
    return float(direct(funder_concentration, graph))


def _cofunded_counts(funded: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return funded[..., 1], funded[..., 0]


def _cofunded_share(funded: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return funded[..., 1] / funded[..., 0], np.where(funded[..., 0] == 0, 1, 0)


@metric(
    range=(0, 1), direction=+1, reads="roles", statistics=("cofunded",), formula=_cofunded_share, counts=_cofunded_counts,
    undefined={"no_funder": NO_FUNDER},
    label=N_("Projects funded together"), reading=N_("the share of funded projects that two funders or more pay for"),
    cannot_say=N_("paying for the same project is not deciding it together"), compare_with=SAME_QUESTION, reference="own definition",
)  # fmt: skip
def cofunded_project_share(graph: CooperationGraph) -> float:
    """Share of the projects with a known funder that have at least two.

    Parameters
    ----------
    graph
        The territory and wave; role ``funder`` is read, also of actors outside the graph.

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    Undefined
        No project names who funds it.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> import cooperation_graph as cg, pandas as pd
    >>> rows = [("club", "fair", "lead"), ("town", "fair", "funder"), ("state", "fair", "funder"), ("town", "yard", "funder"),
    ...         ("club", "yard", "lead")]
    >>> table = pd.DataFrame(rows, columns=["actor", "project", "role"])
    >>> cofunded_project_share(cg.build_graphs(cg.Survey.from_frame(table))[0])
    0.5
    """
    return float(direct(cofunded_project_share, graph))
