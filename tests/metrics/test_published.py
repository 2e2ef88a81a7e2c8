"""Values printed in the literature, with where they stand."""

from __future__ import annotations

import networkx as nx
import pytest

from cooperation_graph import metrics as m
from cooperation_graph.graph import CooperationGraph
from oracle_values import of_pairs


def city() -> CooperationGraph:
    """Echenique & Fryer 2007, figure III: thirty neighbourhoods on a grid, A1 … E6."""
    colours = ["222222", "112212", "112212", "111122", "222222"]
    groups = {f"{'ABCDE'[r]}{c + 1}": colours[r][c] for r in range(5) for c in range(6)}
    pairs = [tuple(f"{'ABCDE'[r]}{c + 1}" for r, c in edge) for edge in nx.grid_2d_graph(5, 6).edges()]
    return of_pairs(groups, pairs)


def test_spectral_segregation_of_a_city() -> None:
    """The nine values printed in figure III of Echenique & Fryer 2007, to two decimals."""
    printed = {"B1": 0.87, "B2": 0.62, "C1": 1.26, "C2": 0.92, "D1": 0.93, "D3": 0.29, "D4": 0.10, "C5": 0.25, "B5": 0.25}
    found = m.spectral_segregation(city(), by="sector")
    for place, value in printed.items():
        assert found[place] == pytest.approx(value, abs=0.0051), place


def kinship() -> CooperationGraph:
    """Kinship terms that may be confused, by gender (White 1975, as analysed by Freeman 1978)."""
    female = ["mother", "sister", "brother's wife", "sister's daughter", "brother's daughter"]
    male = ["father", "brother", "sister's husband", "brother's son", "sister's son"]
    near = {
        "mother": ["sister", "sister's daughter", "brother's daughter", "father", "brother", "brother's son", "sister's son"],
        "sister": ["sister's daughter", "brother's daughter", "father", "sister's son"],
        "brother's wife": ["brother's daughter"],
        "sister's daughter": ["father"],
        "brother's daughter": ["father", "brother"],
        "father": ["brother", "brother's son", "sister's son"],
        "brother": ["brother's son", "sister's son"],
        "sister's husband": ["brother's son", "sister's son"],
    }
    groups = dict.fromkeys(female, "female") | dict.fromkeys(male, "male")
    return of_pairs(groups, [(a, b) for a, found in near.items() for b in found])


def test_freeman_of_kinship() -> None:
    """Freeman 1978 prints .26; netseg 1.0-4 gives .2636."""
    assert m.freeman_segregation(kinship(), by="sector") == pytest.approx(0.2636, abs=5e-5)


def test_gupta_anderson_may_of_kinship() -> None:
    """netseg's own test: 0.1801242; with two groups it equals assortativity."""
    assert m.gupta_anderson_may(kinship(), by="sector") == pytest.approx(0.1801242, abs=5e-8)
    assert m.assortativity(kinship(), by="sector") == pytest.approx(0.1801242, abs=5e-8)


def test_two_mode_modularity_of_southern_women() -> None:
    """Barber 2007 analyses Davis, Gardner & Gardner's eighteen women and fourteen events; the largest value known is .34554
    (bipartite::computeModules, 10 of 10 seeds; leidenalg, best of 20)."""
    women = nx.davis_southern_women_graph()
    matrix = nx.bipartite.biadjacency_matrix(women, women.graph["top"], women.graph["bottom"])
    graph = CooperationGraph.from_biadjacency(matrix)
    found = m.barber_modularity(graph, labels="optimised", rng=1)
    assert found == pytest.approx(0.3455372, abs=5e-8)
