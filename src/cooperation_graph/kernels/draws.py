"""Draws from null models, with the statistics of each: no draw is copied unless it is asked for.

A chain restarts from the observed graph at every block of draws, with a seed of the block's own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from cooperation_graph.kernels import curveball, words
from cooperation_graph.kernels.chance import below, seed_block
from cooperation_graph.kernels.statistics import NONE, TABLE_ENTROPY, entropy_bounds, make_room, shape, summarise, turn
from cooperation_graph.kernels.tallies import make_tally, tally, wants_lists
from cooperation_graph.kernels.words import lowest

__all__ = ["shuffles", "trades"]

trades_of_lists, rotations_of_lists = curveball.trades, curveball.rotations
trades_of_words, rotations_of_words, wide_trades = words.trades, words.rotations, words.wide_trades


@njit(nogil=True, cache=True)
def shuffles(
    first: int, last: int, row_offsets: np.ndarray, column_offsets: np.ndarray, indptr: np.ndarray, indices: np.ndarray,
    group: np.ndarray, flags: np.ndarray, n_groups: int, n_flags: int, starts: np.ndarray, keys: np.ndarray,
    first_draw: int, last_draw: int, block: int, out: np.ndarray, keep: np.ndarray,
) -> None:  # fmt: skip
    """Statistics of draws of some graphs in which actors change places (`keep_links`).

    Parameters
    ----------
    first_draw, last_draw
        Draws ``first_draw … last_draw − 1``; the first is a multiple of `block`.
    out
        Graphs × draws × statistics; no statistic when the last axis has length 0.
    keep
        Graphs × draws × actors of the largest graph: receives who takes each place, or has length 0.
    """
    room = make_room(first, last, row_offsets, column_offsets, indptr, n_groups)
    n_max = len(room.stamp)
    labels, marks, order = np.zeros(n_max, group.dtype), np.zeros(n_max, flags.dtype), np.zeros(n_max, np.int64)
    state = np.zeros(4, np.uint64)
    for g in range(first, last):
        r0, r1 = row_offsets[g], row_offsets[g + 1]
        n, m = r1 - r0, column_offsets[g + 1] - column_offsets[g]
        turn(indptr[r0 : r1 + 1] - indptr[r0], indices[indptr[r0] : indptr[r1]], m, room.pointers, room.members)
        for d in range(first_draw, last_draw):
            if d % block == 0:
                seed_block(keys[g], d // block, state)
                _copy(np.arange(n), order)
            for i in range(n - 1, 0, -1):
                j = below(state, i + 1)
                order[i], order[j] = order[j], order[i]
            for i in range(n):
                labels[i], marks[i] = group[r0 + order[i]], flags[r0 + order[i]]
            if keep.shape[0]:
                _copy(order[:n], keep[g - first, d - first_draw])
            if out.shape[2]:
                room.bounds[0] = -1.0
                summarise(
                    room.pointers[: m + 1], room.members, labels[:n], marks[:n], n_groups, n_flags, starts, NONE, room,
                    out[g - first, d - first_draw],
                )  # fmt: skip


class Side(NamedTuple):
    """The lines of one side of a bipartite graph that trade, in strata.

    Line `k` holds ``pointers[k] … pointers[k + 1]`` of the side's lists, may not get the items ``banned_pointers[k] …`` of
    `banned`, and trades with lines ``start[k] … + size[k]``, itself among them.
    """

    pointers: np.ndarray
    start: np.ndarray
    size: np.ndarray
    banned_pointers: np.ndarray
    banned: np.ndarray


@njit(nogil=True, cache=True)
def _gather(lines: np.ndarray, begin: np.ndarray, end: np.ndarray, lists: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pointers and items of some lines, one after the other."""
    pointers = np.zeros(len(lines) + 1, np.int64)
    for k in range(len(lines)):
        pointers[k + 1] = pointers[k] + end[lines[k]] - begin[lines[k]]
    found = np.zeros(pointers[-1], lists.dtype)
    for k in range(len(lines)):
        for e in range(pointers[k + 1] - pointers[k]):
            found[pointers[k] + e] = lists[begin[lines[k]] + e]
    return pointers, found


