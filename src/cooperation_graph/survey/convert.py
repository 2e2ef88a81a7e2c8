"""Cells of a draft become texts, numbers, dates, yes and no, or words of a list; whatever cannot is a problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.survey.cells import (
    TWO_READINGS,
    as_text,
    clean_text,
    is_blank_word,
    parse_boolean,
    parse_date,
    parse_number,
    plain_numbers,
    read_unique,
    take,
)
from cooperation_graph.survey.coded import decode, distinct, is_coded
from cooperation_graph.survey.columns import COLUMNS, REQUIRED, kind_of
from cooperation_graph.survey.draft import Draft, first_positions
from cooperation_graph.survey.problems import Problems
from cooperation_graph.survey.words import TOTAL_WORDS, WORDS, fold, look_up

__all__ = ["convert", "damage", "find_totals"]

_SCIENTIFIC = re.compile(r"\d([.,]\d+)?e\+?\d+", re.IGNORECASE)
_DECIMAL_ID = re.compile(r"(\d+)[.,]0")
#: Either of them, to look at a whole column at once.
_DAMAGED = r"^[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+$|^[0-9]+[.,]0$|^#[A-Z/]"
#: What a spreadsheet shows in place of a value, in French and in English.
_ERROR = re.compile(r"#(REF|N/A|N/D|NOM|NAME|VALEUR|VALUE|DIV/0|NUL|NULL|NOMBRE|NUM|SPILL|CALC)[!?]?")
_SUMMED = ("participations", "actors", "projects", "applications")
_MONEY = ("amount", "budget", "population")


def find_totals(draft: Draft, problems: Problems) -> None:
    """Set aside the rows that add up others: a word for a total, and a required cell blank."""
    frame, choice = draft.frame, problems.choice("total_row")
    found = np.zeros(len(frame), dtype=bool)
    words = np.full(len(frame), None, dtype=object)
    for column in frame.columns:
        if (
            draft.table not in _SUMMED
            or not (pd.api.types.is_string_dtype(frame[column].dtype) or is_coded(frame[column]))
            or frame[column].dtype == object
        ):
            continue
        if distinct(frame[column]).str.contains("total|totaux|ensemble", case=False, na=False).any():
            codes, flags, texts = read_unique(frame[column], lambda text: TOTAL_WORDS.match(text) is not None, False)
            if any(flags):
                hit = np.array([*flags, False])[codes]
                words[hit & ~found] = np.array([*texts, None], dtype=object)[codes][hit & ~found]
                found |= hit
    if not found.any():
        return
    needed = [field for field in REQUIRED[draft.table] if field in frame.columns]
    blank = np.zeros(len(frame), dtype=bool)
    for field in needed:
        cells = decode(as_text(frame[field]))
        blank |= (cells.isna() | (cells.str.strip() == "")).to_numpy(dtype=bool)
    certain, doubtful = np.flatnonzero(found & blank), np.flatnonzero(found & ~blank)
    draft.report(problems, "total_row", certain, values=words[certain])
    # A complete row is a total only when its own identifier says so: « Ensemble pour Agir » is an association.
    identifier = "actor" if "actor" in needed else needed[0] if needed else None
    if len(doubtful) and identifier is not None:
        named = decode(as_text(frame[identifier])).fillna("").str.fullmatch(r"\s*(sous[\s-]?)?tota(l|ux)(\s+(général|general))?\s*", case=False)
        doubtful = doubtful[named.to_numpy(dtype=bool)[doubtful]]
        draft.report(problems, "maybe_total", doubtful, values=words[doubtful])
        if problems.choice("maybe_total") == "set_aside":
            certain = np.concatenate([certain, doubtful])
    if choice == "set_aside" and len(certain):
        draft.set_aside(np.isin(np.arange(len(frame)), certain), "total_row")


def convert(
    draft: Draft,
    problems: Problems,
    values: Mapping[str, Mapping[str, str]],
    groups: tuple[str, ...],
    numbers: tuple[str, ...],
) -> dict[str, set[str]]:
    """Convert every column of a draft in place; return the words of each field that were put in place of others.

    Parameters
    ----------
    values
        Field -> word in the file -> word of the survey.
    groups
        Group attributes: always text, or yes/no.
    numbers
        Columns that are no field of a survey and hold numbers.
    """
    columns: dict[Any, pd.Series] = {}
    replaced: dict[str, set[str]] = {}
    for field in draft.frame.columns:
        cells, kind = draft.frame[field], _kind(draft, str(field), groups, numbers)
        if kind == "number" and pd.api.types.is_numeric_dtype(cells.dtype) and not pd.api.types.is_bool_dtype(cells.dtype):
            numbers_read = cells.astype("float64")
            endless = np.flatnonzero(np.isinf(numbers_read))
            draft.report(problems, "not_a_number", endless, str(field), values=["∞"] * len(endless))
            columns[field] = numbers_read.mask(np.isinf(numbers_read))
        elif kind == "boolean" and pd.api.types.is_bool_dtype(cells.dtype):
            columns[field] = cells.astype("boolean")
        elif kind == "number" and str(field) not in values and (plain := plain_numbers(as_text(cells))) is not None:
            _report_two_readings(draft, problems, str(field), as_text(cells))
            columns[field] = pd.Series(plain, index=cells.index)
        else:
            text, invisible = clean_text(as_text(cells))
            for word in invisible[:3]:
                problems.add(
                    "control_characters",
                    file=draft.label,
                    table=draft.table,
                    column=draft.heading(str(field)),
                    value=word,
                    sample=word,
                )
            text, replaced[str(field)] = _replace(text, values.get(str(field), {}))
            columns[field] = _read(draft, problems, str(field), kind, text)
    draft._codes.clear()
    draft.frame = pd.DataFrame(columns, index=draft.frame.index)
    return {field: words for field, words in replaced.items() if words}


def _kind(draft: Draft, field: str, groups: tuple[str, ...], numbers: tuple[str, ...]) -> str:
    if field in COLUMNS[draft.table]:
        return kind_of(draft.table, field)
    if field in groups:
        return "boolean" if draft.kinds.get(field) == "boolean" else "text"
    return "number" if field in numbers else draft.kinds.get(field, "text")


def _replace(text: pd.Series, words: Mapping[str, str]) -> tuple[pd.Series, set[str]]:
    """Put the survey's words in place of the file's, as the user said; also which of them stand in the file."""
    if not words:
        return text, set()
    exact = {str(old): str(new) for old, new in words.items()}
    folded = {fold(old): new for old, new in exact.items()}
    codes, results, texts = read_unique(text, lambda cell: exact.get(cell, folded.get(fold(cell), cell)) or None, None)
    found = {*texts, *map(fold, texts)}
    return take(codes, results, text), {old for old in exact if old in found or fold(old) in found}


def _read(draft: Draft, problems: Problems, field: str, kind: str, text: pd.Series) -> pd.Series:
    if kind == "text":
        return text
    if kind == "id":
        return _read_ids(draft, problems, field, text)
    if kind == "number":
        return _read_numbers(draft, problems, field, text)
    if kind == "date":
        codes, dates = _read_each(draft, problems, field, text, parse_date, "impossible_date")
        return take(codes, dates, text)
    if kind == "boolean":
        codes, answers = _read_each(draft, problems, field, text, parse_boolean, "not_yes_no")
        return pd.Series(pd.array([*answers, None], dtype="boolean").take(codes), index=text.index)
    return _read_words(draft, problems, field, kind, text)


def _read_each(
    draft: Draft, problems: Problems, field: str, text: pd.Series, parse: Callable[[str], Any], rule: str
) -> tuple[np.ndarray, list[Any]]:
    """Parse each different text; what means no data is blank with a warning, what cannot be read is a problem."""
    codes, parsed, texts = read_unique(text, parse, None)
    failed = [i for i, value in enumerate(parsed) if value is None and texts[i]]
    if failed:
        blank = np.array([*(i in set(failed) and is_blank_word(word) for i, word in enumerate(texts)), False])
        bad = np.array([*(value is None for value in parsed), False]) & ~blank
        for which, code in ((blank, "no_data_word"), (bad, rule)):
            positions = np.flatnonzero(which[codes])
            draft.report(problems, code, positions, field, values=np.array(texts, dtype=object)[codes[positions]])
    return codes, parsed


def _read_numbers(draft: Draft, problems: Problems, field: str, text: pd.Series) -> pd.Series:
    codes, parsed = _read_each(draft, problems, field, text, parse_number, "not_a_number")
    _report_two_readings(draft, problems, field, text)
    pool = np.array([np.nan if value is None else value for value in [*parsed, None]], dtype=float)
    return pd.Series(pool[codes], index=text.index)


def _report_two_readings(draft: Draft, problems: Problems, field: str, text: pd.Series) -> None:
    """Say so when nothing in the column shows whether its mark is one of decimals or of thousands."""
    if field not in _MONEY:
        return
    if not distinct(text).str.contains("[.,][0-9]{3}", na=False).any():
        return
    text = decode(text)
    doubtful = text.str.fullmatch(TWO_READINGS, na=False).to_numpy(dtype=bool)
    if doubtful.any() and doubtful[text.str.contains("[.,]", na=False).to_numpy(dtype=bool)].all():
        first = np.flatnonzero(doubtful)[:1]
        word = str(text.iloc[first[0]])
        draft.report(problems, "ambiguous_number", first, field, values=[word], guess=problems.figure(parse_number(word) or 0.0))


def _read_ids(draft: Draft, problems: Problems, field: str, text: pd.Series) -> pd.Series:
    if not distinct(text).str.contains(_DAMAGED, na=False).any():
        return text
    codes, kinds, texts = read_unique(text, damage, None)
    if not any(kinds):
        return text
    for kind in ("error_text", "scientific_notation", "decimal_id"):
        positions = np.flatnonzero(np.array([*(found == kind for found in kinds), False])[codes])
        words = [texts[codes[position]] for position in positions.tolist()]
        draft.report(problems, kind, positions, field, values=words, guess=[word[:-2] for word in words])
    if problems.choice("decimal_id") == "strip":
        return take(
            codes, [word[:-2] if kind == "decimal_id" else word for word, kind in zip(texts, kinds, strict=True)], text
        )
    return text


def damage(text: str) -> str | None:
    """Rule that an identifier breaks because a spreadsheet took it for a number, or shows an error in its place."""
    if _ERROR.fullmatch(text):
        return "error_text"
    if not text[:1].isdigit():
        return None
    if _SCIENTIFIC.fullmatch(text):
        return "scientific_notation"
    return "decimal_id" if _DECIMAL_ID.fullmatch(text) else None


def _read_words(draft: Draft, problems: Problems, field: str, kind: str, text: pd.Series) -> pd.Series:
    codes, found, texts = read_unique(text, lambda word: look_up(kind, word), None)
    unknown = [i for i, code in enumerate(found) if code is None and texts[i]]
    if unknown and kind != "tie":  # kinds of ties form an open list
        rule = "unknown_role" if kind == "role" else "unknown_word"
        counts = np.bincount(codes[codes >= 0], minlength=len(texts))
        firsts = first_positions(codes, texts)
        known = ", ".join(words[0] if problems.lang == "fr" else code for code, words in WORDS[kind].items())
        for i in unknown:
            first = int(firsts[i])
            problems.add(
                rule, file=str(draft.file_of(np.array([first]))[0]), table=draft.table, row=int(draft.rows[first]),
                column=draft.heading(field), value=texts[i], count=int(counts[i]), known=known, field=field,
            )  # fmt: skip
    keep = kind == "tie" or problems.choice("unknown_role" if kind == "role" else "unknown_word") != "blank"
    return take(codes, [code or (word if keep else None) for code, word in zip(found, texts, strict=True)], text)
