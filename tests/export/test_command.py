"""The command export: the name of the target chooses the format, `--as` where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cooperation_graph.cli.entry import run
from cooperation_graph.intake import read_survey

QUICKSTART = str(Path(__file__).parents[2] / "data/samples/quickstart/quickstart.xlsx")


@pytest.fixture(scope="module")
def place() -> tuple[str, str]:
    table = read_survey(QUICKSTART).participations
    return str(table["territory"].iloc[0]), str(table["wave"].iloc[0])


@pytest.mark.parametrize(("target", "how", "made"), [
    ("g.graphml", "", "g.graphml"), ("g.gexf", "", "g.gexf"), ("g.paj", "", "g.paj"), ("g.net", "", "g.net"), ("g.dl", "", "g.dl"),
    ("k.xlsx", "", "k.xlsx"), ("k.json", "", "k.json"), ("gephi", "", "gephi/nodes.csv"), ("r", "r", "r/networks.R"),
    ("e", "package", "e/datapackage.json"), ("e.xlsx", "workbook", "e.xlsx"), ("p", "parquet", "p/survey.json"),
])  # fmt: skip
def test_each_format(tmp_path: Path, place: tuple[str, str], target: str, how: str, made: str) -> None:
    words = ["export", QUICKSTART, "--to", str(tmp_path / target), "--territory", place[0], "--wave", place[1]]
    assert run([*words, *(["--as", how] if how else [])], "fr") == 0
    assert (tmp_path / made).stat().st_size > 0
    assert run([*words, *(["--as", how] if how else [])], "fr") == 2, "never overwrites"


def test_what_cannot_be_written_is_said(tmp_path: Path, place: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", QUICKSTART, "--to", str(tmp_path / "g.xyz"), "--territory", place[0]], "fr") == 2
    assert "xyz" in capsys.readouterr().err
    assert run(["export", QUICKSTART, "--to", str(tmp_path / "x"), "--as", "excel", "--territory", place[0]], "fr") == 2
    assert "workbook" in capsys.readouterr().err
