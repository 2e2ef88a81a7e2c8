"""What every result has in common: tidy frames, sentences, a small table in notebooks, files that can be read back."""

from __future__ import annotations

import importlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from importlib import metadata
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.locale import check_language

__all__ = ["WARNING_COLUMNS", "Result", "joined", "load", "provenance", "save", "warning_frame"]

AnyResult = TypeVar("AnyResult", bound="Result")

WARNING_COLUMNS = ("code", "territory", "wave", "metric", "message")


def warning_frame(rows: Sequence[Mapping[str, object]] = ()) -> pd.DataFrame:
    """Coded warnings as a frame: code, territory, wave, metric, message."""
    frame = pd.DataFrame(list(rows), columns=list(WARNING_COLUMNS), dtype="object").fillna("").astype("str")
    return frame.drop_duplicates(ignore_index=True)


def provenance(**details: object) -> dict[str, object]:
    """What is needed to make a result again: versions, and the details given."""
    names = ("cooperation-graph", "numpy", "scipy", "pandas", "networkx", "numba")
    return {"versions": {name: metadata.version(name) for name in names} | {"python": platform.python_version()}, **details}


@dataclass(frozen=True, eq=False)
class Result:
    """A frozen result: :attr:`frame` is tidy and at full precision; `tables` holds what stands beside it.

    A subclass sets `kind`, the name under which :func:`save` and :func:`load` know it, and overrides `sentences`.
    """

    frame: pd.DataFrame
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    warnings: pd.DataFrame = field(default_factory=warning_frame)
    provenance: Mapping[str, Any] = field(default_factory=dict)

    kind: ClassVar[str] = "result"
    registry: ClassVar[dict[str, type[Result]]] = {}

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        Result.registry[cls.kind] = cls

    def to_frame(self) -> pd.DataFrame:
        """A copy of the tidy frame."""
        return self.frame.copy()

    def select(self, **where: str | Sequence[str] | None) -> Self:
        """The part of the result that matches, ``select(territory="QN07511M", wave="2025")``, in every table that has the column.

        Raises
        ------
        UnknownName
            A column or a value that the result does not hold.
        """
        mask = np.ones(len(self.frame), dtype=bool)
        wanted: dict[str, list[str]] = {}
        for column, asked in where.items():
            if asked is None:
                continue
            if column not in self.frame.columns:
                raise UnknownName("column", column, self.frame.columns)
            wanted[column] = [asked] if isinstance(asked, str) else [str(value) for value in asked]
            values = self.frame[column].astype("str")
            for value in wanted[column]:
                if not (values == value).any():
                    raise UnknownName(column, value, values.unique())
            mask &= values.isin(wanted[column]).to_numpy()

        def cut(table: pd.DataFrame, *, blanks: bool) -> pd.DataFrame:
            keep = np.ones(len(table), dtype=bool)
            for column, values in wanted.items():
                if column in table.columns:
                    keep &= table[column].astype("str").isin([*values, ""] if blanks else values).to_numpy()
            return table.loc[keep].reset_index(drop=True)

        return replace(
            self, frame=self.frame.loc[mask].reset_index(drop=True),
            tables={name: cut(table, blanks=False) for name, table in self.tables.items()},
            warnings=cut(self.warnings, blanks=True),
        )  # fmt: skip

    def sentences(self, lang: str) -> list[str]:
        """The result in sentences; subclasses write them."""
        check_language(lang)
        return []

    def summary(self, lang: str = "fr") -> str:
        """Sentences an evaluator can paste in a report, in French or English."""
        return "\n".join(self.sentences(lang))

    def to_excel(self, path: str | Path, *, lang: str = "fr") -> Path:
        """Write the frame, the tables beside it and the warnings as an XLSX workbook, safe against formulas; atomic."""
        check_language(lang)
        from cooperation_graph.files import write_workbook

        return write_workbook(path, {self.kind: self.frame, **self.tables, "warnings": self.warnings})

    def _over_all(self) -> Self:
        """This result, joined from parts, with what is computed over all territories computed again; subclasses that have such say how."""
        return self

    def _shown(self) -> pd.DataFrame:
        """Columns worth a look in a notebook: those that hold something."""
        return self.frame.dropna(axis=1, how="all")

    def _repr_html_(self) -> str:
        frame = self._shown()
        rows = frame.head(12)
        more = f"<p>{len(frame) - 12} more rows: <code>.to_frame()</code></p>" if len(frame) > 12 else ""
        text = rows.to_html(index=False, escape=True, float_format=lambda value: f"{value:.3g}", border=0, na_rep="")
        return f"<p><strong>{escape(type(self).__name__)}</strong>: {escape(self._one_line())}</p>{text}{more}"

    def _one_line(self) -> str:
        return f"{len(self.frame)} rows"

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._one_line()}>\n{self._shown().head(12).to_string(index=False)}"


