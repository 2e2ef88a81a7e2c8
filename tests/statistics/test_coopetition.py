"""Criterion of `coopetition_lift`, written before the code ran: `make check-statistics`.

Where rivalry has no effect on who works with whom, the mean lift is 1 ± .05 at homophily 0, 1 and 2, while the raw ratio to pairs
that are no rivals is printed (1.5 to 2.8 in the design). 150 runs: the standard error of the mean is about .01.

The first run failed (.92 and .93 at homophily 0 and 1): those who apply lead different projects, which the draws then mixed. They
keep leads since.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.graph import CooperationGraph, build_graphs
from cooperation_graph.metrics import coopetition_lift, pair_states
from cooperation_graph.survey.tables import Survey

N, P, THEMES, RUNS = 40, 40, 4, 150


def territory(homophily: float, rng: np.random.Generator) -> CooperationGraph:
    """Actors have a trade; a project's theme is its lead's trade four times in five; its lead applies to the call of the theme, and
    so do others, as active in it, who are refused. Partners are chosen by activity and trade, whoever applied.
    """
    activity, trade = rng.gamma(2, 0.5, N), rng.integers(THEMES, size=N)
    rows, bids, themes = [], [], []
    for p in range(P):
        lead = int(rng.choice(N, p=activity / activity.sum()))
        theme = int(trade[lead]) if rng.random() < 0.8 else int(rng.integers(THEMES))
        themes.append(f"t{theme}")
        weight = activity * np.exp(homophily * (trade == theme))
        weight[lead] = 0
        partners = rng.choice(N, 1 + int(rng.poisson(1.5)), replace=False, p=weight / weight.sum())
        rows += [(f"a{lead:02d}", f"p{p}", "lead"), *((f"a{i:02d}", f"p{p}", "partner") for i in partners)]
        if rng.random() < 0.5:
            bids.append((f"call {theme}", f"bid{p}", f"t{theme}", f"a{lead:02d}"))
        if rng.random() < 0.3:
            weight = activity * np.exp(homophily * (trade == theme))
            bids.append((f"call {theme}", f"refused{p}", f"t{theme}", f"a{int(rng.choice(N, p=weight / weight.sum())):02d}"))
    where = {"territory": "T", "wave": "1"}
    return build_graphs(Survey(
        participations=pd.DataFrame(rows, columns=["actor", "project", "role"]).assign(**where).astype("str"),
        applications=pd.DataFrame(bids, columns=["call", "application", "theme", "actor"]).assign(**where).astype("str"),
        projects=pd.DataFrame({"project": [f"p{p}" for p in range(P)], "theme": themes}).astype("str"),
    ))[0]  # fmt: skip


@pytest.mark.parametrize("homophily", [0, 1, 2])
def test_lift_is_one_without_an_effect_of_rivalry(homophily: int) -> None:
    rng = np.random.default_rng(homophily)
    lifts, ratios = [], []
    for _ in range(RUNS):
        graph = territory(homophily, rng)
        lifts.append(coopetition_lift(graph, draws=128, rng=rng))
        states = pair_states(graph)
        rivals, partners = states["state"].isin(["competition", "both"]), states["projects"] > 0
        ratios.append(partners[rivals].mean() / partners[~rivals].mean())
    se = np.std(lifts) / np.sqrt(RUNS)
    print(f"homophily {homophily}: lift {np.mean(lifts):.3f} (se {se:.3f}), raw ratio {np.mean(ratios):.2f}")
    assert abs(np.mean(lifts) - 1) <= 0.05
