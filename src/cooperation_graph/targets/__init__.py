"""Indicators against objectives: how far, as expected or not, and whether the data can tell."""

from cooperation_graph.targets.formulas import expected_progress, progress_towards, status_of
from cooperation_graph.targets.tracking import STATUSES, Progress, track_targets

__all__ = ["STATUSES", "Progress", "expected_progress", "progress_towards", "status_of", "track_targets"]
