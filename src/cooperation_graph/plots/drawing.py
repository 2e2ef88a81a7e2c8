"""`Drawing`: a figure, the table it shows and one sentence that says the same; files that come out the same every time."""

from __future__ import annotations

import base64
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any, ParamSpec

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cooperation_graph.errors import UnknownName
from cooperation_graph.files import atomic_path
from cooperation_graph.plots.style import FONT, QUIET, new_sheet, room
from cooperation_graph.plots.text import LEADING, block, lines, plain

__all__ = ["Drawing", "blank", "drawing", "finding_of"]

_P = ParamSpec("_P")
_SETTINGS: Any = {  # Any: matplotlib's stubs know the names of a single version
    "text.parse_math": False, "text.usetex": False, "font.family": FONT, "svg.fonttype": "path", "pdf.fonttype": 42,
    "svg.hashsalt": "cooperation_graph", "savefig.bbox": None, "savefig.facecolor": "auto", "figure.autolayout": False,
    "figure.constrained_layout.use": False, "hatch.linewidth": 0.8, "hatch.color": QUIET, "path.sketch": None,
    "path.effects": [], "text.hinting": "none",
}  # fmt: skip
#: No date, no version of the software: the same figure gives the same bytes.
_METADATA: dict[str, dict[str, None]] = {
    "png": {"Software": None}, "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
    "pdf": {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None},
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure with what it shows.

    Attributes
    ----------
    figure
        The matplotlib figure; it belongs to no window.
    table
        The numbers drawn, at full precision.
    text
        One sentence that says what the figure shows, for those who do not see it.
    title
        What stands at the head of the figure, and at the head of the sentence.
    """

    figure: Figure
    table: pd.DataFrame
    text: str
    title: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", plain(self.text))
        object.__setattr__(self, "title", plain(self.title))

    @property
    def finding(self) -> str:
        """The sentence without the title: the caption of a page that shows the figure."""
        return finding_of(self.text, self.title)

    def save(self, path: str | Path, *, dpi: float = 200) -> Path:
        """Write a PNG, SVG or PDF file, whole or not at all; the same drawing gives the same bytes.

        Parameters
        ----------
        path
            File to write; its ending says the format.
        dpi
            Dots per inch of a PNG.

        Raises
        ------
        UnknownName
            The ending is none of ``.png``, ``.svg``, ``.pdf``.
        """
        kind = Path(path).suffix.lower().removeprefix(".")
        if kind not in _METADATA:
            raise UnknownName("format of figure", kind, _METADATA)
        content = self.svg().encode("utf-8") if kind == "svg" else self._bytes(kind, dpi)
        with atomic_path(path) as scratch:
            scratch.write_bytes(content)
        return Path(path)

    def svg(self, *, prefix: str = "", labelled_by: str = "") -> str:
        """The figure as one ``<svg>`` element that can stand inside a page: no declaration, comment or metadata.

        Names are drawn as outlines, so that none can become markup.

        Parameters
        ----------
        prefix
            Put before every id, so that several figures can share a page.
        labelled_by
            Id of the element of the page that describes the figure; without, the sentence of :attr:`text` does.
        """
        text = self._bytes("svg", 130).decode("utf-8")  # outlines have no resolution; images inside have this one
        text = text[text.index("<svg") :]
        # the style element would reach the whole page: its two rules stand on the root instead
        text = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", "", text, flags=re.DOTALL)
        text = re.sub(r"(?<=data:image/png;base64,)[^\"]+", lambda found: _few_colours(found[0]), text)
        if prefix:
            text = re.sub(r'(\bid="|href="#|url\(#)', lambda match: match[1] + prefix, text)
        label = f'aria-labelledby="{escape(labelled_by)}"' if labelled_by else f'aria-label="{escape(self.text)}"'
        root = f'<svg role="img" focusable="false" stroke-linejoin="round" stroke-linecap="butt" {label} '
        text = text.replace("<svg ", root, 1)
        return re.sub(r"\n\s*\n+", "\n", text).strip() + "\n"

    def _bytes(self, kind: str, dpi: float) -> bytes:
        stream = BytesIO()
        with matplotlib.rc_context(_SETTINGS):
            FigureCanvasAgg(self.figure).print_figure(
                stream, format=kind, dpi=dpi, metadata=_METADATA[kind], bbox_inches=None
            )
        return stream.getvalue()

    def _repr_html_(self) -> str:
        image = base64.b64encode(self._bytes("png", 110)).decode("ascii")
        return f'<img src="data:image/png;base64,{image}" alt="{escape(self.text)}" style="max-width:100%">'

    def __repr__(self) -> str:
        return f"<Drawing: {self.text}>"


def _few_colours(image: str) -> str:
    """A PNG in base64, in 48 colours: a third of the weight, and nobody sees it in a drawing of a few colours."""
    from PIL import Image

    stream = BytesIO()
    picture = Image.open(BytesIO(base64.b64decode(image))).convert("RGBA")
    picture.quantize(48, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(stream, format="png", optimize=True)
    return base64.b64encode(stream.getvalue()).decode("ascii")


def finding_of(text: str, title: str) -> str:
    """What a text alternative says after the title.

    Examples
    --------
    >>> finding_of("Organ pipes – 2025: six groups.", "Organ pipes – 2025")
    'Six groups.'
    """
    said = text.removeprefix(title).lstrip(" :,\u00a0\u202f")
    return said[:1].upper() + said[1:]


def drawing(function: Callable[_P, Drawing]) -> Callable[_P, Drawing]:
    """Draw under our own settings, whatever the notebook has set; text is never read as mathematics."""

    @functools.wraps(function)
    def draw(*args: _P.args, **kwargs: _P.kwargs) -> Drawing:
        with matplotlib.rc_context(_SETTINGS):
            return function(*args, **kwargs)

    return draw


def blank(reason: str, table: pd.DataFrame, *, title: str = "", size: str, ax: Axes | None) -> Drawing:
    """A figure that says in words why there is nothing to draw."""
    width, font = room(size, ax)
    heading = lines(title, width - 4 * font, 1.3 * font, bold=True)
    words = lines(reason, width - 4 * font, 1.1 * font, most=8)
    height = font * (4 + LEADING * (1.3 * len(heading) + 1.1 * len(words)))
    sheet = new_sheet(height, size=size, ax=ax)
    top = block(sheet.ax, 2 * font, sheet.height - 1.5 * font, heading, 1.3 * font, bold=True)
    block(sheet.ax, 2 * font, top - 0.5 * font, words, 1.1 * font, color=QUIET)
    return Drawing(sheet.figure, table, f"{title} : {reason}" if title else reason, title)
