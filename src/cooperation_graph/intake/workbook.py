"""Workbooks (.xlsx, .ods, .xls): every sheet that is a table, as the person who opens it sees it."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cooperation_graph.intake.delimited import RawTable
from cooperation_graph.intake.header import SEARCHED, find_header, join_headings, report_above, tidy_columns
from cooperation_graph.intake.sheets import LARGEST_SHEET, cell_name, covered_cells, damaged_cells, widest_sheet
from cooperation_graph.locale import N_
from cooperation_graph.survey.columns import kind_of, match_columns, match_table
from cooperation_graph.survey.problems import Problems, shorten
from cooperation_graph.survey.provenance import Source, file_hash

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["fits", "read_workbook"]

#: Megabytes that a workbook may take once unpacked.
LARGEST = 2000


def read_workbook(
    path: Path, request: Request, recogniser: Callable[[str | None, Request], Callable[[Sequence[str]], int]]
) -> list[RawTable]:
    """Read the sheets of a workbook as text; empty sheets, charts and those the user leaves out are not tables."""
    import python_calamine as calamine

    problems, digest = request.problems, file_hash(path)
    size = _unpacked(path)
    if size > LARGEST:
        problems.add("huge_workbook", file=path.name, size=size)
        return []
    if not fits(path, problems):
        return []
    found = []
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            for number, meta in enumerate(book.sheets_metadata):
                if (
                    meta.typ != calamine.SheetTypeEnum.WorkSheet
                    or request.mapping.of("tables", f"{path.name} [{meta.name}]", meta.name) == ""
                ):
                    continue
                if meta.visible != calamine.SheetVisibleEnum.Visible:
                    if problems.choice("hidden_sheet") == "skip":
                        continue
                    problems.add("hidden_sheet", file=path.name, value=meta.name)
                sheet = book.get_sheet_by_index(number)
                merged = sheet.merged_cell_ranges
                raw = _read_sheet(
                    sheet.to_python(skip_empty_area=False),
                    covered_cells(path, meta.name) if merged is None else merged,
                    Source(file=path.name, sheet=meta.name, sha256=digest),
                    request,
                    recogniser,
                    path,
                )
                if raw is not None:
                    found.append(raw)
    except calamine.PasswordError:
        problems.add("bad_workbook", file=path.name, detail=N_("it is protected by a password"))
    except (calamine.CalamineError, OSError, zipfile.BadZipFile) as error:
        problems.add("bad_workbook", file=path.name, detail=str(error))
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader, which is no Python, gave up
            raise
        problems.add("bad_workbook", file=path.name, detail=N_("its cells cannot be laid out in rows and columns"))
    return found


def fits(path: Path, problems: Problems | None = None) -> bool:
    """Whether the sheets can be laid out in memory; a lone cell at the end of a sheet makes them immense."""
    rows, columns = widest_sheet(path)
    if rows * columns <= LARGEST_SHEET:
        return True
    if problems is not None:
        problems.add("huge_sheet", file=path.name, rows=rows, columns=columns)
    return False


def _unpacked(path: Path) -> int:
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(info.file_size for info in archive.infolist()) // 2**20
    except zipfile.BadZipFile:
        return 0  # an old .xls is no archive


def _read_sheet(
    cells: list[list[Any]],
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]],
    source: Source,
    request: Request,
    recogniser: Callable[[str | None, Request], Callable[[Sequence[str]], int]],
    path: Path,
) -> RawTable | None:
    problems = request.problems
    if not any(cell != "" for row in cells for cell in row):
        return None
    named = request.mapping.of("tables", source.label, source.sheet) or match_table(source.sheet)
    own = request.mapping.of("files", source.label, source.sheet, source.file) or {}
    said = own.get("header", request.header)
    head = [[_text(cell) or "" for cell in row] for row in cells[: 3 * SEARCHED]]
    place = int(said) - 1 if said else find_header(head, recogniser(named, request))
    first, place, named_columns = (place, place, head[place]) if said else join_headings(head, place, recogniser(named, request))
    source.header_row = place + 1
    report_above(head, first, place, source, problems, said=bool(said))
    _spread_merged(cells, [area for area in merged if area[1][0] > place], source, problems)
    for rule, names in zip(("formula_without_value", "cell_error"), damaged_cells(path, source.sheet), strict=True):
        if names:
            problems.add(rule, file=source.label, value=names[0], count=len(names))
    headings = [shorten(cell, 400) for cell in named_columns]
    body = cells[place + 1 :]
    rows = np.arange(place + 2, place + 2 + len(body))
    columns = [list(column) for column in zip(*body, strict=True)] if body else [[] for _ in headings]
    _report_mixed(headings, columns, named, source, problems)
    frame = pd.DataFrame({i: pd.Series([_text(cell) for cell in column], dtype="str") for i, column in enumerate(columns)})
    frame, rows = tidy_columns(frame, headings, rows, source, problems)
    tall = [(headings[left], top + 1, bottom + 1) for (top, left), (bottom, _) in merged if top > place and bottom > top]
    return RawTable(frame, rows, source, {}, above=head[:first], merged=tall)


def _text(cell: Any) -> str | None:
    """A cell as text: whole numbers without decimals, dates in ISO form."""
    if isinstance(cell, str):
        return cell if cell.strip() else None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)


def _spread_merged(
    cells: list[list[Any]], areas: Sequence[tuple[tuple[int, int], tuple[int, int]]], source: Source, problems: Problems
) -> None:
    """Merged cells among the data: a problem, or the same value in each, as the user chooses."""
    for (top, left), (bottom, right) in areas:
        problems.add(
            "merged_cells", file=source.label, row=top + 1, value=f"{cell_name(top, left)}:{cell_name(bottom, right)}"
        )
        if problems.choice("merged_cells") == "fill" and top < len(cells):
            value = cells[top][left]
            for row in cells[top : bottom + 1]:
                row[left : right + 1] = [value] * len(row[left : right + 1])


def _report_mixed(
    headings: list[str], columns: list[list[Any]], table: str | None, source: Source, problems: Problems
) -> None:
    """Numbers among the texts of an identifier: « 01004 » beside 1004 has lost its zero."""
    if table is None:
        return
    fields = match_columns(table, headings).fields
    for heading, column in zip(headings, columns, strict=True):
        if kind_of(table, fields.get(heading, "")) != "id":
            continue
        numbers = [cell for cell in column if isinstance(cell, float)]
        if numbers and any(isinstance(cell, str) and cell.strip()[:1].isdigit() for cell in column):
            problems.add(
                "mixed_ids", file=source.label, table=table, column=heading, found=len(numbers), sample=_text(numbers[0])
            )
