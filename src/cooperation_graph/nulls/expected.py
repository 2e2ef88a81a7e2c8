"""`keep_expected_degrees`: degrees are kept on average (the bipartite configuration model), every participation drawn alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.nulls.card import NullCard

__all__ = ["ExpectedDegrees", "fit_expected_degrees", "keep_expected_degrees"]


@dataclass(frozen=True, eq=False)
class ExpectedDegrees:
    r"""Probabilities of participation of the bipartite configuration model, by classes of equal degree.

    Attributes
    ----------
    actor_class, project_class
        Class of each actor and project.
    probability
        :math:`p_{dc} = x_d y_c / (1 + x_d y_c)`, classes of actors × classes of projects; 0 or 1 where the degrees leave no
        choice.
    actors, projects
        Members of each class.
    """

    actor_class: np.ndarray
    project_class: np.ndarray
    probability: np.ndarray
    actors: np.ndarray
    projects: np.ndarray

    @property
    def matrix(self) -> np.ndarray:
        """Probabilities, actors × projects."""
        return np.asarray(self.probability[self.actor_class][:, self.project_class])


@lru_cache(maxsize=8)  # draw after draw of one graph
def fit_expected_degrees(graph: CooperationGraph) -> ExpectedDegrees:
    r"""Fit the bipartite configuration model to the degrees of a graph.

    Maximum entropy gives every actor i an activity :math:`x_i` and every project p an attraction :math:`y_p` with
    :math:`P(B_{ip} = 1) = x_i y_p / (1 + x_i y_p)` and :math:`\sum_p P(B_{ip} = 1) = r_i`,
    :math:`\sum_i P(B_{ip} = 1) = c_p`. Equal degrees have equal unknowns, so that there is one unknown a distinct degree.

    Parameters
    ----------
    graph
        The observed graph.

    Returns
    -------
    ExpectedDegrees
        Margins met to :math:`10^{-10}` (relative, for degrees above 1). Cells that all graphs with these degrees share (full
        and empty actors and projects, nested parts: equality in the Gale–Ryser condition) are taken out first and have
        probability exactly 0 or 1; what is left has a finite solution.

    References
    ----------
    Saracco et al. 2015, Sci. Rep. 5:10595; Saracco et al. 2017, New J. Phys. 19:053022; Vallarano et al. 2021, Sci. Rep.
    11:15227 (one unknown a distinct degree).

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> fit = fit_expected_degrees(tiny_graph("star"))
    >>> fit.matrix.sum(axis=1).round(6).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0, 5.0]
    """
    r, actor_class, actors = np.unique(graph.actor_degrees, return_inverse=True, return_counts=True)
    c, project_class, projects = np.unique(graph.project_sizes, return_inverse=True, return_counts=True)
    probability = np.zeros((len(r), len(c)))
    parts = [(np.arange(len(r)), np.arange(len(c)), r, c)]
    while parts:
        rows, columns, left, size = parts.pop()
        if not len(rows) or not len(columns):
            continue
        cut = _forced(left, actors[rows], size, projects[columns])
        if cut is None:
            probability[np.ix_(rows, columns)] = _solve(left, actors[rows], size, projects[columns])
            continue
        top, full = cut
        probability[np.ix_(rows[top], columns[full])] = 1.0
        parts.append((rows[top], columns[~full], left[top] - projects[columns[full]].sum(), size[~full]))
        parts.append((rows[~top], columns[full], left[~top], size[full] - actors[rows[top]].sum()))
    return ExpectedDegrees(actor_class, project_class, probability, actors, projects)


def _forced(r: np.ndarray, actors: np.ndarray, c: np.ndarray, projects: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Classes of actors and projects that every graph joins completely while the others never meet; None when nothing is forced.

    The k most active actors fill the projects as far as they go: equality in the Gale–Ryser condition.
    """
    order = np.argsort(-r, kind="stable")
    k = np.concatenate([[0], np.cumsum(actors[order])])
    taken = np.concatenate([[0], np.cumsum((r * actors)[order])])
    room = (np.minimum(c[None, :], k[:, None]) * projects).sum(axis=1)
    for place in np.flatnonzero(taken == room):
        top = np.zeros(len(r), dtype=bool)
        top[order[:place]] = True
        full = (c >= k[place]) & (c > 0)
        if (top.all() and not full.any()) or (full.all() and not top.any()):
            continue  # the whole again
        return top, full
    return None


