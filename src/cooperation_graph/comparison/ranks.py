"""Ranks, on request only: which ranks a territory can be excluded from, all territories together."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["critical_value", "posterior_ranks", "rank_sets"]


def critical_value(
    variances: Any, *, confidence: float = 0.95, draws: int = 20_000, rng: np.random.Generator | int | None = None
) -> float:
    """Quantile of the largest |t| over all pairs of territories that do not differ.

    Notes
    -----
    t_jk = (e_j − e_k)/√(v_j + v_k) with independent e_k ~ N(0, v_k). With equal variances c√2 is the studentised range.
    """
    v = np.asarray(variances, dtype=float)
    first, second = np.triu_indices(len(v), k=1)
    if not len(first):
        return 0.0
    scale = np.sqrt(v[first] + v[second])
    generator = np.random.default_rng(rng)
    largest = []
    step = max(1, 2_000_000 // len(first))
    for start in range(0, draws, step):
        errors = generator.standard_normal((min(step, draws - start), len(v))) * np.sqrt(v)
        largest.append((np.abs(errors[:, first] - errors[:, second]) / scale).max(axis=1))
    return float(np.quantile(np.concatenate(largest), confidence))


def rank_sets(
    values: Any, variances: Any, *, confidence: float = 0.95, draws: int = 20_000,
    rng: np.random.Generator | int | None = None,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Ranks each territory may hold, all sets true together with this confidence; rank 1 is the highest value.

    Parameters
    ----------
    values, variances
        y_k and their sampling variances, shape (K,).
    confidence
        Of all sets together.
    draws, rng
        Of the critical value.

    Returns
    -------
    tuple of arrays
        Lowest rank 1 + #{j: (y_j − y_k)/s_jk > c} and highest rank K − #{j: (y_j − y_k)/s_jk < −c}, with
        s_jk = √(v_j + v_k) and c the :func:`critical_value`.

    References
    ----------
    Mogstad, Romano, Shaikh & Wilhelm 2024, Rev. Econ. Stud. 91:476.

    Examples
    --------
    >>> low, high = rank_sets([0.0, 5.0, 5.1], [0.01, 0.01, 0.01], rng=1)
    >>> low.tolist(), high.tolist()
    ([3, 1, 1], [3, 2, 2])
    """
    y, v = np.asarray(values, dtype=float), np.asarray(variances, dtype=float)
    c = critical_value(v, confidence=confidence, draws=draws, rng=rng)
    t = (y[:, None] - y[None, :]) / np.sqrt(v[:, None] + v[None, :])
    np.fill_diagonal(t, 0.0)
    return 1 + (t > c).sum(axis=0), len(y) - (t < -c).sum(axis=0)


def posterior_ranks(
    estimates: Any, variances: Any, *, confidence: float = 0.95, draws: int = 20_000,
    rng: np.random.Generator | int | None = None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Rank intervals of each territory taken alone, from its shrunken estimate, and the probability of the top third.

    Parameters
    ----------
    estimates, variances
        What :func:`cooperation_graph.comparison.pooling.shrunken` returns, shape (K,).

    Returns
    -------
    tuple of arrays
        Lowest and highest rank, and P(rank ≤ K/3).

    References
    ----------
    Goldstein & Spiegelhalter 1996, J. R. Stat. Soc. A 159:385.
    """
    mean, v = np.asarray(estimates, dtype=float), np.asarray(variances, dtype=float)
    drawn = mean + np.sqrt(v) * np.random.default_rng(rng).standard_normal((draws, len(mean)))
    ranks = (-drawn).argsort(axis=1).argsort(axis=1) + 1
    low, high = np.quantile(ranks, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0, method="closest_observation")
    return low.astype(int), high.astype(int), (ranks <= len(mean) / 3).mean(axis=0)
