"""Which colour and shape a group has: the same in every wave of a territory; at most eight, the rest together."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes

from cooperation_graph.errors import CooperationError, NoGroupAttribute
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import translator
from cooperation_graph.plots.style import INK, PALETTE, PAPER, SHAPES
from cooperation_graph.plots.text import clean
from cooperation_graph.sufficient import attributes_said

__all__ = ["BRIDGE", "Groups", "groups_of", "homes", "marks"]

BRIDGE = "#2c6e7f"  # what goes across groups, in all figures
_CROWD = 150
#: Areas that make the shapes look equally large.
_AREA = {"s": 0.85, "D": 0.7, "^": 1.05, "v": 1.05, "P": 1.15, "X": 1.1, "h": 1.1, "p": 1.1}


@dataclass(frozen=True)
class Groups:
    """Groups as drawn: a code for each actor, and for each code a label, colour and shape."""

    by: str
    codes: np.ndarray
    labels: list[str]
    colours: list[str]
    shapes: list[str]

    def __len__(self) -> int:
        return len(self.labels)

    def only(self, mask: np.ndarray) -> Groups:
        """The same groups, for some of the actors."""
        return replace(self, codes=self.codes[mask])

    def count(self, code: int) -> int:
        """Actors of one group."""
        return int((self.codes == code).sum())


def groups_of(graph: CooperationGraph, by: str | None, lang: str) -> Groups:
    """The groups of a graph; those of all waves of its territory decide on colours.

    Beyond eight groups the seven largest keep theirs, the others become one; actors without a group come last.
    """
    _ = translator(lang)
    if not hasattr(graph, "groups"):
        raise CooperationError(_("this figure shows one graph: take one, graphs[0] or graphs.get(territory, wave)"))
    if by is None:
        if not graph.survey.groups:
            raise NoGroupAttribute(attributes_said(graph.survey.actors))
        by = graph.survey.groups[0]
    codes, labels = graph.groups(by)
    national = graph.national
    here = np.array([territory == graph.territory for territory in national.territories])
    everywhere = national.group_codes(by)[0][here[national.row_graph]]
    sizes = np.bincount(everywhere[everywhere >= 0], minlength=len(labels))
    present = np.flatnonzero(sizes)
    own = present if len(present) <= len(PALETTE) else np.sort(present[np.argsort(-sizes[present], kind="stable")][:7])
    recode = np.full(len(labels) + 1, len(own))
    recode[own] = np.arange(len(own))
    drawn = [clean(labels[i]) for i in own]
    colours, shapes = list(PALETTE[: len(own)]), list(SHAPES[: len(own)])
    if len(own) < len(present):
        drawn.append(_("others ({n} group)", plural="others ({n} groups)", n=len(present) - len(own)))
        colours.append(PALETTE[-1])
        shapes.append(SHAPES[-1])
    if (codes < 0).any():
        recode[-1] = len(drawn)
        drawn.append(_("group not stated"))
        colours.append(PAPER)
        shapes.append("p")
    return Groups(by, recode[codes], drawn, colours, shapes)


def marks(ax: Axes, x: np.ndarray, y: np.ndarray, groups: Groups, area: np.ndarray | float, *, hollow: np.ndarray | None = None,
          zorder: float = 5, image: bool = False) -> None:  # fmt: skip
    """Draw actors with the colour and shape of their group and a dark outline; `hollow` ones are not filled."""
    area, empty = np.broadcast_to(area, x.shape), np.zeros(len(x), dtype=bool) if hollow is None else hollow
    # signs of one size share their outline in a file, which counts when they are many
    sizes: list[float | None] = [None] if len(x) <= _CROWD else list(np.unique(area))
    for code, (colour, shape) in enumerate(zip(groups.colours, groups.shapes, strict=True)):
        for unfilled, size in itertools.product((False, True), sizes):
            mine = (groups.codes == code) & (empty == unfilled)
            if size is not None:
                mine &= area == size
            if mine.any():
                large = (area[mine] if size is None else size) * _AREA.get(shape, 1)
                ax.scatter(x[mine], y[mine], s=large, c=PAPER if unfilled else colour, marker=shape, zorder=zorder,
                           edgecolors=colour if unfilled and colour != PAPER else INK, linewidths=0.7 if np.max(large) > 12 else 0.4,
                           rasterized=image)  # fmt: skip


def homes(graph: CooperationGraph, groups: Groups) -> tuple[np.ndarray, np.ndarray]:
    """For each project the group of most of its actors (the first when equal, -1 without actor), and its number of groups."""
    rows = np.repeat(groups.codes, graph.actor_degrees)
    counts = np.zeros((graph.n_projects, max(len(groups), 1)), dtype=np.int64)
    np.add.at(counts, (graph.indices, rows), 1)
    home = np.where(counts.any(axis=1), counts.argmax(axis=1), -1)
    return home, (counts > 0).sum(axis=1)
