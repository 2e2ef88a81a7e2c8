"""`caterpillar`: territories side by side, each with its uncertainty, observed and drawn towards what they share."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cooperation_graph.errors import UnknownName
from cooperation_graph.locale import translator
from cooperation_graph.plots.axes import Chart, chart, padded
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import alphabetical, named, only, records
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.keys import Draw, Sign, dot, key_height, line, write_key
from cooperation_graph.plots.style import FAINT, INK, LINE, PAPER, QUIET, new_sheet, room
from cooperation_graph.plots.text import clean, ellipsis, put
from cooperation_graph.plots.words import metric_label, value_text
from cooperation_graph.results import Result

__all__ = ["caterpillar"]

_NAMED = 80  # beyond, a name would be smaller than a reader can read
_SHRUNK = "#1845fb"
_VALUES = ["value", "ci_low", "ci_high", "shrunk", "shrunk_low", "shrunk_high"]


@drawing
def caterpillar(
    comparison: Result, *, order: str = "estimate", lang: str = "fr", ax: Axes | None = None, size: str = "screen",
    names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw the estimate of each territory, strata apart: observed values hollow, shrunken ones solid.

    The shrunken value θ̃_k = B_k μ̂ + (1 − B_k) y_k is drawn towards the mean of the stratum the more, the less the territory
    is documented. Bars are 95 % intervals, the dashed line is the mean, the grey band where a further territory is expected.
    Where bars overlap, the data do not tell territories apart.

    Parameters
    ----------
    comparison
        Comparison of one metric, wave and grouping.
    order
        ``"estimate"``: from the highest to the lowest, which is no ranking; ``"name"``: nothing invites to read one.
    lang, ax, size, names
        As in :func:`organ_pipes`.

    Returns
    -------
    Drawing
        Its table has the rows of the comparison, in the order drawn; territories without a value are in it, and counted in words.

    Raises
    ------
    CooperationError
        The comparison holds several metrics, waves or groupings.
    """
    _ = translator(lang)
    where = only(comparison.frame, ("metric", "wave", "by"), "caterpillar", lang)
    metric = where["metric"]
    title = " – ".join(part for part in (metric_label(metric, lang), where["wave"]) if part)
    if order not in ("estimate", "name"):
        raise UnknownName("order", order, ("estimate", "name"))
    keys, ascending = ["stratum", "shrunk", "value", "territory"], [True, False, False, True]
    frame = comparison.frame.sort_values(keys, ascending=ascending, kind="stable")
    if order == "name":
        called = frame["territory"].map(lambda territory: alphabetical(named(str(territory), names)))
        frame = frame.assign(called=called).sort_values(["stratum", "called"], kind="stable").drop(columns="called")
    shown = frame[np.isfinite(frame["value"].astype(float))]
    table = pd.concat([shown, frame.drop(shown.index)], ignore_index=True)
    if not len(shown):
        return blank(_("No territory has a value to draw here."), table, title=title, size=size, ax=ax)
    strata = list(dict.fromkeys(shown["stratum"]))

    width, font = room(size, ax)
    named_ = len(shown) <= _NAMED
    missing = len(frame) - len(shown)
    note = _("{n} territory has no value (see the table).", plural="{n} territories have no value (see the table).", n=missing)
    said = (
        _("Where bars overlap, the data do not tell territories apart: this order is not a ranking.") if order == "estimate"
        else _("Where bars overlap, the data do not tell territories apart.")
    )  # fmt: skip
    words = captions(title, [said], [note] if missing else [], width, font)
    pitch = 1.55 * font if named_ else max(45 * font / len(shown), 0.4)
    headed = len(strata) > 1
    body = pitch * len(shown) + (2.6 * font * len(strata) if headed else 0.0)
    key = _key(lang)
    above, below = words.above + key_height(key, width, font) + 0.6 * font, words.below + 2 * font
    sheet = new_sheet(above + body + below, size=size, ax=ax)
    scale = max(sheet.height - above - below, 3 * font) / body
    words.write(sheet)
    write_key(sheet, sheet.height - words.above, key)
    left = (0.34 if named_ else 0.14) * width
    right = 5.5 * font if named_ else font
    limits = padded(shown[_VALUES].to_numpy(dtype=float), share=0.03)
    plot = chart(sheet, (left, below, width - left - right, body * scale), limits, (0, body * scale))
    plot.x_axis(lambda value: value_text(metric, value, lang))
    y, pooled = body * scale, comparison.tables.get("pooled", pd.DataFrame(columns=["stratum"]))
    for stratum in strata:
        mine = shown[shown["stratum"] == stratum]
        if headed:
            name = ellipsis(clean(stratum) or _("stratum not stated"), left - 1.5 * font, font, True)
            put(sheet.ax, font, below + y - 1.7 * font * scale, name, font, bold=True)
            y -= 2.2 * font * scale
        heights = y - pitch * scale * (np.arange(len(mine)) + 0.5)
        y -= pitch * scale * len(mine)
        _band(plot, pooled[pooled["stratum"] == stratum], y, y + pitch * scale * len(mine))
        y -= 0.4 * font * scale if headed else 0.0
        _rows(plot, mine, heights, pitch * scale, named_)
        if named_:
            for height, row in zip(heights, records(mine), strict=True):
                name = ellipsis(clean(named(str(row["territory"]), names)), left - 2 * font, 0.9 * font)
                put(sheet.ax, left - 0.8 * font, below + height, name, 0.9 * font, ha="right", va="center_baseline")
                best = row["shrunk"] if np.isfinite(row["shrunk"]) else row["value"]
                put(sheet.ax, width - font, below + height, value_text(metric, best, lang), 0.9 * font, ha="right",
                    va="center_baseline")  # fmt: skip
    return Drawing(sheet.figure, table, _sentence(shown, title, order, names, lang), title)


