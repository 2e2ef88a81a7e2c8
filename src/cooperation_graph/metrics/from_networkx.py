"""A metric out of any networkx function, on the projection or on the bipartite graph."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.metrics.card import metric
from cooperation_graph.projection import PROJECTIONS, project_actors

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["metric_from_networkx"]

_LEVELS = {"projection": ("territory", "actor"), "bipartite": ("territory", "actor", "project")}
_DOC = """{title}

    Parameters
    ----------
    graph
        The territory and wave; networkx sees its {seen}.

    Returns
    -------
    {returns}
        What networkx returns.

    Raises
    ------
    Undefined
        There is no actor, networkx refuses the graph, or the number is not one.

    References
    ----------
    {reference}

    Examples
    --------
    See the documentation of networkx.
    """


def metric_from_networkx(
    function: Callable[..., Any], *, on: str = "projection", projection: str = "simple", level: str = "territory",
    name: str | None = None, range: tuple[float, float] = (-math.inf, math.inf), direction: int = 0, label: str = "",
    reading: str = "", cannot_say: str = "", compare_with: str = "", reference: str = "", emerging: bool = False, **options: Any,
) -> Callable[[CooperationGraph], Any]:  # fmt: skip
    """Make a metric of a networkx function, so that `measure`, null models and reports can use it.

    Parameters
    ----------
    function
        Takes a :class:`networkx.Graph` first; returns a number, or a dict of numbers by node.
    on
        ``"projection"``: nodes are ids of actors, edges join those who share a project and carry ``weight``;
        ``"bipartite"``: what :meth:`CooperationGraph.to_networkx` returns, nodes ``actor:ID`` and ``project:ID``.
    projection
        For the projection: ``"simple"``, ``"count"``, ``"newman"`` or ``"jaccard"``. Pass ``weight="weight"`` too where the
        function should use the weights.
    level
        ``"territory"`` for a number; ``"actor"`` (or ``"project"`` on the bipartite graph) for a dict by node.
    name
        Public name; that of the function without.
    range, direction, label, reading, cannot_say, compare_with, reference, emerging
        What the card says: see :class:`MetricCard`.
    **options
        Passed to the function.

    Returns
    -------
    function
        A metric: ``catalogue.add`` makes it known by its name, `measure` takes it as it is. General path: one call of networkx a
        graph and draw.

    Raises
    ------
    UnknownName
        `on`, `projection` or `level` is none of these.

    Notes
    -----
    networkx answers 0 where other tools say that there is nothing to measure (transitivity without a two-path, clustering of an
    actor with one partner): such a 0 stays 0. What networkx refuses (an empty graph, a disconnected one) is `Undefined`, with its
    sentence.

    Examples
    --------
    >>> import networkx as nx
    >>> from cooperation_graph.testing import tiny_graph
    >>> transitivity = metric_from_networkx(nx.transitivity, range=(0, 1))
    >>> transitivity(tiny_graph("two_silos"))
    1.0
    >>> core = metric_from_networkx(nx.core_number, level="actor", range=(0, float("inf")))
    >>> core(tiny_graph("path")).to_dict()
    {'a1': 1.0, 'a2': 1.0, 'b1': 1.0, 'b2': 1.0}
    """
    if on not in _LEVELS:
        raise UnknownName("kind of graph", on, _LEVELS)
    if projection not in PROJECTIONS:
        raise UnknownName("projection", projection, PROJECTIONS)
    if level not in _LEVELS[on]:
        raise UnknownName(f"level on the {on}", level, _LEVELS[on])
    public = name or str(getattr(function, "__name__", "networkx_metric"))

    def measured(graph: CooperationGraph) -> Any:
        return _value(function, graph, on, projection, level, public, options)

    measured.__name__ = measured.__qualname__ = public
    source = reference or f"networkx.{public}"
    measured.__doc__ = _DOC.format(
        title=f"{label or public}, as networkx computes it.", seen=f"{projection} projection" if on == "projection" else "bipartite graph",
        returns="float" if level == "territory" else "pandas.Series", reference=source,
    )  # fmt: skip
    card = metric(
        name=public, level=level, range=range, direction=direction, label=label, reading=reading, cannot_say=cannot_say,
        compare_with=compare_with, reference=source, emerging=emerging,
    )  # fmt: skip
    return card(measured)


def _value(
    function: Callable[..., Any], graph: CooperationGraph, on: str, projection: str, level: str, name: str, options: Mapping[str, Any]
) -> Any:
    import networkx as nx

    if graph.n_actors == 0:
        raise Undefined("there is no actor")
    try:
        found = function(graph.to_networkx() if on == "bipartite" else _projected(graph, projection), **options)
    except (nx.NetworkXException, ZeroDivisionError) as error:
        raise Undefined(str(error).strip() or "networkx cannot compute it on this graph") from error
    if level == "territory":
        if isinstance(found, Mapping):
            raise TypeError(f"{name} gives a number for each node: say level='actor'")
        if math.isnan(float(found)):
            raise Undefined("networkx cannot compute it on this graph")
        return float(found)
    if not isinstance(found, Mapping):
        raise TypeError(f"{name} gives one number: say level='territory'")
    ids, prefix = (graph.project_ids, "project:") if level == "project" else (graph.actor_ids, "actor:")
    nodes = [f"{prefix}{one}" for one in ids] if on == "bipartite" else list(ids)
    value = pd.Series([float(found.get(node, math.nan)) for node in nodes], index=ids, name=name, dtype=float)
    if not value.notna().any():
        raise Undefined("networkx cannot compute it on this graph")
    return value


def _projected(graph: CooperationGraph, projection: str) -> nx.Graph:
    """Actors and their ties, with ``weight``; isolates are nodes too."""
    import networkx as nx

    ties = project_actors(graph, projection).tocoo()
    ids = list(graph.actor_ids)
    made = nx.Graph()
    made.add_nodes_from(ids)
    upper = ties.row < ties.col
    pairs = zip(ties.row[upper], ties.col[upper], ties.data[upper], strict=True)
    made.add_weighted_edges_from((ids[i], ids[j], float(weight)) for i, j, weight in pairs)
    return made
