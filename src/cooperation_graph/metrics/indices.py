"""Indices of diversity as formulas on counts (last axis: groups), and how a metric of them is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.counts import UNITS, group_counts

__all__ = ["NOBODY", "Index", "blau", "facts", "hill", "iqv", "needs", "rarefied", "richness", "shannon", "simpson", "value_of"]

#: Counts (last axis: groups) and sizes of groups in, values and reason codes out.
Index = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
NOBODY = {"nobody": N_("there is nobody to count")}


def _shares(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    total = counts.sum(axis=-1)
    return counts / np.where(total > 0, total, 1.0)[..., None], total


def richness(counts: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Groups present."""
    found = (counts > 0).sum(axis=-1)
    return found.astype(float), np.where(found == 0, 1, 0)


def shannon(counts: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Entropy of shares, in nats."""
    p, total = _shares(counts)
    return -(p * np.log(np.where(p > 0, p, 1.0))).sum(axis=-1) + 0.0, np.where(total == 0, 1, 0)


def simpson(counts: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Probability that two different ones differ."""
    total = counts.sum(axis=-1)
    same = (counts * (counts - 1)).sum(axis=-1) / (total * (total - 1))
    return 1 - same, np.where(total == 0, 1, np.where(total < 2, 2, 0))


def blau(counts: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One minus the sum of squared shares."""
    p, total = _shares(counts)
    return 1 - (p**2).sum(axis=-1), np.where(total == 0, 1, 0)


def iqv(counts: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Blau over its largest value with the groups of the roster."""
    value, code = blau(counts, sizes)
    groups = (sizes > 0).sum(axis=-1) + np.zeros(value.shape)
    return np.minimum(value / (1 - 1 / np.maximum(groups, 1)), 1.0), np.where(code > 0, code, np.where(groups < 2, 2, 0))


def hill(counts: np.ndarray, sizes: np.ndarray, q: float) -> tuple[np.ndarray, np.ndarray]:
    """Hill number of order q of counts (last axis: groups)."""
    p, total = _shares(counts)
    if q == 1:
        value = np.exp(shannon(counts, sizes)[0])
    elif np.isinf(q):
        value = 1 / p.max(axis=-1, initial=0.0)
    else:
        value = (np.where(p > 0, p, 1.0) ** q * (p > 0)).sum(axis=-1) ** (1 / (1 - q))
    return value, np.where(total == 0, 1, 0)


def rarefied(counts: np.ndarray, sizes: np.ndarray, sample: int) -> tuple[np.ndarray, np.ndarray]:
    """Expected number of groups among `sample` of them."""
    total = counts.sum(axis=-1, keepdims=True)
    none = np.ones(counts.shape)  # probability that no one of the group is drawn: Π_k (N − N_s − k)/(N − k)
    for k in range(sample):
        none = none * np.maximum(total - counts - k, 0) / np.maximum(total - k, 1)
    total = total[..., 0]
    return (1 - none).sum(axis=-1), np.where(total == 0, 1, np.where(total < sample, 2, 0))


def _of_table(table: np.ndarray, sizes: np.ndarray, index: Index) -> tuple[np.ndarray, np.ndarray]:
    return index(table[..., 1 : 1 + (table.shape[-1] - 3) // 2], sizes)


def facts(index: Index, of: str) -> Mapping[str, Any]:
    """What `of` changes in the card of an index."""
    if of not in UNITS:
        raise UnknownName("unit of diversity", of, UNITS)
    return {"level": UNITS[of], "formula": partial(_of_table, index=index) if of == "participations" else index}


def needs(of: str = "territory") -> tuple[str, ...] | None:
    """Sufficient statistics of a territory's counts; None for circles and projects."""
    counted = {"territory": "group_sizes", "participations": "group_table"}
    return (counted[of], "group_sizes") if of in counted else None


def value_of(function: Any, index: Index, graph: CooperationGraph, by: str | None, of: str, missing: str) -> Any:
    """The value of an index for a territory, or for each partner circle or project."""
    counts, sizes, names = group_counts(graph, by, of, missing)
    with np.errstate(divide="ignore", invalid="ignore"):
        value, code = index(counts, sizes)
    said = list(function.card.undefined.values())
    if not len(value):
        raise Undefined(NOBODY["nobody"])
    if (code > 0).all():
        raise Undefined(said[int(code[0]) - 1])
    if UNITS[of] == "territory":
        return float(value[0])
    found = pd.Series(np.where(code == 0, value, np.nan), index=names, name=function.card.name)
    found.attrs["undefined"] = N_("there are not enough to count for this one")
    return found
