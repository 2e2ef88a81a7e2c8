"""The added value of animation: a plan, an effect on territories, what would overturn it, and what the design could see."""

from cooperation_graph.impact.design import Pilot, design_of, pilot_of, pilots_of
from cooperation_graph.impact.did import Effect, adjusted_for_baseline, difference_in_differences
from cooperation_graph.impact.dose import DoseResponse, dose_response
from cooperation_graph.impact.estimate import Impact, added_value
from cooperation_graph.impact.event_study import EventStudy, event_study
from cooperation_graph.impact.exaggeration import Exaggeration, type_s_m
from cooperation_graph.impact.honest import honest_bounds
from cooperation_graph.impact.mixed import MixedModel, mixed_model
from cooperation_graph.impact.panel import staggered_panel
from cooperation_graph.impact.periods import register_waves
from cooperation_graph.impact.plan import EvaluationPlan, check_plan, read_plan
from cooperation_graph.impact.power import detectable_effect, planner, power_of, simulated_power
from cooperation_graph.impact.quality import QualityAssociation, quality_association
from cooperation_graph.impact.randomisation import randomisation_test
from cooperation_graph.impact.sensitivity import Sensitivity, sensitivity
from cooperation_graph.impact.separable import SeparableModel, separable_model
from cooperation_graph.impact.staggered import group_time_effects, staggered_effect
from cooperation_graph.impact.wording import design_sentences, simulation_sentences

__all__ = [
    "DoseResponse", "Effect", "EvaluationPlan", "EventStudy", "Exaggeration", "Impact", "MixedModel", "Pilot", "QualityAssociation",
    "Sensitivity", "SeparableModel", "added_value", "adjusted_for_baseline", "check_plan", "design_of", "design_sentences",
    "detectable_effect", "difference_in_differences", "dose_response", "event_study", "group_time_effects", "honest_bounds",
    "mixed_model", "pilot_of", "pilots_of", "planner", "power_of", "quality_association", "randomisation_test", "read_plan",
    "register_waves", "sensitivity", "separable_model", "simulated_power", "simulation_sentences", "staggered_effect", "staggered_panel", "type_s_m",
]  # fmt: skip
