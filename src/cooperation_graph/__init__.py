"""How actors cooperate: transversality, silos (« tuyaux d'orgue ») and their evolution, measured from survey waves.

A :class:`Survey` becomes :class:`CooperationGraph` s; a graph can be projected or reshuffled by a null model; a metric reads a
graph; :class:`Measures` are read as silo verdicts, followed across waves and compared across territories; everything is drawn
and reported.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

#: Public names and where they live; all load on first use.
_PUBLIC = {
    "CooperationError": "errors", "CooperationWarning": "errors", "NoComparisonGroup": "errors", "SurveyError": "errors",
    "Undefined": "errors", "UnknownName": "errors",
    "Survey": "survey.tables", "read_survey": "intake", "write_survey": "export",
    "Inspection": "intake.inspection", "inspect_file": "intake.inspection", "Subsidies": "intake.subsidies",
    "read_subsidies": "intake.subventions", "write_template": "export.template",
    "CooperationGraph": "graph", "Graphs": "graph", "build_graphs": "graph",
    "group_project_table": "projection", "mixing_matrix": "projection", "project_actors": "projection",
    "MetricCard": "metrics.card", "catalogue": "metrics.card", "metric": "metrics.card",
    "Measures": "measures", "measure": "measures",
    "Blocks": "silos", "SiloVerdicts": "silos", "ValidatedTies": "silos", "detect_silos": "silos", "find_blocks": "silos",
    "validated_ties": "silos", "Trend": "evolution", "wave_trend": "evolution", "Ranks": "comparison", "rank_territories": "comparison",
    "Difference": "comparison", "territory_difference": "comparison",
    "Evolution": "evolution", "compare_waves": "evolution", "Comparison": "comparison", "compare_territories": "comparison",
    "Progress": "targets", "track_targets": "targets",
    "EvaluationPlan": "impact", "Impact": "impact", "added_value": "impact", "check_plan": "impact", "read_plan": "impact",
    "Questionnaire": "questionnaires", "questionnaire": "questionnaires",
    "explore": "explorer", "to_pyvis": "explorer", "write_actor_page": "report", "write_report": "report", "joined": "results", "load": "results",
    "save": "results", "partitions": "intake.partitions", "read_partition": "intake.partitions",
    "Reproduction": "reproduction", "reproduce": "reproduction",
}  # fmt: skip
_MODULES = {
    **{name: name for name in (
        "comparison", "errors", "evolution", "export", "graph", "impact", "locale", "metrics", "nulls", "plots", "projection",
        "report", "synthetic", "testing",
    )},
    "correspondence": "survey.correspondence", "identity": "survey.identity",
}  # fmt: skip

__all__ = [
    "Blocks",
    "Comparison",
    "CooperationError",
    "CooperationGraph",
    "CooperationWarning",
    "Difference",
    "EvaluationPlan",
    "Evolution",
    "Graphs",
    "Impact",
    "Inspection",
    "Measures",
    "MetricCard",
    "NoComparisonGroup",
    "Progress",
    "Questionnaire",
    "Ranks",
    "Reproduction",
    "SiloVerdicts",
    "Subsidies",
    "Survey",
    "SurveyError",
    "Trend",
    "Undefined",
    "UnknownName",
    "ValidatedTies",
    "__version__",
    "added_value",
    "build_graphs",
    "catalogue",
    "check_plan",
    "compare_territories",
    "compare_waves",
    "comparison",
    "correspondence",
    "detect_silos",
    "errors",
    "evolution",
    "explore",
    "export",
    "find_blocks",
    "graph",
    "group_project_table",
    "identity",
    "impact",
    "inspect_file",
    "joined",
    "load",
    "locale",
    "measure",
    "metric",
    "metrics",
    "mixing_matrix",
    "nulls",
    "partitions",
    "plots",
    "project_actors",
    "projection",
    "questionnaire",
    "rank_territories",
    "read_partition",
    "read_plan",
    "read_subsidies",
    "read_survey",
    "report",
    "reproduce",
    "save",
    "synthetic",
    "territory_difference",
    "testing",
    "to_pyvis",
    "track_targets",
    "validated_ties",
    "wave_trend",
    "write_actor_page",
    "write_report",
    "write_survey",
    "write_template",
]  # fmt: skip

if TYPE_CHECKING:
    from cooperation_graph import (
        comparison,
        errors,
        evolution,
        graph,
        impact,
        locale,
        metrics,
        nulls,
        plots,
        projection,
        report,
        synthetic,
        testing,
    )  # fmt: skip
    from cooperation_graph.comparison import Comparison, Difference, Ranks, compare_territories, rank_territories, territory_difference
    from cooperation_graph.errors import (
        CooperationError,
        CooperationWarning,
        NoComparisonGroup,
        SurveyError,
        Undefined,
        UnknownName,
    )  # fmt: skip
    from cooperation_graph.evolution import Evolution, Trend, compare_waves, wave_trend
    from cooperation_graph.explorer import explore, to_pyvis
    from cooperation_graph.export import write_survey
    from cooperation_graph.export.template import write_template
    from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
    from cooperation_graph.impact import EvaluationPlan, Impact, added_value, check_plan, read_plan
    from cooperation_graph.intake import read_survey
    from cooperation_graph.intake.inspection import Inspection, inspect_file
    from cooperation_graph.intake.partitions import partitions, read_partition
    from cooperation_graph.intake.subsidies import Subsidies
    from cooperation_graph.intake.subventions import read_subsidies
    from cooperation_graph.measures import Measures, measure
    from cooperation_graph.metrics.card import MetricCard, catalogue, metric
    from cooperation_graph.projection import group_project_table, mixing_matrix, project_actors
    from cooperation_graph.questionnaires import Questionnaire, questionnaire
    from cooperation_graph.report import write_actor_page, write_report
    from cooperation_graph.reproduction import Reproduction, reproduce
    from cooperation_graph.results import joined, load, save
    from cooperation_graph.silos import Blocks, SiloVerdicts, ValidatedTies, detect_silos, find_blocks, validated_ties
    from cooperation_graph.survey import correspondence, identity
    from cooperation_graph.survey.tables import Survey
    from cooperation_graph.targets import Progress, track_targets


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        value = getattr(importlib.import_module(f"{__name__}.{_PUBLIC[name]}"), name)
    elif name in _MODULES:
        value = importlib.import_module(f"{__name__}.{_MODULES[name]}")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
