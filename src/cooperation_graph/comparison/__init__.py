"""Territories compared: what may be, funnels, partial pooling; ranks only on request."""

from cooperation_graph.comparison.case_mix import adjust_for_case_mix
from cooperation_graph.comparison.difference import Difference, territory_difference
from cooperation_graph.comparison.funnel import funnel_positions
from cooperation_graph.comparison.pooling import pooled_mean, shrunken
from cooperation_graph.comparison.priorities import location_quotient, priority_themes
from cooperation_graph.comparison.ranking import Ranks, rank_territories
from cooperation_graph.comparison.size import comparable
from cooperation_graph.comparison.territories import Comparison, compare_territories
from cooperation_graph.comparison.wording import left_out_sentences, pooled_sentence, territory_sentence

__all__ = [
    "Comparison", "Difference", "Ranks", "adjust_for_case_mix", "comparable", "compare_territories", "funnel_positions",
    "left_out_sentences", "location_quotient", "pooled_mean", "pooled_sentence", "priority_themes", "rank_territories", "shrunken",
    "territory_difference", "territory_sentence",
]  # fmt: skip
