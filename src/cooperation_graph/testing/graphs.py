"""Graphs to test with: tiny named ones, led projects, random ones with everything that metrics read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import CooperationGraph, build_graphs
from cooperation_graph.survey.tables import Survey

__all__ = ["TINY_GRAPHS", "led_projects", "random_graph", "renamed", "tiny_graph"]

_SILOS = {"p1": "a1 a2 a3", "p2": "a1 a2", "p3": "b1 b2 b3", "p4": "b2 b3"}
#: Projects with their actors; the first letter of an actor is its sector, ``?`` stands for a missing one, an actor of
#: the empty project is an isolate.
_TINY: dict[str, dict[str, str]] = {
    "no_actor": {},
    "one_actor": {"p1": "a1"},
    "no_tie": {"p1": "a1", "p2": "b1", "": "a2"},
    "one_dyad": {"p1": "a1 b1"},
    "one_group": {"p1": "a1 a2 a3", "p2": "a2 a4"},
    "one_project": {"p1": "a1 a2 b1 b2 c1 c2"},
    "complete": {"p1": "a1 a2 b1 b2 c1 c2", "p2": "a1 a2 b1 b2 c1 c2", "p3": "a1 a2 b1 b2 c1 c2"},
    "one_actor_a_group": {"p1": "a1 b1 c1", "p2": "c1 d1", "p3": "a1 d1"},
    "two_silos": _SILOS,
    "two_silos_and_a_bridge": {**_SILOS, "p5": "a1 b1"},
    "star": {f"p{k}": f"h1 {actor}" for k, actor in enumerate(["a1", "a2", "b1", "b2", "c1"])},
    "path": {"p1": "a1 a2", "p2": "a2 b1", "p3": "b1 b2"},
    "isolates": {"p1": "a1 b1", "p2": "a1 a2", "": "a3 b2 b3"},
    "missing_groups": {"p1": "a1 a2 ?1", "p2": "b1 ?1", "p3": "a1 b1 b2"},
}

TINY_GRAPHS = tuple(_TINY)


def tiny_graph(name: str) -> CooperationGraph:
    """A graph of a few actors with a shape worth testing; see :data:`TINY_GRAPHS`.

    Actors have ``sector`` (first letter of the id) and ``scale`` (odd or even number); ``a1`` is a resident.

    Examples
    --------
    >>> tiny_graph("two_silos")
    <CooperationGraph: 6 actors, 4 projects, 10 participations>
    """
    if name not in _TINY:
        raise UnknownName("tiny graph", name, _TINY)
    projects = [project for project in _TINY[name] if project]
    actors = sorted({actor for members in _TINY[name].values() for actor in members.split()})
    matrix = np.zeros((len(actors), len(projects)))
    for column, project in enumerate(projects):
        for actor in _TINY[name][project].split():
            matrix[actors.index(actor), column] = 1
    frame = pd.DataFrame(
        {
            "sector": pd.Series([np.nan if a[0] == "?" else a[0] for a in actors], dtype="str"),
            "scale": pd.Series(["odd" if int(a[1:]) % 2 else "even" for a in actors], dtype="str"),
            "residents": pd.Series([a == "a1" for a in actors], dtype="boolean"),
        },
    )  # fmt: skip
    frame.index = pd.Index(actors, dtype="str")
    return CooperationGraph.from_biadjacency(
        matrix, actors=frame, projects=pd.DataFrame(index=pd.Index(projects, dtype="str")), groups=("sector", "scale")
    )


def led_projects(counts: Sequence[int]) -> CooperationGraph:
    """A graph where actor k leads ``counts[k]`` projects, each with one partner more.

    Examples
    --------
    >>> led_projects([2, 1])
    <CooperationGraph T 1: 3 actors, 3 projects, 6 participations>
    """
    leads = [f"lead{k}" for k, count in enumerate(counts) for _ in range(count)]
    rows = [(lead, f"p{p}", "lead") for p, lead in enumerate(leads)]
    rows += [("partner", f"p{p}", "partner") for p in range(len(leads))]
    table = pd.DataFrame(rows, columns=["actor", "project", "role"]).astype("str")
    table.insert(0, "wave", "1")
    table.insert(0, "territory", "T")
    actors = pd.DataFrame({"actor": table["actor"].unique(), "sector": "a"}).astype("str")
    return build_graphs(Survey(participations=table, actors=actors, groups=("sector",)))[0]


def random_graph(
    rng: np.random.Generator, *, n_actors: int = 12, n_projects: int = 10, n_groups: int = 3, density: float = 0.25,
    isolates: bool = True,
) -> CooperationGraph:  # fmt: skip
    """A random graph with all that metrics read, for laws that must hold everywhere.

    Sectors, families, residents, institutions; leads, decisions, rungs, funders; themes; applications to calls; answers about
    cooperation, trust and value.
    """
    matrix = rng.random((n_actors, n_projects)) < density * rng.gamma(2, 0.5, (n_actors, 1))
    if not isolates and n_projects:
        empty = ~matrix.any(axis=1)
        matrix[empty, rng.integers(n_projects, size=int(empty.sum()))] = True
    rows, columns = np.nonzero(matrix)
    actors = pd.DataFrame({
        "actor": [f"a{i}" for i in range(n_actors)],
        "sector": [f"s{g}" for g in rng.integers(n_groups, size=n_actors)],
        "scale": [f"k{g}" for g in rng.integers(2, size=n_actors)],
    }).astype("str")  # fmt: skip
    actors["residents"] = pd.array(rng.random(n_actors) < 0.2, dtype="boolean")
    actors["institution"] = pd.array(rng.random(n_actors) < 0.2, dtype="boolean")
    actors["family"] = pd.Series(np.where(actors["institution"], "state", "association"), dtype="str")
    table = pd.DataFrame({"actor": actors["actor"].to_numpy()[rows], "project": [f"p{c}" for c in columns]}).astype("str")
    table.insert(0, "wave", pd.Series("1", index=table.index, dtype="str"))
    table.insert(0, "territory", pd.Series("T", index=table.index, dtype="str"))
    first = ~table.duplicated("project")
    table["role"] = np.where(first, "lead", "partner")
    table["role"] = table["role"].astype("str")
    table["decides"] = pd.array(first.to_numpy() | (rng.random(len(table)) < 0.3), dtype="boolean")
    projects = pd.DataFrame({"project": [f"p{c}" for c in range(n_projects)]}).astype("str")
    projects["theme"] = pd.Series([f"t{t}" for t in rng.integers(3, size=n_projects)], dtype="str")
    if not len(table):
        return CooperationGraph.from_biadjacency(matrix, actors=actors.set_index("actor"), groups=("sector", "scale"))
    projects["kind"] = pd.Series(np.where(rng.random(n_projects) < 0.4, "diagnostic", "action"), dtype="str")
    table, applications, ties = _answers(table, actors, rng)
    survey = Survey(
        participations=table, actors=actors, projects=projects, applications=applications, ties=ties, groups=("sector", "scale")
    )
    return build_graphs(survey)[0]


def _answers(
    table: pd.DataFrame, actors: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Rungs, funders and an animator added to the participations, applications to two calls, answers of actors about each other."""
    there, projects = table["actor"].unique(), table["project"].unique()
    resident = table["actor"].isin(actors.loc[actors["residents"], "actor"])
    table["rung"] = pd.Series(rng.integers(1, 6, len(table)), dtype="str").where(resident)
    funded = projects[rng.random(len(projects)) < 0.6]
    rows = [(project, actor) for project in funded for actor in rng.choice(there, int(rng.integers(1, 3)))]
    funders = pd.DataFrame(rows, columns=["project", "actor"]).astype("str")
    funders = funders.assign(territory="T", wave="1", role="funder").astype("str")
    funders["amount"] = rng.integers(1, 9, len(funders)).astype(float)
    table = pd.concat([table.assign(amount=np.nan), funders], ignore_index=True)
    table["decides"] = table["decides"].astype("boolean")

    def common(rows: list[tuple[Any, ...]], columns: list[str], numbers: str) -> pd.DataFrame:
        frame = pd.DataFrame(rows, columns=columns).astype({c: "str" for c in columns if c != numbers} | {numbers: "float64"})
        return frame.assign(territory=pd.Series("T", index=frame.index, dtype="str"), wave=pd.Series("1", index=frame.index, dtype="str"))

    bids = [
        (f"call{int(rng.integers(2))}", f"bid{b}", actor, f"t{int(rng.integers(3))}", float(rng.integers(1, 9)))
        for b in range(int(rng.integers(1, 7))) for actor in np.unique(rng.choice(there, int(rng.integers(1, 3))))
    ]  # fmt: skip
    answers = [
        (source, target, kind, float(rng.integers(low, high)))
        for source in there for target in there if source != target and rng.random() < 0.3
        for kind, low, high in (("cooperation", 0, 6), ("trust", 1, 5), ("value", 1, 5))
    ]  # fmt: skip
    seen = projects[rng.random(len(projects)) < 0.5]
    animator = pd.DataFrame({"project": seen, "actor": "animator", "territory": "T", "wave": "1", "role": "animator"}).astype("str")
    table = pd.concat([table, animator], ignore_index=True)
    table["decides"] = table["decides"].astype("boolean")
    return (
        table, common(bids, ["call", "application", "actor", "theme", "amount"], "amount"),
        common(answers, ["source", "target", "kind", "intensity"], "intensity"),
    )  # fmt: skip


