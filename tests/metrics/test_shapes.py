"""Every metric that another package has too, on graphs from 2 to 300 actors and degenerate ones: equal to 1e-9.

Where the package stops, or gives 0 or 1 for nothing to measure, the reference (measures-reference, §11 and §12) says what stands here.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cooperation_graph import metrics as m
from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph
from oracle_values import recorded

SHAPES = tuple(recorded("shapes"))
ROLES = {"coordinator": (0, 0.5), "itinerant": (1, 0.5), "boundary": (2, 1), "liaison": (4, 0.5), "total": (5, 0.5)}


@cache
def graph_of(name: str) -> CooperationGraph:
    given = recorded("shapes")[name]
    matrix = np.zeros((len(given["groups"]), len(given["projects"])), dtype=int)
    for project, members in enumerate(given["projects"]):
        matrix[members, project] = 1
    ids = pd.Index([f"a{i:03d}" for i in range(len(matrix))], dtype="str")
    return CooperationGraph.from_biadjacency(matrix, actors=pd.DataFrame({"sector": pd.Series(given["groups"], index=ids, dtype="str")}))


def said(tool: str, name: str, key: str) -> np.ndarray | None:
    """Recorded numbers, or None where the tool stopped."""
    values = recorded("shapes_r")[name][tool].get(key)
    return None if values is None else np.array(values).astype(float)  # R writes "NaN", "Inf"


def ours(metric: str, graph: CooperationGraph, **params: Any) -> float | pd.Series:
    """A value; NaN for what is undefined."""
    try:
        return m.catalogue[metric](graph, **params)
    except Undefined:
        return math.nan


def equal(found: float | pd.Series | np.ndarray, expected: np.ndarray | None, what: str, near: float = 1e-9) -> None:
    """Equal to 1e-9; where the tool stopped or has no number, ours is undefined."""
    if expected is None:
        assert np.isnan(np.atleast_1d(np.asarray(found, dtype=float))).all(), f"{what}: the tool stops, ours is {found}"
        return
    numbers = np.atleast_1d(np.asarray(found, dtype=float))
    if len(numbers) == 1 != len(expected) and np.isnan(numbers).all():  # undefined as a whole
        numbers = np.full(len(expected), math.nan)
    assert numbers.tolist() == pytest.approx(expected.tolist(), abs=near, rel=near, nan_ok=True), what


@pytest.mark.parametrize("name", SHAPES)
def test_netseg(name: str) -> None:
    graph = graph_of(name)
    for metric, key in (
        ("ei_index", "ei"), ("assortativity", "assort"), ("freeman_segregation", "freeman"), ("gupta_anderson_may", "gamix"),
        ("within_group_odds_ratio", "orwg"), ("coleman_homophily", "coleman"), ("segregation_matrix_index", "smi"), ("spectral_segregation", "ssi"),
    ):  # fmt: skip
        expected = said("netseg", name, key)
        if metric == "freeman_segregation" and name == "one group":  # netseg stops on one group: undefined
            expected = None
        equal(ours(metric, graph, by="sector"), expected, f"{metric} on {name}")


@pytest.mark.parametrize("name", SHAPES)
def test_igraph(name: str) -> None:
    graph = graph_of(name)
    for metric, params, key in (
        ("assortativity", {"by": "sector"}, "assortativity"), ("newman_modularity", {"by": "sector"}, "modularity"),
        ("newman_modularity", {"by": "sector", "projection": "count"}, "modularity_count"),
        ("newman_modularity", {"by": "sector", "projection": "newman"}, "modularity_newman"),
        ("burt_constraint", {}, "constraint"), ("burt_constraint", {"projection": "count"}, "constraint_count"),
        ("burt_constraint", {"projection": "newman"}, "constraint_newman"), ("betweenness", {"normalized": False}, "betweenness"),
        ("betweenness", {"on": "bipartite", "normalized": False}, "betweenness_bipartite"), ("harmonic_closeness", {}, "harmonic"),
        ("mean_distance", {}, "mean_distance"), ("density", {}, "density"),
    ):  # fmt: skip
        equal(ours(metric, graph, **params), said("igraph", name, key), f"{metric} {params} on {name}")
    sizes, degree = said("igraph", name, "components"), said("igraph", name, "degree")
    n = graph.n_actors
    assert sizes is not None
    assert degree is not None
    assert m.largest_component_share(graph) == pytest.approx(sizes.max() / n)
    assert m.mean_partners(graph) == pytest.approx(degree.mean())
    assert m.isolate_share(graph) == pytest.approx((degree == 0).mean())
    joints = said("igraph", name, "joints")
    expected = np.isin(np.arange(n), [] if joints is None else joints)
    assert m.single_points_of_failure(graph).to_numpy().astype(bool).tolist() == expected.tolist()


@pytest.mark.parametrize("name", SHAPES)
def test_sna(name: str) -> None:
    graph = graph_of(name)
    equal(ours("connectedness", graph), said("sna", name, "connectedness"), "connectedness")
    equal(ours("density", graph), said("sna", name, "density"), "density")
    if graph.n_actors > 2:
        equal(ours("degree_centralization", graph), said("sna", name, "centralization"), "centralisation")
    scores = m.brokerage_scores(graph, by="sector")
    for key, column in (("broker", "value"), ("broker_expected", "expected")):
        table = said("sna", name, key)
        if table is None:  # sna stops on one group
            continue
        for role, (place, factor) in ROLES.items():
            equal(scores.xs(role, level="role")[column].to_numpy(), factor * np.atleast_2d(table)[:, place], f"{role} on {name}")


@pytest.mark.parametrize("name", SHAPES)
def test_vegan_and_ade4(name: str) -> None:
    graph = graph_of(name)
    for side, key in (("both", "nodf"), ("actors", "nodf_actors"), ("projects", "nodf_projects")):
        if said("vegan", name, key) is not None:  # vegan stops on one row or one column
            equal(ours("nestedness", graph, side=side), said("vegan", name, key), f"nestedness of {side} on {name}")
    labels = graph.groups("sector")[1]
    if len(labels) < 2:  # R takes a table of one group for a vector
        return
    for metric, key, params in (
        ("shannon", "shannon", {}), ("blau", "simpson", {}), ("richness", "richness", {}), ("hill", "inverse_simpson", {"q": 2}),
    ):  # fmt: skip
        equal(ours(metric, graph, by="sector", of="projects", **params), said("vegan", name, key), f"{metric} on {name}")
    alone, unbiased = graph.project_sizes < 2, said("vegan", name, "unbiased")
    pairs = np.atleast_1d(np.asarray(ours("simpson", graph, by="sector", of="projects"), dtype=float))
    if not alone.all():
        assert unbiased is not None
        assert pairs[~alone] == pytest.approx(unbiased[~alone], abs=1e-9)
    assert np.isnan(pairs[alone[: len(pairs)]]).all()
    equal(ours("hill", graph, by="sector", of="participations", q=0.5), said("vegan", name, "hill_half"), "Hill")
    equal(ours("rarefied_richness", graph, by="sector", of="participations", sample=2), said("vegan", name, "rarefied"), "rarefaction")
    equal(ours("shannon", graph, by="sector"), said("vegan", name, "roster"), "Shannon of the roster")
    places = np.array([int(label[1:]) for label in labels])
    if (np.diff(places) == 1).all():
        table = pd.DataFrame(np.sqrt(np.abs(places[:, None] - places[None, :])), index=labels, columns=labels)
        expected = said("ade4", name, "rao")
        assert expected is not None
        equal(ours("rao_stirling", graph, by="sector", distances=table), expected, f"Rao on {name}")


@pytest.mark.parametrize("name", SHAPES)
def test_bipartite(name: str) -> None:
    graph = graph_of(name)
    if graph.n_participations == graph.n_actors == 2:
        return
    equal(ours("h2_prime", graph, by="sector"), said("bipartite", name, "h2"), f"H2′ on {name}")
