"""How answers were collected: read under French headings, said where the source has it, absent where it has not."""

import numpy as np
import pandas as pd
import pytest

import cooperation_graph as cg
from cooperation_graph.evolution import compare_waves
from cooperation_graph.report import write_report
from cooperation_graph.survey.collection import collection, response_by
from cooperation_graph.survey.presence import data_quality
from cooperation_graph.survey.tables import Survey

#: Wave 2: c did not answer; five actors, two collectors, three dates; two could be named, and a named two, b one.
ANSWERS = pd.DataFrame({
    "vague": ["2"] * 4, "acteur": list("abcd"), "statut": ["a répondu", "partiel", "sans réponse", "a répondu"],
    "date de réponse": ["12/03/2025", "01/03/2025", "30/01/2025", "20/03/2025"], "enquêteur": ["Léa", "Sam", "Léa", "Léa"],
    "questions sans réponse": [0, 3, None, 0],
})  # fmt: skip
TIES = pd.DataFrame({"vague": "2", "source": list("aab"), "cible": list("bca"), "type": "coopération"})
WAVES = pd.DataFrame({"vague": ["1", "2"], "ordre": [1, 2], "début": ["2023-01-01", "2025-01-01"], "choix maximum": [None, 2]})


def made(**more) -> Survey:
    rows = pd.DataFrame({
        "vague": list("1112222"), "acteur": list("abcabcd"), "projet": list("pppqqqq"), "secteur": list("xxyxxyy"),
    })  # fmt: skip
    return Survey.from_frame(rows, by=["secteur"], **more)


def test_what_the_source_says_by_hand():
    survey = made(responses=ANSWERS, ties=TIES, waves=WAVES)
    found = collection(survey).set_index("wave")
    assert found.loc["2", ["collected_from", "collected_to", "collectors"]].tolist() == ["2025-03-01", "2025-03-20", "Léa | Sam"]
    assert found.loc["2", ["items_missing", "max_choices", "at_limit"]].tolist() == [1, 2, 0.5]
    assert found.loc["1", "collected_from"] == "2023-01-01", "the dates of the wave, where no answer is dated"
    assert found.loc["1", ["collectors", "max_choices", "at_limit"]].isna().all()
    quality = data_quality(survey)
    pd.testing.assert_frame_equal(quality[found.columns].set_index(quality["wave"]), found, check_names=False)


def test_columns_are_absent_where_the_source_has_nothing():
    bare = made(responses=ANSWERS[["vague", "acteur", "statut"]])
    assert list(collection(bare).columns) == ["territory", "wave"]
    assert not {"collected_from", "collectors", "items_missing", "max_choices"} & set(data_quality(bare).columns)
    assert list(collection(made()).columns) == ["territory", "wave"]


def test_limits_on_reports_of_projects():
    table = pd.DataFrame({"actor": list("abcab"), "project": list("pppqq"), "reported_by": list("aaabb")})
    survey = Survey.from_frame(table.assign(wave="1"), waves=pd.DataFrame({"wave": ["1"], "max_choices": [2]}))
    assert collection(survey)["at_limit"].tolist() == [0.5], "a names b and c, b names a alone; what each says of itself is no choice"


def test_response_of_each_group():
    found = response_by(made(responses=ANSWERS), "secteur").set_index("group")
    assert found[["asked", "answered", "response_rate"]].values.tolist() == [[2, 2, 1], [2, 1, 0.5]]


def test_a_wave_that_limits_how_many_are_named_is_not_compared_by_degrees():
    found = compare_waves(made(responses=ANSWERS, waves=WAVES), "1", "2", metrics=["mean_partners", "pair_heterogeneity"], rng=1)
    rows = found.frame.set_index("metric")
    assert np.isnan(rows.loc["mean_partners", "change"])
    assert "limited" in rows.loc["mean_partners", "status"]
    assert rows.loc["mean_partners", ["value_from", "value_to"]].tolist() == [2, 3], "both are shown"
    assert not np.isnan(rows.loc["pair_heterogeneity", "change"])
    assert any("limitait le nombre de citations" in text for text in found.sentences("fr"))


@pytest.mark.parametrize(("lang", "audience"), [("fr", "steering"), ("en", "steering"), ("fr", "public")])
def test_the_report_says_it(tmp_path, lang, audience):
    write_report(made(responses=ANSWERS, ties=TIES, waves=WAVES), tmp_path / "r", lang=lang, audience=audience, rng=1, draws=39)
    page = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "r").rglob("*.html"))
    day, heads, alone = {
        "fr": ("01/03/2025", ("Comment les réponses ont été recueillies", "première réponse", "nombre maximal de citations"), "citer que 2 au plus"),
        "en": ("2025-03-01", ("How the answers were collected", "first answer", "how many could be named"), "2 could be named at most"),
    }[lang]  # fmt: skip
    assert all(text in page.replace("\u202f", " ").replace("\u00a0", " ") for text in (day, *heads, alone))
    assert ("Léa | Sam" in page) == (audience == "steering"), "who collected is a person"


def test_it_survives_the_way_through_files(tmp_path):
    survey = made(responses=ANSWERS, ties=TIES, waves=WAVES)
    back = cg.read_survey(cg.write_survey(survey, tmp_path / "s") or tmp_path / "s")
    pd.testing.assert_frame_equal(collection(back), collection(survey))
