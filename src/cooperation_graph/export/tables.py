"""A survey as a folder of CSV files with their Table Schemas: a Frictionless Data Package that gives the same survey back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.files import atomic_path, guard, write_workbook
from cooperation_graph.locale import N_, translate
from cooperation_graph.survey.cells import read_unique, take
from cooperation_graph.survey.columns import REQUIRED, TITLES, kind_of
from cooperation_graph.survey.tables import Survey
from cooperation_graph.survey.words import WORDS

__all__ = ["DESCRIPTION", "KEEPING", "write_survey"]

#: File that describes the others.
DESCRIPTION = "datapackage.json"
#: Choices that kept rows as they were: reading them back must keep them too.
KEEPING = ("warning", "keep", "ignore")
_REFERS = {"territory": "territories", "wave": "waves", "actor": "actors", "project": "projects"}


def write_survey(survey: Survey, folder: str | Path, *, lang: str = "fr") -> Path:
    """Write a survey as CSV files and ``datapackage.json``, or as one workbook; :func:`read_survey` gives the same survey back.

    The files open in French Excel (``;``, decimal comma, UTF-8 with BOM); a text that a spreadsheet would run as a formula
    is written behind an apostrophe, which is taken off when it is read back.

    Parameters
    ----------
    survey
        The survey; tables without rows are not written.
    folder
        Made when it does not exist; files of the same names are replaced. A name that ends in ``.xlsx`` makes one workbook, a sheet
        a table: there group attributes other than sector, family, network and scale must be named again when it is read, and the
        apostrophe before a formula stays.
    lang
        Language of the titles of columns in the description.

    Returns
    -------
    Path
        The folder, or the workbook.

    Examples
    --------
    >>> import pandas as pd, tempfile
    >>> survey = Survey.from_frame(pd.DataFrame({"actor": ["a", "b"], "project": ["p", "p"]}))
    >>> sorted(path.name for path in write_survey(survey, tempfile.mkdtemp()).iterdir())
    ['datapackage.json', 'participations.csv']
    """
    target = Path(folder)
    if target.suffix.lower() == ".xlsx":
        return write_workbook(target, {name: table for name, table in survey.tables.items() if len(table) or name == "participations"})
    target.mkdir(parents=True, exist_ok=True)
    written = {name: table for name, table in survey.tables.items() if len(table) or name == "participations"}
    for name, table in written.items():
        with atomic_path(target / f"{name}.csv") as scratch:
            _as_written(table).to_csv(scratch, sep=";", index=False, encoding="utf-8-sig", lineterminator="\r\n")
    described = {
        "profile": "data-package", "name": "survey", "title": translate(N_("Survey of cooperations"), lang),
        "resources": [_resource(name, table, written, lang) for name, table in written.items()],
        "cooperation_graph": {
            "groups": list(survey.groups), "fingerprint": survey.fingerprint, "guarded": True,
            "options": {option: choice for option, choice in survey.provenance.get("choices", {}).items() if choice in KEEPING},
        },
    }  # fmt: skip
    with atomic_path(target / DESCRIPTION) as scratch:
        scratch.write_text(json.dumps(described, ensure_ascii=False, indent=1), encoding="utf-8")
    return target


def _as_written(table: pd.DataFrame) -> pd.DataFrame:
    columns = {}
    for name in table.columns:
        values = table[name]
        if pd.api.types.is_bool_dtype(values.dtype):
            columns[name] = values.astype("object").map({True: "true", False: "false"}).astype("str")
        elif pd.api.types.is_numeric_dtype(values.dtype):
            codes, numbers = pd.factorize(values.astype("float64"))
            columns[name] = take(codes, [_number(value) for value in numbers.tolist()], values)
        else:
            codes, guarded, _ = read_unique(values.astype("str"), guard, None)
            columns[name] = take(codes, guarded, values)
    return pd.DataFrame(columns, index=table.index)


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", ",")


def _resource(name: str, table: pd.DataFrame, written: dict[str, pd.DataFrame], lang: str) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(name, str(column), table[column], lang) for column in table.columns],
        "missingValues": [""],
    }
    keys = [
        {"fields": column, "reference": {"resource": other, "fields": column}}
        for column, other in _REFERS.items()
        if column in table.columns and other in written and other != name and _covers(written[other][column], table[column])
    ]
    if keys:
        schema["foreignKeys"] = keys
    if name in ("territories", "waves") and table[REQUIRED[name][0]].is_unique:
        schema["primaryKey"] = REQUIRED[name][0]
    return {
        "name": name, "path": f"{name}.csv", "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8", "dialect": {"delimiter": ";"}, "schema": schema,
    }  # fmt: skip


def _covers(described: pd.Series, named: pd.Series) -> bool:
    return bool(described.is_unique and named.dropna().isin(described).all() and named.notna().all())


def _field(table: str, column: str, values: pd.Series, lang: str) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column}
    if column in TITLES:
        field["title"] = translate(TITLES[column], lang)
    if pd.api.types.is_bool_dtype(values.dtype):
        field |= {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]}
    elif pd.api.types.is_numeric_dtype(values.dtype):
        field |= {"type": "number", "decimalChar": ","}
    elif kind_of(table, column) == "date" and len(values.dropna()) and np.all(values.dropna().str.len() == 10):
        field |= {"type": "date", "format": "%Y-%m-%d"}
    else:
        field |= {"type": "string"}
    constraints: dict[str, Any] = {"required": True} if column in REQUIRED.get(table, ()) else {}
    kind = kind_of(table, column)
    if kind in WORDS and kind != "tie" and values.dropna().isin([*WORDS[kind]]).all():
        constraints["enum"] = [*WORDS[kind]]
    if constraints:
        field["constraints"] = constraints
    return field