@njit(nogil=True, cache=True, _nrt=False)
def _copy(source: np.ndarray, target: np.ndarray) -> None:  # a slice assignment would compile numpy's error messages too
    for k in range(len(source)):
        target[k] = source[k]


@njit(nogil=True, cache=True)
def _opposite(n: int, side: Side, lists: np.ndarray) -> tuple[Side, np.ndarray, np.ndarray]:
    """The other side, a line for each actor and stratum; whose line it is; the first line of each project's stratum."""
    actor, pointers = np.zeros(len(lists), np.int64), np.zeros(len(lists) + 1, np.int64)
    start, size = np.zeros(len(lists), np.int64), np.zeros(len(lists), np.int64)
    first, held = np.zeros(len(side.start), np.int64), np.zeros(n, np.int64)
    r = k = 0
    while k < len(side.start):
        stop, begin = k + side.size[k], r
        held[:] = 0
        for e in range(side.pointers[k], side.pointers[stop]):
            held[lists[e]] += 1
        for i in range(n):
            if held[i]:
                actor[r], pointers[r + 1], start[r] = i, pointers[r] + held[i], begin
                r += 1
        size[begin:r] = r - begin
        first[k:stop] = begin
        k = stop
    barred_pointers, barred = np.zeros(n + 1, np.int64), np.zeros(len(side.banned), np.int32)
    turn(side.banned_pointers, side.banned, n, barred_pointers, barred)
    banned_pointers, banned = _gather(actor[:r], barred_pointers[:-1], barred_pointers[1:], barred)
    return Side(pointers[: r + 1], start[:r], size[:r], banned_pointers, banned), actor[:r], first


@njit(nogil=True, cache=True)
def _as_words(pointers: np.ndarray, lists: np.ndarray) -> np.ndarray:
    rows = np.zeros(len(pointers) - 1, np.uint64)
    for k in range(len(rows)):
        for e in range(pointers[k], pointers[k + 1]):
            rows[k] |= np.uint64(1) << np.uint64(lists[e])
    return rows


@njit(nogil=True, cache=True, _nrt=False)
def _lines_of(begin: int, first: np.ndarray, size: np.ndarray, actor: np.ndarray, line_of: np.ndarray) -> None:
    """Where each actor's line stands in the stratum of the project `begin`, when a stratum begins there."""
    if begin == 0 or first[begin] != first[begin - 1]:
        for r in range(first[begin], first[begin] + size[first[begin]]):
            line_of[actor[r]] = r


@njit(nogil=True, cache=True, _nrt=False)
def _sweep_words(
    sweeps: int, rounds: int, longest: int, side: Side, projects: np.ndarray, barred_actors: np.ndarray, order: np.ndarray,
    other: Side, actors: np.ndarray, barred_projects: np.ndarray, actor: np.ndarray, stratum: np.ndarray, turned: np.ndarray,
    state: np.ndarray,
) -> None:  # fmt: skip
    """A round of trades between projects, then `sweeps` times `rounds` between actors and as many between projects."""
    one = np.uint64(1)
    trades_of_words(projects, barred_actors, side.size, state)
    for _ in range(sweeps):
        for i in range(len(turned)):
            turned[i] = 0
        for k in range(len(projects)):
            members, bit = projects[k], one << np.uint64(k)
            while members:
                turned[lowest(members)] |= bit
                members &= members - one
        for r in range(len(actors)):
            actors[r] = turned[actor[r]] & stratum[r]
        for _ in range(rounds):
            trades_of_words(actors, barred_projects, other.size, state)
        for k in range(len(projects)):
            projects[k] = 0
        for r in range(len(actors)):
            held, bit = actors[r], one << np.uint64(actor[r])
            while held:
                projects[lowest(held)] |= bit
                held &= held - one
        for _ in range(rounds):
            trades_of_words(projects, barred_actors, side.size, state)
            if longest:
                rotations_of_words(longest, projects, barred_actors, order, side.start, side.size, state)


