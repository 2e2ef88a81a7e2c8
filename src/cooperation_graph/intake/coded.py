"""Cells of a large table as codes, block by block: each different text is kept once, so that memory stays bounded (needs pyarrow).

See :mod:`cooperation_graph.survey.coded` for what a coded column is.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cooperation_graph.survey.coded import is_coded

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

__all__ = ["blank_rows", "can_code", "cut", "cut_coded", "encode", "encode_texts", "join"]


def can_code() -> bool:
    """Whether tables can be read in codes here."""
    return find_spec("pyarrow") is not None


def cut(body: bytes, sep: str, width: int, kind: Any, *, quoted: bool) -> pa.Table | None:
    """Cut text into columns of an Arrow type, blank cells as missing; None when a line has more or fewer cells, or is blank."""
    import pyarrow as pa
    from pyarrow import csv

    names, wrong = [str(i) for i in range(width)], []

    def refuse(line: Any) -> str:
        wrong.append(line)
        return "skip"

    try:
        table = csv.read_csv(
            pa.BufferReader(body),
            read_options=csv.ReadOptions(column_names=names),
            parse_options=csv.ParseOptions(
                delimiter=sep, quote_char='"' if quoted else False, newlines_in_values=quoted, ignore_empty_lines=False, invalid_row_handler=refuse
            ),
            convert_options=csv.ConvertOptions(
                check_utf8=False, column_types=dict.fromkeys(names, kind), null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=True
            ),
        )  # fmt: skip
    except pa.ArrowInvalid:  # a line longer than a block
        return None
    return None if wrong else table


def cut_coded(body: bytes, sep: str, width: int, *, quoted: bool) -> pa.Table | None:
    """Cut text into coded columns."""
    import pyarrow as pa

    return cut(body, sep, width, pa.dictionary(pa.int32(), pa.string()), quoted=quoted)


def encode(frame: pd.DataFrame) -> pa.Table:
    """The columns of a frame of texts as coded columns, named by their position."""
    import pyarrow as pa

    kind = pa.dictionary(pa.int32(), pa.string())
    columns = [pa.array(frame[name], type=pa.string(), from_pandas=True).dictionary_encode().cast(kind) for name in frame.columns]
    return pa.table(columns, names=[str(i) for i in range(len(columns))])


def encode_texts(table: pa.Table) -> pa.Table:
    """An Arrow table with its columns of texts in codes."""
    import pyarrow as pa

    kind = pa.dictionary(pa.int32(), pa.string())
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            column = pa.chunked_array([chunk.dictionary_encode().cast(kind) for chunk in table.column(place).chunks], type=kind)
            table = table.set_column(place, field.name, column)
    return table


def join(parts: Sequence[pa.Table]) -> pd.DataFrame:
    """Columns of all parts, one below the other; coded ones hold each different text once, in the order in which it is met."""
    import pyarrow as pa

    columns: dict[Any, Any] = {}
    for place, name in enumerate(parts[0].column_names):
        if not pa.types.is_dictionary(parts[0].schema.field(place).type):
            columns[name] = pd.concat([part.column(place).to_pandas() for part in parts], ignore_index=True)
            continue
        chunks = [chunk for part in parts for chunk in part.column(place).chunks]
        unified = pa.chunked_array(chunks, type=parts[0].schema.field(place).type).unify_dictionaries().chunks
        del chunks
        codes = np.concatenate([chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in unified] or [np.zeros(0, np.int32)])
        texts = unified[0].dictionary if unified else pa.array([], type=pa.string())
        del unified
        categories = pd.Index(pd.array(texts.cast(pa.large_string()), dtype="str"))
        columns[int(name) if name.isdigit() else name] = pd.Categorical.from_codes(codes, categories=categories)
    return pd.DataFrame(columns, copy=False)


def blank_rows(frame: pd.DataFrame) -> np.ndarray:
    """Rows without any cell filled."""
    blank = np.ones(len(frame), dtype=bool)
    for place in range(frame.shape[1]):
        if not blank.any():
            break
        values = frame.iloc[:, place]
        blank &= values.array.codes < 0 if is_coded(values) else values.isna().to_numpy(dtype=bool)
    return blank
