"""Formulas one by one on a few fixed graphs: by loops, by networkx, and the reason of each undefined value."""

from __future__ import annotations

import itertools
import math
from functools import partial

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from bridging_by_loops import key_player_value, two_mode_constraint, two_paths
from cooperation_graph import metrics as m
from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.projection import project_actors
from cooperation_graph.sufficient import BATCH_STATISTICS, WITHOUT_PROJECT, incidence_of, observe, observe_without
from cooperation_graph.testing import random_graph, tiny_graph
from oracle_values import of_pairs

#: Wide, tall and square; actors without a partner and projects of one actor among them.
GRAPHS = [
    random_graph(np.random.default_rng(s), n_actors=n, n_projects=p, n_groups=3, density=d)
    for s, n, p, d in ((2, 6, 9, 0.3), (3, 12, 4, 0.35), (5, 9, 8, 0.3))
]


@pytest.mark.parametrize("graph", GRAPHS, ids=["wide", "tall", "square"])
def test_bridges_by_networkx_and_loops(graph: CooperationGraph) -> None:
    two_mode = graph.to_networkx()
    two_mode.remove_nodes_from([v for v in list(two_mode) if v.startswith("project:") and not two_mode.degree(v)])
    actors = [f"actor:{a}" for a in graph.actor_ids]
    expected = nx.bipartite.betweenness_centrality(two_mode, actors)
    assert m.betweenness(graph, on="bipartite").tolist() == pytest.approx([expected[a] for a in actors])
    outside = nx.from_scipy_sparse_array(project_actors(graph))
    assert m.betweenness(graph).tolist() == pytest.approx(list(nx.betweenness_centrality(outside).values()))
    activity, alone = two_paths(graph, outside)
    assert m.brokerage_activity(graph, by="sector").tolist() == activity.tolist()
    assert m.brokerage_exclusivity(graph, by="sector").tolist() == alone.tolist()
    names = {(True, True): "powerhouse", (True, False): "connector", (False, True): "linchpin", (False, False): "sideliner"}
    roles = [names[bool(a > activity.mean() + 1e-9), bool(e > alone.mean() + 1e-9)] for a, e in zip(activity, alone, strict=True)]
    assert m.brokerage_roles(graph, by="sector").tolist() == roles
    assert m.two_mode_constraint(graph).tolist() == pytest.approx(two_mode_constraint(graph), nan_ok=True)


@pytest.mark.parametrize("graph", GRAPHS, ids=["wide", "tall", "square"])
def test_cohesion_by_networkx(graph: CooperationGraph) -> None:
    outside = graph.to_networkx()
    large = [p for p, c in zip(graph.project_ids, graph.project_sizes, strict=True) if c > 1]
    expected = nx.bipartite.node_redundancy(outside, [f"project:{p}" for p in large])
    found = m.project_redundancy(graph)
    assert [found[p] for p in large] == pytest.approx([expected[f"project:{p}"] for p in large])
    assert found.drop(large).isna().all()
    partnered = [f"actor:{a}" for a, k in zip(graph.actor_ids, np.diff(project_actors(graph).indptr), strict=True) if k]
    for mode in ("dot", "min", "max"):
        mean = np.mean(list(nx.bipartite.latapy_clustering(outside, partnered, mode=mode).values()))
        assert m.two_mode_clustering(graph, kind="latapy", mode=mode) == pytest.approx(mean)
    assert m.project_size(graph).tolist() == graph.biadjacency.toarray().sum(axis=0).tolist()


@pytest.mark.parametrize("graph", GRAPHS, ids=["wide", "tall", "square"])
@pytest.mark.parametrize("goal", ["reach", "fragment"])
def test_key_players_by_networkx(graph: CooperationGraph, goal: str) -> None:
    outside, n = nx.from_scipy_sparse_array(project_actors(graph)), graph.n_actors
    value = partial(key_player_value, outside, goal=goal)
    for k in (1, 2):
        best = max(value(chosen) for chosen in itertools.combinations(range(n), k))
        table = m.key_players(graph, k, goal=goal)
        assert table["value"].tolist() == pytest.approx([best] * k)
        assert (table["method"] == "exact").all()
        greedy = m.key_players(graph, k, goal=goal, method="greedy")
        places = tuple(graph.actor_ids.get_loc(a) for a in greedy["actor"])
        assert greedy["value"].tolist() == pytest.approx([value(places)] * k)
        for place, new in itertools.product(range(k), range(n)):  # no exchange of one makes it better
            if new not in places:
                assert value((*places[:place], new, *places[place + 1 :])) <= value(places) + 1e-9
        ids = graph.actor_ids[list(places)].tolist()
        assert m.key_player_value(graph, ids, goal=goal) == pytest.approx(value(places))


@pytest.mark.parametrize("graph", GRAPHS, ids=["wide", "tall", "square"])
def test_counts_without_each_project(graph: CooperationGraph) -> None:
    """What the jackknife reads is what the graph without the project gives, for every statistic that depends on projects."""
    asked = [{"top_leads": "top_leads:1", "resident_rungs": "resident_rungs:2", "rival_pairs": "rival_pairs:calls|",
              "institution_roles": "institution_roles:funder"}.get(name, name) for name in WITHOUT_PROJECT if name in BATCH_STATISTICS]  # fmt: skip
    for request in asked:
        try:
            left = observe_without(incidence_of(Graphs(graph.national), "sector"), [request])[request]
        except (TypeError, KeyError, ValueError):  # a statistic that needs more than its name is tested where it lives
            continue
        for project in np.flatnonzero(graph.project_sizes):
            kept = graph.keep_projects(np.arange(graph.n_projects) != project)
            expected = observe(incidence_of(kept, "sector"), [request])[request][0]
            assert left[project].tolist() == pytest.approx(expected.tolist(), nan_ok=True), request


