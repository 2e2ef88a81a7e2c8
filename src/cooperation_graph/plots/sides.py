"""`bipartite`: actors on the left, projects on the right, cooperations across groups in colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.path import Path

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import translator
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import titled
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.groups import BRIDGE, Groups, groups_of, homes, marks
from cooperation_graph.plots.style import FAINT, INK, LINE, PAPER, QUIET, Sheet, new_sheet, room
from cooperation_graph.plots.text import LEADING, block, clean, ellipsis, fitted, put, spread

__all__ = ["bipartite"]

_NAMED = 60  # beyond, names of actors or projects would be too small to read


@drawing
def bipartite(
    graph: CooperationGraph, *, by: str | None = None, lang: str = "fr", ax: Axes | None = None, size: str = "screen",
    names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw actors and projects, both sorted by group; ties to projects that gather several groups are coloured, the others pale.

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
        Its table has one row a participation: actor, name, group, project, project name, number of groups in the project.
    """
    _ = translator(lang)
    groups = groups_of(graph, by, lang)
    title = titled(_("Actors and projects"), graph.territory, graph.wave, names)
    _home, n_groups = homes(graph, groups)
    table = _table(graph, groups, n_groups)
    if not graph.n_actors or not graph.n_projects:
        return blank(_("There is no actor or no project to draw here."), table, title=title, size=size, ax=ax)
    sizes = graph.project_sizes
    across, several = int((n_groups > 1).sum()), int((sizes > 1).sum())
    said = _("Projects with several partners that gather several groups (diamonds, coloured lines): {across} of {several}.",
             across=across, several=several)  # fmt: skip

    width, font = room(size, ax)
    words = captions(title, [said], [], width, font)
    order = np.lexsort((-graph.actor_degrees, groups.codes))
    rows = [code for code in range(len(groups)) if groups.count(code)]
    named_actors, named_projects = graph.n_actors <= _NAMED, graph.n_projects <= _NAMED
    pitch = 1.25 * font
    needed = (graph.n_actors + 2.4 * len(rows)) * pitch if named_actors else 54 * font
    high = max(needed, graph.n_projects * pitch if named_projects else 54 * font, 12 * font)
    sheet = new_sheet(words.above + high + 3.5 * font, size=size, ax=ax)
    high = max(sheet.height - words.above - 3.5 * font, 4 * font)
    words.write(sheet)
    left, right = 0.36 * width if named_actors else 0.24 * width, 0.68 * width if named_projects else 0.94 * width
    for x, ha, counted in (
        (left, "right", _("{n} actor", plural="{n} actors", n=graph.n_actors)),
        (right, "left" if named_projects else "right", _("{n} project", plural="{n} projects", n=graph.n_projects)),
    ):  # fmt: skip
        put(sheet.ax, x, high + 2 * font, counted, 0.9 * font, color=QUIET, ha=ha)
    heights, heads = _rows(groups, order, high, named_actors)
    at = np.empty(graph.n_actors)
    at[order] = heights + font
    project_y = _project_places(graph, at, high, font)
    _curves(sheet.ax, graph, groups, n_groups, at, project_y, left, right)
    marks(sheet.ax, np.full(graph.n_actors, left), at, groups, np.clip((0.55 * high / graph.n_actors) ** 2, 4, (0.8 * font) ** 2))
    _projects(sheet.ax, np.full(graph.n_projects, right), project_y, n_groups, sizes, font, high)
    _group_names(sheet, groups, heads, at, left, named_actors, font, high, lang)
    small = 0.85 * font
    if named_actors:
        for name, y in zip(graph.actors["name"], at, strict=True):
            text = ellipsis(clean(name), left - 1.8 * font, small)
            put(sheet.ax, left - 0.8 * font, y, text, small, ha="right", va="center_baseline")
    if named_projects:
        for name, y in zip(graph.projects["name"], project_y, strict=True):
            text = ellipsis(clean(name), width - right - 1.8 * font, small)
            put(sheet.ax, right + 0.8 * font, y, text, small, va="center_baseline")
    return Drawing(sheet.figure, table, f"{title}{_(': ')}{said}", title)


def _table(graph: CooperationGraph, groups: Groups, n_groups: np.ndarray) -> pd.DataFrame:
    rows = np.repeat(np.arange(graph.n_actors), graph.actor_degrees)
    codes, labels = graph.groups(groups.by)
    label = np.append(labels.to_numpy(dtype=object), "")[codes]
    return pd.DataFrame({
        "actor": np.asarray(graph.actor_ids, dtype=object)[rows], "name": graph.actors["name"].to_numpy(dtype=object)[rows],
        "group": label[rows], "project": np.asarray(graph.project_ids, dtype=object)[graph.indices],
        "project_name": graph.projects["name"].to_numpy(dtype=object)[graph.indices],
        "groups_in_project": n_groups[graph.indices],
    })  # fmt: skip


