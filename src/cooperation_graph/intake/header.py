"""Where the headings of a table stand, and what to do with the columns under them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from cooperation_graph.intake.coded import blank_rows
from cooperation_graph.survey.cells import clean, parse_number
from cooperation_graph.survey.problems import Problems, shorten
from cooperation_graph.survey.provenance import Source

__all__ = ["find_header", "join_headings", "report_above", "tidy_columns"]

#: Rows among which the headings are looked for.
SEARCHED = 20
#: Most rows that headings may take.
DEPTH = 3


def find_header(records: Sequence[Sequence[str]], recognise: Callable[[Sequence[str]], int]) -> int:
    """Position of the record that holds the headings: known names first, else the first that is as full as the others.

    Examples
    --------
    >>> find_header([["Enquête 2023", ""], ["", ""], ["Acteur", "Projet"], ["CCAS", "Jardin"]], lambda cells: 0)
    2
    """
    head = records[:SEARCHED]
    known = [recognise(record) for record in head]
    if max(known, default=0) > 1:
        return known.index(max(known))
    filled = [sum(bool(str(cell).strip()) for cell in record) for record in head]
    most = max(filled, default=0)
    for position, record in enumerate(head):
        texts = [cell for cell in record if str(cell).strip()]
        if filled[position] >= max(1, 0.8 * most) and not any(parse_number(str(cell)) is not None for cell in texts):
            return position
    return next((position for position, count in enumerate(filled) if count), 0)


def join_headings(
    records: Sequence[Sequence[str]], place: int, recognise: Callable[[Sequence[str]], int]
) -> tuple[int, int, list[str]]:
    """Headings written over two or three rows, « Subvention » above « Fonctionnement » and « Investissement », become one row.

    A row of texts joins the row above it when it fills cells that are blank there; only cells under a heading that spans
    several columns repeat it.

    Returns
    -------
    tuple
        First and last row of the headings, and the headings.

    Examples
    --------
    >>> rows = [["Association", "Subvention", ""], ["", "Projet", "Total"], ["CCAS", "10", "12"]]
    >>> join_headings(rows, 0, lambda cells: sum(cell in ("Association", "Total") for cell in cells))
    (0, 1, ['Association', 'Subvention Projet', 'Subvention Total'])
    """
    first = last = place
    headings = [str(cell).strip() for cell in records[place]]
    while last - first < DEPTH - 1:
        if first and (joined := _joined(records[first - 1], headings)) and _fits(joined, headings, recognise):
            first, headings = first - 1, joined
        elif last + 2 < len(records) and (joined := _joined(headings, records[last + 1])) and recognise(records[last + 1]):
            last, headings = last + 1, joined
        else:
            break
    return first, last, headings


def _fits(joined: list[str], alone: list[str], recognise: Callable[[Sequence[str]], int]) -> bool:
    return recognise(joined) > recognise(alone) or sum(map(bool, joined)) > sum(map(bool, alone))


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two rows as one; nothing when they are no two rows of headings."""
    width = max(len(upper), len(lower))
    above, under = ([str(cell).strip() for cell in row] + [""] * (width - len(row)) for row in (upper, lower))
    texts = [cell for cell in above + under if cell]
    if min(sum(map(bool, above)), sum(map(bool, under))) < 2 or any(parse_number(cell) is not None for cell in texts):
        return []
    if not any(own and not over for over, own in zip(above, under, strict=True)):
        return []
    joined, spanning = [], ""
    for over, own in zip(above, under, strict=True):
        spanning = over or (spanning if own else "")
        joined.append(" ".join(dict.fromkeys(part for part in (spanning, own) if part)))
    return joined


def report_above(
    records: Sequence[Sequence[str]], first: int, last: int, source: Source, problems: Problems, *, said: bool
) -> None:
    """Tell which rows hold the headings and what stands above them, when nobody said it."""
    if last > first:
        problems.add("headings_over_rows", file=source.label, row=first + 1, at=first + 1, found=last + 1)
    if first and not said:
        above = " / ".join(shorten(" ".join(cell for cell in record if cell), 60) for record in records[:first] if any(record))
        problems.add("rows_above_heading", file=source.label, row=first + 1, at=first + 1, sample=above or "–")


def tidy_columns(
    frame: pd.DataFrame, headings: Sequence[str], rows: np.ndarray, source: Source, problems: Problems
) -> tuple[pd.DataFrame, np.ndarray]:
    """Give the columns their headings; drop what holds nothing; report columns without heading, or with the same one."""
    blank = blank_rows(frame) if len(frame.columns) else np.zeros(len(frame), dtype=bool)
    source.rows_blank += int(blank.sum())
    source.rows_read = int((~blank).sum()) + sum(source.set_aside.values())
    if blank.any():
        frame, rows = frame.loc[~blank].reset_index(drop=True), rows[~blank]
    names: list[str] = []
    keep = []
    for position, heading in enumerate(headings):
        name = clean(str(heading)) if heading is not None else ""
        cells = frame.iloc[:, position]
        if not name:
            if not cells.notna().any():
                continue
            name = f"column {position + 1}"
            problems.add(
                "cells_without_heading",
                file=source.label,
                row=source.header_row,
                column=name,
                found=int(cells.notna().sum()),
                sample=str(cells.dropna().iloc[0])[:60],
            )
        if name in names:
            problems.add(
                "heading_twice",
                file=source.label,
                row=source.header_row,
                column=name,
                value=name,
                found=list(map(str, headings)).count(str(heading)),
            )
            name = next(f"{name} ({i})" for i in range(2, len(headings) + 2) if f"{name} ({i})" not in names)
        names.append(name)
        keep.append(position)
    frame = frame.iloc[:, keep]
    frame.columns = pd.Index(names, dtype="str")
    return frame, rows
