"""Figures: one function a figure; each takes results or a graph and returns a :class:`Drawing`.

A drawing holds the figure, the table it shows and one sentence that says the same in words. Figures are drawn without
pyplot, so that nothing opens a window or changes a notebook's settings.
"""

from cooperation_graph.plots.atlas import map
from cooperation_graph.plots.blocks import matrix
from cooperation_graph.plots.deletion import deletion_curves
from cooperation_graph.plots.dots import caterpillar
from cooperation_graph.plots.drawing import Drawing
from cooperation_graph.plots.effects import effect
from cooperation_graph.plots.event_study import event_study
from cooperation_graph.plots.flows import alluvial
from cooperation_graph.plots.funnels import funnel
from cooperation_graph.plots.goals import targets
from cooperation_graph.plots.heat import mixing
from cooperation_graph.plots.nodes import network
from cooperation_graph.plots.panels import small_multiples
from cooperation_graph.plots.pipes import organ_pipes
from cooperation_graph.plots.places import layout
from cooperation_graph.plots.resources import brokers
from cooperation_graph.plots.sides import bipartite
from cooperation_graph.plots.slopes import slope
from cooperation_graph.plots.steps import waterfall
from cooperation_graph.plots.timeline import presence_timeline

__all__ = [
    "Drawing",
    "alluvial",
    "bipartite",
    "brokers",
    "caterpillar",
    "deletion_curves",
    "effect",
    "event_study",
    "funnel",
    "layout",
    "map",
    "matrix",
    "mixing",
    "network",
    "organ_pipes",
    "presence_timeline",
    "slope",
    "small_multiples",
    "targets",
    "waterfall",
]
