"""Blocks: only behind the gate, found when they are there, compared with what is declared."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.nulls import keep_degrees
from cooperation_graph.silos import adjusted_mutual_information, find_blocks
from cooperation_graph.silos.blocks import _consensus, _search
from cooperation_graph.testing import TINY_GRAPHS, tiny_graph

AMI = json.loads((Path(__file__).parents[1] / "oracles/ami.json").read_text())["pairs"]


def planted(signal: float, seed: int = 1, n: int = 36, m: int = 60) -> CooperationGraph:
    """Three sectors; members of a project come from its sector with probability `signal`, else from anywhere."""
    rng = np.random.default_rng(seed)
    sector, matrix = np.arange(n) % 3, np.zeros((n, m))
    for project in range(m):
        own = np.flatnonzero(sector == project % 3)
        for _ in range(4 + rng.poisson(3)):
            matrix[rng.choice(own) if rng.random() < signal else rng.integers(n), project] = 1
    actors = pd.DataFrame({"sector": [f"s{s}" for s in sector]}, index=[f"a{i:02d}" for i in range(n)])
    projects = pd.DataFrame({"theme": [f"t{p % 3}" for p in range(m)]}, index=[f"p{p:02d}" for p in range(m)])
    return CooperationGraph.from_biadjacency(matrix, actors=actors, projects=projects, groups=("sector",))


def test_planted_blocks_are_found_and_recognised():
    blocks = find_blocks(planted(0.95), starts=30, draws=99, rng=1)
    gate = blocks.tables["gate"].iloc[0]
    assert gate["reason"] == ""
    assert gate["n_blocks"] == 3
    assert gate["p"] == 0.01
    assert gate["modularity"] > gate["critical"] > gate["expected"]
    compared = blocks.tables["compared"].set_index("by")["ami"]
    assert compared["sector"] > 0.9
    assert compared["theme"] > 0.9
    assert "3 blocs" in blocks.summary("fr")


def test_without_silos_the_gate_holds():
    """Modularity without any silo is far above 0, yet blocks are shown in about 5 % of graphs at most."""
    shown = []
    for seed in range(40):
        graph = keep_degrees(planted(0.0, seed, n=24, m=25), rng=seed)
        gate = find_blocks(graph, starts=10, draws=49, rng=seed).tables["gate"].iloc[0]
        assert gate["modularity"] > 0.2
        shown.append(gate["reason"] == "")
        if not shown[-1]:
            assert gate["n_blocks"] == 0
    assert sum(shown) <= 6  # P(more than 6 of 40 at 5 %) < .004


def test_the_same_seed_gives_the_same_blocks():
    one, two, other = (find_blocks(planted(0.8), starts=10, draws=49, rng=seed) for seed in (1, 1, 2))
    assert one.frame.equals(two.frame)
    assert one.tables["gate"].equals(two.tables["gate"])
    assert other.tables["gate"]["expected"].iloc[0] != one.tables["gate"]["expected"].iloc[0]


def test_southern_women():
    blocks = find_blocks(CooperationGraph.from_networkx(nx.davis_southern_women_graph()), draws=99, rng=1)
    assert blocks.tables["gate"]["modularity"].iloc[0] >= 0.3455372 - 5e-8


@pytest.mark.parametrize("name", TINY_GRAPHS)
def test_degenerate_graphs_answer(name):
    blocks = find_blocks(tiny_graph(name), starts=5, draws=19, rng=1)
    graph = tiny_graph(name)
    assert len(blocks.frame) == graph.n_actors + graph.n_projects
    for lang in ("fr", "en"):
        assert blocks.sentences(lang)
    assert (blocks.tables["gate"]["reason"].iloc[0] == "") == (blocks.frame["block"] != "").any()


def test_consensus_by_hand():
    """Four searches: 0–2 always together, 3 with them once in two, 4–6 together three times in four, 7 alone."""
    labels = np.array([
        [0, 0, 0, 0, 1, 1, 1, 2], [0, 0, 0, 0, 1, 1, 1, 2], [0, 0, 0, 3, 1, 1, 1, 2], [0, 0, 0, 3, 1, 2, 3, 4],
    ])  # fmt: skip
    blocks, stability = _consensus(labels, sp.csr_array(np.zeros((8, 1))))
    assert blocks.tolist() == [0, 0, 0, -1, 1, 1, 1, -1]
    assert stability == pytest.approx((3 * 1 + 3 * 0.75) / 6)


def dense(labels: np.ndarray) -> tuple[np.ndarray, float]:
    """The same from the whole matrix of shares together, actors × actors."""
    together = (labels.T[:, None, :] == labels.T[None, :, :]).mean(axis=2)
    _, component = sp.csgraph.connected_components(sp.csr_array(together > 0.5), directed=False)
    sizes = np.bincount(component)
    same = (component[:, None] == component) & (sizes[component] >= 3)[:, None]
    np.fill_diagonal(same, False)
    return np.where(sizes[component] >= 3, component, -1), together[same].mean() if same.any() else np.nan


@pytest.mark.parametrize("all_pairs", [0, 2000], ids=["sparse", "all pairs"])
@pytest.mark.parametrize("signal", [0.0, 0.4, 0.7, 0.95])
def test_the_consensus_is_that_of_the_whole_matrix(signal: float, all_pairs: int) -> None:
    for seed in range(6):
        graph = planted(signal, seed)
        labels = _search(graph, 20, 100, np.array([seed, 3], dtype=np.uint64))[0][:, : graph.n_actors]
        (blocks, stability), (other, exact) = _consensus(labels, graph.biadjacency, all_pairs=all_pairs), dense(labels)
        assert ((blocks[:, None] == blocks) == (other[:, None] == other)).all()
        assert ((blocks < 0) == (other < 0)).all()
        assert stability == pytest.approx(exact, nan_ok=True)


def test_memory_does_not_grow_with_pairs_of_actors() -> None:
    """20,000 actors in 400 blocks, nearly all of them with labels of their own: the whole matrix would take 400 million cells."""
    rng = np.random.default_rng(1)
    n, block = 20_000, np.arange(20_000) % 400
    labels = np.where(rng.random((20, n)) < 0.1, rng.integers(400, size=(20, n)), block)
    incidence = sp.csr_array((np.ones(2 * n), (np.tile(np.arange(n), 2), rng.integers(2, size=2 * n) * 400 + np.tile(block, 2))))
    tracemalloc.start()
    blocks, stability = _consensus(labels, incidence)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 300e6
    assert adjusted_mutual_information(blocks[:3000], block[:3000]) > 0.99
    assert stability == pytest.approx(0.81, abs=0.02)  # (.9 + .1/400)² + …


@pytest.mark.parametrize("pair", AMI)
def test_agreement_is_that_of_scikit_learn(pair):
    assert adjusted_mutual_information(pair["first"], pair["second"]) == pytest.approx(pair["ami"], abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30), st.permutations(range(4)))
def test_agreement_is_symmetric_and_blind_to_names(pairs, names):
    first, second = map(list, zip(*pairs, strict=True))
    value = adjusted_mutual_information(first, second)
    assert value <= 1 + 1e-9
    assert adjusted_mutual_information(second, first) == pytest.approx(value, abs=1e-9)
    assert adjusted_mutual_information([names[x] for x in first], second) == pytest.approx(value, abs=1e-9)
    assert adjusted_mutual_information(first, first) == 1
