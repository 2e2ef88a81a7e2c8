"""What they do: the tables of projects and participations of a synthetic survey."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from cooperation_graph.synthetic.names import name_projects
from cooperation_graph.synthetic.plan import Plan
from cooperation_graph.synthetic.process import Wave
from cooperation_graph.synthetic.roster import number_ids
from cooperation_graph.synthetic.vocabulary import THEMES

__all__ = ["describe_projects", "participate"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

#: Share of projects whose theme is that of their lead's sector.
_OWN_THEME = 0.6


def describe_projects(
    plan: Plan, drawn: Sequence[Wave], group_of: Ints, rng: np.random.Generator
) -> tuple[pd.DataFrame, list[Ints]]:
    """The table of projects, and for each wave the row of each of its projects."""
    territory = np.concatenate([wave.territory for wave in drawn])
    number = np.concatenate([wave.number for wave in drawn])
    lead = np.concatenate([wave.lead for wave in drawn])
    born = np.concatenate([wave.born for wave in drawn])
    key = territory * (int(number.max(initial=0)) + 1) + number
    _, first, row = np.unique(key, return_index=True, return_inverse=True)
    territory, group, born = territory[first], group_of[territory, lead][first], born[first]
    codes = plan.territories["territory"].to_numpy()
    themes = np.array(list(THEMES), dtype=object)
    theme = np.where(rng.random(len(first)) < _OWN_THEME, group % len(themes), rng.integers(0, len(themes), len(first)))
    kinds = np.array(["action", "diagnostic", "instance"], dtype=object)
    kind = kinds[np.searchsorted([0.9, 0.96], rng.random(len(first)))]
    names = name_projects(themes[theme].tolist(), kind.tolist(), territory, plan.territories, rng)
    table = pd.DataFrame({
        "project": number_ids(codes, territory, "P"), "territory": codes[territory], "name": names,
        "theme": themes[theme], "kind": kind,
    }, dtype="str")  # fmt: skip
    ends = np.cumsum([0, *(len(wave.territory) for wave in drawn)])
    return table, [row[a:b] for a, b in pairwise(ends)]


def participate(
    plan: Plan, drawn: Sequence[Wave], holder: Ints, actors: pd.Series, projects: pd.Series, project_of: Sequence[Ints],
    answers: Bools, recall: float, sources: bool, rng: np.random.Generator,
) -> pd.DataFrame:  # fmt: skip
    """One row a membership that is known: from the actor, or its lead if it remembers; leads are in the register."""
    codes = plan.territories["territory"].to_numpy()
    pieces = []
    for wave, (label, now) in enumerate(zip(plan.waves, drawn, strict=True)):
        where = now.territory[now.project]
        actor = holder[wave, where, now.slot]
        leader = holder[wave, now.territory, now.lead][now.project]
        leads = now.slot == now.lead[now.project]
        own = answers[wave, actor]
        told = answers[wave, leader] & (rng.random(len(actor)) < recall)
        known = own | told | leads
        frame = pd.DataFrame({
            "territory": codes[where[known]], "wave": label,
            "actor": actors.array.take(actor[known]),
            "project": projects.array.take(project_of[wave][now.project[known]]),
            "role": np.where(leads, "lead", "partner")[known],
        }, dtype="str")  # fmt: skip
        if sources:
            source = np.where(leads, np.where(own, "both", "register"), "respondent")
            frame["source"] = pd.Series(source[known], dtype="str")
            teller = actors.array.take(np.where(own, actor, leader)[known])
            frame["reported_by"] = pd.Series(teller, dtype="str").where((own | told)[known])
        pieces.append(frame)
    return pd.concat(pieces, ignore_index=True)
