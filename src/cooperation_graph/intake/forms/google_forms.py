"""Google Forms answers: one row of headings, the questions in full; a grid has a column a row, ``Question [row]``; choices share a cell.

Layout: the sheet of answers that Google Forms fills, or its CSV (general knowledge: no page with the exact layout was found). Labels
may hold the comma that joins choices, so that several choices in a cell are cut by the declared options only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cooperation_graph.intake.forms.answers import Answers, Heading, Table
from cooperation_graph.intake.forms.drafts import make_drafts
from cooperation_graph.intake.forms.grid import Grid, all_files, grids_of
from cooperation_graph.intake.forms.looking import look_at
from cooperation_graph.intake.glance import Glance
from cooperation_graph.locale import N_
from cooperation_graph.survey.columns import match_columns

if TYPE_CHECKING:
    from cooperation_graph.intake.delimited import RawTable
    from cooperation_graph.intake.reading import Request
    from cooperation_graph.survey.draft import Draft

__all__ = ["look", "parse_heading", "read", "recognises", "table_of"]

_MOMENT = ("horodateur", "timestamp", "horodatage")
_ITEM = re.compile(r"(?P<text>.*\S)\s*\[(?P<item>.*)\]\s*", re.DOTALL)


def recognises(seen: Glance) -> bool:
    """Whether the first column is the moment of the answer, and the headings are questions rather than names of columns."""
    if seen.kind == "folder":
        return all_files(seen, recognises)
    first = [rows[0] for rows in seen.sheets.values() if rows and rows[0] and rows[0][0].casefold() in _MOMENT]
    return bool(first) and not all({"actor", "project"} <= set(match_columns("participations", dict.fromkeys(row)).fields.values()) for row in first)


def parse_heading(heading: str) -> Heading:
    """Question and row of a grid.

    Examples
    --------
    >>> parse_heading("Votre rôle dans chaque projet [Jardin]").item
    'Jardin'
    """
    match = _ITEM.fullmatch(heading)
    return Heading(match["text"].strip(), match["item"].strip()) if match else Heading(heading)


def read(path: Path, request: Request) -> list[Draft]:
    """Read answers to Google Forms for :func:`cooperation_graph.read_survey`: CSV or XLSX."""
    return make_drafts(_all(path, request), path, request)


def look(path: Path, request: Request) -> Iterator[tuple[str, RawTable, dict[str, str]]]:
    """The questions and what they seem to be, for :func:`cooperation_graph.inspect_file`."""
    return look_at(_all(path, request))


def _all(path: Path, request: Request) -> list[Answers]:
    found = []
    for grid in grids_of(path, request):
        if grid.cells[0][0].casefold() not in _MOMENT:
            detail = N_("no column for the moment of the answer")
            request.problems.add("headings_not_found", file=grid.source.file, row=1, value="Google Forms", detail=detail)
            continue
        table = table_of(grid)
        table.headings[0] = Heading("_moment")
        found.append(Answers("google_forms", table))
    return found


def table_of(grid: Grid, place: int = 0) -> Table:
    """The answers under one row of headings; a question asked twice keeps both columns."""
    body = [(number, record) for number, record in enumerate(grid.cells[place + 1 :], start=place + 2) if any(record)]
    grid.source.rows_read, grid.source.header_row = len(body), place + 1
    headings = [parse_heading(heading) for heading in grid.cells[place]]
    return Table(grid.name, headings, [record for _, record in body], [number for number, _ in body], grid.source)
