"""Statistics of draws whose projects are sets of actors in 64-bit words: the numbers of :mod:`statistics`, without lists.

How many actors of each group a project gathers is a count of bits; all statistics but ties come from that table of groups ×
projects in loops that the processor takes many projects at a time. What every draw keeps (sizes of projects, pairs in them)
is worked out once a graph.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from cooperation_graph.kernels.statistics import (
    COMPONENTS,
    FLAGGED,
    NEWMAN_MIXING,
    PAIR_MIXING,
    PAIR_SPLIT,
    PROJECT_MIXING,
    TABLE_ENTROPY,
    TIE_COUNT,
    TIE_MIXING,
    TIE_SPLIT,
)
from cooperation_graph.kernels.words import count, lowest

__all__ = ["Tally", "make_tally", "tally", "wants_lists"]

#: Rows of the table are filled up to a multiple of it, for whole vectors.
_LANES = 16


class Tally(NamedTuple):
    """What the draws of a graph have in common, and scratch.

    `groups` and `marks` are the actors of each group and flag (words one after the other), `present` the groups that have any,
    `possible` the pairs in each project, `kept` how many projects have an actor, have two, and their pairs in all; `table` is
    groups × projects.
    """

    width: int
    groups: np.ndarray
    marks: np.ndarray
    present: np.ndarray
    sizes: np.ndarray
    possible: np.ndarray
    kept: np.ndarray
    entropies: np.ndarray
    table: np.ndarray
    same: np.ndarray
    partners: np.ndarray


@njit(nogil=True, cache=True)
def make_tally(pointers: np.ndarray, group: np.ndarray, flags: np.ndarray, n_groups: int, n_flags: int) -> Tally:
    """Prepare a graph of projects with these sizes."""
    n, m = len(group), len(pointers) - 1
    width = (n + 63) // 64
    groups, marks = np.zeros(n_groups * width, np.uint64), np.zeros(n_flags * width, np.uint64)
    held = np.zeros(n_groups, np.int64)
    for i in range(n):
        bit = np.uint64(1) << np.uint64(i & 63)
        groups[group[i] * width + (i >> 6)] |= bit
        held[group[i]] += 1
        for f in range(n_flags):
            if flags[i] >> f & 1:
                marks[f * width + (i >> 6)] |= bit
    sizes, possible, kept = np.zeros(m, np.int64), np.zeros(m), np.zeros(3)
    for p in range(m):
        c = pointers[p + 1] - pointers[p]
        sizes[p], possible[p] = c, 0.5 * c * (c - 1)
        kept[0] += c > 0
        kept[1] += c > 1
        kept[2] += possible[p]
    entropies = np.zeros(n + 1)
    for x in range(2, n + 1):
        entropies[x] = x * np.log(x)
    row = (m + _LANES - 1) // _LANES * _LANES
    return Tally(
        width, groups, marks, np.flatnonzero(held), sizes, possible, kept, entropies, np.zeros(n_groups * row, np.int32),
        np.zeros(row, np.int32), np.zeros(n * width, np.uint64),
    )  # fmt: skip


@njit(nogil=True, cache=True)
def wants_lists(starts: np.ndarray) -> bool:
    """Whether a statistic is asked for that :func:`tally` does not give."""
    return bool((starts[COMPONENTS:] >= 0).any())


@njit(nogil=True, cache=True, _nrt=False)
def tally(
    projects: np.ndarray, its: Tally, group: np.ndarray, n_groups: int, n_flags: int, starts: np.ndarray, bounds: np.ndarray,
    out: np.ndarray,
) -> None:  # fmt: skip
    """Write the statistics of a draw into `out`.

    Parameters
    ----------
    projects
        Actors of each project, ``its.width`` words one after the other.
    bounds
        H2min and H2max, which draws keep.
    """
    for k in range(len(out)):
        out[k] = 0.0
    _count(projects, its)
    if starts[PROJECT_MIXING] >= 0 or starts[PAIR_SPLIT] >= 0:
        _by_project(its, starts, out)
    if starts[TABLE_ENTROPY] >= 0 and its.kept[0] > 0:
        _entropy(its, bounds, out[starts[TABLE_ENTROPY] :])
    if starts[PAIR_MIXING] >= 0:
        _pairs(its, n_groups, out[starts[PAIR_MIXING] :])
    if starts[NEWMAN_MIXING] >= 0:
        _newman(its, n_groups, out[starts[NEWMAN_MIXING] :])
    if starts[FLAGGED] >= 0:
        _flagged(projects, its, n_flags, out[starts[FLAGGED] :])
    if starts[TIE_COUNT] >= 0 or starts[TIE_SPLIT] >= 0 or starts[TIE_MIXING] >= 0:
        _ties(projects, its, group, n_groups, starts, out)


@njit(nogil=True, cache=True, forceinline=True, _nrt=False)
def _count(projects: np.ndarray, its: Tally) -> None:
    """The table of groups × projects."""
    width, row, m = its.width, len(its.same), len(its.sizes)
    for s in its.present:
        line = its.table[s * row : s * row + m]
        if width == 1:
            wanted = its.groups[s]
            for p in range(m):
                line[p] = count(projects[p] & wanted)
        elif width == 2:
            low, high = its.groups[2 * s], its.groups[2 * s + 1]
            for p in range(m):
                line[p] = count(projects[2 * p] & low) + count(projects[2 * p + 1] & high)
        else:
            members = its.groups[s * width : (s + 1) * width]
            for p in range(m):
                found = np.int64(0)
                for w in range(width):
                    found += count(projects[p * width + w] & members[w])
                line[p] = found


@njit(nogil=True, cache=True, forceinline=True, _nrt=False)
def _by_project(its: Tally, starts: np.ndarray, out: np.ndarray) -> None:
    """Pairs of one group in each project: projects that cross, pairs inside."""
    row, m, same = len(its.same), len(its.sizes), its.same
    for p in range(row):
        same[p] = 0
    for s in its.present:
        line = its.table[s * row : (s + 1) * row]
        for p in range(row):
            same[p] += line[p] * (line[p] - 1)
    crossing = within = np.int64(0)
    mixed = 0.0
    for p in range(m):
        if its.sizes[p] > 1:
            found = same[p] >> 1
            within += found
            crossing += found < its.possible[p]
            mixed += 1.0 - found / its.possible[p]
    if starts[PROJECT_MIXING] >= 0:
        a = starts[PROJECT_MIXING]
        out[a], out[a + 1], out[a + 2], out[a + 3] = its.kept[0], its.kept[1], crossing, mixed
    if starts[PAIR_SPLIT] >= 0:
        out[starts[PAIR_SPLIT]], out[starts[PAIR_SPLIT] + 1] = within, its.kept[2] - within


@njit(nogil=True, cache=True, forceinline=True, _nrt=False)
def _entropy(its: Tally, bounds: np.ndarray, out: np.ndarray) -> None:
    """H2 = ln T − Σ x·ln x / T; four sums, so that additions need not wait for each other."""
    row, total, entropies = len(its.same), np.int64(0), its.entropies
    for size in its.sizes:
        total += size
    a = b = c = d = 0.0
    for s in its.present:
        line = its.table[s * row : (s + 1) * row]
        for p in range(0, row, 4):
            a += entropies[line[p]]
            b += entropies[line[p + 1]]
            c += entropies[line[p + 2]]
            d += entropies[line[p + 3]]
    h2 = (a + b) + (c + d)
    out[0], out[1], out[2] = np.log(total) - h2 / total, bounds[0], bounds[1]


@njit(nogil=True, cache=True, forceinline=True, _nrt=False)
def _pairs(its: Tally, n_groups: int, out: np.ndarray) -> None:
    """Pairs of partners between groups, a project at a time: products of rows of the table."""
    row, table = len(its.same), its.table
    for s in its.present:
        mine, alone = table[s * row : (s + 1) * row], np.int32(0)
        for p in range(row):
            alone = np.int32(alone + mine[p])
        for t in its.present:
            if t < s:
                continue
            theirs, found = table[t * row : (t + 1) * row], np.int32(0)
            for p in range(row):
                found = np.int32(found + np.int32(mine[p] * theirs[p]))
            out[s * n_groups + t] = (found - alone) / 2 if s == t else found


@njit(nogil=True, cache=True, forceinline=True, _nrt=False)
def _newman(its: Tally, n_groups: int, out: np.ndarray) -> None:
    """The same, each project weighted by 1 / (its actors − 1)."""
    row, table = len(its.same), its.table
    for p in range(len(its.sizes)):
        if its.sizes[p] < 2:
            continue
        for s in its.present:
            x = table[s * row + p]
            if x == 0:
                continue
            for t in its.present:
                if t >= s:
                    found = 0.5 * x * (x - 1) if s == t else 1.0 * x * table[t * row + p]
                    out[s * n_groups + t] += found / (its.sizes[p] - 1.0)


@njit(nogil=True, cache=True, forceinline=True, _nrt=False)
def _flagged(projects: np.ndarray, its: Tally, n_flags: int, out: np.ndarray) -> None:
    """Projects with an actor, and those with an actor of each flag."""
    width = its.width
    out[0] = its.kept[0]
    for f in range(n_flags):
        marked = np.int64(0)
        for p in range(len(its.sizes)):
            found = np.uint64(0)
            for w in range(width):
                found |= projects[p * width + w] & its.marks[f * width + w]
            marked += found != np.uint64(0)
        out[1 + f] = marked


@njit(nogil=True, cache=True, forceinline=True, _nrt=False)
def _ties(
    projects: np.ndarray, its: Tally, group: np.ndarray, n_groups: int, starts: np.ndarray, out: np.ndarray
) -> None:
    """Ties of the simple projection and those inside groups: an actor's partners are the union of his projects' actors."""
    n, width, partners, groups = len(group), its.width, its.partners, its.groups
    for k in range(n * width):
        partners[k] = 0
    for p in range(len(its.sizes)):
        for v in range(width):
            left = projects[p * width + v]
            while left:
                i = 64 * v + lowest(left)
                if width == 1:
                    partners[i] |= projects[p]
                elif width == 2:
                    partners[2 * i] |= projects[2 * p]
                    partners[2 * i + 1] |= projects[2 * p + 1]
                else:
                    for w in range(width):
                        partners[i * width + w] |= projects[p * width + w]
                left &= left - np.uint64(1)
    ties = inside = np.int64(0)  # each tie twice, and every actor who takes part with himself
    for i in range(n):
        own = its.groups[group[i] * width : (group[i] + 1) * width]
        himself = np.int64(partners[i * width + (i >> 6)] >> np.uint64(i & 63) & np.uint64(1))
        ties -= himself
        inside -= himself
        for w in range(width):
            ties += count(partners[i * width + w])
            inside += count(partners[i * width + w] & own[w])
        if starts[TIE_MIXING] >= 0:
            for h in its.present:
                if h >= group[i]:
                    found = -himself if h == group[i] else np.int64(0)
                    for w in range(width):
                        found += count(partners[i * width + w] & groups[h * width + w])
                    out[starts[TIE_MIXING] + group[i] * n_groups + h] += 0.5 * found if h == group[i] else found
    ties, inside = ties // 2, inside // 2
    if starts[TIE_COUNT] >= 0:
        out[starts[TIE_COUNT]] = ties
    if starts[TIE_SPLIT] >= 0:
        out[starts[TIE_SPLIT]], out[starts[TIE_SPLIT] + 1] = inside, ties - inside
