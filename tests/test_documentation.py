"""The code of README and docs runs, and the commands they name exist."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(?:\{code-block\} )?(\w+)\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
PAGES = [ROOT / "README.md", *sorted(page for page in (ROOT / "docs").rglob("*.md") if "generated" not in page.parts)]


def blocks(page: Path, *languages: str) -> list[tuple[int, str]]:
    """Line and content of the fenced blocks of a page in some languages."""
    text = page.read_text(encoding="utf-8")
    return [(text[: found.start()].count("\n") + 2, found[2]) for found in BLOCK.finditer(text) if found[1] in languages]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture
def fresh_copy(tmp_path, monkeypatch):
    """A folder that looks like the checkout to code that reads samples and writes reports."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")


@pytest.mark.usefixtures("fresh_copy")
@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")], ids=name_of)
def test_python_of_a_page_runs_from_top_to_bottom(page):
    names: dict[str, object] = {"__name__": "__main__"}
    for line, code in blocks(page, "python"):
        exec(compile("\n" * (line - 1) + code, str(page), "exec"), names)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "console", "bash", "shell")], ids=name_of)
def test_commands_of_a_page_exist(page):
    from cooperation_graph.cli.commands import build

    known = set(build("en").commands)
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    for line, code in blocks(page, "console", "bash", "shell"):
        for command in code.splitlines():
            words = shlex.split(command.removeprefix("$ "), comments=True)
            words = words[words.index("make") :] if "make" in words and "apt" not in words else words
            if words[:1] == ["make"]:
                asked = {word for word in words[1:] if "=" not in word}
                assert asked <= targets, f"{name_of(page)}:{line}: {command}"
            elif words and Path(words[0]).name == "cooperation-graph" and len(words) > 1 and not words[1].startswith("-"):
                assert words[1] in known, f"{name_of(page)}:{line}: {command}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_between_pages_lead_somewhere(page):
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists() or "generated" in target, f"{name_of(page)}: {target}"
