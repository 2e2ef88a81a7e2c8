"""Amounts as publishers write them: each cell is read in one way only, or it is a problem."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cooperation_graph.survey.cells import is_blank_word, read_unique

__all__ = ["Amounts", "read_amounts", "read_shares"]

_UNIT = re.compile(r"(?i)^(?:€|eur(?:os?)?)\s*|\s*(?:€|eur(?:os?)?)\.?$")
_MINUS = re.compile(r"^(?:-|\u2212|–)\s*|\s*-$|^\((.*)\)$")
_BODY = re.compile(r"(\d+(?: \d{3})*|\d*)((?:[.,']\d+)*)")
#: What is typed for an amount that is none.
_NONE = frozenset(("néant", "neant", "aucune", "aucun", "sans", "gratuit"))
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")


@dataclass
class Amounts:
    """Amounts of a column.

    Attributes
    ----------
    values
        Euros; NaN where the cell is blank or cannot be read.
    unreadable, no_data, doubtful
        Whether a cell is not a number; says that there is none; can be read in two ways.
    grouped
        A cell whose mark was read as one of thousands because no other cell of the column contradicts it, or None.
    """

    values: np.ndarray
    unreadable: np.ndarray
    no_data: np.ndarray
    doubtful: np.ndarray
    grouped: str | None = None


@dataclass
class _Marks:
    """What the cells of a column show about its marks."""

    decimal: set[str] = field(default_factory=set)
    thousands: set[str] = field(default_factory=set)
    ungrouped: bool = False


def read_amounts(cells: pd.Series, *, typed: bool = False, choice: str = "error") -> Amounts:
    """Read a column of amounts: ``12 350 000 €``, ``24 975,00``, ``1.234,50``, ``(120,00)``.

    Spaces must group digits by three. A mark before exactly three digits stands between thousands only when it never stands
    before decimals and when no amount of a thousand or more lacks it.

    Parameters
    ----------
    cells
        Texts; missing where blank.
    typed
        The cells come from a workbook, where a number is never written with a mark of thousands.
    choice
        What such a mark is when nothing shows it: ``decimal``, ``thousands``; the cell is doubtful otherwise.

    Examples
    --------
    >>> read_amounts(pd.Series(["5\\u00a0000 €", "24 975,00", "1.234,50", "-3"])).values.tolist()
    [5000.0, 24975.0, 1234.5, -3.0]
    >>> read_amounts(pd.Series(["12.500", "800"])).values.tolist(), read_amounts(pd.Series(["12.500", "12000"])).doubtful.tolist()
    ([12500.0, 800.0], [True, False])
    >>> read_amounts(pd.Series(["N   82 584,28", "1000 2000"])).unreadable.tolist()
    [True, True]
    """
    codes, parts, texts = read_unique(cells, _split, None)
    marks = _marks(part for part in parts if part)
    if typed and not any(part[2] and texts[i].endswith("0") and len(part[2][0]) == 4 for i, part in enumerate(parts) if part):
        marks.decimal.add(".")  # a number of a workbook has no zero at its end: « 12.500 » was typed as a text
    values, grouped = [np.nan] * len(parts), None
    flags = {name: [False] * len(parts) for name in ("unreadable", "no_data", "doubtful")}
    for i, part in enumerate(parts):
        bare = _UNIT.sub("", texts[i].strip())  # « - € » is what a spreadsheet shows for none
        if not bare or is_blank_word(bare) or bare.casefold() in _NONE:
            flags["no_data"][i] = bool(texts[i].strip())
        elif part is None:
            flags["unreadable"][i] = True
        else:
            text = typed and "." in marks.decimal - marks.thousands and len(part[2]) == 1 and re.search(r"\.\d\d0$", texts[i].strip())
            value, how = _value(part, _Marks(ungrouped=True) if text else marks, choice)  # points of numbers say nothing of a text
            values[i] = np.nan if value is None else value
            flags["unreadable"][i], flags["doubtful"][i] = how == "unreadable", how == "doubtful"
            if how == "grouped":
                grouped = texts[i]
    pool = {name: np.array([*flag, False])[codes] for name, flag in flags.items()}
    return Amounts(np.array([*values, np.nan])[codes], **pool, grouped=grouped)


def _split(text: str) -> tuple[int, str, list[str]] | None:
    """Sign, digits before the first mark, and the marks with the digits after each; None when it is no number."""
    bare = _UNIT.sub("", _SPACES.sub(" ", text).strip()).strip()
    sign = 1
    if match := _MINUS.search(bare):
        sign, bare = -1, (match[1] or _MINUS.sub("", bare)).strip()
    if bare.startswith("+"):
        bare = bare[1:].strip()
    match = _BODY.fullmatch(bare)
    if not match or not any(letter.isdigit() for letter in bare):
        return None
    head = match[1]
    if " " in head and len(head.split(" ")[0]) > 3:
        return None
    return sign, head.replace(" ", ""), re.findall(r"[.,']\d+", match[2])


def _marks(parts: object) -> _Marks:
    marks = _Marks()
    for _, head, tail in parts:  # type: ignore[attr-defined]
        if not tail:
            marks.ungrouped |= len(head) > 3
            continue
        own = [part[0] for part in tail]
        if len(set(own)) > 1:
            marks.decimal.add(own[-1])
            marks.thousands |= set(own[:-1])
        elif len(own) > 1:
            marks.thousands.add(own[0])
        elif len(tail[0]) != 4 or len(head) > 3 or head in ("", "0"):
            marks.decimal.add(own[0])
    return marks


def _value(part: tuple[int, str, list[str]], marks: _Marks, choice: str) -> tuple[float | None, str]:
    sign, head, tail = part
    if not tail:
        return float(sign * int(head)), ""
    own = [piece[0] for piece in tail]
    last = tail[-1]
    if len(set(own)) > 1:
        groups, decimals = tail[:-1], last[1:]
        if own.count(own[-1]) > 1 or len(set(own[:-1])) > 1 or any(len(piece) != 4 for piece in groups) or len(head) > 3:
            return None, "unreadable"
        return sign * float("".join([head, *(piece[1:] for piece in groups)]) + "." + decimals), ""
    if len(own) > 1:
        if any(len(piece) != 4 for piece in tail) or len(head) > 3:
            return None, "unreadable"
        return float(sign * int("".join([head, *(piece[1:] for piece in tail)]))), ""
    as_decimal = sign * float(f"{head or '0'}.{last[1:]}")
    if len(last) != 4 or len(head) > 3 or head in ("", "0"):
        return as_decimal, ""
    mark, as_thousands = own[0], float(sign * int(head + last[1:]))
    if mark in marks.decimal and mark not in marks.thousands:
        return as_decimal, ""
    if mark in marks.thousands and mark not in marks.decimal:
        return as_thousands, ""
    if choice != "error":
        return (as_decimal, "") if choice == "decimal" else (as_thousands, "")
    if mark not in marks.decimal and not marks.ungrouped:
        return as_thousands, "grouped"
    return None, "doubtful"


def read_shares(cells: pd.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read percentages as shares of 1: ``0.8``, ``0,8``, ``80``, ``80 %``; what is no number is NaN.

    Returns
    -------
    tuple
        Shares; whether each was written above 1 or with a %; whether a cell cannot be read.

    Examples
    --------
    >>> [part.tolist() for part in read_shares(pd.Series(["0,8", "80", "100 %", "1", None]))]
    [[0.8, 0.8, 1.0, 1.0, nan], [False, True, True, False, False], [False, False, False, False, False]]
    """

    def read(text: str) -> tuple[float, bool, bool]:
        bare = _SPACES.sub("", text).replace(",", ".")
        percent = bare.endswith("%")
        try:
            value = float(bare.rstrip("%"))
        except ValueError:
            return np.nan, False, not is_blank_word(text)
        if not 0 <= value <= 100:
            return np.nan, False, True
        return (value / 100, True, False) if percent or value > 1 else (value, False, False)

    codes, found, _ = read_unique(cells, read, (np.nan, False, False))
    pool = [*found, (np.nan, False, False)]
    shares, scaled, wrong = (np.array(column)[codes] for column in zip(*pool, strict=True))
    return shares, scaled, wrong
