"""The survey: the tables, checked together."""

from cooperation_graph.survey.tables import Survey

__all__ = ["Survey"]
