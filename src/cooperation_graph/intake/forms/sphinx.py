"""Sphinx exports, and any other form with one row of headings: nothing in them says which tool wrote them, the mapping does.

Layout: Sphinx Online and iQ, Excel or CSV (general knowledge: no page with the exact layout was found): choices joined by ``;`` in a
cell, or a column of 0 and 1 for each option, which the mapping names with a star (``"Projets – *"``); tables have a column a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cooperation_graph.intake.forms.answers import Answers, columns_of
from cooperation_graph.intake.forms.declared import declare
from cooperation_graph.intake.forms.drafts import make_drafts
from cooperation_graph.intake.forms.google_forms import table_of
from cooperation_graph.intake.forms.grid import Grid, grids_of
from cooperation_graph.intake.forms.looking import look_at
from cooperation_graph.locale import N_

if TYPE_CHECKING:
    from cooperation_graph.intake.delimited import RawTable
    from cooperation_graph.intake.reading import Request
    from cooperation_graph.survey.draft import Draft

__all__ = ["look", "read"]

#: Rows among which the headings are looked for: titles may stand above.
_SEARCHED = 12


def read(path: Path, request: Request) -> list[Draft]:
    """Read exports of Sphinx for :func:`cooperation_graph.read_survey`: CSV or workbook."""
    found = [answers for grid in grids_of(path, request) if (answers := _answers(grid, request)) is not None]
    return make_drafts(found, path, request)


def look(path: Path, request: Request) -> Iterator[tuple[str, RawTable, dict[str, str]]]:
    """The questions and what they seem to be, for :func:`cooperation_graph.inspect_file`; headings in the first row without a mapping."""
    for grid in grids_of(path, request):
        answers = _answers(grid, request) if request.mapping.questions else Answers("sphinx", table_of(grid))
        yield from look_at([answers] if answers is not None else [])


def _answers(grid: Grid, request: Request) -> Answers | None:
    """The headings stand in the first row that names most of the declared questions."""
    if not request.mapping.questions:
        declare([Answers("sphinx", table_of(grid))], request)
        return None
    best, most = 0, 0
    for place in range(min(_SEARCHED, len(grid.cells))):
        answers = Answers("sphinx", table_of(grid, place))
        names = [content.get("question", ()) if isinstance(content, dict) else content for content in request.mapping.questions.values()]
        count = sum(bool(columns_of(answers, (name,) if isinstance(name, str) else tuple(name))) for name in names)
        if count > most:
            best, most = place, count
    if not most:
        detail = N_("no heading names a declared question")
        request.problems.add("headings_not_found", file=grid.source.file, row=1, value="Sphinx", detail=detail)
        return None
    if best:
        above = " / ".join(" ".join(cell for cell in row if cell)[:60] for row in grid.cells[:best] if any(row))
        request.problems.add("rows_above_heading", file=grid.source.label, row=best + 1, at=best + 1, sample=above or "–")
    return Answers("sphinx", table_of(grid, best))
