"""The bipartite configuration model against enumeration, the package bicm where that is right, and simulation."""

from __future__ import annotations

import json
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import binom

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.measures import measure
from cooperation_graph.nulls import keep_degrees, keep_expected_degrees
from cooperation_graph.nulls.expected import fit_expected_degrees
from cooperation_graph.nulls.moments import mixing_moments
from cooperation_graph.nulls.shared import shared_tails
from cooperation_graph.sufficient import incidence_of, observe
from cooperation_graph.testing import TINY_GRAPHS, check_null, random_graph, tiny_graph

BICM = json.loads((Path(__file__).parents[1] / "oracles/bicm.json").read_text())
matrices = hnp.arrays(np.int8, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.integers(0, 1))


def fitted(matrix):
    return fit_expected_degrees(CooperationGraph.from_biadjacency(np.asarray(matrix)))


def law_by_enumeration(q):
    """P(X = k), trial by trial."""
    law = np.zeros(len(q) + 1)
    for outcome in product((0, 1), repeat=len(q)):
        law[sum(outcome)] += np.prod([p if hit else 1 - p for p, hit in zip(q, outcome, strict=True)])
    return law


@given(matrices)
@settings(max_examples=300, deadline=None)
def test_degrees_are_met_whatever_the_matrix(matrix):
    """Full, empty, nested, complete: always a solution, with the degrees to 1e-10 and probabilities in [0, 1]."""
    p = fitted(matrix).matrix
    assert np.abs(p.sum(axis=1) - matrix.sum(axis=1)).max() < 1e-10
    assert np.abs(p.sum(axis=0) - matrix.sum(axis=0)).max() < 1e-10
    assert p.min() >= 0
    assert p.max() <= 1


@given(matrices)
@settings(max_examples=100, deadline=None)
def test_odds_are_a_product(matrix):
    """p/(1 − p) = x·y among the cells that are free: all 2 × 2 cross ratios of odds are 1."""
    p = fitted(matrix).matrix
    for rows in combinations(range(min(len(p), 5)), 2):
        for columns in combinations(range(min(p.shape[1], 5)), 2):
            cells = p[np.ix_(rows, columns)]
            if ((cells > 1e-9) & (cells < 1 - 1e-9)).all():
                odds = np.log(cells / (1 - cells))
                assert abs(odds[0, 0] + odds[1, 1] - odds[0, 1] - odds[1, 0]) < 1e-6


def test_forced_cells_are_exact():
    nested = fitted([[1, 1, 1], [1, 1, 0], [1, 0, 0]]).matrix
    assert (nested == [[1, 1, 1], [1, 1, 0], [1, 0, 0]]).all()
    hidden = fitted([[1, 1, 1, 0], [1, 1, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]]).matrix  # no full or empty line, yet half is forced
    assert (hidden[:2, :2] == 1).all()
    assert (hidden[2:, 2:] == 0).all()
    assert np.allclose(hidden[:2, 2:], 0.5)
    assert np.allclose(hidden[2:, :2], 0.5)


def test_probabilities_and_p_values_agree_with_bicm():
    matrix = np.array(BICM["matrix"])
    fit = fitted(matrix)
    assert np.allclose(fit.matrix, BICM["probability"], atol=1e-9)
    shared = matrix @ matrix.T
    first, second = np.triu_indices(len(matrix), 1)
    upper, _, _ = shared_tails(fit, first, second, shared[first, second])
    recorded = np.array(BICM["p_upper"])[first, second]
    tied = shared[first, second] > 0  # untied pairs stand with 0 there
    assert tied.sum() > 20
    assert np.allclose(upper[tied], recorded[tied], atol=1e-9)


