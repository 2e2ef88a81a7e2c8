"""`organ_pipes`: the signature picture of « tuyaux d'orgue ».

A group that works among itself is a stopped pipe, a group that works across is an open one. The ring shows what activity
alone would give: a pipe that rises through its ring is closed more than its activity explains. Bridges hang below.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import number, percent
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import only, records, titled
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.facade import (
    BRASS,
    LOOKS,
    Row,
    draw_bridges,
    draw_chest,
    draw_pipe,
    draw_ring,
    draw_scale,
    margin,
)  # fmt: skip
from cooperation_graph.plots.groups import BRIDGE
from cooperation_graph.plots.keys import Sign, key_height, line, write_key
from cooperation_graph.plots.style import INK, QUIET, new_sheet, room
from cooperation_graph.plots.text import LEADING, block, clean, fitted, put, text_width
from cooperation_graph.results import Result
from cooperation_graph.silos import sentence

__all__ = ["organ_pipes"]

_MOST = {"screen": 12, "a4": 10}


@drawing
def organ_pipes(
    verdicts: Result, *, lang: str = "fr", ax: Axes | None = None, size: str = "screen",
    names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw the groups of a territory as organ pipes: how far each works among itself, against what activity explains.

    Height is O_g = Σ_p x_pg(x_pg−1) / Σ_p x_pg(c_p−1), the share of a group's co-participation that stays inside, from 0
    to 1; the ring is the 95 % band of the null model and its mean. A stopped pipe is a silo, an open one is open. Bridges
    between groups are as thick as the co-participations observed, with a gold edge where activity alone would give more.

    Parameters
    ----------
    verdicts
        Silo verdicts of one territory, wave and grouping.
    lang
        Language of the words, ``"fr"`` or ``"en"``.
    ax
        Axes to fill; a new figure without.
    size
        ``"screen"`` or ``"a4"`` (text width of a page in portrait).
    names
        Names of territories, by id.

    Returns
    -------
    Drawing
        Its table has one row a group; groups beyond the twelve (A4: ten) best documented are in the table only, and said so.

    Raises
    ------
    CooperationError
        The verdicts hold several territories, waves or groupings.
    """
    _ = translator(lang)
    where = only(verdicts.frame, ("territory", "wave", "by"), "organ_pipes", lang)
    groups = verdicts.frame[verdicts.frame["level"] == "group"].reset_index(drop=True)
    mixing = verdicts.tables.get("mixing", pd.DataFrame(columns=["group_a", "group_b", "observed", "expected"]))
    title = titled(_("Organ pipes"), where["territory"], where["wave"], names)
    if not len(groups):
        return blank(_("There is no group to draw here."), groups, title=title, size=size, ax=ax)
    shown = _shown(groups, _MOST[size])
    whole = verdicts.frame[verdicts.frame["level"] == "territory"]
    said = [_("A pipe is as high as the share of a group's cooperation that stays inside the group."),
            *(sentence(row, lang) for row in records(whole))]  # fmt: skip
    if len(groups) == 2 and (groups["verdict"] == "silo").any():
        said.append(_("With two groups nobody can say which one closes."))

    width, font = room(size, ax)
    left = 9.5 * font
    column = min((width - left - font) / len(shown), 15 * font)
    plates = _plates_of(shown, column - 0.6 * font, font, lang)
    both = mixing[["group_a", "group_b"]].isin(list(shown["item"])).all(axis=1)
    bridges = mixing[both & (mixing["group_a"] != mixing["group_b"])]
    hang = (2.4 + 1.5 * min(len(shown), 7)) * font if len(shown) > 1 and len(bridges) else 0.0
    words = captions(title, said, _notes(groups, shown, plates, lang), width, font)
    key = _key(bool(hang), lang)
    above = words.above + key_height(key, width, font) + font
    below = words.below + 8.4 * font + plates.name_height + plates.verdict_height + hang
    sheet = new_sheet(above + 21 * font + below, size=size, ax=ax)
    rise = max(sheet.height - above - below, 4 * font)
    centred = left + (width - left - font - column * len(shown)) / 2
    peak = float(np.nanmax([0.0, *shown[["value", "null_high"]].to_numpy(dtype=float).ravel()]))
    row = Row(sheet, centred, column, min(0.4 * column, 4.4 * font), below, rise, max(0.5, math.ceil(4 * peak) / 4))

    words.write(sheet)
    write_key(sheet, sheet.height - words.above, key)
    draw_scale(row, len(shown), lang)
    for i, record in enumerate(records(shown)):
        draw_pipe(row, i, record)
    plates_top = _numbers(row, draw_chest(row, len(shown)), shown, lang)
    plates_end = _plates(row, plates_top, plates, list(shown["verdict"]), lang)
    if hang:
        draw_bridges(row, plates_end, hang, list(shown["item"]), bridges, lang)
    return Drawing(sheet.figure, groups, _sentence(groups, title, lang), title)


def _shown(groups: pd.DataFrame, most: int) -> pd.DataFrame:
    """At most `most` groups, in their order: those with a verdict first, then those with the most actors."""
    if len(groups) <= most:
        return groups
    decided = groups["verdict"].isin(["silo", "open"])
    order = pd.DataFrame({"decided": ~decided, "actors": -groups["n_actors"]}).sort_values(["decided", "actors"], kind="stable")
    return groups.loc[sorted(order.index[:most])].reset_index(drop=True)


