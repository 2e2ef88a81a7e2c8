"""`keep_degrees` and `keep_links` draw every possible graph, each as often: χ² against complete enumeration."""

from __future__ import annotations

from collections import Counter
from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

from cooperation_graph.nulls import keep_degrees, keep_links
from cooperation_graph.nulls.draws import drawn_lists
from enumeration import all_matrices, connected, counted, graph_of, uniformity

#: Drawings by how many matrices have their margins.
SPACES = {
    "3×3, margins 2 1 1": (5, ["xx.", "x..", "..x"]),
    "permutations of 4": (24, ["x...", ".x..", "..x.", "...x"]),
    "a full actor, an empty one": (None, ["xxxx", "xx..", "..x.", "...x", "...."]),
    "a full project": (None, ["xx..", "x.x.", "x..x", "x..."]),
    "a hub and a plenary": (None, ["xxxx.", "x...x", "x.x..", "xx...", "x...."]),
    "pairs": (None, ["x.x", "xx.", ".xx", ".x.", "x.x"]),
    "one matrix": (1, ["xx", "x."]),
}
#: With fixed leads, adversarial: exchanges between two projects cannot leave the observed matrix.
LED = {
    "derangements of 3": (2, ["Lx.", ".Lx", "x.L"]),
    "derangements of 4": (9, ["Lx..", ".Lx.", "..Lx", "x..L"]),
    "two co-leads each, a circle of 4": (2, ["x.LL", "Lx.L", "LLx.", ".LLx"]),
    "three co-leads each, a circle of 5": (2, ["x.LLL", "Lx.LL", "LLx.L", "LLLx.", ".LLLx"]),
    "a lead everywhere": (None, ["LLL.", "xx.x", ".xx.", "x..x"]),
    "led by turns": (None, ["Lx.x", "xL.x", ".xL.", "x.xL", "..xx"]),
}


def check(matrices, graph, null):
    draws = max(2000, min(300 * len(matrices), 40_000))
    lists = drawn_lists(graph, null, draws=draws, entropy=2026, block=1)
    counts = counted(lists, graph.project_sizes)
    assert set(counts) == set(matrices)
    assert uniformity(counts, matrices) > 1e-3


@pytest.mark.parametrize("isolates", [0, 70, 520], ids=["words", "wide", "lists"])
@pytest.mark.parametrize("name", SPACES)
def test_every_graph_with_the_margins_is_as_likely(name, isolates):
    size, matrix = SPACES[name]
    matrices = all_matrices(matrix)
    assert size is None or len(matrices) == size
    check(matrices, graph_of(matrix, isolates=isolates), keep_degrees)


@pytest.mark.parametrize("isolates", [0, 70, 520], ids=["words", "wide", "lists"])
@pytest.mark.parametrize("name", LED)
def test_every_graph_with_the_leads_is_as_likely(name, isolates):
    size, matrix = LED[name]
    matrices = all_matrices(matrix, fix_leads=True)
    assert size is None or len(matrices) == size
    check(matrices, graph_of(matrix, isolates=isolates), partial(keep_degrees, fix_leads=True))


@pytest.mark.parametrize("isolates", [0, 70, 520], ids=["words", "wide", "lists"])
@pytest.mark.parametrize("leads", [False, True])
def test_strata_keep_everyone_s_number_in_each(leads, isolates):
    matrix = ["x..Lx.", ".x.x.L", "..xL..", "x.x..x", ".L..x."]
    strata = [0, 0, 0, 1, 1, 1]
    matrices = all_matrices(matrix, strata=strata, fix_leads=leads)
    assert 1 < len(matrices) < len(all_matrices(matrix, fix_leads=leads))
    graph = graph_of(matrix, themes=["food"] * 3 + ["sport"] * 3, isolates=isolates)
    check(matrices, graph, partial(keep_degrees, strata="theme", fix_leads=leads))


def test_projects_without_a_theme_are_a_stratum():
    matrix = ["xx..x.", "..xx.x", "x..x..", ".x..xx"]
    graph = graph_of(matrix, themes=["food", "food", "nan", "sport", "sport", "nan"])
    graph.survey.projects["theme"] = graph.survey.projects["theme"].replace("nan", np.nan)
    check(all_matrices(matrix, strata=[0, 0, 2, 1, 1, 2]), graph, partial(keep_degrees, strata="theme"))