@pytest.mark.parametrize(
    "matrix",
    [
        BICM["matrix"][3:7], [[1, 1, 1, 1, 1], [1, 0, 0, 0, 0], [0, 1, 1, 0, 0], [1, 0, 1, 0, 0]],
        [[1, 1, 0], [1, 0, 1], [1, 1, 0], [1, 0, 0]], [[1, 1], [1, 1]], [[1, 0], [0, 0]],
    ],
    ids=["plain", "an actor everywhere", "a project of everybody", "complete", "nearly empty"],
)  # fmt: skip
def test_tails_are_the_enumerated_law_forced_ties_included(matrix):
    matrix = np.array(matrix)
    fit = fitted(matrix)
    first, second = (side.ravel() for side in np.indices((len(matrix), len(matrix))))
    keep = first != second
    first, second = first[keep], second[keep]
    for shared in range(matrix.shape[1] + 1):
        upper, lower, expected = shared_tails(fit, first, second, np.full(len(first), shared))
        for k, (i, j) in enumerate(zip(first, second, strict=True)):
            q = fit.matrix[i] * fit.matrix[j]
            law = law_by_enumeration(q)
            assert upper[k] == pytest.approx(law[shared:].sum(), abs=1e-14, rel=1e-12)
            assert lower[k] == pytest.approx(law[: shared + 1].sum(), abs=1e-14, rel=1e-12)
            assert expected[k] == pytest.approx(q.sum())


def test_small_p_values_keep_their_digits():
    """All of 60 projects shared by two actors in half of them: P = Π q, far below what 1 − P(X < w) could show."""
    matrix = np.zeros((6, 120), dtype=int)
    matrix[:3, :60] = 1
    matrix[3:, 60:] = 1
    fit = fitted(matrix)
    upper, _, _ = shared_tails(fit, np.array([0]), np.array([1]), np.array([60]))
    q = fit.matrix[0, 0] ** 2
    assert np.allclose(fit.matrix, 0.5)
    assert upper[0] == pytest.approx(binom.sf(59, 120, q), rel=1e-10)
    many = shared_tails(fit, np.array([0]), np.array([1]), np.array([3000]), times=50)[0][0]
    assert many == pytest.approx(binom.sf(2999, 6000, q), rel=1e-8)


@pytest.mark.parametrize("seed", [1, 2])
def test_draws_have_the_probabilities(seed):
    graph = random_graph(np.random.default_rng(seed), n_actors=8, n_projects=7, density=0.4)
    wanted = fit_expected_degrees(graph).matrix
    mean = sum(keep_expected_degrees(graph, rng=k).biadjacency.toarray() for k in range(3000)) / 3000
    assert (np.abs(mean - wanted) < 4.5 * np.sqrt(wanted * (1 - wanted) / 3000) + 1e-12).all()


def test_the_contract_of_null_models():
    check_null(keep_expected_degrees)
    for name in TINY_GRAPHS:
        drawn = keep_expected_degrees(tiny_graph(name), rng=1)
        assert drawn.n_actors == tiny_graph(name).n_actors


def test_moments_of_mixing_agree_with_draws():
    graph = random_graph(np.random.default_rng(5), n_actors=25, n_projects=20)
    found = mixing_moments(graph, "sector")
    draws = (incidence_of(keep_expected_degrees(graph, rng=k), "sector") for k in range(2000))
    pairs = np.array([observe(one, ("pair_mixing",))["pair_mixing"][0] for one in draws])
    inside = np.diagonal(pairs, axis1=1, axis2=2)
    groups = pairs.shape[1]
    drawn = [pairs[:, a, b] for a in range(groups) for b in range(a, groups)]
    drawn += [2 * inside[:, a] / (pairs[:, a].sum(axis=1) + inside[:, a]) for a in range(groups)]
    drawn.append(inside.sum(axis=1) / ((pairs.sum(axis=(1, 2)) + inside.sum(axis=1)) / 2))
    for row, values in zip(found.itertuples(), drawn, strict=True):
        exact = row.statistic == "pairs"  # shares to first order only
        error = 4 * values.std() / np.sqrt(len(values))
        assert abs(values.mean() - row.expected) < error + (0 if exact else 0.02 * row.expected + 0.1 * values.std())
        assert values.std() == pytest.approx(row.sd, rel=0.08)
    table = observe(incidence_of(graph, "sector"), ("pair_mixing",))["pair_mixing"][0]
    assert found["observed"].to_numpy()[:6] == pytest.approx([table[a, b] for a in range(groups) for b in range(a, groups)])


def test_counts_vary_more_than_with_exact_degrees_and_measure_takes_it():
    graph = random_graph(np.random.default_rng(3), n_actors=20, n_projects=15)
    sd = [
        measure(graph, "mean_partners", null=null, draws=200, rng=1, interval=None).frame["sd"].iloc[0]
        for null in (keep_expected_degrees, keep_degrees)
    ]
    assert sd[0] > sd[1]
