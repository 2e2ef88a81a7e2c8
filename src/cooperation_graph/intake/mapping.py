"""`mapping.toml`: what the user says once about files whose names, headings or words the library does not know.

::

    format = "subventions"               # name of a reader; found from the content without
    by = ["sector"]                      # group attributes
    numbers = ["quality"]                # further columns that hold numbers

    [tables]                             # file or sheet -> table; "" leaves it out
    "actors_by_wave.csv" = "actors"

    [columns.participations]             # heading -> field, for a table or for one file; "" leaves it out
    "Structure porteuse" = "actor"

    [values.role]                        # word in the files -> word of the survey
    "Chargé de mission" = "participant"

    [constants."participations_2023.csv"]    # a column the file does not have
    wave = "2023"

    [files."liste.csv"]                  # how to read one file
    encoding = "cp1252"
    sep = ";"
    header = 3

    [questions]                          # exports of survey tools: which question is which
    respondent = "ORG"
    projects = "PROJ"

    [options]
    on_exact_duplicate = "error"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from cooperation_graph.errors import SurveyError, UnknownName
from cooperation_graph.locale import translator
from cooperation_graph.survey.tables import TABLES

__all__ = ["FILE", "Mapping", "read_mapping"]

#: Name of the file that is looked for beside the data.
FILE = "mapping.toml"


@dataclass(frozen=True)
class Mapping:
    """The sections of a mapping; see the module for each."""

    format: str = ""
    tables: dict[str, str] = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, dict[str, str]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    questions: dict[str, Any] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    by: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)

    def of(self, section: str, *names: str) -> Any:
        """The entry of a section under the first of some names that it has."""
        entries: dict[str, Any] = getattr(self, section)
        return next((entries[name] for name in names if name in entries), None)


def read_mapping(given: str | Path | AnyMapping[str, Any] | None, beside: Path, lang: str = "fr") -> Mapping:
    """Read a mapping: the one given (a file, or its content as a dict), else the ``mapping.toml`` beside the data.

    Raises
    ------
    UnknownName
        A section or a table that does not exist.
    SurveyError
        The file is not TOML, or a section has another form.
    """
    _ = translator(lang)
    if isinstance(given, AnyMapping):
        content: dict[str, Any] = dict(given)
    else:
        path = Path(given) if given is not None else (beside if beside.is_dir() else beside.parent) / FILE
        if given is None and not path.is_file():
            return Mapping()
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SurveyError(f"{path.name}: {error}") from error
        except OSError as error:
            raise SurveyError(f"{path}: {error.strerror}") from error
    known = [section.name for section in fields(Mapping)]
    for name in content:
        if name not in known:
            raise UnknownName("section of a mapping", name, known)
    for section in fields(Mapping):
        wanted = {"format": str, "by": (str, list), "numbers": list}.get(section.name, dict)
        if section.name in content and not isinstance(content[section.name], wanted):  # type: ignore[arg-type]
            form = f"{section.name} = …" if wanted is not dict else f"[{section.name}]"
            raise SurveyError(_("{file}: “{section}” is not written as the section {form}", file=FILE, section=section.name, form=form))
    for table in content.get("tables", {}).values():
        if table and table not in TABLES:
            raise UnknownName("table", table, TABLES)
    mapping = replace(Mapping(), **content)
    return replace(mapping, by=[mapping.by] if isinstance(mapping.by, str) else list(mapping.by))
