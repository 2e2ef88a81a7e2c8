"""Curveball trades (Strona et al. 2014) on lists of projects: both margins are kept exactly.

Two actors pool the projects that only one of them has and share them out again at random, each keeping his number. Pairs are
drawn uniformly, so the chain is symmetric and its limit uniform over all matrices with the margins (Carstens 2015). Rows are
*lines*: an actor, or an actor inside one stratum of projects when trades must stay inside strata.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from cooperation_graph.kernels.chance import below

__all__ = ["hexagons", "trades"]


@njit(nogil=True, cache=True)
def _trade(
    indptr: np.ndarray, lists: np.ndarray, i: int, j: int, stamp: np.ndarray, token: int, state: np.ndarray
) -> None:
    si, ei, sj, ej = indptr[i], indptr[i + 1], indptr[j], indptr[j + 1]
    for a in range(si, ei):
        stamp[lists[a]] = token
    w = sj  # shared projects go to the front of both lists
    for b in range(sj, ej):
        c = lists[b]
        if stamp[c] == token:
            stamp[c] = token + 1
            lists[b] = lists[w]
            lists[w] = c
            w += 1
    v = si
    for a in range(si, ei):
        c = lists[a]
        if stamp[c] == token + 1:
            lists[a] = lists[v]
            lists[v] = c
            v += 1
    _deal(lists, v, ei - v, w, ej - w, state)


@njit(nogil=True, cache=True)
def _deal(lists: np.ndarray, v: int, n_i: int, w: int, n_j: int, state: np.ndarray) -> None:
    """Deal the n_i entries at `v` and the n_j at `w` again: a uniform choice of which n_i come first."""
    if n_i == 0 or n_j == 0:
        return
    if n_i > n_j:  # shuffling the smaller hand is enough
        v, n_i, w, n_j = w, n_j, v, n_i
    total = n_i + n_j
    for t in range(n_i):
        r = t + below(state, total - t)
        if r < n_i:
            lists[v + t], lists[v + r] = lists[v + r], lists[v + t]
        else:
            lists[v + t], lists[w + r - n_i] = lists[w + r - n_i], lists[v + t]


@njit(nogil=True, cache=True)
def _guarded_trade(
    indptr: np.ndarray, lists: np.ndarray, forbidden_indptr: np.ndarray, forbidden: np.ndarray, i: int, j: int,
    stamp: np.ndarray, token: int, state: np.ndarray,
) -> None:  # fmt: skip
    """A trade that never gives a project to an actor it is forbidden to (structural zeros, fixed leads)."""
    v, w = 0, 0
    for first, second in ((i, j), (j, i)):  # what `first` cannot give: shared with, or forbidden to, `second`
        for a in range(indptr[second], indptr[second + 1]):
            stamp[lists[a]] = token
        for a in range(forbidden_indptr[second], forbidden_indptr[second + 1]):
            stamp[forbidden[a]] = token
        front = indptr[first]
        for a in range(indptr[first], indptr[first + 1]):
            c = lists[a]
            if stamp[c] == token:
                lists[a] = lists[front]
                lists[front] = c
                front += 1
        if first == i:
            v = front
        else:
            w = front
        token += 1
    _deal(lists, v, indptr[i + 1] - v, w, indptr[j + 1] - w, state)


@njit(nogil=True, cache=True)
def trades(
    n_trades: int, indptr: np.ndarray, lists: np.ndarray, lines: np.ndarray, group_start: np.ndarray, group_size: np.ndarray,
    forbidden_indptr: np.ndarray, forbidden: np.ndarray, stamp: np.ndarray, token: int, state: np.ndarray,
) -> int:  # fmt: skip
    """Make `n_trades` trades in place; returns the next free stamp token.

    Parameters
    ----------
    indptr, lists
        Projects of each line; `lists` is reordered and exchanged in place.
    lines
        Lines that can trade, sorted by stratum; line ``lines[k]`` has its partners at ``group_start[k] … + group_size[k]``.
    forbidden_indptr, forbidden
        Projects a line may not get; empty arrays when nothing is forbidden.
    stamp
        Scratch, one int64 a project, below `token`.
    """
    n = len(lines)
    if n < 2:
        return token
    guarded = len(forbidden) > 0
    for _ in range(n_trades):
        k = below(state, n)
        other = below(state, group_size[k] - 1) + group_start[k]
        if other >= k:
            other += 1
        if guarded:
            _guarded_trade(indptr, lists, forbidden_indptr, forbidden, lines[k], lines[other], stamp, token, state)
        else:
            _trade(indptr, lists, lines[k], lines[other], stamp, token, state)
        token += 2
    return token


@njit(nogil=True, cache=True)
def _holds(indptr: np.ndarray, lists: np.ndarray, line: int, project: int) -> bool:
    for a in range(indptr[line], indptr[line + 1]):
        if lists[a] == project:
            return True
    return False


@njit(nogil=True, cache=True)
def hexagons(
    n_moves: int, indptr: np.ndarray, lists: np.ndarray, lines: np.ndarray, group_start: np.ndarray, group_size: np.ndarray,
    forbidden_indptr: np.ndarray, forbidden: np.ndarray, state: np.ndarray,
) -> None:  # fmt: skip
    """Propose `n_moves` three-way rotations in place: needed where forbidden cells stop pairs from reaching every matrix.

    Three lines each pass one project on, round a circle; the move is made when all three may receive. Lines and projects
    are drawn uniformly and degrees are fixed, so a move and its reverse are equally likely.
    """
    n = len(lines)
    for _ in range(n_moves):
        k = below(state, n)
        size, start = group_size[k], group_start[k]
        if size < 3:
            continue
        own = k - start
        second = (own + 1 + below(state, size - 1)) % size
        third = (own + 1 + below(state, size - 1)) % size
        if second == third:
            continue
        a, b, c = lines[k], lines[start + second], lines[start + third]
        pa = indptr[a] + below(state, indptr[a + 1] - indptr[a])
        pb = indptr[b] + below(state, indptr[b + 1] - indptr[b])
        pc = indptr[c] + below(state, indptr[c + 1] - indptr[c])
        x, y, z = lists[pa], lists[pb], lists[pc]
        if x == y or y == z or x == z:
            continue
        if _holds(indptr, lists, a, y) or _holds(indptr, lists, b, z) or _holds(indptr, lists, c, x):
            continue
        if (
            _holds(forbidden_indptr, forbidden, a, y)
            or _holds(forbidden_indptr, forbidden, b, z)
            or _holds(forbidden_indptr, forbidden, c, x)
        ):
            continue
        lists[pa], lists[pb], lists[pc] = y, z, x
