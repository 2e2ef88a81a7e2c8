"""A chart on a sheet: axes in data units, whose ticks and titles we write ourselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from cooperation_graph.plots.style import FAINT, LINE, QUIET, Sheet
from cooperation_graph.plots.text import put

__all__ = ["Chart", "chart", "padded"]


@dataclass(frozen=True)
class Chart:
    """Axes in data units, and where they stand on the sheet, in points."""

    sheet: Sheet
    panel: Axes
    box: tuple[float, float, float, float]
    x: tuple[float, float]
    y: tuple[float, float]

    def px(self, x: float) -> float:
        """Place on the sheet of a value of x."""
        return self.box[0] + self.box[2] * (x - self.x[0]) / (self.x[1] - self.x[0])

    def py(self, y: float) -> float:
        """Place on the sheet of a value of y."""
        return self.box[1] + self.box[3] * (y - self.y[0]) / (self.y[1] - self.y[0])

    def x_axis(self, text: Callable[[float], str], title: str = "", at: Sequence[float] | None = None) -> None:
        """Write the horizontal axis: light lines, values below, a title."""
        font, (left, bottom, width, height) = self.sheet.font, self.box
        for value in _ticks(self.x, width / (6 * font)) if at is None else at:
            x = self.px(value)
            self.sheet.ax.plot([x, x], [bottom, bottom + height], color=FAINT, lw=0.8, zorder=1)
            put(self.sheet.ax, x, bottom - 1.3 * font, text(value), 0.85 * font, color=QUIET, ha="center")
        self.sheet.ax.plot([left, left + width], [bottom, bottom], color=LINE, lw=0.8, zorder=1)
        if title:
            put(self.sheet.ax, left + width / 2, bottom - 2.8 * font, title, 0.9 * font, color=QUIET, ha="center")

    def y_axis(self, text: Callable[[float], str], title: str = "") -> None:
        """Write the vertical axis: light lines, values on the left, a title above."""
        font, (left, bottom, width, height) = self.sheet.font, self.box
        for value in _ticks(self.y, height / (3.5 * font)):
            y = self.py(value)
            self.sheet.ax.plot([left, left + width], [y, y], color=FAINT, lw=0.8, zorder=1)
            put(self.sheet.ax, left - 0.5 * font, y, text(value), 0.85 * font, color=QUIET, ha="right", va="center_baseline")
        if title:
            put(self.sheet.ax, left - 0.5 * font, bottom + height + 0.9 * font, title, 0.9 * font, color=QUIET, ha="left")


def chart(sheet: Sheet, box: tuple[float, float, float, float], x: tuple[float, float], y: tuple[float, float]) -> Chart:
    """Axes in data units on the sheet; `box` is left, bottom, width, height in points."""
    return Chart(sheet, sheet.panel(box, x, y), box, x, y)


def _ticks(limits: tuple[float, float], most: float) -> list[float]:
    found = MaxNLocator(nbins=int(np.clip(most, 2, 8)), steps=[1, 2, 2.5, 5, 10]).tick_values(*limits)
    slack = 1e-9 * (limits[1] - limits[0])
    return [float(value) for value in found if limits[0] - slack <= value <= limits[1] + slack]


def padded(values: Sequence[float] | np.ndarray, *, share: float = 0.08) -> tuple[float, float]:
    """Limits a little wider than the finite values.

    Examples
    --------
    >>> padded([0.0, 1.0, float("nan")], share=0.1)
    (-0.1, 1.1)
    """
    finite = np.asarray(values, dtype=float)
    finite = finite[np.isfinite(finite)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    extra = share * (high - low) or max(abs(high) * share, 0.05)
    return (low - extra, high + extra)
