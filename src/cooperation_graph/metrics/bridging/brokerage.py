"""Who stands between others: Gould–Fernandez roles, activity and exclusivity of brokers, and the roles of Hamilton et al."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.siloing.density_based import KEPT
from cooperation_graph.metrics.siloing.spectral import with_groups
from cooperation_graph.projection import project_actors

__all__ = ["brokerage_activity", "brokerage_exclusivity", "brokerage_roles", "brokerage_scores", "gould_fernandez"]

ROLES = ("coordinator", "itinerant", "boundary", "liaison", "total")
UNTIED = N_("two actors may meet outside the projects that the survey knows")


def _brokered(graph: CooperationGraph, by: str | None, missing: str) -> tuple[np.ndarray, CooperationGraph, np.ndarray]:
    """Pairs each actor stands between, by kind (see kernels.bridges.brokered); the graph without missing groups; its codes."""
    from cooperation_graph.kernels import bridges

    seen, codes, _ = with_groups(graph, by, missing)
    if seen.n_actors == 0:
        raise Undefined("there is no actor with a known group")
    ties = project_actors(seen)
    found = np.zeros((seen.n_actors, 6))
    bridges.brokered(ties.indptr.astype(np.int64), ties.indices.astype(np.int64), codes.astype(np.int64), found)
    return found, seen, codes


@metric(
    level="actor", range=(0, np.inf), direction=0, groups=("by",),
    label=N_("Brokerage roles (Gould–Fernandez)"),
    reading=N_("how many pairs of actors without a common project this actor stands between: of his group (coordinator), of one other "
               "group (itinerant), one of his and one of another (boundary), of two other groups (liaison)"),
    cannot_say=UNTIED, compare_with=KEPT, reference="Gould & Fernandez 1989",
)  # fmt: skip
def gould_fernandez(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> pd.Series:
    r"""Pairs that each actor brokers, by role: unordered pairs i, k of partners of j who share no project.

    Parameters
    ----------
    graph
        The territory and wave; its simple projection is read.
    by, missing
        See :func:`cooperation_graph.metrics.ei_index`.

    Returns
    -------
    pandas.Series
        By actor and role: ``coordinator`` (A–A–A), ``itinerant`` (A–B–A), ``boundary`` (A–A–B, gatekeeper and representative are
        one without direction), ``liaison`` (A–B–C) and their ``total``. Each pair counts once: half of what tools for directed
        graphs give, but for ``boundary``.

    Raises
    ------
    Undefined
        There is no actor with a known group.

    See Also
    --------
    brokerage_scores : expected values and standard deviations.

    References
    ----------
    Gould & Fernandez 1989, Sociol. Methodol. 19:89.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> gould_fernandez(tiny_graph("path"), by="sector")["a2"].to_dict()
    {'coordinator': 0.0, 'itinerant': 0.0, 'boundary': 1.0, 'liaison': 0.0, 'total': 1.0}
    """
    found, seen, _ = _brokered(graph, by, missing)
    values = np.column_stack([found[:, :4], found[:, :4].sum(axis=1)])
    index = pd.MultiIndex.from_product([seen.actor_ids, ROLES], names=["actor", "role"])
    return pd.Series(values.ravel(), index=index, name="gould_fernandez")


def brokerage_scores(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> pd.DataFrame:
    r"""Gould–Fernandez roles with what a graph of the same density without structure gives.

    Ties are taken as independent with density d; the standard deviation is that of undirected graphs, √2 times the one of
    tools that suppose independent arcs. It answers "more than a graph of this density", not "more than his activity": for
    that use a null model (``measure(graph, ["gould_fernandez"])``).

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`cooperation_graph.metrics.ei_index`.

    Returns
    -------
    pandas.DataFrame
        By actor and role: ``value``, ``expected`` :math:`|R|\,d^2(1-d)`, ``sd`` with
        :math:`sd^2 = |R|\,p(1-p) + S\,d^3(1-d)^3`, :math:`p = d^2(1-d)`, where R are the pairs that fit the role and S counts
        ordered pairs of them that share an actor; ``z`` (NaN where sd is 0).

    References
    ----------
    Gould & Fernandez 1989, Sociol. Methodol. 19:89; variance: own derivation, checked by enumeration in the tests.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> brokerage_scores(tiny_graph("path"), by="sector").loc[("a2", "total"), "expected"].round(3)
    np.float64(0.375)
    """
    value = gould_fernandez(graph, by=by, missing=missing)
    _, seen, codes = _brokered(graph, by, missing)
    n = seen.n_actors
    d = project_actors(seen).nnz / (n * (n - 1)) if n > 1 else 0.0
    sizes = np.bincount(codes)
    pairs, shared = np.zeros((n, len(ROLES))), np.zeros((n, len(ROLES)))
    for j, s in enumerate(codes):
        own, others = sizes[s] - 1, np.delete(sizes, s)
        m = others.sum()
        pairs[j, :4] = own * (own - 1) / 2, (others * (others - 1)).sum() / 2, own * m, (m**2 - (others**2).sum()) / 2
        shared[j, :4] = (
            own * (own - 1) * (own - 2), (others * (others - 1) * (others - 2)).sum(),
            own * m * (m - 1) + m * own * (own - 1), (others * (m - others) * (m - others - 1)).sum(),
        )  # fmt: skip
        pairs[j, 4], shared[j, 4] = (n - 1) * (n - 2) / 2, (n - 1) * (n - 2) * (n - 3)
    p = d * d * (1 - d)
    frame = value.to_frame("value")
    frame["expected"] = (pairs * p).ravel()
    frame["sd"] = np.sqrt(pairs * p * (1 - p) + shared * (d * (1 - d)) ** 3).ravel()
    frame["z"] = (frame["value"] - frame["expected"]) / frame["sd"].where(frame["sd"] > 1e-12)
    return frame


@metric(
    level="actor", range=(0, np.inf), direction=0, groups=("by",),
    label=N_("Brokerage between groups"),
    reading=N_("how many paths between actors of two different groups without a common project go through this actor, in both directions"),
    cannot_say=UNTIED, compare_with=KEPT, reference="Hamilton, Hileman & Bodin 2020",
)  # fmt: skip
def brokerage_activity(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> pd.Series:
    r"""Ordered two-paths i–j–k through each actor j, with i and k untied and of different groups.

    Parameters
    ----------
    graph
        The territory and wave; its simple projection is read.
    by, missing
        See :func:`cooperation_graph.metrics.ei_index`.

    Returns
    -------
    pandas.Series
        By actor; each pair of ends counts in both directions, so that values are even.

    Raises
    ------
    Undefined
        There is no actor with a known group.

    References
    ----------
    Hamilton, Hileman & Bodin 2020, Soc. Networks 61:1.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> brokerage_activity(tiny_graph("path"), by="sector").to_dict()
    {'a1': 0.0, 'a2': 2.0, 'b1': 2.0, 'b2': 0.0}
    """
    found, seen, _ = _brokered(graph, by, missing)
    return pd.Series(2 * found[:, 4], index=seen.actor_ids, name="brokerage_activity")


@metric(
    level="actor", range=(0, np.inf), direction=0, groups=("by",),
    label=N_("Exclusive brokerage between groups"),
    reading=N_("how many paths between actors of two different groups go through this actor and nobody else, in both directions"),
    cannot_say=UNTIED, compare_with=KEPT, reference="Hamilton, Hileman & Bodin 2020",
)  # fmt: skip
def brokerage_exclusivity(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> pd.Series:
    r"""The two-paths of :func:`brokerage_activity` whose ends have no other common partner.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`cooperation_graph.metrics.ei_index`.

    Returns
    -------
    pandas.Series
        By actor, at most :func:`brokerage_activity`.

    Raises
    ------
    Undefined
        There is no actor with a known group.

    References
    ----------
    Hamilton, Hileman & Bodin 2020, Soc. Networks 61:1.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> brokerage_exclusivity(tiny_graph("path"), by="sector")["a2"]
    np.float64(2.0)
    """
    found, seen, _ = _brokered(graph, by, missing)
    return pd.Series(2 * found[:, 5], index=seen.actor_ids, name="brokerage_exclusivity")


def brokerage_roles(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> pd.Series:
    """Role of each actor among brokers, from the mean activity and the mean exclusivity.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`cooperation_graph.metrics.ei_index`.

    Returns
    -------
    pandas.Series
        By actor: ``powerhouse`` (above both means), ``connector`` (above the mean activity only), ``linchpin`` (above the mean
        exclusivity only), ``sideliner``. An actor at a mean is not above it, so that everybody has a role; where nobody brokers
        all are sideliners.

    References
    ----------
    Hamilton, Hileman & Bodin 2020, Soc. Networks 61:1.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> brokerage_roles(tiny_graph("path"), by="sector").to_dict()
    {'a1': 'sideliner', 'a2': 'powerhouse', 'b1': 'powerhouse', 'b2': 'sideliner'}
    """
    found, seen, _ = _brokered(graph, by, missing)
    busy, alone = found[:, 4] > found[:, 4].mean() + 1e-12, found[:, 5] > found[:, 5].mean() + 1e-12
    names = np.array([["sideliner", "linchpin"], ["connector", "powerhouse"]], dtype=object)
    return pd.Series(names[busy.astype(int), alone.astype(int)], index=seen.actor_ids, name="brokerage_role", dtype="str")
