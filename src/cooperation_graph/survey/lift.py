"""One table may hold everything: what it says of actors and projects goes to their own tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.survey.coded import codes_of, decode_all
from cooperation_graph.survey.columns import GROUPS
from cooperation_graph.survey.draft import Draft, first_positions
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
    named = said[key].notna().to_numpy() & np.logical_or.reduce([said[name].notna().to_numpy() for name in attributes])
    said = said if named.all() else said.loc[named]
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
        things, _ = codes_of(rest[key])
        group, complete = _group([rest[name] for name in keys])
        firsts = {name: _first_said(group, rest[name]) for name in attributes}
        varies = {name: _differs(group, rest[name], first) for name, first in firsts.items()}
        any_varies = np.logical_or.reduce(list(varies.values()))
        unsteady = any_varies if last else np.isin(things, np.unique(things[any_varies]))
        if last and unsteady.any():
            _contradict(draft, decode_all(rest), keys, attributes, (any_varies, varies), problems)
            unsteady = np.zeros(len(rest), dtype=bool)  # the first is kept when the user asks for it
        if not unsteady.all():
            steady = np.flatnonzero(np.bincount(group[~unsteady & complete], minlength=int(group.max(initial=-1)) + 1))
            opening = first_positions(group, range(len(firsts[attributes[0]])))[steady]
            columns = {name: rest[name].iloc[opening].reset_index(drop=True) for name in keys}
            columns |= {name: _cells_at(rest[name], first[steady]) for name, first in firsts.items()}
            parts.append(decode_all(pd.DataFrame(columns)))
        rest = rest.loc[unsteady] if unsteady.any() else rest.iloc[:0]
        if not len(rest):
            break
    return pd.concat(parts, ignore_index=True) if parts else decode_all(said.head(0))


def _group(columns: list[pd.Series]) -> tuple[np.ndarray, np.ndarray]:
    """Number of each row, the same for rows alike in some columns, in the order of the rows; and whether no cell is blank."""
    group, complete = np.zeros(len(columns[0]), dtype=np.int64), np.ones(len(columns[0]), dtype=bool)
    for column in columns:
        codes, values = codes_of(column)
        group = group * (len(values) + 1) + codes + 1
        complete &= codes >= 0
        if len(columns) > 1:
            group, _ = pd.factorize(group)
    return (group - 1 if len(columns) == 1 else group), complete


def _first_said(group: np.ndarray, values: pd.Series) -> np.ndarray:
    """Position of the first cell of each group that is not blank; -1 in a group without."""
    said = np.flatnonzero(values.notna().to_numpy(dtype=bool))[::-1]
    first = np.full(int(group.max(initial=-1)) + 1, -1, dtype=np.int64)
    first[group[said]] = said
    return first


def _differs(group: np.ndarray, values: pd.Series, first: np.ndarray) -> np.ndarray:
    """Cells that do not say what the first cell of their group says."""
    codes, _ = codes_of(values)
    differs: np.ndarray = (codes >= 0) & (codes != codes[first[group]])
    return differs


def _cells_at(values: pd.Series, places: np.ndarray) -> pd.Series:
    """The cells at some positions; blank at -1."""
    return values.reset_index(drop=True).reindex(places).reset_index(drop=True)


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
