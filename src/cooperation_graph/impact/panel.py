"""What an estimate rests on: the level of each indicator in each territory and wave, and each territory's change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import Graphs, build_graphs
from cooperation_graph.impact.plan import EvaluationPlan
from cooperation_graph.measures import as_graphs, measure
from cooperation_graph.survey.tables import Survey

__all__ = ["changes_of", "levels_of", "staggered_panel", "start_wave", "strata_of"]


def levels_of(graphs: Graphs, names: Sequence[str], by: str | None, waves: Sequence[str], n_jobs: int) -> pd.DataFrame:
    """Rows of measures at territory level, without null models nor intervals."""
    frame = measure(graphs.select(wave=list(waves)), names, by=by, null=None, interval=None, n_jobs=n_jobs).frame
    return frame[frame["level"] == "territory"]


def strata_of(survey: Survey, column: str) -> dict[str, str]:
    """Stratum of each territory, by a column of their table."""
    if not column:
        return {}
    if column not in survey.territories.columns:
        raise UnknownName("attribute of territories", column, survey.territories.columns)
    return dict(zip(survey.territories["territory"], survey.territories[column].fillna(""), strict=True))


def changes_of(
    levels: pd.DataFrame, name: str, plan: EvaluationPlan, treated: Sequence[str], comparison: Sequence[str],
    strata: Mapping[str, str],
) -> pd.DataFrame:  # fmt: skip
    """Mean level before and after of each territory, and its change; a wave without a value loses the territory, said so."""
    wide = levels[levels["metric"] == name].pivot(index="territory", columns="wave", values="value")
    rows = []
    for arm, places in (("treated", treated), ("comparison", comparison)):
        for territory in places:
            own = wide.loc[territory] if territory in wide.index else pd.Series(dtype=float)
            before, after = (own.reindex(list(waves)).mean(skipna=False) for waves in (plan.before, plan.after))
            lost = [w for w in (*plan.before, *plan.after) if np.isnan(own.reindex([w]).iloc[0])]
            rows.append({
                "indicator": name, "territory": territory, "arm": arm, "stratum": strata.get(territory, ""), "before": before,
                "after": after, "change": after - before, "status": "" if not lost else "no value in " + ", ".join(lost),
            })  # fmt: skip
    return pd.DataFrame(rows)


def start_wave(said: str, waves: Sequence[str]) -> str:
    """The first wave with animation: the one named, or the first that is not before the date said; empty when none is.

    Examples
    --------
    >>> start_wave("2022-09-01", ["2021", "2023"]), start_wave("2023", ["2021", "2023"]), start_wave("2024", ["2021", "2023"])
    ('2023', '2023', '')
    """
    return said if said in waves else next((wave for wave in waves if wave[: len(said)] >= said[: len(wave)]), "")


def staggered_panel(
    source: Graphs | Survey, indicator: str, *, by: str | None = None, exclude: Sequence[str] = ("animator",), n_jobs: int = 1
) -> pd.DataFrame:
    """Levels of one indicator with the wave in which each territory starts: what :func:`staggered_effect` reads.

    Parameters
    ----------
    source
        Graphs or a survey whose territories have ``animation_start``: a wave, or a date, which counts from the first wave that is
        not before it.
    indicator, by
        A metric and the attribute of its groups.
    exclude
        Actors left out of it.

    Returns
    -------
    pandas.DataFrame
        ``territory, wave, value, start``; `start` is empty for territories that never start, or after the last wave. Territories
        without a value in every wave are left out.
    """
    given = as_graphs(source)
    graphs = build_graphs(given.survey, roles=given.settings.get("roles", "all"), exclude=tuple(exclude))
    attribute = by or (graphs.survey.groups[0] if graphs.survey.groups else None)
    table = graphs.survey.territories
    begun: dict[str, str] = {}
    if "animation_start" in table.columns:
        for territory, said in zip(table["territory"], table["animation_start"], strict=True):
            if isinstance(said, str) and said:
                begun[str(territory)] = start_wave(said, graphs.waves)
    levels = levels_of(graphs, [indicator], attribute, graphs.waves, n_jobs)[["territory", "wave", "value"]].dropna()
    whole = levels.groupby("territory")["wave"].transform("count") == len(graphs.waves)
    panel = levels[whole].reset_index(drop=True)
    return panel.assign(start=pd.Series([begun.get(name) or np.nan for name in panel["territory"]], dtype="object"))
