"""Files of subsidies. Each fixture is written here from a documented layout, named in its test; all names are made up."""

from __future__ import annotations

import json

import openpyxl
import pandas as pd
import pytest

from cooperation_graph.errors import SurveyError
from cooperation_graph.graph import build_graphs
from cooperation_graph.intake import read_survey
from cooperation_graph.intake.subsidies.amounts import read_amounts
from cooperation_graph.intake.subventions import read_subsidies

#: SCDL « subventions » 2.1.1, in order (schema.data.gouv.fr, scdl/subventions).
SCDL_211 = (
    "nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire", "idBeneficiaire", "rnaBeneficiaire",
    "objet", "montant", "nature", "conditionsVersement", "datesPeriodeVersement", "idRAE", "notificationUE", "pourcentageSubvention",
    "dispositifAide",
)  # fmt: skip
#: Made-up numbers whose check digits are right.
TOWN, ALPHA, BETA = "21000000600010", "10000000900017", "10000001700010"


def write(path, headings, *rows, sep=",", encoding="utf-8"):
    lines = [sep.join(headings), *(sep.join(row) for row in rows)]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def scdl(**cells):
    given = {"nomAttribuant": "Ville Exemple", "dateConvention": "2022-03-01", "nature": "aide en numéraire", "notificationUE": "non",
             "conditionsVersement": "unique", "pourcentageSubvention": "1", **cells}  # fmt: skip
    return [given.get(name, "") for name in SCDL_211]


def rules(subsidies):
    return subsidies.problems.groupby("rule")["count"].sum().to_dict()


def refused(path, **how):
    with pytest.raises(SurveyError) as caught:
        read_subsidies(path, lang="en", **how)
    return caught.value.problems.loc[caught.value.problems["severity"] == "error"]


def test_scdl_211(tmp_path):
    path = write(
        tmp_path / "x.csv", SCDL_211,
        scdl(nomBeneficiaire="Les Jardins", rnaBeneficiaire="W9G1234567", referenceDecision="D1", objet="Jardin", montant="1500.50"),
        scdl(nomBeneficiaire="Radio Quartier", referenceDecision="D2", objet="Atelier radio", montant="800"),
    )  # fmt: skip
    subsidies = read_subsidies(path)
    assert (subsidies.n_records, subsidies.total) == (2, 2300.5)
    survey = subsidies.survey
    assert survey.participations[["actor", "project", "role", "wave", "territory"]].values.tolist() == [
        ["W9G1234567", "D1 · Jardin", "lead", "2022", "Ville Exemple"],
        ["Radio Quartier", "D2 · Atelier radio", "lead", "2022", "Ville Exemple"],
        ["Ville Exemple", "D1 · Jardin", "funder", "2022", "Ville Exemple"],
        ["Ville Exemple", "D2 · Atelier radio", "funder", "2022", "Ville Exemple"],
    ]
    assert survey.participations["amount"].sum() == 2300.5
    assert survey.projects.set_index("project")["name"].to_dict() == {"D1 · Jardin": "Jardin", "D2 · Atelier radio": "Atelier radio"}
    assert build_graphs(survey)[0].n_actors == 2  # whoever grants does not take part


def test_the_format_is_found_and_written_in_the_provenance(tmp_path):
    path = write(tmp_path / "x.csv", SCDL_211, scdl(nomBeneficiaire="A", objet="B", montant="1"))
    survey = read_survey(path)
    assert survey.provenance["format"] == "subventions"
    assert survey.provenance["files"][0]["totals"] == {"records": 1, "amount": 1.0}
    assert "1 subvention, 1,00 euros" in survey.summary("fr").replace("\u202f", " ")
    assert "1 subsidy, 1.00 euros" in survey.summary("en")


@pytest.mark.parametrize(
    "headings",
    [
        # 2017 order and SCDL 1.1 to 2.0.2: fourteen columns
        ("nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire", "idBeneficiaire", "objet",
         "montant", "nature", "conditionsVersement", "datesPeriodeVersement", "idRAE", "notificationUE", "pourcentageSubvention"),
        # full sentences, with hints of format, stars, capitals
        ("Nom de l'attribuant*", "Identification de l'attribuant (SIRET)", "Date de la convention de subvention (AAAA-MM-JJ)",
         "Référence de la décision", "NOM Bénéficiaire", "Identification du bénéficiaire (SIRET)", "Objet de la subvention",
         "Montant total de la subvention*", "Nature de la subvention", "Conditions de versement",
         "Date(s) ou période(s) de versement (AAAA-MM-JJ)", "N° unique de référencement au RAE",
         "Aide d'Etat (ou pas) notifiée à l'UE", "% du mt de la subvention attribuée au bénéficiaire"),
        # underscores, letters lost
        ("nom_de_l_attribuant", "identification_de_l_attribuant", "datedeconvention", "reference decision",
         "Nom du b\ufffdn\ufffdficiaire", "idBeneficiare", "objet_du_dossier", "MONTANT", "nature", "conditionVersement",
         "dateperiodedversement", "ID RAE", "Notification UE", "pourentagesubvention"),
        # what data.subvention meets
        ("Nom de l'organisme attributaire", "Identification de l'attributaire", "Date - Décision", "Référence délibération",
         "Nom attributaire", "N° SIRET attributaire", "Objet de l'aide", "Montant voté", "Nature de l'aide",
         "Conditions de versement*", "Période de versement", "rae num", "Aide notifiée Ã  l'Europe", "Pourcentage Subvention"),
    ],
)  # fmt: skip
def test_headings_of_the_real_world(tmp_path, headings):
    cells = ["Ville Exemple", "", "2022-03-01", "D1", "Les Jardins", "", "Jardin", "1500.50", "aide en numéraire", "unique",
             "2022-03-01_2022-12-31", "", "non", "1"]  # fmt: skip
    subsidies = read_subsidies(write(tmp_path / "x.csv", headings, cells, sep=";"))
    record = subsidies.records.iloc[0]
    assert (subsidies.n_records, subsidies.total) == (1, 1500.5)
    assert record[["nomAttribuant", "nomBeneficiaire", "objet", "referenceDecision", "annee"]].tolist() == [
        "Ville Exemple", "Les Jardins", "Jardin", "D1", "2022",
    ]  # fmt: skip


