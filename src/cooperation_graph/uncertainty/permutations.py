"""Labels handed out again, and the p-values of what is drawn."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import numpy as np

__all__ = ["draw_assignments", "permutation_p", "two_sided_p"]

#: Assignments are enumerated, not drawn, up to this many.
ENUMERATED = 20_000


def draw_assignments(
    labels: Any, *, strata: Any = None, draws: int = 999, rng: np.random.Generator | int | None = None,
    limit: int = ENUMERATED,
) -> tuple[np.ndarray, bool]:  # fmt: skip
    """Other ways to hand out the label True, as often as it was handed out, within strata.

    Parameters
    ----------
    labels
        Which units carry the label (new against ended projects, treated against other territories), shape (n,).
    strata
        Stratum of each unit: labels are exchanged inside strata only.
    draws
        Random assignments when there are too many to enumerate.
    rng
        Generator, seed or None.
    limit
        All assignments are enumerated, the observed one included, when there are at most this many.

    Returns
    -------
    tuple of (array of bool, bool)
        Assignments, shape (R, n), and whether they are all there are.

    Examples
    --------
    >>> assignments, exact = draw_assignments([True, False, False])
    >>> exact, assignments.astype(int).tolist()
    (True, [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    """
    observed = np.asarray(labels, dtype=bool)
    codes = np.zeros(len(observed), dtype=np.int64)
    if strata is not None and len(observed):
        codes = np.unique(np.asarray(strata), return_inverse=True)[1]
    members = [np.flatnonzero(codes == code) for code in range(int(codes.max(initial=0)) + 1)]
    number = math.prod(math.comb(len(units), int(observed[units].sum())) for units in members)
    if number <= limit:
        out = np.zeros((1, len(observed)), dtype=bool)
        for units in members:
            chosen = list(combinations(range(len(units)), int(observed[units].sum())))
            block = np.zeros((len(chosen), len(units)), dtype=bool)
            for row, places in enumerate(chosen):
                block[row, list(places)] = True
            out = np.repeat(out, len(block), axis=0)
            out[:, units] = np.tile(block, (len(out) // len(block), 1))
        return out, True
    generator = np.random.default_rng(rng)
    drawn = np.tile(observed, (draws, 1))
    for units in members:
        drawn[:, units] = generator.permuted(drawn[:, units], axis=1)
    return drawn, False


def permutation_p(observed: float, draws: Any, *, exact: bool) -> float:
    """p-value of a large |observed|: r/B when `draws` are all assignments, the observed one included, else (r+1)/(B+1).

    Undefined draws are left out of r and B.

    Examples
    --------
    >>> permutation_p(2.0, [2.0, -2.0, 0.0, 1.0], exact=True)
    0.5
    """
    values = np.abs(np.asarray(draws, dtype=float))
    values = values[~np.isnan(values)]
    if math.isnan(observed) or not len(values):
        return math.nan
    least = abs(observed) - 1e-9 * max(1.0, abs(observed))  # equal sums in another order differ by rounding
    r, b = int((values >= least).sum()), len(values)
    return r / b if exact else (r + 1) / (b + 1)


def two_sided_p(observed: Any, draws: Any) -> Any:
    """Two-sided Monte Carlo p-value: min(1, 2·min(r₊ + 1, r₋ + 1)/(B + 1)), ties counted in both tails.

    Parameters
    ----------
    observed
        Shape (…).
    draws
        Draws on the last axis, shape (…, B); undefined (NaN) draws are left out.

    Examples
    --------
    >>> two_sided_p(5.0, [1.0, 2.0, 3.0])
    0.5
    """
    o, d = np.asarray(observed, dtype=float), np.asarray(draws, dtype=float)
    tolerance = 1e-9 * np.maximum(1.0, np.abs(o))
    above = (d >= (o - tolerance)[..., None]).sum(axis=-1)
    below = (d <= (o + tolerance)[..., None]).sum(axis=-1)
    defined = (~np.isnan(d)).sum(axis=-1)
    p = np.minimum(1.0, 2 * (np.minimum(above, below) + 1) / (defined + 1))
    p = np.where(np.isnan(o) | (defined == 0), np.nan, p)
    return float(p) if p.ndim == 0 else p
