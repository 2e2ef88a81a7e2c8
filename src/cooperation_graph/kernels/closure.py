"""A greedy walk through the matrices with given margins towards the most closed group."""

from __future__ import annotations

import numpy as np
from numba import njit

from cooperation_graph.kernels.chance import below, seed_block
from cooperation_graph.kernels.curveball import guarded_trade

__all__ = ["most_closed"]


@njit(nogil=True, cache=True, _nrt=False)
def _beyond(within: float, total: float, everybody: float) -> float:
    """(O − a)/(1 − a): O the share inside, a the share of the group in all co-participation."""
    return (within / total - total / everybody) / (1.0 - total / everybody) if 0.0 < total < everybody else 0.0


@njit(nogil=True, cache=True)
def most_closed(
    lists: np.ndarray, pointers: np.ndarray, banned: np.ndarray, banned_pointers: np.ndarray, member: np.ndarray,
    x: np.ndarray, c: np.ndarray, lines: np.ndarray, group_start: np.ndarray, group_size: np.ndarray, n_trades: int,
    enough: float, key: np.ndarray,
) -> float:  # fmt: skip
    """Most that a group has inside beyond its weight, (O − a)/(1 − a), over curveball trades that never let it fall.

    Parameters
    ----------
    lists, pointers, banned, banned_pointers
        Actors whom each trading project may give away, and those who stay; `lists` is exchanged in place.
    member
        Actors of the group.
    x, c
        Actors of the group, and all actors, in each project of the graph.
    lines
        Which project each line is.
    group_start, group_size
        Where the partners of each line stand.
    enough
        The walk ends as soon as it is above.
    """
    state = np.zeros(4, np.uint64)
    seed_block(key, 0, state)
    within, total, everybody = 0.0, 0.0, 0.0
    for p in range(len(c)):
        within += x[p] * (x[p] - 1.0)
        total += x[p] * (c[p] - 1.0)
        everybody += c[p] * (c[p] - 1.0)
    if total == 0.0:
        return np.nan
    most = _beyond(within, total, everybody)
    stamp, token = np.zeros(len(member), np.int64), 1
    for _ in range(n_trades if len(lines) > 1 else 0):
        if most > enough:
            break
        i = below(state, len(lines))
        j = below(state, group_size[i] - 1) + group_start[i]
        if j >= i:
            j += 1
        own, others = lists[pointers[i] : pointers[i + 1]], lists[pointers[j] : pointers[j + 1]]
        saved, others_saved = own.copy(), others.copy()
        guarded_trade(pointers, lists, banned_pointers, banned, i, j, stamp, token, state)
        token += 2
        more = 0
        for a in range(len(own)):
            more += member[own[a]] - member[saved[a]]
        p, q = lines[i], lines[j]
        new_within = within + more * (2 * (x[p] - x[q]) + 2 * more)
        new_total = total + more * (c[p] - c[q])
        found = _beyond(new_within, new_total, everybody)
        if new_total > 0.0 and found >= most - 1e-12:
            within, total, most = new_within, new_total, max(most, found)
            x[p] += more
            x[q] -= more
        else:
            for a in range(len(own)):
                own[a] = saved[a]
            for a in range(len(others)):
                others[a] = others_saved[a]
    return most
