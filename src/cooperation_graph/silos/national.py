"""Benjamini–Hochberg over territories, with more draws for those whose p stands at its floor, as long as they matter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from cooperation_graph.measures import summarise_draws
from cooperation_graph.nulls.chance import BLOCK
from cooperation_graph.nulls.draws import stream
from cooperation_graph.silos.evidence import inside_shares, tail_p, within_share
from cooperation_graph.sufficient import Incidence, Layout, observe, part_of
from cooperation_graph.uncertainty import benjamini_hochberg

__all__ = ["national_p", "territory_p"]


def territory_p(
    incidence: Incidence, places: np.ndarray, null: Callable[..., Any], *, draws: int, entropy: int, n_jobs: int = 1,
    checkpoint: str | Path | None = None,
) -> np.ndarray:  # fmt: skip
    """p of some territories from so many draws, a number of them at a time so that memory stays flat."""
    part = part_of(incidence, places)
    layout = Layout.of(["pair_mixing"], incidence.n_groups)
    seen = observe(part, ["pair_mixing"])["pair_mixing"]
    observed = within_share(seen)
    step = max(1, 1_000_000 // layout.size // BLOCK) * BLOCK  # draws held at a time

    def reduce(first: int, last: int, flat: np.ndarray) -> np.ndarray:
        values = inside_shares(flat, seen[first:last])[:, -1]
        tails = summarise_draws(values, np.zeros(values.shape, dtype=np.int8), observed[first:last])
        return np.stack([tails["above"], tails["below"], tails["draws"]])

    tails = np.zeros((3, len(places)))
    for first in range(0, draws, step):
        parts = stream(
            part, layout, null, reduce, draws=min(first + step, draws), first_draw=first, entropy=entropy, n_jobs=n_jobs,
            checkpoint=(checkpoint, "territories"),
        )  # fmt: skip
        tails += np.concatenate([found for _, _, found in parts], axis=1)
    return tail_p(*tails)


def national_p(
    p: np.ndarray, incidence: Incidence, null: Callable[..., Any], *, draws: int, most: int, entropy: int, alpha: float, n_jobs: int = 1,
    checkpoint: str | Path | None = None,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """p and q of the territories of one wave each (`incidence`), from p with `draws` draws.

    Territories at the floor of p, 2/(B + 1), get ten times as many draws, and again, while their q is not below `alpha` and could be:
    until none of them stands at the floor, or `most` draws.
    """
    p = p.copy()
    waves = np.array([incidence.national.waves[g] for g in incidence.numbers])
    q = np.full(len(p), np.nan)
    for wave in np.unique(waves):
        places, made = np.flatnonzero(waves == wave), draws
        while True:
            q[places] = benjamini_hochberg(p[places])
            at_floor = places[p[places] <= 2 / (made + 1) + 1e-12]
            if made >= most or not (q[at_floor] >= alpha).any():
                break
            made = min(most, made * 10)
            p[at_floor] = territory_p(incidence, at_floor, null, draws=made, entropy=entropy, n_jobs=n_jobs, checkpoint=checkpoint)
    return p, q
