"""Synthetic data for benchmarks, sizes and degrees as skewed as in real programmes: 3,200 graphs, and one large graph."""

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


def large_pairs(n: int, *, groups: int = 20, signal: float = 0.5, seed: int = 2026) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Actor and project of about `n` participations, sorted by project, and the group planted in each actor.

    n/10 actors with Pareto activity; projects of 2 actors and more, sizes with a Pareto tail, whose members come from the
    project's group with probability `signal`, from anywhere otherwise.
    """
    rng = np.random.default_rng(seed)
    n_actors, n_projects = n // 10, int(n / 6.5)
    group = rng.integers(groups, size=n_actors)
    order = np.argsort(group, kind="stable")
    ends = np.concatenate([[0], np.cumsum((rng.pareto(2.2, n_actors) + 0.3)[order])])
    of_group = ends[np.concatenate([[0], np.cumsum(np.bincount(group, minlength=groups))])]
    size = np.minimum(2 + (rng.pareto(2.3, n_projects) * 5.8).astype(np.int64), 150)
    project, home = np.repeat(np.arange(n_projects), size), np.repeat(rng.integers(groups, size=n_projects), size)
    inside = rng.random(len(project)) < signal
    low, high = np.where(inside, of_group[home], 0.0), np.where(inside, of_group[home + 1], ends[-1])
    actor = order[np.searchsorted(ends, low + (high - low) * rng.random(len(project)), side="right") - 1]
    project, actor = np.divmod(np.unique(project * n_actors + actor), n_actors)
    return actor, project, group


def large_survey(n: int, **planted: float) -> Survey:
    """One national graph of about `n` participations as a table of texts."""
    actor, project, group = large_pairs(n, **planted)

    def named(letter: str, numbers: np.ndarray) -> pd.Series:
        return pd.Series(numbers, dtype="str").str.rjust(8, "0").radd(letter)

    first = np.diff(project, prepend=-1) > 0
    table = pd.DataFrame({
        "territory": pd.Series("France", index=range(len(actor)), dtype="str"), "wave": pd.Series("2026", index=range(len(actor)), dtype="str"),
        "actor": named("a", actor), "project": named("p", project),
        "role": pd.Series(np.where(first, "lead", "partner"), dtype="str"),
    })  # fmt: skip
    actors = pd.DataFrame({"actor": named("a", np.arange(len(group))), "sector": pd.Series(group, dtype="str").radd("sector ")})
    actors["residents"] = pd.array(np.arange(len(actors)) % 10 == 0, dtype="boolean")
    return Survey(participations=table, actors=actors, groups=("sector",))
