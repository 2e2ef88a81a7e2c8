"""Headline metrics against published values, networkx, plain Python, and laws."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation_graph import metrics as m
from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.projection import PROJECTIONS, mixing_matrix, project_actors
from cooperation_graph.testing import led_projects, random_graph, tiny_graph


def davis() -> CooperationGraph:
    """Southern women as networkx has them (89 ties), in two groups of eight and ten: Pearl, between the two in most analyses,
    stands with the second."""
    outside = nx.davis_southern_women_graph()
    women, events = outside.graph["top"], outside.graph["bottom"]
    matrix = nx.bipartite.biadjacency_matrix(outside, women, events).toarray()
    first = {"Evelyn Jefferson", "Laura Mandeville", "Theresa Anderson", "Brenda Rogers", "Charlotte McDowd", "Frances Anderson",
             "Eleanor Nye", "Ruth DeSand"}  # fmt: skip
    actors = pd.DataFrame({"sector": ["A" if w in first else "B" for w in women]}, index=women)
    return CooperationGraph.from_biadjacency(matrix, actors=actors)


def test_davis_ei() -> None:
    """Simple and count projection differ: −0.050 and −0.304 (design, measured with netseg)."""
    graph = davis()
    assert m.ei_index(graph, by="sector") == pytest.approx(-0.050, abs=5e-4)
    assert m.ei_index(graph, by="sector", projection="count") == pytest.approx(-0.304, abs=5e-4)


def pairs_of(graph: CooperationGraph) -> dict[tuple[int, int], dict[str, float]]:
    """Weights of every tie, by the definitions, pair by pair."""
    matrix = graph.biadjacency.toarray().astype(bool)
    sizes = matrix.sum(axis=0)
    found = {}
    for i, j in itertools.combinations(range(graph.n_actors), 2):
        shared = np.flatnonzero(matrix[i] & matrix[j])
        if len(shared):
            either = (matrix[i] | matrix[j]).sum()
            found[i, j] = {
                "simple": 1.0, "count": float(len(shared)), "newman": sum(1 / (sizes[p] - 1) for p in shared),
                "jaccard": len(shared) / either,
            }  # fmt: skip
    return found


def graphs(seed: int) -> CooperationGraph:
    rng = np.random.default_rng(seed)
    n, m_, k = (int(rng.integers(*bounds)) for bounds in ((2, 14), (1, 12), (1, 5)))
    return random_graph(rng, n_actors=n, n_projects=m_, n_groups=k)


SEEDS = st.integers(0, 10**6)
LAWS = settings(deadline=None, max_examples=40)


@LAWS
@given(SEEDS)
def test_projections_are_their_definitions(seed: int) -> None:
    graph = graphs(seed)
    expected = pairs_of(graph)
    for projection in PROJECTIONS:
        matrix = project_actors(graph, projection).toarray()
        assert np.allclose(matrix, matrix.T)
        assert np.all(np.diag(matrix) == 0)
        for i, j in itertools.combinations(range(graph.n_actors), 2):
            assert matrix[i, j] == pytest.approx(expected.get((i, j), {}).get(projection, 0.0))


@LAWS
@given(SEEDS)
def test_newman_weights_sum_to_projects_with_a_partner(seed: int) -> None:
    graph = graphs(seed)
    several = graph.project_sizes[graph.indices] > 1
    rows = np.repeat(np.arange(graph.n_actors), np.diff(graph.indptr))
    expected = np.bincount(rows, several, graph.n_actors)
    assert project_actors(graph, "newman").sum(axis=1) == pytest.approx(expected)


@LAWS
@given(SEEDS, st.sampled_from(PROJECTIONS))
def test_indices_of_ties_from_pairs(seed: int, projection: str) -> None:
    graph = graphs(seed)
    codes = graph.groups("sector")[0]
    weights = {pair: found[projection] for pair, found in pairs_of(graph).items()}
    inside = sum(w for (i, j), w in weights.items() if codes[i] == codes[j])
    total = sum(weights.values())
    if not total:
        with pytest.raises(Undefined, match="no two actors"):
            m.ei_index(graph, by="sector", projection=projection)
        return
    ei = m.ei_index(graph, by="sector", projection=projection)
    cross = m.cross_group_tie_share(graph, by="sector", projection=projection)
    assert ei == pytest.approx((total - 2 * inside) / total)
    assert ei == pytest.approx(2 * cross - 1)
    outside = nx.Graph()
    outside.add_nodes_from((i, {"s": int(c)}) for i, c in enumerate(codes))
    outside.add_weighted_edges_from((i, j, w) for (i, j), w in weights.items())
    ends = {c: 0.0 for c in codes}
    for (i, j), w in weights.items():
        ends[codes[i]] += w / (2 * total)
        ends[codes[j]] += w / (2 * total)
    expected = sum(a * a for a in ends.values())
    if expected < 1 - 1e-12:
        r = m.assortativity(graph, by="sector", projection=projection)
        assert r == pytest.approx((inside / total - expected) / (1 - expected))
        if projection == "simple":
            assert r == pytest.approx(nx.attribute_assortativity_coefficient(outside, "s"), abs=1e-9)
    else:
        with pytest.raises(Undefined, match="one group"):
            m.assortativity(graph, by="sector", projection=projection)


@LAWS
@given(SEEDS)
def test_freeman_from_dyads(seed: int) -> None:
    graph = graphs(seed)
    codes = graph.groups("sector")[0]
    dyads = list(itertools.combinations(range(graph.n_actors), 2))
    cross_dyads = np.mean([codes[i] != codes[j] for i, j in dyads]) if dyads else 0
    ties = pairs_of(graph)
    if not ties or cross_dyads == 0:
        with pytest.raises(Undefined):
            m.freeman_segregation(graph, by="sector")
        return
    cross = np.mean([codes[i] != codes[j] for i, j in ties])
    value = m.freeman_segregation(graph, by="sector")
    assert value == pytest.approx(1 - cross / cross_dyads)
    assert value >= 1 - 1 / cross_dyads - 1e-12
    assert m.mean_partners(graph) == pytest.approx(2 * len(ties) / graph.n_actors)
    assert m.density(graph) == pytest.approx(len(ties) / len(dyads))


@LAWS
@given(SEEDS)
def test_projects_one_by_one(seed: int) -> None:
    graph = graphs(seed)
    codes = graph.groups("sector")[0]
    projects = [np.flatnonzero(column) for column in graph.biadjacency.toarray().T]
    several = [members for members in projects if len(members) > 1]
    if not several:
        with pytest.raises(Undefined, match="no project gathers"):
            m.pair_heterogeneity(graph, by="sector")
        return
    crossing = np.mean([len(set(codes[p])) > 1 for p in several])
    assert m.cross_group_project_share(graph, by="sector") == pytest.approx(crossing)
    differ = [np.mean([codes[i] != codes[j] for i, j in itertools.combinations(p, 2)]) for p in several]
    assert m.pair_heterogeneity(graph, by="sector") == pytest.approx(np.mean(differ))
    met = [codes[i] != codes[j] for p in several for i, j in itertools.combinations(p, 2)]
    dyads = np.mean([codes[i] != codes[j] for i, j in itertools.combinations(range(graph.n_actors), 2)])
    if dyads > 0:
        assert m.cross_pair_ratio(graph, by="sector") == pytest.approx(np.mean(met) / dyads)


def h2_parts(x: np.ndarray) -> tuple[float, float, float]:
    """H2, its minimum by moving the largest row into the largest column, and its maximum: written from the definition."""
    total = x.sum()
    entropy = lambda cells: -sum(c / total * math.log(c / total) for c in np.ravel(cells) if c > 0)  # noqa: E731
    rows, columns = x.sum(axis=1).astype(float), x.sum(axis=0).astype(float)
    greedy = np.zeros(x.shape)
    left_r, left_c = rows.copy(), columns.copy()
    while left_r.sum() > 1e-9:
        r, c = int(left_r.argmax()), int(left_c.argmax())
        move = min(left_r[r], left_c[c])
        greedy[r, c] += move
        left_r[r] -= move
        left_c[c] -= move
    return entropy(x), entropy(greedy), entropy(np.outer(rows, columns) / total)


@LAWS
@given(SEEDS)
def test_h2_prime_from_its_table(seed: int) -> None:
    graph = graphs(seed)
    codes = graph.groups("sector")[0]
    columns = graph.biadjacency.toarray().T
    x = np.array([[(codes[np.flatnonzero(column)] == s).sum() for column in columns] for s in range(codes.max() + 1)])
    if not x.sum():
        return
    value, low, high = h2_parts(x)
    low, high = min(low, value), max(high, value)
    if high - low < 1e-12:
        with pytest.raises(Undefined):
            m.h2_prime(graph, by="sector")
    else:
        assert m.h2_prime(graph, by="sector") == pytest.approx((high - value) / (high - low), abs=1e-9)


@LAWS
@given(SEEDS)
def test_closure_counts_ordered_pairs(seed: int) -> None:
    graph = graphs(seed)
    codes, labels = graph.groups("sector")
    projects = [np.flatnonzero(column) for column in graph.biadjacency.toarray().T]
    for s in np.unique(codes):
        met = [codes[j] == s for p in projects for i in p if codes[i] == s for j in p if i != j]
        try:
            value = m.group_closure(graph, by="sector")[labels[s]]
        except Undefined:
            value = math.nan
        assert value == pytest.approx(np.mean(met) if met else math.nan, nan_ok=True)


@LAWS
@given(SEEDS)
def test_shares_of_residents_and_leads(seed: int) -> None:
    graph = graphs(seed)
    residents = graph.flag("residents")
    projects = [np.flatnonzero(column) for column in graph.biadjacency.toarray().T if column.any()]
    if projects and "residents" in graph.survey.actors:
        assert m.resident_project_share(graph) == pytest.approx(np.mean([residents[p].any() for p in projects]))
    table = graph.participations
    if "role" not in table:
        return
    leads = table[table["role"].isin(["lead", "co_lead"])].groupby("project")["actor"].agg(set)
    if len(leads) >= 2:
        same = [len(a & b) / (len(a) * len(b)) for a, b in itertools.combinations(leads, 2)]
        assert m.lead_concentration(graph) == pytest.approx(np.mean(same))


def test_co_led_projects_share_their_lead() -> None:
    """Two projects with leads {a, b} and {a}: the chance that a lead drawn in each is the same is 1/2."""
    table = pd.DataFrame([("a", "p", "lead"), ("b", "p", "co_lead"), ("a", "q", "lead")], columns=["actor", "project", "role"])
    from cooperation_graph.graph import build_graphs
    from cooperation_graph.survey.tables import Survey

    survey = Survey(participations=table.assign(territory="T", wave="1").astype("str"))
    assert m.lead_concentration(build_graphs(survey)[0]) == pytest.approx(0.5)


def test_lead_concentration_known_answer() -> None:
    """Leads of 5, 3 and 2 projects: 28/90 (methods, KA3)."""
    assert m.lead_concentration(led_projects([5, 3, 2])) == pytest.approx(28 / 90)


@pytest.mark.parametrize(("name", "graph", "value"), [
    ("ei_index", "one_dyad", 1), ("ei_index", "one_group", -1), ("ei_index", "one_project", 0.6), ("ei_index", "complete", 0.6),
    ("ei_index", "two_silos", -1), ("assortativity", "one_dyad", -1), ("assortativity", "complete", -0.2),
    ("assortativity", "two_silos", 1), ("freeman_segregation", "one_dyad", 0), ("freeman_segregation", "complete", 0),
    ("freeman_segregation", "two_silos", 1), ("h2_prime", "complete", 0), ("h2_prime", "two_silos", 1),
    ("cross_pair_ratio", "complete", 1), ("cross_pair_ratio", "two_silos", 0),
])  # fmt: skip
def test_limiting_cases(name: str, graph: str, value: float) -> None:
    assert m.catalogue[name](tiny_graph(graph), by="sector") == pytest.approx(value)


@LAWS
@given(SEEDS)
def test_padding_with_empty_groups_changes_nothing(seed: int) -> None:
    """Labels that exist in the survey but not in the graph must not count."""
    graph = graphs(seed)
    actors = graph.actors.drop(columns="name").copy()
    more = pd.DataFrame({"sector": ["zz1", "zz2"], "scale": ["k0", "k1"]}, index=["absent1", "absent2"])
    both = pd.concat([actors, more]).astype({"sector": "str", "scale": "str"})
    matrix = np.vstack([graph.biadjacency.toarray(), np.zeros((2, graph.n_projects))])
    padded = CooperationGraph.from_biadjacency(matrix, actors=both, groups=("sector",)).keep_actors(
        np.arange(graph.n_actors + 2) < graph.n_actors
    )
    for name in ("ei_index", "assortativity", "freeman_segregation", "h2_prime", "cross_pair_ratio", "pair_heterogeneity"):
        values = []
        for one in (graph, padded):
            try:
                values.append(m.catalogue[name](one, by="sector"))
            except Undefined as error:
                values.append(str(error))
        assert values[0] == (pytest.approx(values[1]) if not isinstance(values[1], str) else values[1])


@LAWS
@given(SEEDS)
def test_isolates_count_only_where_they_should(seed: int) -> None:
    graph = graphs(seed)
    if not graph.n_actors:
        return
    matrix = np.vstack([graph.biadjacency.toarray(), np.zeros((1, graph.n_projects))])
    one_more = pd.DataFrame({"sector": [graph.actors["sector"].iloc[0]]}, index=["isolate"])
    actors = pd.concat([graph.actors[["sector"]], one_more]).astype("str")
    wider = CooperationGraph.from_biadjacency(matrix, actors=actors, groups=("sector",))
    for name in ("ei_index", "assortativity", "pair_heterogeneity", "h2_prime", "cross_group_project_share"):
        try:
            value = m.catalogue[name](graph, by="sector")
        except Undefined:
            continue
        assert m.catalogue[name](wider, by="sector") == pytest.approx(value), f"{name} does not see isolates"
    n = graph.n_actors
    assert m.mean_partners(wider) == pytest.approx(m.mean_partners(graph) * n / (n + 1)), "the roster counts"


def test_mixing_matrix_is_symmetric_with_each_tie_once() -> None:
    graph = tiny_graph("two_silos_and_a_bridge")
    assert mixing_matrix(graph, "sector").tolist() == [[3, 1], [1, 3]]
    assert mixing_matrix(graph, "sector", "count").tolist() == [[4, 1], [1, 4]]
