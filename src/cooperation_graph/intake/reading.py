"""`read_survey`: from files to a checked survey. Each format has a reader that gives the tables as they stand in the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from cooperation_graph.errors import UnknownName
from cooperation_graph.intake.guessing import guess_format
from cooperation_graph.intake.mapping import Mapping as Said
from cooperation_graph.intake.mapping import read_mapping
from cooperation_graph.locale import N_, translator
from cooperation_graph.survey.assemble import assemble
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.problems import Problems
from cooperation_graph.survey.rules import check_choices
from cooperation_graph.survey.tables import Survey

__all__ = ["ENTRY_POINTS", "Request", "formats", "read_survey", "readers"]

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
    progress: Callable[[int, int], None] | None = None


Reader = Callable[[Path, Request], list[Draft]]


def formats() -> dict[str, Any]:
    """The formats by name: those of the library, then those that installed packages offer under the entry point.

    A format is a module (or any object) with ``read``, a function of a path and a :class:`Request` that gives drafts, and, if
    it is to be found from the content of a file, ``recognises``, a function of a
    :class:`~cooperation_graph.intake.glance.Glance`. They are asked in this order. An entry point may also be a bare reader.
    """
    from cooperation_graph.intake import networks, subventions, tables
    from cooperation_graph.intake.forms import framaforms, google_forms, kobo, limesurvey, sphinx

    forms = {"limesurvey": limesurvey, "kobo": kobo, "framaforms": framaforms, "google_forms": google_forms, "sphinx": sphinx}
    found: dict[str, Any] = {**forms, "subventions": subventions, "graph": networks, "tables": tables}
    for entry in entry_points(group=ENTRY_POINTS):
        found.setdefault(entry.name, entry.load())
    return found


def readers() -> dict[str, Reader]:
    """The reader of each format."""
    return {name: getattr(one, "read", one) for name, one in formats().items()}


def read_survey(
    path: str | Path, *, format: str | None = None, by: Sequence[str] | str | None = None,
    columns: Mapping[str, Any] | None = None, values: Mapping[str, Mapping[str, str]] | None = None, numbers: Sequence[str] = (),
    mapping: str | Path | Mapping[str, Any] | None = None, encoding: str | None = None, sep: str | None = None,
    header: int | None = None, lang: str = "fr", progress: Callable[[int, int], None] | None = None, **options: str,
) -> Survey:  # fmt: skip
    """Read a survey, check all of it, and tell everything wrong at once.

    Parameters
    ----------
    path
        A folder of CSV, TSV, Parquet or workbook files, one workbook (.xlsx, .ods), a ``datapackage.json``, or one file of
        participations. Names of files, sheets and columns may be French or English.
    format
        Name of a reader (see :func:`readers`); found from the content without, and written in the provenance.
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
    progress
        Told the bytes read of a large text, and their number.
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
    place, request, details, rest = prepare(
        path, format=format, by=by, columns=columns, values=values, numbers=numbers, mapping=mapping, encoding=encoding, sep=sep,
        header=header, lang=lang, progress=progress, **options,
    )  # fmt: skip
    return finish(readers()[details["format"]](place, request), request, details, **rest)


def prepare(
    path: str | Path, *, format: str | None = None, by: Sequence[str] | str | None = None,
    columns: Mapping[str, Any] | None = None, values: Mapping[str, Mapping[str, str]] | None = None, numbers: Sequence[str] = (),
    mapping: str | Path | Mapping[str, Any] | None = None, encoding: str | None = None, sep: str | None = None,
    header: int | None = None, lang: str = "fr", progress: Callable[[int, int], None] | None = None, **options: str,
) -> tuple[Path, Request, dict[str, Any], dict[str, Any]]:  # fmt: skip
    """Check what a reader is asked; return the place, the request, details for the provenance, and what :func:`finish` needs."""
    place = Path(path)
    if not place.exists():
        searched = (Path.cwd() / place).parent
        raise FileNotFoundError(translator(lang)("{path}: no such file or folder; the folder searched is {folder}", path=place, folder=searched))
    if not (place.is_file() or place.is_dir()):  # a pipe can be read once only, a device says nothing
        refused = Problems(lang=lang)
        refused.add("unreadable_file", file=place.name, detail=N_("it is a link that leads nowhere, or no ordinary file"))
        refused.stop_on_errors()
    said = read_mapping(mapping, place, lang)
    known = formats()
    name = format or said.format or guess_format(place, {n: one.recognises for n, one in known.items() if hasattr(one, "recognises")})
    if name == "tables" and said.questions and not (format or said.format):
        name = "sphinx"  # questions are declared, and no tool shows: a form with one row of headings
    if name not in known:
        raise UnknownName("format", name, known)
    chosen = {**said.options, **options}
    said = replace(said, columns=_merge(said.columns, columns or {}), values=_merge(said.values, values or {}))
    request = Request(Problems(check_choices(chosen), lang), said, encoding, sep, header, chosen, progress=progress)
    return place, request, {"made_from": place.name, "format": name}, {"by": by, "numbers": numbers}


def finish(
    drafts: list[Draft], request: Request, details: Mapping[str, Any], *, by: Sequence[str] | str | None = None,
    numbers: Sequence[str] = (),
) -> Survey:  # fmt: skip
    """Check the drafts that a reader gave and make a survey of them."""
    if not drafts:
        request.problems.stop_on_errors()
    said = request.mapping
    return assemble(
        drafts, request.problems, by=by if by is not None else said.by or request.by, columns=said.columns, values=said.values,
        numbers=[*said.numbers, *numbers], details=details,
    )  # fmt: skip


def _merge(said: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Two levels of names; what is given in the call wins over the file."""
    merged: dict[str, Any] = {key: dict(value) if isinstance(value, Mapping) else value for key, value in said.items()}
    for key, value in more.items():
        merged[key] = {**merged[key], **value} if isinstance(value, Mapping) and isinstance(merged.get(key), dict) else value
    return merged
