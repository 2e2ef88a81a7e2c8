"""Exact law under `keep_expected_degrees` of the number of projects that two actors share."""

from __future__ import annotations

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
    key = pair[0] * classes + pair[1]
    most = np.full(classes * classes, -1, dtype=np.int64)  # classes² is less than twice the participations
    np.maximum.at(most, key, shared)
    met = np.flatnonzero(most >= 0)
    offsets = np.concatenate([[0], np.cumsum(most[met] + 2)])
    law = np.zeros(classes * classes, dtype=np.int64)
    law[met] = np.arange(len(met))
    a, b = np.divmod(met, max(classes, 1))
    below, above = np.zeros(offsets[-1]), np.zeros(offsets[-1])
    shared_laws(a, b, offsets, fit.probability, fit.projects * times, below, above)
    expected = (fit.probability[a] * fit.probability[b]) @ (fit.projects * times)
    place = offsets[law[key]] + shared
    return above[place], below[place], expected[law[key]]
