"""`keep_degrees`: actors take part in as many projects, projects hold as many actors; only who meets whom is drawn.

Curveball trades; see :mod:`cooperation_graph.kernels.curveball`. A draw is preceded by `BURN_IN` trades for each line (an
actor with something to exchange) when a block starts and `THIN` between draws: with these the lag-1 autocorrelation of the
number of tied pairs stays under .05 on survey-sized graphs (measured in tests/nulls).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.sufficient import Incidence, incidence_of
from cooperation_graph.nulls.card import NullCard
from cooperation_graph.nulls.chance import BLOCK, graph_key

__all__ = ["BURN_IN", "THIN", "TradePlan", "keep_degrees", "plan_trades"]

BURN_IN, THIN = 10, 2


@dataclass(frozen=True, eq=False)
class TradePlan:
    """What may trade in some graphs: the arrays of :func:`cooperation_graph.kernels.statistics.draw`."""

    lists: np.ndarray
    trade_offsets: np.ndarray
    lines: np.ndarray
    line_indptr: np.ndarray
    group_start: np.ndarray
    group_size: np.ndarray
    forbidden_indptr: np.ndarray
    forbidden: np.ndarray

    @property
    def reach(self) -> str:
        """``"uniform"`` over all matrices that qualify, or ``"reachable"``: forbidden cells may part the space."""
        return "reachable" if len(self.forbidden) else "uniform"


def plan_trades(
    incidence: Incidence, *, strata: str | None = None, fix_leads: bool = False, frozen: np.ndarray | None = None
) -> TradePlan:
    """Say which projects may be exchanged.

    Parameters
    ----------
    incidence
        The graphs.
    strata
        Attribute of projects (``"theme"``…): actors trade only projects of one stratum, so that everyone keeps his number in
        each. Projects without a value form a stratum of their own.
    fix_leads
        Participations as lead or co-lead stay; the others trade, and nobody becomes partner of a project he leads.
    frozen
        Rows whose projects stay as observed.
    """
    store, numbers = incidence.national, list(incidence.numbers)
    n_rows = len(incidence.indptr) - 1
    degrees = np.diff(incidence.indptr)
    rows = np.repeat(np.arange(n_rows), degrees)
    n_graphs = len(incidence.row_offsets) - 1
    row_graph = np.repeat(np.arange(n_graphs), np.diff(incidence.row_offsets))
    columns = incidence.indices + incidence.column_offsets[row_graph[rows]]
    n_columns = int(incidence.column_offsets[-1])
    if not strata and not fix_leads:
        lists, line_indptr, line_row = incidence.indices, incidence.indptr, np.arange(n_rows)
        line_stratum, room = np.zeros(n_rows, dtype=np.int64), np.diff(incidence.column_offsets)[row_graph]
        is_fixed = np.zeros(n_rows, dtype=bool)
        forbidden_indptr, forbidden = np.zeros(n_rows + 1, dtype=np.int64), np.zeros(0, dtype=np.int32)
    else:
        national_columns = np.concatenate([np.arange(store.column_offsets[g], store.column_offsets[g + 1]) for g in numbers])
        stratum = _strata(store, strata, national_columns)
        segment = stratum[columns] + 1
        if fix_leads:
            segment = np.where(_is_lead(incidence, rows, columns, national_columns), 0, segment)
        order = np.lexsort((incidence.indices, segment, rows))
        lists, segment, ordered_rows = incidence.indices[order], segment[order], rows[order]
        starts = np.flatnonzero(np.r_[True, (np.diff(ordered_rows) != 0) | (np.diff(segment) != 0)]) if len(rows) else np.zeros(0, int)
        line_indptr = np.r_[starts, len(rows)].astype(np.int64)
        line_row, line_stratum = ordered_rows[starts], segment[starts]
        is_fixed = line_stratum == 0
        sizes = pd.Series(stratum).groupby([np.repeat(np.arange(n_graphs), np.diff(incidence.column_offsets)), stratum]).size()
        room = sizes.reindex(pd.MultiIndex.from_arrays([row_graph[line_row], line_stratum - 1])).fillna(0).to_numpy()
        forbidden_indptr, forbidden = _forbidden(line_row, is_fixed, line_indptr, lists)
    length = np.diff(line_indptr)
    may = (length > 0) & (length < room) & ~is_fixed
    if frozen is not None:
        may &= ~frozen[line_row]
    line_graph = row_graph[line_row]
    lines = np.flatnonzero(may)
    key = line_graph[lines] * (int(line_stratum.max(initial=0)) + 1) + line_stratum[lines]
    order = np.argsort(key, kind="stable")
    lines, key = lines[order], key[order]
    _, first, inverse, count = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    alone = count[inverse] < 2
    lines, key = lines[~alone], key[~alone]
    _, first, inverse, count = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    trade_offsets = np.searchsorted(line_graph[lines], np.arange(n_graphs + 1)).astype(np.int64)
    group_start = first[inverse] - trade_offsets[line_graph[lines]] if len(lines) else np.zeros(0, dtype=np.int64)
    return TradePlan(
        np.asarray(lists, dtype=np.int32), trade_offsets, lines.astype(np.int64), np.asarray(line_indptr, dtype=np.int64),
        group_start.astype(np.int64), count[inverse].astype(np.int64) if len(lines) else np.zeros(0, dtype=np.int64),
        forbidden_indptr, forbidden,
    )  # fmt: skip


def _strata(store: Any, strata: str | None, columns: np.ndarray) -> np.ndarray:
    if strata is None:
        return np.zeros(len(columns), dtype=np.int64)
    projects = store.survey.projects
    if strata not in projects.columns:
        raise UnknownName("attribute of projects", strata, set(projects.columns) - {"project", "name"})
    codes, _ = pd.factorize(projects[strata].astype("str").str.split("|").str[0])  # several themes: the first leads
    described = store.table_rows("projects")[columns]
    return np.where(described >= 0, codes[described] if len(codes) else -1, -1) + 1


def _is_lead(incidence: Incidence, rows: np.ndarray, columns: np.ndarray, national_columns: np.ndarray) -> np.ndarray:
    from cooperation_graph.sufficient import leads_of

    lead_columns, lead_rows = leads_of(incidence)
    store = incidence.national
    n_rows = len(store.row_actor)
    national_rows = np.arange(n_rows)[incidence.rows]
    return np.isin(national_columns[columns] * n_rows + national_rows[rows], lead_columns * n_rows + lead_rows)


def _forbidden(
    line_row: np.ndarray, is_fixed: np.ndarray, line_indptr: np.ndarray, lists: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Projects a line may not get: those its actor holds for good."""
    fixed_line = np.full(int(line_row.max(initial=-1)) + 1, -1)
    fixed_line[line_row[is_fixed]] = np.flatnonzero(is_fixed)
    own = fixed_line[line_row]
    sizes = np.where((own >= 0) & ~is_fixed, line_indptr[own + 1] - line_indptr[own], 0)
    indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    start = np.repeat(line_indptr[np.maximum(own, 0)] - indptr[:-1], sizes)
    return indptr, lists[start + np.arange(indptr[-1])].astype(np.int32)


