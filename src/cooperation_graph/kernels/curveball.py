"""Curveball trades (Strona et al. 2014) on lists: both margins of the incidence are kept exactly.

Two lines (projects, or actors) pool the items (actors, or projects) that only one of them has and share them out again at
random, each keeping its number. Every line trades once a round, in pairs drawn uniformly ("global" trades: Carstens, Berger &
Strona 2018), so the chain is symmetric and its limit uniform over all matrices with the margins (Carstens 2015); pairs drawn
one by one would leave some lines out and need more trades for draws as independent.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from cooperation_graph.kernels.chance import below

__all__ = ["circle", "guarded_trade", "rotations", "trades"]


@njit(nogil=True, cache=True)
def _trade(
    indptr: np.ndarray, lists: np.ndarray, i: int, j: int, stamp: np.ndarray, token: int, state: np.ndarray
) -> None:
    si, ei, sj, ej = indptr[i], indptr[i + 1], indptr[j], indptr[j + 1]
    for a in range(si, ei):
        stamp[lists[a]] = token
    w = sj  # shared items go to the front of both lists
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
def guarded_trade(
    indptr: np.ndarray, lists: np.ndarray, forbidden_indptr: np.ndarray, forbidden: np.ndarray, i: int, j: int,
    stamp: np.ndarray, token: int, state: np.ndarray,
) -> None:  # fmt: skip
    """A trade that never gives a line an item that is forbidden to it; uses the stamps `token` and ``token + 1``."""
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
    rounds: int, indptr: np.ndarray, lists: np.ndarray, order: np.ndarray, group_start: np.ndarray, group_size: np.ndarray,
    forbidden_indptr: np.ndarray, forbidden: np.ndarray, stamp: np.ndarray, token: int, state: np.ndarray,
) -> int:  # fmt: skip
    """Make `rounds` rounds of trades in place; returns the next free stamp token.

    In a round all lines are paired at random inside their group and each pair trades once.

    Parameters
    ----------
    indptr, lists
        Items of each line; `lists` is reordered and exchanged in place.
    order
        The lines, in any order inside their group; shuffled in place.
    group_start, group_size
        Line `k` trades with lines ``group_start[k] … + group_size[k]``, itself among them.
    forbidden_indptr, forbidden
        Items a line may not get; `forbidden` is empty when nothing is.
    stamp
        Scratch, one int64 an item, below `token`.
    """
    guarded = len(forbidden) > 0
    for _ in range(rounds):
        for k in range(len(order)):
            place = k - group_start[k]
            pick = k + below(state, group_size[k] - place)
            order[k], order[pick] = order[pick], order[k]
            if place & 1 == 0:
                continue
            if guarded:
                guarded_trade(indptr, lists, forbidden_indptr, forbidden, order[k - 1], order[k], stamp, token, state)
            else:
                _trade(indptr, lists, order[k - 1], order[k], stamp, token, state)
            token += 2
    return token


@njit(nogil=True, cache=True)
def _holds(indptr: np.ndarray, lists: np.ndarray, line: int, item: int) -> bool:
    for a in range(indptr[line], indptr[line + 1]):  # noqa: SIM110 - compiled
        if lists[a] == item:
            return True
    return False


@njit(nogil=True, cache=True)
def circle(longest: int, order: np.ndarray, begin: int, size: int, state: np.ndarray) -> int:
    """Draw 3 to `longest` lines of a group, in order, to the front of its part of `order`; how many."""
    length = 3 + below(state, min(longest, size) - 2)
    for t in range(length):
        pick = begin + t + below(state, size - t)
        order[begin + t], order[pick] = order[pick], order[begin + t]
    return length


@njit(nogil=True, cache=True)
def rotations(
    longest: int, indptr: np.ndarray, lists: np.ndarray, order: np.ndarray, group_start: np.ndarray, group_size: np.ndarray,
    forbidden_indptr: np.ndarray, forbidden: np.ndarray, state: np.ndarray,
) -> None:  # fmt: skip
    """Propose rotations in place, ``longest − 2`` a line: needed where forbidden cells stop pairs from reaching every matrix.

    Three lines or more, up to `longest`, stand in a circle and each takes one item of the next; the move is made when all
    may. Lines and items are drawn uniformly and degrees are fixed, so a move and its reverse are equally likely.
    With at most L forbidden items in a line, L + 2 is long enough to reach every matrix: two matrices differ by alternating
    cycles, and one through more than L + 2 lines has a cell across that is not forbidden, where it falls apart into shorter
    ones.

    Parameters
    ----------
    order
        The lines, in any order inside their group; shuffled in place.
    """
    given, place = np.zeros(longest, lists.dtype), np.zeros(longest, np.int64)
    for k in range(len(order)):
        for _ in range(longest - 2 if group_size[k] > 2 else 0):
            length = circle(longest, order, group_start[k], group_size[k], state)
            chain = order[group_start[k] : group_start[k] + length]
            for t in range(length):
                line = chain[t]
                place[t] = indptr[line] + below(state, indptr[line + 1] - indptr[line])
                given[t] = lists[place[t]]
            allowed = True
            for t in range(length):
                line, item = chain[t], given[(t + 1) % length]
                allowed = allowed and not (
                    _holds(indptr, lists, line, item) or _holds(forbidden_indptr, forbidden, line, item)
                )
            if allowed:
                for t in range(length):
                    lists[place[t]] = given[(t + 1) % length]
