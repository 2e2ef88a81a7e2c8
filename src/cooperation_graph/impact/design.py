"""A plan before its data: how many assignments, the smallest p within reach, the smallest effect it could see."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from math import comb, prod
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cooperation_graph.errors import NoComparisonGroup, Undefined
from cooperation_graph.graph import build_graphs
from cooperation_graph.impact.estimate import NO_COMPARISON
from cooperation_graph.impact.panel import strata_of
from cooperation_graph.impact.plan import EvaluationPlan, arms, read_plan
from cooperation_graph.impact.power import detectable_effect, power_of
from cooperation_graph.locale import N_
from cooperation_graph.measures import Measures, measure
from cooperation_graph.survey.tables import Survey

__all__ = ["Pilot", "design_of", "pilot_of", "pilots_of"]

#: Guesses used until pilot data exist: shocks of a territory in a wave, spread of one project, projects a wave.
GUESSES = {"shock_sd": 0.05, "noise_sd": 0.35, "projects": 30.0}
NO_PILOT = N_("fewer than three territories with an interval: a pilot cannot tell how much they vary")


class Pilot(NamedTuple):
    """Standard deviation of territory shocks, of one project, projects a territory and wave, and where the first comes from."""

    shock_sd: float
    noise_sd: float
    projects: float
    shocks_from: str


def pilot_of(measures: Measures, metric: str) -> Pilot:
    r"""How much an indicator varies, from pilot waves.

    Returns
    -------
    Pilot
        :math:`\sigma_e^2` = mean of s²m (s the standard error, m the projects), m their harmonic mean, and with two waves
        :math:`\sigma_u^2 = \max(0, \mathrm{Var}(y_2 - y_1)/2 - \overline{s^2})`; with one wave the guess .05 (``"guess"``).

    Raises
    ------
    Undefined
        Fewer than three territories.
    """
    frame = measures.frame[(measures.frame["level"] == "territory") & (measures.frame["metric"] == metric)].dropna(subset=["value"])
    se = frame["se"].to_numpy(dtype=float)
    value, among = frame["value"].to_numpy(dtype=float), frame["denominator"].to_numpy(dtype=float)
    error = np.where(np.isfinite(se), se, np.sqrt(np.maximum(value * (1 - value), 0) / among))
    frame = frame.assign(error=error)[error > 0]
    if frame["territory"].nunique() < 3:
        raise Undefined(NO_PILOT)
    m = frame["n_projects"].to_numpy(dtype=float)
    noise = float(np.sqrt((frame["error"].to_numpy(dtype=float) ** 2 * m).mean()))
    wide = frame.pivot_table(index="territory", columns="wave", values="value")
    changes = wide.iloc[:, -1] - wide.iloc[:, -2] if wide.shape[1] > 1 else pd.Series(dtype=float)
    changes = changes.dropna()
    projects = float(len(m) / (1 / m).sum())
    if len(changes) < 3:
        return Pilot(GUESSES["shock_sd"], noise, projects, "guess")
    shock = max(0.0, float(changes.var()) / 2 - float((frame["error"] ** 2).mean()))
    return Pilot(float(np.sqrt(shock)), noise, projects, "pilot")


def pilots_of(plan: EvaluationPlan, survey: Survey) -> dict[str, Pilot]:
    """Pilots of the indicators of a plan, from its waves before the start and no other; none where too few territories allow it."""
    waves = [wave for wave in plan.before if (survey.participations["wave"] == wave).any()]
    if not waves:
        return {}
    graphs = build_graphs(survey, exclude=plan.exclude).select(wave=waves)
    measures = measure(graphs, [indicator.name for indicator in plan.indicators], by=plan.by or None, null=None)
    found = {}
    for indicator in plan.indicators:
        with suppress(Undefined):
            found[indicator.name] = pilot_of(measures, indicator.name)
    return found


def design_of(
    plan: EvaluationPlan | str | Path | Mapping[str, Any], survey: Survey | None = None, *, pilots: Mapping[str, Pilot] | None = None
) -> pd.DataFrame:
    """What a plan can show, one row an indicator.

    Parameters
    ----------
    plan
        Read first.
    survey
        For territories that the plan does not name, and strata.
    pilots
        What :func:`pilot_of` found, by indicator; guesses without, said so.

    Returns
    -------
    pandas.DataFrame
        ``indicator, n_treated, n_comparison, waves_before, waves_after, assignments, smallest_p, detectable_effect, expected, power,
        basis`` (``pilot`` or ``guess``).

    Raises
    ------
    NoComparisonGroup
        The plan has no comparison territory.
    """
    known = read_plan(plan)
    places = sorted(set(survey.participations["territory"])) if survey is not None else [*known.treated, *known.comparison]
    treated, comparison = arms(known, survey, places) if survey is not None else (list(known.treated), list(known.comparison))
    if not comparison or not treated:
        raise NoComparisonGroup(NO_COMPARISON)
    named = strata_of(survey, known.strata) if survey is not None else {}
    blocks = pd.DataFrame({"stratum": [named.get(name, "") for name in (*treated, *comparison)],
                           "treated": [name in treated for name in (*treated, *comparison)]})  # fmt: skip
    ways = prod(comb(len(part), int(part["treated"].sum())) for _, part in blocks.groupby("stratum"))
    even = all(2 * int(part["treated"].sum()) == len(part) for _, part in blocks.groupby("stratum"))
    rows = []
    for indicator in known.indicators:
        pilot = (pilots or {}).get(indicator.name)
        spread = {name: getattr(pilot, name) for name in GUESSES} if pilot else dict(GUESSES)
        spread |= {"waves_before": len(known.before), "waves_after": len(known.after)}
        few = min(len(treated), len(comparison)) < 2
        rows.append({
            "indicator": indicator.name, "n_treated": len(treated), "n_comparison": len(comparison), "waves_before": len(known.before),
            "waves_after": len(known.after), "assignments": float(ways), "smallest_p": (2 if even else 1) / ways,
            "detectable_effect": np.nan if few else detectable_effect(len(treated), len(comparison), test="welch", **spread),
            "expected": np.nan if indicator.expected is None else indicator.expected,
            "power": np.nan if few or indicator.expected is None else power_of(
                indicator.expected, len(treated), len(comparison), test="welch", **spread
            ),
            "basis": pilot.shocks_from if pilot else "guess",
        })  # fmt: skip
    return pd.DataFrame(rows)
