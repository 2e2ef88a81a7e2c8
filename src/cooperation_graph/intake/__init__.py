"""Foreign formats become a survey: one reader a format."""

from cooperation_graph.intake.reading import read_survey

__all__ = ["read_survey"]
