"""Competition and cooperation of a territory on one page, with the doubt that the calls leave."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.applications import rivals_by_call, rivals_of
from cooperation_graph.metrics.competition import STATES, coopetition_rate, drawn_meetings, pair_states
from cooperation_graph.sufficient import incidence_of
from cooperation_graph.uncertainty import MINIMUM_PROJECTS, jackknife

TOO_FEW_CALLS = N_("fewer than 8 calls: no interval")
FROM_CALLS = N_("call jackknife-t")
ONLY_COUNTED = N_("counted, without interval")


def competition_profile(
    graph: CooperationGraph, *, strict: str | None = None, strata: str | None = "theme", fix_leads: bool = True, draws: int = 499,
    confidence: float = 0.95, rng: np.random.Generator | int | None = None,
) -> pd.DataFrame:  # fmt: skip
    r"""What pairs of actors are to each other, and how much rivals cooperate.

    Parameters
    ----------
    graph, strict, strata, fix_leads, draws, rng
        See :func:`cooperation_graph.metrics.coopetition_lift`; rivalry is read from applications to calls.
    confidence
        Of the intervals, by leaving out one call after the other: calls are the units, and policy chooses them.

    Returns
    -------
    pandas.DataFrame
        By ``quantity``: ``value``, ``se``, ``ci_low``, ``ci_high``, ``p`` (of the lift) and ``method``. Pairs that are ``none``,
        ``competition``, ``cooperation``, ``both``; ``coopetition_rate``; ``raw_ratio`` to pairs that are no rivals (descriptive only:
        it is 1.5 to 2.8 without any effect of rivalry); ``coopetition_lift``.

    Raises
    ------
    Undefined
        No application is known here, or no two actors are rivals.

    References
    ----------
    Bengtsson & Kock 2000, Ind. Mark. Manag. 29:411; null model: Strona et al. 2014, Nat. Commun. 5:4114.

    Examples
    --------
    >>> from cooperation_graph.testing import random_graph
    >>> table = competition_profile(random_graph(np.random.default_rng(9)), draws=99, rng=1)
    >>> table.loc[["none", "competition", "cooperation", "both"], "value"].astype(int).tolist()
    [42, 3, 20, 1]
    """
    coopetition_rate(graph, strict=strict)
    states = pair_states(graph, strict=strict)
    counts = states["state"].value_counts().reindex(list(STATES), fill_value=0)
    incidence = incidence_of(graph, None)
    pairs = rivals_of(incidence, "calls", strict)
    drawn = drawn_meetings(graph, "calls", strict, strata, fix_leads, draws, rng)
    place = {ids: k for k, ids in enumerate(zip(pairs["first"], pairs["second"], strict=True))}
    meet = (states.set_index(["actor_a", "actor_b"])["projects"] > 0).reindex(
        [(graph.actor_ids[min(ids)], graph.actor_ids[max(ids)]) for ids in place]
    ).to_numpy(dtype=bool)  # fmt: skip
    by_call = _calls_of_pairs(graph, place)
    n_pairs, partners = len(states), int((states["projects"] > 0).sum())

    def quantities(kept: np.ndarray) -> np.ndarray:
        """Rate, ratio to pairs that are no rivals, lift, when only some pairs are rivals."""
        with np.errstate(divide="ignore", invalid="ignore"):
            rate, expected = meet[kept].mean(), drawn[:, kept].mean()
            rest = (partners - meet[kept].sum()) / (n_pairs - kept.sum())
            return np.array([rate, rate / rest, rate / expected]) if kept.any() else np.full(3, np.nan)

    value = quantities(np.ones(len(pairs), dtype=bool))
    value = np.where(np.isfinite(value), value, np.nan)
    calls = by_call.shape[1]
    left = np.array([quantities((by_call.sum(axis=1) - by_call[:, c]) > 0) for c in range(calls)]).reshape(calls, 3).T
    found = jackknife(left, value, confidence=confidence, bounds=(0.0, np.inf))
    reason = np.where(found.reason == "", FROM_CALLS, found.reason) if calls >= MINIMUM_PROJECTS else np.full(3, TOO_FEW_CALLS)
    rates = drawn.mean(axis=1)
    above, below = (rates >= value[0] - 1e-12).sum(), (rates <= value[0] + 1e-12).sum()
    p = min(1.0, 2 * (min(above, below) + 1) / (draws + 1))
    blank = np.full(4, np.nan)
    return pd.DataFrame({
        "value": [*counts.astype(float), *value], "se": [*blank, *found.se], "ci_low": [*blank, *found.low], "ci_high": [*blank, *found.high],
        "p": [*blank, np.nan, np.nan, p], "method": pd.Series([*[ONLY_COUNTED] * 4, *reason], dtype="str").to_numpy(),
    }, index=pd.Index([*STATES, "coopetition_rate", "raw_ratio", "coopetition_lift"], name="quantity"))  # fmt: skip


def _calls_of_pairs(graph: CooperationGraph, place: dict[tuple[int, int], int]) -> np.ndarray:
    """Pairs of rivals × calls: in which calls each pair applied one against the other."""
    table = rivals_by_call(graph.national)
    table = table[table["graph"] == graph.number]
    first = int(graph.national.row_offsets[graph.number])
    codes, names = pd.factorize(table["call"])
    found = np.zeros((len(place), len(names)))
    for a, b, call in zip(table["first"] - first, table["second"] - first, codes, strict=True):
        if (a, b) in place:
            found[place[a, b], call] = 1
    return found[:, found.any(axis=0)]
