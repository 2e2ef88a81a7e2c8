"""Effects in French and English sentences that never say more than the design allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import number, p_value, percent, signed
from cooperation_graph.measures import label_of

__all__ = [
    "design_sentences", "event_sentences", "impact_sentences", "quality_sentences", "sensitivity_sentences", "simulation_sentences",
]  # fmt: skip


def impact_sentences(frame: pd.DataFrame, provenance: Mapping[str, Any], lang: str) -> list[str]:
    """The design in one sentence, then one or two an indicator."""
    _ = translator(lang)
    left = tuple(provenance.get("exclude", ("animator",)))
    texts = [
        _(
            "Plan “{title}” of {dated} (fingerprint {hash}): {treated} animated territories against {comparison} comparison"
            " territories, {before} against {after}{counted}.", counted=
            _("; the animator is not counted") if left == ("animator",)
            else _("; left out of the indicators: {names}", names=", ".join(_(name) for name in left)) if left
            else _("; nobody is left out of the indicators: what the animator does himself counts as an effect"),
            title=provenance.get("plan", ""), dated=provenance.get("plan_dated", ""),
            hash=str(provenance.get("plan_hash", ""))[:12], treated=len(provenance.get("treated", ())),
            comparison=len(provenance.get("comparison", ())), before=", ".join(provenance.get("before", ())),
            after=", ".join(provenance.get("after", ())),
        )
    ]  # fmt: skip
    for row in frame.to_dict("records"):
        facts = {
            "label": _(label_of(str(row["indicator"]))), "value": signed(row["value"], lang), "low": signed(row["ci_low"], lang),
            "high": signed(row["ci_high"], lang), "p": p_value(row["p"], lang), "p_random": p_value(row["p_randomisation"], lang),
            "detectable": number(row["detectable_effect"], lang, 2), "treated": signed(row["change_treated"], lang),
            "comparison": signed(row["change_comparison"], lang), "direct": signed(row["direct"], lang),
            "p_adjusted": p_value(row["p_adjusted"], lang),
        }  # fmt: skip
        wanted = row["value"] > 0 if row["direction"] == "increase" else row["value"] < 0
        sure = row["p_adjusted"] < 0.05 and row["p_randomisation"] < 0.05
        if sure and wanted:
            text = _(
                "{label}: the change in the animated territories differs from that of the comparison territories by {value}"
                " ({low} to {high}; {p}, by randomisation {p_random}), in the direction announced.", **facts,
            )  # fmt: skip
        elif sure:
            text = _(
                "{label}: the change in the animated territories differs from that of the comparison territories by {value}"
                " ({low} to {high}; {p}, by randomisation {p_random}), against the direction announced.", **facts,
            )  # fmt: skip
        elif row["p"] < 0.05:
            text = _(
                "{label}: a difference of {value} appears ({low} to {high}; {p}), but it is not established once all indicators are counted and"
                " territories exchanged at random ({p_adjusted} adjusted, {p_random} by randomisation): to be confirmed.", **facts,
            )  # fmt: skip
        else:
            text = _(
                "{label}: the data do not tell whether animation changed it ({value}, {low} to {high}; {p}, by randomisation"
                " {p_random}); an effect of {detectable} or more would probably have been seen.", **facts,
            )  # fmt: skip
        text += " " + _("Animated territories: {treated}; comparison: {comparison}.", **facts)
        if not np.isnan(row["direct"]) and abs(row["direct"]) >= 0.005:
            text += " " + _("Counting the animator's own ties would move this by {direct}.", **facts)
        if row["n_lost"]:
            text += " " + _("{n} territory without a value on both sides is left out.",
                            plural="{n} territories without a value on both sides are left out.", n=int(row["n_lost"]))  # fmt: skip
        if sure and row["power"] < 0.5:
            text += " " + _("So small a study overstates what it finds: expect {times} times too much.", times=number(row["type_m"], lang, 1))
        texts.append(text)
    texts.append(
        _("The territories were chosen, not drawn: this compares them with similar ones, it does not prove a cause by itself.")
    )
    return texts


def event_sentences(frame: pd.DataFrame, before: pd.DataFrame, provenance: Mapping[str, Any], lang: str) -> list[str]:
    """Whether territories drifted apart before the start; the mean difference after it; what that does not prove."""
    _ = translator(lang)
    texts = []
    for indicator, rows in frame.groupby("indicator", sort=False):
        label = _(label_of(str(indicator)))
        test = before[before["indicator"] == indicator].iloc[0]
        if test["periods"] == 0:
            texts.append(f"{label}{_(': ')}{_(test['status'])}.")
        elif test["p"] < 0.05:
            texts.append(_(
                "{label}: animated and comparison territories were drifting apart before {start} already (largest gap {t} standard errors,"
                " {p}): what follows cannot be put down to animation.", label=label, start=provenance.get("start", ""),
                t=number(test["largest_t"], lang, 1), p=p_value(test["p"], lang),
            ))  # fmt: skip
        else:
            texts.append(_(
                "{label}: no drift is visible over the only period compared before {start} ({p}); with so few territories that is no"
                " proof that there was none.",
                plural="{label}: no drift is visible over the {n} periods compared before {start} ({p}); with so few territories that is"
                       " no proof that there was none.", label=label, n=int(test["periods"]),
                start=provenance.get("start", ""), p=p_value(test["p"], lang),
            ))  # fmt: skip
        last = rows.iloc[-1]
        if np.isnan(last["ci_low"]):
            continue
        texts.append(_(
            "In {period}, the difference since the last period before the start is {value} ({low} to {high}).", period=last["period"],
            value=signed(last["value"], lang), low=signed(last["ci_low"], lang), high=signed(last["ci_high"], lang),
        ))  # fmt: skip
    return texts


def sensitivity_sentences(frame: pd.DataFrame, lang: str) -> list[str]:
    """For each indicator: how far the estimate moves, placebo dates, tipping points; then the placebo outcomes."""
    _ = translator(lang)
    texts = []
    planned = frame[frame["check"] == "as planned"]
    for row in planned.to_dict("records"):
        own = frame[frame["indicator"] == row["indicator"]]
        label, value = _(label_of(str(row["indicator"]))), row["value"]
        left = own[own["check"] == "without one territory"].dropna(subset=["value"])
        texts.append(_(
            "{label}: {value} as planned; leaving out one territory at a time gives {low} to {high}", label=label,
            value=signed(value, lang), low=signed(left["value"].min(), lang), high=signed(left["value"].max(), lang),
        ) + (_(": the sign hangs on a single territory.") if (left["value"] * value <= 0).any() else "."))  # fmt: skip
        for other in own[own["check"].isin(["excluded actors counted", "another exclusion", "another linkage"])].to_dict("records"):
            name = _(str(other["check"])) + (f" ({other['variant']})" if other["variant"] else "")
            texts.append(_("{label}, {check}: {value}.", label=label, check=name, value=signed(other["value"], lang)))
        for other in own[own["check"] == "placebo date"].to_dict("records"):
            if not other["status"]:
                texts.append(_(
                    "{label}: between two waves before the start ({waves}), the same calculation gives {value} ({p}); it should give nothing.",
                    label=label, waves=other["variant"], value=signed(other["value"], lang), p=p_value(other["p"], lang),
                ))  # fmt: skip
        for other in own[own["check"].str.startswith("tipping point")].to_dict("records"):
            if np.isnan(other["value"]):
                continue
            if other["check"] == "tipping point: drift":
                texts.append(_(
                    "{label}: had the two groups drifted apart by {value} for another reason, nothing would remain that the data can show.",
                    label=label, value=signed(other["value"], lang),
                ))  # fmt: skip
            else:
                texts.append(_(
                    "{label}: if participations were recorded {value} times more completely than before in animated territories, and as"
                    " before elsewhere, that alone would give this result.", label=label, value=number(other["value"], lang, 2),
                ))  # fmt: skip
    dates = frame[(frame["check"] == "placebo date") & (frame["status"] != "")]
    for status in dates["status"].unique():
        text = _(str(status))
        texts.append(text[:1].upper() + text[1:] + ".")
    for row in frame[frame["check"] == "placebo outcome"].to_dict("records"):
        if np.isnan(row["value"]):
            continue
        texts.append(_(
            "{label}, which animation should not move: {value} ({p}).", label=_(label_of(str(row["indicator"]))),
            value=signed(row["value"], lang), p=p_value(row["p"], lang),
        ))  # fmt: skip
    return texts


def quality_sentences(frame: pd.DataFrame, lang: str) -> list[str]:
    """The association adjusted for most, then what it is not."""
    _ = translator(lang)
    if not len(frame):
        return []
    row = frame.iloc[-1]
    if np.isnan(row["value"]):
        return [_("Quality and mixing of groups: {reason}.", reason=_(str(row["status"])))]
    facts = {
        "value": signed(row["value"], lang), "low": signed(row["ci_low"], lang), "high": signed(row["ci_high"], lang),
        "p": p_value(row["p"], lang), "n": int(row["n_projects"]), "territories": int(row["n_territories"]), "adjusted": _(str(row["adjusted_for"])),
    }  # fmt: skip
    if row["p"] < 0.05:
        text = _(
            "Over {n} projects of {territories} territories, {adjusted}, a project that mixes groups fully is rated {value}"
            " ({low} to {high}; {p}) against one that does not mix them.", **facts,
        )  # fmt: skip
    else:
        text = _(
            "Over {n} projects of {territories} territories, {adjusted}, the data show no link between mixing groups and quality"
            " ({value}, {low} to {high}; {p}).", **facts,
        )  # fmt: skip
    return [text, _("It is an association: better projects may attract other groups, as well as the reverse.")]


def design_sentences(design: pd.DataFrame, lang: str) -> list[str]:
    """What a plan could show, before its data."""
    _ = translator(lang)
    texts = []
    for row in design.to_dict("records"):
        facts = {
            "label": _(label_of(str(row["indicator"]))), "treated": int(row["n_treated"]), "comparison": int(row["n_comparison"]),
            "before": int(row["waves_before"]), "after": int(row["waves_after"]), "effect": number(row["detectable_effect"], lang, 3),
            "expected": number(row["expected"], lang, 2), "power": percent(row["power"], lang),
        }  # fmt: skip
        if np.isnan(row["detectable_effect"]):
            texts.append(_("{label}: fewer than two territories on one side, nothing can be estimated.", **facts))
            continue
        text = _(
            "{label}: {treated} + {comparison} territories, {before} wave(s) before and {after} after: an effect of {effect} or more would"
            " probably be seen (4 times in 5).", **facts,
        )  # fmt: skip
        if not np.isnan(row["power"]):
            text += " " + _("An effect of {expected}, as expected, would be seen with probability {power}.", **facts)
        if row["basis"] == "guess":
            text += " " + _("This rests on guesses of how much territories vary, until pilot data exist.")
        texts.append(text)
    if len(design):
        p = float(design["smallest_p"].iloc[0])
        texts.append(_("Smallest p within reach by randomisation: {p}.", p=p_value(p, lang)))
        if p > 0.05:
            texts.append(_("This plan cannot reach 5%: more comparison territories are needed before anything else."))
    return texts


def simulation_sentences(simulated: pd.DataFrame, lang: str) -> list[str]:
    """Power by whole simulated surveys, beside the closed form; one sentence an indicator."""
    _ = translator(lang)
    texts = []
    for row in simulated.to_dict("records"):
        label = _(label_of(str(row["indicator"])))
        if row["status"]:
            texts.append(_("{label}: no simulation, {reason}.", label=label, reason=_(str(row["status"]))))
            continue
        texts.append(_(
            "{label}: in {n} whole simulated studies where animation adds {effect}, {welch} find it (by randomisation {random}); the formula"
            " gives {formula} where territories vary as much.", label=label, n=int(row["runs"]), effect=signed(row["effect"], lang, 2),
            welch=percent(row["welch"], lang), random=percent(row["randomisation"], lang), formula=percent(row["closed_form"], lang),
        ) + ("" if row["basis"] != "guess" else " " + _("How much territories vary is a guess.")))  # fmt: skip
    return texts