def test_several_beneficiaries_share_the_amount_of_their_convention(tmp_path):
    """SCDL: `montant` is the total before sharing, repeated; the link is worth amount × percentage."""
    path = write(
        tmp_path / "x.csv", SCDL_211,
        scdl(nomBeneficiaire="A", referenceDecision="D1", objet="Jardin", montant="1000", pourcentageSubvention="0.8"),
        scdl(nomBeneficiaire="B", referenceDecision="D1", objet="Jardin", montant="1000", pourcentageSubvention="0.2"),
        scdl(nomBeneficiaire="C", referenceDecision="D2", objet="Vélo", montant="50", pourcentageSubvention="1"),
    )  # fmt: skip
    subsidies = read_subsidies(path)
    table = subsidies.survey.participations
    assert table.loc[table["role"] == "lead", ["actor", "project", "amount", "published_amount"]].values.tolist() == [
        ["A", "D1", 800.0, 1000.0], ["B", "D1", 200.0, 1000.0], ["C", "D2 · Vélo", 50.0, 50.0],
    ]  # fmt: skip
    assert subsidies.files[0]["totals"] == {"records": 3, "amount": 2050.0, "received": 1050.0}
    assert read_subsidies(path, on_shared_amount="as_published").survey.participations["amount"].sum() == 2050


def test_amounts_that_are_shares_already_are_not_multiplied(tmp_path):
    """The example of the 2017 order: 0.8 and 0.2 beside amounts in that proportion."""
    path = write(
        tmp_path / "x.csv", SCDL_211,
        scdl(nomBeneficiaire="A", referenceDecision="D1", objet="Emploi", montant="22000.80", pourcentageSubvention="0,8".replace(",", ".")),
        scdl(nomBeneficiaire="B", referenceDecision="D1", objet="Emploi", montant="5500.20", pourcentageSubvention="0.2"),
    )  # fmt: skip
    subsidies = read_subsidies(path)
    assert subsidies.survey.participations["amount"].sum() == 27501.0
    assert rules(subsidies) == {"amount_is_share": 2}


def test_percentages_of_a_hundred(tmp_path):
    path = write(
        tmp_path / "x.csv", SCDL_211,
        scdl(nomBeneficiaire="A", referenceDecision="D1", montant="10", pourcentageSubvention="100"),
        scdl(nomBeneficiaire="B", referenceDecision="D2", montant="1000", pourcentageSubvention="80"),
    )  # fmt: skip
    subsidies = read_subsidies(path)
    assert subsidies.survey.participations["amount"].dropna().tolist() == [10, 800]
    assert rules(subsidies) == {"percentage_scale": 1, "shared_amount": 1}


def test_one_decision_is_not_one_project_when_its_purposes_differ(tmp_path):
    rows = [
        scdl(nomBeneficiaire="A", referenceDecision="2022-CM-7", objet="Festival", montant="1"),
        scdl(nomBeneficiaire="B", referenceDecision="2022-CM-7", objet="festival", montant="2"),
        scdl(nomBeneficiaire="C", referenceDecision="2022-CM-7", objet="Tournoi", montant="3"),
        scdl(nomBeneficiaire="D", referenceDecision="2022-CM-7", objet="Subvention de fonctionnement", montant="4"),
        scdl(nomBeneficiaire="E", referenceDecision="2022-CM-7", objet="Subvention de fonctionnement", montant="5"),
    ]
    path = write(tmp_path / "x.csv", SCDL_211, *rows)

    def projects(**how):
        survey = read_subsidies(path, **how).survey
        return survey.participations.loc[survey.participations["role"] == "lead", "project"].nunique()

    assert (projects(), projects(on_shared_decision="decision"), projects(on_shared_decision="record")) == (5, 1, 5)
    rows[1] = scdl(nomBeneficiaire="B", referenceDecision="2022-CM-7", objet="Festival", montant="2")
    write(path, SCDL_211, *rows)
    assert projects() == 4


def test_one_beneficiary_twice_in_a_project_and_a_year_is_two_subsidies(tmp_path):
    row = scdl(nomBeneficiaire="A", referenceDecision="D1", objet="Festival", montant="100")
    other = scdl(nomBeneficiaire="A", referenceDecision="D1", objet="Festival", montant="40")
    path = write(tmp_path / "x.csv", SCDL_211, row, other, row)
    subsidies = read_subsidies(path)
    assert (subsidies.n_records, subsidies.total) == (3, 240)
    assert subsidies.survey.participations.query("role == 'lead'")["project"].tolist() == [
        "D1 · Festival", "D1 · Festival #2", "D1 · Festival #3",
    ]  # fmt: skip
    repeated = subsidies.problems.query("rule == 'repeated_record'")
    assert (repeated["row"].item(), "2" in repeated["message"].item()) == (4, True)
    once = read_subsidies(path, on_repeated_record="set_aside")
    assert (once.n_records, once.total, once.survey.set_aside["row"].tolist()) == (2, 140, [4])


def test_co_funders_of_one_project(tmp_path):
    """Extended draft of data.subvention: cofinancement, attribuantsCofinanceurs, idCofinancement."""
    headings = (*SCDL_211, "cofinancement", "attribuantsCofinanceurs", "idCofinancement")
    path = write(
        tmp_path / "x.csv", headings,
        [*scdl(nomBeneficiaire="A", objet="Jardin", montant="100", nomAttribuant="Ville"), "oui", "Région, Caf", "P1"],
        [*scdl(nomBeneficiaire="A", objet="Jardin partagé", montant="300", nomAttribuant="Région"), "oui", "Ville, Caf", "P1"],
        [*scdl(nomBeneficiaire="B", objet="Vélo", montant="5", nomAttribuant="Région"), "non", "", ""], sep=";",
    )  # fmt: skip
    survey = read_subsidies(path).survey
    table = survey.participations
    assert sorted(table.loc[(table["project"] == "P1") & (table["role"] == "funder"), "actor"]) == ["Caf", "Région", "Ville"]
    assert table.loc[table["role"] == "lead", "amount"].sum() == 405
    assert table.loc[table["project"].str.startswith("P1"), "territory"].unique().tolist() == ["Ville"]


