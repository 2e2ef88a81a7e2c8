"""Diversity, mixture of projects, reach of actors: vegan, bctpy, brute force, limits."""

from __future__ import annotations

import itertools
import math
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation_graph import metrics as m
from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.measures import measure
from cooperation_graph.projection import project_actors
from cooperation_graph.testing import random_graph, tiny_graph
from oracle_values import NAMES, graph_of, recorded

LAWS = settings(deadline=None, max_examples=25)
SEEDS = st.integers(0, 10**6)
INDICES = ("richness", "shannon", "simpson", "blau", "iqv", "hill")


def drawn(seed: int) -> CooperationGraph:
    rng = np.random.default_rng(seed)
    n, k = int(rng.integers(2, 13)), int(rng.integers(1, 5))
    return random_graph(rng, n_actors=n, n_projects=int(rng.integers(1, 10)), n_groups=k, density=0.4)


@pytest.mark.parametrize("name", NAMES)
def test_values_of_vegan(name: str) -> None:
    graph, r = graph_of(name), recorded("r_packages")[name]
    alone = graph.project_sizes < 2
    for metric, key, params in (
        ("shannon", "shannon", {}), ("blau", "simpson", {}), ("richness", "richness", {}), ("hill", "inverse_simpson", {"q": 2}),
        ("hill", "hill3", {"q": 3}),
    ):  # fmt: skip
        found = m.catalogue[metric](graph, by="sector", of="projects", **params)
        assert found.tolist() == pytest.approx(r[key], abs=1e-9), metric
    pairs = m.simpson(graph, by="sector", of="projects").to_numpy()
    assert pairs[~alone] == pytest.approx(np.array(r["unbiased"], dtype=float)[~alone], abs=1e-9)
    assert np.isnan(pairs[alone]).all()
    assert m.rarefied_richness(graph, by="sector", of="participations", sample=6) == pytest.approx(r["rarefied"], abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_participation_coefficient_of_bctpy(name: str) -> None:
    graph, said = graph_of(name), recorded("python_packages")[name]
    for projection, key in (("count", "participation"), ("simple", "participation_simple")):
        found = m.actor_participation_coefficient(graph, by="sector", projection=projection)
        assert found.fillna(0).tolist() == pytest.approx(said[key], abs=1e-9)  # bctpy gives 0 to an isolate
    isolates = np.diff(project_actors(graph).indptr) == 0
    assert found.isna().tolist() == isolates.tolist()


def units(graph: CooperationGraph, of: str) -> list[list[int]]:
    """The groups that are counted, one list a unit, by loops."""
    b, codes = graph.biadjacency.toarray() > 0, graph.groups("sector")[0]
    n = len(b)
    if of == "territory":
        return [codes.tolist()]
    if of == "participations":
        return [[int(codes[i]) for i in range(n) for _ in range(b[i].sum())]]
    if of == "projects":
        return [[int(codes[i]) for i in range(n) if b[i, p]] for p in range(b.shape[1]) if b[:, p].any()]
    return [[int(codes[j]) for j in range(n) if j != i and (b[i] & b[j]).any()] for i in range(n)]


def brute(metric: str, who: list[int], groups: int) -> float:
    if not who:
        return math.nan
    p = np.unique(who, return_counts=True)[1] / len(who)
    if metric == "richness":
        return len(p)
    if metric in ("shannon", "hill"):
        entropy = -(p * np.log(p)).sum()
        return entropy if metric == "shannon" else math.exp(entropy)
    if metric == "simpson":
        return np.mean([a != b for a, b in itertools.combinations(who, 2)]) if len(who) > 1 else math.nan
    two = np.mean([a != b for a, b in itertools.product(who, who)])
    return two if metric == "blau" else two / (1 - 1 / groups) if groups > 1 else math.nan


@LAWS
@given(SEEDS, st.sampled_from(["territory", "participations", "partners", "projects"]))
def test_indices_by_brute_force(seed: int, of: str) -> None:
    graph = drawn(seed)
    who = units(graph, of)
    groups = len(set(graph.groups("sector")[0].tolist()))
    for metric in INDICES:
        expected = [brute(metric, one, groups) for one in who]
        if all(math.isnan(x) for x in expected):
            with pytest.raises(Undefined):
                m.catalogue[metric](graph, by="sector", of=of)
            continue
        found = m.catalogue[metric](graph, by="sector", of=of)
        assert np.atleast_1d(found).tolist() == pytest.approx(expected, nan_ok=True, abs=1e-12), metric
        frame = measure(graph, [partial(m.catalogue[metric], of=of)], by="sector", null=None, interval=None).frame
        assert frame["value"].tolist() == pytest.approx(expected, nan_ok=True, abs=1e-12)


@LAWS
@given(SEEDS, st.integers(1, 4))
def test_rarefaction_by_drawing_every_sample(seed: int, sample: int) -> None:
    graph = drawn(seed)
    who = units(graph, "territory")[0]
    if len(who) < sample:
        with pytest.raises(Undefined, match="fewer are counted"):
            m.rarefied_richness(graph, by="sector", sample=sample)
        return
    expected = np.mean([len(set(one)) for one in itertools.combinations(who, sample)])
    found = m.rarefied_richness(graph, by="sector", sample=sample)
    assert found == pytest.approx(expected)
    if sample == 2:
        assert found == pytest.approx(1 + m.simpson(graph, by="sector"))
    assert m.rarefied_richness(graph, by="sector", sample=len(who)) == pytest.approx(m.richness(graph, by="sector"))


@LAWS
@given(SEEDS)
def test_orders_of_hill(seed: int) -> None:
    graph = drawn(seed)
    values = [m.hill(graph, by="sector", q=q) for q in (0, 0.5, 1, 2, math.inf)]
    assert (np.diff(values) <= 1e-9).all()
    assert values[0] == m.richness(graph, by="sector")
    assert m.hill(graph, by="sector", q=1 + 1e-9) == pytest.approx(values[2], rel=1e-5)
    counts = np.bincount(graph.groups("sector")[0])
    assert values[-1] == pytest.approx(counts.sum() / counts.max())
    assert values[3] == pytest.approx(1 / (1 - m.blau(graph, by="sector")))


@LAWS
@given(SEEDS)
def test_projects_and_their_means(seed: int) -> None:
    graph = drawn(seed)
    who = [one for one in units(graph, "projects") if len(one) > 1]
    if not who:
        for name in ("project_heterogeneity", "effective_groups"):
            with pytest.raises(Undefined, match="no project gathers two actors"):
                m.catalogue[name](graph, by="sector")
        return
    found = m.project_heterogeneity(graph, by="sector")
    expected = [brute("simpson", one, 0) for one in units(graph, "projects")]
    assert found.tolist() == pytest.approx(expected, nan_ok=True)
    assert found.mean() == pytest.approx(m.pair_heterogeneity(graph, by="sector"))
    assert m.effective_groups(graph, by="sector") == pytest.approx(np.mean([brute("hill", one, 0) for one in who]))
    assert m.effective_groups(graph, by="sector", q=0) == pytest.approx(np.mean([len(set(one)) for one in who]))


@LAWS
@given(SEEDS)
def test_reach_of_actors(seed: int) -> None:
    graph = drawn(seed)
    circles, codes = units(graph, "partners"), graph.groups("sector")[0]
    if not any(circles):
        with pytest.raises(Undefined, match="no two actors"):
            m.actor_cross_group_share(graph, by="sector")
        return
    cross = m.actor_cross_group_share(graph, by="sector")
    assert cross.tolist() == pytest.approx([np.mean([g != codes[i] for g in c]) if c else math.nan for i, c in enumerate(circles)], nan_ok=True)
    spread = m.actor_participation_coefficient(graph, by="sector")
    assert spread.tolist() == pytest.approx([brute("blau", c, 0) for c in circles], nan_ok=True)
    strength = project_actors(graph, "newman").sum(axis=1)
    weighted = m.actor_cross_group_share(graph, by="sector", projection="newman")
    total = m.cross_group_tie_share(graph, by="sector", projection="newman")
    assert (weighted.fillna(0) * strength).sum() / strength.sum() == pytest.approx(total)


@LAWS
@given(SEEDS)
def test_rao_by_loops(seed: int) -> None:
    graph = drawn(seed)
    rng = np.random.default_rng(seed)
    labels = graph.groups("sector")[1]
    d = np.triu(rng.uniform(0, 3, (len(labels), len(labels))), 1)
    table = pd.DataFrame(d + d.T, index=labels, columns=labels)
    who = units(graph, "projects")
    if not who:
        return
    expected = [np.mean([table.iat[a, b] for a, b in itertools.product(one, one)]) for one in who]
    found = m.rao_stirling(graph, by="sector", distances=table.iloc[::-1])
    assert found.tolist() == pytest.approx(expected)
    assert m.rao_stirling(graph, by="sector").tolist() == pytest.approx(m.blau(graph, by="sector", of="projects").tolist())
    parts = m.rao_parts(graph, by="sector", distances=table)
    assert parts["rao_stirling"].tolist() == pytest.approx(expected)
    for (_, row), one in zip(parts.iterrows(), who, strict=True):
        there = sorted(set(one))
        assert row["variety"] == len(there)
        if len(there) > 1:
            assert row["disparity"] == pytest.approx(np.mean([table.iat[a, b] for a, b in itertools.combinations(there, 2)]))
            assert row["balance"] == pytest.approx(brute("shannon", one, 0) / math.log(len(there)))
        else:
            assert np.isnan(row["disparity"])
            assert np.isnan(row["balance"])


def test_tables_that_are_no_distances() -> None:
    graph = tiny_graph("path")
    table = pd.DataFrame([[0.0, 1.0], [2.0, 0.0]], index=["a", "b"], columns=["a", "b"])
    with pytest.raises(ValueError, match="the same both ways"):
        m.rao_stirling(graph, by="sector", distances=table)
    with pytest.raises(UnknownName):
        m.rao_stirling(graph, by="sector", distances=table.loc[["a"], ["a"]])
    with pytest.raises(UnknownName):
        m.blau(graph, by="sector", of="planets")
    for call in (partial(m.hill, q=-1), partial(m.effective_groups, q=-1), partial(m.rarefied_richness, sample=0)):
        with pytest.raises(ValueError, match="at least"):
            call(graph, by="sector")


def test_limits_and_degenerate_graphs() -> None:
    one, each = tiny_graph("one_group"), tiny_graph("one_actor_a_group")
    assert [m.catalogue[k](one, by="sector") for k in ("richness", "shannon", "simpson", "blau", "hill")] == [1, 0, 0, 0, 1]
    with pytest.raises(Undefined, match="one group only"):
        m.iqv(one, by="sector")
    assert (m.simpson(each, by="sector"), m.iqv(each, by="sector"), m.richness(each, by="sector")) == (1, 1, 4)
    for metric in INDICES:
        with pytest.raises(Undefined, match="nobody to count"):
            m.catalogue[metric](tiny_graph("no_actor"), by="sector")
    with pytest.raises(Undefined, match="only one to count"):
        m.simpson(tiny_graph("one_actor"), by="sector")
    missing = tiny_graph("missing_groups")
    assert m.richness(missing, by="sector") == 2
    assert m.richness(missing, by="sector", missing="category") == 3
