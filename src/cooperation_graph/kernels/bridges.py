"""Loops over paths of an undirected graph given by neighbours (CSR, sorted, no diagonal): brokerage, holes, betweenness."""

from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["betweenness", "brokered", "constraint", "effective_size", "fragmentation", "inverse_distances"]


@njit(nogil=True, cache=True)
def brokered(indptr: np.ndarray, indices: np.ndarray, group: np.ndarray, out: np.ndarray) -> None:
    """Unordered pairs of untied actors that each actor j stands between, by kind, added to `out` (actors × 6).

    Both ends of j's group; both of one other group; one of j's group; of two other groups; ends of different groups; those of
    them that j alone stands between.
    """
    n = len(indptr) - 1
    between = np.zeros(n, np.int64)
    tied = np.full(n, -1, np.int64)
    for i in range(n):
        tied[i] = i
        for a in range(indptr[i], indptr[i + 1]):
            tied[indices[a]] = i
        for a in range(indptr[i], indptr[i + 1]):
            j = indices[a]
            for b in range(indptr[j], indptr[j + 1]):
                between[indices[b]] += 1
        for a in range(indptr[i], indptr[i + 1]):
            j = indices[a]
            for b in range(indptr[j], indptr[j + 1]):
                k = indices[b]
                if k <= i or tied[k] == i:
                    continue
                if group[i] == group[k]:
                    out[j, 0 if group[i] == group[j] else 1] += 1
                else:
                    out[j, 2 if group[j] == group[i] or group[j] == group[k] else 3] += 1
                    out[j, 4] += 1
                    out[j, 5] += between[k] == 1
        for a in range(indptr[i], indptr[i + 1]):
            j = indices[a]
            for b in range(indptr[j], indptr[j + 1]):
                between[indices[b]] = 0


