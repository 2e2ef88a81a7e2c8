"""Niches: which themes, publics or places actors work on, and how much of them they share."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.theme_weights import theme_weights
from cooperation_graph.projection import project_actors

__all__ = ["niche_overlap", "niche_overlaps"]

#: Overlap from which two actors who do not cooperate may be competitors.
POTENTIAL = 0.5
NOT_RIVALRY = N_("to work on the same things is not to compete: partners share a niche too")


def niches(graph: CooperationGraph, cells: str) -> tuple[np.ndarray, np.ndarray]:
    """Actors (rows of the graph) with a niche, and the share of each one's projects in every cell."""
    columns = [part.strip() for part in cells.split("+")]
    for column in columns:
        if column not in graph.survey.projects.columns:
            raise UnknownName("attribute of projects", column, set(graph.survey.projects.columns) - {"project", "name"})
    weights = np.ones((graph.n_projects, 1))
    for column in columns:  # a project stands in each combination of its values
        own = theme_weights(graph, column)[0]
        weights = (weights[:, :, None] * own[:, None, :]).reshape(graph.n_projects, -1)
        weights = weights[:, weights.any(axis=0)]
    held = np.asarray(graph.biadjacency.astype(np.float64) @ weights)
    total = held.sum(axis=1)
    known = np.flatnonzero(total > 0)
    return known, held[known] / total[known, None]


def _overlap(shares: np.ndarray, symmetric: bool) -> np.ndarray:
    """Overlap of every two niches; row i, column j: how much of the niche of i is that of j."""
    if symmetric:
        return np.array([np.minimum(own, shares).sum(axis=1) for own in shares]).reshape(len(shares), len(shares))
    there = (shares > 0).astype(float)
    common: np.ndarray = there @ there.T / there.sum(axis=1, keepdims=True)
    return common


@metric(
    range=(0, 1), direction=0, reads="themes",
    label=N_("Overlap of niches"),
    reading=N_("how much of what an actor works on is also what another one works on, on average over pairs: 0 nothing, 1 all"),
    cannot_say=NOT_RIVALRY, compare_with=N_("other waves with the same list of themes"), reference="McPherson 1983; Baum & Singh 1994",
)  # fmt: skip
def niche_overlap(graph: CooperationGraph, *, cells: str = "theme", symmetric: bool = True) -> float:
    r"""Mean overlap of the niches of two actors.

    Parameters
    ----------
    graph
        The territory and wave.
    cells
        Attributes of projects that make the cells of a niche, joined by ``+`` (``"theme+public+neighbourhood"``); a project with
        several values counts in each in equal parts, one without a value in none.
    symmetric
        True compares the shares of projects; False the sets of cells.

    Returns
    -------
    float
        Mean over pairs of actors with a niche of :math:`\sum_k \min(p_{ik}, p_{jk})`, with :math:`p_{ik}` the share of i's projects in
        cell k; or over ordered pairs of :math:`\alpha_{ij} = |N_i \cap N_j| / |N_i|`. In [0, 1].

    Raises
    ------
    Undefined
        Fewer than two actors work in a cell.
    UnknownName
        An attribute that projects do not have.

    References
    ----------
    McPherson 1983, Am. Sociol. Rev. 48:519; Baum & Singh 1994, Organ. Sci. 5:483.

    Examples
    --------
    >>> from cooperation_graph.testing import random_graph
    >>> import numpy as np
    >>> graph = random_graph(np.random.default_rng(9))
    >>> niche_overlap(graph) <= niche_overlap(graph, symmetric=False)
    True
    """
    if cells == "theme" and "theme" not in graph.survey.projects.columns:
        raise Undefined(NO_NICHE)
    known, shares = niches(graph, cells)
    if len(known) < 2:
        raise Undefined(NO_NICHE)
    overlap = _overlap(shares, symmetric)
    return float((overlap.sum() - np.trace(overlap)) / (len(known) * (len(known) - 1)))


NO_NICHE = N_("fewer than two actors work on a known theme")


def niche_overlaps(graph: CooperationGraph, *, cells: str = "theme") -> pd.DataFrame:
    """Overlap of the niches of every two actors, and who may be competitors without any call to say so.

    Parameters
    ----------
    graph, cells
        See :func:`niche_overlap`.

    Returns
    -------
    pandas.DataFrame
        One row a pair of actors with a niche: ``actor_a``, ``actor_b``, ``overlap`` (symmetric), ``a_in_b`` (share of the cells of a
        that b also has), ``b_in_a``, ``projects`` shared, and ``potential``: an overlap of at least .5 without a common project. It
        is called potential, never competition: where calls are known, :func:`cooperation_graph.metrics.pair_states` says more.

    Raises
    ------
    Undefined
        Fewer than two actors work in a cell.

    References
    ----------
    McPherson 1983, Am. Sociol. Rev. 48:519; Baum & Singh 1994, Organ. Sci. 5:483.

    Examples
    --------
    >>> from cooperation_graph.testing import random_graph
    >>> import numpy as np
    >>> niche_overlaps(random_graph(np.random.default_rng(9)))["overlap"].between(0, 1).all()
    np.True_
    """
    niche_overlap(graph, cells=cells)
    known, shares = niches(graph, cells)
    first, second = np.triu_indices(len(known), 1)
    overlap, inside = _overlap(shares, True), _overlap(shares, False)
    shared = np.asarray(sp.csr_array(project_actors(graph, "count"))[known[first], known[second]]).ravel()
    ids = graph.actor_ids[known]
    return pd.DataFrame({
        "actor_a": pd.Series(ids[first], dtype="str"), "actor_b": pd.Series(ids[second], dtype="str"),
        "overlap": overlap[first, second], "a_in_b": inside[first, second], "b_in_a": inside[second, first],
        "projects": shared.astype(np.int64), "potential": (overlap[first, second] >= POTENTIAL) & (shared == 0),
    })  # fmt: skip
