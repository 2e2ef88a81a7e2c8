"""Large texts block by block: the same table, the same problems, as the text read whole."""

from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pytest

from cooperation_graph import SurveyError, read_survey
from cooperation_graph.intake import delimited, file, records, stream
from cooperation_graph.intake.delimited import read_delimited
from cooperation_graph.survey.problems import Problems


def read(path, monkeypatch, *, blocks, **how):
    problems = Problems()
    with monkeypatch.context() as patch:
        patch.setattr(delimited, "LARGE", 0 if blocks else 2**40)
        patch.setattr(stream, "BLOCK", 300)
        patch.setattr(records, "_LARGE", 50)
        raw = read_delimited(path, problems, **how)
    return raw, problems.to_frame()


def lines(n, make):
    return "acteur;projet;note\n" + "".join(make(i) for i in range(n))


@pytest.mark.parametrize(
    "text",
    [
        lines(200, lambda i: f"a{i};projet é {i % 7};\n"),
        lines(200, lambda i: f'a{i};"p ""{i}"" ; x";"deux\nlignes {i}"\n').replace("\n", "\r\n"),
        lines(100, lambda i: f"a{i};p{i};\n" + ("\n" if i % 9 == 0 else "")),  # blank lines
        lines(100, lambda i: f"a{i};p{i}" + (";x;y\n" if i == 77 else ";x\n")),  # a line too long, far down
        lines(100, lambda i: f'a{i};l\'écran 15" {i};x\n'),  # stray quotation marks
        lines(60, lambda i: f"a{i};p{i};x\n") + 'b;"never closed;x\nc;d;e\n',
        "\ufeff" + lines(50, lambda i: f"a{i};p{i};Ã©tÃ©\n"),  # decoded twice
        lines(50, lambda i: f"a{i};p{i};x\n")[:-1],
    ],
)
def test_blocks_give_what_the_whole_gives(tmp_path, monkeypatch, text):
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode())
    whole, said = read(path, monkeypatch, blocks=False)
    parts, told = read(path, monkeypatch, blocks=True)
    assert told[["rule", "row", "value"]].values.tolist() == said[["rule", "row", "value"]].values.tolist()
    assert (parts is None) == (whole is None)
    if whole is not None:
        assert parts.frame.fillna("").astype(object).values.tolist() == whole.frame.fillna("").astype(object).values.tolist()
        assert np.array_equal(parts.rows, whole.rows)
        assert (parts.source.encoding, parts.source.sha256) == (whole.source.encoding, whole.source.sha256)
        assert (parts.source.rows_read, parts.source.rows_blank) == (whole.source.rows_read, whole.source.rows_blank)


def test_other_encodings_are_read_whole(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_bytes(lines(100, lambda i: f"a{i};été {i};x\n").encode("cp1252"))
    raw, _ = read(path, monkeypatch, blocks=True)
    assert raw.source.encoding == "cp1252"
    assert raw.frame["projet"].iloc[99] == "été 99"


def test_progress_is_told_in_bytes(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_text(lines(100, lambda i: f"a{i};p{i};x\n"), encoding="utf-8")
    told: list[tuple[int, int]] = []
    read(path, monkeypatch, blocks=True, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


def survey_of(path, monkeypatch, *, blocks):
    """The survey of a file, read in codes or as texts; or its problems when it has errors."""
    with monkeypatch.context() as patch:
        patch.setattr(delimited, "LARGE", 0 if blocks else 2**40)
        patch.setattr(file, "LARGE", 0 if blocks else 2**40)
        patch.setattr(stream, "BLOCK", 2000)
        patch.setattr(records, "_LARGE", 50)
        try:
            survey = read_survey(path)
            return survey, survey.problems
        except SurveyError as error:
            return None, error.problems


def rough_table(n=400, seed=3):
    """Rows with everything that a check looks for: repeats, contradictions, spellings, blanks, totals, words that are not known."""
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame({
        "territoire": rng.choice(["QN07511M", "QN0751M", "Nord "], n), "vague": rng.choice(["2023", "2024"], n),
        "acteur": rng.choice(["CCAS", "ccas", "Régie", "Regie", "  Mission\u00a0locale", "24300000000.0", "2,43E+13", "École"], n),
        "projet": rng.choice([f"Jardin {i}" for i in range(60)], n), "rôle": rng.choice(["porteur", "partenaire", "chef", ""], n),
        "intensité": rng.choice(["0", "1,5", "3", "trop", "n.c.", ""], n), "secteur": rng.choice(["social", "école"], n),
        "thème": rng.choice(["a", "b", ""], n),
    })  # fmt: skip
    rows.loc[50] = ["", "", "Total", "", "", "12", "", ""]
    rows.loc[60:64] = ""
    return pd.concat([rows, rows.iloc[:7]])


@pytest.mark.parametrize("kind", ["plain", "quoted", "parquet", "sound"])
def test_a_survey_read_in_codes_is_the_survey_read_as_texts(tmp_path, monkeypatch, kind):
    rows = rough_table()
    if kind == "sound":
        rows = rows.drop_duplicates(["territoire", "vague", "acteur", "projet"])
        rows = rows.assign(secteur=rows["acteur"].str.len(), thème="a", intensité="2", rôle="")
        rows = rows[~rows["acteur"].isin(["Total", "", "2,43E+13"])]
    path = tmp_path / ("participations.parquet" if kind == "parquet" else "participations.csv")
    if kind == "parquet":
        rows.reset_index(drop=True).replace("", None).to_parquet(path, row_group_size=90)
    else:
        rows.to_csv(path, sep=";", index=False, quoting=csv.QUOTE_ALL if kind == "quoted" else csv.QUOTE_MINIMAL)
    whole, said = survey_of(path, monkeypatch, blocks=False)
    parts, told = survey_of(path, monkeypatch, blocks=True)
    pd.testing.assert_frame_equal(told, said)
    assert (whole is not None) == (kind == "sound") == (parts is not None)
    if whole is not None:
        for name, table in whole.tables.items():
            pd.testing.assert_frame_equal(parts.tables[name], table)
        pd.testing.assert_frame_equal(parts.set_aside, whole.set_aside)
        assert parts.fingerprint == whole.fingerprint
        assert parts.provenance == whole.provenance


def test_blank_lines_hold_nothing_and_count_as_rows(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_bytes(b"acteur;projet\n" + b"\n" * 1000 + b"a;p\n\n\nb;q\n" + b"\n" * 1000)
    for blocks in (False, True):
        raw, _ = read(path, monkeypatch, blocks=blocks, sep=";", header=1)
        assert raw.rows.tolist() == [1002, 1005]
        assert (raw.source.rows_read, raw.source.rows_blank) == (2, 2002)
