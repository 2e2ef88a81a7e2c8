"""Pairs of partners between groups under `keep_expected_degrees`, without a draw."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.nulls.expected import fit_expected_degrees

__all__ = ["mixing_moments"]


def mixing_moments(graph: CooperationGraph, by: str) -> pd.DataFrame:
    r"""Mean and standard deviation of pairs of partners between groups, and of the share inside, without a draw.

    Projects are independent under :func:`keep_expected_degrees`, and in a project the numbers :math:`X_g` of actors of each
    group; moments of :math:`X_g (X_g - 1) / 2` and :math:`X_g X_h` follow from the elementary symmetric sums of the
    probabilities. Shares are ratios of counts; their moments are those of the linear approximation (delta method).

    Counts vary more than when degrees are kept exactly, because degrees vary too: a test of a count is conservative, a test of
    a share nearly exact.

    Parameters
    ----------
    graph
        The observed graph.
    by
        Attribute of actors that forms groups; actors without are left out first.

    Returns
    -------
    DataFrame
        Columns ``group_a, group_b, statistic, observed, expected, sd``; ``statistic`` is ``pairs`` (of partners, each project
        counted), or ``share inside`` (of a group: ``group_b`` equals ``group_a``; of the territory: both empty).

    References
    ----------
    Saracco et al. 2015, Sci. Rep. 5:10595.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> moments = mixing_moments(tiny_graph("two_silos_and_a_bridge"), "sector")
    >>> moments.loc[moments["statistic"] == "pairs", ["group_a", "group_b", "observed", "expected", "sd"]].round(2)
      group_a group_b  observed  expected    sd
    0       a       a       4.0      2.29  1.65
    1       a       b       1.0      7.50  3.50
    2       b       b       4.0      2.51  1.79
    """
    codes, labels = graph.groups(by)
    if (codes < 0).any():
        graph, codes = graph.keep_actors(codes >= 0), codes[codes >= 0]
    fit = fit_expected_degrees(graph)
    n_groups, times = len(labels), fit.projects
    members = np.zeros((n_groups, len(fit.actors)))
    np.add.at(members, (codes, fit.actor_class), 1)
    mean, variance = members @ fit.probability, members @ (fit.probability * (1 - fit.probability))
    inside, inside_variance, with_size = _pairs_inside(members, fit.probability)
    table = np.zeros((n_groups, graph.n_projects))
    np.add.at(table, (np.repeat(codes, np.diff(graph.indptr)), graph.indices), 1)
    rows = []
    for g in range(n_groups):
        for h in range(g, n_groups):
            if g == h:
                observed, moments = (table[g] * (table[g] - 1) / 2).sum(), (inside[g] @ times, inside_variance[g] @ times)
            else:
                product = variance[g] * variance[h] + mean[g] ** 2 * variance[h] + mean[h] ** 2 * variance[g]
                observed, moments = table[g] @ table[h], ((mean[g] * mean[h]) @ times, product @ times)
            rows.append((labels[g], labels[h], "pairs", observed, *moments))
    rest, rest_variance = mean.sum(axis=0) - mean, variance.sum(axis=0) - variance
    outward = mean * rest
    outward_variance = variance * rest_variance + mean**2 * rest_variance + rest**2 * variance
    shared = with_size * rest  # covariance of the pairs inside and the pairs outward
    everybody = table.sum(axis=0)
    for g in range(n_groups):  # 2·inside / (2·inside + outward)
        own = table[g] * (table[g] - 1)
        rows.append((labels[g], labels[g], "share inside", *_share(
            own.sum(), (table[g] * (everybody - 1)).sum(), 2 * inside[g] @ times, outward[g] @ times,
            4 * inside_variance[g] @ times, outward_variance[g] @ times, 2 * shared[g] @ times,
        )))  # fmt: skip
    pairs, pairs_variance, _ = _pairs_inside(fit.actors[None, :], fit.probability)
    within, within_variance, both = inside.sum(axis=0), inside_variance.sum(axis=0), shared.sum(axis=0)
    across, across_variance = pairs[0] - within, pairs_variance[0] - within_variance - 2 * both
    rows.append(("", "", "share inside", *_share(
        (table * (table - 1)).sum() / 2, (everybody * (everybody - 1)).sum() / 2, within @ times, across @ times,
        within_variance @ times, across_variance @ times, both @ times,
    )))  # fmt: skip
    frame = pd.DataFrame(rows, columns=["group_a", "group_b", "statistic", "observed", "expected", "variance"])
    frame.insert(5, "sd", np.sqrt(frame.pop("variance").clip(lower=0)))
    return frame.astype({"group_a": "str", "group_b": "str", "statistic": "str"})


def _pairs_inside(members: np.ndarray, probability: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean and variance of X(X − 1)/2 and its covariance with X, X the number present of each group (groups × project classes).

    Elementary symmetric sums e₂ … e₄ of the probabilities come from power sums by Newton's identities.
    """
    power = [members @ probability**k for k in range(5)]
    e = [np.ones_like(power[1])]
    for k in range(1, 5):
        e.append(sum((-1) ** (i - 1) * e[k - i] * power[i] for i in range(1, k + 1)) / k)
    return e[2], 6 * e[4] + 6 * e[3] + e[2] - e[2] ** 2, 3 * e[3] + 2 * e[2] - e[2] * e[1]


def _share(
    inside: float, whole: float, mean_in: float, mean_out: float, var_in: float, var_out: float, covariance: float
) -> tuple[float, float, float]:
    """Observed share, its mean and variance to first order: inside / (inside + outside)."""
    mean = mean_in + mean_out
    if mean == 0 or whole == 0:
        return (np.nan, np.nan, np.nan)
    share = mean_in / mean
    variance = ((1 - share) ** 2 * var_in + share**2 * var_out - 2 * share * (1 - share) * covariance) / mean**2
    return inside / whole, share, variance
