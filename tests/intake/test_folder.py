"""Folders and packages of tables: names in French and English, mapping, hostile content, round trip."""

from __future__ import annotations

import json
import os

import frictionless
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation_graph.errors import SurveyError, UnknownName
from cooperation_graph.export import write_survey
from cooperation_graph.graph import build_graphs
from cooperation_graph.intake import read_survey
from cooperation_graph.intake.reading import readers
from cooperation_graph.survey import Survey

HEAD = "territoire;vague;acteur;projet"


def folder(tmp_path, **files):
    for name, content in files.items():
        path = tmp_path / (name if "." in name else f"{name}.csv")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path


def problems_of(path, **how):
    with pytest.raises(SurveyError) as caught:
        read_survey(path, **how)
    return caught.value.problems


def test_french_files_each_in_its_own_dialect(tmp_path):
    folder(
        tmp_path,
        participations=(
            HEAD + ";rôle\nQN07511M;2023;CCAS;Jardin d'été;porteuse\nQN07511M;2023;Lycée;Jardin d'été;\n"
        ).encode("cp1252"),
        acteurs="Acteur,Secteur,Habitants\nCCAS,Social,non\nLycée,Éducation,x\nMaison,Social,oui\n",
        réponses="territoire\tvague\tacteur\tstatut\nQN07511M\t2023\tMaison\ta répondu\n".encode("utf-16"),
        projets="projet;thème;budget\nJardin d'été;Cadre de vie|Santé;1 234,50\n",
        **{"LISEZMOI.md": "# notes"},
    )
    survey = read_survey(tmp_path)
    assert survey.participations["role"].fillna("").tolist() == ["lead", ""]
    assert survey.projects[["theme", "budget"]].values.tolist() == [["Cadre de vie|Santé", 1234.5]]
    assert [file["encoding"] for file in survey.provenance["files"]] == ["cp1252", "utf-8", "utf-8", "utf-16"]
    graph = build_graphs(survey)[0]
    assert graph.actors.index.tolist() == ["CCAS", "Lycée", "Maison"]  # Maison answered, and is in no project
    assert graph.flag("residents").tolist() == [False, True, True]


def test_one_file_holds_everything(tmp_path):
    folder(
        tmp_path,
        enquete="QPV;Année;Nom de la structure;Action;Secteur d'activité;Thématique;Ville\n"
        "A;2023;CCAS;Jardin;Social;Vert;X\nA;2023;Lycée;Jardin;Éducation;Vert;X\n",
    )
    survey = read_survey(tmp_path / "enquete.csv")
    assert survey.actors[["actor", "name", "sector"]].values.tolist() == [
        ["CCAS", "CCAS", "Social"],
        ["Lycée", "Lycée", "Éducation"],
    ]
    assert survey.projects[["project", "theme"]].values.tolist() == [["Jardin", "Vert"]]
    assert survey.participations.columns.tolist() == ["territory", "wave", "actor", "project", "Ville"]  # nothing is dropped
    assert survey.groups == ("sector",)


def test_declared_groups_keep_the_name_the_user_gives(tmp_path):
    folder(
        tmp_path,
        participations="acteur;projet;Secteur;Type de porteur\nCCAS;Jardin;Social;public\nLycée;Jardin;Éducation;public\n",
    )
    assert read_survey(tmp_path, by=["type de porteur", "Secteur"]).groups == ("type de porteur", "Secteur")
    assert read_survey(tmp_path, by="sector").actors["sector"].tolist() == ["Social", "Éducation"]
    with pytest.raises(UnknownName, match="Secteur"):
        read_survey(tmp_path, by=["Secteurs d'intervention"])


def test_a_wave_a_file(tmp_path):
    folder(
        tmp_path,
        participations_2023="acteur;projet\nCCAS;Jardin\n",
        participations_2025="projet;acteur\nVélo;CCAS\n",
        **{
            "mapping.toml": '[constants."participations_2023.csv"]\nwave = "2023"\n'
            '[constants."participations_2025.csv"]\nwave = "2025"\n'
        },
    )
    survey = read_survey(tmp_path)
    assert survey.participations[["wave", "actor", "project"]].values.tolist() == [
        ["2023", "CCAS", "Jardin"],
        ["2025", "CCAS", "Vélo"],
    ]


