"""Small parts that several sections use: numbers with their doubt, frames as tables, drawings as pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import number, p_value, percent
from cooperation_graph.measures import label_of
from cooperation_graph.measures.values import value_text
from cooperation_graph.metrics.card import card_of, catalogue
from cooperation_graph.plots import Drawing
from cooperation_graph.report.blocks import Badge, Cell, Column, Fact, Picture, Table
from cooperation_graph.report.words import cell_text, column_label
from cooperation_graph.results import Result
from cooperation_graph.uncertainty import wilson

__all__ = [
    "MARKS", "SURE", "fact", "frame_table", "listed", "measures_by_wave", "measures_table", "named", "picture", "plain", "records",
    "rows_where", "sentence_case", "share_text", "shown", "verdict_badge", "with_doubt",
]  # fmt: skip

_R = TypeVar("_R", bound=Result)
#: Below this probability, conventionally, chance alone hardly explains a gap.
SURE = 0.05

#: Rows of the table behind a figure that a page prints: a page stays light, the folder of data holds the rest.
_PRINTED = 60

#: Verdict → shape and tone.
MARKS = {"silo": ("■", "silo"), "open": ("○", "open"), "no evidence": ("=", "none"), "too little data": ("?", "few")}
#: Columns that hold values of the metric a figure shows.
_VALUES = ("value", "ci_low", "ci_high", "shrunk", "shrunk_low", "shrunk_high", "value_from", "value_to", "level_before",
           "contribution", "level_after", "change")  # fmt: skip


def rows_where(frame: pd.DataFrame, **where: str) -> pd.DataFrame:
    """The rows of a frame in which columns have the values given."""
    keep = np.ones(len(frame), dtype=bool)
    for column, value in where.items():
        keep &= (frame[column] == value).to_numpy(dtype=bool)
    return frame[keep]


def records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows by column name."""
    for row in frame.to_dict("records"):
        yield {str(key): value for key, value in row.items()}


def plain(value: Any) -> float | None:
    """A number for sorting, None where there is none."""
    return None if value is None or pd.isna(value) else float(value)


def shown(value: float, metric: str, lang: str) -> str:
    """A value of a metric as readers of a page see it: shares without decimals."""
    return value_text(metric, value, lang, digits=0)


def sentence_case(text: str) -> str:
    """A phrase as a sentence of its own.

    Examples
    --------
    >>> sentence_case("the share of projects")
    'The share of projects.'
    """
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".") if text else ""


def share_text(n: int, among: int, lang: str) -> str:
    """A share of projects with Wilson's interval.

    Examples
    --------
    >>> share_text(5, 62, "en")
    '8%, between 3% and 18%'
    """
    low, high = wilson(n, among)
    return translator(lang)(
        "{share}, between {low} and {high}", share=percent(n / among, lang), low=percent(low, lang), high=percent(high, lang)
    )


def with_doubt(row: Mapping[str, Any], lang: str) -> str:
    """A value with its interval, or with the reason why there is none."""
    value, low, high = (shown(row[column], row["metric"], lang) for column in ("value", "ci_low", "ci_high"))
    if np.isnan(row["ci_low"]):
        return f"{value} ({_interval(row, lang)})"
    return translator(lang)("{value} (between {low} and {high})", value=value, low=low, high=high)


def _interval(row: Mapping[str, Any], lang: str) -> str:
    _ = translator(lang)
    if not np.isnan(row["ci_low"]):
        ends = {end: shown(row[f"ci_{end}"], row["metric"], lang) for end in ("low", "high")}
        return _("between {low} and {high} (95 %)", **ends)
    return _(str(row["method"])) if row["method"] else _("no interval")


