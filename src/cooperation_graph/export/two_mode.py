"""Pajek and UCINET: two-mode files with 1-based vertices and quoted labels."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.export.records import NetworkRecords, clean_text, network_records
from cooperation_graph.files import atomic_path
from cooperation_graph.graph import CooperationGraph, Graphs

__all__ = ["write_dl", "write_pajek"]


def _quoted(label: str, longest: int = 200) -> str:
    """A label between double quotes: the formats have no escape, so that quotes and line breaks inside are replaced."""
    return '"' + " ".join(label.replace('"', "'").split())[:longest] + '"'


def _vertices(records: NetworkRecords) -> pd.DataFrame:
    return records.nodes.sort_values("kind", kind="stable").reset_index(drop=True)  # actors come before projects


def write_pajek(graphs: Graphs | CooperationGraph, path: str | Path) -> Path:
    """Write one territory for Pajek: two-mode networks, and a partition for each group attribute.

    Parameters
    ----------
    graphs
        One graph, or the waves of one territory.
    path
        A project (``.paj``) holds everything; a network (``.net``) holds one wave, with a ``.clu`` file beside for each group.

    Raises
    ------
    UnknownName
        A ``.net`` file was asked for several waves, or the graphs belong to several territories.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from cooperation_graph.testing import tiny_graph
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = write_pajek(tiny_graph("two_silos"), folder + "/reseau.paj")
    ...     print(written.read_text(encoding="utf-8-sig").splitlines()[1])
    *Vertices 10 6
    """
    records = network_records(graphs)
    vertices = _vertices(records)
    number = {node: k + 1 for k, node in enumerate(vertices["id"])}
    n_actors = int((vertices["kind"] == "actor").sum())
    alone = Path(path).suffix.lower() == ".net"
    if alone and len(records.waves) != 1:
        raise UnknownName("wave", "one wave", records.waves, hint="A .net file holds one; .paj holds all.")
    lines = []
    for wave in records.waves:
        lines += [] if alone else [f"*Network {clean_text(records.territory)} {wave}".rstrip()]
        lines.append(f"*Vertices {len(vertices)} {n_actors}")
        lines += [f"{k + 1} {_quoted(label)}" for k, label in enumerate(vertices["label"])]
        lines.append("*Edges")
        part = records.edges[records.edges["wave"] == wave]
        lines += [f"{number[a]} {number[p]} 1" for a, p in zip(part["actor"], part["project"], strict=True)]
        lines += [] if alone else [""]
    for group in records.groups:
        codes = {name: k + 1 for k, name in enumerate(sorted({str(v) for v in vertices[group].dropna()}))}
        legend = " ".join(f"{group} ({', '.join(f'{k} {name}' for name, k in codes.items())}; 0: project or unknown)".split())
        own = [f"*Vertices {len(vertices)}", *(str(codes.get(str(value), 0)) if pd.notna(value) else "0" for value in vertices[group])]
        if alone:
            _write(Path(path).with_name(f"{Path(path).stem}_{re.sub('[^A-Za-z0-9-]+', '-', group)}.clu"), [f"% {legend}", *own])
        else:
            lines += [f"*Partition {legend}", *own, ""]
    return _write(path, lines)


def write_dl(graph: Graphs | CooperationGraph, path: str | Path) -> Path:
    """Write one graph as a UCINET DL file, two-mode edge list with row and column labels.

    Labels are cut at 60 characters and numbered where two would be the same.

    Raises
    ------
    UnknownName
        There are several waves or territories.
    """
    records = network_records(graph)
    if len(records.waves) != 1:
        raise UnknownName("wave", "one wave", records.waves, hint="A DL file holds one wave.")
    vertices = _vertices(records)
    labels, taken = {}, set()
    for node, label in zip(vertices["id"], vertices["label"], strict=True):
        base = _quoted(label.replace(",", " "), 60)[1:-1] or node
        name, k = base, 2
        while name.lower() in taken:  # UCINET does not tell capitals apart
            name, k = f"{base[:55]} {k}", k + 1
        taken.add(name.lower())
        labels[node] = f'"{name}"'
    actors, projects = (vertices.loc[vertices["kind"] == kind, "id"] for kind in ("actor", "project"))
    row = {node: k + 1 for k, node in enumerate(actors)}
    column = {node: k + 1 for k, node in enumerate(projects)}
    lines = [f"dl nr={len(actors)} nc={len(projects)} format=edgelist2", "row labels:", *(labels[node] for node in actors)]
    lines += ["column labels:", *(labels[node] for node in projects), "data:"]
    lines += [f"{row[a]} {column[p]} 1" for a, p in zip(records.edges["actor"], records.edges["project"], strict=True)]
    return _write(path, lines)


def _write(path: str | Path, lines: list[str]) -> Path:
    with atomic_path(path) as scratch:
        scratch.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig", newline="")
    return Path(path)
