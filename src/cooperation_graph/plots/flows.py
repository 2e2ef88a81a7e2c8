"""`alluvial`: where actors went between two waves, absence included."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from cooperation_graph.locale import N_, translate, translator
from cooperation_graph.locale.numbers import number
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import only, records, titled
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.style import INK, PALETTE, Sheet, new_sheet, room
from cooperation_graph.plots.text import clean, ellipsis, put, spread
from cooperation_graph.results import Result

__all__ = ["alluvial"]

#: States of `evolution`, in the order drawn.
_STATES = {
    "active": N_("takes part in a project"), "isolate": N_("known, in no project"), "other_role": N_("in other roles only"),
    "unknown": N_("nothing known (no answer)"), "outside": N_("not in the survey"),
    "merged": N_("merged with another actor"), "absent": N_("not named (left, or no answer)"),
}  # fmt: skip


@drawing
def alluvial(
    evolution: Result, *, lang: str = "fr", ax: Axes | None = None, size: str = "screen", names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw how many actors went from each state of one wave to each state of the next, in the same order on both sides.

    Parameters
    ----------
    evolution
        Evolution of one territory and pair of waves; ``tables["turnover"]`` is drawn.
    lang, ax, size, names
        As in :func:`organ_pipes`.

    Returns
    -------
    Drawing
        Its table has one row a flow: state_from, state_to, actors.

    Raises
    ------
    CooperationError
        The evolution holds several territories or pairs of waves.
    """
    _ = translator(lang)
    turnover = evolution.tables.get("turnover", pd.DataFrame(columns=["state_from", "state_to", "actors"]))
    where = only(turnover, ("territory", "wave_from", "wave_to"), "alluvial", lang)
    span = " → ".join(wave for wave in (where["wave_from"], where["wave_to"]) if wave)
    title = titled(_("What became of the actors"), where["territory"], span, names)
    table = turnover[turnover["actors"] > 0].reset_index(drop=True)
    if not len(table):
        return blank(_("There is no actor to follow here."), table, title=title, size=size, ax=ax)
    total = int(table["actors"].sum())
    present = [*table["state_from"], *table["state_to"]]
    states = [*(s for s in _STATES if s in present), *dict.fromkeys(s for s in present if s not in _STATES)]
    kept = int(table.loc[table["state_from"] == table["state_to"], "actors"].sum())
    said = _("Actors in the same state in both waves: {kept} of {n}.", kept=kept, n=total)

    width, font = room(size, ax)
    words = captions(title, [said], [], width, font)
    sheet = new_sheet(words.above + max(24, 3 * len(states)) * font + font, size=size, ax=ax)
    high = max(sheet.height - words.above - 3 * font, 6 * font)
    words.write(sheet)
    gap = min(1.2 * font, 0.3 * high / len(states))
    unit = (high - gap * (len(states) - 1)) / total
    left, right = 0.34 * width, 0.66 * width
    colours = {state: PALETTE[i % len(PALETTE)] for i, state in enumerate(states)}
    ends = []
    for column, x, wave, ha in (("state_from", left, where["wave_from"], "right"), ("state_to", right, where["wave_to"], "left")):
        put(sheet.ax, x, font + high + 0.8 * font, clean(wave), 1.1 * font, bold=True, ha=ha)
        ends.append(_stacks(sheet, table, column, states, x, ha, high + font, unit, gap, colours, lang))
    order = {state: i for i, state in enumerate(states)}
    used = [dict(ends[0]), dict(ends[1])]
    rows = sorted(records(table), key=lambda r: (order[r["state_from"]], order[r["state_to"]]))
    arriving = sorted(rows, key=lambda r: (order[r["state_to"]], order[r["state_from"]]))
    tops: dict[tuple[str, str], float] = {}
    for row in arriving:
        tops[row["state_from"], row["state_to"]] = used[1][row["state_to"]]
        used[1][row["state_to"]] -= unit * row["actors"]
    for row in rows:
        thick, start = unit * row["actors"], used[0][row["state_from"]]
        used[0][row["state_from"]] -= thick
        _ribbon(sheet.ax, left, start, right, tops[row["state_from"], row["state_to"]], thick, colours[row["state_from"]])
        if thick > 1.1 * font:
            put(sheet.ax, left + 1.2 * font, start - thick / 2, number(row["actors"], lang), 0.85 * font, va="center_baseline")
    return Drawing(sheet.figure, table, f"{title}{_(': ')}{said}", title)


def _stacks(
    sheet: Sheet, table: pd.DataFrame, column: str, states: list[str], x: float, ha: str, top: float, unit: float, gap: float,
    colours: Mapping[str, str], lang: str,
) -> dict[str, float]:  # fmt: skip
    """Bars of one wave with their names; returns the top of each."""
    font, tops, middles, told = sheet.font, {}, [], []
    side = 1 if ha == "left" else -1
    counts = table.groupby(column)["actors"].sum()
    for state in states:
        count = int(counts.get(state, 0))
        tops[state] = top
        if count:
            sheet.ax.add_patch(Rectangle((x, top - unit * count), side * 0.8 * font, unit * count, facecolor=colours[state],
                                         edgecolor=INK, lw=0.8, zorder=4))  # fmt: skip
            middles.append(top - unit * count / 2)
            told.append((state, count))
        top -= unit * count + gap
    space = (sheet.width - x if side > 0 else x) - 4.5 * font
    for (state, count), y in zip(told, spread(middles, 1.5 * font, 0.8 * font, tops[states[0]]), strict=True):
        name = ellipsis(clean(translate(_STATES.get(state, state), lang)), space - 1.5 * font, 0.95 * font)
        put(sheet.ax, x + side * 1.4 * font, y, f"{name} ({number(count, lang)})", 0.95 * font, ha=ha, va="center_baseline")
    return tops


def _ribbon(ax: Axes, left: float, start: float, right: float, end: float, thick: float, colour: str) -> None:
    middle = (left + right) / 2
    points = [(left, start), (middle, start), (middle, end), (right, end), (right, end - thick), (middle, end - thick),
              (middle, start - thick), (left, start - thick), (left, start)]  # fmt: skip
    path = Path(points, [1, 4, 4, 4, 2, 4, 4, 4, 79])
    ax.add_patch(PathPatch(path, facecolor=colour, alpha=0.42, edgecolor=INK, lw=0.4, zorder=2))
