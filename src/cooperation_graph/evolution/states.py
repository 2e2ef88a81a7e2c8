"""Who was there, who is known to have left, and of whom nothing is known: presence comes before change."""

from __future__ import annotations

import pandas as pd

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.survey.tables import Survey

__all__ = ["STATES", "actor_states", "has_roster", "response_rate", "turnover"]

#: active: takes part in a project; isolate: known, in no project; other_role: takes part in roles that do not tie only;
#: unknown: in the roster, no answer and named by nobody; outside: not in the roster.
STATES = ("active", "isolate", "other_role", "unknown", "outside")
KNOWN = ("active", "isolate", "other_role")
_OUT = ("left", "not_yet_existing")


def actor_states(graph_from: CooperationGraph, graph_to: CooperationGraph) -> pd.DataFrame:
    """State of every actor of either wave in both: index actor id, columns ``from`` and ``to``.

    Actors left out of the graphs (animators…) are left out here too. Without a response ledger or a roster an absent actor
    is called ``outside``; :func:`has_roster` says whether that can be trusted.

    Examples
    --------
    >>> import numpy as np
    >>> one = CooperationGraph.from_biadjacency(np.ones((2, 1)), wave="1")
    >>> actor_states(one, one)["to"].tolist()
    ['active', 'active']
    """
    graphs = (graph_from, graph_to)
    ledgers = [_statuses(graph) for graph in graphs]
    excluded = _excluded(graph_from)
    found: set[str] = set()
    for graph, ledger in zip(graphs, ledgers, strict=True):
        found |= set(graph.actor_ids) | (set(ledger.index) - excluded)
    ids = pd.Index(sorted(found), dtype="str")
    return pd.DataFrame(
        {name: _states(graph, ledger, ids) for name, graph, ledger in zip(("from", "to"), graphs, ledgers, strict=True)},
        index=ids.rename("actor"),
    )


def _states(graph: CooperationGraph, ledger: pd.Series, ids: pd.Index) -> pd.Series:
    states = pd.Series("outside", index=ids, dtype="str")
    said = ledger[ledger.index.isin(ids)]
    states.loc[said.index[~said.isin(_OUT)]] = "unknown"
    states.loc[ids.isin(pd.Index(graph.participations["actor"]))] = "other_role"
    states.loc[graph.actor_ids[graph.actor_degrees == 0]] = "isolate"
    states.loc[graph.actor_ids[graph.actor_degrees > 0]] = "active"
    return states


def _statuses(graph: CooperationGraph) -> pd.Series:
    """Status of each actor in the response ledger of this territory and wave."""
    table, cache = graph.survey.responses, graph.national.cache
    if "responses" not in cache:  # 1,600 territories would each search the whole table
        cache["responses"] = table.groupby(["territory", "wave"]).indices if len(table) else {}
    own = table.take(cache["responses"].get((graph.territory, graph.wave), []))
    return own.drop_duplicates("actor").set_index("actor")["status"].astype("str")


def has_roster(graph: CooperationGraph) -> bool:
    """Whether the survey says who should have been there: a response ledger, or actors listed for this wave."""
    if len(_statuses(graph)):
        return True
    actors = graph.survey.actors
    if "wave" not in actors.columns or not len(actors):
        return False
    columns, cache = [column for column in ("wave", "territory") if column in actors.columns], graph.national.cache
    if "rosters" not in cache:
        cache["rosters"] = set(actors[columns].dropna().itertuples(index=False, name=None))
    return (graph.wave, graph.territory)[: len(columns)] in cache["rosters"]


def response_rate(graph: CooperationGraph) -> tuple[int, int]:
    """How many actors of the response ledger answered, in full or in part, and how many should have (0, 0 without one)."""
    said = _statuses(graph)
    return int(said.isin(("answered", "partial")).sum()), int((~said.isin(_OUT)).sum())


def _excluded(graph: CooperationGraph) -> set[str]:
    survey: Survey = graph.survey
    out: set[str] = set()
    for name in graph.settings.get("exclude", ()):
        if name in survey.actors.columns:
            marked = survey.actors[name].astype("boolean").fillna(False).to_numpy(dtype=bool)
            out |= set(survey.actors["actor"][marked])
        else:
            out.add(name)
    return out


def turnover(states: pd.DataFrame) -> pd.DataFrame:
    """How many actors went from each state to each: state_from, state_to, actors; sums to all actors of either wave."""
    counts = states.groupby(["from", "to"]).size().reset_index(name="actors")
    order = {state: place for place, state in enumerate(STATES)}
    counts = counts.rename(columns={"from": "state_from", "to": "state_to"})
    ranks = counts.sort_values(["state_from", "state_to"], key=lambda column: column.map(order))
    return ranks.reset_index(drop=True)
