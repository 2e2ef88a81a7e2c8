"""`targets`: how far indicators are on the way from the level of reference to the target."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle

from cooperation_graph.errors import CooperationError
from cooperation_graph.locale import N_, translate, translator
from cooperation_graph.locale.numbers import percent
from cooperation_graph.plots.axes import Chart, chart, padded
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import named, records
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.keys import Draw, Sign, dot, key_height, line, write_key
from cooperation_graph.plots.style import FAINT, INK, LINE, PAPER, QUIET, new_sheet, room
from cooperation_graph.plots.text import LEADING, block, clean, ellipsis, lines, put
from cooperation_graph.plots.words import metric_label, value_text
from cooperation_graph.results import Result

__all__ = ["targets"]

#: Fill of the badge, colour of its word, sign, word; the point has the fill of the badge.
_LOOKS = {
    "reached": ("#1845fb", PAPER, "✔", N_("reached")), "on track": ("#86c8dd", INK, "▲", N_("on track")),
    "off track": ("#ff5e02", INK, "▼", N_("off track")), "cannot tell": (PAPER, INK, "?", N_("cannot tell")),
}  # fmt: skip
_WAY = (-0.6, 1.6)  # shares of the way beyond which an interval is cut, with an arrow


@drawing
def targets(
    progress: Result, *, lang: str = "fr", ax: Axes | None = None, size: str = "screen", names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw indicators against their targets, with the interval of where they are.

    One indicator in several territories stands on its own scale; several indicators of one territory stand on the way from
    0 % (level of reference) to 100 % (target). The word rests on the interval, never on the point.

    Parameters
    ----------
    progress
        Targets of one territory, or one indicator in several territories.
    lang, ax, size, names
        As in :func:`organ_pipes`.

    Returns
    -------
    Drawing
        Its table has the rows of the targets; those without a progress are in the figure, with the reason in words.

    Raises
    ------
    CooperationError
        Several territories and several indicators at once.
    """
    _ = translator(lang)
    table = progress.frame.reset_index(drop=True)
    places, indicators = table["territory"].unique(), table["indicator"].unique()
    if len(places) > 1 and len(indicators) > 1:
        raise CooperationError(
            _("targets shows one territory or one indicator; this selection holds {territories} territories and {indicators}"
              " indicators. Choose with .select(territory={first!r}) or .select(indicator={one!r}).", territories=len(places),
              indicators=len(indicators), first=str(places[0]), one=str(indicators[0]))
        )  # fmt: skip
    about = metric_label(str(indicators[0]), lang) if len(places) > 1 else named(str(places[0]), names) if len(places) else ""
    title = _("Targets") + (f" – {about}" if about else "")
    if not len(table):
        return blank(_("There is no target to draw here."), table, title=title, size=size, ax=ax)

    own_scale = len(places) > 1
    width, font = room(size, ax)
    counted = [f"{_(_LOOKS[word][3])}{_(': ')}{int((table['status'] == word).sum())}" for word in _LOOKS]
    said = _("The bar is what the data leave open; the word rests on it.") if own_scale else _(
        "From the level of reference (0%) to the target (100%); the bar is what the data leave open, the word rests on it.")
    words = captions(title, [said, " ; ".join(counted) + "."], [], width, font)
    key = _key(lang)
    pitch = 2.7 * font
    above, below = words.above + key_height(key, width, font) + 0.6 * font, words.below + 2.4 * font
    sheet = new_sheet(above + pitch * len(table) + below, size=size, ax=ax)
    pitch = max((sheet.height - above - below) / len(table), 1.6 * font)
    words.write(sheet)
    write_key(sheet, sheet.height - words.above, key)
    left, right = 0.36 * width, 10.5 * font
    limits = padded(table[["baseline", "value", "ci_low", "ci_high", "target"]].to_numpy(float)) if own_scale else _WAY
    plot = chart(sheet, (left, below, width - left - right, pitch * len(table)), limits, (0.0, float(len(table))))
    if own_scale:
        plot.x_axis(lambda value: value_text(str(indicators[0]), value, lang))
    else:
        plot.x_axis(lambda value: percent(value, lang), at=[-0.5, 0, 0.5, 1, 1.5])
        plot.panel.add_patch(Rectangle((0, 0), 1, len(table), facecolor=FAINT, alpha=0.6, lw=0, zorder=0.5))
    for i, row in enumerate(records(table)):
        y, metric = len(table) - i - 0.5, str(row["indicator"])
        name = named(str(row["territory"]), names) if own_scale else metric_label(metric, lang)
        put(sheet.ax, left - 0.8 * font, plot.py(y) + 0.3 * font, ellipsis(clean(name), left - 1.8 * font, 0.95 * font, True),
            0.95 * font, bold=True, ha="right")  # fmt: skip
        path = f"{value_text(metric, row['baseline'], lang)} → {value_text(metric, row['value'], lang)}"
        goal = _("target {target} in {wave}", target=value_text(metric, row["target"], lang), wave=row["deadline"])
        put(sheet.ax, left - 0.8 * font, plot.py(y) - 0.9 * font, ellipsis(f"{path} ; {goal}", left - 1.8 * font, 0.8 * font),
            0.8 * font, color=QUIET, ha="right")  # fmt: skip
        _position(plot, row, y, own_scale, lang)
        _badge(plot, row, y, width - right + 0.8 * font, lang)
    return Drawing(sheet.figure, table, f"{title}{_(': ')}{' ; '.join(counted)}.", title)


