"""Communities of a bipartite graph by Barber's modularity: fast local moves, refinement, aggregation (Leiden; Traag et al. 2019).

A node carries the degrees it has on each side, (r, c): an actor (r, 0), a project (0, c), an aggregate both. Putting v into
community s gains  w(v, s) − (r_v C_s + c_v R_s) / T,  with R and C the sums over s and T the participations.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from cooperation_graph.kernels.chance import below, seed_block

__all__ = ["communities", "modularity"]

_EPS = 1e-10


@njit(nogil=True, cache=True)
def _shuffled(n: int, state: np.ndarray) -> np.ndarray:
    order = np.arange(n)
    for i in range(n - 1, 0, -1):
        j = below(state, i + 1)
        order[i], order[j] = order[j], order[i]
    return order


@njit(nogil=True, cache=True)
def _sums(of: np.ndarray, values: np.ndarray) -> np.ndarray:
    sums = np.zeros(len(of))
    for v in range(len(of)):
        sums[of[v]] += values[v]
    return sums


@njit(nogil=True, cache=True)
def _links(
    v: int, indptr: np.ndarray, ends: np.ndarray, weight: np.ndarray, of: np.ndarray, link: np.ndarray, met: np.ndarray
) -> int:
    """Add up the weights from v to each community into `link`; the communities met stand in `met`, returned is how many."""
    n_met = 0
    for e in range(indptr[v], indptr[v + 1]):
        s = of[ends[e]]
        if link[s] == 0.0:
            met[n_met] = s
            n_met += 1
        link[s] += weight[e]
    return n_met


@njit(nogil=True, cache=True)
def _move(
    indptr: np.ndarray, ends: np.ndarray, weight: np.ndarray, r: np.ndarray, c: np.ndarray, total: float, of: np.ndarray,
    state: np.ndarray,
) -> None:  # fmt: skip
    """Move nodes to the community that gains most until none gains; only neighbours of what moved are looked at again."""
    n = len(r)
    R, C, size = _sums(of, r), _sums(of, c), np.zeros(n, np.int64)
    for v in range(n):
        size[of[v]] += 1
    empty = 0  # a community without nodes: somewhere for a node to be alone
    queue, waits = _shuffled(n, state), np.ones(n, np.bool_)
    head, waiting = 0, n
    link, met = np.zeros(n), np.zeros(n, np.int64)
    while waiting:
        v = queue[head]
        head = (head + 1) % n
        waiting -= 1
        waits[v] = False
        own = of[v]
        R[own] -= r[v]
        C[own] -= c[v]
        size[own] -= 1
        n_met = _links(v, indptr, ends, weight, of, link, met)
        best, most = own, link[own] - (r[v] * C[own] + c[v] * R[own]) / total
        for k in range(n_met):
            s = met[k]
            gain = link[s] - (r[v] * C[s] + c[v] * R[s]) / total
            if gain > most + _EPS:
                best, most = s, gain
            link[s] = 0.0
        if most < -_EPS:
            while size[empty]:
                empty = (empty + 1) % n
            best = empty
        of[v] = best
        R[best] += r[v]
        C[best] += c[v]
        size[best] += 1
        if best != own:
            for e in range(indptr[v], indptr[v + 1]):
                u = ends[e]
                if of[u] != best and not waits[u]:
                    waits[u] = True
                    queue[(head + waiting) % n] = u
                    waiting += 1


@njit(nogil=True, cache=True)
def _refine(
    indptr: np.ndarray, ends: np.ndarray, weight: np.ndarray, r: np.ndarray, c: np.ndarray, total: float, of: np.ndarray,
    state: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Split communities into well connected parts: nodes that are alone join the part of their community that gains most."""
    n = len(r)
    R, C = _sums(of, r), _sums(of, c)
    part, part_r, part_c, alone = np.arange(n), r.copy(), c.copy(), np.ones(n, np.bool_)
    outward = np.zeros(n)  # links of a part to the rest of its community
    for v in range(n):
        for e in range(indptr[v], indptr[v + 1]):
            if of[ends[e]] == of[v]:
                outward[v] += weight[e]
    link, met = np.zeros(n), np.zeros(n, np.int64)
    for v in _shuffled(n, state):
        s = of[v]
        if not alone[v] or outward[v] < (r[v] * (C[s] - c[v]) + c[v] * (R[s] - r[v])) / total - _EPS:
            continue
        n_met = _links(v, indptr, ends, weight, part, link, met)
        best, most = v, _EPS
        for k in range(n_met):
            t = met[k]
            gain = link[t] - (r[v] * part_c[t] + c[v] * part_r[t]) / total
            expected = (part_r[t] * (C[s] - part_c[t]) + part_c[t] * (R[s] - part_r[t])) / total
            if of[t] == s and t != v and gain > most and outward[t] >= expected - _EPS:
                best, most = t, gain
        if best != v:
            outward[best] += outward[v] - 2.0 * link[best]
            part[v] = best
            part_r[best] += r[v]
            part_c[best] += c[v]
            alone[v] = alone[best] = False
        for k in range(n_met):
            link[met[k]] = 0.0
    return part


