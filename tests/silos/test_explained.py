"""What one silo explains of another group: the conditional test against plain Python."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cooperation_graph import nulls
from cooperation_graph.graph import CooperationGraph, build_graphs
from cooperation_graph.nulls.draws import draw_graphs
from cooperation_graph.projection import group_project_table
from cooperation_graph.silos import detect_silos
from cooperation_graph.silos.explained import conditional_p
from cooperation_graph.sufficient import incidence_of, part_of
from cooperation_graph.survey.tables import Survey
from cooperation_graph.testing import random_graph


def beyond_weight(x: np.ndarray) -> np.ndarray:
    """(O − a)/(1 − a) of each group from a table of groups and projects."""
    c = x.sum(axis=0)
    with np.errstate(invalid="ignore"):
        share, weight = (x * (x - 1)).sum(axis=1) / (x * (c - 1)).sum(axis=1), (x * (c - 1)).sum(axis=1) / (c * (c - 1)).sum()
    return (share - weight) / (1 - weight)


def test_given_a_group_the_others_are_drawn_and_its_partners_not_counted() -> None:
    """Frequencies of the compiled test against draws of the graph without the held group, in the room that it leaves."""
    graph = random_graph(np.random.default_rng(8), n_actors=20, n_projects=16, n_groups=3, density=0.25)
    codes, _ = graph.groups("sector")
    found = conditional_p(incidence_of(graph, "sector"), np.array([1]), nulls.keep_degrees, draws=4000, entropy=3)[0]
    rest = graph.keep_actors(codes != 1)
    table = group_project_table(graph, "sector").astype(float)
    table[1] = 0
    observed = beyond_weight(table)
    drawn = [
        beyond_weight(group_project_table(one, "sector").astype(float))
        for one in draw_graphs(rest, nulls.keep_degrees, draws=2000, entropy=9)
    ]
    for group in (0, 2):
        upper = np.mean([values[group] >= observed[group] - 1e-9 for values in drawn])
        assert found[group] == pytest.approx(upper, abs=4 * np.sqrt(0.25 / 2000 + 0.25 / 4000))


def test_graphs_without_a_held_group_are_left_out() -> None:
    graphs = [random_graph(np.random.default_rng(seed), n_actors=14, n_projects=12, n_groups=3, density=0.3) for seed in range(5)]
    tables = [graph.survey.participations.assign(territory=f"T{place}") for place, graph in enumerate(graphs)]
    actors = [graph.survey.actors.assign(territory=f"T{place}") for place, graph in enumerate(graphs)]
    survey = Survey(
        participations=pd.concat(tables, ignore_index=True).astype("str"), actors=pd.concat(actors, ignore_index=True), groups=("sector",)
    )
    graphs = build_graphs(survey)
    incidence = incidence_of(graphs, "sector")
    held = np.full(len(graphs), -1)
    held[[1, 3]] = [0, 2]
    found = conditional_p(incidence, held, nulls.keep_degrees, draws=49, entropy=1, n_jobs=2)
    assert np.isnan(found[held < 0]).all()
    for place in (1, 3):  # the same alone, in a batch and in threads
        alone = part_of(incidence, np.array([place]))
        np.testing.assert_array_equal(
            found[place], conditional_p(alone, held[[place]], nulls.keep_degrees, draws=49, entropy=1)[0]
        )


def test_groups_that_are_all_closed_keep_the_word() -> None:
    """Three closed groups explain each other's isolation in part, none of them wholly."""
    rng = np.random.default_rng(5)
    group = np.repeat([0, 1, 2], 9)
    matrix = np.zeros((27, 60))
    for project in range(60):
        own = np.where(group == project % 3, 5.0, 1.0)
        matrix[rng.choice(27, 4, replace=False, p=own / own.sum()), project] = 1
    actors = pd.DataFrame({"sector": np.array(["a", "b", "c"])[group]}, index=[f"x{i}" for i in range(27)])
    frame = detect_silos(CooperationGraph.from_biadjacency(matrix, actors=actors), rng=1).frame
    assert frame.loc[frame["level"] == "group", "verdict"].tolist() == ["silo"] * 3
