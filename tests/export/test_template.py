"""The workbook for those who type: lists, hints, and read back without a mapping."""

from __future__ import annotations

import pandas as pd
import pytest
from openpyxl import load_workbook

from cooperation_graph import Survey, read_survey, write_template


@pytest.mark.parametrize(("lang", "role", "yes"), [("fr", "pilote", "oui"), ("en", "lead", "yes")])
def test_what_is_typed_is_read_without_a_mapping(tmp_path, lang, role, yes):
    path = write_template(tmp_path / "saisie.xlsx", lang=lang)
    book = load_workbook(path)
    sheets = book.worksheets
    sheets[0].append(["Centre", "2024", "CCAS", "Jardin", role, 3, 1200.5, yes])
    sheets[0].append(["Centre", "2024", "Club", "Jardin", None, None, None, None])
    sheets[1].append(["CCAS", "Centre communal", "social", None, None, "21000000600010", None])
    sheets[1].append(["Club", "Club de sport", "sport", None, yes, None, "W9G1234567"])
    book.save(path)
    survey = read_survey(path)
    assert survey.problems["rule"].tolist() == []
    first = survey.participations.iloc[0]
    assert first[["actor", "role", "intensity", "amount", "decides"]].tolist() == ["CCAS", "lead", 3, 1200.5, True]
    assert survey.participations["actor"].tolist() == ["CCAS", "Club"]
    actors = survey.actors.set_index("actor")
    assert actors.loc["CCAS", "siret"] == "21000000600010"
    assert actors["residents"].fillna(False).tolist() == [False, True]
    assert survey.groups == ("sector",)


def test_a_survey_fills_the_lists(tmp_path):
    rows = pd.DataFrame({"territory": ["Centre"], "wave": ["2024"], "actor": ["=CCAS"], "project": ["Jardin"]})
    survey = Survey.from_frame(rows)
    again = load_workbook(write_template(tmp_path / "c.xlsx", survey))
    assert [sheet.max_row for sheet in again.worksheets] == [1, 2, 2, 2, 2, 1]
    assert again["projets"]["A2"].value == "Jardin"
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in again["participations"].data_validations.dataValidation}
    assert lists["C2"] == "'acteurs'!$A$2:$A$2000"
    assert lists["E2"].startswith('"pilote,')
    assert len(lists["E2"]) < 256
    assert (again["acteurs"]["A2"].value, again["acteurs"]["A2"].data_type) == ("=CCAS", "s")
