"""Power on whole simulated surveys: actors join projects, an indicator is measured, a study is made of it, and rejects or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from cooperation_graph.errors import Undefined
from cooperation_graph.impact.design import design_of, pilots_of
from cooperation_graph.impact.did import welch_t, welch_test
from cooperation_graph.impact.plan import EvaluationPlan, read_plan
from cooperation_graph.impact.power import power_of
from cooperation_graph.impact.randomisation import assignments
from cooperation_graph.survey.tables import Survey
from cooperation_graph.synthetic.calibration import ODDS, Calibration, calibrate, drawn_settings, level_at, levels_of, odds_at, probe
from cooperation_graph.synthetic.simulation import simulate

__all__ = ["plan_power", "survey_power"]

#: Territories simulated at once.
AT_ONCE = 600


def survey_power(
    effect: float, n_treated: int, n_comparison: int, *, level: float | None = None, pilot: Survey | Calibration | None = None,
    indicator: str = "pair_heterogeneity", by: str | None = None, shock_sd: float | None = None, waves_before: int = 1, waves_after: int = 1,
    alpha: float = 0.05, runs: int = 500, draws: int = 999, rng: np.random.Generator | int | None = None, **settings: Any,
) -> pd.DataFrame:  # fmt: skip
    r"""Power of a study by simulating its surveys, beside the closed form.

    Parameters
    ----------
    effect
        What animation adds to the mean level of the indicator.
    n_treated, n_comparison, waves_before, waves_after
        The design.
    level
        Mean level before; that of the pilot without, or of territories with siloing odds of 4, a guess.
    pilot
        A survey whose territories are imitated, or what :func:`calibrate` made of it.
    indicator, by
        As in :func:`calibrate`.
    shock_sd
        Standard deviation of the shocks of a territory in a wave, on the scale of the indicator; what
        :func:`cooperation_graph.impact.pilot_of` finds in a pilot of two waves, .05 (a guess) otherwise.
    alpha, runs, draws
        Level of the tests; studies; assignments when they are too many to enumerate.
    settings
        Arguments of :func:`simulate`.

    Returns
    -------
    pandas.DataFrame
        One row: the design, ``effect`` asked and ``effect_found`` (mean estimate), ``sd_change`` (of comparison territories),
        shares of studies that reject, ``welch`` and ``randomisation``, with ``runs`` and their standard ``error``; ``closed_form``,
        :func:`cooperation_graph.impact.power_of` for territories whose changes vary as much and Welch's degrees of freedom.

    Raises
    ------
    Undefined
        No siloing gives the indicator such a level.

    Notes
    -----
    Shocks are drawn on the logarithm of the siloing odds, with the standard deviation that gives `shock_sd` where the level
    stands; animation divides the odds by what moves the mean by `effect`. Projects go on from wave to wave, territories differ in
    size, shares have their own law: what the closed form leaves out.
    """
    chance = np.random.default_rng(rng)
    known = pilot if isinstance(pilot, Calibration) else calibrate(pilot, indicator=indicator, by=by, rng=chance, **settings)
    level = known.pilot_level if level is None else level
    usual = odds_at(level, known.levels)
    shock = known.shock_sd if shock_sd is None else shock_sd
    slope = (level_at(usual * 1.25, known.levels) - level_at(usual / 1.25, known.levels)) / (2 * np.log(1.25))
    n, waves = n_treated + n_comparison, [str(k) for k in range(1, waves_before + waves_after + 1)]
    treated = np.arange(n) < n_treated
    design: dict[str, Any] = {"waves": waves, "siloing": usual, "shock_sd": abs(shock / slope)}
    reached = [  # projects that go on keep members from before: what a change of odds gives is measured, not supposed
        probe(known.settings, indicator, chance, **design, animation=usual / odds, begun=waves_before) for odds in ODDS
    ]
    animation = usual / odds_at(level_at(usual, np.array(reached)) + effect, np.array(reached)) if effect else 1.0
    changes: list[np.ndarray] = []
    while sum(map(len, changes)) < runs:
        studies = max(1, min(runs - sum(map(len, changes)), AT_ONCE // n))
        codes = [f"T{k:05d}" for k in range(studies * n)]
        begun = {code: waves[waves_before] for k, code in enumerate(codes) if treated[k % n]}
        survey = simulate(
            territories=codes, animation=animation, animated=begun, rng=chance, **design, **drawn_settings(known.settings, len(codes), chance)
        )  # fmt: skip
        by_wave = levels_of(survey, indicator)
        change = by_wave[:, waves_before:].mean(axis=1) - by_wave[:, :waves_before].mean(axis=1)
        changes.append(change.reshape(studies, n))
    found = np.vstack(changes)
    found = found[np.isfinite(found).all(axis=1)]
    table, _ = assignments(treated, draws=draws, rng=chance)
    t, degrees = welch_test(found, treated)
    drawn = np.array([(np.abs(welch_t(own, table)) >= abs(one) * (1 - 1e-9)).mean() for own, one in zip(found, t, strict=True)])
    welch = float((2 * special.stdtr(degrees, -np.abs(t)) < alpha).mean())
    sd = float(found[:, ~treated].std(axis=1, ddof=1).mean())
    expected = power_of(effect, n_treated, n_comparison, shock_sd=sd / np.sqrt(2), noise_sd=0.0, alpha=alpha, test="welch")
    return pd.DataFrame([{
        "indicator": indicator, "n_treated": n_treated, "n_comparison": n_comparison, "waves_before": waves_before,
        "waves_after": waves_after, "level": level, "effect": effect,
        "shock_sd": shock, "basis": known.basis if shock_sd is None else "given",
        "effect_found": float(found[:, treated].mean() - found[:, ~treated].mean()), "sd_change": sd, "welch": welch,
        "randomisation": float((drawn <= alpha).mean()), "closed_form": expected, "runs": len(found),
        "error": float(np.sqrt(max(welch * (1 - welch), 1e-12) / len(found))),
    }])  # fmt: skip


def plan_power(
    plan: EvaluationPlan | str | Path | Mapping[str, Any], survey: Survey | None = None, *, runs: int = 500,
    rng: np.random.Generator | int | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Power of an evaluation plan by simulating its surveys; one row an indicator.

    Parameters
    ----------
    plan
        As for :func:`cooperation_graph.impact.design_of`: with its expected effects, or else its smallest detectable ones.
    survey
        A pilot: its waves before the start, and no other, are imitated; made-up territories without.
    runs, rng
        Studies; chance.

    Returns
    -------
    pandas.DataFrame
        Columns of :func:`survey_power` and ``status``, the reason where an indicator cannot be simulated: siloing does not move it.

    Raises
    ------
    NoComparisonGroup
        The plan has no comparison territory.
    """
    known, chance = read_plan(plan), np.random.default_rng(rng)
    design = design_of(known, survey, pilots=pilots_of(known, survey) if survey is not None else None)
    signs = {indicator.name: 1 if indicator.direction == "increase" else -1 for indicator in known.indicators}
    rows = []
    for row in design.to_dict("records"):
        name, effect = str(row["indicator"]), row["detectable_effect"] if np.isnan(row["expected"]) else row["expected"]
        sizes = int(row["n_treated"]), int(row["n_comparison"])
        try:
            like = calibrate(None if survey is None else _before(survey, known), indicator=name, by=known.by or None, rng=chance)
            rows.append(survey_power(
                signs[name] * float(effect), *sizes, pilot=like, indicator=name, waves_before=int(row["waves_before"]),
                waves_after=int(row["waves_after"]), runs=runs, rng=chance,
            ).assign(status=""))  # fmt: skip
        except Undefined as error:
            rows.append(pd.DataFrame([{"indicator": name, "n_treated": sizes[0], "n_comparison": sizes[1], "status": str(error)}]))
    return pd.concat(rows, ignore_index=True)


def _before(survey: Survey, plan: EvaluationPlan) -> Survey:
    table = survey.participations
    return replace(survey, participations=table[table["wave"].isin(list(plan.before))].reset_index(drop=True))
