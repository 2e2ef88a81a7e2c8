"""A look at a file before it is read: what it is, its first rows, and the format they show."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cooperation_graph.intake.delimited import SEPARATORS
from cooperation_graph.intake.encoding import to_utf8
from cooperation_graph.intake.json_records import first_record
from cooperation_graph.intake.sheets import LARGEST_SHEET, widest_sheet

__all__ = ["Glance", "glance", "kind_of_file"]

#: How much of a text, how many rows of a table are looked at.
_BYTES, _ROWS = 256_000, 60


@dataclass
class Glance:
    """What can be seen of a file without reading it.

    Attributes
    ----------
    path
        The file.
    kind
        ``workbook``, ``parquet``, ``json``, ``xml``, ``text``; ``folder``.
    text
        Beginning of a text.
    sheets
        First rows of each table: one for a text, one a sheet for a workbook; names and cells of the first record of a JSON.
    """

    path: Path
    kind: str
    text: str = ""
    sheets: dict[str, list[list[str]]] = field(default_factory=dict)

    def best(self, count: Callable[[list[str]], int]) -> int:
        """The most that a function counts in one row."""
        return max((count(row) for rows in self.sheets.values() for row in rows[:25]), default=0)

    def row(self, count: Callable[[list[str]], int]) -> list[str]:
        """The row in which a function counts most."""
        return max((row for rows in self.sheets.values() for row in rows[:25]), key=count, default=[])


def kind_of_file(path: Path) -> str:
    """What a file is, by its first bytes rather than by its name."""
    if path.is_dir():
        return "folder"
    with path.open("rb") as stream:
        head = stream.read(512)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "workbook"
    if head.startswith(b"PAR1"):
        return "parquet"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith((b"{", b"[")):
        return "json"
    return "xml" if text.startswith(b"<") else "text"


def glance(path: Path) -> Glance:
    """Look at a file; what cannot be opened shows nothing, and its reader says why."""
    try:
        seen = Glance(path, kind_of_file(path))
    except OSError:
        return Glance(path, "")
    if seen.kind == "workbook":
        seen.sheets = _sheets(path)
    elif seen.kind in ("text", "json", "xml"):
        with path.open("rb") as stream:
            data = stream.read(_BYTES)
        if len(data) == _BYTES:
            cut = max(data.rfind(b"\n"), data.rfind(b"\r"))
            data = data[: cut + 1 + data[: cut + 1].count(b"\x00") % 2] if cut > 0 else data
        decoded = to_utf8(data, None, lambda *args, **fields: None)
        seen.text = decoded[0].decode("utf-8", errors="replace") if decoded else data.decode("cp1252", errors="replace")
        if seen.kind == "text":
            seen.sheets = {"": _rows(seen.text)}
        elif seen.kind == "json" and (record := first_record(seen.text)):
            seen.sheets = {"": [list(record), [cell or "" for cell in record.values()]]}
    return seen


def _rows(text: str) -> list[list[str]]:
    """First rows, cut by the separator that cuts most of them alike."""

    def cut(sep: str) -> list[list[str]]:
        found: list[list[str]] = []
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=sep):
                found.append([cell.strip() for cell in row])
                if len(found) == _ROWS:
                    break
        except csv.Error:
            pass
        return found

    tables = [cut(sep) for sep in SEPARATORS]
    return max(tables, key=lambda rows: max((sum(len(row) == n for row in rows) * n for n in {len(r) for r in rows} if n > 1), default=0))


def _sheets(path: Path) -> dict[str, list[list[str]]]:
    import python_calamine as calamine

    rows, columns = widest_sheet(path)
    if rows * columns > LARGEST_SHEET:
        return {}  # its reader says so
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            return {
                name: [["" if cell is None else str(cell).strip() for cell in row] for row in book.get_sheet_by_name(name).to_python(nrows=_ROWS)]
                for name in book.sheet_names
            }
    except (calamine.CalamineError, OSError, zipfile.BadZipFile, ValueError):
        return {}
