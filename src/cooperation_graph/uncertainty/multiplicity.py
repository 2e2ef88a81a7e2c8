"""Several tests at once: Benjamini–Hochberg and Holm."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["benjamini_hochberg", "holm"]


def benjamini_hochberg(p: Any) -> np.ndarray:
    """Benjamini–Hochberg q-values; undefined p-values stay undefined and do not count.

    References
    ----------
    Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57:289.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.5]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    values = np.asarray(p, dtype=float)
    out = np.full(values.shape, np.nan)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")][::-1]
    m = len(order)
    out[order] = np.minimum(1.0, np.minimum.accumulate(values[order] * m / np.arange(m, 0, -1)))
    return out


def holm(p: Any) -> np.ndarray:
    """Holm's adjusted p-values; undefined p-values stay undefined and do not count.

    References
    ----------
    Holm 1979, Scand. J. Stat. 6:65.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(4).tolist()
    [0.03, 0.06, 0.06]
    """
    values = np.asarray(p, dtype=float)
    out = np.full(values.shape, np.nan)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    m = len(order)
    out[order] = np.minimum(1.0, np.maximum.accumulate(values[order] * np.arange(m, 0, -1)))
    return out
