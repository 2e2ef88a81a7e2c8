"""What a significant result is worth in a small study: chance of the wrong sign (type S), exaggeration (type M)."""

from __future__ import annotations

import math
from typing import NamedTuple

from scipy import special

__all__ = ["Exaggeration", "type_s_m"]


class Exaggeration(NamedTuple):
    """Power, probability that a significant estimate has the wrong sign, and by how much one overstates on average."""

    power: float
    type_s: float
    exaggeration: float


def type_s_m(effect: float, se: float, df: float = math.inf, *, alpha: float = 0.05) -> Exaggeration:
    r"""Type S and type M errors of a design, for a true effect that is supposed.

    Parameters
    ----------
    effect
        True effect A > 0 supposed beforehand, never the estimate itself.
    se
        Standard error s of the estimate.
    df
        Degrees of freedom; infinite for a normal estimate.
    alpha
        Level of the test.

    Returns
    -------
    Exaggeration
        With d = A + sT, T Student, and c the critical value: P(|d| > cs), P(d < −cs | |d| > cs), E(|d| | |d| > cs)/A. The last
        is infinite for df ≤ 1.

    References
    ----------
    Gelman & Carlin 2014, Perspect. Psychol. Sci. 9:641; closed form from Lu, Qiu & Deng 2019, Br. J. Math. Stat. Psychol. 72:1.

    Examples
    --------
    >>> found = type_s_m(2, 8.1)  # Gelman & Carlin: power .06, type S .24, exaggeration 9.5
    >>> round(found.power, 2), round(found.type_s, 2), round(found.exaggeration, 1)
    (0.06, 0.24, 9.5)
    """
    critical = float(special.stdtrit(df, 1 - alpha / 2)) if math.isfinite(df) else float(special.ndtri(1 - alpha / 2))
    shift = abs(effect) / se
    above, below = critical - shift, -critical - shift
    right, wrong = _cumulative(-above, df), _cumulative(below, df)
    power = right + wrong
    size = abs(effect) * (right - wrong) + se * (_tail_mean(above, df) + _tail_mean(below, df))
    return Exaggeration(power, wrong / power, size / power / abs(effect))


def _cumulative(x: float, df: float) -> float:
    return float(special.stdtr(df, x) if math.isfinite(df) else special.ndtr(x))


def _tail_mean(c: float, df: float) -> float:
    """∫ t f(t) dt from c upward; by symmetry minus the same integral from −∞ to c."""
    if not math.isfinite(df):
        return math.exp(-c * c / 2) / math.sqrt(2 * math.pi)
    if df <= 1:
        return math.inf
    log_density = special.gammaln((df + 1) / 2) - special.gammaln(df / 2) - 0.5 * math.log(df * math.pi)
    log_density -= (df + 1) / 2 * math.log1p(c * c / df)
    return (df + c * c) / (df - 1) * math.exp(float(log_density))
