"""The review of names: a table that people fill in with Excel, and what comes back."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd

from cooperation_graph.errors import SurveyError, UnknownName
from cooperation_graph.files import unguard, write_csv, write_workbook
from cooperation_graph.locale import N_, check_language, translate
from cooperation_graph.survey.words import fold

__all__ = ["read_review", "write_review"]

HEADINGS = {
    "kind": N_("kind"), "territory": N_("territory"), "id_a": N_("code A"), "name_a": N_("name A"), "waves_a": N_("waves A"),
    "id_b": N_("code B"), "name_b": N_("name B"), "waves_b": N_("waves B"), "score": N_("likeness"), "reason": N_("why"),
    "decision": N_("decision (same, distinct, review)"),
}  # fmt: skip
WORDS = {"same": N_("same"), "distinct": N_("distinct"), "review": N_("review"), "actor": N_("actor"), "project": N_("project")}


def write_review(suggestions: pd.DataFrame, path: str | Path, *, lang: str = "fr") -> Path:
    """Write what :func:`suggest` proposes as a table to fill in: one pair a row, the decision last.

    Parameters
    ----------
    suggestions
        What :func:`cooperation_graph.identity.suggest` returns.
    path
        A ``.xlsx`` or ``.csv`` file (semicolons, for French Excel).
    lang
        Language of headings, reasons and decisions; :func:`read_review` reads both.

    Raises
    ------
    UnknownName
        The file ends in neither.
    """
    check_language(lang)
    frame = suggestions[list(HEADINGS)].copy()
    for column in ("kind", "decision"):
        frame[column] = [translate(WORDS.get(word, word), lang) for word in frame[column].astype("str")]
    frame["reason"] = [translate(text, lang) for text in frame["reason"].astype("str")]
    frame.columns = pd.Index([translate(HEADINGS[column], lang) for column in frame.columns])
    ending = Path(path).suffix.lower()
    if ending == ".xlsx":
        return write_workbook(path, {translate(N_("review"), lang): frame})
    if ending == ".csv":
        return write_csv(frame, path)
    raise UnknownName("format of review", ending, (".xlsx", ".csv"))


def read_review(path: str | Path) -> pd.DataFrame:
    """Read a reviewed table back, in French or English, from Excel or CSV in any usual encoding.

    Returns
    -------
    DataFrame
        As :func:`suggest` returns it, with the decisions people took: give it to :func:`apply_decisions`.

    Raises
    ------
    SurveyError
        A column is missing, or a decision is none of same, distinct, review (the row as seen in Excel is named).
    """
    source = Path(path)
    if source.suffix.lower() == ".xlsx":
        table = pd.read_excel(source, dtype=str, engine="openpyxl", keep_default_na=False)
    else:
        raw = source.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252")
        head = text.split("\n", 1)[0]
        separator = max(";,\t", key=head.count)
        table = pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False)
    known = {fold(translate(title, lang)): column for column, title in HEADINGS.items() for lang in ("fr", "en")}
    known |= {fold(column): column for column in HEADINGS}
    table = table.rename(columns={title: known.get(fold(str(title)), str(title)) for title in table.columns})
    missing = [column for column in ("kind", "territory", "id_a", "id_b", "decision") if column not in table.columns]
    if missing:
        raise SurveyError(f"{source.name}: the column {missing[0]!r} of the review is missing")
    words = {fold(translate(word, lang)): code for code, word in WORDS.items() for lang in ("fr", "en")}
    for column in ("kind", "decision"):
        found = table[column].map(lambda word: words.get(fold(word), ""))
        wrong = found.index[(found == "") | (found.isin(["actor", "project"]) != (column == "kind"))]
        if len(wrong):
            first = wrong[0]
            raise SurveyError(
                f"{source.name}, row {int(first) + 2}: {table[column][first]!r} is not a {column}; "
                + ("write same (même), distinct or review (à revoir)" if column == "decision" else "write actor or project")
            )
        table[column] = found
    for column in ("territory", "id_a", "id_b", "name_a", "name_b"):
        if column in table.columns:
            table[column] = table[column].map(unguard)
    if "score" in table.columns:
        table["score"] = pd.to_numeric(table["score"].str.replace(",", "."), errors="coerce")
    return table.reindex(columns=list(HEADINGS))
