"""The tables of a file or folder of subsidies: which are read, and which only repeat another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cooperation_graph.intake.delimited import RawTable, read_delimited
from cooperation_graph.intake.file import SUFFIXES, names_of, read_parquet
from cooperation_graph.intake.glance import kind_of_file
from cooperation_graph.intake.json_records import read_json_records
from cooperation_graph.intake.subsidies.blocks import Block, split_blocks
from cooperation_graph.intake.subsidies.headings import heading_score
from cooperation_graph.intake.subsidies.table import GrantTable, has_amount, has_grants, read_grant_table
from cooperation_graph.survey.problems import Problems

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["be_lenient", "find_tables", "read_grant_tables", "read_raw_tables"]

#: What these files may do without being refused: their amounts and beneficiaries are read all the same, and it is said.
_LENIENT = {
    "heading_twice": "warning", "cells_without_heading": "warning", "merged_cells": "warning", "impossible_date": "blank",
    "negative_value": "warning", "scientific_notation": "warning",
}  # fmt: skip
#: Share of the rows of a table from which it only repeats another, shares rows with it, or derives from it as its name says.
_REPEATS, _OVERLAPS, _DERIVES = 0.9, 0.3, 0.5
#: Rows under which two tables may be alike by chance.
_FEW = 5
#: Names of sheets that are made from another.
_DERIVED = re.compile(r"(d[ée]tails?|r[ée]cap\w*|synth[èe]se|totaux|total|tcd|bilan|par )\b.*", re.IGNORECASE)


def be_lenient(request: Request, choices: dict[str, str]) -> None:
    """Make choices that the user did not make."""
    given = {option.removeprefix("on_") for option in request.options}
    request.problems.choices |= {rule: choice for rule, choice in choices.items() if rule not in given}


def read_grant_tables(path: Path, request: Request) -> list[GrantTable]:
    """Read the subsidies of a file, or of the files of a folder."""
    tables, unknown = [], []
    for raw, blocks, headings in find_tables(path, request):
        if has_grants(blocks[0]):
            constants = request.mapping.of("constants", *names_of(raw)) or {}
            given = {str(name): str(value) for name, value in constants.items()}
            tables.append(read_grant_table(raw, blocks, headings, given, request.problems))
        else:
            unknown.append((raw, blocks[0]))
    for raw, block in unknown:
        _refuse(raw, block, request.problems, alone=not tables)
    return _without_repeats(tables, request.problems)


def find_tables(path: Path, request: Request) -> list[tuple[RawTable, list[Block], np.ndarray]]:
    """The tables of a file or folder as they stand there, with their blocks and which rows are headings."""
    be_lenient(request, _LENIENT)
    suffixes = (*SUFFIXES, ".json")
    files = [path] if path.is_file() else sorted(p for p in path.iterdir() if p.suffix.lower() in suffixes and not p.name.startswith((".", "~$")))
    return [(raw, *split_blocks(raw, _chosen(raw, request))) for file in files for raw in read_raw_tables(file, request)]


def _chosen(raw: RawTable, request: Request) -> dict[str, str]:
    """Heading -> field for one table: what the user says of it, of its file, or of all."""
    said = request.mapping.columns
    chosen = {str(k): str(v) for k, v in said.items() if not isinstance(v, dict)}
    for place in ("participations", *reversed(names_of(raw))):
        if isinstance(said.get(place), dict):
            chosen |= {str(k): str(v) for k, v in said[place].items()}
    ours = {"actor": "nomBeneficiaire", "amount": "montant", "wave": "exercice", "territory": "territoire", "project": "projet", "sector": "secteur"}
    return {heading: ours.get(field, field) for heading, field in chosen.items()}


def read_raw_tables(path: Path, request: Request) -> list[RawTable]:
    """The tables of a file as they stand in it; their headings are those that name a subsidy best."""
    if request.mapping.of("tables", path.name, path.stem) == "":
        return []
    kind = kind_of_file(path)
    if kind == "workbook":
        from cooperation_graph.intake.workbook import read_workbook

        return read_workbook(path, request, lambda table, asked: heading_score)
    if kind == "json":
        records = read_json_records(path, request.problems)
        return [records] if records is not None else []
    if kind == "parquet":
        raw = read_parquet(path, request.problems, request.progress)
        if raw is None:
            return []
        raw.frame = raw.frame.astype("str")
        return [raw]
    own = request.mapping.of("files", path.name, path.stem) or {}
    text = read_delimited(
        path, request.problems, encoding=own.get("encoding", request.encoding), sep=own.get("sep", request.sep),
        header=own.get("header", request.header), recognise=heading_score, strict=True, progress=request.progress,
    )  # fmt: skip
    return [text] if text is not None else []


def _refuse(raw: RawTable, block: Block, problems: Problems, *, alone: bool) -> None:
    """A table without subsidies is left out beside others, and refused alone: its headings are quoted."""
    if not alone:
        problems.add("unknown_table", file=raw.source.label, value=raw.source.sheet or raw.source.file)
        return
    missing = [] if {"nomBeneficiaire", "idBeneficiaire"} & set(block.fields) else ["nomBeneficiaire"]
    for field in missing + ([] if has_amount(block) else ["montant"]):
        found = problems.quote(*raw.frame.columns)
        problems.add("missing_column", file=raw.source.label, row=raw.source.header_row, field=field, found=found)


def _without_repeats(tables: Sequence[GrantTable], problems: Problems) -> list[GrantTable]:
    """Leave out the tables whose rows stand in another; refuse those that stand there in part.

    Rows that name the same subsidies with other amounts are repeats only in a sheet that says it derives from another.
    """
    kept: list[GrantTable] = []
    for table in sorted(tables, key=lambda table: (-len(table.cells), -len(table.cells.columns))):
        total, source = len(table.cells), table.draft.sources[0]
        best, same, found, names = "", 0, 0, 0.0
        for other in kept:
            alike = tuple(sum((table.counts(amounts=a) & other.counts(amounts=a)).values()) for a in (True, False))
            if max(alike) > max(same, found) or not best:
                best, (same, found) = other.draft.sources[0].label, alike
                names = table.cells["nomBeneficiaire"].isin(other.cells["nomBeneficiaire"]).mean()
        repeats = same >= _REPEATS * total or (names >= _DERIVES and _DERIVED.match(source.sheet) is not None)
        doubtful = same >= _OVERLAPS * total or found >= _REPEATS * total
        if total >= _FEW and (repeats or doubtful):
            fields = {"value": source.label, "found": found, "total": total, "same": same, "other": best}
            problems.add("repeated_table" if repeats else "overlapping_tables", file=source.label, **fields)  # type: ignore[arg-type]
        if total < _FEW or not repeats or problems.choice("repeated_table") != "skip":
            kept.append(table)
    return [table for table in tables if any(table is other for other in kept)]
