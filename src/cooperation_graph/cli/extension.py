"""What the commands about metrics and exports do: catalogue, sheets, skeletons, files."""

from __future__ import annotations

import inspect
import keyword
import re
from pathlib import Path

import pandas as pd

from cooperation_graph import export as writers
from cooperation_graph.errors import UnknownName
from cooperation_graph.files import atomic_path
from cooperation_graph.graph import Graphs
from cooperation_graph.locale import translator
from cooperation_graph.metrics import catalogue, sheets
from cooperation_graph.metrics.card import card_of

__all__ = ["catalogue_frame", "export_to", "sheet", "write_skeleton"]


def catalogue_frame(lang: str) -> pd.DataFrame:
    """One row a metric: name, label, family, unit, range, reading; ``review`` says which are still emerging."""
    _ = translator(lang)
    rows = []
    for name in sorted(catalogue):
        found = sheets.sheet(name, lang)
        level = card_of(catalogue[name]).level
        rows.append((name, found.label, found.family, level, found.range, found.reading, _("emerging") if found.emerging else ""))
    return pd.DataFrame(rows, columns=["name", "label", "family", "level", "range", "reads as", "review"])


def sheet(name: str, lang: str) -> str:
    """The sheet of one metric as text, then its docstring."""
    return f"{sheets.sheet(name, lang).text(lang)}\n\n{inspect.getdoc(catalogue[name]) or ''}"


def export_to(graphs: Graphs, target: Path, *, siena: bool) -> Path:
    """Write graphs in the format the name of the target asks for."""
    if siena:
        return writers.write_rsiena(graphs, target)
    by_suffix = {
        ".graphml": writers.write_graphml, ".gexf": writers.write_gexf, ".paj": writers.write_pajek, ".net": writers.write_pajek,
        ".xlsx": writers.write_kumu,
        ".json": writers.write_kumu, "": writers.write_gephi,
    }  # fmt: skip
    suffix = target.suffix.lower()
    if suffix == ".dl":
        return writers.write_dl(graphs[0], target)
    if suffix not in by_suffix:
        raise UnknownName("kind of file", suffix, [*by_suffix, ".dl"])
    return by_suffix[suffix](graphs, target)


def write_skeleton(name: str, folder: Path, *, force: bool = False) -> Path:
    """Write a package with one metric, its entry point and its test."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise UnknownName("form of name", name, ["lower_case_with_underscores"])
    package = f"cooperation_graph_{name}"
    root = folder / package.replace("_", "-")
    if root.exists() and not force:
        raise FileExistsError(f"{root} exists already; --force replaces its files")
    for path, text in _SKELETON.items():
        with atomic_path(root / path.format(package=package, name=name)) as scratch:
            scratch.write_text(text.replace("@NAME@", name).replace("@PACKAGE@", package), encoding="utf-8")
    return root


_SKELETON = {
    "pyproject.toml": '''[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "@PACKAGE@"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["cooperation-graph"]

[project.entry-points."cooperation_graph.metrics"]
@NAME@ = "@PACKAGE@:@NAME@"
''',
    "src/{package}/__init__.py": '''"""One metric for cooperation_graph."""

from cooperation_graph import CooperationGraph, Undefined, metric

__all__ = ["@NAME@"]


@metric(
    range=(0, float("inf")), direction=+1, label="Projects per actor",
    reading="how many projects an actor takes part in, on average", reference="own definition",
)
def @NAME@(graph: CooperationGraph) -> float:
    """Mean number of projects per actor.

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    float
        Participations over actors, in [0, number of projects].

    Raises
    ------
    Undefined
        There is no actor.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> @NAME@(tiny_graph("complete"))
    3.0
    """
    if graph.n_actors == 0:
        raise Undefined("there is no actor")
    return graph.n_participations / graph.n_actors
''',
    "tests/test_{name}.py": '''from cooperation_graph.testing import check_metric, tiny_graph

from @PACKAGE@ import @NAME@


def test_contract() -> None:
    check_metric(@NAME@)


def test_value() -> None:
    assert @NAME@(tiny_graph("two_silos")) == 10 / 6
''',
}
