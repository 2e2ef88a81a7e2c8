"""Measures: graphs × metrics × one null model."""

from cooperation_graph.measures.against import against_null, summarise_draws
from cooperation_graph.measures.entry import HEADLINE, as_graphs, measure
from cooperation_graph.measures.result import Measures, label_of
from cooperation_graph.measures.tasks import COLUMNS

__all__ = ["COLUMNS", "HEADLINE", "Measures", "against_null", "as_graphs", "label_of", "measure", "summarise_draws"]
