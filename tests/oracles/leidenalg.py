"""Writes leidenalg.json: bipartite communities of leidenalg (GPL: run with PYTHONPATH=tests where it is installed, never by
the tests).
"""

import json
from importlib import metadata
from pathlib import Path

import igraph
import leidenalg
from sklearn.metrics import adjusted_mutual_info_score

from planted import N, planted_pairs

SIGNALS, RUNS, STARTS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.95), 24, 10
found = []
for signal in SIGNALS:
    for run in range(RUNS):
        group, pairs = planted_pairs(signal, run)
        graph = igraph.Graph(n=2 * N, edges=[(i, N + p) for i, p in pairs])
        graph.vs["type"] = [0] * N + [1] * N
        best, labels = -1.0, []
        for seed in range(STARTS):
            parts = leidenalg.CPMVertexPartition.Bipartite(
                graph, resolution_parameter_01=1 / len(pairs), degree_as_node_size=True, types="type"
            )
            optimiser = leidenalg.Optimiser()
            optimiser.set_rng_seed(seed)
            optimiser.optimise_partition_multiplex(list(parts), layer_weights=[1, -1, -1], n_iterations=3)
            quality = (parts[0].quality() - parts[1].quality() - parts[2].quality()) / (2 * len(pairs))
            if quality > best:
                best, labels = quality, list(parts[0].membership)[:N]
        ami = adjusted_mutual_info_score(group, labels)
        found.append({"signal": signal, "run": run, "pairs": len(pairs), "modularity": best, "ami": ami})
versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("leidenalg", "scikit-learn"))
record = {"made by": f"tests/oracles/leidenalg.py, {versions}, best of {STARTS} starts", "graphs": found}
Path(__file__).with_suffix(".json").write_text(json.dumps(record, indent=0))
