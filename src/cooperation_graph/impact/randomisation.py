"""Randomisation inference: how extreme is the effect among all ways of choosing the treated territories?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from math import comb, prod
from typing import Any

import numpy as np

from cooperation_graph.impact.did import welch_t

__all__ = ["Randomisation", "assignments", "randomisation_test"]

#: Assignments are enumerated up to this many.
ENUMERATED = 50_000


@dataclass(frozen=True, eq=False)
class Randomisation:
    """What the other assignments give.

    Attributes
    ----------
    p
        Share of assignments with a statistic at least as extreme, the observed one included.
    smallest_p
        The smallest p this design can reach.
    low, high
        Constant effects that the test does not reject (NaN when not asked).
    n_assignments, exact
        How many, and whether they are all there are.
    draws
        The differences of mean changes of the assignments, for the picture.
    """

    p: float
    smallest_p: float
    low: float
    high: float
    n_assignments: int
    exact: bool
    draws: np.ndarray


def assignments(
    treated: Any, strata: Any = None, *, draws: int = 9_999, rng: np.random.Generator | int | None = None
) -> tuple[np.ndarray, bool]:
    """All assignments with as many treated territories in each stratum, or `draws` of them and the observed one first.

    Examples
    --------
    >>> table, exact = assignments([True, False, False])
    >>> table.shape, exact
    ((3, 3), True)
    """
    observed = np.asarray(treated, dtype=bool)
    named = np.zeros(len(observed), dtype=str) if strata is None else np.asarray(strata, dtype=str)
    labels = np.unique(named, return_inverse=True)[1]
    members = [np.flatnonzero(labels == s) for s in range(labels.max() + 1)]
    counts = [int(observed[places].sum()) for places in members]
    total = prod(comb(len(places), k) for places, k in zip(members, counts, strict=True))
    if total <= ENUMERATED:
        choices = product(*(combinations(places.tolist(), k) for places, k in zip(members, counts, strict=True)))
        table = np.zeros((total, len(observed)), dtype=bool)
        for row, chosen in enumerate(choices):
            table[row, [place for part in chosen for place in part]] = True
        return table, True
    chance = np.random.default_rng(rng)
    table = np.zeros((draws + 1, len(observed)), dtype=bool)
    table[0] = observed
    for places, k in zip(members, counts, strict=True):
        order = np.argsort(chance.random((draws, len(places))), axis=1)[:, :k]
        np.put_along_axis(table[1:], places[order], True, axis=1)
    return table, False


def randomisation_test(
    changes: Any, treated: Any, *, strata: Any = None, statistic: str = "t", draws: int = 9_999, confidence: float | None = 0.95,
    rng: np.random.Generator | int | None = None,
) -> Randomisation:  # fmt: skip
    """Test that treatment changed no territory, as if it had been drawn among them (inside strata).

    Parameters
    ----------
    changes
        Change of each territory.
    treated
        True for the treated.
    strata
        Stratum of each territory: assignments keep the number of treated in each.
    statistic
        ``"t"`` (Welch, the default: right also when the treated are the smallest and noisiest) or ``"difference"``.
    confidence
        Of the interval of constant effects, by inversion of the test; None for none.

    Returns
    -------
    Randomisation
        p counts ties as extreme (≥). Sites are chosen, not drawn: p describes how extreme they are among comparable
        territories.

    References
    ----------
    Fisher 1935; MacKinnon & Webb 2020, J. Econometrics 218:435; Young 2019, Q. J. Econ. 134:557.

    Examples
    --------
    >>> found = randomisation_test([0.3, 0.2, 0.25, 0.0, 0.1, -0.1], [1, 1, 1, 0, 0, 0], confidence=None)
    >>> found.p, found.smallest_p
    (0.1, 0.1)
    """
    d, observed = np.asarray(changes, dtype=float), np.asarray(treated, dtype=bool)
    table, exact = assignments(observed, strata, draws=draws, rng=rng)
    p = _p(d, observed, table, statistic)
    symmetric = exact and (table == ~observed).all(axis=1).any()
    smallest = (2 if symmetric else 1) / len(table)
    low = high = np.nan
    if confidence is not None:
        low, high = _invert(d, observed, table, statistic, 1 - confidence)
    one = table.astype(float)
    difference = one @ d / one.sum(axis=1) - (1 - one) @ d / (1 - one).sum(axis=1)
    return Randomisation(p, smallest, low, high, len(table), exact, difference)


def _statistics(d: np.ndarray, table: np.ndarray, statistic: str) -> np.ndarray:
    if statistic == "t":
        return welch_t(d, table)
    if statistic == "difference":
        one = table.astype(float)
        difference: np.ndarray = one @ d / one.sum(axis=1) - (1 - one) @ d / (1 - one).sum(axis=1)
        return difference
    raise ValueError(f"statistic is 't' or 'difference', not {statistic!r}")


def _p(d: np.ndarray, observed: np.ndarray, table: np.ndarray, statistic: str) -> float:
    values = np.abs(_statistics(d, table, statistic))
    own = float(np.abs(_statistics(d, observed[None], statistic))[0])
    if np.isnan(own):
        return np.nan
    values = np.where(np.isnan(values), np.inf, values)  # two groups without any spread, apart: as extreme as can be
    return float((values >= own - 1e-9 * max(own, 1)).mean())


def _invert(d: np.ndarray, observed: np.ndarray, table: np.ndarray, statistic: str, alpha: float) -> tuple[float, float]:
    """Ends of the constant effects that are not rejected, by bisection outward from the estimate."""
    centre = d[observed].mean() - d[~observed].mean()
    spread = max(d.max() - d.min(), 1e-12)

    def kept(effect: float) -> bool:
        return _p(d - effect * observed, observed, table, statistic) > alpha

    ends = []
    for side in (-1, 1):
        inside, step = centre, spread / 4
        while kept(centre + side * step):
            inside, step = centre + side * step, step * 2
            if step > 1e3 * spread:
                break
        if step > 1e3 * spread:
            ends.append(side * np.inf)
            continue
        outside = centre + side * step
        for _ in range(40):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if kept(middle) else (inside, middle)
        ends.append(inside)
    return ends[0], ends[1]
