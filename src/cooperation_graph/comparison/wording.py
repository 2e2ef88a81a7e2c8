"""Territories in sentences, French or English: what they share, who falls outside, what cannot be said; never a league table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import pandas as pd

from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import number, p_value, percent, signed
from cooperation_graph.measures import label_of

__all__ = ["comparison_sentences", "left_out_sentences", "pooled_sentence", "rank_sentences", "territory_sentence"]


def comparison_sentences(
    frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame], warnings: pd.DataFrame, lang: str
) -> list[str]:
    """For each metric and stratum: the mean, the territories outside the funnel, the others; then the warnings."""
    _ = translator(lang)
    texts = []
    keys = ["by", "metric", "stratum"]
    pooled = {tuple(row[key] for key in keys): row for row in tables["pooled"].to_dict("records")} if "pooled" in tables else {}
    for key, rows in frame.groupby(keys, sort=False):
        if key in pooled:
            texts.append(pooled_sentence(cast(Mapping[str, Any], pooled[key]), lang))
        outside = rows[rows["funnel"].str.startswith("outside")]
        inside = rows[rows["funnel"] == "inside"]
        texts += [territory_sentence(cast(Mapping[str, Any], row), lang) for row in outside.to_dict("records")]
        if len(inside) == 1:
            texts.append(territory_sentence(cast(Mapping[str, Any], inside.iloc[0].to_dict()), lang))
        elif len(inside):
            texts.append(_("Inside the funnel: nothing tells these {n} territories from ordinary variation.", n=len(inside)))
        for status, apart in rows[(rows["funnel"] == "") & (rows["status"] != "")].groupby("status", sort=False):
            names = list(apart["territory"])
            shown = ", ".join(names[:5]) + (_(" and {n} more", n=len(names) - 5) if len(names) > 5 else "")
            texts.append(_("Not compared ({names}): {reason}.", names=shown, reason=_(str(status))))
    for row in tables["case_mix"].to_dict("records") if "case_mix" in tables else ():
        if not row["status"]:
            texts.append(_(
                "{label}: values are brought to the mean of “{covariate}” ({slope} a unit, {low} to {high}); what nobody recorded may"
                " still set territories apart.", label=_label(cast(Mapping[str, Any], row), lang), covariate=row["covariate"],
                slope=signed(row["slope"], lang, 3), low=signed(row["ci_low"], lang, 3), high=signed(row["ci_high"], lang, 3),
            ))  # fmt: skip
    texts += left_out_sentences(warnings, lang)
    for row in warnings[warnings["code"] != "undefined_everywhere"].drop_duplicates(["code", "metric"]).to_dict("records"):
        texts.append(_("Warning ({where}): {message}.", where=_(label_of(row["metric"])) if row["metric"] else row["wave"],
                       message=_(row["message"])))  # fmt: skip
    return texts


def left_out_sentences(warnings: pd.DataFrame, lang: str) -> list[str]:
    """Metrics that no territory has a value of, each with its reason."""
    _ = translator(lang)
    rows = warnings[warnings["code"] == "undefined_everywhere"].drop_duplicates(["metric", "message"])
    return [
        _("{label}: not compared, no territory has a value ({reason}).", label=_(label_of(metric)), reason=_(message))
        for metric, message in rows[["metric", "message"]].itertuples(index=False, name=None)
    ]


def _label(row: Mapping[str, Any], lang: str) -> str:
    _ = translator(lang)
    return _(label_of(row["metric"])) + (f" ({row['by']})" if row["by"] else "")


def pooled_sentence(row: Mapping[str, Any], lang: str) -> str:
    """One row of the table ``pooled``."""
    _ = translator(lang)
    label = _label(row, lang) + (f", {row['stratum']}" if row["stratum"] else "")
    if np.isnan(row["mean"]):
        return _("{label}: no common mean, {reason}.", label=label, reason=_(row["status"]))
    text = _(
        "{label}: mean {mean} over {k} territories (interval from {low} to {high})", label=label, k=int(row["k"]),
        mean=number(row["mean"], lang, 2), low=number(row["mean_low"], lang, 2), high=number(row["mean_high"], lang, 2),
    )  # fmt: skip
    if not np.isnan(row["prediction_low"]):
        text += _(
            "; another territory of the same kind would be expected between {low} and {high}",
            low=number(row["prediction_low"], lang, 2), high=number(row["prediction_high"], lang, 2),
        )  # fmt: skip
    if row["tau2"] == 0:
        return text + _(". The data do not tell the territories apart; this does not mean that they are alike.")
    return text + _("; {share} of the variation lies between territories.", share=percent(row["i2"], lang))


def territory_sentence(row: Mapping[str, Any], lang: str) -> str:
    """One row of `Comparison.frame`."""
    _ = translator(lang)
    where = row["territory"]
    if np.isnan(row["value"]):
        return _("{where} – {label}: no value, {reason}.", where=where, label=_label(row, lang), reason=_(row["status"]))
    text = _("{where} – {label}: value {value}", where=where, label=_label(row, lang), value=number(row["value"], lang, 2))
    if not np.isnan(row["shrunk"]):
        text += _(
            ", drawn towards the mean {shrunk} (interval from {low} to {high})", shrunk=number(row["shrunk"], lang, 2),
            low=number(row["shrunk_low"], lang, 2), high=number(row["shrunk_high"], lang, 2),
        )  # fmt: skip
    if row["funnel"] == "inside":
        return text + _(". Inside the funnel: nothing tells this territory from ordinary variation.")
    if row["funnel"]:
        level = _("95%") if row["funnel"] == "outside 95" else _("99.8%")
        return text + _(
            ". Outside the funnel ({level} limits, {p}): to be understood, not to be ranked.", level=level,
            p=p_value(row["p"], lang),
        )  # fmt: skip
    return text + (_(". Not compared: {reason}.", reason=_(row["status"])) if row["status"] else ".")


def rank_sentences(frame: pd.DataFrame, lang: str) -> list[str]:
    """Whether the data rank anything, then the territories they place."""
    _ = translator(lang)
    k = len(frame)
    if not k:
        return [_("There is nothing to rank: no territory has an interval.")]
    first = cast(Mapping[str, Any], frame.iloc[0].to_dict())
    open_sets = (frame["set_low"] == 1) & (frame["set_high"] == k)
    label = _label(first, lang)
    if open_sets.all():
        return [_("{label}: the data rank none of the {k} territories: each may hold any rank.", label=label, k=k)]
    texts = [_("{label}: {n} of {k} territories may hold any rank.", label=label, n=int(open_sets.sum()), k=k)]
    placed = frame[~open_sets].sort_values(["set_low", "set_high"])
    return texts + [
        _("{where}: a rank between {low} and {high} (1 is the highest value).", where=where, low=int(low), high=int(high))
        for where, low, high in placed[["territory", "set_low", "set_high"]].itertuples(index=False, name=None)
    ]
