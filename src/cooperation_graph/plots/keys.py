"""Keys: what signs mean, in rows that fit the sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from cooperation_graph.plots.style import INK, Sheet
from cooperation_graph.plots.text import ellipsis, put, text_width

__all__ = ["Sign", "dot", "key_height", "line", "write_key"]

_SIGN, _ROW = 3.0, 1.7  # width of a sign and height of a row, in text sizes

#: Draws a sign: axes, left end, middle height, text size.
Draw = Callable[[Axes, float, float, float], Any]


@dataclass(frozen=True)
class Sign:
    """One entry of a key."""

    text: str
    draw: Draw


def line(color: str, thick: float, style: Any = "-") -> Draw:
    """A stroke."""
    return lambda ax, x, y, font: ax.plot([x, x + 2.4 * font], [y, y], color=color, lw=thick, ls=style, zorder=3,
                                          solid_capstyle="butt")  # fmt: skip


def dot(fill: str, shape: str, size: float, edge: str = INK) -> Draw:
    """A point, `size` text sizes wide."""
    return lambda ax, x, y, font: ax.scatter([x + 1.2 * font], [y], s=(size * font) ** 2, c=fill, marker=shape, edgecolors=edge,
                                             linewidths=0.8, zorder=4)  # fmt: skip


def _places(signs: Sequence[Sign], width: float, font: float) -> list[tuple[float, int]]:
    places, x, row = [], font, 0
    for sign in signs:
        needed = _SIGN * font + text_width(sign.text, 0.9 * font)
        if x + needed > width - font and x > font:
            x, row = font, row + 1
        places.append((x, row))
        x += needed + 1.6 * font
    return places


def key_height(signs: Sequence[Sign], width: float, font: float) -> float:
    """Height that a key takes on a sheet of this width."""
    return (_places(signs, width, font)[-1][1] + 1) * _ROW * font if signs else 0.0


def write_key(sheet: Sheet, top: float, signs: Sequence[Sign]) -> None:
    """Write a key from `top` down."""
    font = sheet.font
    for sign, (x, row) in zip(signs, _places(signs, sheet.width, font), strict=True):
        y = top - (row + 0.5) * _ROW * font
        sign.draw(sheet.ax, x, y, font)
        text = ellipsis(sign.text, sheet.width - x - (_SIGN + 0.5) * font, 0.9 * font)
        put(sheet.ax, x + _SIGN * font, y, text, 0.9 * font, va="center_baseline")
