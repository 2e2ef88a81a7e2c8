"""From competition to cooperation: what pairs of actors were to each other in one wave, and what they are in the next."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.evolution.states import KNOWN, actor_states
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.applications import rivals_by_call
from cooperation_graph.metrics.competition import STATES, pair_states
from cooperation_graph.uncertainty import jackknife

__all__ = ["Conversion", "conversion", "pair_transitions"]

NO_RIVAL = N_("no two rivals of the earlier wave, known in both waves, were without a common project")


def pair_transitions(
    graph_from: CooperationGraph, graph_to: CooperationGraph, *, rivalry: str = "calls", strict: str | None = None
) -> pd.DataFrame:
    """How many pairs went from each state to each: neither, competition, cooperation, both.

    Parameters
    ----------
    graph_from, graph_to
        One territory in two waves.
    rivalry, strict
        As in :func:`cooperation_graph.metrics.coopetition_rate`.

    Returns
    -------
    DataFrame
        state_from, state_to, pairs: all 16, over pairs of actors known in both waves; pairs with an actor of whom nothing is known
        in one of them, who left or who came are not counted.

    Raises
    ------
    Undefined
        A wave says nothing of applications.

    References
    ----------
    Bengtsson & Kock 2000, Ind. Mark. Manag. 29:411; Bunger 2013, NVSQ 42.
    """
    both = _both(graph_from, graph_to, _stayers(graph_from, graph_to), rivalry, strict)
    counts = both.groupby(["state_from", "state_to"]).size()
    every = pd.MultiIndex.from_product([STATES, STATES], names=["state_from", "state_to"])
    return counts.reindex(every, fill_value=0).reset_index(name="pairs").astype({"state_from": "str", "state_to": "str", "pairs": "int64"})


def _stayers(before: CooperationGraph, after: CooperationGraph) -> set[str]:
    states = actor_states(before, after)
    known = states.index[states["from"].isin(KNOWN) & states["to"].isin(KNOWN)]
    return set(known) & set(before.actor_ids) & set(after.actor_ids)


def _both(before: CooperationGraph, after: CooperationGraph, stayers: set[str], rivalry: str, strict: str | None) -> pd.DataFrame:
    """State in both waves of every pair of actors known in both."""
    tables = []
    for graph in (before, after):
        pairs = pair_states(graph, rivalry=rivalry, strict=strict)
        pairs = pairs[pairs["actor_a"].isin(stayers) & pairs["actor_b"].isin(stayers)]
        swap = (pairs["actor_a"] > pairs["actor_b"]).to_numpy()
        first, second = pairs["actor_a"].mask(swap, pairs["actor_b"]), pairs["actor_b"].mask(swap, pairs["actor_a"])
        tables.append(pd.DataFrame({"a": first, "b": second, "state": pairs["state"]}))
    return tables[0].merge(tables[1], on=["a", "b"], suffixes=("_from", "_to"))


class Conversion(NamedTuple):
    """Rivals who did not cooperate and do later.

    Attributes
    ----------
    rate
        Share of the pairs that competed without cooperating in the earlier wave and share a project in the later one.
    se, low, high
        Of the rate: jackknife-t over the calls of the earlier wave and the projects (continuing, ended, new); NaN with `reason`.
    others
        The same share among pairs that neither competed nor cooperated.
    difference
        rate − others: descriptive; who is active is in everything, so it is not an effect of rivalry.
    converted, rivals, other_converted, other_pairs
        Numerators and denominators.
    reason
        Why there is no interval ("" when there is one).
    """

    rate: float
    se: float
    low: float
    high: float
    others: float
    difference: float
    converted: int
    rivals: int
    other_converted: int
    other_pairs: int
    reason: str


def conversion(
    graph_from: CooperationGraph, graph_to: CooperationGraph, *, strict: str | None = None, confidence: float = 0.95
) -> Conversion:
    """Share of rivals without a common project who share one a wave later.

    Parameters
    ----------
    graph_from, graph_to
        One territory in two waves.
    strict
        Attribute (trade) in which rivals must agree.
    confidence
        Of the interval.

    Returns
    -------
    Conversion
        P(cooperate in the later wave | rivals and not cooperating in the earlier one) among pairs of actors known in both.

    Raises
    ------
    Undefined
        The earlier wave says nothing of applications, or no such pair exists.

    Notes
    -----
    To apply to the same call is to be exposed to competition, not to be in conflict; without refused applications rivalry is
    survivor-biased. The units of chance are calls (who is up against whom) and projects (who works with whom): each is left out in
    turn, a continuing project out of both waves.
    """
    stayers = pd.Index(sorted(_stayers(graph_from, graph_to)))
    by_call = _rivals(graph_from, stayers, strict)
    rival = np.asarray(by_call.any(axis=0))
    held = [_held(graph, stayers) for graph in (graph_from, graph_to)]
    shared = [sides @ sides.T for sides in held]
    counts = _counts(rival, *shared)
    if not counts[1]:
        raise Undefined(NO_RIVAL)
    rate = counts[0] / counts[1]
    others = counts[2] / counts[3] if counts[3] else np.nan
    values, strata = [], []
    for call in range(len(by_call)):
        values.append(_rate(np.asarray(np.delete(by_call, call, axis=0).any(axis=0)), *shared))
        strata.append(0)
    columns = [{name: side[:, k] for k, name in enumerate(graph.project_ids)} for graph, side in zip((graph_from, graph_to), held, strict=True)]
    for project in sorted(set(columns[0]) | set(columns[1])):
        left = [whole - np.outer(own[project], own[project]) if project in own else whole for whole, own in zip(shared, columns, strict=True)]
        values.append(_rate(rival, *left))
        strata.append(1 + (project in columns[0]) + 2 * (project in columns[1]))
    interval = jackknife(np.array(values), rate, strata=np.array(strata), confidence=confidence, bounds=(0.0, 1.0))
    return Conversion(rate, interval.se, interval.low, interval.high, others, rate - others, *counts, interval.reason)


def _rivals(graph: CooperationGraph, stayers: pd.Index, strict: str | None) -> np.ndarray:
    """Which pairs of stayers compete in each call with rivals, shape (calls, S, S), upper half."""
    pair_states(graph, strict=strict)  # raises when nothing is known of applications here
    pairs = rivals_by_call(graph.national)
    pairs = pairs[pairs["graph"] == graph.number]
    if strict is not None:
        codes = graph.national.group_codes(strict)[0]
        first, second = codes[pairs["first"].to_numpy(np.int64)], codes[pairs["second"].to_numpy(np.int64)]
        pairs = pairs[(first == second) & (first >= 0)]
    ids = graph.national.actor_ids[graph.national.row_actor]
    a, b = (stayers.get_indexer(ids[pairs[side].to_numpy(np.int64)]) for side in ("first", "second"))
    calls, known = pd.factorize(pairs["call"])[0], (a >= 0) & (b >= 0)
    found = np.zeros((int(calls.max(initial=-1)) + 1, len(stayers), len(stayers)), dtype=bool)
    found[calls[known], np.minimum(a, b)[known], np.maximum(a, b)[known]] = True
    return found


def _held(graph: CooperationGraph, stayers: pd.Index) -> np.ndarray:
    return np.asarray(graph.biadjacency.toarray()[graph.actor_ids.get_indexer(stayers)], dtype=np.int64)


def _counts(rival: np.ndarray, before: np.ndarray, after: np.ndarray) -> tuple[int, int, int, int]:
    """Converted, rivals at risk, and the same among pairs that were no rivals."""
    apart = np.triu(before == 0, 1)
    risk, others = apart & rival, apart & ~rival
    return int((risk & (after > 0)).sum()), int(risk.sum()), int((others & (after > 0)).sum()), int(others.sum())


def _rate(rival: np.ndarray, before: np.ndarray, after: np.ndarray) -> float:
    converted, rivals, *_ = _counts(rival, before, after)
    return converted / rivals if rivals else np.nan
