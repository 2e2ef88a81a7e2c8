"""Sufficient statistics of bipartite graphs, for all graphs, all draws of a null and all deletions in one compiled pass.

A graph's statistics are one flat vector; `starts[code]` says where statistic `code` begins, or -1 when nobody asked for it.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from cooperation_graph.kernels.chance import below, seed_block
from cooperation_graph.kernels.curveball import hexagons, trades

__all__ = ["CODES", "draw", "leave_one_out", "observe"]

#: Statistic → (code, length for S groups and F flags).
CODES = {
    "project_mixing": 0, "tie_count": 1, "tie_split": 2, "pair_split": 3, "tie_mixing": 4, "pair_mixing": 5,
    "newman_mixing": 6, "table_entropy": 7, "flagged_projects": 8,
}  # fmt: skip
PROJECT_MIXING, TIE_COUNT, TIE_SPLIT, PAIR_SPLIT, TIE_MIXING, PAIR_MIXING, NEWMAN_MIXING, TABLE_ENTROPY, FLAGGED = range(9)


@njit(nogil=True, cache=True)
def _least_entropy(rows: np.ndarray, sizes: np.ndarray, total: float) -> float:
    """Entropy of the greedy most concentrated table with these margins: largest row into largest column, again and again."""
    left = rows.copy()
    buckets = np.zeros(int(sizes.max()) + 1, np.int64)  # columns by what is left in them: a queue without a heap
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


@njit(nogil=True, cache=True)
def _summarise(
    indptr: np.ndarray, lists: np.ndarray, m: int, group: np.ndarray, flags: np.ndarray, n_groups: int, n_flags: int,
    starts: np.ndarray, skip: int, x: np.ndarray, size: np.ndarray, mask: np.ndarray, column_start: np.ndarray,
    column_rows: np.ndarray, stamp: np.ndarray, log: np.ndarray, bounds: np.ndarray, out: np.ndarray,
) -> None:  # fmt: skip
    """Write the statistics of one incidence into `out`, leaving project `skip` out (-1: none).

    `bounds` keeps H2min and H2max between draws that keep the margins; a negative first entry asks for them anew.
    `log[k]` is k·ln k.
    """
    n, S = len(indptr) - 1, n_groups
    x[: m * S] = 0
    size[:m] = 0
    mask[:m] = 0
    out[:] = 0.0
    for i in range(n):
        g, f = group[i], flags[i]
        for e in range(indptr[i], indptr[i + 1]):
            p = lists[e]
            if p != skip:
                size[p] += 1
                mask[p] |= f
                x[p * S + g] += 1

    want_pairs = starts[PAIR_SPLIT] >= 0 or starts[PAIR_MIXING] >= 0 or starts[NEWMAN_MIXING] >= 0
    active = multi = crossing = 0
    mixed = within = pairs = h2 = total = 0.0
    for p in range(m):
        c = size[p]
        if c == 0:
            continue
        active += 1
        same, present = 0, 0
        for s in range(S):
            k = x[p * S + s]
            if k:
                same += k * (k - 1)
                present += 1
                h2 += log[k]
        total += c
        if c >= 2:
            multi += 1
            crossing += present >= 2
            mixed += 1.0 - same / (c * (c - 1.0))
            within += 0.5 * same
            pairs += 0.5 * c * (c - 1)
            if want_pairs and (starts[PAIR_MIXING] >= 0 or starts[NEWMAN_MIXING] >= 0):
                for s in range(S):
                    k = x[p * S + s]
                    if k == 0:
                        continue
                    for t in range(s, S):
                        inside = 0.5 * k * (k - 1) if s == t else 1.0 * k * x[p * S + t]
                        if inside > 0.0:
                            if starts[PAIR_MIXING] >= 0:
                                out[starts[PAIR_MIXING] + s * S + t] += inside
                            if starts[NEWMAN_MIXING] >= 0:
                                out[starts[NEWMAN_MIXING] + s * S + t] += inside / (c - 1.0)
    if starts[PROJECT_MIXING] >= 0:
        a = starts[PROJECT_MIXING]
        out[a], out[a + 1], out[a + 2], out[a + 3] = active, multi, crossing, mixed
    if starts[PAIR_SPLIT] >= 0:
        out[starts[PAIR_SPLIT]], out[starts[PAIR_SPLIT] + 1] = within, pairs - within
    if starts[FLAGGED] >= 0:
        a = starts[FLAGGED]
        out[a] = active
        for p in range(m):
            for f in range(n_flags):
                if mask[p] >> f & 1:
                    out[a + 1 + f] += 1
    if starts[TABLE_ENTROPY] >= 0 and total > 0:
        a = starts[TABLE_ENTROPY]
        if bounds[0] < 0.0:
            rows = np.zeros(S)
            for p in range(m):
                for s in range(S):
                    rows[s] += x[p * S + s]
            highest = 0.0
            for s in range(S):
                if rows[s] > 0:
                    highest -= rows[s] / total * np.log(rows[s] / total)
            for p in range(m):
                if size[p] > 0:
                    highest -= size[p] / total * np.log(size[p] / total)
            bounds[0] = _least_entropy(rows, size[:m], total)
            bounds[1] = highest
        out[a], out[a + 1], out[a + 2] = np.log(total) - h2 / total, bounds[0], bounds[1]

    if starts[TIE_COUNT] < 0 and starts[TIE_SPLIT] < 0 and starts[TIE_MIXING] < 0:
        return
    _ties(indptr, lists, m, group, S, starts, skip, size, column_start, column_rows, stamp, out)


@njit(nogil=True, cache=True)
def _ties(
    indptr: np.ndarray, lists: np.ndarray, m: int, group: np.ndarray, S: int, starts: np.ndarray, skip: int,
    size: np.ndarray, column_start: np.ndarray, column_rows: np.ndarray, stamp: np.ndarray, out: np.ndarray,
) -> None:  # fmt: skip
    """Ties of the simple projection, each pair once however many projects it shares."""
    n = len(indptr) - 1
    column_start[0] = 0
    for p in range(m):
        column_start[p + 1] = column_start[p] + size[p]
        size[p] = column_start[p]  # from here on: where the next actor of p goes
    for i in range(n):
        for e in range(indptr[i], indptr[i + 1]):
            p = lists[e]
            if p != skip:
                column_rows[size[p]] = i
                size[p] += 1
    stamp[:n] = -1
    matrix = starts[TIE_MIXING]
    count = within = 0
    for i in range(n):
        stamp[i] = i
        g = group[i]
        for e in range(indptr[i], indptr[i + 1]):
            p = lists[e]
            if p == skip:
                continue
            for a in range(column_start[p + 1] - 1, column_start[p] - 1, -1):  # actors after i stand last
                j = column_rows[a]
                if j <= i:
                    break
                if stamp[j] != i:
                    stamp[j] = i
                    count += 1
                    h = group[j]
                    if g == h:
                        within += 1
                    if matrix >= 0:
                        out[matrix + (g * S + h if g < h else h * S + g)] += 1
    if starts[TIE_COUNT] >= 0:
        out[starts[TIE_COUNT]] = count
    if starts[TIE_SPLIT] >= 0:
        out[starts[TIE_SPLIT]], out[starts[TIE_SPLIT] + 1] = within, count - within


@njit(nogil=True, cache=True)
def _logs(n: int) -> np.ndarray:
    table = np.zeros(n + 1)
    for k in range(2, n + 1):
        table[k] = k * np.log(k)
    return table


@njit(nogil=True, cache=True)
def _largest(offsets: np.ndarray, first: int, last: int) -> int:
    most = 1
    for g in range(first, last):
        most = max(most, offsets[g + 1] - offsets[g])
    return most


@njit(nogil=True, cache=True)
def observe(
    first: int, last: int, row_offsets: np.ndarray, column_offsets: np.ndarray, indptr: np.ndarray, indices: np.ndarray,
    group: np.ndarray, flags: np.ndarray, n_groups: int, n_flags: int, starts: np.ndarray, out: np.ndarray,
) -> None:  # fmt: skip
    """Statistics of the graphs ``first … last − 1``, one row of `out` each."""
    n_max, m_max = _largest(row_offsets, first, last), _largest(column_offsets, first, last)
    t_max = 1
    for g in range(first, last):
        t_max = max(t_max, indptr[row_offsets[g + 1]] - indptr[row_offsets[g]])
    log = _logs(n_max)
    x, size, mask = np.zeros(m_max * n_groups, np.int32), np.zeros(m_max, np.int64), np.zeros(m_max, np.uint8)
    column_start, column_rows, stamp = np.zeros(m_max + 1, np.int64), np.zeros(t_max, np.int32), np.zeros(n_max, np.int64)
    bounds = np.zeros(2)
    for g in range(first, last):
        r0, r1 = row_offsets[g], row_offsets[g + 1]
        e0 = indptr[r0]
        bounds[0] = -1.0
        _summarise(
            indptr[r0 : r1 + 1] - e0, indices[e0 : indptr[r1]], column_offsets[g + 1] - column_offsets[g], group[r0:r1],
            flags[r0:r1], n_groups, n_flags, starts, -1, x, size, mask, column_start, column_rows, stamp, log, bounds,
            out[g - first],
        )  # fmt: skip


@njit(nogil=True, cache=True)
def leave_one_out(
    first: int, last: int, row_offsets: np.ndarray, column_offsets: np.ndarray, indptr: np.ndarray, indices: np.ndarray,
    group: np.ndarray, flags: np.ndarray, n_groups: int, n_flags: int, starts: np.ndarray, out: np.ndarray,
) -> None:  # fmt: skip
    """Statistics of each graph without each of its projects in turn: one row of `out` a column of the national arrays."""
    n_max, m_max = _largest(row_offsets, first, last), _largest(column_offsets, first, last)
    t_max = 1
    for g in range(first, last):
        t_max = max(t_max, indptr[row_offsets[g + 1]] - indptr[row_offsets[g]])
    log = _logs(n_max)
    x, size, mask = np.zeros(m_max * n_groups, np.int32), np.zeros(m_max, np.int64), np.zeros(m_max, np.uint8)
    column_start, column_rows, stamp = np.zeros(m_max + 1, np.int64), np.zeros(t_max, np.int32), np.zeros(n_max, np.int64)
    bounds = np.zeros(2)
    for g in range(first, last):
        r0, r1 = row_offsets[g], row_offsets[g + 1]
        e0, e1 = indptr[r0], indptr[r1]
        m = column_offsets[g + 1] - column_offsets[g]
        local = indptr[r0 : r1 + 1] - e0
        for p in range(m):
            bounds[0] = -1.0
            _summarise(
                local, indices[e0:e1], m, group[r0:r1], flags[r0:r1], n_groups, n_flags, starts, p, x, size, mask,
                column_start, column_rows, stamp, log, bounds, out[column_offsets[g] + p],
            )  # fmt: skip


@njit(nogil=True, cache=True)
def draw(
    first: int, last: int, row_offsets: np.ndarray, column_offsets: np.ndarray, indptr: np.ndarray, lists: np.ndarray,
    group: np.ndarray, flags: np.ndarray, n_groups: int, n_flags: int, starts: np.ndarray, shuffle: bool,
    trade_offsets: np.ndarray, lines: np.ndarray, line_indptr: np.ndarray, group_start: np.ndarray, group_size: np.ndarray,
    forbidden_indptr: np.ndarray, forbidden: np.ndarray, keys: np.ndarray, first_draw: int, last_draw: int, block: int,
    burn_in: int, thin: int, out: np.ndarray, keep: np.ndarray,
) -> None:  # fmt: skip
    """Statistics of draws ``first_draw … last_draw − 1`` (a multiple of `block` to begin with) of some graphs from a null.

    Parameters
    ----------
    shuffle
        True permutes groups and flags among actors (`keep_links`); False trades projects (`keep_degrees`).
    trade_offsets, lines, line_indptr, group_start, group_size, forbidden_indptr, forbidden
        What may trade: see :func:`cooperation_graph.kernels.curveball.trades`; lines are numbered over all graphs.
    burn_in, thin
        Trades per line before the first draw of a block, and between draws.
    out
        Graphs × draws × statistics.
    keep
        Graphs × draws × participations of the largest graph: receives the drawn lists, or has length 0.
    """
    n_max, m_max = _largest(row_offsets, first, last), _largest(column_offsets, first, last)
    t_max = 1
    for g in range(first, last):
        t_max = max(t_max, indptr[row_offsets[g + 1]] - indptr[row_offsets[g]])
    log = _logs(n_max)
    x, size, mask = np.zeros(m_max * n_groups, np.int32), np.zeros(m_max, np.int64), np.zeros(m_max, np.uint8)
    column_start, column_rows, stamp = np.zeros(m_max + 1, np.int64), np.zeros(t_max, np.int32), np.zeros(n_max, np.int64)
    project_stamp = np.zeros(m_max, np.int64)
    state, bounds = np.zeros(4, np.uint64), np.zeros(2)
    work = np.zeros(t_max, np.int32)
    labels, marks = np.zeros(n_max, group.dtype), np.zeros(n_max, flags.dtype)
    order = np.zeros(n_max, np.int64)
    for g in range(first, last):
        r0, r1 = row_offsets[g], row_offsets[g + 1]
        e0, e1 = indptr[r0], indptr[r1]
        n, m = r1 - r0, column_offsets[g + 1] - column_offsets[g]
        local = indptr[r0 : r1 + 1] - e0
        t0, t1 = trade_offsets[g], trade_offsets[g + 1]
        n_lines = t1 - t0
        own_lines = np.arange(n_lines)
        own_indptr = np.zeros(n_lines + 1, np.int64)
        own_lists = np.zeros(0, np.int32)
        own_forbidden_indptr, own_forbidden = np.zeros(n_lines + 1, np.int64), np.zeros(0, np.int32)
        if not shuffle:  # gather the lines that trade; `place` says where their projects go back
            total = 0
            for k in range(n_lines):
                line = lines[t0 + k]
                total += line_indptr[line + 1] - line_indptr[line]
                own_indptr[k + 1] = total
            own_lists = np.zeros(total, np.int32)
            if len(forbidden):
                banned = 0
                for k in range(n_lines):
                    line = lines[t0 + k]
                    banned += forbidden_indptr[line + 1] - forbidden_indptr[line]
                    own_forbidden_indptr[k + 1] = banned
                own_forbidden = np.zeros(banned, np.int32)
                for k in range(n_lines):
                    line, a = lines[t0 + k], own_forbidden_indptr[k]
                    for e in range(forbidden_indptr[line], forbidden_indptr[line + 1]):
                        own_forbidden[a] = forbidden[e]
                        a += 1
        bounds[0] = -1.0
        project_stamp[:m] = 0
        token = 1
        work[: e1 - e0] = lists[e0:e1]
        labels[:n] = group[r0:r1]
        marks[:n] = flags[r0:r1]
        for d in range(first_draw, last_draw):
            fresh = d % block == 0
            if fresh:
                seed_block(keys[g], d // block, state)
            if shuffle:
                if fresh:
                    order[:n] = np.arange(n)
                for i in range(n - 1, 0, -1):
                    j = below(state, i + 1)
                    order[i], order[j] = order[j], order[i]
                for i in range(n):
                    labels[i], marks[i] = group[r0 + order[i]], flags[r0 + order[i]]
                bounds[0] = -1.0
            else:
                if fresh:
                    for k in range(n_lines):
                        line = lines[t0 + k]
                        own_lists[own_indptr[k] : own_indptr[k + 1]] = lists[line_indptr[line] : line_indptr[line + 1]]
                rounds = (burn_in if fresh else 0) + thin
                starts_of, sizes_of = group_start[t0:t1], group_size[t0:t1]
                if len(own_forbidden) == 0:
                    token = trades(
                        rounds * n_lines, own_indptr, own_lists, own_lines, starts_of, sizes_of, own_forbidden_indptr,
                        own_forbidden, project_stamp, token, state,
                    )  # fmt: skip
                else:
                    for _ in range(rounds):
                        token = trades(
                            n_lines, own_indptr, own_lists, own_lines, starts_of, sizes_of, own_forbidden_indptr,
                            own_forbidden, project_stamp, token, state,
                        )  # fmt: skip
                        hexagons(
                            n_lines, own_indptr, own_lists, own_lines, starts_of, sizes_of, own_forbidden_indptr,
                            own_forbidden, state,
                        )  # fmt: skip
                for k in range(n_lines):
                    at = line_indptr[lines[t0 + k]] - e0
                    for e in range(own_indptr[k], own_indptr[k + 1]):
                        work[at] = own_lists[e]
                        at += 1
            if keep.shape[0]:
                if shuffle:
                    keep[g - first, d - first_draw, :n] = order[:n]
                else:
                    keep[g - first, d - first_draw, : e1 - e0] = work[: e1 - e0]
            if out.shape[2]:
                _summarise(
                    local, work, m, labels[:n], marks[:n], n_groups, n_flags, starts, -1, x, size, mask, column_start,
                    column_rows, stamp, log, bounds, out[g - first, d - first_draw],
                )  # fmt: skip
