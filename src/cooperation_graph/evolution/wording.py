"""Change in sentences, French or English: what moved, what it is made of, what can and cannot be said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import pandas as pd

from cooperation_graph.evolution.completeness import COMPLETENESS
from cooperation_graph.evolution.states import GONE, KNOWN
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number, p_value, percent, signed
from cooperation_graph.measures import label_of

__all__ = ["NOTES", "change_sentence", "evolution_sentences", "ledger_sentence", "trend_sentences", "warning_sentences"]

#: How to read every interval and test of an `Evolution`.
NOTES = (
    N_(
        "Interval: variation to expect had other projects of the same kind been set up by the same actors; it does not cover "
        "what the survey forgot."
    ),
    N_(
        "The test compares the projects that ended with the new projects; projects that continue cannot prove a change by "
        "themselves."
    ),
)  # fmt: skip
TERMS = ("stayers", "entry", "exit", "unknown")
MADE_OF = N_(
    ", made of {stayers} among actors seen in both waves, {entry} from those seen in the later one only and {exit} from those seen in "
    "the earlier one only"
)
MADE_OF_KNOWN = N_(
    ", made of {stayers} among actors seen in both waves, {entry} from those in the later one only, {exit} from those in the earlier one "
    "only, and {unknown} from those of whom nothing is known in one of them ({n})"
)
LEFT_OUT = N_("Left out, since it has no value in any territory and wave compared: {label} ({reason}).")
COULD_EXPLAIN = N_("{label} is multiplied by {ratio}: the answers alone may give as much.")
MORE_THAN_ANSWERS = N_("{label} is multiplied by {ratio}: the answers alone would not give as much.")
TREND_SHOWN = N_(" Exchanging projects between waves at random rarely gives as steep a slope (corrected {p}).")
TREND_NOT_SHOWN = N_(
    " Exchanging projects between waves at random can give as steep a slope (corrected {p}): a trend is not shown, nor is its "
    "absence."
)


def evolution_sentences(
    frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame], warnings: pd.DataFrame, lang: str
) -> list[str]:
    """The ledger and the changes of each territory, the notes, the warnings."""
    _ = translator(lang)
    texts = []
    keys = ["territory", "wave_from", "wave_to"]
    pieces = {name: dict(iter(table.groupby(keys))) for name, table in tables.items() if len(table)}
    for key, rows in frame.groupby(keys, sort=False):
        own = {name: parts[key] for name, parts in pieces.items() if key in parts}
        no_roster = set(warnings.loc[(warnings["code"] == "no_roster") & (warnings["territory"] == key[0]), "wave"])
        if "ledger" in own:
            texts.append(ledger_sentence(own, lang, no_roster=bool(no_roster)))
        texts += [change_sentence(cast(Mapping[str, Any], row), lang) for row in rows.to_dict("records")]
        texts += _completeness(own, lang)
    if len(frame):
        texts += [_(note) for note in NOTES]
    return texts + warning_sentences(warnings, lang)


def warning_sentences(warnings: pd.DataFrame, lang: str) -> list[str]:
    """What to beware of, with the territories and waves concerned; then the metrics left out, with the reason."""
    _ = translator(lang)
    texts = []
    for row in warnings.drop_duplicates(["code", "metric", "message"]).to_dict("records"):
        if row["code"] == "undefined_everywhere":
            texts.append(_(LEFT_OUT, label=_(label_of(row["metric"])), reason=_(row["message"])))
            continue
        concerned = warnings.loc[warnings["code"] == row["code"]]
        places = concerned[["territory", "wave"]].agg(" ".join, axis=1).str.strip().drop_duplicates()
        more = _(" and {n} more", n=len(places) - 3) if len(places) > 3 else ""
        texts.append(_(
            "Warning ({where}): {message}.", where=", ".join(places[:3]) + more, message=_(row["message"])
        ))  # fmt: skip
    return texts


def ledger_sentence(tables: Mapping[str, pd.DataFrame], lang: str, *, no_roster: bool) -> str:
    """What became of the ties and actors of one territory, from its tables ``ledger``, ``rates`` and ``turnover``."""
    _ = translator(lang)
    ledger = tables["ledger"]
    ties = ledger.set_index("class")["ties"]
    first = ledger.iloc[0]
    states = tables["turnover"]
    known = states["state_from"].isin(KNOWN), states["state_to"].isin(KNOWN)
    out = states["state_from"].isin(GONE), states["state_to"].isin(GONE)
    unknown = (states["state_from"] == "unknown") | (states["state_to"] == "unknown")

    def actors(which: pd.Series) -> int:
        return int(states.loc[which, "actors"].sum())

    text = _(
        "{where}, from {wave_from} to {wave_to}. Ties kept: {kept} of {before} (of which {renewed} in another project than before); "
        "lost: {lost} ({leaves} {exit}, a project ended {ended}, an actor left the project {left}); kept or lost, nobody knows: "
        "{unknown_lost}; formed: {formed} ({comes} {entry}, new project {new}, an actor joined a project {joined}); new or not, nobody "
        "knows: {unknown_formed}.",
        where=first["territory"] or _("the territory"), wave_from=first["wave_from"], wave_to=first["wave_to"],
        leaves=_("an actor absent from the later wave") if no_roster else _("an actor left"),
        comes=_("an actor absent from the earlier wave") if no_roster else _("an actor came"),
        kept=ties["kept_carried"] + ties["kept_renewed"], renewed=ties["kept_renewed"],
        before=ties[ties.index.str.startswith(("kept", "lost"))].sum(), lost=ties[ties.index.str.startswith("lost")].sum() - ties["lost_unknown"],
        exit=ties["lost_exit"], ended=ties["lost_project_ended"], left=ties["lost_left_project"],
        unknown_lost=ties["lost_unknown"], formed=ties[ties.index.str.startswith("formed")].sum() - ties["formed_unknown"],
        entry=ties["formed_entry"],
        new=ties["formed_new_project"], joined=ties["formed_joined_project"], unknown_formed=ties["formed_unknown"],
    )  # fmt: skip
    leavers = _(" Actors: in both waves {both}, absent from the later one {gone} (left or did not answer, nobody can tell), "
                "absent from the earlier one {came}, of unknown presence {unknown}.") if no_roster else _(
        " Actors: in both waves {both}, left {gone}, arrived {came}, of unknown presence {unknown}.")  # fmt: skip
    text += leavers.format(
        both=actors(known[0] & known[1]), gone=actors(known[0] & out[1]), came=actors(out[0] & known[1]), unknown=actors(unknown)
    )  # fmt: skip
    rates = tables["rates"]
    kept = rates[rates["rate"] == "persistence"].iloc[0]
    if kept["high"] - kept["low"] > 1e-9:
        text += _(
            " Had those of whom nothing is known later kept none of their ties, or all of them, {low} or {high} would be kept.",
            low=percent(kept["low"], lang), high=percent(kept["high"], lang),
        )  # fmt: skip
    renewal = rates[rates["rate"] == "renewal_rate"].iloc[0]
    if renewal["denominator"]:
        text += _(
            " Of the ties that no project carries on, {share} come back in a new project ({numerator} of {denominator}).",
            share=percent(renewal["value"], lang), numerator=int(renewal["numerator"]), denominator=int(renewal["denominator"]),
        )  # fmt: skip
    return text


def change_sentence(row: Mapping[str, Any], lang: str) -> str:
    """One row of `Evolution.frame` in one or two sentences."""
    _ = translator(lang)
    label = _(label_of(row["metric"])) + (f" ({row['by']})" if row["by"] else "")
    where = row["territory"] or _("the territory")
    if np.isnan(row["change"]):
        return _(
            "{where} – {label}: the change cannot be computed, {reason}.", where=where, label=label, reason=_(row["status"])
        )  # fmt: skip
    digits = 2 if abs(row["change"]) >= 0.05 or row["change"] == 0 else 3
    text = _(
        "{where} – {label}: {before} ({wave_from}), then {after} ({wave_to}), a change of {change}", where=where, label=label,
        before=number(row["value_from"], lang, digits), after=number(row["value_to"], lang, digits), wave_from=row["wave_from"],
        wave_to=row["wave_to"], change=signed(row["change"], lang, digits),
    )  # fmt: skip
    if not np.isnan(row["ci_low"]):
        text += _(" (interval from {low} to {high})", low=signed(row["ci_low"], lang, digits), high=signed(row["ci_high"], lang, digits))
    if not any(np.isnan(row[term]) for term in TERMS):
        text += _(MADE_OF_KNOWN if row["n_unknown"] else MADE_OF, n=int(row["n_unknown"]),
                  **{term: signed(row[term], lang, digits) for term in TERMS})  # fmt: skip
    text += "."
    if np.isnan(row["p_adjusted"]):
        return text + (_(" Nothing more can be said: {reason}.", reason=_(row["status"])) if row["status"] else "")
    if row["p_adjusted"] < 0.05:
        text += _(
            " Exchanging ended and new projects at random rarely gives as much (corrected {p}).",
            p=p_value(row["p_adjusted"], lang),
        )  # fmt: skip
    else:
        text += _(
            " Exchanging ended and new projects at random can give as much (corrected {p}): a change is not shown, nor is its "
            "absence.",
            p=p_value(row["p_adjusted"], lang),
        )  # fmt: skip
    return text + (_(" Beware: {reason}.", reason=_(row["status"])) if row["status"] else "")


def _completeness(tables: Mapping[str, pd.DataFrame], lang: str) -> list[str]:
    _ = translator(lang)
    if "completeness" not in tables:
        return []
    row = tables["completeness"].iloc[0]
    if not abs(row["difference"]) > COMPLETENESS + 1e-9:
        return []
    texts = [_(
        "{where}: {before} of the actors answered ({wave_from}), then {after} ({wave_to}); a volume, such as the number of "
        "partners, may be multiplied by {ratio} for that reason alone.",
        where=row["territory"] or _("the territory"), before=percent(row["response_from"], lang),
        after=percent(row["response_to"], lang), wave_from=row["wave_from"], wave_to=row["wave_to"],
        ratio=number(row["ratio"], lang, 2),
    )]  # fmt: skip
    for tip in tables["tipping"].dropna(subset=["explained"]).to_dict("records") if "tipping" in tables else ():
        message = COULD_EXPLAIN if tip["explained"] else MORE_THAN_ANSWERS
        texts.append(_(message, label=_(label_of(tip["metric"])), ratio=number(tip["ratio_needed"], lang, 2)))
    return texts


def trend_sentences(frame: pd.DataFrame, warnings: pd.DataFrame, lang: str) -> list[str]:
    """One sentence a row of `Trend.frame`, the notes, the warnings."""
    _ = translator(lang)
    texts = []
    for row in frame.to_dict("records"):
        label = _(label_of(row["metric"])) + (f" ({row['by']})" if row["by"] else "")
        where = row["territory"] or _("the territory")
        if np.isnan(row["slope"]):
            texts.append(_("{where} – {label}: no trend, {reason}.", where=where, label=label, reason=_(row["status"])))
            continue
        text = _("{where} – {label}: {slope} from one wave to the next ({waves})", where=where, label=label,
                 slope=signed(row["slope"], lang), waves=row["waves"])  # fmt: skip
        if not np.isnan(row["ci_low"]):
            text += _(" (interval from {low} to {high})", low=signed(row["ci_low"], lang), high=signed(row["ci_high"], lang))
        text += "."
        if not np.isnan(row["p_adjusted"]):
            text += _(TREND_SHOWN if row["p_adjusted"] < 0.05 else TREND_NOT_SHOWN, p=p_value(row["p_adjusted"], lang))
        texts.append(text + (_(" Beware: {reason}.", reason=_(row["status"])) if row["status"] else ""))
    return texts + ([_(note) for note in NOTES] if len(frame) else []) + warning_sentences(warnings, lang)
