"""How cost grows with participations: log–log slopes, written into docs/explanation/growth.md. Part of ``make bench``.

Each size runs in a process of its own, from a Parquet file, so that memory is that of the size alone; seconds are of processor
time, which a busy machine stretches least. ``growth.py N`` runs one size and prints its seconds as JSON.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from national import large_survey

PAGE = Path(__file__).parents[2] / "docs/explanation/growth.md"
#: Operations, and the largest size each is run at.
OPERATIONS = {
    "build": ("build from a table of texts", 10**7), "pairs": ("mixing table of pairs in projects", 10**7),
    "headline": ("headline set, no null, no intervals", 10**7), "ties": ("count projection, each tie once", 10**6),
    "draw": ("one draw with the degrees kept", 10**6), "bicm": ("BiCM fit", 10**7), "communities": ("communities, one pass of a search", 10**6),
}  # fmt: skip


def processor(run: Callable[[], Any]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def one_size(n: int, folder: Path) -> dict[str, float]:
    """Seconds of each operation on one graph, and the peak of memory after building in GB."""
    from cooperation_graph import build_graphs, measure
    from cooperation_graph.graph import Graphs
    from cooperation_graph.nulls import keep_degrees
    from cooperation_graph.nulls.draws import draw_graphs
    from cooperation_graph.nulls.expected import fit_expected_degrees
    from cooperation_graph.projection import ties_of
    from cooperation_graph.silos.blocks import _search
    from cooperation_graph.sufficient import incidence_of, observe
    from cooperation_graph.survey.tables import Survey

    key = np.array([1, 2], dtype=np.uint64)

    def operations(survey: Survey, graphs: Graphs) -> dict[str, Callable[[], Any]]:
        graph, incidence = graphs[0], incidence_of(graphs, "sector")
        return {
            "build": lambda: build_graphs(survey), "pairs": lambda: observe(incidence, ["pair_mixing"]),
            "headline": lambda: measure(Graphs(graphs.national), by="sector", null=None, interval=None), "ties": lambda: ties_of(graph),
            "draw": lambda: list(draw_graphs(graph, keep_degrees, draws=2, entropy=1)),
            "bicm": lambda: fit_expected_degrees.__wrapped__(graph), "communities": lambda: _search(graph, 1, 1, key),
        }  # fmt: skip

    small = large_survey(1000)
    for run in operations(small, build_graphs(small)).values():  # compiles what the first call compiles
        run()
    start = time.perf_counter()
    survey = Survey(
        participations=pd.read_parquet(folder / "participations.parquet"), actors=pd.read_parquet(folder / "actors.parquet"),
        groups=("sector",),
    )  # fmt: skip
    found = {"read": time.perf_counter() - start, "n": float(len(survey.participations))}
    start = time.perf_counter()
    graphs = build_graphs(survey)
    found["build on the clock"] = time.perf_counter() - start
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    for name, run in operations(survey, graphs).items():
        if n <= OPERATIONS[name][1]:
            found[name] = statistics.median(processor(run) for _ in range(1 if n >= 10**6 else 5))
    return found


@cache  # speed.py shows the largest too
def in_process(n: int) -> dict[str, float]:
    """The same in a process of its own, the data being made in another one."""
    with tempfile.TemporaryDirectory() as folder:
        for what in ("write", "run"):
            done = subprocess.run([sys.executable, __file__, str(n), what, folder], capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError(done.stderr[-2000:])
        found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return found


def slope(sizes: list[float], spent: list[float]) -> float:
    """Exponent of the cost over the upper sizes, where fixed costs no longer count."""
    return float(np.polyfit(np.log(sizes), np.log(spent), 1)[0])


def main() -> None:
    runs = {n: in_process(n) for n in (10**4, 10**5, 10**6, 10**7)}
    lines = [
        "# How cost grows", "",
        f"Written by `make bench` (`tests/benchmarks/growth.py`) on {os.cpu_count()} cores, Python {platform.python_version()}: seconds of "
        "processor time on one synthetic graph with Pareto degrees and planted groups, each size in a process of its own. The exponent is "
        "the slope of log seconds on log participations from 10^5 on: 1 means that ten times the data cost ten times as much. The target "
        "is 1.1 at most. Above 1 stands what the memory adds: lists that no longer fit the caches of the processor.", "",
        "| operation | " + " | ".join(f"{run['n']:,.0f}" for run in runs.values()) + " | exponent | |",
        "| --- | " + "---: | " * len(runs) + "---: | --- |",
    ]  # fmt: skip
    for name, (label, _) in OPERATIONS.items():
        spent = {n: run[name] for n, run in runs.items() if name in run}
        above = [n for n in spent if n >= 10**5]
        exponent = slope([runs[n]["n"] for n in above], [spent[n] for n in above])
        cells = " | ".join(f"{spent[n]:.3g}" if n in spent else "" for n in runs)
        lines.append(f"| {label} | {cells} | {exponent:.2f} | {'met' if exponent <= 1.1 else '**missed**'} |")
    lines += [
        "",
        "Statistics of groups, degrees and projects never make the ties between actors; metrics of ties go through them one actor at a "
        "time and keep none. Only what needs all ties at once (`project_actors`, `validated_ties`, constraint, betweenness) holds them: "
        "12 bytes a tie and direction.", "",
        "A continent is many nations: graphs are independent, so that costs add up, and parts may be read and measured one by one "
        "([a cluster in ten lines](../how-to/cluster.md)).", "",
    ]  # fmt: skip
    PAGE.write_text("\n".join(lines), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[2] == "write":
        made = large_survey(int(sys.argv[1]))
        made.participations.to_parquet(Path(sys.argv[3]) / "participations.parquet")
        made.actors.to_parquet(Path(sys.argv[3]) / "actors.parquet")
    elif len(sys.argv) == 4:
        print(json.dumps(one_size(int(sys.argv[1]), Path(sys.argv[3]))))
    elif len(sys.argv) == 2:
        print(json.dumps(in_process(int(sys.argv[1]))))
    else:
        main()
