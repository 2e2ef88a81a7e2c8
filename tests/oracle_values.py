"""Graphs to hold against a reference: those of tests/oracles/inputs.json with what the tools said of them, and graphs of ties."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.graph import CooperationGraph

FOLDER = Path(__file__).parent / "oracles"
NAMES = ("davis", "small", "medium", "large", "dense", "silos", "star")


@cache
def recorded(tool: str) -> dict[str, Any]:
    """The content of one file of tests/oracles."""
    return json.loads((FOLDER / f"{tool}.json").read_text())


@cache
def graph_of(name: str) -> CooperationGraph:
    """One of the inputs, its groups in ``sector``."""
    given = recorded("inputs")[name]
    ids = pd.Index([f"a{i:02d}" for i in range(len(given["groups"]))], dtype="str")
    actors = pd.DataFrame({"sector": pd.Series(given["groups"], index=ids, dtype="str")})
    return CooperationGraph.from_biadjacency(np.array(given["matrix"]), actors=actors)


def of_pairs(groups: dict[str, str], pairs: list[tuple[str, str]]) -> CooperationGraph:
    """A graph whose simple projection has these ties: one project of two actors for each."""
    names = list(groups)
    matrix = np.zeros((len(names), len(pairs)))
    for project, ends in enumerate(pairs):
        matrix[[names.index(end) for end in ends], project] = 1
    return CooperationGraph.from_biadjacency(matrix, actors=pd.DataFrame({"sector": list(groups.values())}, index=names))