@njit(nogil=True, cache=True, _nrt=False)
def _sweep_wide(
    sweeps: int, rounds: int, side: Side, projects: np.ndarray, other: Side, actors: np.ndarray, actor: np.ndarray,
    stratum: np.ndarray, turned: np.ndarray, state: np.ndarray,
) -> None:  # fmt: skip
    """The same with several words a line."""
    one = np.uint64(1)
    wide_trades(projects, side.size, state)
    for _ in range(sweeps):
        for i in range(turned.shape[0]):
            for v in range(turned.shape[1]):
                turned[i, v] = 0
        for k in range(projects.shape[0]):
            bit = one << np.uint64(k & 63)
            for w in range(projects.shape[1]):
                members = projects[k, w]
                while members:
                    turned[64 * w + lowest(members), k >> 6] |= bit
                    members &= members - one
                projects[k, w] = 0
        for r in range(actors.shape[0]):
            for v in range(actors.shape[1]):
                actors[r, v] = turned[actor[r], v] & stratum[r, v]
        for _ in range(rounds):
            wide_trades(actors, other.size, state)
        for r in range(actors.shape[0]):
            bit, w = one << np.uint64(actor[r] & 63), actor[r] >> 6
            for v in range(actors.shape[1]):
                held = actors[r, v]
                while held:
                    projects[64 * v + lowest(held), w] |= bit
                    held &= held - one
        for _ in range(rounds):
            wide_trades(projects, side.size, state)


@njit(nogil=True, cache=True, _nrt=False)
def _sweep_lists(
    sweeps: int, rounds: int, longest: int, side: Side, projects: np.ndarray, order: np.ndarray, other: Side, actors: np.ndarray,
    actor: np.ndarray, first: np.ndarray, line_of: np.ndarray, fill: np.ndarray, stamp: np.ndarray, token: int, state: np.ndarray,
) -> int:  # fmt: skip
    """The same on lists; returns the next free stamp token."""
    token = trades_of_lists(side.pointers, projects, side.size, side.banned_pointers, side.banned, stamp, token, state)
    for _ in range(sweeps):
        _copy(other.pointers[:-1], fill)
        for k in range(len(first)):
            _lines_of(k, first, other.size, actor, line_of)
            for e in range(side.pointers[k], side.pointers[k + 1]):
                r = line_of[projects[e]]
                actors[fill[r]] = k
                fill[r] += 1
        for _ in range(rounds):
            token = trades_of_lists(
                other.pointers, actors, other.size, other.banned_pointers, other.banned, stamp, token, state
            )
        _copy(side.pointers[:-1], fill)
        for r in range(len(actor)):
            for e in range(other.pointers[r], other.pointers[r + 1]):
                projects[fill[actors[e]]] = actor[r]
                fill[actors[e]] += 1
        for _ in range(rounds):
            token = trades_of_lists(side.pointers, projects, side.size, side.banned_pointers, side.banned, stamp, token, state)
            if longest:
                rotations_of_lists(
                    longest, side.pointers, projects, order, side.start, side.size, side.banned_pointers, side.banned, state
                )
    return token


@njit(nogil=True, cache=True, _nrt=False)
def _list(
    own: np.ndarray, free: np.ndarray, e0: int, own_pointers: np.ndarray, held: np.ndarray, projects: np.ndarray,
    members: np.ndarray,
) -> None:  # fmt: skip
    """Write who trades into the lists of all projects, from lists or from sets."""
    for k in range(len(own)):
        a = free[own[k]] - e0
        if projects.shape[0]:
            for w in range(projects.shape[1]):
                row = projects[k, w]
                while row:
                    members[a] = 64 * w + lowest(row)
                    row &= row - np.uint64(1)
                    a += 1
        else:
            a -= own_pointers[k]
            for e in range(own_pointers[k], own_pointers[k + 1]):
                members[a + e] = held[e]


