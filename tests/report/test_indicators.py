"""What the page says of residents and institutions is what the metrics say."""

from __future__ import annotations

import pandas as pd

from cooperation_graph import metrics
from cooperation_graph.graph import build_graphs
from cooperation_graph.report.sections.indicators import _deciding, _institutions
from cooperation_graph.survey.tables import Survey


def test_residents_who_decide_and_institutions_by_hand() -> None:
    """Three projects: residents are in two and decide in one; the town is in one."""
    rows = [("club", "fair", True), ("town", "fair", False), ("ann", "fair", True), ("ann", "yard", False), ("club", "yard", True),
            ("club", "own", True)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["actor", "project", "decides"]).assign(role="partner").astype({"decides": "boolean"})
    actors = pd.DataFrame({"actor": ["club", "town", "ann"], "residents": ["non", "non", "oui"], "institution": ["non", "oui", "non"]})
    graph = build_graphs(Survey.from_frame(table, actors=actors))[0]
    assert metrics.resident_project_share(graph) - metrics.presence_power_gap(graph) == 1 / 3
    assert _deciding(graph, "en").startswith("Residents have a part in decisions in 1 project of 3 (33%")
    assert _institutions(graph, "en").startswith("An institution takes part in 1 project of 3 (33%")


def test_what_the_survey_does_not_say_is_said() -> None:
    table = pd.DataFrame([("a", "p"), ("b", "p")], columns=["actor", "project"])
    graph = build_graphs(Survey.from_frame(table))[0]
    assert _deciding(graph, "en").startswith("The survey does not say which actors are residents")
    assert _institutions(graph, "en") == ""
    actors = pd.DataFrame({"actor": ["a", "b"], "residents": ["oui", "non"]})
    assert "does not say who decides" in _deciding(build_graphs(Survey.from_frame(table, actors=actors))[0], "en")
