"""Who is asked and about which projects: what the survey knows of the wave, else of the last wave before it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.locale import N_
from cooperation_graph.survey.presence import presence
from cooperation_graph.survey.tables import Survey

__all__ = ["asked_actors", "asked_projects", "rows_of"]

NOBODY = N_("nobody can be asked: the survey names no actor in this territory")


def asked_actors(survey: Survey, wave: str, territories: list[str]) -> pd.DataFrame:
    """Territory and actor of everybody who may answer: in the last wave known, and not gone; with those named for the new wave.

    Raises
    ------
    Undefined
        Nobody is there.
    """
    states = presence(survey)
    states = states.loc[states["territory"].isin(territories)]
    last = _last_wave(states, wave)
    there = states.loc[(states["state"].isin(["active", "isolate", "unknown"])) & (states["wave"] == states["territory"].map(last))]
    actors = survey.actors
    new = actors.loc[(actors["wave"] == wave).to_numpy(dtype=bool)] if "wave" in actors.columns else actors.head(0)
    parts = [there[["territory", "actor"]]]
    if len(new) and "territory" in new.columns:
        parts.append(new.loc[new["territory"].isin(territories), ["territory", "actor"]])
    found = pd.concat(parts).dropna().drop_duplicates().astype("str")
    if not len(found):
        raise Undefined(NOBODY)
    return _in_order(found, territories, "actor")


def asked_projects(survey: Survey, wave: str, territories: list[str], *, ended: bool = False) -> pd.DataFrame:
    """Territory and project of what is offered: projects of the last wave known and new ones; those that had ended on request."""
    seen = survey.participations[["territory", "wave", "project"]].drop_duplicates()
    last = _last_wave(seen, wave)
    parts = [seen.loc[seen["wave"] == seen["territory"].map(last), ["territory", "project"]]]
    table = survey.projects
    if "territory" in table.columns:
        never = ~table["project"].isin(seen["project"])
        parts.append(table.loc[never.to_numpy(dtype=bool), ["territory", "project"]])
    found = pd.concat(parts).dropna().drop_duplicates().astype("str")
    start = _start(survey, wave)
    if start and not ended and "end" in table.columns:
        over = table.loc[(table["end"].fillna("9999") < start).to_numpy(dtype=bool), "project"]
        found = found.loc[~found["project"].isin(over)]
    return _in_order(found.loc[found["territory"].isin(territories)], territories, "project")


def chosen_territories(survey: Survey, territory: str | None) -> list[str]:
    """The territories asked, in order.

    Raises
    ------
    UnknownName
        The territory asked for is not in the survey.
    """
    known = list(dict.fromkeys([*survey.territories["territory"].dropna(), *survey.participations["territory"].dropna()]))
    if territory is None:
        return known
    if territory not in known:
        raise UnknownName("territory", territory, known)
    return [territory]


def _last_wave(frame: pd.DataFrame, wave: str) -> dict[str, str]:
    """The wave asked about where something is known of it, else the last one, in natural order, of each territory."""
    from cooperation_graph.graph import natural_key

    known = frame.groupby("territory", sort=False)["wave"].unique()
    return {
        str(place): wave if wave in set(waves) else max((str(w) for w in waves), key=natural_key) for place, waves in known.items()
    }


def _start(survey: Survey, wave: str) -> str:
    """First day of the wave, when its table or its name says so."""
    row = survey.waves.loc[(survey.waves["wave"] == wave).to_numpy(dtype=bool)]
    if len(row) and pd.notna(row["start"].iloc[0]):
        return str(row["start"].iloc[0])
    return f"{wave}-01-01" if len(wave) == 4 and wave.isdigit() else ""


def _in_order(found: pd.DataFrame, territories: list[str], column: str) -> pd.DataFrame:
    place = {name: k for k, name in enumerate(territories)}
    return found.sort_values(["territory", column], key=lambda s: s.map(place) if s.name == "territory" else s, ignore_index=True)


def rows_of(survey: Survey, table: str, key: str, wanted: set[str]) -> list[dict[str, Any]]:
    """Rows of a table about some things, as plain values; for actors that change with the wave, the last row."""
    frame = getattr(survey, table)
    frame = frame.loc[frame[key].isin(wanted).to_numpy(dtype=bool)]
    if table == "actors" and "wave" in frame.columns:
        frame = frame.drop(columns="wave").drop_duplicates([key, "territory"] if "territory" in frame.columns else [key], keep="last")
    rows = []
    for row in frame.to_dict("records"):
        rows.append({str(name): _plain(value) for name, value in row.items() if pd.notna(value)})
    return rows


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
