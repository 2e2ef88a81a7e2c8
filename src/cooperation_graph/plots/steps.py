"""`waterfall`: what a change between two waves is made of: actors seen in both, in one only, or unknown in one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cooperation_graph.locale import translate, translator
from cooperation_graph.locale.numbers import p_value
from cooperation_graph.plots.axes import chart, padded
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import named, only
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.style import INK, LINE, new_sheet, room
from cooperation_graph.plots.text import LEADING, block, fitted, put
from cooperation_graph.plots.words import change_text, metric_label, value_text
from cooperation_graph.results import Result

__all__ = ["waterfall"]

_UP, _DOWN = "#578dff", "#ff5e02"


@drawing
def waterfall(
    evolution: Result, *, lang: str = "fr", ax: Axes | None = None, size: str = "screen", names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw the change of one metric between two waves and the terms it is the sum of.

    With S the actors seen in both waves, Δ = [m(G₂|S) − m(G₁|S)] (stayers) + [m(G₂) − m(G₂|S)] (entry) + [m(G₁|S) − m(G₁)] (exit);
    actors of whom nothing is known in one wave have a step of their own (see :func:`cooperation_graph.evolution.three_terms`).
    An accounting identity, not a cause.

    Parameters
    ----------
    evolution
        Evolution of one territory, metric, grouping and pair of waves.
    lang, ax, size, names
        As in :func:`organ_pipes`.

    Returns
    -------
    Drawing
        Its table has one row a step: from, stayers, entry, exit, unknown (where some are), to.

    Raises
    ------
    CooperationError
        The evolution holds several territories, metrics, groupings or pairs of waves.
    """
    _ = translator(lang)
    where = only(evolution.frame, ("territory", "metric", "by", "wave_from", "wave_to"), "waterfall", lang)
    place, metric = named(where["territory"], names), where["metric"]
    title = _("What the change is made of: {metric}", metric=metric_label(metric, lang)) + (f" – {place}" if place else "")
    empty = pd.DataFrame(columns=["step", "level_before", "contribution", "level_after"])
    if not len(evolution.frame):
        return blank(_("There is no change to draw here."), empty, title=title, size=size, ax=ax)
    row = evolution.frame.iloc[0]
    kinds = [*("stayers", "entry", "exit"), *(["unknown"] if row["n_unknown"] else [])]
    terms = [float(row[name]) for name in kinds]
    if not np.isfinite([row["value_from"], row["value_to"], *terms]).all():
        reason = translate(str(row["status"]), lang) if row["status"] else _("The change cannot be split here.")
        return blank(reason, empty, title=title, size=size, ax=ax)
    levels = np.cumsum([float(row["value_from"]), *terms])
    table = pd.DataFrame({
        "step": ["from", *kinds, "to"],
        "level_before": [np.nan, *levels[:-1], np.nan], "contribution": [np.nan, *terms, np.nan],
        "level_after": [*levels, float(row["value_to"])],
    })  # fmt: skip
    first, second = where["wave_from"], where["wave_to"]
    called = {
        "stayers": _("seen in both waves"), "entry": _("seen in {wave} only", wave=second), "exit": _("seen in {wave} only", wave=first),
        "unknown": _("nothing known in one wave"),
    }  # fmt: skip
    steps = [first, *(called[kind] for kind in kinds), second]
    last = len(steps) - 1
    said = _change_sentence(row, metric, lang)

    width, font = room(size, ax)
    words = captions(title, [said], [], width, font)
    column = (width - 8 * font) / len(steps)
    under, small = fitted(steps, column - font, font, bold=True)
    below = (max(len(name) for name in under) * LEADING + 0.6) * font + words.below
    sheet = new_sheet(words.above + 19 * font + below, size=size, ax=ax)
    high = max(sheet.height - words.above - below, 6 * font)
    words.write(sheet)
    plot = chart(sheet, (7 * font, below, len(steps) * column, high), (0, len(steps)), padded(levels, share=0.22))
    plot.y_axis(lambda value: value_text(metric, value, lang))
    for i, level in enumerate(levels[:-1]):  # the level is carried from step to step
        plot.panel.plot([i + 0.5, i + 1.5], [level, level], color=LINE, lw=1, ls=(0, (2, 2)), zorder=2)
    plot.panel.plot([last - 0.5, last + 0.5], [levels[-1]] * 2, color=LINE, lw=1, ls=(0, (2, 2)), zorder=2)
    for i, level in ((0, levels[0]), (last, levels[-1])):
        plot.panel.plot([i + 0.14, i + 0.86], [level, level], color=INK, lw=4, solid_capstyle="butt", zorder=4)
        told = value_text(metric, level, lang)
        put(sheet.ax, plot.px(i + 0.5), plot.py(level) + 0.6 * font, told, 1.15 * font, bold=True, ha="center")
    for i, (term, before) in enumerate(zip(terms, levels, strict=False), start=1):
        plot.panel.add_patch(Rectangle((i + 0.22, min(before, before + term)), 0.56, abs(term), zorder=3, edgecolor=INK, lw=0.9,
                                       facecolor=_UP if term >= 0 else _DOWN))  # fmt: skip
        sign = "▲ " if term > 0 else "▼ " if term < 0 else ""
        y = plot.py(max(before, before + term)) + 0.6 * font if term >= 0 else plot.py(before + term) - 1.5 * font
        put(sheet.ax, plot.px(i + 0.5), y, sign + change_text(metric, term, lang), font, bold=True, ha="center")
    for i, name in enumerate(under):
        block(sheet.ax, plot.px(i + 0.5), below - 0.4 * font, name, small, bold=True, ha="center")
    listed = ", ".join(f"{called[kind]} {change_text(metric, term, lang)}" for kind, term in zip(kinds, terms, strict=True))
    text = _("{title}, from {before} to {after}: actors {terms}. {said}", title=title, said=said, terms=listed,
             before=value_text(metric, levels[0], lang), after=value_text(metric, levels[-1], lang))  # fmt: skip
    return Drawing(sheet.figure, table, text, title)


def _change_sentence(row: pd.Series, metric: str, lang: str) -> str:
    _ = translator(lang)
    text = _("Change {change}", change=change_text(metric, float(row["change"]), lang))
    if np.isfinite([row["ci_low"], row["ci_high"]]).all():
        low, high = (change_text(metric, float(row[name]), lang) for name in ("ci_low", "ci_high"))
        text += _(" (interval from {low} to {high})", low=low, high=high)
    p = float(row["p_adjusted"])
    if np.isnan(p):
        return text + _(". How sure it is cannot be said here.")
    if p < 0.05:
        return text + _(". Projects that come and go rarely give as much by chance (corrected {p}).", p=p_value(p, lang))
    return text + _(". Projects that come and go can give as much by chance (corrected {p}): a change is not shown, nor is its"
                    " absence.", p=p_value(p, lang))  # fmt: skip
