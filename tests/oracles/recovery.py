"""Writes recovery.json: how well silos planted at rising strength are recovered, by our evidence and by what others would use.

Run with PYTHONPATH=tests where leidenalg (GPL) and infomap (AGPL) are installed beside this package, never by the tests; about
ten minutes of processor time.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import igraph
import leidenalg
import numpy as np
import scipy.sparse as sp
from infomap import Infomap

from cooperation_graph.kernels.communities import communities
from cooperation_graph.silos import adjusted_mutual_information
from planted import N, planted_matrix, planted_territory
from recovery import (
    BATCHES,
    CLOSURES,
    CONTROL,
    MARGIN,
    OURS,
    RUNS,
    SIGNALS,
    STARTS,
    Cell,
    Scores,
    areas,
    jackknife_error,
    of_partition,
    ours,
    plain_scores,
)  # fmt: skip


def leiden(matrix: np.ndarray, starts: int) -> np.ndarray:
    """Communities of actors: bipartite modularity by leidenalg, best of some starts."""
    actor, project = np.nonzero(matrix)
    n, total = len(matrix), len(actor)
    graph = igraph.Graph(n=n + matrix.shape[1], edges=np.stack([actor, n + project], axis=1).tolist())
    graph.vs["type"] = [0] * n + [1] * matrix.shape[1]
    best, labels = -np.inf, np.zeros(n)
    for seed in range(starts):
        parts = leidenalg.CPMVertexPartition.Bipartite(graph, resolution_parameter_01=1 / total, degree_as_node_size=True, types="type")
        optimiser = leidenalg.Optimiser()
        optimiser.set_rng_seed(seed)
        optimiser.optimise_partition_multiplex(list(parts), layer_weights=[1, -1, -1], n_iterations=3)
        quality = parts[0].quality() - parts[1].quality() - parts[2].quality()
        if quality > best:
            best, labels = quality, np.array(parts[0].membership)[:n]
    return labels


def flow(matrix: np.ndarray, trials: int) -> np.ndarray:
    """Modules of actors on the bipartite graph by Infomap; an actor without a project is alone."""
    search = Infomap(f"--silent --two-level --num-trials {trials} --seed 1")
    for actor, project in np.argwhere(matrix).tolist():
        search.add_link(actor, len(matrix) + project)
    found = search.run().modules() if matrix.any() else {}
    return np.array([found.get(actor, -1 - actor) for actor in range(len(matrix))])


def scores(cells: Sequence[Cell]) -> Scores:
    """Every method, ours first."""
    found = {OURS: ours(cells), **plain_scores(cells)}
    for name, search in (("leidenalg, bipartite", leiden), ("Infomap", flow)):
        rows = [of_partition(search(matrix, STARTS), group) for group, _, matrix in cells]
        found[name] = (np.array([groups for groups, _ in rows]), np.array([whole for _, whole in rows]))
    return found


def silos() -> list[dict[str, Any]]:
    """One row a scenario, level, strength and method."""
    rows = []
    for nuisance in (False, True):
        drawn = {closure: [planted_territory(closure, run, nuisance=nuisance) for run in range(RUNS)] for closure in (1.0, *CLOSURES)}
        none = scores(drawn[1.0])
        for closure in CLOSURES:
            found = areas(scores(drawn[closure]), none, np.array([closed for _, closed, _ in drawn[closure]]))
            for level, values in found.items():
                others = {name: value for name, value in values.items() if name not in (OURS, CONTROL)}
                best = max(others.values(), key=lambda value: value[0])
                rows += [
                    {
                        "nuisance": nuisance, "level": level, "closure": closure, "method": name, "auc": round(value[0], 4),
                        "se": round(jackknife_error(value), 4), "behind_best": round(best[0] - value[0], 4),
                        "behind_se": round(jackknife_error(best - value), 4),
                    }
                    for name, value in values.items()
                ]  # fmt: skip
    return rows


def blocks() -> list[dict[str, Any]]:
    """Agreement of communities with planted groups and processor time, ours and leidenalg's in turns, best of as many starts."""
    rows = []
    for signal in SIGNALS:
        agreement, seconds = np.zeros((2, RUNS)), np.zeros(2)
        for run in range(RUNS):
            group, matrix = planted_matrix(signal, run)
            began = time.process_time()
            theirs = leiden(matrix, STARTS)
            between = time.process_time()
            both = sp.block_array([[None, sp.csr_array(matrix)], [sp.csr_array(matrix.T), None]], format="csr")
            labels, quality = np.zeros((STARTS, 2 * N), dtype=np.int64), np.zeros(STARTS)
            key = np.array([run, 1], dtype=np.uint64)
            communities(N, both.indptr.astype(np.int64), both.indices.astype(np.int64), STARTS, 100, key, labels, quality)
            if run:  # the first call compiles
                seconds += (time.process_time() - between, between - began)
            found = labels[np.argmax(quality), :N]
            agreement[:, run] = [adjusted_mutual_information(group, one) for one in (found, theirs)]
        gap = agreement[0] - agreement[1]
        rows.append({
            "signal": signal, "ours": round(agreement[0].mean(), 4), "leidenalg": round(agreement[1].mean(), 4), "gap": round(gap.mean(), 4),
            "gap_se": round(gap.std(ddof=1) / np.sqrt(RUNS), 4), "times_faster": round(seconds[1] / seconds[0], 1),
        })  # fmt: skip
    return rows


if __name__ == "__main__":
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("leidenalg", "infomap", "igraph"))
    record = {
        "made by": f"tests/oracles/recovery.py, {versions}; best of {STARTS} starts", "runs": RUNS, "margin": MARGIN,
        "errors": f"jackknife over {BATCHES} batches of runs", "silos": silos(), "blocks": blocks(),
        "processor_minutes": round(time.process_time() / 60, 1),
    }  # fmt: skip
    Path(__file__).with_suffix(".json").write_text(json.dumps(record, indent=0, ensure_ascii=False) + "\n")
