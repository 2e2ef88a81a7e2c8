"""Intervals of a share of projects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import special

__all__ = ["clopper_pearson", "wilson"]


def wilson(successes: Any, n: Any, *, confidence: float = 0.95) -> tuple[Any, Any]:
    """Wilson's score interval of a share; NaN where n is 0.

    References
    ----------
    Wilson 1927, J. Am. Stat. Assoc. 22:209.

    Examples
    --------
    >>> low, high = wilson(7, 10)
    >>> round(low, 4), round(high, 4)
    (0.3968, 0.8922)
    """
    x, size = (np.asarray(part, dtype=float) for part in (successes, n))
    z = float(special.ndtri(0.5 + confidence / 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = x / size
        middle = (share + z * z / (2 * size)) / (1 + z * z / size)
        half = z * np.sqrt(share * (1 - share) / size + z * z / (4 * size * size)) / (1 + z * z / size)
    return _ends(np.where(x == 0, 0.0, middle - half), np.where(x == size, 1.0, middle + half), size)


def clopper_pearson(successes: Any, n: Any, *, confidence: float = 0.95) -> tuple[Any, Any]:
    """Clopper–Pearson exact interval of a share; NaN where n is 0.

    References
    ----------
    Clopper & Pearson 1934, Biometrika 26:404.

    Examples
    --------
    >>> low, high = clopper_pearson(0, 10)
    >>> low, round(high, 4)
    (0.0, 0.3085)
    """
    x, size = (np.asarray(part, dtype=float) for part in (successes, n))
    tail = (1 - confidence) / 2
    low = np.where(x > 0, special.betaincinv(np.maximum(x, 1), size - x + 1, tail), 0.0)
    high = np.where(x < size, special.betaincinv(x + 1, np.maximum(size - x, 1), 1 - tail), 1.0)
    return _ends(low, high, size)


def _ends(low: np.ndarray, high: np.ndarray, size: np.ndarray) -> tuple[Any, Any]:
    pair: Sequence[np.ndarray] = [np.where(size > 0, part, np.nan) for part in (low, high)]
    return (float(pair[0]), float(pair[1])) if pair[0].ndim == 0 else (pair[0], pair[1])
