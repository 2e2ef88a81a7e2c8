"""GraphML and GEXF: typed attributes, one wave or several, colours by group; for Gephi, Cytoscape, yEd, igraph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from cooperation_graph.export.records import NetworkRecords, clean_text, network_records
from cooperation_graph.files import atomic_path
from cooperation_graph.graph import CooperationGraph, Graphs

__all__ = ["write_gexf", "write_graphml"]

#: Colours of groups (petroff8, distinct for colour-blind readers), then grey.
COLOURS = ("1845fb", "ff5e02", "c91f16", "c849a9", "adad7d", "86c8dd", "578dff", "656364")
PROJECT_COLOUR = "4a4a4a"


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
    """
    import networkx as nx

    records = network_records(graphs)
    graph = _networkx(records)
    by = by or (records.groups[0] if records.groups else None)
    names = sorted({str(v) for v in records.nodes[by].dropna()}) if by else []
    place = {wave: float(k) for k, wave in enumerate(records.waves)}
    dynamic = len(records.waves) > 1
    if dynamic:
        graph.graph.update(mode="dynamic", timeformat="double")
    for node in graph:
        data = graph.nodes[node]
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
    """A simple graph: an actor and a project are joined once, the edge naming its waves."""
    import networkx as nx

    graph = nx.Graph(territory=clean_text(records.territory))
    for row in records.nodes.to_dict("records"):
        data = {str(k): _plain(v) for k, v in row.items() if k != "id" and not pd.isna(v)}
        graph.add_node(row["id"], **data, bipartite=0 if row["kind"] == "actor" else 1)
    for row in records.edges.to_dict("records"):
        if graph.has_edge(row["actor"], row["project"]):
            known = graph.edges[row["actor"], row["project"]]
            known["wave"] += "|" + row["wave"]
            known["weight"] += 1
        else:
            ends = ("actor", "project")
            data = {str(k): _plain(v) for k, v in row.items() if k not in ends and v is not None and not pd.isna(v)}
            graph.add_edge(row["actor"], row["project"], **data, weight=1)
    return graph


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    return value.item() if hasattr(value, "item") else value
