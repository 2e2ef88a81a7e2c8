"""What is kept of the draws of a statistic: moments, exceedances, and the shares of co-participation that stay inside groups."""

from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["inside_shares", "moments"]


@njit(nogil=True, cache=True)
def moments(
    values: np.ndarray, defined: np.ndarray, observed: np.ndarray, slack: np.ndarray, block: int, out: np.ndarray
) -> None:  # fmt: skip
    """Write moments of series of draws and how many reach what was observed.

    Parameters
    ----------
    values, defined
        Graphs × draws × items; draws where the statistic is not defined do not count.
    observed, slack
        Graphs × items, and how far from it a draw counts as equal, in both tails.
    block
        Draws made from one start: pairs of draws across two blocks tell nothing about the chain.
    out
        6 × graphs × items: draws defined, mean, sum of squares about it, sum of products of each deviation with the one
        before, draws at least as large as what was observed, and at most as large.
    """
    for g in range(values.shape[0]):
        for k in range(values.shape[2]):
            n, first, total = 0, np.nan, 0.0  # summed from the first one, so that equal draws have exactly their value as mean
            for d in range(values.shape[1]):
                if defined[g, d, k]:
                    if n == 0:
                        first = values[g, d, k]
                    n += 1
                    total += values[g, d, k] - first
            mean = first + total / n if n else np.nan
            low, high = observed[g, k] - slack[g, k], observed[g, k] + slack[g, k]
            squares, together, before, above, below = 0.0, 0.0, 0.0, 0, 0
            for d in range(values.shape[1]):
                deviation = 0.0
                if defined[g, d, k]:
                    value = values[g, d, k]
                    deviation = value - mean
                    above += value >= low
                    below += value <= high
                squares += deviation * deviation
                if d % block:
                    together += deviation * before
                before = deviation
            out[0, g, k], out[1, g, k], out[2, g, k], out[3, g, k] = n, mean, squares, together
            out[4, g, k], out[5, g, k] = above, below


@njit(nogil=True, cache=True, _nrt=False)
def _brought(share: float, drawn: float, weight: float) -> float:
    """A share inside, from the weight that was drawn to the weight that is: what is beyond the weight is kept."""
    beyond = (share - drawn) / (1.0 - drawn) if drawn < 1.0 else 0.0
    return max(0.0, weight + (1.0 - weight) * beyond)


@njit(nogil=True, cache=True)
def inside_shares(pairs: np.ndarray, n_groups: int, left_out: np.ndarray, weight: np.ndarray, out: np.ndarray) -> None:
    """Share of the co-participation of each group, and of everybody, that stays inside, at the weight it has; NaN without any.

    Parameters
    ----------
    pairs
        Graphs × draws × groups²: pairs of partners between groups, of which the upper triangle is read.
    left_out
        A group of each graph whose partners do not count, or −1.
    weight
        Graphs × groups: observed share of each group in all co-participation.
    out
        Graphs × (groups + 1) × draws; everybody comes last.
    """
    own, reach = np.zeros(n_groups), np.zeros(n_groups)
    for g in range(pairs.shape[0]):
        weights = 0.0
        for s in range(n_groups):
            weights += weight[g, s] ** 2
        for d in range(pairs.shape[1]):
            whole = inside = squares = 0.0
            for s in range(n_groups):
                own[s] = reach[s] = 0.0
                if s != left_out[g]:
                    own[s] = reach[s] = pairs[g, d, s * n_groups + s]
                    for t in range(n_groups):
                        if t != left_out[g]:
                            reach[s] += pairs[g, d, min(s, t) * n_groups + max(s, t)]
                inside += own[s]
                whole += reach[s]
            for s in range(n_groups):
                out[g, s, d] = _brought(2 * own[s] / reach[s], reach[s] / whole, weight[g, s]) if reach[s] > 0.0 else np.nan
                squares += (reach[s] / whole) ** 2 if whole > 0.0 else 0.0
            out[g, n_groups, d] = _brought(2 * inside / whole, squares, weights) if whole > 0.0 else np.nan
