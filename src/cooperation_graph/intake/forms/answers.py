"""Answers as every survey tool gives them: a main table, repeat tables under it, headings that name a question and an item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from cooperation_graph.survey.provenance import Source
from cooperation_graph.survey.words import fold

__all__ = ["Answers", "Cell", "Heading", "Table", "cells_of", "columns_of"]


@dataclass(frozen=True)
class Heading:
    """What a column answers.

    Attributes
    ----------
    question, item, part
        Code of the question, of the subquestion or option, and the scale or second axis; texts where the export has no codes.
    text, item_text
        Their texts, where the export has both.
    """

    question: str
    item: str = ""
    part: str = ""
    text: str = ""
    item_text: str = ""


@dataclass
class Table:
    """One table of an export; `parent` gives, for each row of a repeat, the row of the main table (as a position) it belongs to."""

    name: str
    headings: list[Heading]
    cells: list[list[str]]
    rows: list[int]
    source: Source
    parent: list[int] = field(default_factory=list)


@dataclass
class Answers:
    """One export: `submitted` says of each row of the main table whether it was sent, `tokens` gives its personal token."""

    tool: str
    main: Table
    repeats: list[Table] = field(default_factory=list)
    submitted: list[bool] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    @property
    def tables(self) -> list[Table]:
        """The main table, then the repeats."""
        return [self.main, *self.repeats]

    def questions(self) -> list[str]:
        """Questions by name, once each."""
        return list(dict.fromkeys(heading.question for table in self.tables for heading in table.headings if heading.question))


@dataclass(frozen=True)
class Cell:
    """One filled cell: row of the main table it belongs to, row of its own table, item, part, value, and where it stands."""

    row: int
    own: int
    table: Table
    item: str
    item_text: str
    part: str
    value: str

    @property
    def at(self) -> int:
        """Number of the row in a spreadsheet."""
        return self.table.rows[self.own]


def columns_of(answers: Answers, names: Sequence[str]) -> list[tuple[Table, int, Heading]]:
    """Columns of a question, by its code, by its text, or by a pattern with ``*`` in place of the item."""
    found = []
    folded = {fold(name) for name in names if fold(name)}
    for table in answers.tables:
        for position, heading in enumerate(table.headings):
            if heading.question in names or (heading.text or heading.question) in names:
                found.append((table, position, heading))
            elif "*" in "".join(names) and (item := _starred(heading, names)) is not None:
                found.append((table, position, Heading(heading.question, item, heading.part, heading.text, item)))
    if found:
        return found
    return [
        (table, position, heading) for table in answers.tables for position, heading in enumerate(table.headings)
        if {fold(heading.question), fold(heading.text)} & folded
    ]  # fmt: skip


def _starred(heading: Heading, names: Sequence[str]) -> str | None:
    for name in names:
        before, star, after = name.partition("*")
        if star and fnmatchcase(heading.question, name.replace("[", "[[]")):
            return heading.question[len(before) : len(heading.question) - len(after) or None].strip()
    return None


def cells_of(answers: Answers, names: Sequence[str]) -> Iterator[Cell]:
    """The filled cells of a question, row by row."""
    columns = columns_of(answers, names)
    for table in answers.tables:
        own = [(position, heading) for held, position, heading in columns if held is table]
        for number, record in enumerate(table.cells if own else ()):
            for position, heading in own:
                value = record[position].strip()
                if value:
                    row = table.parent[number] if table.parent else number
                    yield Cell(row, number, table, heading.item, heading.item_text, heading.part, value)
