"""`to_pyvis`: a graph as a pyvis network, with places computed here and nothing that could run in a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import translator
from cooperation_graph.plots.groups import BRIDGE, Groups, groups_of
from cooperation_graph.plots.places import layout, push_apart, shared, shared_in_any
from cooperation_graph.plots.style import INK, PAPER
from cooperation_graph.plots.text import plain

if TYPE_CHECKING:
    from pyvis.network import Network

__all__ = ["as_waves", "to_pyvis"]

#: vis-network's names of our shapes; it has seven that keep the label outside, the eighth group has a dashed outline.
_SHAPES = {"o": "dot", "s": "square", "^": "triangle", "D": "diamond", "v": "triangleDown", "P": "star", "h": "hexagon",
           "X": "dot", "p": "dot"}  # fmt: skip
_REACH, _WIDE = 800.0, 1.3  # half the height of the drawing in vis-network's units, and its width against it
_NAMED, _SHELF = 10, 26  # actors whose names are large; places in a row of the shelf


def as_waves(graphs: CooperationGraph | Sequence[CooperationGraph]) -> list[CooperationGraph]:
    """The waves of one territory, in order.

    Raises
    ------
    ValueError
        There is no graph, or graphs of several territories.
    """
    waves = [graphs] if isinstance(graphs, CooperationGraph) else list(graphs)
    territories = {wave.territory for wave in waves}
    if len(territories) != 1:
        raise ValueError(f"the explorer shows one territory; this selection holds {len(territories)}: {sorted(territories)[:12]}")
    return waves


def to_pyvis(
    graphs: CooperationGraph | Sequence[CooperationGraph], *, by: str | None = None, positions: pd.DataFrame | None = None,
    lang: str = "fr", aggregate: bool = False,
) -> Network:  # fmt: skip
    """Return a :class:`pyvis.network.Network` of actors and projects that can be tuned before :func:`explore` writes it.

    Ids are ``actor:ID`` and ``project:ID``. The graph is not changed. Do not write the page with pyvis itself: it asks the
    network for files and lets names run as code.

    Parameters
    ----------
    graphs
        One graph, or several waves of one territory; a tie says its waves and roles.
    by
        Attribute of actors that makes the groups; the first declared without.
    positions
        Places of actors from :func:`plots.layout`; computed without.
    lang
        Language of the tooltips.
    aggregate
        Draw groups instead of actors: a line is as thick as the pairs of partners between two groups.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> to_pyvis(tiny_graph("two_silos")).num_nodes()
    10
    """
    waves = as_waves(graphs)
    nodes, edges = _grouped(waves, by, lang) if aggregate else _detailed(waves, by, positions, lang)
    return _filled(nodes, edges)


def _filled(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> Network:
    """A network filled directly: its own `add_edge` compares every edge with every other."""
    from pyvis.network import Network

    network = Network(height="100%", width="100%", cdn_resources="in_line")
    network.nodes, network.edges = nodes, edges
    network.node_ids = [node["id"] for node in nodes]
    network.node_map = {node["id"]: node for node in nodes}
    network.toggle_physics(False)
    return network


def _detailed(
    waves: list[CooperationGraph], by: str | None, positions: pd.DataFrame | None, lang: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    ties = _ties(waves, by, lang)
    places = _places(waves, by, positions, ties)
    return [*_actors(waves, by, places, ties, lang), *_projects(waves, places, ties, lang)], _edges(ties)


def _ties(waves: list[CooperationGraph], by: str | None, lang: str) -> pd.DataFrame:
    """One row an actor and project: waves, roles, the actor's group, whether the project gathers several groups."""
    parts: list[pd.DataFrame] = []
    group: dict[str, str] = {}
    for wave in waves:
        groups = groups_of(wave, by, lang)
        group |= {actor: groups.labels[code] for actor, code in zip(wave.actor_ids, groups.codes, strict=True)}
        rows = np.repeat(np.arange(wave.n_actors), wave.actor_degrees)
        parts.append(pd.DataFrame({
            "actor": np.asarray(wave.actor_ids, dtype=object)[rows],
            "project": np.asarray(wave.project_ids, dtype=object)[wave.indices], "wave": wave.wave,
        }).merge(_roles(wave), on=["actor", "project"], how="left"))  # fmt: skip
    every = pd.concat(parts, ignore_index=True)
    every["role"] = every["role"].fillna("")
    ties = every.groupby(["actor", "project"], sort=False).agg(
        waves=("wave", lambda values: list(dict.fromkeys(values))),
        roles=("role", lambda values: list(dict.fromkeys(role for text in values for role in text.split("\n") if role))),
    ).reset_index()  # fmt: skip
    ties["group"] = ties["actor"].map(group)
    ties["across"] = ties.groupby("project")["group"].transform("nunique") > 1
    return ties


