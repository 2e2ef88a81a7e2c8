"""Workbooks, as people really fill them."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from cooperation_graph.errors import SurveyError
from cooperation_graph.graph import build_graphs
from cooperation_graph.intake import read_survey

PARTICIPATIONS = [
    ["Territoire", "Vague", "Acteur", "Projet", "Rôle"],
    ["QN07511M", 2023, "CCAS", "Jardin", "Porteur"],
    ["QN07511M", 2023, "Lycée", "Jardin", "partenaire"],
    ["QN07511M", 2025, "CCAS", "Vélo", "Partenaire"],
]
ACTORS = [["Acteur", "Secteur", "Habitants"], ["CCAS", "social", "non"], ["Lycée", "éducation", "oui"]]


def book(path, sheets, change=None):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if change:
        change(workbook)
    workbook.save(path)
    return path


def problems_of(path, **how):
    with pytest.raises(SurveyError) as caught:
        read_survey(path, **how)
    return caught.value.problems


@pytest.mark.parametrize(
    "names", [("Participations", "Acteurs"), ("PARTICIPATIONS", "actors"), ("participation", "Structures")]
)
def test_sheets_in_french_or_english_whatever_the_case(tmp_path, names):
    survey = read_survey(
        book(tmp_path / "enquête.xlsx", {names[0]: PARTICIPATIONS, names[1]: ACTORS, "Notice": [["Bonjour"]]})
    )
    assert survey.participations["wave"].tolist() == ["2023", "2023", "2025"]
    assert survey.participations["role"].tolist() == ["lead", "partner", "partner"]
    assert survey.groups == ("sector",)
    assert survey.actors["residents"].tolist() == [False, True]
    assert survey.problems["rule"].tolist() == ["unknown_table"]
    assert [graph.n_actors for graph in build_graphs(survey)] == [2, 1]


def test_ods(tmp_path):
    frame = pd.DataFrame(PARTICIPATIONS[1:], columns=PARTICIPATIONS[0])
    with pd.ExcelWriter(tmp_path / "x.ods", engine="odf") as writer:
        frame.to_excel(writer, sheet_name="Participations", index=False)
        pd.DataFrame(ACTORS[1:], columns=ACTORS[0]).to_excel(writer, sheet_name="Acteurs", index=False)
    survey = read_survey(tmp_path / "x.ods")
    assert survey.participations[["wave", "actor"]].values.tolist() == [
        ["2023", "CCAS"],
        ["2023", "Lycée"],
        ["2025", "CCAS"],
    ]


def test_title_rows_and_row_numbers(tmp_path):
    rows = [
        ["Enquête 2023 – données provisoires"],
        [],
        *PARTICIPATIONS[:2],
        ["QN07511M", 2023, None, "Jardin", "partenaire"],
    ]
    problems = problems_of(book(tmp_path / "x.xlsx", {"Participations": rows}))
    wrong = problems[problems["rule"] == "missing_value"].iloc[0]
    assert (wrong["row"], wrong["column"], wrong["file"]) == (5, "Acteur", "x.xlsx [Participations]")
    assert "rows_above_heading" in problems["rule"].tolist()


def test_merged_cells_are_an_error_or_are_filled(tmp_path):
    def merge(workbook):
        sheet = workbook["Participations"]
        sheet["D3"] = None
        sheet.merge_cells("D2:D3")

    path = book(tmp_path / "x.xlsx", {"Participations": PARTICIPATIONS}, merge)
    problems = problems_of(path)
    assert set(problems["rule"]) == {"merged_cells", "missing_value"}
    assert problems.loc[problems["rule"] == "merged_cells", "value"].item() == "D2:D3"
    assert read_survey(path, on_merged_cells="fill").participations["project"].tolist() == ["Jardin", "Jardin", "Vélo"]


def test_merged_cells_of_ods(tmp_path):
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import CoveredTableCell, Table, TableCell, TableRow
    from odf.text import P

    document, table = OpenDocumentSpreadsheet(), Table(name="Participations")
    for i, row in enumerate([["acteur", "projet"], ["CCAS", "Jardin"], ["Lycée", None]]):
        line = TableRow()
        for j, text in enumerate(row):
            cell = (
                TableCell(numberrowsspanned=2, numbercolumnsspanned=1, valuetype="string")
                if (i, j) == (1, 1)
                else TableCell(valuetype="string")
            )
            if text is None:
                cell = CoveredTableCell()
            else:
                cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(tmp_path / "x.ods"))
    assert "merged_cells" in problems_of(tmp_path / "x.ods")["rule"].tolist()
    assert read_survey(tmp_path / "x.ods", on_merged_cells="fill").participations["project"].tolist() == ["Jardin", "Jardin"]


def test_merged_titles_do_not_matter(tmp_path):
    path = book(
        tmp_path / "x.xlsx",
        {"Participations": [["Enquête"], *PARTICIPATIONS]},
        lambda w: w["Participations"].merge_cells("A1:E1"),
    )
    assert read_survey(path).problems["rule"].tolist() == ["rows_above_heading"]


def test_hidden_sheets_are_read_and_said_or_skipped(tmp_path):
    def hide(workbook):
        workbook["Acteurs"].sheet_state = "hidden"

    path = book(tmp_path / "x.xlsx", {"Participations": PARTICIPATIONS, "Acteurs": ACTORS}, hide)
    survey = read_survey(path)
    assert (survey.problems["rule"].tolist(), len(survey.actors)) == (["hidden_sheet"], 2)
    assert len(read_survey(path, on_hidden_sheet="skip").actors) == 0


def test_formulas_that_were_never_computed_and_errors(tmp_path):
    def formulas(workbook):
        workbook["Participations"]["E2"] = '=A2&"x"'
        workbook["Participations"]["E3"] = "#REF!"

    problems = problems_of(book(tmp_path / "x.xlsx", {"Participations": PARTICIPATIONS}, formulas))
    found = problems.set_index("rule")["value"]
    assert (found["formula_without_value"], found["cell_error"]) == ("E2", "E3")


def test_numbers_dates_and_identifiers_of_cells(tmp_path):
    projects = [
        ["Projet", "Début", "Fin", "Budget", "Nom"],
        ["Jardin", dt.date(2023, 1, 2), dt.datetime(2024, 5, 6), 1234.5, "Jardin"],
        ["Vélo", 44927, "31/12/2025", "1 234,50 €", None],
    ]
    actors = [["Acteur", "SIRET"], ["CCAS", 35600000000048], ["Lycée", "2,43E+13"]]
    problems = problems_of(
        book(tmp_path / "x.xlsx", {"Participations": PARTICIPATIONS, "Acteurs": actors, "Projets": projects})
    )
    wrong = problems[problems["severity"] == "error"]
    assert wrong[["rule", "value", "row", "column"]].values.tolist() == [["scientific_notation", "2,43E+13", 3, "SIRET"]]
    survey = read_survey(tmp_path / "x.xlsx", on_scientific_notation="warning")
    assert survey.projects[["start", "end", "budget"]].values.tolist() == [
        ["2023-01-02", "2024-05-06", 1234.5],
        ["2023-01-01", "2025-12-31", 1234.5],
    ]
    assert survey.actors["siret"].tolist() == ["35600000000048", "2,43E+13"]


def test_numbers_among_text_identifiers_are_said(tmp_path):
    rows = [["Territoire", "Acteur", "Projet"], ["01004", "a", "p"], [1004, "b", "p"]]
    survey = read_survey(book(tmp_path / "x.xlsx", {"Participations": rows}))
    assert survey.problems["rule"].tolist() == ["mixed_ids"]
    assert survey.participations["territory"].tolist() == ["01004", "1004"]


def test_totals_among_the_rows_are_set_aside_and_kept_apart(tmp_path):
    rows = [
        ["Acteur", "Projet", "Montant"],
        ["CCAS", "Jardin", 100],
        ["Sous-total CCAS", None, 100],
        ["Total Énergies", "Vélo", 5],
        ["Total", None, 105],
    ]
    survey = read_survey(book(tmp_path / "x.xlsx", {"Participations": rows}))
    assert survey.participations["actor"].tolist() == ["CCAS", "Total Énergies"]
    assert survey.set_aside[["row", "rule", "Acteur"]].values.tolist() == [
        [3, "total_row", "Sous-total CCAS"],
        [5, "total_row", "Total"],
    ]
    assert survey.provenance["files"][0]["set_aside"] == {"total_row": 2}
    assert (survey.provenance["files"][0]["rows_read"], survey.provenance["files"][0]["rows_kept"]) == (4, 2)


def test_one_sheet_with_any_name_holds_the_participations(tmp_path):
    survey = read_survey(book(tmp_path / "x.xlsx", {"Feuil1": PARTICIPATIONS}))
    assert len(survey.participations) == 3
    survey = read_survey(book(tmp_path / "y.xlsx", {"Feuil1": PARTICIPATIONS, "Acteurs": ACTORS}))
    assert survey.problems["rule"].tolist() == ["guessed_table"]


def test_a_workbook_that_is_none(tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    assert problems_of(tmp_path / "x.xlsx")["rule"].tolist() == ["bad_workbook"]


def test_a_csv_named_xls_is_read_as_what_it_is(tmp_path):
    """The « Excel » export of Framaforms is a tab-separated UTF-16 text."""
    (tmp_path / "export.xls").write_bytes("acteur\tprojet\nCCAS\tJardin d'été\n".encode("utf-16"))
    assert read_survey(tmp_path / "export.xls").participations["project"].tolist() == ["Jardin d'été"]


def test_a_lone_cell_at_the_end_of_a_sheet_is_refused_before_it_fills_the_memory(tmp_path):
    def far(workbook):
        workbook["participations"]["XFD1048576"] = "x"

    found = problems_of(book(tmp_path / "x.xlsx", {"participations": PARTICIPATIONS}, far))
    assert found["rule"].tolist() == ["huge_sheet"]
    assert "1048576" in found["message"][0]


@pytest.mark.parametrize("cell", ["A1048576", "XFD1"])
def test_a_cell_far_away_in_one_direction_is_read(tmp_path, cell):
    def far(workbook):
        workbook["notes"][cell] = "x"

    survey = read_survey(book(tmp_path / "x.xlsx", {"participations": PARTICIPATIONS, "notes": [["Bonjour"]]}, far))
    assert len(survey.participations) == 3
