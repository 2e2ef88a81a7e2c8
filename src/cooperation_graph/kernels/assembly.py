"""Counting sorts that make national arrays: places of actors and projects in graphs, lists of either side.

Every pass is linear in the participations; graphs are treated one after the other, so that what is touched is small.
"""

from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["columns_of", "join", "places", "places_among"]


@njit(nogil=True, cache=True)
def _by_graph(graph: np.ndarray, n_graphs: int) -> tuple[np.ndarray, np.ndarray]:
    """Entries graph by graph, and where each graph begins; those of graph -1 are left out."""
    start = np.zeros(n_graphs + 1, np.int64)
    for g in graph:
        if g >= 0:
            start[g + 1] += 1
    for g in range(n_graphs):
        start[g + 1] += start[g]
    order, fill = np.empty(start[-1], np.int32), start[:-1].copy()
    for e in range(len(graph)):
        if graph[e] >= 0:
            order[fill[graph[e]]] = e
            fill[graph[e]] += 1
    return order, start


@njit(nogil=True, cache=True)
def places(
    graph: np.ndarray, code: np.ndarray, n_graphs: int, n_codes: int, place: np.ndarray, offsets: np.ndarray, member: np.ndarray
) -> None:
    """Number the codes that stand in each graph, graph by graph and in their order.

    Parameters
    ----------
    graph, code
        Of each entry.
    place
        Receives the number of each entry's code.
    offsets, member
        Receive where each graph begins, and the code of each number.
    """
    order, start = _by_graph(graph, n_graphs)
    seen, number = np.full(n_codes, -1, np.int32), np.zeros(n_codes, np.int32)
    at = 0
    for g in range(n_graphs):
        offsets[g] = at
        for k in range(start[g], start[g + 1]):
            c = code[order[k]]
            if seen[c] != g:
                seen[c] = g
                member[at] = c
                at += 1
        if 16 * (at - offsets[g]) > n_codes:  # a look at all codes costs less than sorting those
            at = offsets[g]
            for c in range(n_codes):
                if seen[c] == g:
                    member[at] = c
                    at += 1
        else:
            member[offsets[g] : at].sort()
        for k in range(offsets[g], at):
            number[member[k]] = k
        for k in range(start[g], start[g + 1]):
            place[order[k]] = number[code[order[k]]]
    offsets[n_graphs] = at


@njit(nogil=True, cache=True)
def places_among(graph: np.ndarray, code: np.ndarray, n_codes: int, offsets: np.ndarray, member: np.ndarray, place: np.ndarray) -> None:
    """Number of each entry's code among those of its graph; `place` is -1 on entry and stays so where it is not there."""
    order, start = _by_graph(graph, len(offsets) - 1)
    seen, number = np.full(n_codes, -1, np.int32), np.zeros(n_codes, np.int32)
    for g in range(len(offsets) - 1):
        if start[g] == start[g + 1]:
            continue
        for k in range(offsets[g], offsets[g + 1]):
            seen[member[k]], number[member[k]] = g, k
        for k in range(start[g], start[g + 1]):
            c = code[order[k]]
            if c >= 0 and seen[c] == g:
                place[order[k]] = number[c]


@njit(nogil=True, cache=True)
def join(
    rows: np.ndarray, columns: np.ndarray, row_offsets: np.ndarray, column_offsets: np.ndarray, indptr: np.ndarray,
    indices: np.ndarray, column_indptr: np.ndarray, column_indices: np.ndarray,
) -> None:  # fmt: skip
    """Lists of both sides from entries in any order, each pair once; pointers are zero on entry, lists are long enough."""
    n, m = len(indptr) - 1, len(column_indptr) - 1
    start = np.zeros(m + 1, np.int64)
    for p in columns:
        start[p + 1] += 1
    for p in range(m):
        start[p + 1] += start[p]
    fill, found = start[:-1].copy(), column_indices
    for e in range(len(rows)):
        found[fill[columns[e]]] = rows[e]
        fill[columns[e]] += 1
    last, at = np.full(n, -1, np.int32), 0
    for p in range(m):  # an actor with two roles in a project is there once
        for a in range(start[p], start[p + 1]):
            i = found[a]
            if last[i] != p:
                last[i] = p
                found[at] = i
                at += 1
                indptr[i + 1] += 1
        column_indptr[p + 1] = at
    for i in range(n):
        indptr[i + 1] += indptr[i]
    own = indptr[:-1].copy()
    for g in range(len(row_offsets) - 1):
        for p in range(column_offsets[g], column_offsets[g + 1]):
            for a in range(column_indptr[p], column_indptr[p + 1]):
                i = found[a]
                indices[own[i]] = p - column_offsets[g]
                own[i] += 1
    columns_of(row_offsets, column_offsets, indptr, indices, column_indptr, column_indices)


@njit(nogil=True, cache=True)
def columns_of(
    row_offsets: np.ndarray, column_offsets: np.ndarray, indptr: np.ndarray, indices: np.ndarray, column_indptr: np.ndarray,
    column_indices: np.ndarray,
) -> None:  # fmt: skip
    """Actors of each project from projects of each actor, in order."""
    column_indptr[:] = 0
    for g in range(len(row_offsets) - 1):
        for e in range(indptr[row_offsets[g]], indptr[row_offsets[g + 1]]):
            column_indptr[column_offsets[g] + indices[e] + 1] += 1
    for p in range(len(column_indptr) - 1):
        column_indptr[p + 1] += column_indptr[p]
    fill = column_indptr[:-1].copy()
    for g in range(len(row_offsets) - 1):
        for i in range(row_offsets[g], row_offsets[g + 1]):
            for e in range(indptr[i], indptr[i + 1]):
                p = column_offsets[g] + indices[e]
                column_indices[fill[p]] = i - row_offsets[g]
                fill[p] += 1
