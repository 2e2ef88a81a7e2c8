"""Sums over projects of what the table of participations says: leads, decisions, rungs.

A null model cannot redraw these; without a project they lose what that project adds, so that its jackknife costs one pass.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from cooperation_graph.graph import National
from cooperation_graph.sufficient import BATCH_STATISTICS, WITHOUT_PROJECT, Incidence, entries_of, leads_of

__all__ = ["Shares", "alive_columns", "deciding", "decisions_of", "register", "register_shares"]

Sums = Callable[..., np.ndarray]
#: Columns, holders (numbers that belong to one graph) and the holder's share of each column.
Shares = tuple[np.ndarray, np.ndarray, np.ndarray]


def _by_graph(incidence: Incidence, columns: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Sums over the graphs of an incidence of values that stand in national columns."""
    wanted = np.full(len(incidence.national.territories), -1)
    wanted[list(incidence.numbers)] = np.arange(len(incidence.numbers))
    graph = wanted[incidence.national.column_graph[columns]]
    result = np.zeros((len(incidence.numbers), values.shape[-1]))
    np.add.at(result, graph[graph >= 0], values[graph >= 0])
    return result


def alive_columns(incidence: Incidence) -> np.ndarray:
    """Whether each national column is a project with at least one actor here."""
    offsets = incidence.national.column_offsets[list(incidence.numbers)]
    degrees = np.diff(incidence.indptr[incidence.row_offsets])
    alive = np.zeros(len(incidence.national.column_project), dtype=bool)
    alive[incidence.indices + np.repeat(offsets, degrees)] = True
    return alive


def register(name: str, sums: Sums) -> None:
    """Make a statistic of sums over projects: `sums` gives what each national column adds; NaN says it was not asked."""

    def per_project(incidence: Incidence, *arguments: str) -> np.ndarray:
        return np.where(alive_columns(incidence)[:, None], sums(incidence, *arguments), 0.0)

    def whole(incidence: Incidence, *arguments: str) -> np.ndarray:
        values = per_project(incidence, *arguments)
        return _by_graph(incidence, np.arange(len(values)), values)

    def without(incidence: Incidence, *arguments: str) -> np.ndarray:
        values = per_project(incidence, *arguments)
        totals = _by_graph(incidence, np.arange(len(values)), values)
        left: np.ndarray = totals[incidence.national.column_graph] - values
        return left

    BATCH_STATISTICS[name], WITHOUT_PROJECT[name] = whole, without


def register_shares(name: str, shares: Callable[[Incidence], Shares]) -> None:
    """Make a statistic of who holds the projects: projects held, Σ_i n_i², Σ_p Σ_i s_ip², with s_ip the share of i in p."""

    def whole(incidence: Incidence) -> np.ndarray:
        columns, holders, share = shares(incidence)
        held = np.unique(columns)
        _, first_of_holder, of_holder = np.unique(holders, return_index=True, return_inverse=True)
        per_holder = np.bincount(of_holder, share, len(first_of_holder))
        return np.concatenate([
            _by_graph(incidence, held, np.ones((len(held), 1))),
            _by_graph(incidence, columns[first_of_holder], per_holder[:, None] ** 2),
            _by_graph(incidence, columns, share[:, None] ** 2),
        ], axis=-1)  # fmt: skip

    def without(incidence: Incidence) -> np.ndarray:
        columns, holders, share = shares(incidence)
        n_columns = len(incidence.national.column_project)
        _, of_holder = np.unique(holders, return_inverse=True)
        held = np.bincount(of_holder, share)[of_holder] if len(share) else share
        loss = np.stack([
            np.bincount(columns, minlength=n_columns) > 0, np.bincount(columns, held**2 - (held - share) ** 2, n_columns),
            np.bincount(columns, share**2, n_columns),
        ], axis=-1)  # fmt: skip
        left: np.ndarray = whole(incidence)[incidence.national.column_graph] - loss
        return left

    BATCH_STATISTICS[name], WITHOUT_PROJECT[name] = whole, without


def _equal_shares(columns: np.ndarray, rows: np.ndarray) -> Shares:
    """A project held by k actors counts 1/k for each."""
    counts = np.bincount(columns) if len(columns) else np.ones(1)
    return columns, rows, 1.0 / counts[columns]


# -- who decides -----------------------------------------------------------------------------------------------------


def deciding(national: National) -> np.ndarray:
    """Rows of the table of participations that are decision roles: `decides` where it is said, else lead or co-lead."""
    table = national.survey.participations
    role = table["role"] if "role" in table.columns else pd.Series(np.nan, index=table.index, dtype="str")
    decides = role.isin(("lead", "co_lead")).astype("boolean")
    if "decides" in table.columns:
        decides = table["decides"].astype("boolean").fillna(decides)
    found: np.ndarray = decides.to_numpy(dtype=bool) & national.tying()
    return found


