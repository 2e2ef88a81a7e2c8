"""Ties between actors as a product of sparse matrices: row by row with a dense accumulator (Gustavson 1978), each tie once.

Graphs stand one after the other in national arrays; actors and projects are counted from the first of their graph.
"""

from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["both_ways", "mixing", "most_ties", "upper"]


@njit(nogil=True, cache=True)
def most_ties(
    row_offsets: np.ndarray, column_offsets: np.ndarray, indptr: np.ndarray, indices: np.ndarray, column_indptr: np.ndarray,
    most: np.ndarray,
) -> None:  # fmt: skip
    """At most so many ties of each actor with later ones: pairs of participations, and the actors that follow."""
    met = np.zeros(len(column_indptr) - 1, np.int32)
    for g in range(len(row_offsets) - 1):
        for i in range(row_offsets[g], row_offsets[g + 1]):
            pairs = 0
            for e in range(indptr[i], indptr[i + 1]):
                p = column_offsets[g] + indices[e]
                met[p] += 1
                pairs += column_indptr[p + 1] - column_indptr[p] - met[p]
            most[i] = min(pairs, row_offsets[g + 1] - i - 1)


@njit(nogil=True, cache=True)
def upper(
    start: int, stop: int, row_offsets: np.ndarray, column_offsets: np.ndarray, indptr: np.ndarray, indices: np.ndarray,
    column_indptr: np.ndarray, column_indices: np.ndarray, each: np.ndarray, jaccard: bool, at: int, first: np.ndarray,
    last: np.ndarray, partner: np.ndarray, weight: np.ndarray,
) -> None:  # fmt: skip
    """Ties of the actors ``start … stop − 1`` with later ones, written from place `at` on.

    Parameters
    ----------
    each
        What a project adds to the tie of two of its actors.
    jaccard
        Divide what they share by the projects of either.
    first, last
        Receive where the ties of each actor begin and end in `partner` and `weight`.
    """
    g = np.searchsorted(row_offsets, start, "right") - 1
    place = np.full(np.max(np.diff(row_offsets)), -1, np.int64)  # of each actor among the ties of the present one
    for i in range(start, stop):
        while i >= row_offsets[g + 1]:
            g += 1
        own, begin = i - row_offsets[g], at
        for e in range(indptr[i], indptr[i + 1]):
            p = column_offsets[g] + indices[e]
            share = each[p]
            for a in range(column_indptr[p + 1] - 1, column_indptr[p] - 1, -1):
                j = column_indices[a]
                if j <= own:
                    break
                t = place[j]
                if t < begin:
                    place[j], partner[at], weight[at] = at, j, share
                    at += 1
                else:
                    weight[t] += share
        first[i], last[i] = begin, at
        if jaccard:
            degree = indptr[i + 1] - indptr[i]
            for t in range(begin, at):
                j = row_offsets[g] + partner[t]
                weight[t] /= degree + (indptr[j + 1] - indptr[j]) - weight[t]


@njit(nogil=True, cache=True)
def both_ways(
    first: np.ndarray, last: np.ndarray, partner: np.ndarray, weight: np.ndarray, indptr: np.ndarray, ends: np.ndarray,
    weights: np.ndarray,
) -> None:  # fmt: skip
    """The symmetric matrix of one graph, sorted; `indptr` is zero on entry."""
    n = len(first)
    for i in range(n):
        indptr[i + 1] += last[i] - first[i]
        for t in range(first[i], last[i]):
            indptr[partner[t] + 1] += 1
    for i in range(n):
        indptr[i + 1] += indptr[i]
    fill = indptr[:-1].copy()
    for i in range(n):  # earlier partners of each actor, in order because i is
        for t in range(first[i], last[i]):
            j = partner[t]
            ends[fill[j]], weights[fill[j]] = i, weight[t]
            fill[j] += 1
    before = fill.copy()
    for j in range(n):  # and so are the later ones
        for t in range(indptr[j], before[j]):
            i = ends[t]
            ends[fill[i]], weights[fill[i]] = j, weights[t]
            fill[i] += 1


@njit(nogil=True, cache=True)
def mixing(
    row_offsets: np.ndarray, first: np.ndarray, last: np.ndarray, partner: np.ndarray, weight: np.ndarray, group: np.ndarray,
    out: np.ndarray,
) -> None:  # fmt: skip
    """Weight of the ties between the groups of each graph, both ways; those inside a group once."""
    for g in range(len(row_offsets) - 1):
        for i in range(row_offsets[g], row_offsets[g + 1]):
            s = group[i]
            for t in range(first[i], last[i]):
                u = group[row_offsets[g] + partner[t]]
                out[g, s, u] += weight[t]
                if s != u:
                    out[g, u, s] += weight[t]
