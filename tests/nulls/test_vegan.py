"""Moments of `keep_degrees` against those that vegan's curveball reached on the same matrices (tests/oracles/vegan.R)."""

from __future__ import annotations

import numpy as np
import pytest

from cooperation_graph.nulls import keep_degrees
from cooperation_graph.nulls.draws import drawn_lists
from oracle_values import graph_of, recorded

NAMES, DRAWS = ("davis", "small", "medium", "large", "dense"), 6400


def statistics(name: str) -> dict[str, np.ndarray]:
    """One number a draw: tied pairs, squares of shared projects, tied pairs inside groups, shared projects inside groups."""
    graph = graph_of(name)
    lists = drawn_lists(graph, keep_degrees, draws=DRAWS, entropy=2026)
    cells = np.zeros((DRAWS, graph.n_actors, graph.n_projects), dtype=np.float32)
    cells[np.arange(DRAWS)[:, None], lists, np.repeat(np.arange(graph.n_projects), graph.project_sizes)] = 1
    shared = cells @ cells.transpose(0, 2, 1)
    shared[:, np.arange(graph.n_actors), np.arange(graph.n_actors)] = 0
    codes, _ = graph.groups("sector")
    same = codes[:, None] == codes
    return {
        "tied": (shared > 0).sum(axis=(1, 2)) / 2, "squares": (shared**2).sum(axis=(1, 2), dtype=float) / 2,
        "inside": ((shared > 0) & same).sum(axis=(1, 2)) / 2, "pairs_inside": (shared * same).sum(axis=(1, 2), dtype=float) / 2,
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_within_four_standard_errors_of_curveball(name: str) -> None:
    theirs = recorded("vegan")[name]["curveball"]
    for key, values in statistics(name).items():
        error = np.hypot(theirs["se"][key], values.std() * np.sqrt(1.1 / DRAWS))
        assert abs(values.mean() - theirs["mean"][key]) <= 4 * error + 1e-9, key
        assert values.std() == pytest.approx(theirs["sd"][key], rel=0.06, abs=1e-9), key
