"""A table on its way into a survey: its rows remember the file and the row they came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.survey.coded import codes_of, decode_all
from cooperation_graph.survey.problems import Problems
from cooperation_graph.survey.provenance import Source

__all__ = ["Draft", "first_positions"]


def first_positions(codes: np.ndarray, values: Sequence[Any] | pd.Index) -> np.ndarray:
    """Where each code stands first.

    Examples
    --------
    >>> first_positions(np.array([1, 0, -1, 1]), ["a", "b"]).tolist()
    [1, 0]
    """
    first = np.zeros(len(values), dtype=np.int64)
    seen = np.flatnonzero(codes >= 0)[::-1]
    first[codes[seen]] = seen
    return first


@dataclass
class Draft:
    """One table being checked.

    Attributes
    ----------
    frame
        The rows that remain; headings of the file first, fields of the survey later.
    rows
        Number of each row as a spreadsheet shows it.
    sources, origin
        The files, and which of them each row comes from.
    originals, position
        The tables as they were read, and where each row stands in its own: rows set aside are given back as they were.
    kinds
        Kind of a column that is no field of a survey (``number``, ``boolean``), when its source says so.
    named
        Whether the columns bear their names in a survey already: nothing is left to match.
    filled
        Columns that no file has: a survey of one territory or one wave that does not name it.
    """

    table: str
    frame: pd.DataFrame
    rows: np.ndarray
    sources: list[Source]
    origin: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    originals: list[pd.DataFrame] = field(default_factory=list)
    position: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    kinds: dict[str, str] = field(default_factory=dict)
    named: bool = False
    filled: set[str] = field(default_factory=set)
    aside: list[pd.DataFrame] = field(default_factory=list)
    _codes: dict[str, tuple[np.ndarray, pd.Index]] = field(default_factory=dict, repr=False)

    @classmethod
    def read(
        cls, table: str, frame: pd.DataFrame, rows: np.ndarray, source: Source, kinds: dict[str, str] | None = None
    ) -> Draft:
        """A draft of one file or frame."""
        frame = (frame if table == "participations" else decode_all(frame)).reset_index(drop=True)
        n = len(frame)
        source.table = table
        return cls(
            table, frame, np.asarray(rows, dtype=np.int64), [source], np.zeros(n, dtype=np.int32), [frame.copy(deep=False)],
            np.arange(n, dtype=np.int64), dict(kinds or {}),
        )  # fmt: skip

    @classmethod
    def concat(cls, drafts: Sequence[Draft]) -> Draft:
        """One draft of several files that hold the same table."""
        if len(drafts) == 1:
            return drafts[0]
        frame = pd.concat([decode_all(draft.frame) for draft in drafts], ignore_index=True, sort=False)
        shift = np.cumsum([0] + [len(draft.sources) for draft in drafts])
        return cls(
            drafts[0].table, frame, np.concatenate([draft.rows for draft in drafts]),
            sources=[source for draft in drafts for source in draft.sources],
            origin=np.concatenate([draft.origin + shift[i] for i, draft in enumerate(drafts)]).astype(np.int32),
            originals=[original for draft in drafts for original in draft.originals],
            position=np.concatenate([draft.position for draft in drafts]),
            kinds={name: kind for draft in drafts for name, kind in draft.kinds.items()},
            aside=[part for draft in drafts for part in draft.aside],
        )  # fmt: skip

    def release(self) -> None:
        """Forget the rows: what is to be known of them has been said, and memory is needed for the survey."""
        self.frame, self.rows, self.origin, self.position = self.frame.head(0), self.rows[:0].copy(), self.origin[:0].copy(), self.position[:0].copy()
        self.originals.clear()
        self._codes.clear()

    @property
    def label(self) -> str:
        """The file, or the files, in words."""
        return ", ".join(dict.fromkeys(source.label for source in self.sources))

    def file_of(self, positions: np.ndarray) -> np.ndarray:
        """File of each position."""
        labels = np.array([source.label for source in self.sources] or [""], dtype=object)
        return labels[self.origin[positions]] if len(self.origin) else np.full(len(positions), labels[0])

    def rows_in_words(self, seen_from: np.ndarray, positions: np.ndarray) -> list[str]:
        """Numbers of rows, with their file where it is not that of the rows from which they are looked at."""
        numbers = self.rows[positions].astype(str).tolist()
        files = self.file_of(positions)
        return [
            f"{number} ({file})" if here != there else number
            for number, file, here, there in zip(numbers, files, self.origin[seen_from].tolist(), self.origin[positions].tolist(), strict=True)
        ]

    def report(
        self, problems: Problems, rule: str, positions: np.ndarray, column: str = "", values: Any = None, **fields: Any
    ) -> None:
        """Record a problem for each of some positions; fields that are lists hold one entry a position."""
        if not len(positions):
            return
        each = {name: value for name, value in fields.items() if isinstance(value, list | np.ndarray)}
        problems.add_rows(
            rule, np.arange(len(positions)), files=self.file_of(positions), rows=self.rows[positions], table=self.table,
            column=self.heading(column), values=values, each=each,
            **{name: value for name, value in fields.items() if name not in each},
        )  # fmt: skip

    def heading(self, column: str) -> str:
        """The heading of a field in the file."""
        for source in self.sources:
            for heading, name in source.columns.items():
                if name == column:
                    return heading
        return column

    def codes(self, column: str) -> tuple[np.ndarray, pd.Index]:
        """Code of each cell (-1 where blank) and the different values; computed once for a column that is converted."""
        if column not in self._codes:
            self._codes[column] = codes_of(self.frame[column])
        return self._codes[column]

    def firsts(self, column: str) -> np.ndarray:
        """Position of the first row of each different value."""
        return first_positions(*self.codes(column))

    def key(self, columns: Sequence[str]) -> np.ndarray:
        """A number for each row: rows alike in these columns, blanks included, share it."""
        key = np.zeros(len(self.frame), dtype=np.int64)
        size = 1
        for column in columns:
            codes, values = self.codes(column)
            if size * (len(values) + 1) > 2**62:
                key, found = pd.factorize(key)
                size = len(found)
            key = key * (len(values) + 1) + codes + 1
            size *= len(values) + 1
        return key

    def set_aside(self, mask: np.ndarray, rule: str) -> None:
        """Take rows out, and keep them as they were read."""
        if not mask.any():
            return
        for number in np.unique(self.origin[mask]).tolist():
            chosen = mask & (self.origin == number)
            source = self.sources[number]
            source.set_aside[rule] = source.set_aside.get(rule, 0) + int(chosen.sum())
            part = self.originals[number].iloc[self.position[chosen]].reset_index(drop=True)
            part = part.loc[:, [column for column in part.columns if part[column].notna().any()]].astype("str")
            head = pd.DataFrame({
                "file": source.label, "table": self.table, "row": self.rows[chosen], "rule": rule,
            }, index=part.index)  # fmt: skip
            part = part.rename(columns={name: f"{name} (2)" for name in head.columns})
            self.aside.append(pd.concat([head, part], axis=1))
        keep = ~mask
        self._codes.clear()
        self.frame = self.frame.loc[keep].reset_index(drop=True)
        self.rows, self.origin, self.position = self.rows[keep], self.origin[keep], self.position[keep]
