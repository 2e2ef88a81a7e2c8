"""What cooperation between groups would lose: without institutions, without the animator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.siloing.spectral import with_groups
from cooperation_graph.projection import project_actors
from cooperation_graph.sufficient import BATCH_STATISTICS, WITHOUT_PROJECT, Incidence, direct
from cooperation_graph.survey.tables import Survey

__all__ = ["animator_dependence", "animators_of", "cross_meetings", "institutional_dependence"]

NO_ANIMATOR = N_("the survey names no animator")
NO_CROSS_TIE = N_("no two actors of different groups share a project")


@metric(
    range=(-1, 1), direction=-1, groups=("by",), chance=True,
    label=N_("Dependence on institutions"),
    reading=N_("how much more of the cooperation between groups would go with the institutions than with as many other actors, as "
               "active as they are, taken at random; 0: no more"),
    cannot_say=N_("taking an actor out of a table is not what would happen if he left: others may take his place"),
    compare_with=N_("0; other waves with the same list of groups"), reference=N_("own definition; Borgatti 2006"),
)  # fmt: skip
def institutional_dependence(
    graph: CooperationGraph, *, by: str | None = None, missing: str = "drop", draws: int = 999,
    rng: np.random.Generator | int | None = None,
) -> float:  # fmt: skip
    r"""Share of cross-group tied pairs lost without the institutions, minus its mean over sets of actors as active.

    Parameters
    ----------
    graph
        The territory and wave. Institutions S are the actors marked ``institution``; where nothing is said, those whose family
        is State, local authority or public body.
    by, missing
        Attribute of actors that forms groups, and the rule for actors without a group: see :func:`ei_index`.
    draws
        Random sets of as many actors, drawn within deciles of activity (number of projects) among all actors of the graph.
    rng
        Chance: a seed, a generator, or None for a fresh one.

    Returns
    -------
    float
        :math:`1 - F(G \setminus S)/F(G)` minus its mean over the draws, with :math:`F` the pairs of actors of different groups
        who share a project. In [−1, 1].

    Raises
    ------
    Undefined
        There is no institution, no tie across groups, or the survey does not say which actors are institutions.

    References
    ----------
    Own definition, after the removal measures of Borgatti 2006, Comput. Math. Organ. Theory 12:21. General path; the draws cost
    one product of sparse matrices.

    Examples
    --------
    An institution that alone joins two groups, among actors half as active:

    >>> import cooperation_graph as cg, pandas as pd
    >>> table = pd.DataFrame({"actor": ["town", "ann", "town", "bob", "ann", "bob"], "project": list("ppqqrs")})
    >>> actors = pd.DataFrame({"actor": ["town", "ann", "bob"], "sector": ["x", "y", "y"], "institution": ["oui", "non", "non"]})
    >>> graph = cg.build_graphs(cg.Survey.from_frame(table, actors=actors, by=["sector"]))[0]
    >>> round(institutional_dependence(graph, draws=9999, rng=1), 1)
    0.3
    """
    if not graph.national.has_flag("institution"):
        raise Undefined("the survey does not say which actors are institutions")
    seen, codes, _ = with_groups(graph, by, missing)
    institutions = seen.flag("institution")
    if not institutions.any():
        raise Undefined("there is no institution in this territory and wave")
    cross = _cross_ties(seen, codes)
    if not cross.nnz:
        raise Undefined(NO_CROSS_TIE)
    sets = _as_active(institutions, seen.actor_degrees, draws, np.random.default_rng(rng))
    own, others = _lost(cross, institutions[:, None]), _lost(cross, sets)
    return float((own[0] - others.mean()) / (cross.nnz / 2))


def _cross_ties(graph: CooperationGraph, codes: np.ndarray) -> sp.csr_array:
    """Pairs of actors of different groups who share a project, as a symmetric 0/1 matrix."""
    ties = sp.coo_array(project_actors(graph))
    across = codes[ties.row] != codes[ties.col]
    return sp.csr_array((np.ones(int(across.sum())), (ties.row[across], ties.col[across])), shape=ties.shape)


def _lost(ties: sp.csr_array, sets: np.ndarray) -> np.ndarray:
    """Ties with an end in each set (a column): those of its members, less those counted from both ends."""
    members = sets.astype(np.float64)
    inside = (members * (ties @ members)).sum(axis=0) / 2
    lost: np.ndarray = np.asarray(ties.sum(axis=1)) @ members - inside
    return lost


def _as_active(chosen: np.ndarray, activity: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Sets of actors, one a column, that take as many of each decile of activity as `chosen` does."""
    decile = np.searchsorted(np.quantile(activity, np.arange(0.1, 1, 0.1)), activity, side="left")
    sets = np.zeros((len(chosen), draws), dtype=bool)
    for one in np.unique(decile[chosen]):
        members = np.flatnonzero(decile == one)
        order = rng.random((draws, len(members))).argsort(axis=1)[:, : int(chosen[members].sum())]
        sets[members[order], np.arange(draws)[:, None]] = True
    return sets


def animators_of(graph: CooperationGraph) -> set[str]:
    """Ids of the animators of the survey."""
    found = _named_animators(graph.survey)
    if not found:
        raise Undefined(NO_ANIMATOR)
    return found


def _named_animators(survey: Survey) -> set[str]:
    found: set[str] = set()
    if "animator" in survey.actors.columns:
        found |= set(survey.actors["actor"][survey.actors["animator"].fillna(False).astype(bool)])
    if "role" in survey.participations.columns:
        found |= set(survey.participations["actor"][survey.participations["role"] == "animator"])
    return found


