"""Brokerage, holes, centrality, key players: R (sna, igraph), networkx, enumeration."""

from __future__ import annotations

import itertools
import math
from functools import partial

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridging_by_loops import key_player_value, two_mode_constraint, two_paths
from cooperation_graph import metrics as m
from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph, build_graphs
from cooperation_graph.measures import measure
from cooperation_graph.projection import project_actors
from cooperation_graph.survey.tables import Survey
from cooperation_graph.testing import random_graph, tiny_graph
from oracle_values import NAMES, graph_of, of_pairs, recorded

LAWS = settings(deadline=None, max_examples=30)
SEEDS = st.integers(0, 10**6)
#: Columns of sna::brokerage: w_I, w_O, b_IO, b_OI, b_O, t.
ROLES = {"coordinator": (0, 0.5), "itinerant": (1, 0.5), "boundary": (2, 1.0), "liaison": (4, 0.5), "total": (5, 0.5)}


def drawn(seed: int) -> tuple[CooperationGraph, nx.Graph]:
    rng = np.random.default_rng(seed)
    graph = random_graph(rng, n_actors=int(rng.integers(3, 13)), n_projects=int(rng.integers(1, 10)), density=rng.uniform(0.1, 0.5))
    return graph, nx.from_scipy_sparse_array(project_actors(graph, "count"))


@pytest.mark.parametrize("name", NAMES)
def test_brokerage_of_sna(name: str) -> None:
    """Half of sna's counts, but for the boundary role; its expectations; √2 times its standard deviations."""
    graph, r = graph_of(name), recorded("r_packages")[name]
    scores = m.brokerage_scores(graph, by="sector")
    assert m.gould_fernandez(graph, by="sector").tolist() == scores["value"].tolist()
    for role, (column, factor) in ROLES.items():
        found = scores.xs(role, level="role")
        assert found["value"].to_numpy() == pytest.approx(factor * np.array(r["broker"])[:, column]), role
        assert found["expected"].to_numpy() == pytest.approx(factor * np.array(r["broker_expected"])[:, column]), role


def test_standard_deviation_by_enumeration() -> None:
    """Every graph of five actors, weighted as ties of probability d would have them: the exact mean and deviation."""
    groups, d = np.array([0, 0, 0, 1, 2]), 0.4
    pairs = list(itertools.combinations(range(5), 2))
    names = [f"a{i}" for i in range(5)]
    moments: dict[str, list[float]] = {role: [0.0, 0.0] for role in ROLES}
    for kept in itertools.product((0, 1), repeat=len(pairs)):
        weight = math.prod(d if k else 1 - d for k in kept)
        a = np.zeros((5, 5))
        for (i, j), k in zip(pairs, kept, strict=True):
            a[i, j] = a[j, i] = k
        counts = dict.fromkeys(ROLES, 0)
        for i, k in itertools.combinations(range(1, 5), 2):
            if a[0, i] and a[0, k] and not a[i, k]:
                own = int(groups[i] == groups[0]) + int(groups[k] == groups[0])
                role = "coordinator" if own == 2 else "boundary" if own == 1 else "itinerant" if groups[i] == groups[k] else "liaison"
                counts[role] += 1
                counts["total"] += 1
        for role, count in counts.items():
            moments[role][0] += weight * count
            moments[role][1] += weight * count**2
    ties = [pairs[place] for place in (0, 4, 7, 9)]  # any graph of density 4/10
    scores = m.brokerage_scores(of_pairs(dict(zip(names, map(str, groups), strict=True)), [(names[i], names[j]) for i, j in ties]))
    for role, (mean, square) in moments.items():
        assert scores.loc[("a0", role), "expected"] == pytest.approx(mean), role
        assert scores.loc[("a0", role), "sd"] == pytest.approx(math.sqrt(max(square - mean**2, 0)), abs=1e-12), role


def test_standard_deviation_is_sqrt_two_times_that_of_independent_arcs() -> None:
    for name in ("medium", "large"):
        scores, r = m.brokerage_scores(graph_of(name), by="sector"), recorded("r_packages")[name]
        for role in ("coordinator", "itinerant", "liaison", "total"):
            column, factor = ROLES[role]
            expected = math.sqrt(2) * factor * np.array(r["broker_sd"])[:, column]
            assert scores.xs(role, level="role")["sd"].to_numpy() == pytest.approx(expected, rel=1e-9), role


@LAWS
@given(SEEDS)
def test_two_paths_of_hamilton(seed: int) -> None:
    graph, outside = drawn(seed)
    activity, exclusivity = two_paths(graph, outside)
    assert m.brokerage_activity(graph, by="sector").tolist() == activity.tolist()
    assert m.brokerage_exclusivity(graph, by="sector").tolist() == exclusivity.tolist()
    roles = m.brokerage_roles(graph, by="sector")
    for place, role in enumerate(roles):
        above = (activity[place] > activity.mean() + 1e-9, exclusivity[place] > exclusivity.mean() + 1e-9)
        names = {(True, True): "powerhouse", (True, False): "connector", (False, True): "linchpin"}
        assert role == names.get(above, "sideliner")


