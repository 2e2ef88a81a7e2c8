"""What is to be measured and how, and the rows that come out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.graph import CooperationGraph, National
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import MetricCard
from cooperation_graph.nulls.card import null_name
from cooperation_graph.nulls.chance import graph_key
from cooperation_graph.sufficient import is_compiled
from cooperation_graph.uncertainty import benjamini_hochberg

__all__ = ["COLUMNS", "DRAWN", "FAILED", "Settings", "Task", "complete"]

COLUMNS = (
    "territory", "wave", "by", "metric", "level", "item", "value", "se", "df", "numerator", "denominator", "ci_low",
    "ci_high", "method", "null", "expected", "sd", "ratio", "effect", "z", "p", "q", "draws", "draws_undefined",
    "draws_effective", "n_actors", "n_projects", "status",
)  # fmt: skip
_NUMBERS = (
    "value", "se", "df", "numerator", "denominator", "ci_low", "ci_high", "expected", "sd", "ratio", "effect", "z", "p", "q",
)  # fmt: skip
NOT_REDRAWN = N_("no null value: the null model redraws who takes part, not what this metric reads")
FAILED = N_("the metric failed on this graph: see the warnings")
DRAWN = N_("no interval: the value itself is drawn")
DRAWN_NO_NULL = N_("no null value: the value itself is drawn")
NO_DEFINED_DRAW = N_("no null value: the metric is undefined in every draw")


@dataclass(frozen=True, eq=False)
class Task:
    function: Callable[..., Any]
    params: Mapping[str, Any]
    card: MetricCard
    name: str

    def needs(self) -> tuple[str, ...] | None:
        needs = self.card.needs(self.params)
        return needs if needs is not None and all(map(is_compiled, needs)) else None

    @property
    def redrawn(self) -> bool:
        """Whether a null model says something about the value."""
        return self.card.reads == "incidence" and not self.card.chance

    def call(self, graph: CooperationGraph, by: str | None, settings: Settings) -> Any:
        extra: dict[str, Any] = {name: by for name in self.card.groups if name == "by" and self.params.get("by") is None}
        if self.params.get("missing") == "drop" != settings.missing:
            extra["missing"] = settings.missing
        if self.card.chance and self.params.get("rng") is None:
            key = graph_key(settings.entropy, graph.territory, graph.wave, self.name)
            extra["rng"] = np.random.default_rng([int(part) for part in key])
        return self.function(graph, **extra)


@dataclass(frozen=True, eq=False)
class Settings:
    null: Callable[..., Any] | None
    draws: int
    confidence: float
    interval: str | None
    entropy: int
    n_jobs: int
    progress: Callable[[int, int], None] | None
    checkpoint: str | Path | None = None
    missing: str = "drop"


def complete(
    store: National, graph: np.ndarray, by: str | None, task: Task, items: np.ndarray, picked: dict[str, np.ndarray],
    status: np.ndarray, settings: Settings, n_actors: np.ndarray, n_projects: np.ndarray,
) -> pd.DataFrame:  # fmt: skip
    n = len(graph)
    text: Callable[[Any], pd.Series] = lambda values: pd.Series(np.asarray(values, dtype=object), dtype="str")  # noqa: E731
    tested = "expected" in picked
    if settings.null is not None:
        untested = DRAWN_NO_NULL if task.card.chance else NOT_REDRAWN
        why = np.where(picked["draws"] == 0, NO_DEFINED_DRAW, "") if tested else np.full(n, untested, dtype=object)
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
        "draws_effective": np.asarray(picked.get("draws_effective", np.full(n, np.nan)), dtype=float),
        "n_actors": n_actors.astype(np.int64), "n_projects": n_projects.astype(np.int64), "status": text(status),
    })  # fmt: skip
    q = np.full(n, np.nan)
    if task.card.level != "territory" and tested:
        for rows in pd.Series(range(n)).groupby(graph).indices.values():
            q[rows] = benjamini_hochberg(frame["p"].to_numpy()[rows])
    frame["q"] = q
    return frame[list(COLUMNS)]
