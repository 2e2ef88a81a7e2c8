"""The mixing matrix with its draws and intervals."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from cooperation_graph import metrics as m
from cooperation_graph.errors import Undefined
from cooperation_graph.measures import measure
from cooperation_graph.profiles import group_mixing
from cooperation_graph.silos import detect_silos
from cooperation_graph.testing import random_graph, tiny_graph


def test_cells_by_loops_and_shares_of_the_whole() -> None:
    graph = random_graph(np.random.default_rng(4), n_actors=14, n_projects=15)
    table = m.group_mixing(graph, by="sector", draws=199, rng=7).set_index(["group_a", "group_b"])
    codes, labels = graph.groups("sector")
    b = graph.biadjacency.toarray() > 0
    expected = dict.fromkeys(table.index, 0)
    per_project = []
    for p in range(graph.n_projects):
        own = dict.fromkeys(table.index, 0)
        for i, j in itertools.combinations(np.flatnonzero(b[:, p]), 2):
            own[tuple(sorted((labels[codes[i]], labels[codes[j]])))] += 1
        per_project.append(own)
        expected = {cell: n + own[cell] for cell, n in expected.items()}
    assert table["observed"].to_dict() == expected
    total = sum(expected.values())
    cell = table.index[1]
    left = np.array([(expected[cell] - own[cell]) / (total - sum(own.values())) for own, size in zip(per_project, graph.project_sizes, strict=True)
                     if size])  # fmt: skip
    n = len(left)
    assert table.loc[cell, "share"] == pytest.approx(expected[cell] / total)
    assert table.loc[cell, "se"] == pytest.approx(np.sqrt((n - 1) / n * ((left - left.mean()) ** 2).sum()))
    inside = table[table.index.get_level_values(0) == table.index.get_level_values(1)]
    cross = 1 - inside["share"].sum()
    frame = measure(graph, ["cross_pair_ratio"], by="sector", draws=199, rng=7, interval=None).frame
    sizes = np.bincount(codes)
    by_sizes = 1 - (sizes * (sizes - 1)).sum() / (sizes.sum() * (sizes.sum() - 1))
    assert frame["value"].iloc[0] == pytest.approx(cross / by_sizes)
    apart = 1 - inside["expected"].sum() / total  # draws keep how many pairs there are
    assert frame["expected"].iloc[0] == pytest.approx(apart / by_sizes)
    assert table["expected"].sum() == pytest.approx(total)
    assert ((table["null_low"] <= table["expected"]) & (table["expected"] <= table["null_high"])).all()


def test_the_same_draws_as_the_verdict() -> None:
    graph = random_graph(np.random.default_rng(8), n_actors=14, n_projects=15)
    table = group_mixing(graph, by="sector", draws=199, rng=3)
    said = detect_silos(graph, by="sector", draws=199, rng=3).tables["mixing"]
    assert said["expected"].tolist() == pytest.approx(table["expected"].tolist())
    assert said["observed"].tolist() == pytest.approx(table["observed"].tolist())


def test_missing_groups_and_degenerate_graphs() -> None:
    graph = tiny_graph("missing_groups")
    assert group_mixing(graph, by="sector", draws=9, rng=1)["observed"].tolist() == [1, 2, 1]
    table = group_mixing(graph, by="sector", draws=9, rng=1, missing="category")
    assert table["group_b"].tolist() == ["a", "b", "(missing)", "b", "(missing)", "(missing)"]
    assert table["observed"].tolist() == [1, 2, 2, 1, 1, 0]
    with pytest.raises(Undefined, match="no project gathers two actors"):
        group_mixing(tiny_graph("no_tie"), by="sector")
    assert (group_mixing(graph, by="sector", draws=9, rng=1)["method"] != "project jackknife-t").all()  # three projects
