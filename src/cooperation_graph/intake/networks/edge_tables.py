"""Tables of nodes and edges, as Gephi, Kumu, igraph or a spreadsheet hold them: CSV files of a folder, one file of edges, a workbook, Kumu's JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cooperation_graph.files import unguard
from cooperation_graph.intake.delimited import RawTable, read_delimited
from cooperation_graph.intake.networks.model import Network
from cooperation_graph.survey.provenance import Source, file_hash
from cooperation_graph.survey.words import fold

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["edge_headings", "read_edge_tables"]

_SOURCE = ("source", "from", "de", "origine", "ego", "noeud1", "node1")
_TARGET = ("target", "to", "vers", "a", "cible", "alter", "destination", "noeud2", "node2")
_ID = ("id", "identifiant", "node", "noeud", "name", "nom", "label")
_LABEL = ("label", "libelle", "nom", "name")


def edge_headings(cells: list[str]) -> tuple[str, str] | None:
    """Headings of the two ends of an edge among some cells.

    Examples
    --------
    >>> edge_headings(["Source", "Target", "Weight"]), edge_headings(["Acteur", "Action"])
    (('Source', 'Target'), None)
    """
    source, target = (next((cell for name in names for cell in cells if fold(cell) == name), None) for names in (_SOURCE, _TARGET))
    return (source, target) if source and target else None


def read_edge_tables(path: Path, request: Request) -> Network | None:
    """Read edges, and nodes where a table of them stands beside."""
    tables = _tables(path, request)
    with_ends = [bool(edge_headings([str(c) for c in raw.frame.columns])) for raw in tables]
    edges = [raw for raw, ends in zip(tables, with_ends, strict=True) if ends]
    nodes = [raw for raw, ends in zip(tables, with_ends, strict=True) if not ends and _heading(raw, _ID)]
    if len(edges) != 1 or len(nodes) > 1:
        if not request.problems.errors:
            names = ", ".join(raw.source.label for raw in tables) or "–"
            request.problems.add("bad_network", file=path.name, value=names, detail=f"Source, Target? ({names})")
        return None
    table = edges[0]
    named = edge_headings([str(c) for c in table.frame.columns])
    assert named is not None
    frame = table.frame.rename(columns=dict(zip(named, ("source", "target"), strict=True))).astype("str")
    frame = frame[["source", "target", *(c for c in frame.columns if c not in ("source", "target"))]]
    blank = frame[["source", "target"]].isna().any(axis=1).to_numpy()
    problems = request.problems
    problems.add_rows("unknown_node", np.flatnonzero(blank), files=table.source.label, rows=table.rows, values=[""] * int(blank.sum()))
    frame, rows = frame.loc[~blank].reset_index(drop=True), table.rows[~blank]
    kinds = next((frame[c] for c in frame.columns if fold(str(c)) in ("type", "direction")), pd.Series(dtype="str"))
    directed = not kinds.dropna().str.lower().eq("undirected").any()
    if not nodes:
        nothing = pd.DataFrame({"id": pd.Series(dtype="str"), "label": pd.Series(dtype="str")})
        return Network(nothing, frame, np.zeros(0, dtype=np.int64), rows, table.source, table.source, directed)
    listed = nodes[0].frame.astype("str")
    identifier = str(_heading(nodes[0], _ID))
    label = next((str(c) for name in _LABEL for c in listed.columns if fold(str(c)) == name and c != identifier), identifier)
    tidy = listed.drop(columns=list({identifier, label}))
    tidy.insert(0, "id", listed[identifier])
    tidy.insert(1, "label", listed[label].where(listed[label].notna(), listed[identifier]))
    waves = {wave for wave in frame.get("wave", frame.get("Wave", pd.Series(dtype="str"))).dropna()}
    for column in tidy.columns[2:]:  # Kumu holds lists in tags
        if fold(str(column)) == "tags" and waves and set(tidy[column].dropna().str.split("|").explode()) <= waves:
            tidy = tidy.rename(columns={column: "waves"})
    for texts in (tidy, frame):  # marks against formulas, which our own files put
        for column in texts.columns:
            texts[column] = texts[column].map(unguard, na_action="ignore")
    return Network(tidy, frame, nodes[0].rows, rows, nodes[0].source, table.source, directed)


def _heading(raw: RawTable, names: tuple[str, ...]) -> str | None:
    return next((str(c) for name in names for c in raw.frame.columns if fold(str(c)) == name), None)


def _tables(path: Path, request: Request) -> list[RawTable]:
    if path.is_dir():
        files = [p for p in sorted(path.iterdir()) if p.suffix.lower() in (".csv", ".tsv", ".txt") and not p.name.startswith(".")]
        return [raw for file in files for raw in _tables(file, request)]
    if path.suffix.lower() == ".json":
        return _kumu(path, request)
    if path.suffix.lower() in (".xlsx", ".xlsm", ".ods", ".xls"):
        from cooperation_graph.intake.workbook import read_workbook

        return list(read_workbook(path, request, lambda table, request: _known))
    raw = read_delimited(path, request.problems, encoding=request.encoding, sep=request.sep, header=request.header, recognise=_known)
    return [raw] if raw is not None else []


def _known(cells: object) -> int:
    words = {fold(str(cell)) for cell in cells if cell}  # type: ignore[attr-defined]
    return len(words & {*_SOURCE, *_TARGET, *_ID, "type", "weight", "kind"})


def _kumu(path: Path, request: Request) -> list[RawTable]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        tables = {name: content[name] for name in ("elements", "connections")}
    except (ValueError, KeyError, TypeError) as error:
        request.problems.add("bad_network", file=path.name, detail=f"{type(error).__name__}: {error}")
        return []
    digest = file_hash(path)
    found = []
    for name, records in tables.items():
        rows = [{str(k): "|".join(map(str, v)) if isinstance(v, list) else str(v) for k, v in record.items() if v is not None} for record in records]
        frame = pd.DataFrame.from_records(rows).astype("str")
        found.append(RawTable(frame, np.arange(1, len(frame) + 1), Source(file=path.name, sheet=name, sha256=digest), {}))
    return found
