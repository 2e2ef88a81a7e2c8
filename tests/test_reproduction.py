"""A result made again from its survey is the same, cell by cell; one that was changed is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import cooperation_graph as cg

QUICKSTART = Path(__file__).parents[1] / "data/samples/quickstart"


@pytest.fixture(scope="module")
def survey() -> cg.Survey:
    return cg.read_survey(QUICKSTART)


@pytest.mark.parametrize("make", [
    lambda s: cg.measure(s, draws=99, rng=3), lambda s: cg.measure(s, ["density", "ei_index"], null=None, confidence=0.9),
    lambda s: cg.detect_silos(cg.build_graphs(s, roles="all"), draws=99, rng=3), lambda s: cg.compare_waves(s, "2023", "2025", rng=3),
    lambda s: cg.measure(cg.build_graphs(s).select(wave="2025"), "mean_partners", draws=99, rng=None),
])  # fmt: skip
def test_same_survey_same_result(make, survey: cg.Survey, tmp_path: Path) -> None:
    first = make(survey)
    again = cg.reproduce(cg.save(first, tmp_path / "saved"), survey)
    assert again.same, again.differences
    assert again.n_cells >= first.frame.size - first.frame.shape[1]
    assert not again.versions
    assert again.same_survey in (True, None)


def test_differences_are_told(survey: cg.Survey) -> None:
    first = cg.measure(survey, "mean_partners", null=None)
    frame = first.frame.copy()
    frame.loc[1, "value"] += 0.5
    old = {**first.provenance, "versions": {**first.provenance["versions"], "numpy": "1.0"}, "fingerprint": "0"}
    again = cg.reproduce(replace(first, frame=frame, provenance=old), survey)
    assert again.differences[["column", "row"]].to_numpy().tolist() == [["value", 2]]
    assert again.same_survey is False
    text = again.summary("en")
    assert "numpy: 1.0 then" in text
    assert "1 cell of" in text


def test_what_cannot_be_made_again_is_refused(survey: cg.Survey) -> None:
    with pytest.raises(cg.UnknownName, match="comparison"):
        cg.reproduce(cg.compare_territories(cg.measure(survey, null=None)), survey)
