"""`validated_ties`: pairs of actors who share more projects than their activity explains, one test a pair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number
from cooperation_graph.nulls.card import card_of_null, null_name
from cooperation_graph.nulls.chance import entropy_of
from cooperation_graph.nulls.draws import draw_graphs
from cooperation_graph.nulls.expected import ExpectedDegrees, fit_expected_degrees, keep_expected_degrees
from cooperation_graph.nulls.shared import shared_tails
from cooperation_graph.projection import project_actors
from cooperation_graph.results import Result, provenance, warning_frame
from cooperation_graph.uncertainty import benjamini_hochberg

__all__ = ["CORRECTIONS", "ValidatedTies", "validated_ties"]

CORRECTIONS = ("fdr_bh", "bonferroni", None)
#: No answer is given beyond so many times the data.
MOST_TIMES = 1000


@dataclass(frozen=True, eq=False, repr=False)
class ValidatedTies(Result):
    """Pairs of actors that share a project, with their p-values; ``tables["needed"]`` says what the closest pair would take."""

    kind: ClassVar[str] = "ties"

    def sentences(self, lang: str) -> list[str]:
        """What stands out, or how much data it would take."""
        _ = translator(lang)
        found, facts = int(self.frame["validated"].sum()), self.tables["needed"].iloc[0]
        pairs = number(facts["pairs"], lang, 0)
        if not facts["pairs"]:
            return [_("There are not two actors to compare.")]
        if found:
            return [_(
                "{n} pair of actors shares more projects than activity explains, among {pairs} pairs compared.",
                plural="{n} pairs of actors share more projects than activity explains, among {pairs} pairs compared.", n=found,
                pairs=pairs,
            )]  # fmt: skip
        texts = [_(
            "No pair of actors stands out among {pairs} compared: one by one, pairs are rarely enough data, and this does not "
            "mean that nobody works together more than expected.", pairs=pairs,
        )]  # fmt: skip
        if facts["source"]:
            names = {"a": facts["source"], "b": facts["target"], "shared": number(facts["shared"], lang, 0)}
            if np.isnan(facts["shared_needed"]):
                texts.append(_(
                    "The closest pair, {a} and {b}, shares {shared} projects; even all the projects of the territory would not "
                    "be enough.", **names,
                ))  # fmt: skip
            else:
                texts.append(_(
                    "The closest pair, {a} and {b}, shares {shared} projects; with the same activity it would have to share "
                    "{needed}.", **names, needed=number(facts["shared_needed"], lang, 0),
                ))  # fmt: skip
            if not np.isnan(facts["times_needed"]):
                texts.append(_(
                    "It would stand out with {times} times as many projects of the same kind.",
                    times=number(facts["times_needed"], lang, 0),
                ))  # fmt: skip
        return texts

    def _shown(self) -> pd.DataFrame:
        return self.frame.head(20)

    def _one_line(self) -> str:
        return f"{int(self.frame['validated'].sum())} of {len(self.frame)} tied pairs validated"


def validated_ties(
    graph: CooperationGraph, *, null: Callable[..., Any] = keep_expected_degrees, correction: str | None = "fdr_bh",
    alpha: float = 0.05, draws: int = 9999, rng: np.random.Generator | int | None = None,
) -> ValidatedTies:  # fmt: skip
    r"""Test every pair of actors for sharing more projects than their activity and the size of projects explain.

    Parameters
    ----------
    graph
        One territory and wave.
    null
        :func:`keep_expected_degrees` gives exact p-values (Poisson-binomial), a little conservative because degrees vary;
        :func:`keep_degrees`, or any other null model, p-values from draws.
    correction
        For the :math:`n (n - 1) / 2` pairs tested, tied or not: ``"fdr_bh"`` (Benjamini–Hochberg), ``"bonferroni"`` or None.
    alpha
        Level.
    draws
        Draws of a null model without exact law, B; p is at least :math:`1 / (B + 1)`.
    rng
        Chance: a generator, a seed, or None for a fresh one.

    Returns
    -------
    ValidatedTies
        One row a pair that shares a project, smallest p first: ``shared``, ``expected``, ``p_upper`` :math:`= P(X \ge w)`,
        ``p_lower`` :math:`= P(X \le w)` (small: they avoid each other), ``q`` (of ``p_upper``, corrected) and ``validated``.
        None validated is usual in a territory and says little: groups can be tested where pairs cannot. Then
        ``tables["needed"]`` says how many projects the closest pair would have to share, and how many times as many projects
        of the same kind would make it stand out.

    Raises
    ------
    UnknownName
        `correction` is none of these.

    References
    ----------
    Saracco et al. 2017, New J. Phys. 19:053022; Neal, Domagalski & Sagan 2021, Sci. Rep. 11:23929.

    Examples
    --------
    >>> import numpy as np
    >>> matrix = np.zeros((6, 120))
    >>> matrix[:3, :60] = matrix[3:, 60:] = 1
    >>> ties = validated_ties(CooperationGraph.from_biadjacency(matrix))
    >>> ties.frame[["source", "target", "shared", "expected", "validated"]].head(1).values.tolist()
    [['a0', 'a1', 60, 30.0, True]]
    """
    if correction not in CORRECTIONS:
        raise UnknownName("correction", correction, map(str, CORRECTIONS))
    entropy = entropy_of(rng)
    ties = sp.coo_array(sp.triu(project_actors(graph, "count"), k=1))
    first, second, shared = ties.row.astype(np.int64), ties.col.astype(np.int64), ties.data.astype(np.int64)
    pairs = graph.n_actors * (graph.n_actors - 1) // 2
    level = alpha / max(pairs, 1) if correction else alpha
    fit = fit_expected_degrees(graph)
    exact = card_of_null(null) == card_of_null(keep_expected_degrees)
    if exact:
        upper, lower, expected = shared_tails(fit, first, second, shared)
    else:
        upper, lower, expected = _from_draws(graph, null, first, second, shared, draws, entropy)
    q = {
        "fdr_bh": np.minimum(1.0, benjamini_hochberg(upper) * (pairs / max(len(upper), 1))),  # untied pairs have p = 1
        "bonferroni": np.minimum(1.0, upper * pairs), None: upper,
    }[correction]  # fmt: skip
    ids, names = graph.actor_ids, graph.actors["name"].to_numpy(dtype=object)
    frame = pd.DataFrame({
        "territory": graph.territory, "wave": graph.wave, "source": ids[first], "target": ids[second],
        "source_name": names[first], "target_name": names[second], "shared": shared, "expected": expected, "p_upper": upper,
        "p_lower": lower, "q": q, "validated": q <= alpha,
    }).astype(dict.fromkeys(("territory", "wave", "source", "target", "source_name", "target_name"), "str"))  # fmt: skip
    order = np.lexsort((second, first, -shared, upper))
    frame = frame.iloc[order].reset_index(drop=True)
    closest = order[0] if len(order) else None
    needed = pd.DataFrame([_needed(graph, fit, first, second, shared, closest, pairs, level)])
    needed = needed.astype({"source": "str", "target": "str"})
    warnings = []
    if not exact and 1 / (draws + 1) > level:
        warnings.append({
            "code": "few_draws", "territory": graph.territory, "wave": graph.wave,
            "message": N_("with so few draws no pair can stand out: ask for more draws"),
        })  # fmt: skip
    return ValidatedTies(
        frame, {"needed": needed}, warning_frame(warnings),
        provenance(null=null_name(null), correction=correction, alpha=alpha, draws=None if exact else draws, entropy=entropy),
    )  # fmt: skip


def _from_draws(
    graph: CooperationGraph, null: Callable[..., Any], first: np.ndarray, second: np.ndarray, shared: np.ndarray, draws: int,
    entropy: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Monte Carlo p-values, (r + 1)/(B + 1), and means."""
    above, below, total = np.zeros(len(shared)), np.zeros(len(shared)), np.zeros(len(shared))
    for drawn in draw_graphs(graph, null, draws=draws if len(shared) else 0, entropy=entropy):
        incidence = drawn.biadjacency
        found = np.asarray((incidence @ incidence.T)[first, second]).ravel()
        above += found >= shared
        below += found <= shared
        total += found
    return (above + 1) / (draws + 1), (below + 1) / (draws + 1), total / draws


