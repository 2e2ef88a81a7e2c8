"""One table may hold everything: what it says of actors and projects goes to their own tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.survey.columns import GROUPS
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.problems import Problems

__all__ = ["lift"]

_OF_ACTORS = {"actor_name": "name", **{name: name for name in (*GROUPS, "siret", "siren", "rna")}}
_OF_PROJECTS = {"project_name": "name", "theme": "theme"}


def lift(
    participations: Draft, actors: pd.DataFrame, projects: pd.DataFrame, groups: tuple[str, ...], problems: Problems
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Move attributes of actors and projects out of the participations, into the tables given.

    An attribute that never changes is said once; one that changes with the wave or the territory is said for each. A value
    that changes inside one territory and wave, or that contradicts the table, is a problem.
    """
    of_actors = _OF_ACTORS | {name: name for name in groups}
    actors = _move(participations, actors, "actor", of_actors, ("wave", "territory"), problems)
    projects = _move(participations, projects, "project", _OF_PROJECTS, ("territory",), problems)
    return actors, projects


def _move(
    draft: Draft, table: pd.DataFrame, key: str, names: dict[str, str], levels: tuple[str, ...], problems: Problems
) -> pd.DataFrame:
    fields = {column: name for column, name in names.items() if column in draft.frame.columns}
    if not fields or key not in draft.frame.columns:
        return table
    where = [level for level in levels if level in draft.frame.columns]
    said = draft.frame[[key, *where, *fields]].rename(columns=fields)
    draft.frame = draft.frame.drop(columns=list(fields))
    attributes = list(fields.values())
    said = said.loc[said[key].notna().to_numpy() & said[attributes].notna().any(axis=1).to_numpy()]
    if not len(said):
        return table
    lifted = _describe(draft, said, key, attributes, where, problems)
    return _join(draft, table, lifted, key, attributes, problems)


def _describe(
    draft: Draft, said: pd.DataFrame, key: str, attributes: list[str], where: list[str], problems: Problems
) -> pd.DataFrame:
    """One row for each thing described; more where the wave or the territory makes a difference."""
    parts, rest = [], said
    sets = [[], *([level] for level in where), where] if len(where) > 1 else [[], where]
    for last, level in ((i == len(sets) - 1, level) for i, level in enumerate(sets)):
        keys = [key, *level]
        varies = _varies(rest, keys, attributes)
        unsteady = varies[0] if last else rest[key].isin(rest.loc[varies[0], key].unique()).to_numpy()
        if last and unsteady.any():
            _contradict(draft, rest, keys, attributes, varies, problems)
            unsteady = np.zeros(len(rest), dtype=bool)  # the first is kept when the user asks for it
        steady = rest.loc[~unsteady]
        if len(steady):
            parts.append(steady.groupby(keys, sort=False, observed=True)[attributes].first().reset_index())
        rest = rest.loc[unsteady]
        if not len(rest):
            break
    return pd.concat(parts, ignore_index=True) if parts else said.head(0)


def _varies(said: pd.DataFrame, keys: list[str], attributes: list[str]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Rows whose value is not the first one said under the same keys; in all, and by attribute."""
    each = {}
    grouped = said.groupby(keys, sort=False, observed=True, dropna=False)
    for name in attributes:
        first = grouped[name].transform("first")
        each[name] = (said[name].notna() & (said[name] != first)).to_numpy(dtype=bool)
    return np.logical_or.reduce(list(each.values())), each


def _contradict(
    draft: Draft,
    said: pd.DataFrame,
    keys: list[str],
    attributes: list[str],
    varies: tuple[np.ndarray, dict[str, np.ndarray]],
    problems: Problems,
) -> None:
    positions = np.flatnonzero(varies[0])
    places = said.index.to_numpy()
    first = said.groupby(keys, sort=False, observed=True, dropna=False)[attributes].transform("first")
    numbers = (
        pd.Series(np.arange(len(said)), index=said.index)
        .groupby([said[name] for name in keys], sort=False, dropna=False)
        .transform("first")
    )
    found = [
        "; ".join(
            f"{name}: {problems.quote(said[name].iloc[p])} ≠ {problems.quote(first[name].iloc[p])}"
            for name in attributes
            if varies[1][name][p]
        )
        for p in positions.tolist()
    ]
    draft.report(
        problems,
        "contradictory_attribute",
        places[positions],
        keys[0],
        values=said[keys[0]].iloc[positions].tolist(),
        other=draft.rows[places[numbers.to_numpy()[positions]]].tolist(),
        found=found,
    )


def _join(
    draft: Draft, table: pd.DataFrame, lifted: pd.DataFrame, key: str, attributes: list[str], problems: Problems
) -> pd.DataFrame:
    """Complete the user's own table with what the participations say; the table's own words come first."""
    if not len(table) or key not in table.columns:
        return lifted
    new = [name for name in attributes if name not in table.columns]
    joined = table.reset_index(names="_row").merge(lifted, on=key, how="left", suffixes=("", " said"))
    fits = np.ones(len(joined), dtype=bool)
    for level in ("wave", "territory"):
        if f"{level} said" in joined.columns:
            own, said = joined[level], joined.pop(f"{level} said")
            fits &= (own.isna() | said.isna() | (own == said)).to_numpy(dtype=bool)
            joined[level] = own.where(own.notna(), said)
    for name in attributes:
        if name in new:
            joined.loc[~fits, name] = None
            continue
        said = joined.pop(f"{name} said").where(pd.Series(fits))
        differs = (joined[name].notna() & said.notna() & (joined[name] != said)).to_numpy(dtype=bool)
        for i in np.flatnonzero(differs).tolist():
            problems.add(
                "contradictory_attribute",
                file=draft.label,
                table=draft.table,
                column=draft.heading(name),
                value=joined[key].iloc[i],
                other="–",
                found=f"{name}: {problems.quote(said.iloc[i])} ≠ {problems.quote(joined[name].iloc[i])}",
            )
        joined[name] = joined[name].where(joined[name].notna(), said)
    joined = pd.concat(
        [joined.loc[fits], joined.loc[~fits & ~joined["_row"].isin(joined.loc[fits, "_row"])]]
    ).drop_duplicates()
    joined = joined.sort_values("_row", kind="stable").drop(columns="_row")
    missing = lifted.loc[~lifted[key].isin(table[key])]
    return pd.concat([joined, missing], ignore_index=True)
