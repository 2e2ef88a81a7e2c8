"""What the draws of a null model say about the closure of groups, of a territory, and about each pair of groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cooperation_graph.graph import Graphs
from cooperation_graph.measures import summarise_draws
from cooperation_graph.nulls.card import card_of_null
from cooperation_graph.nulls.draws import draw_graphs, plan_of, stream
from cooperation_graph.nulls.plan import TradePlan
from cooperation_graph.sufficient import Incidence, Layout, incidence_of, observe

__all__ = ["Evidence", "closure", "gather", "inside_shares", "largest_closure", "net_of_others", "shares_without", "weight", "within_share"]


def closure(pairs: np.ndarray) -> np.ndarray:
    """O_g, the share of each group's co-participation that stays inside; NaN for a group without a partner."""
    within = 2 * np.diagonal(pairs, axis1=-2, axis2=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share: np.ndarray = within / (pairs.sum(axis=-1) + within / 2)
    return share


def within_share(pairs: np.ndarray) -> np.ndarray:
    """W, the share of pairs of partners that belong to one group."""
    within = np.diagonal(pairs, axis1=-2, axis2=-1).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share: np.ndarray = within / ((pairs.sum(axis=(-2, -1)) + within) / 2)
    return share


def shares_without(incidence: Incidence, pairs: np.ndarray) -> np.ndarray:
    """O of each group, then W, without each project in turn: projects × (groups + 1), from the pairs of partners of the whole."""
    graph_of_row = np.repeat(np.arange(len(pairs)), np.diff(incidence.row_offsets))
    rows = np.repeat(np.arange(len(graph_of_row)), np.diff(incidence.indptr))
    places = incidence.indices + incidence.column_offsets[graph_of_row[rows]]
    size = pairs.shape[-1]
    x = np.bincount(places * size + incidence.group[rows], minlength=int(incidence.column_offsets[-1]) * size).reshape(-1, size)
    c = x.sum(axis=1)
    graph = np.repeat(np.arange(len(pairs)), np.diff(incidence.column_offsets))
    within = 2 * np.diagonal(pairs, axis1=-2, axis2=-1)
    reach = pairs.sum(axis=-1) + within / 2
    left = np.empty((len(x), size + 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        left[:, :size] = (within[graph] - x * (x - 1)) / (reach[graph] - x * (c - 1)[:, None])
        left[:, size] = (within.sum(axis=-1)[graph] - (x * (x - 1)).sum(axis=1)) / (reach.sum(axis=-1)[graph] - c * (c - 1))
    return left


def weight(pairs: np.ndarray) -> np.ndarray:
    """a_g, the share of each group in all co-participation; 0 without any."""
    reach = pairs.sum(axis=-1) + np.diagonal(pairs, axis1=-2, axis2=-1)
    return np.asarray(reach / np.maximum(reach.sum(axis=-1, keepdims=True), 1), dtype=float)


@dataclass(frozen=True, eq=False)
class Evidence:
    """Arrays over graphs (first axis): observed values, moments and quantiles of the draws, at the observed weight of groups.

    `groups` and `territory` hold ``expected, sd, draws, draws_effective, above, below`` and the quantiles ``low, high`` (95 %
    band), ``most`` (largest draw), ``critical``, ``evidence``. `pairs` is about the numbers of pairs of partners between two groups,
    one column for each of the upper triangle of groups × groups. `slower`: how many times as many rounds of trades each graph took.
    """

    observed: np.ndarray
    groups: dict[str, np.ndarray]
    territory: dict[str, np.ndarray]
    pairs: dict[str, np.ndarray]
    slower: np.ndarray


def inside_shares(pairs: np.ndarray, observed: np.ndarray, left_out: np.ndarray | None = None) -> np.ndarray:
    """O of each group, then W, of draws of the pair mixing matrix (graphs × draws × groups²): graphs × (groups + 1) × draws.

    Each draw is brought from the weight a′ that it gives a group to the weight a of the observed matrix: what it has beyond its
    weight, (O′ − a′)/(1 − a′) (Coleman 1958), is kept. A group that sits in a large project by chance has more partners and
    meets itself more, in the draws as in the data, and neither says that it is closed. The weight of W is Σ a².

    Partners of the group ``left_out[graph]`` are not counted; in `observed` they are left out already.
    """
    from cooperation_graph.kernels import series

    n_groups = observed.shape[-1]
    out = np.empty((len(pairs), n_groups + 1, pairs.shape[1]))
    series.inside_shares(pairs, n_groups, np.full(len(pairs), -1) if left_out is None else left_out, weight(observed), out)
    return out


def _quantiles(values: np.ndarray, critical: np.ndarray) -> dict[str, np.ndarray]:
    """95 % band, largest, and a quantile of its own for each graph, of draws (last axis); NaN where there are none."""
    ordered = np.sort(values, axis=-1)  # NaN comes last
    n = np.isfinite(values).sum(axis=-1)

    def at(share: Any) -> np.ndarray:
        place = np.clip(np.ceil(share * n).astype(np.int64) - 1, 0, None)
        found = np.take_along_axis(ordered, place[..., None], axis=-1)[..., 0]
        return np.where(n > 0, found, np.nan)

    return {"low": at(0.025), "high": at(0.975), "most": at(1.0), "critical": at(critical[:, None])}


def net_of_others(distance: np.ndarray, shares: np.ndarray) -> np.ndarray:
    r"""Distance of each group from what is expected, net of what the distances of the other groups say about it.

    With z the distances, in standard deviations of the draws, and R the correlations of `shares` (graphs × groups × draws) over the
    draws, :math:`(R^{-1} z)_g / \sqrt{(R^{-1})_{gg}}`: the score test of one coefficient in a model that has one for each group (Rao).
    Directions that hardly vary (under a hundredth of the largest) are left out: two groups of a territory always move together, and
    keep the one distance that they have. NaN with fewer than ten draws a group: R is not known then.
    """
    known = np.isfinite(distance) & np.isfinite(shares).any(axis=-1)
    known &= shares.shape[-1] >= 10 * known.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        deviation = np.where(np.isfinite(shares), shares, 0.0)
        deviation -= (deviation.sum(axis=-1) / np.isfinite(shares).sum(axis=-1))[..., None]
        deviation = np.where(np.isfinite(shares) & known[..., None], deviation, 0.0)
        deviation /= np.maximum(np.sqrt((deviation**2).sum(axis=-1, keepdims=True)), 1e-12)
        inverse = np.linalg.pinv(deviation @ deviation.swapaxes(-1, -2), rcond=0.01, hermitian=True)
        net = (inverse @ np.where(known, distance, 0.0)[..., None])[..., 0] / np.sqrt(np.diagonal(inverse, axis1=-2, axis2=-1))
    return np.where(known, net, np.nan)


def _reduce(pairs: np.ndarray, observed: np.ndarray, n_groups: np.ndarray, alpha: float) -> dict[str, dict[str, np.ndarray]]:
    """Moments and quantiles of draws of the pair mixing matrix (graphs × draws × S², the upper triangle), m groups a graph."""
    size = observed.shape[-1]
    shares = inside_shares(pairs, observed)
    drawn = shares.transpose(0, 2, 1)
    seen = np.concatenate([closure(observed), within_share(observed)[:, None]], axis=-1)
    found = {
        **summarise_draws(drawn, np.zeros(drawn.shape, dtype=np.int8), seen),
        **_quantiles(shares, 1 - alpha / (2 * np.maximum(n_groups, 1))),
    }
    with np.errstate(invalid="ignore", divide="ignore"):
        alone = np.where(found["sd"] > 1e-12, (seen - found["expected"]) / found["sd"], np.nan)
    found["evidence"] = np.concatenate([net_of_others(alone[:, :-1], shares[:, :-1]), alone[:, -1:]], axis=-1)
    a, b = np.triu_indices(size)
    flat = observed[:, a, b]
    return {
        "groups": {key: part[:, :-1] for key, part in found.items()},
        "territory": {key: part[:, -1] for key, part in found.items()},
        "pairs": summarise_draws(pairs[..., a * size + b], np.zeros((*pairs.shape[:2], len(a)), dtype=np.int8), flat),
    }


def gather(
    graphs: Graphs, incidence: Incidence, by: str, missing: str, null: Callable[..., Any], *, draws: int, entropy: int,
    n_groups: np.ndarray, alpha: float, n_jobs: int, progress: Callable[[int, int], None] | None, checkpoint: str | Path | None = None,
) -> Evidence:  # fmt: skip
    """Draw from the null and keep what verdicts need."""
    layout = Layout.of(["pair_mixing"], incidence.n_groups)
    observed = observe(incidence, ["pair_mixing"])["pair_mixing"]

    def reduce(first: int, last: int, flat: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
        return _reduce(flat, observed[first:last], n_groups[first:last], alpha)

    slower = np.ones(len(observed), dtype=np.int64)
    if card_of_null(null).sampler:
        parts = stream(
            incidence, layout, null, reduce, draws=draws, entropy=entropy, n_jobs=n_jobs, progress=progress, slower=slower,
            checkpoint=(checkpoint, f"evidence {alpha}"),
        )  # fmt: skip
    else:
        parts = []
        for place, graph in enumerate(graphs.known(by, missing)):
            found = [
                observe(incidence_of(one, by, missing), ["pair_mixing"])["pair_mixing"]
                for one in draw_graphs(graph, null, draws=draws, entropy=entropy)
            ]
            flat = np.stack(found, axis=1).reshape(1, draws, -1)
            parts.append((place, place + 1, _reduce(flat, observed[place : place + 1], n_groups[place : place + 1], alpha)))
            if progress:
                progress(place + 1, len(graphs))
    merged = {
        kind: {key: np.concatenate([part[kind][key] for _, _, part in parts]) for key in parts[0][2][kind]}
        for kind in ("groups", "territory", "pairs")
    }
    return Evidence(observed, merged["groups"], merged["territory"], merged["pairs"], slower)


def tail_p(above: np.ndarray, below: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """min(1, 2·min(r₊ + 1, r₋ + 1)/(B + 1)); NaN without a defined draw."""
    with np.errstate(invalid="ignore"):
        p = np.minimum(1.0, 2 * (np.minimum(above, below) + 1) / (draws + 1))
    return np.where(draws > 0, p, np.nan)


def largest_closure(
    incidence: Incidence, graph: int, group: int, null: Callable[..., Any], *, entropy: int, plan: TradePlan | None = None,
    enough: float = np.inf,
) -> float:  # fmt: skip
    """The most closed, at its weight, that a greedy walk through the null's matrices makes a group (50 trades a project).

    The walk ends as soon as it is above `enough`.
    """
    from cooperation_graph.kernels.closure import most_closed
    from cooperation_graph.nulls.chance import graph_key

    plan = plan or plan_of(incidence, null)
    store, number = incidence.national, incidence.numbers[graph]
    key = graph_key(entropy, store.territories[number], store.waves[number], f"greedy {group}")
    member = (incidence.group[incidence.row_offsets[graph] : incidence.row_offsets[graph + 1]] == group).astype(np.int64)
    first, last = incidence.column_offsets[graph], incidence.column_offsets[graph + 1]
    held = [plan.lists[plan.pointers[p] : plan.pointers[p + 1]] for p in range(first, last)]
    part = slice(plan.trade_offsets[graph], plan.trade_offsets[graph + 1])
    lines, stays = plan.lines[part] - first, (plan.free - plan.pointers[:-1])[first:last]
    no_actor = np.zeros(0, dtype=np.int32)
    barred = [plan.barred[plan.barred_pointers[p] : plan.barred_pointers[p + 1]] for p in range(first, last)]
    free, fixed = [held[p][stays[p] :] for p in lines], [barred[p] for p in lines]
    x, c = np.array([member[p].sum() for p in held]), np.array([len(p) for p in held])
    reach, everybody = (x * (c - 1)).sum(), (c * (c - 1)).sum()
    above = (enough * everybody - reach) / (everybody - reach) if everybody > reach else np.inf
    beyond = most_closed(
        np.concatenate([no_actor, *free]), np.cumsum([0, *map(len, free)]), np.concatenate([no_actor, *fixed]),
        np.cumsum([0, *map(len, fixed)]), member, x, c, lines, plan.group_start[part], plan.group_size[part], 50 * len(lines), above, key,
    )  # fmt: skip
    return float((reach + (everybody - reach) * beyond) / everybody) if everybody else np.nan
