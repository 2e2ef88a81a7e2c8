"""A survey that :func:`write_parquet` wrote: whole tables, and tables in folders named after territory and wave."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import numpy as np
import pandas as pd

from cooperation_graph.intake.delimited import RawTable
from cooperation_graph.survey.provenance import Source, file_hash
from cooperation_graph.survey.rules import check_choices
from cooperation_graph.survey.tables import TABLES

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["MARK", "read_partitions"]

#: File that says that a folder is such a survey.
MARK = "survey.json"


def read_partitions(folder: Path, request: Request) -> list[tuple[str, RawTable]]:
    """Read every table; territory and wave are the text in the names of folders, whatever it looks like."""
    said = json.loads((folder / MARK).read_text(encoding="utf-8"))
    request.by.extend(name for name in said.get("groups", ()) if name not in request.by)
    own = {option: choice for option, choice in said.get("options", {}).items() if option not in request.options}
    checked = check_choices(own)
    request.problems.choices |= {option.removeprefix("on_"): checked[option.removeprefix("on_")] for option in own}
    found = []
    for table in TABLES:
        files = sorted((folder / table).rglob("*.parquet")) or [path for path in [folder / f"{table}.parquet"] if path.is_file()]
        if files:
            found.append((table, _read(table, files, folder)))
    if not found:
        request.problems.add("no_table", file=folder.name, found=MARK)
    return found


def _read(table: str, files: list[Path], folder: Path) -> RawTable:
    parts, digest = [], hashlib.sha256()
    for path in files:
        named = [part.partition("=") for part in path.parent.relative_to(folder).parts if "=" in part]
        part = pd.read_parquet(path)
        digest.update(file_hash(path).encode())
        for place, (name, _, value) in enumerate(named):
            part.insert(place, name, pd.Series(unquote(value), index=part.index, dtype="str"))
        parts.append(part)
    frame = pd.concat(parts, ignore_index=True)
    kinds = {
        str(name): "boolean" if pd.api.types.is_bool_dtype(frame[name].dtype) else "number"
        for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name].dtype)
    }  # fmt: skip
    source = Source(file=files[0].relative_to(folder).parts[0], sha256=digest.hexdigest(), rows_read=len(frame), notes=[f"{len(files)} files"])
    return RawTable(frame, np.arange(2, len(frame) + 2), source, kinds, named=True)
