"""Leadership that opens: counted by hand, stayers and entrants apart."""

from __future__ import annotations

import pandas as pd
import pytest

from cooperation_graph.errors import Undefined
from cooperation_graph.evolution import leadership_opening
from cooperation_graph.graph import CooperationGraph, build_graphs
from cooperation_graph.survey.tables import Survey
from cooperation_graph.testing import led_projects


def waves(rows: str) -> list[CooperationGraph]:
    table = pd.DataFrame([row.split() for row in rows.split(",")], columns=["wave", "actor", "project", "role"]).assign(territory="T")
    return list(build_graphs(Survey(participations=table.astype("str"))))


def test_by_hand() -> None:
    one, two = waves(
        "1 a p lead,1 b p partner,1 c q co_lead,"
        "2 a p lead,2 b q lead,2 e r lead,2 a s lead,2 e s co_lead,2 b t partner,2 c u lead,2 b v co_lead,2 e v lead"
    )
    found = leadership_opening(one, two)  # p: a led; q: b is a stayer; r: e enters; s: e; u: c led; v: both; t has no lead
    assert (found.opened, found.led) == (4, 6)
    assert found.share == pytest.approx(4 / 6)
    assert found.by_stayers == pytest.approx(2 / 6)
    assert found.by_entrants == pytest.approx(3 / 6)
    assert found.new_leads == ("b", "e")


def test_nothing_new_and_nothing_known() -> None:
    same = led_projects([2, 1])
    assert leadership_opening(same, same).share == 0
    silent, led = waves("1 a p partner,2 a p lead")
    for pair in ((silent, led), (led, silent)):
        with pytest.raises(Undefined, match="who leads"):
            leadership_opening(*pair)
