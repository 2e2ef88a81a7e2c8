"""Exports of forms that other people made: each fixture is written from the layout named in its test; names are made up."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from cooperation_graph.errors import SurveyError, UnknownName
from cooperation_graph.intake import read_survey
from cooperation_graph.intake.forms.choices import split_choices

QUIET = {"on_no_responses": "ignore", "on_isolates": "ignore"}


def separated(path: Path, rows: list[list[str]], *, sep: str = ";", encoding: str = "utf-8-sig", quote: int = csv.QUOTE_ALL) -> Path:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=sep, quoting=quote, lineterminator="\r\n").writerows(rows)  # type: ignore[arg-type]
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path


def mapping(folder: Path, text: str) -> None:
    (folder / "mapping.toml").write_text(text, encoding="utf-8")


def taken(path: Path, *columns: str, **how: str) -> list[tuple[object, ...]]:
    frame = read_survey(path, lang="fr", **QUIET, **how).participations.reindex(columns=["actor", "project", *columns]).astype("object")
    return sorted(frame.where(frame.notna(), None).itertuples(index=False, name=None), key=str)


def rules(path: Path, **how: str) -> list[str]:
    with pytest.raises(SurveyError) as caught:
        read_survey(path, lang="fr", **QUIET, **how)
    problems = caught.value.problems
    assert problems is not None
    return problems.loc[problems["severity"] == "error", "rule"].tolist()


# -- LimeSurvey: viewHelper.php getFieldCode, admin/export/CsvWriter.php; short answers, headings by code


LIME = """
[questions]
respondent = "ORG"
cooperation = "COOP"
competition = "CONC"
[questions.projects]
question = "PROJ"
labels = { SQ001 = "Jardin partagé", SQ002 = "Vélo" }
[questions.role]
question = "ROLE"
labels = { A1 = "Porteur", A2 = "Partenaire" }
[questions.intensity]
question = "DUAL"
part = "1"
[questions.rung]
question = "DUAL"
part = "2"
"""
LIME_CODES = [
    "id", "submitdate", "lastpage", "startlanguage", "seed", "ORG", "PROJ[SQ001]", "PROJ[SQ002]", "PROJ[other]", "PROJ[SQ001comment]", "ROLE[SQ001]",
    "ROLE[SQ002]", "DUAL[SQ001][1]", "DUAL[SQ001][2]", "DUAL[SQ002][1]", "DUAL[SQ002][2]", "COOP[ccas]", "COOP[lycee]", "CONC[ccas]", "CONC[lycee]",
]  # fmt: skip
LIME_ROWS = [
    ["1", "2025-03-01 10:00:00", "4", "fr", "77", "ccas", "Y", "Y", "", "bien", "A1", "A2", "3", "2", "5", "", "", "4", "", "Y"],
    ["2", "", "2", "fr", "78", "lycee", "Y", "", "Ressourcerie", "", "A2", "", "", "", "", "", "2", "", "", ""],
    ["3", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", ""],
]


def test_limesurvey_arrays_dual_scale_comment_and_other(tmp_path):
    mapping(tmp_path, LIME)
    path = separated(tmp_path / "results-survey123456.csv", [LIME_CODES, *LIME_ROWS])
    path.write_bytes(path.read_bytes() + b"\r\n")
    survey = read_survey(path, lang="fr", **QUIET)
    assert survey.provenance["format"] == "limesurvey"
    assert taken(path, "role", "intensity", "rung", "reported_by") == [
        ("ccas", "Jardin partagé", "lead", 3.0, "2", "ccas"), ("ccas", "Vélo", "partner", 5.0, None, "ccas"),
        ("lycee", "Jardin partagé", "partner", None, None, "lycee"),
    ]  # fmt: skip
    ties = survey.ties[["source", "target", "kind", "intensity"]].astype("object")
    assert ties.where(ties.notna(), None).values.tolist() == [
        ["ccas", "lycee", "cooperation", 4.0], ["lycee", "ccas", "cooperation", 2.0], ["ccas", "lycee", "competition", None],
    ]
    assert survey.responses[["actor", "status"]].values.tolist() == [["ccas", "answered"], ["lycee", "partial"]]
    found = survey.problems.set_index("rule")
    assert found.loc["other_choice", ["row", "value"]].tolist() == [3, "Ressourcerie"]
    assert found.loc["empty_answer", "row"] == 4, "an empty survey gives one empty record"
    assert survey.set_aside["line"].tolist() == ["Ressourcerie"]
    (file,) = {f["file"] for f in survey.provenance["files"]}
    assert file == path.name
    assert all(len(f["sha256"]) == 64 for f in survey.provenance["files"])


def test_limesurvey_full_answers_and_headings_by_text(tmp_path):
    mapping(tmp_path, """
