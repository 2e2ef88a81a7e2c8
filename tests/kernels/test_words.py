"""Bits of words: counts, places, and choices that are all as likely."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from scipy.stats import chisquare

from cooperation_graph.kernels import words
from cooperation_graph.kernels.chance import loaded

some_of = words._some_of


@njit
def deposit_of(pattern, pool):
    return words.deposit(pattern, pool)


@njit
def counts_and_places(values):
    return np.array([words.count(v) for v in values]), np.array([words.lowest(v) for v in values])


@njit
def choices(pool, k, times, state):
    found, held = np.zeros(times, np.uint64), loaded(state)
    for t in range(times):
        found[t], held = some_of(pool, k, held)
    return found


@given(st.lists(st.integers(1, 2**64 - 1), min_size=1, max_size=50))
def test_counts_and_places(values):
    counts, places = counts_and_places(np.array(values, dtype=np.uint64))
    assert counts.tolist() == [value.bit_count() for value in values]
    assert places.tolist() == [(value & -value).bit_length() - 1 for value in values]


@pytest.mark.parametrize("places", [(0, 1), (0, 5, 63), (3, 4, 5, 6, 7), (0, 9, 17, 31, 32, 48, 63)])
def test_all_choices_are_as_likely(places):
    pool = sum(1 << place for place in places)
    for k in range(len(places) + 1):
        state = np.array([k, 2, 3, 4], dtype=np.uint64)
        found, counts = np.unique(choices(np.uint64(pool), k, 35_000, state), return_counts=True)
        assert set(found.tolist()) == {sum(1 << p for p in chosen) for chosen in combinations(places, k)}
        assert len(counts) == 1 or chisquare(counts).pvalue > 1e-3


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**12 - 1))
def test_patterns_are_deposited_on_a_pool(pool, pattern):
    """The instruction of the processor, when it has one, and the loop that replaces it."""
    places = [place for place in range(64) if pool >> place & 1]
    wanted = sum(1 << place for rank, place in enumerate(places) if pattern >> rank & 1)
    assert int(words._deposit(np.uint64(pattern), np.uint64(pool))) == wanted
    assert int(deposit_of(np.uint64(pattern), np.uint64(pool))) == wanted


@pytest.mark.parametrize("items", [6, 14])
def test_trades_over_several_words_share_out_at_random(items):
    """Two lines, all their items apart and over three words: every division is as likely, from a table or one by one."""
    places = np.linspace(0, 190, items).astype(int)
    k, found = items // 2, Counter()
    rows, state = np.zeros((2, 3), np.uint64), np.array([1, 2, 3, 4], dtype=np.uint64)
    for rank, place in enumerate(places):
        rows[int(rank >= k), place >> 6] |= np.uint64(1 << int(place & 63))
    total = rows[0] | rows[1]
    size, times = np.array([2, 2]), 20 * 3432 if items == 14 else 20_000
    for _ in range(times):
        words.wide_trades(rows, size, state)
        found[tuple(rows[0].tolist())] += 1
    assert ((rows[0] | rows[1]) == total).all()
    assert len(found) == comb(items, k)
    assert chisquare(list(found.values())).pvalue > 1e-3
