"""`event_study`: the difference between animated and comparison territories, period by period, around the start."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cooperation_graph.impact.wording import event_sentences
from cooperation_graph.locale import translator
from cooperation_graph.plots.axes import Chart, chart, padded
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import only
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.keys import Sign, dot, key_height, line, write_key
from cooperation_graph.plots.style import INK, LINE, PAPER, QUIET, new_sheet, room
from cooperation_graph.plots.text import clean, ellipsis, put, text_width
from cooperation_graph.plots.words import change_text, metric_label
from cooperation_graph.results import Result

__all__ = ["event_study"]

_BEFORE, _AFTER = "#656364", "#1845fb"


@drawing
def event_study(study: Result, *, lang: str = "fr", ax: Axes | None = None, size: str = "screen") -> Drawing:
    """Draw one indicator before and after the start: what animated territories gained on the others since the last period before.

    Parameters
    ----------
    study
        Event study of one indicator.
    lang, ax, size
        As in :func:`organ_pipes`.

    Returns
    -------
    Drawing
        Its table has one row a period: difference, interval, levels of both sides.

    Raises
    ------
    CooperationError
        The study holds several indicators.
    """
    _ = translator(lang)
    indicator = only(study.frame, ("indicator",), "event_study", lang)["indicator"]
    title = _("Before and after the start: {metric}", metric=metric_label(indicator, lang))
    columns = ["period", "event", "value", "ci_low", "ci_high", "p", "level_treated", "level_comparison", "n_treated", "n_comparison"]
    table = study.frame[columns].reset_index(drop=True)
    if not len(table):
        return blank(_("There is no period to draw here."), table, title=title, size=size, ax=ax)
    sentences = event_sentences(study.frame, study.tables["before"], study.provenance, lang)
    width, font = room(size, ax)
    sizes = _("{treated} animated and {comparison} comparison territories.", treated=int(table["n_treated"].iloc[0]),
              comparison=int(table["n_comparison"].iloc[0]))  # fmt: skip
    words = captions(title, sentences[:1], [sizes], width, font)
    key = [
        Sign(_("before the start"), dot(_BEFORE, "s", 0.8)), Sign(_("after the start"), dot(_AFTER, "o", 0.8)),
        Sign(_("95% interval"), line(INK, 1.4)), Sign(_("period of reference"), dot(PAPER, "D", 0.8)),
    ]  # fmt: skip
    above, below = words.above + key_height(key, width, font) + 2.5 * font, words.below + 3.2 * font
    sheet = new_sheet(above + 24 * font + below, size=size, ax=ax)
    words.write(sheet)
    write_key(sheet, sheet.height - words.above, key)
    ends = table[["value", "ci_low", "ci_high"]].to_numpy(dtype=float).ravel()
    limits = padded(np.append(ends, 0.0))
    left = 1.5 * font + max(text_width(change_text(indicator, value, lang), 0.85 * font) for value in limits)
    box = (left + font, below, width - left - 3 * font, max(sheet.height - above - below, 5 * font))
    plot = chart(sheet, box, (-0.6, len(table) - 0.4), limits)
    plot.y_axis(lambda value: change_text(indicator, value, lang), _("gained by animated territories on the others"))
    _periods(plot, table, font)
    return Drawing(sheet.figure, table, f"{title}{_(': ')}{' '.join(sentences)}", title)


def _periods(plot: Chart, table: pd.DataFrame, font: float) -> None:
    """Points with their intervals, the start between them, names of periods below."""
    plot.panel.plot(plot.x, [0, 0], color=QUIET, lw=1, ls=(0, (3, 2)), zorder=2)
    start = int((table["event"] < 0).sum()) - 0.5
    plot.panel.plot([start, start], plot.y, color=LINE, lw=1.2, zorder=1)
    step = plot.box[2] / len(table)
    wide = max(text_width(clean(str(name)), 0.85 * font) for name in table["period"])
    every = int(np.ceil((min(wide, 6 * font) + 0.6 * font) / step))
    for place, row in enumerate(table.to_dict("records")):
        after = row["event"] >= 0
        if np.isfinite([row["ci_low"], row["ci_high"]]).all():
            plot.panel.plot([place, place], [row["ci_low"], row["ci_high"]], color=INK, lw=1.4, zorder=3, solid_capstyle="butt")
        reference = row["event"] == -1
        plot.panel.scatter(
            [place], [row["value"]], s=(0.8 * font) ** 2, c=PAPER if reference else _AFTER if after else _BEFORE,
            marker="D" if reference else "o" if after else "s", edgecolors=INK, linewidths=0.8, zorder=4,
        )  # fmt: skip
        if place % every == 0 or (place == len(table) - 1 and (len(table) - 1) % every > every / 2):
            text = ellipsis(clean(str(row["period"])), every * step - 0.4 * font, 0.85 * font)
            put(plot.sheet.ax, plot.px(place), plot.box[1] - 1.4 * font, text, 0.85 * font, color=QUIET, ha="center")
