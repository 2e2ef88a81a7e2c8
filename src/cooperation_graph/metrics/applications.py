"""Who applied to which call: rivals, and the sufficient statistics of competition for all graphs at once."""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import National
from cooperation_graph.sufficient import BATCH_STATISTICS, WITHOUT_PROJECT, Incidence

__all__ = ["RIVALRIES", "applications_of", "rivals_by_call", "rivals_of", "shared_projects"]

#: What makes two actors rivals: applications to calls, or what they say of each other.
RIVALRIES = ("calls", "reported")


def _placed(national: National, table: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """A table with the graph of each row and the national rows of the actors in some columns; -1 where there is none."""
    labels = pd.MultiIndex.from_arrays([list(national.territories), list(national.waves)])
    graph = labels.get_indexer(pd.MultiIndex.from_arrays([table["territory"].to_numpy(object), table["wave"].to_numpy(object)]))
    placed = table.assign(graph=graph)
    keys = pd.Index(national.row_graph * len(national.actor_ids) + national.row_actor)
    for column in columns:
        code = national.actor_ids.get_indexer(pd.Index(table[column])).astype(np.int64)
        row = keys.get_indexer(pd.Index(graph * len(national.actor_ids) + code))
        placed[f"{column}_row"] = np.where((graph >= 0) & (code >= 0), row, -1)
    return placed


def applications_of(national: National) -> pd.DataFrame:
    """Applications to calls with their graph, one row an applicant; those of no graph are left out."""
    if "applications" not in national.cache:
        table = national.survey.applications
        columns = ["graph", "call", "application", "theme", "amount", "actor", "actor_row"]
        found = _placed(national, table, ("actor",)).reindex(columns=columns) if len(table) else pd.DataFrame(columns=columns)
        national.cache["applications"] = found[found["graph"] >= 0] if len(found) else found
    return cast(pd.DataFrame, national.cache["applications"])


def _themes(text: str | float) -> list[str]:
    """Themes joined by ``|``; one blank theme, which goes with any, where none is said."""
    return [part.strip() for part in ("" if pd.isna(text) else str(text)).split("|") if part.strip()] or [""]


def rivals_by_call(national: National) -> pd.DataFrame:
    """Pairs of national rows that applied to a call in different applications with a theme in common, one row a pair and call."""
    table = applications_of(national)
    table = table[table["call"].notna()] if len(table) else table
    everybody, table = table, table[table["actor_row"] >= 0] if len(table) else table
    if not len(table):
        return pd.DataFrame(dict.fromkeys(("graph", "call", "first", "second", "weight"), np.zeros(0, dtype=np.int64)))
    sizes = everybody.groupby(["graph", "call"], as_index=False)["application"].nunique()
    apart = table.assign(theme=table["theme"].map(_themes)).explode("theme")[["graph", "call", "application", "theme", "actor_row"]]
    pairs = apart.merge(apart, on=["graph", "call"], suffixes=("", "_other"))
    one_theme = (pairs["theme"] == pairs["theme_other"]) | (pairs["theme"] == "") | (pairs["theme_other"] == "")
    pairs = pairs[(pairs["actor_row"] < pairs["actor_row_other"]) & (pairs["application"] != pairs["application_other"]) & one_theme]
    pairs = pairs.rename(columns={"actor_row": "first", "actor_row_other": "second"})[["graph", "call", "first", "second"]]
    pairs = pairs.drop_duplicates().merge(sizes, on=["graph", "call"])
    pairs["weight"] = 1.0 / (pairs["application"] - 1)
    return pairs.drop(columns="application")


def _rival_applicants(national: National) -> pd.DataFrame:
    """The same pairs with how many calls they share."""
    pairs = rivals_by_call(national)
    grouped = pairs.groupby(["graph", "first", "second"], as_index=False).agg(calls=("call", "size"), weight=("weight", "sum"))
    return grouped


def _rivals_reported(national: National) -> pd.DataFrame:
    """Pairs of national rows one of whom calls the other a competitor."""
    table = national.survey.ties
    table = table[table["kind"] == "competition"] if len(table) else table
    if "intensity" in table.columns:
        table = table[~(table["intensity"] == 0)]
    placed = _placed(national, table, ("source", "target")) if len(table) else table.assign(graph=0, source_row=0, target_row=0)
    placed = placed[(placed["source_row"] >= 0) & (placed["target_row"] >= 0) & (placed["source_row"] != placed["target_row"])]
    ends = np.sort(placed[["source_row", "target_row"]].to_numpy(np.int64).reshape(-1, 2), axis=1)
    found = pd.DataFrame({"graph": placed["graph"].to_numpy(np.int64), "first": ends[:, 0], "second": ends[:, 1]}).drop_duplicates()
    return found.assign(calls=0, weight=np.nan)


def rivals_of(incidence: Incidence, rivalry: str = "calls", strict: str | None = None) -> pd.DataFrame:
    """Pairs of rivals among the actors of some graphs.

    Parameters
    ----------
    incidence
        The graphs.
    rivalry
        ``"calls"``: both applied to one call, in different applications with a theme in common (an application without a theme
        goes with any). ``"reported"``: one of them calls the other a competitor.
    strict
        Attribute of actors (a trade) in which rivals must also agree.

    Returns
    -------
    pandas.DataFrame
        ``graph`` (place among the graphs), ``first``, ``second`` (rows of the incidence), ``calls`` (how many) and ``weight``
        (each call counts 1/(applications − 1)).
    """
    if rivalry not in RIVALRIES:
        raise UnknownName("kind of rivalry", rivalry, RIVALRIES)
    national = incidence.national
    pairs = _rival_applicants(national) if rivalry == "calls" else _rivals_reported(national)
    if strict is not None:
        codes = national.group_codes(strict)[0]
        first, second = codes[pairs["first"].to_numpy(np.int64)], codes[pairs["second"].to_numpy(np.int64)]
        pairs = pairs[(first == second) & (first >= 0)]
    row, graph = np.full(len(national.row_actor), -1), np.full(len(national.territories), -1)
    own = np.arange(len(national.row_actor))[incidence.rows]
    row[own] = np.arange(len(own))
    graph[list(incidence.numbers)] = np.arange(len(incidence.numbers))
    pairs = pairs.assign(
        graph=graph[pairs["graph"].to_numpy(np.int64)], first=row[pairs["first"].to_numpy(np.int64)],
        second=row[pairs["second"].to_numpy(np.int64)],
    )  # fmt: skip
    return pairs[(pairs["graph"] >= 0) & (pairs["first"] >= 0) & (pairs["second"] >= 0)].reset_index(drop=True)


def shared_projects(incidence: Incidence, first: np.ndarray, second: np.ndarray) -> sp.csr_array:
    """Projects (columns of the incidence) that each pair of rows shares."""
    degrees = np.diff(incidence.indptr)
    graph = np.repeat(np.arange(len(incidence.row_offsets) - 1), np.diff(incidence.row_offsets))
    columns = incidence.indices + np.repeat(incidence.column_offsets[graph], degrees)
    shape = (len(degrees), int(incidence.column_offsets[-1]))
    matrix = sp.csr_array((np.ones(len(columns)), columns, incidence.indptr - incidence.indptr[0]), shape=shape)
    shared = sp.csr_array(matrix[first].multiply(matrix[second]))
    shared.eliminate_zeros()
    return shared


def _asked(incidence: Incidence, rivalry: str) -> np.ndarray:
    """How many applications, or answers about competitors, each graph has."""
    national = incidence.national
    if rivalry == "calls":
        graph = applications_of(national)["graph"].to_numpy(np.int64)
    else:
        ties = national.survey.ties
        ties = ties[ties["kind"] == "competition"] if len(ties) else ties
        graph = _placed(national, ties, ())["graph"].to_numpy(np.int64) if len(ties) else np.zeros(0, dtype=np.int64)
    counts: np.ndarray = np.bincount(graph[graph >= 0], minlength=len(national.territories))[list(incidence.numbers)]
    return counts


def _rival_pairs(incidence: Incidence, argument: str) -> tuple[np.ndarray, np.ndarray, sp.csr_array]:
    rivalry, _, strict = argument.partition("|")
    pairs = rivals_of(incidence, rivalry, strict or None)
    graph = pairs["graph"].to_numpy(np.int64)
    shared = shared_projects(incidence, pairs["first"].to_numpy(np.int64), pairs["second"].to_numpy(np.int64))
    n, count = np.diff(incidence.row_offsets), len(incidence.row_offsets) - 1
    meet = np.diff(shared.indptr) > 0
    whole = np.stack([
        n * (n - 1) / 2, np.bincount(graph, minlength=count), np.bincount(graph, meet, count), _asked(incidence, rivalry),
    ], axis=-1)  # fmt: skip
    return whole.astype(float), graph, shared


def _whole(incidence: Incidence, argument: str) -> np.ndarray:
    """Pairs of actors, rivals, rivals who share a project, applications (or answers)."""
    return _rival_pairs(incidence, argument)[0]


def _without(incidence: Incidence, argument: str) -> np.ndarray:
    whole, _, shared = _rival_pairs(incidence, argument)
    of_graph = np.repeat(np.arange(len(whole)), np.diff(incidence.column_offsets))
    only = np.diff(shared.indptr) == 1
    left: np.ndarray = whole[of_graph]
    left[:, 2] -= np.bincount(shared.indices[np.repeat(only, np.diff(shared.indptr))], minlength=len(left))
    return left


BATCH_STATISTICS["rival_pairs"], WITHOUT_PROJECT["rival_pairs"] = _whole, _without
