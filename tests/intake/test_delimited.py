"""Delimited text: encodings, separators, lines of the wrong size, files that are no table."""

from __future__ import annotations

import csv
import io
import os
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation_graph.errors import SurveyError
from cooperation_graph.intake import read_survey
from cooperation_graph.intake.delimited import LONGEST_LINE, read_delimited
from cooperation_graph.survey.problems import Problems
from cooperation_graph.survey.rules import check_choices

TABLE = (
    "territoire;vague;acteur;projet;secteur\nQN07511M;2023;Régie de quartier;Fête d'été;Éducation\n"
    "QN07511M;2023;Hôpital;Forêt à vélo;Santé\n"
)
WORDS = {"territoire", "vague", "acteur", "projet", "secteur"}


def known(cells):
    return sum(cell.lower() in WORDS for cell in cells)


def read(tmp_path, content, *, choices=None, **how):
    path = tmp_path / "liste.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    problems = Problems(check_choices(choices or {}), "fr")
    return read_delimited(path, problems, recognise=known, **how), problems


def rules(problems):
    return [record["rule"] for record in problems.records]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("mac-roman", "mac-roman"),
        ("cp850", "cp850"),
    ],
)
def test_the_encodings_french_programs_write(tmp_path, encoding, said):
    raw, problems = read(tmp_path, TABLE.encode(encoding))
    assert raw.frame["acteur"].tolist() == ["Régie de quartier", "Hôpital"]
    assert raw.source.encoding == said
    assert rules(problems) == (["rare_encoding"] if said in ("mac-roman", "cp850") else [])


@pytest.mark.parametrize(
    "text", ["acteur;projet\nÉCOLE;FORÊT\nÀ ÇA;ÎLE\n", "acteur;projet\nCafé;x\n", "acteur;projet\nL’île;« été » – 12 €\n"]
)
def test_cp1252_is_found_on_short_tables_and_on_capitals(tmp_path, text):
    raw, _ = read(tmp_path, text.encode("cp1252"))
    assert raw.source.encoding == "cp1252"
    assert raw.frame["acteur"].iloc[0] == text.split("\n")[1].split(";")[0]


def test_latin_9_is_read_and_said(tmp_path):
    raw, problems = read(tmp_path, "acteur;projet\nCœur;12 €\nÉté;x\n".encode("iso8859-15"))
    assert raw.frame["acteur"].iloc[0] == "Cœur"
    assert rules(problems) == ["rare_encoding"]
    assert "«\u00a0Cœur\u00a0» (en cp1252, on lirait «\u00a0C½ur\u00a0»)" in problems.to_frame()["message"].iloc[0]


def test_two_encodings_in_one_file_name_the_first_bad_line(tmp_path):
    lines = TABLE.encode().split(b"\n")
    lines[2] = lines[2].decode().encode("cp1252")
    raw, problems = read(tmp_path, b"\n".join(lines))
    assert raw is None
    assert rules(problems) == ["mixed_encoding"]
    assert problems.records[0]["fields"]["at"] == 3
    raw, _ = read(tmp_path, b"\n".join(lines), encoding="cp1252")  # the user may insist
    assert raw.frame["acteur"].iloc[1] == "Hôpital"


def test_a_wrong_encoding_said_by_the_user_names_the_line(tmp_path):
    raw, problems = read(tmp_path, TABLE.encode("cp1252"), encoding="utf-8")
    assert raw is None
    assert (rules(problems), problems.records[0]["fields"]["at"]) == (["undecodable"], 2)


def test_accents_decoded_twice_and_lost_are_said(tmp_path):
    raw, problems = read(tmp_path, "acteur;projet\nRÃ©gie;x\nB\ufffdn\ufffdvole;y\n")
    assert raw is not None
    assert sorted(rules(problems)) == ["double_decoded", "replacement_character"]
    assert next(r for r in problems.records if r["rule"] == "double_decoded")["fields"]["guess"] == "Régie"