def _key(lang: str) -> list[Sign]:
    _ = translator(lang)

    def post(color: str, thick: float) -> Draw:
        return lambda ax, x, y, font: ax.plot([x + 1.2 * font] * 2, [y - 0.55 * font, y + 0.55 * font], color=color, lw=thick)

    return [
        Sign(_("level of reference"), dot(PAPER, "o", 0.45)), Sign(_("now"), dot("#86c8dd", "o", 0.7)),
        Sign(_("interval"), line(INK, 1.6)), Sign(_("target"), post(INK, 2.6)),
        Sign(_("where a steady advance would be"), post(LINE, 1.6)),
    ]  # fmt: skip


def _position(plot: Chart, row: Mapping[str, float], y: float, own_scale: bool, lang: str) -> None:
    """Reference, target, interval and point, or the reason why there is none."""
    font, panel = plot.sheet.font, plot.panel
    distance = row["target"] - row["baseline"]
    if not np.isfinite(row["value"] if own_scale else row["progress"]):
        said = lines(translate(str(row["reason"]), lang) or "–", plot.box[2] - font, 0.8 * font, most=2)
        top = plot.py(y) + 0.4 * font * LEADING * len(said)
        block(plot.sheet.ax, plot.box[0] + 0.5 * font, top, said, 0.8 * font, color=QUIET)
        return

    def at(value: float) -> float:
        return value if own_scale else (value - row["baseline"]) / distance

    for level, color, thick in ((row["baseline"] + row["expected_progress"] * distance, LINE, 1.6), (row["target"], INK, 2.6)):
        panel.plot([at(level)] * 2, [y - 0.3, y + 0.3], color=color, lw=thick, zorder=2)
    panel.plot([at(row["baseline"])], [y], marker="o", color=PAPER, markeredgecolor=INK, markersize=0.45 * font, zorder=3.5)
    ends = sorted((at(row["ci_low"]), at(row["ci_high"])))
    if np.isfinite(ends).all():
        panel.plot(np.clip(ends, *plot.x), [y, y], color=INK, lw=1.6, zorder=3, solid_capstyle="butt")
        for edge, shape, beyond in ((plot.x[0], "<", ends[0] < plot.x[0]), (plot.x[1], ">", ends[1] > plot.x[1])):
            if beyond:
                panel.plot([edge], [y], marker=shape, color=INK, markersize=0.6 * font, zorder=3, clip_on=False)
    if plot.x[0] <= at(row["value"]) <= plot.x[1]:
        fill = _LOOKS.get(str(row["status"]), (PAPER,))[0]
        panel.plot([at(row["value"])], [y], marker="o", color=fill, markeredgecolor=INK, markersize=0.75 * font, zorder=4)


def _badge(plot: Chart, row: Mapping[str, float], y: float, x: float, lang: str) -> None:
    if str(row["status"]) not in _LOOKS:
        return
    font = plot.sheet.font
    fill, ink, sign, word = _LOOKS[str(row["status"])]
    plot.sheet.ax.add_patch(FancyBboxPatch(
        (x, plot.py(y) - 0.7 * font), 9.2 * font, 1.4 * font, boxstyle="round,pad=0,rounding_size=3", facecolor=fill,
        edgecolor=INK, lw=0.8, zorder=5,
    ))  # fmt: skip
    text = ellipsis(f"{sign} {translate(word, lang)}", 8.8 * font, 0.85 * font, True)
    put(plot.sheet.ax, x + 4.6 * font, plot.py(y), text, 0.85 * font, bold=True, color=ink, ha="center", va="center_baseline")
