"""The files of a questionnaire: valid for the tools that take them, safe whatever the names, and refused when they do not belong together."""

from __future__ import annotations

import csv
import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

import filled_forms as forms
from cooperation_graph.errors import CooperationError, CooperationWarning, SurveyError, Undefined, UnknownName
from cooperation_graph.intake import read_survey
from cooperation_graph.questionnaires import Questionnaire, questionnaire
from cooperation_graph.survey.tables import Survey


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return questionnaire(forms.small_survey(), wave="2027").with_tokens()


@pytest.fixture(scope="module")
def written(form: Questionnaire, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("form")
    form.write(folder, address="https://form.example/x/AbC?d[/data/token]={token}&d[/data/actor]={actor}")
    return folder


# -- XLSForm


def test_the_xlsform_becomes_a_valid_xform(form: Questionnaire, written: Path) -> None:
    convert = pytest.importorskip("pyxform.xls2xform").convert
    made = convert(str(written / "xlsform.xlsx"), validate=shutil.which("java") is not None)  # ODK Validate needs Java
    assert made.warnings == []
    root = ET.fromstring(made.xform)
    xforms, h = "{http://www.w3.org/2002/xforms}", "{http://www.w3.org/1999/xhtml}"
    languages = {t.get("lang") for t in root.iter(f"{xforms}translation")}
    assert languages == {"Français (fr)", "English (en)"}
    instances = {i.get("id"): len(i.findall(f".//{xforms}item")) for i in root.iter(f"{xforms}instance") if i.get("id")}
    assert (instances["actors"], instances["projects"], instances["places"]) == (14, 8, 2)
    assert len(root.findall(f".//{xforms}repeat")) == 3
    body = root.find(f"{h}body")
    asked = {element.get("ref").rpartition("/")[2] for element in body.iter() if element.get("ref")}
    assert {"actor", "presence", "projects", "role", "intensity", "decides", "rung", "quality", "cooperation", "competition", "finished"} <= asked
    assert "alert(1)" in made.xform
    assert "<img" not in made.xform


def test_names_are_escaped_in_the_xlsform(written: Path) -> None:
    choices = pd.read_excel(written / "xlsform.xlsx", sheet_name="choices", dtype=str, engine="calamine")
    labels = choices.loc[(choices["list_name"] == "actors") & (choices["place"] == "t1"), "label::Français (fr)"].tolist()
    assert labels == [
        "CAF", "'=cmd|' /C calc'!A0", "‹img src=x onerror=alert(1)›", "$ {actor} {TOKEN}", 'L\'"Étape" ; & co', "Jardin, verger et rucher",
        "\\*gras\\* \\_et\\_ [x] (y)",
    ]  # fmt: skip
    book = openpyxl.load_workbook(written / "xlsform.xlsx")
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


# -- LimeSurvey: the columns and codes of its manual, “Tab Separated Value survey structure”


def test_the_limesurvey_structure_follows_the_manual(written: Path) -> None:
    (path,) = written.glob("limesurvey_t1_*.txt")
    text = path.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t"))
    assert list(rows[0])[:13] == [
        "id", "class", "type/scale", "name", "relevance", "text", "help", "language", "validation", "mandatory", "other", "default", "same_default",
    ]  # fmt: skip
    settings = {row["name"]: row["text"] for row in rows if row["class"] == "S"}
    assert (settings["language"], settings["additional_languages"]) == ("fr", "en")
    french, english = ([row for row in rows if row["language"] == lang and row["class"] in ("G", "Q", "SQ", "A")] for lang in ("fr", "en"))
    shape = ["id", "class", "type/scale", "relevance", "mandatory", "array_filter"]
    assert [[row[c] for c in shape] for row in french] == [[row[c] for c in shape] for row in english], "same order, same ids"
    assert rows.index(english[0]) == rows.index(french[-1]) + 1, "all of one language, then all of the other"
    assert all(len(row["name"]) <= 20 and row["name"].isalnum() for row in french if row["class"] in ("Q", "SQ"))
    assert all(len(row["name"]) <= 5 and row["name"].isalnum() for row in french if row["class"] == "A")
    questions = {row["id"]: row for row in french if row["class"] == "Q"}
    assert all(row["id"] in questions for row in french if row["class"] == "A")
    own = {row["name"]: row for row in questions.values()}
    assert own["role"]["array_filter"] == "projects"
    assert own["actor"]["default"] == "{TOKEN:ATTRIBUTE_1}"
    assert own["presence"]["text"] != next(r["text"] for r in english if r["name"] == "presence"), "translated"
    hides_itself = next(row for row in french if row["class"] == "SQ" and row["name"] == "a001")
    assert hides_itself["relevance"] == 'actor.NAOK != "a001"'


def test_names_are_escaped_in_limesurvey(written: Path) -> None:
    (path,) = written.glob("limesurvey_t1_*.txt")
    for row in csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter="\t"):
        assert "<" not in row["text"]
        if row["class"] in ("SQ", "A"):
            assert "{" not in row["text"], "no expression"
            assert not row["text"].startswith(("=", "+", "-", "@")), "no formula in a spreadsheet"


