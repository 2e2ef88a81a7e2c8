"""What would overturn an estimate: territories left out, placebos, other choices, tipping points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from cooperation_graph.errors import NoComparisonGroup
from cooperation_graph.graph import Graphs, build_graphs
from cooperation_graph.impact.did import difference_in_differences
from cooperation_graph.impact.estimate import NO_COMPARISON
from cooperation_graph.impact.panel import changes_of, levels_of
from cooperation_graph.impact.plan import EvaluationPlan, arms, read_plan
from cooperation_graph.impact.wording import sensitivity_sentences
from cooperation_graph.locale import N_
from cooperation_graph.measures import as_graphs
from cooperation_graph.results import Result, provenance, warning_frame
from cooperation_graph.survey.tables import Survey
from cooperation_graph.targets.caution import VOLUME

__all__ = ["CHECKS", "Sensitivity", "sensitivity"]

#: Words of the column ``check``, marked for translation.
CHECKS = (
    N_("as planned"), N_("without one territory"), N_("excluded actors counted"), N_("another exclusion"), N_("another linkage"),
    N_("placebo date"), N_("placebo outcome"), N_("tipping point: drift"), N_("tipping point: completeness"),
)  # fmt: skip
COLUMNS = ("indicator", "check", "variant", "value", "se", "ci_low", "ci_high", "p", "n_treated", "n_comparison", "status")
ONE_WAVE = N_("a single wave before: no other date can be tried")
NOT_SURE = N_("the interval holds 0 already")
NOT_VOLUME = N_("the indicator is a share: completeness moves it little")
TOO_FEW = N_("fewer than two territories on one side have a value")


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity(Result):
    """One row a check and indicator; every estimate is a difference of mean changes, animated minus comparison."""

    kind: ClassVar[str] = "sensitivity"

    def sentences(self, lang: str) -> list[str]:
        """How far the estimate moves, what placebos show, what would overturn it."""
        return sensitivity_sentences(self.frame, lang)

    def _one_line(self) -> str:
        return f"{self.frame['check'].nunique()} checks of {self.frame['indicator'].nunique()} indicators"


def sensitivity(
    source: Graphs | Survey, plan: EvaluationPlan | str | Path | Mapping[str, Any], *,
    placebos: Sequence[str] = ("single_actor_project_share",), exclusions: Mapping[str, Sequence[str]] | None = None,
    linkages: Mapping[str, Survey] | None = None, confidence: float = 0.95, n_jobs: int = 1,
) -> Sensitivity:  # fmt: skip
    r"""Do an evaluation again under other choices.

    Parameters
    ----------
    source, plan
        As in :func:`added_value`.
    placebos
        Metrics that animation should not move: an "effect" on them is a warning about the comparison.
    exclusions
        Other actors to leave out, by name of the variant: ``{"host left out": ("animator", "host")}``.
    linkages
        The survey under other decisions on who is the same actor, by name: ``{"strict": …, "lenient": …}``.
    confidence
        Of the intervals.

    Returns
    -------
    Sensitivity
        ``tipping point: drift``: the departure from parallel trends that would bring the interval to 0 (its end nearest to 0).
        ``tipping point: completeness``: for a volume, which grows in proportion to completeness, the factor by which the
        completeness of animated territories must have grown more than that of the others to give the whole estimate,
        (ȳ₁,after/ȳ₁,before)/(ȳ₀,after/ȳ₀,before).

    Raises
    ------
    NoComparisonGroup
        There is no comparison territory.

    References
    ----------
    Methods B3 and D4 of the design; Rosenbaum 2002, Observational Studies, on placebos; for bounds on drifts see
    :func:`honest_bounds`.
    """
    known, given = read_plan(plan), as_graphs(source)
    survey, roles = given.survey, given.settings.get("roles", "all")
    planned = build_graphs(survey, roles=roles, exclude=known.exclude)
    treated, comparison = arms(known, survey, planned.territories)
    if not comparison:
        raise NoComparisonGroup(NO_COMPARISON)
    by = known.by or (survey.groups[0] if survey.groups else None)
    names = [indicator.name for indicator in known.indicators]
    waves = [*known.before, *known.after]

    def tables(graphs: Graphs, metrics: Sequence[str], of: EvaluationPlan = known) -> dict[str, pd.DataFrame]:
        levels = levels_of(graphs, metrics, by, waves, n_jobs)
        return {name: changes_of(levels, name, of, treated, comparison, {}).dropna(subset=["change"]) for name in metrics}

    everyone = build_graphs(survey, roles=roles if roles == "all" else (*roles, "animator"), exclude=())
    variants = [(CHECKS[2], "", everyone)]
    variants += [(CHECKS[3], name, build_graphs(survey, roles=roles, exclude=tuple(out))) for name, out in (exclusions or {}).items()]
    variants += [(CHECKS[4], name, build_graphs(other, roles=roles, exclude=known.exclude)) for name, other in (linkages or {}).items()]
    main = tables(planned, names)
    rows = []
    for name in names:
        rows.append(_row(name, CHECKS[0], "", main[name], confidence))
        for territory in main[name]["territory"]:
            rows.append(_row(name, CHECKS[1], territory, main[name][main[name]["territory"] != territory], confidence))
        rows += _tipping(rows[-1 - len(main[name])], main[name])
    for check, variant, graphs in variants:
        rows += [_row(name, check, variant, table, confidence) for name, table in tables(graphs, names).items()]
    if len(known.before) > 1:
        pairs = zip(known.before, known.before[1:], strict=False)
        for first, second in pairs:
            earlier = tables(planned, names, replace(known, before=(first,), after=(second,)))
            rows += [_row(name, CHECKS[5], f"{first} → {second}", table, confidence) for name, table in earlier.items()]
    else:
        rows += [{"indicator": name, "check": CHECKS[5], "variant": "", "status": ONE_WAVE} for name in names]
    untouched = [name for name in placebos if name not in names]
    rows += [_row(name, CHECKS[6], "", table, confidence) for name, table in tables(planned, untouched).items()]
    frame = pd.DataFrame(rows).reindex(columns=list(COLUMNS))
    texts = ["indicator", "check", "variant", "status"]
    frame[texts] = frame[texts].fillna("").astype("str")
    return Sensitivity(frame, {}, warning_frame(), provenance(plan=known.title, plan_hash=known.hash, confidence=confidence))


def _row(name: str, check: str, variant: str, table: pd.DataFrame, confidence: float) -> dict[str, Any]:
    arm, change = table["arm"].to_numpy() == "treated", table["change"].to_numpy(dtype=float)
    row: dict[str, Any] = {"indicator": name, "check": check, "variant": variant, "status": "",
                           "n_treated": float(arm.sum()), "n_comparison": float((~arm).sum())}  # fmt: skip
    if arm.sum() < 2 or (~arm).sum() < 2:
        return row | {"status": TOO_FEW}
    effect = difference_in_differences(change[arm], change[~arm], confidence=confidence)
    return row | {"value": effect.value, "se": effect.se, "ci_low": effect.low, "ci_high": effect.high, "p": effect.p}


def _tipping(main: Mapping[str, Any], table: pd.DataFrame) -> list[dict[str, Any]]:
    """What would overturn the estimate: a drift between trends; for a volume, a growth of completeness."""
    name = main["indicator"]
    low, high = main.get("ci_low", np.nan), main.get("ci_high", np.nan)
    sure = low > 0 or high < 0
    drift = {"indicator": name, "check": CHECKS[7], "value": (low if low > 0 else high) if sure else np.nan, "status": "" if sure else NOT_SURE}
    if name not in VOLUME:
        return [drift, {"indicator": name, "check": CHECKS[8], "status": NOT_VOLUME}]
    growth = [float(part["after"].mean() / part["before"].mean()) for _, part in table.groupby(table["arm"] != "treated", sort=True)]
    return [drift, {"indicator": name, "check": CHECKS[8], "value": growth[0] / growth[1] if len(growth) == 2 else np.nan, "status": ""}]
