"""Curveball trades (Strona et al. 2014) on lists: both margins of the incidence are kept exactly.

Two lines (projects, or actors) pool the items (actors, or projects) that only one of them has and share them out again at
random, each keeping its number. Every line trades once a round ("global" trades: Carstens, Berger & Strona 2018): lines sit
at a round table and one of the rounds of a tournament, in which everybody meets everybody once, is drawn. Every pair is as
likely and the pairs do not depend on the matrix, so the chain is symmetric and its limit uniform over all matrices with the
margins (Carstens 2015); pairs drawn one by one would leave some lines out and need more trades for draws as independent.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from cooperation_graph.kernels.chance import below

__all__ = ["circle", "guarded_trade", "opponents", "rotations", "trades"]


@njit(nogil=True, cache=True, _nrt=False)
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


@njit(nogil=True, cache=True, _nrt=False)
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


@njit(nogil=True, cache=True, _nrt=False)
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


@njit(nogil=True, cache=True, inline="always")
def opponents(begin: int, size: int, turns: int, turn: int, t: int) -> tuple[int, int]:
    """The pair number `t` of round `turn` of a tournament of `size` lines, the first at `begin`.

    There are `turns` rounds, an odd number: lines ``turn + t`` and ``turn − t`` of that circle meet; with an even size the
    last line sits in the middle and meets line `turn`, who sits out otherwise.
    """
    if size == turns:
        t += 1
    elif t == 0:
        return begin + turn, begin + turns
    i, j = turn + t, turn - t
    return begin + (i - turns if i >= turns else i), begin + (j + turns if j < 0 else j)


@njit(nogil=True, cache=True, _nrt=False)
def trades(
    indptr: np.ndarray, lists: np.ndarray, group_size: np.ndarray, forbidden_indptr: np.ndarray, forbidden: np.ndarray,
    stamp: np.ndarray, token: int, state: np.ndarray,
) -> int:  # fmt: skip
    """Make a round of trades in place; returns the next free stamp token.

    Parameters
    ----------
    indptr, lists
        Items of each line; `lists` is reordered and exchanged in place.
    group_size
        Lines stand group by group; each trades with the lines of its group only, ``group_size[k]`` of them.
    forbidden_indptr, forbidden
        Items a line may not get; `forbidden` is empty when nothing is.
    stamp
        Scratch, one int64 an item, below `token`.
    """
    guarded, begin = len(forbidden) > 0, 0
    while begin < len(group_size):
        size = group_size[begin]
        turns = size - 1 + (size & 1)
        turn = below(state, turns)
        for t in range(size // 2):
            i, j = opponents(begin, size, turns, turn, t)
            if guarded:
                guarded_trade(indptr, lists, forbidden_indptr, forbidden, i, j, stamp, token, state)
            else:
                _trade(indptr, lists, i, j, stamp, token, state)
            token += 2
        begin += size
    return token


@njit(nogil=True, cache=True, _nrt=False)
def _holds(indptr: np.ndarray, lists: np.ndarray, line: int, item: int) -> bool:
    for a in range(indptr[line], indptr[line + 1]):  # noqa: SIM110 - compiled
        if lists[a] == item:
            return True
    return False


@njit(nogil=True, cache=True, _nrt=False)
def circle(longest: int, order: np.ndarray, begin: int, size: int, state: np.ndarray) -> int:
    """Draw 3 to `longest` lines of a group, in order, to the front of its part of `order`; how many."""
    length = 3 + below(state, min(longest, size) - 2)
    for t in range(length):
        pick = begin + t + below(state, size - t)
        order[begin + t], order[pick] = order[pick], order[begin + t]
    return length


@njit(nogil=True, cache=True, _nrt=True)
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
