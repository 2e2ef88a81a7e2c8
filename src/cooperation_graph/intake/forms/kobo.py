"""KoboToolbox and ODK exports: the main table, a table for each repeat, choices in one cell or one column each.

Layout: KoboToolbox formpack (src/formpack/reporting/export.py, schema/fields.py): a workbook with a sheet for each repeat; a CSV holds
the main table alone, so that a form with repeats is refused there. ODK Central and Briefcase: a CSV for each repeat, named
``form-repeat.csv``, whose PARENT_KEY is the KEY of the row above; groups joined by ``-``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cooperation_graph.intake.forms.answers import Answers, Heading, Table
from cooperation_graph.intake.forms.drafts import make_drafts
from cooperation_graph.intake.forms.grid import Grid, all_files, export_files, read_grids
from cooperation_graph.intake.forms.key import FORM_QUESTION
from cooperation_graph.intake.forms.looking import look_at
from cooperation_graph.intake.glance import Glance
from cooperation_graph.locale import N_

if TYPE_CHECKING:
    from cooperation_graph.intake.delimited import RawTable
    from cooperation_graph.intake.reading import Request
    from cooperation_graph.survey.draft import Draft

__all__ = ["look", "parse_headings", "read", "recognises"]

_OWN = ("_uuid", "_submission_time", "_validation_status", "_submitted_by", "__version__", "_tags", "_notes", "_status", "_id", "_index")
#: Columns of ODK Central: the key of a submission, and the key of the row above a repeat.
_ODK = ("KEY", "meta-instanceID", "instanceID", "SubmissionDate", "PARENT_KEY")


def recognises(seen: Glance) -> bool:
    """Whether the first row holds columns that KoboToolbox or ODK add."""
    if seen.kind == "folder":
        return all_files(seen, recognises)
    for rows in seen.sheets.values():
        names = {cell.rpartition("/")[2] for cell in rows[0]} if rows else set()
        if len(names & set(_OWN)) >= 3 or len(names & set(_ODK)) >= 2:
            return True
    return False


def parse_headings(headings: list[str]) -> list[Heading]:
    """Question and option of each heading: ``group/question/option`` where ``group/question`` stands there too.

    Examples
    --------
    >>> [(h.question, h.item) for h in parse_headings(["g/projets", "g/projets/p1", "g/note"])]
    [('projets', ''), ('projets', 'p1'), ('note', '')]
    """
    known = set(headings)
    mark = "-" if "KEY" in known else "/"
    found = []
    for name in headings:
        above, _, last = name.rpartition("/")
        if above and above in known:
            found.append(Heading(above.rpartition(mark)[2], last))
        else:
            found.append(Heading(name if name in _ODK else name.rpartition(mark)[2]))
    return found


def read(path: Path, request: Request) -> list[Draft]:
    """Read KoboToolbox and ODK exports for :func:`cooperation_graph.read_survey`: one workbook, those of a folder, or a folder of CSV."""
    return make_drafts(_all(path, request), path, request)


def look(path: Path, request: Request) -> Iterator[tuple[str, RawTable, dict[str, str]]]:
    """The questions and what they seem to be, for :func:`cooperation_graph.inspect_file`."""
    return look_at(_all(path, request))


def _all(path: Path, request: Request) -> list[Answers]:
    files = {file: read_grids(file, request) for file in export_files(path)}
    if any("PARENT_KEY" in grid.cells[0] for grids in files.values() for grid in grids):
        files = {path: _as_sheets(files)}
    return [answers for file, grids in files.items() if (answers := _answers(grids, file, request)) is not None]


def _as_sheets(files: dict[Path, list[Grid]]) -> list[Grid]:
    """The CSV files of one form as if they were the sheets of one workbook."""
    main = next((file.stem for file, grids in files.items() if grids and "PARENT_KEY" not in grids[0].cells[0]), "")
    for file, grids in files.items():
        for grid in grids:
            grid.name = "" if file.stem == main else file.stem.removeprefix(f"{main}-")
    return [grid for grids in files.values() for grid in grids]


def _answers(grids: list[Grid], path: Path, request: Request) -> Answers | None:
    if not grids:
        return None
    mains = [grid for grid in grids if "_parent_index" not in grid.cells[0] and "PARENT_KEY" not in grid.cells[0]]
    if len(mains) != 1:
        detail = N_("one sheet must hold the answers, the others repeat groups")
        request.problems.add("headings_not_found", file=path.name, row=1, value="KoboToolbox", detail=detail)
        return None
    main = _table(mains[0])
    index = _column(mains[0], ("_index", "KEY"))
    places = {mains[0].cells[row - 1][index]: k for k, row in enumerate(main.rows)} if index is not None else {}
    repeats = []
    for grid in grids:
        if grid is mains[0]:
            continue
        table, parent = _table(grid), _column(grid, ("_parent_index", "PARENT_KEY"))
        above = _column(grid, ("_parent_table_name",))
        for row in table.rows:
            record = grid.cells[row - 1]
            nested = above is not None and record[above] not in ("", mains[0].name, mains[0].name[:31])
            if parent is None or nested or record[parent] not in places:
                detail = N_("a row of a repeat group belongs to no answer of the main sheet")
                request.problems.add("unreadable_grid", file=grid.source.label, row=row, value=grid.name, detail=detail)
                return None
            table.parent.append(places[record[parent]])
        if table.rows:
            repeats.append(table)
    token = next((k for k, heading in enumerate(main.headings) if heading.question == "token"), None)
    tokens = [record[token] for record in main.cells] if token is not None else []
    if _lacks_repeats(main, repeats):
        request.problems.add("no_repeats", file=path.name, value=", ".join(_lacks_repeats(main, repeats)))
        return None
    return Answers("kobo", main, repeats, [True] * len(main.rows), tokens)


def _lacks_repeats(main: Table, repeats: list[Table]) -> list[str]:
    """Repeat groups of a form of ours, or counted by the form (``…_count``), that the file should hold and does not.

    A form of ours has repeats as soon as somebody chose a project or an organisation.
    """
    held = {table.name for table in repeats}
    lacking = []
    ours = any(heading.question == FORM_QUESTION for heading in main.headings)
    asked = {"projects": "participation", "cooperates": "cooperations", "competes": "competitions"}
    for position, heading in enumerate(main.headings):
        filled = any(record[position] not in ("", "0") for record in main.cells)
        name = asked.get(heading.question, "") if ours and not heading.item else heading.question.removesuffix("_count")
        counted = heading.question.endswith("_count") or (ours and heading.question in asked and not heading.item)
        if counted and filled and name and not any(table.startswith(name[:31]) for table in held):
            lacking.append(name)
    return list(dict.fromkeys(lacking))


def _table(grid: Grid) -> Table:
    rows = [number for number, record in enumerate(grid.cells[1:], start=2) if any(record)]
    grid.source.rows_read = len(rows)
    return Table(grid.name, parse_headings(grid.cells[0]), [grid.cells[row - 1] for row in rows], rows, grid.source)


def _column(grid: Grid, names: tuple[str, ...]) -> int | None:
    return next((k for k, heading in enumerate(grid.cells[0]) if heading in names), None)
