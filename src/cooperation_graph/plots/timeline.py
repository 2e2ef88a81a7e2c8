"""`presence_timeline`: who was there in each wave, who was not, of whom nothing is known."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cooperation_graph.graph import Graphs
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import alphabetical, only, records, titled
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.groups import BRIDGE
from cooperation_graph.plots.keys import Sign, dot, key_height, line, write_key
from cooperation_graph.plots.style import FAINT, INK, LINE, PAPER, QUIET, Sheet, new_sheet, room
from cooperation_graph.plots.text import clean, ellipsis, put, text_width
from cooperation_graph.survey.presence import presence, wave_order
from cooperation_graph.survey.tables import Survey

__all__ = ["presence_timeline"]

#: Histories, in the order drawn.
_KINDS = (
    N_("Seen in a project in every wave"), N_("First seen in a project after the first wave"),
    N_("Not seen in a project in the last wave"), N_("With a gap"), N_("Never seen in a project"),
)  # fmt: skip
_NAMED = 100  # beyond, one row a history: names would fill pages
_HISTORIES = 60
_DASHED = (0, (2, 2))
_DOTS = {"isolate": (PAPER, "o", 0.55), "merged": (QUIET, ">", 0.5)}  # fill, shape, size in rows


@drawing
def presence_timeline(
    source: Survey | Graphs, *, territory: str | None = None, most: int = _NAMED, lang: str = "fr", ax: Axes | None = None,
    size: str = "screen", names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw one row an actor, one column a wave: in a project, in none, of whom nothing is known, not there.

    Rows are sorted by history: seen in a project in every wave, first seen later, not seen in the last wave, with a gap, never.
    An actor of whom nothing is known has not been seen to leave: the figure marks it by a question mark.

    Parameters
    ----------
    source
        A survey, or graphs, whose survey is read; see :func:`presence` for the states.
    territory
        Which territory; needed where there are several.
    most
        Actors beyond which rows are histories with the number of actors that share them.
    lang, ax, size, names
        As in :func:`organ_pipes`.

    Returns
    -------
    Drawing
        Its table has one row an actor: actor, name, history, and its state in each wave.

    Raises
    ------
    CooperationError
        The survey holds several territories and none is chosen.
    """
    _ = translator(lang)
    survey = source if isinstance(source, Survey) else source.survey
    states = presence(survey)
    if territory is not None:
        states = states[states["territory"] == territory]
    where = only(states, ["territory"], "presence_timeline", lang)["territory"]
    title = titled(_("Who is there, wave after wave"), where, "", names)
    waves = [wave for wave in wave_order(survey) if (states["wave"] == wave).any()]
    table = _table(states, waves, survey)
    if not len(table):
        return blank(_("There is no actor to follow here."), table, title=title, size=size, ax=ax)
    counts = table["history"].value_counts()
    found = _("{always} of {n} actors are in a project in every wave; {joined} are first seen in one later, {gone} are not in the last wave.",
              always=number(int(counts.get(_KINDS[0], 0)), lang), n=number(len(table), lang),
              joined=number(int(counts.get(_KINDS[1], 0)), lang), gone=number(int(counts.get(_KINDS[2], 0)), lang))  # fmt: skip
    rows = _rows(table, waves, len(table) > most, lang)

    width, font = room(size, ax)
    said = [found, _("A question mark: nothing is known of the actor in that wave, which does not say that it left.")]
    words = captions(title, said, [], width, font)
    key, pitch = _key({_sign(row.get(wave)) for row in rows for wave in waves}, lang), 1.25 * font
    above = words.above + key_height(key, width, font) + 2.4 * font
    heads = len({row["history"] for row in rows})
    needed = (len(rows) + 1.7 * heads) * pitch + font
    sheet = new_sheet(above + needed, size=size, ax=ax)
    pitch *= (sheet.height - above - font) / (needed - font)
    words.write(sheet)
    write_key(sheet, sheet.height - words.above, key)
    left = min(0.46 * width, width - 4.5 * font * len(waves), 4 * font + max(text_width(clean(row["label"]), 0.9 * font) for row in rows))
    step = min((width - left - font) / len(waves), 12 * font)
    x = left + step * (np.arange(len(waves)) + 0.5)
    for place, wave in zip(x, waves, strict=True):
        put(sheet.ax, place, sheet.height - above + 0.9 * font, ellipsis(clean(wave), step - 0.4 * font, font, True), font, bold=True,
            ha="center")  # fmt: skip
    _draw(sheet, rows, waves, x, left, sheet.height - above, pitch, counts, lang)
    return Drawing(sheet.figure, table, f"{title}{_(': ')}{found}", title)