def test_mapping_tables_columns_values_options_and_files(tmp_path):
    folder(
        tmp_path,
        liste="Titre\n\nPorteur|Action|Qui\nCCAS|Jardin|Chargé de mission\nCCAS|Jardin|Chargé de mission\n",
        autre="a;b\n1;2\n",
        gens="Code;Nom;Type;Note\nCCAS;Le CCAS;public;3,5\n",
        **{
            "mapping.toml": """
by = ["Type"]
numbers = ["Note"]
[tables]
"liste.csv" = "participations"
gens = "actors"
"autre.csv" = ""
[columns."liste.csv"]
"porteur" = "actor"
"Qui" = "role"
[values.role]
"chargé de mission" = "animator"
[files."liste.csv"]
sep = "|"
header = 3
[options]
on_exact_duplicate = "warning"
"""
        },
    )
    survey = read_survey(tmp_path)
    assert survey.participations["role"].tolist() == ["animator", "animator"]
    assert survey.actors[["actor", "name", "Type", "Note"]].values.tolist() == [["CCAS", "Le CCAS", "public", 3.5]]
    assert survey.provenance["choices"] == {"on_exact_duplicate": "warning"}
    assert survey.problems["rule"].tolist() == ["exact_duplicate"]
    with pytest.raises(UnknownName, match="section of a mapping"):
        read_survey(tmp_path, mapping={"colums": {}})


def test_unknown_tables_are_said_and_ids_keep_their_zeros(tmp_path):
    folder(tmp_path, participations="territoire;acteur;projet\n01;02430000000000;007\n2A;0243;007\n", posts="a;b\n1;2\n")
    (tmp_path / "raw").mkdir()
    survey = read_survey(tmp_path)
    assert survey.participations.iloc[0].tolist()[:1] + survey.participations["territory"].tolist() == ["01", "01", "2A"]
    assert survey.participations["actor"].tolist() == ["02430000000000", "0243"]
    assert survey.problems["rule"].tolist() == ["unknown_table"]


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0",
    "$\\bad$ _x^2",
    "é" * 300,
    "'=1+1",
    "-2",
    "a\u202eb",
    "{0} {value} %s",
    "..\\..\\con",
]


def test_hostile_names_are_kept_as_text_and_come_back(tmp_path):
    df = pd.DataFrame({"actor": HOSTILE, "project": "p", "sector": HOSTILE})
    survey = Survey.from_frame(df)
    expected = [name.replace("\u202e", "") for name in HOSTILE]
    assert survey.participations["actor"].tolist() == expected
    assert survey.problems["rule"].unique().tolist() == ["control_characters"]
    html = survey._repr_html_()
    assert "<img" not in html
    back = read_survey(write_survey(survey, tmp_path / "x"))
    pd.testing.assert_frame_equal(back.participations, survey.participations)
    assert not any(
        line.startswith(("=", "-", "+", "@")) for line in (tmp_path / "x/actors.csv").read_text("utf-8-sig").splitlines()
    )


def test_hostile_values_do_not_break_messages(tmp_path):
    rows = "\n".join(f'"{name}";p;"{name}"' for name in HOSTILE if '"' not in name)
    problems = problems_of(folder(tmp_path, participations="acteur;projet;rôle\n" + rows))
    assert (problems["rule"] == "unknown_role").sum() == len(HOSTILE)
    assert problems["value"].str.len().max() <= 120


def test_everything_wrong_is_told_at_once_in_both_languages(tmp_path):
    folder(
        tmp_path,
        participations=HEAD + ";rôle;intensité;montant\nA;2023;CCAS;Jardin;chauffeur;-1;n.d.\nA;2023;;Jardin;;1;beaucoup\n",
        projets="projet;début;fin\nJardin;31/02/2023;2024\n",
        acteurs="acteur;siret\nCCAS;2,43E+13\n",
    )
    problems = problems_of(tmp_path)
    assert problems.columns.tolist() == [
        "file",
        "table",
        "row",
        "column",
        "value",
        "count",
        "rule",
        "severity",
        "message",
        "remedy",
    ]
    errors = problems[problems["severity"] == "error"].set_index("rule")
    assert set(errors.index) == {
        "unknown_role",
        "negative_value",
        "missing_value",
        "not_a_number",
        "impossible_date",
        "scientific_notation",
    }
    assert errors.loc["impossible_date", ["file", "row", "column", "message"]].tolist() == [
        "projets.csv",
        2,
        "début",
        "«\u00a031/02/2023\u00a0» n'est pas une date (attendu\u00a0: jj/mm/aaaa)",
    ]
    assert errors.loc["missing_value", ["row", "column"]].tolist() == [3, "acteur"]
    assert problems.loc[problems["rule"] == "no_data_word", "severity"].item() == "warning"
    with pytest.raises(SurveyError) as caught:
        read_survey(tmp_path)
    text = str(caught.value)
    assert "projets.csv, ligne 2, colonne «\u00a0début\u00a0»\u00a0: «\u00a031/02/2023\u00a0»" in text
    assert text.startswith("L'enquête a des problèmes\u00a0: 6 erreurs, 1 avertissement.")
    with pytest.raises(SurveyError, match="“31/02/2023” is not a date"):
        read_survey(tmp_path, lang="en")


