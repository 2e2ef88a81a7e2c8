"""What the closure of one group is enough to explain of the others: evidence is tested again with that group held."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.measures import summarise_draws
from cooperation_graph.nulls.card import card_of_null
from cooperation_graph.nulls.draws import stream
from cooperation_graph.silos.evidence import closure, inside_shares
from cooperation_graph.sufficient import Incidence, Layout, observe, part_of

__all__ = ["conditional_p", "explain"]


def conditional_p(
    incidence: Incidence, held: np.ndarray, null: Callable[..., Any], *, draws: int, entropy: int, n_jobs: int = 1,
    checkpoint: str | Path | None = None,
) -> np.ndarray:  # fmt: skip
    """Upper-tail p of every group, graphs × groups, when the actors of group ``held[graph]`` keep their projects.

    Partners of the held group are not counted: where they are is given, and how they leave others among themselves is what
    must not count as evidence. Graphs where `held` is negative are left out (NaN).
    """
    places = np.flatnonzero(held >= 0)
    found = np.full((len(held), incidence.n_groups), np.nan)
    if not len(places):
        return found
    part, groups = part_of(incidence, places), held[places]
    layout = Layout.of(["pair_mixing"], incidence.n_groups)
    others = (np.arange(incidence.n_groups) != groups[:, None]).astype(float)
    others = others[:, :, None] * others[:, None, :]
    seen = observe(part, ["pair_mixing"])["pair_mixing"] * others
    observed = closure(seen)

    def reduce(first: int, last: int, flat: np.ndarray) -> np.ndarray:
        values = inside_shares(flat, seen[first:last], groups[first:last])[:, :-1].transpose(0, 2, 1)
        tails = summarise_draws(values, np.zeros(values.shape, dtype=np.int8), observed[first:last])
        return np.where(tails["draws"] > 0, (tails["above"] + 1) / (tails["draws"] + 1), np.nan)

    frozen = part.group == np.repeat(groups, np.diff(part.row_offsets))
    parts = stream(
        part, layout, null, reduce, draws=draws, entropy=entropy, n_jobs=n_jobs, frozen=frozen, checkpoint=(checkpoint, "given a group")
    )
    found[places] = np.concatenate([upper for _, _, upper in parts])
    return found


def explain(
    rows: pd.DataFrame, incidence: Incidence, labels: list[str], null: Callable[..., Any], draws: int, entropy: int, alpha: float,
    n_jobs: int, checkpoint: str | Path | None = None,
) -> None:  # fmt: skip
    """Fill `explained_by` of the groups whose closure another flagged group is enough to explain."""
    if card_of_null(null).sampler != "trades":
        return
    flagged = rows[(rows["q"] < alpha) & (rows["value"] > rows["expected"])]
    several = flagged[flagged.groupby("graph")["group"].transform("size") > 1]
    turn = several.groupby("graph").cumcount()
    n_graphs = len(incidence.row_offsets) - 1
    given = np.full((n_graphs, len(labels), len(labels)), np.nan)  # graph, held, group
    for number in range(int(turn.max()) + 1 if len(turn) else 0):  # one flagged group of each graph at a time
        now, held = several[turn == number], np.full(n_graphs, -1)
        held[now["graph"]] = now["group"]
        found = conditional_p(incidence, held, null, draws=draws, entropy=entropy, n_jobs=n_jobs, checkpoint=checkpoint)
        given[now["graph"], now["group"]] = found[now["graph"]]
    for graph, group in several.groupby("graph"):
        p, effect = given[int(str(graph))], dict(zip(group["group"], group["effect"], strict=True))
        for place, g in group["group"].items():
            others = [h for h in effect if h != g and p[h, g] >= alpha and p[g, h] < alpha]
            if others:
                rows.loc[place, "explained_by"] = labels[min(others, key=lambda h: (p[g, h], -effect[h]))]