[questions]
respondent = "Votre structure ?"
projects = "Vos projets ?"
role = "Votre rôle ?"
cooperation = "Vos partenaires ?"
""")
    headings = ["ID de la réponse", "Date de soumission", "Dernière page", "Langue de départ", "Votre structure ?", "Vos projets ? [Jardin [nord]]",
                "Vos projets ? [Vélo]", "Votre rôle ? [Jardin [nord]]", "Votre rôle ? [Vélo]", "Vos partenaires ? [Lycée]"]  # fmt: skip
    row = ["1", "2025-03-01", "4", "fr", "CCAS", "Oui", "Non", "Porteur", "", "Oui"]
    path = separated(tmp_path / "results.csv", [headings, row])
    assert taken(path, "role") == [("CCAS", "Jardin [nord]", "lead")]
    assert read_survey(path, **QUIET).ties[["source", "target"]].values.tolist() == [["CCAS", "Lycée"]]


def test_limesurvey_code_and_text_and_an_r_file(tmp_path):
    mapping(tmp_path, '[questions]\nrespondent = "ORG"\nprojects = "PROJ"\n')
    headings = ["id. ID de la réponse", "submitdate. Date de soumission", "lastpage. Dernière page", "ORG. Votre structure",
                "PROJ[SQ001]. Vos projets [Jardin]", "PROJ[SQ002]. Vos projets [Vélo]"]  # fmt: skip
    assert taken(separated(tmp_path / "a.csv", [headings, ["1", "2025", "3", "CCAS", "Oui", "Non"]])) == [("CCAS", "Jardin")]
    (tmp_path / "a.csv").unlink()
    plain = ["id", "submitdate", "lastpage", "startlanguage", "ORG", "PROJ_SQ001", "PROJ_SQ002"]
    path = separated(tmp_path / "r.csv", [plain, ["1", "2025", "3", "fr", "CCAS", "1", "0"]], sep=",")
    assert taken(path) == [("CCAS", "SQ001")], "without labels, the code is the name"


def test_a_form_that_nobody_described_is_refused_with_its_questions(tmp_path):
    path = separated(tmp_path / "results.csv", [LIME_CODES, *LIME_ROWS])
    with pytest.raises(SurveyError) as caught:
        read_survey(path, lang="fr")
    text = str(caught.value)
    assert "« ORG »" in text or "ORG" in text
    assert "PROJ" in text
    assert "[questions]" in text
    mapping(tmp_path, '[questions]\nrespondent = "ORGA"\nprojects = "PROJ"\n')
    assert rules(path) == ["missing_question"]
    mapping(tmp_path, '[questions]\nrespondent = "ORG"\nprojets = "PROJ"\n[questions.projects]\nquestion = "PROJ"\n')
    with pytest.raises(UnknownName, match="projets"):
        read_survey(path)


# -- KoboToolbox: formpack src/formpack/reporting/export.py, schema/fields.py


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


KOBO_END = ["_id", "_uuid", "_submission_time", "_index"]


def test_kobo_with_a_repeat_sheet_and_partners(tmp_path):
    mapping(tmp_path, """
