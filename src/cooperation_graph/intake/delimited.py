"""Delimited text (CSV, TSV): separator, headings, and the number of cells of every line, before anything is believed.

Line ends inside quoted cells do not count as rows, and rows are numbered as a spreadsheet numbers them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.intake.encoding import to_utf8
from cooperation_graph.intake.header import find_header, join_headings, report_above, tidy_columns
from cooperation_graph.locale import N_
from cooperation_graph.survey.problems import Problems
from cooperation_graph.survey.provenance import Source

__all__ = ["RawTable", "read_delimited"]

#: Separators that are looked for.
SEPARATORS = (";", "\t", ",", "|")
#: Longest line that is believed to be a row of a table.
LONGEST_LINE = 4 * 2**20
#: First bytes of what is sometimes named .csv.
_NOT_TEXT = (
    (b"PK\x03\x04", N_("a workbook or an archive")),
    (b"\xd0\xcf\x11\xe0", N_("an old workbook (.xls)")),
    (b"%PDF", N_("a PDF file")),
    (b"PAR1", N_("a Parquet file")),
)
#: A number, then a cell of two digits: what a decimal comma makes of an amount.
_SHIFTED = re.compile(r"\d\x00\d\d ?(?:€|EUR)?\x00")
_CHUNK = 2**20
_BLOCK = 16 * 2**20


@dataclass
class RawTable:
    """A table as it was read: texts, the number of each row in a spreadsheet, and where it comes from.

    `above` holds the rows above the headings; `merged` the heading, first and last row of each cell merged over rows.
    """

    frame: pd.DataFrame
    rows: np.ndarray
    source: Source
    kinds: dict[str, str]
    named: bool = False
    above: list[list[str]] = field(default_factory=list)
    merged: list[tuple[str, int, int]] = field(default_factory=list)


def read_delimited(
    path: Path,
    problems: Problems,
    *,
    encoding: str | None = None,
    sep: str | None = None,
    header: int | None = None,
    recognise: Callable[[Sequence[str]], int] = lambda cells: 0,
    name: str | None = None,
    strict: bool = False,
) -> RawTable | None:
    """Read a delimited file as text.

    Parameters
    ----------
    path
        The file.
    problems
        What is wrong is recorded there; a file that cannot be read gives None.
    encoding, sep
        Said by the user; found otherwise.
    header
        Row of the headings, 1 being the first; found otherwise.
    recognise
        How many of some cells are known headings.
    name
        Name of the file in messages.
    strict
        For files that other people made: more blank cells than the other lines have are an error, and a line of one cell, which is
        a title or a note, is kept, blank elsewhere.
    """
    source = Source(file=name or path.name)

    def report(rule: str, **fields: Any) -> None:
        problems.add(rule, file=source.file, **fields)

    data = _load(path, source, report)
    if data is None or (decoded := to_utf8(data, encoding, report)) is None:
        return None
    del data
    text, source.encoding = decoded
    if not text.strip():
        report("empty_file")
        return None
    first_row = 1
    if text[:4].lower() == b"sep=":  # a spreadsheet obeys this line and does not show it
        line, _, text = text.partition(b"\n")
        sep = sep or line[4:].decode().strip('"\r ') or "\t"
    source.separator = sep = sep or _find_separator(text, recognise)
    records = _first_records(text, sep)
    place = header - first_row if header else find_header(records, recognise)
    if place >= len(records):
        report("empty_file")
        return None
    first, place, headings = (place, place, records[place]) if header else join_headings(records, place, recognise)
    source.header_row = place + first_row
    report_above(records, first, place, source, problems, said=bool(header))
    read = _parse(text, sep, len(headings), place, source, problems, strict)
    if read is None:
        return None
    frame, rows = read
    frame, rows = tidy_columns(frame, headings, rows, source, problems)
    return RawTable(frame, rows, source, {}, above=records[:first])


def _load(path: Path, source: Source, report: Callable[..., None]) -> bytes | None:
    """Read a file piece by piece, and give up on a line without end before it fills the memory."""
    digest, chunks, since = hashlib.sha256(), [], 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            chunks.append(chunk)
            first = min((p for p in (chunk.find(b"\n"), chunk.find(b"\r")) if p >= 0), default=-1)
            if since + (first if first >= 0 else len(chunk)) > LONGEST_LINE:
                lines = sum(part.count(b"\n") for part in chunks[:-1]) + 1
                report("huge_line", row=lines, at=lines, limit=LONGEST_LINE)
                return None
            last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            since = len(chunk) - last - 1 if last >= 0 else since + len(chunk)
    source.sha256 = digest.hexdigest()
    data = b"".join(chunks)
    for magic, kind in _NOT_TEXT:
        if data.startswith(magic):
            report("not_text", detail=kind)
            return None
    return data


def _first_records(text: bytes, sep: str, count: int = 60) -> list[list[str]]:
    """The first records, for a look at them."""
    head = text[:512_000].decode("utf-8", errors="ignore")
    try:
        records = list(islice(csv.reader(io.StringIO(head, newline=""), delimiter=sep), count))
    except csv.Error:
        records = [line.split(sep) for line in head.split("\n")[:count]]
    return [[cell.strip() for cell in record] for record in records]


def _find_separator(text: bytes, recognise: Callable[[Sequence[str]], int]) -> str:
    """The separator that gives known headings; else the one that cuts the lines into equal numbers of cells."""

    def score(sep: str) -> tuple[int, float, int]:
        records = [record for record in _first_records(text, sep) if any(record)]
        sizes = [len(record) for record in records]
        usual = max(set(sizes), key=lambda size: (sizes.count(size), size))
        known = max(recognise(record) for record in records[:20])
        return (known if known > 1 else 0, sizes.count(usual) / len(sizes) if usual > 1 else 0.0, usual)

    best = max(SEPARATORS, key=score)
    return best if score(best)[2] > 1 else ";"


def _parse(
    text: bytes, sep: str, width: int, place: int, source: Source, problems: Problems, strict: bool
) -> tuple[pd.DataFrame, np.ndarray] | None:
    """The records under the headings; the fast road when every line has the right number of cells."""
    structure = _structure(text, ord(sep)) if len(sep) == 1 and sep.isascii() else None
    if structure is not None:
        ends, counts, lengths = structure
        under = slice(place + 1, None)
        if ((counts[under] == width - 1) | (lengths[under] == 0)).all():
            rows = np.arange(len(ends), dtype=np.int64)[under] + 1
            body = io.BytesIO(text[int(ends[place]) + 1 :]) if place < len(ends) else io.BytesIO(b"")
            if not body.getbuffer().nbytes:
                return pd.DataFrame({i: pd.Series(dtype="str") for i in range(width)}), rows[:0]
            frame = pd.read_csv(
                body,
                sep=sep,
                header=None,
                names=list(range(width)),
                dtype="str",
                keep_default_na=False,
                na_values=[""],
                skip_blank_lines=False,
                engine="c",
                encoding="utf-8",
                index_col=False,
            )
            if text.count(b"\n") + (text[-1:] != b"\n") > len(ends):  # some cells hold line breaks
                _report_swallowed(frame, rows, sep, source, problems)
            return frame, rows[: len(frame)]
    return _parse_slowly(text, sep, width, place, source, problems, strict)


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
    text: bytes, sep: str, width: int, place: int, source: Source, problems: Problems, strict: bool
) -> tuple[pd.DataFrame, np.ndarray] | None:
    """Record by record: files with stray quotation marks, or with lines of the wrong size."""
    records: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text.decode("utf-8"), newline=""), delimiter=sep)
    number = before = last = 0
    try:
        for number, record in enumerate(reader, start=1):
            before, last = last, reader.line_num
            if number > place + 1 and any(cell.strip() for cell in record):
                records.append((number, record))
    except csv.Error as error:
        limit = csv.field_size_limit()
        rule = "huge_line" if "larger than field limit" in str(error) else "not_text"
        problems.add(rule, file=source.file, row=number + 1, at=number + 1, limit=limit, detail=str(error))
        return None
    # The last record swallows the rest of the file when its quotation mark is never closed.
    if last - before > 1 and text.split(b"\n", before)[-1].count(b'"') % 2:
        problems.add("unclosed_quote", file=source.file, row=number, at=number)
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
                source.set_aside[rule] = len(chosen)
                source.lost_rows += [(number, rule, sep.join(record)) for number, record in chosen]
    frame = (
        pd.DataFrame(kept, columns=range(width)).astype("str").replace("", None)
        if kept
        else pd.DataFrame({i: pd.Series(dtype="str") for i in range(width)})
    )
    frame = frame.astype("str")
    _report_swallowed(frame, np.array(rows, dtype=np.int64), sep, source, problems)
    return frame, np.array(rows, dtype=np.int64)


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
