"""`metrics new`: what it writes is installed, found by its entry point, and its own tests pass."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cooperation_graph.cli.extension import write_skeleton
from cooperation_graph.errors import UnknownName

ASK = """
from cooperation_graph.metrics import catalogue, emerging, sheet
from cooperation_graph.testing import tiny_graph
from cooperation_graph import measure
assert "busy_bees" in catalogue and emerging.names() == ["busy_bees"]
print(sheet("busy_bees", "en").formulas, measure(tiny_graph("complete"), ["busy_bees"], null=None).frame["value"].iloc[0])
"""


def test_the_package_installs_and_its_tests_pass(tmp_path: Path) -> None:
    root, target = write_skeleton("busy_bees", tmp_path), tmp_path / "installed"
    run = lambda *words, **more: subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False, **more)  # noqa: E731
    made = run("-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(target), str(root))
    assert made.returncode == 0, made.stdout + made.stderr
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(target), os.environ.get("PYTHONPATH", "")])}
    asked = run("-c", ASK, env=env, cwd=tmp_path)
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.split() == ["('T", "/", "n',)", "3.0"]
    tested = run("-m", "pytest", "-q", "-p", "no:cacheprovider", str(root), env=env, cwd=root)
    assert tested.returncode == 0, tested.stdout + tested.stderr


def test_names_and_folders_are_checked(tmp_path: Path) -> None:
    for wrong in ("Busy", "1st", "a-b", "class", "../x", ""):
        with pytest.raises(UnknownName, match="lower_case"):
            write_skeleton(wrong, tmp_path)
    write_skeleton("fine", tmp_path)
    with pytest.raises(FileExistsError, match="--force"):
        write_skeleton("fine", tmp_path)
    write_skeleton("fine", tmp_path, force=True)