def _table(states: pd.DataFrame, waves: list[str], survey: Survey) -> pd.DataFrame:
    """One row an actor, with its history in words of the code and its state in each wave."""
    wide = states.pivot(index="actor", columns="wave", values="state").reindex(columns=waves)
    active = (wide == "active").to_numpy()
    kind = np.select(
        [active.all(axis=1), ~active.any(axis=1), ~active[:, -1:].any(axis=1), ~active[:, :1].any(axis=1)],
        [_KINDS[0], _KINDS[4], _KINDS[2], _KINDS[1]], default=_KINDS[3],
    ) if len(wide) else np.zeros(0)  # fmt: skip
    names = survey.actors.drop_duplicates("actor").set_index("actor").get("name", pd.Series(dtype="str"))
    called = names.reindex(wide.index).fillna(pd.Series(wide.index, index=wide.index))
    table = wide.reset_index().rename_axis(columns=None)
    table.insert(1, "name", called.to_numpy(dtype=object))
    table.insert(2, "history", kind)
    order = table.assign(
        rank=table["history"].map({kind: place for place, kind in enumerate(_KINDS)}),
        pattern=["".join("01"[bool(cell)] for cell in row) for row in active], key=table["name"].astype("str").map(alphabetical),
    ).sort_values(["rank", "pattern", "key"], ascending=[True, False, True], kind="stable")  # fmt: skip
    return table.loc[order.index].reset_index(drop=True)


def _rows(table: pd.DataFrame, waves: list[str], many: bool, lang: str) -> list[dict[str, Any]]:
    """What each row of the figure says: an actor, or a history with its number of actors."""
    _ = translator(lang)
    if not many:
        return records(table.assign(label=table["name"]))
    plain = table.assign(**{wave: table[wave].fillna("unknown").replace("^merged_into.*", "merged", regex=True) for wave in waves})
    counted = plain.groupby(["history", *waves], sort=False).size().rename("n").reset_index()
    kept = counted.nlargest(_HISTORIES, "n", keep="first").sort_index()
    kept = kept.assign(rank=kept["history"].map({kind: place for place, kind in enumerate(_KINDS)}))
    rows = records(kept.sort_values(["rank", "n"], ascending=[True, False], kind="stable"))
    for row in rows:
        row["label"] = _("{n} actor", plural="{n} actors", n=row["n"])
    left_out = len(table) - int(kept["n"].sum())
    if left_out:
        rows.append({"history": _("Rarer histories, not drawn"), "label": _("{n} actor", plural="{n} actors", n=left_out), "none": True})
    return rows


def _key(states: set[str], lang: str) -> list[Sign]:
    _ = translator(lang)
    signs = {
        "active": Sign(_("in a project"), line(BRIDGE, 6)), "isolate": Sign(_("known, in no project"), dot(PAPER, "o", 0.75)),
        "unknown": Sign(_("nothing known"), lambda ax, x, y, font: put(
            ax, x + 1.2 * font, y, "?", font, ha="center", va="center_baseline", color=QUIET)),
        "outside": Sign(_("not there (left, or not yet)"), line(LINE, 1, _DASHED)),
        "merged": Sign(_("merged into another"), dot(QUIET, ">", 0.6)),
    }  # fmt: skip
    return [sign for state, sign in signs.items() if state in states]


def _draw(
    sheet: Sheet, rows: list[dict[str, Any]], waves: list[str], x: np.ndarray, left: float, top: float, pitch: float,
    counts: pd.Series, lang: str,
) -> None:  # fmt: skip
    _ = translator(lang)
    font, half = sheet.font, 0.5 * (x[1] - x[0] if len(x) > 1 else 6 * sheet.font)
    small = min(0.9 * font, 0.8 * pitch)
    before = ""
    for row in rows:
        if row["history"] != before:
            before = row["history"]
            top -= 1.7 * pitch
            n = int(counts.get(before, 0))
            heading = _(before) + (f" ({number(n, lang)})" if n else "")
            put(sheet.ax, font, top + 0.35 * pitch, ellipsis(heading, sheet.width - 2 * font, font, True), font, bold=True)
            sheet.ax.plot([font, x[-1] + half], [top + 0.1 * pitch] * 2, color=FAINT, lw=0.8, zorder=1)
        y = top - 0.5 * pitch
        put(sheet.ax, font, y, ellipsis(clean(row["label"]), left - 2 * font, small), small, va="center_baseline")
        if "none" not in row:
            _states(sheet.ax, [_sign(row[wave]) for wave in waves], x, y, half, pitch, small)
        top -= pitch


def _states(ax: Axes, states: list[str], x: np.ndarray, y: float, half: float, pitch: float, small: float) -> None:
    """The states of one row; waves in a project one after the other make one bar."""
    place = 0
    for state, run in itertools.groupby(states):
        n = len(list(run))
        here, place = x[place : place + n], place + n
        if state == "active":
            ax.plot([here[0] - 0.6 * half, here[-1] + 0.6 * half], [y, y], color=BRIDGE, lw=0.55 * pitch, solid_capstyle="butt", zorder=3)
        elif state in _DOTS:
            fill, shape, wide = _DOTS[state]
            ax.plot(here, np.full(n, y), ls="", marker=shape, ms=wide * pitch, mfc=fill, mec=INK, mew=0.8, zorder=4)
        else:
            for spot in here:
                if state == "unknown":
                    put(ax, spot, y, "?", small, ha="center", va="center_baseline", color=QUIET)
                else:
                    ax.plot([spot - 0.3 * half, spot + 0.3 * half], [y, y], color=LINE, lw=1, ls=_DASHED, zorder=2)


def _sign(state: object) -> str:
    """The state as drawn; nothing known where there is none."""
    text = str(state) if isinstance(state, str) else "unknown"
    return "merged" if text.startswith("merged_into") else text
