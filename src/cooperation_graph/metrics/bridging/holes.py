"""Structural holes: constraint and effective size of each actor's circle."""

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

__all__ = ["burt_constraint", "effective_size", "two_mode_constraint"]

NO_PARTNER = N_("the actor has no partner")
CLIQUES = N_("every project is a circle of its own: the value of an actor in one project follows from its size alone")


def _over_partners(graph: CooperationGraph, projection: str, kernel: str) -> pd.Series:
    """A value that a kernel finds from the weighted ties of each actor; NaN without a partner."""
    from cooperation_graph.kernels import bridges

    ties = project_actors(graph, projection)
    if not ties.nnz:
        raise Undefined("no two actors share a project")
    value = np.zeros(graph.n_actors)
    getattr(bridges, kernel)(ties.indptr.astype(np.int64), ties.indices.astype(np.int64), ties.data, value)
    value[np.diff(ties.indptr) == 0] = np.nan
    found = pd.Series(value, index=graph.actor_ids)
    found.attrs["undefined"] = NO_PARTNER
    return found


@metric(
    level="actor", range=(0, np.inf), direction=0,
    label=N_("Constraint (Burt)"),
    reading=N_("high: the actor's partners all know each other, or he depends on one; low: he links circles that do not meet"),
    cannot_say=CLIQUES, compare_with=KEPT, reference="Burt 1992",
)  # fmt: skip
def burt_constraint(graph: CooperationGraph, *, projection: str = "simple") -> pd.Series:
    r"""Burt's constraint of each actor: :math:`C_i = \sum_j (p_{ij} + \sum_{q \ne i,j} p_{iq} p_{qj})^2` over partners j.

    Parameters
    ----------
    graph
        The territory and wave.
    projection
        What a tie weighs: see :func:`cooperation_graph.projection.project_actors`.

    Returns
    -------
    pandas.Series
        By actor, with :math:`p_{ij} = w_{ij} / \sum_k w_{ik}`; 1 with a single partner, may exceed 1; NaN without a partner.

    Raises
    ------
    Undefined
        No two actors share a project.

    References
    ----------
    Burt 1992, Structural Holes, ch. 2. Computed through triangles.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> burt_constraint(tiny_graph("one_project")).round(4).unique().tolist()
    [0.648]
    """
    return _over_partners(graph, projection, "constraint").rename("burt_constraint")


@metric(
    level="actor", range=(0, np.inf), direction=0,
    label=N_("Effective size of the circle"),
    reading=N_("how many partners remain when those who already work together are counted as less than one each"),
    cannot_say=CLIQUES, compare_with=KEPT, reference="Burt 1992; Borgatti 1997",
)  # fmt: skip
def effective_size(graph: CooperationGraph, *, projection: str = "simple") -> pd.Series:
    r"""Effective size of each actor's circle: :math:`\sum_j (1 - \sum_{q \ne i,j} p_{iq} m_{jq})` over partners j.

    Parameters
    ----------
    graph
        The territory and wave.
    projection
        What a tie weighs: see :func:`cooperation_graph.projection.project_actors`.

    Returns
    -------
    pandas.Series
        By actor, with :math:`p_{iq} = w_{iq} / \sum_k w_{ik}` and :math:`m_{jq} = w_{jq} / \max_k w_{jk}`; without weights
        :math:`n_i - 2t_i/n_i`, with :math:`t_i` ties among the :math:`n_i` partners. NaN without a partner.

    Raises
    ------
    Undefined
        No two actors share a project.

    References
    ----------
    Burt 1992; Borgatti 1997, Connections 20(1):35.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> effective_size(tiny_graph("star"))["h1"], effective_size(tiny_graph("one_project")).round(6).max()
    (np.float64(5.0), np.float64(1.0))
    """
    return _over_partners(graph, projection, "effective_size").rename("effective_size")


@metric(
    level="actor", range=(0, np.inf), direction=0,
    label=N_("Two-mode constraint"),
    reading=N_("high: the actor's projects gather the same people; low: they are circles that do not meet"),
    cannot_say=N_("it is high for an actor of a single project, whatever the project"), compare_with=KEPT,
    reference="Hollway, Morin & Pauwelyn 2020",
)  # fmt: skip
def two_mode_constraint(graph: CooperationGraph) -> pd.Series:
    r"""Constraint of each actor on the bipartite graph.

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    pandas.Series
        :math:`\sum_{p \ni i} \Big(\frac1{r_i} + \sum_{j \ne i} \sum_{q \ne p} \frac{B_{iq} B_{jq}}{r_i c_q}
        \frac{B_{jp}}{r_j}\Big)^2` over the projects p of actor i; 1 in a single project; NaN for an actor without a project.

    Raises
    ------
    Undefined
        Nobody takes part in a project.

    References
    ----------
    Hollway, Morin & Pauwelyn 2020, Int. Environ. Agreem. 20:61.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> two_mode_constraint(tiny_graph("star")).round(3).to_dict()
    {'a1': 1.0, 'a2': 1.0, 'b1': 1.0, 'b2': 1.0, 'c1': 1.0, 'h1': 0.2}
    """
    if not graph.n_participations:
        raise Undefined("nobody takes part in a project")
    matrix = graph.biadjacency.astype(np.float64)
    r, c = graph.actor_degrees, graph.project_sizes
    per_actor, per_project = (np.divide(1.0, k, out=np.zeros(len(k)), where=k > 0) for k in (r, c))
    met = sp.csr_array(matrix @ sp.diags_array(per_project) @ matrix.T)  # Σ_q B_iq B_jq / c_q
    own = met.diagonal()
    through = sp.csr_array(met @ sp.diags_array(per_actor) @ matrix)  # with j = i and q = p still in it
    rows = np.repeat(np.arange(graph.n_actors), r)
    in_project = np.asarray(matrix.T @ per_actor)
    spent = np.asarray(through[rows, graph.indices]).ravel() - own[rows] * per_actor[rows]
    spent -= per_project[graph.indices] * (in_project[graph.indices] - per_actor[rows])
    value = np.bincount(rows, (per_actor[rows] * (1 + spent)) ** 2, graph.n_actors)
    found = pd.Series(np.where(r > 0, value, np.nan), index=graph.actor_ids, name="two_mode_constraint")
    found.attrs["undefined"] = N_("the actor takes part in no project")
    return found
