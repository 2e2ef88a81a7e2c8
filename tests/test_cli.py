"""The command line as a user meets it: exit codes, languages, errors in one screen, files never overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from cooperation_graph.cli.entry import run
from cooperation_graph.metrics import catalogue

ROOT = Path(__file__).parents[1]
QUICKSTART = str(ROOT / "data/samples/quickstart")
ANIMATION = str(ROOT / "data/samples/animation")


def call(capsys: pytest.CaptureFixture[str], *words: str, lang: str = "fr") -> tuple[int, str, str]:
    code = run([*words], lang)
    seen = capsys.readouterr()
    return code, seen.out, seen.err


def test_help_is_in_both_languages(capsys) -> None:
    code, french, _ = call(capsys, "--help")
    assert code == 0
    assert "Comment les acteurs coopèrent" in french
    assert "How actors cooperate" in call(capsys, "--help", lang="en")[1]


def test_validate_a_good_survey(capsys) -> None:
    code, out, _ = call(capsys, "validate", QUICKSTART)
    assert code == 0
    assert "participations" in out


def test_validate_a_bad_survey_lists_everything_and_exits_2(capsys, tmp_path: Path) -> None:
    (tmp_path / "participations.csv").write_text(
        "territoire;vague;acteur;projet;rôle\nT;1;a;p;pilote du dimanche\nT;1;;p;porteur\n", encoding="utf-8"
    )
    code, _, err = call(capsys, "validate", str(tmp_path))
    assert code == 2
    assert "pilote du dimanche" in err
    assert "ligne 3" in err
    assert "Traceback" not in err
    code, out, _ = call(capsys, "validate", str(tmp_path), "--json")
    assert code == 2
    rows = [json.loads(line) for line in out.splitlines()]
    assert {row["row"] for row in rows} >= {2, 3}


def test_a_missing_file_is_one_line(capsys) -> None:
    code, _, err = call(capsys, "silos", "nowhere")
    assert code == 2
    assert "Erreur : nowhere" in err  # the folder searched follows: how long it is decides on the lines
    assert len(err.strip().splitlines()) < 6


def test_a_line_that_is_not_understood(capsys) -> None:
    code, _, err = call(capsys, "silo", QUICKSTART, lang="en")
    assert code == 2
    assert "No such command" in err
    assert "--help" in err


def test_an_unknown_metric_names_the_nearest(capsys) -> None:
    code, _, err = call(capsys, "measure", QUICKSTART, "--metric", "ei_indx")
    assert code == 2
    assert "ei_index" in err


@pytest.mark.parametrize(("line", "said"), [
    ("silo x", "la commande « silo » n'existe pas. Vouliez-vous dire « silos »"), ("report", "il manque « path »"),
    ("report --foo", "l'option « --foo » n'existe pas"), ("silos x --draws", "l'option « --draws » attend une valeur"),
    ("silos x --draws zz", "un nombre entier est attendu"), ("silos x --draws 0", "trop petite"),
    ("validate x y", "rien n'était attendu ici : y"), ("metrics show ei_indx", "Vouliez-vous dire « ei_index »"),
    ("demo --lang de", "nom inconnu (langue) : « de »"),
])  # fmt: skip
def test_errors_of_use_are_in_french(capsys, line: str, said: str) -> None:
    code, _, err = call(capsys, *line.split())
    assert code == 2
    assert said in " ".join(err.split())
    assert "Traceback" not in err
    assert len(err.splitlines()) <= 26


def test_help_has_no_english_word_of_the_parser(capsys) -> None:
    for words in (["--help"], ["report", "--help"], ["metrics", "--help"], ["metrics", "new", "--help"]):
        text = call(capsys, *words)[1]
        for english in ("Usage:", "Show this message", "default:", "COMMAND ", "required"):
            assert english not in text


def test_a_report_for_the_public(capsys, tmp_path: Path) -> None:
    words = ("report", QUICKSTART, "--out", str(tmp_path / "r"), "--seed", "1", "--draws", "19", "--audience", "public", "--date", "mars 2026")
    assert call(capsys, *words)[0] == 0
    page = (tmp_path / "r/index.html").read_text(encoding="utf-8")
    assert "mars 2026" in page
    code, _, err = call(capsys, *words)
    assert code == 2
    assert "--force" in err
    assert call(capsys, *words, "--force")[0] == 0


def test_silos_as_sentences_and_as_json(capsys) -> None:
    code, out, _ = call(capsys, "silos", QUICKSTART, "--seed", "1", "--draws", "99")
    assert code == 0
    assert "Sur ce territoire" in out
    code, out, _ = call(capsys, "silos", QUICKSTART, "--seed", "1", "--draws", "99", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert {row["verdict"] for row in rows} <= {"silo", "open", "no evidence", "too little data"}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_results_in_files(capsys, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"mesures{suffix}"
    words = ("--metric", "ei_index", "--seed", "1", "--draws", "9", "--out", str(target))
    assert call(capsys, "measure", QUICKSTART, *words)[0] == 0
    frame = {
        ".csv": lambda: pd.read_csv(target, sep=";", decimal=","), ".xlsx": lambda: pd.read_excel(target, engine="openpyxl"),
        ".parquet": lambda: pd.read_parquet(target),
    }[suffix]()  # fmt: skip
    assert frame["metric"].tolist() == ["ei_index", "ei_index"]


def test_evolve_and_compare(capsys) -> None:
    from cooperation_graph.intake import read_survey

    waves = sorted(read_survey(QUICKSTART).participations["wave"].unique())
    code, out, _ = call(capsys, "evolve", QUICKSTART, *waves, "--seed", "1")
    assert code == 0
    assert waves[1] in out
    assert call(capsys, "compare", ANIMATION)[0] == 0


def test_metrics(capsys) -> None:
    code, out, _ = call(capsys, "metrics", "list", "--json")
    assert code == 0
    assert {json.loads(line)["name"] for line in out.splitlines()} == set(catalogue)
    code, out, _ = call(capsys, "metrics", "show", "ei_index", lang="en")
    assert "Krackhardt" in out
    assert "Range: from −1 to 1" in out
    assert "(X − I) / (X + I)" in out


def test_the_skeleton_of_an_extension_works(capsys, tmp_path: Path) -> None:
    code, out, _ = call(capsys, "metrics", "new", "projects_per_actor", "--out", str(tmp_path))
    assert code == 0
    root = tmp_path / "cooperation-graph-projects-per-actor"
    assert str(root) in out.replace("\n", "")
    assert (root / "src/cooperation_graph_projects_per_actor/__init__.py").exists()  # installed and run: tests/metrics/test_skeleton.py
    assert call(capsys, "metrics", "new", "projects_per_actor", "--out", str(tmp_path))[0] == 2
    assert call(capsys, "metrics", "new", "Not A Name", "--out", str(tmp_path))[0] == 2


def test_export_never_overwrites_without_force(capsys, tmp_path: Path) -> None:
    from cooperation_graph.intake import read_survey

    territory = read_survey(QUICKSTART).participations["territory"].iloc[0]
    target = tmp_path / "reseau.gexf"
    words = ("export", QUICKSTART, "--territory", territory, "--to", str(target))
    assert call(capsys, *words)[0] == 0
    code, _, err = call(capsys, *words)
    assert code == 2
    assert "--force" in err
    assert call(capsys, *words, "--force")[0] == 0


def test_plan(capsys, tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    lines = ['title = "Essai"', "dated = 2021-01-10", 'before = ["2021"]', 'after = ["2025"]']
    lines.append('indicators = ["pair_heterogeneity"]')
    path.write_text("\n".join(lines), encoding="utf-8")
    code, out, _ = call(capsys, "plan", str(path), ANIMATION)
    assert code == 0
    assert "empreinte" in out
    path.write_text("title = 3", encoding="utf-8")
    assert call(capsys, "plan", str(path), ANIMATION)[0] == 2


def test_a_bug_of_ours_says_so(capsys, monkeypatch) -> None:
    import cooperation_graph as cg

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("unexpected")

    monkeypatch.setattr(cg, "detect_silos", broken)
    code, _, err = call(capsys, "silos", QUICKSTART, lang="en")
    assert code == 1
    assert "bug of cooperation_graph" in err
    assert "Traceback" not in err
    with pytest.raises(RuntimeError, match="unexpected"):
        run(["silos", QUICKSTART, "--debug"], "en")


def test_a_saved_result_is_made_again(capsys, tmp_path: Path) -> None:
    saved = str(tmp_path / "verdicts")
    assert call(capsys, "silos", QUICKSTART, "--draws", "99", "--out", saved)[0] == 0
    code, out, _ = call(capsys, "reproduce", saved, QUICKSTART)
    assert code == 0
    assert "Le résultat est le même" in out
    code, out, _ = call(capsys, "reproduce", saved + "/result.json", ANIMATION, lang="en")
    assert code == 2
    assert "territor" in out + _
    assert call(capsys, "reproduce", str(tmp_path), QUICKSTART)[0] == 2


def test_explore_writes_one_page(capsys, tmp_path: Path) -> None:
    page = tmp_path / "carte.html"
    line = ("explore", QUICKSTART, "--territory", quickstart_territory(), "--to", str(page))
    assert call(capsys, *line)[0] == 0
    assert "<html" in page.read_text(encoding="utf-8")
    assert call(capsys, *line)[0] == 2, "nothing is overwritten without --force"


def quickstart_territory() -> str:
    import cooperation_graph as cg

    return cg.build_graphs(cg.read_survey(QUICKSTART)).territories[0]


def test_serve_shows_files_of_a_report_only(tmp_path: Path) -> None:
    import threading
    import urllib.error
    import urllib.request

    from cooperation_graph.cli.viewing import server

    with pytest.raises(FileNotFoundError):
        server(tmp_path, 0)
    (tmp_path / "index.html").write_text("<p>bonjour", encoding="utf-8")
    (tmp_path / "data").mkdir()
    with server(tmp_path, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{running.server_address[1]}/"
        with urllib.request.urlopen(address) as answer:
            assert answer.read() == b"<p>bonjour"
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(address + "data/")
        running.shutdown()


@pytest.mark.parametrize("command", [["measure"], ["silos"], ["evolve"], ["compare"], ["report"], ["explore", "--territory", "T", "--to", "x.html"]])
def test_without_groups_every_command_says_what_to_add(capsys, tmp_path: Path, monkeypatch, command: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "enquête.csv"
    path.write_text("territoire;vague;acteur;projet\nT;1;A;P\nT;1;B;P\nT;2;A;P\n", encoding="utf-8")
    waves = ["1", "2"] if command[0] == "evolve" else []
    code, _, err = call(capsys, command[0], str(path), *waves, *command[1:])
    assert code == 2
    assert "« secteur » ou « famille »" in " ".join(err.split())


def test_a_wave_is_not_compared_with_itself(capsys) -> None:
    code, _, err = call(capsys, "evolve", ANIMATION, "2023", "2023")
    assert code == 2
    assert "seconde vague" in err


def test_a_device_that_is_full_is_no_bug_of_ours(capsys, tmp_path: Path, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cooperation_graph.files.os.close", full)
    code, _, err = call(capsys, "measure", QUICKSTART, "--metric", "mean_partners", "--draws", "1", "--out", str(tmp_path / "x.csv"))
    assert code == 2
    assert "No space left" in err
