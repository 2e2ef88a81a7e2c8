"""`added_value`: what animation adds, by the plan: treated against comparison territories, before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from scipy import special

from cooperation_graph.errors import NoComparisonGroup, UnknownName
from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
from cooperation_graph.impact.did import MINIMUM_TERRITORIES, Effect, adjusted_for_baseline, difference_in_differences
from cooperation_graph.impact.exaggeration import Exaggeration, type_s_m
from cooperation_graph.impact.panel import changes_of, levels_of, start_wave, strata_of
from cooperation_graph.impact.plan import EvaluationPlan, Indicator, after_the_data, arms, read_plan
from cooperation_graph.impact.randomisation import Randomisation, randomisation_test
from cooperation_graph.impact.starts import differ, effects_by_start, start_sentences, window
from cooperation_graph.impact.wording import impact_sentences
from cooperation_graph.locale import N_, translator
from cooperation_graph.measures import as_graphs
from cooperation_graph.nulls.chance import entropy_of
from cooperation_graph.results import Result, provenance, warning_frame
from cooperation_graph.survey.tables import Survey
from cooperation_graph.uncertainty import holm

__all__ = ["COLUMNS", "Impact", "added_value"]

COLUMNS = (
    "indicator", "by", "direction", "value", "se", "df", "ci_low", "ci_high", "p", "p_adjusted", "p_randomisation", "smallest_p",
    "randomisation_low", "randomisation_high", "adjusted_value", "adjusted_p", "with_excluded", "direct", "lowest_without_one",
    "highest_without_one", "detectable_effect", "mean_before", "change_treated", "change_comparison", "n_treated",
    "n_comparison", "n_lost", "status", "adjusted_low", "adjusted_high", "by_projects", "supposed_effect", "power", "type_s", "type_m",
)  # fmt: skip
#: Share of pairs of actors that something links.
_LINKED = "connectedness"
#: Points of response rate by which arms may drift apart.
COMPLETENESS = 0.05
NO_COMPARISON = N_(
    "there is no comparison territory: the change cannot be attributed to animation. What can be said: how each territory"
    " changed (compare_waves), whether targets are met (track_targets)"
)
TOO_FEW = N_(
    "fewer than two territories on one side have a value before and after: the change cannot be attributed to animation. What can be"
    " said: how each territory changed (compare_waves), whether targets are met (track_targets)"
)


@dataclass(frozen=True, eq=False, repr=False)
class Impact(Result):
    """Effects by indicator.

    Tables: ``changes`` (territories: change among others, through the excluded actors, together), ``assignments`` (the
    randomisation draws), ``completeness`` (who answered, by arm and wave), ``resilience`` (share of pairs of actors that nothing
    links, with the excluded actors and without them). Where animated territories started in different waves, also ``group_time``
    and ``staggered``: effects by starting wave (Callaway & Sant'Anna) and their averages, see :func:`effects_by_start`.
    """

    kind: ClassVar[str] = "impact"

    def sentences(self, lang: str) -> list[str]:
        """The design, then one sentence an indicator, then what may mislead."""
        _ = translator(lang)
        said = dict.fromkeys(_("Warning: {message}.", message=_(text)) for text in self.warnings["message"])
        return [*impact_sentences(self.frame, self.provenance, lang), *start_sentences(self.tables, lang), *said]

    def _one_line(self) -> str:
        return f"{len(self.frame)} indicators, plan {str(self.provenance.get('plan_hash', ''))[:12]}"


def added_value(
    graphs: Graphs | CooperationGraph | Survey, plan: EvaluationPlan | str | Path | Mapping[str, Any], *, draws: int = 9_999,
    confidence: float = 0.95, rng: np.random.Generator | int | None = None, n_jobs: int = 1,
) -> Impact:  # fmt: skip
    r"""Estimate what animation adds to the indicators a plan announces.

    Parameters
    ----------
    graphs
        Graphs or the survey. Graphs are built anew without what the plan excludes: animator and host sit inside the outcome
        otherwise, and half of the studies without any effect would find one.
    plan
        See :class:`EvaluationPlan`, or the path of its file.
    draws
        Assignments drawn when they are too many to enumerate.

    Returns
    -------
    Impact
        For each indicator: the difference in mean change between treated and comparison territories (equal weights, Welch),
        Holm over the indicators, randomisation inference with its smallest reachable p, the estimate adjusted for the level
        before, what counting the excluded actors would give (``with_excluded``; ``direct``, what passes through them, is the
        difference), the same with projects for weights (``by_projects``: the mean project, not the mean territory), the range
        when one territory is left out, the smallest effect the design could see, and for the effect that the plan expects
        (half of the smallest detectable one without): power, chance of the wrong sign (``type_s``) and exaggeration
        (``type_m``) of a significant result.

    Raises
    ------
    NoComparisonGroup
        No comparison territory has data on both sides.
    """
    known = read_plan(plan)
    given = as_graphs(graphs)
    survey = given.survey
    roles = given.settings.get("roles", "all")
    without = build_graphs(survey, roles=roles, exclude=known.exclude)
    including = build_graphs(survey, roles=roles if roles == "all" else (*roles, "animator"), exclude=())
    treated, comparison = arms(known, survey, without.territories)
    for name in (*known.before, *known.after):
        if name not in without.waves:
            raise UnknownName("wave", name, without.waves)
    if not comparison:
        raise NoComparisonGroup(NO_COMPARISON)
    by = known.by or (survey.groups[0] if survey.groups else None)
    names = [indicator.name for indicator in known.indicators]
    entropy = entropy_of(rng)
    chosen = [*known.before, *known.after]
    levels = levels_of(without, [*names, _LINKED], by, chosen, n_jobs)
    levels_all = levels_of(including, [*names, _LINKED], by, chosen, n_jobs)
    strata = strata_of(survey, known.strata)
    rows, changes, draws_tables = [], [], []
    for indicator in known.indicators:
        table = changes_of(levels, indicator.name, known, treated, comparison, strata)
        whole = changes_of(levels_all, indicator.name, known, treated, comparison, strata)
        changes.append(table.assign(with_excluded=whole["change"], direct=whole["change"] - table["change"]))
        kept = table.dropna(subset=["change"])
        arm = kept["arm"].to_numpy() == "treated"
        if arm.sum() < 2 or (~arm).sum() < 2:
            raise NoComparisonGroup(NO_COMPARISON if (~arm).sum() == 0 else TOO_FEW)
        row, drawn = _estimate(kept, arm, indicator, known, confidence, draws, entropy)
        everybody = whole.dropna(subset=["change"])
        in_arm = everybody["arm"].to_numpy() == "treated"
        row["with_excluded"] = float(everybody["change"][in_arm].mean() - everybody["change"][~in_arm].mean())
        row["direct"] = row["with_excluded"] - row["value"]
        row |= {"by": by or "", "n_lost": len(table) - len(kept), "by_projects": _by_projects(kept, arm, levels, indicator.name)}
        rows.append(row)
        draws_tables.append(pd.DataFrame({"indicator": indicator.name, "difference": drawn.draws}))
    frame = pd.DataFrame(rows)
    frame["p_adjusted"] = holm(frame["p"].to_numpy())
    frame = frame.reindex(columns=list(COLUMNS))
    texts = ["indicator", "by", "direction", "status"]
    frame[texts] = frame[texts].astype("str")
    completeness = _completeness(survey, treated, comparison, chosen)
    starts, span = _starts(survey, treated, without.waves), window(known.before, known.after, without.waves)
    staggered = {}
    if differ(starts, span):
        between = [wave for wave in span if wave not in chosen]
        everywhere = pd.concat([levels, levels_of(without, names, by, between, n_jobs)]) if between else levels
        staggered = effects_by_start(
            everywhere, names, starts, treated, comparison, without.waves, span, strata, confidence=confidence, draws=draws, entropy=entropy,
        )  # fmt: skip
    return Impact(
        frame, {"changes": pd.concat(changes, ignore_index=True), "assignments": pd.concat(draws_tables, ignore_index=True),
                "completeness": completeness, "resilience": _resilience(levels_all, levels, known, treated), **staggered},
        _warnings(frame, completeness, known, survey, starts, bool(staggered)),
        provenance(
            plan=known.title, plan_dated=known.dated, plan_hash=known.hash, before=known.before, after=known.after,
            exclude=known.exclude, strata=known.strata, treated=treated, comparison=comparison, entropy=entropy,
            confidence=confidence, fingerprint=getattr(survey, "fingerprint", None),
        ),
    )  # fmt: skip


def _by_projects(kept: pd.DataFrame, arm: np.ndarray, levels: pd.DataFrame, name: str) -> float:
    """The difference of mean changes with the projects of each territory for weights."""
    weight = levels[levels["metric"] == name].groupby("territory")["n_projects"].mean().reindex(kept["territory"]).to_numpy(dtype=float)
    changes = kept["change"].to_numpy(dtype=float)
    return float(np.average(changes[arm], weights=weight[arm]) - np.average(changes[~arm], weights=weight[~arm]))


def _resilience(including: pd.DataFrame, without: pd.DataFrame, plan: EvaluationPlan, treated: Sequence[str]) -> pd.DataFrame:
    """Pairs of actors that nothing links, in the treated territories after the start: with the excluded actors, and without."""
    sides = []
    for name, levels in (("fragmentation_with", including), ("fragmentation_without", without)):
        rows = levels[(levels["metric"] == _LINKED) & levels["wave"].isin(plan.after) & levels["territory"].isin(list(treated))]
        sides.append(rows[["territory", "wave"]].assign(**{name: 1 - rows["value"]}))
    table = sides[0].merge(sides[1], on=["territory", "wave"])
    return table.assign(loss=table["fragmentation_without"] - table["fragmentation_with"])


def _estimate(
    kept: pd.DataFrame, arm: np.ndarray, indicator: Indicator, plan: EvaluationPlan, confidence: float, draws: int, entropy: int
) -> tuple[dict[str, Any], Randomisation]:
    changes = kept["change"].to_numpy(float)
    effect = difference_in_differences(changes[arm], changes[~arm], confidence=confidence)
    strata = kept["stratum"].to_numpy() if plan.strata else None
    chance = np.random.default_rng([entropy, len(indicator.name), *map(ord, indicator.name)])
    drawn = randomisation_test(changes, arm, strata=strata, draws=draws, confidence=confidence, rng=chance)
    try:
        adjusted: Effect | None = adjusted_for_baseline(kept["before"], kept["after"], arm)
    except ValueError:
        adjusted = None
    left = [
        float(np.delete(changes, k)[np.delete(arm, k)].mean() - np.delete(changes, k)[~np.delete(arm, k)].mean())
        for k in range(len(changes))
        if np.delete(arm, k).any() and (~np.delete(arm, k)).any()
    ]
    df = effect.df  # those of the test made: with one small side, G − 2 would promise too much
    detectable = float((special.stdtrit(df, 0.975) + special.stdtrit(df, 0.8)) * effect.se)
    supposed = indicator.expected or detectable / 2
    worth = type_s_m(supposed, effect.se, df) if effect.se > 0 else Exaggeration(np.nan, np.nan, np.nan)
    few = min(arm.sum(), (~arm).sum()) < MINIMUM_TERRITORIES
    status = N_("fewer than four territories on one side: read the randomisation test, not the interval") if few else ""
    return {
        "indicator": indicator.name, "direction": indicator.direction, "value": effect.value, "se": effect.se, "df": effect.df,
        "ci_low": effect.low, "ci_high": effect.high, "p": effect.p, "p_randomisation": drawn.p, "smallest_p": drawn.smallest_p,
        "randomisation_low": drawn.low, "randomisation_high": drawn.high,
        "adjusted_value": adjusted.value if adjusted else np.nan, "adjusted_p": adjusted.p if adjusted else np.nan,
        "lowest_without_one": min(left), "highest_without_one": max(left),
        "adjusted_low": adjusted.low if adjusted else np.nan, "adjusted_high": adjusted.high if adjusted else np.nan,
        "detectable_effect": detectable, "supposed_effect": supposed, "power": worth.power, "type_s": worth.type_s,
        "type_m": worth.exaggeration,
        "mean_before": float(kept["before"].mean()), "change_treated": float(changes[arm].mean()),
        "change_comparison": float(changes[~arm].mean()), "n_treated": int(arm.sum()), "n_comparison": int((~arm).sum()),
        "status": status,
    }, drawn  # fmt: skip


def _completeness(survey: Survey, treated: Sequence[str], comparison: Sequence[str], waves: Sequence[str]) -> pd.DataFrame:
    """Share of those asked who answered, by arm and wave; empty without a response ledger."""
    responses = survey.responses
    columns = ["arm", "wave", "asked", "answered", "rate"]
    if not len(responses):
        return pd.DataFrame(columns=columns)
    asked = responses[responses["status"].isin(["answered", "partial", "no_answer"]) & responses["wave"].isin(list(waves))]
    rows = []
    for arm, places in (("treated", treated), ("comparison", comparison)):
        for wave in waves:
            own = asked[asked["territory"].isin(list(places)) & (asked["wave"] == wave)]
            done = int(own["status"].isin(["answered", "partial"]).sum())
            rows.append((arm, wave, len(own), done, done / len(own) if len(own) else np.nan))
    return pd.DataFrame(rows, columns=columns)


def _starts(survey: Survey, treated: Sequence[str], waves: Sequence[str]) -> dict[str, str]:
    """First wave with animation of the animated territories that say when they started; empty for after the last one."""
    table = survey.territories
    if "animation_start" not in table.columns:
        return {}
    said = table[table["territory"].isin(list(treated)) & table["animation_start"].notna()]
    return {str(name): start_wave(str(start), waves) for name, start in zip(said["territory"], said["animation_start"], strict=True)}


def _warnings(
    frame: pd.DataFrame, completeness: pd.DataFrame, plan: EvaluationPlan, survey: Survey, starts: Mapping[str, str], staggered: bool
) -> pd.DataFrame:
    rows = [
        {"code": "plan_after_data", "wave": wave,
         "message": N_("the plan is dated after the data of this wave: its indicators may have been chosen for what they show")}
        for wave in after_the_data(plan, survey)
    ]  # fmt: skip
    for territory, start in starts.items():
        if not start or start in plan.before:
            rows.append({
                "code": "start_outside", "territory": territory,
                "message": N_("an animated territory was so in a wave counted as before already, or is in no wave: its change is not that of"
                              " its animation"),
            })  # fmt: skip
    if staggered:
        rows.append({
            "code": "starts_differ",
            "message": N_("animated territories started in different waves: one estimate mixes long and short animation; read the effects by"
                          " starting wave beside it"),
        })  # fmt: skip
    if len(completeness):
        rates = completeness.assign(side=np.where(completeness["wave"].isin(list(plan.before)), "before", "after"))
        table = rates.groupby(["arm", "side"])["rate"].mean().unstack("side")
        drift = table["after"] - table["before"]
        if abs(drift.get("treated", np.nan) - drift.get("comparison", np.nan)) >= COMPLETENESS - 1e-9:
            rows.append({
                "code": "differential_completeness",
                "message": N_("response changed more on one side: indicators of volume may show this and nothing else"),
            })  # fmt: skip
    else:
        rows.append({
            "code": "no_response_ledger",
            "message": N_("without a response ledger nobody can tell whether completeness drifted apart"),
        })  # fmt: skip
    for row in frame.to_dict("records"):
        if row["smallest_p"] > 0.05:
            rows.append({
                "code": "cannot_reach_significance", "metric": str(row["indicator"]),
                "message": N_("with so few territories no result could reach 5 % by randomisation"),
            })  # fmt: skip
    return warning_frame(rows)
