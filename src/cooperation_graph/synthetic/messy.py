"""A survey written as real files arrive, in French: other encodings, titles, totals, broken identifiers, duplicates.

What was done is returned row by row, so that a test can ask a reader for each of them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.files import atomic_path
from cooperation_graph.survey.tables import TABLES, Survey
from cooperation_graph.synthetic.french import FILES, in_french

__all__ = ["write_messy"]

_DAMAGE = ("table", "row", "column", "damage", "was", "now")


def write_messy(
    survey: Survey, folder: str | Path, *, tables: Sequence[str] | None = None, encoding: str = "cp1252",
    second_encoding: str | None = None, sep: str = ";", decimal: str = ",", title_rows: int = 0, totals: bool = False,
    scientific: float = 0.0, duplicates: int = 0, blank_rows: int = 0, shifted: int = 0,
    rng: np.random.Generator | int | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Write CSV files with French headings and the damage that real ones have.

    Parameters
    ----------
    survey
        What to write; empty tables are left out.
    folder
        Where to.
    tables
        Which tables; all without.
    encoding, sep, decimal
        How to write. Characters the encoding lacks become ``?``.
    second_encoding
        Encoding of every second line, as in files pasted together.
    title_rows
        Rows above the headings.
    totals
        Add a total row under the tables that hold amounts.
    scientific
        Share (0–1) of SIRET turned into ``2,43E+13`` by a spreadsheet.
    duplicates, blank_rows, shifted
        Per table: rows repeated whole, rows left blank, rows with one cell too many (a separator typed in a text).
    rng
        Chance.

    Returns
    -------
    pandas.DataFrame
        Damage done: table, row (as a spreadsheet counts, from 1, titles and headings included), column, damage, was, now.

    Examples
    --------
    >>> import tempfile
    >>> from cooperation_graph.synthetic import simulate
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     done = write_messy(simulate(territories=1, rng=1), folder, duplicates=1, tables=["participations"], rng=1)
    >>> done["damage"].tolist()
    ['duplicate']
    """
    chance = np.random.default_rng(rng)
    wanted = list(TABLES) if tables is None else list(tables)
    done: list[tuple[str, int, str, str, str, str]] = []
    for table in wanted:
        if table not in TABLES:
            raise UnknownName("table", table, TABLES)
        frame: pd.DataFrame = getattr(survey, table)
        if not len(frame):
            continue
        cells = in_french(table, frame, decimal)
        grid, columns = cells.to_numpy(dtype=object).tolist(), [str(column) for column in cells.columns]
        damage: list[tuple[int, str, str, str, str]] = []  # rows counted from 0 in the grid
        if "siret" in columns and scientific > 0:
            damage += _round_numbers(grid, columns.index("siret"), scientific, decimal, chance)
        for kind, count in (("duplicate", duplicates), ("blank row", blank_rows), ("shifted row", shifted)):
            for _ in range(count):
                place = int(chance.integers(len(grid)))
                damage = [(row + (row > place), *rest) for row, *rest in damage]  # type: ignore[misc]
                damage.append((place + 1, "", kind, sep.join(grid[place]), ""))
                grid.insert(place + 1, _another(kind, grid[place]))
        if totals and (amounts := [c for c in frame.columns if c in ("amount", "budget")]):
            row = ["Total", *([""] * (len(columns) - 1))]
            for column in amounts:
                row[list(frame.columns).index(column)] = f"{frame[column].sum():.0f}"
            grid.append(row)
            damage.append((len(grid) - 1, "", "total", "", sep.join(row)))
        titles = [[f"Enquête de démonstration – {FILES[table]}"], ["Données fictives"], [""]]
        head = [titles[min(i, 2)] for i in range(title_rows)]
        _write(Path(folder) / f"{FILES[table]}.csv", [*head, columns, *grid], sep, encoding, second_encoding)
        done += [(table, row + title_rows + 2, *rest) for row, *rest in sorted(damage)]  # type: ignore[misc]
        done += [(table, i + 1, "", "title", "", title[0]) for i, title in enumerate(head)]
    return pd.DataFrame(done, columns=list(_DAMAGE))


def _round_numbers(
    grid: list[list[str]], column: int, share: float, decimal: str, rng: np.random.Generator
) -> list[tuple[int, str, str, str, str]]:
    damage = []
    for number, row in enumerate(grid):
        if row[column] and rng.random() < share:
            was, row[column] = row[column], f"{float(row[column]):.2E}".replace(".", decimal)
            damage.append((number, "siret", "scientific notation", was, row[column]))
    return damage


def _another(kind: str, row: list[str]) -> list[str]:
    if kind == "duplicate":
        return list(row)
    if kind == "blank row":
        return [""] * len(row)
    return [row[0], "suite", *row[1:]]


def _write(path: Path, rows: list[list[str]], sep: str, encoding: str, second: str | None) -> None:
    lines = []
    for row in rows:
        cell = io.StringIO()
        csv.writer(cell, delimiter=sep, lineterminator="\r\n").writerow(row)
        lines.append(cell.getvalue())
    if second is None:
        content = "".join(lines).encode(encoding, errors="replace")
    else:
        content = b"".join(
            line.encode(second if i % 2 else encoding, errors="replace") for i, line in enumerate(lines)
        )
    with atomic_path(path) as scratch:
        scratch.write_bytes(content)
