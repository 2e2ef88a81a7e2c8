"""One figure shows one territory, wave and grouping: choose, or say what to choose from."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cooperation_graph.errors import CooperationError
from cooperation_graph.locale import translator
from cooperation_graph.survey.assemble import ONLY

__all__ = ["alphabetical", "named", "only", "records", "titled"]


def only(frame: pd.DataFrame, columns: Sequence[str], figure: str, lang: str) -> dict[str, str]:
    """The one value of each column.

    Raises
    ------
    CooperationError
        A column holds several values; the message says which, and how to choose one.
    """
    _ = translator(lang)
    chosen: dict[str, str] = {}
    for column in columns:
        values = sorted(frame[column].dropna().astype("str").unique()) if column in frame.columns else []
        if len(values) > 1:
            shown = ", ".join(repr(value) for value in values[:12]) + (", …" if len(values) > 12 else "")
            raise CooperationError(
                _("{figure} shows one {column} at a time; this selection holds {n}: {values}. Choose one with "
                  ".select({column}={first!r}).",
                  figure=figure, column=column, n=len(values), values=shown, first=values[0])
            )  # fmt: skip
        chosen[column] = values[0] if values else ""
    return chosen


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows by column name."""
    return [{str(column): value for column, value in row.items()} for row in frame.to_dict("records")]


def alphabetical(text: str) -> str:
    """Key under which accents and case do not count.

    Examples
    --------
    >>> sorted(["Zone", "Îlet", "école"], key=alphabetical)
    ['école', 'Îlet', 'Zone']
    """
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()


def named(identifier: str, names: Mapping[str, str] | None) -> str:
    """The name of a territory where `names` has one, its id otherwise."""
    return str(names.get(identifier, identifier)) if names else identifier


def titled(what: str, territory: str, wave: str, names: Mapping[str, str] | None) -> str:
    """A figure's title: what it shows, where and when; a survey that states no territory and no wave has neither.

    Examples
    --------
    >>> titled("Organ pipes", "QN07511M", "2025", {"QN07511M": "Les Tilleuls"}), titled("Organ pipes", "1", "1", None)
    ('Organ pipes – Les Tilleuls – 2025', 'Organ pipes')
    """
    told = named(territory, names)
    if territory == wave == ONLY:
        told, wave = told if told != ONLY else "", ""
    where = " – ".join(part for part in (told, wave) if part)
    return f"{what} – {where}" if where else what
