"""`matrix`: who takes part in what, sorted by group: silos are blocks on the diagonal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import Rectangle

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import number
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import titled
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.groups import Groups, groups_of, homes, marks
from cooperation_graph.plots.style import FAINT, INK, LINE, QUIET, Sheet, new_sheet, room
from cooperation_graph.plots.text import LEADING, block, clean, ellipsis, fitted, put, spread

__all__ = ["matrix"]

_NAMED = 60


@drawing
def matrix(
    graph: CooperationGraph, *, by: str | None = None, lang: str = "fr", ax: Axes | None = None, size: str = "screen",
    names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw the biadjacency matrix, actors in rows and projects in columns, both sorted by group.

    A project stands with the group most of its actors belong to. Cells inside these blocks have the colour of the group,
    cells outside are black: the more black, the more groups work together.

    Parameters
    ----------
    graph
        One territory and wave.
    by
        Attribute of actors that makes the groups; the first declared without.
    lang, ax, size, names
        As in :func:`organ_pipes`.

    Returns
    -------
    Drawing
        Its table is the matrix: one row an actor (name, group), one column a project, 1 where the actor takes part.
    """
    _ = translator(lang)
    groups = groups_of(graph, by, lang)
    title = titled(_("Who takes part in what"), graph.territory, graph.wave, names)
    home, n_groups = homes(graph, groups)
    rows = np.lexsort((-graph.actor_degrees, groups.codes))
    columns = np.lexsort((-graph.project_sizes, n_groups, np.where(home < 0, len(groups), home)))
    table = _table(graph, groups, rows, columns)
    if not graph.n_participations:
        return blank(_("There is no participation to draw here."), table, title=title, size=size, ax=ax)
    y_of, x_of = np.argsort(rows), np.argsort(columns)
    actor = np.repeat(np.arange(graph.n_actors), graph.actor_degrees)
    inside = home[graph.indices] == groups.codes[actor]
    outside = int((~inside).sum())
    said = _("Participations outside the blocks (black), in a project where another group is larger: {outside} of {all}.",
             outside=number(outside, lang), all=number(len(inside), lang))  # fmt: skip

    width, font = room(size, ax)
    named = graph.n_actors <= _NAMED
    left = 0.46 * width if named else 0.26 * width
    words = captions(title, [said], [], width, font)
    high = graph.n_actors * 1.25 * font if named else 52 * font
    sheet = new_sheet(words.above + high + 4.5 * font, size=size, ax=ax)
    high = max(sheet.height - words.above - 4.5 * font, 4 * font)
    words.write(sheet)
    wide = min(width - left - font, graph.n_projects * 2.4 * font)
    panel = sheet.panel((left, 1.5 * font, wide, high), (0, graph.n_projects), (graph.n_actors, 0))
    _blocks(panel, groups, home, rows, columns)
    _cells(panel, groups, actor, graph.indices, inside, x_of, y_of, wide / graph.n_projects, high / graph.n_actors)
    counted = _("{n} project", plural="{n} projects", n=graph.n_projects)
    put(sheet.ax, left, 1.5 * font + high + 2.0 * font, counted, 0.9 * font, color=QUIET)
    _column_signs(sheet, groups, home[columns], left, wide, 1.5 * font + high)
    _row_names(sheet, graph, groups, rows, left, 1.5 * font, high, named, lang)
    return Drawing(sheet.figure, table, f"{title}{_(': ')}{said}", title)


def _table(graph: CooperationGraph, groups: Groups, rows: np.ndarray, columns: np.ndarray) -> pd.DataFrame:
    codes, labels = graph.groups(groups.by)
    dense = graph.biadjacency.toarray()[rows][:, columns]
    cells = pd.DataFrame(dense, index=graph.actor_ids[rows], columns=graph.project_ids[columns])
    cells.insert(0, "name", graph.actors["name"].to_numpy(dtype=object)[rows], allow_duplicates=True)
    cells.insert(1, "group", np.append(labels.to_numpy(dtype=object), "")[codes[rows]], allow_duplicates=True)
    return cells.rename_axis("actor").reset_index()


def _ends(codes: np.ndarray, n: int) -> list[tuple[int, int, int]]:
    """Code, first and last + 1 place of each group in a sorted sequence."""
    starts, stops = np.searchsorted(codes, np.arange(n)), np.searchsorted(codes, np.arange(n), side="right")
    return [(code, int(a), int(b)) for code, (a, b) in enumerate(zip(starts, stops, strict=True)) if b > a]


