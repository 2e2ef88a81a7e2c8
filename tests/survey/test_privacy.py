"""Pseudonyms: nobody's name left anywhere, the same graphs, the same codes in every wave."""

from __future__ import annotations

import numpy as np
import pytest

from cooperation_graph.export import write_survey
from cooperation_graph.graph import build_graphs
from cooperation_graph.synthetic import simulate

KEY = "a secret kept elsewhere"


@pytest.fixture(scope="module")
def survey():
    return simulate(territories=2, waves=2, actors=15, projects=12, nonresponse=0.2, tables="all", rng=3)


def test_no_name_is_left_in_what_is_written(survey, tmp_path):
    hidden = survey.pseudonymise(key=KEY)
    written = "".join(path.read_text("utf-8-sig") for path in write_survey(hidden, tmp_path).iterdir())
    ids = set(survey.actors["actor"]) | set(survey.participations["actor"])
    assert len(ids) > 10
    for text in ids | set(survey.actors["name"].dropna()) | set(survey.actors["siret"].dropna()):
        assert text not in written
    assert KEY not in written


def test_the_graphs_are_the_same(survey):
    before, after = build_graphs(survey), build_graphs(survey.pseudonymise(key=KEY))
    assert before.to_frame().equals(after.to_frame())
    for one, other in zip(before, after, strict=True):
        assert np.array_equal(np.sort(one.actor_degrees), np.sort(other.actor_degrees))
        assert np.array_equal(np.sort(one.project_sizes), np.sort(other.project_sizes))


def test_codes_are_stable_and_depend_on_the_key(survey):
    first, again, other = (survey.pseudonymise(key=key) for key in (KEY, KEY, KEY + "!"))
    assert first.fingerprint == again.fingerprint != other.fingerprint
    assert set(first.responses["actor"].dropna()) <= set(first.actors["actor"])
    assert first.participations["actor"].nunique() == survey.participations["actor"].nunique()
    assert first.groups == survey.groups


def test_a_short_key_is_refused(survey):
    with pytest.raises(ValueError, match="at least 16"):
        survey.pseudonymise(key="secret")
