"""Graphs of very different shapes under every constraint of `keep_degrees`, and how far draws of their chain depend on each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.graph import CooperationGraph, build_graphs
from cooperation_graph.nulls import keep_degrees
from cooperation_graph.nulls.chance import BLOCK
from cooperation_graph.nulls.draws import stream
from cooperation_graph.sufficient import Layout, incidence_of
from cooperation_graph.survey.tables import Survey

REQUESTS = ("tie_count", "tie_split", "pair_split", "project_mixing", "table_entropy")


def headline(found: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """One number a draw for each statistic that headline metrics are made of."""
    ties = found["tie_split"]
    return {
        "tied pairs": found["tie_count"][..., 0], "E–I": (ties[..., 1] - ties[..., 0]) / ties.sum(axis=-1),
        "pairs inside": found["pair_split"][..., 0], "cross projects": found["project_mixing"][..., 2],
        "pair heterogeneity": found["project_mixing"][..., 3], "table entropy": found["table_entropy"][..., 0],
    }  # fmt: skip


def graph_of_cells(cells: np.ndarray, *, themes: int = 1, leads: bool = False) -> CooperationGraph:
    """A graph of four groups by turns, its projects in themes by turns; the first actor of each project leads it if asked."""
    project, actor = np.nonzero(cells.T)
    first = np.concatenate([[True], project[1:] != project[:-1]])
    table = pd.DataFrame({
        "territory": "T", "wave": "1", "actor": pd.Series(actor).map("a{:04d}".format), "project": pd.Series(project).map("p{:04d}".format),
        "role": np.where(first & leads, "lead", "partner"),
    }).astype("str")  # fmt: skip
    n, m = cells.shape
    actors = pd.DataFrame({"territory": "T", "actor": [f"a{i:04d}" for i in range(n)], "sector": [f"s{i % 4}" for i in range(n)]})
    projects = pd.DataFrame({"project": [f"p{p:04d}" for p in range(m)], "theme": [f"t{p % themes}" for p in range(m)]})
    return build_graphs(Survey(participations=table, actors=actors.astype("str"), projects=projects.astype("str"), groups=("sector",)))[0]


def sparse(rng: np.random.Generator, n: int, m: int, mean: float) -> np.ndarray:
    """Sizes 2 + Poisson, members by gamma activity; projects by turns prefer one half of the actors, so that the start is far off."""
    cells = np.zeros((n, m), dtype=bool)
    activity = rng.gamma(2, 0.5, n) + 0.05
    for project in range(m):
        own = activity * np.where(np.arange(n) % 4 == project % 4, 6.0, 1.0)
        cells[rng.choice(n, min(2 + rng.poisson(mean), n), replace=False, p=own / own.sum()), project] = True
    return cells


def never(cells: np.ndarray, barred: np.ndarray) -> pd.DataFrame:
    """Pairs that may not be, of those that are not."""
    actor, project = np.nonzero(barred & ~cells)
    return pd.DataFrame({"actor": pd.Series(actor).map("a{:04d}".format), "project": pd.Series(project).map("p{:04d}".format)}).astype("str")


def shapes(seed: int = 1) -> Iterator[tuple[str, CooperationGraph, Callable[..., Any]]]:
    """Name, graph and null model."""
    rng = np.random.default_rng(seed)
    survey = sparse(rng, 40, 40, 2.0)
    half = np.add.outer(np.arange(40) >= 20, np.arange(40) >= 20) == 1  # early actors and late projects, late actors and early projects
    apart = survey & ~half
    apart[np.arange(40), np.where(np.arange(40) < 20, np.arange(40) % 20, 20 + np.arange(40) % 20)] = True
    hubs = sparse(rng, 40, 40, 1.0)
    hubs[0, :36] = hubs[:36, 0] = True
    yield "a survey, 40 × 40", graph_of_cells(survey), keep_degrees
    yield "small and dense, 12 × 10", graph_of_cells(rng.random((12, 10)) < 0.5), keep_degrees
    yield "very dense, 30 × 30", graph_of_cells(rng.random((30, 30)) < 0.8), keep_degrees
    yield "very small, 6 × 5", graph_of_cells(np.tri(6, 5, -1, dtype=bool) ^ np.eye(6, 5, 1, dtype=bool)), keep_degrees
    yield "a hub and a plenary, 40 × 40", graph_of_cells(hubs), keep_degrees
    yield "wide, 300 × 200", graph_of_cells(sparse(rng, 300, 200, 2.0)), keep_degrees
    yield "sparse and large, 1,500 × 1,000", graph_of_cells(sparse(rng, 1500, 1000, 2.0)), keep_degrees
    yield "leads stay", graph_of_cells(survey, leads=True), partial(keep_degrees, fix_leads=True)
    yield "strata: 5 themes", graph_of_cells(survey, themes=5), partial(keep_degrees, strata="theme")
    yield "strata: 10 themes of 4 projects", graph_of_cells(survey, themes=10), partial(keep_degrees, strata="theme")
    some = never(survey, rng.random(survey.shape) < 0.5)
    yield "half of the pairs impossible", graph_of_cells(survey), partial(keep_degrees, impossible=some)
    most = never(survey, rng.random(survey.shape) < 0.85)
    yield "85 % of the pairs impossible", graph_of_cells(survey), partial(keep_degrees, impossible=most)
    yield "two halves that could not meet", graph_of_cells(apart), partial(keep_degrees, impossible=never(apart, half))
    yield "strata and impossible pairs", graph_of_cells(survey, themes=5), partial(keep_degrees, strata="theme", impossible=some)
    both = partial(keep_degrees, strata="theme", impossible=most, fix_leads=True)
    yield "strata, 85 % impossible, leads stay", graph_of_cells(survey, themes=5, leads=True), both


def drawn(graph: CooperationGraph, null: Callable[..., Any], *, blocks: int, entropy: int = 1) -> dict[str, np.ndarray]:
    """Headline statistics, blocks × draws of a block."""
    incidence = incidence_of(graph, "sector")
    layout = Layout.of(REQUESTS, incidence.n_groups)
    out = stream(incidence, layout, null, lambda first, last, out: out, draws=blocks * BLOCK, entropy=entropy)[0][2]
    return {name: values.reshape(blocks, BLOCK) for name, values in headline(layout.split(out)).items()}


def autocorrelation(values: np.ndarray, lags: int = 40) -> np.ndarray:
    """Autocorrelation at lags 0, 1, 2… inside blocks, about the mean of all draws; nothing when draws do not vary."""
    deviation = values - values.mean()
    variance = (deviation**2).mean()
    if variance < 1e-12:
        return np.zeros(0)
    return np.array([(deviation[:, lag:] * deviation[:, : values.shape[1] - lag]).mean() / variance for lag in range(lags + 1)])


def integrated_time(values: np.ndarray) -> float:
    """Integrated autocorrelation time in draws, 1 + 2 Σ ρ, over Geyer's initial positive sequence; NaN without variation."""
    rho = autocorrelation(values)
    if not len(rho):
        return np.nan
    total = 1.0
    for lag in range(1, len(rho) - 1, 2):
        pair = rho[lag] + rho[lag + 1]
        if pair <= 0:
            break
        total += 2 * pair
    return float(total)