[questions]
respondent = "structure"
wave = "vague"
role = "role"
partners = "avec"
[questions.projects]
question = "projet"
labels = { p1 = "Jardin partagé", p2 = "Vélo" }
""")
    path = workbook(tmp_path / "export.xlsx", {
        "Ma forme": [["structure", "vague", *KOBO_END], ["CCAS", "2025", 11, "u1", "2025-03-01", 1], ["Lycée", "2025", 12, "u2", "2025-03-02", 2]],
        "participation": [
            ["participation/projet", "participation/role", "participation/avec", "_index", "_parent_table_name", "_parent_index", "_submission__id"],
            ["p1", "porteur", "lycee mairie", 1, "Ma forme", 1, 11], ["p2", "partenaire", None, 2, "Ma forme", 1, 11],
            ["p1", "partenaire", "CCAS", 3, "Ma forme", 2, 12],
        ],
    })  # fmt: skip
    assert read_survey(path).provenance["format"] == "kobo"
    assert taken(path, "wave", "role", "reported_by") == [
        ("CCAS", "Jardin partagé", "2025", "lead", "CCAS"), ("CCAS", "Vélo", "2025", "partner", "CCAS"),
        ("Lycée", "Jardin partagé", "2025", "partner", "Lycée"), ("lycee", "Jardin partagé", "2025", None, "CCAS"),
        ("mairie", "Jardin partagé", "2025", None, "CCAS"),
    ], "declared by another, not confirmed; CCAS, named by the lycée, said so itself"  # fmt: skip


@pytest.mark.parametrize(("headings", "cells"), [
    (["g/projets"], ["p1 p3"]),
    (["g/projets/p1", "g/projets/p2", "g/projets/p3", "g/projets"], ["1", "0", "1", "p1 p3"]),
    (["projets", "projets/p1", "projets/p2", "projets/p3"], ["p1 p3", 1, 0, 1]),
])  # fmt: skip
def test_kobo_multiple_choice_in_both_forms(tmp_path, headings, cells):
    mapping(tmp_path, '[questions]\nrespondent = "structure"\nprojects = "projets"\n')
    path = workbook(tmp_path / "e.xlsx", {"f": [["structure", *headings, *KOBO_END], ["CCAS", *cells, 1, "u", "2025", 1]]})
    assert taken(path) == [("CCAS", "p1"), ("CCAS", "p3")]


def test_kobo_labels_joined_by_spaces_are_cut_by_declared_options_only(tmp_path):
    sheet = [["structure", "projets", *KOBO_END], ["CCAS", "Épicerie sociale Jardin partagé Vélo", 1, "u", "2025", 1]]
    path = workbook(tmp_path / "e.xlsx", {"f": sheet})
    mapping(tmp_path, '[questions]\nrespondent = "structure"\nprojects = "projets"\n')
    assert rules(path) == ["labels_joined"]
    options = 'question = "projets"\noptions = ["Jardin", "Jardin partagé", "Épicerie sociale"]\n'
    mapping(tmp_path, f'[questions]\nrespondent = "structure"\n[questions.projects]\n{options}')
    assert taken(path) == [("CCAS", "Jardin partagé"), ("CCAS", "Épicerie sociale")]
    assert read_survey(path, **QUIET).set_aside[["rule", "line"]].values.tolist() == [["leftover_choice", "Vélo"]]


def test_kobo_csv_of_a_form_with_repeats_is_refused(tmp_path):
    mapping(tmp_path, '[questions]\nrespondent = "structure"\nprojects = "projet"\n')
    path = separated(tmp_path / "e.csv", [["structure", "participation_count", *KOBO_END], ["CCAS", "2", "1", "u", "2025", "1"]])
    assert rules(path) == ["no_repeats"]


def test_kobo_sheets_that_do_not_fit_are_refused(tmp_path):
    mapping(tmp_path, '[questions]\nrespondent = "structure"\nprojects = "projet"\n')
    main = [["structure", *KOBO_END], ["CCAS", 1, "u", "2025", 1]]
    repeat = [["projet", "_index", "_parent_table_name", "_parent_index"], ["p1", 1, "f", 9]]
    assert rules(workbook(tmp_path / "e.xlsx", {"f": main, "participation": repeat})) == ["unreadable_grid"]


# -- ODK Central and Briefcase: docs/export-format.md of getodk/briefcase: one CSV a repeat, KEY and PARENT_KEY


def test_odk_csv_files_with_a_repeat(tmp_path):
    mapping(tmp_path, '[questions]\nrespondent = "structure"\nprojects = "projet"\nrole = "role"\ncooperation = "avec"\n')
    main = [["SubmissionDate", "about-structure", "about-avec", "about-avec/lycee", "meta-instanceID", "KEY"],
            ["2025-03-01", "CCAS", "lycee", "1", "uuid:1", "uuid:1"], ["2025-03-02", "Mairie", "", "", "uuid:2", "uuid:2"]]  # fmt: skip
    repeat = [["joint-projet", "joint-role", "PARENT_KEY", "KEY"], ["p1", "porteur", "uuid:2", "uuid:2/participation[1]"],
              ["p2", "partenaire", "uuid:1", "uuid:1/participation[1]"]]  # fmt: skip
    separated(tmp_path / "forme.csv", main, sep=",")
    separated(tmp_path / "forme-participation.csv", repeat, sep=",")
    assert taken(tmp_path, "role") == [("CCAS", "p2", "partner"), ("Mairie", "p1", "lead")]
    survey = read_survey(tmp_path, **QUIET)
    assert survey.ties[["source", "target"]].values.tolist() == [["CCAS", "lycee"]]
    assert survey.provenance["format"] == "kobo"


# -- Framaforms: Drupal webform 7.x-4.x, components/select.inc, grid.inc, exporters


SUBMISSION = ["Serial", "SID", "Submitted Time", "Completed Time", "Modified Time", "Draft", "IP Address", "UID", "Username"]


def frama(first: list[str], second: list[str], *rows: list[str]) -> list[list[str]]:
    blank = [""] * len(SUBMISSION)
    head = [["Enquête coopération", *blank[1:], *[""] * len(first)], ["Submission Details", *blank[1:], *first], [*SUBMISSION, *second]]
    sent = [
        [str(k), str(90 + k), "2025-03-01", done, "2025-03-01", draft, "1.2.3.4", "0", "", *row] for k, (done, draft, *row) in enumerate(rows, 1)
    ]
    return [*head, *sent]


FRAMA_SEPARATE = frama(
    ["", "Vos projets", "", "", "", "Votre rôle", "", ""],
    ["Structure", "Jardin, verger", "Vélo", "Autre", "Remarques", "Jardin, verger", "Vélo", "Commune"],
    ["2025-03-01", "0", "CCAS", "X", "X", "", "rien à dire", "Porteur", "Partenaire", "Ville"],
    ["", "1", "Lycée", "X", "", "", "à revoir", "Partenaire", "", "Ville"],
)
FRAMA_MAPPING = """
[questions]
respondent = "Structure"
projects = "Vos projets"
territory = "Commune"
role = "Votre rôle"
"""


@pytest.mark.parametrize("layout", ["tab", "utf-16 named .xls", "xlsx"])
def test_framaforms_separate(tmp_path, layout):
    mapping(tmp_path, FRAMA_MAPPING)
    if layout == "xlsx":
        path = workbook(tmp_path / "f.xlsx", {"feuille": FRAMA_SEPARATE})
    elif layout == "tab":
        path = separated(tmp_path / "f.csv", FRAMA_SEPARATE, sep="\t", encoding="utf-8", quote=csv.QUOTE_MINIMAL)
    else:
        path = separated(tmp_path / "f.xls", FRAMA_SEPARATE, sep="\t", encoding="utf-16", quote=csv.QUOTE_MINIMAL)
    assert taken(path, "territory", "role") == [
        ("CCAS", "Jardin, verger", "Ville", "lead"), ("CCAS", "Vélo", "Ville", "partner"), ("Lycée", "Jardin, verger", "Ville", "partner"),
    ]  # fmt: skip
    survey = read_survey(path, **QUIET)
    assert survey.provenance["format"] == "framaforms"
    assert survey.responses["status"].tolist() == ["answered", "partial"]
    assert survey.provenance["files"][0]["header_row"] == 3


def test_framaforms_compact_is_cut_by_the_options_whose_labels_hold_commas(tmp_path):
    rows = frama(["", ""], ["Structure", "Vos projets"], ["2025", "0", "CCAS", "Jardin, verger,Vélo,Ressourcerie"])
    path = separated(tmp_path / "f.csv", rows, sep="\t", encoding="utf-8", quote=csv.QUOTE_MINIMAL)
    mapping(tmp_path, '[questions]\nrespondent = "Structure"\nprojects = "Vos projets"\n')
    assert rules(path) == ["labels_joined"]
    mapping(tmp_path, '[questions]\nrespondent = "Structure"\n[questions.projects]\nquestion = "Vos projets"\noptions = ["Jardin, verger", "Vélo"]\n')
    assert taken(path) == [("CCAS", "Jardin, verger"), ("CCAS", "Vélo")]
    assert read_survey(path, **QUIET).set_aside["line"].tolist() == ["Ressourcerie"]


# -- Google Forms (general knowledge: the sheet of answers)


def test_google_forms_grid_and_choices_in_one_cell(tmp_path):
    mapping(tmp_path, """
