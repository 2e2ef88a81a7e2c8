"""Metrics that are formulas on sufficient statistics: all graphs and all draws in compiled passes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.graph import Graphs
from cooperation_graph.locale import N_
from cooperation_graph.measures.against import against_null, summarise_draws
from cooperation_graph.measures.tasks import Settings, Task, complete
from cooperation_graph.nulls.card import card_of_null
from cooperation_graph.nulls.draws import draw_graphs, stream
from cooperation_graph.sufficient import (
    Incidence,
    Layout,
    evaluate,
    fixed_statistics,
    incidence_of,
    observe,
    observe_without,
)  # fmt: skip
from cooperation_graph.uncertainty import jackknife, wilson

__all__ = ["measure_compiled"]

NOBODY = N_("there is no actor with a known group")


def measure_compiled(graphs: Graphs, by: str | None, missing: str, tasks: list[Task], settings: Settings) -> list[pd.DataFrame]:
    """Observe all graphs, leave projects out and draw from the null in compiled passes; formulas on whole arrays."""
    incidence = incidence_of(graphs, by, missing)
    needs = {task.name: task.needs() or () for task in tasks}
    requests = list(dict.fromkeys(request for wanted in needs.values() for request in wanted))
    arrays = observe(incidence, requests)
    values = {task.name: evaluate(task.card, task.params, arrays) for task in tasks}
    null, drawn_tasks = settings.null, [task for task in tasks if task.redrawn]
    moments: dict[str, dict[str, np.ndarray]] = {}
    if null is not None and drawn_tasks:
        moments = _null_moments(graphs, incidence, by, missing, drawn_tasks, values, settings)
    without = observe_without(incidence, requests) if settings.interval else {}
    pieces = []
    for task in tasks:
        value, code = values[task.name]
        columns: dict[str, Any] = {"value": value, "code": code, **_interval(task, incidence, arrays, without, value, settings)}
        if task.name in moments:
            found = moments[task.name]
            columns |= {key: found[key] for key in ("expected", "sd", "draws", "draws_undefined", "draws_effective")}
            columns |= against_null(value, found, *task.card.range)
            for key in ("expected", "sd"):
                columns[key] = np.where(np.isnan(value), np.nan, columns[key])
        pieces.append(_frame(graphs, incidence, by if "by" in task.card.groups else None, task, columns, settings))
    return pieces


def _null_moments(
    graphs: Graphs, incidence: Incidence, by: str | None, missing: str, tasks: list[Task],
    values: Mapping[str, tuple[np.ndarray, np.ndarray]], settings: Settings,
) -> dict[str, dict[str, np.ndarray]]:  # fmt: skip
    assert settings.null is not None
    requests = list(dict.fromkeys(request for task in tasks for request in task.needs() or ()))
    layout, fixed = Layout.of(requests, incidence.n_groups), fixed_statistics(incidence, requests)

    def reduce(first: int, last: int, flat: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
        arrays = {**layout.split(flat), **{name: kept[first:last, None] for name, kept in fixed.items()}}
        return {
            task.name: summarise_draws(*evaluate(task.card, task.params, arrays), values[task.name][0][first:last])
            for task in tasks
        }

    if card_of_null(settings.null).sampler:
        parts = stream(
            incidence, layout, settings.null, reduce, draws=settings.draws, entropy=settings.entropy, n_jobs=settings.n_jobs,
            progress=settings.progress, checkpoint=(settings.checkpoint, repr([task.name for task in tasks])),
        )  # fmt: skip
    else:  # any function of a graph: call it, then the compiled statistics of what it returns
        seen = graphs.compact() if by is None else graphs.known(by, missing)
        parts = []
        for place, graph in enumerate(seen):
            drawn = draw_graphs(graph, settings.null, draws=settings.draws, entropy=settings.entropy)
            found = [observe(incidence_of(one, by, missing), requests) for one in drawn]
            arrays = {name: np.stack([one[name] for one in found], axis=1) for name in requests}
            moments = {
                task.name: summarise_draws(*evaluate(task.card, task.params, arrays), values[task.name][0][place : place + 1])
                for task in tasks
            }
            parts.append((place, place + 1, moments))
            if settings.progress:
                settings.progress(place + 1, len(seen))
    return {
        task.name: {key: np.concatenate([part[task.name][key] for _, _, part in parts]) for key in parts[0][2][task.name]}
        for task in tasks
    } if parts else {}  # fmt: skip


def _interval(
    task: Task, incidence: Incidence, arrays: Mapping[str, np.ndarray], without: Mapping[str, np.ndarray], value: np.ndarray,
    settings: Settings,
) -> dict[str, np.ndarray]:  # fmt: skip
    if not settings.interval:
        return {}
    card = task.card
    if card.counts is not None:
        numerator, denominator = card.counts(*(arrays[name] for name in task.needs() or ()))
        low, high = wilson(numerator, denominator, confidence=settings.confidence)
        blank = np.isnan(value)
        with np.errstate(invalid="ignore", divide="ignore"):
            se = np.sqrt(value * (1 - value) / denominator)
        return {
            "numerator": numerator, "denominator": denominator, "se": se, "ci_low": np.where(blank, np.nan, low),
            "ci_high": np.where(blank, np.nan, high), "method": np.where(blank, "", "Wilson").astype(object),
        }  # fmt: skip
    left, _ = evaluate(card, task.params, without)
    alive = np.bincount(  # a project without actors is no project
        incidence.indices + np.repeat(incidence.column_offsets[:-1], np.diff(incidence.indptr[incidence.row_offsets])),
        minlength=int(incidence.column_offsets[-1]),
    ) > 0  # fmt: skip
    offsets = np.concatenate([[0], np.cumsum(alive)])[incidence.column_offsets]
    left = np.moveaxis(left[alive], 0, -1)
    found = jackknife(left, np.moveaxis(value, 0, -1), offsets=offsets, confidence=settings.confidence, bounds=card.range)
    se, df, low, high, reason = (np.moveaxis(np.asarray(part), -1, 0) for part in found)
    method = np.where(reason == "", "project jackknife-t", reason)
    return {"se": se, "df": df, "ci_low": low, "ci_high": high, "method": np.where(np.isnan(value), "", method).astype(object)}


def _frame(
    graphs: Graphs, incidence: Incidence, by: str | None, task: Task, columns: Mapping[str, np.ndarray], settings: Settings
) -> pd.DataFrame:  # fmt: skip
    """Rows of one metric for all graphs; group metrics have one row a group present."""
    store = graphs.national
    n_graphs = len(incidence.row_offsets) - 1
    sentences = np.asarray(["", *task.card.undefined.values(), NOBODY], dtype=object)
    if task.card.level == "group":
        labels = [*store.group_codes(str(by))[1], "(missing)"][: incidence.n_groups]
        graph_of_row = np.repeat(np.arange(n_graphs), np.diff(incidence.row_offsets))
        present = np.zeros((n_graphs, incidence.n_groups), dtype=bool)
        present[graph_of_row, incidence.group] = True
        graph, item = np.nonzero(present)
        picked = {key: np.broadcast_to(np.asarray(v), present.shape)[graph, item] for key, v in columns.items()}
        items = np.asarray(labels, dtype=object)[item]
        nobody = np.flatnonzero(~present.any(axis=1))
        if len(nobody):  # a graph without any group says so in one row
            graph, items = np.concatenate([graph, nobody]), np.concatenate([items, np.full(len(nobody), "", dtype=object)])
            blank = {"O": "", "f": np.nan, "i": 0}
            picked = {
                key: np.concatenate([v, np.full(len(nobody), len(sentences) - 1 if key == "code" else blank[v.dtype.kind], dtype=v.dtype)])
                for key, v in picked.items()
            }
    else:
        graph, items, picked = np.arange(n_graphs), np.full(n_graphs, "", dtype=object), dict(columns)
    status = sentences[picked.pop("code")]
    return complete(store, graph, by, task, items, picked, status, settings, np.diff(incidence.row_offsets)[graph],
                     np.diff(incidence.column_offsets)[graph])  # fmt: skip
