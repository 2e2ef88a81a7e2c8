"""Files are written whole or not at all, and cells are safe in a spreadsheet."""

from __future__ import annotations

import os
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

__all__ = ["atomic_path", "read_frame", "write_csv", "write_frame", "write_workbook"]

#: A text that a spreadsheet would take for a formula, or one that is already behind apostrophes: guarding can be undone.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


@contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """Give a path beside `path` to write to; it takes its place at the end, or vanishes on an error."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem[:40]}-", suffix=target.suffix)
    os.close(handle)
    scratch = Path(name)
    try:
        yield scratch
        scratch.chmod(0o644)
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)


def guard(value: object) -> object:
    """Prefix a text that a spreadsheet would run as a formula with an apostrophe.

    Examples
    --------
    >>> guard("=1+1"), guard("Mairie"), guard(-2.5)
    ("'=1+1", 'Mairie', -2.5)
    """
    return "'" + value if isinstance(value, str) and _FORMULA.match(value) else value


def unguard(text: str) -> str:
    """Take off the apostrophe that :func:`guard` put.

    Examples
    --------
    >>> unguard(guard("=1+1")), unguard(guard("'=1+1")), unguard("L'Étape")
    ('=1+1', "'=1+1", "L'Étape")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def spreadsheet_safe(frame: pd.DataFrame) -> pd.DataFrame:
    """Guard every text cell and heading; numbers stay numbers."""
    safe = frame.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]) and not pd.api.types.is_datetime64_any_dtype(safe[column]):
            safe[column] = safe[column].astype("object").map(guard)
    safe.columns = pd.Index([guard(str(column)) for column in safe.columns])
    return safe


def write_csv(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write a CSV for French Excel: ``;``, decimal comma, UTF-8 with BOM, safe against formulas; atomic."""
    with atomic_path(path) as scratch:
        spreadsheet_safe(frame).to_csv(scratch, sep=";", decimal=",", index=False, encoding="utf-8-sig")
    return Path(path)


def write_workbook(path: str | Path, sheets: Mapping[str, pd.DataFrame]) -> Path:
    """Write frames as the sheets of an XLSX workbook, header frozen, safe against formulas; atomic, the same bytes twice."""
    with atomic_path(path) as scratch:
        with pd.ExcelWriter(scratch, engine="openpyxl") as book:
            for name, frame in sheets.items():
                spreadsheet_safe(frame).to_excel(book, sheet_name=_sheet_name(name), index=False, freeze_panes=(1, 0))
        _undate(scratch)
    return Path(path)


def _undate(path: Path) -> None:
    """Write an XLSX file again without the moment at which it was written."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(entry, content)


def _sheet_name(name: str) -> str:
    return "".join("_" if character in "[]:*?/\\" else character for character in name)[:31]


def write_frame(frame: pd.DataFrame, stem: Path) -> Path:
    """Write a frame for ourselves: Parquet, or CSV where pyarrow is missing; returns the file written."""
    path = stem.with_suffix(".parquet" if find_spec("pyarrow") else ".csv")
    with atomic_path(path) as scratch:
        if path.suffix == ".parquet":
            frame.to_parquet(scratch, index=False)
        else:
            frame.to_csv(scratch, index=False, encoding="utf-8")
    return path


def read_frame(path: Path, dtypes: Mapping[str, str]) -> pd.DataFrame:
    """Read back what :func:`write_frame` wrote."""
    frame = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, dtype=str, keep_default_na=True)
    return frame.astype({column: dtype for column, dtype in dtypes.items() if column in frame.columns})
