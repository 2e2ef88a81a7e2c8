"""The reader of tables: a folder of files, a workbook, a data package, or one file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cooperation_graph.intake.delimited import RawTable, read_delimited
from cooperation_graph.survey.columns import COLUMNS, match_columns, match_table
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.provenance import Source, file_hash
from cooperation_graph.survey.words import fold

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["read_tables"]

_TEXT, _BOOKS, _PARQUET = (".csv", ".tsv", ".txt", ".tab"), (".xlsx", ".xlsm", ".ods", ".xls", ".xlsb"), (".parquet",)


def read_tables(path: Path, request: Request) -> list[Draft]:
    """Read every table that stands at `path`; what is not a table of a survey is reported, not read."""
    if path.is_dir() and (path / "datapackage.json").is_file():
        path = path / "datapackage.json"
    if path.suffix == ".json":
        from cooperation_graph.intake.package import read_package

        found = read_package(path, request)
    elif path.is_dir():
        found = _read_folder(path, request)
    else:
        found = _read_file(path, request)
        if len(found) == 1 and not found[0][0]:
            found = [("participations" if request.mapping.of("tables", *_names(found[0][1])) is None else "", found[0][1])]
    return _make_drafts(found, request)


def _read_folder(folder: Path, request: Request) -> list[tuple[str, RawTable]]:
    found: list[tuple[str, RawTable]] = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix.lower() in (*_TEXT, *_BOOKS, *_PARQUET) and not path.name.startswith((".", "~$")):
            found += _read_file(path, request)
    if not found and not request.problems.errors:
        names = ", ".join(sorted(path.name for path in folder.iterdir())[:10]) or "–"
        request.problems.add("no_table", file=folder.name, found=names)
    return found


def _read_file(path: Path, request: Request) -> list[tuple[str, RawTable]]:
    """The tables of one file, each with its name in a survey ("" when it has none)."""
    named = request.mapping.of("tables", path.name, path.stem)
    if named == "":
        return []
    kind = _kind(path)
    if kind == "workbook":
        from cooperation_graph.intake.workbook import read_workbook

        return [(table_name(raw, request), raw) for raw in read_workbook(path, request, recogniser)]
    table = named or match_table(path.stem)
    if kind == "parquet":
        raw: RawTable | None = read_parquet(path)
    else:
        own = request.mapping.of("files", path.name, path.stem) or {}
        raw = read_delimited(
            path, request.problems, encoding=own.get("encoding", request.encoding), sep=own.get("sep", request.sep),
            header=own.get("header", request.header), recognise=recogniser(table, request),
        )  # fmt: skip
    return [(table or "", raw)] if raw is not None else []


def _kind(path: Path) -> str:
    """What a file is, by its first bytes rather than by its name."""
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "workbook"
    return "parquet" if head.startswith(b"PAR1") else "text"


def table_name(raw: RawTable, request: Request) -> str:
    """The table that a file or sheet is, by what the user says, then by its name."""
    named = request.mapping.of("tables", *_names(raw))
    return str(named) if named is not None else match_table(raw.source.sheet or Path(raw.source.file).stem) or ""


def _names(raw: RawTable) -> tuple[str, ...]:
    return (raw.source.label, raw.source.sheet or raw.source.file, raw.source.file, Path(raw.source.file).stem)


def recogniser(table: str | None, request: Request) -> Callable[[Sequence[str]], int]:
    """A function that counts the known headings among some cells."""
    tables = [table] if table else list(COLUMNS)
    words = {fold(word) for name in tables for tiers in COLUMNS[name].values() for tier in tiers for word in tier}
    for heading, field in request.mapping.columns.items():
        words |= {fold(str(inner)) for inner in field} if isinstance(field, dict) else {fold(str(heading))}
    return lambda cells: len({key for cell in cells if isinstance(cell, str) and len(cell) < 100 and (key := fold(cell)) in words})


def read_parquet(path: Path) -> RawTable:
    """A Parquet file keeps the types it has."""
    frame = pd.read_parquet(path).rename(columns=str)
    kinds = {
        name: "boolean" if pd.api.types.is_bool_dtype(frame[name].dtype) else "number"
        for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name].dtype)
    }  # fmt: skip
    source = Source(file=path.name, sha256=file_hash(path), rows_read=len(frame))
    return RawTable(frame, np.arange(2, len(frame) + 2), source, kinds)


def _make_drafts(found: list[tuple[str, RawTable]], request: Request) -> list[Draft]:
    if not any(table == "participations" for table, _ in found):
        found = _guess_participations(found, request)
    drafts = []
    for table, raw in found:
        if not table:
            said = raw.source.sheet or raw.source.file
            if request.mapping.of("tables", *_names(raw)) is None:
                request.problems.add("unknown_table", file=raw.source.label, value=said)
            continue
        for column, value in (request.mapping.of("constants", *_names(raw), table) or {}).items():
            raw.frame = raw.frame.assign(**{column: pd.Series(str(value), index=raw.frame.index, dtype="str")})
            raw.source.notes.append(f"{column} = {value!r} everywhere, as the mapping says")
        drafts.append(Draft.read(table, raw.frame, raw.rows, raw.source, raw.kinds))
    return drafts


def _guess_participations(found: list[tuple[str, RawTable]], request: Request) -> list[tuple[str, RawTable]]:
    """Where no name says which table holds the participations, the only unnamed one with actors and projects does."""
    def holds_both(raw: RawTable) -> bool:
        fields = set(match_columns("participations", list(raw.frame.columns)).fields.values())
        return bool(fields & {"actor", "actor_name"}) and bool(fields & {"project", "project_name"})

    candidates = [raw for table, raw in found if not table and request.mapping.of("tables", *_names(raw)) is None and holds_both(raw)]
    if len(candidates) != 1:
        return found
    said = candidates[0].source.sheet or candidates[0].source.file
    request.problems.add("guessed_table", file=candidates[0].source.label, value=said, field="participations")
    return [("participations" if raw is candidates[0] else table, raw) for table, raw in found]