# -- tokens


def test_tokens_are_personal_secret_and_plain(form: Questionnaire, written: Path) -> None:
    tokens = list(form.tokens.values())
    assert len(set(tokens)) == len(form.key.actors) == 14
    assert all(len(token) == 20 and token.isascii() and token.isalnum() for token in tokens)
    assert set(tokens).isdisjoint(questionnaire(forms.small_survey(), wave="2027").with_tokens().tokens.values())
    key = (written / "questionnaire.json").read_text(encoding="utf-8")
    assert not any(token in key for token in tokens), "whoever has the key cannot answer for somebody"
    assert not any(token in repr(form) for token in tokens)
    links = pd.read_csv(written / "links.csv", sep=";", dtype=str)
    assert links["link"].iloc[0] == f"https://form.example/x/AbC?d[/data/token]={form.tokens['a001']}&d[/data/actor]=a001"
    assert links["name"].iloc[1].startswith("'="), "guarded"
    people = pd.read_csv(next(written.glob("participants_t1_*.csv")), dtype=str)
    assert people.columns.tolist() == ["firstname", "lastname", "email", "token", "language", "attribute_1"]
    assert dict(zip(people["attribute_1"], people["token"], strict=True)) == {c: form.tokens[c] for c in form.in_place("t1")[0]}
    with pytest.raises(CooperationError, match="token"):
        form.links("https://form.example/x")


# -- who is asked


def test_the_roster_follows_the_survey() -> None:
    table = pd.DataFrame({
        "territory": "T", "wave": ["2023", "2025", "2025", "2025"], "actor": ["old", "a", "b", "gone"], "project": ["p1", "p1", "p2", "p2"],
    })  # fmt: skip
    projects = pd.DataFrame({"project": ["p1", "p2", "new"], "territory": "T", "end": ["2026-06-30", None, None]})
    responses = pd.DataFrame({"territory": "T", "wave": "2025", "actor": ["gone", "silent"], "status": ["left", "no_answer"]})
    survey = Survey.from_frame(table.iloc[:3], projects=projects, responses=responses)
    form = questionnaire(survey, wave="2027", territory="T")
    assert [actor for _, actor in form.key.actors.values()] == ["a", "b", "silent"]
    assert [project for _, project in form.key.projects.values()] == ["new", "p2"]
    assert [p for _, p in questionnaire(survey, wave="2027", ended=True).key.projects.values()] == ["new", "p1", "p2"]
    with pytest.raises(UnknownName):
        questionnaire(survey, wave="2027", territory="X")
    nobody = Survey.from_frame(table.iloc[:1], responses=pd.DataFrame({"territory": "T", "wave": ["2025"], "actor": ["old"], "status": ["left"]}))
    with pytest.raises(Undefined, match="nobody"):
        questionnaire(nobody, wave="2027")


def test_a_form_without_projects_still_asks_for_names(tmp_path: Path) -> None:
    survey = Survey.from_frame(
        pd.DataFrame({"actor": ["a"], "project": ["p"]}), projects=pd.DataFrame({"project": ["p"], "territory": ["1"], "end": ["2020-01-01"]})
    )
    with pytest.warns(CooperationWarning, match="no_project"):
        form = questionnaire(survey, wave="2027")
    form.write(tmp_path)
    convert = pytest.importorskip("pyxform.xls2xform").convert
    assert "otherprojects" in convert(str(tmp_path / "xlsform.xlsx"), validate=False).xform
    assert "otherprojects" in (tmp_path / "limesurvey.txt").read_text(encoding="utf-8-sig")


# -- exports that must not be read as they are


def export(form: Questionnaire, written: Path, folder: Path, answers: list, **how: object) -> Path:
    shutil.copy(written / "questionnaire.json", folder)
    return forms.kobo_export(written / "xlsform.xlsx", form.key, answers, folder / "export.xlsx", **how)


def errors(path: Path, lang: str = "en", **how: str) -> pd.DataFrame:
    with pytest.raises(SurveyError) as caught:
        read_survey(path, lang=lang, **how)
    problems = caught.value.problems
    assert problems is not None
    return problems.loc[problems["severity"] == "error"]


@pytest.fixture
def answers(form: Questionnaire) -> list:
    return forms.answers_of(form.key, np.random.default_rng(3))


def test_a_csv_of_kobo_is_refused_because_it_lacks_the_repeats(form, written, answers, tmp_path):
    shutil.copy(written / "questionnaire.json", tmp_path)
    path = forms.kobo_export(written / "xlsform.xlsx", form.key, answers, tmp_path / "export.csv", multiple="summary")
    found = errors(path, lang="fr")
    assert found["rule"].tolist() == ["no_repeats"]
    assert "groupes répétés" in found["message"].iloc[0]
    assert "XLSX" in found["remedy"].iloc[0]