[questions]
respondent = "Quelle est votre structure ?"
role = "Votre rôle dans chaque projet"
cooperation = "À quel point travaillez-vous avec"
[questions.projects]
question = "Dans quels projets ?"
options = ["Jardin", "Jardin, verger", "Vélo"]
[constants.participations]
wave = "2025"
territory = "QP1"
""")
    headings = ["Horodateur", "Quelle est votre structure ?", "Dans quels projets ?", "Votre rôle dans chaque projet [Jardin, verger]",
                "Votre rôle dans chaque projet [Vélo]", "À quel point travaillez-vous avec [Lycée]"]  # fmt: skip
    rows = [["01/03/2025 10:00:00", "CCAS", "Jardin, verger, Vélo", "Porteur", "Partenaire", "3"],
            ["01/03/2025 11:00:00", "", "Vélo", "", "", ""]]  # fmt: skip
    path = separated(tmp_path / "réponses.csv", [headings, *rows], sep=",", encoding="utf-8", quote=csv.QUOTE_MINIMAL)
    assert rules(path) == ["unknown_respondent"]
    aside = {"on_unknown_respondent": "set_aside"}
    assert taken(path, "territory", "wave", "role", **aside) == [
        ("CCAS", "Jardin, verger", "QP1", "2025", "lead"), ("CCAS", "Vélo", "QP1", "2025", "partner"),
    ]  # fmt: skip
    survey = read_survey(path, **QUIET, **aside)
    assert survey.provenance["format"] == "google_forms"
    assert survey.ties[["target", "intensity"]].values.tolist() == [["Lycée", 3.0]]


def test_one_row_a_project_is_the_long_layout(tmp_path):
    mapping(tmp_path, '[questions]\nrespondent = "Structure"\nprojects = "Projet"\nrole = "Rôle"\n')
    rows = [["Timestamp", "Structure", "Projet", "Rôle"], ["1", "CCAS", "Jardin", "Porteur"], ["2", "CCAS", "Vélo", "Partenaire"]]
    path = separated(tmp_path / "r.csv", rows, sep=",")
    assert taken(path, "role") == [("CCAS", "Jardin", "lead"), ("CCAS", "Vélo", "partner")]
    assert read_survey(path, **QUIET).responses["actor"].tolist() == ["CCAS"]


def test_google_answers_whose_headings_are_columns_of_a_survey_are_a_table(tmp_path):
    rows = [["Horodateur", "Structure", "Action", "Rôle"], ["1", "CCAS", "Jardin", "Porteur"]]
    path = separated(tmp_path / "r.csv", rows, sep=",")
    assert read_survey(path, **QUIET).provenance["format"] == "tables"
    assert taken(path, "role") == [("CCAS", "Jardin", "lead")]


# -- Sphinx (general knowledge): one column of 0 and 1 a modality, or modalities joined by ;


def test_sphinx_binary_columns_by_a_pattern(tmp_path):
    mapping(tmp_path, '[questions]\nrespondent = "Structure"\nprojects = "Projets – *"\nquality = "Qualité - *"\n')
    rows = [["Enquête 2025 (exemple)", "", "", "", ""], ["Structure", "Projets – Jardin", "Projets – Vélo", "Qualité - Jardin", "Commentaire"],
            ["CCAS", "1", "0", "3,5", "é"], ["Lycée", "1", "1", "", "à"]]  # fmt: skip
    path = separated(tmp_path / "sphinx.csv", rows, encoding="cp1252", quote=csv.QUOTE_MINIMAL)
    assert taken(path, "quality") == [("CCAS", "Jardin", 3.5), ("Lycée", "Jardin", None), ("Lycée", "Vélo", None)]
    survey = read_survey(path, **QUIET)
    assert survey.provenance["format"] == "sphinx"
    assert survey.provenance["files"][0]["encoding"] == "cp1252"
    assert "rows_above_heading" in set(survey.problems["rule"])


def test_sphinx_modalities_joined_by_semicolons(tmp_path):
    mapping(tmp_path, 'format = "sphinx"\n[questions]\nrespondent = "Structure"\nprojects = "Projets"\n')
    path = workbook(tmp_path / "s.xlsx", {"Données": [["Structure", "Projets"], ["CCAS", "p1;p2"]]})
    assert taken(path) == [("CCAS", "p1"), ("CCAS", "p2")]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_problems_are_said_in_both_languages(tmp_path, lang):
    path = separated(tmp_path / "results.csv", [LIME_CODES, *LIME_ROWS])
    with pytest.raises(SurveyError) as caught:
        read_survey(path, lang=lang)
    assert ("rien ne dit" if lang == "fr" else "nothing says") in str(caught.value)


def test_the_longest_option_wins_and_order_is_kept():
    assert split_choices("B c, A, A b", ["A", "A b", "B c"], ", ") == (["B c", "A", "A b"], [])
    assert split_choices("p10 p1", ["p1", "p10"], " ") == (["p10", "p1"], [])
    assert split_choices("=x,(y)", ["=x", "(y)"], ",") == (["=x", "(y)"], [])


def test_an_export_in_which_nobody_takes_part_is_said_to_have_no_row(tmp_path):
    mapping(tmp_path, LIME)
    assert rules(separated(tmp_path / "r.csv", [LIME_CODES, [*LIME_ROWS[0][:6], *[""] * 14]])) == ["no_rows"]


def test_inspect_guesses_the_questions_and_its_mapping_is_obeyed(tmp_path):
    from cooperation_graph.intake.inspection import inspect_file

    path = separated(tmp_path / "results.csv", [LIME_CODES, *LIME_ROWS])
    seen = inspect_file(path, lang="fr")
    guessed = seen.columns.set_index("column")["field"]
    assert guessed.to_dict() == {"ORG": "respondent", "PROJ": "projects", "ROLE": "role", "DUAL": "", "COOP": "cooperation", "CONC": "competition"}
    assert "undeclared_questions" in set(seen.problems["rule"])
    text = seen.mapping("fr")
    assert 'respondent = "ORG"' in text
    assert '"DUAL"' in text, "all questions are named, those without a guess too"
    seen.write_mapping(tmp_path / "mapping.toml", "fr")
    assert len(read_survey(path, **QUIET, on_unknown_role="keep").participations) == 3
