"""The files of an export and their cells, as text, before anything is known of their headings."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cooperation_graph.intake.encoding import to_utf8
from cooperation_graph.intake.glance import Glance, glance, kind_of_file
from cooperation_graph.intake.workbook import _text as cell_text
from cooperation_graph.intake.workbook import fits
from cooperation_graph.locale import N_
from cooperation_graph.survey.provenance import Source, file_hash

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["Grid", "all_files", "export_files", "grids_of", "read_grids"]

_SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")
_SEPARATORS = (";", ",", "\t", "|")


@dataclass
class Grid:
    """One sheet, or one text file: all its records, as wide as the widest."""

    name: str
    cells: list[list[str]]
    source: Source


def export_files(path: Path) -> list[Path]:
    """The file, or the files of a folder that an export may be."""
    if path.is_file():
        return [path]
    return [p for p in sorted(path.iterdir()) if p.is_file() and p.suffix.lower() in _SUFFIXES and not p.name.startswith((".", "~$"))]


def all_files(seen: Glance, recognises: Callable[[Glance], bool]) -> bool:
    """Whether each file of a folder is an export of one tool."""
    files = export_files(seen.path)
    return bool(files) and all(recognises(glance(file)) for file in files)


def read_grids(path: Path, request: Request) -> list[Grid]:
    """Read every sheet of a workbook, or a separated text (UTF-8, UTF-16, cp1252); problems are recorded, nothing is guessed at."""
    kind = kind_of_file(path)
    if kind == "workbook":
        return _workbook(path, request)
    source = Source(file=path.name, sha256=file_hash(path))

    def report(rule: str, **fields: Any) -> None:
        request.problems.add(rule, file=path.name, **fields)

    if kind != "text":
        report("not_text", detail=N_("neither a workbook nor a text"))
        return []
    own = request.mapping.of("files", path.name, path.stem) or {}
    decoded = to_utf8(path.read_bytes(), own.get("encoding", request.encoding), report)
    if decoded is None:
        return []
    text, source.encoding = decoded[0].decode("utf-8"), decoded[1]
    if not text.strip():
        report("empty_file")
        return []
    source.separator = own.get("sep", request.sep) or _separator(text)
    try:
        records = [[cell.strip() for cell in record] for record in csv.reader(io.StringIO(text, newline=""), delimiter=source.separator, strict=True)]
    except csv.Error as error:
        report("not_text", detail=str(error))
        return []
    return [Grid("", _even(records, source, request), source)]


def grids_of(path: Path, request: Request) -> list[Grid]:
    """The grids of every file of an export."""
    return [grid for file in export_files(path) for grid in read_grids(file, request)]


def _separator(text: str) -> str:
    """The separator that cuts most records into as many cells."""

    def score(sep: str) -> tuple[int, int]:
        sizes = []
        for record in csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=sep):
            sizes.append(len(record))
            if len(sizes) == 40:
                break
        usual = max((n for n in set(sizes) if n > 1), key=sizes.count, default=1)
        return (sizes.count(usual) * usual if usual > 1 else 0, usual)

    return max(_SEPARATORS, key=score)


def _even(records: list[list[str]], source: Source, request: Request) -> list[list[str]]:
    """Records of one width; one that is wider than the widest heading was cut wrongly, or holds an unquoted separator."""
    width = max((len(record) for record in records[:3]), default=0)
    kept = []
    for number, record in enumerate(records, start=1):
        if len(record) > width and any(record[width:]):
            request.problems.add("field_count", file=source.label, row=number, found=len(record), expected=width)
        kept.append((record + [""] * width)[:width])
    return kept


def _workbook(path: Path, request: Request) -> list[Grid]:
    import zipfile

    import python_calamine as calamine

    digest = file_hash(path)
    grids: list[Grid] = []
    if not fits(path, request.problems):
        return grids
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            for name in book.sheet_names:
                cells = [[(cell_text(cell) or "").strip() for cell in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
                if any(any(row) for row in cells):
                    grids.append(Grid(name, cells, Source(file=path.name, sheet=name, sha256=digest)))
    except (calamine.CalamineError, calamine.PasswordError, OSError, zipfile.BadZipFile) as error:
        request.problems.add("bad_workbook", file=path.name, detail=str(error))
    return grids
