"""Tiny named graphs, and the checks that our own metrics and null models face; for authors of extensions too."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
from cooperation_graph.survey.tables import Survey

__all__ = ["TINY_GRAPHS", "check_metric", "check_null", "led_projects", "random_graph", "tiny_graph"]

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


def _renamed(graph: CooperationGraph, rng: np.random.Generator) -> tuple[CooperationGraph, dict[str, str]]:
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
        renamed = CooperationGraph.from_biadjacency(matrix, actors=frame, projects=projects, groups=survey.groups)
    else:
        renamed = build_graphs(again)[0]
    return renamed, {names["actor"][old]: old for old in places} | {names["project"][old]: old for old in graph.project_ids}


def _call(function: Callable[..., Any], graph: CooperationGraph) -> Any:
    try:
        value = function(graph)
    except Undefined as error:
        reason = str(error).strip()
    else:
        return value
    assert reason, "Undefined was raised without a sentence"
    return "undefined"


def _same(a: Any, b: Any, back: dict[str, str] | None = None) -> bool:
    if isinstance(a, str) or isinstance(b, str):
        return isinstance(a, str) and isinstance(b, str) and a == b
    if isinstance(a, pd.Series):
        if back:
            index = b.index.map(lambda v: tuple(back.get(x, x) for x in v) if isinstance(v, tuple) else back.get(v, v))
            b = pd.Series(b.to_numpy(), index=index)
        if a.index.has_duplicates or set(a.index) != set(b.index):
            return False
        return bool(np.allclose(a.to_numpy(float), b.reindex(a.index).to_numpy(float), rtol=1e-9, atol=1e-9, equal_nan=True))
    return bool(np.isclose(a, b, rtol=1e-9, atol=1e-9, equal_nan=True))


def check_metric(metric: Any, *, rng: np.random.Generator | int | None = 0, n_random: int = 12) -> None:
    """Check that a metric keeps the contract; an AssertionError names what it breaks.

    The input stays untouched; the same graph gives the same value; reordering and renaming change nothing; values stay in
    the declared range on tiny and random graphs; degenerate graphs give a number or `Undefined` with a sentence, never a
    crash, NaN or None; measuring in a batch equals the direct call; a metric with a card has a label, a reading, a
    reference and a docstring with its sections.

    Parameters
    ----------
    metric
        A function of a graph, a `functools.partial` of one, or a name of the catalogue.
    rng
        Chance for the random graphs.
    n_random
        How many random graphs.

    Examples
    --------
    >>> def projects_per_actor(graph):
    ...     if graph.n_actors == 0:
    ...         raise Undefined("there is no actor")
    ...     return graph.n_participations / graph.n_actors
    >>> check_metric(projects_per_actor)
    """
    from cooperation_graph.measures import measure
    from cooperation_graph.metrics.card import card_of, catalogue

    function = catalogue.resolve(metric)
    card = card_of(function)
    if card.chance:  # a drawn value: the same for the same seed, not for another order of rows
        function = partial(function, rng=0)
    chance = np.random.default_rng(rng)
    graphs = [tiny_graph(name) for name in TINY_GRAPHS]
    sizes = [(int(chance.integers(2, 20)), int(chance.integers(1, 15))) for _ in range(n_random)]
    graphs += [random_graph(chance, n_actors=n, n_projects=m) for n, m in sizes]
    low, high = card.range
    some_value = False
    for graph in graphs:
        before = (graph.indptr.copy(), graph.indices.copy(), graph.survey.participations.copy(), graph.actors.copy())
        value = _call(function, graph)
        after = (graph.indptr, graph.indices, graph.survey.participations, graph.actors)
        assert all(np.array_equal(a, b) for a, b in zip(before[:2], after[:2])), f"{card.name} changed the graph it was given"
        assert all(a.equals(b) for a, b in zip(before[2:], after[2:])), f"{card.name} changed the tables it was given"
        assert _same(value, _call(function, graph)), f"{card.name} gives two values for {graph!r}"
        if not isinstance(value, str):
            some_value = True
            numbers = np.asarray(value, dtype=float)
            if card.level == "territory" and not isinstance(value, pd.Series):
                assert not np.isnan(numbers).any(), f"{card.name} is NaN on {graph!r}: raise Undefined with the reason"
            finite = numbers[~np.isnan(numbers)]
            inside = (finite >= low - 1e-9) & (finite <= high + 1e-9)
            assert inside.all(), f"{card.name} leaves its range [{low}, {high}] on {graph!r}: {finite[~inside]}"
            assert isinstance(value, pd.Series) == (card.level != "territory"), f"{card.name} declares level {card.level!r}"
        renamed, back = _renamed(graph, chance)
        other = _call(function, renamed)
        assert card.chance or _same(value, other, back), f"{card.name} depends on names or order on {graph!r}: {value} against {other}"
        frame = measure(Graphs(graph.national), [function], null=None, interval=None).frame
        if isinstance(value, pd.Series):
            got = frame.set_index("item")["value"]
            expected = value.copy()
            expected.index = pd.Index([" | ".join(map(str, v)) if isinstance(v, tuple) else str(v) for v in value.index])
            assert _same(expected, got), f"{card.name}: measure() and the direct call differ on {graph!r}"
        elif isinstance(value, str):
            assert frame["value"].isna().all(), f"{card.name}: measure() has a value where the call is Undefined"
            assert (frame["status"] != "").all(), f"{card.name}: measure() gives no reason for an undefined value"
        else:
            number = float(frame["value"].iloc[0])
            assert _same(float(value), number), f"{card.name}: measure() and the direct call differ on {graph!r}"
    assert some_value, f"{card.name} is Undefined everywhere"
    if card.label:
        assert card.reading, f"the card of {card.name} has no reading"
        assert card.reference, f"the card of {card.name} has no reference"
        plain = function
        while isinstance(plain, partial):
            plain = plain.func
        text = inspect.getdoc(plain) or ""
        for section in ("Parameters", "Returns", "Raises", "References", "Examples"):
            assert section in text, f"the docstring of {card.name} has no section {section}"


def check_null(null: Callable[..., CooperationGraph], *, rng: np.random.Generator | int | None = 0, n_random: int = 6) -> None:
    """Check that a null model keeps the contract; an AssertionError names what it breaks.

    It returns a graph of the same actors and projects, leaves its input untouched, says with a card what it keeps and keeps
    it, gives the same draw for the same seed and, where there is more than one possibility, different draws for
    different seeds.

    Parameters
    ----------
    null
        A function ``(graph, *, rng) -> graph``.

    Examples
    --------
    >>> from cooperation_graph import nulls
    >>> check_null(nulls.keep_degrees)
    """
    from cooperation_graph.nulls.card import card_of_null

    card = card_of_null(null)
    chance = np.random.default_rng(rng)
    graphs = [tiny_graph(name) for name in TINY_GRAPHS]
    graphs += [random_graph(chance, n_actors=15, n_projects=12) for _ in range(n_random)]
    varied = False
    for graph in graphs:
        before = (graph.indptr.copy(), graph.indices.copy())
        drawn, again, other = null(graph, rng=1), null(graph, rng=1), null(graph, rng=2)
        kept = np.array_equal(before[0], graph.indptr) and np.array_equal(before[1], graph.indices)
        assert kept, "the null changed its input"
        assert (drawn.n_actors, drawn.n_projects) == (graph.n_actors, graph.n_projects), "the null changed the actors or projects"
        same = np.array_equal(drawn.indptr, again.indptr) and np.array_equal(drawn.indices, again.indices)
        assert same, "the same seed gives two draws"
        varied |= not (np.array_equal(drawn.indptr, other.indptr) and np.array_equal(drawn.indices, other.indices))
        rows = [set(drawn.indices[a:b].tolist()) for a, b in zip(drawn.indptr[:-1], drawn.indptr[1:])]
        assert sum(map(len, rows)) == len(drawn.indices), "the null ties an actor twice to one project"
        if "actor degrees" in card.keeps:
            assert np.array_equal(drawn.actor_degrees, graph.actor_degrees), "the null does not keep the actors' degrees"
        if "project sizes" in card.keeps:
            assert np.array_equal(drawn.project_sizes, graph.project_sizes), "the null does not keep the sizes of projects"
    assert varied, "the null never changes anything"
