"""The mixing matrix between groups, with what activity alone gives and intervals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.measures.against import against_null, summarise_draws
from cooperation_graph.metrics.transversality import NO_SHARED_PROJECT
from cooperation_graph.nulls import keep_degrees
from cooperation_graph.nulls.chance import entropy_of
from cooperation_graph.nulls.draws import draw_graphs
from cooperation_graph.sufficient import group_attribute, incidence_of, observe, observe_without
from cooperation_graph.uncertainty import benjamini_hochberg, jackknife


def group_mixing(
    graph: CooperationGraph, *, by: str | None = None, null: Callable[..., Any] = keep_degrees, draws: int = 999,
    confidence: float = 0.95, missing: str = "drop", rng: np.random.Generator | int | None = None,
) -> pd.DataFrame:  # fmt: skip
    r"""Who works with whom: pairs of partners between groups, observed and expected.

    Parameters
    ----------
    graph
        The territory and wave.
    by
        Attribute of actors that forms groups; the first one declared without.
    null
        What pairs are expected under.
    draws
        Draws from the null model.
    confidence
        Of the intervals and of the band of the null.
    missing
        Actors without a group: ``"drop"``, ``"category"`` or ``"error"``.
    rng
        Chance: a seed, a generator, or None for a fresh one.

    Returns
    -------
    pandas.DataFrame
        One row a pair of groups of the roster, ``group_a`` not after ``group_b`` in label order, the same for pairs inside a group:
        ``observed`` pairs :math:`m_{ab} = \sum_p x_{ap} x_{bp}` (inside, :math:`\sum_p x_{ap}(x_{ap}-1)/2`), each pair of actors once a
        project; their ``share`` of all pairs with jackknife-t ``se``, ``ci_low``, ``ci_high`` and ``method``; ``expected``, ``sd``,
        ``null_low``, ``null_high`` (pairs over the draws), ``ratio`` observed over expected, ``p`` and ``q`` over the cells.

    Raises
    ------
    Undefined
        No project gathers two actors.

    References
    ----------
    Newman 2003, Phys. Rev. E 67:026126 (mixing matrix); null model: Strona et al. 2014, Nat. Commun. 5:4114.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> table = group_mixing(tiny_graph("two_silos_and_a_bridge"), by="sector", draws=99, rng=1)
    >>> table[["group_a", "group_b", "observed"]].to_numpy().tolist()
    [['a', 'a', 4.0], ['a', 'b', 1.0], ['b', 'b', 4.0]]
    """
    by = group_attribute(graph, by)
    incidence = incidence_of(graph, by, missing)
    first, second = np.triu_indices(incidence.n_groups)
    there = np.bincount(incidence.group, minlength=incidence.n_groups) > 0
    cells = there[first] & there[second]
    first, second = first[cells], second[cells]

    def pairs(matrices: dict[str, np.ndarray]) -> np.ndarray:
        found: np.ndarray = matrices["pair_mixing"][:, first, second]
        return found

    observed = pairs(observe(incidence, ["pair_mixing"]))[0]
    if observed.sum() == 0:
        raise Undefined(NO_SHARED_PROJECT["no_shared_project"])
    without = pairs(observe_without(incidence, ["pair_mixing"]))
    with np.errstate(invalid="ignore"):
        left = without / without.sum(axis=1, keepdims=True)
    alive = np.bincount(incidence.indices, minlength=graph.n_projects) > 0
    share = observed / observed.sum()
    interval = jackknife(left[alive].T, share, confidence=confidence, bounds=(0.0, 1.0))
    seen = graph if missing == "category" else Graphs(graph.national, (graph.number,)).known(by, missing)[0]
    drawn = np.array([pairs(observe(incidence_of(one, by, missing), ["pair_mixing"]))[0] for one in draw_graphs(
        seen, null, draws=draws, entropy=entropy_of(rng),
    )])  # fmt: skip
    moments = {key: value[0] for key, value in summarise_draws(drawn[None], np.zeros((1, *drawn.shape), dtype=int), observed[None]).items()}
    against = against_null(observed, moments, 0.0, np.inf)
    tail = (1 - confidence) / 2
    names = np.array([*graph.national.group_codes(by)[1], "(missing)"], dtype=object)
    return pd.DataFrame({
        "group_a": pd.Series(names[first], dtype="str"), "group_b": pd.Series(names[second], dtype="str"), "observed": observed,
        "share": share, "se": interval.se, "ci_low": interval.low, "ci_high": interval.high,
        "method": pd.Series(np.where(interval.reason == "", "project jackknife-t", interval.reason), dtype="str"),
        "expected": moments["expected"], "sd": moments["sd"], "null_low": np.quantile(drawn, tail, axis=0),
        "null_high": np.quantile(drawn, 1 - tail, axis=0), "ratio": against["ratio"], "p": against["p"],
        "q": benjamini_hochberg(against["p"]),
    })  # fmt: skip
