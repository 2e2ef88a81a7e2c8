"""Delimited text (CSV, TSV): separator, headings, and the number of cells of every line, before anything is believed.

Line ends inside quoted cells do not count as rows, and rows are numbered as a spreadsheet numbers them.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.intake.coded import can_code, encode, join
from cooperation_graph.intake.encoding import to_utf8
from cooperation_graph.intake.header import find_header, join_headings, report_above, tidy_columns
from cooperation_graph.intake.records import parse_records
from cooperation_graph.intake.stream import LARGE, LONGEST_LINE, NotStreamed, stream_utf8
from cooperation_graph.locale import N_
from cooperation_graph.survey.problems import Problems
from cooperation_graph.survey.provenance import Source

__all__ = ["RawTable", "read_delimited"]

#: Separators that are looked for.
SEPARATORS = (";", "\t", ",", "|")
#: First bytes of what is sometimes named .csv.
_NOT_TEXT = (
    (b"PK\x03\x04", N_("a workbook or an archive")),
    (b"\xd0\xcf\x11\xe0", N_("an old workbook (.xls)")),
    (b"%PDF", N_("a PDF file")),
    (b"PAR1", N_("a Parquet file")),
)
_CHUNK = 2**20


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
    coded: bool = False,
    progress: Callable[[int, int], None] | None = None,
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
    coded
        Whether the columns of a large file may come in codes: see :mod:`cooperation_graph.survey.coded`.
    progress
        Told the bytes read and their number, for a large file.
    """
    source = Source(file=name or path.name)
    if sep and len(sep) != 1:
        raise UnknownName("separator", sep, SEPARATORS)
    if header is not None and (not isinstance(header, int) or header < 1):
        raise UnknownName("row of headings", header, [], hint="Rows are numbered from 1.")

    def report(rule: str, **fields: Any) -> None:
        problems.add(rule, file=source.file, **fields)

    if encoding in (None, "utf-8", "utf-8-sig") and path.stat().st_size > LARGE and not _kind_of_no_text(path):
        said = len(problems.records)
        try:
            blocks = stream_utf8(path, source, report, progress)
            return _read_table(blocks, source, problems, sep, header, recognise, strict, coded=coded and can_code())
        except NotStreamed:  # something that must be seen whole to be told
            del problems.records[said:]
            source = Source(file=source.file)
    data = _load(path, source, report)
    if data is None or (decoded := to_utf8(data, encoding, report)) is None:
        return None
    del data
    text, source.encoding = decoded
    return _read_table(iter([text]), source, problems, sep, header, recognise, strict)


def _read_table(
    blocks: Iterator[bytes], source: Source, problems: Problems, sep: str | None, header: int | None,
    recognise: Callable[[Sequence[str]], int], strict: bool, coded: bool = False,
) -> RawTable | None:  # fmt: skip
    """Find separator and headings in the first block of text, then cut block after block."""

    def report(rule: str, **fields: Any) -> None:
        problems.add(rule, file=source.file, **fields)

    text = next(blocks, b"")
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
    frames, numbers, before = [], [], 0
    width = len(headings)
    for part in chain([text], blocks):
        read = parse_records(part, sep, width, place if not before else -1, source, problems, strict, before, coded=coded)
        if read is None:
            return None
        frames.append(encode(read[0]) if coded and isinstance(read[0], pd.DataFrame) else read[0])
        numbers.append(read[1])
        before += read[2]
    frame = join(frames) if coded else frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    frame, rows = tidy_columns(frame, headings, np.concatenate(numbers), source, problems)
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
    if kind := _kind_of_no_text(path):
        report("not_text", detail=kind)
        return None
    return data


def _kind_of_no_text(path: Path) -> str:
    """What a file is that is no text, by its first bytes."""
    with path.open("rb") as stream:
        head = stream.read(8)
    return next((kind for magic, kind in _NOT_TEXT if head.startswith(magic)), "")


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
