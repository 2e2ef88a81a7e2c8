"""The reader of tables: a folder of files, a workbook, a data package, or one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cooperation_graph.intake.delimited import RawTable
from cooperation_graph.intake.file import SUFFIXES, names_of, read_file, recogniser
from cooperation_graph.intake.package import read_package
from cooperation_graph.intake.partitions import MARK, read_partitions
from cooperation_graph.locale import N_
from cooperation_graph.survey.coded import distinct, is_coded
from cooperation_graph.survey.columns import match_columns
from cooperation_graph.survey.draft import Draft

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["make_drafts", "read"]

#: Blank rows after which another table is looked for.
_GAPS = 1000


def read(path: Path, request: Request) -> list[Draft]:
    """Read every table that stands at `path`; what is not a table of a survey is reported, not read."""
    if path.is_dir() and (path / "datapackage.json").is_file():
        path = path / "datapackage.json"
    if path.is_dir() and (path / MARK).is_file():
        found = read_partitions(path, request)
    elif path.suffix == ".json":
        found = read_package(path, request)
    elif path.is_dir():
        found = _read_folder(path, request)
    else:
        found = read_file(path, request)
        if len(found) == 1 and not found[0][0]:
            found = [("participations" if request.mapping.of("tables", *names_of(found[0][1])) is None else "", found[0][1])]
    return make_drafts(found, request)


def _read_folder(folder: Path, request: Request) -> list[tuple[str, RawTable]]:
    found: list[tuple[str, RawTable]] = []
    for path in sorted(folder.iterdir()):
        if path.is_dir() or path.suffix.lower() not in SUFFIXES or path.name.startswith((".", "~$")):
            continue
        if path.is_file():
            found += read_file(path, request)
        else:
            request.problems.add("unreadable_file", file=path.name, detail=N_("it is a link that leads nowhere, or no ordinary file"))
    if not found and not request.problems.errors:
        names = ", ".join(sorted(path.name for path in folder.iterdir())[:10]) or "–"
        request.problems.add("no_table", file=folder.name, found=names)
    return found


def make_drafts(found: list[tuple[str, RawTable]], request: Request) -> list[Draft]:
    """Drafts of the tables found, each with the name of what it holds; what is no table of a survey is reported."""
    if not any(table == "participations" for table, _ in found):
        found = _guess_participations(found, request)
    drafts = []
    for table, raw in found:
        if not table:
            said = raw.source.sheet or raw.source.file
            if request.mapping.of("tables", *names_of(raw)) is None:
                request.problems.add("unknown_table", file=raw.source.label, value=said)
            continue
        _report_second_table(raw, table, request)
        for column, value in (request.mapping.of("constants", *names_of(raw), table) or {}).items():
            raw.frame = raw.frame.assign(**{column: pd.Series(str(value), index=raw.frame.index, dtype="str")})
            raw.source.notes.append(f"{column} = {value!r} everywhere, as the mapping says")
        draft = Draft.read(table, raw.frame, raw.rows, raw.source, raw.kinds)
        draft.named = raw.named
        drafts.append(draft)
    return drafts


def _report_second_table(raw: RawTable, table: str, request: Request) -> None:
    """Headings among the rows, after a blank row or a title: another table begins, whose rows are not of this one."""
    known = recogniser(None, request)
    own = list(map(str, raw.frame.columns))
    after_blank = np.flatnonzero(np.diff(raw.rows) > 1)[:_GAPS] + 1
    first = raw.frame.iloc[:, 0] if own else pd.Series(dtype="str")
    texts = first.dtype == "str" or is_coded(first)
    again = np.flatnonzero((first == own[0]).to_numpy(dtype=bool)) if texts and (distinct(first) == own[0]).any() else after_blank[:0]
    for place in sorted({*after_blank.tolist(), *(after_blank + 1).tolist(), *again.tolist()}):
        cells = [str(cell) for cell in raw.frame.iloc[place].dropna()] if place < len(raw.frame) else []
        if len(cells) > 1 and known(cells) >= max(2, len(cells) / 2):
            request.problems.add("second_table", file=raw.source.label, table=table, row=int(raw.rows[place]), value=", ".join(cells))
            return


def _guess_participations(found: list[tuple[str, RawTable]], request: Request) -> list[tuple[str, RawTable]]:
    """Where no name says which table holds the participations, the only unnamed one with actors and projects does."""

    def holds_both(raw: RawTable) -> bool:
        fields = set(match_columns("participations", list(raw.frame.columns)).fields.values())
        return bool(fields & {"actor", "actor_name"}) and bool(fields & {"project", "project_name"})

    candidates = [
        raw for table, raw in found if not table and request.mapping.of("tables", *names_of(raw)) is None and holds_both(raw)
    ]
    if len(candidates) != 1:
        return found
    said = candidates[0].source.sheet or candidates[0].source.file
    request.problems.add("guessed_table", file=candidates[0].source.label, value=said, field="participations")
    return [("participations" if raw is candidates[0] else table, raw) for table, raw in found]
