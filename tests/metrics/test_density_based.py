"""Coleman, odds ratio, Gupta–Anderson–May, modularity, conductance: by their definitions, networkx, and the degenerate table."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation_graph import metrics as m
from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.projection import project_actors
from cooperation_graph.testing import random_graph, tiny_graph

LAWS = settings(deadline=None, max_examples=40)


def drawn(seed: int) -> tuple[CooperationGraph, np.ndarray, nx.Graph]:
    rng = np.random.default_rng(seed)
    graph = random_graph(rng, n_actors=int(rng.integers(2, 13)), n_projects=int(rng.integers(1, 10)), n_groups=int(rng.integers(1, 5)))
    return graph, graph.groups("sector")[0], nx.from_scipy_sparse_array(project_actors(graph, "count"))


@LAWS
@given(st.integers(0, 10**6))
def test_modularity_and_conductance_are_those_of_networkx(seed: int) -> None:
    graph, codes, outside = drawn(seed)
    for projection, weight in (("simple", None), ("count", "weight")):
        parts = [set(np.flatnonzero(codes == s).tolist()) for s in np.unique(codes)]
        if not outside.number_of_edges():
            with pytest.raises(Undefined):
                m.newman_modularity(graph, by="sector", projection=projection)
            continue
        expected = nx.community.modularity(outside, parts, weight=weight)
        assert m.newman_modularity(graph, by="sector", projection=projection) == pytest.approx(expected)
        try:
            series = m.conductance(graph, by="sector", projection=projection)
        except Undefined:
            continue
        labels = graph.groups("sector")[1]
        for s, part in zip(np.unique(codes), parts, strict=True):
            try:
                value = nx.conductance(outside, part, set(outside) - part, weight=weight)
            except ZeroDivisionError:
                value = math.nan
            assert series[labels[s]] == pytest.approx(value, nan_ok=True)


@LAWS
@given(st.integers(0, 10**6))
def test_coleman_and_odds_from_dyads(seed: int) -> None:
    graph, codes, outside = drawn(seed)
    n, labels = graph.n_actors, graph.groups("sector")[1]
    dyads = list(itertools.combinations(range(n), 2))
    tied = np.array([outside.has_edge(i, j) for i, j in dyads])
    same = np.array([codes[i] == codes[j] for i, j in dyads])
    top, bottom = (tied & same).sum() * (~tied & ~same).sum(), (tied & ~same).sum() * (~tied & same).sum()
    if top == bottom == 0:
        with pytest.raises(Undefined):
            m.within_group_odds_ratio(graph, by="sector")
    else:
        assert m.within_group_odds_ratio(graph, by="sector") == (pytest.approx(top / bottom) if bottom else math.inf)
    try:
        series = m.coleman_homophily(graph, by="sector")
    except Undefined:
        return
    for s in np.unique(codes):
        arcs = [codes[j] == s for i, j in outside.edges() for i, j in ((i, j), (j, i)) if codes[i] == s]
        size = int((codes == s).sum())
        inside, out = sum(arcs), len(arcs)
        expected = out * (size - 1) / (n - 1)
        if not out or size in (1, n):
            assert math.isnan(series[labels[s]])
        elif inside > expected:
            assert series[labels[s]] == pytest.approx((inside - expected) / (out - expected))
        else:
            assert series[labels[s]] == pytest.approx((inside - expected) / expected)


@LAWS
@given(st.integers(0, 10**6))
def test_gupta_is_the_mean_eigenvalue(seed: int) -> None:
    graph, codes, outside = drawn(seed)
    groups = [s for s in np.unique(codes) if any(outside.degree(i) for i in np.flatnonzero(codes == s))]
    if len(groups) < 2:
        with pytest.raises(Undefined):
            m.gupta_anderson_may(graph, by="sector")
        return
    ends = np.zeros((len(groups), len(groups)))
    for i, j in outside.edges():
        a, b = groups.index(codes[i]), groups.index(codes[j])
        ends[a, b] += 1
        ends[b, a] += 1
    p = ends / ends.sum(axis=1, keepdims=True)
    expected = (np.linalg.eigvals(p).real.sum() - 1) / (len(groups) - 1)
    value = m.gupta_anderson_may(graph, by="sector")
    assert value == pytest.approx(expected)
    assert value >= -1 / (len(groups) - 1) - 1e-12
    if len(groups) == 2:
        assert value == pytest.approx(m.assortativity(graph, by="sector"))


@pytest.mark.parametrize(("name", "graph", "value"), [
    ("newman_modularity", "one_dyad", -0.5), ("newman_modularity", "one_group", 0), ("newman_modularity", "complete", -0.1333),
    ("gupta_anderson_may", "one_dyad", -1), ("gupta_anderson_may", "complete", -0.2), ("gupta_anderson_may", "two_silos", 1),
    ("within_group_odds_ratio", "two_silos", math.inf),
])  # fmt: skip
def test_degenerate_table(name: str, graph: str, value: float) -> None:
    """Design, degenerate inputs measured with netseg and igraph."""
    assert m.catalogue[name](tiny_graph(graph), by="sector") == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize("graph", ["one_dyad", "no_tie", "complete", "one_group"])
def test_odds_that_do_not_exist(graph: str) -> None:
    with pytest.raises(Undefined):
        m.within_group_odds_ratio(tiny_graph(graph), by="sector")


def test_coleman_by_hand() -> None:
    """Complete with three groups of two: 0 each; alone in its group: undefined."""
    assert m.coleman_homophily(tiny_graph("complete"), by="sector").tolist() == pytest.approx([0, 0, 0])
    star = m.coleman_homophily(tiny_graph("star"), by="sector")
    assert math.isnan(star["h"])
    assert star["a"] == -1
