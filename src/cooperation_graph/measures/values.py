"""How the values of a metric are written for readers: shares and probabilities in per cent, changes of them in points."""

from __future__ import annotations

from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import number, percent, signed
from cooperation_graph.metrics.card import card_of, catalogue

__all__ = ["change_text", "is_share", "value_text"]

#: Probabilities, which read as shares although they count no project.
_PROBABILITIES = (
    "pair_heterogeneity", "lead_concentration", "decision_concentration", "funder_concentration", "theme_concentration",
    "presence_power_gap", "animator_dependence", "institution_coverage", "reciprocity",
)  # fmt: skip


def is_share(metric: str) -> bool:
    """Whether a metric, by its name in tables, is written in per cent."""
    name = metric.split("(")[0]
    return "share" in name or name in _PROBABILITIES or (name in catalogue and card_of(catalogue[name]).counts is not None)


def value_text(metric: str, value: float, lang: str, digits: int = 1) -> str:
    """A value as readers write it: shares in per cent with `digits` decimals, the rest with two.

    Examples
    --------
    >>> value_text("cross_group_project_share", 0.124, "en"), value_text("mean_partners", 3.5, "en")
    ('12.4%', '3.50')
    """
    return percent(value, lang, digits) if is_share(metric) else number(value, lang, 2)


def change_text(metric: str, change: float, lang: str) -> str:
    """A change with its sign: shares in points.

    Examples
    --------
    >>> change_text("cross_group_project_share", 0.031, "en"), change_text("mean_partners", -0.5, "en")
    ('+3.1 pts', '−0.50')
    """
    _ = translator(lang)
    return _("{points} pts", points=signed(100 * change, lang, 1)) if is_share(metric) else signed(change, lang, 2)