def test_nothing_to_read(tmp_path):
    assert problems_of(tmp_path)["rule"].tolist() == ["no_table"]
    assert problems_of(folder(tmp_path, participations=b""))["rule"].tolist() == ["empty_file"]
    assert problems_of(folder(tmp_path, participations="acteur;projet\n"))["rule"].tolist() == ["no_rows"]
    assert problems_of(folder(tmp_path, participations="a;b\n1;2\n"))["rule"].tolist() == [
        "missing_column",
        "missing_column",
    ]
    with pytest.raises(FileNotFoundError):
        read_survey(tmp_path / "nowhere")
    with pytest.raises(UnknownName, match="format"):
        read_survey(tmp_path, format="limesurve")
    assert "tables" in readers()


def test_parquet(tmp_path):
    frame = pd.DataFrame({"actor": ["a", "b"], "project": ["p", "p"], "wave": [2023, 2023], "intensity": [1.0, 2.0]})
    frame.to_parquet(tmp_path / "participations.parquet")
    survey = read_survey(tmp_path)
    assert survey.participations[["wave", "intensity"]].values.tolist() == [["2023", 1.0], ["2023", 2.0]]


def test_package_of_somebody_else(tmp_path):
    folder(tmp_path, data="who|what|ok|n\nCCAS|Jardin|oui|1 234.5\nLycée|Jardin|—|-\n", extra="a\n1\n")
    described = {
        "resources": [
            {
                "name": "participations",
                "path": "data.csv",
                "dialect": {"delimiter": "|"},
                "schema": {
                    "missingValues": ["", "-"],
                    "fields": [
                        {"name": "who", "type": "string"},
                        {"name": "what", "type": "string"},
                        {"name": "ok", "type": "boolean", "trueValues": ["oui"], "falseValues": ["—"]},
                        {"name": "n", "type": "number", "groupChar": " "},
                    ],
                },
            },
            {"name": "other", "path": "extra.csv"},
        ]
    }
    (tmp_path / "datapackage.json").write_text(json.dumps(described))
    survey = read_survey(tmp_path, columns={"who": "actor", "what": "project"})
    assert survey.participations["ok"].tolist() == [True, False]
    assert survey.participations["n"].iloc[0] == 1234.5
    assert survey.participations["n"].isna().tolist() == [False, True]
    assert survey.problems["rule"].tolist() == ["unknown_table"]


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/passwd", "https://example.org/x.csv", "absent.csv"])
def test_a_package_never_leads_out_of_its_folder(tmp_path, path):
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [{"name": "participations", "path": path}]}))
    assert problems_of(tmp_path / "datapackage.json")["rule"].tolist() == ["bad_package"]
    (tmp_path / "datapackage.json").write_text("{not json")
    assert problems_of(tmp_path)["rule"].tolist() == ["bad_package"]


def full_survey():
    df = pd.DataFrame(
        {
            "territory": ["A", "A", "B"],
            "wave": ["1", "1", "2"],
            "actor": ["a", "b", "a"],
            "project": ["p", "p", "q"],
            "role": ["lead", None, "funder"],
            "intensity": [1.0, 2.5, None],
            "decides": [True, None, False],
        }
    )
    return Survey.from_frame(
        df,
        actors=pd.DataFrame({"actor": ["a", "b", "c"], "sector": ["x", "=y", None], "residents": [True, None, False]}),
        projects=pd.DataFrame(
            {"project": ["p", "q"], "start": ["2023-01-01", "2024"], "budget": [1e6, 0.1], "quality": [1.5, None]}
        ),
        territories=pd.DataFrame({"territory": ["A", "B"], "latitude": [48.123456789, -21.1]}),
        waves=pd.DataFrame({"wave": ["1", "2"], "order": [1, 2]}),
        ties=pd.DataFrame({"territory": "A", "wave": "1", "source": ["a"], "target": ["b"], "kind": ["concurrence"]}),
        responses=pd.DataFrame({"territory": "A", "wave": "1", "actor": ["c"], "status": ["répondu"]}),
        applications=pd.DataFrame({"territory": "A", "wave": "1", "application": ["d"], "actor": ["c"], "granted": ["non"]}),
        targets=pd.DataFrame({"indicator": ["density"], "wave": ["2"], "target": ["0,5"], "direction": ["hausse"]}),
        correspondences=pd.DataFrame(
            {"kind": ["acteur"], "wave": ["2"], "old": ["b"], "new": ["a"], "share": [1.0], "relation": ["fusion"]}
        ),
    )


