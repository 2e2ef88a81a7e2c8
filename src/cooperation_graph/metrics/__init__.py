"""Metrics: plain functions of a graph. ``metrics.catalogue`` lists them; ``metrics.ei_index(graph, by="sector")`` calls one."""

from __future__ import annotations

from typing import Any

from cooperation_graph.metrics.card import Catalogue, MetricCard, card_of, catalogue, metric

__all__ = ["Catalogue", "MetricCard", "card_of", "catalogue", "metric"]


def __getattr__(name: str) -> Any:
    if name.startswith("_") or name not in catalogue:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return catalogue[name]


def __dir__() -> list[str]:
    return sorted({*__all__, *catalogue})
