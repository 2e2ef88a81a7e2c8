"""A value against the draws of a null model: moments, exceedances, effect, p."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cooperation_graph.nulls.chance import BLOCK

__all__ = ["against_null", "summarise_draws"]


def summarise_draws(values: np.ndarray, codes: np.ndarray, observed: np.ndarray) -> dict[str, np.ndarray]:
    """Moments and exceedances over the draws (axis 1) where the metric is defined and finite.

    `observed` has the shape of `values` without the draws; ties with it count in both tails. ``draws_effective`` is how many
    independent draws they are worth for a mean: n (1 − r)/(1 + r), r their lag-1 autocorrelation, n at most.
    """
    from cooperation_graph.kernels.series import moments

    shape, graphs, draws = observed.shape, *values.shape[:2]
    series = np.ascontiguousarray(values, dtype=float).reshape(graphs, draws, -1)
    defined = ((codes == 0) & np.isfinite(values)).reshape(series.shape)
    held = np.ascontiguousarray(observed, dtype=float).reshape(graphs, -1)
    found = np.empty((6, *held.shape))
    moments(series, defined, held, 1e-10 * (1 + np.abs(held)), BLOCK, found)
    n, mean, squares, together, above, below = found.reshape(6, *shape)
    follow = draws - 1 - (draws - 1) // BLOCK  # pairs of draws within a block
    with np.errstate(invalid="ignore", divide="ignore"):
        sd = np.sqrt(np.where(n > 0, squares, np.nan) / (n - 1))
        r = (together / follow) / (squares / draws) if follow else np.zeros(shape)
        worth = np.where(squares > 1e-20, np.clip(np.round(n * (1 - r) / (1 + r), 6), 0, n), n)
    counts = {"draws": n, "draws_undefined": draws - n, "above": above, "below": below}
    return {"expected": mean, "sd": sd, "draws_effective": worth, **{key: part.astype(np.int64) for key, part in counts.items()}}


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
