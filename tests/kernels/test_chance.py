"""Random numbers against the published reference, and without bias."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit
from scipy.stats import chisquare, kstest

from cooperation_graph.kernels.chance import below, bits, seed_block, unit

#: First outputs of the authors' xoshiro256plusplus.c from the state 1, 2, 3, 4, and of their splitmix64.c.
XOSHIRO = (
    41943041, 58720359, 3588806011781223, 3591011842654386, 9228616714210784205, 9973669472204895162, 14011001112246962877,
    12406186145184390807, 15849039046786891736, 10450023813501588000,
)  # fmt: skip
SPLITMIX = (1477776061723855037, (1985237415132408290, 2979275885539914483, 13511426838097143398, 8488337342461049707))


@njit
def many_below(state, n, times):
    return np.array([below(state, n) for _ in range(times)])


@njit
def many_units(state, times):
    return np.array([unit(state) for _ in range(times)])


def test_xoshiro_gives_the_published_numbers():
    state = np.array([1, 2, 3, 4], dtype=np.uint64)
    assert tuple(int(bits(state)) for _ in XOSHIRO) == XOSHIRO


def test_seeds_come_from_splitmix():
    state = np.zeros(4, dtype=np.uint64)
    seed_block(np.array([SPLITMIX[0], 0], dtype=np.uint64), 0, state)
    assert tuple(map(int, state)) == SPLITMIX[1]


def test_blocks_and_keys_give_different_states():
    states, state = set(), np.zeros(4, dtype=np.uint64)
    for first in range(10):
        for second in range(10):
            for block in range(10):
                seed_block(np.array([first, second], dtype=np.uint64), block, state)
                states.add(tuple(map(int, state)))
    assert len(states) == 1000


@pytest.mark.parametrize("n", [1, 2, 3, 7, 10, 64, 1000])
def test_whole_numbers_are_uniform(n):
    found = np.bincount(many_below(np.array([1, 2, 3, 4], dtype=np.uint64), n, 200_000), minlength=n)
    assert len(found) == n
    assert n == 1 or 1e-3 < chisquare(found).pvalue < 0.999


def test_no_bias_where_modulo_has_one():
    """n = 3·2^30: taking a remainder of 32 bits would give the first third of the range half of the draws instead of a third."""
    found = many_below(np.array([5, 6, 7, 8], dtype=np.uint64), 3 * 2**30, 100_000)
    thirds = np.bincount(found // 2**30, minlength=3)
    assert chisquare(thirds).pvalue > 1e-3


def test_units_are_uniform():
    found = many_units(np.array([1, 2, 3, 4], dtype=np.uint64), 50_000)
    assert 0 <= found.min() < found.max() < 1
    assert kstest(found, "uniform").pvalue > 1e-3
