"""Least squares whose errors are clustered by territory: CR2, with degrees of freedom that few territories deserve."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy import special

from cooperation_graph.errors import Undefined
from cooperation_graph.locale import N_

__all__ = ["Coefficient", "clustered_coefficient"]

TOO_FEW = N_("fewer than three territories carry the comparison: no standard error")


class Coefficient(NamedTuple):
    """A coefficient, its CR2 standard error, Satterthwaite degrees of freedom, interval, p, territories."""

    value: float
    se: float
    df: float
    low: float
    high: float
    p: float
    n_clusters: int


def clustered_coefficient(y: Any, x: Any, clusters: Any, *, absorb: Any = None, column: int = 0, confidence: float = 0.95) -> Coefficient:
    r"""One coefficient of a regression with a standard error that holds with few territories.

    Parameters
    ----------
    y
        Outcome, shape (n,).
    x
        Columns, shape (n, c), or (n,); a constant must stand among them unless groups are absorbed.
    clusters
        Territory of each row.
    absorb
        Group of each row (a territory and wave, say) whose mean is taken out of y and x; groups lie inside clusters.
    column
        Which coefficient.
    confidence
        Of the interval.

    Returns
    -------
    Coefficient
        :math:`V = (X'X)^{-1} \sum_g X_g' A_g e_g e_g' A_g X_g (X'X)^{-1}`, :math:`A_g = (I - H_{gg})^{-1/2}` (generalised inverse),
        t with Satterthwaite degrees of freedom under equal, independent errors.

    Raises
    ------
    Undefined
        Fewer than three territories, or columns that repeat one another.

    References
    ----------
    Bell & McCaffrey 2002, Surv. Methodol. 28:169; Pustejovsky & Tipton 2018, J. Bus. Econ. Stat. 36:672 (clubSandwich).

    Examples
    --------
    >>> found = clustered_coefficient([1, 2, 2, 4, 3, 7], [[1, 0], [1, 1], [1, 0], [1, 1], [1, 0], [1, 1]], list("aabbcc"), column=1)
    >>> round(found.value, 3), round(found.df, 1)
    (2.333, 2.0)
    """
    outcome, design = np.asarray(y, dtype=float), np.asarray(x, dtype=float)
    design = design.reshape(len(outcome), -1)
    labels = np.unique(np.asarray(clusters).astype(str), return_inverse=True)[1]
    if absorb is not None:
        groups = np.unique(np.asarray(absorb).astype(str), return_inverse=True)[1]
        sizes = np.bincount(groups)

        def centred(values: np.ndarray) -> np.ndarray:
            return np.asarray(values - (np.bincount(groups, values) / sizes)[groups])

        outcome, design = centred(outcome), np.column_stack([centred(part) for part in design.T])
    count = int(labels.max()) + 1
    if count < 3:
        raise Undefined(TOO_FEW)
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise Undefined(N_("two of the columns say the same: nothing can be told apart"))
    bread = np.linalg.inv(design.T @ design)
    beta = bread @ design.T @ outcome
    residual = outcome - design @ beta
    weights = np.zeros((len(outcome), count))  # column g: what the residuals of territory g give to the coefficient
    for g in range(count):
        rows = np.flatnonzero(labels == g)
        own = design[rows]
        leverage = own @ bread @ own.T
        if absorb is not None:  # taking out group means is a regression on dummies nested in the territory
            inside = groups[rows][:, None] == groups[rows][None, :]
            leverage = leverage + inside / inside.sum(axis=1, keepdims=True)
        values, vectors = np.linalg.eigh(np.eye(len(rows)) - leverage)
        root = np.where(values > 1e-10, 1 / np.sqrt(np.maximum(values, 1e-300)), 0.0)
        weights[rows, g] = (vectors * root) @ (vectors.T @ (own @ bread[:, column]))
    parts = np.array([weights[labels == g, g] @ residual[labels == g] for g in range(count)])
    se = float(np.sqrt((parts**2).sum()))
    shadows = weights - design @ (bread @ (design.T @ weights))
    if absorb is not None:
        shadows = shadows - np.column_stack([(np.bincount(groups, part) / sizes)[groups] for part in weights.T])
    cross = shadows.T @ shadows
    df = float(np.trace(cross) ** 2 / (cross**2).sum())
    half, value = float(special.stdtrit(df, 0.5 + confidence / 2)) * se, float(beta[column])
    p = 2 * float(special.stdtr(df, -abs(value / se))) if se > 0 else np.nan
    return Coefficient(value, se, df, value - half, value + half, p, count)
