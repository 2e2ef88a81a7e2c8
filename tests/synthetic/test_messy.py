"""Damage is where the report says it is."""

from __future__ import annotations

import csv
import io

import pytest

from cooperation_graph.errors import UnknownName
from cooperation_graph.synthetic import simulate, write_messy


@pytest.fixture(scope="module")
def survey():
    return simulate(territories=2, tables="all", rng=9)


def rows_of(path, encoding, sep=";"):
    return list(csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline=""), delimiter=sep))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16", "mac_roman"])
def test_a_file_holds_the_survey_in_the_encoding_asked_for(survey, tmp_path, encoding):
    done = write_messy(survey, tmp_path, tables=["actors"], encoding=encoding, sep="\t")
    assert done.empty
    rows = rows_of(tmp_path / "acteurs.csv", encoding, "\t")
    assert rows[0][:5] == ["acteur", "territoire", "nom", "secteur", "famille"]
    assert [row[2] for row in rows[1:]] == survey.actors["name"].tolist()
    assert [row[rows[0].index("siret")] for row in rows[1:]] == survey.actors["siret"].fillna("").tolist()


def test_every_damage_is_at_the_row_reported(survey, tmp_path):
    done = write_messy(survey, tmp_path, title_rows=3, totals=True, scientific=0.5, duplicates=2, blank_rows=2, shifted=1, rng=1)
    assert set(done["damage"]) == {"title", "total", "scientific notation", "duplicate", "blank row", "shifted row"}
    names = {"participations": "participations", "actors": "acteurs", "projects": "projets", "applications": "candidatures"}
    for table, name in names.items():
        rows = rows_of(tmp_path / f"{name}.csv", "cp1252")
        width = len(rows[3])
        for damage in done.loc[done["table"] == table].itertuples():
            row = rows[damage.row - 1]
            match damage.damage:
                case "title":
                    assert row in ([damage.now], [])
                case "total":
                    assert row[0] == "Total"
                    assert damage.row == len(rows)
                case "scientific notation":
                    assert row[rows[3].index("siret")] == damage.now
                    assert "E+" in damage.now
                    assert len(damage.was) == 14
                case "duplicate":
                    assert ";".join(row) == damage.was
                case "blank row":
                    assert row == [""] * width
                case "shifted row":
                    assert len(row) == width + 1
        lines = done.loc[(done["table"] == table) & done["damage"].isin(["duplicate", "blank row", "shifted row", "total"])]
        assert len(rows) == 4 + len(getattr(survey, table)) + len(lines)


def test_two_encodings_in_one_file(survey, tmp_path):
    write_messy(survey, tmp_path, tables=["actors"], encoding="utf-8", second_encoding="cp1252")
    content = (tmp_path / "acteurs.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    lines = content.split(b"\r\n")
    assert lines[0].decode("utf-8").startswith("acteur;")
    assert sum("Ã" in line.decode("cp1252", errors="replace") for line in lines) > 2


def test_an_unknown_table_is_refused(survey, tmp_path):
    with pytest.raises(UnknownName):
        write_messy(survey, tmp_path, tables=["nothing"])
