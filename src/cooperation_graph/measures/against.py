"""A value against the draws of a null model: moments, exceedances, effect, p."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cooperation_graph.nulls.chance import BLOCK

__all__ = ["against_null", "summarise_draws"]


def summarise_draws(values: np.ndarray, codes: np.ndarray, observed: np.ndarray) -> dict[str, np.ndarray]:
    """Moments and exceedances over the draws (axis 1) where the metric is defined and finite.

    `observed` has the shape of `values` without the draws; ties with it count in both tails.
    """
    defined = (codes == 0) & np.isfinite(values)
    n = defined.sum(axis=1)
    kept = np.where(defined, values, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = kept.sum(axis=1) / n
        sd = np.sqrt((np.where(defined, values - mean[:, None], 0.0) ** 2).sum(axis=1) / (n - 1))
        slack = 1e-10 * (1 + np.abs(observed))[:, None]
        above = (defined & (values >= observed[:, None] - slack)).sum(axis=1)
        below = (defined & (values <= observed[:, None] + slack)).sum(axis=1)
    return {
        "expected": mean, "sd": sd, "draws": n, "draws_undefined": (~defined).sum(axis=1),
        "draws_effective": _effective(np.where(defined, values - mean[:, None], 0.0), n), "above": above, "below": below,
    }  # fmt: skip


def _effective(deviation: np.ndarray, n: np.ndarray) -> np.ndarray:
    """How many independent draws the draws are worth for a mean: n (1 − r)/(1 + r), r their lag-1 autocorrelation, n at most.

    Blocks of draws start anew, so that pairs across two blocks tell nothing about the chain and are not counted.
    """
    follows = np.arange(1, deviation.shape[1]) % BLOCK > 0
    if not follows.any():
        return n.astype(float)
    together = (deviation[:, 1:][:, follows] * deviation[:, :-1][:, follows]).sum(axis=1)
    alone = (deviation * deviation).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        r = (together / follows.sum()) / (alone / deviation.shape[1])
        worth = n * (1 - r) / (1 + r)
    # the order in which numpy adds depends on how many graphs are summed at once: the last digits are not those of the draws
    return np.where(alone > 1e-20, np.clip(np.round(worth, 6), 0, n), n)


def against_null(observed: np.ndarray, null: Mapping[str, np.ndarray], low: float, high: float) -> dict[str, np.ndarray]:
    """Columns ratio, effect, z and p from the observed values and the moments of the draws."""
    expected, sd, n = null["expected"], null["sd"], null["draws"]
    up = observed >= expected
    room = np.where(up, high - expected, expected - low)
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = observed - expected
        effect = np.where(np.isfinite(room) & (room > 1e-12), gap / room, np.nan)
        ratio = observed / expected if low == 0 else np.full_like(observed, np.nan)
        ratio = np.where(expected > 0, ratio, np.nan)
        z = np.where(sd > 1e-12, gap / sd, np.nan)
        p = np.minimum(1.0, 2 * (np.minimum(null["above"], null["below"]) + 1) / (n + 1))
    blank = np.isnan(observed) | (n == 0)
    return {key: np.where(blank, np.nan, value) for key, value in (("ratio", ratio), ("effect", effect), ("z", z), ("p", p))}