@pytest.mark.parametrize("isolates", [0, 70, 520], ids=["words", "wide", "lists"])
def test_impossible_pairs_stay_empty_and_the_rest_is_uniform(isolates):
    """The two matrices that a circle of four projects leaves, and a wider space; ``o`` marks what cannot be."""
    for drawing in (["x.oo", "ox.o", "oox.", ".oox"], ["x..o", ".xx.", "ox.x", "..ox", "x.x."]):
        matrix = [line.replace("o", ".") for line in drawing]
        pairs = [(f"a{i:03d}", f"p{p:03d}") for i, line in enumerate(drawing) for p, cell in enumerate(line) if cell == "o"]
        barred = {(int(actor[1:]), int(project[1:])) for actor, project in pairs}
        matrices = [one for one in all_matrices(matrix) if not any(one[p] >> i & 1 for i, p in barred)]
        impossible = pd.DataFrame(pairs, columns=["actor", "project"]).assign(territory="T")
        check(matrices, graph_of(matrix, isolates=isolates), partial(keep_degrees, impossible=impossible))
    with pytest.raises(ValueError, match="a000"):
        keep_degrees(graph_of(["x.", ".x"]), impossible=pd.DataFrame({"actor": ["a000"], "project": ["p000"]}))


def random_led(rng, n, m):
    cells = rng.random((n, m)) < 0.5
    cells[rng.integers(n, size=m), np.arange(m)] = True
    leads = cells & (rng.random((n, m)) < 0.4)
    return ["".join("L" if leads[i, p] else "x" if cells[i, p] else "." for p in range(m)) for i in range(n)]


def test_rotations_join_every_graph_with_fixed_leads():
    """Two more than the leads of a project is long enough, on adversarial and random drawings."""
    rng = np.random.default_rng(5)
    drawings = [matrix for _, matrix in LED.values()]
    drawings += [random_led(rng, int(rng.integers(3, 6)), int(rng.integers(3, 6))) for _ in range(120)]
    parted = several = 0
    for matrix in drawings:
        matrices = all_matrices(matrix, fix_leads=True)
        if not 1 < len(matrices) <= 80:
            continue
        several += 1
        longest = max(sum(line[p] == "L" for line in matrix) for p in range(len(matrix[0]))) + 2
        assert connected(matrices, len(matrix), longest), matrix
        parted += not connected(matrices, len(matrix), 2)
    assert several > 30
    assert parted >= 4  # exchanges alone would not have done


def test_random_spaces_with_leads_are_uniform():
    rng = np.random.default_rng(11)
    total, freedom = 0.0, 0
    for _ in range(50):
        matrix = random_led(rng, 5, 4)
        matrices = all_matrices(matrix, fix_leads=True)
        if not 1 < len(matrices) <= 60:
            continue
        graph = graph_of(matrix)
        lists = drawn_lists(graph, partial(keep_degrees, fix_leads=True), draws=100 * len(matrices), entropy=3, block=1)
        counts = counted(lists, graph.project_sizes)
        assert not set(counts) - set(matrices)
        total += sum((counts[one] - 100) ** 2 / 100 for one in matrices)
        freedom += len(matrices) - 1
    assert freedom > 100
    assert 1e-3 < chi2.sf(total, freedom) < 0.999


@pytest.mark.parametrize("isolates", [0, 70, 520], ids=["words", "wide", "lists"])
def test_means_over_thousands_of_graphs(isolates):
    """6 × 5: mean and standard deviation of tied pairs, shared projects, and ties inside a group, within 4 SE."""
    matrix = ["xxx..", "x.x..", ".xxx.", "xx..x", "..x.x", "...xx"]
    matrices = all_matrices(matrix)
    assert len(matrices) > 5000

    def statistics(columns):
        shared = {(i, j): sum(c >> i & c >> j & 1 for c in columns) for i in range(6) for j in range(i)}
        inside = [number for (i, j), number in shared.items() if (i - j) % 2 == 0]
        tied, squares = np.count_nonzero(list(shared.values())), sum(k * k for k in shared.values())
        return np.array([tied, squares, np.count_nonzero(inside)], dtype=float)

    exact = np.array([statistics(columns) for columns in matrices])
    draws = 20_000
    graph = graph_of(matrix, isolates=isolates)
    counts = counted(drawn_lists(graph, keep_degrees, draws=draws, entropy=7), graph.project_sizes)
    values = {columns: statistics(columns) for columns in counts}
    weight = np.array(list(counts.values()))
    drawn = np.array(list(values.values()))
    mean = weight @ drawn / draws
    assert (np.abs(mean - exact.mean(axis=0)) < 4 * exact.std(axis=0) / np.sqrt(draws)).all()
    sd = np.sqrt(weight @ (drawn - mean) ** 2 / draws)
    assert np.allclose(sd, exact.std(axis=0), rtol=0.03)


def test_keep_links_is_uniform_over_permutations():
    graph = graph_of(["x..", "xx.", ".x.", "..x"])
    orders = drawn_lists(graph, keep_links, draws=24 * 400, entropy=1)
    counts = Counter(map(tuple, orders.tolist()))
    assert len(counts) == 24
    assert 1e-3 < chi2.sf(sum((k - 400) ** 2 / 400 for k in counts.values()), 23) < 0.999
