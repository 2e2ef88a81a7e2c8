"""Every 0/1 matrix with given margins, by brute force: what null models are held against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, permutations

import numpy as np
import pandas as pd
from scipy.stats import chi2

from cooperation_graph.graph import CooperationGraph, build_graphs
from cooperation_graph.survey.tables import Survey

#: A matrix as one number a project: bit i is set when actor i takes part.
Columns = tuple[int, ...]


def enumerate_columns(
    degrees: np.ndarray, sizes: Sequence[int], fixed: Sequence[int], strata: Sequence[int]
) -> Iterator[Columns]:
    """All matrices whose free cells leave every actor ``degrees[stratum, actor]`` projects and fill project p to ``sizes[p]``.

    ``fixed[p]`` are the actors who stay in project p and count neither in `degrees` nor in `sizes`.
    """
    if not len(sizes):
        if not degrees.any():
            yield ()
        return
    able = [i for i in range(degrees.shape[1]) if degrees[strata[0], i] and not fixed[0] >> i & 1]
    for chosen in combinations(able, sizes[0]):
        left = degrees.copy()
        left[strata[0], list(chosen)] -= 1
        for rest in enumerate_columns(left, sizes[1:], fixed[1:], strata[1:]):
            yield (fixed[0] | sum(1 << i for i in chosen), *rest)


def all_matrices(matrix: Sequence[str], *, fix_leads: bool = False, strata: Sequence[int] | None = None) -> list[Columns]:
    """Every matrix with the margins of a drawing: ``x`` partner, ``L`` lead, ``.`` nothing; a line is an actor."""
    cells = np.array([list(line) for line in matrix])
    held = (cells == "L") if fix_leads else np.zeros(cells.shape, dtype=bool)
    free = (cells != ".") & ~held
    of = np.asarray(strata if strata is not None else [0] * cells.shape[1])
    degrees = np.array([free[:, of == s].sum(axis=1) for s in range(of.max() + 1)])
    fixed = [sum(1 << int(i) for i in np.flatnonzero(column)) for column in held.T]
    return list(enumerate_columns(degrees, free.sum(axis=0).tolist(), fixed, of.tolist()))


def graph_of(matrix: Sequence[str], *, themes: Sequence[str] | None = None, isolates: int = 0) -> CooperationGraph:
    """The graph of a drawing; isolates stand last, and with more than 64 actors the chain works on lists."""
    rows = [
        ("T", "1", f"a{i:03d}", f"p{p:03d}", {"L": "lead", "x": "partner"}[cell])
        for i, line in enumerate(matrix) for p, cell in enumerate(line) if cell != "."
    ]  # fmt: skip
    n, m = len(matrix) + isolates, len(matrix[0])
    table = pd.DataFrame(rows, columns=["territory", "wave", "actor", "project", "role"]).astype("str")
    actors = pd.DataFrame({"actor": [f"a{i:03d}" for i in range(n)], "sector": [f"s{i % 2}" for i in range(n)]})
    actors["territory"] = "T"
    projects = pd.DataFrame({"project": [f"p{p:03d}" for p in range(m)], "theme": list(themes or ["t"] * m)})
    survey = Survey(
        participations=table, actors=actors.astype("str"), projects=projects.astype("str"), groups=("sector",)
    )
    graph = build_graphs(survey)[0]
    assert graph.n_actors == n
    return graph


def counted(lists: np.ndarray, sizes: np.ndarray) -> Counter[Columns]:
    """How often each matrix stands among drawn lists."""
    bits = np.left_shift(np.int64(1), lists.astype(np.int64))
    starts = np.concatenate([[0], np.cumsum(sizes)])
    columns = np.stack([bits[:, a:b].sum(axis=1) for a, b in pairwise(starts)], axis=1)
    found, counts = np.unique(columns, axis=0, return_counts=True)
    return Counter({tuple(map(int, row)): int(k) for row, k in zip(found, counts, strict=True)})


def uniformity(counts: Counter[Columns], matrices: Sequence[Columns]) -> float:
    """p of the χ² test that all matrices are equally likely; every draw must be one of them."""
    assert not set(counts) - set(matrices)
    expected = counts.total() / len(matrices)
    statistic = sum((counts[one] - expected) ** 2 / expected for one in matrices)
    return float(chi2.sf(statistic, len(matrices) - 1)) if len(matrices) > 1 else 1.0


def connected(matrices: Sequence[Columns], n: int, longest: int, strata: Sequence[int] | None = None) -> bool:
    """Whether exchanges between two projects and rotations among up to `longest` projects join all matrices."""
    todo, seen = [matrices[0]], {matrices[0]}
    everything = set(matrices)
    of = strata or [0] * len(matrices[0])
    while todo:
        one = todo.pop()
        for length in range(2, min(longest, len(one)) + 1):
            for chain in permutations(range(len(one)), length):
                if min(chain) != chain[0] or len({of[p] for p in chain}) > 1:
                    continue
                for given in _choices([one[p] for p in chain], n):
                    other = list(one)
                    for t, p in enumerate(chain):
                        other[p] = one[p] & ~given[t] | given[(t + 1) % length]
                    moved = tuple(other)
                    if moved in everything and moved not in seen:
                        seen.add(moved)
                        todo.append(moved)
    return len(seen) == len(everything)


def _choices(columns: Sequence[int], n: int) -> Iterator[tuple[int, ...]]:
    if not columns:
        yield ()
        return
    for i in range(n):
        if columns[0] >> i & 1:
            for rest in _choices(columns[1:], n):
                yield (1 << i, *rest)
