"""GraphML and GEXF: typed attributes, one wave or several, colours by group; for Gephi, Cytoscape, yEd, igraph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.export.records import NetworkRecords, clean_text, network_records
from cooperation_graph.files import atomic_path
from cooperation_graph.graph import CooperationGraph, Graphs

__all__ = ["write_gexf", "write_graphml"]

#: Colours of groups (petroff8, distinct for colour-blind readers), then grey.
COLOURS = ("1845fb", "ff5e02", "c91f16", "c849a9", "adad7d", "86c8dd", "578dff", "656364")
PROJECT_COLOUR = "4a4a4a"
#: Attributes that mean time in GEXF.
_SPELLS = {"start", "end"}


def write_graphml(graphs: Graphs | CooperationGraph, path: str | Path) -> Path:
    """Write the graphs of one territory as GraphML; edges say their wave and roles.

    Parameters
    ----------
    graphs
        One graph, or the waves of one territory.
    path
        File to write; replaced whole.

    Examples
    --------
    >>> import tempfile
    >>> from cooperation_graph.testing import tiny_graph
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_graphml(tiny_graph("two_silos"), folder + "/reseau.graphml").name
    'reseau.graphml'
    """
    import networkx as nx

    records = network_records(graphs)
    graph = _networkx(records)
    with atomic_path(path) as scratch:
        nx.write_graphml(graph, scratch, encoding="utf-8", named_key_ids=False)
    return Path(path)


def write_gexf(graphs: Graphs | CooperationGraph, path: str | Path, *, by: str | None = None) -> Path:
    """Write the graphs of one territory as GEXF 1.2: typed, coloured by group, dynamic when there are several waves.

    Parameters
    ----------
    graphs
        One graph, or the waves of one territory: nodes and edges then carry the spells of the waves they are in, numbered
        0, 1, 2… in the order of the waves (named in the attribute ``waves``).
    path
        File to write.
    by
        Attribute that colours actors; the first group attribute without.

    Raises
    ------
    UnknownName
        Actors have no such attribute, or the graphs belong to several territories.
    """
    import networkx as nx

    records = network_records(graphs)
    graph = _networkx(records)
    by = by or (records.groups[0] if records.groups else None)
    if by is not None and by not in records.nodes.columns:
        raise UnknownName("attribute of actors", by, records.nodes.columns.difference(["id", "kind", "label", "waves"]))
    names = sorted({str(v) for v in records.nodes[by].dropna()}) if by else []
    place = {wave: float(k) for k, wave in enumerate(records.waves)}
    dynamic = len(records.waves) > 1
    if dynamic:
        graph.graph.update(mode="dynamic", timeformat="double")
    for node in graph:
        data = graph.nodes[node]
        for name in _SPELLS.intersection(data):  # the dates of a project are no spell on the graph's own scale of waves
            data[f"{name}_date"] = data.pop(name)
        colour = PROJECT_COLOUR
        if data["kind"] == "actor":
            known = data.get(by) if by else None
            colour = COLOURS[min(names.index(str(known)), 7)] if known is not None else COLOURS[7]
        red, green, blue = (int(colour[k : k + 2], 16) for k in (0, 2, 4))
        data["viz"] = {"color": {"r": red, "g": green, "b": blue, "a": 1.0}, "size": 6.0 if data["kind"] == "actor" else 3.0}
        if dynamic:
            data["spells"] = [(place[w], place[w] + 1) for w in data["waves"].split("|")]
    if dynamic:
        for _, _, data in graph.edges(data=True):
            data["spells"] = [(place[w], place[w] + 1) for w in data["wave"].split("|")]
    with atomic_path(path) as scratch:
        nx.write_gexf(graph, scratch, encoding="utf-8")
    return Path(path)


def _networkx(records: NetworkRecords) -> Any:
    """A simple graph: an actor and a project are joined once, the edge naming its waves.

    What an edge says stands under its plain name when it is the same in each of its waves, else under the name and the wave too
    (``intensity 2023``); roles are joined.
    """
    import networkx as nx

    graph = nx.Graph(territory=clean_text(records.territory))
    for row in records.nodes.to_dict("records"):
        data = {str(k): _plain(v) for k, v in row.items() if k != "id" and not pd.isna(v)}
        graph.add_node(row["id"], **data, bipartite=0 if row["kind"] == "actor" else 1)
    said: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in records.edges.to_dict("records"):
        said.setdefault((row["actor"], row["project"]), []).append({str(k): v for k, v in row.items() if v is not None and not pd.isna(v)})
    for (actor, project), rows in said.items():
        graph.add_edge(actor, project, wave="|".join(row["wave"] for row in rows), **_of_waves(rows), weight=len(rows))
    return graph


def _of_waves(rows: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("roles", "intensity"):
        values = {row["wave"]: _plain(row[name]) for row in rows if name in row}
        if name == "roles" and values:
            found[name] = "|".join(sorted({role for text in values.values() for role in text.split("|")}))
        elif values and len(set(values.values())) == 1 and len(values) == len(rows):
            found[name] = next(iter(values.values()))
        if len(rows) > 1 and (len(set(values.values())) > 1 or 0 < len(values) < len(rows)):
            found |= {f"{name} {wave}": value for wave, value in values.items()}
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    return value.item() if hasattr(value, "item") else value
