"""Who pays, and where institutions stand: sums over projects of roles that may belong to actors outside the graph."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.graph.arrays import flag_values
from cooperation_graph.metrics.records import Shares, alive_columns, register, register_shares
from cooperation_graph.sufficient import Incidence

__all__ = ["funders_of", "institutions_in"]


def funders_of(incidence: Incidence) -> Shares:
    """Projects and their funders with the share each pays: of the amounts where all are said, else 1/k.

    A funder need not be an actor of the graph.
    """
    national = incidence.national
    table = national.survey.participations
    empty = np.zeros(0, dtype=np.int64)
    if "role" not in table.columns:
        return empty, empty, np.zeros(0)
    _, _, column = national.entry_places()
    use = (table["role"] == "funder").to_numpy(dtype=bool) & (column >= 0)
    use[use] &= alive_columns(incidence)[column[use]]
    amount = pd.to_numeric(table["amount"], errors="coerce")[use] if "amount" in table.columns else np.nan
    paid = pd.DataFrame({"column": column[use], "actor": table["actor"].to_numpy(dtype=object)[use], "amount": amount})
    paid = paid.groupby(["column", "actor"], sort=True)["amount"].agg(lambda a: a.sum(skipna=False)).reset_index()
    total = paid.groupby("column")["amount"].transform(lambda a: a.sum(skipna=False))
    equal = 1.0 / paid.groupby("column")["actor"].transform("size")
    share = (paid["amount"] / total).where(total > 0, equal)
    graph = national.column_graph[paid["column"].to_numpy(dtype=np.int64)]
    holder = pd.factorize(pd.MultiIndex.from_arrays([graph, paid["actor"]]))[0] if len(paid) else empty
    return paid["column"].to_numpy(dtype=np.int64), holder, share.to_numpy(dtype=float)


def _cofunded(incidence: Incidence) -> np.ndarray:
    columns, _, _ = funders_of(incidence)
    counts = np.bincount(columns, minlength=len(incidence.national.column_project))
    return np.stack([counts > 0, counts > 1], axis=-1).astype(float)


def institutions_in(incidence: Incidence) -> np.ndarray:
    """Rows of the table of participations whose actor is an institution, in the graph or outside it."""
    national = incidence.national
    table, actors = national.survey.participations, national.survey.actors
    _, row, _ = national.entry_places()
    marked = actors[flag_values(actors, "institution")]
    everywhere = marked["territory"].isna() if "territory" in marked.columns else pd.Series(True, index=marked.index)
    there = pd.MultiIndex.from_arrays([table["territory"], table["actor"]])
    named = marked[~everywhere]
    outside = table["actor"].isin(marked["actor"][everywhere]).to_numpy(dtype=bool)
    if len(named):
        outside |= there.isin(pd.MultiIndex.from_arrays([named["territory"], named["actor"]]))
    found: np.ndarray = np.where(row >= 0, national.row_flag("institution")[row], outside) if len(national.row_actor) else outside
    return found


def _institution_roles(incidence: Incidence, role: str) -> np.ndarray:
    """Projects, and those where an institution has a role."""
    national = incidence.national
    n = len(national.column_project)
    table = national.survey.participations
    if "role" not in table.columns:
        return np.full((n, 2), np.nan)
    _, row, column = national.entry_places()
    use = (table["role"] == role).to_numpy(dtype=bool) & (column >= 0) & institutions_in(incidence)
    if national.role_ties(role):  # then only those of the graph: the animator is left out
        use &= (row >= 0) & national.tying()
    return np.stack([np.ones(n), np.bincount(column[use], minlength=n) > 0], axis=-1)


register_shares("funder_shares", funders_of)
register("cofunded", _cofunded)
register("institution_roles", _institution_roles)
