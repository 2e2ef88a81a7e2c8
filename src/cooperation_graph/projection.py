"""Who works with whom: ties between actors, mixing between groups, groups in projects."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import CooperationGraph

__all__ = ["PROJECTIONS", "group_project_table", "jaccard_weights", "mixing_matrix", "project_actors"]

#: What a tie between two actors weighs.
PROJECTIONS = ("simple", "count", "newman", "jaccard")


def project_actors(graph: CooperationGraph, projection: str = "simple") -> sp.csr_array:
    r"""Ties between actors, a symmetric sparse matrix with an empty diagonal.

    Parameters
    ----------
    graph
        The bipartite graph, B with entries :math:`B_{ip}`.
    projection
        ``"simple"`` 1 when two actors share a project; ``"count"`` shared projects :math:`w_{ij} = \sum_p B_{ip} B_{jp}`;
        ``"newman"`` :math:`\sum_{p: c_p \ge 2} B_{ip} B_{jp} / (c_p - 1)`, whose row sums are each actor's projects with a
        partner; ``"jaccard"`` :math:`w_{ij} / (r_i + r_j - w_{ij})`, with :math:`r_i` the projects of i.

    Raises
    ------
    UnknownName
        `projection` is none of these.

    References
    ----------
    Newman 2001, Phys. Rev. E 64:016132, eq. 2.

    Examples
    --------
    >>> import numpy as np
    >>> graph = CooperationGraph.from_biadjacency(np.array([[1, 1], [1, 1], [0, 1]]))
    >>> project_actors(graph, "count").toarray().tolist()
    [[0.0, 2.0, 1.0], [2.0, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    if projection not in PROJECTIONS:
        raise UnknownName("projection", projection, PROJECTIONS)
    incidence = graph.biadjacency.astype(np.float64)
    if projection == "jaccard":
        return jaccard_weights(incidence)
    if projection == "newman":
        sizes = graph.project_sizes
        weights = np.divide(1.0, sizes - 1, out=np.zeros(len(sizes)), where=sizes > 1)
        shared = sp.csr_array(incidence @ sp.diags_array(weights) @ incidence.T)
    else:
        shared = sp.csr_array(incidence @ incidence.T)
    shared.setdiag(0)
    shared.eliminate_zeros()
    shared.sort_indices()
    if projection == "simple":
        shared.data[:] = 1.0
    return shared


def jaccard_weights(incidence: sp.csr_array) -> sp.csr_array:
    """Shared projects of two rows over the projects of either, without the diagonal."""
    shared = sp.csr_array(incidence @ incidence.T)
    shared.setdiag(0)
    shared.eliminate_zeros()
    shared.sort_indices()
    degrees = np.diff(incidence.indptr)
    rows = np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr))
    shared.data /= degrees[rows] + degrees[shared.indices] - shared.data
    return shared


def group_project_table(graph: CooperationGraph, by: str) -> np.ndarray:
    r"""Actors of each group in each project, :math:`x_{sp}`: groups × projects, in label order; missing groups left out.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> actors = pd.DataFrame({"sector": ["a", "a", "b"]}, index=["x", "y", "z"])
    >>> graph = CooperationGraph.from_biadjacency(np.array([[1, 1], [1, 0], [0, 1]]), actors=actors)
    >>> group_project_table(graph, "sector").tolist()
    [[2, 1], [0, 1]]
    """
    codes, labels = graph.groups(by)
    rows = np.repeat(codes, np.diff(graph.indptr))
    known = rows >= 0
    table = np.zeros((len(labels), graph.n_projects), dtype=np.int64)
    np.add.at(table, (rows[known], graph.indices[known]), 1)
    return table


def mixing_matrix(graph: CooperationGraph, by: str, projection: str = "simple") -> np.ndarray:
    r"""Ties between groups, :math:`L_{st}`: symmetric, each tie counted once; the diagonal holds ties inside groups.

    Actors without a group are left out **before** the projection, so that the Newman and Jaccard weights of the others
    do not count them.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> actors = pd.DataFrame({"sector": ["a", "a", "b"]}, index=["x", "y", "z"])
    >>> graph = CooperationGraph.from_biadjacency(np.ones((3, 1)), actors=actors)
    >>> mixing_matrix(graph, "sector").tolist()
    [[1.0, 2.0], [2.0, 0.0]]
    """
    codes, labels = graph.groups(by)
    if (codes < 0).any():
        graph = graph.keep_actors(codes >= 0)
        codes = codes[codes >= 0]
    ties = sp.coo_array(sp.triu(project_actors(graph, projection), k=1))
    matrix = np.zeros((len(labels), len(labels)))
    np.add.at(matrix, (codes[ties.row], codes[ties.col]), ties.data)
    return matrix + matrix.T - np.diag(np.diag(matrix))
