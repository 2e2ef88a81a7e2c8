"""Ties between actors: pale inside a group, strong across; lines when they are few, one image when they are many."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy.sparse as sp
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.plots.groups import BRIDGE
from cooperation_graph.plots.places import shared

__all__ = ["INSIDE", "MANY", "actor_table", "draw_ties"]

#: Lines or signs of one kind beyond which a figure holds them as one image: outlines would weigh megabytes in a page.
MANY = 1500
INSIDE = "#9aa3ad"  # what stays inside a group


def actor_table(graph: CooperationGraph, by: str) -> pd.DataFrame:
    """One row an actor: name, group, partners (actors that share a project), partners of other groups, projects.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> int(actor_table(tiny_graph("two_silos"), "sector")["partners_outside"].sum())
    0
    """
    ties = shared(graph)
    rows, columns = ties.nonzero()
    codes, labels = graph.groups(by)
    outside = codes[rows] != codes[columns]
    known = np.append(labels.to_numpy(dtype=object), "")
    return pd.DataFrame({
        "actor": np.asarray(graph.actor_ids, dtype=object), "name": graph.actors["name"].to_numpy(dtype=object),
        "group": known[codes], "partners": np.bincount(rows, minlength=graph.n_actors),
        "partners_outside": np.bincount(rows[outside], minlength=graph.n_actors), "projects": graph.actor_degrees,
    })  # fmt: skip


def draw_ties(panel: Axes, at: np.ndarray, ties: sp.csr_array, codes: np.ndarray, *, scale: float = 1.0, image: bool = False) -> None:
    """Draw a line a pair of actors, thicker when they share more projects; `codes` are the groups."""
    upper = sp.triu(ties, k=1).tocoo()
    for across in (False, True):
        chosen = (codes[upper.row] != codes[upper.col]) == across
        segments = np.stack([at[upper.row[chosen]], at[upper.col[chosen]]], axis=1)
        many = max(1.0, chosen.sum() / (60 * scale))
        crowd = int(chosen.sum()) > MANY
        thick = (0.9 if across else 0.7) + (0.2 if crowd else 0.5) * (np.minimum(upper.data[chosen], 5) - 1)
        faint = 0.5 * scale**2 * many**-0.5 if crowd else max(many**-0.5, 0.22)  # so many lines read as a density
        panel.add_collection(LineCollection(
            list(segments), linewidths=scale * thick, colors=BRIDGE if across else INSIDE,
            alpha=min(float(faint), 0.85), zorder=3 if across else 2, rasterized=image or crowd,
        ), autolim=False)  # fmt: skip
