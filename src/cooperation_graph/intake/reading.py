"""`read_survey`: from files to a checked survey. Each format has a reader that gives the tables as they stand in the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from cooperation_graph.errors import UnknownName
from cooperation_graph.intake.mapping import Mapping as Said
from cooperation_graph.intake.mapping import read_mapping
from cooperation_graph.intake.tables import read_tables
from cooperation_graph.survey.assemble import assemble
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.problems import Problems
from cooperation_graph.survey.rules import check_choices
from cooperation_graph.survey.tables import Survey

__all__ = ["ENTRY_POINTS", "Request", "read_survey", "readers"]

#: Entry-point group under which a package offers a reader of another format.
ENTRY_POINTS = "cooperation_graph.readers"


@dataclass(frozen=True)
class Request:
    """What a reader is asked: where to record problems, what the user said of the files.

    A reader may add to `by` the group attributes that the files themselves declare.
    """

    problems: Problems
    mapping: Said
    encoding: str | None = None
    sep: str | None = None
    header: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    by: list[str] = field(default_factory=list)


Reader = Callable[[Path, Request], list[Draft]]


def readers() -> dict[str, Reader]:
    """The readers by format: those of the library, then those that installed packages offer."""
    found: dict[str, Reader] = {"tables": read_tables}
    for entry in entry_points(group=ENTRY_POINTS):
        found.setdefault(entry.name, entry.load())
    return found


def read_survey(
    path: str | Path, *, format: str | None = None, by: Sequence[str] | str | None = None,
    columns: Mapping[str, Any] | None = None, values: Mapping[str, Mapping[str, str]] | None = None, numbers: Sequence[str] = (),
    mapping: str | Path | Mapping[str, Any] | None = None, encoding: str | None = None, sep: str | None = None,
    header: int | None = None, lang: str = "fr", **options: str,
) -> Survey:  # fmt: skip
    """Read a survey, check all of it, and tell everything wrong at once.

    Parameters
    ----------
    path
        A folder of CSV, TSV, Parquet or workbook files, one workbook (.xlsx, .ods), a ``datapackage.json``, or one file of
        participations. Names of files, sheets and columns may be French or English.
    format
        Name of a reader (see :func:`readers`); tables without.
    by
        Group attributes of actors, as headings or as names of fields; ``sector``, ``family``, ``network`` and ``scale``
        (or their French names) without.
    columns
        Heading -> field (``{"Porteur": "actor"}``); for one table or file: ``{"actors": {"Type": "family"}}``; an empty field
        leaves the column out.
    values
        Words the library does not know: ``{"role": {"Chargé de mission": "participant"}}``.
    numbers
        Further columns that hold numbers, such as the quality of a project.
    mapping
        All of this in a file (``mapping.toml`` beside the data without) or a dict: see :mod:`cooperation_graph.intake.mapping`.
    encoding, sep, header
        Encoding, separator and row of the headings of text files; found without.
    lang
        Language of the messages.
    **options
        What to do when a rule is broken, ``on_exact_duplicate="error"``: see the table of rules.

    Returns
    -------
    Survey
        With ``.problems`` (warnings), ``.set_aside`` (rows taken out) and ``.provenance``.

    Raises
    ------
    SurveyError
        The survey has errors; all of them are in ``.problems``.
    FileNotFoundError
        Nothing stands at `path`.
    UnknownName
        A format, option, column or group that does not exist.
    """
    place = Path(path)
    if not place.exists():
        raise FileNotFoundError(f"{place}: no such file or folder")
    said = read_mapping(mapping, place)
    known = readers()
    name = format or "tables"
    if name not in known:
        raise UnknownName("format", name, known)
    chosen = {**said.options, **options}
    problems = Problems(check_choices(chosen), lang)
    request = Request(problems, said, encoding, sep, header, chosen)
    drafts = known[name](place, request)
    return assemble(
        drafts, problems, by=by if by is not None else said.by or request.by, columns=_merge(said.columns, columns or {}),
        values=_merge(said.values, values or {}), numbers=[*said.numbers, *numbers],
        details={"made_from": place.name, "format": name},
    )  # fmt: skip


def _merge(said: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Two levels of names; what is given in the call wins over the file."""
    merged: dict[str, Any] = {key: dict(value) if isinstance(value, Mapping) else value for key, value in said.items()}
    for key, value in more.items():
        merged[key] = {**merged[key], **value} if isinstance(value, Mapping) and isinstance(merged.get(key), dict) else value
    return merged
