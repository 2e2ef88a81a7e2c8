"""Draws of `keep_degrees` with all headline statistics, against a plain compiled loop on lists that counts tied pairs only, and
draws of one large graph alone.

Run by `make bench`; both are timed in turn on one thread, in CPU time, so that ratios hold on a busy machine.
"""

from __future__ import annotations

from time import process_time

import numpy as np
import pytest
from numba import njit

from benchmarks.national import large_survey, national_graphs
from cooperation_graph.graph import build_graphs
from cooperation_graph.measures import HEADLINE, measure
from cooperation_graph.nulls import keep_degrees
from cooperation_graph.nulls.draws import _runner, stream
from cooperation_graph.sufficient import Layout, incidence_of

STATISTICS = ("tie_count", "tie_split", "pair_split", "project_mixing", "table_entropy", "flagged_projects:residents")
DRAWS, REPEATS = 128, 5


@njit(nogil=True)
def plain(row_offsets, indptr, indices, draws, trades_a_row, out):
    """Textbook curveball: pairs of actors one by one, stamps, and tied pairs by a second pass."""
    np.random.seed(1)  # noqa: NPY002 - the generator of compiled loops
    for g in range(len(row_offsets) - 1):
        r0, r1 = row_offsets[g], row_offsets[g + 1]
        n, start, lists = r1 - r0, indptr[r0 : r1 + 1] - indptr[r0], indices[indptr[r0] : indptr[r1]].copy()
        m = lists.max() + 1 if len(lists) else 0
        stamp, token = np.zeros(m, np.int64), 0
        for d in range(draws):
            for _ in range(int(trades_a_row * n)):
                i, j = np.random.randint(n), np.random.randint(n - 1)  # noqa: NPY002
                j += j >= i
                token += 2
                for a in range(start[i], start[i + 1]):
                    stamp[lists[a]] = token
                w = start[j]
                for b in range(start[j], start[j + 1]):
                    p = lists[b]
                    if stamp[p] == token:
                        stamp[p] = token + 1
                        lists[b], lists[w] = lists[w], p
                        w += 1
                v = start[i]
                for a in range(start[i], start[i + 1]):
                    p = lists[a]
                    if stamp[p] == token + 1:
                        lists[a], lists[v] = lists[v], p
                        v += 1
                mine, total = start[i + 1] - v, start[i + 1] - v + start[j + 1] - w
                for t in range(mine):
                    pick = t + np.random.randint(total - t)  # noqa: NPY002
                    place = v + pick if pick < mine else w + pick - mine
                    lists[v + t], lists[place] = lists[place], lists[v + t]
            size = np.zeros(m + 1, np.int64)
            for p in lists:
                size[p + 1] += 1
            for p in range(m):
                size[p + 1] += size[p]
            members, fill, seen, ties = np.zeros(len(lists), np.int64), size.copy(), np.full(n, -1), 0
            for i in range(n):
                for a in range(start[i], start[i + 1]):
                    members[fill[lists[a]]] = i
                    fill[lists[a]] += 1
            for i in range(n):
                for a in range(start[i], start[i + 1]):
                    for e in range(size[lists[a]], size[lists[a] + 1]):
                        j = members[e]
                        if j > i and seen[j] != i:
                            seen[j] = i
                            ties += 1
            out[g, d] = ties


def seconds(function):
    start = process_time()
    function()
    return process_time() - start


def test_draws_against_a_plain_loop():
    graphs = national_graphs(100)
    incidence = incidence_of(graphs, "sector")
    layout = Layout.of(STATISTICS, incidence.n_groups)
    ties = np.zeros((len(graphs), DRAWS))
    found = {}

    def ours():
        parts = stream(incidence, layout, keep_degrees, lambda first, last, out: out, draws=DRAWS, entropy=1)
        found["ties"] = layout.split(np.concatenate([part for _, _, part in parts]))["tie_count"][..., 0]

    def theirs():
        plain(incidence.row_offsets, incidence.indptr, incidence.indices, DRAWS, 2.5, ties)

    ours(), theirs()
    times = np.array([(seconds(ours), seconds(theirs)) for _ in range(REPEATS)])
    one, two = np.median(times, axis=0)
    each = len(incidence.indices) * DRAWS
    print(
        f"\n{len(graphs)} graphs, {len(incidence.indices)} participations, {DRAWS} draws: ours {one / each * 1e9:.1f} ns a "
        f"participation and draw with all headline statistics, plain loop {two / each * 1e9:.1f} ns with tied pairs only, "
        f"ratio {np.median(times[:, 1] / times[:, 0]):.2f}"
    )
    print(f"512,763 participations × 999 draws: {one / each * 512_763 * 999:.1f} CPU s")
    error = np.sqrt(found["ties"].var() / DRAWS * 2 / len(graphs))
    assert abs(found["ties"].mean() - ties.mean()) < 5 * error + 0.01 * ties.mean()


@pytest.mark.parametrize("size", [10**5, 10**6])
def test_one_more_draw_of_a_large_graph(size):
    """A draw after the first, against five trades a row of the plain loop; it depends on the one before as little as theirs."""
    incidence = incidence_of(build_graphs(large_survey(size)), "sector")
    run = _runner(incidence, Layout.of((), 1), keep_degrees, 1)
    arrays, more = (incidence.row_offsets, incidence.indptr, incidence.indices), 6

    def ours(draws):
        run(0, 1, 0, draws, np.zeros((1, draws, 0)), np.zeros((0, 0, 0), np.int32))

    def theirs(trades_a_row):
        plain(*arrays, 1, trades_a_row, np.zeros((1, 1)))

    ours(1), theirs(0.0)
    times = [[seconds(lambda: ours(1 + more)) - seconds(lambda: ours(1)), seconds(lambda: theirs(5.0)) - seconds(lambda: theirs(0.0))]
             for _ in range(3)]  # fmt: skip
    one, two = np.median(times, axis=0)
    print(f"\n{len(incidence.indices):,} participations: {one / more:.4f} CPU s a draw, plain loop {two:.4f}")
    assert one / more < two


def test_the_whole_headline_set():
    """`measure` end to end: draws, formulas, p-values; without and with intervals."""
    graphs = national_graphs(100)
    measure(graphs, HEADLINE, draws=3, rng=1)
    base = np.median([seconds(lambda: measure(graphs, HEADLINE, null=None, rng=1)) for _ in range(3)])
    full = np.median([seconds(lambda: measure(graphs, HEADLINE, draws=255, rng=1)) for _ in range(3)])
    print(f"\nmeasure: {base / len(graphs) * 3200:.1f} CPU s for 3,200 graphs without null, with intervals; 999 draws add "
          f"{(full - base) / len(graphs) / 255 * 3200 * 999:.1f}")  # fmt: skip
