"""Tables of nodes and edges: Gephi's CSV files, Kumu's workbook and blueprint."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from cooperation_graph.export.records import NetworkRecords, network_records
from cooperation_graph.files import atomic_path, spreadsheet_safe, write_workbook
from cooperation_graph.graph import CooperationGraph, Graphs

__all__ = ["write_gephi", "write_kumu"]


def write_gephi(graphs: Graphs | CooperationGraph, folder: str | Path) -> Path:
    """Write ``nodes.csv`` (Id, Label, attributes) and ``edges.csv`` (Source, Target, Type, Weight…) for Gephi; UTF-8, commas."""
    records = network_records(graphs)
    nodes = records.nodes.rename(columns={"id": "Id", "label": "Label"})
    edges = records.edges.rename(columns={"actor": "Source", "project": "Target"})
    edges.insert(2, "Type", "Undirected")
    edges.insert(3, "Weight", edges["intensity"].fillna(1.0) if "intensity" in edges else 1.0)
    for name, frame in (("nodes.csv", nodes), ("edges.csv", edges)):
        with atomic_path(Path(folder) / name) as scratch:
            spreadsheet_safe(frame).to_csv(scratch, index=False, encoding="utf-8")
    return Path(folder)


def write_kumu(graphs: Graphs | CooperationGraph, path: str | Path) -> Path:
    """Write elements and connections for Kumu: a workbook (.xlsx) or a blueprint (.json).

    Elements have an ID: without one Kumu takes an actor and a project of the same name for one element.

    Examples
    --------
    >>> import tempfile
    >>> from cooperation_graph.testing import tiny_graph
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     content = json.loads(write_kumu(tiny_graph("two_silos"), folder + "/kumu.json").read_text(encoding="utf-8"))
    >>> len(content["elements"]), len(content["connections"])
    (10, 10)
    """
    records = network_records(graphs)
    elements, connections = _kumu(records)
    target = Path(path)
    if target.suffix.lower() == ".json":
        content = {"elements": _known(elements), "connections": _known(connections)}
        for element in content["elements"]:
            element["tags"] = str(element.get("tags") or "").split("|")
        with atomic_path(target) as scratch:
            scratch.write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
        return target
    if target.suffix.lower() != ".xlsx":
        raise ValueError(f"Kumu reads .xlsx and .json, not {target.suffix!r}")
    return write_workbook(target, {"Elements": elements, "Connections": connections})


def _known(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Rows as dictionaries of what they hold."""
    return [{str(k).lower(): v for k, v in row.items() if pd.notna(v)} for row in frame.to_dict("records")]


def _kumu(records: NetworkRecords) -> tuple[pd.DataFrame, pd.DataFrame]:
    nodes = records.nodes
    elements = pd.DataFrame({"Label": nodes["label"], "ID": nodes["id"], "Type": nodes["kind"], "Tags": nodes["waves"]})
    for column in nodes.columns.difference(["id", "kind", "label", "waves"], sort=False):
        elements[str(column)] = nodes[column]
    edges = records.edges
    connections = pd.DataFrame({
        "From": edges["actor"], "To": edges["project"], "Direction": "undirected",
        "Type": edges["roles"].fillna("participation") if "roles" in edges else "participation", "Wave": edges["wave"],
    })  # fmt: skip
    if "intensity" in edges:
        connections["Strength"] = edges["intensity"]
    return elements, connections
