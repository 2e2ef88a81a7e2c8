"""From tables as they were read to a survey: name the columns, convert the cells, check everything, tell it once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.survey.cells import mend_halves
from cooperation_graph.survey.checks import check_groups, check_rows
from cooperation_graph.survey.coded import decode_all
from cooperation_graph.survey.columns import GROUPS, REQUIRED
from cooperation_graph.survey.convert import convert, find_totals
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.lift import lift
from cooperation_graph.survey.naming import find_groups, name_columns, report_missing
from cooperation_graph.survey.problems import Problems
from cooperation_graph.survey.provenance import Source
from cooperation_graph.survey.references import check_named, check_together
from cooperation_graph.survey.rules import RULES, check_choices
from cooperation_graph.survey.schema import check_schema
from cooperation_graph.survey.tables import TABLES, Survey, empty_table
from cooperation_graph.survey.words import fold

__all__ = ["ONLY", "assemble", "frames_to_survey"]

#: Id of the only territory, or wave, of a survey that names none.
ONLY = "1"


def assemble(
    drafts: Sequence[Draft], problems: Problems, *, by: Sequence[str] | str | None = None,
    columns: Mapping[str, Any] | None = None, values: Mapping[str, Mapping[str, str]] | None = None,
    numbers: Sequence[str] = (), details: Mapping[str, Any] | None = None,
) -> Survey:  # fmt: skip
    """Make a survey of drafts.

    Parameters
    ----------
    drafts
        The tables as they were read, as many as there are files.
    problems
        What was found while reading; more is added here.
    by
        Group attributes of actors, as headings or as names of fields; those found by name without.
    columns
        Heading -> field for all tables, or table (or file) -> {heading: field}.
    values
        Field -> {word in the file: word of the survey}.
    numbers
        Columns that are no field of a survey and hold numbers, such as the quality of a project.
    details
        More for the provenance.

    Raises
    ------
    SurveyError
        The survey has errors; all of them are in ``.problems``.
    """
    wanted = [by] if isinstance(by, str) else list(by or ())
    renamed, per_table = _split_columns(columns or {}, drafts)
    said = _Said(renamed, per_table, values or {}, numbers)
    groups = find_groups(drafts, [name for name in wanted if name not in {*renamed.values()}]) if wanted else {}
    for draft in drafts:
        chosen = {
            **renamed,
            **per_table.get(draft.table, {}),
            **per_table.get(draft.sources[0].label, {}),
            **per_table.get(draft.sources[0].file, {}),
        }
        headings = [str(heading) for heading in draft.frame.columns]
        name_columns(draft, problems, chosen=chosen, groups=groups)
        find_totals(draft, problems)
        said.met(draft, headings, convert(draft, problems, values or {}, tuple(wanted), tuple(numbers)))
    if (details or {}).get("format", "tables") == "tables" and not any(draft.named for draft in drafts):
        said.report(problems)
    tables = {
        table: Draft.concat([draft for draft in drafts if draft.table == table])
        for table in TABLES if any(draft.table == table for draft in drafts)
    }  # fmt: skip
    if "participations" not in tables and not problems.errors:  # a file that could not be read says it better
        read = ", ".join(f"{problems.quote(draft.sources[0].label)} ({draft.table})" for draft in drafts)
        problems.add("no_participations", found=read or "–")
    frames = _check(tables, problems, wanted) if "participations" in tables else {}
    problems.stop_on_errors()
    actors = frames["actors"]
    declared = wanted or _found_groups(actors)
    for name in declared:
        if name not in actors.columns:
            raise UnknownName("group attribute", name, actors.columns)
    aside = [part for draft in tables.values() for part in (*draft.aside, *_lost_lines(draft))]
    for draft in tables.values():
        for number, source in enumerate(draft.sources):
            source.rows_kept = int((draft.origin == number).sum())
    provenance = {
        **(details or {}), "files": [source.to_dict() for draft in tables.values() for source in draft.sources],
        "choices": {f"on_{rule}": choice for rule, choice in problems.choices.items() if choice != RULES[rule].default},
    }  # fmt: skip
    for draft in (*drafts, *tables.values()):  # the tables are about to be written out as texts
        draft.release()
    return Survey(
        **{table: _complete(table, frames.get(table)) for table in TABLES}, groups=tuple(declared), provenance=provenance,
        problems=problems.to_frame(),
        set_aside=pd.concat(aside, ignore_index=True) if aside else pd.DataFrame(columns=["file", "table", "row", "rule"]),
    )  # fmt: skip


def _check(tables: dict[str, Draft], problems: Problems, wanted: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Check every table alone, then all together; return the tables of the survey."""
    sound: dict[str, Draft] = {}
    for table, draft in tables.items():
        _fill_only(tables, draft)
        report_missing(draft, problems)
        check_schema(draft, problems)
        if set(REQUIRED[table]) <= set(draft.frame.columns):
            if table != "participations":
                check_rows(draft, problems)
            sound[table] = draft
    if "participations" not in sound:
        return {}
    participations = sound["participations"]
    check_named(sound, problems)
    people, things = (sound[name].frame if name in sound else empty_table(name) for name in ("actors", "projects"))
    actors, projects = lift(participations, people, things, tuple(wanted), problems)
    check_rows(participations, problems)  # only now: two rows that differ by a theme alone say one participation
    described = {"actors": actors, "projects": projects}
    check_together({**{table: draft.frame for table, draft in sound.items()}, **described}, sound, problems)
    if not len(participations.frame) and not problems.errors:
        problems.add("no_rows", file=participations.label, table="participations")
    check_groups(actors, sound.get("actors", participations), problems, wanted or _found_groups(actors))
    return {**{table: draft.frame for table, draft in sound.items()}, **described}