def test_what_is_written_is_read_back_and_valid(tmp_path):
    survey = full_survey()
    write_survey(survey, tmp_path)
    back = read_survey(tmp_path)
    for name, table in survey.tables.items():
        pd.testing.assert_frame_equal(back.tables[name], table)
    assert (back.groups, back.fingerprint) == (survey.groups, survey.fingerprint)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["fieldName", "type", "message"])
    described = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    participations = described["resources"][0]["schema"]
    assert {"name": "actor", "title": "Acteur", "type": "string", "constraints": {"required": True}} in participations[
        "fields"
    ]
    assert {"fields": "territory", "reference": {"resource": "territories", "fields": "territory"}} in participations[
        "foreignKeys"
    ]


def test_rows_kept_by_choice_come_back_too(tmp_path):
    df = pd.DataFrame({"actor": ["a", "a"], "project": "p", "role": ["chauffeur", "chauffeur"]})
    survey = Survey.from_frame(df, on_exact_duplicate="warning", on_unknown_role="keep")
    back = read_survey(write_survey(survey, tmp_path))
    pd.testing.assert_frame_equal(back.participations, survey.participations)
    assert len(read_survey(tmp_path, on_exact_duplicate="set_aside").participations) == 1  # the user still decides


text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(text, text, text, st.none() | st.floats(0, allow_nan=False, allow_infinity=False)), min_size=1, max_size=8
    )
)
def test_any_text_and_any_number_survive_the_round_trip(tmp_path_factory, rows):
    df = pd.DataFrame(rows, columns=["actor", "project", "sector", "intensity"]).drop_duplicates(["actor", "project"])
    try:
        survey = Survey.from_frame(
            df,
            on_contradictory_attribute="first",
            on_contradictory_duplicate="first",
            on_scientific_notation="warning",
            on_missing_value="set_aside",
        )
    except SurveyError as error:  # every row may have been blank
        if set(error.problems.loc[error.problems["severity"] == "error", "rule"]) != {"no_rows"}:
            raise
        return
    back = read_survey(write_survey(survey, tmp_path_factory.mktemp("trip")))
    for name, table in survey.tables.items():
        pd.testing.assert_frame_equal(back.tables[name], table)


@pytest.mark.parametrize(
    "text",
    [b"{", b"[]", b"{}", b'{"resources": "x"}', b'{"resources": [3]}', b'{"resources": [{"path": null}]}', b'{"resources": [{"path": 5}]}',
     b'{"resources": [{"name": "participations", "path": "../elsewhere.csv"}]}', b"\xff\xfe{\x00}\x00", b"[" * 100_000],
)  # fmt: skip
def test_a_description_that_leads_nowhere_is_an_error_with_a_remedy(tmp_path, text):
    folder(tmp_path, **{"datapackage.json": text})
    assert problems_of(tmp_path)["rule"].tolist() == ["bad_package"]


def test_a_link_that_leads_nowhere_is_not_passed_over(tmp_path):
    folder(tmp_path, participations=HEAD + "\nT;2023;A;P\n")
    (tmp_path / "acteurs.csv").symlink_to("nowhere.csv")
    found = problems_of(tmp_path)
    assert found[["file", "rule"]].values.tolist() == [["acteurs.csv", "unreadable_file"]]


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "participations.csv")
    assert problems_of(tmp_path / "participations.csv")["rule"].tolist() == ["unreadable_file"]
    assert problems_of(tmp_path)["rule"].tolist() == ["unreadable_file"]


def test_a_file_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    folder(tmp_path, participations=HEAD + "\nT;2023;A;P\n")
    opened = type(tmp_path).open

    def refuse(path, *args, **how):
        if path.name == "participations.csv":
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **how)

    monkeypatch.setattr(type(tmp_path), "open", refuse)
    assert problems_of(tmp_path)[["file", "rule"]].values.tolist() == [["participations.csv", "unreadable_file"]]


