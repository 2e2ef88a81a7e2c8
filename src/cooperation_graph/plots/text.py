"""Lettering: text is cleaned, measured, wrapped and spread before it is drawn, and never read as mathematics."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.text import Text

from cooperation_graph.plots.style import FONT, INK

__all__ = ["LEADING", "block", "clean", "ellipsis", "fitted", "lines", "plain", "put", "spread", "text_width"]

_VOWEL, _ONSET = "aàâäeéèêëiîïoôöuùûüyœ", "ch|gn|ph|th|qu|[bcdfgptv][lr]|[bcdfgjklmnpqrstvwxz]"
#: Ends of French syllables: after a hyphen, a vowel before one onset, or a consonant before another.
_BREAK = re.compile(f"-|(?<=..)[{_VOWEL}](?=({_ONSET})[{_VOWEL}])|(?<=.)[lmnrstcpbd](?=({_ONSET})[{_VOWEL}])")
_UNSEEN = ("Cc", "Cf", "Cs")  # controls, directions, lone surrogates
LEADING = 1.3  # from one line to the next, in text sizes


@cache
def _font(size: float, bold: bool) -> FontProperties:
    return FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")


@cache
def _drawable() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=FONT))).get_charmap())


def plain(text: object) -> str:
    """One line without control or direction marks, which could reorder or break what stands around it."""
    kept = (" " if c.isspace() and c not in "\u00a0\u202f" else c for c in unicodedata.normalize("NFC", str(text)))
    return " ".join(part for part in "".join(c for c in kept if unicodedata.category(c) not in _UNSEEN).split(" ") if part)


def clean(text: object) -> str:
    """One line that can be drawn: as :func:`plain`, with a box for a character the font lacks.

    Examples
    --------
    >>> clean("Régie\\nde quartier"), clean("町 \\u202eabc")
    ('Régie de quartier', '□ abc')
    """
    return "".join(c if ord(c) in _drawable() else "□" for c in plain(text))


@cache
def _advance(character: str, bold: bool) -> float:
    """How far a letter of size 1 moves the pen; measured once, since every line of every figure asks for it."""
    font = get_font(findfont(_font(1, bold)))
    font.set_size(100, 72)
    return float(font.load_char(ord(character), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / 100


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width in points of one line, without the little that kerning takes off."""
    return size * sum(_advance(character, bold) for character in text)


def ellipsis(text: str, width: float, size: float, bold: bool = False) -> str:
    """The text, cut with ``…`` so as not to be wider than `width`."""
    if text_width(text, size, bold) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = text_width(text[:middle].rstrip() + "…", size, bold) <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low].rstrip() + "…"


def lines(text: object, width: float, size: float, *, bold: bool = False, most: int = 3) -> list[str]:
    """Wrap a text into at most `most` lines of `width` points; what does not fit ends in ``…``.

    Examples
    --------
    >>> lines("Insertion par l'activité économique", 90, 10)
    ['Insertion par', "l'activité", 'économique']
    """
    rest = clean(text).split(" ")
    wrapped: list[str] = []
    while rest and rest != [""]:
        if len(wrapped) == most - 1:
            wrapped.append(ellipsis(" ".join(rest), width, size, bold))
            break
        count = 1
        while count < len(rest) and text_width(" ".join(rest[: count + 1]), size, bold) <= width:
            count += 1
        line = " ".join(rest[:count])
        if text_width(line, size, bold) > width:  # one word wider than the column
            kept = _syllables(line, max(1, len(ellipsis(line, width, size, bold)) - 1))
            rest = [line[kept:], *rest[1:]]
            wrapped.append(line[:kept] + ("" if line[kept - 1] == "-" else "-"))
        else:
            wrapped.append(line)
            rest = rest[count:]
    return wrapped


def _syllables(word: str, most: int) -> int:
    """Letters to keep before the hyphen, at most `most`: after a hyphen or a French syllable when one ends there."""
    breaks = [match.end() for match in _BREAK.finditer(word.lower())]
    return max((b for b in breaks if b <= most and len(word) - b > 1), default=most)


def fitted(
    texts: Sequence[object], width: float, size: float, *, bold: bool = False, most: int = 3, least: float = 0.75,
) -> tuple[list[list[str]], float]:  # fmt: skip
    """Wrap texts that stand side by side, all smaller where that saves a word from being broken or cut.

    Returns
    -------
    tuple
        The lines of each text, and their common size, between ``least * size`` and `size`.
    """
    for shrunk in np.linspace(size, size * least, 6):
        wrapped = [lines(text, width, shrunk, bold=bold, most=most) for text in texts]
        if all(" ".join(rows) == clean(text) for rows, text in zip(wrapped, texts, strict=True)):
            break
    return wrapped, float(shrunk)


def put(
    ax: Axes, x: float, y: float, text: str, size: float, *, bold: bool = False, color: str = INK, ha: str = "left",
    va: str = "baseline", **more: Any,
) -> Text:  # fmt: skip
    """Write one line; never read as mathematics nor as LaTeX."""
    how = {"zorder": 10, "clip_on": False, "parse_math": False, "usetex": False, **more}
    return ax.text(x, y, text, fontproperties=_font(size, bold), color=color, ha=ha, va=va, **how)


def block(ax: Axes, x: float, top: float, rows: Sequence[str], size: float, **how: Any) -> float:
    """Write lines under one another from `top` down, in points; returns where the next line would start."""
    for row in rows:
        put(ax, x, top - size, row, size, **how)
        top -= size * LEADING
    return top


def spread(places: Sequence[float], gap: float, low: float, high: float) -> np.ndarray:
    """Move labels as little as possible so that they stand `gap` apart between `low` and `high`, in the same order.

    The least-squares answer: pools of touching labels are centred on the mean of where they want to be.

    Examples
    --------
    >>> spread([0, 0.5, 10], 2, -5, 20).tolist()
    [-0.75, 1.25, 10.0]
    """
    if not len(places):
        return np.zeros(0)
    wanted = np.asarray(places, dtype=float)
    order = np.argsort(wanted, kind="stable")
    gap = min(gap, (high - low) / max(len(wanted) - 1, 1))
    pools: list[tuple[float, int]] = []  # mean of (wanted - rank * gap), number of labels
    for rank, i in enumerate(order):
        pools.append((float(wanted[i] - rank * gap), 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (upper, n), (lower, m) = pools.pop(), pools.pop()
            pools.append(((lower * m + upper * n) / (n + m), n + m))
    base = np.repeat([mean for mean, _ in pools], [count for _, count in pools])
    placed = np.empty(len(wanted))
    placed[order] = np.clip(base, low, high - gap * (len(wanted) - 1)) + gap * np.arange(len(wanted))
    return placed
