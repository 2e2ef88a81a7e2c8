"""What the questions of an export seem to be: a guess for `inspect`, which the user corrects; nothing is read by it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cooperation_graph.intake.delimited import RawTable
from cooperation_graph.intake.forms.answers import Answers, Table
from cooperation_graph.intake.forms.respondents import SYSTEM
from cooperation_graph.survey.words import fold

__all__ = ["FORM", "guess_use", "look_at"]

#: What the tables of a form are called: answers, not yet a table of a survey.
FORM = "answers"
#: Use -> beginnings of folded words that show it, the surest uses first.
_SHOWN_BY = {
    "competition": ("concurren", "competi", "rival", "conc"), "trust": ("confian", "trust"), "role": ("role", "fonction"),
    "intensity": ("intensit", "niveaudecooperation", "degre"), "quality": ("qualit",), "decides": ("decid", "decision"),
    "rung": ("echelon", "habitant", "resident"), "partners": ("avecqui", "avec", "partner", "partenairesduprojet"),
    "cooperation": ("coop", "collabor", "travaill", "partenaire"), "territory": ("territoire", "territory", "qpv", "quartier", "commune"),
    "wave": ("vague", "wave", "annee", "year"), "projects": ("projet", "project", "proj", "action"),
    "respondent": ("structure", "organis", "org", "association", "repondant", "respondent", "acteur", "actor"),
}  # fmt: skip


def guess_use(*texts: str) -> str:
    """The use that the code or the text of a question suggests; nothing when none does.

    Examples
    --------
    >>> guess_use("PROJ"), guess_use("Q3", "Quelle est votre structure ?"), guess_use("Q9", "Remarques")
    ('projects', 'respondent', '')
    """
    words = [fold(word) for text in texts for word in text.replace("’", "'").replace("'", " ").split()]
    for use, beginnings in _SHOWN_BY.items():
        if any(word.startswith(beginnings) for word in words if word):
            return use
    return ""


def look_at(found: list[Answers]) -> Iterator[tuple[str, RawTable, dict[str, str]]]:
    """Each table of an export, one column a question, and the use that each seems to have; a use is given once."""
    for answers in found:
        taken: set[str] = set()
        for table in answers.tables:
            frame, texts = _by_question(table)
            fields = {}
            for question in frame.columns:
                use = guess_use(question, texts[question])
                fields[question] = use if use not in taken else ""
                taken.add(use)
            yield FORM, RawTable(frame, np.array(table.rows), table.source, {}), fields


def _by_question(table: Table) -> tuple[pd.DataFrame, dict[str, str]]:
    places: dict[str, list[int]] = {}
    texts: dict[str, str] = {}
    for k, heading in enumerate(table.headings):
        if heading.question and not heading.question.startswith("_") and heading.question not in SYSTEM:
            places.setdefault(heading.question, []).append(k)
            texts[heading.question] = heading.text
    cells = {
        question: [" | ".join(record[k] for k in own if record[k]) or None for record in table.cells] for question, own in places.items()
    }
    return pd.DataFrame(cells, dtype="str"), texts
