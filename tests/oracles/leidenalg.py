"""Writes leidenalg.json: bipartite communities of leidenalg (GPL: run where it is installed, never by the tests)."""

import json
from importlib import metadata
from pathlib import Path

import igraph
import leidenalg
import numpy as np
from sklearn.metrics import adjusted_mutual_info_score

N, GROUPS, STARTS = 120, 5, 20
found = []
for signal in (0.4, 0.6, 0.8, 0.95):
    for run in range(4):
        rng = np.random.default_rng([int(100 * signal), run])
        group, edges = np.arange(N) % GROUPS, set()
        for project in range(N):  # a group, then members of it with probability `signal`, else anybody
            own = np.flatnonzero(group == rng.integers(GROUPS))
            for _ in range(2 + rng.poisson(2)):
                edges.add((int(rng.choice(own) if rng.random() < signal else rng.integers(N)), project))
        pairs = sorted(edges)
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
        found.append({
            "signal": signal, "actors": [i for i, _ in pairs], "projects": [p for _, p in pairs], "group": group.tolist(),
            "modularity": best, "labels": labels, "ami": adjusted_mutual_info_score(group, labels),
        })  # fmt: skip
versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("leidenalg", "scikit-learn"))
record = {"made by": f"tests/oracles/leidenalg.py, {versions}, best of {STARTS} starts", "graphs": found}
Path(__file__).with_suffix(".json").write_text(json.dumps(record))
