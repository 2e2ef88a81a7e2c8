"""Why two waves hold different participations: other actors, other projects, or the same ones joined otherwise."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_

__all__ = ["beta_diversity"]

NOTHING = N_("nobody takes part in anything in either wave")


def beta_diversity(graph_from: CooperationGraph, graph_to: CooperationGraph, *, index: str = "sorensen") -> pd.Series:
    r"""Split the difference between the participations of two waves by its source.

    Parameters
    ----------
    graph_from, graph_to
        One territory in two waves; actors and projects are told by their ids, those without a participation do not count.
    index
        ``"sorensen"`` (the dissimilarity is (b + c)/(2a + b + c)) or ``"jaccard"`` ((b + c)/(a + b + c)).

    Returns
    -------
    Series
        ``difference`` (:math:`\beta_{WN}`) = ``rewiring`` (:math:`\beta_{OS}`: participations of an actor in a project that are both in
        the two waves, in one of them only) + ``turnover`` (:math:`\beta_{ST}`); ``turnover`` = ``actors`` (the actor is in one wave
        only) + ``projects`` (the project is) + ``actors_and_projects`` (both are). Exact.

    Raises
    ------
    Undefined
        Neither wave holds a participation.
    ValueError
        An index that does not exist.

    Notes
    -----
    a: participations in both waves; b, c: in one only. All parts have the same denominator (``partitioning="commondenom"`` in the R
    package bipartite), so that they add up. Projects end naturally: a large share of projects is no breakdown of cooperation. An actor who did
    not answer and whom nobody names counts with those of one wave only: compare at similar completeness.

    References
    ----------
    Poisot et al. 2012, Ecol. Lett. 15:1353; Novotny 2009, Insect Conserv. Divers. 2:5; Fründ 2021, Ecosphere 12:e03653.

    Examples
    --------
    >>> one = CooperationGraph.from_biadjacency([[1, 0], [1, 1], [0, 1]], wave="1")
    >>> two = CooperationGraph.from_biadjacency([[1, 1], [1, 1], [0, 1]], wave="2")
    >>> beta_diversity(one, two).round(3).to_dict()["rewiring"]
    0.111
    """
    if index not in ("sorensen", "jaccard"):
        raise ValueError(f"index is 'sorensen' or 'jaccard', not {index!r}")
    links = [_links(graph) for graph in (graph_from, graph_to)]
    actors, projects = ([{link[k] for link in one} for one in links] for k in (0, 1))
    both = links[0] & links[1]
    apart = links[0] ^ links[1]
    if not both and not apart:
        raise Undefined(NOTHING)
    denominator = (2 if index == "sorensen" else 1) * len(both) + len(apart)
    shared_actors, shared_projects = actors[0] & actors[1], projects[0] & projects[1]
    found = pd.Series(0, index=["rewiring", "actors", "projects", "actors_and_projects"])
    for actor, project in apart:
        known = actor in shared_actors, project in shared_projects
        found[{(True, True): "rewiring", (False, True): "actors", (True, False): "projects"}.get(known, "actors_and_projects")] += 1
    parts = found / denominator
    return pd.concat([
        pd.Series({"difference": len(apart) / denominator, "turnover": parts.drop("rewiring").sum()}), parts,
    ]).rename("value")  # fmt: skip


def _links(graph: CooperationGraph) -> set[tuple[str, str]]:
    rows = np.repeat(np.arange(graph.n_actors), np.diff(graph.indptr))
    return set(zip(graph.actor_ids[rows], graph.project_ids[graph.indices], strict=True))
