"""Delete-one-project jackknife intervals, for one number or for many graphs at once."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from scipy import special

from cooperation_graph.locale import N_

__all__ = ["MINIMUM_PROJECTS", "Interval", "jackknife", "means_without_each", "ratios_without_each"]

#: Below this many projects a value is printed without an interval.
MINIMUM_PROJECTS = 8

TOO_FEW_PROJECTS = N_("fewer than 8 projects: no interval")
UNDEFINED_WITHOUT_ONE = N_("without one of its projects the number does not exist: no interval")
NO_VARIATION = N_("no project changes the number: no interval")
AT_THE_END = N_("the number is at the end of its range: no interval")


class Interval(NamedTuple):
    """Standard error, degrees of freedom and limits; where there is no interval they are NaN and `reason` says why.

    Fields are floats (and `reason` a text) for one number, arrays for several.
    """

    se: Any
    df: Any
    low: Any
    high: Any
    reason: Any


def jackknife(
    values_without_each: Any, theta: Any, *, strata: Any = None, offsets: Any = None, confidence: float = 0.95,
    bounds: tuple[float, float] = (-math.inf, math.inf),
) -> Interval:  # fmt: skip
    """Delete-one-project jackknife-t interval of a number.

    Parameters
    ----------
    values_without_each
        θ₍₋p₎, the number without each project; projects on the last axis, shape (…, P).
    theta
        θ, the number itself, shape (…).
    strata
        Stratum of each project, shape (P,); for a change between two waves: continuing, ended, new.
    offsets
        For many graphs at once: the projects of graph g are ``offsets[g]:offsets[g + 1]`` on the last axis, and `theta`
        has shape (…, G).
    confidence
        Between 0 and 1.
    bounds
        Range of the number. A limit beyond it is computed again on the logit (log, with one finite bound) scale.

    Returns
    -------
    Interval
        ``se, df, low, high, reason``. No interval with fewer than 8 projects, when a θ₍₋p₎ is undefined, or when none
        moves.

    Notes
    -----
    V = Σ_h (n_h − 1)/n_h Σ_{p∈h} (θ₍₋p₎ − θ̄_h)², interval θ ± t_{P−H} √V over the H strata that hold a project
    (H = 1 without strata). For the mean of a project value it equals s/√P exactly. Coverage of 95 % intervals in
    simulation is .92–.96 with 12 to 30 projects, where percentile bootstraps of projects reach .11 (copies of a project
    add no partner). A stratum of one project adds nothing to V.

    References
    ----------
    Efron & Stein 1981, Ann. Stat. 9:586; methods A4 of the design.

    Examples
    --------
    >>> x = np.arange(10.0)
    >>> interval = jackknife(means_without_each(x), x.mean())
    >>> bool(np.isclose(interval.se, x.std(ddof=1) / np.sqrt(10)))
    True
    """
    values = np.asarray(values_without_each, dtype=float)
    theta = np.asarray(theta, dtype=float)
    one = offsets is None
    ends = np.array([0, values.shape[-1]]) if one else np.asarray(offsets, dtype=np.int64)
    variance, df, counts = _variance(values, strata, ends)
    if one:
        variance, df, counts = variance[..., 0], df[0], counts[0]
    shape = np.broadcast_shapes(theta.shape, variance.shape)
    se = np.sqrt(variance)
    df = np.broadcast_to(df, shape).astype(float)
    quantile = special.stdtrit(np.maximum(df, 1), 0.5 + confidence / 2)
    low, high = _limits(theta, se, quantile, bounds)

    reason = np.full(shape, "", dtype=object)
    small = variance <= (1e-12 * np.maximum(np.abs(theta), 1e-3)) ** 2  # what rounding alone leaves
    for failed, text in (
        (np.isnan(low) | np.isnan(high), AT_THE_END), (small, NO_VARIATION),
        (~np.isfinite(variance), UNDEFINED_WITHOUT_ONE), (counts < MINIMUM_PROJECTS, TOO_FEW_PROJECTS),
        (df < 1, TOO_FEW_PROJECTS),
    ):  # fmt: skip
        reason[np.broadcast_to(failed, shape)] = text
    reason[np.broadcast_to(np.isnan(theta), shape)] = ""  # the number itself is undefined; its own sentence says why
    none = (reason != "") | np.isnan(theta)
    se, df, low, high = (np.where(none, np.nan, part) for part in (se, df, low, high))
    if shape == ():
        return Interval(float(se), float(df), float(low), float(high), str(reason[()]))
    return Interval(se, df, low, high, reason)


def _variance(values: np.ndarray, strata: Any, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Jackknife variance, degrees of freedom and number of projects of each graph."""
    counts = np.diff(ends)
    n_graphs, total = len(counts), values.shape[-1]
    graph = np.repeat(np.arange(n_graphs), counts)
    codes = np.zeros(total, dtype=np.int64) if strata is None else np.unique(np.asarray(strata), return_inverse=True)[1]
    width = int(codes.max(initial=0)) + 1
    order = np.argsort(graph * width + codes, kind="stable")
    cells, starts, sizes = np.unique((graph * width + codes)[order], return_index=True, return_counts=True)
    variance = np.zeros((*values.shape[:-1], n_graphs))
    if total:
        sorted_values = values[..., order]
        with np.errstate(invalid="ignore"):  # an infinite value has no variance; the caller says so
            means = np.add.reduceat(sorted_values, starts, axis=-1) / sizes
            squares = np.add.reduceat((sorted_values - np.repeat(means, sizes, axis=-1)) ** 2, starts, axis=-1)
        of_cell = cells // width
        first = np.searchsorted(of_cell, np.arange(n_graphs))
        held = counts > 0
        variance[..., held] = np.add.reduceat(squares * (sizes - 1) / sizes, first[held], axis=-1)
    n_strata = np.bincount(cells // width, minlength=n_graphs)
    return variance, counts - n_strata, counts


def _limits(
    theta: np.ndarray, se: np.ndarray, quantile: np.ndarray, bounds: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """θ ± t·se; where that leaves the range, the same on the logit or log scale (delta method)."""
    lower, upper = bounds
    low, high = theta - quantile * se, theta + quantile * se
    beyond = (low < lower) | (high > upper)
    if not np.any(beyond):
        return low, high
    with np.errstate(all="ignore"):
        if math.isfinite(lower) and math.isfinite(upper):
            share = (theta - lower) / (upper - lower)
            middle = special.logit(share)
            step = quantile * se / ((upper - lower) * share * (1 - share))
            ends = tuple(lower + (upper - lower) * special.expit(middle + sign * step) for sign in (-1, 1))
        elif math.isfinite(lower):
            step = quantile * se / (theta - lower)
            ends = tuple(lower + (theta - lower) * np.exp(sign * step) for sign in (-1, 1))
        else:
            step = quantile * se / (upper - theta)
            ends = tuple(upper - (upper - theta) * np.exp(-sign * step) for sign in (-1, 1))
    inside = (theta > lower) & (theta < upper)
    ends = tuple(np.where(inside, end, np.nan) for end in ends)
    return np.where(beyond, ends[0], low), np.where(beyond, ends[1], high)


def means_without_each(values: Any) -> np.ndarray:
    """Mean of a project value without each project, in closed form; projects on the last axis.

    Examples
    --------
    >>> means_without_each([1.0, 2.0, 6.0]).tolist()
    [4.0, 3.5, 1.5]
    """
    x = np.asarray(values, dtype=float)
    return ratios_without_each(x, np.ones_like(x))


def ratios_without_each(numerators: Any, denominators: Any, *, offsets: Any = None) -> np.ndarray:
    """Σa/Σb without each project, in closed form: (Σa − a_p)/(Σb − b_p), NaN where the rest of b is 0.

    Parameters
    ----------
    numerators, denominators
        a_p and b_p, projects on the last axis.
    offsets
        For many graphs at once, as in :func:`jackknife`.
    """
    a, b = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    if offsets is None:
        rest_a, rest_b = a.sum(axis=-1, keepdims=True) - a, b.sum(axis=-1, keepdims=True) - b
    else:
        sizes = np.diff(np.asarray(offsets))
        graph = np.repeat(np.arange(len(sizes)), sizes)

        def totals(x: np.ndarray) -> np.ndarray:
            sums = np.concatenate([np.zeros((*x.shape[:-1], 1)), np.cumsum(x, axis=-1)], axis=-1)
            of_graph: np.ndarray = (sums[..., offsets[1:]] - sums[..., offsets[:-1]])[..., graph]
            return of_graph

        rest_a, rest_b = totals(a) - a, totals(b) - b
    return np.asarray(np.divide(rest_a, rest_b, out=np.full(rest_a.shape, np.nan), where=rest_b > 1e-12))