@pytest.mark.parametrize("sep", [";", ",", "\t", "|"])
def test_separators_are_found(tmp_path, sep):
    raw, problems = read(tmp_path, TABLE.replace(";", sep))
    assert raw.source.separator == sep
    assert raw.frame.shape == (2, 5)
    assert not problems.records


def test_a_sep_line_is_obeyed_and_is_not_a_row(tmp_path):
    raw, _ = read(tmp_path, 'sep=,\nacteur,projet\nCCAS,"a;b;c"\n')
    assert raw.frame["projet"].tolist() == ["a;b;c"]
    assert raw.rows.tolist() == [2]  # what Excel shows: the headings are its row 1


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path):
    content = 'acteur;projet\n"École\nde la Forêt";p1\n\nCCAS;p2\n;\n"Dit ""Le Lien""";p3\n'
    raw, problems = read(tmp_path, content)
    assert raw.frame["acteur"].tolist() == ["École\nde la Forêt", "CCAS", 'Dit "Le Lien"']
    assert raw.rows.tolist() == [2, 4, 6]
    assert (raw.source.rows_read, raw.source.rows_blank) == (3, 2)
    assert not problems.records


def test_an_unquoted_decimal_comma_is_not_a_shift_of_columns(tmp_path):
    content = "acteur,projet,montant\nCCAS,Jardin,24 975,00\nLycée,Vélo,100\n"
    raw, problems = read(tmp_path, content)
    assert raw.frame["acteur"].tolist() == ["Lycée"]
    (record,) = problems.records
    assert (record["rule"], record["row"], record["fields"]["found"], record["fields"]["expected"]) == (
        "field_count",
        2,
        4,
        3,
    )
    raw, _ = read(tmp_path, content, choices={"on_field_count": "set_aside"})
    assert raw.source.lost_rows == [(2, "field_count", "CCAS,Jardin,24 975,00")]


def test_a_short_row_is_an_error_or_is_completed_when_asked(tmp_path):
    content = "acteur;projet;rôle\nCCAS;Jardin\nLycée;Vélo;porteur\n"
    assert rules(read(tmp_path, content)[1]) == ["short_row"]
    raw, problems = read(tmp_path, content, choices={"on_short_row": "pad"})
    assert raw.frame["rôle"].isna().tolist() == [True, False]
    assert problems.to_frame()["severity"].tolist() == ["warning"]


def test_surplus_blank_cells_are_not_cells(tmp_path):
    raw, problems = read(tmp_path, "acteur;projet;;\nCCAS;Jardin;;\nLycée;Vélo;;;;\n")
    assert raw.frame.columns.tolist() == ["acteur", "projet"]
    assert raw.frame["projet"].tolist() == ["Jardin", "Vélo"]
    assert not problems.records


def test_headings_under_a_title_are_found_and_said(tmp_path):
    raw, problems = read(tmp_path, "Enquête 2023;;\n;;\nacteur;projet;secteur\nCCAS;Jardin;social\n")
    assert raw.frame.columns.tolist() == ["acteur", "projet", "secteur"]
    assert (raw.rows.tolist(), raw.source.header_row) == ([4], 3)
    assert "Enquête 2023" in problems.to_frame()["message"].iloc[0]
    assert not read(tmp_path, "Enquête 2023;;\n;;\nacteur;projet;secteur\nCCAS;Jardin;social\n", header=3)[1].records


def test_columns_without_heading_or_with_the_same_one(tmp_path):
    raw, problems = read(tmp_path, "acteur;;projet;projet\nCCAS;?;Jardin;Vélo\n")
    assert raw.frame.columns.tolist() == ["acteur", "column 2", "projet", "projet (2)"]
    assert sorted(rules(problems)) == ["cells_without_heading", "heading_twice"]
    assert problems.errors == 2