def _found_groups(actors: pd.DataFrame) -> list[str]:
    """Attributes known by name that may form silos, in the order of the file."""
    return [name for name in actors.columns if name in GROUPS and actors[name].notna().any()]


def _split_columns(columns: Mapping[str, Any], drafts: Sequence[Draft]) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Headings renamed everywhere, and those renamed in one table or file."""
    renamed = {str(heading): str(field) for heading, field in columns.items() if not isinstance(field, Mapping)}
    per_table = {
        str(place): {str(h): str(f) for h, f in names.items()}
        for place, names in columns.items()
        if isinstance(names, Mapping)
    }
    places = {*TABLES, *(draft.sources[0].label for draft in drafts), *(draft.sources[0].file for draft in drafts)}
    for place in per_table:
        if place not in places:
            raise UnknownName("table or file in columns=", place, places)
    return renamed, per_table


class _Said:
    """What the user says of headings, words and columns of numbers, less what the files turn out to hold."""

    def __init__(
        self, renamed: Mapping[str, str], per_table: Mapping[str, Mapping[str, str]], values: Mapping[str, Mapping[str, str]],
        numbers: Sequence[str],
    ) -> None:  # fmt: skip
        self.columns = {"": set(renamed), **{place: set(names) for place, names in per_table.items()}}
        self.values = {field: set(map(str, words)) for field, words in values.items()}
        self.numbers = set(numbers)

    def met(self, draft: Draft, headings: Sequence[str], words: Mapping[str, set[str]]) -> None:
        """Take out what a draft holds: its headings, and the words of each field that were replaced."""
        folded = {*headings, *map(fold, headings)}
        for place in ("", draft.table, draft.sources[0].label, draft.sources[0].file):
            if place in self.columns:
                self.columns[place] = {name for name in self.columns[place] if name not in folded and fold(name) not in folded}
        for field, replaced in words.items():
            self.values[field] -= replaced
        self.numbers -= {*map(str, draft.frame.columns), *headings}

    def report(self, problems: Problems) -> None:
        """Say what is left: it changed nothing."""
        left = [("columns", name) for names in self.columns.values() for name in sorted(names)]
        left += [("values", f"{field}: {word}") for field, words in self.values.items() for word in sorted(words)]
        for option, value in [*left, *(("numbers", name) for name in sorted(self.numbers))]:
            problems.add("said_in_vain", value=value, option=option)


def _lost_lines(draft: Draft) -> list[pd.DataFrame]:
    """Lines that could not be cut into cells, as text."""
    rows = [
        {"file": source.label, "table": draft.table, "row": row, "rule": rule, "line": line}
        for source in draft.sources for row, rule, line in source.lost_rows
    ]  # fmt: skip
    return [pd.DataFrame(rows)] if rows else []


def _fill_only(tables: Mapping[str, Draft], draft: Draft) -> None:
    """A survey that names no territory, or no wave, has one; a table beside one that has one is about that one."""
    for field, table in (("territory", "territories"), ("wave", "waves")):
        if field not in REQUIRED[draft.table] or field in draft.frame.columns or draft.table == table:
            continue
        named = tables[table].frame if table in tables else None
        beside = tables["participations"].frame
        if named is not None and field in named.columns and named[field].nunique() == 1:
            value = str(named[field].dropna().iloc[0])
        elif draft.table != "participations" and field in beside.columns and beside[field].nunique() == 1:
            value = str(beside[field].dropna().iloc[0])
        elif draft.table == "participations" and (named is None or not len(named)):
            value = ONLY
        else:
            continue
        draft.filled.add(field)
        draft.frame.insert(0, field, pd.Series(value, index=draft.frame.index, dtype="str"))
        for source in draft.sources:
            source.notes.append(f"no column for {field}: {value!r} everywhere")


def _complete(table: str, frame: pd.DataFrame | None) -> pd.DataFrame:
    """The table with its columns in the usual order; optional columns of participations only when the source has them."""
    if frame is None or (not len(frame) and table != "participations"):
        return empty_table(table)
    if table in ("participations", "actors", "projects"):
        order = [column for column in TABLES[table] if column in frame.columns]
    else:
        order = list(TABLES[table])
        for column in order:
            if column not in frame.columns:
                frame = frame.assign(**{column: empty_table(table)[column].reindex(frame.index)})
    return decode_all(frame[[*order, *(column for column in frame.columns if column not in order)]]).reset_index(drop=True)


def frames_to_survey(
    frames: Mapping[str, pd.DataFrame | None], *, chosen: Mapping[str, str | None], by: Sequence[str] | str | None,
    columns: Mapping[str, Any] | None, values: Mapping[str, Mapping[str, str]] | None, numbers: Sequence[str], lang: str,
    choices: Mapping[str, str],
) -> Survey:  # fmt: skip
    """Make a survey of data frames: what :meth:`Survey.from_frame` does."""
    problems = Problems(check_choices(choices), lang)
    renamed: dict[str, Any] = dict(columns or {})
    for field, heading in chosen.items():
        if heading is not None:
            known = {str(column) for frame in frames.values() if frame is not None for column in frame.columns}
            if heading not in known:
                raise UnknownName("column", heading, known)
            renamed[heading] = field
    drafts = []
    for table, frame in frames.items():
        if frame is None:
            continue
        frame = frame.rename(columns=str)
        frame = frame if isinstance(frame.index, pd.RangeIndex) or table == "participations" else _with_index(frame, table)
        twice = frame.columns[frame.columns.duplicated()].unique()
        for name in twice:
            problems.add("heading_twice", table=table, column=name, found=int((frame.columns == name).sum()), value=name)
        if len(twice):
            continue
        kinds = {
            name: "boolean" if pd.api.types.is_bool_dtype(frame[name].dtype) else "number"
            for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name].dtype)
        }  # fmt: skip
        source = Source(file="", rows_read=len(frame))
        labelled = pd.api.types.is_integer_dtype(frame.index.dtype)
        rows = frame.index.to_numpy() if labelled else np.arange(len(frame))
        mended = {name: mend_halves(frame[name]) for name in frame.columns}
        for name, (_, broken) in mended.items():
            shown = [mended[name][0].iloc[i] for i in broken]
            problems.add_rows("half_character", np.array(broken, dtype=np.int64), files="", rows=rows, table=table, column=name, values=shown)
        frame = frame.assign(**{name: cells for name, (cells, broken) in mended.items() if broken})
        drafts.append(Draft.read(table, frame, rows, source, kinds))
    return assemble(
        drafts, problems, by=by, columns=renamed, values=values, numbers=numbers, details={"made_from": "data frames"}
    )


def _with_index(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """A frame indexed by id gives its index back as a column."""
    key = REQUIRED[table][0]
    return frame if key in frame.columns else frame.reset_index(names=frame.index.name or key)
