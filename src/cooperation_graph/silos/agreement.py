"""How far two partitions of the same things agree, corrected for chance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["adjusted_mutual_information"]


def adjusted_mutual_information(first: Any, second: Any) -> float:
    r"""Agreement of two partitions: 1 when they are the same, about 0 when they have nothing to do with each other.

    .. math:: AMI = \frac{I - E[I]}{(H_1 + H_2)/2 - E[I]}

    with I the mutual information, H the entropies and E[I] the mean over all partitions with the same sizes (hypergeometric).

    Parameters
    ----------
    first, second
        Label of each thing in the two partitions; same length, no missing label.

    Returns
    -------
    float
        At most 1, below 0 for less agreement than chance gives; 1 for identical partitions, trivial ones too.

    Raises
    ------
    ValueError
        The partitions are not of the same things.

    References
    ----------
    Vinh, Epps & Bailey 2010, JMLR 11:2837, eq. 24.

    Examples
    --------
    >>> adjusted_mutual_information(["a", "a", "b", "b"], [1, 1, 2, 2])
    1.0
    >>> round(adjusted_mutual_information([0, 0, 1, 1], [0, 1, 0, 1]), 2)
    -0.5
    """
    from scipy.special import gammaln, xlogy

    rows, columns = pd.factorize(np.asarray(first))[0], pd.factorize(np.asarray(second))[0]
    if len(rows) != len(columns):
        raise ValueError(f"one partition has {len(rows)} labels, the other {len(columns)}")
    n = len(rows)
    table = np.zeros((rows.max(initial=-1) + 1, columns.max(initial=-1) + 1))
    np.add.at(table, (rows, columns), 1)
    a, b = table.sum(axis=1), table.sum(axis=0)
    if table.shape[0] == table.shape[1] == np.count_nonzero(table):
        return 1.0
    information = (xlogy(table, table * n) - xlogy(table, np.outer(a, b))).sum() / n
    expected = 0.0
    for size in a:
        for other, times in zip(*np.unique(b, return_counts=True), strict=True):
            k = np.arange(max(1, size + other - n), min(size, other) + 1)
            log_law = (
                gammaln(size + 1) + gammaln(other + 1) + gammaln(n - size + 1) + gammaln(n - other + 1) - gammaln(n + 1)
                - gammaln(k + 1) - gammaln(size - k + 1) - gammaln(other - k + 1) - gammaln(n - size - other + k + 1)
            )  # fmt: skip
            expected += times * (k / n * np.log(n * k / (size * other)) * np.exp(log_law)).sum()
    mean_entropy = -(xlogy(a / n, a / n).sum() + xlogy(b / n, b / n).sum()) / 2
    return float((information - expected) / (mean_entropy - expected))
