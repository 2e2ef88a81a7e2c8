"""Cells are read as text and converted here: French numbers and dates, yes and no, words of a list.

Every function looks at each different text once, so that a column of a million cells costs what its different values cost.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.survey.coded import code_texts, codes_of, distinct, is_coded
from cooperation_graph.survey.words import BLANK_WORDS, fold, look_up

__all__ = ["INVISIBLE", "as_text", "clean_text", "mend_halves", "parse_boolean", "parse_date", "parse_number", "read_unique"]

#: Control characters, zero-width marks and marks that turn the direction of text.
INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_HALF = re.compile("[\ud800-\udfff]")
#: What is no plain text: a space too many, a character that is neither ASCII nor a composed Latin letter nor common punctuation.
_UNTIDY = "^$|^ | $|  |[^ -~\u00a1-\u00ac\u00ae-\u017f\u2010-\u2015\u2018-\u201d\u2022\u2026\u20ac]"
_MONTHS = {
    fold(name): number
    for number, names in enumerate(
        ("janvier january jan janv", "février february fev feb fevr", "mars march mar", "avril april avr apr", "mai may",
         "juin june jun", "juillet july juil jul", "août august aout aug", "septembre september sept sep",
         "octobre october oct", "novembre november nov", "décembre december dec"), start=1)
    for name in names.split()
}  # fmt: skip


def as_text(values: pd.Series) -> pd.Series:
    """Turn a column of any type into text, blank as missing; a whole number loses the ``.0`` that pandas gave it.

    Examples
    --------
    >>> as_text(pd.Series([1.0, None, 2.5])).tolist()
    ['1', nan, '2.5']
    """
    if is_coded(values):
        return values
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype("object")
    if isinstance(values.dtype, pd.StringDtype):
        return values.astype("str")
    if pd.api.types.is_bool_dtype(values.dtype):
        return values.astype("object").map({True: "true", False: "false"}).astype("str")
    if pd.api.types.is_datetime64_any_dtype(values.dtype) or pd.api.types.is_float_dtype(values.dtype):
        return pd.Series([_one_text(value) for value in values.astype("object")], index=values.index, dtype="str")
    if pd.api.types.is_integer_dtype(values.dtype):
        return values.astype("str")
    return pd.Series([_one_text(value) for value in values], index=values.index, dtype="str")


def _one_text(value: Any) -> str | None:
    """The text of one cell, as its owner sees it."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        number = float(value)
        if np.isnan(number):
            return None
        return str(int(number)) if number.is_integer() and abs(number) < 1e16 else repr(number)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return "|".join(_one_text(part) or "" for part in value)
    return str(value)


def mend_halves(values: pd.Series) -> tuple[pd.Series, list[int]]:
    """Put U+FFFD in place of halves of surrogate pairs, which are no characters; also the positions of their cells.

    Examples
    --------
    >>> mend_halves(pd.Series(["a" + chr(0xD800), "b"], dtype=object))[1]
    [0]
    """
    if not (isinstance(values.dtype, np.dtype) and values.dtype.kind == "O"):
        return values, []
    cells = values.tolist()
    broken = [i for i, cell in enumerate(cells) if isinstance(cell, str) and not cell.isascii() and _HALF.search(cell)]
    for i in broken:
        cells[i] = _HALF.sub("\ufffd", cells[i])
    return (pd.Series(cells, index=values.index, dtype=object), broken) if broken else (values, [])


def read_unique(values: pd.Series, read: Callable[[str], Any], missing: Any) -> tuple[np.ndarray, list[Any], list[str]]:
    """Apply `read` once to each different text.

    Returns
    -------
    tuple
        Code of each cell (-1 where blank), what each different text became, the different texts.
    """
    codes, uniques = codes_of(values)
    texts: list[str] = np.asarray(uniques, dtype=object).tolist()
    return codes, [read(text) if text else missing for text in texts], texts


def clean(text: str) -> str:
    """Compose accents (NFC), drop invisible characters, make every run of spaces and line breaks one space, trim.

    Examples
    --------
    >>> clean("  Mission\\u00a0 locale \\u202e")
    'Mission locale'
    """
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    if not composed.isprintable():
        composed = INVISIBLE.sub("", composed)
    return " ".join(composed.split())


def clean_text(values: pd.Series) -> tuple[pd.Series, list[str]]:
    """Clean a text column; blank becomes missing. Also return the texts that held invisible characters."""
    if not distinct(values).str.contains(_UNTIDY, na=False).any():  # a look at every cell costs less than a loop over the different ones
        return values, []
    codes, cleaned, texts = read_unique(values, clean, "")
    invisible = [text for text in texts if not text.isascii() or not text.isprintable() if INVISIBLE.search(text)]
    if cleaned == texts and "" not in texts:
        return values, invisible
    return take(codes, [text or None for text in cleaned], values), invisible


def take(codes: np.ndarray, results: list[Any], like: pd.Series) -> pd.Series:
    """Text of each cell from the text of each code, coded when the column that it comes from is; -1 and None are missing."""
    index = like.index
    if is_coded(like):
        return code_texts(codes, results, index)
    pool = pd.array([*results, None], dtype="str")
    return pd.Series(pool.take(codes), index=index, dtype="str") if len(codes) else pd.Series([], index=index, dtype="str")


