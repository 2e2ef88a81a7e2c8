"""Graphs over national arrays: who is in a graph, what ties, views, networkx and back."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation_graph.errors import SurveyError, UnknownName
from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs, natural_key
from cooperation_graph.graph.coding import coded
from cooperation_graph.survey.tables import Survey
from cooperation_graph.testing import random_graph, tiny_graph


def text(rows: list[tuple[object, ...]], columns: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns.split())
    return frame.astype({c: "str" for c in frame.columns if frame[c].dtype == object})


def survey(**tables: pd.DataFrame) -> Survey:
    rows = [
        ("T", "1", "ann", "garden", "lead"), ("T", "1", "bob", "garden", "partner"), ("T", "1", "ann", "fair", np.nan),
        ("T", "1", "bank", "garden", "funder"), ("T", "2", "ann", "fair", "lead"), ("U", "1", "ann", "school", "partner"),
    ]  # fmt: skip
    base = {"participations": text(rows, "territory wave actor project role")}
    return Survey(**{**base, **tables})


def test_one_graph_a_territory_and_wave_in_order() -> None:
    graphs = build_graphs(survey())
    assert graphs.to_frame().values.tolist() == [["T", "1", 2, 2, 3], ["T", "2", 1, 1, 1], ["U", "1", 1, 1, 1]]
    assert (graphs.territories, graphs.waves) == (["T", "U"], ["1", "2"])


def test_waves_follow_their_table_then_natural_order() -> None:
    rows = [("T", w, "a", "p") for w in ("w10", "w9", "before")]
    waves = text([("before", 1.0)], "wave order")
    graphs = build_graphs(Survey(participations=text(rows, "territory wave actor project"), waves=waves))
    assert graphs.waves == ["before", "w9", "w10"]
    assert sorted(["w10", "w9"], key=natural_key) == ["w9", "w10"]


def test_blank_roles_tie_and_funders_do_not() -> None:
    graph = build_graphs(survey())[0]
    assert graph.actor_ids.tolist() == ["ann", "bob"]
    assert graph.biadjacency.toarray().tolist() == [[1, 1], [0, 1]]
    assert len(graph.participations) == 4, "all participations stay readable"
    with_all = build_graphs(survey(), roles="all")[0]
    assert with_all.actor_ids.tolist() == ["ann", "bank", "bob"]
    assert graph.settings["n_not_tied"] == 1


def test_several_roles_in_one_project_are_one_tie() -> None:
    rows = [("T", "1", "ann", "p", "lead"), ("T", "1", "ann", "p", "host"), ("T", "1", "bob", "p", "partner")]
    graph = build_graphs(Survey(participations=text(rows, "territory wave actor project role")))[0]
    assert graph.n_participations == 2
    assert graph.biadjacency.toarray().max() == 1


def test_intensity_zero_is_no_tie() -> None:
    table = survey().participations.assign(intensity=[1.0, 0.0, 2.0, 1.0, np.nan, 3.0])
    graph = build_graphs(Survey(participations=table))[0]
    assert graph.actor_ids.tolist() == ["ann", "bob"], "bob is named: known to be there, and in nothing"
    assert graph.actor_degrees.tolist() == [2, 0]


class TestRoster:
    """Who is in a graph: participants, those who answered, those whom the table of actors names there."""

    def test_who_answered_without_a_project_is_an_isolate(self) -> None:
        responses = text([("T", "1", "cat", "answered"), ("T", "1", "dan", "partial")], "territory wave actor status")
        graph = build_graphs(survey(responses=responses))[0]
        assert graph.actor_ids.tolist() == ["ann", "bob", "cat", "dan"]
        assert graph.actor_degrees.tolist() == [2, 1, 0, 0]

    def test_who_did_not_answer_and_whom_nobody_names_is_unknown(self) -> None:
        statuses = ["no_answer", "not_asked", "not_yet_existing", "left"]
        responses = text([("T", "1", s, s) for s in statuses], "territory wave actor status")
        assert build_graphs(survey(responses=responses))[0].n_actors == 2

    def test_who_did_not_answer_but_is_named_stays(self) -> None:
        responses = text([("T", "1", "bob", "no_answer")], "territory wave actor status")
        assert "bob" in build_graphs(survey(responses=responses))[0].actor_ids

    def test_the_table_of_actors_names_a_territory_and_wave(self) -> None:
        actors = text([("eve", "T", "1"), ("fay", "T", np.nan), ("gus", "V", "1")], "actor territory wave")
        graphs = build_graphs(survey(actors=actors))
        assert graphs[0].actor_ids.tolist() == ["ann", "bob", "eve"], "two waves: a blank wave names none"
        assert len(graphs) == 3, "an unknown territory makes no graph"

    def test_with_one_territory_and_wave_all_actors_are_there(self) -> None:
        rows = text([("T", "1", "ann", "p")], "territory wave actor project")
        actors = text([("ann", "x"), ("eve", "y")], "actor sector")
        assert build_graphs(Survey(participations=rows, actors=actors))[0].n_actors == 2

    def test_a_funder_in_the_roster_is_neither_tied_nor_isolated(self) -> None:
        responses = text([("T", "1", "bank", "answered")], "territory wave actor status")
        assert "bank" not in build_graphs(survey(responses=responses))[0].actor_ids

    def test_the_animator_is_left_out_by_default(self) -> None:
        actors = text([("ann", "x"), ("bob", "y")], "actor sector").assign(animator=pd.array([True, False], dtype="boolean"))
        assert build_graphs(survey(actors=actors))[0].actor_ids.tolist() == ["bob"]
        assert build_graphs(survey(actors=actors), exclude=())[0].actor_ids.tolist() == ["ann", "bob"]
        assert build_graphs(survey(actors=actors), exclude=["bob"])[0].actor_ids.tolist() == ["ann"]
        with pytest.raises(UnknownName, match="exclusion"):
            build_graphs(survey(actors=actors), exclude=["nobody"])


def test_the_most_precise_description_of_an_actor_wins() -> None:
    actors = text(
        [("ann", np.nan, np.nan, "plain"), ("ann", "T", np.nan, "here"), ("ann", np.nan, "2", "then"), ("ann", "T", "2", "both")],
        "actor territory wave sector",
    )
    graphs = build_graphs(survey(actors=actors))
    found = {(g.territory, g.wave): g.actors.loc["ann", "sector"] for g in graphs}
    assert found == {("T", "1"): "here", ("T", "2"): "both", ("U", "1"): "plain"}


def test_groups_are_coded_in_natural_order_and_missing_is_minus_one() -> None:
    graph = tiny_graph("missing_groups")
    codes, labels = graph.groups("sector")
    assert labels.tolist() == ["a", "b"]
    assert dict(zip(graph.actor_ids, codes.tolist(), strict=True)) == {"?1": -1, "a1": 0, "a2": 0, "b1": 1, "b2": 1}
    with pytest.raises(UnknownName, match="sectr"):
        graph.groups("sectr")


def test_missing_groups_are_dropped_before_anything() -> None:
    graphs = Graphs(tiny_graph("missing_groups").national)
    known = graphs.known("sector")[0]
    assert known.actor_ids.tolist() == ["a1", "a2", "b1", "b2"]
    assert known.project_sizes.tolist() == [2, 1, 3], "a project left with one actor stays, as a single-actor project"
    assert graphs.known("sector", "category") is not None
    with pytest.raises(SurveyError, match="1 actors have no 'sector'"):
        graphs.known("sector", "error")


def test_texts_in_several_chunks_share_their_numbers() -> None:
    pieces = [pd.Series(values, dtype="str") for values in (["b", None, "a"], ["c", "a"], ["é", "b", "d"])]
    (one, two), labels = coded(pd.concat(pieces), pieces[1], sort=True)
    assert labels.tolist() == ["a", "b", "c", "d", "é"]
    assert (one.tolist(), two.tolist()) == ([1, -1, 0, 2, 0, 4, 1, 3], [2, 0])
    objects = [column.astype(object) for column in (pd.concat(pieces), pieces[1])]
    (one, two), labels = coded(*objects, sort=True)
    assert (one.tolist(), two.tolist(), labels.tolist()) == ([1, -1, 0, 2, 0, 4, 1, 3], [2, 0], ["a", "b", "c", "d", "é"])


def test_views_are_read_only() -> None:
    graph = tiny_graph("two_silos")
    with pytest.raises(ValueError, match="read-only"):
        graph.indices[0] = 3


def test_selection_and_names() -> None:
    graphs = build_graphs(survey())
    assert graphs.get("T", "2").wave == "2"
    assert len(graphs.select(territory="T")) == 2
    with pytest.raises(UnknownName, match="Known"):
        graphs.select(territory="X")
    with pytest.raises(UnknownName, match="Name one wave"):
        graphs.get("T")


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 12), st.integers(1, 9))
def test_networkx_there_and_back(seed: int, n: int, m: int) -> None:
    graph = random_graph(np.random.default_rng(seed), n_actors=n, n_projects=m)
    outside = graph.to_networkx()
    assert nx.is_bipartite(outside)
    again = CooperationGraph.from_networkx(outside, groups=("sector",))
    assert again.actor_ids.tolist() == graph.actor_ids.tolist()
    assert (again.biadjacency != graph.biadjacency).nnz == 0
    assert again.actors["sector"].tolist() == graph.actors["sector"].tolist()


def test_networkx_refuses_what_is_not_bipartite() -> None:
    with pytest.raises(ValueError, match="does not say bipartite"):
        CooperationGraph.from_networkx(nx.path_graph(3))
    graph = nx.Graph()
    graph.add_node("a", bipartite=0)
    graph.add_node("b", bipartite=0)
    graph.add_edge("a", "b")
    with pytest.raises(ValueError, match="one mode"):
        CooperationGraph.from_networkx(graph)


def test_networkx_bipartite_functions_accept_the_graph() -> None:
    outside = tiny_graph("two_silos_and_a_bridge").to_networkx()
    actors = [node for node, mode in outside.nodes(data="bipartite") if mode == 0]
    projected = nx.bipartite.projected_graph(outside, actors)
    assert projected.number_of_edges() == 7


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6))
def test_a_batch_is_its_graphs(seed: int) -> None:
    """Slices of the national arrays equal graphs built alone, in any order of the rows."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 60))
    rows = text(
        [tuple(str(x) for x in row) for row in zip(*(rng.integers(0, k, n) for k in (3, 2, 8, 6)), strict=True)],
        "territory wave actor project",
    )
    graphs = build_graphs(Survey(participations=rows))
    shuffled = build_graphs(Survey(participations=rows.sample(frac=1, random_state=seed % 1000).reset_index(drop=True)))
    for graph, other in zip(graphs, shuffled, strict=True):
        part = rows[(rows["territory"] == graph.territory) & (rows["wave"] == graph.wave)].drop_duplicates()
        expected = pd.crosstab(part["actor"], part["project"])
        assert graph.actor_ids.tolist() == expected.index.tolist()
        assert graph.project_ids.tolist() == expected.columns.tolist()
        assert np.array_equal(graph.biadjacency.toarray(), expected.to_numpy())
        assert np.array_equal(other.indices, graph.indices)
        start = graph.national.column_offsets[graph.number]
        ptr = graph.national.column_indptr[start : start + graph.n_projects + 1]
        for p in range(graph.n_projects):
            by_column = graph.national.column_indices[ptr[p] : ptr[p + 1]]
            assert by_column.tolist() == np.flatnonzero(expected.to_numpy()[:, p]).tolist()
    part = graphs[len(graphs) // 2 :]
    for graph, compact in zip(part, part.compact(), strict=True):
        assert (graph.territory, graph.wave) == (compact.territory, compact.wave)
        assert np.array_equal(graph.biadjacency.toarray(), compact.biadjacency.toarray())


def test_names_are_ids_where_no_table_names_them() -> None:
    graph = build_graphs(survey())[0]
    assert graph.actors["name"].tolist() == ["ann", "bob"]
    assert graph.projects.index.tolist() == ["fair", "garden"]


def test_frames_that_do_not_fit_the_matrix_are_refused() -> None:
    with pytest.raises(ValueError, match="the matrix is 2 × 2"):
        CooperationGraph.from_biadjacency(np.ones((2, 2)), actors=pd.DataFrame(index=["a"]))
    with pytest.raises(ValueError, match="stands twice"):
        CooperationGraph.from_biadjacency(np.ones((2, 2)), actors=pd.DataFrame(index=["a", "a"]))
