"""`build_graphs`: which participations tie, who is in the roster, and one graph per territory and wave."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.graph.arrays import National, at_nothing, in_roles, natural_key
from cooperation_graph.graph.assembly import assemble
from cooperation_graph.graph.coding import coded
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

#: Rows from which a second thread is worth its start.
_FOR_A_THREAD = 50_000
_NONE = np.zeros(0, dtype=np.int32)


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
    if isinstance(roles, str) and roles != "all":
        roles = (roles,)
    table, responses = survey.participations, survey.responses
    everywhere = {"table": table, "responses": responses, "actors": survey.actors, "projects": survey.projects}

    def read(column: str) -> tuple[dict[str, np.ndarray], pd.Index]:
        """Numbers of a column wherever it stands, over one list of labels."""
        found = {name: frame[column] for name, frame in everywhere.items() if column in frame and (len(frame) or frame is table)}
        numbers, labels = coded(*found.values(), sort=column in ("actor", "project"))
        return dict(zip(found, numbers, strict=True)), labels

    with ThreadPoolExecutor(min(os.cpu_count() or 1, 4) if len(table) > _FOR_A_THREAD else 1) as pool:
        columns = [pool.submit(read, column) for column in ("actor", "project", "territory", "wave")]
        ties = pool.submit(in_roles, table, roles).result()
        (actors, actor_ids), (projects, project_ids), territory, wave = (column.result() for column in columns)
    nothing = at_nothing(table)
    elsewhere = ~ties & ~nothing
    ties &= ~nothing

    territories = _ordered(survey.territories, "territory", *territory)
    waves = _ordered(survey.waves, "wave", *wave)
    where, when = _places(*territory, territories), _places(*wave, waves)

    def graph_of(name: str) -> np.ndarray:
        return np.where((where[name] < 0) | (when[name] < 0), -1, where[name] * len(waves) + when[name]).astype(np.int32)

    graph = graph_of("table")
    roster_graph, roster = _roster(survey, where, when, actors, len(territories), len(waves))
    if nothing.any():  # named, with an intensity of 0: known to take part in nothing
        roster_graph, roster = np.concatenate([roster_graph, graph[nothing]]), np.concatenate([roster, actors["table"][nothing]])
    if elsewhere.any():  # takes part, in a role that does not tie: neither tied nor isolated
        key = roster_graph * np.int64(len(actor_ids)) + roster
        mentioned = np.isin(key, graph[elsewhere] * np.int64(len(actor_ids)) + actors["table"][elsewhere])
        roster_graph, roster = roster_graph[~mentioned], roster[~mentioned]
    settings = {
        "roles": roles if roles == "all" else tuple(roles), "exclude": tuple(exclude), "waves": tuple(waves),
        "n_not_tied": int((~ties).sum()),
        "n_unknown": int((responses["status"] == "no_answer").sum()) if len(responses) else 0,
    }  # fmt: skip
    entries = [graph, actors["table"], projects["table"]]
    if not ties.all():
        entries = [column[ties] for column in entries]
    count = np.bincount(entries[0], minlength=len(territories) * len(waves)) + np.bincount(
        roster_graph, minlength=len(territories) * len(waves)
    )
    present = np.flatnonzero(count)
    renumber = np.full(len(count) + 1, -1, dtype=np.int32)  # the last one stands for nowhere
    renumber[present] = np.arange(len(present))
    national = assemble(
        survey, renumber[entries[0]], (entries[1], actor_ids), (entries[2], project_ids),
        tuple(territories[i // len(waves)] for i in present.tolist()), tuple(waves[i % len(waves)] for i in present.tolist()),
        roster=(renumber[roster_graph], roster), listed=(_NONE, _NONE), settings=settings,
    )  # fmt: skip
    national.cache["entry_codes"] = (renumber[graph], actors["table"], projects["table"])
    national.cache.update({f"table_codes:{name}": of[name] for name, of in (("actors", actors), ("projects", projects)) if name in of})
    kept = ~_excluded(national, exclude)
    return Graphs(national if kept.all() else national.keep_rows(kept))


def _ordered(table: pd.DataFrame, column: str, numbers: Mapping[str, np.ndarray], labels: pd.Index) -> list[str]:
    """Labels in the order of their table, then the others that participations or responses name in natural order."""
    known: list[str] = []
    if len(table):
        frame = table
        if "order" in table:
            frame = table.sort_values("order", kind="stable", key=lambda s: pd.to_numeric(s, errors="coerce"))
        known = [str(value) for value in frame[column].dropna().unique()]
    named = np.zeros(len(labels) + 1, dtype=bool)
    for name in ("table", "responses"):
        named[numbers.get(name, _NONE)] = True
    return known + sorted(set(labels[named[:-1]].tolist()) - set(known), key=natural_key)


def _places(numbers: Mapping[str, np.ndarray], labels: pd.Index, ordered: Sequence[str]) -> dict[str, np.ndarray]:
    """Place in their order of what stands in each table, -1 where blank or unknown."""
    place = {label: number for number, label in enumerate(ordered)}
    rank = np.array([*(place.get(label, -1) for label in labels.tolist()), -1], dtype=np.int32)
    return {name: rank[found] for name, found in numbers.items()}


def _roster(
    survey: Survey, where: Mapping[str, np.ndarray], when: Mapping[str, np.ndarray], actors: Mapping[str, np.ndarray],
    n_territories: int, n_waves: int,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Actors known besides the participants: graphs and numbers."""
    graphs, numbers = [_NONE], [_NONE]
    n_actors = np.int64(1 + max((int(found.max()) for found in actors.values() if len(found)), default=0))
    silent = np.zeros(0, dtype=np.int64)
    if len(survey.responses):
        status = survey.responses["status"]
        place = np.where((where["responses"] < 0) | (when["responses"] < 0), -1, where["responses"] * n_waves + when["responses"])
        answered = status.isin(_KNOWN).to_numpy() & (place >= 0)
        graphs.append(place[answered])
        numbers.append(actors["responses"][answered])
        mute = status.isin(_NOT_KNOWN).to_numpy() & (place >= 0)
        silent = place[mute] * n_actors + actors["responses"][mute]
    named = actors["actors"] if len(survey.actors) else _NONE
    if len(named) and (n_territories == 1 or "actors" in where) and (n_waves == 1 or "actors" in when):
        nowhere = np.full(len(named), -1, dtype=np.int32)
        of = [found.get("actors", nowhere) for found in (where, when)]
        for k, (size, column) in enumerate(((n_territories, "territory"), (n_waves, "wave"))):
            if size == 1:  # a blank names the only one
                blank = survey.actors[column].isna().to_numpy() if column in survey.actors.columns else True
                of[k] = np.where(blank, 0, of[k])
        place = np.where((of[0] < 0) | (of[1] < 0), -1, of[0] * n_waves + of[1])
        use = (place >= 0) & (named >= 0)
        if len(silent):
            use &= ~np.isin(place * n_actors + named, silent)
        graphs.append(place[use])
        numbers.append(named[use])
    return np.concatenate(graphs).astype(np.int32), np.concatenate(numbers).astype(np.int32)


def _excluded(national: National, exclude: Sequence[str]) -> np.ndarray:
    out = np.zeros(len(national.row_actor), dtype=bool)
    for name in exclude:
        if name in national.survey.actors.columns:
            out |= national.row_flag(name)
        elif (known := np.asarray(national.actor_ids == name)).any():
            out |= known[national.row_actor]
        elif name != "animator":  # the default asks for nothing when no actor is marked
            raise UnknownName("exclusion", name, set(national.survey.actors.columns), hint=_EXCLUDE)
    return out