def is_blank_word(text: str) -> bool:
    """Whether a text is one of those that people type where there is no data."""
    return text.strip().casefold() in BLANK_WORDS


_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
_UNITS = re.compile(r"(€|eur|euros?|xpf|f)$", re.IGNORECASE)
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)
_COMMA = re.compile(r"[+-]?\d+,\d+(e[+-]?\d+)?", re.IGNORECASE)
_FRENCH_GROUPS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+")
_ENGLISH_GROUPS = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+")
_COMMA_GROUPS = re.compile(r"[+-]?\d{1,3}(,\d{3}){2,}")
_DOT_GROUPS = re.compile(r"[+-]?\d{1,3}(\.\d{3}){2,}")
#: A number whose separator may be a decimal mark or a mark of thousands: ``12,345``.
TWO_READINGS = r"\s*-?[1-9][0-9]{0,2}[,.][0-9]{3}\s*€?\s*"


def parse_number(text: str) -> float | None:
    """Read a number as French or English people write it; None when it is not one.

    A single comma is a decimal comma, a single point a decimal point; both together show which one groups thousands.

    Examples
    --------
    >>> [parse_number(t) for t in ("1 234,50 €", "1.234,50", "1,234.50", "−3", "2,43E+13", "12 %", "n.d.")]
    [1234.5, 1234.5, 1234.5, -3.0, 24300000000000.0, None, None]
    """
    bare = _UNITS.sub("", _SPACES.sub("", text)).replace("\u2212", "-")
    if _PLAIN.fullmatch(bare):
        value = float(bare)
    elif _COMMA.fullmatch(bare):
        value = float(bare.replace(",", "."))
    elif _FRENCH_GROUPS.fullmatch(bare):
        value = float(bare.replace(".", "").replace(",", "."))
    elif _ENGLISH_GROUPS.fullmatch(bare) or _COMMA_GROUPS.fullmatch(bare):
        value = float(bare.replace(",", ""))
    elif _DOT_GROUPS.fullmatch(bare):
        value = float(bare.replace(".", ""))
    else:
        return None
    return value if np.isfinite(value) else None


def plain_numbers(values: pd.Series) -> np.ndarray | None:
    """Numbers of a column in which every cell is digits with at most one comma or point; None when one is not."""
    texts = distinct(values)
    if not texts.str.fullmatch(r"-?[0-9]{1,15}(?:[.,][0-9]{1,15})?", na=True).all():
        return None
    numbers = texts.str.replace(",", ".", regex=False).astype("float64").to_numpy()
    return np.append(numbers, np.nan)[values.array.codes] if is_coded(values) else numbers


_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})([ T]\d{1,2}:\d{2}.*)?")
_FRENCH = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})([ T]\d{1,2}[:h]\d{2}.*)?")
_MONTH_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})")
_MONTH_LAST = re.compile(r"(\d{1,2})[-/](\d{4})")
_WRITTEN = re.compile(r"(?:(\d{1,2})(?:er)?\s+)?([^\W\d]+)\.?\s+(\d{4})")
_SERIAL = re.compile(r"(\d{5})([.,]\d+)?")
_EXCEL_EPOCH = dt.date(1899, 12, 30)


def parse_date(text: str) -> str | None:
    """Read a date and give it in ISO form, as precise as it was written; None when it is not one.

    Day before month, always; a five-digit number is a date of Excel; a year or a month alone stay what they are.

    Examples
    --------
    >>> [parse_date(t) for t in ("03/02/2025", "2025-2-3", "44927", "2024", "mars 2024", "1er avril 2024", "01/13/2023")]
    ['2025-02-03', '2025-02-03', '2023-01-01', '2024', '2024-03', '2024-04-01', None]
    """
    text = text.strip()
    if match := _ISO.fullmatch(text):
        return _date(match[1], match[2], match[3])
    if match := _FRENCH.fullmatch(text):
        return _date(match[3], match[2], match[1])
    if match := _SERIAL.fullmatch(text):
        days = int(match[1])
        return (_EXCEL_EPOCH + dt.timedelta(days=days)).isoformat() if 14_000 <= days <= 90_000 else None
    if re.fullmatch(r"(19|20|21)\d{2}", text):
        return text
    if match := _MONTH_FIRST.fullmatch(text):
        return _date(match[1], match[2], "1", parts=2)
    if match := _MONTH_LAST.fullmatch(text):
        return _date(match[2], match[1], "1", parts=2)
    if (match := _WRITTEN.fullmatch(text)) and (month := _MONTHS.get(fold(match[2]))):
        return _date(match[3], str(month), match[1] or "1", parts=3 if match[1] else 2)
    return None


def _date(year: str, month: str, day: str, parts: int = 3) -> str | None:
    try:
        date = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return date.isoformat()[: 10 if parts == 3 else 7] if date.year >= 1000 else None


def parse_boolean(text: str) -> bool | None:
    """Read yes or no; None when it is neither.

    Examples
    --------
    >>> [parse_boolean(t) for t in ("Oui", "x", "0", "VRAI", "peut-être")]
    [True, True, False, True, None]
    """
    code = look_up("boolean", text)
    return None if code is None else code == "true"
