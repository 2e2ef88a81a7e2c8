"""The law of the draws: against enumeration, never against what the code returns."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, chisquare

from cooperation_graph.synthetic.process import draw_sets, draw_waves

N = 60_000


def test_sets_have_the_law_of_conditional_bernoulli_sampling():
    weights = np.array([0.2, 1.0, 1.0, 3.0, 7.0])
    sets = list(combinations(range(5), 3))
    odds = np.array([np.prod(weights[list(chosen)]) for chosen in sets])
    drawn = draw_sets(np.tile(weights, (N, 1)), np.full(N, 3), np.random.default_rng(1))
    seen = Counter(tuple(np.flatnonzero(row)) for row in drawn)
    assert sum(seen.values()) == N
    assert chisquare([seen[chosen] for chosen in sets], N * odds / odds.sum()).pvalue > 1e-4


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_sets_have_the_size_asked_for_and_never_an_actor_of_weight_zero(data):
    n = data.draw(st.integers(1, 30))
    weights = np.array(data.draw(st.lists(st.one_of(st.just(0.0), st.floats(1e-6, 1e6)), min_size=n, max_size=n)))
    size = data.draw(st.integers(0, int((weights > 0).sum())))
    drawn = draw_sets(np.tile(weights, (7, 1)), np.full(7, size), np.random.default_rng(data.draw(st.integers(0, 99))))
    assert (drawn.sum(axis=1) == size).all()
    assert not drawn[:, weights == 0].any()


def test_sets_are_right_among_many_actors():
    drawn = draw_sets(np.ones((50, 2000)), np.full(50, 60), np.random.default_rng(2))
    assert (drawn.sum(axis=1) == 60).all()
    halves = drawn[:, :1000].sum()
    assert abs(halves - 1500) < 5 * np.sqrt(3000 / 4)


def test_a_set_larger_than_its_actors_is_refused():
    with pytest.raises(ValueError, match="larger than the actors"):
        draw_sets(np.array([[1.0, 0.0]]), np.array([2]), np.random.default_rng(0))


# -- exchangeability given degrees --------------------------------------------------------------------------------
def _matrices(waves, wave, n_territories, n_actors, n_projects):
    drawn = waves[wave]
    order = np.argsort(drawn.territory, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order)) % n_projects
    matrices = np.zeros((n_territories, n_actors, n_projects), dtype=np.int8)
    matrices[drawn.territory[drawn.project], drawn.slot, place[drawn.project]] = 1
    return matrices


def _all_with_margins(rows, columns):
    """Every 0/1 matrix with these margins, by brute force over columns."""
    choices = [[np.isin(np.arange(len(rows)), chosen) for chosen in combinations(range(len(rows)), c)] for c in columns]
    return [m for m in (np.stack(picked, axis=1).astype(np.int8) for picked in product(*choices))
            if (m.sum(axis=1) == rows).all()]  # fmt: skip


def _uniformity(classes, members):
    """p of a pooled chi-square of uniformity within classes large enough for it."""
    statistic, freedom = 0.0, 0
    for key, counts in classes.items():
        possible = members(key)
        assert set(counts) <= set(possible)
        total = sum(counts.values())
        if len(possible) < 2 or total / len(possible) < 10:
            continue
        expected = total / len(possible)
        statistic += sum((counts[m] - expected) ** 2 / expected for m in possible)
        freedom += len(possible) - 1
    assert freedom > 20
    return chi2.sf(statistic, freedom)


def _waves(siloing, *, lead_bias=0.0, n=N, seed=3):
    weights = np.tile([0.4, 6.0, 1.0, 2.0], (n, 1))  # uneven, and one group (the first two) more active
    groups = np.tile([0, 0, 1, 1], (n, 1))
    odds = np.broadcast_to(np.asarray(siloing, dtype=float), (3, n, 2))
    return draw_waves(
        weights, groups, odds, np.full((3, n), 3), (1, 3), renewal=0.5, churn=1.0, single_share=0.1,
        lead_bias=np.full(n, lead_bias), rng=np.random.default_rng(seed),
    )  # fmt: skip


@pytest.mark.parametrize("wave", [0, 2])
@pytest.mark.parametrize("lead_bias", [0.0, 2.0])
def test_without_siloing_all_matrices_with_the_same_degrees_are_equally_likely(wave, lead_bias):
    classes = defaultdict(Counter)
    for matrix in _matrices(_waves([1.0, 1.0], lead_bias=lead_bias), wave, N, 4, 3):
        classes[tuple(matrix.sum(axis=1)), tuple(matrix.sum(axis=0))][matrix.tobytes()] += 1
    p = _uniformity(classes, lambda key: [m.tobytes() for m in _all_with_margins(*map(np.array, key))])
    assert p > 1e-4


def test_with_siloing_they_are_not():
    classes = defaultdict(Counter)
    for matrix in _matrices(_waves([4.0, 1.0]), 0, N, 4, 3):
        classes[tuple(matrix.sum(axis=1)), tuple(matrix.sum(axis=0))][matrix.tobytes()] += 1
    p = _uniformity(classes, lambda key: [m.tobytes() for m in _all_with_margins(*map(np.array, key))])
    assert p < 1e-10


def test_with_one_siloed_group_the_others_are_exchangeable_given_its_rows():
    n = N
    weights, groups = np.tile([1.0, 3.0, 0.5, 2.0, 1.0], (n, 1)), np.tile([0, 0, 1, 1, 2], (n, 1))
    waves = draw_waves(
        weights, groups, np.broadcast_to([6.0, 1.0, 1.0], (1, n, 3)), np.full((1, n), 3), (2, 3), renewal=1.0, churn=0.0,
        single_share=0.0, lead_bias=np.zeros(n), rng=np.random.default_rng(5),
    )  # fmt: skip
    classes = defaultdict(Counter)
    for matrix in _matrices(waves, 0, n, 5, 3):
        rest = np.ascontiguousarray(matrix[2:])
        classes[matrix[:2].tobytes(), tuple(rest.sum(axis=1)), tuple(rest.sum(axis=0))][rest.tobytes()] += 1
    p = _uniformity(classes, lambda key: [m.tobytes() for m in _all_with_margins(*map(np.array, key[1:]))])
    assert p > 1e-4


def test_drawing_by_exponential_keys_would_not_be_exchangeable():
    """Why the simpler sampler is not used: weighted draws without replacement favour some matrices of given degrees."""
    rng = np.random.default_rng(6)
    n, weights = 4 * N, np.array([0.4, 6.0, 1.0, 2.0])
    keys = rng.exponential(size=(n, 3, 4)) / weights
    sizes = rng.integers(1, 4, (n, 3))
    matrices = np.swapaxes(keys.argsort(axis=2).argsort(axis=2) < sizes[:, :, None], 1, 2).astype(np.int8)
    classes = defaultdict(Counter)
    for matrix in matrices:
        matrix = np.ascontiguousarray(matrix)
        classes[tuple(matrix.sum(axis=1)), tuple(matrix.sum(axis=0))][matrix.tobytes()] += 1
    p = _uniformity(classes, lambda key: [m.tobytes() for m in _all_with_margins(*map(np.array, key))])
    assert p < 1e-4


def test_partners_are_chosen_with_the_planted_odds():
    """Pairs among equals: a lead of the group has n_g − 1 partners of odds s against n − n_g of odds 1."""
    n = 4000
    waves = draw_waves(
        np.ones((n, 9)), np.tile(np.repeat([0, 1], [4, 5]), (n, 1)), np.broadcast_to([5.0, 1.0], (1, n, 2)),
        np.full((1, n), 8), (2, 2), renewal=1.0, churn=0.0, single_share=0.0, lead_bias=np.zeros(n),
        rng=np.random.default_rng(7),
    )  # fmt: skip
    drawn = waves[0]
    pairs = drawn.slot.reshape(-1, 2)
    partner = np.where(pairs[:, 0] == drawn.lead, pairs[:, 1], pairs[:, 0])
    inside = (partner < 4)[drawn.lead < 4]
    expected = 5 * 3 / (5 * 3 + 5)
    assert abs(inside.mean() - expected) < 4 * np.sqrt(expected * (1 - expected) / len(inside))
    assert abs((drawn.lead < 4).mean() - 4 / 9) < 4 * np.sqrt(20 / 81 / len(pairs))
