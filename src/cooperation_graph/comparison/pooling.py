"""Partial pooling: how much territories differ beyond sampling, and each one's number drawn towards their mean."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy import optimize, special

from cooperation_graph.errors import UnknownName

__all__ = ["ESTIMATORS", "Pooled", "between_variance", "pooled_mean", "shrunken", "total_variances"]


class Pooled(NamedTuple):
    """A random-effects summary of K territories; limits are NaN where K does not allow them.

    Attributes
    ----------
    k, mean, se
        Territories; μ and 1/√Σw.
    mean_low, mean_high
        Hartung–Knapp interval of μ.
    tau2, tau2_low, tau2_high
        Variance between territories and its Q-profile interval.
    i2
        Share of the variation that lies between territories.
    prediction_low, prediction_high
        Where the true number of another territory of the same kind may be expected.
    q
        Cochran's Q.
    """

    k: int
    mean: float
    se: float
    mean_low: float
    mean_high: float
    tau2: float
    tau2_low: float
    tau2_high: float
    i2: float
    prediction_low: float
    prediction_high: float
    q: float


def pooled_mean(
    values: Any, variances: Any, *, method: str = "paule_mandel", confidence: float = 0.95, quantile: str = "t"
) -> Pooled:
    """Pool numbers of territories that differ in size.

    Parameters
    ----------
    values, variances
        y_k and their sampling variances v_k > 0, shape (K,).
    method
        How τ² is estimated: ``"paule_mandel"``, ``"reml"`` or ``"dersimonian_laird"``.
    confidence
        Of all intervals.
    quantile
        Of the prediction interval: ``"t"`` with K − 2 degrees of freedom, or ``"normal"``.

    Returns
    -------
    Pooled
        y_k ~ N(θ_k, v_k), θ_k ~ N(μ, τ²), w = 1/(v + τ²): μ = Σwy/Σw with the interval
        μ ± t_{K−1} √(Σw(y − μ)²/((K − 1)Σw)); prediction μ ± t_{K−2} √(τ² + 1/Σw).

    Notes
    -----
    Supposes exchangeable territories (else pool strata apart), known v_k and normality. τ² = 0 happens by chance in 21 to
    56 % of sets of 15 territories that differ little: it means "cannot be told apart", not "the same".

    References
    ----------
    Paule & Mandel 1982, J. Res. Natl. Bur. Stand. 87:377; Hartung & Knapp 2001, Stat. Med. 20:1771; Viechtbauer 2007,
    Stat. Med. 26:37 (Q-profile); Higgins & Thompson 2002, Stat. Med. 21:1539 (I²).

    Examples
    --------
    >>> found = pooled_mean([0.2, 0.5, 0.8], [0.01, 0.01, 0.01])
    >>> round(found.mean, 3), round(found.tau2, 3)
    (0.5, 0.08)
    """
    y, v = _checked(values, variances)
    if quantile not in ("t", "normal"):
        raise UnknownName("quantile", quantile, ("t", "normal"))
    k, upper = len(y), 0.5 + confidence / 2
    tau2 = between_variance(y, v, method=method)
    w = 1 / (v + tau2)
    mean = float((w * y).sum() / w.sum())
    se = math.sqrt(1 / w.sum())
    q = _generalised_q(0.0, y, v)
    mean_low = mean_high = tau2_low = tau2_high = i2 = prediction_low = prediction_high = math.nan
    if k >= 2:
        half = special.stdtrit(k - 1, upper) * math.sqrt((w * (y - mean) ** 2).sum() / (k - 1) / w.sum())
        mean_low, mean_high = mean - half, mean + half
        tau2_low, tau2_high = (_tau2_at(y, v, special.chdtri(k - 1, tail)) for tail in (1 - upper, upper))
        plain = 1 / v
        typical = (k - 1) * plain.sum() / (plain.sum() ** 2 - (plain**2).sum())
        i2 = tau2 / (tau2 + typical)
    if k >= 3 or quantile == "normal":
        point = special.ndtri(upper) if quantile == "normal" else special.stdtrit(k - 2, upper)
        half = point * math.sqrt(tau2 + se**2)
        prediction_low, prediction_high = mean - half, mean + half
    return Pooled(
        k, mean, se, float(mean_low), float(mean_high), tau2, tau2_low, tau2_high, float(i2), float(prediction_low),
        float(prediction_high), q,
    )  # fmt: skip


def between_variance(values: Any, variances: Any, *, method: str = "paule_mandel") -> float:
    """τ², the variance between territories, never negative.

    Notes
    -----
    Paule–Mandel solves Σ(y − μ)²/(v + τ²) = K − 1; DerSimonian–Laird is (Q − (K − 1))/(Σw − Σw²/Σw) with w = 1/v; REML
    maximises the restricted likelihood by Fisher scoring.
    """
    if method not in ESTIMATORS:
        raise UnknownName("estimator of τ²", method, ESTIMATORS)
    y, v = _checked(values, variances)
    return ESTIMATORS[method](y, v) if len(y) > 1 else 0.0


def _checked(values: Any, variances: Any) -> tuple[np.ndarray, np.ndarray]:
    y, v = np.asarray(values, dtype=float), np.asarray(variances, dtype=float)
    if y.shape != v.shape or y.ndim != 1 or not len(y):
        raise ValueError(f"values and variances are two series of one length, not of shapes {y.shape} and {v.shape}")
    if not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
        raise ValueError("every value needs a finite, positive sampling variance: leave the others out first")
    return y, v


def _generalised_q(tau2: float, y: np.ndarray, v: np.ndarray) -> float:
    w = 1 / (v + tau2)
    return float((w * (y - (w * y).sum() / w.sum()) ** 2).sum())


def _tau2_at(y: np.ndarray, v: np.ndarray, wanted: float) -> float:
    """The τ² ≥ 0 at which the generalised Q, which falls with τ², equals `wanted`; 0 when it is below already."""
    if _generalised_q(0.0, y, v) <= wanted:
        return 0.0
    high = max(float(np.var(y)), float(v.max()))
    while _generalised_q(high, y, v) > wanted:
        high *= 2
    return float(optimize.brentq(lambda t: _generalised_q(t, y, v) - wanted, 0.0, high, xtol=1e-15, rtol=1e-14))


def _paule_mandel(y: np.ndarray, v: np.ndarray) -> float:
    return _tau2_at(y, v, len(y) - 1)


def _dersimonian_laird(y: np.ndarray, v: np.ndarray) -> float:
    w = 1 / v
    return max(0.0, (_generalised_q(0.0, y, v) - (len(y) - 1)) / float(w.sum() - (w**2).sum() / w.sum()))


def _reml(y: np.ndarray, v: np.ndarray) -> float:
    tau2 = _paule_mandel(y, v)
    for _ in range(1000):
        w = 1 / (v + tau2)
        total = w.sum()
        residual = w * (y - (w * y).sum() / total)
        trace = total - (w**2).sum() / total
        information = (w**2).sum() - 2 * (w**3).sum() / total + ((w**2).sum() / total) ** 2
        step = float(((residual**2).sum() - trace) / information)
        new = max(0.0, tau2 + step)
        if abs(new - tau2) <= 1e-14 * (tau2 + float(v.mean())):
            return new
        tau2 = new
    return tau2


#: Estimators of τ² by name.
ESTIMATORS: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "paule_mandel": _paule_mandel, "reml": _reml, "dersimonian_laird": _dersimonian_laird,
}  # fmt: skip


def shrunken(values: Any, variances: Any, *, method: str = "paule_mandel") -> tuple[np.ndarray, np.ndarray]:
    """Empirical Bayes estimates of each territory's number, and their variances.

    Returns
    -------
    tuple of arrays
        With B = v/(v + τ²): θ̃ = Bμ + (1 − B)y, Var = (1 − B)v + B²/Σ(1/(v + τ²)).

    References
    ----------
    Efron & Morris 1975, J. Am. Stat. Assoc. 70:311; the values are metafor's BLUPs (Viechtbauer 2010, J. Stat. Softw. 36:3).

    Examples
    --------
    >>> estimates, _ = shrunken([0.2, 0.5, 0.8], [0.01, 0.01, 0.01])
    >>> estimates.round(3).tolist()
    [0.233, 0.5, 0.767]
    """
    y, v = _checked(values, variances)
    tau2 = between_variance(y, v, method=method)
    w = 1 / (v + tau2)
    mean = (w * y).sum() / w.sum()
    b = v * w
    return b * mean + (1 - b) * y, (1 - b) * v + b**2 / w.sum()


def total_variances(values: Any, variances: Any, *, method: str = "paule_mandel", points: int = 200) -> np.ndarray:
    """Variances of the shrunken estimates when τ is not known but estimated.

    Notes
    -----
    E[Var(θ | τ)] + E[(θ̃(τ) − θ̃)²] over the restricted likelihood of τ with a flat prior, on a grid. Intervals of ± 1.96 roots
    cover in 94 % or more with 5 and 15 territories; with the plug-in variance of :func:`shrunken` in 83 to 93 %, because τ² is
    often estimated as 0.

    References
    ----------
    Morris 1983, J. Am. Stat. Assoc. 78:47 (empirical Bayes intervals must count the error of the prior).

    Examples
    --------
    >>> y, v = [0.2, 0.5, 0.8], [0.01, 0.01, 0.01]
    >>> bool((total_variances(y, v) > shrunken(y, v)[1]).all())
    True
    """
    y, v = _checked(values, variances)
    estimates, _ = shrunken(y, v, method=method)
    widest = math.sqrt(max(pooled_mean(y, v, method=method).tau2_high, float(y.var())))
    tau2 = (np.linspace(0, 1.5 * widest, points) ** 2)[:, None]
    w = 1 / (v + tau2)
    total = w.sum(axis=1, keepdims=True)
    mean = (w * y).sum(axis=1, keepdims=True) / total
    loglik = -0.5 * (np.log(v + tau2).sum(axis=1) + np.log(total[:, 0]) + (w * (y - mean) ** 2).sum(axis=1))
    weight = np.exp(loglik - loglik.max())
    weight /= weight.sum()
    b = v * w
    given = (1 - b) * v + b**2 / total
    return np.asarray(weight @ given + weight @ (b * mean + (1 - b) * y - estimates) ** 2)