def test_refused_requests_are_applications(tmp_path):
    """Extended draft of data.subvention: statutLabel, montantDemande; a refused request has no amount."""
    headings = (*SCDL_211, "montantDemande", "statutLabel")
    path = write(
        tmp_path / "x.csv", headings,
        [*scdl(nomBeneficiaire="A", objet="Jardin", montant="100"), "150", "attribuée"],
        [*scdl(nomBeneficiaire="B", objet="Vélo", montant=""), "80", "refusée"],
        [*scdl(nomBeneficiaire="C", objet="Radio", montant=""), "60", "en cours d'instruction"],
    )  # fmt: skip
    subsidies = read_subsidies(path)
    assert (subsidies.n_records, subsidies.total) == (1, 100)
    asked = subsidies.survey.applications
    assert asked[["actor", "amount"]].values.tolist() == [["A", 150.0], ["B", 80.0], ["C", 60.0]]
    assert asked["granted"].tolist() == [True, False, pd.NA]
    assert subsidies.survey.participations["actor"].tolist() == ["A", "Ville Exemple"]


def test_identifiers_are_flagged_and_never_repaired(tmp_path):
    path = write(
        tmp_path / "x.csv", SCDL_211,
        scdl(nomBeneficiaire="A", idBeneficiaire="2,43E+13".replace(",", "."), montant="1", objet="a"),
        scdl(nomBeneficiaire="B", idBeneficiaire="2.43E+13", montant="1", objet="b"),
        scdl(nomBeneficiaire="C", idBeneficiaire="356 000 000 00048'", montant="1", objet="c"),
        scdl(nomBeneficiaire="La Poste agence", idBeneficiaire="35600000049837", montant="1", objet="d"),
        scdl(nomBeneficiaire="E", idBeneficiaire="35181600000000", montant="1", objet="e"),
        scdl(nomBeneficiaire="F", idBeneficiaire="sans objet", montant="1", objet="f"),
        scdl(nomBeneficiaire="G", idBeneficiaire="35600000000048.0", montant="1", objet="g"),
    )  # fmt: skip
    subsidies = read_subsidies(path)
    actors = subsidies.survey.actors.set_index("actor")
    assert set(actors.index) == {"A", "B", "35600000000048", "35600000049837", "E", "F", "Ville Exemple"}
    assert actors.loc["35600000000048", ["name", "aliases"]].tolist() == ["C", "G"]
    found = subsidies.problems
    assert found.loc[found["rule"] == "scientific_notation", "row"].tolist() == [2, 3]
    assert found.loc[found["rule"] == "invalid_siret", "row"].tolist() == [6]
    assert found.loc[found["rule"] == "decimal_id", "row"].tolist() == [8]


def test_sub_headings_totals_and_continued_lines(tmp_path):
    """Layout of a town's yearly list: a theme in each line of headings, a total after it, a budget line that spills over."""
    lines = [
        '"N°Asso.","Association (santé)","Nature ","Montant",', '12,"Les Bleus","F",5\xa0000 €,', '13,"Les Verts","M",2\xa0400 €,',
        ',,"Total ",7\xa0400 €,', '"N°Asso.","Association (culture)","Nature ","Montant","Imputation"', '14,"Total Danse","F",100 €,"65"',
        ',,,,"LC 18"', '15,"Radio","F",50 €,"65"', ',,"Total",150 €,',
    ]  # fmt: skip
    path = tmp_path / "ville_2012.csv"
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    subsidies = read_subsidies(path)
    assert (subsidies.n_records, subsidies.total) == (4, 7550)
    assert subsidies.records["theme"].tolist() == ["santé", "santé", "culture", "culture"]
    assert subsidies.records["annee"].unique().tolist() == ["2012"]
    assert subsidies.survey.set_aside[["row", "rule"]].values.tolist() == [
        [5, "sub_heading"], [4, "total_row"], [9, "total_row"], [7, "not_a_record"],
    ]  # fmt: skip
    assert "2 printed totals agree with the rows they add up" in subsidies.files[0]["notes"]
    assert rules(subsidies)["assumed_year"] == 1


def test_a_total_that_the_rows_do_not_give_is_said(tmp_path):
    path = tmp_path / "x 2020.csv"
    path.write_text("Structure;Objet;Montant\nA;Jardin;10\nB;Vélo;20\nTotal;;40\n")
    subsidies = read_subsidies(path)
    found = subsidies.problems.query("rule == 'total_differs'")
    assert (subsidies.total, found["row"].item(), found["value"].item()) == (30, 4, "40")


def test_a_total_without_a_word_is_known_by_its_sum_and_an_amount_of_nobody_is_not(tmp_path):
    path = tmp_path / "x 2020.csv"
    path.write_text("Code;Structure;Montant\n1;A;10\n2;B;20\n;;30\n")
    assert read_subsidies(path).survey.set_aside["rule"].tolist() == ["total_row"]
    path.write_text("Code;Structure;Montant\n1;A;10\n2;B;20\n;;35\n")
    subsidies = read_subsidies(path)
    assert (subsidies.total, rules(subsidies)["amount_without_beneficiary"]) == (30, 1)
    assert refused(path, on_amount_without_beneficiary="error")["row"].tolist() == [4]


