"""Change between waves: presence, the tie ledger, what a change is made of, how sure it is, and what silence may hide."""

from cooperation_graph.evolution.beta import beta_diversity
from cooperation_graph.evolution.change import Evolution, compare_waves
from cooperation_graph.evolution.completeness import participations_to_reverse
from cooperation_graph.evolution.decomposition import five_factors, kitagawa, three_terms
from cooperation_graph.evolution.deletion import DeletionCurve, deletion_curve
from cooperation_graph.evolution.hand_over import hand_over, resource_stability
from cooperation_graph.evolution.leadership import leadership_opening
from cooperation_graph.evolution.ledger import ledger_rates, tie_ledger
from cooperation_graph.evolution.opening import SiloChanges, silo_changes
from cooperation_graph.evolution.renewal import renewal_lift
from cooperation_graph.evolution.sensitivity import Sensitivity, linkage_sensitivity, source_sensitivity
from cooperation_graph.evolution.states import actor_states, turnover
from cooperation_graph.evolution.tracking import block_events, match_blocks
from cooperation_graph.evolution.transitions import conversion, pair_transitions
from cooperation_graph.evolution.trend import Trend, wave_trend
from cooperation_graph.evolution.wording import change_sentence

__all__ = [
    "DeletionCurve", "Evolution", "Sensitivity", "SiloChanges", "Trend", "actor_states", "beta_diversity", "block_events",
    "change_sentence", "compare_waves", "conversion", "deletion_curve", "five_factors", "hand_over", "kitagawa",
    "leadership_opening", "ledger_rates", "linkage_sensitivity", "match_blocks", "pair_transitions", "participations_to_reverse",
    "renewal_lift", "resource_stability", "silo_changes", "source_sensitivity", "three_terms", "tie_ledger", "turnover", "wave_trend",
]  # fmt: skip
