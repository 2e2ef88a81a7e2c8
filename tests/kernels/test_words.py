"""Bits of words: counts, places, and choices that are all as likely."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from scipy.stats import chisquare

from cooperation_graph.kernels import words

some_of = words._some_of


@njit
def counts_and_places(values):
    return np.array([words.count(v) for v in values]), np.array([words.lowest(v) for v in values])


@njit
def choices(pool, k, times, state):
    found = np.zeros(times, np.uint64)
    for t in range(times):
        found[t] = some_of(pool, k, state)
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