def test_tables_one_under_the_other_with_titles(tmp_path):
    """Workbook of a town: a merged title, headings, rows, a total; the headings of later tables differ."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [
        ["Attribution de subventions : santé"], ["CODE", "STRUCTURE", "Nature", "Montant"], [1, "A", "F", 10.5], [2, "B", "P", 20],
        ["Total", None, None, 30.5], ["Actions culturelles"], ["CODE STRUCTURE", "NOM STRUCTURE", "NATURE", " MONTANT ACCORDE "],
        [3, "C", "F", 100], ["TOTAL", None, None, 100],
    ]:  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("A6:D6")
    book.create_sheet("total").append(["CODE", "STRUCTURE", "Nature", "Montant"])
    for row in [[3, "C", "F", 100], [2, "B", "P", 20], [1, "A", "F", 10.5], [None, None, None, 130.5]]:
        book["total"].append(row)
    book.save(tmp_path / "ville 2013.xlsx")
    subsidies = read_subsidies(tmp_path / "ville 2013.xlsx", on_repeated_table="keep")
    assert subsidies.n_records == 6  # three rows are too few to know that a sheet repeats another
    subsidies = read_subsidies(tmp_path / "ville 2013.xlsx", mapping={"tables": {"total": ""}})
    assert (subsidies.n_records, subsidies.total) == (3, 130.5)
    assert subsidies.records["theme"].tolist()[2] == "Actions culturelles"


def two_sheets(path, first, second, names=("2022", "Détail culture")):
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        for name, rows in zip(names, (first, second), strict=True):
            pd.DataFrame(rows, columns=["Structure", "Objet", "Montant"]).to_excel(book, sheet_name=name, index=False)
    return path


def test_a_sheet_that_repeats_another_is_left_out_and_one_that_overlaps_is_refused(tmp_path):
    rows = [[f"A{i}", f"projet {i}", 100 + i] for i in range(12)]
    total = sum(row[2] for row in rows)
    subsidies = read_subsidies(two_sheets(tmp_path / "a 2022.xlsx", rows, rows[:8]))
    assert (subsidies.n_records, subsidies.total, rules(subsidies)["repeated_table"]) == (12, total, 1)
    other_amounts = [[who, what, 0] for who, what, _ in rows[:8]]
    assert read_subsidies(two_sheets(tmp_path / "b 2022.xlsx", rows, other_amounts)).n_records == 12  # its name says « détail »
    errors = refused(two_sheets(tmp_path / "c 2022.xlsx", rows, other_amounts, ("Feuil1", "Feuil2")))
    assert errors["rule"].tolist() == ["overlapping_tables"]
    errors = refused(two_sheets(tmp_path / "d 2022.xlsx", rows, [*rows[:4], *([f"B{i}", "x", 1] for i in range(6))]))
    assert errors["rule"].tolist() == ["overlapping_tables"]


def test_sheets_of_two_years_are_both_read(tmp_path):
    rows = [[f"A{i}", f"projet {i}", 100 + i] for i in range(12)]
    subsidies = read_subsidies(two_sheets(tmp_path / "a.xlsx", rows, rows, ("2022", "2023")))
    assert subsidies.n_records == 24
    assert subsidies.records["annee"].value_counts().to_dict() == {"2022": 12, "2023": 12}


def test_formulas_that_fill_rows_in_advance_are_no_subsidies(tmp_path):
    path = write(
        tmp_path / "x.csv", SCDL_211, scdl(nomBeneficiaire="A", objet="a", montant="1"),
        ["" if name not in ("notificationUE", "pourcentageSubvention") else "1" for name in SCDL_211],
    )  # fmt: skip
    subsidies = read_subsidies(path)
    assert (subsidies.n_records, rules(subsidies)) == (1, {"not_a_record": 1})


def test_a_footnote_and_a_line_of_one_cell(tmp_path):
    path = tmp_path / "reserve 2014.csv"
    path.write_text("nom,prenom,groupe,beneficiaire,descriptif,montant\nDOE,Jo,GRP,Club,Match,1000\nExtraction du 24/02/2015\n")
    subsidies = read_subsidies(path)
    assert (subsidies.n_records, subsidies.total) == (1, 1000)
    assert subsidies.survey.actors.set_index("actor").loc["Jo DOE", "network"] == "GRP"


def test_state_yearbook(tmp_path):
    """State « jaune » 2010: one total row before the rows of each association, « NAME - NN TOWN », « Ministry: NNN - Programme »."""
    lines = [
        "SIREN;ASSOCIATION;IMPUTATION;Total des subventions;Détail des subventions",
        "356000000;LES BLEUS - 06 MOUGINS;;13 680;",
        "356000000;LES BLEUS - 06 MOUGINS;Culture: 224 - Transmission des savoirs;;11 680",
        "356000000;LES BLEUS - 06 MOUGINS;Premier ministre: 163 - Vie associative;;2 000",
        "100000007;LES VERTS - 2A AJACCIO;;500;",
        "100000007;LES VERTS - 2A AJACCIO;Premier ministre: 163 - Vie associative;;500",
        "Total des subventions versées en 2010;;;14 180;14 180",
    ]
    path = tmp_path / "jaune.csv"
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    subsidies = read_subsidies(path)
    assert (subsidies.n_records, subsidies.total) == (3, 14180)
    table = subsidies.survey.participations
    assert table.loc[table["role"] == "lead", "territory"].tolist() == ["06", "06", "2A"]
    assert set(table.loc[table["role"] == "funder", "actor"]) == {"Culture", "Premier ministre"}
    assert table["wave"].unique().tolist() == ["2010"]
    assert "224 - Transmission des savoirs" in set(subsidies.survey.projects["theme"])
    lines[1] = lines[1].replace("13 680", "13 600")
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    assert read_subsidies(path).problems.query("rule == 'total_differs'")["row"].tolist() == [2]


def test_running_costs_and_investment_are_added_other_aids_are_not(tmp_path):
    """A département's list: two amounts granted, loans, guarantees and aid in kind beside them."""
    path = tmp_path / "x.csv"
    path.write_text(
        'Année;Bénéficiaire;"Montant\nde la subvention de fonctionnement (1)";"Montant\nde la subvention d\'investissement (1)";'
        '"Montant de la garantie\n(2)";"Avantages en nature\n(4)"\n'
        "2018;A;250,00;;;\n2018;B;2 550,00;100,00;;\n2018;C;;;1 798 193,68;\n2018;D;;;;X\n2018;E;;;;\n", encoding="utf-8",
    )  # fmt: skip
    subsidies = read_subsidies(path)
    assert (subsidies.n_records, subsidies.total) == (4, 2900)
    assert rules(subsidies) == {"summed_columns": 1, "blank_amount": 2, "no_amount": 1}


def test_lines_shifted_by_a_decimal_comma_are_refused_with_the_first_bad_line(tmp_path):
    good = scdl(nomBeneficiaire="A", objet="a", montant="1")
    path = write(tmp_path / "x.csv", SCDL_211, good, scdl(nomBeneficiaire="B", objet="b", montant="24 975,00"))
    errors = refused(path)
    assert errors[["row", "rule"]].values.tolist() == [[3, "field_count"]]


@pytest.mark.parametrize(
    ("amount", "value"), [("12 350 000 €", 12350000), ("24 975,00", 24975), ("1.234,50", 1234.5), ("1,234.50 EUR", 1234.5), ("−3,5", -3.5)]
)
def test_amounts(amount, value):
    assert read_amounts(pd.Series([amount])).values.tolist() == [value]


@pytest.mark.parametrize("amount", ["1,5E+05", "1000 2000", "24 97,5", "douze", "12.34.56", "3 000 F CFP", "10 000 / 5 000"])
def test_amounts_that_cannot_be_read_name_their_row(tmp_path, amount):
    path = tmp_path / "x 2020.csv"
    path.write_text(f"Structure;Objet;Montant\nA;Jardin;10\nB;Vélo;{amount}\n", encoding="utf-8")
    errors = refused(path)
    assert errors[["rule", "row", "value"]].values.tolist() == [["not_a_number", 3, amount]]


