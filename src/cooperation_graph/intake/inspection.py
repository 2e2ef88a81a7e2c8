"""`inspect_file`: what a file shows before it is read, and a mapping to correct where that is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import CooperationError, SurveyError
from cooperation_graph.files import atomic_path
from cooperation_graph.intake.delimited import RawTable
from cooperation_graph.intake.file import SUFFIXES, read_file
from cooperation_graph.intake.forms.grid import export_files, read_grids
from cooperation_graph.intake.reading import Request, formats, prepare, read_survey
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number, percent
from cooperation_graph.survey.columns import match_columns
from cooperation_graph.survey.problems import PROBLEM_COLUMNS, explain

__all__ = ["Inspection", "inspect_file"]

#: Rules that leave in doubt what a column is: the mapping asks before it says so.
_DOUBTS = ("guessed_heading", "other_unit", "several_amounts", "ambiguous_column")
_SHOWN = 40
#: What the tables of a form are called: answers, not yet a table of a survey.
FORM = "answers"


@dataclass(frozen=True, eq=False)
class Inspection:
    """What a file shows.

    Attributes
    ----------
    name, format
        Name of the file and its format.
    tables
        One row a table: ``label``, ``table`` of the survey, ``encoding``, ``separator``, ``header_row``, ``rows``.
    columns
        One row a column: ``label``, ``column``, ``field`` ("" not read), ``filled`` (share), ``different`` (values), ``sample``,
        ``doubt`` (whether it is to be decided).
    problems
        What a complete reading finds.
    said
        How many participations or subsidies that reading gives, in words; "" when it is refused.
    """

    name: str
    format: str
    tables: pd.DataFrame
    columns: pd.DataFrame
    problems: pd.DataFrame
    said: str

    def summary(self, lang: str = "fr") -> str:
        """Everything in words: format, encoding, headings, what each column is taken for, problems."""
        _ = translator(lang)
        lines = [_(N_("{name}: format “{format}”."), name=self.name, format=self.format)]
        for row in self.tables.to_dict("records"):
            facts = [_(N_("table “{table}”"), table=row["table"] or "–")]
            if row["encoding"]:
                facts.append(_(N_("encoding {encoding}"), encoding=row["encoding"]))
            if row["separator"]:
                facts.append(_(N_("separator {mark}"), mark=json.dumps(row["separator"])))
            facts.append(_(N_("headings in row {row}"), row=row["header_row"]))
            facts.append(_(N_("{shown} rows"), shown=number(row["rows"], lang)))
            lines += ["", f"{row['label']}: " + ", ".join(facts)]
            for column in self.columns.loc[self.columns["label"] == row["label"]].to_dict("records"):
                lines.append("  " + _column({**column, "table": row["table"]}, _, lang))
        lines += ["", explain(self.problems, lang)]
        return "\n".join([*lines, *(["", self.said] if self.said else [])])

    def mapping(self, lang: str = "fr") -> str:
        """The same as a `mapping.toml` to correct: how the file is read, each heading with its field, what is in doubt as remarks."""
        _ = translator(lang)
        lines = ["# " + _(N_("What was seen of {name}. Correct what is wrong, then read the file again: this page is obeyed."), name=self.name)]
        lines += [f"format = {json.dumps(self.format)}", ""]
        joined = set(self.problems.loc[self.problems["rule"] == "headings_over_rows", "file"])
        for row in self.tables.to_dict("records"):
            said = {"encoding": row["encoding"], "sep": row["separator"], "header": row["header_row"]}
            said = {key: value for key, value in said.items() if value and not (key == "header" and row["label"] in joined)}
            if row["kind"] in ("text", "workbook") and said:
                lines += [f"[files.{_quoted(row['label'])}]", *(f"{key} = {_quoted(value)}" for key, value in said.items()), ""]
            columns = self.columns.loc[self.columns["label"] == row["label"]].to_dict("records")
            if columns and row["table"] == FORM:
                lines += _questions([str(column["column"]) for column in columns], _)
            elif columns:
                lines += [f"[columns.{_quoted(row['label'])}]", *(_line(column, _) for column in columns), ""]
        return "\n".join(lines)

    def write_mapping(self, path: str | Path, lang: str = "fr") -> Path:
        """Write :meth:`mapping` to a file."""
        with atomic_path(Path(path)) as target:
            target.write_text(self.mapping(lang), encoding="utf-8")
        return Path(path)

    def __repr__(self) -> str:
        return self.summary("en")


def _column(column: dict[Any, Any], _: Any, lang: str) -> str:
    field = "" if column["table"] == FORM else " → " + (column["field"] or _(N_("not read"))) + (" ?" if column["doubt"] else "")
    filled = _(
        N_("filled {share}, {n} value"), plural=N_("filled {share}, {n} values"), n=int(column["different"]),
        share=percent(column["filled"], lang),
    )  # fmt: skip
    return f"{column['column']}{field} ({filled}) {column['sample']}"


def _line(column: dict[Any, Any], _: Any) -> str:
    line = f"{_quoted(column['column'])} = {_quoted(column['field'])}"
    if column["doubt"]:
        return f"# {line}  # {_(N_('in doubt: remove the first # if it is right'))}"
    return line if column["field"] else f"# {line}  # {_(N_('not read'))}"


def _questions(headings: list[str], _: Any) -> list[str]:
    """Skeleton of the section [questions]: which question is which is for the user to say."""
    stems = [re.split(r"[\[/]", heading)[0].strip() for heading in headings]
    several = [stem for stem in dict.fromkeys(stems) if stems.count(stem) > 1]
    lines = ["[questions]", "# " + _(N_("Put here the question that each one is, and remove the #."))]
    lines += [f'# {use} = ""' for use in ("respondent", "territory", "projects", "role", "partners", "cooperation")]
    if several:
        lines.append("# " + _(N_("Questions of several columns: {found}"), found=", ".join(map(_quoted, several))))
    return [*lines, "# " + _(N_("All headings: {found}"), found=", ".join(map(_quoted, dict.fromkeys(stems)))), ""]


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def inspect_file(path: str | Path, *, lang: str = "fr", **how: Any) -> Inspection:
    """Look at a file: its format, encoding, separator, headings, what each column is taken for, and every problem.

    Parameters
    ----------
    path
        A file, or a folder of tables.
    lang
        Language of the problems.
    **how
        As for :func:`cooperation_graph.read_survey`.

    Returns
    -------
    Inspection
        With ``.columns``, ``.problems``, ``.summary(lang)``, ``.write_mapping(path)``. Nothing is raised because a file is wrong.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "dons 2023.csv"
    >>> _ = path.write_text("Bénéficiaire;Montant;Remarque\\nCCAS;1 200,50 €;\\n", encoding="cp1252")
    >>> seen = inspect_file(path)
    >>> seen.format, seen.columns.set_index("column")["field"].to_dict()
    ('subventions', {'Bénéficiaire': 'nomBeneficiaire', 'Montant': 'montant', 'Remarque': ''})
    """
    place, request, details, _ = prepare(path, lang=lang, **how)
    found = list(_tables(place, request, details["format"]))
    problems, said = _whole(place, lang, {"format": details["format"], **how})
    if problems is None:
        problems = request.problems.to_frame(lang)
    doubtful = problems.loc[problems["rule"].isin(_DOUBTS)]
    amounts = set(doubtful.loc[doubtful["rule"] == "several_amounts", "file"])
    tables, columns = [], []
    for table, raw, fields in found:
        label = raw.source.label
        kind = "text" if raw.source.separator else "workbook" if raw.source.sheet else ""
        tables.append({"label": label, "table": table, "encoding": raw.source.encoding, "separator": raw.source.separator,
                       "header_row": raw.source.header_row, "rows": len(raw.frame), "kind": kind})  # fmt: skip
        doubts = set(doubtful.loc[doubtful["file"] == label, "column"])
        for column in map(str, raw.frame.columns):
            cells, field = raw.frame[column].dropna(), fields.get(column, "")
            sample = ", ".join(" ".join(str(text).split())[:_SHOWN] for text in cells.drop_duplicates().head(2))
            doubt = column in doubts or (field == "montant" and label in amounts)
            columns.append({"label": label, "column": column, "field": field, "filled": len(cells) / max(len(raw.frame), 1),
                            "different": cells.nunique(), "sample": sample, "doubt": doubt})  # fmt: skip
    return Inspection(
        place.name, details["format"],
        pd.DataFrame(tables, columns=["label", "table", "encoding", "separator", "header_row", "rows", "kind"]),
        pd.DataFrame(columns, columns=["label", "column", "field", "filled", "different", "sample", "doubt"]), problems, said,
    )  # fmt: skip


def _tables(place: Path, request: Request, name: str) -> Iterator[tuple[str, RawTable, dict[str, str]]]:
    """Tables as they stand in the file, with the field of each column."""
    module = formats()[name]
    if hasattr(module, "look"):
        yield from module.look(place, request)
        return
    if name == "graph":
        return
    if name != "tables":
        for grid in (grid for file in export_files(place) for grid in read_grids(file, request)):
            frame = pd.DataFrame(grid.cells[1:], columns=pd.Index(grid.cells[0], dtype="str"), dtype="str").replace("", None).astype("str")
            frame = frame.loc[:, ~frame.columns.duplicated()]
            yield FORM, RawTable(frame, np.arange(2, len(frame) + 2), grid.source, {}), {}
        return
    files = [place] if place.is_file() else sorted(p for p in place.iterdir() if p.suffix.lower() in SUFFIXES)
    for file in files:
        if file.suffix == ".json":
            continue
        tables = read_file(file, request)
        for table, raw in tables:
            own = table or ("participations" if len(tables) == len(files) == 1 else "")
            chosen = {str(k): str(v) for k, v in request.mapping.columns.items() if isinstance(v, str)}
            yield own, raw, match_columns(own, raw.frame.columns, chosen).fields if own else {}


def _whole(place: Path, lang: str, how: dict[str, Any]) -> tuple[pd.DataFrame | None, str]:
    try:
        survey = read_survey(place, lang=lang, **how)
    except SurveyError as error:
        return error.problems, ""
    except CooperationError as error:
        return pd.DataFrame(columns=list(PROBLEM_COLUMNS)), str(error)
    return survey.problems, survey.summary(lang)