@njit(nogil=True, cache=True)
def _numbered(of: np.ndarray) -> tuple[np.ndarray, int]:
    """The same communities numbered from 0 in the order of their first node, and how many."""
    name, found, count = np.full(of.max() + 1, -1, np.int64), np.empty_like(of), 0
    for v in range(len(of)):
        if name[of[v]] < 0:
            name[of[v]] = count
            count += 1
        found[v] = name[of[v]]
    return found, count


@njit(nogil=True, cache=True)
def _aggregate(
    indptr: np.ndarray, ends: np.ndarray, weight: np.ndarray, part: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The graph of parts; links inside a part are left out, they gain nothing any more."""
    start = np.zeros(count + 1, np.int64)
    for v in range(len(part)):
        start[part[v] + 1] += 1
    for t in range(count):
        start[t + 1] += start[t]
    members, fill = np.zeros(len(part), np.int64), start[:-1].copy()
    for v in range(len(part)):
        members[fill[part[v]]] = v
        fill[part[v]] += 1
    new_indptr, new_ends, new_weight = np.zeros(count + 1, np.int64), np.zeros(len(ends), np.int64), np.zeros(len(ends))
    link, met, at = np.zeros(count), np.zeros(count, np.int64), 0
    for t in range(count):
        n_met = 0
        for k in range(start[t], start[t + 1]):
            v = members[k]
            for e in range(indptr[v], indptr[v + 1]):
                u = part[ends[e]]
                if u != t:
                    if link[u] == 0.0:
                        met[n_met] = u
                        n_met += 1
                    link[u] += weight[e]
        for k in range(n_met):
            new_ends[at], new_weight[at] = met[k], link[met[k]]
            link[met[k]] = 0.0
            at += 1
        new_indptr[t + 1] = at
    return new_indptr, new_ends[:at], new_weight[:at]


@njit(nogil=True, cache=True)
def modularity(n: int, indptr: np.ndarray, ends: np.ndarray, of: np.ndarray) -> float:
    """Barber's modularity of communities of nodes, the first `n` of which are actors."""
    total, inside = len(ends) / 2.0, 0.0
    degree = np.diff(indptr).astype(np.float64)
    actors, projects = degree.copy(), degree.copy()
    actors[n:] = 0.0
    projects[:n] = 0.0
    for v in range(n):
        for e in range(indptr[v], indptr[v + 1]):
            inside += of[v] == of[ends[e]]
    return inside / total - (_sums(of, actors) * _sums(of, projects)).sum() / total**2


@njit(nogil=True, cache=True)
def _pass(
    indptr: np.ndarray, ends: np.ndarray, weight: np.ndarray, r: np.ndarray, c: np.ndarray, total: float, of: np.ndarray,
    state: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Move, refine, aggregate, until every community is one node."""
    where = np.arange(len(of))  # node of the present level that holds each first node
    while True:
        _move(indptr, ends, weight, r, c, total, of, state)
        part, count = _numbered(_refine(indptr, ends, weight, r, c, total, of, state))
        if count == len(of):
            return of[where]
        above = np.zeros(count, np.int64)
        for v in range(len(of)):
            above[part[v]] = of[v]
        r, c = _sums(part, r)[:count], _sums(part, c)[:count]
        indptr, ends, weight = _aggregate(indptr, ends, weight, part, count)
        of, _ = _numbered(above)
        for v in range(len(where)):
            where[v] = part[where[v]]


@njit(nogil=True, cache=True)
def communities(
    n: int, indptr: np.ndarray, ends: np.ndarray, starts: int, passes: int, key: np.ndarray, labels: np.ndarray,
    quality: np.ndarray,
) -> None:  # fmt: skip
    """Find communities again and again from different orders.

    Parameters
    ----------
    n
        Actors: nodes ``0 … n − 1``; projects follow.
    indptr, ends
        Neighbours of each node, in both directions.
    starts
        How many times.
    passes
        At most so many passes a start, each going on from where the last one ended.
    key
        Seed, 2 × uint64.
    labels, quality
        Starts × nodes and starts: receive the communities and their modularity.
    """
    degree = np.diff(indptr).astype(np.float64)
    r, c, weight, state = degree.copy(), degree.copy(), np.ones(len(ends)), np.zeros(4, np.uint64)
    r[n:] = 0.0
    c[:n] = 0.0
    for k in range(starts):
        seed_block(key, k, state)
        best, most = np.arange(len(degree)), -1.0
        if k & 1:  # every other start from communities at random: some optima are out of reach from nodes that are alone
            some = 2 + below(state, max(len(degree) // 2, 1))
            for v in range(len(degree)):
                best[v] = below(state, some)
        for _ in range(passes):
            found, _ = _numbered(_pass(indptr, ends, weight, r, c, len(ends) / 2.0, best.copy(), state))
            reached = modularity(n, indptr, ends, found)
            if reached <= most + _EPS:
                break
            best, most = found, reached
        for v in range(len(best)):  # a node without neighbours is nobody's company
            labels[k, v] = best[v] if degree[v] else len(best) + v
        quality[k] = most