def _roles(wave: CooperationGraph) -> pd.DataFrame:
    told = wave.participations
    if "role" not in told.columns or not len(told):
        return pd.DataFrame(columns=["actor", "project", "role"], dtype=object)
    return told.dropna(subset="role").groupby(["actor", "project"])["role"].agg("\n".join).reset_index()


def _places(
    waves: list[CooperationGraph], by: str | None, positions: pd.DataFrame | None, ties: pd.DataFrame
) -> dict[str, tuple[float, float]]:
    """Actors from the layout, projects between their actors; those that share nothing stand in rows below."""
    actors = pd.Index(pd.unique(np.concatenate([np.asarray(wave.actor_ids, dtype=object) for wave in waves])))
    projects = pd.Index(pd.unique(np.concatenate([np.asarray(wave.project_ids, dtype=object) for wave in waves])))
    found = (layout(waves, by) if positions is None else positions)[["x", "y"]].reindex(actors).to_numpy(dtype=float, copy=True)
    alone = np.flatnonzero(np.isnan(found).any(axis=1))
    found[alone] = _shelf(len(alone), -1.25)
    between = np.full((len(projects), 2), np.nan)
    middle = pd.DataFrame(found[actors.get_indexer(pd.Index(ties["actor"]))]).groupby(ties["project"].to_numpy()).mean()
    between[projects.get_indexer(middle.index)] = middle.to_numpy()
    empty = np.flatnonzero(np.isnan(between).any(axis=1))
    between[empty] = _shelf(len(empty), -1.4 - 0.09 * -(-len(alone) // _SHELF))
    points = np.concatenate([found, between])
    if len(points):
        points = push_apart(points, min(0.05, 0.8 / np.sqrt(len(points))))
    ids = [f"actor:{actor}" for actor in actors] + [f"project:{project}" for project in projects]
    points = np.round(points * [_REACH * _WIDE, -_REACH], 1)
    return {name: (x, y) for name, (x, y) in zip(ids, points.tolist(), strict=True)}


def _shelf(n: int, top: float) -> np.ndarray:
    """Places in rows from `top` down."""
    place = np.arange(n)
    return np.column_stack([-1 + 0.08 * (place % _SHELF), top - 0.09 * (place // _SHELF)])


def _actors(
    waves: list[CooperationGraph], by: str | None, places: dict[str, tuple[float, float]], ties: pd.DataFrame, lang: str
) -> list[dict[str, Any]]:
    _ = translator(lang)
    projects = ties.groupby("actor").size()
    found: dict[str, dict[str, Any]] = {}
    for wave in waves:
        groups = groups_of(wave, by, lang)
        codes, labels = wave.groups(groups.by)
        own = [plain(labels[code]) if code >= 0 else "" for code in codes]
        for actor, name, code, label in zip(wave.actor_ids, wave.actors["name"], groups.codes.tolist(), own, strict=True):
            node = found.setdefault(actor, {"id": f"actor:{actor}", "kind": "actor", "waves": []})
            node |= {"name": plain(name), "group": groups.labels[code], "own_group": label, **_look(groups, code)}
            node["waves"].append(wave.wave)
    partners = (shared_in_any(waves, pd.Index(list(found), dtype=object)) > 0).sum(axis=1)
    for node, count in zip(found.values(), partners.tolist(), strict=True):
        node["partners"] = count
    told = {node["id"] for node in sorted(found.values(), key=lambda node: -node["partners"])[:_NAMED]}
    for actor, node in found.items():
        count = int(projects.get(actor, 0))
        node["x"], node["y"] = places[node["id"]]
        node["projects"], node["label"], node["size"] = count, node["name"], 9 + 2.5 * min(count, 10) ** 0.5
        node["font"] = {"size": 26 if node["id"] in told else 12, "color": INK, "strokeWidth": 4, "strokeColor": PAPER}
        node["title"] = "\n".join([
            node["name"], node["own_group"] or _("group not stated"), _("{n} project", plural="{n} projects", n=count),
            _("{n} partner", plural="{n} partners", n=node["partners"]),
        ])  # fmt: skip
    return list(found.values())


def _look(groups: Groups, code: int) -> dict[str, Any]:
    shape = groups.shapes[code]
    return {
        "shape": _SHAPES[shape], "color": {"background": groups.colours[code], "border": INK}, "borderWidth": 1,
        "shapeProperties": {"borderDashes": [3, 2] if shape in "Xp" else False},
    }  # fmt: skip


def _projects(
    waves: list[CooperationGraph], places: dict[str, tuple[float, float]], ties: pd.DataFrame, lang: str
) -> list[dict[str, Any]]:
    _ = translator(lang)
    met = ties.groupby("project")["group"].agg(lambda values: sorted(set(values)))
    size = ties.groupby("project").size()
    found: dict[str, dict[str, Any]] = {}
    for wave in waves:
        for project, name in zip(wave.project_ids, wave.projects["name"], strict=True):
            count, groups_met = int(size.get(project, 0)), list(met.get(project, []))
            shape, fill = ("diamond", BRIDGE) if len(groups_met) > 1 else ("square", "#c9ced4")
            node = found.setdefault(project, {"id": f"project:{project}", "kind": "project", "waves": []})
            node["waves"].append(wave.wave)
            node["x"], node["y"] = places[node["id"]]
            node |= {
                "name": plain(name), "label": "", "shape": shape, "size": 6, "actors": count, "groups": groups_met,
                "color": {"background": fill, "border": INK}, "borderWidth": 1,
                "title": "\n".join([plain(name), _("{n} actor", plural="{n} actors", n=count), ", ".join(groups_met)]),
            }  # fmt: skip
    return list(found.values())


def _edges(ties: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {"from": f"actor:{row.actor}", "to": f"project:{row.project}", "waves": row.waves, "roles": row.roles,
         "across": bool(row.across), "color": {"color": BRIDGE if row.across else "#b9c0c8"}, "width": 1.6 if row.across else 1.0}
        for row in ties.itertuples(index=False)
    ]  # fmt: skip


def _grouped(waves: list[CooperationGraph], by: str | None, lang: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Groups as nodes on a circle; pairs of partners between them as lines, those inside in the tooltip."""
    _ = translator(lang)
    groups = groups_of(waves[-1], by, lang)
    n = len(groups)
    pairs, members = np.zeros((n, n), dtype=np.int64), np.zeros(n, dtype=np.int64)
    for wave in waves:
        codes = groups_of(wave, by, lang).codes
        rows, columns = (shared(wave) > 0).nonzero()
        now = np.zeros((n, n), dtype=np.int64)
        np.add.at(now, (codes[rows], codes[columns]), 1)
        pairs, members = np.maximum(pairs, now), np.maximum(members, np.bincount(codes, minlength=n))
    turn = 2 * np.pi * np.arange(n) / max(n, 1)
    every = [wave.wave for wave in waves]
    nodes = [
        {"id": f"group:{groups.labels[i]}", "kind": "group", "name": groups.labels[i], "label": groups.labels[i], "waves": every,
         "group": groups.labels[i], "members": int(members[i]), "inside": int(pairs[i, i]) // 2,
         "outside": int(pairs[i].sum() - pairs[i, i]),
         "x": round(0.6 * _REACH * _WIDE * float(np.sin(turn[i])), 1), "y": round(-0.6 * _REACH * float(np.cos(turn[i])), 1),
         "size": 12 + 2 * float(members[i]) ** 0.5, "font": {"size": 20, "color": INK, "strokeWidth": 4, "strokeColor": PAPER},
         "title": "\n".join([groups.labels[i], _("{n} actor", plural="{n} actors", n=int(members[i])),
                             _("pairs of partners inside the group: {pairs}", pairs=int(pairs[i, i]) // 2)]),
         **_look(groups, i)}
        for i in range(n)
    ]  # fmt: skip
    largest = max(int(np.triu(pairs, 1).max(initial=0)), 1)
    edges = [
        {"from": nodes[i]["id"], "to": nodes[j]["id"], "waves": every, "roles": [], "across": True, "color": {"color": BRIDGE},
         "width": 1 + 14 * int(pairs[i, j]) / largest,
         "title": _("pairs of partners between the two groups: {pairs}", pairs=int(pairs[i, j]))}
        for i in range(n) for j in range(i + 1, n) if pairs[i, j]
    ]  # fmt: skip
    return nodes, edges
