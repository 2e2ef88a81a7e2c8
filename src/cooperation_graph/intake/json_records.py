"""JSON and JSON lines that hold one list of records, as open-data portals export them, become a table."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.intake.delimited import RawTable
from cooperation_graph.survey.cells import mend_halves
from cooperation_graph.survey.problems import Problems
from cooperation_graph.survey.provenance import Source, file_hash

__all__ = ["first_record", "read_json_records"]

#: Where portals put the cells of a record: GeoJSON, then the exports of Opendatasoft.
_INSIDE = ("properties", "fields")
#: What they call the list of records, where another list stands beside it.
_LISTS = ("records", "results", "features")
#: Numbers stay as they are written: nothing is rounded, no zero is lost.
_AS_WRITTEN: dict[str, Any] = {"parse_float": str, "parse_int": str}


def read_json_records(path: Path, problems: Problems) -> RawTable | None:
    """Read a list of records; the rows are numbered from 1 as the records are.

    A file that is no JSON, or holds no single list of records, is a problem.
    """
    source = Source(file=path.name, sha256=file_hash(path), encoding="utf-8")
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    records: list[Any] = []
    if not text.strip():
        problems.add("empty_file", file=path.name)
        return None
    try:
        records = _records(json.loads(text, **_AS_WRITTEN))
    except json.JSONDecodeError as error:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
        wrong = (error.lineno, error.msg)
        if len(lines) > 1 and lines[0][1].strip().endswith("}"):  # one record a line
            try:
                for number, line in lines:
                    wrong = (number, "")
                    records.append(json.loads(line, **_AS_WRITTEN))
                wrong = (0, "")
            except json.JSONDecodeError as inner:
                wrong = (number, inner.msg)
        if wrong[0]:
            problems.add("bad_json", file=path.name, row=wrong[0], at=wrong[0], detail=wrong[1])
            return None
    cells = [_flat(record) for record in records if isinstance(record, dict)]
    if not cells or len(cells) != len(records):
        problems.add("bad_json", file=path.name, row=1, at=1, detail="")
        return None
    read = pd.DataFrame(cells, dtype=object).rename(columns=str)
    mended = {name: mend_halves(read[name]) for name in read.columns}
    for name, (texts, broken) in mended.items():
        problems.add_rows(
            "half_character", np.array(broken, dtype=np.int64), files=path.name, rows=np.arange(1, len(read) + 1), column=name,
            values=[texts.iloc[i] for i in broken],
        )  # fmt: skip
    frame = pd.DataFrame({name: texts for name, (texts, _) in mended.items()}).astype("str").replace("", None).astype("str")
    source.rows_read = len(frame)
    return RawTable(frame, np.arange(1, len(frame) + 1), source, {})


def first_record(text: str) -> dict[str, str | None]:
    """The first record of the beginning of a JSON text; nothing when none is whole.

    Examples
    --------
    >>> first_record('[{"nom": "CCAS", "montant": 1200.50}, {"nom": "Ly')
    {'nom': 'CCAS', 'montant': '1200.50'}
    """
    match = re.search(r"\[\s*(?=\{)", text) or re.match(r"\s*(?=\{)", text)
    try:
        found = json.JSONDecoder(**_AS_WRITTEN).raw_decode(text, match.end())[0] if match else {}
    except json.JSONDecodeError:
        return {}
    return _flat(found) if isinstance(found, dict) else {}


def _records(content: Any) -> list[Any]:
    """The list of records: the content itself, the one that bears the name that portals give it, or the only one that it holds."""
    if isinstance(content, list):
        return content
    items = content.items() if isinstance(content, dict) else []
    lists = {name: value for name, value in items if isinstance(value, list) and value and isinstance(value[0], dict)}
    named = [lists[name] for name in _LISTS if name in lists] or list(lists.values())
    return named[0] if len(named) == 1 else []


def _flat(record: dict[str, Any]) -> dict[str, str | None]:
    for name in _INSIDE:
        if isinstance(record.get(name), dict):
            record = record[name]
    cells: dict[str, str | None] = {}
    for key, value in record.items():
        if isinstance(value, dict) and not any(isinstance(part, dict | list) for part in value.values()):
            cells |= {f"{key} {name}": _cell(part) for name, part in value.items()}  # "beneficiaire": {"nom": …, "siret": …}
        else:
            cells[key] = _cell(value)
    return cells


def _cell(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "|".join(value)
    return json.dumps(value, ensure_ascii=False)
