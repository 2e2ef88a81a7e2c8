"""`mixing`: how often groups work together, against what activity alone would give."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import number
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import only, titled
from cooperation_graph.plots.drawing import Drawing, blank, drawing, finding_of
from cooperation_graph.plots.style import INK, QUIET, Sheet, new_sheet, room
from cooperation_graph.plots.text import LEADING, block, fitted, lines, put
from cooperation_graph.results import Result

__all__ = ["mixing"]

_REACH = 2.0  # colours reach from a quarter of what is expected to four times as much
_MOST = {"screen": 12, "a4": 10}


@drawing
def mixing(
    verdicts: Result, *, lang: str = "fr", ax: Axes | None = None, size: str = "screen", names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw the mixing matrix: in each cell the co-participations observed between two groups and their ratio to the expected.

    Colour is log2(observed / expected), from a quarter to four times: blue for more than activity alone would give, red for
    less, white for as much; the sign and the ratio in the cell say the same. Below 1 expected the ratio is not written.

    Parameters
    ----------
    verdicts
        Silo verdicts of one territory, wave and grouping; ``tables["mixing"]`` is drawn.
    lang, ax, size, names
        As in :func:`organ_pipes`.

    Returns
    -------
    Drawing
        Its table is the mixing table; groups beyond the limit (twelve, A4: ten) with the fewest co-participations are in
        the table only, and said so.

    Raises
    ------
    CooperationError
        The verdicts hold several territories, waves or groupings.
    """
    _ = translator(lang)
    where = only(verdicts.frame, ("territory", "wave", "by"), "mixing", lang)
    none = pd.DataFrame(columns=["group_a", "group_b", "observed", "expected"])
    table = verdicts.tables.get("mixing", none).reset_index(drop=True)
    title = titled(_("Who works with whom, group by group"), where["territory"], where["wave"], names)
    if not len(table):
        return blank(_("There is no pair of groups to draw here."), table, title=title, size=size, ax=ax)
    every = list(dict.fromkeys([*table["group_a"], *table["group_b"]]))
    ends = pd.concat([table[["group_a", "observed"]].set_axis(["group", "observed"], axis=1),
                      table[["group_b", "observed"]].set_axis(["group", "observed"], axis=1)])  # fmt: skip
    load = ends.groupby("group")["observed"].sum().reindex(every)
    kept = set(load.sort_values(ascending=False, kind="stable").index[: _MOST[size]])
    items = [item for item in every if item in kept]
    n = len(items)

    width, font = room(size, ax)
    left = 13 * font
    cell = min((width - left - font) / n, 9 * font)
    tall = min(cell, 4.2 * font)
    said = _("In each cell: cooperations counted (pairs of actors in a project), and how many times what activity alone would"
             " give.")  # fmt: skip
    note = _("Not drawn: {n} more group (see the table).", plural="Not drawn: {n} more groups (see the table).", n=len(every) - n)
    text = _sentence(table, title, lang)
    words = captions(title, [finding_of(text, title), said], [note] if len(every) > n else [], width, font)
    rows, row_size = fitted(items, left - 1.5 * font, 0.9 * font, bold=True, most=3)
    columns, column_size = fitted(items, cell - 0.5 * font, 0.9 * font, bold=True, most=5)
    under = max(len(name) for name in columns) * LEADING * column_size + font
    foot = 3.6 * font + words.below
    sheet = new_sheet(words.above + n * tall + under + foot, size=size, ax=ax)
    tall = max((sheet.height - words.above - under - foot) / n, font)
    words.write(sheet)
    top = sheet.height - words.above
    place = {item: i for i, item in enumerate(items)}
    for a, b, seen, wanted in table[["group_a", "group_b", "observed", "expected"]].itertuples(index=False):
        if a in place and b in place:
            column, row = sorted((place[a], place[b]))
            _cell(sheet, left + column * cell, top - (row + 1) * tall, cell, tall, float(seen), float(wanted), lang)
    for i in range(n):
        middle = top - (i + 0.5) * tall
        start = middle + len(rows[i]) * LEADING * row_size / 2
        block(sheet.ax, left - 0.6 * font, start, rows[i], row_size, bold=True, ha="right")
        block(sheet.ax, left + (i + 0.5) * cell, top - n * tall - 0.3 * font, columns[i], column_size, bold=True, ha="center")
    _key(sheet, left, foot - 0.2 * font, lang)
    return Drawing(sheet.figure, table, text, title)


