"""Exact law under `keep_expected_degrees` of the number of projects that two actors share."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from cooperation_graph.nulls.expected import ExpectedDegrees

__all__ = ["shared_tails"]


def shared_tails(
    fit: ExpectedDegrees, first: np.ndarray, second: np.ndarray, shared: np.ndarray, *, times: int = 1
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    r"""Upper and lower p-value of the projects that pairs of actors share, and the expected number.

    The number shared is Poisson-binomial, one trial a project with probability :math:`p_{ip} p_{jp}`; forced participations
    count with probability 1. Pairs with equal degrees share one law, computed from positive terms only, so that small
    p-values keep their digits.

    Parameters
    ----------
    fit
        Probabilities of participation.
    first, second
        The two actors of each pair.
    shared
        Projects that they share.
    times
        Counts the projects several times: the law if there were so many times more of the same kind.

    Returns
    -------
    tuple
        :math:`P(X \ge w)`, :math:`P(X \le w)` and :math:`E[X]` for each pair.

    References
    ----------
    Hong 2013, Comput. Stat. Data Anal. 59:41; Saracco et al. 2017, New J. Phys. 19:053022, eq. 10.

    Examples
    --------
    >>> from cooperation_graph.nulls.expected import fit_expected_degrees
    >>> from cooperation_graph.testing import tiny_graph
    >>> fit = fit_expected_degrees(tiny_graph("star"))
    >>> upper, lower, expected = shared_tails(fit, np.array([5]), np.array([0]), np.array([1]))
    >>> round(float(upper[0]), 4), round(float(lower[0]), 4), round(float(expected[0]), 4)
    (0.6723, 0.7373, 1.0)
    """
    from cooperation_graph.kernels.tails import shared_laws

    classes, shared = len(fit.actors), np.asarray(shared, dtype=np.int64)
    pair = np.sort(np.stack([fit.actor_class[first], fit.actor_class[second]]), axis=0)
    unique, law = np.unique(pair[0] * classes + pair[1], return_inverse=True)
    most = np.zeros(len(unique), dtype=np.int64)
    np.maximum.at(most, law, shared)
    offsets = np.concatenate([[0], np.cumsum(most + 2)])
    laws = np.zeros(offsets[-1])
    a, b = np.divmod(unique, max(classes, 1))
    shared_laws(a, b, offsets, fit.probability, fit.projects * times, laws)
    below, above = np.zeros_like(laws), np.zeros_like(laws)
    for start, stop in pairwise(offsets):
        below[start:stop] = np.cumsum(laws[start:stop])
        above[start:stop] = np.cumsum(laws[start:stop][::-1])[::-1]
    expected = (fit.probability[a] * fit.probability[b]) @ (fit.projects * times)
    return np.minimum(above[offsets[law] + shared], 1.0), np.minimum(below[offsets[law] + shared], 1.0), expected[law]
