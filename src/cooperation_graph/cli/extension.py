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
from cooperation_graph.graph import build_graphs
from cooperation_graph.locale import translator
from cooperation_graph.metrics import catalogue, sheets
from cooperation_graph.metrics.card import card_of
from cooperation_graph.survey.tables import Survey

__all__ = ["FORMATS", "catalogue_frame", "export_to", "sheet", "write_skeleton"]


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


#: Format -> suffixes that ask for it.
FORMATS: dict[str, tuple[str, ...]] = {
    "graphml": (".graphml",), "gexf": (".gexf",), "pajek": (".paj", ".net"), "dl": (".dl",), "kumu": (".xlsx", ".json"), "gephi": ("",),
    "rsiena": (), "r": (), "package": (), "workbook": (), "parquet": (),
}  # fmt: skip


def export_to(survey: Survey, target: Path, kind: str = "", *, territory: str | None = None, wave: str | None = None) -> Path:
    """Write a survey, or the graphs of one territory, in the format named or in the one that the name of the target asks for."""
    suffix = target.suffix.lower()
    kind = kind or next((name for name, suffixes in FORMATS.items() if suffix in suffixes), "")
    if not kind:
        raise UnknownName("kind of file", suffix, [one for suffixes in FORMATS.values() for one in suffixes if one])
    of_survey = {"package": writers.write_survey, "workbook": writers.write_survey, "parquet": writers.write_parquet}
    if kind in of_survey:
        return of_survey[kind](survey, target.with_suffix(".xlsx") if kind == "workbook" else target)
    graphs = build_graphs(survey)
    graphs = graphs.select(territory=territory, wave=wave) if territory is not None or wave is not None else graphs
    of_graphs = {
        "graphml": writers.write_graphml, "gexf": writers.write_gexf, "pajek": writers.write_pajek, "dl": writers.write_dl,
        "kumu": writers.write_kumu,
        "gephi": writers.write_gephi, "rsiena": writers.write_rsiena, "r": writers.write_ergm,
    }  # fmt: skip
    if kind not in of_graphs:
        raise UnknownName("kind of file", kind, FORMATS)
    return of_graphs[kind](graphs, target)


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
description = "A metric for cooperation_graph: @NAME@."
readme = "README.md"
requires-python = ">=3.11"
dependencies = ["cooperation-graph"]

[project.optional-dependencies]
dev = ["pytest", "hypothesis"]

[project.entry-points."cooperation_graph.metrics"]
@NAME@ = "@PACKAGE@:@NAME@"

[tool.pytest.ini_options]
addopts = "--doctest-modules"
testpaths = ["src", "tests"]
''',
    "README.md": '''# @PACKAGE@

A metric for cooperation_graph. Once installed it is known by its name everywhere: `measure(graphs, ["@NAME@"])`,
`cooperation-graph metrics show @NAME@`.

    pip install -e .[dev]
    pytest

Write your formula and its card in `src/@PACKAGE@/__init__.py`, what it must give in `tests/`. `emerging=True` says that its review
is not finished; the checklist stands in the documentation of cooperation_graph, page "A metric is under review".
''',
    "src/{package}/__init__.py": '''"""One metric for cooperation_graph."""

from cooperation_graph import CooperationGraph, Undefined, metric

__all__ = ["@NAME@"]


@metric(
    range=(0, float("inf")), direction=+1, label="Projects per actor",
    reading="how many projects an actor takes part in, on average",
    cannot_say="many small projects are not more cooperation than a few large ones",
    compare_with="other waves of the same territory, with the same response",
    reference="own definition", emerging=True,
)
def @NAME@(graph: CooperationGraph) -> float:
    """Mean number of projects per actor, :math:`T / n`.

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
    "tests/test_{name}.py": '''import numpy as np
import pytest
from cooperation_graph import Undefined
from cooperation_graph.testing import check_metric, random_graph, tiny_graph

from @PACKAGE@ import @NAME@


def test_contract() -> None:
    check_metric(@NAME@)


def test_known_answers() -> None:
    assert @NAME@(tiny_graph("two_silos")) == 10 / 6
    assert @NAME@(tiny_graph("no_tie")) == 2 / 3  # an actor without a project counts
    with pytest.raises(Undefined, match="no actor"):
        @NAME@(tiny_graph("no_actor"))


@pytest.mark.parametrize("seed", range(5))
def test_against_the_definition(seed: int) -> None:
    graph = random_graph(np.random.default_rng(seed))
    assert @NAME@(graph) == pytest.approx(graph.biadjacency.toarray().sum(axis=1).mean())
''',
}
