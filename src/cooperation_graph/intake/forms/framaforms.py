"""Framaforms exports (Drupal 7 Webform): three rows of headings, choices in separate columns or in one cell.

Layout: Drupal webform, branch 7.x-4.x, includes/exporters and components/select.inc, grid.inc. The first row holds the title of the
form, the second the questions that have several columns, the third their options, or the question itself. A blank in the second row
continues the question on its left, or begins one of a single column: the declared names and the cells tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cooperation_graph.intake.forms.answers import Answers, Heading, Table
from cooperation_graph.intake.forms.choices import chosen
from cooperation_graph.intake.forms.drafts import make_drafts
from cooperation_graph.intake.forms.grid import Grid, all_files, grids_of
from cooperation_graph.intake.forms.looking import look_at
from cooperation_graph.intake.glance import Glance
from cooperation_graph.locale import N_
from cooperation_graph.survey.words import fold

if TYPE_CHECKING:
    from cooperation_graph.intake.delimited import RawTable
    from cooperation_graph.intake.reading import Request
    from cooperation_graph.survey.draft import Draft

__all__ = ["look", "read", "recognises"]

_SYSTEM = {
    "serial": ("Serial", "Numéro de série", "Série", "Numéro"), "sid": ("SID",),
    "submitted": ("Submitted Time", "Heure de soumission", "Date de soumission", "Soumis le"),
    "completed": ("Completed Time", "Heure d'achèvement", "Heure de complétion", "Complété le"),
    "modified": ("Modified Time", "Heure de modification", "Modifié le"), "draft": ("Draft", "Brouillon"),
    "ip": ("IP Address", "Adresse IP"), "uid": ("UID",), "username": ("Username", "Nom d'utilisateur"),
}  # fmt: skip
_BY_TEXT = {fold(text): code for code, texts in _SYSTEM.items() for text in texts}


def recognises(seen: Glance) -> bool:
    """Whether the third row holds the columns that Webform adds."""
    if seen.kind == "folder":
        return all_files(seen, recognises)
    return any(len(rows) > 2 and _system(rows[2]) for rows in seen.sheets.values())


def _system(headings: list[str]) -> bool:
    codes = {_BY_TEXT.get(fold(heading), "") for heading in headings} - {""}
    return "sid" in codes and len(codes) >= 4


def read(path: Path, request: Request) -> list[Draft]:
    """Read Framaforms exports for :func:`cooperation_graph.read_survey`: separated text (UTF-16 named .xls too) or XLSX."""
    return make_drafts(_all(path, request), path, request)


def look(path: Path, request: Request) -> Iterator[tuple[str, RawTable, dict[str, str]]]:
    """The questions and what they seem to be, for :func:`cooperation_graph.inspect_file`."""
    return look_at(_all(path, request))


def _all(path: Path, request: Request) -> list[Answers]:
    return [answers for grid in grids_of(path, request) if (answers := _answers(grid, request)) is not None]


def _answers(grid: Grid, request: Request) -> Answers | None:
    cells, source = grid.cells, grid.source
    if len(cells) < 3 or not _system(cells[2]):
        detail = N_("three rows of headings are expected")
        request.problems.add("headings_not_found", file=source.file, row=1, value="Framaforms", detail=detail)
        return None
    source.header_row = 3
    headings = _headings(cells, _declared(request))
    place = {heading.item: k for k, heading in enumerate(headings) if heading.question == "_submission"}
    body = [(number, record) for number, record in enumerate(cells[3:], start=4) if any(record)]
    source.rows_read = len(body)
    draft, completed = place.get("draft"), place.get("completed")
    sent = [
        not (draft is not None and chosen(record[draft])) and (completed is None or bool(record[completed])) for _, record in body
    ]  # fmt: skip
    main = Table("", headings, [record for _, record in body], [number for number, _ in body], source)
    return Answers("framaforms", main, [], sent)


def _declared(request: Request) -> set[str]:
    """Names of questions in the mapping, folded."""
    names: set[str] = set()
    for content in request.mapping.questions.values():
        said = content.get("question", "") if isinstance(content, dict) else content
        names |= {fold(name) for name in ([said] if isinstance(said, str) else said)}
    return names


def _headings(cells: list[list[str]], declared: set[str]) -> list[Heading]:
    above, below = cells[1], cells[2]
    marks = [any(chosen(record[k]) for record in cells[3:]) and all(chosen(r[k]) for r in cells[3:] if r[k]) for k in range(len(below))]
    found: list[Heading] = []
    question, ticked, system = "", False, True
    for k, (first, second) in enumerate(zip(above, below, strict=True)):
        code = _BY_TEXT.get(fold(second), "") if system else ""
        if code:
            found.append(Heading("_submission", code))
            continue
        system = False
        if first:
            question, ticked = first, marks[k]
        filled = any(record[k] for record in cells[3:])
        if not first and (fold(second) in declared or (ticked and filled and not marks[k])):
            question = ""
        ticked = ticked or (bool(question) and marks[k])
        found.append(Heading(question, second) if question else Heading(second))
    return found
