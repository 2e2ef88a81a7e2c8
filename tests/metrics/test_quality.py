"""Answers about ties: by hand, and against networkx; quality of projects against a regression solved otherwise."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation_graph import metrics as m
from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph, build_graphs
from cooperation_graph.measures import measure
from cooperation_graph.metrics.quality import tie_intensity_distribution
from cooperation_graph.metrics.quality_link import project_quality_link
from cooperation_graph.survey.tables import Survey
from cooperation_graph.testing import random_graph, tiny_graph


def answering(answers: str) -> CooperationGraph:
    """Actors a, b, c, d in one project and answers ``"source target kind intensity"``, a dash for a blank intensity."""
    table = pd.DataFrame({"territory": "T", "wave": "1", "actor": list("abcd"), "project": "p"}).astype("str")
    ties = pd.DataFrame([row.split() for row in answers.split(",")], columns=["source", "target", "kind", "intensity"]).astype("str")
    ties["intensity"] = pd.to_numeric(ties["intensity"], errors="coerce")
    ties = ties.assign(territory=pd.Series("T", index=ties.index, dtype="str"), wave=pd.Series("1", index=ties.index, dtype="str"))
    return build_graphs(Survey(participations=table, ties=ties))[0]


def test_by_hand() -> None:
    graph = answering(
        "a b cooperation 3,b a cooperation 5,a c cooperation 0,c a cooperation 2,a d cooperation 4,b c cooperation -,x a cooperation 1"
    )
    assert m.tie_intensity(graph) == pytest.approx((3 + 5 + 2 + 4) / 4)
    assert m.tie_disagreement(graph) == pytest.approx((2 + 2 + 2 + 2) / 4)  # a–b and a–c, from both ends
    # a→b, b→a, c→a, b→c: d did not answer, a→c is 0; a→b and b→a are returned
    assert m.reciprocity(graph) == 2 / 4
    frame = tie_intensity_distribution(graph)
    assert frame["answers"].to_dict() == {0: 1, 2: 1, 3: 1, 4: 1, 5: 1}
    assert frame.attrs["blank"] == 1
    with pytest.raises(Undefined, match="outside the scale"):
        m.tie_intensity(answering("a b cooperation 6"))
    for name in ("tie_intensity", "tie_disagreement", "reciprocity", "trust_score", "value_score"):
        with pytest.raises(Undefined):
            m.catalogue[name](tiny_graph("two_silos"))


def test_scores_average_items_then_raters() -> None:
    graph = answering("a b trust 4,a b reliability 2,c b trust 1,b a trust 3,a a trust 1,d b value 4")
    assert m.trust_score(graph).to_dict() == pytest.approx({"a": 3, "b": 2.5, "c": np.nan, "d": np.nan}, nan_ok=True)
    both = m.trust_score(graph, items=("trust", "reliability"))
    assert both["b"] == pytest.approx(((4 + 2) / 2 + 1) / 2)
    assert m.value_score(graph)["b"] == 4
    frame = measure(graph, ["trust_score"], null=None).frame.set_index("item")
    assert frame.loc["c", "status"] == "nobody rates this actor"
    assert frame.loc["b", "status"] == ""
    assert measure(graph, ["trust_score"], draws=9, rng=1).frame["expected"].isna().all()


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6))
def test_reciprocity_is_that_of_networkx(seed: int) -> None:
    graph = random_graph(np.random.default_rng(seed), n_actors=9, n_projects=6)
    ties = graph.ties
    if not len(ties):
        return
    said = ties[(ties["kind"] == "cooperation") & ties["target"].isin(set(ties["source"][ties["kind"] == "cooperation"]))]
    arcs = nx.DiGraph(list(said[said["intensity"] > 0][["source", "target"]].itertuples(index=False)))
    if not arcs.number_of_edges():
        return
    assert m.reciprocity(graph) == pytest.approx(nx.overall_reciprocity(arcs))


def scored(rng: np.random.Generator, slope: float, n: int = 40) -> CooperationGraph:
    graph = random_graph(rng, n_actors=30, n_projects=n, density=0.25)
    sizes, codes = graph.project_sizes, graph.groups("sector")[0]
    members = [codes[graph.project_side[1][a:b]] for a, b in zip(graph.project_side[0], graph.project_side[0][1:])]
    h = np.array([np.mean([a != b for k, a in enumerate(g) for j, b in enumerate(g) if j != k]) if len(g) > 1 else 0 for g in members])
    projects = graph.projects.drop(columns="name").assign(score=slope * h + rng.normal(0, 0.1, len(sizes)))
    return CooperationGraph.from_biadjacency(graph.biadjacency, actors=graph.actors, projects=projects, groups=("sector",)), h


def test_the_link_of_quality_is_least_squares_and_says_what_it_is_not() -> None:
    graph, h = scored(np.random.default_rng(1), 2.0)
    frame = project_quality_link(graph, quality="score", by="sector")
    use = graph.project_sizes > 1
    y = graph.projects["score"].to_numpy(float)[use]
    slope, _ = np.polyfit(h[use], y, 1)
    assert frame.loc["alone", "slope"] == pytest.approx(slope)
    assert frame.loc["alone", "r"] == pytest.approx(np.corrcoef(h[use], y)[0, 1])
    themes = pd.get_dummies(graph.projects["theme"][use]).to_numpy(float)
    x = np.column_stack([h[use], np.log(graph.project_sizes[use]), themes])
    assert frame.loc["with size and theme", "slope"] == pytest.approx(np.linalg.lstsq(x, y, rcond=None)[0][0])
    assert ((frame["ci_low"] < 2) & (frame["ci_high"] > 2)).all()
    assert "not an effect" in frame.attrs["association"]


def test_hc3_errors_are_those_of_statsmodels() -> None:
    models = pytest.importorskip("statsmodels.api")
    graph, h = scored(np.random.default_rng(2), 1.0)
    use = graph.project_sizes > 1
    y, x = graph.projects["score"].to_numpy(float)[use], np.column_stack([h[use], np.log(graph.project_sizes[use])])
    outside = models.OLS(y, models.add_constant(x)).fit(cov_type="HC3", use_t=True)
    frame = project_quality_link(graph, quality="score", by="sector")
    assert frame.loc["with size", "se"] == pytest.approx(outside.bse[1])
    assert frame.loc["with size", ["ci_low", "ci_high"]].tolist() == pytest.approx(outside.conf_int()[1].tolist())


def test_links_that_cannot_be_fitted_say_why() -> None:
    graph, _ = scored(np.random.default_rng(3), 1.0, n=10)
    with pytest.raises(UnknownName, match="column of projects"):
        project_quality_link(graph, quality="scores", by="sector")
    with pytest.raises(Undefined, match="fewer than 8"):
        project_quality_link(graph.keep_projects(np.arange(10) < 5), quality="score", by="sector")
    flat = CooperationGraph.from_biadjacency(
        graph.biadjacency, actors=graph.actors, projects=pd.DataFrame({"score": np.ones(10)}, index=graph.project_ids), groups=("sector",)
    )
    with pytest.raises(Undefined, match="same quality"):
        project_quality_link(flat, quality="score", by="sector")
    many = graph.projects.drop(columns="name").assign(theme=[f"t{k}" for k in range(10)])
    apart = CooperationGraph.from_biadjacency(graph.biadjacency, actors=graph.actors, projects=many, groups=("sector",))
    frame = project_quality_link(apart, quality="score", by="sector")
    assert frame.loc["with size and theme", "status"]
    assert np.isnan(frame.loc["with size and theme", "slope"])
