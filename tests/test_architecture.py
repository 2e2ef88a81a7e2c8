"""Imports run one way, low-level code stands apart, and no GPL library is on the path."""

import ast
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
PACKAGE = "cooperation_graph"
#: A module imports only from what stands to its left (docs/decisions/0010-one-direction.md).
ORDER = (
    "errors", "locale", "files", "checkpoints", "results", "survey", "intake", "graph", "projection", "sufficient", "nulls",
    "metrics", "uncertainty", "resampling", "measures", "silos", "profiles", "evolution", "comparison", "targets", "impact",
    "reproduction", "export", "questionnaires", "plots", "explorer", "report", "web", "cli",
)  # fmt: skip
#: They read anything; nothing on the path reads them, except the demonstration, which needs data.
READERS = ("testing", "synthetic")
MAY_READ_SYNTHETIC = ("cli",)
#: The only places that call compiled loops.
MAY_CALL_KERNELS = ORDER[ORDER.index("graph") : ORDER.index("profiles")]
GPL = ("igraph", "leidenalg", "louvain", "netgraph", "ausankey", "infomap", "graph_tool", "rpy2", "unidecode")


def imports(path: Path, *, at_once: bool = False) -> Iterator[tuple[int, str]]:
    """Every module named by an import of a file, with its line; `at_once`: not those in functions and type-checking blocks."""
    name = path.relative_to(SOURCE).with_suffix("").parts
    package = name[:-1]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body if at_once else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) + 1 - node.level]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def block_of(module: str) -> str:
    """The part of the package a dotted name belongs to: ``cooperation_graph.metrics.card`` is in ``metrics``."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def files_of(folder: Path = SOURCE / PACKAGE) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def backward(path: Path) -> Iterator[str]:
    """The imports of a file that the order forbids."""
    own = block_of(".".join(path.relative_to(SOURCE).with_suffix("").parts))
    if own in READERS or own == "__init__":
        return
    for line, module in imports(path):
        where = f"{path.relative_to(ROOT).as_posix()}:{line}"
        if module.split(".")[0] != PACKAGE:
            if module.split(".")[0] == "numba" and own != "kernels":
                yield f"{where} compiles outside kernels"
            continue
        other = block_of(module)
        if other == own or (module == PACKAGE and own == ORDER[-1]):  # the command line stands on the public names
            continue
        if own == "kernels":
            yield f"{where} kernels import nothing of ours, here {module}"
        elif other == "kernels":
            if own not in MAY_CALL_KERNELS:
                yield f"{where} {own} calls kernels"
        elif other in READERS:
            if own not in MAY_READ_SYNTHETIC:
                yield f"{where} {own} reads {other}"
        elif other not in ORDER:
            yield f"{where} imports {module}, which has no place in the order"
        elif own not in ORDER:
            yield f"{where} {own} has no place in the order"
        elif ORDER.index(other) > ORDER.index(own):
            yield f"{where} imports {module}: {other} stands to the right of {own}"


def test_imports_run_one_way():
    wrong = [line for path in files_of() for line in backward(path)]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    ("module", "code", "said"),
    [
        ("graph.py", "def f():\n    from cooperation_graph.measures import measure", "graph.py:2 imports"),
        ("survey/tables.py", "from ..plots import style", "tables.py:1 imports"),
        ("kernels/loops.py", "from cooperation_graph import graph", "kernels import nothing of ours"),
        ("measures.py", "import cooperation_graph.testing", "measures reads testing"),
        ("report/render.py", "from cooperation_graph.synthetic import simulate", "report reads synthetic"),
        ("silos.py", "from cooperation_graph import measure", "no place in the order"),
        ("plots/style.py", "import numba", "compiles outside kernels"),
        ("results.py", "if TYPE_CHECKING:\n    from cooperation_graph.graph import Graphs", "results.py:2"),
    ],
)
def test_the_guard_sees_each_kind_of_wrong_import(module, code, said, tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    monkeypatch.setitem(globals(), "SOURCE", tmp_path / "src")
    path = tmp_path / "src" / PACKAGE / module
    path.parent.mkdir(parents=True)
    path.write_text(code)
    (found,) = backward(path)
    assert said in found


def test_modules_do_not_import_each_other_in_circles():
    """Between blocks the order forbids circles; inside one, a constructor may still call its builder when it is used."""
    names = {}
    for path in files_of():
        parts = path.relative_to(SOURCE).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    edges = {
        name: {part for _, module in imports(path, at_once=True) for part in (module, module.rpartition(".")[0]) if part in names}
        - {name, PACKAGE}
        for name, path in names.items()
    }
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, "circle: " + " → ".join((*trail[trail.index(name) :], name))
        if name in done:
            return
        for other in sorted(edges[name]):
            # a package may gather its own modules: that is not a circle
            if not (name.startswith(other + ".") or other.startswith(name + ".")):
                walk(other, (*trail, name))
        done.add(name)

    for name in sorted(names):
        walk(name, ())


def test_no_gpl_library_is_imported():
    wrong = [
        f"{path.relative_to(ROOT).as_posix()}:{line} imports {module}"
        for path in files_of() for line, module in imports(path) if module.split(".")[0] in GPL
    ]  # fmt: skip
    assert not wrong, "\n" + "\n".join(wrong)


def required(distribution: str, extras: frozenset[str], seen: dict[str, frozenset[str]]) -> None:
    """Names of the installed distributions that `distribution` brings, transitively, into `seen`."""
    from packaging.requirements import Requirement

    if distribution in seen and extras <= seen[distribution]:
        return
    seen[distribution] = seen.get(distribution, frozenset()) | extras
    for text in metadata.requires(distribution) or ():
        requirement = Requirement(text)
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            try:
                metadata.distribution(requirement.name)
            except metadata.PackageNotFoundError:
                continue
            required(requirement.name, frozenset(requirement.extras), seen)


def test_what_a_user_installs_is_free_of_gpl():
    seen: dict[str, frozenset[str]] = {}
    required("cooperation-graph", frozenset({"notebook", "models", "parallel", "map", "data"}), seen)
    assert {"networkx", "pandas", "pyvis", "numba"} <= set(seen)
    wrong = []
    for name in seen:
        about = metadata.metadata(name)
        said = [about.get("License-Expression") or "", (about.get("License") or "")[:80], *about.get_all("Classifier", [])]
        licence = " ".join(line for line in said if "GPL" in line or "GNU" in line)
        if re.search(r"\bA?GPL|GNU (Affero )?General Public", licence) and "Lesser" not in licence:
            wrong.append(f"{name}: {licence}")
    assert not wrong, "\n" + "\n".join(wrong)
