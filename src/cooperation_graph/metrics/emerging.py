"""Metrics under scientific review, whatever module or package they come from: ``metrics.emerging.names()``.

A metric is emerging when its card says so (``@metric(emerging=True)``). It works like any other; tables, sheets and summaries say
that it is not settled. The checklist that takes it out of review stands in the documentation.
"""

from __future__ import annotations

from typing import Any

from cooperation_graph.metrics.card import card_of, catalogue

__all__ = ["names"]


def names() -> list[str]:
    """Names of the metrics of the catalogue that are under review.

    Examples
    --------
    >>> names()
    []
    """
    return [name for name in sorted(catalogue) if card_of(catalogue[name]).emerging]


def __getattr__(name: str) -> Any:
    if name.startswith("_") or name not in names():
        raise AttributeError(f"no metric under review is named {name!r}")
    return catalogue[name]


def __dir__() -> list[str]:
    return sorted({*__all__, *names()})
