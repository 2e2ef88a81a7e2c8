"""A national survey of 3,200 graphs for benchmarks: synthetic, sizes and degrees as skewed as in real programmes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.graph import Graphs, build_graphs
from cooperation_graph.survey.tables import Survey


def national_graphs(territories: int = 1600, waves: int = 2, *, groups: int = 6, seed: int = 2026) -> Graphs:
    """Territories × waves with lognormal numbers of projects (84 % of them at most 64) and Pareto degrees of actors.

    With the defaults: 3,200 graphs and half a million participations.
    """
    rng = np.random.default_rng(seed)
    parts = []
    for territory in range(territories):
        m = int(np.clip(rng.lognormal(np.log(33), 0.66), 5, 500))
        n = int(np.clip(m * rng.uniform(0.7, 1.5), 8, None))
        weight = rng.pareto(2.5, n) + 0.3
        sector = rng.integers(groups, size=n)
        for wave in range(waves):
            size = np.minimum(2 + rng.poisson(1.93, m), n)
            for project in range(m):
                lead = rng.integers(n)
                own = weight * np.where(sector == sector[lead], 3.0, 1.0)
                race = rng.exponential(size=n) / own
                members = np.argpartition(race, size[project] - 1)[: size[project]]
                where = np.full((len(members), 3), (territory, wave, project))
                parts.append(np.column_stack([where, members, sector[members], members == members[0]]))
    table = np.concatenate(parts)
    frame = pd.DataFrame(table[:, :4], columns=["territory", "wave", "project", "actor"]).astype("str")
    frame["actor"], frame["project"] = frame["territory"] + "-" + frame["actor"], frame["territory"] + "-" + frame["project"]
    frame["role"] = pd.Series(np.where(table[:, 5] == 1, "lead", "partner"), dtype="str")
    actors = frame[["actor"]].assign(sector=pd.Series(table[:, 4], dtype="int").map("sector {}".format).astype("str"))
    actors = actors.drop_duplicates("actor").reset_index(drop=True)
    actors["residents"] = pd.array(np.arange(len(actors)) % 10 == 0, dtype="boolean")
    return build_graphs(Survey(participations=frame, actors=actors, groups=("sector",)))