@njit(nogil=True, cache=True)
def trades(
    first: int, last: int, row_offsets: np.ndarray, column_offsets: np.ndarray, indptr: np.ndarray, group: np.ndarray,
    flags: np.ndarray, n_groups: int, n_flags: int, starts: np.ndarray, lists: np.ndarray, pointers: np.ndarray,
    free: np.ndarray, trade_offsets: np.ndarray, lines: np.ndarray, group_start: np.ndarray, group_size: np.ndarray,
    barred_pointers: np.ndarray, barred: np.ndarray, longest: np.ndarray, keys: np.ndarray, first_draw: int, last_draw: int,
    block: int, burn_in: int, thin: int, out: np.ndarray, keep: np.ndarray,
) -> None:  # fmt: skip
    """Statistics of draws of some graphs by curveball trades (`keep_degrees`).

    Trades between projects alone would move the members of a project that gathers nearly everybody slowly, trades between
    actors alone the projects of an actor who is nearly everywhere; they take turns. Graphs of at most 64 actors and 64
    projects trade on words, those of at most 512 on several words a line when nobody is barred, others on lists.

    Parameters
    ----------
    lists, pointers, free
        Actors of each project: those of project `p`, counted over all graphs, are ``lists[pointers[p]:pointers[p + 1]]``, and
        stay for good before ``free[p]``.
    trade_offsets, lines, group_start, group_size
        Graph `g` trades the projects ``lines[trade_offsets[g]:trade_offsets[g + 1]]``, each with those at ``group_start … +
        group_size``, counted from the graph's first.
    barred_pointers, barred
        Actors who may not enter each project.
    longest
        Length of the rotations in each graph, 0 when nobody is barred.
    first_draw, last_draw, block, out
        As for :func:`shuffles`.
    burn_in, thin
        Rounds of trades on each side (each line trades once) before the first draw of a block, one side after the other by
        turns, and before every draw.
    keep
        Graphs × draws × participations of the largest graph: receives the lists, or has length 0.
    """
    room = make_room(first, last, row_offsets, column_offsets, indptr, n_groups)
    state, listed = np.zeros(4, np.uint64), wants_lists(starts)
    for g in range(first, last):
        r0, r1, c0, c1 = row_offsets[g], row_offsets[g + 1], column_offsets[g], column_offsets[g + 1]
        n, m, e0 = r1 - r0, c1 - c0, pointers[c0]
        members = lists[e0 : pointers[c1]].copy()
        t0, t1 = trade_offsets[g], trade_offsets[g + 1]
        own = lines[t0:t1]
        own_pointers, observed = _gather(own, free, pointers[1:], lists)
        banned_pointers, banned = np.zeros(len(own) + 1, np.int64), observed[:0]
        if longest[g]:
            banned_pointers, banned = _gather(own, barred_pointers[:-1], barred_pointers[1:], barred)
        side = Side(own_pointers, group_start[t0:t1], group_size[t0:t1], banned_pointers, banned)
        other, actor, first_line = _opposite(n, side, observed)
        in_words = n <= 64 and m <= 64
        wide = not in_words and longest[g] == 0 and n <= 512 and m <= 512
        in_sets = in_words or wide
        held, order, lines_in_order = observed.copy(), np.arange(len(own)), np.arange(len(own))
        theirs = np.zeros(0 if in_sets else len(observed), np.int32)
        width, n_sets = (n + 63) // 64 if in_sets else 0, len(own) if in_sets else 0
        projects, actors = np.zeros((n_sets, width), np.uint64), np.zeros((len(actor), (n_sets + 63) // 64), np.uint64)
        turned, stratum = np.zeros((n, actors.shape[1]), np.uint64), np.zeros(actors.shape, np.uint64)
        for k in range(n_sets):
            for r in range(first_line[k], first_line[k] + other.size[first_line[k]]):
                stratum[r, k >> 6] |= np.uint64(1) << np.uint64(k & 63)
        everybody = np.zeros(m * width, np.uint64)  # actors of every project, those who stay to begin with
        for p in range(m if in_sets else 0):
            for e in range(pointers[c0 + p], pointers[c0 + p + 1]):
                everybody[p * width + (lists[e] >> 6)] |= np.uint64(1) << np.uint64(lists[e] & 63)
        for k in range(n_sets):
            for e in range(own_pointers[k], own_pointers[k + 1]):
                everybody[(own[k] - c0) * width + (observed[e] >> 6)] ^= np.uint64(1) << np.uint64(observed[e] & 63)
        barred_actors = barred_projects = everybody[:0]
        if in_words and longest[g]:
            barred_actors = _as_words(banned_pointers, banned)
            barred_projects = _as_words(other.banned_pointers, other.banned)
        drawn = everybody.copy()
        in_tally, of_tally = (c1, r1) if in_sets else (c0, r0)  # nothing of a graph in lists: its scratch is actors × words
        its = make_tally(pointers[c0 : in_tally + 1], group[r0:of_tally], flags[r0:of_tally], n_groups, n_flags)
        line_of = np.zeros(n, np.int64)
        fill, stamp, token = np.zeros(max(len(own), len(actor)), np.int64), np.zeros(max(n, m), np.int64), np.int64(1)
        room.bounds[0] = -1.0
        if starts[TABLE_ENTROPY] >= 0 and len(members):
            entropy_bounds(pointers[c0 : c1 + 1] - e0, members, group[r0:r1], n_groups, NONE, 1.0 * len(members), room.bounds)
        for d in range(first_draw, last_draw):
            first_round = d % block == 0
            if first_round:
                seed_block(keys[g], d // block, state)
                _copy(observed, held)
                _copy(lines_in_order, order)
                projects[:] = 0
                for k in range(n_sets):
                    for e in range(own_pointers[k], own_pointers[k + 1]):
                        projects[k, observed[e] >> 6] |= np.uint64(1) << np.uint64(observed[e] & 63)
            for sweeps, rounds in ((burn_in if first_round else 0, 1), (1, thin)):
                if sweeps == 0 or len(own) == 0:
                    continue
                if in_words:
                    _sweep_words(
                        sweeps, rounds, longest[g], side, projects.reshape(-1), barred_actors, order, other, actors.reshape(-1),
                        barred_projects, actor, stratum.reshape(-1), turned.reshape(-1), state,
                    )  # fmt: skip
                elif wide:
                    _sweep_wide(sweeps, rounds, side, projects, other, actors, actor, stratum, turned, state)
                else:
                    token = _sweep_lists(
                        sweeps, rounds, longest[g], side, held, order, other, theirs, actor, first_line, line_of, fill, stamp,
                        token, state,
                    )  # fmt: skip
            if not in_sets or listed or keep.shape[0]:
                _list(own, free, e0, own_pointers, held, projects, members)
            if keep.shape[0]:
                _copy(members, keep[g - first, d - first_draw])
            if out.shape[2] == 0:
                continue
            if in_sets:
                for k in range(len(own)):
                    for w in range(width):
                        drawn[(own[k] - c0) * width + w] = everybody[(own[k] - c0) * width + w] | projects[k, w]
                tally(drawn, its, group[r0:r1], n_groups, n_flags, starts, room.bounds, out[g - first, d - first_draw])
                if listed:
                    shape(pointers[c0 : c1 + 1] - e0, members, group[r0:r1], n_groups, starts, NONE, room, out[g - first, d - first_draw])
            else:
                summarise(
                    pointers[c0 : c1 + 1] - e0, members, group[r0:r1], flags[r0:r1], n_groups, n_flags, starts, NONE, room,
                    out[g - first, d - first_draw],
                )  # fmt: skip
