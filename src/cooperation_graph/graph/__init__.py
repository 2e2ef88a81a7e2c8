"""Graphs of who takes part in what.

Building 3,200 graphs costs what building one graph of the same total size costs: texts are coded once, and a graph is a
view on a slice of the national arrays.
"""

from cooperation_graph.graph.arrays import National, natural_key
from cooperation_graph.graph.building import TIE_ROLES, build_graphs
from cooperation_graph.graph.cooperation import CooperationGraph
from cooperation_graph.graph.many import Graphs

__all__ = ["TIE_ROLES", "CooperationGraph", "Graphs", "National", "build_graphs", "natural_key"]
