"""The funnel: how far from the centre a territory of this size falls by ordinary variation."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import special

__all__ = ["LEVELS", "Overdispersion", "binomial_limits", "funnel_positions", "overdispersion"]

#: Shares of ordinary variation inside the limits, with their quantiles (1.96, 3.09).
LEVELS = {"95": 0.95, "998": 0.998}
#: Share of the scores drawn in on each side before over-dispersion is estimated.
WINSORISED = 0.1


class Overdispersion(NamedTuple):
    """φ, the mean squared score once extremes are drawn in, and the variance τ² it implies between territories."""

    phi: float
    tau2: float


def overdispersion(z: Any, variances: Any, *, winsorise: float = WINSORISED) -> Overdispersion:
    """Estimate how much more territories vary than sampling explains.

    Parameters
    ----------
    z
        Scores (y − θ₀)/s, shape (K,).
    variances
        s², shape (K,).
    winsorise
        Scores beyond this quantile (type 7) on each side are drawn in to it.

    Returns
    -------
    Overdispersion
        φ = mean z² and, if Kφ > K − 1, τ² = (Kφ − (K − 1))/(Σw − Σw²/Σw) with w = 1/s², else 0.

    References
    ----------
    Spiegelhalter 2005, Qual. Saf. Health Care 14:347; Spiegelhalter et al. 2012, J. R. Stat. Soc. A 175:1.
    """
    scores, w = np.asarray(z, dtype=float), 1 / np.asarray(variances, dtype=float)
    k = len(scores)
    drawn_in = np.clip(scores, *np.quantile(scores, [winsorise, 1 - winsorise]))
    phi = float((drawn_in**2).mean())
    excess = k * phi - (k - 1)
    spread = float(w.sum() - (w**2).sum() / w.sum())
    return Overdispersion(phi, excess / spread if excess > 0 and spread > 0 else 0.0)


def _around_their_mean(y: np.ndarray, s2: np.ndarray) -> np.ndarray:
    return np.asarray((y - (y / s2).sum() / (1 / s2).sum()) / np.sqrt(s2))


def binomial_limits(n: Any, center: float, *, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Exact limits of a share of n projects around `center`, interpolated so that they are smooth in n.

    Parameters
    ----------
    n
        Projects, shape (K,).
    center
        θ₀ in (0, 1).
    level
        Share of ordinary variation inside, both sides together.

    Returns
    -------
    tuple of arrays
        Lower: (r − α)/n with r the smallest number for which P(R ≤ r) > p = (1 − level)/2 and
        α = (P(R ≤ r) − p)/P(R = r); upper: the same for projects without the feature. A share is beyond a limit exactly when
        its own tail, P(R ≤ observed) or P(R ≥ observed), is below p.

    References
    ----------
    Spiegelhalter 2005, Stat. Med. 24:1185, appendix A.1.1.
    """
    sizes = np.asarray(n, dtype=float)
    tail = (1 - level) / 2
    return _lower(sizes, center, tail), 1 - _lower(sizes, 1 - center, tail)


def _lower(sizes: np.ndarray, center: float, tail: float) -> np.ndarray:
    r = np.ceil(np.clip(special.bdtrik(tail, sizes, center), 0, sizes))
    for _ in range(3):  # the inverse is continuous in r: step to the smallest whole number above the tail
        r = np.where((r > 0) & (special.bdtr(np.maximum(r - 1, 0), sizes.astype(int), center) > tail), r - 1, r)
        r = np.where((r < sizes) & (special.bdtr(r, sizes.astype(int), center) <= tail), r + 1, r)
    up_to = special.bdtr(r, sizes.astype(int), center)
    before = np.where(r > 0, special.bdtr(np.maximum(r - 1, 0), sizes.astype(int), center), 0.0)
    return np.asarray(np.maximum(0.0, (r - (up_to - tail) / (up_to - before)) / sizes))


def funnel_positions(
    values: Any, variances: Any, *, numerators: Any = None, denominators: Any = None, center: float | None = None
) -> tuple[pd.DataFrame, float, Overdispersion]:
    """Scores and limits of territories around one centre.

    Parameters
    ----------
    values, variances
        y and s², shape (K,). For shares of projects give `numerators` and `denominators` instead (the others None).
    center
        θ₀, a national target for example; without it the inverse-variance mean, Σr/Σn for shares.

    Returns
    -------
    tuple
        A frame with one row a territory: `z`, `p` without and `z_adjusted`, `p_adjusted` with over-dispersion; limits
        `low_95`, `high_95`, `low_998`, `high_998` (exact for shares), the same with ``_adjusted``, and `funnel`, the word
        (``inside``, ``outside 95``, ``outside 99.8``) by the adjusted limits when there is over-dispersion; the centre; the
        over-dispersion.

    Notes
    -----
    Limits are θ₀ ± z√(s² + τ²). With a centre from outside, τ² is that of the territories around their own inverse-variance mean:
    taken around a target that all of them miss, it would widen the limits until all of them fall inside. Without over-dispersion
    the word and p of shares come from the exact binomial tails, p = min(1, 2·min(P(R ≤ r), P(R ≥ r))).
    """
    shares = numerators is not None
    if shares:
        r, n = (np.asarray(part, dtype=float) for part in (numerators, denominators))
        theta = float(r.sum() / n.sum()) if center is None else float(center)
        if not 0 < theta < 1:
            raise ValueError(f"the centre of shares lies between 0 and 1, not at {theta}")
        y, s2 = r / n, theta * (1 - theta) / n
    else:
        y, s2 = np.asarray(values, dtype=float), np.asarray(variances, dtype=float)
        theta = float((y / s2).sum() / (1 / s2).sum()) if center is None else float(center)
    frame = pd.DataFrame({"z": (y - theta) / np.sqrt(s2)})
    extra = overdispersion(frame["z"] if center is None else _around_their_mean(y, s2), s2)
    wide = s2 + extra.tau2
    frame["z_adjusted"] = (y - theta) / np.sqrt(wide)
    frame["p"] = 2 * special.ndtr(-frame["z"].abs())
    frame["p_adjusted"] = 2 * special.ndtr(-frame["z_adjusted"].abs())
    if shares:
        whole = n.astype(int)
        below, above = special.bdtr(r, whole, theta), np.where(r > 0, special.bdtrc(np.maximum(r - 1, 0), whole, theta), 1.0)
        frame["p"] = np.minimum(1.0, 2 * np.minimum(below, above))
        if not extra.tau2:
            frame["p_adjusted"] = frame["p"]
    for name, level in LEVELS.items():
        step = float(special.ndtri(0.5 + level / 2))
        low, high = binomial_limits(n, theta, level=level) if shares else (theta - step * np.sqrt(s2), theta + step * np.sqrt(s2))
        frame[f"low_{name}"], frame[f"high_{name}"] = low, high
        if extra.tau2:
            low, high = theta - step * np.sqrt(wide), theta + step * np.sqrt(wide)
        frame[f"low_{name}_adjusted"], frame[f"high_{name}_adjusted"] = low, high
    p = frame["p_adjusted"]
    words = np.select([p < 1 - LEVELS["998"], p < 1 - LEVELS["95"]], ["outside 99.8", "outside 95"], "inside")
    frame["funnel"] = pd.Series(np.where(p.isna() | math.isnan(theta), "", words), dtype="str")
    return frame, theta, extra
