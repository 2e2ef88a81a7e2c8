"""Change between waves: presence, the tie ledger, what a change is made of, and how sure it is."""

from cooperation_graph.evolution.change import Evolution, compare_waves
from cooperation_graph.evolution.decomposition import five_factors, kitagawa, three_terms
from cooperation_graph.evolution.leadership import leadership_opening
from cooperation_graph.evolution.ledger import ledger_rates, tie_ledger
from cooperation_graph.evolution.renewal import renewal_lift
from cooperation_graph.evolution.states import actor_states, turnover
from cooperation_graph.evolution.trend import Trend, wave_trend
from cooperation_graph.evolution.wording import change_sentence

__all__ = [
    "Evolution", "Trend", "actor_states", "change_sentence", "compare_waves", "five_factors", "kitagawa", "leadership_opening", "ledger_rates",
    "renewal_lift", "three_terms", "tie_ledger", "turnover", "wave_trend",
]  # fmt: skip