def _needed(
    graph: CooperationGraph, fit: ExpectedDegrees, first: np.ndarray, second: np.ndarray, shared: np.ndarray,
    closest: int | None, pairs: int, level: float,
) -> dict[str, object]:  # fmt: skip
    """What the closest pair would take to pass alone, by the exact law of expected degrees."""
    facts: dict[str, object] = {
        "pairs": pairs, "level": level, "source": "", "target": "", "shared": 0, "shared_needed": np.nan, "times_needed": np.nan,
    }  # fmt: skip
    if closest is None:
        return facts
    i, j, own = first[[closest]], second[[closest]], int(shared[closest])
    names = graph.actors["name"]
    facts |= {"source": names.iloc[int(i[0])], "target": names.iloc[int(j[0])], "shared": own}
    many = min(max(2 * own, 16), graph.n_projects) + 1
    while True:  # the law is short where it matters, and long in a nation
        above = shared_tails(fit, np.repeat(i, many), np.repeat(j, many), np.arange(many))[0]
        enough = np.flatnonzero(above <= level)
        if len(enough) or many > graph.n_projects:
            break
        many = min(4 * many, graph.n_projects + 1)
    if len(enough):
        facts["shared_needed"] = float(enough[0])

    def passes(times: int) -> bool:
        return bool(shared_tails(fit, i, j, np.array([own * times]), times=times)[0][0] <= level)

    low, high = 0, 1
    while high < MOST_TIMES and not passes(high):
        low, high = high, min(2 * high, MOST_TIMES)
    if own > shared_tails(fit, i, j, np.array([own]))[2][0] and passes(high):
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if passes(middle) else (middle, high)
        facts["times_needed"] = float(high)
    return facts
