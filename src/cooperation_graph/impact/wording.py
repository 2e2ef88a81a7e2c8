"""Effects in French and English sentences that never say more than the design allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import number, p_value, signed
from cooperation_graph.measures import label_of

__all__ = ["impact_sentences"]


def impact_sentences(frame: pd.DataFrame, provenance: Mapping[str, Any], lang: str) -> list[str]:
    """The design in one sentence, then one or two an indicator."""
    _ = translator(lang)
    texts = [
        _(
            "Plan “{title}” of {dated} (fingerprint {hash}): {treated} animated territories against {comparison} comparison"
            " territories, {before} against {after}; the animator is not counted.",
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
        else:
            text = _(
                "{label}: the data do not tell whether animation changed it ({value}, {low} to {high}; {p}, by randomisation"
                " {p_random}); an effect of {detectable} or more would probably have been seen.", **facts,
            )  # fmt: skip
        text += " " + _("Animated territories: {treated}; comparison: {comparison}.", **facts)
        if not np.isnan(row["direct"]) and abs(row["direct"]) >= 0.005:
            text += " " + _("Counting the animator's own ties would move this by {direct}.", **facts)
        texts.append(text)
    texts.append(
        _("The territories were chosen, not drawn: this compares them with similar ones, it does not prove a cause by itself.")
    )
    return texts
