"""Verdicts in French and English sentences, with their numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number, percent

__all__ = ["VERDICTS", "sentence"]

#: Words of the frames, marked for translation.
VERDICTS = (N_("silo"), N_("open"), N_("no evidence"), N_("too little data"))
SEVERITIES = (N_("weak"), N_("moderate"), N_("strong"))


def _evidence(row: Mapping[str, Any], key: str, lang: str) -> str:
    value = row[key]
    if np.isnan(value):
        return key + " = –"
    return f"{key} < {number(0.001, lang, 3)}" if value < 0.001 else f"{key} = {number(value, lang, 3)}"


def sentence(row: Mapping[str, Any], lang: str, *, groups: Sequence[str] = ()) -> str:
    """One verdict in one sentence.

    Parameters
    ----------
    row
        A row of ``SiloVerdicts.frame``.
    lang
        ``"fr"`` or ``"en"``.
    groups
        Groups of the territory: with two of them nobody can say which one closes.

    Examples
    --------
    >>> row = {"level": "group", "item": "Culture", "verdict": "silo", "value": 0.62, "expected": 0.31, "q": 0.004,
    ...        "severity": "moderate", "explained_by": "", "reason": "", "detectable_effect": 0.2, "p": 0.002}
    >>> sentence(row, "en").split(":")[0]
    'Culture works among itself more than its activity explains'
    >>> sentence(row, "en").split(": ")[1]
    '62% of its co-participation stays inside, against 31% expected (moderate silo, q = 0.004).'
    """
    _ = translator(lang)
    key = "q" if row["level"] == "group" else "p"
    facts: dict[str, object] = {
        "group": row["item"], "value": percent(row["value"], lang), "expected": percent(row["expected"], lang),
        "evidence": _evidence(row, key, lang), "detectable": percent(row["detectable_effect"], lang),
        "other": row["explained_by"],
        "severity": _(row["severity"]) if row["severity"] else "", "reason": _(row["reason"]) if row["reason"] else "",
    }  # fmt: skip
    if row["level"] == "territory":
        return _territory(row, _, facts)
    if row["verdict"] == "silo" and len(groups) == 2:
        first, second = (groups[0], groups[1]) if row["item"] == groups[0] else (groups[1], groups[0])
        return _(
            "{first} and {second} work apart more than their activity explains: {value} of the co-participation of {first} stays"
            " inside, against {expected} expected ({evidence}); with two groups nobody can say which one closes.",
            first=first, second=second, value=facts["value"], expected=facts["expected"], evidence=facts["evidence"],
        )  # fmt: skip
    if row["verdict"] == "silo":
        return _(
            "{group} works among itself more than its activity explains: {value} of its co-participation stays inside, against"
            " {expected} expected ({severity} silo, {evidence}).", **facts,
        )  # fmt: skip
    if row["verdict"] == "open":
        return _(
            "{group} works with others more than its activity explains: {value} of its co-participation stays inside, against"
            " {expected} expected ({evidence}).", **facts,
        )  # fmt: skip
    if row["explained_by"]:
        return _(
            "{group} looks closed ({value} inside, against {expected} expected), but the closure of {other} is enough to explain"
            " it: it is not called a silo.", **facts,
        )  # fmt: skip
    if row["verdict"] == "too little data":
        if np.isnan(row["value"]):
            return _("{group}: too little data, {reason}.", **facts)
        return _("{group}: too little data to say ({value} inside); {reason}.", **facts)
    text = _(
        "{group}: no evidence of a silo ({value} of its co-participation stays inside, {expected} expected, {evidence}).", **facts
    )
    return text + _detectable(row, _, facts)


def _detectable(row: Mapping[str, Any], _: Callable[..., str], facts: Mapping[str, object]) -> str:
    if np.isnan(row["detectable_effect"]):
        return ""
    if row["detectable_effect"] >= 1:
        return " " + _("Even a complete closure might have gone unseen here.")
    return " " + _(
        "This is not a proof of openness: a closure of {detectable} of the way to complete would have been seen four times out of five,"
        " a weaker one less often.",
        **facts,
    )


def _territory(row: Mapping[str, Any], _: Callable[..., str], facts: Mapping[str, object]) -> str:
    if row["verdict"] == "silo":
        return _(
            "In this territory actors of one group work together more than their activity explains: {value} of the pairs of"
            " partners belong to one group, against {expected} expected ({severity}, {evidence}).", **facts,
        )  # fmt: skip
    if row["verdict"] == "open":
        return _(
            "In this territory actors work across groups more than their activity explains: {value} of the pairs of partners"
            " belong to one group, against {expected} expected ({evidence}).", **facts,
        )  # fmt: skip
    if row["verdict"] == "too little data":
        return _("In this territory there is too little data to say: {reason}.", **facts)
    text = _(
        "In this territory nothing shows that groups close up: {value} of the pairs of partners belong to one group, against"
        " {expected} expected ({evidence}).", **facts,
    )  # fmt: skip
    return text + _detectable(row, _, facts)
