"""`measure`: graphs × metrics × one null model → `Measures`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number, p_value
from cooperation_graph.metrics.card import MetricCard, card_of, catalogue, name_of, parameters_of
from cooperation_graph.nulls import keep_degrees
from cooperation_graph.nulls.card import card_of_null, null_name
from cooperation_graph.nulls.chance import entropy_of
from cooperation_graph.nulls.draws import draw_graphs, stream
from cooperation_graph.results import Result, provenance, warning_frame
from cooperation_graph.sufficient import (
    Incidence, Layout, evaluate, fixed_statistics, group_attribute, incidence_of, is_compiled, observe, observe_without,
)  # fmt: skip
from cooperation_graph.survey.tables import Survey
from cooperation_graph.uncertainty import benjamini_hochberg, jackknife, wilson

__all__ = ["COLUMNS", "HEADLINE", "Measures", "measure"]

#: The metrics of `measure` when none are named.
HEADLINE = (
    "mean_partners", "cross_group_project_share", "pair_heterogeneity", "cross_pair_ratio", "ei_index", "h2_prime",
    "resident_project_share", "lead_concentration",
)  # fmt: skip
COLUMNS = (
    "territory", "wave", "by", "metric", "level", "item", "value", "se", "df", "numerator", "denominator", "ci_low",
    "ci_high", "method", "null", "expected", "sd", "ratio", "effect", "z", "p", "q", "draws", "draws_undefined", "n_actors",
    "n_projects", "status",
)  # fmt: skip
_NUMBERS = (
    "value", "se", "df", "numerator", "denominator", "ci_low", "ci_high", "expected", "sd", "ratio", "effect", "z", "p", "q",
)  # fmt: skip
NOT_REDRAWN = N_("no null value: the null model redraws who takes part, not what this metric reads")
NO_DEFINED_DRAW = N_("no null value: the metric is undefined in every draw")


@dataclass(frozen=True, eq=False, repr=False)
class Measures(Result):
    """Metrics of graphs, observed and against a null model; one row a territory, wave, metric and item."""

    kind: ClassVar[str] = "measures"

    def sentences(self, lang: str) -> list[str]:
        """One sentence a row of territory level: value, interval, what the null model expects."""
        _ = translator(lang)
        texts = []
        for row in self.frame[self.frame["level"] == "territory"].to_dict("records"):
            label = _(label_of(row["metric"]))
            where = " ".join(part for part in (row["territory"], row["wave"]) if part)
            if np.isnan(row["value"]):
                texts.append(_("{where} – {label}: undefined, {reason}.", where=where, label=label, reason=_(row["status"])))
                continue
            text = _("{where} – {label}: {value}", where=where, label=label, value=number(row["value"], lang, 2))
            if not np.isnan(row["ci_low"]):
                text += _(" [{low}; {high}]", low=number(row["ci_low"], lang, 2), high=number(row["ci_high"], lang, 2))
            if not np.isnan(row["expected"]):
                text += _(
                    ", against {expected} when only activity and the size of projects count ({p})",
                    expected=number(row["expected"], lang, 2), p=p_value(row["p"], lang),
                )  # fmt: skip
            texts.append(text + ".")
        return texts

    def _shown(self) -> pd.DataFrame:
        columns = ["territory", "wave", "by", "metric", "item", "value", "ci_low", "ci_high", "expected", "effect", "p", "q", "status"]
        return self.frame[columns].dropna(axis=1, how="all")

    def _one_line(self) -> str:
        names = ", ".join(self.frame["metric"].unique()[:8])
        return f"{self.frame[['territory', 'wave']].drop_duplicates().shape[0]} graphs; {names}"


def label_of(name: str) -> str:
    """English label of a metric by its name in tables; the name itself when it has none."""
    plain = name.split("(")[0]
    return (card_of(catalogue[plain]).label or name) if plain in catalogue else name


@dataclass(frozen=True, eq=False)
class _Task:
    function: Callable[..., Any]
    params: Mapping[str, Any]
    card: MetricCard
    name: str

    def needs(self) -> tuple[str, ...] | None:
        needs = self.card.needs(self.params)
        return needs if needs is not None and all(map(is_compiled, needs)) else None

    def call(self, graph: CooperationGraph, by: str | None) -> Any:
        extra = {name: by for name in self.card.groups if name == "by" and self.params.get("by") is None}
        return self.function(graph, **extra)


def as_graphs(graphs: Graphs | CooperationGraph | Survey | Sequence[CooperationGraph]) -> Graphs:
    """Graphs from what functions accept: Graphs, one graph, or a survey (built with the defaults)."""
    if isinstance(graphs, Survey):
        return build_graphs(graphs)
    if isinstance(graphs, CooperationGraph):
        return Graphs(graphs.national, (graphs.number,))
    if isinstance(graphs, Graphs):
        return graphs
    raise TypeError(f"graphs, a graph or a survey is wanted, not {type(graphs).__name__}")


def measure(
    graphs: Graphs | CooperationGraph | Survey, metrics: Sequence[str | Callable[..., Any]] | str | Callable[..., Any] | None = None,
    *, by: str | Sequence[str] | None = None, null: Callable[..., Any] | None = keep_degrees, draws: int = 999,
    confidence: float = 0.95, interval: str | None = "auto", missing: str = "drop",
    rng: np.random.Generator | int | None = None, n_jobs: int = 1, progress: Callable[[int, int], None] | None = None,
) -> Measures:  # fmt: skip
    """Measure graphs and hold each number against what a null model gives.

    Parameters
    ----------
    graphs
        What :func:`build_graphs` returns, one graph, or a survey.
    metrics
        Names of the catalogue or functions of a graph; the headline set without.
    by
        Attribute (or several, one after the other) of actors that forms groups; the first one declared without.
    null
        Null model, any function ``(graph, *, rng) -> graph``; None for no comparison with chance.
    draws
        Draws from the null model, B.
    confidence
        Of the intervals around values.
    interval
        ``"auto"``: Wilson for shares of projects, delete-one-project jackknife-t otherwise. None for no interval.
    missing
        Actors without a group: ``"drop"`` them before the projection and the null, ``"category"``, ``"error"``.
    rng
        Chance: a seed, a generator, or None for a fresh one (written in ``provenance``).
    n_jobs
        Threads for compiled metrics, processes for metrics in Python; the result does not depend on it.
    progress
        Called with graphs done and graphs in all.

    Returns
    -------
    Measures
        ``expected`` and ``sd`` over the draws where the metric is defined; with lo and hi the range of the metric, O the
        value and E what is expected, ``effect`` is (O − E)/(hi − E) if O ≥ E else (O − E)/(E − lo), none when that bound is
        infinite or equals E; ``ratio`` O/E when lo = 0; ``p`` = min(1, 2·min(r₊ + 1, r₋ + 1)/(B + 1)) with ties counted in
        both tails; ``q`` Benjamini–Hochberg over the items of one metric in one territory and wave.

    Raises
    ------
    UnknownName
        A metric or attribute that does not exist.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> result = measure(tiny_graph("two_silos"), ["ei_index"], by="sector", draws=99, rng=1)
    >>> float(result.frame["value"].iloc[0])
    -1.0
    """
    chosen = as_graphs(graphs).compact()
    if interval not in ("auto", None):
        raise UnknownName("interval", interval, ("auto", "None"))
    if null is not None and draws < 1:
        raise ValueError("draws is a number of draws, at least 1; pass null=None for no comparison with chance")
    if metrics is None:
        metrics = HEADLINE
    elif isinstance(metrics, str) or callable(metrics):
        metrics = [metrics]
    tasks = []
    for asked in metrics:
        function = catalogue.resolve(asked)
        tasks.append(_Task(function, parameters_of(function), card_of(function), name_of(function)))
    attributes = [by] if by is None or isinstance(by, str) else list(by)
    batches: dict[tuple[str | None, str], list[_Task]] = {}
    for attribute in attributes:
        for task in tasks:
            if "by" in task.card.groups:
                own = task.params.get("by") or attribute
                key: tuple[str | None, str] = (group_attribute(chosen, own), missing)
            else:
                key = (None, "drop")
            if task not in batches.setdefault(key, []):
                batches[key].append(task)
    entropy = entropy_of(rng)
    settings = _Settings(null, draws, confidence, interval, entropy, n_jobs, progress)
    pieces = []
    for (attribute, rule), batch in batches.items():
        compiled = [task for task in batch if task.needs() is not None]
        if compiled:
            pieces += _compiled(chosen, attribute, rule, compiled, settings)
        general = [task for task in batch if task.needs() is None]
        if general:
            pieces += _general(chosen, attribute, rule, general, settings)
    order = {task.name: place for place, task in enumerate(tasks)}
    place = {graph: k for k, graph in enumerate(zip(chosen.national.territories, chosen.national.waves, strict=True))}
    frame = pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=list(COLUMNS))
    keys = pd.DataFrame({
        "graph": [place[pair] for pair in zip(frame["territory"], frame["wave"], strict=True)],
        "metric": frame["metric"].map(order),
    })  # fmt: skip
    frame = frame.iloc[keys.sort_values(["graph", "metric"], kind="stable").index].reset_index(drop=True)
    return Measures(
        frame[list(COLUMNS)], {}, _warnings(frame, chosen),
        provenance(
            null=None if null is None else null_name(null), draws=draws, entropy=entropy, confidence=confidence,
            settings=dict(chosen.settings), missing=missing, fingerprint=getattr(chosen.survey, "fingerprint", None),
            metrics=[task.name for task in tasks],
        ),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Settings:
    null: Callable[..., Any] | None
    draws: int
    confidence: float
    interval: str | None
    entropy: int
    n_jobs: int
    progress: Callable[[int, int], None] | None


def summarise_draws(values: np.ndarray, codes: np.ndarray, observed: np.ndarray) -> dict[str, np.ndarray]:
    """Moments and exceedances over the draws (axis 1) where the metric is defined and finite.

    `observed` has the shape of `values` without the draws; ties with it count in both tails.
    """
    defined = (codes == 0) & np.isfinite(values)
    n = defined.sum(axis=1)
    kept = np.where(defined, values, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = kept.sum(axis=1) / n
        sd = np.sqrt((np.where(defined, values - mean[:, None], 0.0) ** 2).sum(axis=1) / (n - 1))
        slack = 1e-10 * (1 + np.abs(observed))[:, None]
        above = (defined & (values >= observed[:, None] - slack)).sum(axis=1)
        below = (defined & (values <= observed[:, None] + slack)).sum(axis=1)
    return {"expected": mean, "sd": sd, "draws": n, "draws_undefined": (~defined).sum(axis=1), "above": above, "below": below}


def against_null(observed: np.ndarray, null: Mapping[str, np.ndarray], low: float, high: float) -> dict[str, np.ndarray]:
    """Columns ratio, effect, z and p from the observed values and the moments of the draws."""
    expected, sd, n = null["expected"], null["sd"], null["draws"]
    up = observed >= expected
    room = np.where(up, high - expected, expected - low)
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = observed - expected
        effect = np.where(np.isfinite(room) & (room > 1e-12), gap / room, np.nan)
        ratio = observed / expected if low == 0 else np.full_like(observed, np.nan)
        ratio = np.where(expected > 0, ratio, np.nan)
        z = np.where(sd > 1e-12, gap / sd, np.nan)
        p = np.minimum(1.0, 2 * (np.minimum(null["above"], null["below"]) + 1) / (n + 1))
    blank = np.isnan(observed) | (n == 0)
    return {key: np.where(blank, np.nan, value) for key, value in (("ratio", ratio), ("effect", effect), ("z", z), ("p", p))}


def _compiled(graphs: Graphs, by: str | None, missing: str, tasks: list[_Task], settings: _Settings) -> list[pd.DataFrame]:
    """Observe all graphs, leave projects out and draw from the null in compiled passes; formulas on whole arrays."""
    incidence = incidence_of(graphs, by, missing)
    needs = {task.name: task.needs() or () for task in tasks}
    requests = list(dict.fromkeys(request for wanted in needs.values() for request in wanted))
    arrays = observe(incidence, requests)
    values = {task.name: evaluate(task.card, task.params, arrays) for task in tasks}
    null, drawn_tasks = settings.null, [task for task in tasks if task.card.reads == "incidence"]
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
            columns |= {key: found[key] for key in ("expected", "sd", "draws", "draws_undefined")}
            columns |= against_null(value, found, *task.card.range)
            for key in ("expected", "sd"):
                columns[key] = np.where(np.isnan(value), np.nan, columns[key])
        pieces.append(_frame(graphs, incidence, by, task, columns, settings))
    return pieces


def _null_moments(
    graphs: Graphs, incidence: Incidence, by: str | None, missing: str, tasks: list[_Task],
    values: Mapping[str, tuple[np.ndarray, np.ndarray]], settings: _Settings,
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
            progress=settings.progress,
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
    task: _Task, incidence: Incidence, arrays: Mapping[str, np.ndarray], without: Mapping[str, np.ndarray], value: np.ndarray,
    settings: _Settings,
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
    graphs: Graphs, incidence: Incidence, by: str | None, task: _Task, columns: Mapping[str, np.ndarray], settings: _Settings
) -> pd.DataFrame:  # fmt: skip
    """Rows of one metric for all graphs; group metrics have one row a group present."""
    store = graphs.national
    n_graphs = len(incidence.row_offsets) - 1
    if task.card.level == "group":
        labels = [*store.group_codes(str(by))[1], "(missing)"][: incidence.n_groups]
        graph_of_row = np.repeat(np.arange(n_graphs), np.diff(incidence.row_offsets))
        present = np.zeros((n_graphs, incidence.n_groups), dtype=bool)
        present[graph_of_row, incidence.group] = True
        graph, item = np.nonzero(present)
        picked = {key: np.broadcast_to(np.asarray(v), present.shape)[graph, item] for key, v in columns.items()}
        items = np.asarray(labels, dtype=object)[item]
    else:
        graph, items, picked = np.arange(n_graphs), np.full(n_graphs, "", dtype=object), dict(columns)
    sentences = np.asarray(["", *task.card.undefined.values()], dtype=object)
    status = sentences[picked.pop("code")]
    return _complete(store, graph, by, task, items, picked, status, settings, np.diff(incidence.row_offsets)[graph],
                     np.diff(incidence.column_offsets)[graph])  # fmt: skip


def _complete(
    store: Any, graph: np.ndarray, by: str | None, task: _Task, items: np.ndarray, picked: dict[str, np.ndarray],
    status: np.ndarray, settings: _Settings, n_actors: np.ndarray, n_projects: np.ndarray,
) -> pd.DataFrame:  # fmt: skip
    n = len(graph)
    text: Callable[[Any], pd.Series] = lambda values: pd.Series(np.asarray(values, dtype=object), dtype="str")  # noqa: E731
    tested = "expected" in picked
    if settings.null is not None:
        why = np.where(picked["draws"] == 0, NO_DEFINED_DRAW, "") if tested else np.full(n, NOT_REDRAWN, dtype=object)
        status = np.where(status == "", why, status)
    frame = pd.DataFrame({
        "territory": text([store.territories[g] for g in graph]), "wave": text([store.waves[g] for g in graph]),
        "by": text(np.full(n, by or "", dtype=object)), "metric": text(np.full(n, task.name, dtype=object)),
        "level": text(np.full(n, task.card.level, dtype=object)), "item": text(items),
        **{key: np.asarray(picked.get(key, np.full(n, np.nan)), dtype=float) for key in _NUMBERS if key != "q"},
        "method": text(picked.get("method", np.full(n, "", dtype=object))),
        "null": text(np.full(n, null_name(settings.null) if tested and settings.null is not None else "", dtype=object)),
        "draws": np.asarray(picked.get("draws", np.zeros(n)), dtype=np.int64),
        "draws_undefined": np.asarray(picked.get("draws_undefined", np.zeros(n)), dtype=np.int64),
        "n_actors": n_actors.astype(np.int64), "n_projects": n_projects.astype(np.int64), "status": text(status),
    })  # fmt: skip
    q = np.full(n, np.nan)
    if task.card.level != "territory" and tested:
        for rows in pd.Series(range(n)).groupby(graph).indices.values():
            q[rows] = benjamini_hochberg(frame["p"].to_numpy()[rows])
    frame["q"] = q
    return frame[list(COLUMNS)]


def _general(graphs: Graphs, by: str | None, missing: str, tasks: list[_Task], settings: _Settings) -> list[pd.DataFrame]:
    """Metrics in plain Python: one call a graph and draw; processes when asked."""
    seen = graphs if by is None else graphs.known(by, missing)
    jobs = [(graphs[place], seen[place], by, tasks, settings) for place in range(len(seen))]
    if settings.n_jobs == 1 or len(jobs) < 2:
        results = []
        for place, job in enumerate(jobs):
            results.append(_general_one(*job))
            if settings.progress:
                settings.progress(place + 1, len(jobs))
    else:
        import joblib

        results = joblib.Parallel(n_jobs=settings.n_jobs)(joblib.delayed(_general_one)(*_alone(job)) for job in jobs)
    return [piece for found in results for piece in found]


def _alone(job: tuple[Any, ...]) -> tuple[Any, ...]:
    """A job whose graphs carry only their own arrays, and whose settings can be pickled."""
    graph, seen, by, tasks, settings = job
    one = [Graphs(g.national, (g.number,)).compact()[0] for g in (graph, seen)]
    quiet = _Settings(settings.null, settings.draws, settings.confidence, settings.interval, settings.entropy, 1, None)
    return one[0], one[1], by, tasks, quiet


def _general_one(
    graph: CooperationGraph, seen: CooperationGraph, by: str | None, tasks: list[_Task], settings: _Settings
) -> list[pd.DataFrame]:  # fmt: skip
    observed, pieces = {}, []
    for task in tasks:
        own = graph if "missing" in task.params else seen  # a metric with its own rule applies it itself
        try:
            observed[task.name] = _items(task.call(own, by))
        except Undefined as error:
            observed[task.name] = str(error)
    tested = [t for t in tasks if t.card.reads == "incidence" and not isinstance(observed[t.name], str)]
    drawn: dict[str, list[Any]] = {task.name: [] for task in tested}
    if settings.null is not None and tested:
        for one in draw_graphs(seen, settings.null, draws=settings.draws, entropy=settings.entropy):
            for task in tested:
                try:
                    drawn[task.name].append(_items(task.call(one, by)))
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
            table = np.array([np.full(len(items), np.nan) if one is None else one.reindex(items).to_numpy(float) for one in drawn[task.name]])
            moments = {k: v[0] for k, v in summarise_draws(table[None], np.zeros(table.shape, int)[None], value[None]).items()}
            columns |= {key: moments[key] for key in ("expected", "sd", "draws", "draws_undefined")}
            columns |= against_null(value, moments, *task.card.range)
        if settings.interval and task.card.level == "territory" and not isinstance(found, str):
            columns |= _jackknife_one(task, seen if "missing" not in task.params else graph, by, value, settings)
        n = len(items)
        pieces.append(_complete(
            graph.national, np.full(n, graph.number), by, task, items, columns, status, settings,
            np.full(n, seen.n_actors), np.full(n, seen.n_projects),
        ))  # fmt: skip
    return pieces


def _items(value: Any) -> pd.Series:
    if isinstance(value, pd.Series):
        plain = value.copy()
        plain.index = pd.Index([" | ".join(map(str, v)) if isinstance(v, tuple) else str(v) for v in value.index], dtype="object")
        return plain
    return pd.Series([float(value)], index=pd.Index([""], dtype="object"))


def _jackknife_one(task: _Task, graph: CooperationGraph, by: str | None, value: np.ndarray, settings: _Settings) -> dict[str, Any]:
    alive = np.flatnonzero(graph.project_sizes)
    left = np.full(len(alive), np.nan)
    for place, project in enumerate(alive):
        keep = np.ones(graph.n_projects, dtype=bool)
        keep[project] = False
        try:
            left[place] = float(task.call(graph.keep_projects(keep), by))
        except Undefined:
            continue
    found = jackknife(left, value[0], confidence=settings.confidence, bounds=task.card.range)
    method = "project jackknife-t" if found.reason == "" else found.reason
    return {
        "se": np.array([found.se]), "df": np.array([found.df]), "ci_low": np.array([found.low]),
        "ci_high": np.array([found.high]), "method": np.array([method], dtype=object),
    }  # fmt: skip


def _warnings(frame: pd.DataFrame, graphs: Graphs) -> pd.DataFrame:
    rows = []
    if (frame["metric"] == "density").any() and len(graphs.territories) > 1:
        rows.append({
            "code": "density_not_comparable", "metric": "density",
            "message": N_("density falls as the number of actors grows: compare mean_partners between territories"),
        })  # fmt: skip
    return warning_frame(rows)
