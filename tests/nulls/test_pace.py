"""Chains that impossible pairs slow down take more rounds of trades; what draws are worth is right on a slow chain."""

from __future__ import annotations

import numpy as np
import pytest

from cooperation_graph.measures.against import summarise_draws
from cooperation_graph.nulls import draws
from cooperation_graph.nulls.pace import MOST, pace
from shapes import autocorrelation, drawn, integrated_time, shapes

SHAPES = {name: (graph, null) for name, graph, null in shapes()}


@pytest.mark.parametrize("name", ["half of the pairs impossible", "two halves that could not meet", "strata and impossible pairs"])
def test_draws_hardly_depend_on_each_other(name: str) -> None:
    for key, values in drawn(*SHAPES[name], blocks=25).items():
        rho = autocorrelation(values)
        assert rho[1] < 0.05 + 4 / np.sqrt(values.size), key
        assert abs(values[:, 0].mean() - values.mean()) < 4 * values.std() / np.sqrt(25), key


@pytest.mark.parametrize("name", ["85 % of the pairs impossible", "strata, 85 % impossible, leads stay"])
def test_with_nearly_every_pair_impossible_too(name: str) -> None:
    """Some cells move much slower than most: a chain slowed once, by the mean of all, kept a lag-1 autocorrelation of .1 to .2 here."""
    for key, values in drawn(*SHAPES[name], blocks=5).items():
        assert autocorrelation(values)[1] < 0.02 + 4 / np.sqrt(values.size), key


def test_draws_are_worth_what_their_autocorrelation_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """`draws_effective` against n over the integrated time, on a chain kept slow (strata and impossible pairs) and on a quick one."""
    monkeypatch.setattr(draws, "pace", lambda *_: 1)
    for name, slow in (("strata, 85 % impossible, leads stay", True), ("a survey, 40 × 40", False)):
        values = drawn(*SHAPES[name], blocks=80)["E–I"]
        flat = values.reshape(1, -1, 1)
        worth = float(summarise_draws(flat, np.zeros(flat.shape, dtype=np.int8), np.zeros((1, 1)))["draws_effective"][0, 0])
        exact = values.size / integrated_time(values)
        assert (worth < values.size / 3) == slow
        assert 0.7 * exact < worth < (3 if slow else 1.4) * exact  # one lag sees less than all when several speeds are mixed


def test_pace_of_known_chains() -> None:
    """A chain that never moves, one of independent draws, and one that keeps each of many cells with probability .6."""
    rng, sizes = np.random.default_rng(1), np.full(50, 4)
    fresh = lambda _, n: np.stack([np.concatenate([rng.choice(40, 4, replace=False) for _ in sizes]) for _ in range(n)])  # noqa: E731
    assert pace(lambda _, n: np.tile(np.arange(4), (n, 50)), sizes, 40, 16) == 1
    assert pace(fresh, sizes, 40, 16) <= 2

    def sticky(parts):
        """Projects in parts, each of which keeps its cells from one round to the next with a probability of its own."""

        def draw(slower: int, n: int) -> np.ndarray:
            found, stay = fresh(0, n), np.repeat(np.resize(parts, 50) ** slower, 4)
            for d in range(1, n):
                kept = (np.repeat(rng.random(50), 4) < stay) & (d % 16 > 0)
                found[d, kept] = found[d - 1, kept]
            return found

        return draw

    assert pace(sticky([0.6]), sizes, 40, 16) in range(8, 13)  # log .01 / log .6 = 9.02
    slow = pace(sticky([0.5, 0.5, 0.5, 0.5, 0.95]), sizes, 40, 16)
    assert slow > 25  # log .01 / log of the mean, .59, would say 9, which leaves .2 · .95^9 = .13
    assert pace(sticky([0.999]), sizes, 40, 16) == MOST
