"""One sheet may hold several tables, one under the other: each has its headings, often a title, and its totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cooperation_graph.intake.delimited import RawTable
from cooperation_graph.intake.subsidies.amounts import read_amounts
from cooperation_graph.intake.subsidies.headings import find_fields, known_headings, rivals, theme_in, years_in
from cooperation_graph.survey.cells import clean

__all__ = ["Block", "canonical", "split_blocks"]

#: Share of the cells of a column that are amounts, in a column of amounts.
_MOSTLY = 0.8


@dataclass
class Block:
    """Rows under one line of headings, by position in the sheet.

    Attributes
    ----------
    start, stop
        First row, and the one after the last.
    fields
        Field -> column of the sheet.
    theme
        The title above the headings, or the words between brackets in one of them.
    guessed, decided
        Fields whose heading was known by a part of it, and those that the user named.
    """

    start: int
    stop: int
    fields: dict[str, str]
    theme: str = ""
    guessed: list[str] = field(default_factory=list)
    decided: frozenset[str] = frozenset()


def split_blocks(raw: RawTable, chosen: Mapping[str, str]) -> tuple[list[Block], np.ndarray]:
    """Find the lines of headings among the rows of a sheet.

    Returns
    -------
    tuple
        The blocks in order, and a mask of the rows that are headings or titles of a block.
    """
    frame, columns = raw.frame, [str(column) for column in raw.frame.columns]
    blank = [column for column in columns if not frame[column].notna().any()]
    fields, guessed = find_fields(columns, chosen, blank)
    if not any(name.startswith("montant") for name in fields) and (amount := _agreed_amount(frame, fields, chosen, blank)):
        fields, guessed = fields | {"montant": amount}, [*guessed, "montant"]
    last = next((filled for row in reversed(raw.above) if (filled := [cell for cell in row if cell])), [])
    title = last[0] if len(last) == 1 and _is_title(last[0]) else ""
    first = Block(0, len(frame), fields, _theme(columns, fields, title), guessed, frozenset(chosen.values()))
    blocks, above = [first], np.zeros(len(frame), dtype=bool)
    for place in _heading_rows(frame, fields):
        cells = {str(column): str(cell) for column, cell in frame.iloc[place].dropna().items()}
        own, _ = find_fields(list(cells.values()), chosen)
        own = {name: next(column for column, text in cells.items() if text == heading) for name, heading in own.items()}
        if not {"nomBeneficiaire", "montant"} <= set(own):
            continue
        above[place] = True
        title = _title_above(frame, place)
        if title:
            above[place - 1] = True
        blocks[-1].stop = place
        blocks.append(Block(place + 1, len(frame), _inherit(fields, own, cells), _theme(cells.values(), own, title)))
    return blocks, above


def _agreed_amount(frame: pd.DataFrame, fields: Mapping[str, str], chosen: Mapping[str, str], blank: list[str]) -> str:
    """Of columns whose headings each say an amount: the only one that holds amounts, or the first when all hold the same."""
    found = {}
    for column in rivals([str(column) for column in frame.columns], fields, blank):
        values = read_amounts(frame[column]).values
        if chosen.get(column) != "" and np.isfinite(values).sum() > _MOSTLY * frame[column].notna().sum():
            found[column] = values
    first = next(iter(found), "")
    same = all(np.array_equal(found[first], values, equal_nan=True) and years_in(column) == years_in(first) for column, values in found.items())
    return first if same else ""


def _heading_rows(frame: pd.DataFrame, fields: Mapping[str, str]) -> list[int]:
    """Rows, among those whose amount is no number, that hold as many known headings as a heading does."""
    if not len(frame) or "montant" not in fields:
        return []
    amount = frame[fields["montant"]]
    text = amount.notna().to_numpy() & ~amount.str.contains("[0-9]", na=False).to_numpy(dtype=bool)
    who = frame[fields.get("nomBeneficiaire", fields["montant"])]
    blank = np.flatnonzero(amount.isna().to_numpy())
    named = [bool(known_headings([cell])) for cell in who.iloc[blank].tolist()] if len(blank) else []
    wanted = min(3, max(2, len(fields)))
    doubtful = np.union1d(np.flatnonzero(text), blank[np.array(named, dtype=bool)])
    return [place for place in doubtful.tolist() if known_headings(frame.iloc[place].tolist()) >= wanted]


def _inherit(first: Mapping[str, str], own: dict[str, str], cells: Mapping[str, str]) -> dict[str, str]:
    """Fields of a further block: what its headings say; under a blank heading, what stood there in the first block."""
    taken = set(own.values())
    return own | {name: column for name, column in first.items() if name not in own and column not in cells and column not in taken}


def _theme(headings: Iterable[str], fields: Mapping[str, str], title: str) -> str:
    named = next((theme for heading in headings if (theme := theme_in(heading))), "")
    return named or ("" if "theme" in fields else title)


def _is_title(text: str) -> bool:
    return sum(letter.isalpha() for letter in text) >= 4 and ":" not in text


def _title_above(frame: pd.DataFrame, place: int) -> str:
    """The only cell of the row above, when that row is a title."""
    if not place:
        return ""
    cells = frame.iloc[place - 1].dropna().tolist()
    return str(cells[0]).strip() if len(cells) == 1 and _is_title(str(cells[0])) else ""


def canonical(raw: RawTable, blocks: list[Block]) -> pd.DataFrame:
    """The cells by field, aligned with the rows of the sheet; the theme in the headings of a block is that of its rows."""
    names = list(dict.fromkeys(name for block in blocks for name in block.fields))
    if any(block.theme for block in blocks) and "theme" not in names:
        names.append("theme")
    parts = []
    for block in blocks:
        rows = raw.frame.iloc[block.start : block.stop]
        part = pd.DataFrame({name: rows[column] for name, column in block.fields.items()}, index=rows.index)
        if block.theme:
            part["theme"] = block.theme
        parts.append(part)
    cells = pd.concat(parts).reindex(index=raw.frame.index, columns=names).astype("str")
    for heading, first, last in raw.merged:
        for name in ("theme", "nomAttribuant", "exercice"):
            if blocks[0].fields.get(name) == clean(heading):
                cells = _fill_merged(cells, raw.rows, name, first, last)
    return cells


def _fill_merged(cells: pd.DataFrame, rows: np.ndarray, name: str, first: int, last: int) -> pd.DataFrame:
    inside = (rows >= first) & (rows <= last)
    values = cells.loc[inside, name]
    if values.notna().sum() == 1:
        cells.loc[inside, name] = values.dropna().iloc[0]
    return cells
