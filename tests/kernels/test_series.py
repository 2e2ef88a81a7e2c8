"""Moments of draws and shares inside groups, against numpy."""

from __future__ import annotations

import numpy as np
import pytest

from cooperation_graph.measures import summarise_draws
from cooperation_graph.silos.evidence import closure, inside_shares, weight, within_share


def test_moments_are_those_of_numpy():
    rng = np.random.default_rng(1)
    values = rng.normal(size=(3, 300, 4))
    codes = (rng.random(values.shape) < 0.1).astype(int)
    codes[1, :, 2], codes[2, 1:, 0] = 1, 1  # no draw is defined, one is
    codes[2, 0, 0] = 0
    values[0, 5, 1] = np.inf
    observed = values[:, 7].copy()
    found = summarise_draws(values, codes, observed)
    for g, k in np.ndindex(3, 4):
        kept = values[g, (codes[g, :, k] == 0) & np.isfinite(values[g, :, k]), k]
        assert found["draws"][g, k] == len(kept) == 300 - found["draws_undefined"][g, k]
        assert found["above"][g, k] == (kept >= observed[g, k] - 1e-10 * (1 + abs(observed[g, k]))).sum()
        assert found["below"][g, k] == (kept <= observed[g, k] + 1e-10 * (1 + abs(observed[g, k]))).sum()
        assert found["expected"][g, k] == pytest.approx(kept.mean() if len(kept) else np.nan, nan_ok=True)
        assert found["sd"][g, k] == pytest.approx(kept.std(ddof=1) if len(kept) > 1 else np.nan, nan_ok=True)


def test_equal_draws_have_their_value_as_mean_whatever_it_is():
    found = summarise_draws(np.full((1, 999), 0.1), np.zeros((1, 999), int), np.array([0.1]))
    assert found["expected"][0] == 0.1
    assert found["sd"][0] == 0
    assert found["draws_effective"][0] == 999


def brought(whole, observed):
    """O of groups and W of draws (graphs × draws × …) by the formulas, at the weights observed."""
    drawn, held = weight(whole), weight(observed)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        groups = np.maximum(held + (1 - held) * (closure(whole) - drawn) / (1 - drawn), 0)
        drawn, held = (drawn**2).sum(axis=-1), (held**2).sum(axis=-1)
        return groups, np.maximum(held + (1 - held) * (within_share(whole) - drawn) / (1 - drawn), 0)


def test_shares_are_their_formulas():
    rng = np.random.default_rng(2)
    upper = np.triu(rng.integers(1, 4, size=(3, 5, 4, 4))).astype(float)
    upper[0, 0] = 0  # no pair at all
    upper[:, :, 2, :] = upper[:, :, :, 2] = 0  # a group without a partner
    whole = upper + np.triu(upper, 1).swapaxes(-1, -2)
    groups, territory = brought(whole, whole[:, 1])
    found = inside_shares(upper.reshape(3, 5, 16), whole[:, 1])
    np.testing.assert_allclose(found[:, :-1].transpose(0, 2, 1), groups)
    np.testing.assert_allclose(found[:, -1], territory)
    others = np.ones((3, 4, 4))
    others[0, 1, :] = others[0, :, 1] = others[2, 3, :] = others[2, :, 3] = 0
    groups, _ = brought(whole * others[:, None], whole[:, 1] * others)
    left = inside_shares(upper.reshape(3, 5, 16), whole[:, 1] * others, np.array([1, -1, 3]))
    np.testing.assert_allclose(left[:, :-1].transpose(0, 2, 1), groups)
