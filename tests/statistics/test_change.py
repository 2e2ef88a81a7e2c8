"""Criteria of change between waves, written before the code: `make check-statistics`.

1. Test of change: when both waves come from one process, p ≤ .05 in 3 to 7 % of territories, for each of four metrics, with
   30 and with 12 projects a wave, a third of which continue. (t-tests on pairs of actors reject in up to 28 %, McNemar in 29 %.)
2. Stratified jackknife: the 95 % interval of the change covers the expected change in 90 to 98 % of territories, when nothing
   changes and when homophily ends.
3. One wave: the delete-one-project interval covers the expected value in at least 90 % of territories with 30 projects, 88 %
   with 12.
The power to show a change is printed, without criterion: it depends on the homophily chosen.

Actors are fixed; only projects are drawn. With 2,000 territories the standard error at 5 % is .005: a test at its level falls
outside 3–7 % with probability below .0001; an interval of true coverage .92 falls below .90 with probability .0005.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.evolution import compare_waves
from cooperation_graph.graph import Graphs, build_graphs
from cooperation_graph.measures import measure
from cooperation_graph.survey.tables import Survey

RUNS = 2000
METRICS = ["density", "mean_partners", "pair_heterogeneity", "cross_group_tie_share"]
STRONG = 6.0


def projects_of(
    rng: np.random.Generator, number: int, weight: np.ndarray, group: np.ndarray, homophily: float
) -> list[np.ndarray]:
    """Projects of size 2 + Poisson(1.5): a lead drawn by activity, partners by activity times homophily in the lead's group."""
    leads = rng.choice(len(weight), number, p=weight / weight.sum())
    own = weight * np.where(group[leads][:, None] == group, homophily, 1.0)
    race = rng.exponential(size=own.shape) / own  # the smallest are a weighted sample without replacement
    race[np.arange(number), leads] = -1
    sizes = np.minimum(2 + rng.poisson(1.5, number), len(weight))
    order = race.argsort(axis=1)
    return [order[k, :size] for k, size in enumerate(sizes)]


def territories(
    runs: int, seed: int, *, actors: int = 40, number: int = 30, kept: int = 10, homophily: tuple[float, float] = (3.0, 3.0)
) -> Graphs:
    """Territories with the same actors, two waves of `number` projects; the first `kept` continue, with one change of member in
    a third of them."""
    rng = np.random.default_rng(seed)
    weight, group = np.random.default_rng(99).gamma(2, 0.5, actors), np.arange(actors) % 4
    rows = []
    for run in range(runs):
        first = projects_of(rng, number, weight, group, homophily[0])
        second = projects_of(rng, number, weight, group, homophily[1])
        for k in range(kept):
            both = first[k].copy()
            if rng.random() < 1 / 3 and len(both) < actors:
                both[-1] = rng.choice(np.setdiff1d(np.arange(actors), both))
            second[k] = both
        for wave, found in (("1", first), ("2", second)):
            names = [f"p{k}" if k < kept or wave == "1" else f"q{k}" for k in range(number)]
            rows += [(run, wave, actor, name) for name, who in zip(names, found, strict=True) for actor in who]
    table = pd.DataFrame(rows, columns=["territory", "wave", "actor", "project"]).astype("str")
    frame = pd.DataFrame({"actor": range(actors), "sector": group}).astype("str")
    roster = pd.DataFrame(
        [(str(t), w, str(a), "answered") for t in range(runs) for w in "12" for a in range(actors)],
        columns=["territory", "wave", "actor", "status"], dtype="str",
    )  # fmt: skip
    return build_graphs(Survey(table, actors=frame, responses=roster, groups=("sector",)))


@cache
def truth(homophily: float, number: int = 30) -> dict[str, float]:
    """Expected values with these actors, from 10,000 territories of one wave."""
    runs, rng = 10_000, np.random.default_rng(5)
    weight, group = np.random.default_rng(99).gamma(2, 0.5, 40), np.arange(40) % 4
    rows = []
    for run in range(runs):
        rows += [(run, a, k) for k, who in enumerate(projects_of(rng, number, weight, group, homophily)) for a in who]
    table = pd.DataFrame(rows, columns=["territory", "actor", "project"]).assign(wave="1").astype("str")
    roster = pd.DataFrame({"territory": np.repeat(np.arange(runs), 40), "actor": np.tile(np.arange(40), runs)})
    frame = pd.DataFrame({"actor": range(40), "sector": group}).astype("str")
    roster = roster.assign(wave="1", status="answered").astype("str")
    graphs = build_graphs(Survey(table, actors=frame, responses=roster, groups=("sector",)))
    measured = measure(graphs, METRICS, null=None, interval=None).frame
    return measured.groupby("metric")["value"].mean().to_dict()


@pytest.mark.parametrize(("number", "kept"), [(30, 10), (12, 4)])
def test_level_of_the_test_and_coverage_when_nothing_changes(number: int, kept: int) -> None:
    graphs = territories(RUNS, number, number=number, kept=kept)
    frame = compare_waves(graphs, "1", "2", metrics=METRICS, permutations=199, rng=1).frame
    for metric, rows in frame.groupby("metric"):
        rejected = (rows["p"] <= 0.05).mean()
        covered = ((rows["ci_low"] <= 0) & (rows["ci_high"] >= 0)).mean()
        print(f"{number} projects, {metric}: rejected {rejected:.3f}, covered {covered:.3f}")
        assert rows["se"].notna().all()
        assert 0.03 <= rejected <= 0.07
        assert 0.90 <= covered <= 0.98


def test_coverage_of_a_true_change() -> None:
    graphs = territories(RUNS, 77, kept=0, homophily=(STRONG, 1.0))
    frame = compare_waves(graphs, "1", "2", metrics=METRICS, permutations=199, rng=1).frame
    for metric, rows in frame.groupby("metric"):
        change = truth(1.0)[metric] - truth(STRONG)[metric]
        covered = ((rows["ci_low"] <= change) & (rows["ci_high"] >= change)).mean()
        power = (rows["p"] <= 0.05).mean()
        print(f"{metric}: expected change {change:.3f}, covered {covered:.3f}, shown in {power:.3f}")
        assert 0.90 <= covered <= 0.98


@pytest.mark.parametrize(("number", "least"), [(30, 0.90), (12, 0.88)])
def test_coverage_of_one_wave(number: int, least: float) -> None:
    graphs = territories(RUNS, 300 + number, number=number, kept=0).select(wave="1")
    frame = measure(graphs, METRICS, null=None).frame
    for metric, rows in frame.groupby("metric"):
        expected = truth(3.0, number)[metric]
        covered = ((rows["ci_low"] <= expected) & (rows["ci_high"] >= expected)).mean()
        print(f"{number} projects, {metric}: covered {covered:.3f}")
        assert covered >= least
