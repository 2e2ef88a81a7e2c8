"""Actors and projects under their latest names in both waves, before these are compared."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.evolution.ledger import ledger_rates, tie_ledger
from cooperation_graph.evolution.states import actor_states
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.graph.assembly import assemble
from cooperation_graph.survey.correspondence import follow, new_names

__all__ = ["followed", "has_merges", "rates_both_ways"]


def followed(graphs: Graphs, lineage: str = "new") -> Graphs:
    """The same graphs with the latest names that the survey's correspondences give; see :func:`survey.correspondence.follow`.

    Parameters
    ----------
    graphs
        Graphs, cut as the caller cut them: only names change, and those who become one share their participations.
    lineage
        ``"new"``: renamed actors and projects are one; ``"follow"``: merged and split ones too.
    """
    names = {kind: new_names(graphs.survey, kind, lineage=lineage) for kind in ("actor", "project")}
    if not any(names.values()):
        return graphs
    store = graphs.compact().national
    actors, projects = _under(store.actor_ids, names["actor"]), _under(store.project_ids, names["project"])
    degrees = np.diff(store.indptr)
    rows = np.repeat(np.arange(len(degrees)), degrees)
    row_graph = np.repeat(np.arange(len(store.territories), dtype=np.int32), np.diff(store.row_offsets))
    columns = store.indices + store.column_offsets[row_graph[rows]]
    nowhere = np.zeros(0, dtype=np.int32)
    survey = follow(graphs.survey, kinds=("actor", "project"), lineage=lineage).survey
    return Graphs(assemble(
        survey, row_graph[rows], (actors[0][store.row_actor[rows]], actors[1]), (projects[0][store.column_project[columns]], projects[1]),
        store.territories, store.waves, roster=(row_graph, actors[0][store.row_actor]), listed=(nowhere, nowhere), settings=store.settings,
    ))  # fmt: skip


def _under(ids: pd.Index, names: dict[str, str]) -> tuple[np.ndarray, pd.Index]:
    """Number of each id under its latest name, and the names in the order of the numbers."""
    numbers, latest = pd.factorize(pd.Index([names.get(name, name) for name in ids], dtype="str"), sort=True)
    return numbers.astype(np.int32), pd.Index(latest)


def has_merges(graphs: Graphs) -> bool:
    """Whether following merges and splits would change anything."""
    survey = graphs.survey
    return any(new_names(survey, kind, lineage="follow") != new_names(survey, kind) for kind in ("actor", "project"))


def rates_both_ways(pair: Graphs, wave_from: str, wave_to: str) -> pd.DataFrame:
    """Rates of the ledger with merges and splits taken as new, and followed, where this makes a difference.

    Returns
    -------
    DataFrame
        territory, wave_from, wave_to, rate, and value, numerator, denominator with the suffixes ``_new`` and ``_follow``.
    """
    columns = ["territory", "wave_from", "wave_to", "rate"]
    values = ["value", "numerator", "denominator"]
    if not has_merges(pair):
        return pd.DataFrame({c: pd.Series(dtype="str") for c in columns} | {
            f"{v}_{way}": pd.Series(dtype="float64") for way in ("new", "follow") for v in values
        })  # fmt: skip
    tables = []
    for way in ("new", "follow"):
        graphs = followed(pair, way)
        places = {(graph.territory, graph.wave): k for k, graph in enumerate(graphs)}
        both = [t for t in graphs.territories if (t, wave_from) in places and (t, wave_to) in places]
        own = [_rates(graphs[places[t, wave_from]], graphs[places[t, wave_to]]).assign(territory=t) for t in both]
        tables.append(pd.concat(own).rename(columns={v: f"{v}_{way}" for v in values}).drop(columns=["low", "high", "status"]))
    whole = tables[0].merge(tables[1], on=["territory", "rate"]).assign(wave_from=wave_from, wave_to=wave_to)
    differs = (whole["numerator_new"] != whole["numerator_follow"]) | (whole["denominator_new"] != whole["denominator_follow"])
    ordered = [*columns, *[f"{v}_{way}" for way in ("new", "follow") for v in values]]
    return whole.loc[differs, ordered].astype({c: "str" for c in columns}).reset_index(drop=True)


def _rates(before: CooperationGraph, after: CooperationGraph) -> pd.DataFrame:
    states = actor_states(before, after)
    return ledger_rates(tie_ledger(before, after, states=states), states, before, after)
