"""Reader of network files (format ``graph``): which of them a file is, and its tables."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from cooperation_graph.intake.glance import Glance, glance
from cooperation_graph.intake.networks.edge_tables import edge_headings, read_edge_tables
from cooperation_graph.intake.networks.model import make_drafts
from cooperation_graph.intake.networks.pajek import read_pajek
from cooperation_graph.intake.networks.xml_files import read_xml_network
from cooperation_graph.survey.columns import match_table

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request
    from cooperation_graph.survey.draft import Draft

__all__ = ["read", "recognises"]

_PAJEK = re.compile(r"^\*(vertices|network)\b", re.IGNORECASE | re.MULTILINE)


def read(path: Path, request: Request) -> list[Draft]:
    """Read a network for :func:`cooperation_graph.read_survey`: actors and projects are nodes, participations edges.

    Nodes say what they are by Pajek's two modes, or by an attribute ``kind`` (``type``, ``bipartite``…); without, edges that all go
    from one set of nodes to another tell it. A network of actors alone is refused: it says nothing of projects.
    """
    suffix = path.suffix.lower()
    if suffix in (".net", ".paj", ".clu") or (suffix == ".txt" and _PAJEK.search(glance(path).text)):
        network = read_pajek(path, request)
    elif suffix in (".graphml", ".gexf", ".xml"):
        network = read_xml_network(path, request)
    else:
        network = read_edge_tables(path, request)
    return make_drafts(network, request) if network is not None else []


def recognises(seen: Glance) -> bool:
    """Whether a file is a network: by its content, a table of edges by its headings, a folder by the one table of edges it holds."""
    if seen.kind == "folder":
        files = [p for p in seen.path.iterdir() if p.suffix.lower() in (".csv", ".tsv") and not p.name.startswith(".")]
        named = any(match_table(p.stem) == "participations" or p.name == "datapackage.json" for p in seen.path.iterdir())
        return 0 < len(files) <= 2 and not named and sum(recognises(glance(p)) for p in files) == 1
    if seen.kind == "xml":
        return "<graphml" in seen.text[:4096] or "<gexf" in seen.text[:4096]
    if seen.kind == "json":
        return '"elements"' in seen.text and '"connections"' in seen.text
    if any(match_table(name) == "participations" for name in seen.sheets):
        return False  # a survey, whose sheet of ties has a source and a target
    if seen.kind == "text" and _PAJEK.search(seen.text):
        return True
    return any(edge_headings(row) is not None for rows in seen.sheets.values() for row in rows[:10])