def test_marks_of_thousands_that_nothing_shows(tmp_path):
    path = tmp_path / "x 2020.csv"
    path.write_text("Structure;Objet;Montant\nA;Jardin;12.500\nB;Vélo;3.000\nC;Radio;800\n", encoding="utf-8")
    subsidies = read_subsidies(path)
    assert (subsidies.total, rules(subsidies)) == (16300, {"assumed_year": 1, "ambiguous_number": 1})
    path.write_text("Structure;Objet;Montant\nA;Jardin;12.500\nB;Vélo;3000\n", encoding="utf-8")
    assert refused(path)[["rule", "row"]].values.tolist() == [["doubtful_amount", 2]]
    assert read_subsidies(path, on_doubtful_amount="thousands").total == 15500
    path.write_text("Structure;Objet;Montant\nA;Jardin;12.500\nB;Vélo;30.5\n", encoding="utf-8")
    assert read_subsidies(path).total == 43


def test_several_columns_could_be_the_amount(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Structure;Montant 2019;Montant 2020\nA;10;20\n", encoding="utf-8")
    errors = refused(path)
    assert errors["rule"].tolist() == ["several_amounts"]
    assert read_subsidies(path, columns={"Montant 2020": "montant"}).total == 20


def test_columns_that_the_user_names_and_constants(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("Qui;Quoi;Combien\nA;Jardin;10\n", encoding="utf-8")
    assert set(refused(path)["rule"]) == {"missing_column"}
    subsidies = read_subsidies(
        path, columns={"Qui": "nomBeneficiaire", "Quoi": "objet", "Combien": "montant"},
        mapping={"constants": {"liste.csv": {"exercice": "2021", "nomAttribuant": "Ville"}}},
    )  # fmt: skip
    assert subsidies.survey.participations[["territory", "wave", "actor", "role"]].values.tolist() == [
        ["Ville", "2021", "A", "lead"], ["Ville", "2021", "Ville", "funder"],
    ]  # fmt: skip


def test_years_come_from_the_year_then_the_convention_then_the_payment(tmp_path):
    headings = ("exercice", *SCDL_211)
    path = write(
        tmp_path / "x.csv", headings,
        ["2023", *scdl(nomBeneficiaire="A", objet="a", montant="1")],
        ["", *scdl(nomBeneficiaire="B", objet="b", montant="1")],
        ["", *scdl(nomBeneficiaire="C", objet="c", montant="1", dateConvention="", datesPeriodeVersement="NC/2019-06-30")],
        ["", *scdl(nomBeneficiaire="D", objet="d", montant="1", dateConvention="44927")],
        ["", *scdl(nomBeneficiaire="E", objet="e", montant="1", dateConvention="", datesPeriodeVersement="")],
    )  # fmt: skip
    subsidies = read_subsidies(path)
    assert subsidies.records["annee"].fillna("").tolist() == ["2023", "2022", "2019", "2023", ""]
    assert (subsidies.n_records, subsidies.total) == (5, 5)
    assert subsidies.survey.set_aside[["row", "rule"]].values.tolist() == [[6, "undated"]]


def test_zero_negative_and_missing_parts_are_said(tmp_path):
    path = write(
        tmp_path / "x.csv", SCDL_211, scdl(nomBeneficiaire="A", objet="a", montant="0"),
        scdl(nomBeneficiaire="B", objet="b", montant="-20"), scdl(nomBeneficiaire="", objet="c", montant="7"),
        scdl(nomBeneficiaire="D", objet="d", montant=""),
    )  # fmt: skip
    subsidies = read_subsidies(path)
    assert (subsidies.n_records, subsidies.total) == (4, -13)
    assert {"zero_amount", "negative_amount", "missing_beneficiary", "blank_amount"} <= set(rules(subsidies))
    assert subsidies.survey.set_aside[["row", "rule"]].values.tolist() == [[4, "missing_beneficiary"]]
    assert read_subsidies(path, on_zero_amount="set_aside", on_negative_amount="set_aside").n_records == 2


def test_a_folder_of_years(tmp_path):
    for year in ("2020", "2021"):
        write(tmp_path / f"subventions_{year}.csv", ("Structure", "Objet", "Montant"), ["A", "Jardin", "10"], ["B", "Vélo", "5"], sep=";")
    survey = read_survey(tmp_path)
    assert survey.provenance["format"] == "subventions"
    assert survey.participations.groupby("wave")["amount"].sum().to_dict() == {"2020": 15.0, "2021": 15.0}


def test_damaged_text_is_refused_with_its_line(tmp_path):
    rows = [scdl(nomBeneficiaire="Été", objet="a", montant="1"), scdl(nomBeneficiaire="Fête", objet="b", montant="1")]
    lines = [",".join(SCDL_211).encode(), ",".join(rows[0]).encode("utf-8"), ",".join(rows[1]).encode("cp1252")]
    (tmp_path / "x.csv").write_bytes(b"\r\n".join(lines))
    errors = refused(tmp_path / "x.csv")
    assert errors["rule"].tolist() == ["mixed_encoding"]
    assert "line 3" in errors["message"].item()


def test_subsidies_of_the_anct_in_json(tmp_path):
    """Columns of ``subventions-AAAA.json`` (ANCT): the scale says the territory, the year what a number of theme means."""
    rows = [
        {"lib_action": "Café des parents", "raison_sociale": "LES BLEUS", "code_tiers": ALPHA, "montant": 1500.5, "theme": "1", "sous_theme": "1.3",
         "echelle": "cdv", "code_cv": "CV004", "insee_dep": "01", "insee_reg": "84", "annee": 2023},
        {"lib_action": "Coups de pouce", "raison_sociale": "LES VERTS", "code_tiers": BETA, "montant": 800, "theme": "1", "sous_theme": "1.2",
         "echelle": "dep", "code_cv": None, "insee_dep": "01", "insee_reg": "84", "annee": 2024},
    ]  # fmt: skip
    path = tmp_path / "subventions-2024.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    subsidies = read_subsidies(path)
    assert (subsidies.n_records, subsidies.total) == (2, 2300.5)
    assert subsidies.records["theme"].tolist() == ["1 Cohésion sociale", "1 Éducation"]
    assert subsidies.survey.participations["territory"].tolist() == ["CV004", "01"]
    assert read_survey(path).provenance["format"] == "subventions"
    path.write_text(json.dumps(rows)[:-4], encoding="utf-8")
    assert refused(path)["rule"].tolist() == ["bad_json"]


def test_posts_shared_by_two_contracts(tmp_path):
    """Columns of ``adulte-relais-AAAA.json``, one record a line; « CV380CV384 » is a post shared by two contracts."""
    record = {"id_poste": "1", "code_tiers": ALPHA, "raison_sociale": "A", "annee": 2022, "montant": 7164, "insee_dep": "93"}
    path = tmp_path / "posts.json"
    path.write_text("\n".join(json.dumps({**record, "code_cv": code}) for code in ("CV380CV384", "CV380", None)), encoding="utf-8")
    subsidies = read_subsidies(path)
    assert (subsidies.n_records, subsidies.total) == (3, 21492)
    assert rules(subsidies)["two_contracts"] == 1
    assert subsidies.survey.participations["territory"].tolist() == ["CV380", "CV380", "93"]


@pytest.mark.parametrize(
    ("text", "rule", "row"),
    [
        # a decimal comma without quotation marks: every row one cell too long, or as long as the headings because the last is missing
        ("Association,Objet,Montant,Nature,Année\nA,x,24 975,00,n,2020\nB,y,1 000,50,n,2020\n", "field_count", 2),
        ("Association,Année,Montant,Nature,Conditions de versement\nA,2020,24975,00,n\nB,2020,1000,50,n\n", "shifted_row", 2),
        ("Association,Année,Montant,Nature\nA,2020,24975,00,\nB,2020,1000,50,\n", "field_count", 2),
        # a quotation mark that is never closed takes the next rows into its cell
        ('Association;Objet;Montant\nA;"x;1\nB;y";2\nC;z;3', "swallowed_rows", 2),
        ("Association;Montant (k€);Année\nA;1;2020\n", "other_unit", 1),
        ("Association;Subvention (F CFP);Année\nA;1;2020\n", "other_unit", 1),
        ("Association;Montant;Montant;Année\nA;1;2;2020\n", "several_amounts", 1),
        ("Association;2018;2019\nA;1;2\n", "missing_column", 1),
        ("Association;Subvention 2022;Proposition 2023;Vote 2023\nA;1;10;11\n", "several_amounts", 1),
        ("Association;Montant;Année\nA;10;2020\nB;1O0;2020\n", "not_a_number", 3),
    ],
)
def test_what_could_be_read_wrong_is_refused_with_its_first_row(tmp_path, text, rule, row):
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    errors = refused(path)
    assert errors[["rule", "row"]].values.tolist()[0] == [rule, row]


@pytest.mark.parametrize(
    ("text", "expected", "rule"),
    [
        # totals that no word names: before or after their rows, or of the whole table
        ("Bénéficiaire;Montant 2020\nCULTURE;30\nA;10\nB;20\nSPORT;30\nC;14\nD;16\n", (4, 60), "total_row"),
        ("Association;Objet;Montant 2022\nA;x;10\nB;y;20\nC;z;30\nENSEMBLE;;60\n", (3, 60), "total_row"),
        # headings of two rows
        ("Bénéficiaire;;Subvention;;\nNom;SIRET;Fonctionnement;Investissement;Objet\nA;;10;3;x\nB;;20;;y\n", (2, 33), "headings_over_rows"),
        # slips of the pen, a bare « Nom », accents lost
        ("Nom beneficaire;Objet;Montants;Année\nA;x;5;2020\n", (1, 5), "guessed_heading"),
        ("Nom;Objet;Montant;Année\nA;x;5;2020\n", (1, 5), "guessed_heading"),
        ("Nom du b\ufffdn\ufffdficiaire;Objet;Montant;Ann\ufffde\nA;x;5;2020\n", (1, 5), "replacement_character"),
        # narrow no-break spaces, signs on either side, brackets
        ("Association;Montant;Année\nA;1\u202f234\u202f567,89\u202f€;2020\nB;€ 100;2020\nC;(120,00);2020\nD;20-;2020\n",
         (4, 1234527.89), "negative_amount"),
        # a town's own layout with a title, blank lines, notes
        ("Subventions 2022;;\n;;\nAssociation;Objet;Subvention accordée\nA;x;10,00 €\n;;\nTOTAL;;10,00 €\nSource : finances;;\n",
         (1, 10), "total_row"),
        ("Association;Montant;Date de décision\nA;1;12/05/20\n", (1, 1), ""),
    ],
)  # fmt: skip
def test_layouts_of_towns(tmp_path, text, expected, rule):
    path = tmp_path / "x 2022.csv"
    path.write_text(text, encoding="utf-8")
    subsidies = read_subsidies(path)
    assert (subsidies.n_records, subsidies.total) == expected
    assert not rule or rule in rules(subsidies)


def test_a_bare_siret_is_of_the_beneficiary_unless_it_never_changes(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(f"SIRET;Association;Montant;Année\n{ALPHA};A;1;2020\n{BETA};B;2;2020\n", encoding="utf-8")
    assert set(read_subsidies(path).survey.participations["actor"]) == {ALPHA, BETA}
    path.write_text(f"SIRET;Association;Montant;Année\n{TOWN};A;1;2020\n{TOWN};B;2;2020\n{TOWN};C;2;2020\n", encoding="utf-8")
    assert {"A", "B", "C"} <= set(read_subsidies(path).survey.participations["actor"])


def test_excel_text_in_utf_16(tmp_path):
    """« Texte Unicode » of Excel: UTF-16 with a mark, tabs."""
    path = write(tmp_path / "x.txt", SCDL_211, scdl(nomBeneficiaire="Été", objet="a", montant='"1 000,50"'), sep="\t", encoding="utf-16")
    assert read_subsidies(path).total == 1000.5


def test_the_user_says_what_a_project_is(tmp_path):
    """Posts of adultes-relais: employers that share a city contract."""
    record = {"raison_sociale": "A", "annee": 2024, "montant": 7164, "insee_dep": "01", "code_cv": "CN00104M"}
    path = tmp_path / "adulte-relais-2024.json"
    rows = [{"id_poste": str(i), "code_tiers": who, **record} for i, who in enumerate((ALPHA, ALPHA, BETA))]
    path.write_text(json.dumps(rows), encoding="utf-8")
    subsidies = read_subsidies(path, columns={"code_cv": "projet", "id_poste": "", "insee_dep": "territoire"})
    assert (subsidies.n_records, subsidies.total) == (3, 21492)
    assert subsidies.survey.participations[["territory", "actor", "project", "amount"]].values.tolist() == [
        ["01", ALPHA, "CN00104M", 14328], ["01", BETA, "CN00104M", 7164],
    ]  # fmt: skip


def test_an_amount_beside_the_amount_that_does_not_hold_it(tmp_path):
    """Ordinary and exceptional subsidies in two columns, as towns print them: a total, or two amounts to add up?"""
    headings = ("Association", "Montant", "Subvention de fonctionnement", "Subvention exceptionnelle")
    held = write(tmp_path / "held.csv", headings, ("A", "1000", "1000", ""), ("B", "700", "500", "200"), sep=";")
    assert read_subsidies(held).total == 1700
    apart = write(tmp_path / "apart.csv", ("Association", "Subvention", "Subvention exceptionnelle"), ("A", "1000", ""), ("B", "500", "200"), sep=";")
    wrong = refused(apart)
    assert wrong[["rule", "row"]].values.tolist() == [["several_amounts", 1]]
    assert read_subsidies(apart, columns={"Subvention": "montant"}).total == 1500
    several = write(tmp_path / "several.csv", ("nom_du_beneficiaire", "subvention_de_fonctionnement", "subvention_handisport"), ("A", "1000", "20"))
    assert refused(several)["rule"].tolist() == ["several_amounts"]


@pytest.mark.parametrize(
    ("heading", "read"),
    [("CA 2014", True), ("bp_2024", True), ("Montant budgétaire liquidé", True), ("Montant budget", True), ("Subvention annuelle", True),
     ("Montant vote par demande", True), ("Réalisé (en numéraire) (valeur CA)", True), ("Montant de la base subventionnable", False),
     ("dont montant rattaché à l'exercice", False), ("Dépense éligible", False)],
)  # fmt: skip
def test_headings_of_amounts_that_towns_print(tmp_path, heading, read):
    """Headings of accounts and budgets of towns and regions; what could be subsidised is not what was granted."""
    rows = ("Les Jardins", "Nature", "1500,50"), ("Radio", "Culture", "800")
    path = write(tmp_path / "x.csv", ("Bénéficiaire", "Thématique", heading), *rows, sep=";")
    if read:
        assert (read_subsidies(path).n_records, read_subsidies(path).total) == (2, 2300.5)
    else:
        assert refused(path)["rule"].tolist() == ["missing_column"]


def test_a_beneficiary_whose_heading_is_misspelt(tmp_path):
    """Two letters in each other's place in a long heading (SCDL 2.0): the others of its row are still those of the standard."""
    path = write(tmp_path / "x.csv", ("nomAttribuant", "nomBenecifiaire", "idBeneficiaire", "montant"), ("Ville Exemple", "Radio", "", "800"))
    assert read_subsidies(path).records["nomBeneficiaire"].tolist() == ["Radio"]


def test_json_of_a_portal_with_facets_beside_its_records(tmp_path):
    """Opendatasoft, search API 1.0: « records » and « facet_groups »."""
    records = [{"recordid": name, "fields": {"nom_beneficiaire": name, "montant_vote": 800.5, "annee": 2022}} for name in ("Radio", "Jardin")]
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"nhits": 2, "records": records, "facet_groups": [{"name": "annee", "facets": []}]}), encoding="utf-8")
    assert (read_subsidies(path).n_records, read_subsidies(path).total) == (2, 1601.0)


