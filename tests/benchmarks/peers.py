"""How other tools do what we do: each function imports its tool, so that a missing one is skipped with a word."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.graph import CooperationGraph, Graphs


def pieces(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The participations of one territory and wave after the other."""
    return (part for _, part in table.groupby(["territory", "wave"], sort=True))


def networkx_build(part: pd.DataFrame) -> Any:
    import networkx as nx

    graph, projects = nx.Graph(), "p" + part["project"]
    graph.add_nodes_from(part["actor"].unique(), bipartite=0)
    graph.add_nodes_from(projects.unique(), bipartite=1)
    graph.add_edges_from(zip(part["actor"], projects, strict=True))
    return graph


def scipy_build(part: pd.DataFrame) -> sp.csr_array:
    actor, actors = pd.factorize(part["actor"].array)
    project, projects = pd.factorize(part["project"].array)
    return sp.csr_array((np.ones(len(part)), (actor, project)), shape=(len(actors), len(projects)))


def igraph_build(part: pd.DataFrame) -> Any:
    import igraph

    return igraph.Graph.TupleList(zip(part["actor"], "p" + part["project"], strict=True))


def networkit_build(part: pd.DataFrame) -> Any:
    import networkit as nk

    actor, actors = pd.factorize(part["actor"].array)
    project, projects = pd.factorize(part["project"].array)
    return nk.GraphFromCoo((actor, len(actors) + project), n=len(actors) + len(projects))


def ends(graph: CooperationGraph) -> np.ndarray:
    """Actor and project of each participation as nodes of one graph, projects after actors."""
    rows = np.repeat(np.arange(graph.n_actors), graph.actor_degrees)
    return np.column_stack([rows, graph.n_actors + graph.indices])


def igraph_of(graph: CooperationGraph) -> Any:
    import igraph

    made = igraph.Graph(n=graph.n_actors + graph.n_projects, edges=ends(graph))
    made.vs["type"] = [False] * graph.n_actors + [True] * graph.n_projects
    return made


def igraph_ties(graph: CooperationGraph) -> Any:
    import igraph

    from cooperation_graph.projection import ties_of

    rows, partners, _ = ties_of(graph).pairs()
    return igraph.Graph(n=graph.n_actors, edges=np.column_stack([rows, partners]))


def networkit_of(graph: CooperationGraph) -> Any:
    import networkit as nk

    both = ends(graph)
    return nk.GraphFromCoo((both[:, 0], both[:, 1]), n=graph.n_actors + graph.n_projects)


def networkx_ei(graphs: Graphs) -> list[float]:
    """E–I of every graph by projection with networkx and a count of its edges."""
    import networkx as nx

    sector = graphs.survey.actors.set_index("actor")["sector"].to_dict()
    values = []
    for part in pieces(graphs.survey.participations):
        graph = networkx_build(part)
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


def r_seconds(graph: CooperationGraph, packages: str, code: str) -> float | None:
    """Seconds that R takes for `code` on the matrix `m` (actors × projects) with groups `g`; None without R or its packages."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        np.savetxt(path / "m.csv", np.asarray(graph.biadjacency.toarray()), fmt="%d", delimiter=",")
        np.savetxt(path / "g.csv", graph.groups("sector")[0], fmt="%d")
        script = (
            f'for (p in c({packages})) suppressPackageStartupMessages(stopifnot(requireNamespace(p, quietly = TRUE)))\n'
            f'm <- as.matrix(read.csv("{path}/m.csv", header = FALSE)); dimnames(m) <- NULL\n'
            f'g <- scan("{path}/g.csv", quiet = TRUE)\ncat(system.time({{{code}}})[["elapsed"]])'
        )
        try:
            done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, timeout=120)
        except (FileNotFoundError, subprocess.TimeoutExpired):
            return None
        return float(done.stdout.split()[-1]) if done.returncode == 0 and done.stdout else None


def clocked(run: Any) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
