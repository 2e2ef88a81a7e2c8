"""`inspect_file`: what a file shows before it is read, and a mapping to correct where that is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cooperation_graph.errors import CooperationError, SurveyError
from cooperation_graph.files import atomic_path
from cooperation_graph.intake.delimited import RawTable
from cooperation_graph.intake.file import SUFFIXES, read_file
from cooperation_graph.intake.forms.looking import FORM
from cooperation_graph.intake.reading import Request, formats, prepare, read_survey
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number, percent
from cooperation_graph.survey.columns import match_columns
from cooperation_graph.survey.problems import PROBLEM_COLUMNS, explain

__all__ = ["Inspection", "inspect_file"]

#: Rules that leave in doubt what a column is: the mapping asks before it says so.
_DOUBTS = ("guessed_heading", "other_unit", "several_amounts", "ambiguous_column")
_SHOWN = 40


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
                lines += _questions({str(column["column"]): str(column["field"]) for column in columns}, _)
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
    field = column["field"] or ("" if column["table"] == FORM else _(N_("not read")))
    field = f" → {field}" + (" ?" if column["doubt"] else "") if field else ""
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


def _questions(guessed: dict[str, str], _: Any) -> list[str]:
    """The section [questions]: which question is which, as their names suggest; the user corrects it."""
    named = {use: question for question, use in guessed.items() if use}
    lines = ["[questions]", "# " + _(N_("Put here the question that each one is, and remove the #."))]
    uses = dict.fromkeys(("respondent", "territory", "projects", "role", "partners", "cooperation", *named))
    lines += [f"{use} = {_quoted(named[use])}" if use in named else f'# {use} = ""' for use in uses]
    return [*lines, "# " + _(N_("All questions: {found}"), found=", ".join(map(_quoted, guessed))), ""]


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
    if name != "tables":
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
