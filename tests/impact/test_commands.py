"""Commands of a national group: compare two territories, ranks on request, a plan before its data, the added value with its checks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from cooperation_graph.cli.entry import run

ANIMATION = str(Path(__file__).parents[2] / "data/samples/animation")
PLAN = 'title = "Essai"\ndated = 2020-11-15\nbefore = ["2021"]\nafter = ["2025"]\n'


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN + '[[indicators]]\nname = "pair_heterogeneity"\nexpected = 0.1\n', encoding="utf-8")
    return path


def test_a_plan_alone_then_against_a_survey(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", str(plan)], "fr") == 2
    assert "nommez les territoires" in capsys.readouterr().out
    plan.write_text(PLAN + 'indicators = ["pair_heterogeneity"]\ntreated = ["A", "B"]\ncomparison = ["C", "D"]\n', encoding="utf-8")
    assert run(["plan", str(plan)], "en") == 0
    said = capsys.readouterr().out
    assert "no data were looked at" in said
    assert "cannot reach 5%" in said
    assert run(["plan", str(plan), "--json"], "en") == 0
    assert json.loads(capsys.readouterr().out)["n_treated"] == 2


def test_a_plan_simulated_as_whole_studies(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    named = 'treated = ["A", "B", "C", "D"]\ncomparison = ["E", "F", "G", "H"]\n[[indicators]]\nname = "pair_heterogeneity"\n'
    plan.write_text(PLAN + named + "expected = 0.15\n", encoding="utf-8")
    assert run(["plan", str(plan), "--simulate", "12", "--seed", "1"], "fr") == 0
    assert "dans 12 études entièrement simulées où l'animation ajoute" in capsys.readouterr().out
    plan.write_text(PLAN + named.replace("pair_heterogeneity", "resident_project_share"), encoding="utf-8")
    assert run(["plan", str(plan), "--simulate", "12", "--seed", "1"], "fr") == 0
    assert "pas de simulation" in capsys.readouterr().out


def test_added_value_with_its_checks(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["added-value", str(plan), ANIMATION, "--draws", "99", "--jobs", "1", "--seed", "1", "--checks", "--register", "2023"]
    assert run(words, "fr") == 0
    said = capsys.readouterr().out
    for part in ("empreinte", "comme prévu", "ne devrait pas déplacer", "seule période comparée avant 2023", "ne prouve pas"):
        assert part in said


def test_added_value_of_territories_that_entered_at_different_dates(plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = Path(shutil.copytree(ANIMATION, tmp_path / "enquête"))
    places = copy / "territoires.csv"
    later = [line[:-4] + "2025" if line.startswith(("0", "2")) and line.endswith(";2023") else line
             for line in places.read_text(encoding="utf-8").splitlines()]  # fmt: skip
    places.write_text("\n".join(later) + "\n", encoding="utf-8")
    words = ["added-value", str(plan), str(copy), "--draws", "99", "--jobs", "1", "--seed", "1"]
    assert run(words, "fr") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "territoires entrés à des dates différentes, chacun comparé aux seuls" in said
    assert "Moins de quatre territoires sont entrés à une même date" in said
    assert run([*words, "--out", str(tmp_path / "effets.xlsx")], "fr") == 0
    assert {"group_time", "staggered"} <= set(pd.ExcelFile(tmp_path / "effets.xlsx", engine="openpyxl").sheet_names)


def test_two_territories_and_ranks(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["compare", ANIMATION, "--metric", "pair_heterogeneity", "--seed", "1"]
    assert run([*words, "--pair", "QN07511M", "QN03892N"], "fr") == 0
    assert "soit un écart de" in capsys.readouterr().out
    assert run([*words, "--ranks", "pair_heterogeneity", "--stratum", "QPV"], "fr") == 0
    assert "rang" in capsys.readouterr().out
    assert run([*words, "--case-mix", "log_n_actors"], "en") == 0
    assert "fewer than 10 territories" in capsys.readouterr().out
