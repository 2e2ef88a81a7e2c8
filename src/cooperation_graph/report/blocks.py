"""What a page of the report is made of: frozen values that know nothing of HTML.

The same blocks serve the printed report and, later, the local application.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

__all__ = [
    "Badge", "Block", "Bullets", "Cell", "Column", "Definitions", "Fact", "Facts", "Fold", "Heading", "Page", "Picture",
    "Section", "Table", "Text", "slug",
]  # fmt: skip

#: Names that Windows keeps for devices, whatever the extension.
_DEVICES = frozenset(["con", "prn", "aux", "nul", *(f"{port}{i}" for port in ("com", "lpt") for i in range(10))])


@dataclass(frozen=True)
class Text:
    """A paragraph; `tone` is ``plain``, ``lead`` (the first thing to read), ``note`` or ``caution``."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True)
class Heading:
    """A title inside a section."""

    text: str


@dataclass(frozen=True)
class Badge:
    """A word of judgement with its sentence; `mark` is a shape, so that colour is never alone."""

    word: str
    mark: str
    tone: str
    sentence: str
    about: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list of sentences or of :class:`Badge`."""

    items: tuple[str | Badge, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Fact:
    """A number to read first: its uncertainty, or the reason it has none, stands under it."""

    label: str
    value: str
    uncertainty: str
    reading: str = ""


@dataclass(frozen=True)
class Facts:
    """Facts side by side."""

    items: tuple[Fact, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers are aligned right."""

    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell: its text, the number it shows (for sorting) and where it leads."""

    text: str
    number: float | None = None
    href: str = ""


@dataclass(frozen=True)
class Table:
    """A table whose first column names the rows."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    sortable: bool = True


@dataclass(frozen=True)
class Picture:
    """A figure: a caption that states the finding, the drawing, and the table it shows."""

    caption: str
    alternative: str
    svg: str
    table: Table | None = None
    narrow: bool = False


@dataclass(frozen=True)
class Definitions:
    """Terms and what they mean; each meaning may run over several lines."""

    items: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Fold:
    """Blocks that a reader opens on demand; `data` that stand in the folder of data too are not printed."""

    summary: str
    blocks: tuple[Block, ...]
    data: bool = False


Block = Text | Heading | Bullets | Facts | Table | Picture | Definitions | Fold


@dataclass(frozen=True)
class Section:
    """A part of a page, with an anchor."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Page:
    """A page: `path` is relative to the folder of the report, `tags` stand under the title, `links` lead to other pages."""

    path: str
    title: str
    overline: str
    tags: tuple[str, ...]
    sections: tuple[Section, ...]
    links: tuple[Cell, ...] = ()
    footer: tuple[str, ...] = ()


def slug(text: str, taken: set[str] | None = None) -> str:
    """A safe file name without extension: ASCII letters, digits and hyphens, at most 60 characters, unique among `taken`.

    Examples
    --------
    >>> slug("Les Hauts-de-l'Étang / <b>")
    'les-hauts-de-l-etang-b'
    >>> slug("../../etc", {"etc"})
    'etc-2'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-") or "page"
    if base in _DEVICES:
        base += "-page"
    name, number = base, 2
    while taken is not None and name in taken:
        name, number = f"{base}-{number}", number + 1
    if taken is not None:
        taken.add(name)
    return name
