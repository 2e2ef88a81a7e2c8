"""Tiny named graphs, and the checks that our own metrics and null models face; for authors of extensions too."""

from cooperation_graph.testing.checks import check_metric, check_null
from cooperation_graph.testing.graphs import TINY_GRAPHS, led_projects, random_graph, tiny_graph

__all__ = ["TINY_GRAPHS", "check_metric", "check_null", "led_projects", "random_graph", "tiny_graph"]
