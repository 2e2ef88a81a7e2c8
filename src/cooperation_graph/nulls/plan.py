"""What curveball trades may exchange in some graphs: the arrays that the compiled chain reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.sufficient import Incidence, leads_of

__all__ = ["LONGEST", "TradePlan", "plan_trades"]

#: Rotations go round so many projects at most: enough for eight forbidden actors in a project, and more would hardly be accepted.
LONGEST = 10


@dataclass(frozen=True, eq=False)
class TradePlan:
    """What may trade in some graphs: the arrays of :func:`cooperation_graph.kernels.draws.trades`.

    Projects are counted over all the graphs, actors from the first of their graph.
    """

    lists: np.ndarray
    pointers: np.ndarray
    free: np.ndarray
    trade_offsets: np.ndarray
    lines: np.ndarray
    group_start: np.ndarray
    group_size: np.ndarray
    barred_pointers: np.ndarray
    barred: np.ndarray
    longest: np.ndarray


def plan_trades(
    incidence: Incidence, *, strata: str | None = None, fix_leads: bool = False, impossible: pd.DataFrame | None = None,
    frozen: np.ndarray | None = None,
) -> TradePlan:  # fmt: skip
    """Say which participations may be exchanged.

    Parameters
    ----------
    incidence
        The graphs.
    strata
        Attribute of projects (``"theme"``…): only projects of one stratum exchange actors, so that everyone keeps his number
        in each. Projects without a value form a stratum of their own.
    fix_leads
        Participations as lead or co-lead stay; the others trade, and nobody becomes partner of a project he leads.
    impossible
        Pairs that no draw joins: columns ``actor, project``, and ``territory, wave`` if need be.
    frozen
        Rows whose projects stay as observed.

    Raises
    ------
    ValueError
        An observed participation is declared impossible.
    """
    from cooperation_graph.kernels.statistics import turn

    store, numbers = incidence.national, list(incidence.numbers)
    n_graphs, n_columns = len(incidence.row_offsets) - 1, int(incidence.column_offsets[-1])
    row_graph = np.repeat(np.arange(n_graphs), np.diff(incidence.row_offsets))
    column_graph = np.repeat(np.arange(n_graphs), np.diff(incidence.column_offsets))
    rows = np.repeat(np.arange(len(row_graph)), np.diff(incidence.indptr))
    columns = incidence.indices + incidence.column_offsets[row_graph[rows]]
    national = np.concatenate([np.arange(store.column_offsets[g], store.column_offsets[g + 1]) for g in numbers])
    stays = np.zeros(len(rows), dtype=bool) if frozen is None else frozen[rows]
    barred_columns, barred_rows = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    if impossible is not None:
        barred_columns, barred_rows = _cells(incidence, impossible, national)
        observed = np.isin(barred_columns * len(row_graph) + barred_rows, columns * len(row_graph) + rows)
        if observed.any():
            actor = store.actor_ids[store.row_actor[incidence.rows][barred_rows[observed][0]]]
            raise ValueError(f"{actor!r} takes part in a project that is declared impossible for it")
    if fix_leads:
        leads = _is_lead(incidence, rows, columns, national)
        barred_columns = np.concatenate([barred_columns, columns[leads & ~stays]])
        barred_rows = np.concatenate([barred_rows, rows[leads & ~stays]])
        stays = stays | leads
    held = np.bincount(barred_columns, minlength=n_columns)
    longest = np.zeros(n_graphs, dtype=np.int64)
    np.maximum.at(longest, column_graph, np.where(held > 0, np.minimum(held + 2, LONGEST), 0))
    first = np.concatenate([np.flatnonzero(stays), np.flatnonzero(~stays)])  # who stays stands first in a project
    pointers, order = np.zeros(n_columns + 1, dtype=np.int64), np.zeros(len(rows), dtype=np.int32)
    turn(np.arange(len(rows) + 1), columns[first].astype(np.int32), n_columns, pointers, order)
    order, sizes = first[order], np.diff(pointers)
    free = pointers[:-1] + np.bincount(columns[stays], minlength=n_columns)
    stratum = _strata(store, strata, national)
    key = column_graph * (int(stratum.max(initial=0)) + 1) + stratum
    may = (free < pointers[1:]) & (sizes < np.diff(incidence.row_offsets)[column_graph])
    may &= np.bincount(key[may], minlength=int(key.max(initial=0)) + 1)[key] > 1
    lines = np.flatnonzero(may)
    lines = lines[np.argsort(key[lines], kind="stable")]
    _, first, inverse, count = np.unique(key[lines], return_index=True, return_inverse=True, return_counts=True)
    trade_offsets = np.searchsorted(column_graph[lines], np.arange(n_graphs + 1)).astype(np.int64)
    return TradePlan(
        (rows - incidence.row_offsets[row_graph[rows]])[order].astype(np.int32), pointers, free.astype(np.int64), trade_offsets,
        lines.astype(np.int64), (first[inverse] - trade_offsets[column_graph[lines]]).astype(np.int64),
        count[inverse].astype(np.int64), np.concatenate([[0], np.cumsum(held)]).astype(np.int64),
        (barred_rows - incidence.row_offsets[row_graph[barred_rows]])[np.argsort(barred_columns, kind="stable")].astype(np.int32),
        longest,
    )  # fmt: skip


def _strata(store: Any, strata: str | None, columns: np.ndarray) -> np.ndarray:
    """Stratum of each column, from 0; projects without a value are one of them."""
    if strata is None:
        return np.zeros(len(columns), dtype=np.int64)
    projects = store.survey.projects
    if strata not in projects.columns:
        raise UnknownName("attribute of projects", strata, set(projects.columns) - {"project", "name"})
    codes, _ = pd.factorize(projects[strata].astype("str").str.split("|").str[0])  # several themes: the first leads
    described = store.table_rows("projects")[columns]
    return np.where(described >= 0, codes[described] if len(codes) else -1, -1) + 1


def _is_lead(incidence: Incidence, rows: np.ndarray, columns: np.ndarray, national_columns: np.ndarray) -> np.ndarray:
    lead_columns, lead_rows = leads_of(incidence)
    n_rows = len(incidence.national.row_actor)
    national_rows = np.arange(n_rows)[incidence.rows]
    return np.isin(national_columns[columns] * n_rows + national_rows[rows], lead_columns * n_rows + lead_rows)


def _cells(incidence: Incidence, table: pd.DataFrame, national_columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Columns and rows of the incidence that a table of actors and projects names."""
    store = incidence.national

    def places(offsets: np.ndarray, kind: str, ids: Any) -> pd.DataFrame:
        graph = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
        number = np.asarray(list(incidence.numbers))[graph]
        frame = pd.DataFrame({"graph": graph, kind: np.asarray(ids, dtype=object), f"{kind}_place": np.arange(len(graph))})
        frame["territory"] = np.asarray(store.territories, dtype=object)[number]
        frame["wave"] = np.asarray(store.waves, dtype=object)[number]
        return frame

    actors = places(incidence.row_offsets, "actor", store.actor_ids[store.row_actor[incidence.rows]])
    projects = places(incidence.column_offsets, "project", store.project_ids[store.column_project[national_columns]])
    keys = [column for column in ("territory", "wave") if column in table.columns]
    wanted = table[["actor", "project", *keys]].astype("object").drop_duplicates()
    found = wanted.merge(actors, on=["actor", *keys]).merge(projects[["graph", "project", "project_place"]], on=["graph", "project"])
    return found["project_place"].to_numpy(np.int64), found["actor_place"].to_numpy(np.int64)