def test_json_whose_beneficiary_is_an_object(tmp_path):
    """Exports of applications: the beneficiary is an object of its own; its parts are columns."""
    who = [{"id": "1", "nom": "Radio", "siret": ALPHA}, {"id": "2", "nom": "Jardin", "siret": None}]
    path = tmp_path / "x.json"
    path.write_text(json.dumps([{"annee": 2020, "montant": 800.5, "objet": "Atelier", "beneficiaire": one} for one in who]), encoding="utf-8")
    records = read_subsidies(path).records
    assert records[["nomBeneficiaire", "montant"]].values.tolist() == [["Radio", 800.5], ["Jardin", 800.5]]
    assert records["idBeneficiaire"].dropna().tolist() == [ALPHA]


def test_amounts_without_and_with_tax_that_are_the_same(tmp_path):
    """Accounts of a city: each payment with its amount before tax, after tax and in the accounts, no tax on a subsidy."""
    headings = ("Nom tiers engagement", "Objet liquidation", "Montant HT liquidation", "Montant TTC liquidation", "Montant pour le CA")
    same = write(tmp_path / "same.csv", headings, ("Radio", "Atelier", "800,5", "800,50", "800,50"), ("Jardin", "Serre", "20", "20", "20"), sep=";")
    assert (read_subsidies(same).n_records, read_subsidies(same).total) == (2, 820.5)
    assert "Montant HT liquidation" in read_subsidies(same).problems["message"].str.cat()
    other = write(tmp_path / "x.csv", headings, ("Radio", "Atelier", "800,5", "960,60", "800,50"), ("Jardin", "Serre", "20", "20", "20"), sep=";")
    wrong = refused(other)
    assert wrong[["rule", "row"]].values.tolist() == [["missing_column", 1]]
    assert "Montant TTC liquidation" in wrong["message"].item()


