"""Projects left out, or exchanged between two waves: many variants of one territory as one batch of graphs.

Metrics then run over the batch as over any :class:`Graphs`, in one compiled pass when their card allows it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph, Graphs, National
from cooperation_graph.metrics.card import card_of, parameters_of
from cooperation_graph.sufficient import evaluate, group_attribute, incidence_of, observe
from cooperation_graph.survey.tables import Survey

__all__ = ["Choice", "Parts", "joined", "metric_values", "parts_of", "values_without_each", "variant_values", "variants"]

#: Participations in one batch of variants: bounds the memory.
BATCH = 1_000_000

Cells = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class Parts:
    """One territory in some waves, on the union of its actors and of its projects.

    Attributes
    ----------
    actors, projects
        Ids of the N actors and P projects.
    entries
        Participations that tie, sorted by actor then project: actor, project and wave (0, 1…), shape (3, E).
    roster, running
        Who is in the graph of each wave, shape (waves, N), and which projects, shape (waves, P).
    rows
        Actor and project (-1: not in the graphs) and wave of each row of `survey.participations`, shape (3, T).
    waves
        Names of the waves.
    survey
        The territory's own survey: its participations, and its actors and projects as each wave describes them.
    """

    actors: pd.Index
    projects: pd.Index
    entries: np.ndarray
    roster: np.ndarray
    running: np.ndarray
    rows: np.ndarray
    waves: tuple[str, ...]
    survey: Survey


def parts_of(*graphs: CooperationGraph) -> Parts:
    """The union of the graphs of one territory, one a wave."""
    actors, projects = graphs[0].actor_ids, graphs[0].project_ids
    for graph in graphs[1:]:
        actors, projects = actors.union(graph.actor_ids), projects.union(graph.project_ids)
    entries, rows = [], []
    roster = np.zeros((len(graphs), len(actors)), dtype=bool)
    running = np.zeros((len(graphs), len(projects)), dtype=bool)
    for wave, graph in enumerate(graphs):
        row, column = actors.get_indexer(graph.actor_ids), projects.get_indexer(graph.project_ids)
        roster[wave, row], running[wave, column] = True, True
        actor = np.repeat(row, np.diff(graph.indptr))
        entries.append(np.stack([actor, column[graph.indices], np.full(len(actor), wave)]))
        table = graph.participations
        rows.append(np.stack([
            actors.get_indexer(pd.Index(table["actor"])), projects.get_indexer(pd.Index(table["project"])),
            np.full(len(table), wave),
        ]))  # fmt: skip
    flat = np.concatenate(entries, axis=1)
    waves = tuple(graph.wave for graph in graphs)
    survey = replace(
        graphs[0].survey, participations=pd.concat([graph.participations for graph in graphs], ignore_index=True),
        actors=_described([graph.actors for graph in graphs], waves, actors, "actor"),
        projects=_described([graph.projects for graph in graphs], waves, projects, "project"),
    )  # fmt: skip
    order = np.lexsort((flat[1], flat[0]))
    return Parts(actors, projects, flat[:, order], roster, running, np.concatenate(rows, axis=1), waves, survey)


def _described(frames: Sequence[pd.DataFrame], waves: Sequence[str], ids: pd.Index, kind: str) -> pd.DataFrame:
    """Each wave's description of everybody: its own, or the first other wave's for those it does not know."""
    tables = []
    for wave, frame in zip(waves, frames, strict=True):
        others = [other.loc[~other.index.isin(frame.index)] for other in frames if other is not frame]
        whole = pd.concat([frame, *others]) if others else frame
        whole = whole[~whole.index.duplicated()]
        tables.append(whole.reindex(ids).rename_axis(kind).reset_index().assign(wave=wave))
    return pd.concat(tables, ignore_index=True)


class Choice(NamedTuple):
    """What R variants are made of.

    Attributes
    ----------
    include
        Which cells of participations each holds, shape (R, cells).
    rows, columns
        Which actors and projects, shapes (R, N) and (R, P).
    waves
        Wave whose descriptions of actors and projects each uses, shape (R,).
    """

    include: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    waves: np.ndarray


def joined(*choices: Choice) -> Choice:
    """One choice after the other."""
    return Choice(*(np.concatenate(parts) for parts in zip(*choices, strict=True)))


def cells_of_columns(parts: Parts) -> Cells:
    """Cells are projects in waves: project p in wave w is cell w·P + p; the last cells hold what is outside the graphs."""
    m, n_waves = len(parts.projects), len(parts.waves)

    def cells(actor: np.ndarray, project: np.ndarray, wave: np.ndarray) -> np.ndarray:
        return np.where(project < 0, n_waves * m + wave, wave * m + project)

    return cells


def variants(parts: Parts, cells: Cells, choice: Choice, *, with_roles: bool = True) -> Graphs:
    """Build R graphs out of the same parts.

    Parameters
    ----------
    parts
        What they are made of.
    cells
        Function of the actors, projects and waves of participations that says which cell each is in.
    choice
        What each variant holds.
    with_roles
        Carry the participations with their roles too; dearer, and needed only by metrics that read them.
    """
    include, rows, columns, waves = choice
    actor, project, wave = parts.entries
    n, number = len(parts.actors), len(include)
    held = include[:, cells(actor, project, wave)] & rows[:, actor] & columns[:, project]
    variant, entry = np.nonzero(held)
    row_place = np.cumsum(rows, axis=1) - 1
    column_place = np.cumsum(columns, axis=1) - 1
    row_offsets = np.concatenate([[0], np.cumsum(rows.sum(axis=1))])
    column_offsets = np.concatenate([[0], np.cumsum(columns.sum(axis=1))])
    degrees = np.bincount(variant * n + actor[entry], minlength=number * n).reshape(number, n)[rows]
    indptr = np.concatenate([[0], np.cumsum(degrees)])
    indices = column_place[variant, project[entry]].astype(np.int32)
    by_column = sp.coo_array(
        (np.ones(len(entry), dtype=np.int8),
         (row_offsets[variant] + row_place[variant, actor[entry]], column_offsets[variant] + indices)),
        shape=(int(row_offsets[-1]), int(column_offsets[-1])),
    ).tocsc()  # fmt: skip
    by_column.sort_indices()
    first_row = np.repeat(row_offsets[:-1].repeat(columns.sum(axis=1)), np.diff(by_column.indptr))
    names = tuple(map(str, range(number)))
    table, cache = parts.survey.participations.iloc[:0], {}
    if with_roles:
        variant, entry = np.nonzero(_held_rows(parts, cells, choice))
        table = _roles(parts, variant, entry, waves)
        actor, project, _ = parts.rows[:, entry]
        row = np.where(actor >= 0, row_offsets[variant] + row_place[variant, actor], -1)
        column = np.where(project >= 0, column_offsets[variant] + column_place[variant, project], -1)
        cache["entry_places"] = (variant, row, column)  # else every text would be looked up again
    return Graphs(National(
        names, tuple(parts.waves[i] for i in waves), row_offsets, column_offsets, indptr, indices,
        by_column.indptr.astype(np.int64), (by_column.indices - first_row).astype(np.int32),
        np.nonzero(rows)[1].astype(np.int32), np.nonzero(columns)[1].astype(np.int32), parts.actors, parts.projects,
        replace(parts.survey, participations=table), {}, cache,
    ))  # fmt: skip


def _held_rows(parts: Parts, cells: Cells, choice: Choice) -> np.ndarray:
    """Which rows of the participations each variant holds."""
    actor, project, wave = parts.rows
    held = choice.include[:, cells(actor, project, wave)]
    held &= choice.rows[:, actor] | (actor < 0)  # actors outside the graphs, such as funders, stay with their projects
    held &= choice.columns[:, project] | (project < 0)
    return np.asarray(held)


def _roles(parts: Parts, variant: np.ndarray, entry: np.ndarray, waves: np.ndarray) -> pd.DataFrame:
    """The participations of each variant; its number stands for the territory."""
    numbers, labels = pd.Series(map(str, range(len(waves))), dtype="str"), pd.Series(parts.waves, dtype="str")
    table = parts.survey.participations.take(entry).reset_index(drop=True)
    return table.assign(
        territory=numbers.take(variant).reset_index(drop=True), wave=labels.take(waves[variant]).reset_index(drop=True)
    )


def metric_values(graphs: Graphs, function: Callable[..., Any], by: str | None = None) -> tuple[np.ndarray, list[str]]:
    """A territory-level metric over many graphs: values, NaN where undefined, and the reason there ("" elsewhere)."""
    card = card_of(function)
    params = {**parameters_of(function), **({"by": by} if card.groups and by is not None else {})}
    needs = card.needs(params)
    if needs is not None:
        attribute = group_attribute(graphs, params["by"]) if card.groups else None
        arrays = observe(incidence_of(graphs, attribute, params.get("missing", "drop")), needs)
        value, code = evaluate(card, params, arrays)
        sentences = ["", *card.undefined.values()]
        return np.asarray(value, dtype=float), [sentences[int(c)] for c in code]
    values, reasons = np.full(len(graphs), np.nan), [""] * len(graphs)
    given = {"by": params["by"]} if card.groups and params.get("by") is not None else {}
    for number, graph in enumerate(graphs):
        try:
            values[number] = float(function(graph, **given))
        except Undefined as undefined:
            reasons[number] = undefined.reason
    return values, reasons


def variant_values(
    parts: Parts, cells: Cells, choice: Choice, metrics: Sequence[tuple[Callable[..., Any], str | None]]
) -> tuple[np.ndarray, list[list[str]]]:
    """Metrics, each with its `by`, over variants (see :func:`variants`): values, shape (metrics, R), and reasons."""
    with_roles = any(_reads_more(function) for function, _ in metrics)
    number = len(choice.waves)
    values = np.full((len(metrics), number), np.nan)
    reasons: list[list[str]] = [[] for _ in metrics]
    step = max(1, BATCH // max(1, parts.entries.shape[1]))
    for start in range(0, number, step):
        part = slice(start, start + step)
        batch = variants(parts, cells, Choice(*(field[part] for field in choice)), with_roles=with_roles)
        for k, (function, by) in enumerate(metrics):
            values[k, part], found = metric_values(batch, function, by)
            reasons[k].extend(found)
    return values, reasons


def _reads_more(function: Callable[..., Any]) -> bool:
    card = card_of(function)
    return card.reads != "incidence" or card.formula is None


def values_without_each(graph: CooperationGraph, function: Callable[..., Any], by: str | None = None) -> np.ndarray:
    """θ₍₋p₎ of any territory-level metric: its value without each project in turn, NaN where undefined, shape (P,).

    Examples
    --------
    >>> from cooperation_graph.metrics import mean_partners
    >>> graph = CooperationGraph.from_biadjacency(np.array([[1, 0, 1], [1, 1, 0], [0, 1, 0]]))
    >>> values_without_each(graph, mean_partners).round(3).tolist()
    [0.667, 0.667, 1.333]
    """
    parts = parts_of(graph)
    m, n = len(parts.projects), len(parts.actors)
    kept = ~np.eye(m, dtype=bool)
    choice = Choice(
        np.concatenate([kept, np.ones((m, 1), dtype=bool)], axis=1), np.ones((m, n), dtype=bool), kept,
        np.zeros(m, dtype=np.int64),
    )  # fmt: skip
    values, _ = variant_values(parts, cells_of_columns(parts), choice, [(function, by)])
    return np.asarray(values[0])
