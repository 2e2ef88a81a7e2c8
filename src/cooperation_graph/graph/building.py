"""`build_graphs`: which participations tie, who is in the roster, and one graph per territory and wave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.graph.arrays import National, at_nothing, in_roles, natural_key
from cooperation_graph.graph.assembly import assemble
from cooperation_graph.graph.many import Graphs
from cooperation_graph.survey.tables import Survey

__all__ = ["TIE_ROLES", "build_graphs"]

#: Roles that tie an actor to a project; funder, beneficiary and animator are kept in the data, not tied.
TIE_ROLES = ("lead", "co_lead", "partner", "host", "participant")
#: Statuses of the response ledger under which an actor without a project is known to have none.
_KNOWN = ("answered", "partial")
_EXCLUDE = "Give a yes/no attribute or an actor's id."
#: Statuses under which an actor named by the table of actors alone is not in the graph of that wave.
_NOT_KNOWN = ("no_answer", "not_asked", "not_yet_existing", "left", "unknown")


def build_graphs(
    survey: Survey, *, roles: Sequence[str] | str = TIE_ROLES, exclude: Sequence[str] = ("animator",)
) -> Graphs:
    """Turn a survey into one graph per territory and wave.

    Parameters
    ----------
    survey
        The checked tables.
    roles
        Roles that tie an actor to a project (a blank role always does), or ``"all"``.
    exclude
        What is left out of the graphs: boolean attributes of actors (``"animator"`` by default: the treatment must not sit
        inside the outcome) or ids of actors.

    Returns
    -------
    Graphs
        Sorted by territory then wave, in the order of their tables (natural order without).

    Notes
    -----
    The actors of a graph are its participants, those whose response says they answered, and those the table of actors names
    for that territory and wave; an intensity of 0 makes no tie but says that the actor is there. Someone who did not answer
    and whom nobody names is unknown, not an isolate: not in the graph.
    """
    table = survey.participations
    if isinstance(roles, str) and roles != "all":
        roles = (roles,)
    in_role, nothing = in_roles(table, roles), at_nothing(table)
    ties = in_role & ~nothing

    territories = _ordered(survey.territories, "territory", table["territory"], survey.responses)
    waves = _ordered(survey.waves, "wave", table["wave"], survey.responses)
    territory_index, wave_index = pd.Index(territories, dtype="str"), pd.Index(waves, dtype="str")

    def graph_of(frame: pd.DataFrame) -> np.ndarray:
        place = territory_index.get_indexer(pd.Index(frame["territory"])).astype(np.int64)
        time = wave_index.get_indexer(pd.Index(frame["wave"])).astype(np.int64)
        return np.where((place >= 0) & (time >= 0), place * len(waves) + time, -1)

    graph = graph_of(table)
    roster_graph, roster_ids, absent = _roster(survey, territories, waves, graph_of)
    if nothing.any():  # named, with an intensity of 0: known to take part in nothing
        roster_graph = np.concatenate([roster_graph, graph[nothing]])
        roster_ids = roster_ids.append(pd.Index(table["actor"][nothing])).astype("str")
    elsewhere = ~in_role & ~nothing
    if elsewhere.any():  # takes part, in a role that does not tie: neither tied nor isolated
        other = pd.MultiIndex.from_arrays([graph[elsewhere], table["actor"][elsewhere]])
        mentioned = pd.MultiIndex.from_arrays([roster_graph, roster_ids]).isin(other)
        roster_graph, roster_ids = roster_graph[~mentioned], roster_ids[~mentioned]

    entries = table.loc[ties, ["actor", "project"]] if not ties.all() else table[["actor", "project"]]
    entry_graph = graph[ties]
    present = np.unique(np.concatenate([entry_graph, roster_graph]))
    renumber = np.full(len(territories) * len(waves), -1, dtype=np.int64)
    renumber[present] = np.arange(len(present))
    settings = {
        "roles": roles if roles == "all" else tuple(roles), "exclude": tuple(exclude), "waves": tuple(waves),
        "n_not_tied": int((~ties).sum()), "n_unknown": absent,
    }  # fmt: skip
    national = assemble(
        survey, entries, renumber[entry_graph], tuple(territories[i // len(waves)] for i in present),
        tuple(waves[i % len(waves)] for i in present), roster=(renumber[roster_graph], roster_ids), listed=None,
        settings=settings,
    )  # fmt: skip
    kept = ~_excluded(national, exclude)
    return Graphs(national if kept.all() else national.keep_rows(kept))


def _ordered(table: pd.DataFrame, column: str, *sources: Any) -> list[str]:
    """Labels in the order of their table, then the others in natural order."""
    known: list[str] = []
    if len(table):
        frame = table
        if "order" in table:
            frame = table.sort_values("order", kind="stable", key=lambda s: pd.to_numeric(s, errors="coerce"))
        known = [str(value) for value in frame[column].dropna().unique()]
    found: set[str] = set()
    for source in sources:
        values = source[column] if isinstance(source, pd.DataFrame) and column in source else source
        if isinstance(values, pd.Series):
            found |= {str(value) for value in pd.unique(values.dropna())}
    return known + sorted(found - set(known), key=natural_key)


def _roster(survey: Survey, territories: Sequence[str], waves: Sequence[str], graph_of: Any) -> tuple[np.ndarray, pd.Index, int]:
    """Actors known besides the participants: graph numbers, ids, and how many are in the ledger but unknown."""
    graphs, ids, unknown = [np.zeros(0, dtype=np.int64)], [pd.Index([], dtype="str")], 0
    responses, actors = survey.responses, survey.actors
    silent = None
    if len(responses):
        place = graph_of(responses)
        answered = responses["status"].isin(_KNOWN).to_numpy() & (place >= 0)
        graphs.append(place[answered])
        ids.append(pd.Index(responses["actor"][answered]))
        mute = responses["status"].isin(_NOT_KNOWN).to_numpy() & (place >= 0)
        unknown = int((responses["status"] == "no_answer").sum())
        silent = pd.MultiIndex.from_arrays([place[mute], responses["actor"][mute]])
    if len(actors) and (len(territories) == 1 or "territory" in actors) and (len(waves) == 1 or "wave" in actors):
        named = pd.DataFrame({"actor": actors["actor"]})
        for column, labels in (("territory", territories), ("wave", waves)):
            only = labels[0] if len(labels) == 1 else None
            given = actors.get(column, only)
            named[column] = given.fillna(only) if isinstance(given, pd.Series) and only is not None else given
        named = named.dropna()
        place = graph_of(named)
        use = place >= 0
        if silent is not None and len(silent):
            use &= ~pd.MultiIndex.from_arrays([place, named["actor"]]).isin(silent)
        graphs.append(place[use])
        ids.append(pd.Index(named["actor"][use]))
    return np.concatenate(graphs), ids[0].append(ids[1:]).astype("str"), unknown


def _excluded(national: National, exclude: Sequence[str]) -> np.ndarray:
    out = np.zeros(len(national.row_actor), dtype=bool)
    for name in exclude:
        if name in national.survey.actors.columns:
            out |= national.row_flag(name)
        elif name in national.actor_ids:
            out |= national.row_actor == national.actor_ids.get_loc(name)
        elif name != "animator":  # the default asks for nothing when no actor is marked
            raise UnknownName("exclusion", name, set(national.survey.actors.columns), hint=_EXCLUDE)
    return out
