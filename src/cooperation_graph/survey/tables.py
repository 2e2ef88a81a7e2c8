"""`Survey`: a frozen set of tidy tables, checked together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

__all__ = ["TABLES", "Survey"]

#: Canonical columns of each table; `actors` and `projects` take any further column.
TABLES: dict[str, tuple[str, ...]] = {
    "participations": (
        "territory", "wave", "actor", "project", "role", "intensity", "amount", "rung", "decides", "source",
        "reported_by",
    ),
    "actors": ("actor", "territory", "wave", "name", "siret", "siren", "rna", "residents", "animator",
               "institution", "national", "aliases"),
    "projects": ("project", "territory", "name", "theme", "kind", "call", "start", "end", "budget"),
    "territories": ("territory", "name", "stratum", "region", "population", "latitude", "longitude",
                    "animation_start"),
    "waves": ("wave", "label", "order", "start", "end"),
    "ties": ("territory", "wave", "source", "target", "kind", "intensity", "reported_by"),
    "responses": ("territory", "wave", "actor", "status"),
    "applications": ("territory", "wave", "call", "application", "actor", "role", "theme", "amount", "granted"),
    "targets": ("indicator", "territory", "wave", "target", "direction", "baseline"),
    "correspondences": ("kind", "wave", "old", "new", "share", "relation"),
}  # fmt: skip


def _empty(table: str) -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype="str") for column in TABLES[table]})


@dataclass(frozen=True, eq=False)
class Survey:
    """The tables of a survey; only `participations` is required."""

    participations: pd.DataFrame
    actors: pd.DataFrame = field(default_factory=lambda: _empty("actors"))
    projects: pd.DataFrame = field(default_factory=lambda: _empty("projects"))
    territories: pd.DataFrame = field(default_factory=lambda: _empty("territories"))
    waves: pd.DataFrame = field(default_factory=lambda: _empty("waves"))
    ties: pd.DataFrame = field(default_factory=lambda: _empty("ties"))
    responses: pd.DataFrame = field(default_factory=lambda: _empty("responses"))
    applications: pd.DataFrame = field(default_factory=lambda: _empty("applications"))
    targets: pd.DataFrame = field(default_factory=lambda: _empty("targets"))
    correspondences: pd.DataFrame = field(default_factory=lambda: _empty("correspondences"))
    groups: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)
