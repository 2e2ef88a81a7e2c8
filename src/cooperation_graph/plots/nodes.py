"""`network`: who works with whom, each group held near its own place, bridges in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import number
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import records, titled
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.groups import Groups, groups_of, marks
from cooperation_graph.plots.places import layout, shared
from cooperation_graph.plots.style import INK, LINE, PAPER, QUIET, Sheet, new_sheet, room
from cooperation_graph.plots.text import LEADING, block, clean, ellipsis, fitted, lines, put, spread, text_width
from cooperation_graph.plots.ties import actor_table, draw_ties

__all__ = ["network"]

_TOLD = 12


@drawing
def network(
    graph: CooperationGraph, *, by: str | None = None, positions: pd.DataFrame | None = None, lang: str = "fr",
    ax: Axes | None = None, size: str = "screen", names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw who works with whom: actors held near the place of their group, cooperations across groups in strong lines.

    Two actors are tied when they share at least one project. The actors with the most partners outside their group are
    numbered, their names stand below. Actors without a partner stand on a shelf.

    Parameters
    ----------
    graph
        One territory and wave.
    by
        Attribute of actors that makes the groups; the first declared without.
    positions
        Places from :func:`layout`, to draw several waves alike; computed for this wave alone without.
    lang, ax, size, names
        As in :func:`organ_pipes`.

    Returns
    -------
    Drawing
        Its table has one row an actor: name, group, partners, partners in other groups, projects, number in the figure.
    """
    _ = translator(lang)
    groups = groups_of(graph, by, lang)
    title = titled(_("Who works with whom"), graph.territory, graph.wave, names)
    table = _table(graph, groups.by)
    if not graph.n_actors:
        return blank(_("There is no actor to draw here."), table, title=title, size=size, ax=ax)
    if positions is None:
        positions = layout(graph, groups.by)
    at = positions.reindex(graph.actor_ids)[["x", "y"]].to_numpy(dtype=float)
    shelved = np.isnan(at).any(axis=1)
    alone = (table["partners"] == 0).to_numpy() & ~shelved

    width, font = room(size, ax)
    side = 0.19 * width
    said = _("A line joins two actors that share a project: dark between groups, pale inside a group.")
    empty = _("An empty outline: no partner in this wave.")
    found = _found(table, lang)
    words = captions(title, [found, said, empty] if alone.any() else [found, said], [], width, font)
    told = int(table["number"].notna().sum())
    per_row = max(1, int((width - 11 * font) / (1.3 * font)))
    each = int(shelved.sum()) <= 4 * per_row  # beyond, a sign a group with its number
    shelf = (2.2 + 1.3 * (-(-int(shelved.sum()) // per_row) if each else 1)) * font if shelved.any() else 0.0
    key = (2.4 + 1.45 * -(-told // 2)) * font if told else 0.0
    plane = min(0.82, 0.3 + len(table) / 60) * (width - 2 * side) if (~shelved).any() else 0.0
    sheet = new_sheet(words.above + plane + 2.5 * font + shelf + key + font, size=size, ax=ax)
    words.write(sheet)
    if (~shelved).any():
        bottom = key + shelf + 1.5 * font
        high = max(sheet.height - words.above - bottom - font, 4 * font)
        panel = sheet.panel((side, bottom, width - 2 * side, high), (-1.08, 1.08), (-1.08, 1.08))
        draw_ties(panel, at, shared(graph), graph.groups(groups.by)[0])
        _actors(panel, at, table, groups, shelved, alone, font, (width - 2 * side) * high)
        _labels(sheet, groups, at, shelved, side, bottom, high, lang)
    if shelved.any():
        _shelf(sheet, groups, shelved, key + shelf, per_row if each else 0, lang)
    _key(sheet, table, key, lang)
    return Drawing(sheet.figure, table, f"{title}{_(': ')}{found}", title)


def _table(graph: CooperationGraph, by: str) -> pd.DataFrame:
    table = actor_table(graph, by)
    first = table[table["partners_outside"] > 0].sort_values(["partners_outside", "partners"], ascending=False, kind="stable")
    table["number"] = pd.Series(np.arange(1, min(_TOLD, len(first)) + 1), index=first.index[:_TOLD], dtype="Int64")
    return table


def _actors(
    panel: Axes, at: np.ndarray, table: pd.DataFrame, groups: Groups, shelved: np.ndarray, alone: np.ndarray, font: float,
    surface: float,
) -> None:  # fmt: skip
    told = table["number"].notna().to_numpy()
    dot = float(np.clip(0.18 * surface / max(len(table), 1) / 4, 14, 60))
    area = np.where(told, max((1.6 * font) ** 2, dot), dot * (0.7 + 0.3 * np.minimum(table["projects"].to_numpy() / 4, 2)))
    kept = ~shelved
    for drawn, zorder in ((kept & ~told, 5.0), (kept & told, 6.0)):
        marks(panel, at[drawn, 0], at[drawn, 1], groups.only(drawn), area[drawn], hollow=alone[drawn], zorder=zorder)
    for i in np.flatnonzero(kept & told):
        put(panel, at[i, 0], at[i, 1], str(table["number"].iloc[i]), 0.8 * font, bold=True, ha="center", va="center_baseline",
            path_effects=[withStroke(linewidth=2.4, foreground=PAPER)])  # fmt: skip


def _labels(
    sheet: Sheet, groups: Groups, at: np.ndarray, shelved: np.ndarray, side: float, bottom: float, high: float, lang: str,
) -> None:  # fmt: skip
    """Each group's name beside its place, left or right, with its sign."""
    _ = translator(lang)
    font = sheet.font
    centres = [at[(groups.codes == code) & ~shelved] for code in range(len(groups))]
    present = [code for code, points in enumerate(centres) if len(points)]
    ranked = sorted(present, key=lambda code: centres[code][:, 0].mean())
    wrapped, small = fitted([groups.labels[code] for code in ranked], side - 3.2 * font, 0.95 * font, bold=True, most=4)
    half = len(ranked) // 2
    for left, codes, names in ((True, ranked[:half], wrapped[:half]), (False, ranked[half:], wrapped[half:])):
        if not codes:
            continue
        gap = max(len(rows) for rows in names) * LEADING * small + 1.9 * font
        wanted = [bottom + high * (centres[code][:, 1].mean() + 1.08) / 2.16 for code in codes]
        for code, rows, y in zip(codes, names, spread(wanted, gap, bottom + gap / 2, bottom + high - gap / 2), strict=True):
            top = y + gap / 2 - 0.4 * font
            x = font if left else sheet.width - side + 0.8 * font
            one = replace(groups, codes=np.array([code]))
            marks(sheet.ax, np.array([x + 0.5 * font]), np.array([top - 0.65 * small]), one, (0.9 * font) ** 2)
            end = block(sheet.ax, x + 1.6 * font, top, rows, small, bold=True)
            block(sheet.ax, x + 1.6 * font, end, [_("{n} actor", plural="{n} actors", n=groups.count(code))], 0.85 * font,
                  color=QUIET)  # fmt: skip


def _shelf(sheet: Sheet, groups: Groups, shelved: np.ndarray, top: float, per_row: int, lang: str) -> None:
    """Actors without any partner, in rows, or a sign and a number a group when `per_row` is 0."""
    _ = translator(lang)
    font = sheet.font
    order = np.flatnonzero(shelved)[np.argsort(groups.codes[shelved], kind="stable")]
    words = lines(_("no partner ({n})", n=len(order)), 8.5 * font, 0.85 * font)
    sheet.ax.plot([font, sheet.width - font], [top] * 2, color=LINE, lw=0.7)
    block(sheet.ax, font, top - 0.4 * font, words, 0.85 * font, color=QUIET)
    if not per_row:
        codes, counts = np.unique(groups.codes[shelved], return_counts=True)
        step = (sheet.width - 11 * font) / len(codes)
        x, y = 10 * font + step * np.arange(len(codes)), np.full(len(codes), top - 1.1 * font)
        marks(sheet.ax, x, y, replace(groups, codes=codes), (0.75 * font) ** 2)
        for i, count in enumerate(counts.tolist()):
            put(sheet.ax, 10.7 * font + step * i, top - 1.1 * font, f"× {number(count, lang)}", 0.85 * font, va="center_baseline")
        return
    x = 10 * font + 1.3 * font * (np.arange(len(order)) % per_row)
    y = top - 1.1 * font - 1.3 * font * (np.arange(len(order)) // per_row)
    marks(sheet.ax, x, y, groups.only(order), (0.75 * font) ** 2)


def _key(sheet: Sheet, table: pd.DataFrame, height: float, lang: str) -> None:
    """Names of the numbered actors, in two columns."""
    _ = translator(lang)
    told = table[table["number"].notna()].sort_values("number")
    if not len(told):
        return
    font, half = sheet.font, -(-len(told) // 2)
    top = height - 0.3 * font
    sheet.ax.plot([font, sheet.width - font], [top + 0.3 * font] * 2, color=LINE, lw=0.7)
    put(sheet.ax, font, top - 1.1 * font, _("Most partners outside their group (partners outside / all partners)"), 0.9 * font,
        bold=True)  # fmt: skip
    column = (sheet.width - 3 * font) / 2
    for i, row in enumerate(records(told)):
        x = font + (i // half) * (column + font)
        y = top - (2.7 + 1.45 * (i % half)) * font
        counts = f"{number(row['partners_outside'], lang)} / {number(row['partners'], lang)}"
        put(sheet.ax, x + 1.6 * font, y, str(row["number"]), 0.9 * font, bold=True, ha="right")
        kept = column - 3.4 * font - text_width(counts, 0.9 * font)
        put(sheet.ax, x + 2.2 * font, y, ellipsis(clean(row["name"]), kept, 0.9 * font), 0.9 * font)
        put(sheet.ax, x + column, y, counts, 0.9 * font, color=INK, ha="right")


def _found(table: pd.DataFrame, lang: str) -> str:
    _ = translator(lang)
    pairs, outside = int(table["partners"].sum()) // 2, int(table["partners_outside"].sum()) // 2
    return _("{actors} actors, {pairs} pairs share a project, {outside} of them across groups; {alone} have no partner.",
             actors=number(len(table), lang), pairs=number(pairs, lang), outside=number(outside, lang),
             alone=number(int((table["partners"] == 0).sum()), lang))  # fmt: skip
