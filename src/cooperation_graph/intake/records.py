"""Records of delimited text: cut into cells, each line as long as the headings, or a problem with its row.

The fast road serves text in which every quotation mark stands as it should and every line has the right number of cells.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cooperation_graph.intake.coded import can_code, cut, cut_coded
from cooperation_graph.survey.problems import Problems
from cooperation_graph.survey.provenance import Source

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

__all__ = ["parse_records"]

#: A number, then a cell of two digits: what a decimal comma makes of an amount.
_SHIFTED = re.compile(r"\d\x00\d\d ?(?:€|EUR)?\x00")
_BLOCK = 16 * 2**20
#: Bytes from which pyarrow reads a text, where it is installed.
_LARGE = 2**20


def parse_records(
    text: bytes, sep: str, width: int, place: int, source: Source, problems: Problems, strict: bool, before: int = 0, *, coded: bool = False
) -> tuple[pd.DataFrame | pa.Table, np.ndarray, int] | None:
    """The records under the headings, the row of each, and how many records the text holds; None when it cannot be cut.

    Parameters
    ----------
    place
        Position of the headings in the text; -1 when it has none.
    before
        Records that stand before the text.
    coded
        Whether columns may come in codes, as an Arrow table.
    """
    if len(sep) == 1 and sep.isascii():
        if b'"' not in text:
            read = _parse_plain(text, sep, width, place, source, before, coded)
        else:
            read = _parse_quoted(text, sep, width, place, source, problems, before, coded)
        if read is not None:
            return read
    return _parse_slowly(text, sep, width, place, source, problems, strict, before)


def _parse_plain(
    text: bytes, sep: str, width: int, place: int, source: Source, before: int, coded: bool
) -> tuple[pd.DataFrame | pa.Table, np.ndarray, int] | None:
    """Text without any quotation mark: a line is a record."""
    start = 0
    for _ in range(place + 1):
        start = text.find(b"\n", start) + 1 or len(text)
    body, rows, lines = _filled_lines(text[start:] if start else text)
    frame = _read(body, sep, width, coded=coded) if body else _no_rows(width)
    if frame is None:
        return None
    source.rows_blank += lines - len(rows)
    return frame, rows + (before + place + 1), lines + place + 1


def _filled_lines(body: bytes) -> tuple[bytes, np.ndarray, int]:
    """Text without its blank lines, the number of each line that stays (from 1), and how many lines there were."""
    lines = body.count(b"\n") + (body[-1:] not in (b"", b"\n"))
    if b"\n\n" not in body and body[:1] != b"\n":
        return body, np.arange(1, lines + 1), lines
    ends = np.frombuffer(body, dtype=np.uint8) == 10
    number = np.cumsum(ends, dtype=np.int32)
    ends[1:] &= ~ends[:-1].copy()
    ends[0] = False
    rows = number[ends].astype(np.int64)
    if body[-1:] != b"\n":
        rows = np.append(rows, lines)
    return re.sub(rb"\n\n+", b"\n", body).removeprefix(b"\n"), rows, lines


def _parse_quoted(
    text: bytes, sep: str, width: int, place: int, source: Source, problems: Problems, before: int, coded: bool
) -> tuple[pd.DataFrame | pa.Table, np.ndarray, int] | None:
    """Text in which every quotation mark stands as it should."""
    structure = _structure(text, ord(sep))
    if structure is None:
        return None
    ends, counts, lengths = structure
    under = slice(place + 1, None)
    if not ((counts[under] == width - 1) | (lengths[under] == 0)).all():
        return None
    rows = np.arange(len(ends), dtype=np.int64)[under] + 1 + before
    start = int(ends[place]) + 1 if place >= 0 else 0
    body = text[start:] if start else text
    if not body:
        return _no_rows(width), rows[:0], len(ends)
    breaks = text.count(b"\n") + (text[-1:] != b"\n") > len(ends)  # some cells hold line breaks
    frame = _read(body, sep, width, coded=coded and not breaks, checked=True, simple=bool((lengths[under] > 0).all()))
    if frame is None:
        return None
    rows = rows[: len(frame)]
    if breaks:
        _report_swallowed(frame, rows, sep, source, problems)
    return frame, rows, len(ends)


def _no_rows(width: int) -> pd.DataFrame:
    return pd.DataFrame({i: pd.Series(dtype="str") for i in range(width)})


def _read(
    body: bytes, sep: str, width: int, *, coded: bool, checked: bool = False, simple: bool = True
) -> pd.DataFrame | pa.Table | None:
    """Cells, blank as missing: by pyarrow when the text is large, else by pandas; None when a line is not of the width.

    Parameters
    ----------
    checked
        Whether every record is known to be of the width; the text may hold quotation marks then.
    simple
        Whether there is no blank line.
    """
    if simple and width > 1 and len(body) > _LARGE and can_code():
        import pyarrow as pa

        table = cut_coded(body, sep, width, quoted=checked) if coded else cut(body, sep, width, pa.large_string(), quoted=checked)
        if table is None and not checked:
            return None
        if table is not None:
            dtype = pd.StringDtype("pyarrow", na_value=np.nan)
            return table if coded else pd.DataFrame({i: pd.array(table.column(i), dtype=dtype) for i in range(width)})
    if not checked and ((structure := _structure(body, ord(sep))) is None or (structure[1] != width - 1).any()):
        return None
    return pd.read_csv(
        io.BytesIO(body), sep=sep, header=None, names=list(range(width)), dtype="str", keep_default_na=False, na_values=[""],
        skip_blank_lines=False, engine="c", encoding="utf-8", index_col=False,
    )  # fmt: skip


def _structure(text: bytes, sep: int) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """End, number of separators and length of each record; None when quotation marks do not stand as they should."""
    whole = np.frombuffer(text, dtype=np.uint8)
    ends, before, carried, inside_at_start = [], [], 0, 0
    for start in range(0, len(whole), _BLOCK):
        block = whole[start : start + _BLOCK]
        separators, newlines = block == sep, block == 10
        quotes = np.flatnonzero(block == 34)
        if len(quotes) or inside_at_start:
            if not _well_quoted(whole, quotes + start, sep, inside_at_start):
                return None
            inside = (np.cumsum(block == 34, dtype=np.uint8) + inside_at_start) & 1
            separators &= inside == 0
            newlines &= inside == 0
            inside_at_start = int(inside[-1])
        own = np.flatnonzero(newlines)
        ends.append(own + start)
        before.append(np.searchsorted(np.flatnonzero(separators), own) + carried)
        carried += int(np.count_nonzero(separators))
    if inside_at_start:
        return None
    if text[-1:] != b"\n":
        ends.append(np.array([len(whole)]))
        before.append(np.array([carried]))
    end = np.concatenate(ends)
    return end, np.diff(np.concatenate(before), prepend=0), np.diff(end, prepend=-1) - 1


def _well_quoted(whole: np.ndarray, quotes: np.ndarray, sep: int, open_at_start: int) -> bool:
    """Whether every quotation mark opens a cell, closes one, or is one of a pair."""
    opening, closing = quotes[open_at_start::2], quotes[1 - open_at_start :: 2]
    left = whole[np.maximum(opening - 1, 0)]
    right = whole[np.minimum(closing + 1, len(whole) - 1)]
    opens = (left == sep) | (left == 10) | (left == 34) | (opening == 0)
    closes = (right == sep) | (right == 10) | (right == 34) | (closing == len(whole) - 1)
    return bool(opens.all() and closes.all())


def _parse_slowly(
    text: bytes, sep: str, width: int, place: int, source: Source, problems: Problems, strict: bool, earlier: int
) -> tuple[pd.DataFrame, np.ndarray, int] | None:
    """Record by record: files with stray quotation marks, or with lines of the wrong size."""
    records: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text.decode("utf-8"), newline=""), delimiter=sep)
    count = before = last = 0
    try:
        for count, record in enumerate(reader, start=1):
            before, last = last, reader.line_num
            if count > place + 1 and any(cell.strip() for cell in record):
                records.append((count + earlier, record))
    except csv.Error as error:
        limit = csv.field_size_limit()
        rule = "huge_line" if "larger than field limit" in str(error) else "not_text"
        at = count + earlier + 1
        problems.add(rule, file=source.file, row=at, at=at, limit=limit, detail=str(error))
        return None
    # The last record swallows the rest of the file when its quotation mark is never closed.
    if last - before > 1 and text.split(b"\n", before)[-1].count(b'"') % 2:
        problems.add("unclosed_quote", file=source.file, row=count + earlier, at=count + earlier)
        return None
    kept, rows, wrong = _cut_to_size(records, width, strict or sep == ",", strict, source, problems)
    for rule, too_long in (("field_count", True), ("short_row", False)):
        chosen = [(number, record) for number, record in wrong if (len(record) > width) == too_long]
        if chosen:
            problems.add_rows(
                rule,
                np.arange(len(chosen)),
                files=source.file,
                rows=np.array([number for number, _ in chosen]),
                values=[sep.join(record) for _, record in chosen],
                each={"found": [len(record) for _, record in chosen]},
                expected=width,
            )
            if problems.choice(rule) == "set_aside":
                source.set_aside[rule] = source.set_aside.get(rule, 0) + len(chosen)
                source.lost_rows += [(number, rule, sep.join(record)) for number, record in chosen]
    frame = pd.DataFrame(kept, columns=range(width)).astype("str").replace("", None) if kept else _no_rows(width)
    frame = frame.astype("str")
    _report_swallowed(frame, np.array(rows, dtype=np.int64), sep, source, problems)
    return frame, np.array(rows, dtype=np.int64), count


def _report_swallowed(frame: pd.DataFrame, rows: np.ndarray, sep: str, source: Source, problems: Problems) -> None:
    """Cells that hold whole rows: their first line ends the row that it stands in, their last line begins another."""
    last = len(frame.columns) - 1
    for place, column in enumerate(frame.columns):
        several = np.flatnonzero(frame[column].str.contains("\n", regex=False, na=False).to_numpy(dtype=bool))
        for position in several.tolist():
            lines = str(frame[column].iat[position]).split("\n")
            if place + lines[0].count(sep) == last > 0 and lines[-1].count(sep) == place:
                at = int(rows[position])
                problems.add("swallowed_rows", file=source.file, row=at, value=" / ".join(lines), found=len(lines))


def _cut_to_size(
    records: list[tuple[int, list[str]]], width: int, strict: bool, lone: bool, source: Source, problems: Problems
) -> tuple[list[list[str]], list[int], list[tuple[int, list[str]]]]:
    """Records of as many cells as the headings, their rows, and the records that are not.

    Separators at the end of every line are no cells; at the end of a few lines they may be cells that a comma shifted.
    """
    usual = Counter(len(record) for _, record in records).most_common(1)[0][0] if records else width
    kept, rows, wrong = [], [], []
    for number, record in records:
        blank_end = len(record) > width and not any(cell.strip() for cell in record[width:])
        if blank_end and (len(record) == usual or not strict) and not (strict and _SHIFTED.search("\x00".join(record))):
            record = record[:width]
        if lone and len(record) == 1 < width:
            record = record + [""] * (width - 1)
        if len(record) < width and problems.choice("short_row") == "pad":
            problems.add("short_row", file=source.file, row=number, found=len(record), expected=width)
            record = record + [""] * (width - len(record))
        if len(record) == width:
            kept.append(record)
            rows.append(number)
        else:
            wrong.append((number, record))
    return kept, rows, wrong
