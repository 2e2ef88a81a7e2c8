"""`deletion_curves`: what a number becomes when a further share of the respondents is silenced."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from cooperation_graph.evolution.deletion import ORDERS, SILENT, DeletionCurve
from cooperation_graph.locale import translate, translator
from cooperation_graph.locale.numbers import percent
from cooperation_graph.plots.axes import chart, padded
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import only, titled
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.style import INK, QUIET, new_sheet, room
from cooperation_graph.plots.text import ellipsis, put, spread
from cooperation_graph.plots.words import metric_label, value_text

__all__ = ["deletion_curves"]

#: Colour, shape and stroke of each order of silence.
_STYLE = {"random": ("#1845fb", "o", "-"), "most_active": ("#c91f16", "s", (0, (5, 2))), "least_active": ("#656364", "^", (0, (1.5, 1.5)))}


@drawing
def deletion_curves(
    curves: DeletionCurve, *, lang: str = "fr", ax: Axes | None = None, size: str = "screen", names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw one metric of one territory and wave when fewer answer: at random, the most active or the least active first.

    The band holds 80 % of the draws of random silence. It is the spread of a thought experiment, not an interval of confidence,
    and the curves are not to be extended to the left: nobody knows what complete answers would give.

    Parameters
    ----------
    curves
        What :func:`cooperation_graph.evolution.deletion_curve` returns, of one territory, wave, metric and grouping.
    lang, ax, size, names
        As in :func:`organ_pipes`.

    Returns
    -------
    Drawing
        Its table has one row an order and share: order, silent, value, low, high.

    Raises
    ------
    CooperationError
        The curves are of several territories, waves, metrics or groupings.
    """
    _ = translator(lang)
    where = only(curves.frame, ("territory", "wave", "metric", "by"), "deletion_curves", lang)
    metric = where["metric"]
    title = titled(_("If fewer had answered: {metric}", metric=metric_label(metric, lang)), where["territory"], where["wave"], names)
    table = curves.frame[["order", "silent", "value", "low", "high", "status"]].reset_index(drop=True)
    shown = table.dropna(subset=["value"])
    if not len(shown):
        reasons = [reason for reason in table["status"].unique() if reason]
        return blank(translate(reasons[0], lang) if reasons else _("There is no curve to draw."), table, title=title, size=size, ax=ax)
    observed = float(curves.frame["observed"].iloc[0])
    farthest = float(shown["silent"].max())
    last = shown[shown["silent"] == farthest].set_index("order")["value"]
    orders = [order for order in ORDERS if order in last.index]
    told = ", ".join(f"{value_text(metric, last[order], lang)} ({translate(SILENT[order], lang)})" for order in orders)
    said = _("{value} as measured; with a further {share} of the respondents silent: {told}.",
             value=value_text(metric, observed, lang), share=percent(farthest, lang), told=told)  # fmt: skip
    notes = [
        _("Band: 80% of the draws of random silence. A picture of how much the number depends on who answers, not a correction: what"
          " complete answers would give is not known."),
        *(f"{translate(message, lang)}." for message in curves.warnings["message"].unique()),
    ]  # fmt: skip

    width, font = room(size, ax)
    words = captions(title, [said], notes, width, font)
    side = 15 * font
    below = words.below + 3.8 * font
    sheet = new_sheet(words.above + 22 * font + below, size=size, ax=ax)
    words.write(sheet)
    high = max(sheet.height - words.above - below - font, 8 * font)
    box = (6 * font, below, width - 7 * font - side, high)
    plot = chart(sheet, box, (-0.02 * farthest, farthest * 1.02 or 1), padded([observed, *shown["low"], *shown["high"]]))
    plot.y_axis(lambda value: value_text(metric, value, lang))
    plot.x_axis(lambda value: percent(value, lang), _("further share of the respondents who are silent"),
                at=[0.0, *sorted(shown["silent"].unique())])  # fmt: skip
    ends = []
    for order in orders:
        colour, shape, stroke = _STYLE[order]
        rows = shown[shown["order"] == order].sort_values("silent")
        x, y = np.array([0.0, *rows["silent"]]), np.array([observed, *rows["value"]])
        if order == "random":
            plot.panel.fill_between(x, [observed, *rows["low"]], [observed, *rows["high"]], color=colour, alpha=0.14, lw=0, zorder=2)
        plot.panel.plot(x, y, color=colour, ls=stroke, lw=1.8, zorder=4, clip_on=False)
        plot.panel.scatter(x[1:], y[1:], s=(0.62 * font) ** 2, c=colour, marker=shape, edgecolors=INK, linewidths=0.7, zorder=5, clip_on=False)
        ends.append((order, float(y[-1])))
    plot.panel.scatter([0], [observed], s=(0.8 * font) ** 2, c=INK, marker="D", zorder=6, clip_on=False)
    wanted = [plot.py(value) for _order, value in ends]
    for (order, value), y in zip(ends, spread(wanted, 2.9 * font, below, below + high), strict=True):
        at = plot.px(farthest) + 0.9 * font
        put(sheet.ax, at, y + 0.15 * font, value_text(metric, value, lang), font, bold=True, color=_STYLE[order][0])
        name = translate(SILENT[order], lang)
        put(sheet.ax, at, y - 1.05 * font, ellipsis(name, side - font, 0.85 * font), 0.85 * font, color=QUIET)
    return Drawing(sheet.figure, table.drop(columns="status"), _("{title}: {said}", title=title, said=said), title)