def keep_degrees(
    graph: CooperationGraph, *, rng: np.random.Generator | int | None = None, strata: str | None = None, fix_leads: bool = False
) -> CooperationGraph:
    """Draw a graph in which every actor has as many projects and every project as many actors as observed.

    Parameters
    ----------
    graph
        The observed graph.
    rng
        Chance: a generator, a seed, or None for a fresh one.
    strata
        Attribute of projects inside which projects are exchanged (``"theme"``): everyone keeps his number in each stratum.
    fix_leads
        Leads stay where they are; partners are drawn.

    Returns
    -------
    CooperationGraph
        A draw from the uniform law over all graphs with these degrees. With `fix_leads`, over those that trades and
        three-way rotations reach, which is all of them on every case enumerated in the tests.

    References
    ----------
    Strona et al. 2014, Nat. Commun. 5:4114; uniformity: Carstens 2015, Phys. Rev. E 91:042812.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> graph = tiny_graph("two_silos_and_a_bridge")
    >>> drawn = keep_degrees(graph, rng=1)
    >>> (drawn.actor_degrees == graph.actor_degrees).all() and (drawn.project_sizes == graph.project_sizes).all()
    np.True_
    """
    from cooperation_graph.kernels import statistics as kernel

    incidence = incidence_of(graph, None)
    plan = plan_trades(incidence, strata=strata, fix_leads=fix_leads)
    chance = np.random.default_rng(rng)
    key = graph_key(int(chance.integers(2**63)), graph.territory, graph.wave, "keep_degrees")[None, :]
    kept = np.zeros((1, 1, max(len(graph.indices), 1)), dtype=np.int32)
    kernel.draw(
        0, 1, incidence.row_offsets, incidence.column_offsets, incidence.indptr, plan.lists, incidence.group,
        np.zeros(graph.n_actors, dtype=np.uint8), 1, 0, np.full(len(kernel.CODES), -1, dtype=np.int64), False,
        plan.trade_offsets, plan.lines, plan.line_indptr, plan.group_start, plan.group_size, plan.forbidden_indptr,
        plan.forbidden, key, 0, 1, BLOCK, BURN_IN, THIN, np.zeros((1, 1, 0)), kept,
    )  # fmt: skip
    return redrawn(graph, kept[0, 0, : len(graph.indices)])


def redrawn(graph: CooperationGraph, lists: np.ndarray) -> CooperationGraph:
    """The graph with drawn lists of projects, sorted within each actor."""
    rows = np.repeat(np.arange(graph.n_actors), np.diff(graph.indptr))
    return graph.with_incidence(graph.indptr, lists[np.lexsort((lists, rows))])


keep_degrees.card = NullCard(  # type: ignore[attr-defined]
    "keep_degrees", ("actor degrees", "project sizes"),
    N_("every actor takes part in as many projects, every project gathers as many actors; only who meets whom is left to chance"),
    "trades",
)  # fmt: skip