def fact(row: Mapping[str, Any], lang: str) -> Fact:
    """A row of measures as a number to read first."""
    _ = translator(lang)
    name = str(row["metric"]).split("(")[0]
    label = _(label_of(row["metric"]))
    if np.isnan(row["value"]):
        return Fact(label, "–", _("undefined: {reason}", reason=_(str(row["status"]))))
    doubt = _interval(row, lang)
    if not np.isnan(row["expected"]):
        doubt += " · " + _("{expected} if only activity counted", expected=shown(row["expected"], row["metric"], lang))
    reading = card_of(catalogue[name]).reading if name in catalogue else ""
    return Fact(label, shown(row["value"], row["metric"], lang), doubt, sentence_case(_(reading)))


def _ends(row: Mapping[str, Any], lang: str) -> str:
    low, high = (shown(row[end], row["metric"], lang) for end in ("ci_low", "ci_high"))
    return "–" if np.isnan(row["ci_low"]) else translator(lang)("{low} to {high}", low=low, high=high)


def _remark(row: Mapping[str, Any], lang: str) -> str:
    _ = translator(lang)
    why = row["method"] if np.isnan(row["ci_low"]) and not np.isnan(row["value"]) else ""
    return "; ".join(_(str(part)) for part in (row["status"], why) if part)


def _against(row: Mapping[str, Any], lang: str) -> str:
    """Where a value lies against what activity alone gives, in words."""
    _ = translator(lang)
    if np.isnan(row["p"]):
        return "–"
    words = _("nothing sets them apart") if row["p"] >= SURE else _("above") if row["value"] > row["expected"] else _("below")
    return f"{words} ({p_value(row['p'], lang)})"


def measures_table(frame: pd.DataFrame, caption: str, lang: str) -> Table:
    """Rows of measures of one wave: value, interval, what activity alone would give, the gap in words; remarks if any."""
    _ = translator(lang)
    rows: list[tuple[Cell, ...]] = []
    for row in records(frame):
        metric, label = str(row["metric"]), _(label_of(row["metric"])) + (f" – {row['item']}" if row["item"] else "")
        rows.append((
            Cell(label), Cell(shown(row["value"], metric, lang), plain(row["value"])), Cell(_ends(row, lang)),
            Cell(shown(row["expected"], metric, lang), plain(row["expected"])),
            Cell(_against(row, lang), plain(row["p"])), Cell(_remark(row, lang)),
        ))  # fmt: skip
    columns = [
        Column(_("indicator")), Column(_("value"), True), Column(_("95 % interval"), True),
        Column(_("if only activity counted"), True), Column(_("the gap")), Column(_("remark")),
    ]  # fmt: skip
    if not any(row[-1].text for row in rows):
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    return Table(caption, tuple(columns), tuple(rows), sortable=False)


def measures_by_wave(frame: pd.DataFrame, waves: Sequence[str], caption: str, lang: str) -> Table:
    """One row an indicator, one column a wave: value and interval."""
    _ = translator(lang)
    rows = []
    for metric, own in frame.groupby("metric", sort=False):
        cells, by_wave = [Cell(_(label_of(str(metric))))], {row["wave"]: row for row in records(own)}
        for wave in waves:
            row = by_wave.get(wave)
            if row is None or np.isnan(row["value"]):
                cells.append(Cell("–"))
                continue
            value = shown(row["value"], str(metric), lang)
            cells.append(Cell(value if np.isnan(row["ci_low"]) else f"{value} ({_ends(row, lang)})", plain(row["value"])))
        rows.append(tuple(cells))
    columns = (Column(_("indicator")), *(Column(wave, True) for wave in waves))
    return Table(caption, columns, tuple(rows), _("In brackets, the 95 % interval."), sortable=False)


