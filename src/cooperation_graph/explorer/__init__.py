"""Explore a graph in a browser: a pyvis model, written by our own safe page that works without network."""

from cooperation_graph.explorer.model import to_pyvis
from cooperation_graph.explorer.page import Explorer, explore

__all__ = ["Explorer", "explore", "to_pyvis"]
