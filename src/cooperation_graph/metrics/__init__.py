"""Metrics: plain functions of a graph. ``metrics.catalogue`` lists them; ``metrics.ei_index(graph, by="sector")`` calls one.

Profiles are tables rather than numbers: they are called the same way, ``metrics.key_resources(graph)``, and stand outside the
catalogue and `measure`; ``metrics.PROFILES`` lists them.
"""

from __future__ import annotations

import importlib
from typing import Any

from cooperation_graph.metrics.card import Catalogue, MetricCard, card_of, catalogue, metric

__all__ = ["PROFILES", "Catalogue", "MetricCard", "card_of", "catalogue", "emerging", "metric", "metric_from_networkx", "sheet", "sheet_table"]

#: What serves metrics and loads on first use.
_SERVICES = {"metric_from_networkx": "from_networkx", "sheet": "sheets", "sheet_table": "sheets"}

#: Tables called directly, and the module each lives in.
PROFILES = {
    "brokerage_roles": "bridging.brokerage", "brokerage_scores": "bridging.brokerage",
    # doors to what stands further on: intervals, several territories
    "competition_profile": "cooperation_graph.profiles", "group_mixing": "cooperation_graph.profiles",
    "location_quotient": "cooperation_graph.comparison",
    "priority_themes": "cooperation_graph.comparison",
    "key_player_value": "bridging.key_players", "key_players": "bridging.key_players", "key_resources": "bridging.profile",
    "niche_overlaps": "niches", "pair_states": "competition", "rao_parts": "mixture",
    "rung_distribution": "citizens", "institution_presence": "institutions",
    "tie_intensity_distribution": "quality", "project_quality_link": "quality_link",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "emerging":
        return importlib.import_module(f"{__name__}.emerging")
    if name in PROFILES or name in _SERVICES:
        path = PROFILES.get(name) or _SERVICES[name]
        return getattr(importlib.import_module(path if path.startswith("cooperation_graph.") else f"{__name__}.{path}"), name)
    if name.startswith("_") or name not in catalogue:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return catalogue[name]


def __dir__() -> list[str]:
    return sorted({*__all__, *PROFILES, *catalogue})
