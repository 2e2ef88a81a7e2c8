"""GraphML and GEXF: nodes, edges and attributes as text; an attribute keeps its title, a node its label."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cooperation_graph.intake.networks.model import Network
from cooperation_graph.survey.provenance import Source, file_hash

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["read_xml_network"]

#: Attributes of nodes that hold their label, the first that is there.
_LABELS = ("label", "Label", "name", "Name", "nom", "Nom", "d_label")


def read_xml_network(path: Path, request: Request) -> Network | None:
    """Read a GraphML or GEXF file; a file that is neither, or is damaged, is reported."""
    try:
        root = ET.parse(path).getroot()
    except ET.ParseError as error:
        request.problems.add("bad_network", file=path.name, row=error.position[0], detail=str(error))
        return None
    kind = _tag(root)
    if kind not in ("graphml", "gexf"):
        request.problems.add("bad_network", file=path.name, value=kind, detail=f"<{kind}>: GraphML, GEXF?")
        return None
    graph = _first(root, "graph")
    if graph is None:
        request.problems.add("bad_network", file=path.name, detail="<graph>?")
        return None
    for tag in ("hyperedge", "port"):
        if n := sum(1 for _ in _all(graph, tag)):
            request.problems.add("left_out_part", file=path.name, value=tag, count=n, detail=f"<{tag}>: {n}")
    nodes, edges = (_graphml if kind == "graphml" else _gexf)(root, graph)
    directed = graph.get("edgedefault" if kind == "graphml" else "defaultedgetype", "undirected") == "directed"
    return _network(path, nodes, edges, directed, _territory(root, graph))


def _network(path: Path, nodes: list[dict[str, str]], edges: list[dict[str, str]], directed: bool, territory: str) -> Network:
    frame = _frame(nodes, ("id",))
    label = next((name for name in _LABELS if name in frame), None)
    names = frame[label].where(frame[label].notna(), frame["id"]) if label else frame["id"]
    frame = frame.drop(columns=[label] if label else [])
    frame.insert(1, "label", names)
    ends = _frame(edges, ("source", "target"))
    digest = file_hash(path)
    node_source, edge_source = (Source(file=path.name, sheet=name, sha256=digest) for name in ("nodes", "edges"))
    return Network(
        frame, ends, np.arange(1, len(frame) + 1), np.arange(1, len(ends) + 1), node_source, edge_source, directed, territory=territory
    )


def _frame(records: list[dict[str, str]], first: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame.from_records(records, columns=None if records else list(first)).astype("str")
    return frame[[*first, *(name for name in frame.columns if name not in first)]]


def _graphml(root: ET.Element, graph: ET.Element) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    titles = {key.get("id", ""): key.get("attr.name", "") or key.get("id", "") for key in _all(root, "key")}
    defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
    for key in _all(root, "key"):
        default = _first(key, "default")
        for side in defaults:
            if default is not None and default.text and key.get("for") in (side, "all"):
                defaults[side][titles[key.get("id", "")]] = default.text

    def read(element: ET.Element, side: str, ends: tuple[str, ...]) -> dict[str, str]:
        said = {end: element.get(end, "") for end in ends}
        for data in (child for child in element if _tag(child) == "data"):
            label = next((inner for inner in data.iter() if _tag(inner) == "NodeLabel"), None)  # yEd draws its labels
            text, title = (label.text, "label") if label is not None else (data.text, titles.get(data.get("key", ""), data.get("key", "")))
            if text and text.strip():
                said.setdefault(title, text.strip())
        return {**defaults[side], **said}

    return [read(e, "node", ("id",)) for e in _all(graph, "node")], [read(e, "edge", ("source", "target")) for e in _all(graph, "edge")]


def _gexf(root: ET.Element, graph: ET.Element) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    titles: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
    defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
    for group in _all(graph, "attributes"):
        side = group.get("class", "node")
        for attribute in _all(group, "attribute"):
            title = attribute.get("title", "") or attribute.get("id", "")
            titles.setdefault(side, {})[attribute.get("id", "")] = title
            default = _first(attribute, "default")
            if default is not None and default.text:
                defaults.setdefault(side, {})[title] = default.text

    def read(element: ET.Element, side: str, ends: tuple[str, ...]) -> dict[str, str]:
        said = {end: element.get(end, "") for end in ends}
        extra = {name: element.get(name) for name in ("label", "weight", "kind") if element.get(name) and (side == "edge" or name == "label")}
        for holder in (child for child in element if _tag(child) == "attvalues"):
            for value in holder:
                title = titles[side].get(value.get("for") or value.get("id") or "", value.get("for") or "")
                said[title] = f"{said[title]}|{value.get('value', '')}" if title in said else value.get("value", "")
        return {**defaults[side], **{k: str(v) for k, v in extra.items() if k not in said}, **{k: v for k, v in said.items() if v}}

    nodes = [read(e, "node", ("id",)) for e in _all(graph, "node")]
    elements = list(_all(graph, "edge"))
    edges = [read(e, "edge", ("source", "target")) for e in elements]
    if graph.get("mode") == "dynamic" and not any("wave" in edge for edge in edges):
        _add_waves(elements, edges)
    return nodes, edges


def _add_waves(elements: list[ET.Element], edges: list[dict[str, str]]) -> None:
    """Waves are the moments at which edges begin; an edge is in those that its spells cover."""
    spells = []
    for element in elements:
        own = [(s.get("start"), s.get("end") or s.get("endopen")) for s in _all(element, "spell")] or [(element.get("start"), element.get("end"))]
        spells.append([(_moment(a), _moment(b)) for a, b in own if a is not None])
    moments = sorted({start for own in spells for start, _ in own if start is not None})
    for element_spells, edge in zip(spells, edges, strict=True):
        inside = [m for m in moments if any(a is not None and a <= m and (b is None or m < b or a == m) for a, b in element_spells)]
        if inside:
            edge["wave"] = "|".join(f"{m:g}" if isinstance(m, float) else m for _, m in inside)


def _moment(text: str | None) -> tuple[int, float | str] | None:
    """A number or a date, in an order that never mixes the two."""
    if text is None or text in ("-Infinity", "Infinity", ""):
        return None
    try:
        return 0, float(text)
    except ValueError:
        return 1, text


def _territory(root: ET.Element, graph: ET.Element) -> str:
    keys = {key.get("id") for key in _all(root, "key") if key.get("attr.name") == "territory" and key.get("for") == "graph"}
    return next((child.text or "" for child in graph if _tag(child) == "data" and child.get("key") in keys), "")


def _tag(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(element: ET.Element, tag: str) -> Iterator[ET.Element]:
    return (inner for inner in element.iter() if _tag(inner) == tag)


def _first(element: ET.Element, tag: str) -> ET.Element | None:
    return next(_all(element, tag), None)
