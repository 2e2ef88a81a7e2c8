"""LimeSurvey's tab-separated structure (.txt): one survey a territory, in French and English.

Layout: LimeSurvey manual, “Tab Separated Value survey structure”: one row a setting, group, question, subquestion and answer;
everything in the first language, then all of it again in the other, in the same order and with the same ids.
"""

from __future__ import annotations

import csv
import html
import io
from pathlib import Path
from typing import TYPE_CHECKING

from cooperation_graph.files import atomic_path
from cooperation_graph.intake.forms.key import FORM_QUESTION
from cooperation_graph.locale import LANGUAGES

if TYPE_CHECKING:
    from cooperation_graph.questionnaires.form import Questionnaire

__all__ = ["COLUMNS", "limesurvey_text", "participants", "safe_html", "write_text"]

COLUMNS = (
    "id", "class", "type/scale", "name", "relevance", "text", "help", "language", "validation", "mandatory", "other", "default",
    "same_default", "array_filter", "hidden", "equation",
)  # fmt: skip
_EACH_PROJECT = {"role": "role", "intensity": "frey", "decides": "yesno", "rung": "rung", "quality": "quality"}
Row = dict[str, str]


def safe_html(text: str) -> str:
    """A name as HTML that LimeSurvey shows as it is: no tag, no expression, no formula when the file is opened in a spreadsheet.

    Examples
    --------
    >>> safe_html("=<b>{TOKEN}")
    '&#61;&lt;b&gt;&#123;TOKEN&#125;'
    """
    escaped = html.escape(text, quote=True).replace("{", "&#123;").replace("}", "&#125;")
    return f"&#{ord(escaped[0])};{escaped[1:]}" if escaped[:1] in tuple("=+-@") else escaped


def limesurvey_text(form: Questionnaire, place: str) -> list[list[str]]:
    """The rows of the structure of one territory, headings first."""
    languages = [form.lang, *(lang for lang in LANGUAGES if lang != form.lang)]
    rows: list[Row] = [
        {"id": "", "class": "S", "name": name, "text": text}
        for name, text in {
            "language": form.lang, "additional_languages": " ".join(languages[1:]), "format": "G", "anonymized": "N", "datestamp": "Y",
            "tokenanswerspersistence": "Y", "alloweditaftercompletion": "Y", "tokenlength": "20", "showwelcome": "Y", "savetimings": "N",
        }.items()
    ]  # fmt: skip
    title = f"{form.key.names[place]} – " if len(form.places) > 1 else ""
    for lang in languages:
        said = {"surveyls_title": title + form.key.texts["title"][lang], "surveyls_welcometext": form.key.texts["welcome"][lang]}
        rows += [{"class": "SL", "name": name, "text": safe_html(text), "language": lang} for name, text in said.items()]
    for lang in languages:
        rows += _Sheet(form, place, lang).rows()
    return [list(COLUMNS), *([row.get(column, "") for column in COLUMNS] for row in rows)]


class _Sheet:
    """All questions in one language; ids count up in the same way in each."""

    def __init__(self, form: Questionnaire, place: str, lang: str) -> None:
        self.form, self.place, self.lang, self.count, self.asked, self.found = form, place, lang, 0, 0, list[Row]()
        self.actors, self.projects = form.in_place(place)

    def rows(self) -> list[Row]:
        active = 'presence.NAOK == "s1"'
        self._group("about", "1")
        # The text names the column of an export with full headings; the attribute is what is stored.
        self._question("*", FORM_QUESTION, text=FORM_QUESTION, equation=self.form.key.form, hidden="1")
        self._question("*", "territory", text="territory", equation=self.place, hidden="1")
        names = self.form.key.names
        self._question("!", "actor", mandatory="Y", default="{TOKEN:ATTRIBUTE_1}", same_default="Y")
        self._answers({code: safe_html(names[code]) for code in self.actors})
        self._question("L", "presence", mandatory="Y")
        self._answers(self._list("presence"))
        self._group("joint", active)
        if self.projects:
            self._question("M", "projects")
            self._subquestions({code: safe_html(names[code]) for code in self.projects})
            for question, answers in _EACH_PROJECT.items():
                self._question("F", question, array_filter="projects")
                self._subquestions({code: safe_html(names[code]) for code in self.projects})
                self._answers(self._list(answers))
        self._question("T", "otherprojects")
        self._group("partners", active)
        for question, answers in (("cooperation", "frey"), ("competition", "rivalry")):
            self._question("F", question)
            self._subquestions({code: safe_html(names[code]) for code in self.actors}, unless="actor.NAOK")
            self._answers(self._list(answers))
        self._question("T", "otheractors")
        self._group("end", active)
        self._question("L", "finished", mandatory="Y")
        self._answers(self._list("finished"))
        return self.found

    def _list(self, name: str) -> dict[str, str]:
        return {code: safe_html(texts[self.lang]) for code, texts in self.form.key.options[name].items()}

    def _add(self, **cells: str) -> None:
        self.found.append({**cells, "language": self.lang})

    def _group(self, name: str, relevance: str) -> None:
        self.count += 1
        title = safe_html(self.form.key.texts[name][self.lang])
        self._add(id=str(self.count), **{"class": "G", "type/scale": f"G{self.count}"}, name=title, relevance=relevance)

    def _question(self, kind: str, name: str, *, text: str = "", **cells: str) -> None:
        self.count += 1
        self.asked = self.count
        said = text or safe_html(self.form.key.texts[name][self.lang])
        self._add(id=str(self.count), **{"class": "Q", "type/scale": kind}, name=name, relevance="1", text=said, **cells)

    def _subquestions(self, texts: dict[str, str], *, unless: str = "") -> None:
        for code, text in texts.items():
            self.count += 1
            relevance = f'{unless} != "{code}"' if unless else "1"
            self._add(id=str(self.count), **{"class": "SQ", "type/scale": "0"}, name=code, relevance=relevance, text=text)

    def _answers(self, texts: dict[str, str]) -> None:
        for code, text in texts.items():
            self._add(id=str(self.asked), **{"class": "A", "type/scale": "0"}, name=code, relevance="0", text=text)


def participants(form: Questionnaire, place: str) -> list[list[str]]:
    """LimeSurvey's table of participants: token and, as first attribute, the code of the actor."""
    from cooperation_graph.files import guard

    rows = [["firstname", "lastname", "email", "token", "language", "attribute_1"]]
    for code in form.in_place(place)[0]:
        rows.append(["", str(guard(form.key.names[code])), "", form.tokens[code], form.lang, code])
    return rows


def write_text(path: Path, rows: list[list[str]], *, sep: str = "\t") -> Path:
    """Write rows as separated text, UTF-8 with BOM."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=sep, lineterminator="\r\n").writerows(rows)
    with atomic_path(path) as scratch:
        scratch.write_text(buffer.getvalue(), encoding="utf-8-sig", newline="")
    return path
