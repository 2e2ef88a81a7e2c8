"""How a metric is called and how its values are written."""

from __future__ import annotations

from cooperation_graph.locale import translate
from cooperation_graph.measures import label_of
from cooperation_graph.measures.values import change_text, value_text

__all__ = ["change_text", "metric_label", "value_text"]


def metric_label(metric: str, lang: str) -> str:
    """The metric's label in one language; its name where it has none."""
    return translate(label_of(metric), lang)
