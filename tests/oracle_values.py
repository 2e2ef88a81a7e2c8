"""Graphs of tests/oracles/inputs.json, and what the reference tools said of them."""

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
