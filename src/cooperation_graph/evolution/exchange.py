"""Projects as the units of chance between two waves: left out one at a time, or exchanged between the waves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.resampling import Choice, Parts

__all__ = ["CONTINUING", "ENDED", "NEW", "Units", "exchanged", "units_of", "without_each_unit"]

#: Kinds of units; projects nobody takes part in are no units.
EMPTY, CONTINUING, ENDED, NEW = -1, 0, 1, 2


@dataclass(frozen=True, eq=False)
class Units:
    """Independent units of projects: each project, or each cluster of linked projects.

    Attributes
    ----------
    of_project
        Unit of each project, shape (P,).
    kind
        Continuing, ended, new or empty, shape (U,); a cluster with projects in both waves continues.
    stratum
        Stratum inside which ended and new units may be exchanged, shape (U,).
    """

    of_project: np.ndarray
    kind: np.ndarray
    stratum: np.ndarray


def units_of(parts: Parts, *, cluster: str | None = None, strata: str | None = None) -> Units:
    """Units of two waves.

    Parameters
    ----------
    parts
        Two waves of a territory.
    cluster
        Attribute of projects that links them (a programme): linked projects are one unit.
    strata
        ``"size"`` (1, 2, 3–4, 5–8… actors) or an attribute of projects such as ``"theme"``, whose first value counts.
    """
    m = len(parts.projects)
    units = np.arange(m)
    if cluster is not None:
        codes = _attribute(parts, cluster)
        alone = codes < 0
        units = np.unique(np.where(alone, codes.max(initial=-1) + 1 + np.arange(m), codes), return_inverse=True)[1]
    number = int(units.max(initial=-1)) + 1
    first, second = (np.bincount(units, running, number) > 0 for running in parts.running)
    kind = np.where(first & second, CONTINUING, np.where(first, ENDED, NEW))
    kind[np.bincount(units[parts.entries[1]], minlength=number) == 0] = EMPTY
    if strata is None:
        codes = np.zeros(m, dtype=np.int64)
    elif strata == "size":
        _actor, project, wave = parts.entries
        sizes = np.zeros((2, m), dtype=np.int64)
        np.add.at(sizes, (wave, project), 1)
        codes = np.ceil(np.log2(np.maximum(sizes.max(axis=0), 1))).astype(np.int64)
    else:
        codes = _attribute(parts, strata)
    stratum = np.zeros(number, dtype=np.int64)
    stratum[units[::-1]] = codes[::-1]  # the first project of a cluster says where it belongs
    return Units(units, kind, stratum)


def _attribute(parts: Parts, column: str) -> np.ndarray:
    """Codes of an attribute of projects, -1 where it is missing; the first of several values counts."""
    projects = parts.survey.projects
    if column not in projects.columns:
        raise UnknownName("attribute of projects", column, set(projects.columns) - {"project", "name", "wave"})
    texts = projects[column].iloc[: len(parts.projects)].astype("str").str.split("|").str[0].str.strip()
    return np.asarray(pd.factorize(texts)[0])


def without_each_unit(parts: Parts, units: Units) -> tuple[Choice, np.ndarray, np.ndarray]:
    """Each wave without each unit it holds: what to build, and the unit and wave of each variant.

    A continuing unit is left out of both waves.
    """
    number = len(units.kind)
    held = [np.isin(units.kind, kinds) for kinds in ((CONTINUING, ENDED), (CONTINUING, NEW))]
    unit = np.concatenate([np.flatnonzero(which) for which in held])
    wave = np.repeat([0, 1], [which.sum() for which in held])
    columns = parts.running[wave] & (units.of_project[None, :] != unit[:, None]) if number else parts.running[wave]
    return _choice(parts, _version(columns, wave), parts.roster[wave], wave), unit, wave


def exchanged(parts: Parts, units: Units, assignments: np.ndarray) -> Choice:
    """Both waves under each assignment of the units that do not continue: first R earlier waves, then R later ones.

    Parameters
    ----------
    assignments
        Which of these units are in the later wave, shape (R, units that do not continue).

    Notes
    -----
    Continuing projects stay in both waves, each with its participants of that wave. A project takes its participants with
    it: an actor who is in one wave only, and there only through projects that do not continue, follows them; every other
    actor stays in the rosters he is in.
    """
    count, m = len(assignments), len(parts.projects)
    loose = np.flatnonzero(units.kind > CONTINUING)
    place = np.full(len(units.kind), -1)
    place[loose] = np.arange(len(loose))
    moves = place[units.of_project] >= 0
    later = np.zeros((count, m), dtype=bool)
    later[:, moves] = assignments[:, place[units.of_project][moves]]
    source = np.where(parts.running[0], 0, 1)  # the wave a loose project was observed in
    version = np.full((2 * count, m), -1)
    for wave in (0, 1):
        block = slice(wave * count, (wave + 1) * count)
        version[block, ~moves] = np.where(parts.running[wave, ~moves], wave, -1)
        version[block, moves] = np.where(later[:, moves] == bool(wave), source[moves], -1)
    waves = np.repeat([0, 1], count)
    actor, project, _ = parts.entries
    in_one_wave = parts.roster[0] != parts.roster[1]
    has_loose, has_fixed = (np.bincount(actor, which, len(parts.actors)) > 0 for which in (moves[project], ~moves[project]))
    follows = in_one_wave & has_loose & ~has_fixed
    return _choice(parts, version, parts.roster[waves] & ~follows, waves)


def _version(columns: np.ndarray, wave: np.ndarray) -> np.ndarray:
    return np.where(columns, wave[:, None], -1)


def _choice(parts: Parts, version: np.ndarray, roster: np.ndarray, waves: np.ndarray) -> Choice:
    """Variants from the version of each project (the wave whose participants it has, -1: absent) and the fixed roster."""
    include = np.concatenate([version == 0, version == 1, waves[:, None] == [0, 1]], axis=1)
    actor, project, wave = parts.entries
    cell_actor = np.zeros((2 * version.shape[1], len(parts.actors)), dtype=np.float32)
    cell_actor[wave * version.shape[1] + project, actor] = 1
    takes_part = include[:, : 2 * version.shape[1]].astype(np.float32) @ cell_actor > 0
    return Choice(include, roster | takes_part, version >= 0, waves)
