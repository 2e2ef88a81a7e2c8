"""LimeSurvey exports: headings by code, by code and text, or by text; short or full answers; arrays, dual scales, “other”.

Layout: LimeSurvey, application/helpers/viewHelper.php (getFieldCode) and admin/export/Writer.php; what an R or SPSS data file
writes with an underscore (``PROJ_SQ001``) is read too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cooperation_graph.intake.forms.answers import Answers, Heading, Table
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

__all__ = ["look", "parse_heading", "read", "recognises"]

#: Columns that LimeSurvey adds, by code, with their texts in English and French.
SYSTEM = {
    "id": ("Response ID", "ID de la réponse"), "submitdate": ("Date submitted", "Date de soumission"),
    "lastpage": ("Last page", "Dernière page"), "startlanguage": ("Start language", "Langue de départ"), "seed": ("Seed", "Tête de série"),
    "startdate": ("Date started", "Date de lancement"), "datestamp": ("Date last action", "Date de la dernière action"),
    "ipaddr": ("IP address", "Adresse IP"), "refurl": ("Referrer URL", "URL de renvoi"),
    "token": ("Token", "Access code", "Code d'invitation", "Code d'accès", "Jeton"),
}  # fmt: skip
_BY_TEXT = {fold(text): code for code, texts in SYSTEM.items() for text in texts}
_CODE = re.compile(r"(?P<code>[A-Za-z][A-Za-z0-9_]*)(?P<items>(?:\[[^\]]*\])*)(?:\.\s+(?P<text>.*)|\s*)", re.DOTALL)
_LAST = re.compile(r"(?P<text>.*?)\s*\[(?P<item>[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\](?:\[(?P<part>[^\[\]]*)\])?\s*", re.DOTALL)


def recognises(seen: Glance) -> bool:
    """Whether the first row of a file or sheet, or of all the files of a folder, holds columns that LimeSurvey adds."""
    if seen.kind == "folder":
        return all_files(seen, recognises)
    return any(_system(rows[0]) for rows in seen.sheets.values() if rows)


def _system(headings: list[str]) -> bool:
    codes = {system_column(heading) for heading in headings} - {""}
    return "submitdate" in codes and len(codes & {"id", "lastpage", "startlanguage", "seed", "startdate"}) >= 2


def system_column(heading: str) -> str:
    """Code of a column that LimeSurvey adds, or nothing.

    Examples
    --------
    >>> system_column("submitdate. Date submitted"), system_column("ID de la réponse"), system_column("PROJ[SQ001]")
    ('submitdate', 'id', '')
    """
    code = heading.split(". ", 1)[0].strip()
    return code if code in SYSTEM else _BY_TEXT.get(fold(heading), "")


def parse_heading(heading: str) -> Heading:
    """Question, subquestion and scale of a heading.

    Examples
    --------
    >>> parse_heading("PART[SQ001_SQ002]")
    Heading(question='PART', item='SQ001', part='SQ002', text='', item_text='')
    >>> parse_heading("Q[SQ001][1]").part, parse_heading("PROJ[SQ001comment]").part
    ('1', 'comment')
    >>> parse_heading("PROJ[SQ001]. Vos projets ? [Jardin]")
    Heading(question='PROJ', item='SQ001', part='', text='Vos projets ?', item_text='Jardin')
    >>> parse_heading("Vos projets ? [Jardin]").item
    'Jardin'
    """
    if code := system_column(heading):
        return Heading(code)
    match = _CODE.fullmatch(heading)
    if match is not None and (match["items"] or match["text"] or not re.search(r"\s", heading)):
        items = re.findall(r"\[([^\]]*)\]", match["items"])
        item, part = [*items, "", ""][:2]
        if item.endswith("comment"):
            item, part = item.removesuffix("comment"), "comment"
        elif "_" in item and not part:  # subquestion codes hold no underscore: a table with two axes
            item, _, part = item.partition("_")
        said = _LAST.fullmatch(match["text"] or "")
        text, item_text = (said["text"], said["item"]) if said and item else (match["text"] or "", "")
        return Heading(match["code"], item, part, text.strip(), item_text.strip())
    said = _LAST.fullmatch(heading)
    if said is not None and said["text"]:
        return Heading(said["text"].strip(), said["item"].strip(), (said["part"] or "").strip())
    return Heading(heading.strip())


def read(path: Path, request: Request) -> list[Draft]:
    """Read LimeSurvey exports for :func:`cooperation_graph.read_survey`: one file, or all those of a folder."""
    return make_drafts(_all(path, request), path, request)


def look(path: Path, request: Request) -> Iterator[tuple[str, RawTable, dict[str, str]]]:
    """The questions and what they seem to be, for :func:`cooperation_graph.inspect_file`."""
    return look_at(_all(path, request))


def _all(path: Path, request: Request) -> list[Answers]:
    return [answers for grid in grids_of(path, request) if (answers := _answers(grid, request)) is not None]


def _answers(grid: Grid, request: Request) -> Answers | None:
    cells, source = grid.cells, grid.source
    if not _system(cells[0]):
        request.problems.add("headings_not_found", file=source.file, row=1, value="LimeSurvey", detail=N_("no column for the date of submission"))
        return None
    headings = _with_underscores([parse_heading(heading) for heading in cells[0]])
    place = {heading.question: k for k, heading in enumerate(headings) if heading.question in SYSTEM and not heading.item}
    body = [(number, record) for number, record in enumerate(cells[1:], start=2) if any(record)]
    main = Table("", headings, [[_plain(cell) for cell in record] for _, record in body], [number for number, _ in body], source)
    tokens = [record[place["token"]] for _, record in body] if "token" in place else []
    source.rows_read = len(body)
    return Answers("limesurvey", main, [], [bool(record[place["submitdate"]]) for _, record in body], tokens)


def _plain(cell: str) -> str:
    """LimeSurvey puts an apostrophe before what a spreadsheet would run, and writes line breaks as two characters."""
    cell = cell[1:] if cell.startswith("'=") else cell
    return cell.replace("\\n", "\n")


def _with_underscores(headings: list[Heading]) -> list[Heading]:
    """Headings of R and SPSS files: ``PROJ_SQ001`` beside ``PROJ_SQ002`` are two items of one question."""
    shared = Counter(h.question.rpartition("_")[0] for h in headings if not h.item and "_" in h.question)
    return [
        Heading(*_parts(h.question), text=h.text) if not h.item and shared[h.question.rpartition("_")[0]] > 1 else h for h in headings
    ]


def _parts(code: str) -> tuple[str, str]:
    question, _, item = code.partition("_")
    return question, item
