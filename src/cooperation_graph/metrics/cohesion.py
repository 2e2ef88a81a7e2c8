"""How the graph holds together: components, distances, clustering, redundancy, nestedness, centralisation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.records import decisions_of
from cooperation_graph.metrics.structure import NO_ACTOR, SAME_PLACE
from cooperation_graph.projection import project_actors
from cooperation_graph.sufficient import direct, incidence_of

__all__ = [
    "connectedness", "decision_layer", "degree_centralization", "largest_component_share", "mean_distance", "nestedness",
    "project_redundancy", "two_mode_clustering",
]  # fmt: skip

KEPT = N_("the value when activity and size of projects are kept")


def _connectedness(parts: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = sizes.sum(axis=-1)
    return parts[..., 0] / (n * (n - 1)), np.where(n < 2, 1, 0) + np.zeros(parts.shape[:-1], dtype=int)


@metric(
    range=(0, 1), direction=+1, statistics=("components", "group_sizes"), formula=_connectedness,
    undefined={"one_actor": N_("there are fewer than two actors")},
    label=N_("Connectedness"), reading=N_("the share of pairs of actors that are linked, directly or through others"),
    cannot_say=N_("one bridge is enough to link two halves, and its loss to part them: see the single points of failure"),
    compare_with=KEPT, reference="Krackhardt 1994",
)  # fmt: skip
def connectedness(graph: CooperationGraph) -> float:
    r"""Share of pairs of actors joined by a path: :math:`\sum_k s_k(s_k - 1) / (n(n-1))` over components of size :math:`s_k`.

    Parameters
    ----------
    graph
        The territory and wave; isolates are components of one actor.

    Returns
    -------
    float
        In [0, 1]; 1 when everybody can reach everybody.

    Raises
    ------
    Undefined
        There are fewer than two actors.

    References
    ----------
    Krackhardt 1994, in Carley & Prietula (eds), Computational Organization Theory.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> connectedness(tiny_graph("two_silos"))
    0.4
    """
    return float(direct(connectedness, graph))


def _largest(parts: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = sizes.sum(axis=-1)
    return parts[..., 1] / n, np.where(n == 0, 1, 0) + np.zeros(parts.shape[:-1], dtype=int)


@metric(
    range=(0, 1), direction=+1, statistics=("components", "group_sizes"), formula=_largest, undefined=NO_ACTOR,
    label=N_("Largest connected part"), reading=N_("the share of actors in the largest set of actors linked to each other"),
    cannot_say=N_("being linked through five others is not cooperating"), compare_with=KEPT, reference="Wasserman & Faust 1994, ch. 4",
)  # fmt: skip
def largest_component_share(graph: CooperationGraph) -> float:
    r"""Share of the actors in the largest component: :math:`\max_k s_k / n`.

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    float
        In (0, 1].

    Raises
    ------
    Undefined
        There is no actor.

    References
    ----------
    Wasserman & Faust 1994, ch. 4.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> largest_component_share(tiny_graph("two_silos"))
    0.5
    """
    return float(direct(largest_component_share, graph))


@metric(
    range=(1, np.inf), direction=-1,
    label=N_("Mean distance"), reading=N_("how many steps separate two linked actors, on average; 1: all are direct partners"),
    cannot_say=N_("pairs that nothing links are left out, so that a graph in pieces can look short"), compare_with=KEPT,
    reference="Wasserman & Faust 1994, ch. 4",
)  # fmt: skip
def mean_distance(graph: CooperationGraph) -> float:
    r"""Mean length of the shortest path between two linked actors of the simple projection.

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    float
        :math:`\sum_{i \ne j, d_{ij} < \infty} d_{ij} / \#\{i \ne j : d_{ij} < \infty\}`, at least 1.

    Raises
    ------
    Undefined
        No two actors share a project.

    References
    ----------
    Wasserman & Faust 1994, ch. 4. Breadth-first searches, O(n·L): general path.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> round(mean_distance(tiny_graph("path")), 3)
    1.667
    """
    distances = actor_distances(graph)
    linked = np.isfinite(distances) & (distances > 0)
    if not linked.any():
        raise Undefined("no two actors share a project")
    return float(distances[linked].mean())


def actor_distances(graph: CooperationGraph) -> np.ndarray:
    """Steps between actors in the simple projection, n × n; infinite where nothing links them."""
    from scipy.sparse.csgraph import shortest_path

    if graph.n_actors == 0:
        return np.zeros((0, 0))
    return np.asarray(shortest_path(project_actors(graph), unweighted=True, directed=False))


def _clustering_statistics(kind: str = "robins_alexander") -> tuple[str, ...] | None:
    known = {"robins_alexander": ("short_paths",), "opsahl": ("open_paths",)}
    if kind not in (*known, "latapy"):
        raise UnknownName("kind of clustering", kind, (*known, "latapy"))
    return known.get(kind)


def _opsahl(paths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return paths[..., 1] / paths[..., 0], np.where(paths[..., 0] == 0, 1, 0)


def _robins_alexander(paths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    share, code = _opsahl(paths)
    return 4 * share, code


NO_PATH = {"no_path": N_("no partner takes part in another project: there is no path that could close")}


@metric(
    range=(0, 1), direction=0, statistics=_clustering_statistics, formula=_robins_alexander, undefined=NO_PATH,
    vary=lambda kind="robins_alexander": {"formula": _opsahl} if kind == "opsahl" else {},
    label=N_("Two-mode clustering"),
    reading=N_("how often partners in one project meet again in another; 0: never, 1: always"),
    cannot_say=N_("meeting again may be trust, or a closed circle"), compare_with=KEPT, reference="Robins & Alexander 2004",
)  # fmt: skip
def two_mode_clustering(graph: CooperationGraph, *, kind: str = "robins_alexander", mode: str = "dot") -> float:
    r"""How often partners meet in a second project, without the triangles that every project makes in the projection.

    Parameters
    ----------
    graph
        The territory and wave.
    kind
        ``"robins_alexander"``: :math:`4 C_4 / L_3`, four-cycles over paths of three ties of the bipartite graph.
        ``"opsahl"``: share of the paths i–p–j–q–k over three actors whose ends i and k share a further project.
        ``"latapy"``: mean over actors with a partner of the mean, over his partners, of :math:`|N_i \cap N_j|` over the
        size that `mode` says.
    mode
        For ``"latapy"``: ``"dot"`` :math:`|N_i \cup N_j|`, ``"min"`` or ``"max"`` of :math:`|N_i|, |N_j|`.

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    Undefined
        There is no such path, or no partner.

    References
    ----------
    Robins & Alexander 2004, Comput. Math. Organ. Theory 10:69; Opsahl 2013, Soc. Networks 35:159; Latapy, Magnien & Del Vecchio
    2008, Soc. Networks 30:31.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> two_mode_clustering(tiny_graph("complete")), two_mode_clustering(tiny_graph("complete"), kind="opsahl")
    (1.0, 1.0)
    """
    if kind == "latapy":
        return _latapy(graph, mode)
    return float(direct(two_mode_clustering, graph, kind=kind))


def _latapy(graph: CooperationGraph, mode: str) -> float:
    shared = project_actors(graph, "count").tocoo()
    r = graph.actor_degrees
    sizes = {
        "dot": lambda a, b, w: a + b - w, "min": lambda a, b, w: np.minimum(a, b), "max": lambda a, b, w: np.maximum(a, b),
    }  # fmt: skip
    if mode not in sizes:
        raise UnknownName("mode of clustering", mode, sizes)
    if not shared.nnz:
        raise Undefined("no two actors share a project")
    overlap = shared.data / sizes[mode](r[shared.row], r[shared.col], shared.data)
    partners = np.bincount(shared.row, minlength=graph.n_actors)
    per_actor = np.bincount(shared.row, overlap, graph.n_actors)[partners > 0] / partners[partners > 0]
    return float(per_actor.mean())


@metric(
    level="project", range=(0, 1), direction=0,
    label=N_("Redundancy of a project"),
    reading=N_("the share of pairs of its partners who also meet in another project; 0: without it they would not meet"),
    cannot_say=N_("meeting elsewhere does not make a project useless"), compare_with=KEPT, reference="Latapy, Magnien & Del Vecchio 2008",
)  # fmt: skip
def project_redundancy(graph: CooperationGraph) -> pd.Series:
    r"""Share of the pairs of actors of each project who share another project.

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    pandas.Series
        By project: :math:`\#\{i < j \in p : w_{ij} \ge 2\} / (c_p(c_p - 1)/2)`; NaN for a project with fewer than two actors.

    Raises
    ------
    Undefined
        No project gathers two actors.

    References
    ----------
    Latapy, Magnien & Del Vecchio 2008, Soc. Networks 30:31, sec. 4.3.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> project_redundancy(tiny_graph("two_silos")).round(3).tolist()
    [0.333, 1.0, 0.333, 1.0]
    """
    matrix = graph.biadjacency.astype(np.float64)
    sizes = graph.project_sizes
    if not (sizes > 1).any():
        raise Undefined("no project gathers two actors")
    again = project_actors(graph, "count")
    again.data = (again.data >= 2).astype(np.float64)
    met = np.asarray(matrix.multiply(again @ matrix).sum(axis=0)).ravel()
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(sizes > 1, met / (sizes * (sizes - 1)), np.nan)
    found = pd.Series(value, index=graph.project_ids, name="project_redundancy")
    found.attrs["undefined"] = N_("the project has fewer than two actors")
    return found


@metric(
    range=(0, 100), direction=0,
    label=N_("Nestedness (NODF)"),
    reading=N_("100: the projects of the less active are always among those of the more active; 0: never, or all are equally active"),
    cannot_say=N_("it mixes who is active with who meets whom"), compare_with=KEPT, reference="Almeida-Neto et al. 2008",
)  # fmt: skip
def nestedness(graph: CooperationGraph, *, side: str = "both") -> float:
    r"""NODF: nestedness by overlap and decreasing fill, in percent.

    Parameters
    ----------
    graph
        The territory and wave; projects without an actor are left out, isolates are empty rows.
    side
        ``"both"``, ``"actors"`` (pairs of rows) or ``"projects"`` (pairs of columns).

    Returns
    -------
    float
        Mean over pairs of :math:`100\,|N_i \cap N_j| / \min(r_i, r_j)` where the two differ in number and neither is empty, 0
        otherwise. In [0, 100].

    Raises
    ------
    Undefined
        Fewer than two actors or two projects on the side asked for.

    References
    ----------
    Almeida-Neto et al. 2008, Oikos 117:1227.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> nestedness(tiny_graph("complete"))
    0.0
    """
    sides = {"both": (True, True), "actors": (True, False), "projects": (False, True)}
    if side not in sides:
        raise UnknownName("side", side, sides)
    matrix = graph.biadjacency.astype(np.float64)[:, graph.project_sizes > 0]
    total, pairs = 0.0, 0
    for wanted, lines in zip(sides[side], (matrix, sp.csr_array(matrix.T)), strict=True):
        if not wanted:
            continue
        if lines.shape[0] < 2:
            raise Undefined("there are fewer than two actors or two projects to compare")
        fill = np.diff(lines.indptr)
        overlap = sp.coo_array(sp.triu(lines @ lines.T, k=1))
        a, b = fill[overlap.row], fill[overlap.col]
        total += float((100 * overlap.data / np.minimum(a, b))[a != b].sum())
        pairs += lines.shape[0] * (lines.shape[0] - 1) // 2
    return total / pairs


def decision_layer(graph: CooperationGraph) -> CooperationGraph | None:
    """The graph of decision roles alone, or None when the survey does not say who decides."""
    table = graph.survey.participations
    if "decides" not in table.columns or not table["decides"].notna().any():
        return None
    columns, rows = decisions_of(incidence_of(graph, None))
    rows, columns = rows - graph.rows.start, columns - graph.columns.start
    order = np.lexsort((columns, rows))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=graph.n_actors))])
    return graph.with_incidence(indptr, columns[order])


@metric(
    range=(0, 1), direction=-1, reads="roles",
    vary=lambda layer="auto": {"reads": "incidence" if layer == "all" else "roles"},
    label=N_("Centralisation"),
    reading=N_("0: everybody has as many partners; 1: everything goes through one actor (in decisions, where the survey says who decides)"),
    cannot_say=N_("a centre can serve or dominate"), compare_with=SAME_PLACE, reference="Freeman 1979",
)  # fmt: skip
def degree_centralization(graph: CooperationGraph, *, layer: str = "auto") -> float:
    r"""Freeman's degree centralisation of the simple projection: :math:`\sum_i (d_{max} - d_i) / ((n-1)(n-2))`.

    Parameters
    ----------
    graph
        The territory and wave; isolates count.
    layer
        ``"decision"``: partners are those with whom one decides (decision roles in one project); ``"all"``: all partners;
        ``"auto"``: decisions where the survey says who decides, else all; leads are not taken for decisions where nothing is said
        at all, since one lead a project ties nobody and every such graph would have 0.

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    Undefined
        There are fewer than three actors, or the decision layer is asked for and the survey does not say who decides.

    References
    ----------
    Freeman 1979, Soc. Networks 1:215.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> degree_centralization(tiny_graph("star"))
    1.0
    """
    if layer not in ("auto", "decision", "all"):
        raise UnknownName("layer", layer, ("auto", "decision", "all"))
    deciding = None if layer == "all" else decision_layer(graph)
    if layer == "decision" and deciding is None:
        raise Undefined("the survey does not say who decides")
    n = graph.n_actors
    if n < 3:
        raise Undefined("there are fewer than three actors")
    degrees = np.diff(project_actors(graph if deciding is None else deciding).indptr)
    return float((degrees.max() - degrees).sum() / ((n - 1) * (n - 2)))
