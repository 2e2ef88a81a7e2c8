"""What makes a target mislead: set after the data, for the lowest only, on a volume alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cooperation_graph.comparison.pooling import shrunken
from cooperation_graph.locale import N_

__all__ = ["VOLUME", "by_itself", "cautions", "late_targets"]

#: Indicators that grow with the completeness of a survey alone.
VOLUME = ("mean_partners", "density", "n_actors", "n_projects", "n_participations")


def by_itself(goals: pd.DataFrame, measured: pd.DataFrame) -> list[float]:
    """What regression to the mean alone brings: θ̃ − y at the wave of reference, over all territories measured then."""
    pulls: dict[tuple[str, str], pd.Series] = {}
    for indicator, wave in goals[["indicator", "baseline_wave"]].drop_duplicates().itertuples(index=False):
        there = measured[(measured["metric"] == indicator) & (measured["wave"] == wave) & (measured["se"] > 0)].dropna(subset=["value"])
        if len(there) >= 3:
            level = there["value"].to_numpy(dtype=float)
            estimates, _ = shrunken(level, there["se"].to_numpy(dtype=float) ** 2)
            pulls[(indicator, wave)] = pd.Series(estimates - level, index=there["territory"].to_numpy())
    none = pd.Series(dtype=float)
    keys = zip(goals["indicator"], goals["baseline_wave"], goals["territory"], strict=True)
    return [float(pulls.get((indicator, wave), none).get(territory, np.nan)) for indicator, wave, territory in keys]


def late_targets(goals: pd.DataFrame, collected: Mapping[str, str]) -> list[dict[str, str]]:
    """Targets set once the data they are held against could be seen."""
    rows = []
    for row in goals.drop_duplicates(["indicator", "wave", "dated"]).to_dict("records"):
        wave = str(row["wave"])
        seen = collected.get(wave) or (wave if wave[:4].isdigit() else "")
        if row["dated"] and seen and row["dated"][: len(seen)] > seen[: len(row["dated"])]:
            rows.append({
                "code": "target_after_data", "metric": str(row["indicator"]), "wave": wave,
                "message": N_("the target was set after the data it is held against: reaching it proves nothing"),
            })  # fmt: skip
    return rows


def cautions(frame: pd.DataFrame, measured: pd.DataFrame) -> list[dict[str, str]]:
    """Targets on volumes alone, and targets for the lowest territories only."""
    rows: list[dict[str, str]] = []
    message = N_("a target on a volume rewards adding names to projects: pair it with an indicator of quality")
    for territory, goals in frame.groupby("territory", sort=False):
        volumes = goals["indicator"].isin(VOLUME)
        if volumes.all():
            alone = sorted(set(goals["indicator"]))
            rows += [{"code": "volume_target_alone", "territory": str(territory), "metric": name, "message": message} for name in alone]
    for indicator, goals in frame.groupby("indicator"):
        known = goals.dropna(subset=["baseline"])
        others = set(measured["territory"]) - set(goals["territory"])
        if not others or not len(known):
            continue
        cells = measured[measured["metric"] == indicator]
        at_start = cells[cells["wave"] == known["baseline_wave"].iloc[0]].set_index("territory")["value"].dropna()
        sign = 1 if (known["direction"] == "increase").all() else -1
        rest = at_start[at_start.index.isin(others)]
        if len(rest) and (sign * known["baseline"]).max() < (sign * rest).min():
            rows.append({
                "code": "worst_only", "metric": str(indicator),
                "message": N_("targets are set for the lowest territories only: some of their progress would come by itself"),
            })  # fmt: skip
    return rows
