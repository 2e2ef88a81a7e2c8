"""What the terminal shows: progress and errors on stderr, results on stdout, names as plain text."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from cooperation_graph.locale import translator

__all__ = ["failure", "note", "out", "show_frame", "steps"]


def err() -> Console:
    """Console of messages; made anew so that redirected streams are followed."""
    return Console(stderr=True, highlight=False, markup=False)


def out(text: str) -> None:
    """A line of results."""
    Console(highlight=False, markup=False, soft_wrap=True).print(Text(text))


def note(text: str) -> None:
    """A line about what is going on."""
    err().print(Text(text))


def failure(text: str, lang: str, *, hint: str = "") -> None:
    """An error in one screen: the first lines, and what to do."""
    _ = translator(lang)
    lines = text.splitlines() or [""]
    shown = lines[:24]
    if len(lines) > 24:
        shown.append(_("… {n} more lines", n=len(lines) - 24))
    console = err()
    console.print(Text(_("Error: ") + shown[0], style="bold red"))
    for line in shown[1:]:
        console.print(Text(line))
    if hint:
        console.print(Text(hint, style="dim"))


Step = Callable[[str], Callable[[int, int], None]]


@contextmanager
def steps() -> Iterator[Step]:
    """Progress bars on stderr: ``step(title)`` returns the callback ``(done, total)`` of one piece of work."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err(), transient=False) as progress:

        def step(title: str) -> Callable[[int, int], None]:
            task = progress.add_task(title, total=None)

            def advance(done: int, total: int) -> None:
                progress.update(task, completed=done, total=total)

            return advance

        yield step


def show_frame(frame: pd.DataFrame, *, as_json: bool = False, limit: int = 60) -> None:
    """A frame as a table, or as JSON lines for machines."""
    if as_json:
        sys.stdout.write(frame.to_json(orient="records", lines=True, force_ascii=False))
        return
    table = Table(show_edge=False, pad_edge=False)
    for column in frame.columns:
        numeric = pd.api.types.is_numeric_dtype(frame[column])
        table.add_column(Text(str(column)), justify="right" if numeric else "left", overflow="fold")
    for row in frame.head(limit).itertuples(index=False):
        table.add_row(*(Text(_cell(value)) for value in row))
    console = Console(highlight=False, markup=False)
    console.print(table)
    if len(frame) > limit:
        console.print(Text(f"… {len(frame) - limit}"))


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.3g}"
    return "" if value is None or value is pd.NA else str(value)


def as_json(content: Any) -> None:
    """Any content as one JSON document on stdout."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n")