@pytest.mark.parametrize("name", NAMES)
def test_positions_of_igraph(name: str) -> None:
    graph, r = graph_of(name), recorded("r_packages")[name]
    for projection, key in (("simple", "constraint"), ("count", "constraint_count"), ("newman", "constraint_newman")):
        expected = [math.nan if v in (None, "NaN", "NA") else v for v in r[key]]
        assert m.burt_constraint(graph, projection=projection).tolist() == pytest.approx(expected, abs=1e-9, nan_ok=True)
    assert m.betweenness(graph).tolist() == pytest.approx(r["betweenness"], abs=1e-9)
    assert m.betweenness(graph, on="bipartite", normalized=False).tolist() == pytest.approx(r["betweenness_bipartite"], abs=1e-9)
    assert m.harmonic_closeness(graph).tolist() == pytest.approx(r["harmonic"], abs=1e-9)
    joints = r["joints"] if isinstance(r["joints"], list) else [r["joints"]]
    assert np.flatnonzero(m.single_points_of_failure(graph)).tolist() == sorted(j - 1 for j in joints)


@LAWS
@given(SEEDS)
def test_positions_of_networkx(seed: int) -> None:
    graph, outside = drawn(seed)
    if outside.number_of_edges():
        for projection, weight in (("simple", None), ("count", "weight")):
            for metric, function in (("burt_constraint", nx.constraint), ("effective_size", nx.effective_size)):
                # node by node: for weighted graphs networkx 3.6 gives another effective size when it does all nodes at once
                expected = function(outside, list(outside), weight=weight)
                found = m.catalogue[metric](graph, projection=projection)
                assert found.tolist() == pytest.approx([expected[i] for i in range(graph.n_actors)], nan_ok=True)
    if graph.n_participations:
        two_mode = graph.to_networkx()
        two_mode.remove_nodes_from([node for node in list(two_mode) if node.startswith("project:") and not two_mode.degree(node)])
        actors = [f"actor:{a}" for a in graph.actor_ids]
        if (graph.project_sizes > 0).sum() > 1:
            expected = nx.bipartite.betweenness_centrality(two_mode, actors)
            assert m.betweenness(graph, on="bipartite").tolist() == pytest.approx([expected[a] for a in actors])
    found = m.fragmentation_without(graph)
    for place, name in enumerate(graph.actor_ids):
        left = outside.subgraph(set(outside) - {place})
        joined = sum(len(part) * (len(part) - 1) for part in nx.connected_components(left))
        assert found[name] == pytest.approx(1 - joined / (len(left) * (len(left) - 1)))


@LAWS
@given(SEEDS)
def test_two_mode_constraint_from_its_sum(seed: int) -> None:
    graph, _ = drawn(seed)
    if graph.n_participations:
        found = m.two_mode_constraint(graph)[list(graph.actor_ids)]
        assert found.tolist() == pytest.approx(two_mode_constraint(graph), nan_ok=True)


def test_a_path_of_five() -> None:
    """Known answer KA10: betweenness 1/2 and 2/3; fragmentation 2/3 without the middle, 1/2 without its neighbour."""
    graph = of_pairs(dict.fromkeys("abcde", "g"), list(itertools.pairwise("abcde")))
    assert m.betweenness(graph).tolist() == pytest.approx([0, 1 / 2, 2 / 3, 1 / 2, 0])
    assert m.fragmentation_without(graph).tolist() == pytest.approx([0, 1 / 2, 2 / 3, 1 / 2, 0])
    assert m.single_points_of_failure(graph).tolist() == [0, 1, 1, 1, 0]
    triad = tiny_graph("one_group")
    assert m.burt_constraint(tiny_graph("one_dyad")).tolist() == [1, 1]
    assert m.burt_constraint(of_pairs(dict.fromkeys("abc", "g"), [("a", "b"), ("b", "c"), ("a", "c")])).tolist() == [1.125] * 3
    assert triad.n_actors == 4


@LAWS
@given(SEEDS, st.integers(1, 3), st.sampled_from(["reach", "fragment"]))
def test_key_players_by_enumeration(seed: int, k: int, goal: str) -> None:
    graph, outside = drawn(seed)
    n = graph.n_actors
    if n < k + 2:
        with pytest.raises(Undefined):
            m.key_players(graph, k, goal=goal)
        return
    value = partial(key_player_value, outside, goal=goal)
    best = max(value(chosen) for chosen in itertools.combinations(range(n), k))
    table = m.key_players(graph, k, goal=goal)
    assert (table["method"] == "exact").all()
    assert table["value"].tolist() == pytest.approx([best] * k)
    assert m.key_player_value(graph, table["actor"].tolist(), goal=goal) == pytest.approx(best)
    greedy = m.key_players(graph, k, goal=goal, method="greedy")
    places = [graph.actor_ids.get_loc(a) for a in greedy["actor"]]
    assert greedy["value"].iloc[0] == pytest.approx(value(tuple(places)))
    single = max(value((i,)) for i in range(n))
    assert greedy["value"].iloc[0] <= best + 1e-12
    if k == 1:
        assert greedy["value"].iloc[0] == pytest.approx(single)


