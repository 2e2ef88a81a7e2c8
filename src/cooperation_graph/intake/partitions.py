"""A survey that :func:`write_parquet` wrote: whole tables, and tables in folders named after territory and wave.

The whole of it is read like any other folder; :func:`read_partition` reads one territory, for workers that share a nation.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.intake.delimited import RawTable
from cooperation_graph.survey.provenance import Source, file_hash
from cooperation_graph.survey.rules import check_choices
from cooperation_graph.survey.tables import TABLES, Survey

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["MARK", "PARTITIONED", "partitions", "read_partition", "read_partitions"]

#: File that says that a folder is such a survey.
MARK = "survey.json"
#: Tables that grow with territories and waves, and are divided by them.
PARTITIONED = ("participations", "ties", "responses")


def partitions(folder: str | Path) -> list[str]:
    """The territories of a survey that :func:`~cooperation_graph.export.write_parquet` wrote, from the names of folders alone.

    Raises
    ------
    FileNotFoundError
        The folder is not such a survey.
    """
    _said(Path(folder))  # no survey, no list
    return sorted({_named(path)["territory"] for path in Path(folder).glob("*/territory=*")})


def read_partition(folder: str | Path, territory: str, *, lang: str = "fr") -> Survey:
    """Read one territory of a survey that :func:`~cooperation_graph.export.write_parquet` wrote; the files of others stay closed.

    Parameters
    ----------
    folder
        What ``write_parquet`` returned.
    territory
        One of :func:`partitions`.
    lang
        Language of the messages.

    Returns
    -------
    Survey
        Its participations, ties and responses, and the rows of the other tables that are about it or about nobody in particular.
        Measured with the same seed it gives the same numbers as inside the whole.

    Raises
    ------
    FileNotFoundError
        The folder is not such a survey.
    UnknownName
        The territory is not in it.
    SurveyError
        What stands there has errors.

    Examples
    --------
    >>> import tempfile
    >>> from cooperation_graph.export import write_parquet
    >>> table = pd.DataFrame({"territory": ["T", "U"], "wave": "2025", "actor": ["a", "b"], "project": "p"})
    >>> folder = write_parquet(Survey.from_frame(table), tempfile.mkdtemp())
    >>> [read_partition(folder, name).participations["actor"].tolist() for name in partitions(folder)]
    [['a'], ['b']]
    """
    from cooperation_graph.intake.reading import finish, prepare
    from cooperation_graph.intake.tables import make_drafts

    place = Path(folder)
    if territory not in partitions(place):
        raise UnknownName("territory", territory, partitions(place))
    _, request, details, rest = prepare(place, format="tables", lang=lang)
    found = dict(read_partitions(place, request, territory))
    _keep_own(found, territory, several_waves=len({_named(path)["wave"] for path in place.glob("*/territory=*/wave=*")}) > 1)
    return finish(make_drafts(list(found.items()), request), request, details, **rest)


def _keep_own(tables: dict[str, RawTable], territory: str, *, several_waves: bool) -> None:
    """Leave out of the undivided tables what is about other territories, and actors and projects that are in no table of this one.

    An actor named without a territory stays only when a table of this one names it: alone, this territory would else take all of the
    nation's actors for its roster. So too for actors named without a wave.
    """
    named: dict[str, set[str]] = {"actor": set(), "project": set()}
    for name in PARTITIONED:
        for column in ("source", "target") if name == "ties" else ("actor", "project"):
            if name in tables and column in tables[name].frame:
                named["project" if column == "project" else "actor"].update(tables[name].frame[column].dropna())
    for name, raw in tables.items():
        if name in (*PARTITIONED, "waves", "correspondences"):
            continue
        frame = raw.frame
        blank = pd.Series(np.nan, index=frame.index, dtype="str")
        where = frame.get("territory", blank)
        keep = where.eq(territory) | where.isna()
        if name in ("actors", "projects"):
            loose = where.isna() if name == "projects" or not several_waves else where.isna() | frame.get("wave", blank).isna()
            keep &= ~loose | frame[name.removesuffix("s")].isin(named[name.removesuffix("s")])
        raw.frame, raw.rows = frame[keep].reset_index(drop=True), raw.rows[keep.to_numpy()]


def read_partitions(folder: Path, request: Request, territory: str | None = None) -> list[tuple[str, RawTable]]:
    """Read every table, or only the parts of one territory; both names are the text in the names of folders, whatever it looks like."""
    said = _said(folder)
    part = "*" if territory is None else f"territory={quote(territory, safe='')}"
    request.by.extend(name for name in said.get("groups", ()) if name not in request.by)
    own = {option: choice for option, choice in said.get("options", {}).items() if option not in request.options}
    checked = check_choices(own)
    request.problems.choices |= {option.removeprefix("on_"): checked[option.removeprefix("on_")] for option in own}
    found = []
    for table in TABLES:
        files = sorted((folder / table).glob(f"{part}/**/*.parquet")) or [path for path in [folder / f"{table}.parquet"] if path.is_file()]
        if files:
            found.append((table, _read(table, files, folder)))
    if not found:
        request.problems.add("no_table", file=folder.name, found=MARK)
    return found


def _said(folder: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((folder / MARK).read_text(encoding="utf-8"))
    return said


def _named(folder: Path) -> dict[str, str]:
    """What the names of folders say, ``territory=…/wave=…``."""
    return {name: unquote(value) for name, _, value in (part.partition("=") for part in folder.parts) if value}


def _read(table: str, files: list[Path], folder: Path) -> RawTable:
    parts, digest = [], hashlib.sha256()
    for path in files:
        named = [part.partition("=") for part in path.parent.relative_to(folder).parts if "=" in part]
        part = pd.read_parquet(path)
        digest.update(file_hash(path).encode())
        for place, (name, _, value) in enumerate(named):
            part.insert(place, name, pd.Series(unquote(value), index=part.index, dtype="str"))
        parts.append(part)
    frame = pd.concat(parts, ignore_index=True)
    kinds = {
        str(name): "boolean" if pd.api.types.is_bool_dtype(frame[name].dtype) else "number"
        for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name].dtype)
    }  # fmt: skip
    source = Source(file=files[0].relative_to(folder).parts[0], sha256=digest.hexdigest(), rows_read=len(frame), notes=[f"{len(files)} files"])
    return RawTable(frame, np.arange(2, len(frame) + 2), source, kinds, named=True)
