"""Bipartite graphs with groups planted at a known signal: what searches for communities are held against."""

from __future__ import annotations

import numpy as np

N, GROUPS = 120, 5


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
