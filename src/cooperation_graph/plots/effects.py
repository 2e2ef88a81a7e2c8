"""`effect`: changes of animated and comparison territories, their difference, and what chance alone would give."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cooperation_graph.impact.wording import impact_sentences
from cooperation_graph.locale import translator
from cooperation_graph.plots.axes import chart, padded
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import only
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.keys import Sign, dot, key_height, line, write_key
from cooperation_graph.plots.style import FAINT, INK, LINE, QUIET, Sheet, new_sheet, room
from cooperation_graph.plots.text import block, lines, put
from cooperation_graph.plots.words import change_text, metric_label
from cooperation_graph.results import Result

__all__ = ["effect"]

#: Colour and shape of each arm.
_ARMS = {"treated": ("#1845fb", "o"), "comparison": ("#ff5e02", "s")}


@drawing
def effect(
    impact: Result, *, lang: str = "fr", ax: Axes | None = None, size: str = "screen", names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw what animation may have added to one indicator: the changes compared, and the difference against chance.

    Above, the change of every territory, animated or compared, with the mean of each. Below, their difference with its
    interval, over the differences that come out when territories are called animated at random.

    Parameters
    ----------
    impact
        Added value of one indicator.
    lang, ax, size, names
        As in :func:`organ_pipes`; territories are in the table only.

    Returns
    -------
    Drawing
        Its table has one row a territory: arm, before, after, change.

    Raises
    ------
    CooperationError
        The result holds several indicators.
    """
    _ = translator(lang)
    indicator = only(impact.frame, ("indicator",), "effect", lang)["indicator"]
    title = _("What animation may have added: {metric}", metric=metric_label(indicator, lang))
    none = pd.DataFrame(columns=["territory", "arm", "before", "after", "change"])
    table = impact.tables.get("changes", none).reset_index(drop=True)
    kept = table[np.isfinite(table["change"].astype(float))]
    if not len(impact.frame) or not len(kept):
        return blank(_("There is no change to draw here."), table, title=title, size=size, ax=ax)
    row = impact.frame.iloc[0]
    sentences = impact_sentences(impact.frame, impact.provenance, lang)

    width, font = room(size, ax)
    words = captions(title, [sentences[1], sentences[-1]], [], width, font)
    key = [
        Sign(_("a territory's change"), dot("#c9ced4", "o", 0.6)), Sign(_("mean"), line(INK, 3)),
        Sign(_("differences that chance alone would give"), _bar), Sign(_("difference with its interval"), line(INK, 1.6)),
    ]  # fmt: skip
    above, below = words.above + key_height(key, width, font) + font, words.below + 4 * font
    sheet = new_sheet(above + 27 * font + below, size=size, ax=ax)
    high = max(sheet.height - above - below - 5 * font, 10 * font)
    words.write(sheet)
    write_key(sheet, sheet.height - words.above, key)
    left, wide = 13 * font, width - 15 * font
    box = (left, below + 0.5 * high + 5 * font, wide, 0.5 * high)
    top = chart(sheet, box, padded(kept["change"].to_numpy(float)), (0.0, 2.0))
    top.x_axis(lambda value: change_text(indicator, value, lang), _("change of each territory"))
    told = {"treated": _("animated territories"), "comparison": _("comparison territories")}
    for y, (arm, (colour, shape)) in zip((1.5, 0.5), _ARMS.items(), strict=True):
        changes = np.sort(kept.loc[kept["arm"] == arm, "change"].to_numpy(float))
        label = lines(f"{told[arm]} ({len(changes)})", left - 2 * font, 0.95 * font, bold=True, most=4)
        block(sheet.ax, left - font, top.py(y) + 0.62 * font * len(label), label, 0.95 * font, bold=True, ha="right")
        lanes = _lanes(changes * (top.px(1.0) - top.px(0.0)), 0.75 * font)
        spots = y + lanes * min(0.75 * font / (0.25 * high), 0.4 / max(np.abs(lanes).max(initial=0), 1))
        top.panel.scatter(changes, spots, s=(0.65 * font) ** 2, c=colour, marker=shape, edgecolors=INK, lw=0.7, zorder=4)
        if len(changes):
            top.panel.plot([changes.mean()] * 2, [y - 0.4, y + 0.4], color=INK, lw=3, zorder=3, solid_capstyle="butt")
    _difference(sheet, (left, below, wide, 0.5 * high), row, impact.tables.get("assignments"), indicator, lang)
    return Drawing(sheet.figure, table, f"{title}{_(': ')}{sentences[1]}", title)


def _bar(ax: Axes, x: float, y: float, font: float) -> None:
    ax.add_patch(Rectangle((x + 0.4 * font, y - 0.5 * font), 1.6 * font, font, facecolor=FAINT, edgecolor=LINE, lw=0.6))


def _lanes(places: np.ndarray, wide: float) -> np.ndarray:
    """Lanes 0, −1, 1, −2… in which sorted points stand, so that near ones do not cover one another."""
    last: dict[int, float] = {}
    lanes = np.zeros(len(places))
    for i, x in enumerate(places.tolist()):
        tried = (step // 2 * (-1 if step % 2 else 1) - step % 2 for step in range(len(places) + 1))
        lane = next(lane for lane in tried if x - last.get(lane, -np.inf) >= wide)
        last[lane], lanes[i] = x, lane
    return lanes


def _difference(
    sheet: Sheet, box: tuple[float, float, float, float], row: pd.Series, assignments: pd.DataFrame | None, indicator: str,
    lang: str,
) -> None:  # fmt: skip
    """The difference with its interval over those of random assignments."""
    _ = translator(lang)
    font = sheet.font
    drawn = assignments["difference"].to_numpy(float) if assignments is not None and len(assignments) else np.zeros(0)
    ends = [row["value"], row["ci_low"], row["ci_high"], 0.0]
    limits = padded(np.concatenate([drawn, np.asarray(ends, dtype=float)]))
    counts, edges = np.histogram(drawn, bins=41, range=limits) if len(drawn) else (np.zeros(1), np.array(limits))
    plot = chart(sheet, box, limits, (0.0, 1.35 * max(float(counts.max()), 1.0)))
    plot.x_axis(lambda value: change_text(indicator, value, lang), _("difference between the two means"))
    for count, low, high in zip(counts, edges, edges[1:], strict=False):
        if count:
            plot.panel.add_patch(Rectangle((low, 0), high - low, count, facecolor=FAINT, edgecolor=LINE, lw=0.6, zorder=1))
    plot.panel.plot([0, 0], plot.y, color=QUIET, lw=1, ls=(0, (3, 2)), zorder=2)
    y = 1.18 * max(float(counts.max()), 1.0)
    if np.isfinite([row["ci_low"], row["ci_high"]]).all():
        plot.panel.plot([row["ci_low"], row["ci_high"]], [y, y], color=INK, lw=1.6, zorder=3, solid_capstyle="butt")
    plot.panel.plot([row["value"]] * 2, [0, y], color=INK, lw=1.2, zorder=3)
    plot.panel.plot([row["value"]], [y], marker="D", color="#1845fb", markeredgecolor=INK, markersize=0.75 * font, zorder=4)
    put(sheet.ax, plot.px(row["value"]), plot.py(y) + 0.8 * font, change_text(indicator, row["value"], lang), font, bold=True,
        ha="center")  # fmt: skip
    label = lines(_("difference"), box[0] - 2 * font, 0.95 * font, bold=True)
    block(sheet.ax, box[0] - font, box[1] + 0.6 * box[3], label, 0.95 * font, bold=True, ha="right")
