"""One file: what it is, which table it holds, what its headings look like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cooperation_graph.intake.coded import encode_texts, join
from cooperation_graph.intake.delimited import RawTable, read_delimited
from cooperation_graph.intake.glance import kind_of_file
from cooperation_graph.locale import N_
from cooperation_graph.survey.columns import COLUMNS, match_table
from cooperation_graph.survey.problems import Problems
from cooperation_graph.survey.provenance import Source, file_hash
from cooperation_graph.survey.words import fold

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["SUFFIXES", "names_of", "read_file", "recogniser", "table_name"]

#: Rows of a Parquet file from which its texts are held in codes.
LARGE = 500_000
#: Files of a folder that are looked into.
SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".ods", ".xls", ".xlsb", ".parquet")


def read_file(path: Path, request: Request) -> list[tuple[str, RawTable]]:
    """The tables of one file, each with its name in a survey ("" when it has none); one that cannot be read is reported."""
    try:
        return _read(path, request)
    except OSError as error:
        request.problems.add("unreadable_file", file=path.name, detail=error.strerror or str(error))
        return []


def _read(path: Path, request: Request) -> list[tuple[str, RawTable]]:
    named = request.mapping.of("tables", path.name, path.stem)
    if named == "":
        return []
    kind = kind_of_file(path)
    if kind == "workbook":
        from cooperation_graph.intake.workbook import read_workbook

        sheets = read_workbook(path, request, recogniser)
        return [(table_name(raw, request, path.stem if len(sheets) == 1 else ""), raw) for raw in sheets]
    table = named or match_table(path.stem)
    if kind == "parquet":
        raw: RawTable | None = read_parquet(path, request.problems, request.progress)
    else:
        own = request.mapping.of("files", path.name, path.stem) or {}
        raw = read_delimited(
            path,
            request.problems,
            encoding=own.get("encoding", request.encoding),
            sep=own.get("sep", request.sep),
            header=own.get("header", request.header),
            recognise=recogniser(table, request),
            coded=True,
            progress=request.progress,
        )
    return [(table or "", raw)] if raw is not None else []


def table_name(raw: RawTable, request: Request, called: str = "") -> str:
    """The table that a file or sheet is, by what the user says, then by its name."""
    named = request.mapping.of("tables", *names_of(raw))
    if named is not None:
        return str(named)
    names = (called, raw.source.sheet or Path(raw.source.file).stem)
    return next((table for name in names if name and (table := match_table(name))), "")


def names_of(raw: RawTable) -> tuple[str, ...]:
    return (raw.source.label, raw.source.sheet or raw.source.file, raw.source.file, Path(raw.source.file).stem)


def recogniser(table: str | None, request: Request) -> Callable[[Sequence[str]], int]:
    """A function that counts the known headings among some cells."""
    tables = [table] if table else list(COLUMNS)
    words = {fold(word) for name in tables for tiers in COLUMNS[name].values() for tier in tiers for word in tier}
    for heading, field in request.mapping.columns.items():
        words |= {fold(str(inner)) for inner in field} if isinstance(field, dict) else {fold(str(heading))}
    return lambda cells: len(
        {key for cell in cells if isinstance(cell, str) and len(cell) < 100 and (key := fold(cell)) in words}
    )


def read_parquet(path: Path, problems: Problems, progress: Callable[[int, int], None] | None = None) -> RawTable | None:
    """A Parquet file keeps the types it has; it is read a group of rows at a time. Lists become cells joined by ``|``."""
    try:
        import pyarrow  # type: ignore[import-untyped]
        from pyarrow import parquet  # type: ignore[import-untyped]
    except ImportError as error:
        raise ImportError("Parquet files need pyarrow: pip install cooperation-graph[data]") from error
    try:
        with parquet.ParquetFile(path) as file:
            total = file.metadata.num_rows
            coded = total > LARGE
            parts = []
            for group in range(file.num_row_groups):
                part = file.read_row_group(group)
                parts.append(encode_texts(part) if coded else part.to_pandas())
                if progress is not None:
                    progress(sum(map(len, parts)), total)
            frame = join(parts) if coded else pd.concat(parts, ignore_index=True) if parts else file.read().to_pandas()
            del parts
            frame = frame.rename(columns=str)
    except pyarrow.ArrowException:
        problems.add("unreadable_file", file=path.name, detail=N_("it is damaged, or was cut short"))
        return None
    for name in frame.columns[[isinstance(dtype, np.dtype) and dtype.kind == "O" for dtype in frame.dtypes]]:
        if any(map(_is_no_value, frame[name])):
            problems.add("nested_column", file=path.name, column=name)
    kinds = {
        name: "boolean" if pd.api.types.is_bool_dtype(frame[name].dtype) else "number"
        for name in frame.columns
        if pd.api.types.is_numeric_dtype(frame[name].dtype)
    }
    source = Source(file=path.name, sha256=file_hash(path), rows_read=len(frame))
    return RawTable(frame, np.arange(2, len(frame) + 2), source, kinds)


def _is_no_value(cell: object) -> bool:
    """Whether a cell of Parquet is a record, or bytes that are no text: no table has such cells."""
    try:
        return isinstance(cell, dict) or (isinstance(cell, bytes) and not cell.decode("utf-8").isprintable())
    except UnicodeDecodeError:
        return True
