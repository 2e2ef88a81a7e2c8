"""``make bench``: ours and every installed peer on the same national survey, in turns, medians, results compared.

Writes the table of docs/explanation/speed.md. A target that is missed is shown as missed.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp
from national import national_graphs

from cooperation_graph import build_graphs, detect_silos, measure
from cooperation_graph.graph import Graphs

PAGE = Path(__file__).parents[2] / "docs/explanation/speed.md"


@dataclass(frozen=True)
class Task:
    """One operation: who does it how, the target in seconds for ours, and how results are compared."""

    name: str
    ways: dict[str, Callable[[], Any]]
    target: float | None = None
    check: Callable[[Any], float] | None = None
    turns: int = 3


def seconds(task: Task) -> tuple[dict[str, float], dict[str, float]]:
    """Median time of each way, taken in turns, and the value each found."""
    found: dict[str, float] = {}
    times: dict[str, list[float]] = {way: [] for way in task.ways}
    for _ in range(task.turns):
        for way, run in task.ways.items():
            start = time.perf_counter()
            result = run()
            times[way].append(time.perf_counter() - start)
            if task.check:
                found[way] = task.check(result)
    return {way: statistics.median(values) for way, values in times.items()}, found


def pieces(graphs: Graphs) -> Iterator[pd.DataFrame]:
    """The participations of one territory and wave after the other."""
    table = graphs.survey.participations
    return (part for _, part in table.groupby(["territory", "wave"], sort=True))


def networkx_build(graphs: Graphs) -> list[Any]:
    import networkx as nx

    built = []
    for part in pieces(graphs):
        graph, projects = nx.Graph(), "p" + part["project"]
        graph.add_nodes_from(part["actor"].unique(), bipartite=0)
        graph.add_nodes_from(projects.unique(), bipartite=1)
        graph.add_edges_from(zip(part["actor"], projects, strict=True))
        built.append(graph)
    return built


def scipy_build(graphs: Graphs) -> list[sp.csr_array]:
    built = []
    for part in pieces(graphs):
        actor, actors = pd.factorize(part["actor"].array)
        project, projects = pd.factorize(part["project"].array)
        built.append(sp.csr_array((np.ones(len(part)), (actor, project)), shape=(len(actors), len(projects))))
    return built


def igraph_build(graphs: Graphs) -> list[Any]:
    import igraph

    return [igraph.Graph.TupleList(zip(part["actor"], "p" + part["project"], strict=True)) for part in pieces(graphs)]


def networkx_ei(graphs: Graphs) -> list[float]:
    """E–I of every graph by projection with networkx and a count of its edges."""
    import networkx as nx

    sector = graphs.survey.actors.set_index("actor")["sector"].to_dict()
    values = []
    for graph in networkx_build(graphs):
        actors = [node for node, mode in graph.nodes(data="bipartite") if mode == 0]
        ties = nx.bipartite.projected_graph(graph, actors).edges
        crossing = sum(sector[a] != sector[b] for a, b in ties)
        values.append((2 * crossing - len(ties)) / len(ties) if len(ties) else np.nan)
    return values


def scipy_ei(graphs: Graphs) -> list[float]:
    """E–I of every graph from a product of sparse matrices."""
    values = []
    for graph in graphs:
        matrix, (codes, _) = graph.biadjacency, graph.groups("sector")
        ties = sp.triu(matrix @ matrix.T, k=1).tocoo()
        crossing = int((codes[ties.row] != codes[ties.col]).sum())
        values.append((2 * crossing - ties.nnz) / ties.nnz if ties.nnz else np.nan)
    return values


def our_ei(graphs: Graphs) -> pd.Series:
    return measure(graphs, ["ei_index"], by="sector", null=None, interval=None).frame["value"]


def import_seconds() -> float:
    """What our import adds to pandas, networkx and scipy.sparse, in a fresh process."""
    code = (
        "import time, pandas, networkx, scipy.sparse\nstart = time.perf_counter()\n"
        "import cooperation_graph\nprint(time.perf_counter() - start)"
    )
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def tasks(graphs: Graphs) -> list[Task]:
    survey = graphs.survey
    build: dict[str, Callable[[], Any]] = {
        "ours": lambda: build_graphs(survey), "networkx": lambda: networkx_build(graphs), "scipy": lambda: scipy_build(graphs),
    }  # fmt: skip
    if find_spec("igraph"):
        build["igraph"] = lambda: igraph_build(graphs)
    threads = os.cpu_count() or 1

    def against_chance() -> None:
        measure(graphs, by="sector", draws=999, rng=1, n_jobs=threads)
        detect_silos(graphs, by="sector", draws=999, rng=1, n_jobs=threads)

    return [
        Task("build the graphs from a table of texts", build, 0.1),
        Task(
            "E–I index of all graphs",
            {"ours": lambda: our_ei(graphs), "networkx": lambda: networkx_ei(graphs), "scipy": lambda: scipy_ei(graphs)},
            check=lambda values: float(np.nansum(values)),
        ),
        Task("headline set alone", {"ours": lambda: measure(graphs, by="sector", null=None, interval=None)}, 0.5),
        Task("headline set and silo verdicts, 999 draws", {"ours": against_chance}, 15.0, turns=1),
    ]


def main() -> None:
    for task in tasks(national_graphs(2)):  # compiles what the first call compiles
        task.ways["ours"]()
    graphs = national_graphs()
    size = graphs.to_frame()
    added = statistics.median(import_seconds() for _ in range(5))
    rows: list[tuple[str, str, float, float | None]] = [("import, added to pandas and networkx", "ours", added, 0.3)]
    for task in tasks(graphs):
        times, found = seconds(task)
        assert not found or np.allclose(list(found.values()), found["ours"]), f"{task.name}: {found}"
        rows += [(task.name, way, spent, task.target if way == "ours" else None) for way, spent in times.items()]
        print(task.name, {way: round(spent, 3) for way, spent in times.items()}, flush=True)
    lines = [
        "# Speed", "",
        f"A synthetic national survey: {len(size):,} graphs, {size['n_participations'].sum():,} participations. Written by "
        f"`make bench` on {os.cpu_count()} cores, Python {platform.python_version()}: medians of runs in turns, results that must "
        f"agree. Seconds on the clock, with {os.getloadavg()[0]:.0f} processes running on average at the end: compare within an "
        "operation rather than between machines.", "",
        "| operation | who | seconds | target | |", "| --- | --- | ---: | ---: | --- |",
    ]  # fmt: skip
    for name, way, spent, target in rows:
        said = "" if target is None else "met" if spent <= target else "**missed**"
        lines.append(f"| {name} | {way} | {spent:.3f} | {'' if target is None else f'≤ {target:g}'} | {said} |")
    PAGE.write_text("\n".join([*lines, ""]), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
