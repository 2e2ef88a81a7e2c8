"""Plain compiled loops with one purpose each: how fast the machine can be."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def shared(row_offsets, column_offsets, indptr, indices, column_indptr, column_indices, partner, weight):
    """Pairs of actors that share a project, and how many: dense accumulator, upper triangle."""
    count, at = np.zeros(np.max(np.diff(row_offsets)), np.int32), 0
    for g in range(len(row_offsets) - 1):
        r0, c0 = row_offsets[g], column_offsets[g]
        for i in range(r0, row_offsets[g + 1]):
            start = at
            for e in range(indptr[i], indptr[i + 1]):
                p = c0 + indices[e]
                for a in range(column_indptr[p + 1] - 1, column_indptr[p] - 1, -1):
                    j = column_indices[a]
                    if j <= i - r0:
                        break
                    if count[j] == 0:
                        partner[at] = j
                        at += 1
                    count[j] += 1
            for t in range(start, at):
                weight[t] = count[partner[t]]
                count[partner[t]] = 0
    return at


@njit(nogil=True, cache=True)
def mixing(column_indptr, column_indices, group, n_groups):
    """Pairs of participations inside and across groups, straight from projects."""
    out, table = np.zeros((n_groups, n_groups)), np.zeros(n_groups)
    for p in range(len(column_indptr) - 1):
        for a in range(column_indptr[p], column_indptr[p + 1]):
            table[group[column_indices[a]]] += 1
        for s in range(n_groups):
            if table[s]:
                for t in range(s, n_groups):
                    out[s, t] += table[s] * (table[s] - 1) / 2 if s == t else table[s] * table[t]
        table[:] = 0
    return out


@njit(nogil=True, cache=True)
def curveball(indptr, lists, n_columns, trades):
    """Trades of two actors drawn at random, with stamps (Strona et al. 2014)."""
    np.random.seed(1)  # noqa: NPY002 - the generator of compiled loops
    n, stamp, token = len(indptr) - 1, np.zeros(n_columns, np.int64), 0
    for _ in range(trades):
        i, j = np.random.randint(n), np.random.randint(n - 1)  # noqa: NPY002
        j += j >= i
        token += 2
        for a in range(indptr[i], indptr[i + 1]):
            stamp[lists[a]] = token
        w = indptr[j]
        for b in range(indptr[j], indptr[j + 1]):
            p = lists[b]
            if stamp[p] == token:
                stamp[p] = token + 1
                lists[b], lists[w] = lists[w], p
                w += 1
        v = indptr[i]
        for a in range(indptr[i], indptr[i + 1]):
            p = lists[a]
            if stamp[p] == token + 1:
                lists[a], lists[v] = lists[v], p
                v += 1
        mine, total = indptr[i + 1] - v, indptr[i + 1] - v + indptr[j + 1] - w
        for t in range(mine):
            pick = t + np.random.randint(total - t)  # noqa: NPY002
            place = v + pick if pick < mine else w + pick - mine
            lists[v + t], lists[place] = lists[place], lists[v + t]
