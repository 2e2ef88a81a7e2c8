"""Statistics of the shape of a graph, each asked for by its own number: components, paths, how groups fill projects."""

from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["components", "group_table", "open_paths", "short_paths", "specialisation"]


@njit(nogil=True, cache=True)
def _root(parent: np.ndarray, i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@njit(nogil=True, cache=True)
def components(pointers: np.ndarray, members: np.ndarray, n: int, skip: int, parent: np.ndarray, out: np.ndarray) -> None:
    """Ordered pairs of actors joined by a path, actors of the largest component, actors alone."""
    for i in range(n):
        parent[i] = i
    for p in range(len(pointers) - 1):
        if p == skip or pointers[p] == pointers[p + 1]:
            continue
        first = _root(parent, members[pointers[p]])
        for e in range(pointers[p] + 1, pointers[p + 1]):
            parent[_root(parent, members[e])] = first
    size = np.zeros(n, np.int64)
    for i in range(n):
        size[_root(parent, i)] += 1
    for s in size:
        out[0] += s * (s - 1)
        out[1] = max(out[1], s)
        out[2] += s == 1


@njit(nogil=True, cache=True)
def short_paths(
    pointers: np.ndarray, members: np.ndarray, own: np.ndarray, lists: np.ndarray, skip: int, shared: np.ndarray, out: np.ndarray
) -> None:
    """Paths of three ties and cycles of four in the bipartite graph; `own` and `lists` are the projects of each actor."""
    shared[: len(own) - 1] = 0
    for i in range(len(own) - 1):
        degree = own[i + 1] - own[i]
        for e in range(own[i], own[i + 1]):
            degree -= lists[e] == skip
        for e in range(own[i], own[i + 1]):
            p = lists[e]
            if p == skip:
                continue
            out[0] += (degree - 1.0) * (pointers[p + 1] - pointers[p] - 1)
            for a in range(pointers[p], pointers[p + 1]):
                j = members[a]
                if j < i:
                    out[1] += shared[j]  # w(w − 1)/2 for each pair that shares w projects
                    shared[j] += 1
        for e in range(own[i], own[i + 1]):
            for a in range(pointers[lists[e]], pointers[lists[e] + 1]):
                shared[members[a]] = 0


@njit(nogil=True, cache=True)
def open_paths(
    pointers: np.ndarray, members: np.ndarray, own: np.ndarray, lists: np.ndarray, skip: int, out: np.ndarray
) -> None:
    """Paths actor–project–actor–project–actor over three actors, and those whose ends meet in a further project."""
    n = len(own) - 1
    inside = np.zeros(n, np.uint8)
    meet = np.zeros(n, np.int64)
    for i in range(n):  # one end
        meet[:] = 0
        for e in range(own[i], own[i + 1]):
            p = lists[e]
            if p != skip:
                for a in range(pointers[p], pointers[p + 1]):
                    meet[members[a]] += 1
        for e in range(own[i], own[i + 1]):
            p = lists[e]
            if p == skip:
                continue
            for a in range(pointers[p], pointers[p + 1]):
                inside[members[a]] = 1
            for a in range(pointers[p], pointers[p + 1]):
                j = members[a]  # the middle
                if j == i:
                    continue
                for f in range(own[j], own[j + 1]):
                    q = lists[f]
                    if q != p and q != skip:
                        first_in_q = 0
                        for b in range(pointers[q], pointers[q + 1]):
                            first_in_q += members[b] == i
                        for b in range(pointers[q], pointers[q + 1]):
                            k = members[b]  # the other end
                            if k != i and k != j:
                                out[0] += 1
                                out[1] += meet[k] - inside[k] - first_in_q > 0
            for a in range(pointers[p], pointers[p + 1]):
                inside[members[a]] = 0


@njit(nogil=True, cache=True)
def group_table(
    pointers: np.ndarray, members: np.ndarray, group: np.ndarray, n_groups: int, skip: int, table: np.ndarray, out: np.ndarray
) -> None:
    """From the groups × projects table x: T, N_s, Σ_p x²/c, Σ_ps |x − c·N_s/T|, Σ_p max_s (x − c·N_s/T).

    `table` is zero on entry and on exit.
    """
    S = n_groups
    totals, squares = out[1 : 1 + S], out[1 + S : 1 + 2 * S]
    for p in range(len(pointers) - 1):
        if p != skip:
            out[0] += pointers[p + 1] - pointers[p]
            for e in range(pointers[p], pointers[p + 1]):
                totals[group[members[e]]] += 1
    for p in range(len(pointers) - 1):
        c = pointers[p + 1] - pointers[p]
        if p == skip or c == 0:
            continue
        for e in range(pointers[p], pointers[p + 1]):
            table[group[members[e]]] += 1
        most = -np.inf
        for s in range(S):
            if totals[s] > 0:
                beyond = table[s] - c * totals[s] / out[0]
                squares[s] += table[s] * table[s] / c
                out[1 + 2 * S] += abs(beyond)
                most = max(most, beyond)
            table[s] = 0
        out[2 + 2 * S] += most


@njit(nogil=True, cache=True)
def specialisation(
    pointers: np.ndarray, members: np.ndarray, group: np.ndarray, n_groups: int, skip: int, table: np.ndarray, out: np.ndarray
) -> None:
    """Of each group: N_s, Kullback–Leibler distance d of its projects to the sizes of projects, and its greedy least value."""
    S, m = n_groups, len(pointers) - 1
    totals, d, least = out[:S], out[S : 2 * S], out[2 * S : 3 * S]
    total = 0.0
    for p in range(m):
        if p != skip:
            total += pointers[p + 1] - pointers[p]
            for e in range(pointers[p], pointers[p + 1]):
                totals[group[members[e]]] += 1
    for p in range(m):
        c = pointers[p + 1] - pointers[p]
        if p == skip or c == 0:
            continue
        for e in range(pointers[p], pointers[p + 1]):
            table[group[members[e]]] += 1
        for s in range(S):
            if table[s] > 0:
                share = table[s] / totals[s]
                d[s] += share * np.log(share * total / c)
            table[s] = 0
    x = np.zeros(m, np.int64)
    for s in range(S):
        if totals[s] == 0:
            continue
        left = totals[s]
        for p in range(m):
            c = 0 if p == skip else pointers[p + 1] - pointers[p]
            x[p] = int(np.floor(c * totals[s] / total))
            left -= x[p]
        while left > 0:  # the next participation goes where it costs least
            best, cost = -1, np.inf
            for p in range(m):
                c = 0 if p == skip else pointers[p + 1] - pointers[p]
                if x[p] < c:
                    step = (x[p] + 1) * np.log((x[p] + 1) / c) - (x[p] * np.log(x[p] / c) if x[p] else 0.0)
                    if step < cost - 1e-12:
                        best, cost = p, step
            x[best] += 1
            left -= 1
        for p in range(m):
            if x[p]:
                c = pointers[p + 1] - pointers[p]
                least[s] += x[p] / totals[s] * np.log(x[p] / totals[s] * total / c)
