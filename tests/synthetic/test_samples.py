"""The committed samples are what the code writes, and say what they are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cooperation_graph.graph import build_graphs
from cooperation_graph.intake.reading import read_survey
from cooperation_graph.silos import detect_silos
from cooperation_graph.survey.tables import TABLES
from cooperation_graph.synthetic.samples import animation_survey, quickstart_survey, write_samples

COMMITTED = Path(__file__).parents[2] / "data/samples"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return write_samples(tmp_path_factory.mktemp("samples"))


def test_the_committed_samples_are_what_the_code_writes(written):
    ours = {path.relative_to(written) for path in written.rglob("*") if path.is_file()}
    committed = {path.relative_to(COMMITTED) for path in COMMITTED.rglob("*") if path.is_file()}
    assert ours == committed
    for path in ours:
        if path.suffix != ".xlsx":
            assert (written / path).read_bytes() == (COMMITTED / path).read_bytes(), path


def test_the_workbook_holds_the_same_cells(written):
    from openpyxl import load_workbook

    def cells(path):
        return {sheet.title: list(sheet.values) for sheet in load_workbook(path)}

    ours = cells(written / "quickstart/quickstart.xlsx")
    assert ours == cells(COMMITTED / "quickstart/quickstart.xlsx")
    title, _, *rows = ours["Participations"]
    assert "données fictives" in title[0]
    assert rows[0] == ("Territoire", "Vague", "Structure", "Secteur", "Action", "Rôle")
    survey = quickstart_survey()
    assert len(rows) - 1 == len(survey.participations)
    assert len({row[2] for row in rows[1:]}) == survey.participations["actor"].nunique()  # names serve as ids
    assert len({row[4] for row in rows[1:]}) == survey.participations["project"].nunique()


def test_samples_are_small_and_say_they_are_synthetic():
    assert sum(path.stat().st_size for path in COMMITTED.rglob("*")) < 2_000_000
    for folder in COMMITTED.iterdir():
        text = (folder / "README.md").read_text(encoding="utf-8")
        for word in ("Données fictives", "Synthetic data", "graine", "python -m cooperation_graph.synthetic"):
            assert word in text


def test_the_closed_sectors_can_be_seen_and_the_small_territories_cannot():
    graphs = build_graphs(animation_survey())
    assert len(graphs) == 45
    frame = detect_silos(graphs, by="sector", rng=1).frame
    found = frame.loc[frame["level"] == "group"].set_index(["territory", "wave", "item"])["verdict"]
    closed = {("QN07511M", "Emploi et insertion"): ("2021", "2023", "2025"),
              ("QN03892N", "Éducation et jeunesse"): ("2021", "2023", "2025"),
              ("QN97191M", "Social et santé"): ("2021",)}  # fmt: skip
    for (territory, sector), waves in closed.items():
        for wave in waves:
            assert found[territory, wave, sector] == "silo", (territory, wave)
    assert found["QN97191M", "2025", "Social et santé"] != "silo"
    others = found[[(territory, sector) not in closed for territory, _, sector in found.index]]
    assert (others == "silo").mean() < 0.05  # mildly closed, most of them not enough to be told from chance
    assert (found.loc[["QN02A91N", "23986"]] == "too little data").any()


def test_reading_a_sample_gives_back_the_survey():
    ours, read = animation_survey(), read_survey(COMMITTED / "animation")
    assert read.groups == ours.groups
    for table in TABLES:
        expected, found = getattr(ours, table), getattr(read, table)
        assert set(found.columns) == set(expected.columns)
        pd.testing.assert_frame_equal(found[expected.columns], expected)


def test_the_workbook_is_read_at_once():
    ours, read = quickstart_survey(), read_survey(COMMITTED / "quickstart/quickstart.xlsx")
    assert read.groups == ("sector",)
    key = ["territory", "wave", "actor", "project", "role"]
    names = ours.actors.set_index("actor")["name"], ours.projects.set_index("project")["name"]
    expected = ours.participations.assign(
        actor=ours.participations["actor"].map(names[0]), project=ours.participations["project"].map(names[1])
    )
    pd.testing.assert_frame_equal(
        read.participations[key].sort_values(key, ignore_index=True), expected[key].sort_values(key, ignore_index=True)
    )