def joined(results: Iterable[AnyResult]) -> AnyResult:
    """One result of those of several territories, each measured by itself, as by the workers of a cluster.

    Parameters
    ----------
    results
        Results of one kind, in the order wanted.

    Returns
    -------
    Result
        Frames, tables and warnings one below the other; in ``provenance`` what all share, and the list of what differs. The national
        q of silo verdicts is computed again over all territories.

    Raises
    ------
    ValueError
        There is no result, or they are of several kinds.

    Examples
    --------
    >>> from cooperation_graph import measure
    >>> from cooperation_graph.testing import tiny_graph
    >>> parts = [measure(tiny_graph(name), ["density"], null=None) for name in ("two_silos", "two_silos_and_a_bridge")]
    >>> len(joined(parts).frame)
    2
    """
    parts = list(results)
    kinds = sorted({part.kind for part in parts})
    if len(kinds) != 1:
        raise ValueError(f"results of one kind are joined, not {', '.join(kinds) or 'none'}")

    def below(frames: list[pd.DataFrame]) -> pd.DataFrame:
        return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)

    said = {}
    for name in dict.fromkeys(name for part in parts for name in part.provenance):
        values = [part.provenance.get(name) for part in parts]
        said[name] = values[0] if all(value == values[0] for value in values) else values
    names = dict.fromkeys(name for part in parts for name in part.tables)
    return replace(
        parts[0], frame=below([part.frame for part in parts]),
        tables={name: below([part.tables[name] for part in parts if name in part.tables]) for name in names},
        warnings=below([part.warnings for part in parts]).drop_duplicates(ignore_index=True), provenance=said,
    )._over_all()  # fmt: skip


def save(result: Result, folder: str | Path) -> Path:
    """Write a result to `folder` as Parquet (CSV where pyarrow is missing) and JSON; :func:`load` reads it back.

    Returns
    -------
    Path
        The folder.
    """
    from cooperation_graph.files import atomic_path, write_frame

    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    names = {"frame": result.frame, "warnings": result.warnings, **{f"table_{k}": v for k, v in result.tables.items()}}
    files = {name: write_frame(frame, target / name).name for name, frame in names.items()}
    description = {
        "kind": result.kind, "module": type(result).__module__, "files": files, "provenance": result.provenance,
        "dtypes": {name: {str(c): str(t) for c, t in frame.dtypes.items()} for name, frame in names.items()},
    }  # fmt: skip
    with atomic_path(target / "result.json") as path:
        path.write_text(json.dumps(description, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
    return target


def load(folder: str | Path) -> Result:
    """Read back what :func:`save` wrote."""
    from cooperation_graph.files import read_frame

    source = Path(folder)
    description = json.loads((source / "result.json").read_text(encoding="utf-8"))
    frames = {name: read_frame(source / file, description["dtypes"][name]) for name, file in description["files"].items()}
    tables = {name.removeprefix("table_"): frame for name, frame in frames.items() if name.startswith("table_")}
    known, module = Result.registry, str(description.get("module", ""))
    if description["kind"] not in known and module.startswith("cooperation_graph."):
        importlib.import_module(module)  # a result of ours whose module nobody has loaded yet
    if description["kind"] not in known:
        raise UnknownName("kind of result", description["kind"], known)
    return known[description["kind"]](frames["frame"], tables, frames["warnings"], description["provenance"])
