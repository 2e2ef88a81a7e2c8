"""A survey goes to other tools: one writer a file."""

from cooperation_graph.export.tables import write_survey

__all__ = ["write_survey"]
