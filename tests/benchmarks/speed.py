"""``make bench``: ours, every installed peer and plain compiled loops, in turns, medians, results compared.

Writes the table of docs/explanation/speed.md, then that of growth.md (growth.py). A target that is missed is shown as missed;
a peer that is not installed is named. ``speed.py --only build`` runs the operations with that word and writes nothing.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import growth
import loops
import numpy as np
import pandas as pd
import peers
import scipy.sparse as sp
from national import large_survey, national_graphs

import cooperation_graph as cg
from cooperation_graph import build_graphs, detect_silos, measure
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.metrics import betweenness, burt_constraint, gould_fernandez
from cooperation_graph.nulls import keep_degrees
from cooperation_graph.nulls.draws import draw_graphs
from cooperation_graph.nulls.expected import fit_expected_degrees
from cooperation_graph.nulls.shared import shared_tails
from cooperation_graph.projection import tied_pairs, ties_of
from cooperation_graph.sufficient import incidence_of, observe

PAGE = Path(__file__).parents[2] / "docs/explanation/speed.md"
#: A peer that takes longer than this is run once.
SLOW = 4.0
THREADS = os.cpu_count() or 1


@dataclass
class Task:
    """One operation at one size.

    `within` holds the targets for ours: ``{"": 0.1}`` seconds, ``{"loop": 1.5}`` at most 1.5 times as long as that way,
    ``{"igraph": 1 / 10}`` ten times faster.
    """

    name: str
    size: str
    ways: dict[str, Callable[[], Any]]
    within: dict[str, float] = field(default_factory=dict)
    check: Callable[[Any], float] | None = None
    turns: int = 3
    each: float = 1.0


def seconds(task: Task) -> dict[str, float]:
    """Median time of each way, taken in turns; results must agree. A way may return its own time as a ``Took``."""
    times: dict[str, list[float]] = {way: [] for way in task.ways}
    found: dict[str, float] = {}
    for turn in range(task.turns + 1):  # the first turn warms up and is not counted, but for slow ways
        for way, run in task.ways.items():
            compiled = way.startswith(("ours", "loop"))  # the first call compiled
            if turn > 0 and times[way][0] > SLOW and not compiled:
                continue
            start = time.perf_counter()
            result = run()
            spent = result.spent if isinstance(result, Took) else time.perf_counter() - start
            if turn == 1:
                times[way].clear()
            times[way].append(spent)
            if task.check and not isinstance(result, Took):
                found[way] = task.check(result)
    assert not found or np.allclose(list(found.values()), next(iter(found.values())), equal_nan=True), f"{task.name}: {found}"
    return {way: statistics.median(values) / task.each for way, values in times.items()}


@dataclass(frozen=True)
class Took:
    """Seconds measured inside: by R, or in another process."""

    spent: float


def installed(ways: dict[str, Callable[[], Any]]) -> dict[str, Callable[[], Any]]:
    """The ways whose package is there."""
    package = {"scikit-network": "sknetwork", "networkit": "networkit", "infomap": "infomap", "bicm": "bicm"}
    package |= {"igraph": "igraph", "leidenalg": "leidenalg", "networkx": "networkx"}
    kept = {}
    for way, run in ways.items():
        needed = package.get(way.split(" ")[0])
        if needed is None or find_spec(needed):
            kept[way] = run
        else:
            MISSING.add(way.split(" ")[0])
    return kept


MISSING: set[str] = set()


def r_way(graph: CooperationGraph, packages: str, code: str, label: str) -> dict[str, Callable[[], Any]]:
    """A way through R, where R and its packages are."""
    spent = peers.r_seconds(graph, packages, code)
    if spent is None:
        MISSING.add("R's " + packages.replace('"', ""))
        return {}
    return {label: lambda: Took(spent)}


def import_seconds() -> Took:
    """What our import adds to pandas, networkx and scipy.sparse, in a fresh process."""
    code = (
        "import time, pandas, networkx, scipy.sparse\nstart = time.perf_counter()\n"
        "import cooperation_graph\nprint(time.perf_counter() - start)"
    )
    return Took(float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout))


def building(many: Graphs, large: cg.Survey) -> list[Task]:
    table, all_rows = large.participations, many.survey.participations

    def loop(make: Callable[[pd.DataFrame], Any]) -> Callable[[], list[Any]]:
        return lambda: [make(part) for part in peers.pieces(all_rows)]

    return [
        Task("import, added to pandas and networkx", "", {"ours": import_seconds}, {"": 0.3}),
        Task("build from a table of texts", "10^6", installed({
            "ours": lambda: build_graphs(large), "networkx": lambda: peers.networkx_build(table), "igraph": lambda: peers.igraph_build(table),
            "networkit (coded by pandas)": lambda: peers.networkit_build(table), "pandas factorize + scipy": lambda: peers.scipy_build(table),
        }), {"pandas factorize + scipy": 1.0, "igraph": 1 / 10, "networkx": 1 / 40}),
        Task("build from a table of texts", "many", installed({
            "ours": lambda: build_graphs(many.survey), "networkx loop": loop(peers.networkx_build), "igraph loop": loop(peers.igraph_build),
            "scipy loop": loop(peers.scipy_build),
        }), {"": 0.1, "scipy loop": 1 / 6, "igraph loop": 1 / 6, "networkx loop": 1 / 6}),
    ]  # fmt: skip


def projecting(many: Graphs, graphs: dict[str, CooperationGraph]) -> list[Task]:
    def total(found: Any) -> float:
        return float(found.weight.sum() if hasattr(found, "weight") else found)

    def arrays(of: Graphs) -> tuple[Any, ...]:
        store = of.national
        return store.row_offsets, store.column_offsets, store.indptr, store.indices, store.column_indptr, store.column_indices

    def loop(of: Graphs) -> Callable[[], float]:
        given = arrays(of)
        sizes = np.diff(given[4])
        most = int((sizes * (sizes - 1) // 2).sum())

        def run() -> float:
            weight = np.empty(most, dtype=np.int32)
            return float(weight[: loops.shared(*given, np.empty(most, dtype=np.int32), weight)].sum())

        return run

    def ours(of: Graphs, projection: str, threads: int | None) -> Callable[[], Any]:
        given = arrays(of)
        return lambda: tied_pairs(*given[:4], projection, columns=given[4:], threads=threads)

    def by_scipy(graph: CooperationGraph) -> float:
        matrix = graph.biadjacency
        product = matrix @ matrix.T
        return float(product.sum() - product.trace()) / 2

    def by_scipy_newman(graph: CooperationGraph) -> float:
        matrix, sizes = graph.biadjacency.astype(float), graph.project_sizes
        each = np.divide(1.0, sizes - 1, out=np.zeros(len(sizes)), where=sizes > 1)
        product = (matrix * each) @ matrix.T
        return float(product.sum() - product.trace()) / 2

    def by_networkx(graph: CooperationGraph) -> float:
        import networkx as nx

        made = nx.Graph(peers.ends(graph).tolist())
        actors = [node for node in made if node < graph.n_actors]
        return float(nx.bipartite.weighted_projected_graph(made, actors).size("weight"))

    def by_igraph(graph: CooperationGraph) -> Callable[[], float]:
        made: list[Any] = []

        def run() -> float:
            made.append(peers.igraph_of(graph)) if not made else None
            start = time.perf_counter()
            made[0].bipartite_projection(which=False)
            return Took(time.perf_counter() - start)

        return run

    small, large = graphs["10^5"], graphs["10^6"]
    one = {size: Graphs(graph.national) for size, graph in graphs.items()}
    return [
        Task("count projection, each tie once", "10^5", installed({
            "ours": ours(one["10^5"], "count", None), "loop": loop(one["10^5"]), "scipy": lambda: by_scipy(small),
            "igraph": by_igraph(small), "networkx": lambda: by_networkx(small),
        }), {"loop": 1.5, "igraph": 1 / 8, "networkx": 1 / 500}, total, 7),
        Task("Newman projection, each tie once", "10^5", {
            "ours": ours(one["10^5"], "newman", None), "scipy": lambda: by_scipy_newman(small),
        }, {}, total, 7),
        Task("count projection, each tie once", "10^6", installed({
            "ours": ours(one["10^6"], "count", None), "ours, one thread": ours(one["10^6"], "count", 1), "loop": loop(one["10^6"]),
            "scipy": lambda: by_scipy(large), "igraph": by_igraph(large),
        }), {"loop": 1.5}, total),
        Task("count projection, each tie once", "many", {
            "ours": ours(many, "count", None), "loop": loop(many), "scipy loop": lambda: sum(by_scipy(graph) for graph in many),
        }, {"loop": 1.5}, total),
    ]  # fmt: skip


def mixing(many: Graphs, large: CooperationGraph) -> list[Task]:
    store = large.national
    incidence = incidence_of(Graphs(store), "sector")

    def total(found: Any) -> float:
        return float(np.triu(found["pair_mixing"]).sum() if isinstance(found, dict) else found.sum())

    return [
        Task("mixing table of pairs in projects", "10^6", {
            "ours": lambda: observe(incidence, ["pair_mixing"]),
            "loop": lambda: loops.mixing(store.column_indptr, store.column_indices, incidence.group, incidence.n_groups),
        }, {"loop": 3.0}, total, 7),
        Task("E–I index of all graphs", "many", installed({
            "ours": lambda: measure(many, ["ei_index"], by="sector", null=None, interval=None).frame["value"],
            "networkx": lambda: peers.networkx_ei(many), "scipy": lambda: peers.scipy_ei(many),
        }), {}, lambda values: float(np.nansum(values))),
        Task("headline set, no null, no intervals", "many", {"ours": lambda: measure(many, by="sector", null=None, interval=None)}, {"": 0.5}),
        Task("headline set, no null, no intervals", "10^6", {
            "ours": lambda: measure(Graphs(store), by="sector", null=None, interval=None)
        }),
    ]  # fmt: skip


def drawing(many: Graphs, graphs: dict[str, CooperationGraph], tiny: CooperationGraph) -> list[Task]:
    found = []
    for size, draws in (("10^5", 20), ("10^6", 4)):
        graph = graphs[size]

        def networkit(graph: CooperationGraph = graph) -> Took:
            import networkit as nk

            made = peers.networkit_of(graph)
            start = time.perf_counter()
            nk.randomization.GlobalCurveball(made, 5, False, True).run()
            return Took(time.perf_counter() - start)

        def loop(graph: CooperationGraph = graph) -> Took:
            lists = graph.indices.copy()
            start = time.perf_counter()
            loops.curveball(np.asarray(graph.indptr), lists, graph.n_projects, 5 * graph.n_actors)
            return Took(time.perf_counter() - start)

        def ours(graph: CooperationGraph = graph, draws: int = draws) -> Took:
            start = time.perf_counter()
            for _ in draw_graphs(graph, keep_degrees, draws=draws, entropy=1):
                pass
            return Took((time.perf_counter() - start) / draws)

        found.append(Task("one draw with the degrees kept", size, installed({
            "ours": ours, "loop (5 trades an actor)": loop, "networkit": networkit,
        }), {"loop (5 trades an actor)": 2.0, "networkit": 1 / 4 if size == "10^5" else 1 / 5}))  # fmt: skip

    def tiny_draws() -> Took:
        return Took(peers.clocked(lambda: list(draw_graphs(tiny, keep_degrees, draws=100, entropy=1))) / 100)

    curveball = 'n <- vegan::nullmodel(m, "curveball"); s <- simulate(n, nsim = 10, burnin = 1, thin = 5 * nrow(m))'
    theirs = r_way(tiny, '"vegan"', curveball, "R vegan curveball, 10 draws")

    def against_chance(draws: int, jobs: int) -> None:
        measure(many, by="sector", draws=draws, rng=1, n_jobs=jobs)
        detect_silos(many, by="sector", draws=draws, rng=1, n_jobs=jobs)

    found += [
        Task("one draw with the degrees kept", "10^3", {"ours": tiny_draws, **theirs}),
        Task("headline set and silo verdicts, 999 draws", "many", {
            "ours": lambda: against_chance(999, THREADS), "ours, one thread": lambda: against_chance(999, 1),
        }, {"": 15.0} | ({"ours, one thread": 1 / 1.8} if THREADS > 1 else {}), turns=1),
    ]  # fmt: skip
    return found


def expecting(graphs: dict[str, CooperationGraph]) -> list[Task]:
    def fit(graph: CooperationGraph) -> Any:
        return fit_expected_degrees.__wrapped__(graph)

    def by_bicm(graph: CooperationGraph) -> Took:
        from bicm import BipartiteGraph

        made = BipartiteGraph(degree_sequences=(graph.actor_degrees[graph.actor_degrees > 0], graph.project_sizes[graph.project_sizes > 0]))
        return Took(peers.clocked(lambda: made.solve_tool(verbose=False)))

    def tails(graph: CooperationGraph) -> float:
        rows, partners, weights = ties_of(graph).pairs()
        return float(shared_tails(fit(graph), rows, partners.astype(np.int64), weights.astype(np.int64))[0].min())

    def bicm_tails(graph: CooperationGraph) -> float:
        from bicm import BipartiteGraph

        made = BipartiteGraph()
        made.set_biadjacency_matrix(graph.biadjacency.toarray()[graph.actor_degrees > 0][:, graph.project_sizes > 0])
        made.solve_tool(verbose=False)
        made.compute_projection(rows=True, method="poisson", progress_bar=False)
        return np.nan

    return [
        Task("BiCM fit", "10^6", installed({"ours": lambda: fit(graphs["10^6"]), "bicm": lambda: by_bicm(graphs["10^6"])}), {"": 0.01}, turns=7),
        Task("BiCM and tails of the tied pairs", "10^4", installed({
            "ours (exact)": lambda: tails(graphs["10^4"]), "bicm (Poisson, all pairs)": lambda: bicm_tails(graphs["10^4"]),
        })),
        Task("BiCM and tails of the tied pairs, exact", "10^5", {"ours": lambda: tails(graphs["10^5"])}, {"": 3 * 0.036}),
        Task("BiCM and tails of the tied pairs, exact", "10^6", {"ours": lambda: tails(graphs["10^6"])}, {"": 0.7}),
        Task("validated_ties with its table of all tied pairs", "10^5", {"ours": lambda: cg.validated_ties(graphs["10^5"])}),
    ]  # fmt: skip


def bridging(graphs: dict[str, CooperationGraph], tiny: CooperationGraph) -> list[Task]:
    small, medium = graphs["10^4"], graphs["10^5"]
    gould = "sna::brokerage(1 * (tcrossprod(m) > 0 & !diag(nrow(m))), g)"

    def networkit() -> Took:
        import networkit as nk

        rows, partners, _ = ties_of(small).pairs()
        made = nk.GraphFromCoo((rows, partners.astype(np.int64)), n=small.n_actors)
        return Took(peers.clocked(lambda: nk.centrality.Betweenness(made).run()))

    def by_igraph(graph: CooperationGraph, what: str, **options: Any) -> Took:
        made = peers.igraph_ties(graph)
        return Took(peers.clocked(lambda: getattr(made, what)(**options)))

    return [
        Task("Gould–Fernandez", "10^4", {"ours": lambda: gould_fernandez(small, by="sector")}, {"": 3 * 0.034}),
        Task("Gould–Fernandez", "10^3", {"ours": lambda: gould_fernandez(tiny, by="sector"), **r_way(tiny, '"sna"', gould, "R sna")}),
        Task("Burt constraint", "10^5", installed({
            "ours": lambda: burt_constraint(medium), "igraph": lambda: by_igraph(medium, "constraint"),
        }), {"": 2 * 0.18}),
        Task("betweenness of actors, exact", "10^4", installed({
            "ours": lambda: betweenness(small), "ours, bipartite": lambda: betweenness(small, on="bipartite"),
            "igraph": lambda: by_igraph(small, "betweenness"), "networkit": networkit,
        }), {"igraph": 3.0}),
    ]  # fmt: skip


def grouping(graph: CooperationGraph) -> list[Task]:
    from cooperation_graph.silos.blocks import _search

    def ours() -> float:
        return float(_search(graph, 1, 5, np.array([1, 2], dtype=np.uint64))[1].max())

    def leidenalg() -> Took:
        import leidenalg

        made = peers.igraph_of(graph)
        layers = leidenalg.CPMVertexPartition.Bipartite(made, resolution_parameter_01=1 / len(graph.indices), degree_as_node_size=True)
        spent = peers.clocked(lambda: leidenalg.Optimiser().optimise_partition_multiplex(list(layers), layer_weights=[1, -1, -1]))
        return Took(spent)

    def infomap() -> Took:
        from infomap import Infomap

        made = Infomap(silent=True, num_trials=1)
        made.add_links([(int(a), int(b)) for a, b in peers.ends(graph)])
        return Took(peers.clocked(made.run))

    def scikit_network() -> Took:
        from sknetwork.clustering import Louvain

        matrix = sp.csr_matrix(graph.biadjacency)
        return Took(peers.clocked(lambda: Louvain(modularity="dugue", random_state=1).fit(matrix, force_bipartite=True)))

    return [Task("communities of actors and projects, one search", "10^5", installed({
        "ours": ours, "leidenalg bipartite": leidenalg, "infomap": infomap, "scikit-network": scikit_network,
    }), {"leidenalg bipartite": 1 / 10})]  # fmt: skip


def reading() -> list[Task]:
    """A nation of 10^7 participations in a process of its own (growth.py): seconds, and its peak of memory."""
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    if free < 6:
        MISSING.add("the build at 10^7, which wants 6 GB free")
        return []
    spent = growth.in_process(10**7)
    PEAK.append(spent["peak"])
    return [
        Task("read Parquet with pandas", "10^7", {"pandas": lambda: Took(spent["read"])}, turns=0),
        Task("build from a table of texts", "10^7", {"ours": lambda: Took(spent["build on the clock"])}, {"": 4.0}, turns=0),
        Task("headline set, no null, no intervals", "10^7", {"ours": lambda: Took(spent["headline"])}, turns=0),
        Task("BiCM fit", "10^7", {"ours": lambda: Took(spent["bicm"])}, turns=0),
    ]  # fmt: skip


PEAK: list[float] = []


def tasks(word: str) -> list[Task]:
    many = national_graphs()
    surveys = {size: large_survey(10 ** int(size[-1])) for size in ("10^3", "10^4", "10^5", "10^6")}
    graphs = {size: build_graphs(survey)[0] for size, survey in surveys.items()}
    made = [
        *building(many, surveys["10^6"]), *projecting(many, graphs), *mixing(many, graphs["10^6"]), *expecting(graphs),
        *bridging(graphs, graphs["10^3"]), *grouping(graphs["10^5"]), *drawing(many, graphs, graphs["10^3"]),
    ]  # fmt: skip
    return [task for task in made if word in f"{task.name} {task.size}"] + (reading() if word in "10^7" else [])


def said(task: Task, times: dict[str, float]) -> tuple[str, str]:
    """The targets of ours, and whether they are met."""
    own = next(spent for way, spent in times.items() if way.startswith("ours") or way == "pandas")
    wanted, missed = [], []
    for way, bound in task.within.items():
        if way and way not in times:
            continue
        limit = bound * (times[way] if way else 1.0)
        wanted.append(f"≤ {bound:g} s" if not way else f"≤ {bound:.3g} × {way}" if bound >= 1 else f"≥ {1 / bound:.3g} × faster than {way}")
        if own > limit:
            missed.append(f"**missed** ({own / limit:.2f} ×)")
    return "; ".join(wanted), "; ".join(missed) or ("met" if wanted else "")


def page(rows: list[str]) -> str:
    lines = [
        "# Speed", "",
        f"Written by `make bench` on {THREADS} cores, Python {platform.python_version()}: medians in seconds on the clock, ways taken in "
        f"turns, results compared; {os.getloadavg()[0]:.0f} processes ran on average at the end. Compare within an operation rather than "
        "between machines.", "",
        "Data are synthetic. Sizes are participations of one graph with Pareto degrees and planted groups (10^6: 909,205 participations, "
        "100,000 actors, 153,846 projects, 7.4 million ties); *many* is 3,200 graphs with 500,544 participations. A *loop* is a plain "
        "compiled loop with one purpose (`tests/benchmarks/loops.py`): how fast the machine can be. Peers are those of "
        "`tests/benchmarks/peers.txt` and of R.", "",
    ]  # fmt: skip
    if PEAK:
        met = "met" if PEAK[0] < 2.2 else "**missed**"
        lines += [f"Building one graph of 10^7 participations from a Parquet file took {PEAK[0]:.2f} GB at the peak (target < 2.2: {met}).", ""]
    if MISSING:
        lines += ["Not there, and left out: " + ", ".join(sorted(MISSING)) + ".", ""]
    lines += ["| operation | size | who | seconds | times ours | target of ours | |", "| --- | --- | --- | ---: | ---: | --- | --- |", *rows, ""]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="operations with this word; writes nothing")
    word = parser.parse_args().only
    rows = []
    for task in tasks(word):
        try:
            times = seconds(task)
        except Exception as error:  # one peer's failure must not cost the others' figures
            if word or isinstance(error, AssertionError):
                raise
            rows.append(f"| {task.name} | {task.size} | | | | | failed: {type(error).__name__} |")
            continue
        own = next(iter(times.values()))
        for way, spent in times.items():
            target, verdict = said(task, times) if way == next(iter(times)) else ("", "")
            rows.append(f"| {task.name} | {task.size} | {way} | {spent:.4g} | {spent / own:.3g} | {target} | {verdict} |")
            print(rows[-1], flush=True)
    if not word:
        PAGE.write_text(page(rows), encoding="utf-8")
        growth.main()


if __name__ == "__main__":
    main()
