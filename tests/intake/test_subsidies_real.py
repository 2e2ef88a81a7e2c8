"""Real files of subsidies: number of records and sum to the cent, as their inventory says."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from cooperation_graph.graph import build_graphs
from cooperation_graph.intake.reading import prepare
from cooperation_graph.intake.subventions import read_subsidies

REAL = Path(__file__).parents[2].parent / "shared/data/real"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not REAL.is_dir(), reason="the real data sets are not part of this repository"),
]


def inventory():
    if not REAL.is_dir():
        return []
    with (REAL / "fr_subventions/inventory.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("entry", inventory(), ids=lambda entry: entry["file"])
def test_files_of_the_inventory(entry):
    subsidies = read_subsidies(REAL / "fr_subventions" / entry["file"])
    assert subsidies.n_records == int(entry["n_records"])
    assert subsidies.total == float(entry["sum_amount"])
    survey = subsidies.survey
    records = subsidies.records
    named = records.reindex(columns=["nomBeneficiaire", "idBeneficiaire"]).notna().any(axis=1)
    usable = records[named & records["annee"].notna()]
    leads = survey.participations[survey.participations["role"] == "lead"]
    assert len(leads) == len(usable)
    assert leads["amount"].sum() == pytest.approx(usable["recu"].sum(), abs=0.005)


def test_the_format_is_found_without_being_named():
    found = {entry["file"]: prepare(REAL / "fr_subventions" / entry["file"])[2]["format"] for entry in inventory()}
    assert set(found.values()) == {"subventions"}


def test_totals_printed_in_the_files_agree():
    files = {name: read_subsidies(REAL / "fr_subventions" / name) for name in ("montpellier_2012.csv", "montpellier_2013.csv")}
    notes = [note for subsidies in files.values() for note in subsidies.files[0]["notes"] if "printed totals" in note]
    assert notes == ["22 printed totals agree with the rows they add up", "1 printed totals agree with the rows they add up"]


@pytest.mark.parametrize(("year", "records", "total"), [("2014", 13133, 80071558.0), ("2015", 15169, 81145449.0)])
def test_reserve_of_two_dialects(year, records, total):
    """Same publisher: UTF-8 with a mark and commas, then UTF-8 and semicolons; a note of one cell at the end.

    Expected values: records of as many cells as the headings, and the sum of their amounts, by the csv module alone.
    """
    subsidies = read_subsidies(REAL / f"reserve_parlementaire/raw/reserve-assemblee-{year}.csv")
    assert (subsidies.n_records, subsidies.total) == (records, total)
    assert subsidies.survey.participations["wave"].unique().tolist() == [year]
    assert build_graphs(subsidies.survey)[0].n_projects == records


def test_posts_of_adultes_relais_in_json():
    """Expected values: the json module alone."""
    path = REAL / "anct_adulte_relais/raw/adulte-relais-2025.json"
    posts = json.loads(path.read_text(encoding="utf-8"))
    subsidies = read_subsidies(path)
    assert (subsidies.n_records, subsidies.total) == (len(posts), sum(post["montant"] for post in posts))
