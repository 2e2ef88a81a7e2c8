"""Writes shapes.json: synthetic graphs from 2 to 300 actors and degenerate ones, as projects with their actors and a group for each actor."""

import json
from pathlib import Path

import numpy as np


def planted(seed: int, n: int, m: int, groups: int, inside: float, alone: int = 0) -> tuple[list[list[int]], list[int]]:
    """Projects that draw their actors from one group with probability `inside`; the last `alone` actors take part in nothing."""
    rng = np.random.default_rng(seed)
    group = rng.integers(groups, size=n)
    group[:groups] = np.arange(groups)
    able = np.arange(n) < n - alone
    projects = []
    for _ in range(m):
        pool = np.flatnonzero(able & (group == rng.integers(groups))) if rng.random() < inside else np.flatnonzero(able)
        size = min(1 + rng.poisson(2.2), len(pool))
        if size:
            weight = 1.0 / (1 + np.arange(len(pool)))  # the first of a pool are the most active
            projects.append(sorted(rng.choice(pool, size, replace=False, p=weight / weight.sum()).tolist()))
    return projects, group.tolist()


def shapes() -> dict[str, dict[str, list]]:
    """Name → projects and groups."""
    found: dict[str, tuple[list[list[int]], list[int]]] = {
        "dyad": ([[0, 1]], [0, 1]), "dyad of one group": ([[0, 1], [0, 1]], [0, 0]), "apart": ([[0], [1]], [0, 1]),
        "triad": ([[0, 1, 2]], [0, 0, 1]), "line": ([[0, 1], [1, 2], [2, 3], [3, 4]], [0, 0, 1, 1, 0]),
        "one project": ([list(range(12))], [i % 3 for i in range(12)]),
        "complete": ([list(range(6))] * 3, [0, 0, 1, 1, 2, 2]),
        "one group": ([[0, 1, 2], [2, 3], [3, 4, 5], [5, 0]], [0] * 6),
        "one actor a group": ([[0, 1, 2], [2, 3], [0, 3], [3, 4]], [0, 1, 2, 3, 4]),
        "silos": ([[0, 1, 2], [1, 2], [3, 4, 5], [3, 5], [6, 7, 8], [7, 8]], [0] * 3 + [1] * 3 + [2] * 3),
        "star": ([[0, i] for i in range(1, 10)], [0, *(1 + i % 2 for i in range(9))]),
        "checkerboard": ([[i, 5 + j] for i in range(5) for j in range(5) if (i + j) % 2], [0] * 5 + [1] * 5),
        "solos and isolates": ([[0, 1], [1, 2, 3], [4], [5], [2, 3, 4]], [0, 1, 0, 1, 2, 2, 0, 1]),
        "two pieces": ([[0, 1, 2], [2, 3], [4, 5, 6], [6, 7], [4, 7]], [0, 1, 0, 1, 0, 0, 1, 1]),
        "nested": ([list(range(k)) for k in range(1, 8)], [i % 2 for i in range(7)]),
    }  # fmt: skip
    for name, seed, n, m, groups, inside, alone in (
        ("five", 1, 5, 4, 2, 0.3, 0), ("eight", 2, 8, 7, 2, 0.5, 1), ("twelve", 3, 12, 9, 3, 0.0, 0), ("twenty", 4, 20, 15, 4, 0.7, 2),
        ("thirty", 5, 30, 25, 3, 0.4, 0), ("fifty", 6, 50, 35, 5, 0.8, 3), ("ninety", 7, 90, 70, 6, 0.2, 5),
        ("two hundred", 8, 200, 140, 4, 0.6, 8), ("three hundred", 9, 300, 220, 8, 0.5, 10), ("two groups", 10, 40, 30, 2, 0.6, 1),
    ):  # fmt: skip
        found[name] = planted(seed, n, m, groups, inside, alone)
    return {name: {"projects": projects, "groups": [f"s{g}" for g in groups]} for name, (projects, groups) in found.items()}


if __name__ == "__main__":
    Path(__file__).with_suffix(".json").write_text(json.dumps(shapes()))
