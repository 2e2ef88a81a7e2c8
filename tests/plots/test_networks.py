"""Figures of one graph: who stands where, which ties are shown, names that can be read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PathCollection, PolyCollection

from cooperation_graph.errors import CooperationError, UnknownName
from cooperation_graph.graph import CooperationGraph, build_graphs
from cooperation_graph.plots import bipartite, layout, matrix, network, small_multiples
from cooperation_graph.plots.groups import groups_of
from cooperation_graph.plots.places import shared
from cooperation_graph.plots.ties import MANY
from cooperation_graph.projection import project_actors
from cooperation_graph.survey import Survey
from drawn import make_survey, words_of


@pytest.mark.parametrize("size", ["screen", "a4"])
@pytest.mark.parametrize("figure", [network, bipartite, matrix])
def test_no_label_covers_another(figure, size: str, graph, well_set) -> None:
    well_set(figure(graph, size=size))


@pytest.mark.parametrize("figure", [network, bipartite, matrix])
def test_hostile_names_and_english(figure, hostile, well_set) -> None:
    well_set(figure(hostile, lang="en"))
    assert "actors" in " ".join(words_of(figure(hostile, lang="en")))


@pytest.mark.parametrize("figure", [network, bipartite, matrix])
@pytest.mark.parametrize("shape", [(0, 0), (2, 0), (0, 2)])
def test_nothing_to_draw_is_said(figure, shape: tuple[int, int], well_set) -> None:
    actors = pd.DataFrame({"sector": pd.Series(["x"] * shape[0], dtype="str")}, index=[f"a{i}" for i in range(shape[0])])
    drawing = figure(CooperationGraph.from_biadjacency(np.zeros(shape), actors=actors, groups=["sector"]))
    well_set(drawing)
    assert drawing.text


def test_a_graph_without_groups_asks_for_one() -> None:
    graph = CooperationGraph.from_biadjacency(np.ones((2, 2)))
    with pytest.raises(UnknownName, match="by="):
        network(graph)


def test_many_graphs_are_not_one() -> None:
    graphs = build_graphs(Survey.from_frame(pd.DataFrame({"actor": ["a", "b"], "project": ["p", "p"], "sector": ["x", "y"]}), by="sector"))
    for draw in (network, matrix, bipartite):
        with pytest.raises(CooperationError, match="graphs"):
            draw(graphs)


def test_ties_are_the_projection(typical) -> None:
    ties = shared(typical)
    counts = project_actors(typical, "count")
    assert (ties != counts).nnz == 0
    drawing = network(typical)
    pairs = int((ties > 0).sum()) // 2
    assert int(drawing.table["partners"].sum()) == 2 * pairs
    lines = [c for c in _panel(drawing).collections if isinstance(c, LineCollection)]
    assert sum(len(c.get_segments()) for c in lines) == pairs


def _panel(drawing):
    return drawing.figure.axes[0].child_axes[0]


def test_each_actor_once_and_isolates_on_the_shelf(typical) -> None:
    drawing = network(typical)
    shelved = int((drawing.table["partners"] == 0).sum())
    placed = sum(len(c.get_offsets()) for c in _panel(drawing).collections if isinstance(c, PathCollection))
    assert shelved > 0
    assert placed == typical.n_actors - shelved
    assert f"sans partenaire ({shelved})" in words_of(drawing)


def test_the_key_names_the_numbered(typical) -> None:
    drawing = network(typical)
    told = drawing.table.dropna(subset="number").sort_values("number")
    assert told["number"].tolist() == list(range(1, 13))
    assert told["partners_outside"].is_monotonic_decreasing
    words = words_of(drawing)
    assert all(words.count(str(n)) == 2 for n in range(1, 13)), "on the figure and in the key"


def test_the_same_places_in_every_wave(two_waves) -> None:
    positions = layout(two_waves, "sector")
    assert positions.equals(layout(two_waves, "sector"))
    first, second = (network(wave, positions=positions) for wave in two_waves)
    where = []
    for drawing in (first, second):
        spots = np.concatenate([c.get_offsets() for c in _panel(drawing).collections if isinstance(c, PathCollection)])
        where.append({tuple(np.round(spot, 6)) for spot in np.asarray(spots)})
    assert where[0] <= {tuple(np.round(p, 6)) for p in positions.dropna().to_numpy()}
    assert where[0] & where[1]


def test_layout_keeps_groups_apart_and_actors_distinct(typical) -> None:
    positions = layout(typical)
    inside = positions.dropna()
    assert inside.abs().to_numpy().max() <= 1
    codes = groups_of(typical, None, "fr").codes[typical.actor_ids.get_indexer(inside.index)]
    points = inside.to_numpy()
    distance = np.linalg.norm(points[:, None] - points[None], axis=-1)
    same = codes[:, None] == codes[None]
    np.fill_diagonal(distance, np.nan)
    assert np.nanmin(distance) > 0.04
    assert np.nanmean(distance[same]) < 0.7 * np.nanmean(distance[~same])


def test_more_than_eight_groups_share_a_colour() -> None:
    graph = build_graphs(make_survey(60, 20, 12))[0]
    groups = groups_of(graph, None, "fr")
    assert len(groups) == 8
    assert groups.labels[-1] == "autres (5 groupes)"
    assert len(set(zip(groups.colours, groups.shapes, strict=True))) == 8
    assert np.bincount(groups.codes).sum() == graph.n_actors


def test_missing_groups_are_a_group_of_their_own() -> None:
    actors = pd.DataFrame({"sector": ["x", "y", None]}, index=["a", "b", "c"], dtype="str")
    graph = CooperationGraph.from_biadjacency(np.ones((3, 1)), actors=actors, groups=["sector"])
    groups = groups_of(graph, None, "en")
    assert groups.labels == ["x", "y", "group not stated"]
    assert groups.codes.tolist() == [0, 1, 2]
    assert network(graph).table["group"].tolist() == ["x", "y", ""]


def test_bipartite_colours_what_crosses(typical) -> None:
    drawing = bipartite(typical, lang="en")
    assert len(drawing.table) == typical.n_participations
    groups = drawing.table.groupby("project")["group"].nunique()
    assert (drawing.table["groups_in_project"] == drawing.table["project"].map(groups)).all()
    several = drawing.table["project"].value_counts() > 1
    assert f"{int((groups > 1).sum())} of {int(several.sum())}" in drawing.text


def test_matrix_is_the_biadjacency_sorted(typical) -> None:
    drawing = matrix(typical)
    table = drawing.table.set_index("actor")
    cells = table.drop(columns=["name", "group"]).loc[typical.actor_ids, typical.project_ids]
    assert np.array_equal(cells.to_numpy(dtype=int), typical.biadjacency.toarray())
    order = [label for label, _ in table.groupby("group", sort=False)]
    assert len(order) == len(set(order)), "one block a group"
    (squares,) = (c for c in _panel(drawing).collections if isinstance(c, PolyCollection))
    centres = np.array([path.vertices[:4].mean(axis=0) for path in squares.get_paths()])
    drawn = np.zeros((typical.n_actors, typical.n_projects), dtype=int)
    drawn[np.floor(centres[:, 1]).astype(int), np.floor(centres[:, 0]).astype(int)] = 1
    assert np.array_equal(drawn, table.drop(columns=["name", "group"]).to_numpy(dtype=int))


def test_many_without_partner_are_counted_by_group(well_set) -> None:
    n = 400
    actors = pd.DataFrame({"sector": ["x", "y"] * (n // 2)}, index=[f"a{i}" for i in range(n)], dtype="str")
    incidence = np.zeros((n, 1))
    incidence[:2] = 1
    drawing = network(CooperationGraph.from_biadjacency(incidence, actors=actors, groups=["sector"]), lang="en")
    well_set(drawing)
    assert words_of(drawing).count("× 199") == 2


def test_small_multiples_keep_places_and_count_pairs(two_waves, well_set) -> None:
    drawing = small_multiples(list(two_waves), lang="en")
    well_set(drawing)
    for wave, row in zip(two_waves, drawing.table.to_dict("records"), strict=True):
        codes, _labels = wave.groups("sector")
        pairs = {tuple(sorted(pair)) for pair in zip(*shared(wave).nonzero(), strict=True)}
        assert row["pairs"] == len(pairs)
        assert row["pairs_across"] == sum(codes[a] != codes[b] for a, b in pairs)
        assert row["with_partner"] == len({actor for pair in pairs for actor in pair})
    panels = drawing.figure.axes[0].child_axes
    assert len(panels) == 2
    spots = [{tuple(np.round(spot, 6)) for c in panel.collections if isinstance(c, PathCollection) for spot in np.asarray(c.get_offsets())}
             for panel in panels]  # fmt: skip
    everybody = {tuple(np.round(spot, 6)) for spot in layout(two_waves, "sector").dropna().to_numpy()}
    assert spots[0] == spots[1] == everybody, "who has no partner in a wave leaves a ring"


@pytest.mark.parametrize("n", [1, 4, 8])
def test_small_multiples_of_any_number_of_waves(n: int, well_set) -> None:
    waves = tuple(str(2019 + year) for year in range(n))
    for size in ("screen", "a4"):
        drawing = small_multiples(build_graphs(make_survey(12, 6, 3, waves=waves)), size=size)
        well_set(drawing)
        assert len(drawing.table) == n


def test_small_multiples_are_of_one_territory(well_set) -> None:
    actors = pd.DataFrame({"sector": ["x", "y"]}, index=["a", "b"], dtype="str")
    for filled in (np.ones, np.zeros):
        well_set(small_multiples([CooperationGraph.from_biadjacency(filled((2, 2)), actors=actors, groups=["sector"])]))
    with pytest.raises(CooperationError, match="small_multiples"):
        small_multiples(_two_places())


def _two_places() -> list[CooperationGraph]:
    survey = make_survey(6, 4, 2)
    table = survey.participations
    elsewhere = replace(survey, participations=table.assign(territory="autre"))
    return [*build_graphs(survey), *build_graphs(elsewhere)]


def test_many_ties_are_one_image_and_a_light_file() -> None:
    rng = np.random.default_rng(0)
    n = 160
    actors = pd.DataFrame({"sector": [f"g{i % 2}" for i in range(n)]}, index=[f"a{i:03d}" for i in range(n)], dtype="str")
    incidence = (rng.random((n, 12)) < 0.25).astype(float)
    drawing = network(CooperationGraph.from_biadjacency(incidence, actors=actors, groups=["sector"]))
    pairs = int(drawing.table["partners"].sum()) // 2
    assert pairs > 2 * MANY
    svg = drawing.svg()
    assert "<image" in svg
    assert len(svg) < 400_000
    assert svg == network(CooperationGraph.from_biadjacency(incidence, actors=actors, groups=["sector"])).svg()
