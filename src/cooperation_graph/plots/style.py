"""What all figures share: colours, shapes, sizes, and a sheet measured in points.

Nothing here reads matplotlib's global settings: a notebook's style or LaTeX mode does not change a figure.
"""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cooperation_graph.errors import UnknownName

__all__ = ["FAINT", "FONT", "INK", "LINE", "PALETTE", "PAPER", "QUIET", "SHAPES", "SIZES", "Sheet", "new_sheet", "room"]

#: Petroff's eight colours, told apart with every common form of colour blindness (arXiv:2107.02270).
PALETTE = ("#1845fb", "#ff5e02", "#c91f16", "#c849a9", "#adad7d", "#86c8dd", "#578dff", "#656364")
#: A shape goes with each colour: never colour alone.
SHAPES = ("o", "s", "^", "D", "v", "P", "h", "X")
INK, QUIET, LINE, FAINT, PAPER = "#1f2328", "#555b63", "#858b94", "#e3e6ea", "#ffffff"
FONT = "DejaVu Sans"  # ships with matplotlib: the same figure on every machine

#: Width and size of ordinary text, in points; A4 is the text width of a page in portrait.
SIZES = {"screen": (720.0, 10.0), "a4": (490.0, 8.0)}


@dataclass(frozen=True)
class Sheet:
    """A figure's surface: axes whose unit is the point, origin at the bottom left."""

    ax: Axes
    width: float
    height: float
    font: float

    @property
    def figure(self) -> Figure:
        """The figure the sheet belongs to."""
        return _figure(self.ax)

    def panel(self, box: tuple[float, float, float, float], x: tuple[float, float], y: tuple[float, float]) -> Axes:
        """Axes in data units inside the sheet; `box` is left, bottom, width, height in points. We write the ticks."""
        panel = self.ax.inset_axes(box, transform=self.ax.transData, zorder=2)
        panel.set(xlim=x, ylim=y, xticks=[], yticks=[], facecolor="none")
        panel.spines[:].set_visible(False)
        return panel


def room(size: str, ax: Axes | None) -> tuple[float, float]:
    """Width and size of ordinary text, in points, that a figure may count on before its height is known."""
    if size not in SIZES:
        raise UnknownName("size", size, SIZES)
    width, font = SIZES[size]
    return (width if ax is None else _extent(ax)[0]), font


def new_sheet(height: float, *, size: str, ax: Axes | None) -> Sheet:
    """A sheet `height` points high, or the whole of `ax`, whose height is then what it is."""
    width, font = room(size, ax)
    if ax is None:
        figure = Figure(figsize=(width / 72, height / 72), dpi=144, facecolor=PAPER)
        ax = figure.add_axes((0, 0, 1, 1))
    else:
        height = _extent(ax)[1]
    ax.set(xlim=(0, width), ylim=(0, height), xticks=[], yticks=[], autoscale_on=False)
    ax.set_axis_off()
    return Sheet(ax, width, height, font)


def _extent(ax: Axes) -> tuple[float, float]:
    box = ax.get_window_extent()
    return float(box.width) * 72 / _figure(ax).dpi, float(box.height) * 72 / _figure(ax).dpi


def _figure(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure
