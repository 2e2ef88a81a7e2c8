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
from matplotlib.patches import Ellipse, FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path

from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number, percent
from cooperation_graph.plots.choice import named, only
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.style import FAINT, INK, LINE, PAPER, QUIET, Sheet, new_sheet, room
from cooperation_graph.plots.text import LEADING, block, clean, fitted, lines, put, text_width
from cooperation_graph.results import Result

__all__ = ["organ_pipes"]

_BRASS, _WOOD, _BRIDGE = "#e3b448", "#5b4636", "#2c6e7f"
#: Fill of the pipe and of the badge, colour of the word in the badge, sign, word.
_LOOKS = {
    "silo": ("#c91f16", PAPER, "■", N_("silo")),
    "open": ("#578dff", INK, "○", N_("open")),
    "no evidence": ("#c9ced4", INK, "=", N_("no evidence")),
    "too little data": (PAPER, INK, "?", N_("too little data")),
}
_OVERALL = {
    "silo": N_("Overall, actors work within their group more than activity explains ({value} of ties, {expected} expected)."),
    "open": N_("Overall, actors work across groups more than activity explains ({value} of ties inside, {expected} expected)."),
    "no evidence": N_("Overall, nothing sets these ties apart from what activity alone would give ({value} inside, {expected} "
                      "expected); that does not prove that there is no silo."),
    "too little data": N_("Overall, there are too few data to tell."),
}  # fmt: skip
_MOST = {"screen": 12, "a4": 10}


@dataclass(frozen=True)
class _Row:
    """Where things stand, in points: the scale of the pipes and the columns."""

    sheet: Sheet
    left: float
    column: float
    pipe: float
    floor: float
    rise: float
    most: float

    def x(self, place: int) -> float:
        return self.left + (place + 0.5) * self.column

    def y(self, share: float) -> float:
        return self.floor + share / self.most * self.rise


