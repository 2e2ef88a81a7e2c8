"""Key resources drawn: names in order, their certainty in words, nothing named that the data do not support."""

from __future__ import annotations

import pytest

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.metrics import key_resources
from cooperation_graph.plots import brokers
from cooperation_graph.testing import tiny_graph
from drawn import words_of


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", ["screen", "a4"])
def test_well_set(hostile: CooperationGraph, typical: CooperationGraph, lang: str, size: str, well_set) -> None:
    for graph in (hostile, typical):
        well_set(brokers(graph, key_resources(graph, draws=20, rng=1), lang=lang, size=size))


def test_words_follow_the_probabilities(typical: CooperationGraph) -> None:
    profile = key_resources(typical, draws=20, rng=1)
    profile = profile.assign(p_top=[0.9, 0.6] + [0.2] * (len(profile) - 2), betweenness=[2.0, 1.0] + [0.5] * (len(profile) - 2))
    drawing = brokers(typical, profile, lang="en")
    assert drawing.table["p_top"].tolist()[:3] == [0.9, 0.6, 0.2]
    said = words_of(drawing)
    assert [said.count(word) for word in ("robust key resource", "likely key resource")] == [1, 1]
    first = typical.actors["name"].loc[profile.index[0]]
    assert drawing.finding == f"Whichever projects are looked at, these stay among the first 5: {first}."


def test_nobody_stands_between_others() -> None:
    graph = tiny_graph("two_silos")
    profile = key_resources(graph, draws=5, rng=1).assign(betweenness=0.0)
    assert "nobody" in brokers(graph, profile, lang="en").text
