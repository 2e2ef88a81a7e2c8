"""Two groups of territories, before and after: difference in differences on the territories' changes.

The territory is the unit: one change a territory, Welch's t between the two groups. Regressions on actors reject a true
null in 30 % of studies, because actors of one territory share its shocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from cooperation_graph.errors import Undefined
from cooperation_graph.locale import N_

__all__ = ["MINIMUM_TERRITORIES", "Effect", "adjusted_for_baseline", "difference_in_differences", "welch_t"]

#: Below this many territories on either side the t interval is not to be trusted; randomisation inference remains.
MINIMUM_TERRITORIES = 4
TOO_FEW = N_("fewer than two territories on one side: no difference can be estimated")


@dataclass(frozen=True)
class Effect:
    """An effect on territories and how sure it is.

    Attributes
    ----------
    value, se, df, low, high, p
        Estimate, standard error, degrees of freedom, interval, two-sided p.
    n_treated, n_comparison
        Territories on each side.
    method
        Name of the estimator.
    """

    value: float
    se: float
    df: float
    low: float
    high: float
    p: float
    n_treated: int
    n_comparison: int
    method: str


def t_effect(value: float, se: float, df: float, sizes: tuple[int, int], method: str, confidence: float) -> Effect:
    """An estimate with its t interval and p-value."""
    if not se > 0:
        return Effect(value, se, df, np.nan, np.nan, np.nan, *sizes, method)
    half = float(special.stdtrit(df, 0.5 + confidence / 2)) * se
    p = 2 * float(special.stdtr(df, -abs(value / se)))
    return Effect(value, se, df, value - half, value + half, p, *sizes, method)


def difference_in_differences(
    treated: Any, comparison: Any, *, confidence: float = 0.95, df: str = "welch"
) -> Effect:
    r"""Mean change of the treated territories minus mean change of the comparison territories.

    Parameters
    ----------
    treated, comparison
        Change of each territory, after minus before.
    confidence
        Of the interval.
    df
        ``"welch"``, or ``"cr2"`` for the degrees of freedom of Bell & McCaffrey, which suppose equal variances as a working
        model; the standard error is the same, since CR2 on first differences is the unequal-variance one.

    Returns
    -------
    Effect
        :math:`\bar d_1 - \bar d_0`, standard error :math:`\sqrt{s_1^2/n_1 + s_0^2/n_0}`.

    Raises
    ------
    Undefined
        Fewer than two territories on one side.

    References
    ----------
    Bertrand, Duflo & Mullainathan 2004, Q. J. Econ. 119:249; Donald & Lang 2007; Bell & McCaffrey 2002;
    Imbens & Kolesár 2016, Rev. Econ. Stat. 98:701.

    Examples
    --------
    >>> effect = difference_in_differences([0.2, 0.1, 0.3, 0.2], [0.0, 0.1, -0.1, 0.0])
    >>> round(effect.value, 3), round(effect.se, 4)
    (0.2, 0.0577)
    """
    first, second = (np.asarray(side, dtype=float) for side in (treated, comparison))
    n1, n0 = len(first), len(second)
    if min(n1, n0) < 2:
        raise Undefined(TOO_FEW)
    parts = np.array([first.var(ddof=1) / n1, second.var(ddof=1) / n0])
    if df == "welch":
        freedom = parts.sum() ** 2 / (parts**2 / np.array([n1 - 1, n0 - 1])).sum() if parts.sum() > 0 else np.nan
    elif df == "cr2":
        freedom = (1 / n1 + 1 / n0) ** 2 / (1 / (n1**2 * (n1 - 1)) + 1 / (n0**2 * (n0 - 1)))
    else:
        raise ValueError(f"df is 'welch' or 'cr2', not {df!r}")
    value = float(first.mean() - second.mean())
    return t_effect(value, float(np.sqrt(parts.sum())), float(freedom), (n1, n0), f"difference in differences, {df}", confidence)


def welch_t(changes: np.ndarray, treated: np.ndarray) -> np.ndarray:
    """Welch's t for many assignments at once: `treated` is assignments × territories, True for the treated."""
    one = treated.astype(float)
    n1, n = one.sum(axis=1), one.shape[1]
    n0 = n - n1
    sum1, square1 = one @ changes, one @ changes**2
    mean1, mean0 = sum1 / n1, (changes.sum() - sum1) / n0
    with np.errstate(invalid="ignore", divide="ignore"):
        var1 = np.maximum(square1 - n1 * mean1**2, 0) / (n1 - 1)
        var0 = np.maximum((changes**2).sum() - square1 - n0 * mean0**2, 0) / (n0 - 1)
        t: np.ndarray = (mean1 - mean0) / np.sqrt(var1 / n1 + var0 / n0)
    return t


def welch_test(changes: np.ndarray, treated: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Welch's t and its degrees of freedom for many studies of one design: `changes` is studies × territories."""
    first, second = changes[..., treated], changes[..., ~treated]
    sizes = np.array([first.shape[-1], second.shape[-1]]).reshape(2, *[1] * (changes.ndim - 1))
    parts = np.stack([first.var(axis=-1, ddof=1), second.var(axis=-1, ddof=1)]) / sizes
    with np.errstate(invalid="ignore", divide="ignore"):
        t = (first.mean(axis=-1) - second.mean(axis=-1)) / np.sqrt(parts.sum(axis=0))
        return t, parts.sum(axis=0) ** 2 / (parts**2 / (sizes - 1)).sum(axis=0)


def adjusted_for_baseline(
    before: Any, after: Any, treated: Any, *, confidence: float = 0.95
) -> Effect:
    r"""Effect on the level after, adjusted for the level before (analysis of covariance); a second look when baselines are noisy.

    Parameters
    ----------
    before, after
        Level of each territory.
    treated
        True for the treated.

    Returns
    -------
    Effect
        :math:`\hat\delta` of :math:`y_{after} = \alpha + \delta T + \beta y_{before} + \varepsilon` by least squares, ordinary
        standard error, n − 3 degrees of freedom.

    References
    ----------
    McKenzie 2012, J. Dev. Econ. 99:210.

    Examples
    --------
    >>> effect = adjusted_for_baseline([1, 2, 3, 4, 5, 6], [2, 2, 4, 4, 6, 6], [1, 0, 1, 0, 1, 0])
    >>> round(effect.value, 3)
    1.0
    """
    y0, y1, group = (np.asarray(side, dtype=float) for side in (before, after, treated))
    design = np.column_stack([np.ones_like(y0), group, y0])
    n1, n0 = int(group.sum()), int((1 - group).sum())
    if min(n1, n0) < 2 or np.linalg.matrix_rank(design) < 3 or len(y0) < 5:
        raise Undefined(TOO_FEW)
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ y1
    df = len(y0) - 3
    variance = ((y1 - design @ beta) ** 2).sum() / df
    return t_effect(
        float(beta[1]), float(np.sqrt(variance * inverse[1, 1])), df, (n1, n0), "analysis of covariance", confidence
    )  # fmt: skip