def test_nul_bytes_empty_files_and_other_formats_are_refused(tmp_path):
    assert rules(read(tmp_path, b"acteur;projet\nCC\x00AS;p\n")[1]) == ["nul_character"]
    assert rules(read(tmp_path, b"")[1]) == ["empty_file"]
    assert rules(read(tmp_path, b" \r\n \r\n")[1]) == ["empty_file"]
    assert rules(read(tmp_path, b"PK\x03\x04....")[1]) == ["not_text"]
    assert rules(read(tmp_path, b"\xd0\xcf\x11\xe0....")[1]) == ["not_text"]


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path):
    path = tmp_path / "long.csv"
    with path.open("wb") as stream:
        stream.write(b"acteur;projet\nCCAS;p\n")
        stream.truncate(2**30)  # a gigabyte of zeros, which takes no place on the disk
    problems, start = Problems(), time.monotonic()
    assert read_delimited(path, problems) is None
    assert time.monotonic() - start < 5
    (record,) = problems.records
    assert (record["rule"], record["row"], record["fields"]["limit"]) == ("huge_line", 3, LONGEST_LINE)


def test_a_quotation_mark_that_is_never_closed_is_an_error(tmp_path):
    content = 'acteur;projet\n"CCAS;p1\n' + "".join(f"a{i};p{i}\n" for i in range(300))
    raw, problems = read(tmp_path, content)
    assert raw is None
    assert rules(problems) == ["unclosed_quote"]
    assert problems.records[0]["row"] == 2


def test_stray_quotation_marks_inside_cells_are_text(tmp_path):
    raw, problems = read(tmp_path, 'acteur;projet\nTube 5" (rue);p1\nCCAS;p2\n')
    assert raw.frame["acteur"].tolist() == ['Tube 5" (rue)', "CCAS"]
    assert not problems.records


def test_old_mac_line_ends(tmp_path):
    raw, _ = read(tmp_path, b"acteur;projet\rCCAS;p\rLyc\x8ee;q\r")
    assert raw.frame["acteur"].tolist() == ["CCAS", "Lycée"]


def test_na_and_leading_zeros_stay_text(tmp_path):
    raw, _ = read(tmp_path, "acteur;projet\nNA;01\nnull;007\n")
    assert raw.frame.values.tolist() == [["NA", "01"], ["null", "007"]]


cell = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\";\n,'é "), max_size=8
)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.lists(cell, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_the_csv_module_writes_is_read_back(tmp_path_factory, rows):
    rows = [[part.replace("\ufeff", "") for part in row] for row in rows]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    writer.writerows([["acteur", "projet", "secteur"], *rows])
    raw, problems = read(tmp_path_factory.mktemp("csv"), stream.getvalue().encode(), sep=";", encoding="utf-8")
    assert not problems.errors, problems.to_frame()["message"].tolist()
    expected = [row for row in rows if any(row)]
    assert raw.frame.fillna("").values.tolist() == expected
    assert raw.rows.tolist() == [i + 2 for i, row in enumerate(rows) if any(row)]


def test_a_hundred_thousand_rows_in_a_second(tmp_path):
    rng = np.random.default_rng(1)
    lines = [
        f"QN;2023;Acteur é {a};P{p};A"
        for a, p in zip(rng.integers(0, 9999, 100_000), rng.integers(0, 9999, 100_000), strict=True)
    ]
    content = (TABLE.split("\n")[0] + "\n" + "\n".join(lines) + "\n").encode("cp1252")
    start = os.times().user
    raw, _ = read(tmp_path, content)
    assert len(raw.frame) == 100_000
    assert os.times().user - start < 2


@pytest.mark.parametrize("between", ["\n", "\nActeurs\n", ""])
def test_a_second_table_under_the_first_is_refused(tmp_path, between):
    path = tmp_path / "participations.csv"
    path.write_text(f"acteur;projet;rôle\nA;P;pilote\n{between}acteur;secteur;siret\nA;social;\n", encoding="utf-8")
    with pytest.raises(SurveyError) as caught:
        read_survey(path)
    found = caught.value.problems.set_index("rule")
    assert found.loc["second_table", "row"] == 3 + between.count("\n")