@drawing
def organ_pipes(
    verdicts: Result, *, lang: str = "fr", ax: Axes | None = None, size: str = "screen",
    names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw the groups of a territory as organ pipes: how far each works among itself, against what activity explains.

    Height is O_g = Σ_p x_pg(x_pg−1) / Σ_p x_pg(c_p−1), the share of a group's co-participation that stays inside, from 0
    to 1; the ring is the 95 % band of the null model and its mean. A stopped pipe is a silo, an open one is open. Bridges
    between groups are as thick as the co-participations observed, dashed where activity alone would give more.

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
    place = " – ".join(part for part in (named(where["territory"], names), where["wave"]) if part)
    title = _("Organ pipes: {place}", place=place) if place else _("Organ pipes")
    if not len(groups):
        return blank(_("There is no group to draw here."), groups, title=title, size=size, ax=ax)
    shown = _shown(groups, _MOST[size])
    words = [_("A pipe is as high as the share of a group's cooperation that stays inside the group."),
             *_overall(verdicts.frame, lang)]  # fmt: skip

    width, font = room(size, ax)
    left, small = 9.5 * font, 0.85 * font
    column = min((width - left - font) / len(shown), 15 * font)
    plates = _plates_of(shown, column - 0.6 * font, font, lang)
    both = mixing[["group_a", "group_b"]].isin(list(shown["item"])).all(axis=1)
    bridges = mixing[both & (mixing["group_a"] != mixing["group_b"])]
    hang = (2.2 + 1.5 * min(len(shown), 7)) * font if len(shown) > 1 and len(bridges) else 0.0
    heading = lines(title, width - 2 * font, 1.4 * font, bold=True)
    intro = [line for sentence in words for line in lines(sentence, width - 2 * font, font, most=4)]
    notes = [line for note in _notes(groups, shown, plates, lang) for line in lines(note, width - 2 * font, small, most=6)]
    key = _key_rows(width, font, bool(hang), lang)
    top_height = font * (1.2 + LEADING * (1.4 * len(heading) + len(intro)) + 1.6 * key[-1][1] + 3.0)
    below = (11.3 + 0.8) * font + plates.name_height + plates.verdict_height + hang + len(notes) * LEADING * small
    sheet = new_sheet(top_height + 21 * font + below, size=size, ax=ax)
    rise = max(sheet.height - top_height - below, 4 * font)
    centred = left + (width - left - font - column * len(shown)) / 2
    peak = float(np.nanmax([0.0, *shown[["value", "null_high"]].to_numpy(dtype=float).ravel()]))
    row = _Row(sheet, centred, column, min(0.4 * column, 4.4 * font), below, rise, max(0.5, math.ceil(4 * peak) / 4))

    top = block(sheet.ax, font, sheet.height - font, heading, 1.4 * font, bold=True)
    top = block(sheet.ax, font, top - 0.2 * font, intro, font, color=QUIET)
    _key(sheet, top - 0.5 * font, key)
    _scale(row, len(shown), lang)
    for i, record in enumerate(shown.to_dict("records")):
        _pipe(row, i, record)
    plates_top = _chest(row, len(shown), shown, lang)
    plates_end = _plates(row, plates_top, plates, list(shown["verdict"]), lang)
    if hang:
        _bridges(row, plates_end, hang, list(shown["item"]), bridges, lang)
    block(sheet.ax, font, len(notes) * LEADING * small + 0.5 * font, notes, small, color=QUIET)
    return Drawing(sheet.figure, groups, _sentence(groups, place, lang))


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


def _overall(frame: pd.DataFrame, lang: str) -> list[str]:
    _ = translator(lang)
    whole = frame[frame["level"] == "territory"]
    return [
        _(_OVERALL[str(row["verdict"])], value=percent(row["value"], lang), expected=percent(row["expected"], lang))
        for row in whole.to_dict("records")
    ]


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
    signs = [f"{_LOOKS[verdict][2]}\u00a0{_(_LOOKS[verdict][3])}" for verdict in shown["verdict"].astype("str")]
    causes = [_("explained by {group}", group=cause) if isinstance(cause, str) and cause else "" for cause in shown["explained_by"]]
    return _Plates(
        fitted(list(shown["item"]), width, font, bold=True, most=5), fitted(signs, width - 0.6 * font, 0.9 * font, bold=True),
        fitted(causes, width, 0.85 * font, most=3),
    )  # fmt: skip


def _key_rows(width: float, font: float, bridged: bool, lang: str) -> list[tuple[float, int, str]]:
    """Entries of the key: where it starts, in which row, what it says."""
    _ = translator(lang)
    entries = [_("what activity alone would give (mean, 95 % of cases)"),
               _("bridge: cooperations of two groups; gold edge: fewer than activity alone would give")][: 1 + bridged]  # fmt: skip
    starts, x, row = [], font, 0
    for entry in entries:
        needed = 3.2 * font + text_width(entry, 0.9 * font) + 2 * font
        if x + needed > width and x > font:
            x, row = font, row + 1
        starts.append((x, row, entry))
        x += needed
    return starts


def _key(sheet: Sheet, top: float, entries: list[tuple[float, int, str]]) -> None:
    """How to read the ring and the bridges."""
    ax, font = sheet.ax, sheet.font
    for number_, (x, row, entry) in enumerate(entries):
        y = top - (1 + 1.6 * row) * font
        if number_ == 0:
            _ring(ax, x + 1.2 * font, y - 0.1 * font, y + 0.9 * font, y + 0.4 * font, 2.4 * font, zorder=4)
        else:
            for thick, colour in ((0.9, _BRASS), (0.4, _BRIDGE)):
                ax.plot([x, x + 2.4 * font], [y + 0.4 * font] * 2, color=colour, lw=thick * font, solid_capstyle="butt")
        put(ax, x + 3.2 * font, y, entry, 0.9 * font)


def _scale(row: _Row, n: int, lang: str) -> None:
    ax, font = row.sheet.ax, row.sheet.font
    right = row.left + n * row.column
    for share in np.arange(0, row.most + 0.01, 0.25):
        ax.plot([row.left, right], [row.y(share)] * 2, color=FAINT, lw=0.8, zorder=1, solid_capstyle="butt")
        put(ax, row.left - 0.5 * font, row.y(share), percent(share, lang), 0.85 * font, color=QUIET, ha="right", va="center")


def _ring(ax: Axes, x: float, low: float, high: float, mean: float, width: float, alpha: float = 1.0, *, zorder: float) -> None:
    """The brass ring: where activity alone would put the top of the pipe."""
    box = ((x - width / 2, low), width, max(high - low, 2.0))
    ax.add_patch(Rectangle(*box, facecolor=_BRASS, alpha=alpha, lw=0, zorder=zorder))
    ax.add_patch(Rectangle(*box, facecolor="none", edgecolor=INK, lw=0.7, zorder=zorder + 0.1))
    ax.plot([x - width / 2, x + width / 2], [mean] * 2, color=INK, lw=1.8, zorder=zorder + 0.2, solid_capstyle="butt")


def _pipe(row: _Row, place: int, record: Mapping[str, float]) -> None:
    ax, font, x, half, floor = row.sheet.ax, row.sheet.font, row.x(place), row.pipe / 2, row.floor
    verdict = str(record["verdict"])
    fill, unsure = _LOOKS[verdict][0], verdict == "too little data"
    edge = {"edgecolor": INK, "lw": 1.1, "ls": (0, (3, 2)) if unsure else "-"}
    ring = not np.isnan([record["null_low"], record["null_high"], record["expected"]]).any()
    band = [row.y(record[name]) for name in ("null_low", "null_high", "expected")]
    if ring:
        _ring(ax, x, *band, 1.5 * row.pipe, zorder=2)
    foot = 2.6 * font
    ax.add_patch(Polygon(
        [(x - half, floor), (x + half, floor), (x + 0.2 * half, floor - foot), (x - 0.2 * half, floor - foot)],
        facecolor=fill, zorder=3, joinstyle="round", **edge,
    ))  # fmt: skip
    if np.isnan(record["value"]):
        put(ax, x, floor + 0.5 * font, "?", 1.6 * font, bold=True, color=QUIET, ha="center")
    else:
        top = row.y(record["value"])
        ax.add_patch(Rectangle((x - half, floor), row.pipe, top - floor, facecolor=fill, lw=0, zorder=3,
                               hatch="///" if unsure else None, edgecolor=LINE))  # fmt: skip
        if not unsure:
            _sheen(ax, x - half, row.pipe, floor, top)
        for side in (x - half, x + half):
            ax.plot([side, side], [floor, top], color=INK, lw=1.1, ls=edge["ls"], zorder=3.4)
        if ring and not unsure:  # the ring goes round the pipe: seen through on its front
            low, high = (min(level, top) for level in band[:2])
            ax.add_patch(Rectangle((x - half, low), row.pipe, high - low, facecolor=_BRASS, alpha=0.4, lw=0, zorder=3.2))
            for level in (low, high):
                ax.plot([x - half, x + half], [level] * 2, color=INK, lw=0.7, zorder=3.3, solid_capstyle="butt")
            if band[2] < top:
                ax.plot([x - half, x + half], [band[2]] * 2, color=INK, lw=1.8, zorder=3.3, solid_capstyle="butt")
        if verdict == "silo":  # stopped: a cap whose top is the value
            cap = min(0.55 * font, top - floor)
            ax.add_patch(FancyBboxPatch(
                (x - half - 2.2, top - cap), row.pipe + 4.4, cap, boxstyle="round,pad=0,rounding_size=1.6", facecolor=INK,
                edgecolor=INK, lw=1, zorder=3.5,
            ))  # fmt: skip
        else:
            hole = PAPER if unsure else "#3a3f46"
            ax.add_patch(Ellipse((x, top), row.pipe, 0.16 * row.pipe, facecolor=hole, zorder=3.5, **edge))
    ax.add_patch(Ellipse((x, floor - 0.3 * font), 0.6 * row.pipe, 0.45 * font, facecolor=INK, lw=0, zorder=3.6))  # the mouth


def _sheen(ax: Axes, left: float, width: float, low: float, high: float) -> None:
    """Light from the left and shade on the right, so that the pipe looks round."""
    strips = 14
    for i in range(strips):
        turn = (i + 0.5) / strips
        light = 0.5 * math.exp(-(((turn - 0.28) / 0.13) ** 2))
        shade = 0.28 * max(0.0, turn - 0.5) / 0.5 + 0.12 * max(0.0, 0.12 - turn) / 0.12
        for colour, alpha in ((PAPER, light), ("#000000", shade)):
            if alpha > 0.02:
                ax.add_patch(Rectangle((left + i * width / strips, low), width / strips, high - low, facecolor=colour,
                                       alpha=alpha, lw=0, zorder=3.1, antialiased=False))  # fmt: skip


def _chest(row: _Row, n: int, shown: pd.DataFrame, lang: str) -> float:
    """The wind-chest and, under each pipe, the number it shows and the one expected; returns where the plates start."""
    _ = translator(lang)
    ax, font = row.sheet.ax, row.sheet.font
    top = row.floor - 2.6 * font
    ax.add_patch(FancyBboxPatch(
        (row.left + 2, top - 0.8 * font), n * row.column - 4, 0.8 * font, boxstyle="round,pad=0,rounding_size=2",
        facecolor=_WOOD, edgecolor=INK, lw=0.8, zorder=3.7,
    ))  # fmt: skip
    y = top - 2.4 * font
    head, small = 0.85 * font, 0.85 * font
    _margin(row, y, _("stays inside"), head)
    _margin(row, y - 1.5 * font, _("expected (95 %)"), head)
    for i, record in enumerate(shown.to_dict("records")):
        put(ax, row.x(i), y, percent(record["value"], lang), 1.3 * font, bold=True, ha="center")
        band = f"{percent(record['expected'], lang)} ({number(100 * record['null_low'], lang)}–{number(100 * record['null_high'], lang)})"
        if np.isnan(record["expected"]) or text_width(band, small) > row.column - 4:
            band = percent(record["expected"], lang)
        put(ax, row.x(i), y - 1.5 * font, band, small, color=QUIET, ha="center")
    return y - 2.2 * font


def _margin(row: _Row, y: float, text: str, size: float) -> None:
    put(row.sheet.ax, row.left - 0.5 * row.sheet.font, y, text, size, color=QUIET, ha="right")


def _plates(row: _Row, top: float, plates: _Plates, verdicts: Sequence[str], lang: str) -> float:
    """Names, then verdicts in a badge: word, sign and colour; returns where they end."""
    _ = translator(lang)
    ax, font = row.sheet.ax, row.sheet.font
    under = top - plates.name_height - 0.3 * font
    _margin(row, top - font, _("group"), 0.85 * font)
    _margin(row, under - 1.1 * font, _("verdict"), 0.85 * font)
    small = plates.badges[1]
    for i, verdict in enumerate(verdicts):
        block(ax, row.x(i), top, plates.names[0][i], plates.names[1], bold=True, ha="center")
        fill, ink, *_rest = _LOOKS[verdict]
        rows = plates.badges[0][i]
        wide, high = max(text_width(line, small, True) for line in rows) + font, len(rows) * LEADING * small + 0.25 * font
        ax.add_patch(FancyBboxPatch(
            (row.x(i) - wide / 2, under - high), wide, high, boxstyle="round,pad=0,rounding_size=3", facecolor=fill,
            edgecolor=INK, lw=0.8, ls=(0, (3, 2)) if verdict == "too little data" else "-", zorder=5,
        ))  # fmt: skip
        block(ax, row.x(i), under - 0.08 * font, rows, small, bold=True, color=ink, ha="center")
        block(ax, row.x(i), under - high - 0.15 * font, plates.causes[0][i], plates.causes[1], color=QUIET, ha="center")
    return under - plates.verdict_height - 0.7 * font


def _bridges(row: _Row, top: float, hang: float, items: list[str], bridges: pd.DataFrame, lang: str) -> None:
    """Arcs between groups, as thick as the co-participations they share, over the brass of what activity would give."""
    _ = translator(lang)
    ax, font, n = row.sheet.ax, row.sheet.font, len(items)
    place = {item: i for i, item in enumerate(items)}
    ties = [
        (min(place[a], place[b]), max(place[a], place[b]), float(seen), float(np.nan_to_num(wanted)))
        for a, b, seen, wanted in bridges[["group_a", "group_b", "observed", "expected"]].itertuples(index=False)
    ]
    _margin(row, top - 1.2 * font, _("bridges"), 0.85 * font)
    load = np.zeros(n)
    for a, b, seen, wanted in ties:
        load[[a, b]] += max(seen, wanted)
    if not load.any():
        put(ax, row.left, top - 1.2 * font, _("no cooperation between groups"), 0.9 * font, color=QUIET)
        return
    unit = min(0.66 * row.column / load.max(), 1.6 * font / max(max(tie[2:]) for tie in ties))
    next_port = {i: row.x(i) - unit * load[i] / 2 for i in range(n)}
    ports: dict[tuple[int, int], list[float]] = {}
    for i in np.flatnonzero(load):
        ax.plot(row.x(i) + unit * load[i] / 2 * np.array([-1, 1]), [top, top], color=INK, lw=2, zorder=6, solid_capstyle="butt")
    for i in range(n):  # arcs leave a group in the order that nests them
        for a, b, seen, wanted in sorted((t for t in ties if i in t[:2]), key=lambda t: _port_order(i, t[0] + t[1] - i, n)):
            thick = unit * max(seen, wanted)
            ports.setdefault((a, b), []).append(next_port[i] + thick / 2)
            next_port[i] += thick
    step = (hang - 2.2 * font) / max(n - 1, 1)
    told = sorted((seen for *_ends, seen, _wanted in ties), reverse=True)[:16][-1]
    for a, b, seen, wanted in sorted(ties, key=lambda t: t[0] - t[1]):
        (x0, x1), depth = ports[a, b], 1.2 * font + step * (b - a)
        arc = Path([(x0, top), (x0, top - depth * 4 / 3), (x1, top - depth * 4 / 3), (x1, top)], [1, 4, 4, 4])
        for amount, colour, alpha in ((wanted, _BRASS, 0.55), (seen, _BRIDGE, 0.85)):
            if amount > 0:
                ax.add_patch(PathPatch(arc, facecolor="none", edgecolor=colour, lw=max(unit * amount, 0.6), alpha=alpha,
                                       capstyle="butt", zorder=2))  # fmt: skip
        if seen >= told:
            put(ax, (x0 + x1) / 2, top - depth, number(seen, lang), 0.8 * font, ha="center", va="center", zorder=6,
                bbox={"facecolor": PAPER, "lw": 0, "alpha": 0.9, "boxstyle": "round,pad=0.12"})  # fmt: skip


def _port_order(own: int, other: int, n: int) -> int:
    """Left partners from near to far, then right partners from far to near, seen from left to right."""
    return other - own + n if other < own else 3 * n - (other - own)


def _sentence(groups: pd.DataFrame, place: str, lang: str) -> str:
    _ = translator(lang)
    silos = groups[groups["verdict"] == "silo"]
    listed = ", ".join(
        _("{group} ({value} inside, {expected} expected)", group=row["item"], value=percent(row["value"], lang),
          expected=percent(row["expected"], lang))
        for row in silos.to_dict("records")
    )  # fmt: skip
    counted = _("Of {n} group", plural="Of {n} groups", n=len(groups)) + (f" ({place})" if place else "")
    if len(silos):
        return _("{counted}, {silos} work in a silo: {listed}.", counted=counted, silos=len(silos), listed=listed)
    return _("{counted}, none is called a silo.", counted=counted)