def _band(plot: Chart, pooled: pd.DataFrame, low: float, high: float) -> None:
    for row in records(pooled):
        ends = (row["prediction_low"], row["prediction_high"])
        if np.isfinite(ends).all():
            start, stop = np.clip(ends, *plot.x)
            plot.panel.add_patch(Rectangle((start, low), stop - start, high - low, facecolor=FAINT, alpha=0.75, lw=0, zorder=0.5))
        if np.isfinite(row["mean"]):
            plot.panel.plot([row["mean"]] * 2, [low, high], color=INK, lw=1, ls=(0, (4, 2)), zorder=2)


def _rows(plot: Chart, mine: pd.DataFrame, heights: np.ndarray, pitch: float, named_: bool) -> None:
    panel, shift = plot.panel, 0.17 * pitch if named_ else 0.0
    dot = (0.5 * plot.sheet.font) ** 2 if named_ else max(pitch, 1.5) ** 2
    get = {name: mine[name].to_numpy(dtype=float) for name in _VALUES}
    grey, blue, thin, thick, edge = (LINE, _SHRUNK, 1.0, 2.2, 0.9) if named_ else ("#c9ced4", "#9db4ff", 0.4, 0.6, 0.2)
    panel.hlines(heights + shift, get["ci_low"], get["ci_high"], color=grey, lw=thin, zorder=2.5)
    panel.hlines(heights - shift, get["shrunk_low"], get["shrunk_high"], color=blue, lw=thick, zorder=3)
    panel.scatter(get["value"], heights + shift, s=dot * 1.2, c=PAPER, edgecolors=QUIET, linewidths=thin, zorder=4)
    panel.scatter(get["shrunk"], heights - shift, s=dot, c=_SHRUNK, marker="D", edgecolors=INK, linewidths=edge, zorder=5)


def _key(lang: str) -> list[Sign]:
    _ = translator(lang)

    def pair(stroke: Draw, point: Draw) -> Draw:
        return lambda ax, x, y, font: (stroke(ax, x, y, font), point(ax, x, y, font))

    def band(ax: Axes, x: float, y: float, font: float) -> None:
        ax.add_patch(Rectangle((x + 0.2 * font, y - 0.5 * font), 2 * font, font, facecolor=FAINT, lw=0))

    return [
        Sign(_("observed"), pair(line(LINE, 1.0), dot(PAPER, "o", 0.55))),
        Sign(_("estimate, drawn towards the mean"), pair(line(_SHRUNK, 2.2), dot(_SHRUNK, "D", 0.5))),
        Sign(_("mean"), line(INK, 1.2, (0, (2.5, 1.2)))), Sign(_("95% of territories"), band),
    ]  # fmt: skip


def _sentence(shown: pd.DataFrame, title: str, order: str, names: Mapping[str, str] | None, lang: str) -> str:
    _ = translator(lang)
    metric = str(shown["metric"].iloc[0])
    best = shown["shrunk"].where(np.isfinite(shown["shrunk"].astype(float)), shown["value"]).astype(float)
    ends = {"low": value_text(metric, float(best.min()), lang), "high": value_text(metric, float(best.max()), lang)}
    if order == "name":
        return _("{title}: {n} territories, estimates from {low} to {high}; where bars overlap, the data do not tell them apart.",
                 title=title, n=len(shown), **ends)  # fmt: skip
    first, last = (named(str(shown["territory"].iloc[place]), names) for place in (best.argmin(), best.argmax()))
    return _("{title}: {n} territories, estimates from {low} ({first}) to {high} ({last}); the order is not a ranking.",
             title=title, n=len(shown), first=first, last=last, **ends)  # fmt: skip
