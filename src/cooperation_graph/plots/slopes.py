"""`slope`: one metric in two waves, a line a territory."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cooperation_graph.locale import translator
from cooperation_graph.plots.axes import chart, padded
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import named, only, records
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.style import INK, LINE, PAPER, QUIET, Sheet, new_sheet, room
from cooperation_graph.plots.text import clean, ellipsis, put, spread, text_width
from cooperation_graph.plots.words import metric_label, value_text
from cooperation_graph.results import Result

__all__ = ["slope"]

_NAMED = 30
_SURE, _UNSURE = "#1845fb", "#858b94"


@drawing
def slope(
    evolution: Result, *, lang: str = "fr", ax: Axes | None = None, size: str = "screen", names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw how one metric moved between two waves, a line a territory.

    A strong line says that a change is shown: exchanging ended and new projects at random rarely gives as much (adjusted
    p < .05). The others are thin and dashed.

    Parameters
    ----------
    evolution
        Evolution of one metric, grouping and pair of waves, for any number of territories.
    lang, ax, size, names
        As in :func:`organ_pipes`.

    Returns
    -------
    Drawing
        Its table has one row a territory: values, change, adjusted p, whether a change is shown.

    Raises
    ------
    CooperationError
        The evolution holds several metrics, groupings or pairs of waves.
    """
    _ = translator(lang)
    where = only(evolution.frame, ("metric", "by", "wave_from", "wave_to"), "slope", lang)
    metric = where["metric"]
    title = f"{metric_label(metric, lang)} – {where['wave_from']} → {where['wave_to']}"
    columns = ["territory", "value_from", "value_to", "change", "p_adjusted", "status"]
    table = evolution.frame[columns].reset_index(drop=True)
    table["shown"] = table["p_adjusted"] < 0.05
    both = np.isfinite(table[["value_from", "value_to"]].to_numpy(dtype=float)).all(axis=1)
    shown: pd.DataFrame = table.loc[both].reset_index(drop=True)
    if not len(shown):
        return blank(_("No territory has a value in both waves."), table, title=title, size=size, ax=ax)
    sure = int(shown["shown"].sum())
    said = _("Territories where a change is shown (strong lines): {sure} of {n}; elsewhere projects that come and go can give"
             " as much by chance.", sure=sure, n=len(shown))  # fmt: skip

    width, font = room(size, ax)
    named_ = len(shown) <= _NAMED
    missing = len(table) - len(shown)
    note = _("{n} territory lacks one of the two values (see the table).",
             plural="{n} territories lack one of the two values (see the table).", n=missing)  # fmt: skip
    words = captions(title, [said], [note] if missing else [], width, font)
    above, below = words.above + 2 * font, words.below + 0.4 * font
    body = max(1.45 * font * len(shown), 22 * font) if named_ else 38 * font
    sheet = new_sheet(above + body + below, size=size, ax=ax)
    body = max(sheet.height - above - below, 4 * font)
    words.write(sheet)
    left, right = (0.27 * width, 0.73 * width) if named_ else (0.16 * width, 0.84 * width)
    limits = _limits(shown[["value_from", "value_to"]].to_numpy(dtype=float).ravel())
    plot = chart(sheet, (left, below, right - left, body), (0, 1), limits)
    for x, wave, ha in ((left, where["wave_from"], "left"), (right, where["wave_to"], "right")):
        sheet.ax.plot([x, x], [below, below + body], color=LINE, lw=0.8)
        text = ellipsis(clean(wave), 0.3 * width, 1.1 * font, True)
        put(sheet.ax, x, below + body + 0.8 * font, text, 1.1 * font, bold=True, ha=ha)
    for row in sorted(records(shown), key=lambda row: bool(row["shown"])):
        certain = row["shown"]
        plot.panel.plot(
            [0, 1], [row["value_from"], row["value_to"]], color=_SURE if certain else _UNSURE, lw=2.2 if certain else 1.0,
            ls="-" if certain else (0, (4, 2)), marker="o", markersize=0.55 * font, markerfacecolor=_SURE if certain else PAPER,
            markeredgecolor=INK, markeredgewidth=0.7, zorder=4 if certain else 3, clip_on=False, alpha=1 if named_ else 0.6,
        )  # fmt: skip
    if named_:
        for column, x, side in (("value_from", left, -1), ("value_to", right, 1)):
            _names(sheet, shown, column, x, side, [plot.py(v) for v in shown[column]], (below, below + body), metric, names, lang)
    else:
        plot.y_axis(lambda value: value_text(metric, value, lang))
    return Drawing(sheet.figure, table, f"{title}{_(': ')}{said}", title)


def _limits(values: np.ndarray) -> tuple[float, float]:
    """Limits around the values, wide enough that a small change is a small slope: at least a quarter of the highest value."""
    low, high = padded(values, share=0.04)
    missing = 0.25 * float(np.abs(values).max()) - (high - low)
    return (low - missing / 2, high + missing / 2) if missing > 0 else (low, high)


def _names(
    sheet: Sheet, shown: pd.DataFrame, column: str, x: float, side: int, wanted: list[float], limits: tuple[float, float],
    metric: str, names: Mapping[str, str] | None, lang: str,
) -> None:  # fmt: skip
    """Names and values beside one end of the lines, moved apart, each led to its point."""
    font = sheet.font
    small = 0.85 * font
    space = (x if side < 0 else sheet.width - x) - 2.6 * font
    for row, y, at in zip(records(shown), wanted, spread(wanted, 1.3 * small, *limits), strict=True):
        sheet.ax.plot([x + side * 0.5 * font, x + side * 1.4 * font], [y, at], color=LINE, lw=0.5, zorder=1)
        value = value_text(metric, row[column], lang)
        name = ellipsis(clean(named(str(row["territory"]), names)), space - text_width(value, small, True) - 0.8 * small, small)
        bold, ha = bool(row["shown"]), "right" if side < 0 else "left"
        put(sheet.ax, x + side * 1.7 * font, at, value, small, bold=True, ha=ha, va="center_baseline")
        put(sheet.ax, x + side * (1.7 * font + text_width(value, small, True) + 0.6 * small), at, name, small, ha=ha,
            va="center_baseline", color=INK if bold else QUIET)  # fmt: skip
