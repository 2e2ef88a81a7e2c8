"""Who works with whom: ties between actors, mixing between groups, groups in projects."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.graph.arrays import columns_of

__all__ = ["PROJECTIONS", "Ties", "group_project_table", "mixing_matrices", "mixing_matrix", "project_actors", "tied_pairs", "ties_of"]

#: What a tie between two actors weighs.
PROJECTIONS = ("simple", "count", "newman", "jaccard")
#: Pairs of participations from which a second thread is worth its start: about two milliseconds.
_FOR_A_THREAD = 400_000


class Ties(NamedTuple):
    """Each tie once, under the first of its two actors; actors are counted from the first of their graph.

    The ties of row i of the graphs are ``partner[first[i]:last[i]]``, in no order, and weigh ``weight[first[i]:last[i]]``.
    """

    first: np.ndarray
    last: np.ndarray
    partner: np.ndarray
    weight: np.ndarray

    def pairs(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Row of the first actor, second actor, and weight of each tie."""
        counts = self.last - self.first
        starts = np.concatenate([[0], np.cumsum(counts)])
        rows = np.repeat(np.arange(len(counts)), counts)
        if starts[-1] == len(self.partner):
            return rows, self.partner, self.weight
        taken = np.arange(starts[-1]) + np.repeat(self.first - starts[:-1], counts)
        return rows, self.partner[taken], self.weight[taken]


def tied_pairs(
    row_offsets: np.ndarray, column_offsets: np.ndarray, indptr: np.ndarray, indices: np.ndarray, projection: str = "count", *,
    columns: tuple[np.ndarray, np.ndarray] | None = None, threads: int | None = None,
) -> Ties:  # fmt: skip
    """Ties between the actors of each graph, each once: a sparse product, upper triangle only, all graphs in one pass.

    Parameters
    ----------
    row_offsets, column_offsets, indptr, indices
        Arrays of some graphs, as :class:`cooperation_graph.graph.National` holds them; lists are in order.
    projection
        See :func:`project_actors`.
    columns
        Pointers and actors project by project, when they are at hand.
    threads
        As many as there are processors when there is enough to do.

    References
    ----------
    Gustavson 1978, ACM Trans. Math. Softw. 4:250.
    """
    from cooperation_graph.kernels import projection as kernel

    if projection not in PROJECTIONS:
        raise UnknownName("projection", projection, PROJECTIONS)
    column_indptr, column_indices = columns or columns_of(row_offsets, column_offsets, indptr, indices)
    sizes, n_rows = np.diff(column_indptr), len(indptr) - 1
    each = np.ones(len(sizes))
    if projection == "newman":
        np.divide(1.0, sizes - 1, out=each, where=sizes > 1)
    pairs = int((sizes * (sizes - 1) // 2).sum())
    if threads is None:
        threads = min(os.cpu_count() or 1, 1 + pairs // _FOR_A_THREAD)
    graphs = (row_offsets, column_offsets, indptr, indices, column_indptr)
    if threads == 1:
        cuts, starts = [0, n_rows], np.array([0, min(pairs, int((np.diff(row_offsets) * (np.diff(row_offsets) - 1) // 2).sum()))])
    else:
        most = np.zeros(n_rows, dtype=np.int64)
        kernel.most_ties(*graphs, most)
        ends = np.concatenate([[0], np.cumsum(most)])
        cuts = np.searchsorted(ends, np.linspace(0, ends[-1], threads + 1)[1:-1]).tolist()
        cuts = [0, *cuts, n_rows]
        starts = ends[cuts]
    first, last = np.zeros(n_rows, dtype=np.int64), np.zeros(n_rows, dtype=np.int64)
    partner, weight = np.empty(starts[-1], dtype=np.int32), np.empty(starts[-1])

    def block(k: int) -> None:
        kernel.upper(
            cuts[k], cuts[k + 1], *graphs, column_indices, each, projection == "jaccard", starts[k], first, last, partner, weight
        )

    if threads == 1:
        block(0)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(block, range(threads)))
    stop = int(last[-1]) if n_rows else 0
    if projection == "simple":
        weight[:stop] = 1.0
    return Ties(first, last, partner[:stop], weight[:stop])


def ties_of(graphs: CooperationGraph | Graphs, projection: str = "count") -> Ties:
    """Ties between the actors of a graph, or of each of many, each once; see :func:`project_actors`.

    Examples
    --------
    >>> graph = CooperationGraph.from_biadjacency(np.array([[1, 1], [1, 1], [0, 1]]))
    >>> [found.tolist() for found in ties_of(graph, "newman").pairs()]
    [[0, 0, 1], [1, 2, 2], [1.5, 0.5, 0.5]]
    """
    if isinstance(graphs, Graphs):
        store = graphs.compact().national
        arrays = (store.row_offsets, store.column_offsets, store.indptr, store.indices)
        return tied_pairs(*arrays, projection, columns=(store.column_indptr, store.column_indices))
    arrays = (np.array([0, graphs.n_actors]), np.array([0, graphs.n_projects]), graphs.indptr, graphs.indices)
    return tied_pairs(*arrays, projection, columns=graphs.project_side)


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
    from cooperation_graph.kernels.projection import both_ways

    ties = ties_of(graph, projection)
    n, twice = graph.n_actors, 2 * int((ties.last - ties.first).sum())
    indptr = np.zeros(n + 1, dtype=np.int32 if twice < 2**31 else np.int64)
    ends, weights = np.empty(twice, dtype=indptr.dtype), np.empty(twice)
    both_ways(*ties, indptr, ends, weights)
    return sp.csr_array((weights, ends, indptr), shape=(n, n))


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
    offsets = np.array([0, graph.n_actors])
    return np.asarray(mixing_matrices(offsets, ties_of(graph, projection), codes, len(labels))[0])


def mixing_matrices(row_offsets: np.ndarray, ties: Ties, group: np.ndarray, n_groups: int) -> np.ndarray:
    """Weight of ties between groups in each graph, graphs × groups × groups: symmetric, ties inside groups once."""
    from cooperation_graph.kernels.projection import mixing

    matrices = np.zeros((len(row_offsets) - 1, n_groups, n_groups))
    mixing(row_offsets, *ties, group, matrices)
    return matrices
