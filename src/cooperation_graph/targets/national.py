"""All territories against their targets: how many are where, and which ones stand apart from a target they have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cooperation_graph.comparison import Comparison, compare_territories
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number
from cooperation_graph.measures import Measures, label_of

__all__ = ["STATUSES", "national_sentence", "national_table", "target_funnel"]

#: Words of the frames, marked for translation.
STATUSES = (N_("reached"), N_("on track"), N_("off track"), N_("cannot tell"))


def national_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Territories by status, one row an indicator.

    Parameters
    ----------
    frame
        Rows of `Progress.frame`.

    Returns
    -------
    pandas.DataFrame
        ``indicator``, one column a word of :data:`STATUSES`, ``no value`` (or no interval), ``territories``, ``share_reached`` (of
        the territories that have a status), ``expected_reached`` (sum of their probabilities of being at or beyond the target).
    """
    table = pd.DataFrame({"indicator": frame["indicator"].unique()})
    own = frame.groupby("indicator")
    for word in STATUSES:
        counts = frame[frame["status"] == word].groupby("indicator").size()
        table[word] = table["indicator"].map(counts).fillna(0).astype(int)
    table["no value"] = table["indicator"].map(frame[frame["status"] == ""].groupby("indicator").size()).fillna(0).astype(int)
    table["territories"] = table["indicator"].map(own.size()).astype(int)
    told = table["territories"] - table["no value"]
    table["share_reached"] = table["reached"] / told.where(told > 0)
    table["expected_reached"] = table["indicator"].map(frame[frame["status"] != ""].groupby("indicator")["p_reached"].sum(min_count=1))
    return table


def national_sentence(row: Mapping[str, Any], lang: str) -> str:
    """One row of the table: how many territories are where, and how many the values suggest at or beyond the target."""
    _ = translator(lang)
    facts = {
        "label": _(label_of(str(row["indicator"]))), "n": int(row["territories"]), "reached": int(row["reached"]),
        "track": int(row["on track"]), "late": int(row["off track"]), "unknown": int(row["cannot tell"]), "none": int(row["no value"]),
    }  # fmt: skip
    text = _(
        "{label}: of {n} territories with a target, reached {reached}, on track {track}, off track {late}, cannot tell {unknown},"
        " without a value or an interval {none}", **facts,
    )  # fmt: skip
    if pd.isna(row["expected_reached"]):
        return text + "."
    return text + _(
        "; the values suggest that about {expected} of them are at or beyond it.", expected=number(row["expected_reached"], lang, 1)
    )  # fmt: skip


def target_funnel(measures: Measures, frame: pd.DataFrame, indicator: str) -> Comparison | None:
    """Territories in a funnel around the target that they have in common.

    Parameters
    ----------
    measures
        What the targets were held against.
    frame
        Rows of `Progress.frame`.
    indicator
        Which one.

    Returns
    -------
    Comparison or None
        :func:`cooperation_graph.compare_territories` of these territories with the target for centre, strata together, in the wave
        looked at. Outside the funnel: further from the target than ordinary variation; inside is no proof that it is reached. None
        where territories have targets of their own, or fewer than five of them have a place.
    """
    rows = frame[(frame["indicator"] == indicator) & frame["value"].notna()]
    if rows[["target", "wave", "by"]].drop_duplicates().shape[0] != 1 or len(rows) < 5:
        return None
    target, wave, by = (rows[column].iloc[0] for column in ("target", "wave", "by"))
    shares = measures.frame.loc[measures.frame["metric"] == indicator, "numerator"].notna().any()
    if shares and not 0 < target < 1:  # no share varies around all or nothing
        return None
    placed = measures.frame["territory"].isin(rows["territory"]) & (measures.frame["by"] == by)
    kept = Measures(measures.frame[placed], measures.tables, measures.warnings, measures.provenance)
    found = compare_territories(kept, wave=str(wave), metrics=indicator, strata=None, center=float(target))
    same = found.frame["metric"].eq(indicator).any()  # what depends on size is not compared, even with a target
    return found if same and (found.frame["funnel"] != "").any() else None
