"""What is in the repository, and what must never be."""

import hashlib
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared/data/real"
TOP = {
    "pyproject.toml", "src", "notebooks", "data", "tests", "docs", "README.md", "LICENSE", "Makefile", "CITATION.cff",
    "constraints.txt", ".ci", ".gitignore", ".gitattributes", ".pre-commit-config.yaml", ".editorconfig",
}  # fmt: skip
TEXT = {".py", ".md", ".toml", ".cff", ".txt", ".po", ".html", ".css", ".js", ".rst", ".json", ".csv", ".ipynb", ".svg", ""}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_the_top_level_holds_only_what_is_agreed():
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP
    assert {path.relative_to(ROOT).parts[1] for path in tracked() if path.relative_to(ROOT).parts[0] == "data"} <= {"samples"}


def test_no_path_of_one_machine_is_written():
    # written in two halves, so that this file does not hold what it looks for
    pattern = re.compile(r"(^|[^A-Za-z0-9_.:])/" + r"(work|tmp|root|home)/[A-Za-z0-9_.]")
    wrong = [
        f"{path.relative_to(ROOT).as_posix()}:{number}: {line.strip()[:100]}"
        for path in tracked() if path.suffix in TEXT
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if pattern.search(line)
    ]  # fmt: skip
    assert not wrong, "\n" + "\n".join(wrong)


def test_pinned_versions_hold_no_address_and_no_hash():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 50
    shape = re.compile(r"^[a-z0-9-]+==[0-9a-z.+]+( ; [^:/@]+)?$")
    assert [line for line in lines if not shape.match(line)] == []


def test_every_declared_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    names = {re.match(r"[A-Za-z0-9_-]+", line)[0].lower() for line in declared} - {"cooperation-graph"}
    pinned = {line.split("==")[0] for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    assert names - pinned == set(), "make constraints"


def test_notebooks_are_committed_without_output_and_name_their_kernel():
    for path in tracked():
        if path.suffix != ".ipynb":
            continue
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert notebook["metadata"]["kernelspec"]["name"] == "python3", path
        assert notebook["metadata"]["language_info"]["name"] == "python", path
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                assert (cell["outputs"], cell["execution_count"]) == ([], None), f"{path}: make notebooks"


def test_nothing_large_and_nothing_of_the_real_data_is_tracked():
    sizes = {path: path.stat().st_size for path in tracked()}
    assert [path.name for path, size in sizes.items() if size > 5_000_000] == []
    if not REAL.is_dir():
        pytest.skip("the real data sets are not here")
    real = {hashlib.sha256(path.read_bytes()).digest() for path in REAL.rglob("*") if path.is_file() and path.stat().st_size > 50}
    assert [path.name for path in sizes if hashlib.sha256(path.read_bytes()).digest() in real] == []


def test_every_sample_says_that_it_is_synthetic():
    for folder in sorted((ROOT / "data/samples").iterdir()):
        if folder.is_dir():
            text = (folder / "README.md").read_text(encoding="utf-8").lower()
            assert re.search(r"synth[eé]ti", text), folder.name
            assert "seed" in text or "graine" in text, f"{folder.name}: how it was made"


def test_ci_runs_the_test_command_of_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in readme
    assert "make test" in readme
    assert re.search(r"^make test$", (ROOT / ".ci/run").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_the_wheel_holds_everything_the_package_reads(tmp_path):
    """Built without isolation, so that no network is needed."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("cooperation_graph/")}
    source = ROOT / "src"
    package = [path for path in (source / "cooperation_graph").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {path.relative_to(source).as_posix() for path in package} == held
    assert "cooperation_graph/py.typed" in held
