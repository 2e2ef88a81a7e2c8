"""A greedy walk through the matrices with given margins towards the most closed group."""

from __future__ import annotations

import numpy as np
from numba import njit

from cooperation_graph.kernels.chance import below, seed_block

__all__ = ["most_closed"]


@njit(nogil=True, cache=True)
def most_closed(
    lists: np.ndarray, start: np.ndarray, stop: np.ndarray, member: np.ndarray, x: np.ndarray, c: np.ndarray,
    group_start: np.ndarray, group_size: np.ndarray, n_trades: int, key: np.ndarray,
) -> float:  # fmt: skip
    """Largest share of a group's co-participation that stays inside, over curveball trades that never let it fall.

    Parameters
    ----------
    lists, start, stop
        Projects of each line that trades: ``lists[start[k]:stop[k]]``; exchanged in place.
    member
        Lines of the group.
    x, c
        Actors of the group, and all actors, in each project.
    group_start, group_size
        Where the partners of each line stand.
    """
    state = np.zeros(4, np.uint64)
    seed_block(key, 0, state)
    n = len(start)
    stamp = np.zeros(len(c), np.int64)
    within, total = 0.0, 0.0
    for p in range(len(c)):
        within += x[p] * (x[p] - 1.0)
        total += x[p] * (c[p] - 1.0)
    if total == 0.0 or n < 2:
        return np.nan if total == 0.0 else within / total
    longest = 0
    for k in range(n):
        longest = max(longest, stop[k] - start[k])
    saved_i, saved_j = np.zeros(longest, lists.dtype), np.zeros(longest, lists.dtype)
    token = 0
    for _ in range(n_trades):
        i = below(state, n)
        j = below(state, group_size[i] - 1) + group_start[i]
        if j >= i:
            j += 1
        token += 1
        n_i, n_j = stop[i] - start[i], stop[j] - start[j]
        for a in range(n_i):
            saved_i[a] = lists[start[i] + a]
            stamp[saved_i[a]] = 2 * token
        w = start[j]
        for a in range(n_j):
            saved_j[a] = lists[start[j] + a]
            if stamp[saved_j[a]] == 2 * token:
                stamp[saved_j[a]] = 2 * token + 1
                lists[start[j] + a] = lists[w]
                lists[w] = saved_j[a]
                w += 1
        v = start[i]
        for a in range(n_i):
            project = lists[start[i] + a]
            if stamp[project] == 2 * token + 1:
                lists[start[i] + a] = lists[v]
                lists[v] = project
                v += 1
        only_i, only_j = stop[i] - v, stop[j] - w
        for t in range(min(only_i, only_j) and only_i):
            r = t + below(state, only_i + only_j - t)
            if r < only_i:
                lists[v + t], lists[v + r] = lists[v + r], lists[v + t]
            else:
                lists[v + t], lists[w + r - only_i] = lists[w + r - only_i], lists[v + t]
        if member[i] == member[j]:
            continue
        mine, other = (i, j) if member[i] else (j, i)
        saved = saved_i if member[i] else saved_j
        new_within, new_total = within, total
        for a in range(stop[mine] - start[mine]):  # the member gives back what he had, then takes what he got
            p = saved[a]
            new_within -= 2.0 * (x[p] - 1)
            new_total -= c[p] - 1.0
            x[p] -= 1
        for a in range(start[mine], stop[mine]):
            p = lists[a]
            new_within += 2.0 * x[p]
            new_total += c[p] - 1.0
            x[p] += 1
        if new_total > 0.0 and new_within * total >= within * new_total - 1e-9:
            within, total = new_within, new_total
        else:
            for a in range(start[mine], stop[mine]):
                x[lists[a]] -= 1
            for a in range(n_i):
                lists[start[i] + a] = saved_i[a]
            for a in range(n_j):
                lists[start[j] + a] = saved_j[a]
            for a in range(stop[mine] - start[mine]):
                x[lists[start[mine] + a]] += 1
    return within / total