def decisions_of(incidence: Incidence) -> tuple[np.ndarray, np.ndarray]:
    """Columns and rows of the national arrays joined by a decision role, each pair once."""
    return entries_of(incidence, deciding(incidence.national))


def _resident_decisions(incidence: Incidence) -> np.ndarray:
    columns, rows = decisions_of(incidence)
    n = len(incidence.national.column_project)
    resident = incidence.national.row_flag("residents")[rows]
    return np.stack([np.bincount(columns, minlength=n), np.bincount(columns, resident, n)], axis=-1)


def _resident_leads(incidence: Incidence) -> np.ndarray:
    columns, rows = leads_of(incidence)
    n = len(incidence.national.column_project)
    resident = incidence.national.row_flag("residents")[rows]
    return np.stack([np.bincount(columns, minlength=n) > 0, np.bincount(columns, resident, n) > 0], axis=-1).astype(float)


def _presence_and_power(incidence: Incidence) -> np.ndarray:
    """Projects, projects with residents, projects where a resident decides, decision roles."""
    national = incidence.national
    n = len(national.column_project)
    flagged = national.row_flag("residents")[incidence.rows]
    offsets = np.repeat(national.column_offsets[list(incidence.numbers)], np.diff(incidence.indptr[incidence.row_offsets]))
    present = np.bincount(incidence.indices + offsets, np.repeat(flagged, np.diff(incidence.indptr)), n) > 0
    columns, rows = decisions_of(incidence)
    power = present & (np.bincount(columns, national.row_flag("residents")[rows], n) > 0)
    decided = np.bincount(columns, minlength=n)
    return np.stack([np.ones(n), present, power, decided], axis=-1)


def _group_decisions(incidence: Incidence) -> np.ndarray:
    """Decision roles of each group."""
    national = incidence.national
    group = np.full(len(national.row_actor), -1)
    group[incidence.rows] = incidence.group
    columns, rows = decisions_of(incidence)
    known = group[rows] >= 0
    counts = np.zeros((len(national.column_project), incidence.n_groups))
    np.add.at(counts, (columns[known], group[rows[known]]), 1)
    return counts


def _top_leads(incidence: Incidence, k: str) -> np.ndarray:
    """Led projects, and those led by the k actors who lead most."""
    return _top(incidence, int(k))[0]


def _top_leads_without(incidence: Incidence, k: str) -> np.ndarray:
    whole, left = _top(incidence, int(k), each=True)
    return np.where(np.isnan(left), whole[incidence.national.column_graph], left)


def _top(incidence: Incidence, k: int, each: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Led projects and what the k first lead, by graph, and without each led project in turn (NaN for the others)."""
    columns, rows, share = _equal_shares(*leads_of(incidence))
    national = incidence.national
    whole, left = np.zeros((len(incidence.numbers), 2)), np.full((len(national.column_project), 2), np.nan)
    graph = national.column_graph[columns]
    for place, number in enumerate(incidence.numbers):
        chosen = graph == number
        projects, leads, part = columns[chosen], np.unique(rows[chosen], return_inverse=True)[1], share[chosen]
        held, led = np.bincount(leads, part), np.unique(projects)
        whole[place] = len(led), np.sort(held)[-k:].sum()
        for project in led if each else ():
            gone = projects == project
            rest = held - np.bincount(leads[gone], part[gone], len(held))
            left[project] = len(led) - 1, np.sort(rest)[-k:].sum()
    return whole, left


def _co_leads(incidence: Incidence) -> np.ndarray:
    columns, _ = leads_of(incidence)
    counts = np.bincount(columns, minlength=len(incidence.national.column_project))
    return np.stack([counts > 0, counts > 1], axis=-1).astype(float)


def _rungs(incidence: Incidence, at_least: str) -> np.ndarray:
    """Participations of residents with a rung, and those at least as high as `at_least`."""
    national = incidence.national
    n = len(national.column_project)
    table = national.survey.participations
    if "rung" not in table.columns:
        return np.full((n, 2), np.nan)
    rung = pd.to_numeric(table["rung"], errors="coerce").to_numpy(dtype=float)
    counts = []
    for chosen in (~np.isnan(rung), rung >= float(at_least)):
        columns, rows = entries_of(incidence, chosen)
        counts.append(np.bincount(columns, national.row_flag("residents")[rows], n))
    return np.stack(counts, axis=-1)


register_shares("lead_shares", lambda incidence: _equal_shares(*leads_of(incidence)))
register_shares("decision_shares", lambda incidence: _equal_shares(*decisions_of(incidence)))
for _name, _sums in (
    ("resident_decisions", _resident_decisions), ("resident_leads", _resident_leads), ("co_leads", _co_leads),
    ("presence_and_power", _presence_and_power), ("resident_rungs", _rungs),
    ("group_decisions", _group_decisions),
):  # fmt: skip
    register(_name, _sums)
BATCH_STATISTICS["top_leads"], WITHOUT_PROJECT["top_leads"] = _top_leads, _top_leads_without
