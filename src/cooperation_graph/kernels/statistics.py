"""Sufficient statistics of bipartite graphs, for all graphs and all deletions of a project in one compiled pass.

A graph's statistics are one flat vector; `starts[code]` says where statistic `code` begins, or -1 when nobody asked for it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from cooperation_graph.kernels import shapes
from cooperation_graph.kernels.words import count

__all__ = ["CODES", "NONE", "Room", "entropy_bounds", "leave_one_out", "make_room", "observe", "shape", "summarise", "turn"]

#: Number of each statistic in `starts`.
CODES = {
    "project_mixing": 0, "tie_count": 1, "tie_split": 2, "pair_split": 3, "tie_mixing": 4, "pair_mixing": 5,
    "newman_mixing": 6, "table_entropy": 7, "flagged_projects": 8, "components": 9, "short_paths": 10, "open_paths": 11,
    "group_table": 12, "specialisation": 13,
}  # fmt: skip
#: No project is left out (typed, so that compiled code is one and the same).
NONE = np.int64(-1)
PROJECT_MIXING, TIE_COUNT, TIE_SPLIT, PAIR_SPLIT, TIE_MIXING, PAIR_MIXING, NEWMAN_MIXING, TABLE_ENTROPY, FLAGGED = range(9)
COMPONENTS, SHORT_PATHS, OPEN_PATHS, GROUP_TABLE, SPECIALISATION = range(9, 14)
components, short_paths, open_paths = shapes.components, shapes.short_paths, shapes.open_paths
group_table, specialisation = shapes.group_table, shapes.specialisation


@njit(nogil=True, cache=True)
def _least_entropy(rows: np.ndarray, sizes: np.ndarray, total: float) -> float:
    """Entropy of the greedy most concentrated table with these margins: largest row into largest column, again and again."""
    left = rows.copy()
    buckets = np.zeros(sizes.max() + 1, np.int64)  # columns by what is left in them: a queue without a heap
    for c in sizes:
        buckets[c] += 1
    top = len(buckets) - 1
    entropy = 0.0
    while True:
        while top > 0 and buckets[top] == 0:
            top -= 1
        if top == 0:
            return entropy
        s = int(np.argmax(left))
        x = min(left[s], float(top))
        if x <= 0.0:
            return entropy
        buckets[top] -= 1
        buckets[top - int(x)] += 1
        left[s] -= x
        entropy -= x / total * np.log(x / total)


class Room(NamedTuple):
    """Scratch of :func:`summarise` for the largest of some graphs."""

    pointers: np.ndarray
    members: np.ndarray
    table: np.ndarray
    step: np.ndarray
    bounds: np.ndarray
    partners: np.ndarray
    project: np.ndarray
    groups: np.ndarray
    row_pointers: np.ndarray
    row_lists: np.ndarray
    stamp: np.ndarray


@njit(nogil=True, cache=True)
def _in_words(n: int, m: int, n_participations: int) -> bool:
    """Whether sets of actors as words of 64 bits cost less than pairs of actors one by one."""
    return n <= 64 or (n + 63) // 64 * m <= 3 * n_participations


@njit(nogil=True, cache=True)
def make_room(
    first: int, last: int, row_offsets: np.ndarray, column_offsets: np.ndarray, indptr: np.ndarray, n_groups: int
) -> Room:
    """Scratch for the graphs ``first … last − 1``."""
    n_max = m_max = t_max = words_max = partners_max = 1
    for g in range(first, last):
        n, m = row_offsets[g + 1] - row_offsets[g], column_offsets[g + 1] - column_offsets[g]
        t = indptr[row_offsets[g + 1]] - indptr[row_offsets[g]]
        n_max, m_max, t_max = max(n_max, n), max(m_max, m), max(t_max, t)
        if _in_words(n, m, t):
            words_max, partners_max = max(words_max, (n + 63) // 64), max(partners_max, (n + 63) // 64 * n)
    step = np.zeros(n_max + 1)  # what the k-th actor of a group adds to Σ x·ln x of a project
    for k in range(1, n_max + 1):
        step[k] = (k + 1) * np.log(k + 1) - k * np.log(k)
    return Room(
        np.zeros(m_max + 1, np.int64), np.zeros(t_max, np.int32), np.zeros(n_groups, np.int64), step, np.zeros(2),
        np.zeros(partners_max, np.uint64), np.zeros(words_max, np.uint64), np.zeros(n_groups * words_max, np.uint64),
        np.zeros(n_max + 1, np.int64), np.zeros(t_max, np.int32), np.zeros(n_max, np.int64),
    )  # fmt: skip


@njit(nogil=True, cache=True)
def turn(indptr: np.ndarray, lists: np.ndarray, n_other: int, pointers: np.ndarray, members: np.ndarray) -> None:
    """Lists of one side of a bipartite graph from those of the other, in order."""
    pointers[: n_other + 1] = 0
    for e in range(indptr[-1]):
        pointers[lists[e] + 1] += 1
    for p in range(n_other):
        pointers[p + 1] += pointers[p]
    for i in range(len(indptr) - 1):
        for e in range(indptr[i], indptr[i + 1]):
            members[pointers[lists[e]]] = i
            pointers[lists[e]] += 1
    for p in range(n_other, 0, -1):
        pointers[p] = pointers[p - 1]
    pointers[0] = 0


@njit(nogil=True, cache=True)
def summarise(
    pointers: np.ndarray, members: np.ndarray, group: np.ndarray, flags: np.ndarray, n_groups: int, n_flags: int,
    starts: np.ndarray, skip: int, room: Room, out: np.ndarray,
) -> None:  # fmt: skip
    """Write the statistics of one graph, given by the actors of its projects, into `out`; project `skip` left out (-1: none).

    ``room.bounds`` keeps H2min and H2max between draws that keep the margins; a negative first entry asks for them anew.
    """
    n, m, S, table = len(group), len(pointers) - 1, n_groups, room.table
    mixing, newman, flagged = starts[PAIR_MIXING], starts[NEWMAN_MIXING], starts[FLAGGED]
    out[:] = 0.0
    active = multi = crossing = 0
    mixed = within = pairs = h2 = 0.0
    for p in range(m):
        c = pointers[p + 1] - pointers[p]
        if c == 0 or p == skip:
            continue
        same, mask = 0, np.uint8(0)
        for e in range(pointers[p], pointers[p + 1]):
            i = members[e]
            k = table[group[i]]
            table[group[i]] = k + 1
            same += k
            h2 += room.step[k]
            mask |= flags[i]
        active += 1
        if c >= 2:
            possible = 0.5 * c * (c - 1)
            multi += 1
            crossing += same < possible
            mixed += 1.0 - same / possible
            within += same
            pairs += possible
            if mixing >= 0 or newman >= 0:
                for s in range(S):
                    if table[s]:
                        for t in range(s, S):
                            found = 0.5 * table[s] * (table[s] - 1) if s == t else 1.0 * table[s] * table[t]
                            if mixing >= 0:
                                out[mixing + s * S + t] += found
                            if newman >= 0:
                                out[newman + s * S + t] += found / (c - 1.0)
        if flagged >= 0:
            for f in range(n_flags):
                out[flagged + 1 + f] += mask >> f & 1
        table[:] = 0
    if flagged >= 0:
        out[flagged] = active
    if starts[PROJECT_MIXING] >= 0:
        a = starts[PROJECT_MIXING]
        out[a], out[a + 1], out[a + 2], out[a + 3] = active, multi, crossing, mixed
    if starts[PAIR_SPLIT] >= 0:
        out[starts[PAIR_SPLIT]], out[starts[PAIR_SPLIT] + 1] = within, pairs - within
    if starts[TABLE_ENTROPY] >= 0 and active > 0:
        a = starts[TABLE_ENTROPY]
        total = 1.0 * (pointers[m] - (pointers[skip + 1] - pointers[skip] if skip >= 0 else 0))
        if room.bounds[0] < 0.0:
            entropy_bounds(pointers, members, group, S, skip, total, room.bounds)
        out[a], out[a + 1], out[a + 2] = np.log(total) - h2 / total, room.bounds[0], room.bounds[1]
    if starts[TIE_COUNT] >= 0 or starts[TIE_SPLIT] >= 0 or starts[TIE_MIXING] >= 0:
        if _in_words(n, m, pointers[m]):
            ties, inside = _ties_in_words(pointers, members, group, S, starts[TIE_MIXING], skip, room, out)
        else:
            ties, inside = _ties(pointers, members, group, S, starts[TIE_MIXING], skip, room, out)
        if starts[TIE_COUNT] >= 0:
            out[starts[TIE_COUNT]] = ties
        if starts[TIE_SPLIT] >= 0:
            out[starts[TIE_SPLIT]], out[starts[TIE_SPLIT] + 1] = inside, ties - inside
    shape(pointers, members, group, S, starts, skip, room, out)


@njit(nogil=True, cache=True)
def shape(
    pointers: np.ndarray, members: np.ndarray, group: np.ndarray, S: int, starts: np.ndarray, skip: int, room: Room,
    out: np.ndarray,
) -> None:  # fmt: skip
    """The statistics of :mod:`cooperation_graph.kernels.shapes` that are asked for."""
    n = len(group)
    if starts[COMPONENTS] >= 0:
        components(pointers, members, n, skip, room.stamp, out[starts[COMPONENTS] :])
    if starts[SHORT_PATHS] >= 0 or starts[OPEN_PATHS] >= 0:
        own = room.row_pointers[: n + 1]
        turn(pointers, members, n, own, room.row_lists)
        if starts[SHORT_PATHS] >= 0:
            short_paths(pointers, members, own, room.row_lists, skip, room.stamp, out[starts[SHORT_PATHS] :])
        if starts[OPEN_PATHS] >= 0:
            open_paths(pointers, members, own, room.row_lists, skip, out[starts[OPEN_PATHS] :])
    if starts[GROUP_TABLE] >= 0:
        group_table(pointers, members, group, S, skip, room.table, out[starts[GROUP_TABLE] :])
    if starts[SPECIALISATION] >= 0:
        specialisation(pointers, members, group, S, skip, room.table, out[starts[SPECIALISATION] :])


@njit(nogil=True, cache=True)
def entropy_bounds(
    pointers: np.ndarray, members: np.ndarray, group: np.ndarray, S: int, skip: int, total: float, bounds: np.ndarray
) -> None:
    rows, sizes = np.zeros(S), np.zeros(len(pointers) - 1, np.int64)
    highest = 0.0
    for p in range(len(sizes)):
        if p == skip or pointers[p] == pointers[p + 1]:
            continue
        sizes[p] = pointers[p + 1] - pointers[p]
        for e in range(pointers[p], pointers[p + 1]):
            rows[group[members[e]]] += 1
        highest -= sizes[p] / total * np.log(sizes[p] / total)
    for s in range(S):
        if rows[s] > 0:
            highest -= rows[s] / total * np.log(rows[s] / total)
    bounds[0] = _least_entropy(rows, sizes, total)
    bounds[1] = highest


@njit(nogil=True, cache=True)
def _ties_in_words(
    pointers: np.ndarray, members: np.ndarray, group: np.ndarray, S: int, matrix: int, skip: int, room: Room, out: np.ndarray
) -> tuple[int, int]:
    """Ties of the simple projection and those inside groups: an actor's partners are the union of his projects' actors."""
    n, words = len(group), (len(group) + 63) // 64
    partners, project, groups = room.partners, room.project, room.groups
    partners[: n * words] = 0
    groups[: S * words] = 0
    for i in range(n):
        groups[group[i] * words + (i >> 6)] |= np.uint64(1) << np.uint64(i & 63)
    for p in range(len(pointers) - 1):
        if p == skip:
            continue
        project[:words] = 0
        for e in range(pointers[p], pointers[p + 1]):
            project[members[e] >> 6] |= np.uint64(1) << np.uint64(members[e] & 63)
        for e in range(pointers[p], pointers[p + 1]):
            for w in range(words):
                partners[members[e] * words + w] |= project[w]
    ties = inside = 0  # each tie twice
    for i in range(n):
        own, g = i * words, group[i]
        partners[own + (i >> 6)] &= ~(np.uint64(1) << np.uint64(i & 63))
        for w in range(words):
            ties += count(partners[own + w])
            inside += count(partners[own + w] & groups[g * words + w])
        if matrix >= 0:
            for h in range(g, S):
                found = 0
                for w in range(words):
                    found += count(partners[own + w] & groups[h * words + w])
                out[matrix + g * S + h] += 0.5 * found if g == h else found
    return ties // 2, inside // 2


@njit(nogil=True, cache=True)
def _ties(
    pointers: np.ndarray, members: np.ndarray, group: np.ndarray, S: int, matrix: int, skip: int, room: Room, out: np.ndarray
) -> tuple[int, int]:
    """The same for graphs with many actors: each pair once however many projects it shares, by stamps."""
    n, m, stamp = len(group), len(pointers) - 1, room.stamp
    own, lists = room.row_pointers[: n + 1], room.row_lists
    turn(pointers, members, n, own, lists)
    ordered = np.empty(pointers[m], members.dtype)
    turn(own, lists, m, pointers.copy(), ordered)  # actors in order
    stamp[:n] = -1
    ties = inside = 0
    for i in range(n):
        stamp[i] = i
        g = group[i]
        for e in range(own[i], own[i + 1]):
            p = lists[e]
            if p == skip:
                continue
            for a in range(pointers[p + 1] - 1, pointers[p] - 1, -1):
                j = ordered[a]
                if j <= i:
                    break
                if stamp[j] != i:
                    stamp[j] = i
                    ties += 1
                    h = group[j]
                    inside += g == h
                    if matrix >= 0:
                        out[matrix + (g * S + h if g < h else h * S + g)] += 1
    return ties, inside


@njit(nogil=True, cache=True)
def observe(
    first: int, last: int, row_offsets: np.ndarray, column_offsets: np.ndarray, indptr: np.ndarray, indices: np.ndarray,
    group: np.ndarray, flags: np.ndarray, n_groups: int, n_flags: int, starts: np.ndarray, out: np.ndarray,
) -> None:  # fmt: skip
    """Statistics of the graphs ``first … last − 1``, one row of `out` each."""
    room = make_room(first, last, row_offsets, column_offsets, indptr, n_groups)
    for g in range(first, last):
        r0, r1 = row_offsets[g], row_offsets[g + 1]
        m = column_offsets[g + 1] - column_offsets[g]
        turn(indptr[r0 : r1 + 1] - indptr[r0], indices[indptr[r0] : indptr[r1]], m, room.pointers, room.members)
        room.bounds[0] = -1.0
        summarise(
            room.pointers[: m + 1], room.members, group[r0:r1], flags[r0:r1], n_groups, n_flags, starts, NONE, room,
            out[g - first],
        )  # fmt: skip


@njit(nogil=True, cache=True)
def leave_one_out(
    first: int, last: int, row_offsets: np.ndarray, column_offsets: np.ndarray, indptr: np.ndarray, indices: np.ndarray,
    group: np.ndarray, flags: np.ndarray, n_groups: int, n_flags: int, starts: np.ndarray, out: np.ndarray,
) -> None:  # fmt: skip
    """Statistics of each graph without each of its projects in turn: one row of `out` a column of the national arrays."""
    room = make_room(first, last, row_offsets, column_offsets, indptr, n_groups)
    for g in range(first, last):
        r0, r1 = row_offsets[g], row_offsets[g + 1]
        m = column_offsets[g + 1] - column_offsets[g]
        turn(indptr[r0 : r1 + 1] - indptr[r0], indices[indptr[r0] : indptr[r1]], m, room.pointers, room.members)
        for p in range(m):
            room.bounds[0] = -1.0
            summarise(
                room.pointers[: m + 1], room.members, group[r0:r1], flags[r0:r1], n_groups, n_flags, starts, p, room,
                out[column_offsets[g] + p],
            )  # fmt: skip
