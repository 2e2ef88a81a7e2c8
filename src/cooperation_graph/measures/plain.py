"""Metrics in plain Python: one call a graph and draw, in processes when asked."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.checkpoints import piece, recall
from cooperation_graph.errors import CooperationWarning, Undefined
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.locale import N_
from cooperation_graph.measures.against import against_null, summarise_draws
from cooperation_graph.measures.tasks import DRAWN, FAILED, Settings, Task, complete
from cooperation_graph.nulls.card import null_name
from cooperation_graph.nulls.draws import draw_graphs
from cooperation_graph.uncertainty import jackknife

__all__ = ["measure_plain"]

NOT_PROJECTS = N_("no interval: projects are not the units of what it reads")


def measure_plain(
    graphs: Graphs, by: str | None, missing: str, tasks: list[Task], settings: Settings
) -> tuple[list[pd.DataFrame], list[dict[str, str]]]:
    """Metrics in plain Python: one call a graph and draw; processes when asked.

    A graph on which a metric fails is listed with its error and the others finish; a metric that fails everywhere raises.
    """
    seen = graphs if by is None else graphs.known(by, missing)
    jobs = [(graphs[place], seen[place], by, tasks, settings) for place in range(len(seen))]
    results: list[tuple[list[pd.DataFrame], dict[str, Exception]]] = []
    for result in _run(jobs, settings):
        results.append(result)
        if settings.progress:
            settings.progress(len(results), len(jobs))
    failures = []
    for task in tasks:
        errors = [failed[task.name] for _, failed in results if task.name in failed]
        if errors and len(errors) == len(jobs):
            raise errors[0]
    for (graph, *_), (_, failed) in zip(jobs, results, strict=True):
        for name, error in failed.items():
            failures.append({
                "code": "metric_failed", "territory": graph.territory, "wave": graph.wave, "metric": name,
                "message": f"{type(error).__name__}: {error}",
            })  # fmt: skip
    return [piece for found, _ in results for piece in found], failures


def _run(jobs: list[tuple[Any, ...]], settings: Settings) -> Iterator[tuple[list[pd.DataFrame], dict[str, Exception]]]:
    """Results in order, from processes when asked; what a dead worker leaves undone is done here."""
    done = 0
    if settings.n_jobs != 1 and len(jobs) > 1:
        import joblib
        from joblib.externals.loky.process_executor import TerminatedWorkerError

        parallel = joblib.Parallel(n_jobs=settings.n_jobs, return_as="generator")
        try:
            for result in parallel(joblib.delayed(_general_one)(*_alone(job)) for job in jobs):
                done += 1
                yield result
        except TerminatedWorkerError:
            warnings.warn(CooperationWarning("dead_worker", "a worker died; the rest is computed in this process"), stacklevel=2)
    for job in jobs[done:]:
        yield _general_one(*job)


def _alone(job: tuple[Any, ...]) -> tuple[Any, ...]:
    """A job whose graphs carry only their own arrays, and whose settings can be pickled."""
    graph, seen, by, tasks, settings = job
    one = [Graphs(g.national, (g.number,)).compact()[0] for g in (graph, seen)]
    quiet = replace(settings, n_jobs=1, progress=None)
    return one[0], one[1], by, tasks, quiet


def _general_one(
    graph: CooperationGraph, seen: CooperationGraph, by: str | None, tasks: list[Task], settings: Settings
) -> tuple[list[pd.DataFrame], dict[str, Exception]]:  # fmt: skip
    def name() -> str:
        rows = (graph.indptr, graph.indices, seen.indptr, seen.indices, tuple(graph.actor_ids), by)
        null = None if settings.null is None else null_name(settings.null)
        what = (null, settings.draws, settings.interval, settings.confidence, settings.entropy, graph.territory, graph.wave)
        return piece(*rows, *what, *(task.name for task in tasks))

    return recall(settings.checkpoint, name, lambda: _measure_one(graph, seen, by, tasks, settings))


def _measure_one(
    graph: CooperationGraph, seen: CooperationGraph, by: str | None, tasks: list[Task], settings: Settings
) -> tuple[list[pd.DataFrame], dict[str, Exception]]:  # fmt: skip
    observed: dict[str, Any] = {}
    pieces, failed = [], {}
    for task in tasks:
        own = graph if "missing" in task.params else seen  # a metric with its own rule applies it itself
        try:
            observed[task.name] = _items(task.call(own, by, settings))
        except Undefined as error:
            observed[task.name] = str(error)
        except Exception as error:  # listed with the graph; see _general
            observed[task.name] = FAILED
            failed[task.name] = error
    tested = [t for t in tasks if t.redrawn and not isinstance(observed[t.name], str)]
    drawn: dict[str, list[Any]] = {task.name: [] for task in tested}
    if settings.null is not None and tested:
        for one in draw_graphs(seen, settings.null, draws=settings.draws, entropy=settings.entropy):
            for task in tested:
                try:
                    drawn[task.name].append(_items(task.call(one, by, settings)))
                except Undefined:
                    drawn[task.name].append(None)
    for task in tasks:
        found = observed[task.name]
        if isinstance(found, str):
            items, value, status = np.array([""], dtype=object), np.array([np.nan]), np.array([found], dtype=object)
        else:
            items, value = found.index.to_numpy(dtype=object), found.to_numpy(dtype=float)
            unknown = N_("undefined for this one")
            status = np.where(np.isnan(value), found.attrs.get("undefined", unknown), "").astype(object)
        columns: dict[str, Any] = {"value": value}
        if drawn.get(task.name):
            blank = np.full(len(items), np.nan)
            table = np.array([blank if one is None else one.reindex(items).to_numpy(float) for one in drawn[task.name]])
            moments = {k: v[0] for k, v in summarise_draws(table[None], np.zeros(table.shape, int)[None], value[None]).items()}
            columns |= {key: moments[key] for key in ("expected", "sd", "draws", "draws_undefined", "draws_effective")}
            columns |= against_null(value, moments, *task.card.range)
        if settings.interval and task.card.chance:
            columns["method"] = np.full(len(items), DRAWN, dtype=object)
        elif settings.interval and task.card.reads == "ties":
            columns["method"] = np.full(len(items), NOT_PROJECTS if task.card.level == "territory" else "", dtype=object)
        elif settings.interval and task.card.level == "territory" and not isinstance(found, str):
            columns |= _jackknife_one(task, seen if "missing" not in task.params else graph, by, value, settings)
        n = len(items)
        pieces.append(complete(
            graph.national, np.full(n, graph.number), by, task, items, columns, status, settings,
            np.full(n, seen.n_actors), np.full(n, seen.n_projects),
        ))  # fmt: skip
    return pieces, failed


def _items(value: Any) -> pd.Series:
    if isinstance(value, pd.Series):
        plain = value.copy()
        plain.index = pd.Index([" | ".join(map(str, v)) if isinstance(v, tuple) else str(v) for v in value.index], dtype="object")
        return plain
    return pd.Series([float(value)], index=pd.Index([""], dtype="object"))


def _jackknife_one(task: Task, graph: CooperationGraph, by: str | None, value: np.ndarray, settings: Settings) -> dict[str, Any]:
    alive = np.flatnonzero(graph.project_sizes)
    left = np.full(len(alive), np.nan)
    for place, project in enumerate(alive):
        keep = np.ones(graph.n_projects, dtype=bool)
        keep[project] = False
        try:
            left[place] = float(task.call(graph.keep_projects(keep), by, settings))
        except Undefined:
            continue
    found = jackknife(left, value[0], confidence=settings.confidence, bounds=task.card.range)
    method = "project jackknife-t" if found.reason == "" else found.reason
    return {
        "se": np.array([found.se]), "df": np.array([found.df]), "ci_low": np.array([found.low]),
        "ci_high": np.array([found.high]), "method": np.array([method], dtype=object),
    }  # fmt: skip
