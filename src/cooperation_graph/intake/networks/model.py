"""A network as its file gives it, and the tables of a survey that it holds once actors and projects are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cooperation_graph.locale import N_
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.provenance import Source
from cooperation_graph.survey.words import WORDS, fold

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["Network", "make_drafts"]

#: Headings of an attribute that says what a node is, the likeliest first.
_KIND = ("kind", "bipartite", "type", "mode", "nodetype", "typenoeud", "nature", "partition", "category", "ensemble")
#: Words for the two kinds of nodes, folded (1.0 is 10); 0 and false are the first kind for networkx and igraph.
_ROLES = {"participation", *(fold(word) for role, words in WORDS["role"].items() for word in (role, *words))}
_WEIGHTS = ("weight", "value", "poids", "strength")
_ACTORS = {"actor", "acteur", "0", "00", "false", "organisation", "organization", "structure", "person", "personne", "member"}
_PROJECTS = {"project", "projet", "1", "10", "true", "event", "evenement", "action", "activity", "instance"}


@dataclass
class Network:
    """Nodes and edges as text.

    Attributes
    ----------
    nodes
        ``id``, ``label``, then attributes. No row where the file lists edges only.
    edges
        ``source``, ``target``, then attributes.
    node_rows, edge_rows
        Row, line or rank of each in its file.
    node_source, edge_source
        Where they come from.
    directed
        Whether the order of the two ends of an edge says something.
    n_actors
        How many nodes come first as actors, when the file says it (Pajek); -1 otherwise.
    territory
        When the file says it.
    groups
        Attributes that form groups, when the file says it.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    node_rows: np.ndarray
    edge_rows: np.ndarray
    node_source: Source
    edge_source: Source
    directed: bool = False
    n_actors: int = -1
    territory: str = ""
    groups: Sequence[str] = field(default_factory=tuple)


def make_drafts(network: Network, request: Request) -> list[Draft]:
    """Tables of participations, actors and projects; nothing when actors and projects cannot be told apart."""
    if not _nodes_are_known(network, request):
        return []
    told = _projects(network, request)
    if told is None:
        return []
    ids, is_project, heading = told
    place = pd.Series(np.arange(len(ids)), index=ids)
    ends = [place.reindex(network.edges[end]).to_numpy(dtype=np.int64) for end in ("source", "target")]
    inside = is_project[ends[0]] == is_project[ends[1]]
    edges, rows = network.edges, network.edge_rows
    kinds = np.where(is_project[ends[0]], N_("project"), N_("actor"))
    values = [f"{a} – {b}" for a, b in edges.loc[inside, ["source", "target"]].itertuples(index=False)]
    request.problems.add_rows("edge_inside", np.flatnonzero(inside), files=network.edge_source.label, rows=rows, values=values,
                              each={"kind": kinds[inside].tolist()})  # fmt: skip
    if inside.any():
        network.edge_source.set_aside["edge_inside"] = int(inside.sum())
    swap = is_project[ends[0]]
    actor = np.where(swap, edges["target"], edges["source"])[~inside]
    project = np.where(swap, edges["source"], edges["target"])[~inside]
    bare = _bare(ids, is_project)
    frame = edges.loc[~inside].drop(columns=["source", "target"]).reset_index(drop=True)
    frame.insert(0, "actor", pd.Series(actor, dtype="str").map(bare))
    frame.insert(1, "project", pd.Series(project, dtype="str").map(bare))
    frame, rows = _one_a_row(_plain_edges(frame, network.edge_source), rows[~inside])
    drafts = [_draft("participations", frame, rows, network.edge_source, network)]
    if len(network.nodes):
        attributes = network.nodes.drop(columns=[heading] if heading else [])
        for table, column, chosen in (("actors", "actor", ~is_project), ("projects", "project", is_project)):
            part = attributes.loc[chosen].rename(columns={"id": column, "label": "name"}).dropna(axis="columns", how="all")
            part[column] = part[column].map(bare)
            part = part.drop(columns=[name for name in ("bipartite", "viz") if name in part])
            if table == "projects":
                part = part.drop(columns=[name for name in ("waves", "wave") if name in part])
            part = part.rename(columns={"waves": "wave"})
            part, kept = _one_a_row(part, network.node_rows[chosen])
            drafts.append(_draft(table, part, kept, network.node_source, network))
    request.by.extend(name for name in network.groups if name not in request.by)
    return drafts


def _draft(table: str, frame: pd.DataFrame, rows: np.ndarray, source: Source, network: Network) -> Draft:
    own = Source(**{**vars(source), "rows_read": len(frame), "columns": {}, "notes": list(source.notes)})
    if network.territory and "territory" not in frame:
        frame = frame.assign(territory=pd.Series(network.territory, index=frame.index, dtype="str"))
    return Draft.read(table, frame.reset_index(drop=True), rows, own)


