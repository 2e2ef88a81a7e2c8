"""Where the headings of a table stand, and what to do with the columns under them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from cooperation_graph.survey.cells import clean, parse_number
from cooperation_graph.survey.problems import Problems
from cooperation_graph.survey.provenance import Source

__all__ = ["find_header", "tidy_columns"]

#: Rows among which the headings are looked for.
SEARCHED = 20


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


def tidy_columns(
    frame: pd.DataFrame, headings: Sequence[str], rows: np.ndarray, source: Source, problems: Problems
) -> tuple[pd.DataFrame, np.ndarray]:
    """Give the columns their headings; drop what holds nothing; report columns without heading, or with the same one."""
    blank = frame.isna().all(axis=1).to_numpy() if len(frame.columns) else np.zeros(len(frame), dtype=bool)
    source.rows_blank, source.rows_read = int(blank.sum()), int((~blank).sum()) + sum(source.set_aside.values())
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