def test_a_subsidy_of_nobody_for_nothing(tmp_path):
    """Annex of the accounts of a city whose names were withdrawn: neither beneficiary nor purpose nor year in the row."""
    headings = ("Publication", "Collectivité", "Nom de l'organisme bénéficiaire d'une subvention", "Montant de la subvention")
    path = write(tmp_path / "x.csv", headings, ("CA", "Ville Exemple", "Radio", "800"), ("CA", "Ville Exemple", "", "55,50"),
                 ("CA", "Ville Exemple", "", "4"), sep=";")  # fmt: skip
    subsidies = read_subsidies(path)
    assert (subsidies.n_records, subsidies.total) == (3, 859.5)
    assert rules(subsidies)["missing_beneficiary"] == 2
    assert subsidies.survey.projects["project"].tolist() == ["Radio"]


@pytest.mark.parametrize(
    "label",
    ["Total des subventions versées", "MONTANT TOTAL", "Total (6 associations)", "Sous-total Culture", "Total Culture", "Nombre d'associations"],
)
def test_a_total_that_is_not_the_sum_of_its_rows(tmp_path, label):
    """Lists of towns with a last row of their own, of all subsidies when the file holds the larger ones: set aside, and said."""
    rows = [(f"Association {letter}", "1000,50") for letter in "ABCDEF"]
    path = write(tmp_path / "x.csv", ("Association", "Montant"), *rows, (label, "9999"), sep=";")
    subsidies = read_subsidies(path)
    assert (subsidies.n_records, subsidies.total) == (6, 6003.0)
    assert rules(subsidies) == {"total_row": 1, "total_differs": 1}


