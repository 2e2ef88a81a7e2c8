"""What a file shows before it is read, in both languages, and the mapping that is written for it."""

from __future__ import annotations

import pytest

from cooperation_graph import inspect_file, read_subsidies, read_survey
from cooperation_graph.cli.entry import run

TOWN = "Subventions 2022;;\n;;\nAssociation;Objet;Subvention accordée;Note\nÉté;x;10,00 €;a\nB;y;20,00 €;\nTOTAL;;30,00 €;\n"


def test_what_is_seen_of_a_file_of_subsidies(tmp_path):
    path = tmp_path / "ville.csv"
    path.write_bytes(TOWN.encode("cp1252"))
    seen = inspect_file(path, lang="en")
    assert seen.tables[["encoding", "separator", "header_row"]].values.tolist() == [["cp1252", ";", 3]]
    assert dict(zip(seen.columns["column"], seen.columns["field"], strict=True)) == {
        "Association": "nomBeneficiaire", "Objet": "objet", "Subvention accordée": "montant", "Note": "",
    }  # fmt: skip
    assert "Association → nomBeneficiaire (filled 100%, 3 values) Été, B" in seen.summary("en").replace("\u202f", "")
    assert "en-têtes en ligne 3" in seen.summary("fr")
    assert "total_row" in seen.problems["rule"].tolist()


def test_the_mapping_is_obeyed_and_gives_the_same(tmp_path):
    path = tmp_path / "ville.csv"
    path.write_bytes(TOWN.encode("cp1252"))
    before = read_subsidies(path)
    inspect_file(path).write_mapping(tmp_path / "mapping.toml")
    after = read_subsidies(path)
    assert (after.n_records, after.total, after.survey.fingerprint) == (before.n_records, before.total, before.survey.fingerprint)
    assert "rows_above_heading" not in after.problems["rule"].tolist()  # it was said


def test_what_is_in_doubt_is_not_said_for_the_user(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Association;Montant (k€);Année\nA;1;2020\n", encoding="utf-8")
    seen = inspect_file(path, lang="fr")
    assert '# "Montant (k€)" = "montant"' in seen.mapping("fr")
    assert "other_unit" in seen.problems["rule"].tolist()


def test_tables_of_a_survey(tmp_path):
    (tmp_path / "participations.csv").write_text("Structure;Action;Rôle;Avis\nCCAS;Jardin;pilote;bon\n", encoding="utf-8")
    seen = inspect_file(tmp_path)
    assert seen.format == "tables"
    assert seen.columns["field"].tolist()[:3] == ["actor", "project", "role"]
    assert "1 participation" in seen.said


@pytest.mark.parametrize(("lang", "said"), [("fr", "en-têtes en ligne 3"), ("en", "headings in row 3")])
def test_command(tmp_path, capsys, lang, said):
    path = tmp_path / "ville.csv"
    path.write_bytes(TOWN.encode("cp1252"))
    assert run(["inspect", str(path)], lang) == 0
    assert said in capsys.readouterr().out
    assert (tmp_path / "mapping.toml").read_text(encoding="utf-8").count("[columns.") == 1
    assert read_survey(path).provenance["format"] == "subventions"
    (tmp_path / "mapping.toml").write_text("# mine")
    run(["inspect", str(path)], lang)
    assert (tmp_path / "mapping.toml").read_text() == "# mine"
    assert "--force" in capsys.readouterr().err


def test_command_template(tmp_path, capsys):
    assert run(["template", str(tmp_path / "saisie.xlsx")], "fr") == 0
    assert (tmp_path / "saisie.xlsx").is_file()
    assert run(["template", str(tmp_path / "saisie.xlsx")], "fr") != 0


def test_questions_of_a_form_are_guessed_for_the_user_to_correct(tmp_path):
    """LimeSurvey, headings by code: one column an option."""
    path = tmp_path / "reponses.csv"
    head = '"id","submitdate","lastpage","startlanguage","ORG","PROJ[SQ001]","PROJ[SQ002]"'
    path.write_text(head + '\n"1","2024-01-02 10:00:00","3","fr","CCAS","Y",""\n', encoding="utf-8-sig")
    seen = inspect_file(path, lang="en")
    assert seen.format == "limesurvey"
    assert 'projects = "PROJ"' in seen.mapping("en")
    assert (seen.problems["severity"] == "error").any()


def test_no_mapping_is_written_for_what_cannot_be_read(tmp_path, capsys):
    (tmp_path / "x.csv").write_bytes(b"\x00\x01\x02 no text\x00")
    assert run(["inspect", str(tmp_path / "x.csv")], "en") == 2
    assert "no mapping was written" in "".join(capsys.readouterr())
    assert not (tmp_path / "mapping.toml").exists()