@njit(nogil=True, cache=True)
def constraint(indptr: np.ndarray, indices: np.ndarray, weights: np.ndarray, out: np.ndarray) -> None:
    """Burt's constraint Σ_j (p_ij + Σ_q p_iq p_qj)² over partners j, each triangle once.

    With W the weights and S their sums, Σ_q p_iq p_qj = t_ij / S_i, where t_ij = Σ_q W_iq W_jq / S_q is one number a tie.
    Nodes stand in the order of their degrees and look only forward, so that a hub's list is short.
    """
    n = len(indptr) - 1
    order = np.argsort(np.diff(indptr))
    rank, share = np.empty(n, np.int64), np.zeros(n)
    for u in range(n):
        i = order[u]
        rank[i] = u
        for a in range(indptr[i], indptr[i + 1]):
            share[u] += weights[a]
        share[u] = 1.0 / share[u] if share[u] > 0.0 else 0.0
    start = np.zeros(n + 1, np.int64)
    ends, weight, through = np.empty(len(indices) // 2, np.int32), np.empty(len(indices) // 2), np.zeros(len(indices) // 2)
    at = 0
    for u in range(n):
        i = order[u]
        for a in range(indptr[i], indptr[i + 1]):
            if rank[indices[a]] > u:
                ends[at], weight[at] = rank[indices[a]], weights[a]
                at += 1
        start[u + 1] = at
    place = np.full(n, -1, np.int64)  # of each node among the ties of u
    for u in range(n):
        for a in range(start[u], start[u + 1]):
            place[ends[a]] = a
        for a in range(start[u], start[u + 1]):
            v = ends[a]
            for b in range(start[v], start[v + 1]):
                w = ends[b]
                c = place[w]
                if c >= 0:
                    through[a] += weight[b] * weight[c] * share[w]
                    through[b] += weight[a] * weight[c] * share[u]
                    through[c] += weight[a] * weight[b] * share[v]
        for a in range(start[u], start[u + 1]):
            place[ends[a]] = -1
    for u in range(n):
        for a in range(start[u], start[u + 1]):
            v, spent = ends[a], weight[a] + through[a]
            out[order[u]] += (spent * share[u]) ** 2
            out[order[v]] += (spent * share[v]) ** 2


@njit(nogil=True, cache=True)
def effective_size(indptr: np.ndarray, indices: np.ndarray, weights: np.ndarray, out: np.ndarray) -> None:
    """Σ_j (1 − Σ_q p_iq m_jq) over partners j, with m_jq the weight of j–q over the largest weight of j."""
    n = len(indptr) - 1
    own = np.zeros(n)
    for i in range(n):
        strength = 0.0
        for a in range(indptr[i], indptr[i + 1]):
            strength += weights[a]
        for a in range(indptr[i], indptr[i + 1]):
            own[indices[a]] = weights[a] / strength
        for a in range(indptr[i], indptr[i + 1]):
            j = indices[a]
            most = redundant = 0.0
            for b in range(indptr[j], indptr[j + 1]):
                most = max(most, weights[b])
                redundant += own[indices[b]] * weights[b]
            out[i] += 1.0 - redundant / most
        for a in range(indptr[i], indptr[i + 1]):
            own[indices[a]] = 0.0


@njit(nogil=True, cache=True)
def betweenness(indptr: np.ndarray, indices: np.ndarray, out: np.ndarray) -> None:
    """Shares of shortest paths that pass through each node, each pair of ends in both directions (Brandes)."""
    n = len(indptr) - 1
    order, distance = np.zeros(n, np.int64), np.zeros(n, np.int64)
    paths, carried = np.zeros(n), np.zeros(n)
    for source in range(n):
        distance[:] = -1
        paths[:] = 0.0
        carried[:] = 0.0
        order[0], distance[source], paths[source] = source, 0, 1.0
        head, tail = 0, 1
        while head < tail:
            i = order[head]
            head += 1
            for a in range(indptr[i], indptr[i + 1]):
                j = indices[a]
                if distance[j] < 0:
                    distance[j] = distance[i] + 1
                    order[tail] = j
                    tail += 1
                if distance[j] == distance[i] + 1:
                    paths[j] += paths[i]
        for place in range(tail - 1, 0, -1):
            j = order[place]
            for a in range(indptr[j], indptr[j + 1]):
                i = indices[a]
                if distance[i] == distance[j] - 1:
                    carried[i] += paths[i] / paths[j] * (1.0 + carried[j])
            out[j] += carried[j]


@njit(nogil=True, cache=True)
def inverse_distances(indptr: np.ndarray, indices: np.ndarray, removed: np.ndarray, out: np.ndarray) -> None:
    """Sum over the other nodes of 1/distance, for each node, without the removed ones."""
    n = len(indptr) - 1
    order, distance = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for source in range(n):
        if removed[source]:
            continue
        distance[:] = -1
        order[0], distance[source] = source, 0
        head, tail = 0, 1
        while head < tail:
            i = order[head]
            head += 1
            if i != source:
                out[source] += 1.0 / distance[i]
            for a in range(indptr[i], indptr[i + 1]):
                j = indices[a]
                if distance[j] < 0 and not removed[j]:
                    distance[j] = distance[i] + 1
                    order[tail] = j
                    tail += 1


@njit(nogil=True, cache=True)
def fragmentation(indptr: np.ndarray, indices: np.ndarray, out: np.ndarray) -> None:
    """Ordered pairs still joined by a path when each node in turn is taken out; the last entry takes nobody out."""
    n = len(indptr) - 1
    stack, seen = np.zeros(n, np.int64), np.full(n, -1, np.int64)
    for absent in range(n + 1):
        for start in range(n):
            if start == absent or seen[start] == absent:
                continue
            seen[start] = absent
            stack[0] = start
            size, top = 0, 1
            while top:
                top -= 1
                i = stack[top]
                size += 1
                for a in range(indptr[i], indptr[i + 1]):
                    j = indices[a]
                    if j != absent and seen[j] != absent:
                        seen[j] = absent
                        stack[top] = j
                        top += 1
            out[absent] += size * (size - 1.0)
