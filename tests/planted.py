"""Bipartite graphs with groups planted at a known signal: what searches for communities and for silos are held against."""

from __future__ import annotations

import numpy as np

N, GROUPS = 120, 5
#: Actors by group, and projects, of the territories of :func:`planted_territory`.
EVEN, UNEVEN, PROJECTS = (9, 9, 9, 9, 9), (16, 11, 8, 6, 4), 40


def planted_pairs(signal: float, run: int) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Group of each of 120 actors, and participations in 120 projects.

    A project belongs to a group and takes its 2 + Poisson(2) members from it with probability `signal`, from anybody else.
    """
    rng = np.random.default_rng([int(100 * signal), run])
    group, pairs = np.arange(N) % GROUPS, set()
    for project in range(N):
        own = np.flatnonzero(group == rng.integers(GROUPS))
        for _ in range(2 + rng.poisson(2)):
            pairs.add((int(rng.choice(own) if rng.random() < signal else rng.integers(N)), project))
    return group, sorted(pairs)


def planted_matrix(signal: float, run: int) -> tuple[np.ndarray, np.ndarray]:
    """The same as a matrix."""
    group, pairs = planted_pairs(signal, run)
    matrix = np.zeros((N, N))
    matrix[tuple(np.transpose(pairs))] = 1
    return group, matrix


def planted_territory(closure: float, run: int, *, nuisance: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Group of each of 45 actors, which two of the five groups are closed, and who takes part in 40 projects.

    How active everybody is and how large projects are is drawn **first**, so that closing makes nobody more active: an actor may
    take part in so many projects (gamma(2), times his group's activity), a project belongs to a group, drawn by activity,
    and takes its members by weight: what they have left, `closure` times as much for actors of its group when that group is
    closed. With the nuisance, groups have 16, 11, 8, 6 and 4 actors (in any order) and between half and twice the activity, and
    sizes of projects a heavy tail (Pareto, exponent 1.5, 2 to 20); without, 9 actors each, equally active, and 2 + Poisson(1.5).
    """
    rng = np.random.default_rng([int(100 * closure), run, nuisance])
    group = np.repeat(np.arange(5), rng.permutation(UNEVEN) if nuisance else EVEN)
    closed = np.zeros(5, dtype=bool)
    closed[rng.choice(5, 2, replace=False)] = True
    activity = (2.0 ** rng.uniform(-1, 1, 5) if nuisance else np.ones(5))[group] * rng.gamma(2, 0.5, len(group))
    size = np.minimum(2 * rng.random(PROJECTS) ** (-1 / 1.5), 20).astype(int) if nuisance else 2 + rng.poisson(1.5, PROJECTS)
    left = np.minimum(rng.multinomial(size.sum(), activity / activity.sum()), PROJECTS)
    able = np.bincount(group, left, 5)
    owner = rng.choice(5, PROJECTS, p=able / able.sum())
    matrix = np.zeros((len(group), PROJECTS), dtype=bool)
    for project in range(PROJECTS):
        weight = left * np.where((group == owner[project]) & closed[group], closure, 1.0)
        race = rng.exponential(size=len(group)) / np.maximum(weight, 1e-300)  # the smallest are a weighted sample without replacement
        members = np.argsort(race)[: size[project]]
        members = members[left[members] > 0]
        matrix[members, project] = True
        left[members] -= 1
    return group, closed, matrix
