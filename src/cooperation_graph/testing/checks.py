"""The checks that our own metrics and null models face, for authors of extensions too."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.testing.graphs import TINY_GRAPHS, random_graph, renamed, tiny_graph

__all__ = ["check_metric", "check_null"]


class Case(NamedTuple):
    """A graph, the same with other names and order, and the names turned back."""

    graph: CooperationGraph
    other: CooperationGraph
    back: dict[str, str]


def _cases(rng: np.random.Generator | int | None, n_random: int) -> list[Case]:
    chance = np.random.default_rng(rng)
    graphs = [tiny_graph(name) for name in TINY_GRAPHS]
    sizes = [(int(chance.integers(2, 20)), int(chance.integers(1, 15))) for _ in range(n_random)]
    graphs += [random_graph(chance, n_actors=n, n_projects=m) for n, m in sizes]
    return [Case(graph, *renamed(graph, chance)) for graph in graphs]


#: Graphs are frozen: the same seed gives the same cases to every metric.
_known_cases = cache(_cases)


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


def check_metric(metric: Any | Sequence[Any], *, rng: np.random.Generator | int | None = 0, n_random: int = 12) -> None:
    """Check that a metric keeps the contract; an AssertionError names what it breaks.

    The input stays untouched; the same graph gives the same value; reordering and renaming change nothing; values stay in
    the declared range on tiny and random graphs; degenerate graphs give a number or `Undefined` with a sentence, never a
    crash, NaN or None; measuring in a batch equals the direct call; a metric with a card has a label, a reading, a
    reference and a docstring with its sections.

    Parameters
    ----------
    metric
        A function of a graph, a `functools.partial` of one, a name of the catalogue, or a list of those, measured together.
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
    from cooperation_graph.metrics.card import card_of, catalogue, name_of

    asked = [metric] if isinstance(metric, str) or callable(metric) else list(metric)
    functions = {name_of(f): f for f in (_seeded(catalogue.resolve(one)) for one in asked)}
    valued: set[str] = set()
    for graph, other, back in _known_cases(rng, n_random) if isinstance(rng, int) else _cases(rng, n_random):
        values = {}
        for name, function in functions.items():
            values[name] = value = _untouched(function, graph, name)
            assert _same(value, _call(function, graph)), f"{name} gives two values for {graph!r}"
            _in_range(value, function, name, graph)
            elsewhere = _call(function, other)
            same = card_of(function).chance or _same(value, elsewhere, back)
            assert same, f"{name} depends on names or order on {graph!r}: {value} against {elsewhere}"
            valued |= set() if isinstance(value, str) else {name}
        frame = measure(Graphs(graph.national), list(functions.values()), null=None, interval=None).frame
        silent = frame["value"].isna() & (frame["status"] == "")
        assert not silent.any(), f"measure() gives no reason for an undefined value of {frame['metric'][silent].unique().tolist()}"
        for name, value in values.items():
            _measured(value, frame[frame["metric"] == name], name, graph)
    never = sorted(set(functions) - valued)
    assert not never, f"{', '.join(never)}: Undefined everywhere"
    for name, function in functions.items():
        _described(function, name)


def _seeded(function: Callable[..., Any]) -> Callable[..., Any]:
    """A drawn value is the same for the same seed, not for another order of rows."""
    from cooperation_graph.metrics.card import card_of

    return partial(function, rng=0) if card_of(function).chance else function


def _untouched(function: Callable[..., Any], graph: CooperationGraph, name: str) -> Any:
    """The value, or "undefined"; the graph and its tables must stay as they were."""
    before = (graph.indptr.copy(), graph.indices.copy(), graph.survey.participations.copy(), graph.actors.copy())
    value = _call(function, graph)
    after = (graph.indptr, graph.indices, graph.survey.participations, graph.actors)
    assert all(np.array_equal(a, b) for a, b in zip(before[:2], after[:2])), f"{name} changed the graph it was given"
    assert all(a.equals(b) for a, b in zip(before[2:], after[2:])), f"{name} changed the tables it was given"
    return value


def _in_range(value: Any, function: Callable[..., Any], name: str, graph: CooperationGraph) -> None:
    from cooperation_graph.metrics.card import card_of

    if isinstance(value, str):
        return
    card, numbers = card_of(function), np.asarray(value, dtype=float)
    if card.level == "territory" and not isinstance(value, pd.Series):
        assert not np.isnan(numbers).any(), f"{name} is NaN on {graph!r}: raise Undefined with the reason"
    low, high = card.range
    finite = numbers[~np.isnan(numbers)]
    inside = (finite >= low - 1e-9) & (finite <= high + 1e-9)
    assert inside.all(), f"{name} leaves its range [{low}, {high}] on {graph!r}: {finite[~inside]}"
    assert isinstance(value, pd.Series) == (card.level != "territory"), f"{name} declares level {card.level!r}"


def _measured(value: Any, rows: pd.DataFrame, name: str, graph: CooperationGraph) -> None:
    """What `measure` gives equals the direct call."""
    if isinstance(value, pd.Series):
        expected = value.copy()
        expected.index = pd.Index([" | ".join(map(str, v)) if isinstance(v, tuple) else str(v) for v in value.index])
        assert _same(expected, rows.set_index("item")["value"]), f"{name}: measure() and the direct call differ on {graph!r}"
    elif isinstance(value, str):
        assert rows["value"].isna().all(), f"{name}: measure() has a value where the call is Undefined"
    else:
        number = float(rows["value"].iloc[0])
        assert _same(float(value), number), f"{name}: measure() and the direct call differ on {graph!r}"


def _described(function: Callable[..., Any], name: str) -> None:
    """A metric with a label is documented."""
    from cooperation_graph.metrics.card import card_of, plain_function

    card = card_of(function)
    if not card.label:
        return
    assert card.reading, f"the card of {name} has no reading"
    assert card.reference, f"the card of {name} has no reference"
    text = inspect.getdoc(plain_function(function)) or ""
    for section in ("Parameters", "Returns", "Raises", "References", "Examples"):
        assert section in text, f"the docstring of {name} has no section {section}"


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
