"""Name, range and direction of each metric: the same in code, card, docstring, documentation page and report."""

from __future__ import annotations

import importlib.util
import inspect
import math
import re
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pandas as pd
import pytest

from cooperation_graph.metrics import catalogue, sheet, sheet_table
from cooperation_graph.metrics.card import card_of
from cooperation_graph.report.sections.methods import _terms

NAMES = sorted(catalogue)
DIRECTIONS = {1: "higher is more open", -1: "higher is more closed", 0: "neither better nor worse"}
BRACKETS = re.compile(r"(?<!\\)\b[Ii]n \[([−0-9.]+), ?([0-9.∞]+)[\])]")


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    path = Path(__file__).parents[2] / "docs/extensions/reference.py"
    found = importlib.util.spec_from_file_location("reference_pages", path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    pytest.importorskip("sphinx")
    found.loader.exec_module(module)
    return module


def written(bound: float) -> str:
    if math.isinf(bound):
        return "−∞" if bound < 0 else "∞"
    return f"{bound:.12g}".replace("-", "−")


@pytest.mark.parametrize("name", NAMES)
def test_card_and_docstring(name: str) -> None:
    card = card_of(catalogue[name])
    assert catalogue[name].__name__ == card.name == name
    said = BRACKETS.search(inspect.getdoc(catalogue[name]) or "")
    if said:
        assert (said.group(1), said.group(2)) == tuple(map(written, card.range)), f"{name}: docstring and card differ"


@pytest.mark.parametrize("name", NAMES)
def test_card_sheet_page_and_report(name: str, pages: ModuleType) -> None:
    card, found = card_of(catalogue[name]), sheet(name, "en")
    assert found.range == f"from {written(card.range[0])} to {written(card.range[1])}"
    assert found.direction == DIRECTIONS[card.direction]
    row = sheet_table([name], "en").iloc[0]
    assert (row["metric"], row["range"], row["direction"]) == (name, found.range, found.direction)
    page = pages.sheet_page(name)
    material = SimpleNamespace(measures=SimpleNamespace(frame=pd.DataFrame({"metric": [name]})))
    for lang in ("en", "fr"):
        told = sheet(name, lang)
        ((title, lines),) = _terms(material, lang)  # type: ignore[arg-type]
        assert title == f"{told.label} ({name})"
        for text in (told.range, told.direction):
            assert text in page, f"{name}: the page does not say {text!r}"
            assert any(text in line for line in lines), f"{name}: the report does not say {text!r}"
    assert name in page
