"""Names beside points, where there is room."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.patches import Rectangle

from cooperation_graph.plots.style import PAPER, QUIET, Sheet
from cooperation_graph.plots.text import put, text_width

__all__ = ["name_points"]

#: Where a name may stand seen from its point, best first: direction, and distance in text sizes.
_PLACES = [
    (dx, dy, far) for far in (1.0, 2.0, 3.2)
    for dx, dy in ((1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1), (0, 1), (0, -1))
]  # fmt: skip


def name_points(
    sheet: Sheet, points: np.ndarray, names: Sequence[str], crowd: np.ndarray, box: tuple[float, float, float, float], size: float
) -> list[int]:
    """Write each name near its point without covering another name or a point; returns those that found no room.

    Parameters
    ----------
    points
        Places on the sheet, shape (k, 2), the most important first.
    names
        Their names.
    crowd
        All points that must stay visible, shape (n, 2).
    box
        Left, bottom, width, height of where names may stand, in points.
    """
    taken = np.empty((0, 4))
    dots = np.column_stack([crowd - 0.35 * size, crowd + 0.35 * size])
    left_out = []
    for i, ((x, y), name) in enumerate(zip(points, names, strict=True)):
        wide, high = text_width(name, size), size
        for dx, dy, far in _PLACES:
            start = x + dx * far * size - wide * (1 - dx) / 2
            middle = y + dy * (far + 0.2) * size
            spot = np.array([start, middle - high / 2, start + wide, middle + high / 2])
            inside = spot[0] >= box[0] and spot[1] >= box[1] and spot[2] <= box[0] + box[2] and spot[3] <= box[1] + box[3]
            if inside and not _covers(spot, taken, 0.25 * size) and not _covers(spot, dots, 0):
                taken = np.vstack([taken, spot])
                # paper behind the name: an outline around each letter would draw it twice and weigh ten times as much
                sheet.ax.add_patch(Rectangle((start - 0.15 * size, middle - 0.55 * size), wide + 0.3 * size, 1.1 * size,
                                             facecolor=PAPER, alpha=0.75, lw=0, zorder=9))  # fmt: skip
                put(sheet.ax, start, middle, name, size, va="center_baseline")
                if far > 1:
                    end = (start if dx > 0 else start + wide if dx < 0 else x, middle - dy * (0.5 * high if dx == 0 else 0))
                    sheet.ax.plot([x, end[0]], [y, end[1]], color=QUIET, lw=0.5, zorder=3)
                break
        else:
            left_out.append(i)
    return left_out


def _covers(spot: np.ndarray, others: np.ndarray, gap: float) -> bool:
    return bool(((others[:, :2] < spot[2:] + gap) & (others[:, 2:] > spot[:2] - gap)).all(axis=1).any())
