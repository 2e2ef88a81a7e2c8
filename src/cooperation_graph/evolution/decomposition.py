"""What a change is made of: an exact accounting, not a cause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from math import factorial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cooperation_graph.evolution.states import actor_states
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.resampling import Cells, Choice, Parts, cells_of_columns, parts_of, variant_values

__all__ = ["FACTORS", "Terms", "five_factors", "kitagawa", "three_terms"]

#: Causes of the accounting, in the order of the table: actors who left, who came, projects ended, new, edits inside others.
FACTORS = ("exit", "entry", "ended", "new", "edits")

Asked = Sequence[tuple[Callable[..., Any], str | None]]


class Terms(NamedTuple):
    """A change and its terms: ``change = stayers + entry + exit + unknown``, exactly; ``unknown`` is 0 where nobody is."""

    value_from: float
    value_to: float
    change: float
    stayers: float
    entry: float
    exit: float
    unknown: float


def three_terms(
    graph_from: CooperationGraph, graph_to: CooperationGraph, metric: Callable[..., Any], *, by: str | None = None
) -> Terms:
    """Split the change of a metric between those who stayed, those who came and those who left.

    Parameters
    ----------
    graph_from, graph_to
        One territory in two waves.
    metric
        Any function of a graph that returns a number.
    by
        Attribute that forms groups, for metrics that take one.

    Returns
    -------
    Terms
        With m the metric, G₁, G₂ the graphs, S the actors in both, and K₁, K₂ the graphs without the actors of whom nothing is
        known in the other wave: stayers m(G₂|S) − m(G₁|S), entry m(K₂) − m(G₂|S), exit m(G₁|S) − m(K₁), unknown
        [m(G₂) − m(K₂)] + [m(K₁) − m(G₁)]. NaN where a part is undefined.

    Notes
    -----
    Read mean partners or shares: the density of G|S is over fewer actors, so its terms are large and opposite by
    construction. An actor of whom nothing is known in one wave neither came nor left, and did not stay: what it brings to the
    wave where it is seen stands apart, in ``unknown``. Without a roster nobody is unknown in this sense: entry and exit are
    then those who are seen in one wave only, whether they came, left or did not answer.

    References
    ----------
    In the manner of Foster, Haltiwanger & Krizan 2001; Melitz & Polanec 2015, RAND J. Econ. 46:362.

    Examples
    --------
    >>> from cooperation_graph.metrics import mean_partners
    >>> one = CooperationGraph.from_biadjacency([[1, 0], [1, 1], [0, 1]], wave="1")
    >>> three_terms(one, one, mean_partners).change
    0.0
    """
    parts = parts_of(graph_from, graph_to)
    unknown = unknown_actors(parts, actor_states(graph_from, graph_to))
    values, _ = variant_values(parts, cells_of_columns(parts), stayer_variants(parts, unknown), [(metric, by)])
    return terms_of(values[0])


def unknown_actors(parts: Parts, states: pd.DataFrame) -> np.ndarray:
    """Which actors are in the graph of one wave while nothing is known of them in the other, shape (N,)."""
    mute = (states == "unknown").any(axis=1).reindex(parts.actors, fill_value=False).to_numpy(dtype=bool)
    return np.asarray(mute & ~parts.roster.all(axis=0))


def stayer_variants(parts: Parts, unknown: np.ndarray) -> Choice:
    """The earlier graph, the later one, both among stayers, and both without those of whom nothing is known in the other wave."""
    m = len(parts.projects)
    waves = np.array([0, 1, 0, 1, 0, 1])
    cells = np.concatenate([np.repeat([0, 1], m), [0, 1]])
    rows = parts.roster[waves].copy()
    rows[2:4] &= parts.roster.all(axis=0)
    rows[4:] &= ~unknown
    return Choice(cells[None, :] == waves[:, None], rows, parts.running[waves], waves)


def terms_of(values: np.ndarray) -> Terms:
    """Terms from the values of :func:`stayer_variants`."""
    before, after, before_stayers, after_stayers, before_known, after_known = (float(value) for value in values)
    return Terms(
        before, after, after - before, after_stayers - before_stayers, after_known - after_stayers, before_stayers - before_known,
        (after - after_known) + (before_known - before),
    )  # fmt: skip


def five_factors(
    graph_from: CooperationGraph, graph_to: CooperationGraph, metric: Callable[..., Any], *, by: str | None = None
) -> pd.Series:
    """Split the change of a metric among five causes that no order of events favours (Shapley value).

    Parameters
    ----------
    graph_from, graph_to, metric, by
        See :func:`three_terms`.

    Returns
    -------
    Series
        Contributions of ``exit`` and ``entry`` of actors, projects ``ended`` and ``new``, and ``edits`` of who takes part in
        continuing projects. They sum to the change exactly; a factor that did not occur gets 0; NaN when the metric is
        undefined for some combination. Where nothing is known of some actors in one wave, ``unknown`` is added: as in
        :func:`three_terms`, and the five are those of the graphs without them.

    Notes
    -----
    v(F) is the metric of the incidence in which only the factors in F were applied;
    φ_k = Σ_F |F|! (4 − |F|)! / 5! · [v(F ∪ k) − v(F)], 32 evaluations. Those who come bring their participations in
    continuing projects with them; new attributes of those who stay count as edits.

    References
    ----------
    Shorrocks 2013, J. Econ. Inequality 11:99.

    Examples
    --------
    >>> from cooperation_graph.metrics import mean_partners
    >>> one = CooperationGraph.from_biadjacency([[1, 0], [1, 1], [0, 1]], wave="1")
    >>> two = CooperationGraph.from_biadjacency([[1, 1], [1, 1], [0, 1]], wave="2")
    >>> five_factors(one, two, mean_partners).round(3).to_dict()
    {'exit': 0.0, 'entry': 0.0, 'ended': 0.0, 'new': 0.0, 'edits': 0.667}
    """
    parts = parts_of(graph_from, graph_to)
    unknown = unknown_actors(parts, actor_states(graph_from, graph_to))
    shares = shapley(variant_values(parts, *factor_variants(parts, unknown), [(metric, by)])[0][0])
    if not unknown.any():
        return shares
    values, _ = variant_values(parts, cells_of_columns(parts), stayer_variants(parts, unknown), [(metric, by)])
    return with_unknown(shares, terms_of(values[0]))


def with_unknown(shares: pd.Series, terms: Terms) -> pd.Series:
    """The five factors and the term of those of whom nothing is known."""
    return pd.Series([*shares, terms.unknown], index=pd.Index([*FACTORS, "unknown"], name="factor"), name=shares.name)


def factor_variants(parts: Parts, unknown: np.ndarray) -> tuple[Cells, Choice]:
    """The 32 graphs in which some of the five factors were applied, in the order of ``product([False, True], repeat=5)``."""
    applied = np.array(list(product([False, True], repeat=5)))
    leaves, comes, ends, begins, edits = applied.T
    before, after = parts.roster & ~unknown
    stays = np.append(before & after, False)  # the last entry answers for actors outside the graphs
    n, m = before.size, parts.projects.size
    rows = np.repeat((before & after)[None], 32, axis=0)
    rows |= (before & ~after) & ~leaves[:, None]
    rows |= (after & ~before) & comes[:, None]
    first, second = parts.running
    columns = np.repeat((first & second)[None], 32, axis=0)
    columns |= (first & ~second) & ~ends[:, None]
    columns |= (second & ~first) & begins[:, None]
    both = np.append(first & second, False)

    def cells(actor: np.ndarray, project: np.ndarray, wave: np.ndarray) -> np.ndarray:
        """0: held whenever its actor and project are; 1 and 2: a version of what a stayer does in a continuing project."""
        edited = stays[np.where(actor < 0, n, actor)] & both[np.where(project < 0, m, project)]
        return np.where(edited | (actor < 0) | (project < 0), 1 + wave, 0)

    include = np.stack([np.ones(32, dtype=bool), ~edits, edits], axis=1)
    return cells, Choice(include, rows, columns, edits.astype(np.int64))


def shapley(values: np.ndarray) -> pd.Series:
    """Shapley value of each factor from v(F) in the order of :func:`factor_variants`."""
    coalitions = list(product([False, True], repeat=5))
    place = {coalition: k for k, coalition in enumerate(coalitions)}
    shares = []
    for k in range(5):
        total = 0.0
        for coalition in coalitions:
            if coalition[k]:
                continue
            size = sum(coalition)
            larger = (*coalition[:k], True, *coalition[k + 1 :])
            total += factorial(size) * factorial(4 - size) / factorial(5) * (values[place[larger]] - values[place[coalition]])
        shares.append(total)
    return pd.Series(shares, index=pd.Index(FACTORS, name="factor"), name="contribution")


def kitagawa(values_from: pd.Series, types_from: pd.Series, values_to: pd.Series, types_to: pd.Series) -> pd.DataFrame:
    """Split the change of a mean between what each type does and how many there are of each.

    Parameters
    ----------
    values_from, values_to
        Value of each actor or project in the earlier and in the later wave.
    types_from, types_to
        Its type (sector, theme…), in the same order; those without a type are left out.

    Returns
    -------
    DataFrame
        type, behaviour s̄_g Δm_g, composition m̄_g Δs_g, with m_g the mean and s_g the share of type g, bars over both waves.
        Both columns sum to the change of the mean, exactly; a type seen in one wave only is all composition.

    References
    ----------
    Kitagawa 1955, J. Am. Stat. Assoc. 50:1168.

    Examples
    --------
    >>> before, after = pd.Series([2.0, 4.0]), pd.Series([2.0, 6.0, 6.0])
    >>> kitagawa(before, pd.Series(["a", "b"]), after, pd.Series(["a", "b", "b"])).round(3).values.tolist()
    [['a', 0.0, -0.333], ['b', 1.167, 0.833]]
    """
    waves = []
    for values, types in ((values_from, types_from), (values_to, types_to)):
        table = pd.DataFrame({"value": np.asarray(values, dtype=float), "type": pd.Series(types).to_numpy()}).dropna()
        grouped = table.groupby("type")["value"]
        waves.append((grouped.mean(), grouped.size() / max(len(table), 1)))
    (mean_1, share_1), (mean_2, share_2) = waves
    names = mean_1.index.union(mean_2.index)
    shares = share_1.reindex(names).fillna(0.0), share_2.reindex(names).fillna(0.0)
    means = mean_1.reindex(names).fillna(mean_2), mean_2.reindex(names).fillna(mean_1)
    return pd.DataFrame({
        "type": names.astype("str"), "behaviour": ((shares[0] + shares[1]) / 2 * (means[1] - means[0])).to_numpy(),
        "composition": ((means[0] + means[1]) / 2 * (shares[1] - shares[0])).to_numpy(),
    })  # fmt: skip
