"""Generate, fill with synthetic answers in the layout of each tool's export, read: the same survey, without any mapping."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import filled_forms as forms
from cooperation_graph.errors import SurveyError
from cooperation_graph.intake import read_survey
from cooperation_graph.questionnaires import Questionnaire, questionnaire

QUIET = {"on_no_responses": "ignore", "on_isolates": "ignore"}


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return questionnaire(forms.small_survey(), wave="2027").with_tokens()


@pytest.fixture
def folder(form: Questionnaire, tmp_path: Path) -> Path:
    form.write(tmp_path / "form")
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "questionnaire.json").write_bytes((tmp_path / "form" / "questionnaire.json").read_bytes())
    return tmp_path


@pytest.mark.parametrize("multiple", ["both", "summary", "details"])
@pytest.mark.parametrize(("labels", "groups"), [(False, True), (False, False), (True, True)])
def test_kobo(form, folder, multiple, labels, groups):
    answers = forms.answers_of(form.key, np.random.default_rng(7))
    path = forms.kobo_export(
        folder / "form/xlsform.xlsx", form.key, answers, folder / "answers/export.xlsx", multiple=multiple, labels=labels, groups=groups
    )
    survey = read_survey(path, lang="en", **QUIET)
    assert survey.provenance["format"] == "kobo"
    assert forms.rows_of(survey) == forms.expected(form.key, answers)


@pytest.mark.parametrize("headings", ["code", "text", "full"])
@pytest.mark.parametrize(("full", "lang"), [(False, "fr"), (True, "fr"), (True, "en")])
def test_limesurvey(form, folder, headings, full, lang):
    answers = forms.answers_of(form.key, np.random.default_rng(8))
    for place, territory in form.places.items():
        own = [answer for answer in answers if form.key.actors[answer["actor"]][0] == territory]
        (file,) = (folder / "form").glob(f"limesurvey_{place}_*.txt")
        forms.limesurvey_export(file, own, folder / f"answers/results-{place}.csv", headings=headings, full=full, lang=lang, tokens=form.tokens)
    survey = read_survey(folder / "answers", lang="en", **QUIET)
    assert survey.provenance["format"] == "limesurvey"
    assert forms.rows_of(survey) == forms.expected(form.key, answers)
    first = survey.provenance["files"][0]
    assert (first["encoding"], first["separator"]) == ("utf-8-sig", ";")


def refused(path: Path, **how: str) -> set[str]:
    with pytest.raises(SurveyError) as caught:
        read_survey(path, lang="fr", **how)
    assert caught.value.problems is not None
    return set(caught.value.problems.loc[caught.value.problems["severity"] == "error", "rule"])
