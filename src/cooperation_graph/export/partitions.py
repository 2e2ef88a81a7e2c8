"""A survey as Parquet, the participations, ties and responses partitioned by territory and wave: one small file each."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from cooperation_graph.export.tables import KEEPING
from cooperation_graph.files import atomic_path
from cooperation_graph.intake.partitions import MARK, PARTITIONED
from cooperation_graph.survey.tables import Survey

__all__ = ["write_parquet"]


def write_parquet(survey: Survey, folder: str | Path) -> Path:
    """Write a survey as Parquet; large tables as ``participations/territory=…/wave=…/part.parquet``, which workers read one by one.

    Parameters
    ----------
    survey
        The survey; tables without rows are not written.
    folder
        Must be new or empty: files of an older survey would mix with these.

    Returns
    -------
    Path
        The folder. :func:`read_survey` gives the same survey back; DuckDB, Arrow, Spark and Dask read the tables as Hive partitions.

    Notes
    -----
    Territory and wave stand in the names of folders, percent-encoded, and not in the files. A tool that guesses types makes a number
    of the territory ``01``: declare the partitions as text (DuckDB: ``hive_types_autocast = false``).

    Raises
    ------
    FileExistsError
        The folder holds files.

    Examples
    --------
    >>> import tempfile
    >>> survey = Survey.from_frame(pd.DataFrame({"wave": ["2023", "2025"], "actor": "a", "project": "p"}))
    >>> folder = write_parquet(survey, tempfile.mkdtemp())
    >>> sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.parquet"))
    ['participations/territory=1/wave=2023/part.parquet', 'participations/territory=1/wave=2025/part.parquet']
    """
    target = Path(folder)
    if target.exists() and any(target.iterdir()):
        raise FileExistsError(f"{target} holds files already")
    target.mkdir(parents=True, exist_ok=True)
    for name, table in survey.tables.items():
        if not len(table):
            continue
        if name not in PARTITIONED:
            _write(table, target / f"{name}.parquet")
            continue
        for (territory, wave), part in table.groupby(["territory", "wave"], sort=True):
            place = target / name / f"territory={quote(str(territory), safe='')}" / f"wave={quote(str(wave), safe='')}"
            _write(part.drop(columns=["territory", "wave"]), place / "part.parquet")
    options = {option: choice for option, choice in survey.provenance.get("choices", {}).items() if choice in KEEPING}
    said = {"groups": list(survey.groups), "fingerprint": survey.fingerprint, "options": options}
    with atomic_path(target / MARK) as scratch:
        scratch.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return target


def _write(table: pd.DataFrame, path: Path) -> None:
    with atomic_path(path) as scratch:
        table.reset_index(drop=True).to_parquet(scratch, index=False)
