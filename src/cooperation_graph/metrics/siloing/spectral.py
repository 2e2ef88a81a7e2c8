"""Spectral segregation (Echenique & Fryer) of each actor, and the segregation matrix index of two groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.siloing.density_based import KEPT
from cooperation_graph.projection import project_actors
from cooperation_graph.sufficient import direct, group_attribute

__all__ = ["segregation_matrix_index", "spectral_segregation"]


def with_groups(graph: CooperationGraph, by: str | None, missing: str = "drop") -> tuple[CooperationGraph, np.ndarray, pd.Index]:
    """A graph as metrics of `by` see it, the group of each of its actors and the labels."""
    from cooperation_graph.graph import Graphs

    by = group_attribute(graph, by)
    codes, labels = graph.groups(by)
    if (codes < 0).any():
        if missing == "category":
            return graph, np.where(codes < 0, len(labels), codes), labels.append(pd.Index(["(missing)"]))
        if missing == "error":
            Graphs(graph.national, (graph.number,)).known(by, missing)  # raises, naming the actor
        return graph.keep_actors(codes >= 0), codes[codes >= 0], labels
    return graph, codes, labels


@metric(
    level="actor", range=(0, np.inf), direction=-1, groups=("by",),
    label=N_("Spectral segregation of an actor"),
    reading=N_("0: no partner of one's own group; about 1: one's partners, and theirs, stay in the group"),
    cannot_say=N_("it depends on the whole connected part of the group, not on the actor alone"), compare_with=KEPT,
    reference="Echenique & Fryer 2007",
)  # fmt: skip
def spectral_segregation(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> pd.Series:
    r"""Spectral segregation index of each actor.

    Parameters
    ----------
    graph
        The territory and wave; its simple projection is read.
    by, missing
        See :func:`cooperation_graph.metrics.ei_index`.

    Returns
    -------
    pandas.Series
        With :math:`R_{ij} = a_{ij} / d_i` over whole degrees, and each connected part c of a group's own ties:
        :math:`SSI_i = \lambda_c x_i / \bar x_c`, where :math:`\lambda_c` is the largest eigenvalue of R on c and x its right
        eigenvector. The mean over a part is :math:`\lambda_c \in [0, 1]`; single values may exceed 1. 0 for an actor without
        a partner of his group.

    Raises
    ------
    Undefined
        There is no actor with a known group.

    References
    ----------
    Echenique & Fryer 2007, Q. J. Econ. 122:441. One eigenvalue problem a connected part: general path.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> spectral_segregation(tiny_graph("two_silos"), by="sector").round(6).unique().tolist()
    [1.0]
    """
    seen, codes, _ = with_groups(graph, by, missing)
    if seen.n_actors == 0:
        raise Undefined("there is no actor with a known group")
    ties = sp.coo_array(project_actors(seen))
    degree = np.bincount(ties.row, minlength=seen.n_actors)
    own = codes[ties.row] == codes[ties.col]
    inside = sp.csr_array((np.ones(int(own.sum())), (ties.row[own], ties.col[own])), shape=ties.shape)
    count, part = sp.csgraph.connected_components(inside, directed=False)
    value = np.zeros(seen.n_actors)
    order = np.argsort(part, kind="stable")
    for members in np.split(order, np.cumsum(np.bincount(part, minlength=count))[:-1]):
        if len(members) > 1:
            # D^-1 A has the eigenvalues of the symmetric D^-1/2 A D^-1/2, and its eigenvector is D^-1/2 times the other
            root = np.sqrt(degree[members])
            values, vectors = np.linalg.eigh(inside[members][:, members].toarray() / np.outer(root, root))
            x = np.abs(vectors[:, -1]) / root
            value[members] = values[-1] * x / x.mean()
    return pd.Series(value, index=seen.actor_ids, name="spectral_segregation")


def _smi(mixing: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    inside, cross, code = _densities(mixing, sizes)
    return (inside - cross) / (inside + cross), np.where((code == 0) & (cross == 0), np.where(inside > 0, 3, 4), code)


def _ratio(mixing: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    inside, cross, code = _densities(mixing, sizes)
    return np.where(cross > 0, inside / cross, np.inf), np.where((code == 0) & (cross == 0) & (inside == 0), 4, code)


def _densities(mixing: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    ties = np.diagonal(mixing, axis1=-2, axis2=-1)
    present = sizes > 0
    others = (sizes.sum(axis=-1, keepdims=True) - sizes) * sizes
    cross = (mixing.sum(axis=-1) - ties) / np.where(others > 0, others, np.nan)
    inside = 2 * ties / np.where(sizes > 1, sizes * (sizes - 1), np.nan)
    two = present.sum(axis=-1, keepdims=True) == 2
    code = np.where(~two, 1, np.where(sizes <= 1, 2, 0)) + np.zeros(ties.shape, dtype=int)
    return inside, cross, code


@metric(
    level="group", range=(-1, 1), direction=-1, groups=("by",), statistics=("tie_mixing", "group_sizes"), formula=_smi,
    vary=lambda normalized=True: {} if normalized else {"range": (0, np.inf), "formula": _ratio},
    undefined={
        "not_two": N_("there are not exactly two groups"),
        "one_actor": N_("the group has one actor only: no tie can stay inside"),
        "no_cross_tie": N_("no tie crosses between the two groups: the ratio of densities is infinite"),
        "no_tie": N_("nobody of this group has a tie"),
    },
    label=N_("Segregation matrix index"),
    reading=N_("−1: the group has ties across only; 0: pairs inside are tied as often as pairs across; towards 1: inside only"),
    cannot_say=N_("it exists for two groups only, and depends on how active actors are"), compare_with=KEPT, reference="Freshtman 1997",
)  # fmt: skip
def segregation_matrix_index(
    graph: CooperationGraph, *, by: str | None = None, normalized: bool = True, missing: str = "drop"
) -> pd.Series:
    r"""Segregation matrix index of each of two groups: density of ties inside over density across.

    Parameters
    ----------
    graph
        The territory and wave; its simple projection is read.
    by, missing
        See :func:`cooperation_graph.metrics.ei_index`.
    normalized
        False for the ratio itself, :math:`R_s = d_{ss} / d_{12}`, which may be infinite.

    Returns
    -------
    pandas.Series
        :math:`(R_s - 1)/(R_s + 1)` in [−1, 1), with :math:`d_{ss} = 2 L_{ss} / (n_s(n_s-1))` and
        :math:`d_{12} = L_{12} / (n_1 n_2)`; NaN for a group of one actor.

    Raises
    ------
    Undefined
        There are not two groups, both have one actor, or (normalised) no tie crosses.

    References
    ----------
    Freshtman 1997, Soc. Networks 19:193.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> segregation_matrix_index(tiny_graph("two_silos_and_a_bridge"), by="sector").round(6).to_dict()
    {'a': 0.8, 'b': 0.8}
    """
    series: pd.Series = direct(segregation_matrix_index, graph, by=by, normalized=normalized, missing=missing)
    return series