def test_parquet_bytes_are_text_and_lists_are_joined(tmp_path):
    frame = pd.DataFrame({"wave": [2023, 2023], "actor": [b"A", "É".encode()], "project": ["P", "P"], "theme": [["a", "b"], ["a", "b"]]})
    frame.to_parquet(tmp_path / "participations.parquet")
    survey = read_survey(tmp_path)
    assert survey.participations["actor"].tolist() == ["A", "É"]
    assert survey.projects["theme"].tolist() == ["a|b"]


def test_parquet_records_and_damage_are_told(tmp_path):
    path = tmp_path / "participations.parquet"
    pd.DataFrame({"wave": [{"a": 1}], "actor": ["A"], "project": ["P"]}).to_parquet(path)
    assert problems_of(path)[["rule", "column"]].values.tolist() == [["nested_column", "wave"]]
    path.write_bytes(path.read_bytes()[:-50])
    assert problems_of(path)["rule"].tolist() == ["unreadable_file"]


def test_a_section_of_the_mapping_in_another_form_is_refused(tmp_path):
    folder(tmp_path, participations=HEAD + "\nT;2023;A;P\n", **{"mapping.toml": 'columns = "a"'})
    with pytest.raises(SurveyError, match="columns"):
        read_survey(tmp_path)


def test_columns_that_no_file_has_are_not_said_to_be_found(tmp_path):
    folder(tmp_path, participations="a;b\n1;2\n")
    for message in problems_of(tmp_path)["message"]:
        assert "wave" not in message
        assert "«\u00a0a\u00a0»" in message


@pytest.mark.parametrize("how", [{"encoding": "klingon"}, {"encoding": "base64"}, {"sep": ";;"}, {"header": -1}, {"header": 0}, {"header": "a"}])
def test_ways_of_reading_that_do_not_exist_are_refused(tmp_path, how):
    folder(tmp_path, participations=HEAD + "\nT;2023;A;P\n")
    with pytest.raises(UnknownName):
        read_survey(tmp_path, **how)


def test_a_mapping_that_is_not_there_is_an_error(tmp_path):
    folder(tmp_path, participations=HEAD + "\nT;2023;A;P\n")
    with pytest.raises(SurveyError, match="elsewhere"):
        read_survey(tmp_path, mapping=tmp_path / "elsewhere.toml")


def test_an_error_of_a_spreadsheet_is_no_identifier(tmp_path):
    folder(tmp_path, participations=HEAD + "\nT;2023;#REF!;P\nT;2023;A;#N/A\nT;2023;#Ensemble;P\n")
    found = problems_of(tmp_path)
    assert found[["rule", "row", "value"]].values.tolist() == [["error_text", 2, "#REF!"], ["error_text", 3, "#N/A"]]


def test_frames_with_twice_the_same_column_or_endless_numbers_are_refused():
    with pytest.raises(SurveyError) as caught:
        Survey.from_frame(pd.DataFrame([["A", "B", "P"]], columns=["actor", "actor", "project"]))
    assert caught.value.problems["rule"].tolist() == ["heading_twice"]
    with pytest.raises(SurveyError) as caught:
        Survey.from_frame(pd.DataFrame({"actor": ["A", "B"], "project": ["P", "P"], "intensity": [float("inf"), 1.0]}))
    assert caught.value.problems["rule"].tolist() == ["not_a_number"]


def test_bytes_and_arrays_in_a_frame_are_text():
    survey = Survey.from_frame(pd.DataFrame({"actor": [b"A", "É".encode()], "project": ["P", "P"]}))
    assert survey.participations["actor"].tolist() == ["A", "É"]


def test_messages_do_not_command_the_terminal(tmp_path):
    folder(tmp_path, participations=HEAD + ";rôle\nT;2023;\x1b[31mA\u202e;P;\x1b[2Jpilote\n")
    found = problems_of(tmp_path)
    assert not found["message"].str.contains("[\x1b\u202e]").any()
    assert found["message"].str.contains("\\x1b[31mA", regex=False).any()


def test_a_repeat_in_another_file_names_that_file(tmp_path):
    for name, rows in (("participations_2023.csv", "A;p\nB;p\nB;p\n"), ("participations_2024.csv", "C;p\nA;p\n")):
        (tmp_path / name).write_text("acteur;projet\n" + rows, encoding="utf-8")
    survey = read_survey(tmp_path)
    twice = survey.problems[survey.problems["rule"] == "exact_duplicate"]
    assert twice[["file", "row"]].values.tolist() == [["participations_2023.csv", 4], ["participations_2024.csv", 3]]
    assert twice["message"].iloc[0].endswith("ligne 3")
    assert "ligne 2 (participations_2023.csv)" in twice["message"].iloc[1]
