"""Writes bicm.json: probabilities and exact p-values of the package bicm (run where it is installed, never by the tests)."""

import json
from importlib import metadata
from pathlib import Path

import numpy as np
from bicm import BipartiteGraph

matrix = (np.random.default_rng(7).random((9, 12)) < np.linspace(0.15, 0.6, 9)[:, None]).astype(int)
graph = BipartiteGraph(matrix)
graph.solve_tool()
graph.compute_projection(rows=True, method="poibin", threads_num=4, progress_bar=True)
found = {
    "made by": f"tests/oracles/bicm.py, bicm {metadata.version('bicm')}", "matrix": matrix.tolist(),
    "probability": graph.get_bicm_matrix().tolist(), "p_upper": np.asarray(graph.get_projected_pvals_mat(layer="rows")).tolist(),
}  # fmt: skip
Path(__file__).with_suffix(".json").write_text(json.dumps(found))
