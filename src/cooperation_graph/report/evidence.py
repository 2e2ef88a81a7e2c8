"""What the page of added value is made of: a plan, its estimate, what would overturn it; or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import CooperationError
from cooperation_graph.graph import Graphs, build_graphs
from cooperation_graph.impact import (
    EvaluationPlan,
    EventStudy,
    Impact,
    Pilot,
    QualityAssociation,
    Sensitivity,
    added_value,
    event_study,
    pilots_of,
    quality_association,
    read_plan,
    register_waves,
    sensitivity,
)
from cooperation_graph.locale import N_
from cooperation_graph.survey.tables import Survey

__all__ = ["Evidence", "gather_evidence"]

NO_PLAN = N_(
    "no evaluation plan was given: without indicators, territories and dates announced beforehand, a change cannot be attributed to"
    " animation"
)
#: Column of the projects that holds their rating.
QUALITY = "quality"


@dataclass(frozen=True, eq=False)
class Evidence:
    """The pieces; None where they cannot be made, with the reason of the main one."""

    plan: EvaluationPlan | None = None
    impact: Impact | None = None
    checks: Sensitivity | None = None
    study: EventStudy | None = None
    quality: QualityAssociation | None = None
    pilots: Mapping[str, Pilot] | None = None
    reason: str = ""


def gather_evidence(graphs: Graphs, plan: Any, *, by: str, entropy: int, n_jobs: int = 1) -> Evidence:
    """Estimate what a plan announces, and everything that stands beside it; the quality of actions needs no plan."""
    quality = None
    if QUALITY in graphs.survey.projects.columns and pd.to_numeric(graphs.survey.projects[QUALITY], errors="coerce").notna().sum() >= 10:
        quality = quality_association(graphs, QUALITY, by=by)
    if plan is None:
        return Evidence(quality=quality, reason=NO_PLAN)
    known = read_plan(plan if isinstance(plan, EvaluationPlan | Mapping) else Path(plan))
    pilots = pilots_of(known, graphs.survey)
    try:
        impact = added_value(graphs, known, rng=entropy, n_jobs=n_jobs)
        checks = sensitivity(graphs, known, n_jobs=n_jobs)
    except CooperationError as error:
        return Evidence(known, quality=quality, pilots=pilots, reason=str(error))
    return Evidence(known, impact, checks, _study(graphs.survey, known, entropy, n_jobs), quality, pilots)


def _study(survey: Survey, plan: EvaluationPlan, entropy: int, n_jobs: int) -> EventStudy | None:
    """Years of the projects' dates around the start; None where dates, or years before, are missing."""
    try:
        years = register_waves(survey)
        sizes = np.concatenate([graph.project_sizes for graph in build_graphs(years, exclude=plan.exclude)] or [np.zeros(0)])
        if not len(sizes) or (sizes > 1).mean() < 0.5:  # a register of leads alone says nothing of partners
            years = register_waves(survey, sources=None)
        return event_study(years, plan, start=_start(survey, plan), rng=entropy, n_jobs=n_jobs)
    except CooperationError:
        return None


def _start(survey: Survey, plan: EvaluationPlan) -> str:
    """First year of animation: of the territories, or of the first wave after."""
    table = survey.territories
    if "animation_start" in table.columns:
        years = table["animation_start"].dropna().astype("str").str.slice(0, 4)
        if len(years) and years.str.isdigit().all():
            return str(years.min())
    return plan.after[0][:4]
