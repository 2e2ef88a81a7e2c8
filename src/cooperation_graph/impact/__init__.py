"""The added value of animation: a plan, an effect on territories, and what the design could see."""

from cooperation_graph.impact.did import Effect, adjusted_for_baseline, difference_in_differences
from cooperation_graph.impact.estimate import Impact, added_value
from cooperation_graph.impact.plan import EvaluationPlan, check_plan, read_plan
from cooperation_graph.impact.power import detectable_effect, planner, power_of, simulated_power
from cooperation_graph.impact.randomisation import randomisation_test
from cooperation_graph.impact.staggered import group_time_effects, staggered_effect

__all__ = [
    "Effect", "EvaluationPlan", "Impact", "added_value", "adjusted_for_baseline", "check_plan", "detectable_effect",
    "difference_in_differences", "group_time_effects", "planner", "power_of", "randomisation_test", "read_plan",
    "simulated_power", "staggered_effect",
]  # fmt: skip
