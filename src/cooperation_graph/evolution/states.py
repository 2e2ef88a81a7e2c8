"""Who was there in both waves, who is gone, and of whom nothing is known: presence comes before change."""

from __future__ import annotations

import pandas as pd

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.survey.presence import presence, rosters

__all__ = ["GONE", "KNOWN", "STATES", "actor_states", "has_roster", "respondents", "response_rate", "turnover"]

#: Present: in a project; known to be in none; in roles that do not tie only.
KNOWN = ("active", "isolate", "other_role")
#: Not there: not in the roster; merged into another actor; not named in a wave without a roster (left, or did not answer).
GONE = ("outside", "merged", "absent")
#: unknown: in the roster, no answer, and named by nobody.
STATES = (*KNOWN, "unknown", *GONE)
_OUT = ("left", "not_yet_existing")


def actor_states(graph_from: CooperationGraph, graph_to: CooperationGraph) -> pd.DataFrame:
    """State of every actor of either wave in both: index actor id, columns ``from`` and ``to``.

    States are those of :func:`cooperation_graph.survey.presence.presence`, seen from the graphs: actors left out of the graphs
    (animators…) are left out, those who take part in roles that do not tie are ``other_role``, and without a roster
    (:func:`has_roster`) someone whom nobody names, ``unknown`` there, is ``absent`` here: left, or did not answer.

    Examples
    --------
    >>> import numpy as np
    >>> one = CooperationGraph.from_biadjacency(np.ones((2, 1)), wave="1")
    >>> actor_states(one, one)["to"].tolist()
    ['active', 'active']
    """
    graphs = (graph_from, graph_to)
    excluded = _excluded(graph_from)
    found: set[str] = set()
    for graph in graphs:
        found |= set(graph.actor_ids) | (set(_ledger(graph).index) - excluded)
    ids = pd.Index(sorted(found), dtype="str")
    return pd.DataFrame(
        {name: _states(graph, ids) for name, graph in zip(("from", "to"), graphs, strict=True)}, index=ids.rename("actor")
    )


def _states(graph: CooperationGraph, ids: pd.Index) -> pd.Series:
    cache = graph.national.cache
    if "presence" not in cache:
        everybody = presence(graph.survey)
        cache["presence"] = everybody, everybody.groupby(["territory", "wave"]).indices
    table, cells = cache["presence"]
    own = table.take(cells.get((graph.territory, graph.wave), [])).set_index("actor")["state"]
    rest = "outside" if has_roster(graph) else "absent"
    states: pd.Series = own.reindex(ids).fillna(rest).astype("str")
    states = states.where(~states.str.startswith("merged_into"), "merged")
    if rest == "absent":
        states = states.where(states != "unknown", rest)
    in_graph = ids.isin(graph.actor_ids)
    states = states.mask((states == "active") & ~in_graph, "other_role").mask(in_graph, "isolate")
    states.loc[graph.actor_ids[graph.actor_degrees > 0]] = "active"
    return states


def _ledger(graph: CooperationGraph) -> pd.Series:
    """Status of each actor in the response ledger of this territory and wave."""
    table, cache = graph.survey.responses, graph.national.cache
    if "responses" not in cache:  # 1,600 territories would each search the whole table
        cache["responses"] = table.groupby(["territory", "wave"]).indices if len(table) else {}
    own = table.take(cache["responses"].get((graph.territory, graph.wave), []))
    return own.drop_duplicates("actor").set_index("actor")["status"].astype("str")


def has_roster(graph: CooperationGraph) -> bool:
    """Whether the survey says who should have been there: a response ledger, or actors listed for this wave."""
    cache = graph.national.cache
    if "rosters" not in cache:
        cache["rosters"] = set(rosters(graph.survey).itertuples(index=False, name=None))
    return (graph.territory, graph.wave) in cache["rosters"]


def response_rate(graph: CooperationGraph) -> tuple[int, int]:
    """How many actors of the response ledger answered, in full or in part, and how many should have (0, 0 without one)."""
    said = _ledger(graph)
    return int(said.isin(("answered", "partial")).sum()), int((~said.isin(_OUT)).sum())


def respondents(graph: CooperationGraph) -> pd.Index | None:
    """Ids of those who answered, in full or in part, in this territory and wave; None without a response ledger."""
    said = _ledger(graph)
    return said.index[said.isin(("answered", "partial"))] if len(said) else None


def _excluded(graph: CooperationGraph) -> set[str]:
    actors = graph.survey.actors
    out: set[str] = set()
    for name in graph.settings.get("exclude", ()):
        if name in actors.columns:
            out |= set(actors["actor"][actors[name].astype("boolean").fillna(False).to_numpy(dtype=bool)])
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
