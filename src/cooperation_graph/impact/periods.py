"""Years before the programme, free of charge: waves made from the dates of projects in a register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.locale import N_
from cooperation_graph.survey.tables import Survey, empty_table

__all__ = ["register_waves"]

NO_DATES = N_("no project has a start date: no wave can be made from a register")


def register_waves(
    survey: Survey, *, years: Sequence[int] | None = None, sources: Sequence[str] | None = ("register", "both")
) -> Survey:
    """The same survey seen through its register: one wave a year, with the projects that ran in it.

    Parameters
    ----------
    survey
        Its projects need ``start`` and, better, ``end`` (ISO dates).
    years
        Which ones; from the first start to the last without.
    sources
        Sources of participations kept, when the survey tells them: what the animator did not write himself. Every
        participation is kept when no row names a source, or with None: a register that names the lead alone says nothing of
        who works with whom.

    Returns
    -------
    Survey
        A project without an end runs in its first year only. Nobody is asked in a register: there is no response ledger, and
        its completeness is that of the register.

    Raises
    ------
    Undefined
        No project has a start.

    Notes
    -----
    Partners are those of the whole project: who joined late counts from the first year. A register that forgets old projects
    makes early years look empty: read levels, not numbers of projects.
    """
    table = survey.participations
    if sources is not None and "source" in table.columns and table["source"].isin(list(sources)).any():
        table = table[table["source"].isin(list(sources))]
    projects = survey.projects
    begun = _year(projects, "start")
    if begun.isna().all():
        raise Undefined(NO_DATES)
    ended = _year(projects, "end").fillna(begun).clip(lower=begun)
    known = projects.assign(begun=begun, ended=ended).dropna(subset=["begun"]).drop_duplicates("project")
    chosen = list(years) if years is not None else list(range(int(begun.min()), int(begun.max()) + 1))
    span = known[["project", "begun", "ended"]]
    rows = table.drop_duplicates([c for c in ("territory", "actor", "project", "role") if c in table.columns]).merge(span, on="project")
    parts = [rows[(rows["begun"] <= year) & (rows["ended"] >= year)].assign(wave=str(year)) for year in chosen]
    waves = pd.DataFrame({
        "wave": [str(year) for year in chosen], "label": [str(year) for year in chosen], "order": np.arange(1.0, len(chosen) + 1),
        "start": [f"{year}-01-01" for year in chosen], "end": [f"{year}-12-31" for year in chosen],
    }).astype({"wave": "str", "label": "str", "start": "str", "end": "str"})  # fmt: skip
    actors = survey.actors.drop_duplicates("actor", keep="last").drop(columns="wave", errors="ignore")
    return replace(
        survey, participations=pd.concat(parts, ignore_index=True)[list(table.columns)].astype({"wave": "str"}), waves=waves,
        actors=actors, responses=empty_table("responses"), ties=empty_table("ties"),
        provenance={**survey.provenance, "register_waves": [str(year) for year in chosen], "sources": list(sources or ())},
    )  # fmt: skip


def _year(projects: pd.DataFrame, column: str) -> pd.Series:
    if column not in projects.columns:
        return pd.Series(np.nan, index=projects.index)
    return pd.to_numeric(projects[column].astype("str").str.slice(0, 4), errors="coerce")