def _notes(groups: pd.DataFrame, shown: pd.DataFrame, plates: _Plates, lang: str) -> list[str]:
    """What the figure leaves out: groups beyond the limit, ends of names."""
    _ = translator(lang)
    left_out = len(groups) - len(shown)
    cut = [clean(item) for item, rows in zip(shown["item"], plates.names[0], strict=True) if rows and rows[-1].endswith("…")]
    return [
        *([_("Not drawn: {n} more group (see the table).", plural="Not drawn: {n} more groups (see the table).", n=left_out)]
          if left_out else []),
        *([_("Full names: {names}.", names=" ; ".join(cut))] if cut else []),
    ]  # fmt: skip


@dataclass(frozen=True)
class _Plates:
    """What stands under the pipes, wrapped, each with its size: names, verdicts, what explains them."""

    names: tuple[list[list[str]], float]
    badges: tuple[list[list[str]], float]
    causes: tuple[list[list[str]], float]

    @property
    def name_height(self) -> float:
        return _high(self.names)

    @property
    def verdict_height(self) -> float:
        return _high(self.badges) + _high(self.causes)


def _high(texts: tuple[list[list[str]], float]) -> float:
    return max(len(rows) for rows in texts[0]) * LEADING * texts[1]


def _plates_of(shown: pd.DataFrame, width: float, font: float, lang: str) -> _Plates:
    _ = translator(lang)
    signs = [f"{LOOKS[verdict][2]}\u00a0{_(LOOKS[verdict][3])}" for verdict in shown["verdict"].astype("str")]
    causes = [_("explained by {group}", group=cause) if cause else "" for cause in shown["explained_by"].fillna("")]
    return _Plates(
        fitted(list(shown["item"]), width, font, bold=True, most=5), fitted(signs, width - 0.6 * font, 0.9 * font, bold=True),
        fitted(causes, width, 0.85 * font, most=3),
    )  # fmt: skip


def _key(bridged: bool, lang: str) -> list[Sign]:
    """How to read the ring and the bridges."""
    _ = translator(lang)

    def ring(ax: Axes, x: float, y: float, font: float) -> None:
        draw_ring(ax, x + 1.2 * font, y - 0.5 * font, y + 0.5 * font, y, 2.4 * font, zorder=4)

    def bridge(ax: Axes, x: float, y: float, font: float) -> None:
        line(BRASS, 0.9 * font)(ax, x, y, font)
        line(BRIDGE, 0.4 * font)(ax, x, y, font)

    signs = [
        Sign(_("what activity alone would give (mean, 95% of cases)"), ring),
        Sign(_("bridge between two groups; gold edge: fewer cooperations than activity alone would give"), bridge),
    ]
    return signs[: 1 + bridged]


def _numbers(row: Row, top: float, shown: pd.DataFrame, lang: str) -> float:
    """Under each pipe the share it shows and the one expected; returns where the plates start."""
    _ = translator(lang)
    ax, font = row.sheet.ax, row.sheet.font
    y, small = top - 1.6 * font, 0.85 * font
    margin(row, y, _("stays inside"))
    margin(row, y - 1.5 * font, _("expected (95%)"))
    for i, record in enumerate(records(shown)):
        put(ax, row.x(i), y, percent(record["value"], lang), 1.3 * font, bold=True, ha="center")
        ends = [number(100 * record[name], lang) for name in ("null_low", "null_high")]
        band = f"{percent(record['expected'], lang)} ({'–'.join(ends)})"
        if np.isnan(record["expected"]) or text_width(band, small) > row.column - 4:
            band = percent(record["expected"], lang)
        put(ax, row.x(i), y - 1.5 * font, band, small, color=QUIET, ha="center")
    return y - 2.2 * font


def _plates(row: Row, top: float, plates: _Plates, verdicts: Sequence[str], lang: str) -> float:
    """Names, then verdicts in a badge: word, sign and colour; returns where they end."""
    _ = translator(lang)
    ax, font = row.sheet.ax, row.sheet.font
    under = top - plates.name_height - 0.3 * font
    margin(row, top - font, _("group"))
    margin(row, under - 1.1 * font, _("verdict"))
    small = plates.badges[1]
    for i, verdict in enumerate(verdicts):
        block(ax, row.x(i), top, plates.names[0][i], plates.names[1], bold=True, ha="center")
        fill, ink, *_rest = LOOKS[verdict]
        rows = plates.badges[0][i]
        wide, high = max(text_width(line, small, True) for line in rows) + font, len(rows) * LEADING * small + 0.25 * font
        ax.add_patch(FancyBboxPatch(
            (row.x(i) - wide / 2, under - high), wide, high, boxstyle="round,pad=0,rounding_size=3", facecolor=fill,
            edgecolor=INK, lw=0.8, ls=(0, (3, 2)) if verdict == "too little data" else "-", zorder=5,
        ))  # fmt: skip
        block(ax, row.x(i), under - 0.08 * font, rows, small, bold=True, color=ink, ha="center")
        block(ax, row.x(i), under - high - 0.15 * font, plates.causes[0][i], plates.causes[1], color=QUIET, ha="center")
    return under - plates.verdict_height - 0.7 * font


def _sentence(groups: pd.DataFrame, title: str, lang: str) -> str:
    _ = translator(lang)
    silos = groups[groups["verdict"] == "silo"]
    if not len(silos):
        return _("{title}: {n} group, which is not called a silo.", plural="{title}: {n} groups, none is called a silo.",
                 title=title, n=len(groups))  # fmt: skip
    listed = ", ".join(
        _("{group} ({value} inside, {expected} expected)", group=row["item"], value=percent(row["value"], lang),
          expected=percent(row["expected"], lang))
        for row in records(silos)
    )  # fmt: skip
    return _("{title}: {n} group of {groups} is called a silo: {listed}.",
             plural="{title}: {n} groups of {groups} are called silos: {listed}.", title=title, groups=len(groups), n=len(silos),
             listed=listed)  # fmt: skip