def test_the_key_must_stand_beside_and_be_the_right_one(form, written, answers, tmp_path):
    path = export(form, written, tmp_path, answers)
    (tmp_path / "questionnaire.json").unlink()
    assert errors(path)["rule"].tolist() == ["no_key"]
    other = questionnaire(forms.small_survey(), wave="2029")
    other.key.write(tmp_path / "questionnaire.json")
    assert errors(path)["rule"].tolist() == ["other_form"]


def test_two_answers_of_one_actor(form, written, answers, tmp_path):
    again = {**answers[1], "presence": "s1", "projects": {}, "cooperation": {}, "competition": {}, "finished": "y"}
    path = export(form, written, tmp_path, [*answers, again])
    found = errors(path)
    assert found[["rule", "row"]].values.tolist() == [["answered_twice", len(answers) + 2]]
    actor = form.key.actors[answers[1]["actor"]][1]
    for choice, status in (("first", "partial"), ("last", "answered")):
        survey = read_survey(path, on_answered_twice=choice)
        assert survey.responses.loc[survey.responses["actor"] == actor, "status"].iloc[0] == status
        assert survey.set_aside["rule"].tolist() == ["answered_twice"]


def test_tokens_are_checked(form, written, answers, tmp_path):
    mine, theirs = answers[0]["actor"], answers[1]["actor"]
    path = export(form, written, tmp_path, answers[:1], tokens={mine: form.tokens[theirs]})
    assert errors(path)["rule"].tolist() == ["borrowed_token"]
    survey = read_survey(path, on_borrowed_token="token")
    assert form.key.actors[theirs][1] in set(survey.responses.loc[survey.responses["status"] == "answered", "actor"])
    path = export(form, written, tmp_path, answers[:1], tokens={mine: "notatokenofthisform1"})
    assert errors(path)["rule"].tolist() == ["unknown_token"]
    assert len(read_survey(path, on_unknown_token="warning").participations)


def test_codes_of_no_list_and_typed_names_go_to_review(form, written, answers, tmp_path):
    path = export(form, written, tmp_path, answers)
    book = openpyxl.load_workbook(path)
    main, part = book["main"], book["participation"]
    heading = {cell.value: cell.column for cell in main[1]}
    main.cell(2, heading["joint/otherprojects"]).value = "Ressourcerie\nÉpicerie sociale"
    role = next(cell.column for cell in part[1] if str(cell.value).endswith("/role"))
    part.cell(2, role).value = "r99"
    book.save(path)
    found = errors(path)
    assert found[["rule", "row", "value"]].values.tolist() == [["unknown_code", 2, "r99"]]
    survey = read_survey(path, on_unknown_code="set_aside")
    assert survey.set_aside[["rule", "line"]].values.tolist() == [
        ["other_choice", "Ressourcerie"], ["other_choice", "Épicerie sociale"], ["unknown_code", "r99"],
    ]  # fmt: skip
    kept = read_survey(path, on_unknown_code="set_aside", on_other_choice="keep")
    assert {"Ressourcerie", "Épicerie sociale"} <= set(kept.participations["project"])


def test_the_key_describes_those_who_were_asked(form, written, answers, tmp_path):
    survey = read_survey(export(form, written, tmp_path, answers))
    assert survey.groups == ("sector",)
    assert survey.actors.set_index("actor").loc["QN07511M acteur n° 0", ["name", "sector"]].tolist() == [forms.HOSTILE[0], "social"]
    assert survey.actors["residents"].dtype == "boolean"
    assert survey.waves["label"].tolist() == ["Vague 2027"]
    judged = survey.participations.dropna(subset=["quality"]).groupby("project")["quality"].mean()
    assert survey.projects.set_index("project")["quality"].dropna().to_dict() == pytest.approx(judged.to_dict())
    read = {(file["file"], file.get("sheet"), file["table"]) for file in survey.provenance["files"]}
    assert {("export.xlsx", "main", "participations"), ("export.xlsx", "main", "ties"), ("questionnaire.json", None, "actors")} <= read
    assert any("participation" in note for file in survey.provenance["files"] for note in file.get("notes", ()))
    assert json.loads((tmp_path / "questionnaire.json").read_text(encoding="utf-8"))["form"] == form.key.form


def test_the_command_writes_the_questionnaire(tmp_path, capsys):
    from cooperation_graph.cli.entry import run

    sample = str(Path(__file__).parents[2] / "data/samples/animation")
    words = ["questionnaire", sample, "--wave", "2025", "--territory", "QN07511M", "--out", str(tmp_path / "q"), "--tokens"]
    assert run(words, "fr") == 0
    assert {p.name for p in (tmp_path / "q").iterdir()} == {"xlsform.xlsx", "limesurvey.txt", "participants.csv", "questionnaire.json", "links.csv"}
    assert run(words, "fr") == 2, "nothing is replaced without --force"
    assert "--force" in capsys.readouterr().err
