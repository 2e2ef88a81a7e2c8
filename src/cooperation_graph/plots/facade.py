"""The parts of an organ: pipes with their rings on a scale, and the bridges that hang below."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse, FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path

from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number, percent
from cooperation_graph.plots.groups import BRIDGE
from cooperation_graph.plots.style import FAINT, INK, LINE, PAPER, QUIET, Sheet
from cooperation_graph.plots.text import put

__all__ = ["BRASS", "LOOKS", "Row", "draw_bridges", "draw_chest", "draw_pipe", "draw_ring", "draw_scale", "margin"]

BRASS, _WOOD = "#e3b448", "#5b4636"
#: Fill of the pipe and of the badge, colour of the word in the badge, sign, word.
LOOKS = {
    "silo": ("#c91f16", PAPER, "■", N_("silo")),
    "open": ("#578dff", INK, "○", N_("open")),
    "no evidence": ("#c9ced4", INK, "=", N_("no evidence")),
    "too little data": (PAPER, INK, "?", N_("too little data")),
}

@dataclass(frozen=True)
class Row:
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


def margin(row: Row, y: float, text: str) -> None:
    """Name a row of the figure, left of it."""
    put(row.sheet.ax, row.left - 0.5 * row.sheet.font, y, text, 0.85 * row.sheet.font, color=QUIET, ha="right")


def draw_scale(row: Row, n: int, lang: str) -> None:
    ax, font = row.sheet.ax, row.sheet.font
    right = row.left + n * row.column
    for share in np.arange(0, row.most + 0.01, 0.25):
        ax.plot([row.left, right], [row.y(share)] * 2, color=FAINT, lw=0.8, zorder=1, solid_capstyle="butt")
        put(ax, row.left - 0.5 * font, row.y(share), percent(share, lang), 0.85 * font, color=QUIET, ha="right", va="center")


def draw_ring(ax: Axes, x: float, low: float, high: float, mean: float, width: float, *, zorder: float) -> None:
    """The brass ring: where activity alone would put the top of the pipe."""
    box = ((x - width / 2, low), width, max(high - low, 2.0))
    ax.add_patch(Rectangle(*box, facecolor=BRASS, lw=0, zorder=zorder))
    ax.add_patch(Rectangle(*box, facecolor="none", edgecolor=INK, lw=0.7, zorder=zorder + 0.1))
    ax.plot([x - width / 2, x + width / 2], [mean] * 2, color=INK, lw=1.8, zorder=zorder + 0.2, solid_capstyle="butt")


def draw_pipe(row: Row, place: int, record: Mapping[str, float]) -> None:
    ax, font, x, half, floor = row.sheet.ax, row.sheet.font, row.x(place), row.pipe / 2, row.floor
    verdict = str(record["verdict"])
    fill, unsure = LOOKS[verdict][0], verdict == "too little data"
    edge: dict[str, Any] = {"edgecolor": INK, "lw": 1.1, "ls": (0, (3, 2)) if unsure else "-"}
    ring = not np.isnan([record["null_low"], record["null_high"], record["expected"]]).any()
    low, high, mean = (row.y(record[name]) for name in ("null_low", "null_high", "expected"))
    if ring:
        draw_ring(ax, x, low, high, mean, 1.5 * row.pipe, zorder=2)
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
            low, high = min(low, top), min(high, top)
            ax.add_patch(Rectangle((x - half, low), row.pipe, high - low, facecolor=BRASS, alpha=0.4, lw=0, zorder=3.2))
            for level in (low, high):
                ax.plot([x - half, x + half], [level] * 2, color=INK, lw=0.7, zorder=3.3, solid_capstyle="butt")
            if mean < top:
                ax.plot([x - half, x + half], [mean] * 2, color=INK, lw=1.8, zorder=3.3, solid_capstyle="butt")
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


def draw_chest(row: Row, n: int) -> float:
    """The wind-chest the pipes stand on; returns its bottom."""
    top, thick = row.floor - 2.6 * row.sheet.font, 0.8 * row.sheet.font
    row.sheet.ax.add_patch(FancyBboxPatch(
        (row.left + 2, top - thick), n * row.column - 4, thick, boxstyle="round,pad=0,rounding_size=2", facecolor=_WOOD,
        edgecolor=INK, lw=0.8, zorder=3.7,
    ))  # fmt: skip
    return top - thick


def draw_bridges(row: Row, top: float, hang: float, items: list[str], bridges: pd.DataFrame, lang: str) -> None:
    """Arcs between groups, as thick as the co-participations they share, over the brass of what activity would give."""
    _ = translator(lang)
    ax, font, n = row.sheet.ax, row.sheet.font, len(items)
    place = {item: i for i, item in enumerate(items)}
    ties = [
        (min(place[a], place[b]), max(place[a], place[b]), float(seen), float(np.nan_to_num(wanted)))
        for a, b, seen, wanted in bridges[["group_a", "group_b", "observed", "expected"]].itertuples(index=False)
    ]
    margin(row, top - 1.2 * font, _("bridges"))
    load = np.zeros(n)
    for a, b, seen, wanted in ties:
        load[[a, b]] += max(seen, wanted)
    if not load.any():
        put(ax, row.left, top - 1.2 * font, _("no cooperation between groups"), 0.9 * font, color=QUIET)
        return
    unit = min(0.66 * row.column / load.max(), 1.6 * font / max(max(tie[2:]) for tie in ties))
    next_port = {i: row.x(i) - unit * load[i] / 2 for i in range(n)}
    ports: dict[tuple[int, int], list[float]] = {}
    for i in np.flatnonzero(load).tolist():
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
        for amount, colour, alpha in ((wanted, BRASS, 0.55), (seen, BRIDGE, 0.85)):
            if amount > 0:
                ax.add_patch(PathPatch(arc, facecolor="none", edgecolor=colour, lw=max(unit * amount, 0.6), alpha=alpha,
                                       capstyle="butt", zorder=2))  # fmt: skip
        if seen >= told:
            put(ax, (x0 + x1) / 2, top - depth, number(seen, lang), 0.8 * font, ha="center", va="center", zorder=6,
                bbox={"facecolor": PAPER, "lw": 0, "alpha": 0.9, "boxstyle": "round,pad=0.12"})  # fmt: skip


def _port_order(own: int, other: int, n: int) -> int:
    """Left partners from near to far, then right partners from far to near, seen from left to right."""
    return other - own + n if other < own else 3 * n - (other - own)
