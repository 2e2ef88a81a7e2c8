"""`measure`: graphs × metrics × one null model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.checkpoints import kept_entropy
from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
from cooperation_graph.locale import N_
from cooperation_graph.measures.compiled import measure_compiled
from cooperation_graph.measures.plain import measure_plain
from cooperation_graph.measures.result import Measures
from cooperation_graph.measures.tasks import COLUMNS, Settings, Task
from cooperation_graph.metrics.card import card_of, catalogue, name_of, parameters_of
from cooperation_graph.nulls import keep_degrees
from cooperation_graph.nulls.card import null_name
from cooperation_graph.nulls.chance import entropy_of
from cooperation_graph.nulls.draws import chain_of
from cooperation_graph.results import provenance, warning_frame
from cooperation_graph.sufficient import group_attribute
from cooperation_graph.survey.tables import Survey

__all__ = ["HEADLINE", "as_graphs", "measure"]

#: The metrics of `measure` when none are named.
HEADLINE = (
    "mean_partners", "cross_group_project_share", "pair_heterogeneity", "cross_pair_ratio", "ei_index", "h2_prime",
    "resident_project_share", "lead_concentration",
)  # fmt: skip
EMERGING = N_("the scientific review of this indicator is not finished: do not publish it as established")


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
    graphs: Graphs | CooperationGraph | Survey,
    metrics: Sequence[str | Callable[..., Any]] | str | Callable[..., Any] | None = None,
    *, by: str | Sequence[str] | None = None, null: Callable[..., Any] | None = keep_degrees, draws: int = 999,
    confidence: float = 0.95, interval: str | None = "auto", missing: str = "drop",
    rng: np.random.Generator | int | None = None, n_jobs: int = 1, progress: Callable[[int, int], None] | None = None,
    checkpoint: str | Path | None = None,
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
    checkpoint
        Folder that keeps finished graphs: the same call made again after an interruption takes up where it stopped.

    Returns
    -------
    Measures
        ``expected`` and ``sd`` over the draws where the metric is defined, ``draws_effective`` how many independent draws
        these are worth (``provenance["chain"]`` says what is thrown away before and between); with lo and hi the range of the metric, O the
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
        tasks.append(Task(function, parameters_of(function), card_of(function), name_of(function)))
    attributes = [by] if by is None or isinstance(by, str) else list(by)
    batches: dict[tuple[str | None, str], list[Task]] = {}
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
    if checkpoint is not None and rng is None:
        entropy = kept_entropy(checkpoint, entropy)
    settings = Settings(null, draws, confidence, interval, entropy, n_jobs, progress, checkpoint, missing)
    pieces, failures = [], []
    compiled = {key: [task for task in batch if task.needs() is not None] for key, batch in batches.items()}
    _join(chosen, compiled)
    for (attribute, rule), batch in batches.items():
        if compiled[attribute, rule]:
            pieces += measure_compiled(chosen, attribute, rule, compiled[attribute, rule], settings)
        general = [task for task in batch if task.needs() is None]
        if general:
            found, failed = measure_plain(chosen, attribute, rule, general, settings)
            pieces += found
            failures += failed
    order = {task.name: place for place, task in enumerate(tasks)}
    place = {graph: k for k, graph in enumerate(zip(chosen.national.territories, chosen.national.waves, strict=True))}
    frame = pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=list(COLUMNS))
    keys = pd.DataFrame({
        "graph": [place[pair] for pair in zip(frame["territory"], frame["wave"], strict=True)],
        "metric": frame["metric"].map(order),
    })  # fmt: skip
    frame = frame.iloc[keys.sort_values(["graph", "metric"], kind="stable").index].reset_index(drop=True)
    return Measures(
        frame[list(COLUMNS)], _context(chosen), _warnings(frame, chosen, tasks, failures),
        provenance(
            null=None if null is None else null_name(null), draws=draws, chain=None if null is None else chain_of(null),
            entropy=entropy, confidence=confidence,
            settings=dict(chosen.settings), missing=missing, fingerprint=getattr(chosen.survey, "fingerprint", None),
            metrics=[task.name for task in tasks],
        ),
    )  # fmt: skip


def _join(graphs: Graphs, batches: dict[tuple[str | None, str], list[Task]]) -> None:
    """Let metrics without groups pass with those of a group that everybody has: the same graphs, the same draws, made once."""
    alone = batches.get((None, "drop"))
    for (attribute, rule), batch in batches.items():
        if alone and attribute is not None and batch and graphs.known(attribute, rule) is graphs:
            batch += alone
            batches[None, "drop"] = []
            return


def _context(graphs: Graphs) -> dict[str, pd.DataFrame]:
    """What a comparison of measures needs beside them: the territories, and how many actors answered."""
    territories, responses = graphs.survey.territories, graphs.survey.responses
    counts = responses.groupby(["territory", "wave", "status"]).size().reset_index(name="actors")
    return {"territories": territories, "responses": counts} if len(territories) or len(counts) else {}


def _warnings(frame: pd.DataFrame, graphs: Graphs, tasks: list[Task], failures: list[dict[str, str]]) -> pd.DataFrame:
    rows = list(failures)
    rows += [{"code": "emerging_metric", "metric": task.name, "message": EMERGING} for task in tasks if task.card.emerging]
    if (frame["metric"] == "density").any() and len(graphs.territories) > 1:
        rows.append({
            "code": "density_not_comparable", "metric": "density",
            "message": N_("density falls as the number of actors grows: compare mean_partners between territories"),
        })  # fmt: skip
    return warning_frame(rows)
