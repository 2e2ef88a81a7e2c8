"""Writes inputs.json: the small matrices (actors × projects) with groups that the reference tools were run on."""

import json
from pathlib import Path

import networkx as nx
import numpy as np

FIRST = {"Evelyn Jefferson", "Laura Mandeville", "Theresa Anderson", "Brenda Rogers", "Charlotte McDowd", "Frances Anderson",
         "Eleanor Nye", "Ruth DeSand"}  # fmt: skip


def inputs() -> dict[str, dict[str, list]]:
    """Name → matrix and group of each actor; synthetic but for the southern women that networkx carries."""
    outside = nx.davis_southern_women_graph()
    women = outside.graph["top"]
    davis = nx.bipartite.biadjacency_matrix(outside, women, outside.graph["bottom"]).toarray()
    found = {"davis": (davis, ["a" if woman in FIRST else "b" for woman in women])}
    rng = np.random.default_rng(20)
    for name, n, m, groups, density in (
        ("small", 7, 6, 2, 0.35), ("medium", 15, 12, 3, 0.22), ("large", 40, 30, 4, 0.08), ("dense", 10, 9, 3, 0.6),
    ):  # fmt: skip
        matrix = (rng.random((n, m)) < density * rng.gamma(2, 0.5, (n, 1))).astype(int)
        matrix[rng.integers(n, size=m), np.arange(m)] = 1  # no empty project
        matrix[np.arange(n), rng.integers(m, size=n)] = 1  # no actor without a project
        found[name] = (matrix, [f"s{g}" for g in rng.integers(groups, size=n)])
    silos = np.zeros((12, 9), dtype=int)
    for group in range(3):
        silos[4 * group : 4 * group + 4, 3 * group : 3 * group + 3] = [[1, 1, 0], [1, 0, 1], [1, 1, 1], [0, 1, 1]]
    found["silos"] = (silos, [f"s{i // 4}" for i in range(12)])
    star = np.zeros((8, 7), dtype=int)
    star[0], star[np.arange(1, 8), np.arange(7)] = 1, 1
    found["star"] = (star, list("abacbcab"))
    return {name: {"matrix": matrix.tolist(), "groups": list(groups)} for name, (matrix, groups) in found.items()}


if __name__ == "__main__":
    Path(__file__).with_suffix(".json").write_text(json.dumps(inputs()))
