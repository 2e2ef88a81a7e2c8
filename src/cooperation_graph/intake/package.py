"""A Frictionless Data Package: the description says where the tables are, how they are written and what their columns hold."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cooperation_graph.files import unguard
from cooperation_graph.intake.delimited import RawTable, read_delimited
from cooperation_graph.intake.file import read_file, recogniser, table_name
from cooperation_graph.locale import N_
from cooperation_graph.survey.cells import read_unique, take
from cooperation_graph.survey.rules import check_choices

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["read_package"]

_KINDS = {"number": "number", "integer": "number", "boolean": "boolean"}


def read_package(path: Path, request: Request) -> list[tuple[str, RawTable]]:
    """Read the resources that a ``datapackage.json`` lists."""

    def refuse(detail: str) -> None:
        request.problems.add("bad_package", file=path.name, detail=detail)

    try:
        described = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        if path.name == "datapackage.json":
            refuse(N_("it is no JSON"))
        else:
            request.problems.add("bad_json", file=path.name, row=error.lineno, at=error.lineno, detail=error.msg)
        return []
    except (ValueError, RecursionError):
        refuse(N_("it is no JSON"))
        return []
    resources = described.get("resources") if isinstance(described, dict) else None
    if not isinstance(resources, list) or not all(isinstance(one, dict) and _paths(one) for one in resources) or not resources:
        refuse(N_("it lists no resource with a path"))
        return []
    ours = described.get("cooperation_graph", {})
    request.by.extend(ours.get("groups", []))
    own = {option: choice for option, choice in ours.get("options", {}).items() if option not in request.options}
    request.problems.choices |= {
        option.removeprefix("on_"): check_choices(own)[option.removeprefix("on_")] for option in own
    }
    found: list[tuple[str, RawTable]] = []
    for resource in resources:
        name = str(resource.get("name", ""))
        for place in _paths(resource):
            inside = PurePosixPath(place)
            if "://" in place or inside.is_absolute() or ".." in inside.parts or not (path.parent / inside).is_file():
                refuse(f"{name}: {place}")
                continue
            file = path.parent / inside
            if file.suffix.lower() not in (".csv", ".tsv", ".txt"):
                found += read_file(file, request)
                continue
            dialect = resource["dialect"] if isinstance(resource.get("dialect"), dict) else {}
            raw = read_delimited(
                file,
                request.problems,
                encoding=_encoding(resource, request),
                sep=dialect.get("delimiter", request.sep),
                header=request.header,
                recognise=recogniser(None, request),
                name=str(inside),
            )
            if raw is not None:
                _apply_schema(raw, resource.get("schema", {}), guarded=bool(ours.get("guarded")))
                said = request.mapping.of("tables", name, str(inside))
                raw.named = bool(ours)
                found.append((said if said is not None else table_name(raw, request, name), raw))
    return found


def _paths(resource: dict[str, Any]) -> list[str]:
    """Where the rows of a resource are; nothing when that is not said, or not as text."""
    said = resource.get("path")
    places = said if isinstance(said, list) else [said]
    texts = [place for place in places if isinstance(place, str)]
    return texts if len(texts) == len(places) else []


def _encoding(resource: dict[str, Any], request: Request) -> str | None:
    """The encoding that is declared, unless it is UTF-8: that one is checked anyway, mark or not."""
    said = str(resource.get("encoding", "utf-8")).lower().replace("_", "-")
    return request.encoding or (None if said in ("utf-8", "utf8", "utf-8-sig") else said)


def _apply_schema(raw: RawTable, schema: Any, *, guarded: bool) -> None:
    """Types, missing values and words for yes and no, as the Table Schema declares them."""
    listed = schema.get("fields", []) if isinstance(schema, dict) else []
    fields = {field["name"]: field for field in listed if isinstance(field, dict) and "name" in field}
    missing = {str(value) for value in schema.get("missingValues", [""])} if isinstance(schema, dict) else {""}
    for column in raw.frame.columns:
        field, cells = fields.get(column, {}), raw.frame[column]
        kind = _KINDS.get(field.get("type", ""), "")
        if missing - {""}:
            cells = cells.where(~cells.isin(missing))
        if guarded:
            codes, texts, _ = read_unique(cells, unguard, None)
            cells = take(codes, texts, cells)
        if kind:
            raw.kinds[column] = kind
        if kind == "boolean" and {"trueValues", "falseValues"} & set(field):
            words = {
                **dict.fromkeys(field.get("trueValues", ["true"]), "true"),
                **dict.fromkeys(field.get("falseValues", ["false"]), "false"),
            }
            codes, texts, _ = read_unique(cells, lambda text, words=words: words.get(text, text), None)  # type: ignore[misc]
            cells = take(codes, texts, cells)
        if kind == "number":
            cells = _numbers(cells, str(field.get("decimalChar", ".")), str(field.get("groupChar", "")))
        raw.frame[column] = cells


def _numbers(cells: pd.Series, decimal: str, group: str) -> pd.Series:
    """Numbers as declared; a column with anything else stays text, and the survey says what is wrong with it."""
    codes, texts = pd.factorize(cells)
    bare = [text.replace(group, "") if group else text for text in map(str, texts)]
    try:
        values = np.array([*(float(text.replace(decimal, ".")) for text in bare), np.nan])
    except ValueError:
        return cells
    return pd.Series(values[codes], index=cells.index)
