"""The territory of a subsidy."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from cooperation_graph.intake.subsidies.anct import contracts, place_by_scale
from cooperation_graph.intake.subsidies.parties import Parties
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.problems import Problems

__all__ = ["UNPLACED", "WITH_TOWN", "territories_of", "towns"]

#: Territory of the rows that name none, in a file where others do.
UNPLACED = "non précisé"
#: « NAME - 75 PARIS »: how the State yearbook writes an association and its town.
WITH_TOWN = re.compile(r"(.*\S)\s+-\s+(\d{2,3}|2[AB])\b\s*(.*)", re.DOTALL)


def territories_of(cells: pd.DataFrame, funders: Parties, draft: Draft, problems: Problems) -> pd.Series:
    """Territory of each row: its own column, else the département in the name, else whoever grants; all missing for one place.

    Rows that name no territory, in a file where others do, share one of their own, and it is said.
    """
    found = _territories(cells, funders)
    if (several := contracts(found) > 1).any():
        positions = np.flatnonzero(several.to_numpy())
        draft.report(problems, "two_contracts", positions, "territoire", values=found.iloc[positions].tolist())
        found = found.mask(several, found.str.extract(r"^(CV\d{3}|CN\w{5}[NMI])", expand=False))
    missing = found.isna()
    if missing.all() or not missing.any():
        return found
    positions = np.flatnonzero(missing.to_numpy())
    draft.report(problems, "unplaced", positions, values=[UNPLACED] * len(positions))
    return found.fillna(UNPLACED)


def _territories(cells: pd.DataFrame, funders: Parties) -> pd.Series:
    if (placed := place_by_scale(cells)) is not None:
        return placed
    if (town := towns(cells["nomBeneficiaire"])) is not None:
        return town
    names = funders.table["name"]
    if not len(names) or "nom" in cells.columns:
        return pd.Series(None, index=cells.index, dtype="str")
    twice = names.duplicated(keep=False)
    label = names.where(~twice, names + " (" + names.index.to_series() + ")")
    own = pd.Series(funders.keys, dtype="object").map(label).astype("str")
    if "idCofinancement" in cells.columns:  # one project of several funders stays in one place: that of the first
        shared = cells["idCofinancement"]
        own = own.where(shared.isna(), own.groupby(shared, sort=False).transform("first"))
    return own


def towns(names: pd.Series) -> pd.Series | None:
    """Département of « NAME - 75 PARIS », when most names are written so."""
    town = names.str.extract(WITH_TOWN)[1]
    return town if len(names) and town.notna().mean() > 0.5 else None
