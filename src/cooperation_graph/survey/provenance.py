"""Where the rows of a survey come from, and a fingerprint of what they say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["Source", "file_hash", "fingerprint"]


@dataclass
class Source:
    """One file or sheet that was read.

    Attributes
    ----------
    rows_read, rows_kept, rows_blank
        Rows under the headings; rows in the survey; rows without any cell filled, which hold nothing to keep.
    set_aside
        Rule -> rows set aside by it.
    columns
        Heading -> field, where they differ.
    totals
        What a file of subsidies adds up to: ``records``, ``amount`` (as published), ``received`` (after shares, when it differs).
    lost_rows
        Row, rule and text of lines that could not be cut into cells and were set aside.
    """

    file: str
    table: str = ""
    sheet: str = ""
    sha256: str = ""
    encoding: str = ""
    separator: str = ""
    header_row: int = 1
    rows_read: int = 0
    rows_kept: int = 0
    rows_blank: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    totals: dict[str, float] = field(default_factory=dict)
    lost_rows: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def label(self) -> str:
        """How the file is named in messages."""
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file

    def to_dict(self) -> dict[str, Any]:
        """What `survey.provenance` keeps: everything that says something."""
        return {key: value for key, value in asdict(self).items() if value not in ("", [], {}) and key != "lost_rows"}


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fingerprint(tables: Mapping[str, pd.DataFrame], groups: tuple[str, ...]) -> str:
    """Hash what a survey says; the order of rows and of columns does not count, nor do columns without any value.

    Each row is hashed, and the rows are added up: adding does not depend on their order.
    """
    digest = hashlib.sha256(repr(groups).encode())
    for name in sorted(tables):
        frame = tables[name]
        total = np.zeros(len(frame), dtype=np.uint64)
        with np.errstate(over="ignore"):
            for column in sorted(str(column) for column in frame.columns if frame[column].notna().any()):
                total += _hash(frame[column]) * np.uint64(int(hashlib.sha256(column.encode()).hexdigest()[:15], 16) | 1)
            mixed = (total ^ (total >> np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15)
            sums = (len(frame), int(total.sum()), int((mixed ^ (mixed >> np.uint64(29))).sum()))
        digest.update(repr((name, sums)).encode())
    return digest.hexdigest()[:16]


def _hash(values: pd.Series) -> np.ndarray:
    """Hash of each cell; missing is one value whatever the type."""
    missing = values.isna().to_numpy()
    if pd.api.types.is_bool_dtype(values.dtype) or pd.api.types.is_numeric_dtype(values.dtype):
        numbers = values.astype("Float64").to_numpy(dtype=float, na_value=0.0)
        hashed = pd.util.hash_array(numbers)
    else:
        codes, texts = pd.factorize(values.astype("str"))
        pool = pd.util.hash_array(np.append(texts.to_numpy(dtype=object), ""), categorize=False)
        hashed = pool[codes]
    return np.where(missing, np.uint64(0), hashed)