def renamed(graph: CooperationGraph, rng: np.random.Generator) -> tuple[CooperationGraph, dict[str, str]]:
    """The same graph with actors and projects renamed, so that they stand in another order."""
    survey = graph.survey
    names = {}
    tables = {}
    for kind, ids in (("actor", graph.actor_ids), ("project", graph.project_ids)):
        order = rng.permutation(len(ids))
        names[kind] = {old: f"{kind}-{place:04d}" for old, place in zip(ids, order, strict=True)}
    for name in ("participations", "actors", "projects", "applications", "responses"):
        table = getattr(survey, name).copy()
        for kind in ("actor", "project"):
            if kind in table.columns:
                table[kind] = table[kind].map(lambda v, kind=kind: names[kind].get(v, v)).astype("str")
        tables[name] = table.sample(frac=1, random_state=int(rng.integers(2**31))).reset_index(drop=True)
    ties = survey.ties.copy()
    for column in ("source", "target"):
        if column in ties.columns:
            ties[column] = ties[column].map(lambda v: names["actor"].get(v, v)).astype("str")
    again = Survey(**tables, ties=ties, territories=survey.territories, waves=survey.waves, groups=survey.groups)
    places = {old: place for place, old in enumerate(graph.actor_ids)}
    if graph.settings.get("roles") == "all":  # made from a matrix: rebuild it from one, isolates and empty projects included
        by_name = sorted(range(graph.n_actors), key=lambda i: names["actor"][graph.actor_ids[i]])
        frame = tables["actors"].set_index("actor").loc[[names["actor"][graph.actor_ids[i]] for i in by_name]]
        projects = pd.DataFrame(index=pd.Index([names["project"][old] for old in graph.project_ids], dtype="str"))
        matrix = graph.biadjacency.tocsr()[by_name]
        found = CooperationGraph.from_biadjacency(matrix, actors=frame, projects=projects, groups=survey.groups)
    else:
        found = build_graphs(again)[0]
    return found, {names["actor"][old]: old for old in places} | {names["project"][old]: old for old in graph.project_ids}