def test_net_of_activity_is_the_z_of_measure() -> None:
    graph = graph_of("medium")
    z = m.bridging_net_of_activity(graph, draws=300, rng=4)
    frame = measure(graph, ["betweenness"], draws=300, rng=4, interval=None).frame.set_index("item")
    assert z.tolist() == pytest.approx(frame.loc[z.index, "z"].tolist(), nan_ok=True)
    again = measure(graph, ["bridging_net_of_activity"], rng=4, draws=9).frame
    assert (again["method"] == "no interval: the value itself is drawn").all()
    assert again["expected"].isna().all()
    same = measure(graph, ["bridging_net_of_activity"], rng=4, draws=9).frame
    pd.testing.assert_frame_equal(again, same)


def test_key_resources_is_sure_of_the_only_bridge() -> None:
    """A hub in every project is among the first two whatever half is kept; nobody else has a label."""
    rng = np.random.default_rng(3)
    matrix = np.zeros((21, 20))
    matrix[0] = 1
    for p in range(20):
        matrix[rng.choice(np.arange(1, 21), 2, replace=False), p] = 1
    ids = ["hub", *(f"a{i:02d}" for i in range(20))]
    actors = pd.DataFrame({"sector": [f"s{i % 3}" for i in range(21)]}, index=ids)
    graph = CooperationGraph.from_biadjacency(matrix, actors=actors)
    table = m.key_resources(graph, by="sector", k=2, draws=100, rng=1)
    assert table.index[0] == "hub"
    assert table.loc["hub", "p_top"] == 1
    assert table.loc["hub", "label"] == "robust key resource"
    assert table["p_top"].sum() <= 2 + 1e-9
    outside = nx.from_scipy_sparse_array(project_actors(graph))
    for place, name in enumerate(graph.actor_ids):
        left = outside.subgraph(set(outside) - {place})
        only = [not nx.has_path(left, i, j) for i, j in itertools.combinations(left, 2) if nx.has_path(outside, i, j)]
        assert table.loc[name, "loss"] == pytest.approx(sum(only) / math.comb(20, 2), abs=1e-9)
    assert table.loc["hub", "groups_reached"] == 2
    assert table["participation_coefficient"].dropna().between(0, 1).all()
    assert table.loc[graph.actor_ids, "activity"].tolist() == matrix.sum(axis=1).tolist()


def test_key_resources_with_and_without_the_animator() -> None:
    """Two pairs of partners that only the animator joins: he is left out by default, and the first of all when asked for."""
    rows = [("a1", "p1", "lead"), ("a2", "p1", "partner"), ("z", "p1", "animator"), ("b1", "p2", "lead"), ("b2", "p2", "partner"),
            ("z", "p2", "animator"), ("a1", "p3", "lead"), ("a2", "p3", "partner")]  # fmt: skip
    table = pd.DataFrame(rows, columns=["actor", "project", "role"]).assign(territory="T", wave="1").astype("str")
    actors = pd.DataFrame({"actor": ["a1", "a2", "b1", "b2", "z"], "sector": list("aabbz")}).astype("str")
    actors["animator"] = pd.array([False, False, False, False, True], dtype="boolean")
    graph = build_graphs(Survey(participations=table, actors=actors, groups=("sector",)))[0]
    alone = m.key_resources(graph, by="sector", k=1, draws=20, rng=1)
    assert "z" not in alone.index
    assert alone["betweenness"].tolist() == [0] * 4
    both = m.key_resources(graph, by="sector", k=1, draws=20, rng=1, animator=True)
    assert both.index[0] == "z"
    assert both.loc["z", "betweenness"] == pytest.approx(4 / 6)  # four of six pairs of the others
    assert both.loc["z", "loss"] == pytest.approx(4 / 6)
    assert both.loc["z", "liaison"] == 4
    assert both.loc["z", "groups_reached"] == 2


def test_names_that_do_not_exist() -> None:
    graph = tiny_graph("path")
    for call in (
        lambda: m.betweenness(graph, on="x"), lambda: m.key_players(graph, 1, goal="x"), lambda: m.key_players(graph, 1, method="x"),
        lambda: m.key_resources(graph, rank_by="x"), lambda: m.key_player_value(graph, ["nobody"]),
    ):  # fmt: skip
        with pytest.raises(UnknownName):
            call()
