"""Projects as the units of chance between waves: left out one at a time, or exchanged between the waves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.resampling import Choice, Parts

__all__ = ["CONTINUING", "EMPTY", "ENDED", "NEW", "Units", "exchanged", "units_of", "without_each_unit"]

#: Patterns of units over two waves: in neither, in the earlier only, in the later only, in both.
EMPTY, ENDED, NEW, CONTINUING = 0, 1, 2, 3


@dataclass(frozen=True, eq=False)
class Units:
    """Independent units of projects: each project, or each cluster of linked projects.

    Attributes
    ----------
    of_project
        Unit of each project, shape (P,).
    held
        Waves in which somebody takes part in the unit, shape (U, waves).
    stratum
        Stratum inside which units of one wave may be exchanged, shape (U,).
    """

    of_project: np.ndarray
    held: np.ndarray
    stratum: np.ndarray

    @property
    def pattern(self) -> np.ndarray:
        """The waves of each unit as one number, wave w adding 2^w: ended 1, new 2, continuing 3 with two waves."""
        return np.asarray(self.held @ (1 << np.arange(self.held.shape[1])))

    @property
    def loose(self) -> np.ndarray:
        """Units of one wave only, which may be exchanged between waves."""
        return np.asarray(self.held.sum(axis=1) == 1)


def units_of(parts: Parts, *, cluster: str | None = None, strata: str | None = None) -> Units:
    """Units of a territory in some waves.

    Parameters
    ----------
    parts
        The waves of a territory.
    cluster
        Attribute of projects that links them (a programme): linked projects are one unit.
    strata
        ``"size"`` (1, 2, 3–4, 5–8… actors) or an attribute of projects such as ``"theme"``, whose first value counts.
    """
    m, n_waves = len(parts.projects), len(parts.waves)
    units = np.arange(m)
    if cluster is not None:
        codes = _attribute(parts, cluster)
        alone = codes < 0
        units = np.unique(np.where(alone, codes.max(initial=-1) + 1 + np.arange(m), codes), return_inverse=True)[1]
    number = int(units.max(initial=-1)) + 1
    _actor, project, wave = parts.entries
    sizes = np.zeros((m, n_waves), dtype=np.int64)
    np.add.at(sizes, (project, wave), 1)
    held = np.zeros((number, n_waves), dtype=bool)
    held[units[project], wave] = True
    if strata is None:
        codes = np.zeros(m, dtype=np.int64)
    elif strata == "size":
        codes = np.ceil(np.log2(np.maximum(sizes.max(axis=1, initial=1), 1))).astype(np.int64)
    else:
        codes = _attribute(parts, strata)
    stratum = np.zeros(number, dtype=np.int64)
    stratum[units[::-1]] = codes[::-1]  # the first project of a cluster says where it belongs
    return Units(units, held, stratum)


def _attribute(parts: Parts, column: str) -> np.ndarray:
    """Codes of an attribute of projects, -1 where it is missing; the first of several values counts."""
    projects = parts.survey.projects
    if column not in projects.columns:
        raise UnknownName("attribute of projects", column, set(projects.columns) - {"project", "name", "wave"})
    texts = projects[column].iloc[: len(parts.projects)].astype("str").str.split("|").str[0].str.strip()
    return np.asarray(pd.factorize(texts)[0])


def without_each_unit(parts: Parts, units: Units) -> tuple[Choice, np.ndarray, np.ndarray]:
    """Each wave without each unit it holds: what to build, and the unit and wave of each variant.

    A continuing unit is left out of every wave.
    """
    wave, unit = np.nonzero(units.held.T)
    columns = parts.running[wave] & (units.of_project[None, :] != unit[:, None])
    return _choice(parts, np.where(columns, wave[:, None], -1), parts.roster[wave], wave), unit, wave


def exchanged(parts: Parts, units: Units, assignments: np.ndarray) -> Choice:
    """All waves under each assignment of the loose units: first R variants of the first wave, then R of the next…

    Parameters
    ----------
    assignments
        The wave of each loose unit, shape (R, loose units).

    Notes
    -----
    Projects of several waves stay in them, each with its participants of that wave. A project takes its participants with
    it: an actor who is in one wave only, and there only through loose projects, follows them; every other actor stays in the
    rosters he is in.
    """
    count, m, n_waves = len(assignments), len(parts.projects), len(parts.waves)
    place = np.full(len(units.held), -1)
    place[units.loose] = np.arange(int(units.loose.sum()))
    moves = place[units.of_project] >= 0
    drawn = assignments[:, place[units.of_project][moves]].astype(np.int64)
    source = parts.running.argmax(axis=0)  # the wave a loose project was observed in
    version = np.full((n_waves * count, m), -1)
    for wave in range(n_waves):
        block = slice(wave * count, (wave + 1) * count)
        version[block, ~moves] = np.where(parts.running[wave, ~moves], wave, -1)
        version[block, moves] = np.where(drawn == wave, source[moves], -1)
    waves = np.repeat(np.arange(n_waves), count)
    actor, project, _ = parts.entries
    in_one_wave = parts.roster.sum(axis=0) == 1
    has_loose, has_fixed = (np.bincount(actor, which, len(parts.actors)) > 0 for which in (moves[project], ~moves[project]))
    follows = in_one_wave & has_loose & ~has_fixed
    return _choice(parts, version, parts.roster[waves] & ~follows, waves)


def _choice(parts: Parts, version: np.ndarray, roster: np.ndarray, waves: np.ndarray) -> Choice:
    """Variants from the version of each project (the wave whose participants it has, -1: absent) and the fixed roster."""
    m, n_waves = len(parts.projects), len(parts.waves)
    versions = [version == wave for wave in range(n_waves)]
    include = np.concatenate([*versions, waves[:, None] == np.arange(n_waves)], axis=1)
    actor, project, wave = parts.entries
    cell_actor = np.zeros((n_waves * m, len(parts.actors)), dtype=np.float32)
    cell_actor[wave * m + project, actor] = 1
    takes_part = include[:, : n_waves * m].astype(np.float32) @ cell_actor > 0
    return Choice(include, roster | takes_part, version >= 0, waves)
