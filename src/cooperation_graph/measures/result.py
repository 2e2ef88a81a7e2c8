"""`Measures`: the result of `measure`, and its sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import p_value
from cooperation_graph.measures.values import value_text
from cooperation_graph.metrics.card import card_of, catalogue
from cooperation_graph.results import Result

__all__ = ["Measures", "label_of"]


@dataclass(frozen=True, eq=False, repr=False)
class Measures(Result):
    """Metrics of graphs, observed and against a null model; one row a territory, wave, metric and item."""

    kind: ClassVar[str] = "measures"

    def sentences(self, lang: str) -> list[str]:
        """One sentence a row of territory level: value, interval, what the null model expects."""
        _ = translator(lang)
        texts: list[str] = []
        for row in self.frame[self.frame["level"] == "territory"].to_dict("records"):
            label = _(label_of(row["metric"]))
            where = " ".join(part for part in (row["territory"], row["wave"]) if part)
            if np.isnan(row["value"]):
                texts.append(_("{where} – {label}: undefined, {reason}.", where=where, label=label, reason=_(row["status"])))
                continue
            text = _("{where} – {label}: {value}", where=where, label=label, value=value_text(row["metric"], row["value"], lang))
            if not np.isnan(row["ci_low"]):
                low, high = (value_text(row["metric"], row[end], lang) for end in ("ci_low", "ci_high"))
                text += _(" [{low}; {high}]", low=low, high=high)
            if not np.isnan(row["expected"]):
                text += _(
                    ", against {expected} when only activity and the size of projects count ({p})",
                    expected=value_text(row["metric"], row["expected"], lang), p=p_value(row["p"], lang),
                )  # fmt: skip
            texts.append(text + ".")
        return texts

    def _shown(self) -> pd.DataFrame:
        columns = ["territory", "wave", "by", "metric", "item", "value", "ci_low", "ci_high", "expected", "effect", "p", "q"]
        return self.frame[[*columns, "status"]].dropna(axis=1, how="all")

    def _one_line(self) -> str:
        names = ", ".join(self.frame["metric"].unique()[:8])
        return f"{self.frame[['territory', 'wave']].drop_duplicates().shape[0]} graphs; {names}"


def label_of(name: str) -> str:
    """English label of a metric by its name in tables; the name itself when it has none."""
    plain = name.split("(")[0]
    return (card_of(catalogue[plain]).label or name) if plain in catalogue else name
