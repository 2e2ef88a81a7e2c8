"""Simulated territories that resemble those of a pilot: as large, as busy, and with a known indicator at every degree of siloing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import build_graphs
from cooperation_graph.impact.design import GUESSES, pilot_of
from cooperation_graph.locale import N_
from cooperation_graph.measures import measure
from cooperation_graph.survey.tables import Survey
from cooperation_graph.synthetic.simulation import simulate

__all__ = ["ODDS", "Calibration", "calibrate", "drawn_settings", "level_at", "levels_of", "odds_at", "probe"]

#: Siloing odds at which the indicator is measured, to know which odds give which level.
ODDS = np.geomspace(1 / 8, 64, 10)
#: Territories simulated at each of these odds; odds of territories without a pilot, a guess.
PROBED, USUAL = 150, 4.0
OUT_OF_REACH = N_("no siloing gives the indicator such a level in such territories")


class Calibration(NamedTuple):
    """Arguments of :func:`simulate` that resemble a pilot, the mean level of the indicator at each of :data:`ODDS` and in the pilot,
    the standard deviation of shocks and whether a ``pilot`` told it or a ``guess``."""

    settings: Mapping[str, Any]
    levels: np.ndarray
    pilot_level: float
    shock_sd: float
    basis: str


def calibrate(
    pilot: Survey | None = None, *, indicator: str = "pair_heterogeneity", by: str | None = None,
    rng: np.random.Generator | int | None = None, **settings: Any,
) -> Calibration:  # fmt: skip
    """Simulated territories as large, as busy and with such groups and projects as those of a pilot, at every degree of siloing.

    Parameters
    ----------
    pilot
        A survey; without one, the territories of :func:`simulate` as they are.
    indicator, by
        The metric, and the attribute that forms groups (the first one declared without).
    settings
        Arguments of :func:`simulate` that replace those read from the pilot.

    Raises
    ------
    Undefined
        The indicator has no value in such territories.
    """
    chance = np.random.default_rng(rng)
    found = {**(_resembling(pilot, by) if pilot is not None else {}), **settings}
    reached = [probe(found, indicator, chance, waves=1, siloing=float(odds)) for odds in ODDS]
    if not np.isfinite(reached).all():
        raise Undefined(OUT_OF_REACH)
    if pilot is None:
        return Calibration(found, np.array(reached), level_at(USUAL, np.array(reached)), GUESSES["shock_sd"], "guess")
    own, shock, basis = _mean(levels_of(pilot, indicator, by)), GUESSES["shock_sd"], "guess"
    with suppress(Undefined):
        told = pilot_of(measure(build_graphs(pilot), indicator, by=by or pilot.groups[0], null=None), indicator)
        shock, basis = told.shock_sd, told.shocks_from
    return Calibration(found, np.array(reached), own, shock, basis)


def probe(settings: Mapping[str, Any], indicator: str, chance: np.random.Generator, *, begun: int = 0, **odds: Any) -> float:
    """Mean level of the indicator in simulated territories, all of them animated from the wave number `begun` on, over those waves."""
    codes = [f"T{k:04d}" for k in range(PROBED)]
    if begun:
        odds["animated"] = dict.fromkeys(codes, odds["waves"][begun])
    survey = simulate(territories=codes, rng=chance, **odds, **drawn_settings(settings, PROBED, chance))
    return _mean(levels_of(survey, indicator)[:, begun:])


def _mean(levels: np.ndarray) -> float:
    known = levels[np.isfinite(levels)]
    return float(known.mean()) if len(known) else np.nan


def level_at(odds: float, levels: np.ndarray) -> float:
    """Mean level at some odds, on a cubic of their logarithm: smoother than the simulated points."""
    return float(np.polyval(np.polyfit(np.log(ODDS), levels, 3), np.log(odds)))


def odds_at(level: float, levels: np.ndarray) -> float:
    """Siloing odds at which that cubic passes through `level`."""
    among = np.geomspace(ODDS[0], ODDS[-1], 2001)
    gaps = np.polyval(np.polyfit(np.log(ODDS), levels, 3), np.log(among)) - level
    crossed = np.flatnonzero(np.diff(np.sign(gaps)))
    if not len(crossed) or not np.isfinite(level):
        raise Undefined(OUT_OF_REACH)
    return float(among[crossed[len(crossed) // 2]])


def _resembling(pilot: Survey, by: str | None) -> dict[str, Any]:
    """What of a pilot can be given to `simulate`: sizes of territories, groups, sizes of projects, renewal."""
    attribute = by or (pilot.groups[0] if pilot.groups else None)
    if attribute is None or attribute not in pilot.actors.columns:
        raise UnknownName("attribute of actors", attribute, pilot.actors.columns)
    table = pilot.participations
    graphs = build_graphs(pilot)
    sizes = np.concatenate([graph.project_sizes for graph in graphs]).astype(float)
    shares = pilot.actors[attribute].dropna().value_counts(normalize=True)
    found: dict[str, Any] = {
        "shapes": [(max(graph.n_actors, len(shares)), graph.n_projects) for graph in graphs if graph.n_projects],
        "groups": {str(name): float(share) for name, share in shares.items()},
        "size_mean": float(sizes[sizes > 1].mean()), "single_share": float((sizes == 1).mean()),
    }  # fmt: skip
    waves = graphs.waves
    if len(waves) > 1:
        keys = [set(map(tuple, table.loc[table["wave"] == wave, ["territory", "project"]].to_numpy())) for wave in waves[:2]]
        found["renewal"] = 1 - len(keys[0] & keys[1]) / max(1, len(keys[0]))
    return found


def drawn_settings(settings: Mapping[str, Any], n: int, chance: np.random.Generator) -> dict[str, Any]:
    """Arguments of `simulate` for n territories: actors and projects of territories of the pilot, drawn with replacement."""
    given = dict(settings)
    shapes = given.pop("shapes", None)
    if shapes:
        chosen = np.array(shapes)[chance.integers(0, len(shapes), n)]
        given |= {"actors": chosen[:, 0], "projects": chosen[:, 1]}
    return given


def levels_of(survey: Survey, indicator: str, by: str | None = None) -> np.ndarray:
    """Levels of the indicator, territories × waves in order; undefined ones as NaN."""
    graphs = build_graphs(survey)
    frame = measure(graphs, indicator, by=by or survey.groups[0], null=None, interval=None).frame
    wide = frame[frame["level"] == "territory"].pivot(index="territory", columns="wave", values="value")
    return wide[graphs.waves].to_numpy(dtype=float)
