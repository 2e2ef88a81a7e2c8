"""A graph as plain nodes and edges that any file format can hold: text, numbers, yes or no, nothing missing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import CooperationGraph, Graphs

__all__ = ["NetworkRecords", "clean_text", "network_records"]

#: What XML 1.0 cannot hold, and marks that turn the direction of text.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]")

#: Columns of every node.
_RESERVED = ("id", "kind", "label", "waves", "wave", "bipartite")


@dataclass(frozen=True, eq=False)
class NetworkRecords:
    """Nodes and edges of one territory, of one wave or several.

    Attributes
    ----------
    nodes
        ``id`` (``actor:…`` or ``project:…``), ``kind``, ``label``, ``waves`` (those it is in, joined by ``|``), then
        attributes (``own_kind`` is the kind of a project).
    edges
        ``actor, project`` (node ids), ``wave``, ``roles`` (joined by ``|``), ``intensity`` when the survey has it.
    waves
        In order.
    groups
        Attributes of actors that form groups.
    """

    territory: str
    nodes: pd.DataFrame
    edges: pd.DataFrame
    waves: tuple[str, ...]
    groups: tuple[str, ...]


def clean_text(text: object) -> str:
    """Text without control characters, normalised.

    Examples
    --------
    >>> clean_text("Caf\\u0065\\u0301\\x07")
    'Café'
    """
    return _FORBIDDEN.sub("", unicodedata.normalize("NFC", str(text)))


def _attributes(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns that hold something, with types files know: bool, number, text; lists and dates become text."""
    kept = {}
    for column in frame.columns:
        values = frame[column]
        if column in ("name", "aliases") or values.isna().all():
            continue
        column = f"own_{column}" if column in _RESERVED else column  # projects have a kind of their own
        if values.dtype == "boolean" or pd.api.types.is_numeric_dtype(values):
            kept[str(column)] = values
        else:
            kept[str(column)] = values.astype("str").map(clean_text, na_action="ignore")
    return pd.DataFrame(kept, index=frame.index)


def network_records(graphs: Graphs | CooperationGraph) -> NetworkRecords:
    """Nodes and edges of the graphs of one territory.

    Attributes that change between waves are those of the last wave an actor is in.

    Raises
    ------
    UnknownName
        The graphs belong to several territories.
    """
    chosen = [graphs] if isinstance(graphs, CooperationGraph) else list(graphs)
    territories = list(dict.fromkeys(graph.territory for graph in chosen))
    if len(territories) != 1:
        raise UnknownName("territory", "one territory", territories, hint="Choose it: graphs.select(territory=…).")
    parts: dict[str, list[pd.DataFrame]] = {"actor": [], "project": []}
    edges = []
    for graph in chosen:
        wave = _wave(graph)
        for kind, frame in (("actor", graph.actors), ("project", graph.projects)):
            part = _attributes(frame)
            part.insert(0, "label", frame["name"].map(clean_text))
            parts[kind].append(part.assign(wave=wave))
        edges.append(_edges(graph))
    tables = []
    for kind, frames in parts.items():
        whole = pd.concat(frames)
        last = whole[~whole.index.duplicated(keep="last")].drop(columns="wave").reindex(whole.index.unique())
        waves = whole.groupby(level=0, sort=False)["wave"].agg("|".join)
        last.insert(0, "kind", kind)
        last.insert(2, "waves", waves.reindex(last.index))
        last.index = pd.Index([f"{kind}:{clean_text(i)}" for i in last.index], name="id")
        tables.append(last)
    nodes = pd.concat(tables)
    return NetworkRecords(
        territories[0], nodes.reset_index(), pd.concat(edges, ignore_index=True), tuple(map(_wave, chosen)),
        tuple(graph for graph in chosen[0].survey.groups if graph in nodes.columns),
    )  # fmt: skip


def _wave(graph: CooperationGraph) -> str:
    """The wave as files name it: waves of one node or edge are joined by ``|``."""
    return clean_text(graph.wave).replace("|", "/")


def _edges(graph: CooperationGraph) -> pd.DataFrame:
    rows = np.repeat(np.arange(graph.n_actors), graph.actor_degrees)
    edges = pd.DataFrame({"actor": graph.actor_ids[rows], "project": graph.project_ids[graph.indices], "wave": _wave(graph)})
    table = graph.participations
    if "role" in table.columns:
        roles = table.dropna(subset=["role"]).groupby(["actor", "project"])["role"].agg(lambda r: "|".join(sorted(set(r))))
        edges["roles"] = _looked_up(edges, roles)
    if "intensity" in table.columns:
        edges["intensity"] = _looked_up(edges, table.groupby(["actor", "project"])["intensity"].max())
    edges["actor"] = [f"actor:{clean_text(i)}" for i in edges["actor"]]
    edges["project"] = [f"project:{clean_text(i)}" for i in edges["project"]]
    return edges


def _looked_up(edges: pd.DataFrame, values: pd.Series) -> pd.Series:
    keys: Sequence[tuple[str, str]] = list(zip(edges["actor"], edges["project"], strict=True))
    return pd.Series([values.get(key) for key in keys], index=edges.index)
