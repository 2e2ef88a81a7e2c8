"""Numbers as French and English readers write them: ``12,0 %``, ``1 234,5``, ``12.0%``, ``1,234.5``."""

from __future__ import annotations

import math

from cooperation_graph.locale import check_language

__all__ = ["number", "p_value", "percent", "signed"]

NARROW_SPACE, NO_BREAK_SPACE, MINUS = "\u202f", "\u00a0", "\u2212"


def number(value: float, lang: str, digits: int = 0) -> str:
    """Write `value` with `digits` decimals.

    Examples
    --------
    >>> number(1234.5, "en", 1)
    '1,234.5'
    >>> number(-0.25, "fr", 2)
    '−0,25'
    """
    check_language(lang)
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return ("" if value > 0 else MINUS) + "∞"
    text = f"{abs(value):,.{digits}f}"
    if lang == "fr":
        text = text.replace(",", NARROW_SPACE).replace(".", ",")
    is_zero = not any(character in "123456789" for character in text)
    return text if value >= 0 or is_zero else MINUS + text


def signed(value: float, lang: str, digits: int = 2) -> str:
    """Write `value` with its sign, ``+0,12``."""
    text = number(value, lang, digits)
    zero = not any(character in "123456789" for character in text)
    return text if math.isnan(value) or zero or value < 0 else "+" + text


def percent(share: float, lang: str, digits: int = 0) -> str:
    """Write a share as a percentage.

    Examples
    --------
    >>> percent(0.12, "en", 1)
    '12.0%'
    """
    if math.isnan(share):
        return "–"
    return number(100 * share, lang, digits) + (NO_BREAK_SPACE + "%" if lang == "fr" else "%")


def p_value(p: float, lang: str) -> str:
    """Write a p-value to three decimals, never 0: ``p < 0,001``.

    Examples
    --------
    >>> p_value(0.0004, "en")
    'p < 0.001'
    """
    if math.isnan(p):
        return "p = –"
    if p < 0.001:
        return "p < " + number(0.001, lang, 3)
    return "p = " + number(p, lang, 3)