def _nodes_are_known(network: Network, request: Request) -> bool:
    """Whether each node stands once; edges to nodes that are not there are told and taken out."""
    problems, nodes = request.problems, network.nodes
    if not len(nodes):
        return True
    twice = np.flatnonzero(nodes["id"].duplicated())
    problems.add_rows("repeated_node", twice, files=network.node_source.label, rows=network.node_rows, values=nodes["id"].iloc[twice])
    known = network.edges[["source", "target"]].isin(set(nodes["id"]))
    for end in ("source", "target"):
        lost = np.flatnonzero(~known[end])
        problems.add_rows("unknown_node", lost, files=network.edge_source.label, rows=network.edge_rows, values=network.edges[end].iloc[lost])
    keep = known.all(axis=1).to_numpy()
    if not keep.all():
        network.edge_source.set_aside["unknown_node"] = int((~keep).sum())
        network.edges, network.edge_rows = network.edges.loc[keep].reset_index(drop=True), network.edge_rows[keep]
    return not len(twice)


def _projects(network: Network, request: Request) -> tuple[pd.Index, np.ndarray, str] | None:
    """Identifiers of nodes, which of them are projects, and the attribute that says so."""
    label = network.node_source.label
    if len(network.nodes):
        ids = pd.Index(network.nodes["id"])
        if network.n_actors >= 0:
            return ids, np.arange(len(ids)) >= network.n_actors, ""
        unknown: list[str] = []
        said = request.mapping.values.get("kind", {})
        for heading in _kind_headings(network, request):
            words = network.nodes[heading].replace(said).map(fold, na_action="ignore")
            if words.isin(_ACTORS | _PROJECTS).all():
                return ids, words.isin(_PROJECTS).to_numpy(), heading
            found = sorted(network.nodes[heading].dropna().unique())
            if len(found) == 2 and words.notna().all():
                unknown = found
        if unknown:
            request.problems.add("unknown_kind", file=label, value=unknown[0], found=request.problems.quote(*unknown))
            return None
    else:
        ids = pd.Index(pd.unique(network.edges[["source", "target"]].to_numpy(dtype=object).T.ravel()), dtype="str")
    sources, targets = set(network.edges["source"]), set(network.edges["target"])
    lonely = len(ids) - len(sources | targets)
    if network.directed and len(network.edges) and not sources & targets and not lonely:
        request.problems.add("guessed_kinds", file=label)
        return ids, ids.isin(targets), ""
    request.problems.add("one_mode", file=label)
    return None


def _kind_headings(network: Network, request: Request) -> list[str]:
    """Attributes that may say what a node is: the one the user names, else those whose heading is usual."""
    attributes = list(network.nodes.columns[2:])
    named = [heading for heading, field_ in request.mapping.columns.items() if field_ == "kind" and heading in attributes]
    usual = sorted((name for name in attributes if fold(name) in _KIND), key=lambda name: _KIND.index(fold(name)))
    return named or usual


def _bare(ids: pd.Index, is_project: np.ndarray) -> dict[str, str]:
    """Identifiers without the ``actor:`` and ``project:`` that our own files put before them."""
    prefixes = np.where(is_project, "project:", "actor:")
    if all(str(name).startswith(prefix) for name, prefix in zip(ids, prefixes, strict=True)):
        return {name: str(name)[len(prefix) :] for name, prefix in zip(ids, prefixes, strict=True)}
    return {name: name for name in ids}


def _plain_edges(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Edges without columns that say the same of all of them: weights of 1, kinds of edges."""
    for heading in list(frame.columns[2:]):
        values = set(frame[heading].dropna())
        said = fold(heading)
        if said == "type" and "role" not in frame and {fold(value) for value in values} <= _ROLES:
            frame = frame.rename(columns={heading: "role"})
            frame["role"] = frame["role"].where(frame["role"] != "participation")
        elif not values or (said in ("type", "kind", "direction") and len(values) == 1):
            frame = frame.drop(columns=heading)
        elif said in _WEIGHTS and (values <= {"1", "1.0"} or "intensity" in frame or _counts_waves(frame, heading)):
            source.notes.append(f"{heading} was not read: it is 1 everywhere, counts waves, or stands beside an intensity")
            frame = frame.drop(columns=heading)
    own = {"roles": "role", "strength": "intensity", "value": "intensity"}
    return frame.rename(columns={name: own[fold(name)] for name in frame.columns if fold(name) in own and own[fold(name)] not in frame})


def _counts_waves(frame: pd.DataFrame, heading: str) -> bool:
    return "wave" in frame and bool((frame[heading] == (frame["wave"].str.count(r"\|") + 1).astype("str")).all())


def _one_a_row(frame: pd.DataFrame, rows: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    """One row for each wave and role that an edge or a node names, joined by ``|``."""
    frame = frame.assign(_row=rows)
    for column in ("wave", "role"):
        if column in frame and frame[column].str.contains("|", regex=False, na=False).any():
            frame = frame.assign(**{column: frame[column].str.split("|")}).explode(column, ignore_index=True)
            frame[column] = frame[column].astype("str")
    return frame.drop(columns="_row"), frame["_row"].to_numpy(dtype=np.int64)
