"""Silos that open and close: planted, with the change shown only when it is more than projects coming and going."""

import numpy as np
import pytest

from cooperation_graph.evolution.opening import silo_changes
from cooperation_graph.graph import build_graphs
from cooperation_graph.silos import detect_silos
from cooperation_graph.survey.tables import Survey
from cooperation_graph.synthetic import simulate


@pytest.fixture(scope="module")
def opened() -> Survey:
    """One sector closed before animation, opened by it; every project is new."""
    return simulate(territories=["A"], waves=2, actors=40, projects=90, groups=3, siloing={"Social et santé": 40}, animation=40,
                    animated={"A": "2025"}, renewal=1.0, actor_turnover=0.0, rng=3)  # fmt: skip


@pytest.fixture(scope="module")
def change(opened: Survey):
    return silo_changes(opened, "2023", "2025", draws=499, permutations=499, rng=1)


def test_a_planted_opening_is_shown(change):
    row = change.frame.set_index("group").loc["Social et santé"]
    assert (row["event"], row["certainty"]) == ("opening", "shown")
    assert row["change"] < 0
    assert row["ci_low"] < row["change"] < row["ci_high"] < 0
    assert "shown" in change.summary("en")
    assert "établi" in change.summary("fr")


def test_backwards_it_is_a_closing(opened: Survey):
    back = silo_changes(opened, "2025", "2023", draws=499, permutations=499, rng=1).frame.set_index("group")
    assert (back.loc["Social et santé", "event"], back.loc["Social et santé", "certainty"]) == ("closing", "shown")


def test_numbers_are_those_of_the_verdicts(opened: Survey, change):
    graphs = build_graphs(opened)
    verdicts = detect_silos(graphs, by="sector", draws=499, rng=1)
    rows = verdicts.frame[verdicts.frame["level"] == "group"].set_index(["wave", "item"])
    for row in change.frame.to_dict("records"):
        for end in ("from", "to"):
            said = rows.loc[(row[f"wave_{end}"], row["group"])]
            assert row[f"value_{end}"] == pytest.approx(said["value"])
            assert row[f"expected_{end}"] == pytest.approx(said["expected"])
            assert row[f"verdict_{end}"] == said["verdict"]
        excess = (row["value_to"] - row["expected_to"]) - (row["value_from"] - row["expected_from"])
        assert row["change"] == pytest.approx(excess)
    given = silo_changes(graphs, "2023", "2025", verdicts=verdicts, permutations=499, rng=1)
    assert given.frame["event"].tolist() == change.frame["event"].tolist()


def test_pairs_of_groups_that_avoided_each_other(change):
    pairs = change.tables["pairs"]
    closed = pairs[(pairs["group_a"] == "Social et santé") | (pairs["group_b"] == "Social et santé")]
    assert (closed["ratio_from"] < 1).all()
    assert "opening" in set(closed["event"])


def test_nothing_happens_where_nothing_changes():
    calm = simulate(territories=2, waves=2, actors=24, projects=25, groups=3, rng=5)
    found = silo_changes(calm, "2023", "2025", draws=199, permutations=199, rng=1)
    assert not (found.frame["certainty"] == "shown").any()
    assert len(found.sentences("fr")) >= 2
    assert np.isfinite(found.frame["p"]).all()
