"""Readers of network files: Pajek, GraphML, GEXF, tables of nodes and edges (format ``graph``)."""

from cooperation_graph.intake.networks.reading import read, recognises

__all__ = ["read", "recognises"]
