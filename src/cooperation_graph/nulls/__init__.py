"""Null models: what would be seen if only some things about the graph were kept.

Each is a function ``(graph, *, rng) -> graph`` with a card that says what it keeps and supposes; any other function of that
form is accepted wherever one is asked for.
"""

from cooperation_graph.nulls.card import NullCard, card_of_null
from cooperation_graph.nulls.degrees import keep_degrees
from cooperation_graph.nulls.expected import keep_expected_degrees
from cooperation_graph.nulls.labels import keep_links

__all__ = ["NullCard", "card_of_null", "keep_degrees", "keep_expected_degrees", "keep_links"]
