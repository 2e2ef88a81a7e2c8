"""Size and activity: the context of everything else."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.sufficient import direct

__all__ = [
    "actor_project_count", "density", "isolate_share", "mean_partners", "n_actors", "n_participations", "n_projects",
    "project_size", "single_actor_project_share",
]  # fmt: skip

NO_ACTOR = {"no_actor": N_("there is no actor")}
SAME_PLACE = N_("the same territory in another wave, with the same roster and the same response")


def _count(statistic: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    value = statistic[..., 0]
    return value, np.zeros(value.shape, dtype=int)


def _n_actors(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    value = sizes.sum(axis=-1)
    return value, np.zeros(value.shape, dtype=int)


@metric(
    range=(0, np.inf), statistics=("group_sizes",), formula=_n_actors,
    label=N_("Actors"), reading=N_("how many actors the roster holds, isolates included"),
    cannot_say=N_("an actor who did not answer and whom nobody names is not counted"), compare_with=SAME_PLACE,
    reference="own definition",
)  # fmt: skip
def n_actors(graph: CooperationGraph) -> float:
    """Number of actors of the roster, n, isolates included.

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    float
        A count.

    Raises
    ------
    Undefined
        Never.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> n_actors(tiny_graph("isolates"))
    6.0
    """
    return float(direct(n_actors, graph))


@metric(
    range=(0, np.inf), statistics=("project_mixing",), formula=_count,
    label=N_("Projects"), reading=N_("how many projects gather at least one actor"),
    cannot_say=N_("projects that nobody named are not counted; a large and a small project count the same"),
    compare_with=SAME_PLACE, reference="own definition",
)  # fmt: skip
def n_projects(graph: CooperationGraph) -> float:
    """Number of projects with at least one actor.

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    float
        A count.

    Raises
    ------
    Undefined
        Never.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> n_projects(tiny_graph("two_silos"))
    4.0
    """
    return float(direct(n_projects, graph))


@metric(
    range=(0, np.inf), statistics=("group_table",), formula=_count,
    label=N_("Participations"), reading=N_("how many times an actor takes part in a project"),
    cannot_say=N_("taking part once and carrying the project count the same"), compare_with=SAME_PLACE,
    reference="own definition",
)  # fmt: skip
def n_participations(graph: CooperationGraph) -> float:
    r"""Number of actor–project pairs that tie, :math:`T = \sum_{ip} B_{ip}`.

    Parameters
    ----------
    graph
        The territory and wave; several roles of one actor in one project count once.

    Returns
    -------
    float
        A count.

    Raises
    ------
    Undefined
        Never.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> n_participations(tiny_graph("two_silos"))
    10.0
    """
    return float(direct(n_participations, graph))


def _single_counts(mixing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return mixing[..., 0] - mixing[..., 1], mixing[..., 0]


def _single_share(mixing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    single, projects = _single_counts(mixing)
    return single / projects, np.where(projects == 0, 1, 0)


@metric(
    range=(0, 1), direction=-1, statistics=("project_mixing",), formula=_single_share, counts=_single_counts,
    undefined={"no_project": N_("there is no project")},
    label=N_("Projects of a single actor"), reading=N_("the share of projects that one actor carries alone"),
    cannot_say=N_("a partner whom nobody named makes a project look solitary"), compare_with=SAME_PLACE,
    reference="own definition",
)  # fmt: skip
def single_actor_project_share(graph: CooperationGraph) -> float:
    r"""Share of projects with one actor only, :math:`\#\{p : c_p = 1\} / \#\{p : c_p \ge 1\}`.

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    float
        In [0, 1]. Such projects say nothing about cooperation: measures of transversality leave them out.

    Raises
    ------
    Undefined
        There is no project.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> single_actor_project_share(tiny_graph("no_tie"))
    1.0
    """
    return float(direct(single_actor_project_share, graph))


def _isolate_share(parts: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = sizes.sum(axis=-1)
    return parts[..., 2] / n, np.where(n == 0, 1, 0) + np.zeros(parts.shape[:-1], dtype=int)


@metric(
    range=(0, 1), direction=-1, statistics=("components", "group_sizes"), formula=_isolate_share, undefined=NO_ACTOR,
    label=N_("Isolated actors"), reading=N_("the share of actors of the roster who share no project with anybody"),
    cannot_say=N_("an actor whose partners did not answer may look isolated"), compare_with=SAME_PLACE,
    reference="own definition",
)  # fmt: skip
def isolate_share(graph: CooperationGraph) -> float:
    """Share of the actors of the roster who share no project with anybody.

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    float
        In [0, 1]; an actor alone in all his projects is isolated.

    Raises
    ------
    Undefined
        There is no actor.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> isolate_share(tiny_graph("isolates"))
    0.5
    """
    return float(direct(isolate_share, graph))


@metric(
    level="actor", range=(0, np.inf),
    label=N_("Projects of an actor"), reading=N_("how many projects the actor takes part in"),
    cannot_say=N_("the number of projects is not their weight"), compare_with=SAME_PLACE, reference="own definition",
)  # fmt: skip
def actor_project_count(graph: CooperationGraph) -> pd.Series:
    r"""Number of projects of each actor, :math:`r_i = \sum_p B_{ip}`.

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    pandas.Series
        By actor; 0 for an actor without a project.

    Raises
    ------
    Undefined
        There is no actor.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> actor_project_count(tiny_graph("star"))["h1"]
    np.float64(5.0)
    """
    if graph.n_actors == 0:
        raise Undefined("there is no actor")
    return pd.Series(graph.actor_degrees.astype(float), index=graph.actor_ids, name="actor_project_count")


@metric(
    level="project", range=(0, np.inf),
    label=N_("Actors of a project"), reading=N_("how many actors take part in the project"),
    cannot_say=N_("many partners on paper is not much cooperation"), compare_with=SAME_PLACE, reference="own definition",
)  # fmt: skip
def project_size(graph: CooperationGraph) -> pd.Series:
    r"""Number of actors of each project, :math:`c_p = \sum_i B_{ip}`.

    Parameters
    ----------
    graph
        The territory and wave.

    Returns
    -------
    pandas.Series
        By project; 0 when none of its actors is in the graph.

    Raises
    ------
    Undefined
        There is no project.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> project_size(tiny_graph("two_silos")).tolist()
    [3.0, 2.0, 3.0, 2.0]
    """
    if graph.n_projects == 0:
        raise Undefined("there is no project")
    return pd.Series(graph.project_sizes.astype(float), index=graph.project_ids, name="project_size")


def _mean_partners(ties: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = sizes.sum(axis=-1)
    return 2 * ties[..., 0] / n, np.where(n == 0, 1, 0) + np.zeros(ties.shape[:-1], dtype=int)


@metric(
    range=(0, np.inf), direction=+1, statistics=("tie_count", "group_sizes"), formula=_mean_partners,
    undefined=NO_ACTOR,
    label=N_("Partners per actor"),
    reading=N_("how many other actors an actor shares at least one project with, on average over the whole roster"),
    cannot_say=N_("a few large projects are enough to raise it; it grows with the completeness of the survey"),
    compare_with=SAME_PLACE,
    reference="Wasserman & Faust 1994, ch. 4",
)  # fmt: skip
def mean_partners(graph: CooperationGraph) -> float:
    r"""Mean number of partners: :math:`2L / n` on the simple projection, isolates included.

    Parameters
    ----------
    graph
        L pairs of actors share a project; n actors are in the roster.

    Returns
    -------
    float
        Partners per actor, in [0, n − 1].

    Raises
    ------
    Undefined
        There is no actor.

    References
    ----------
    Wasserman & Faust 1994, Social Network Analysis, ch. 4.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> mean_partners(tiny_graph("two_silos"))
    2.0
    """
    return float(direct(mean_partners, graph))


def _density(ties: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = sizes.sum(axis=-1)
    return 2 * ties[..., 0] / (n * (n - 1)), np.where(n < 2, 1, 0) + np.zeros(ties.shape[:-1], dtype=int)


@metric(
    range=(0, 1), direction=+1, statistics=("tie_count", "group_sizes"), formula=_density,
    undefined={"one_actor": N_("there are fewer than two actors")},
    label=N_("Density"),
    reading=N_("the share of pairs of actors that share at least one project"),
    cannot_say=N_("it falls as the number of actors grows, because nobody can work with everybody: never compare it between territories"),
    compare_with=N_("the same territory and roster in another wave; between territories use the partners per actor"),
    reference="Wasserman & Faust 1994, ch. 4; Anderson, Butts & Carley 1999",
)  # fmt: skip
def density(graph: CooperationGraph) -> float:
    r"""Share of pairs of actors tied in the simple projection: :math:`2L / (n(n-1))`.

    Parameters
    ----------
    graph
        L pairs of actors share a project; n actors are in the roster.

    Returns
    -------
    float
        A share in [0, 1].

    Raises
    ------
    Undefined
        There are fewer than two actors.

    References
    ----------
    Wasserman & Faust 1994, ch. 4. On its dependence on size: Anderson, Butts & Carley 1999, Social Networks 21:239.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> density(tiny_graph("complete"))
    1.0
    """
    return float(direct(density, graph))