class Meetings(NamedTuple):
    """One graph without its animators.

    Attributes
    ----------
    ids
        The actors that remain.
    table
        Actors × projects.
    animated
        Projects where an animator takes part, in any role.
    shared, alone
        Projects that two actors of different groups share, each pair once (row before column); those of them without an animator.
    """

    ids: pd.Index
    table: sp.csr_array
    animated: np.ndarray
    shared: sp.coo_array
    alone: sp.coo_array


def cross_meetings(incidence: Incidence) -> Iterator[Meetings]:
    """Who meets whom across groups, with the animator and without, graph by graph."""
    national = incidence.national
    animators = _named_animators(national.survey)
    ids = national.actor_ids[national.row_actor[incidence.rows]]
    is_animator = np.asarray(ids.isin(animators))
    column = national.entry_places()[2]
    taking_part = national.survey.participations["actor"].isin(animators).to_numpy(dtype=bool) & (column >= 0)
    present = np.zeros(len(national.column_project), dtype=bool)
    present[column[taking_part]] = True
    for place, number in enumerate(incidence.numbers):
        first, last = incidence.row_offsets[place : place + 2]
        start, stop = incidence.column_offsets[place : place + 2]
        pointers = incidence.indptr[first : last + 1]
        indices = incidence.indices[pointers[0] : pointers[-1]]
        table = sp.csr_array((np.ones(len(indices)), indices, pointers - pointers[0]), shape=(last - first, stop - start))
        others = ~is_animator[first:last]
        table, group = table[others], incidence.group[first:last][others]
        animated = present[national.column_offsets[number] : national.column_offsets[number + 1]]
        yield Meetings(ids[first:last][others], table, animated, _across(table, group), _across(table[:, ~animated], group))


def _across(table: sp.csr_array, group: np.ndarray) -> sp.coo_array:
    """Projects that each pair of actors of different groups shares."""
    pairs = sp.coo_array(sp.triu(table @ table.T, k=1))
    cross = group[pairs.row] != group[pairs.col]
    return sp.coo_array((pairs.data[cross], (pairs.row[cross], pairs.col[cross])), shape=pairs.shape)


def _pairs(incidence: Incidence, each: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Cross-group tied pairs, those that share a project without the animator, whether one is named; by graph, and without each project.

    Without a project, the pairs go that share it alone: what is left needs no other projection.
    """
    named = bool(_named_animators(incidence.national.survey))
    whole, left = np.zeros((len(incidence.numbers), 3)), np.zeros((int(incidence.column_offsets[-1]), 3))
    for place, met in enumerate(cross_meetings(incidence)):
        start, stop = incidence.column_offsets[place : place + 2]
        whole[place] = met.shared.nnz, met.alone.nnz, named
        left[start:stop] = whole[place]
        if each:
            left[start:stop, 0] -= _only_there(met.table, met.shared)
            left[start:stop, 1] -= _only_there(sp.csr_array(met.table * ~met.animated), met.alone)
    return whole, left


def _only_there(table: sp.csr_array, pairs: sp.coo_array) -> np.ndarray:
    """Pairs that share each project and no other."""
    once = pairs.data == 1
    where = sp.csr_array(table[pairs.row[once]].multiply(table[pairs.col[once]]))
    where.eliminate_zeros()
    return np.bincount(where.indices, minlength=table.shape[1])


BATCH_STATISTICS["animator_ties"] = lambda incidence: _pairs(incidence)[0]
WITHOUT_PROJECT["animator_ties"] = lambda incidence: _pairs(incidence, each=True)[1]


def _only_with_the_animator(ties: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return 1 - ties[..., 1] / ties[..., 0], np.where(ties[..., 2] == 0, 1, np.where(ties[..., 0] == 0, 2, 0))


@metric(
    range=(0, 1), direction=-1, groups=("by",), reads="roles", statistics=("animator_ties",), formula=_only_with_the_animator,
    undefined={"no_animator": NO_ANIMATOR, "no_cross_tie": NO_CROSS_TIE},
    label=N_("Dependence on the animator"),
    reading=N_("the share of pairs of actors of different groups who only meet in projects where the animator takes part; when it "
               "falls from wave to wave, cooperation stands on its own"),
    cannot_say=N_("meeting without the animator is not yet owed to his work, nor the reverse"),
    compare_with=N_("other waves of the same territory"), reference="own definition", minimum_n=N_("8 projects for an interval"),
)  # fmt: skip
def animator_dependence(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> float:
    r"""Share of cross-group tied pairs whose only shared projects include the animator.

    Parameters
    ----------
    graph
        The territory and wave. Animators are the actors marked ``animator`` and whoever takes part with the role ``animator``;
        they are no end of the pairs, whether the graph holds them or not.
    by, missing
        Attribute of actors that forms groups, and the rule for actors without a group: see :func:`ei_index`.

    Returns
    -------
    float
        In [0, 1]: pairs tied only with the animator over tied pairs, both of actors of different groups.

    Raises
    ------
    Undefined
        The survey names no animator, or no two actors of different groups share a project.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> import cooperation_graph as cg, pandas as pd
    >>> rows = [("ann", "fair", "lead"), ("bob", "fair", "partner"), ("eve", "fair", "animator"), ("ann", "yard", "lead"),
    ...         ("cat", "yard", "partner")]
    >>> table = pd.DataFrame(rows, columns=["actor", "project", "role"])
    >>> actors = pd.DataFrame({"actor": ["ann", "bob", "cat"], "sector": ["x", "y", "y"]})
    >>> animator_dependence(cg.build_graphs(cg.Survey.from_frame(table, actors=actors, by=["sector"]))[0])
    0.5
    """
    return float(direct(animator_dependence, graph, by=by, missing=missing))
