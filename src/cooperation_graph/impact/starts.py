"""Treated territories of a plan that start in different waves: each compared only with those that have not started yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import NoComparisonGroup, Undefined
from cooperation_graph.impact.did import MINIMUM_TERRITORIES
from cooperation_graph.impact.staggered import LONE_START, staggered_effect
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import p_value, signed
from cooperation_graph.measures import label_of
from cooperation_graph.uncertainty import holm

__all__ = ["AVERAGE_LABELS", "differ", "effects_by_start", "start_sentences", "window"]

#: What counts once in each average of :func:`staggered_effect`.
AVERAGE_LABELS = {
    "simple": N_("each territory and wave since the entry"), "group": N_("each territory"), "event": N_("each time since the entry"),
    "calendar": N_("each wave"),
}  # fmt: skip
#: Redraws of the starting dates, at most.
_DRAWS = 1_999
NO_ERROR = N_("leaving one territory out in turn gives no standard error")
FEW_COMPARED = N_("fewer than two territories are left that had not entered by the last wave")
FEW_STARTERS = N_("a starting group has fewer than four territories: read the redrawn dates, not the interval")
ONE_GROUP = N_("fewer than two starting waves are left among territories with a value in every wave")


def window(before: Sequence[str], after: Sequence[str], waves: Sequence[str]) -> list[str]:
    """All waves of a survey from the first to the last of a plan."""
    places = [waves.index(name) for name in (*before, *after)]
    return list(waves[min(places) : max(places) + 1])


def differ(starts: Mapping[str, str], span: Sequence[str]) -> bool:
    """Whether territories start in several waves of the plan, the first one apart: nothing stands before it."""
    return len(set(starts.values()) & set(span[1:])) > 1


def effects_by_start(
    levels: pd.DataFrame, names: Sequence[str], starts: Mapping[str, str], treated: Sequence[str], comparison: Sequence[str],
    waves: Sequence[str], span: Sequence[str], strata: Mapping[str, str], *, confidence: float, draws: int, entropy: int,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    """Group-time effects of each indicator, and their averages.

    Parameters
    ----------
    levels
        Rows of measures at territory level, over `span`.
    names
        Indicators.
    starts
        Starting wave of each treated territory that says it; empty for after the last wave.
    waves, span
        All waves, and those of the plan: a start after the span counts as not yet, one before it leaves the territory out.

    Returns
    -------
    dict
        ``group_time``: cells of :func:`group_time_effects` by indicator. ``staggered``: by indicator and average ``value, se, df,
        ci_low, ci_high, p, p_adjusted`` (Holm over indicators) and, for the first average, ``p_randomisation``; ``n_started,
        n_comparison, n_left_out, status``.
    """
    order = {wave: place for place, wave in enumerate(waves)}
    first, last = order[span[0]], order[span[-1]]
    begun = {name: start for name, start in starts.items() if not start or order[start] > first}
    used = {name: start for name, start in begun.items() if start and order[start] <= last}
    cells: list[pd.DataFrame] = []
    rows: list[dict[Any, Any]] = []
    for name in names:
        own = levels[(levels["metric"] == name) & levels["wave"].isin(list(span))][["territory", "wave", "value"]].dropna()
        own = own[own["territory"].isin({*begun, *comparison}) & (own.groupby("territory")["wave"].transform("count") == len(span))]
        panel = own.assign(start=pd.Series([used.get(place) for place in own["territory"]], dtype="object", index=own.index))
        here = set(own["territory"])
        sizes = pd.Series([used[place] for place in sorted(here & used.keys())], dtype="object").value_counts()
        counts = {"n_started": int(sizes.sum()), "n_comparison": len(here) - int(sizes.sum()), "n_left_out": len({*treated, *comparison} - here)}
        chance = np.random.default_rng([entropy, len(name), *map(ord, name)])
        inside = pd.Series(dict(strata)).reindex(sorted(here)).fillna("") if strata else None
        try:
            if len(sizes) < 2:
                raise Undefined(ONE_GROUP)
            if counts["n_comparison"] < 2:
                raise Undefined(FEW_COMPARED)
            found = staggered_effect(panel, span, confidence=confidence, draws=min(draws, _DRAWS), strata=inside, rng=chance)
        except (NoComparisonGroup, Undefined) as error:
            rows += [{"indicator": name, "average": key, **counts, "status": str(error)} for key in AVERAGE_LABELS]
            continue
        cells.append(found.cells.assign(indicator=name))
        status = FEW_STARTERS if sizes.min() < MINIMUM_TERRITORIES else ""
        if not found.overall.se > 0:
            status = LONE_START if found.overall.method == LONE_START else NO_ERROR
        averages = found.averages.assign(indicator=name, status=status, **counts)
        averages.loc[averages["average"] == "simple", "p_randomisation"] = found.randomisation_p
        rows += averages.to_dict("records")
    columns = ("indicator", "average", "value", "se", "df", "ci_low", "ci_high", "p", "p_adjusted", "p_randomisation", *counts, "status")
    table = pd.DataFrame(rows).reindex(columns=list(columns))
    table["p_adjusted"] = table.groupby("average")["p"].transform(lambda p: holm(p.to_numpy(dtype=float)))
    found_columns = ["indicator", "start", "wave", "event", "effect", "n_start", "n_comparison", "after"]
    return {
        "group_time": pd.concat(cells, ignore_index=True)[found_columns] if cells else pd.DataFrame(columns=found_columns),
        "staggered": table.astype({"indicator": "str", "average": "str", "status": "str"}),
    }


def start_sentences(tables: Mapping[str, pd.DataFrame], lang: str) -> list[str]:
    """One or two sentences an indicator, none where all started together."""
    _ = translator(lang)
    texts = []
    table = tables.get("staggered", pd.DataFrame(columns=["average"]))
    for row in table[table["average"] == "simple"].to_dict("records"):
        label = _(label_of(str(row["indicator"])))
        reason = _(str(row["status"]))
        if np.isnan(row["value"]):
            texts.append(_("{label}, territories that entered at different dates: no estimate, {reason}.", label=label, reason=reason))
            continue
        facts: dict[str, Any] = {
            "label": label, "groups": _groups(tables["group_time"], str(row["indicator"]), lang), "value": signed(row["value"], lang),
            "low": signed(row["ci_low"], lang), "high": signed(row["ci_high"], lang), "p": p_value(row["p"], lang),
            "p_random": p_value(row["p_randomisation"], lang), "p_adjusted": p_value(row["p_adjusted"], lang),
        }  # fmt: skip
        text = _(
            "{label}, territories that entered at different dates, each compared only with those that had not entered yet: {value} on average"
            " since the entry ({groups}).", **facts,
        )  # fmt: skip
        if not row["se"] > 0:
            text += " " + _("No interval: {reason}; dates redrawn at random: {p_random}.", reason=reason, **facts)
            reason = ""
        elif row["p_adjusted"] < 0.05 and row["p_randomisation"] < 0.05:
            text += " " + _("This differs from zero ({low} to {high}; {p}, dates redrawn at random {p_random}).", **facts)
        elif row["p"] < 0.05:
            text += " " + _(
                "A difference appears ({low} to {high}; {p}), not established once all indicators are counted and dates redrawn at random"
                " ({p_adjusted} adjusted, {p_random} by dates): to be confirmed.", **facts,
            )  # fmt: skip
        else:
            text += " " + _("The data do not tell it from zero ({low} to {high}; {p}, dates redrawn at random {p_random}).", **facts)
        text += f" {reason[:1].upper()}{reason[1:]}." if reason else ""
        if row["n_left_out"]:
            text += " " + _(
                "{n} territory is left out of this: no value in one of the waves, no date of entry, or entered before the second wave.",
                plural="{n} territories are left out of this: no value in one of the waves, no date of entry, or entered before the second"
                       " wave.", n=int(row["n_left_out"]),
            )  # fmt: skip
        texts.append(text)
    return texts


def _groups(cells: pd.DataFrame, name: str, lang: str) -> str:
    """Mean effect of each starting wave, with its territories."""
    _ = translator(lang)
    own = cells[(cells["indicator"] == name) & cells["after"].astype(bool)]
    return _("; ").join(
        _("{wave}: {value}, {n} territory", plural="{wave}: {value}, {n} territories", wave=start, value=signed(part["effect"].mean(), lang),
          n=int(part["n_start"].iloc[0]))
        for start, part in own.groupby("start", sort=False)
    )  # fmt: skip
