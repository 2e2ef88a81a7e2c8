"""A participation table of millions of rows, written and read: time, memory, and what pandas and pyarrow take to cut it.

    python tests/benchmarks/large_file.py 10000000 --folder FOLDER

The table is seeded and drawn column by column: actors and projects of Pareto degrees, a territory and a wave for each project,
a sector for each actor, no pair twice. Each reader runs in a process of its own; peak is that of the process, in GB.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

SECTORS = ("habitat", "emploi", "santé", "éducation", "culture", "sport", "médiation", "insertion")
ROLES = ("lead", "partner", "participant", "funder", "host")
#: Rows that are written at a time.
PIECE = 1_000_000


def draw(n: int, seed: int = 7) -> dict[str, tuple[np.ndarray, pa.Array]]:
    """Codes of each row and the texts of the codes, by column."""
    rng = np.random.default_rng(seed)
    n_actors, n_projects, n_territories = n // 10 + 1, n // 6 + 1, 1600
    pairs = np.zeros(0, dtype=np.int64)
    while len(pairs) < n:
        more = int(1.1 * (n - len(pairs))) + 100
        actor = np.minimum(n_actors * rng.random(more) ** 2, n_actors - 1).astype(np.int64)
        project = np.minimum(n_projects * rng.random(more) ** 1.5, n_projects - 1).astype(np.int64)
        pairs = np.unique(np.concatenate([pairs, actor * n_projects + project]))
    pairs = rng.permutation(pairs)[:n]
    actor, project = pairs // n_projects, pairs % n_projects
    del pairs
    territory, wave = rng.integers(n_territories, size=n_projects), rng.integers(2, size=n_projects)
    sector = rng.integers(len(SECTORS), size=n_actors)

    def numbered(form: str, count: int) -> pa.Array:
        return pa.array([form % i for i in range(count)], type=pa.string())

    return {
        "territory": (territory[project].astype(np.int32), numbered("quartier %04d", n_territories)),
        "wave": (wave[project].astype(np.int32), pa.array(["2024", "2025"])),
        "actor": (actor.astype(np.int32), numbered("2%013d", n_actors)),
        "project": (project.astype(np.int32), numbered("action %08d", n_projects)),
        "role": (rng.integers(len(ROLES), size=n).astype(np.int32), pa.array(ROLES)),
        "intensity": (rng.integers(6, size=n).astype(np.int32), pa.array([str(i) for i in range(6)])),
        "sector": (sector[actor].astype(np.int32), pa.array(SECTORS)),
        "source": (np.zeros(n, dtype=np.int32), pa.array(["register"])),
    }


def write(n: int, folder: Path) -> tuple[Path, Path]:
    """Write the table twice, as CSV and as Parquet, unless it stands there already."""
    text, columns = folder / f"participations_{n}.csv", folder / f"participations_{n}.parquet"
    if not (text.is_file() and columns.is_file()):
        table = draw(n)
        options = csv.WriteOptions(delimiter=";", quoting_style="none")
        schema = pa.schema([(name, pa.string()) for name in table])
        with csv.CSVWriter(text, schema, write_options=options) as one, parquet.ParquetWriter(columns, schema) as other:
            for start in range(0, n, PIECE):
                part = pa.table({name: texts.take(pa.array(codes[start : start + PIECE])) for name, (codes, texts) in table.items()})
                one.write(part)
                other.write(part)
    return text, columns


READERS = {
    "ours": "import cooperation_graph as cg; s = cg.read_survey({path!r}); print(len(s.participations), end=' ')",
    "pandas": "import pandas as pd; print(len(pd.read_csv({path!r}, sep=';', dtype='str')), end=' ')",
    "pyarrow": "from pyarrow import csv; print(len(csv.read_csv({path!r}, parse_options=csv.ParseOptions(delimiter=';'))), end=' ')",
}


def timed(code: str) -> str:
    """Wall and CPU seconds and peak of a process that runs some code; what it printed before them."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    peak = "; import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)"
    printed = subprocess.run([sys.executable, "-c", code + peak], capture_output=True, text=True, check=True).stdout.split()
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{printed[0]:>10} rows  {wall:6.1f} s  {cpu:6.1f} CPU s  {float(printed[-1]):5.2f} GB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", type=int, nargs="?", default=1_000_000, help="rows")
    parser.add_argument("--folder", type=Path, required=True, help="where the files are written, and kept")
    parser.add_argument("--only", nargs="*", default=list(READERS), help="readers to run")
    asked = parser.parse_args()
    for path in write(asked.n, asked.folder):
        print(f"{path.name}: {path.stat().st_size / 1e6:.0f} MB")
        for name, code in READERS.items():
            if name in asked.only and (path.suffix == ".csv" or name == "ours"):
                print(f"  {name:8} {timed(code.format(path=str(path)))}", flush=True)


if __name__ == "__main__":
    main()