def _blocks(panel: Axes, groups: Groups, home: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> None:
    n, m = len(rows), len(columns)
    sections = {code: (a, b) for code, a, b in _ends(np.where(home < 0, len(groups), home)[columns], len(groups))}
    panel.add_patch(Rectangle((0, 0), m, n, facecolor="none", edgecolor=LINE, lw=0.8, zorder=4, clip_on=False))
    for code, top, bottom in _ends(groups.codes[rows], len(groups)):
        if code in sections:
            start, stop = sections[code]
            panel.add_patch(Rectangle((start, top), stop - start, bottom - top, facecolor=FAINT, lw=0, zorder=1))
            panel.plot([stop, stop], [0, n], color=LINE, lw=0.6, zorder=3)
        panel.plot([0, m], [bottom, bottom], color=LINE, lw=0.6, zorder=3)


def _cells(
    panel: Axes, groups: Groups, actor: np.ndarray, project: np.ndarray, inside: np.ndarray, x_of: np.ndarray, y_of: np.ndarray,
    wide: float, high: float,
) -> None:  # fmt: skip
    small = min(wide, high) < 4
    gap_x, gap_y = (0.0, 0.0) if small else (min(0.12, 0.6 / wide), min(0.12, 0.6 / high))
    x, y = x_of[project], y_of[actor]
    corners = np.stack([
        np.stack([x + gap_x, y + gap_y], -1), np.stack([x + 1 - gap_x, y + gap_y], -1),
        np.stack([x + 1 - gap_x, y + 1 - gap_y], -1), np.stack([x + gap_x, y + 1 - gap_y], -1),
    ], axis=1)  # fmt: skip
    colours = np.where(inside, np.array(groups.colours, dtype=object)[groups.codes[actor]], INK)
    panel.add_collection(PolyCollection(list(corners), facecolors=list(colours), edgecolors=list(colours) if small else INK,
                                        linewidths=0.8 if small else 0.4, zorder=5), autolim=False)  # fmt: skip


def _column_signs(sheet: Sheet, groups: Groups, home: np.ndarray, left: float, wide: float, top: float) -> None:
    """Over each section of projects, the sign of its group."""
    sections = _ends(np.where(home < 0, len(groups), home), len(groups))
    middle = [left + wide * (a + b) / 2 / len(home) for _code, a, b in sections]
    at = spread(middle, 1.2 * sheet.font, left, left + wide)
    codes = np.array([code for code, _a, _b in sections])
    marks(sheet.ax, at, np.full(len(at), top + 0.9 * sheet.font), replace(groups, codes=codes), (0.9 * sheet.font) ** 2)


def _row_names(
    sheet: Sheet, graph: CooperationGraph, groups: Groups, rows: np.ndarray, left: float, bottom: float, high: float, named: bool,
    lang: str,
) -> None:  # fmt: skip
    """Names of groups, and of actors where they can be read."""
    _ = translator(lang)
    ax, font = sheet.ax, sheet.font
    unit = high / len(rows)
    ends = _ends(groups.codes[rows], len(groups))
    room_ = (0.4 * left if named else left) - 2.6 * font
    wrapped, small = fitted([groups.labels[code] for code, _a, _b in ends], room_, 0.9 * font, bold=True, most=4)
    gap = max(len(name) for name in wrapped) * LEADING * small + 1.4 * font
    middle = [bottom + high - unit * (a + b) / 2 for _code, a, b in ends]
    places = spread(middle, gap, bottom + gap / 2, bottom + high - gap / 2)
    for (code, _a, _b), name, y in zip(ends, wrapped, places, strict=True):
        top = y + (len(name) * LEADING * small + 1.1 * font) / 2
        sign = replace(groups, codes=np.array([code]))
        marks(ax, np.array([1.5 * font]), np.array([top - 0.65 * small]), sign, (0.9 * font) ** 2)
        end = block(ax, 2.6 * font, top, name, small, bold=True)
        block(ax, 2.6 * font, end, [_("{n} actor", plural="{n} actors", n=groups.count(code))], 0.8 * font, color=QUIET)
    if named:
        for place, name in enumerate(graph.actors["name"].iloc[rows]):
            put(ax, left - 0.5 * font, bottom + high - unit * (place + 0.5), ellipsis(clean(name), 0.6 * left - font, 0.8 * font),
                0.8 * font, ha="right", va="center_baseline")  # fmt: skip
