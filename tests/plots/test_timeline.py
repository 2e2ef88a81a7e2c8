"""Presence over waves: every actor and state of `presence`, histories told apart, readable with a hundred names."""

from __future__ import annotations

import pandas as pd
import pytest

from cooperation_graph.errors import CooperationError
from cooperation_graph.plots import presence_timeline
from cooperation_graph.survey.presence import presence
from cooperation_graph.survey.tables import Survey
from drawn import HOSTILE, make_survey, words_of

WAVES = ("2021", "2023", "2025")


def _survey(patterns: dict[str, str], **more: pd.DataFrame) -> Survey:
    """Actors whose participation in each wave is a 1 in their pattern."""
    rows = [(wave, actor, f"p{wave}") for actor, pattern in patterns.items() for wave, there in zip(WAVES, pattern, strict=True) if there == "1"]
    return Survey.from_frame(pd.DataFrame(rows, columns=["wave", "actor", "project"]), **more)


def test_histories_are_told_apart() -> None:
    responses = pd.DataFrame({"wave": ["2021", "2023", "2021"], "actor": ["seul", "seul", "venu"],
                              "status": ["answered", "answered", "not_yet_existing"]})  # fmt: skip
    survey = _survey({"tous": "111", "venu": "011", "parti": "110", "trou": "101"}, responses=responses)
    drawing = presence_timeline(survey, lang="en")
    assert dict(zip(drawing.table["actor"], drawing.table["history"], strict=True)) == {
        "tous": "Seen in a project in every wave", "venu": "First seen in a project after the first wave",
        "parti": "Not seen in a project in the last wave", "trou": "With a gap", "seul": "Never seen in a project",
    }  # fmt: skip
    states = drawing.table.set_index("actor")
    assert states.loc["venu", "2021"] == "outside"
    assert states.loc["seul", "2023"] == "isolate"
    assert states.loc["parti", "2025"] == "unknown"
    assert "1 of 5 actors are in a project in every wave" in drawing.text


def test_the_states_are_those_of_presence() -> None:
    survey = make_survey(20, 12, 3, waves=WAVES)
    table = presence_timeline(survey).table
    states = presence(survey).pivot(index="actor", columns="wave", values="state")
    assert table.set_index("actor")[list(WAVES)].sort_index().equals(states.rename_axis(columns=None))


@pytest.mark.parametrize("size", ["screen", "a4"])
@pytest.mark.parametrize(("n", "names"), [(1, ()), (12, HOSTILE), (100, ())])
def test_every_name_is_read(n: int, names: tuple[str, ...], size: str, well_set) -> None:
    survey = make_survey(n, max(3, n // 2), 3, waves=WAVES, names=names)
    drawing = presence_timeline(survey, size=size)
    well_set(drawing)
    assert len(drawing.table) >= n - n // 7 - 1
    shown = [word for word in words_of(drawing) if word.startswith(("Association", "Centre social", "Régie", "Service"))]
    assert len(shown) >= len(drawing.table) - len(names)


def test_beyond_a_hundred_actors_rows_are_histories(well_set) -> None:
    survey = make_survey(150, 60, 3, waves=WAVES)
    drawing = presence_timeline(survey, lang="en")
    well_set(drawing)
    counts = [int(word.split()[0]) for word in words_of(drawing) if word.endswith((" actor", " actors"))]
    assert sum(counts) == len(drawing.table) > 100


def test_a_merged_actor_has_its_sign(well_set) -> None:
    merges = pd.DataFrame({"kind": ["actor"], "wave": ["2023"], "old": ["a"], "new": ["b"], "relation": ["merge"]})
    drawing = presence_timeline(_survey({"a": "100", "b": "111"}, correspondences=merges), lang="en")
    well_set(drawing)
    assert drawing.table.set_index("actor").loc["a", "2025"] == "merged_into:b"
    assert "merged into another" in words_of(drawing)


def test_one_territory_at_a_time() -> None:
    table = pd.DataFrame({"territory": ["x", "y"], "wave": ["1", "1"], "actor": ["a", "b"], "project": ["p", "q"]})
    survey = Survey.from_frame(table)
    with pytest.raises(CooperationError, match="presence_timeline"):
        presence_timeline(survey)
    assert presence_timeline(survey, territory="y").table["actor"].tolist() == ["b"]
    assert presence_timeline(survey, territory="z").text
