"""Exact Poisson-binomial laws of the number of projects that two actors share."""

from __future__ import annotations

from math import exp, lgamma, log, log1p

import numpy as np
from numba import njit

__all__ = ["shared_laws"]


@njit(nogil=True, cache=True)
def _binomial(m: int, q: float, most: int, law: np.ndarray) -> None:
    """P(Y = k) for k < `most` and P(Y ≥ `most`) in the last place, Y binomial(m, q), from positive terms only."""
    law[: most + 1] = 0.0
    if q <= 0.0 or q >= 1.0:
        law[min(m if q >= 1.0 else 0, most)] = 1.0
        return
    mode = min(int((m + 1) * q), m)
    peak = exp(lgamma(m + 1.0) - lgamma(mode + 1.0) - lgamma(m - mode + 1.0) + mode * log(q) + (m - mode) * log1p(-q))
    term, total = peak, 0.0
    for k in range(mode, -1, -1):
        law[min(k, most)] += term
        total += term
        term *= k * (1.0 - q) / ((m - k + 1.0) * q)
        if term == 0.0:
            break
    term = peak
    for k in range(mode, m):
        term *= (m - k) * q / ((k + 1.0) * (1.0 - q))
        if term == 0.0 or (k >= most and term < 1e-18 * law[most]):
            break
        law[min(k + 1, most)] += term
        total += term
    for k in range(most + 1):  # lgamma loses digits for large m, the sum gives them back
        law[k] /= total


@njit(nogil=True, cache=True)
def shared_laws(
    first: np.ndarray, second: np.ndarray, offsets: np.ndarray, probability: np.ndarray, multiplicity: np.ndarray,
    below: np.ndarray, above: np.ndarray,
) -> None:  # fmt: skip
    """Write P(X ≤ k) into `below` and P(X ≥ k) into `above`, X the shared projects of two actors of given classes.

    Parameters
    ----------
    first, second
        Classes of the two actors of each pair.
    offsets
        Where each law begins, at k = 0; its last place stands for everything from there on.
    probability
        Of an actor of a class taking part in a project of a class.
    multiplicity
        Projects of each class.
    """
    longest = 1
    for k in range(len(first)):
        longest = max(longest, offsets[k + 1] - offsets[k])
    binomial, tail, sums = np.zeros(longest), np.zeros(longest + 1), np.zeros(longest)
    for k in range(len(first)):
        law, tails = below[offsets[k] : offsets[k + 1]], above[offsets[k] : offsets[k + 1]]
        most = len(law) - 1
        law[:] = 0.0
        law[0] = 1.0
        begin, end = 0, most
        for c in range(len(multiplicity)):
            q = probability[first[k], c] * probability[second[k], c]
            if q == 0.0 or multiplicity[c] == 0:
                continue
            _binomial(multiplicity[c], q, most, binomial)
            low, high = 0, most  # where the two laws are not 0: all the rest costs nothing
            while low < most and binomial[low] == 0.0:
                low += 1
            while high > low and binomial[high] == 0.0:
                high -= 1
            while begin < most and law[begin] == 0.0:
                begin += 1
            while end > begin and law[end] == 0.0:
                end -= 1
            tail[high + 1] = 0.0
            for y in range(high, low - 1, -1):
                tail[y] = tail[y + 1] + binomial[y]
            rest = law[most]
            for x in range(begin, min(end + 1, most)):
                if most - x <= high:
                    rest += law[x] * tail[max(most - x, low)]
            last = min(end + high, most - 1)
            for x in range(begin + low, last + 1):
                sums[x] = 0.0
                for y in range(max(low, x - end), min(high, x - begin) + 1):
                    sums[x] += law[x - y] * binomial[y]
            law[begin:most] = 0.0
            for x in range(begin + low, last + 1):
                law[x] = sums[x]
            end = most
            law[most] = rest
        rest = 0.0
        for x in range(most, -1, -1):
            rest += law[x]
            tails[x] = min(rest, 1.0)
        for x in range(most):
            law[x + 1] += law[x]
        for x in range(most + 1):
            law[x] = min(law[x], 1.0)
