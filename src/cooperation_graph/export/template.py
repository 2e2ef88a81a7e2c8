"""`write_template`: a workbook with drop-down lists for those who type a survey; `read_survey` reads it without a mapping."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cooperation_graph.files import atomic_path
from cooperation_graph.locale import N_, translate
from cooperation_graph.survey.tables import Survey
from cooperation_graph.survey.words import WORDS

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["write_template"]

#: Rows that the drop-down lists reach.
ROWS = 2000
#: Sheet -> columns, in French and in English: each name is one that the reader knows.
_SHEETS: dict[str, dict[str, tuple[str, ...]]] = {
    "fr": {
        "participations": ("territoire", "vague", "acteur", "projet", "rôle", "intensité", "montant", "décide"),
        "acteurs": ("acteur", "nom", "secteur", "famille", "habitants", "siret", "rna"),
        "projets": ("projet", "territoire", "nom", "thème", "début", "fin", "budget"),
        "territoires": ("territoire", "nom", "strate", "population"),
        "vagues": ("vague", "libellé", "début", "fin"),
        "réponses": ("territoire", "vague", "acteur", "statut"),
    },
    "en": {
        "participations": ("territory", "wave", "actor", "project", "role", "intensity", "amount", "decides"),
        "actors": ("actor", "name", "sector", "family", "residents", "siret", "rna"),
        "projects": ("project", "territory", "name", "theme", "start", "end", "budget"),
        "territories": ("territory", "name", "stratum", "population"),
        "waves": ("wave", "label", "start", "end"),
        "responses": ("territory", "wave", "actor", "status"),
    },
}
#: Column -> closed list of words.
_LISTS = {"role": "role", "decides": "boolean", "residents": "boolean", "family": "family", "status": "status"}
#: Column -> sheet (by its rank) whose first column it names.
_REFERS = {"territory": 3, "wave": 4, "actor": 1, "project": 2}
_TEXT = ("siret", "rna")
_HINTS = {
    "role": N_("What the actor does in the project; leave blank when it simply takes part."),
    "decides": N_("Does the actor have a say in the decisions of the project?"),
    "intensity": N_("From 0 (none) to 5 (very strong)."),
    "actor": N_("As in the sheet of actors; a new name may be typed."),
    "project": N_("As in the sheet of projects; a new name may be typed."),
    "residents": N_("Is this a group of residents?"),
    "siret": N_("14 digits, as text."),
    "status": N_("Without it, an actor that disappears cannot be told from one that did not answer."),
}


def write_template(path: str | Path, survey: Survey | None = None, *, lang: str = "fr") -> Path:
    """Write a workbook to fill in: one sheet a table, drop-down lists, cells of text where zeros must stay.

    Parameters
    ----------
    path
        The workbook (.xlsx).
    survey
        Its territories, waves, actors and projects are written in their sheets, and fill the lists.
    lang
        Language of sheets, headings and lists.

    Returns
    -------
    Path
        The workbook; filled in, :func:`cooperation_graph.read_survey` reads it without a mapping.

    Examples
    --------
    >>> import tempfile
    >>> from openpyxl import load_workbook
    >>> load_workbook(write_template(Path(tempfile.mkdtemp()) / "saisie.xlsx")).sheetnames
    ['participations', 'acteurs', 'projets', 'territoires', 'vagues', 'réponses']
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    english = _SHEETS["en"]
    for (sheet, headings), (table, fields) in zip(_SHEETS[lang].items(), english.items(), strict=True):
        page = book.create_sheet(sheet)
        page.append(list(headings))
        if survey is not None and table not in ("participations", "responses"):
            for row in _rows(survey, table, fields, lang):
                page.append(row)
                for cell in page[page.max_row]:
                    if cell.data_type == "f":  # a name that begins like a formula stays a text
                        cell.data_type, cell.quotePrefix = "s", True
        _dress(page, fields, list(_SHEETS[lang]), lang)
    with atomic_path(Path(path)) as target:
        book.save(target)
    return Path(path)


def _rows(survey: Survey, table: str, fields: tuple[str, ...], lang: str) -> list[list[Any]]:
    frame = survey.tables[table].drop_duplicates(fields[0])
    if not len(frame):  # a table that was derived: its keys stand in the participations
        return [[key] for key in sorted(survey.participations[fields[0]].dropna().unique())]
    known = [field for field in fields if field in frame.columns]
    rows = frame[known].astype("object").where(frame[known].notna(), None)
    return [[_word(field, dict(zip(known, row, strict=True)).get(field), lang) for field in fields] for row in rows.to_numpy().tolist()]


def _word(field: str, value: Any, lang: str) -> Any:
    """A code in the words of the list; yes and no for true and false."""
    if field not in _LISTS or value is None:
        return value
    return dict(zip(WORDS[_LISTS[field]], _choices(field, lang), strict=True)).get(str(value).lower(), value)


def _choices(field: str, lang: str) -> list[str]:
    """Words of a list: in French the first that each code accepts, the code itself in English."""
    words = WORDS[_LISTS[field]]
    if field in ("decides", "residents"):
        return ["oui", "non"] if lang == "fr" else ["yes", "no"]
    return [accepted[0] if lang == "fr" else code for code, accepted in words.items()]


def _dress(page: Worksheet, fields: tuple[str, ...], sheets: list[str], lang: str) -> None:
    """Lists, hints, widths, headings that stay."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    page.freeze_panes = "A2"
    for place, field in enumerate(fields, start=1):
        letter = get_column_letter(place)
        page.cell(1, place).font = Font(bold=True)
        page.column_dimensions[letter].width = 28 if field in ("actor", "project", "name", "label") else 16
        if field in _TEXT:
            page.column_dimensions[letter].number_format = "@"
        rule = None
        if field in _LISTS:
            rule = DataValidation(type="list", formula1=f'"{",".join(_choices(field, lang))}"', allow_blank=True)
        elif field in _REFERS and sheets.index(page.title) != _REFERS[field]:
            rule = DataValidation(type="list", formula1=f"'{sheets[_REFERS[field]]}'!$A$2:$A${ROWS}", allow_blank=True, showErrorMessage=False)
        elif field in _HINTS:
            rule = DataValidation(allow_blank=True, showErrorMessage=False)
        if rule is not None:
            if field in _HINTS:
                rule.promptTitle, rule.prompt, rule.showInputMessage = page.cell(1, place).value, translate(_HINTS[field], lang), True
            rule.add(f"{letter}2:{letter}{ROWS}")
            page.add_data_validation(rule)
