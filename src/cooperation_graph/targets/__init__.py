"""Indicators against objectives: how far, as expected or not, and whether the data can tell."""

from cooperation_graph.targets.formulas import expected_progress, progress_towards, status_of
from cooperation_graph.targets.national import STATUSES, national_sentence, national_table, target_funnel
from cooperation_graph.targets.tracking import Progress, track_targets

__all__ = [
    "STATUSES", "Progress", "expected_progress", "national_sentence", "national_table", "progress_towards", "status_of",
    "target_funnel", "track_targets",
]  # fmt: skip