def frame_table(
    frame: pd.DataFrame, caption: str, lang: str, *, digits: int = 2, labels: Mapping[str, str] | None = None,
    percents: Sequence[str] = (), metric: str = "", names: Mapping[str, str] | None = None, note: str = "", sortable: bool = True,
) -> Table:  # fmt: skip
    """Any frame as a table: headings and the library's own words are translated, the survey's names stay as they are.

    Parameters
    ----------
    frame
        What to show, column by column.
    digits
        Decimals of numbers that are not whole.
    labels
        Headings that are not those of :data:`COLUMNS`.
    percents
        Columns of shares.
    metric
        The metric whose values and changes the frame holds: they are written as that metric is.
    names
        Names of territories.
    """
    heads = {str(c): (labels or {}).get(str(c)) or column_label(str(c), lang) for c in frame.columns}
    numeric = {str(c): pd.api.types.is_numeric_dtype(frame[c]) for c in frame.columns}

    def cell(column: str, value: Any) -> Cell:
        if pd.isna(value):
            return Cell("–" if numeric[column] else "")
        if column in percents:
            return Cell(percent(float(value), lang), float(value))
        if metric and column in _VALUES:
            return Cell(value_text(metric, float(value), lang), float(value))
        if numeric[column]:
            return Cell(number(float(value), lang, 0 if float(value) == int(value) else digits), float(value))
        text = cell_text(column, str(value), lang)
        return Cell(names.get(text, text) if names and column == "territory" else text)

    rows = tuple(tuple(cell(column, row[column]) for column in heads) for row in records(frame))
    return Table(caption, tuple(Column(head, numeric[column]) for column, head in heads.items()), rows, note, sortable)


def picture(
    drawing: Drawing, lang: str, *, columns: Sequence[str], percents: Sequence[str] = (), names: Mapping[str, str] | None = None,
    metric: str = "", caption: str = "", labels: Mapping[str, str] | None = None, whole: str = "",
) -> Picture:  # fmt: skip
    """A drawing, the finding it states, and what it shows as a table.

    Parameters
    ----------
    columns
        Columns of the drawing's table worth printing; the whole of it stands in the data of the report.
    metric
        The metric whose values the table holds: its shares are written in per cent.
    caption
        Another caption than the finding of the drawing.
    whole
        Table of the folder of data that holds all rows; the page prints the first :data:`_PRINTED`.
    """
    _ = translator(lang)
    frame = drawing.table[[c for c in columns if c in drawing.table.columns]]
    table = None
    note = ""
    if len(frame) > _PRINTED:
        counts = {"n": _PRINTED, "all": number(len(frame), lang)}
        note = _("The first {n} of {all} rows; all of them stand in “{table}”, in the folder “data”.", table=whole, **counts) if whole else (
            _("The first {n} of {all} rows.", **counts)
        )
    if len(frame):
        table = frame_table(
            frame.head(_PRINTED), _("Data of the figure"), lang, percents=percents, metric=metric, names=names, labels=labels, note=note
        )
    return Picture(caption or drawing.finding, drawing.text, drawing.svg(), table)


def named(result: _R, names: Mapping[str, str]) -> _R:
    """The same result whose territories bear their names: its sentences are for readers of a page."""
    def told(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(territory=frame["territory"].replace(dict(names))) if "territory" in frame else frame

    tables = {name: told(table) for name, table in result.tables.items()}
    return replace(result, frame=told(result.frame), tables=tables, warnings=told(result.warnings))


def verdict_badge(row: Mapping[str, Any], text: str, lang: str, about: str = "") -> Badge:
    """A verdict with its sentence."""
    mark, tone = MARKS[str(row["verdict"])]
    return Badge(translator(lang)(str(row["verdict"])), mark, tone, text, about or str(row["item"]))


def listed(names: Sequence[str], lang: str, most: int = 6) -> str:
    """Names in a sentence: the first ones, then how many more."""
    _ = translator(lang)
    first = list(names[:most])
    more = len(names) - len(first)
    if more:
        return ", ".join(first) + " " + _("and {n} other", plural="and {n} others", n=more)
    if len(first) > 1:
        return ", ".join(first[:-1]) + " " + _("and") + " " + first[-1]
    return first[0] if first else ""
