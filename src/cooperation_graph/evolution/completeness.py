"""What incomplete answers and moving rosters may have done to a change: tipping ratios, values on common rosters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.evolution.states import actor_states, response_rate
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.resampling import Choice, Parts

__all__ = ["COMPLETENESS", "VOLUMES", "completeness", "participations_to_reverse", "roster_variants", "tipping"]

#: A response that differs by more than this between waves is a warning (share).
COMPLETENESS = 0.05
#: Metrics about proportional to the completeness of the survey.
VOLUMES = ("mean_partners", "density", "n_actors", "n_projects", "n_participations")
NO_UNKNOWN = N_("nothing is unknown in the less complete wave: there is nobody whose participations could be missing")
NO_CHANGE = N_("the number is the same in both waves")
NOT_REVERSED = N_("not even all the participations tried reverse the change")


def completeness(graph_from: CooperationGraph, graph_to: CooperationGraph) -> pd.DataFrame:
    """Response of both waves; `ratio` is how many times larger a volume may become for that reason alone."""
    (a, n), (b, m) = response_rate(graph_from), response_rate(graph_to)
    before, after = (x / size if size else np.nan for x, size in ((a, n), (b, m)))
    return pd.DataFrame({
        "answered_from": [a], "asked_from": [n], "answered_to": [b], "asked_to": [m], "response_from": [before],
        "response_to": [after], "difference": [after - before], "ratio": [after / before if before else np.nan],
    })  # fmt: skip


def tipping(values: Mapping[str, tuple[float, float]], response: pd.DataFrame) -> pd.DataFrame:
    """The ratio of completeness that would explain a change of volume away, beside the ratio seen.

    Parameters
    ----------
    values
        Value in both waves of each metric; only :data:`VOLUMES` are kept.
    response
        What :func:`completeness` returns.

    Returns
    -------
    DataFrame
        metric, ratio_needed m₂/m₁, ratio_seen c₂/c₁ (NaN without a response ledger), explained: whether completeness alone may
        give as much (empty where this is not known).

    Examples
    --------
    >>> rates = pd.DataFrame({"ratio": [1.2]})
    >>> tipping({"mean_partners": (4.0, 4.6)}, rates)[["ratio_needed", "ratio_seen", "explained"]].values.tolist()
    [[1.15, 1.2, True]]
    """
    seen = float(response["ratio"].iloc[0])
    rows = []
    for name, (before, after) in values.items():
        if name not in VOLUMES or not before > 0 or np.isnan(after):
            continue
        needed = after / before
        known = not np.isnan(seen) and needed != 1
        explained = (seen >= needed - 1e-9) if needed > 1 else (seen <= needed + 1e-9)
        rows.append((name, needed, seen, explained if known else pd.NA))
    frame = pd.DataFrame(rows, columns=["metric", "ratio_needed", "ratio_seen", "explained"])
    return frame.astype({"metric": "str", "ratio_needed": "float64", "ratio_seen": "float64", "explained": "boolean"})


def roster_variants(parts: Parts, states: pd.DataFrame) -> Choice:
    """Both waves on the union of their rosters: those known to be outside one count in it, without a project; unknown do not."""
    m = len(parts.projects)
    waves = np.array([0, 1])
    cells = np.concatenate([np.repeat([0, 1], m), [0, 1]])
    union = parts.roster.any(axis=0)
    unknown = np.stack([
        states[end].reindex(parts.actors).isin(["unknown", "absent", "other_role"]).to_numpy() for end in ("from", "to")
    ])  # fmt: skip
    return Choice(cells[None, :] == waves[:, None], parts.roster | (union & ~unknown), parts.running[waves], waves)


def participations_to_reverse(
    graph_from: CooperationGraph, graph_to: CooperationGraph, metric: Callable[..., Any], *, by: str | None = None,
    draws: int = 49, most: int = 256, rng: np.random.Generator | int | None = None,
) -> int:  # fmt: skip
    """How many forgotten participations would reverse a change: the tipping point, exactly.

    Parameters
    ----------
    graph_from, graph_to
        One territory in two waves.
    metric, by
        A metric of the territory that grows with participations, such as ``mean_partners``.
    draws
        Random ways to add each number of participations; the change counts as reversed when half of them reverse it.
    most
        Participations added at most.
    rng
        Chance.

    Returns
    -------
    int
        Participations of actors of whom nothing is known, added at random to the projects of the wave with the lower value,
        until the sign of the change is reversed or nothing is left of it.

    Raises
    ------
    Undefined
        Nobody is unknown in that wave, there is no change, or not even `most` participations reverse it.

    Examples
    --------
    >>> import pandas as pd
    >>> from cooperation_graph.graph import build_graphs
    >>> from cooperation_graph.metrics import mean_partners
    >>> from cooperation_graph.survey import Survey
    >>> df = pd.DataFrame({"wave": list("11222"), "actor": list("ababc"), "project": "p"})
    >>> ledger = pd.DataFrame({"wave": ["1"] * 4, "actor": list("abcd"), "status": ["answered"] * 2 + ["no_answer"] * 2})
    >>> graphs = build_graphs(Survey.from_frame(df, responses=ledger))
    >>> participations_to_reverse(graphs[0], graphs[1], mean_partners, rng=1)
    1
    """
    values = [_value(metric, graph, by) for graph in (graph_from, graph_to)]
    if abs(values[1] - values[0]) < 1e-12:
        raise Undefined(NO_CHANGE)
    place = 0 if values[1] > values[0] else 1
    graph, target = (graph_from, graph_to)[place], values[1 - place]
    states = actor_states(graph_from, graph_to)[("from", "to")[place]]
    silent = states.index[states.isin(["unknown", "absent"])].difference(graph.actor_ids)
    if not len(silent):
        raise Undefined(NO_UNKNOWN)
    described = pd.concat([graph.actors, (graph_to, graph_from)[place].actors.reindex(silent)])
    held = np.zeros((len(described), graph.n_projects), dtype=np.int8)
    held[: graph.n_actors] = graph.biadjacency.toarray()
    free = np.argwhere(np.ones((len(silent), graph.n_projects), dtype=bool)) + np.array([graph.n_actors, 0])
    generator = np.random.default_rng(rng)

    def reaches(count: int) -> bool:
        """Whether half of the ways to add `count` participations bring the lower wave to the value of the other."""
        found = 0
        for _ in range(draws):
            more = held.copy()
            more[tuple(free[generator.choice(len(free), count, replace=False)].T)] = 1
            kept = more.any(axis=1) | (np.arange(len(more)) < graph.n_actors)
            larger = CooperationGraph.from_biadjacency(
                more[kept], actors=described[kept], projects=graph.projects, groups=graph.survey.groups
            )
            found += _value(metric, larger, by) >= target - 1e-12
        return 2 * found >= draws

    high = 1
    while not reaches(high):
        if high >= min(most, len(free)):
            raise Undefined(NOT_REVERSED)
        high = min(2 * high, most, len(free))
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high


def _value(metric: Callable[..., Any], graph: CooperationGraph, by: str | None) -> float:
    return float(metric(graph, by=by) if by is not None else metric(graph))
