"""Small parts that several sections use: numbers with their doubt, frames as tables, drawings as pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import number, p_value, percent
from cooperation_graph.metrics.card import card_of, catalogue
from cooperation_graph.plots import Drawing
from cooperation_graph.report.blocks import Badge, Cell, Column, Fact, Picture, Table

__all__ = [
    "MARKS", "attribute_name", "fact", "frame_table", "is_share", "listed", "measure_table", "picture", "shown", "verdict_badge",
]  # fmt: skip

#: Verdict → shape and tone.
MARKS = {"silo": ("■", "silo"), "open": ("○", "open"), "no evidence": ("=", "none"), "too little data": ("?", "few")}
#: Metrics in [0, 1] that read as shares.
SHARES = ("cross_group_project_share", "cross_group_tie_share", "resident_project_share", "pair_heterogeneity", "lead_concentration")


def is_share(metric: str) -> bool:
    """Whether a metric is written as a percentage."""
    name = metric.split("(")[0]
    return name.endswith("_share") or name in SHARES


def shown(value: float, metric: str, lang: str) -> str:
    """A value of a metric as readers see it."""
    return percent(value, lang) if is_share(metric) else number(value, lang, 2)


def _interval(row: Mapping[str, Any], lang: str) -> str:
    _ = translator(lang)
    if not np.isnan(row["ci_low"]):
        ends = {end: shown(row[f"ci_{end}"], row["metric"], lang) for end in ("low", "high")}
        return _("between {low} and {high} (95 %)", **ends)
    return _("no interval: {reason}", reason=_(str(row["method"]).split(": no interval")[0]) if row["method"] else _("unknown"))


def fact(row: Mapping[str, Any], lang: str, *, reading: bool = True) -> Fact:
    """A row of measures as a number to read first."""
    _ = translator(lang)
    name = str(row["metric"]).split("(")[0]
    card = card_of(catalogue[name]) if name in catalogue else None
    label = _(card.label) if card and card.label else str(row["metric"])
    if np.isnan(row["value"]):
        return Fact(label, "–", _("undefined: {reason}", reason=_(str(row["status"]))))
    doubt = _interval(row, lang)
    if not np.isnan(row["expected"]):
        doubt += " · " + _("{expected} if only activity counted", expected=shown(row["expected"], row["metric"], lang))
    return Fact(label, shown(row["value"], row["metric"], lang), doubt, _(card.reading) if card and reading else "")


def measure_table(frame: pd.DataFrame, caption: str, lang: str) -> Table:
    """Rows of measures as a table: value, interval, expected, p, and the reason where one is missing."""
    _ = translator(lang)
    rows = []
    for row in frame.to_dict("records"):
        name = str(row["metric"]).split("(")[0]
        label = _(card_of(catalogue[name]).label) if name in catalogue and card_of(catalogue[name]).label else str(row["metric"])
        if row["item"]:
            label += f" – {row['item']}"
        note = _(str(row["status"])) if row["status"] else ""
        if np.isnan(row["ci_low"]) and row["method"]:
            note = "; ".join(part for part in (note, _(str(row["method"]))) if part)
        metric = str(row["metric"])
        low, high = (shown(row[end], metric, lang) for end in ("ci_low", "ci_high"))
        ends = "–" if np.isnan(row["ci_low"]) else f"{low} – {high}"
        rows.append((
            Cell(label), Cell(str(row["wave"])), Cell(shown(row["value"], metric, lang), _plain(row["value"])), Cell(ends),
            Cell(shown(row["expected"], metric, lang), _plain(row["expected"])),
            Cell("–" if np.isnan(row["p"]) else p_value(row["p"], lang), _plain(row["p"])), Cell(note),
        ))  # fmt: skip
    columns = (
        Column(_("indicator")), Column(_("wave")), Column(_("value"), True), Column(_("95 % interval"), True),
        Column(_("if only activity counted"), True), Column(_("evidence"), True), Column(_("remark")),
    )  # fmt: skip
    return Table(caption, columns, tuple(rows))


def _plain(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def frame_table(
    frame: pd.DataFrame, caption: str, lang: str, *, digits: int = 2, labels: Mapping[str, str] | None = None,
    percents: Sequence[str] = (),
) -> Table:  # fmt: skip
    """Any frame as a table; words of the library are translated, names stay as they are."""
    _ = translator(lang)
    columns = tuple(Column((labels or {}).get(str(c), str(c)), pd.api.types.is_numeric_dtype(frame[c])) for c in frame.columns)
    shares = [str(c) in percents for c in frame.columns]
    rows = []
    for record in frame.itertuples(index=False):
        cells = []
        for value, column, share in zip(record, columns, shares, strict=True):
            if share:
                cells.append(Cell("–" if pd.isna(value) else percent(float(value), lang), _plain(value)))
            elif column.numeric:
                whole = not pd.isna(value) and float(value) == int(value)
                text = "–" if pd.isna(value) else number(float(value), lang, 0 if whole else digits)
                cells.append(Cell(text, _plain(value)))
            else:
                cells.append(Cell("" if pd.isna(value) else str(value)))
        rows.append(tuple(cells))
    return Table(caption, columns, tuple(rows))


def picture(drawing: Drawing, lang: str, *, narrow: bool = False) -> Picture:
    """A drawing with the table it shows."""
    _ = translator(lang)
    table = frame_table(drawing.table, _("Data of the figure"), lang) if len(drawing.table) else None
    return Picture(drawing.text, drawing.text, drawing.svg(), table, narrow)


def verdict_badge(row: Mapping[str, Any], text: str, lang: str, about: str = "") -> Badge:
    """A verdict with its sentence."""
    mark, tone = MARKS[str(row["verdict"])]
    return Badge(translator(lang)(str(row["verdict"])), mark, tone, text, about or str(row["item"]))


def attribute_name(by: str, lang: str) -> str:
    """A group attribute in words; one of the user's own stays as it is."""
    _ = translator(lang)
    known = {"sector": _("sector"), "family": _("family"), "network": _("network"), "scale": _("scale")}
    return known.get(by, by)


def listed(names: Sequence[str], lang: str, most: int = 6) -> str:
    """Names in a sentence: the first ones, then how many more."""
    _ = translator(lang)
    shown_names = list(names[:most])
    more = len(names) - len(shown_names)
    if more:
        return ", ".join(shown_names) + " " + _("and {n} other", plural="and {n} others", n=more)
    if len(shown_names) > 1:
        return ", ".join(shown_names[:-1]) + " " + _("and") + " " + shown_names[-1]
    return shown_names[0] if shown_names else ""