def test_an_association_whose_name_begins_as_a_total(tmp_path):
    rows = [("Association A", "1000"), ("Total Danse", "300"), ("Association B", "2000"), ("Cumulus", "50")]
    assert read_subsidies(write(tmp_path / "x.csv", ("Association", "Montant"), *rows, sep=";")).n_records == 4


def test_a_dash_with_the_euro_is_no_amount(tmp_path):
    """What a French spreadsheet in accounting format writes for none."""
    path = write(tmp_path / "x.csv", ("Association", "Objet", "Montant"), ("A", "Jardin", " 1 000,50 € "), ("B", "Radio", " -   € "), sep=";")
    assert read_subsidies(path).total == 1000.5


def test_accounts_whose_function_is_not_a_role(tmp_path):
    """Annex of a budget (M14, M57): the « fonction » of the nomenclature stands beside beneficiary, purpose and amount."""
    headings = ("Collectivité", "Exercice budgétaire", "Fonction", "Libellé Fonction", "Objet", "Nom de l'organisme", "Montant voté BP2017")
    path = write(tmp_path / "x.csv", headings, ("Ville Exemple", "2017", "33", "Culture", "Atelier", "Radio", "800,50"), sep=";")
    survey = read_survey(path)
    assert survey.provenance["format"] == "subventions"
    assert survey.provenance["files"][0]["totals"] == {"records": 1, "amount": 800.5}


def test_json_that_is_none_names_its_line(tmp_path):
    """« JSON » written by hand with single quotation marks."""
    path = tmp_path / "x.json"
    path.write_text("[\n  {\n  'Bénéficiaire' : 'Radio', 'Montant' : 1000.00\n  }\n]", encoding="utf-8")
    assert refused(path)[["rule", "row"]].values.tolist() == [["bad_json", 3]]
    with pytest.raises(SurveyError) as caught:
        read_survey(path, lang="en")
    assert caught.value.problems[["rule", "row"]].values.tolist() == [["bad_json", 3]]


def test_an_amount_typed_as_a_text_in_a_workbook(tmp_path):
    """A workbook whose numbers have decimals, and one amount typed with a point before three digits: 23 or 23 000 euros?"""
    book = openpyxl.Workbook()
    for row in (["Association", "Montant"], ["A", 1500.5], ["B", 800], ["C", "23.000"]):
        book.active.append(row)
    book.save(tmp_path / "x.xlsx")
    assert refused(tmp_path / "x.xlsx")[["rule", "row"]].values.tolist() == [["doubtful_amount", 4]]
    assert read_subsidies(tmp_path / "x.xlsx", on_doubtful_amount="thousands").total == 25300.5


def test_years_under_the_heading_of_the_amount(tmp_path):
    """A second line of headings: two years under « Montant », which spans two columns."""
    path = write(tmp_path / "x.csv", ("Association", "Objet", "Montant", ""), ("Nom", "Objet", "2020", "2021"), ("A", "Jardin", "10", "20"), sep=";")
    assert "several_amounts" in refused(path)["rule"].tolist()


@pytest.mark.parametrize(
    ("rows", "amounts", "said"),
    [
        ("A;Culture;x;100\nB;Culture;y;250\nC;Sport;z;70\nD;Sport;w;30\nSomme;;;450\n", [100, 250, 70, 30], ["total_row"]),
        ("A;Culture;x;100\nB;Culture;y;250\nC;Sport;z;70\nD;Sport;w;30\nEnsemble;;;455,5\n", [100, 250, 70, 30], ["total_differs", "total_row"]),
        ("A;Culture;x;100\nB;Culture;y;250\nCulture;;;350\nC;Sport;z;70\nD;Sport;w;31\nE;Sport;v;1\n", [100, 250, 70, 31, 1], ["total_row"]),
        ("Culture;;;351\nA;Culture;x;100\nB;Culture;y;250\nC;Sport;z;70\nD;Sport;w;31\n", [100, 250, 70, 31], ["total_differs", "total_row"]),
        ("A;Culture;x;100\nEnsemble;Culture;concerts;250\nC;Sport;z;70\nD;Sport;w;30\n", [100, 250, 70, 30], []),  # an association of that name
        ("A;Culture;x;100\nB;Culture;y;250\nCulture;Sport;z;350\nD;Sport;w;30\n", [100, 250, 350, 30], []),  # as full as the others
    ],
)
def test_totals_without_the_word_are_left_out_and_said(tmp_path, rows, amounts, said):
    path = tmp_path / "subventions 2023.csv"
    path.write_text("Nom du bénéficiaire;Thème;Objet;Montant\n" + rows, encoding="utf-8")
    survey = read_survey(path, format="subventions")
    lead = survey.participations[survey.participations["role"] == "lead"]
    assert lead["amount"].tolist() == amounts
    assert [rule for rule in survey.problems["rule"] if rule.startswith("total")] == said
    if "455,5" in rows:
        assert "455,5" in survey.problems.set_index("rule").loc["total_differs", "message"]  # the decimal mark of the language


def test_fonjep_posts_of_an_association_known_by_its_name(tmp_path):
    """Layout of fonjep-AAAA.json: the columns of adulte-relais-AAAA.json, but code_tiers repeats the name, or is missing (from 2024)."""
    post = {"montant": 7164, "annee": 2024, "code_cv": "CN00104M", "insee_dep": "01", "insee_reg": "84"}
    posts = [
        {"id_poste": "F1", "code_tiers": "MJC DU CENTRE", "raison_sociale": "MJC DU CENTRE", **post},
        {"id_poste": "F2", "raison_sociale": "LES AMIS", **post},
    ]
    path = tmp_path / "fonjep-2024.json"
    path.write_text(json.dumps(posts), encoding="utf-8")
    survey = read_survey(path)
    assert survey.provenance["format"] == "subventions"
    lead = survey.participations[survey.participations["role"] == "lead"]
    assert sorted(survey.actors.set_index("actor")["name"].reindex(lead["actor"])) == ["LES AMIS", "MJC DU CENTRE"]
    assert (lead["amount"].sum(), set(lead["territory"]), set(lead["wave"])) == (14328, {"CN00104M"}, {"2024"})