def test_diversity_by_formula() -> None:
    """Four actors of a, two of b, one of c."""
    sizes = {"a": 4, "b": 2, "c": 1}
    groups = [g for g, k in sizes.items() for _ in range(k)]
    graph = tiny_of(groups)
    p = np.array([4, 2, 1]) / 7
    assert m.blau(graph, by="sector") == pytest.approx(1 - (p**2).sum())
    assert m.iqv(graph, by="sector") == pytest.approx((1 - (p**2).sum()) / (1 - 1 / 3))
    assert m.shannon(graph, by="sector") == pytest.approx(-(p * np.log(p)).sum())
    for sample in (1, 2, 3, 7):
        expected = sum(1 - math.comb(7 - k, sample) / math.comb(7, sample) for k in sizes.values())
        assert m.rarefied_richness(graph, by="sector", sample=sample) == pytest.approx(expected)
    with pytest.raises(Undefined, match="fewer are counted"):
        m.rarefied_richness(graph, by="sector", sample=8)
    for q, expected in ((0, 3), (0.5, (p**0.5).sum() ** 2), (2, 1 / (p**2).sum()), (3, (p**3).sum() ** -0.5), (math.inf, 7 / 4)):
        assert m.hill(graph, by="sector", q=q) == pytest.approx(expected)


def tiny_of(groups: list[str]) -> CooperationGraph:
    """Everybody in one project, the first two also in another."""
    matrix = np.ones((len(groups), 2), dtype=int)
    matrix[2:, 1] = 0
    return CooperationGraph.from_biadjacency(matrix, actors=pd.DataFrame({"sector": groups}, index=[f"a{i}" for i in range(len(groups))]))


def test_densities_of_two_groups_by_hand() -> None:
    """Three of a, two of b: a0–a1, b0–b1 tied, a0–b0 tied: 1/3 and 1 inside, 1/6 across."""
    graph = of_pairs({"a0": "a", "a1": "a", "a2": "a", "b0": "b", "b1": "b"}, [("a0", "a1"), ("b0", "b1"), ("a0", "b0")])
    assert m.segregation_matrix_index(graph, by="sector", normalized=False).tolist() == pytest.approx([2, 6])
    assert m.segregation_matrix_index(graph, by="sector").tolist() == pytest.approx([1 / 3, 5 / 7])
    assert m.within_group_odds_ratio(graph, by="sector") == pytest.approx(2 * 5 / (1 * 2))
    coleman = m.coleman_homophily(graph, by="sector").to_dict()  # a: 2 of 3 ends inside, 1.5 expected; b: 2 of 3, .75 expected
    assert coleman == pytest.approx({"a": (2 - 1.5) / (3 - 1.5), "b": (2 - 0.75) / (3 - 0.75)})
    assert m.gupta_anderson_may(graph, by="sector") == pytest.approx(2 / 3 + 2 / 3 - 1)
    assert m.conductance(graph, by="sector").tolist() == pytest.approx([1 / 3, 1 / 3])
    assert m.density(graph) == pytest.approx(3 / 10)
    assert m.mean_partners(graph) == pytest.approx(6 / 5)
    assert m.isolate_share(graph) == pytest.approx(1 / 5)
    assert m.connectedness(graph) == pytest.approx(12 / 20)


@pytest.mark.parametrize(("metric", "graph", "sentence"), [
    ("coleman_homophily", "no_tie", "nobody of this group has a tie"), ("coleman_homophily", "one_group", "there is one group only"),
    ("coleman_homophily", "one_dyad", "one actor only"), ("gupta_anderson_may", "no_tie", "no two actors share a project"),
    ("gupta_anderson_may", "one_group", "one group only has ties"), ("conductance", "one_group", "no other group has a tie"),
    ("theil_information", "no_actor", "nobody takes part"), ("theil_information", "one_group", "one group only takes part"),
    ("cross_pair_ratio", "no_tie", "no project gathers two actors"), ("cross_pair_ratio", "one_group", "one group"),
    ("segregation_matrix_index", "one_group", "exactly two"), ("segregation_matrix_index", "two_silos", "infinite"),
    ("simpson", "no_actor", "nobody to count"), ("simpson", "one_actor", "only one to count"), ("iqv", "no_actor", "nobody to count"),
    ("iqv", "one_group", "one group only"), ("connectedness", "one_actor", "fewer than two actors"),
    ("density", "one_actor", "fewer than two actors"),
    ("mean_partners", "no_actor", "there is no actor"), ("isolate_share", "no_actor", "there is no actor"),
    ("largest_component_share", "no_actor", "there is no actor"), ("h2_prime", "one_project", "cannot be more or less specialised"),
    ("d_prime", "one_group", "leaves this group no choice"), ("animator_dependence", "path", "names no animator"),
])  # fmt: skip
def test_each_reason(metric: str, graph: str, sentence: str) -> None:
    function = m.catalogue[metric]
    with pytest.raises(Undefined, match=sentence):
        function(tiny_graph(graph), **({"by": "sector"} if m.card_of(function).groups else {}))
