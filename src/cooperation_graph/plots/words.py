"""How a metric is called and how its values are written."""

from __future__ import annotations

from cooperation_graph.locale import translate, translator
from cooperation_graph.locale.numbers import number, percent, signed
from cooperation_graph.measures import label_of
from cooperation_graph.metrics.card import card_of, catalogue

__all__ = ["change_text", "metric_label", "value_text"]


def metric_label(metric: str, lang: str) -> str:
    """The metric's label in one language; its name where it has none."""
    return translate(label_of(metric), lang)


def _is_share(metric: str) -> bool:
    name = metric.split("(")[0]
    return "share" in name or (name in catalogue and card_of(catalogue[name]).counts is not None)


def value_text(metric: str, value: float, lang: str) -> str:
    """A value as readers write it: shares in per cent, the rest with two decimals.

    Examples
    --------
    >>> value_text("cross_group_project_share", 0.124, "en"), value_text("mean_partners", 3.5, "en")
    ('12.4%', '3.50')
    """
    return percent(value, lang, 1) if _is_share(metric) else number(value, lang, 2)


def change_text(metric: str, change: float, lang: str) -> str:
    """A change with its sign: shares in points.

    Examples
    --------
    >>> change_text("cross_group_project_share", 0.031, "en"), change_text("mean_partners", -0.5, "en")
    ('+3.1 pts', '−0.50')
    """
    _ = translator(lang)
    return _("{points} pts", points=signed(100 * change, lang, 1)) if _is_share(metric) else signed(change, lang, 2)