def _rows(groups: Groups, order: np.ndarray, high: float, named: bool) -> tuple[np.ndarray, dict[int, float]]:
    """Heights of actors in `order`, from the top down with a head above each group, and the heights of the heads."""
    head, gap = (1.6, 0.8) if named else (0.0, 3.0)
    codes = groups.codes[order]
    new = np.r_[True, codes[1:] != codes[:-1]]
    before = np.cumsum(new)
    position = np.arange(len(order)) + head * before + gap * (before - 1)
    unit = high / max(position[-1] + 1, 1)
    y = high - (position + 0.5) * unit
    return y, {int(code): float(level + (head - 0.35) * unit) for code, level in zip(codes[new], y[new], strict=True)}


def _project_places(graph: CooperationGraph, at: np.ndarray, high: float, font: float) -> np.ndarray:
    """Projects stand as near as they can to the mean height of their actors."""
    indptr, actors = graph.project_side
    sums = np.add.reduceat(np.append(at[actors], 0.0), indptr[:-1]) if graph.n_projects else np.zeros(0)
    count = np.diff(indptr)
    mean = np.where(count > 0, sums / np.maximum(count, 1), font)
    gap = high / max(graph.n_projects, 1)
    return spread(list(mean), gap, font + gap / 2, font + high - gap / 2)


def _curves(
    ax: Axes, graph: CooperationGraph, groups: Groups, n_groups: np.ndarray, at: np.ndarray, project_y: np.ndarray, left: float,
    right: float,
) -> None:  # fmt: skip
    rows, columns = np.repeat(np.arange(graph.n_actors), graph.actor_degrees), graph.indices
    third = (right - left) * 0.45
    for across in (False, True):
        chosen = np.flatnonzero((n_groups[columns] > 1) == across)
        paths = [Path([(left, at[i]), (left + third, at[i]), (right - third, project_y[j]), (right, project_y[j])], [1, 4, 4, 4])
                 for i, j in zip(rows[chosen], columns[chosen], strict=True)]  # fmt: skip
        colours = [groups.colours[code] for code in groups.codes[rows[chosen]]] if across else "#c3c9d0"
        thick = float(np.clip(110 / max(len(rows), 1), 0.35, 1)) * (1.7 if across else 0.9)
        if across:  # a dark edge, since two of the colours are pale
            _lines(ax, paths, INK, thick + 0.5, 0.35, 2.5)
        _lines(ax, paths, colours, thick, 1.0, 3 if across else 2)


def _lines(ax: Axes, paths: list[Path], colours: str | list[str], thick: float, alpha: float, zorder: float) -> None:
    if paths:
        ax.add_collection(PathCollection(paths, facecolors="none", edgecolors=colours, lw=thick, alpha=alpha, zorder=zorder))


def _projects(ax: Axes, x: np.ndarray, y: np.ndarray, n_groups: np.ndarray, sizes: np.ndarray, font: float, high: float) -> None:
    area = float(np.clip((0.5 * high / max(len(y), 1)) ** 2, 4, (0.7 * font) ** 2))
    for mask, fill, shape, scale in (
        ((n_groups <= 1) & (sizes > 1), LINE, "s", 0.8), (sizes <= 1, PAPER, "s", 0.5), (n_groups > 1, BRIDGE, "D", 1.0),
    ):  # fmt: skip
        ax.scatter(x[mask], y[mask], s=area * scale, c=fill, marker=shape, edgecolors=INK, linewidths=0.7, zorder=5)


def _group_names(
    sheet: Sheet, groups: Groups, heads: Mapping[int, float], at: np.ndarray, left: float, named: bool, font: float, high: float,
    lang: str,
) -> None:  # fmt: skip
    _ = translator(lang)
    codes = list(heads)
    if named:
        for code in codes:
            y = heads[code] + font
            put(sheet.ax, left - 0.8 * font, y, ellipsis(groups.labels[code], left - 2 * font, 0.95 * font, True), 0.95 * font,
                bold=True, ha="right", va="center_baseline")  # fmt: skip
            marks(sheet.ax, np.array([left]), np.array([y]), replace(groups, codes=np.array([code])), (0.95 * font) ** 2)
        return
    rows, small = fitted([groups.labels[code] for code in codes], left - 4 * font, font, bold=True, most=4)
    gap = max(len(r) for r in rows) * LEADING * small + 1.8 * font
    middle = [float(at[groups.codes == code].mean()) for code in codes]
    for code, name, y in zip(codes, rows, spread(middle, gap, font + gap / 2, font + high - gap / 2), strict=True):
        mine = at[groups.codes == code]
        sheet.ax.plot([left - 0.9 * font] * 2, [mine.min() - 1, mine.max() + 1], color=INK, lw=1, solid_capstyle="butt")
        sheet.ax.plot([left - 0.9 * font, left - 1.9 * font], [mine.mean(), y], color=FAINT, lw=1)
        top = y + (len(name) * LEADING * small + 1.2 * font) / 2
        end = block(sheet.ax, left - 2.2 * font, top, name, small, bold=True, ha="right")
        counted = _("{n} actor", plural="{n} actors", n=groups.count(code))
        block(sheet.ax, left - 2.2 * font, end, [counted], 0.85 * font, color=QUIET, ha="right")