def _solve(r: np.ndarray, actors: np.ndarray, c: np.ndarray, projects: np.ndarray) -> np.ndarray:
    """Probabilities with these expected degrees: a few rounds of the fixed point, then Newton steps that never go uphill."""
    n = len(r)
    theta = np.concatenate([np.log(r), np.log(c) - np.log((r * actors).sum())])
    weight, wanted = np.concatenate([actors, projects]), np.concatenate([r, c]).astype(float)
    gauge = np.concatenate([np.ones(n), -np.ones(len(c))])

    def probabilities(at: np.ndarray) -> np.ndarray:
        with np.errstate(over="ignore"):
            return np.asarray(1.0 / (1.0 + np.exp(-(at[:n, None] + at[n:]))))

    def margins(p: np.ndarray) -> np.ndarray:
        return np.concatenate([p @ projects, actors @ p])

    def entropy(at: np.ndarray) -> float:
        return float(actors @ np.logaddexp(0.0, at[:n, None] + at[n:]) @ projects - (weight * wanted) @ at)

    for _ in range(10):  # x = r / Σ y/(1 + xy), then y in turn
        for side in (slice(0, n), slice(n, None)):
            theta[side] += np.log(wanted[side] / margins(probabilities(theta))[side])
    lowest, worst = entropy(theta), np.inf
    for _ in range(100):
        p = probabilities(theta)
        gap, before = margins(p) - wanted, worst
        worst = float(np.max(np.abs(gap) / np.maximum(wanted, 1.0)))
        if worst < 1e-13 or (worst < 1e-11 and worst >= before):
            return p
        spread = actors[:, None] * (p * (1.0 - p)) * projects
        hessian = np.block([[np.diag(spread.sum(axis=1)), spread], [spread.T, np.diag(spread.sum(axis=0))]])
        step = np.linalg.solve(hessian + np.outer(gauge, gauge) * spread.mean(), -weight * gap)
        length = 1.0
        while (value := entropy(theta + length * step)) > lowest + 1e-12 * abs(lowest) and length > 1e-8:
            length /= 2
        theta, lowest = theta + length * step, min(value, lowest)
    raise ArithmeticError(f"the expected degrees are met to {worst:.1e} only")


def keep_expected_degrees(graph: CooperationGraph, *, rng: np.random.Generator | int | None = None) -> CooperationGraph:
    """Draw a graph whose degrees are the observed ones on average: every participation is drawn alone.

    Degrees vary from draw to draw, which adds to the spread of counts: they vary more than under :func:`keep_degrees`, and
    tests of counts are conservative. Its advantage is that laws are known exactly (:func:`validated_ties`).

    Parameters
    ----------
    graph
        The observed graph.
    rng
        Chance: a generator, a seed, or None for a fresh one.

    Returns
    -------
    CooperationGraph
        Participations independent with the probabilities of :func:`fit_expected_degrees`.

    References
    ----------
    Saracco et al. 2015, Sci. Rep. 5:10595; Neal, Domagalski & Sagan 2021, Sci. Rep. 11:23929.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> keep_expected_degrees(tiny_graph("star"), rng=1).n_projects
    5
    """
    fit, chance = fit_expected_degrees(graph), np.random.default_rng(rng)
    by_class = [np.argsort(of, kind="stable") for of in (fit.actor_class, fit.project_class)]
    starts = [np.concatenate([[0], np.cumsum(sizes)]) for sizes in (fit.actors, fit.projects)]
    rows, columns = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for (a, b), p in np.ndenumerate(fit.probability):  # how many cells of the block, then which
        cells = int(fit.actors[a] * fit.projects[b])
        chosen = chance.choice(cells, chance.binomial(cells, p), replace=False)
        rows.append(by_class[0][starts[0][a] + chosen // fit.projects[b]])
        columns.append(by_class[1][starts[1][b] + chosen % fit.projects[b]])
    row, column = np.concatenate(rows), np.concatenate(columns)
    order = np.lexsort((column, row))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=graph.n_actors))])
    return graph.with_incidence(indptr, column[order])


keep_expected_degrees.card = NullCard(  # type: ignore[attr-defined]
    "keep_expected_degrees", ("expected actor degrees", "expected project sizes"),
    N_("on average every actor has as many projects and every project as many actors; each participation is drawn alone"),
)  # fmt: skip