def _colour(seen: float, wanted: float) -> tuple[float, float, float, float]:
    if not wanted > 0:
        return (1.0, 1.0, 1.0, 1.0)
    level = np.clip(np.log2(max(seen / wanted, 2 ** -(_REACH + 1))) / _REACH, -1, 1)
    red, green, blue, _alpha = colormaps["RdBu"](0.5 + 0.34 * level)
    return (float(red), float(green), float(blue), 1.0)


def _cell(sheet: Sheet, x: float, y: float, wide: float, high: float, seen: float, wanted: float, lang: str) -> None:
    font, fill = sheet.font, _colour(seen, wanted)
    sheet.ax.add_patch(Rectangle((x + 1, y + 1), wide - 2, high - 2, facecolor=fill, edgecolor=INK, lw=0.6, zorder=2))
    ratio = _ratio(seen, wanted, lang)
    shift = 0.15 * high if ratio else 0.0
    put(sheet.ax, x + wide / 2, y + high / 2 + shift, number(seen, lang), 1.15 * font, bold=True, ha="center",
        va="center_baseline")  # fmt: skip
    put(sheet.ax, x + wide / 2, y + high / 2 - 0.24 * high, ratio, 0.8 * font, ha="center", va="center_baseline")


def _ratio(seen: float, wanted: float, lang: str) -> str:
    if not wanted >= 1:
        return ""
    ratio = seen / wanted
    sign = "▲ " if ratio >= 1.05 else "▼ " if ratio <= 0.95 else ""
    return f"{sign}× {number(ratio, lang, 1)}"


def _key(sheet: Sheet, left: float, top: float, lang: str) -> None:
    _ = translator(lang)
    font, wide = sheet.font, 2.4 * sheet.font
    y = top - 1.6 * font
    words = lines(_("times what activity alone would give"), left - 1.6 * font, 0.85 * font, most=2)
    for i, word in enumerate(words):
        put(sheet.ax, left - 0.6 * font, y + 0.3 * font - i * 1.2 * font, word, 0.85 * font, color=QUIET, ha="right")
    for i, level in enumerate(np.linspace(-_REACH, _REACH, 9)):
        ratio = 2.0**level
        step = Rectangle((left + i * wide, y), wide, 1.1 * font, facecolor=_colour(ratio, 1.0), edgecolor=INK, lw=0.4)
        sheet.ax.add_patch(step)
        if i % 2 == 0:
            put(sheet.ax, left + (i + 0.5) * wide, y - 1.1 * font, f"× {number(ratio, lang, max(0, int(-level)))}", 0.8 * font,
                color=QUIET, ha="center")  # fmt: skip


def _sentence(table: pd.DataFrame, title: str, lang: str) -> str:
    _ = translator(lang)
    inside = table["group_a"] == table["group_b"]
    told = table[~inside & (table["expected"] >= 1)].assign(r=lambda t: t["observed"] / t["expected"])
    told = told.sort_values("r", kind="stable")
    facts: dict[str, object] = {"title": title, "within": number(float(table.loc[inside, "observed"].sum()), lang),
                                "total": number(float(table["observed"].sum()), lang)}  # fmt: skip
    if not len(told):
        return _("{title}: {within} of {total} cooperations are inside a group.", **facts)
    low, high = told.iloc[0], told.iloc[-1]
    return _(
        "{title}: {within} of {total} cooperations are inside a group; of the bridges, the furthest below what activity explains"
        " is {a} with {b} (× {low}), the furthest above {c} with {d} (× {high}).", **facts, a=low["group_a"], b=low["group_b"],
        low=number(low["r"], lang, 1), c=high["group_a"], d=high["group_b"], high=number(high["r"], lang, 1),
    )  # fmt: skip
