"""Diversity of groups: among the actors of a territory, in participations, among partners, in projects."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics import indices
from cooperation_graph.metrics.card import Function, metric
from cooperation_graph.metrics.indices import NOBODY, value_of

__all__ = ["blau", "hill", "iqv", "rarefied_richness", "richness", "shannon", "simpson"]

ONE_LIST = N_("it depends on how finely groups are cut: use one list of groups everywhere")
GROWS = N_("it grows with how many are counted: compare rarefied values, or the probability that two differ")
ELSEWHERE = N_("other waves and territories with the same list of groups")


def _diversity(index: indices.Index, **facts: Any) -> Callable[[Function], Function]:
    """The decorator of an index without parameters of its own."""
    return metric(
        groups=("by",), statistics=indices.needs, formula=index, vary=lambda of="territory": indices.facts(index, of),
        compare_with=ELSEWHERE, **facts,
    )  # fmt: skip


@_diversity(
    indices.richness, range=(1, np.inf), direction=+1, undefined=NOBODY,
    label=N_("Number of groups"), reading=N_("how many groups are present"), cannot_say=GROWS, reference=N_("count"),
)  # fmt: skip
def richness(graph: CooperationGraph, *, by: str | None = None, of: str = "territory", missing: str = "drop") -> Any:
    r"""Number of groups present, :math:`S^+ = \#\{s : N_s > 0\}`.

    Parameters
    ----------
    graph
        The territory and wave.
    by
        Attribute of actors that forms groups; the first one declared without.
    of
        What is counted. ``"territory"``: actors of the roster. ``"participations"``: an actor once for each of his projects.
        ``"partners"``: those who share a project with each actor, himself left out. ``"projects"``: actors of each project.
    missing
        Actors without a group: ``"drop"``, ``"category"`` or ``"error"``.

    Returns
    -------
    float or pandas.Series
        One number for a territory, or one for each actor or project; NaN for an actor without a partner.

    Raises
    ------
    Undefined
        There is nobody to count.

    References
    ----------
    Hill 1973, Ecology 54:427 (order 0).

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> richness(tiny_graph("one_project"), by="sector"), richness(tiny_graph("path"), by="sector", of="projects").tolist()
    (3.0, [1.0, 2.0, 1.0])
    """
    return value_of(richness, indices.richness, graph, by, of, missing)


@_diversity(
    indices.shannon, range=(0, np.inf), direction=+1, undefined=NOBODY,
    label=N_("Diversity of groups (Shannon)"), reading=N_("0: one group only; the logarithm of the number of groups when all are as many"),
    cannot_say=GROWS, reference="Shannon 1948; Teachman 1980",
)  # fmt: skip
def shannon(graph: CooperationGraph, *, by: str | None = None, of: str = "territory", missing: str = "drop") -> Any:
    r"""Shannon entropy of groups, :math:`H = -\sum_s p_s \ln p_s`, in nats.

    Parameters
    ----------
    graph, by, of, missing
        See :func:`richness`.

    Returns
    -------
    float or pandas.Series
        At least 0, at most ln S.

    Raises
    ------
    Undefined
        There is nobody to count.

    References
    ----------
    Shannon 1948; as an index of diversity Teachman 1980, Sociol. Methods Res. 8:341.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> round(shannon(tiny_graph("one_project"), by="sector"), 4)
    1.0986
    """
    return value_of(shannon, indices.shannon, graph, by, of, missing)


@_diversity(
    indices.simpson, range=(0, 1), direction=+1, undefined={**NOBODY, "one": N_("there is only one to count")},
    label=N_("Probability that two differ (Simpson)"),
    reading=N_("the probability that two of them taken at random belong to different groups, whatever how many they are"),
    cannot_say=ONE_LIST, reference="Simpson 1949 (unbiased)",
)  # fmt: skip
def simpson(graph: CooperationGraph, *, by: str | None = None, of: str = "territory", missing: str = "drop") -> Any:
    r"""Unbiased Simpson index, :math:`1 - \sum_s N_s(N_s - 1) / (N(N - 1))`.

    Parameters
    ----------
    graph, by, of, missing
        See :func:`richness`.

    Returns
    -------
    float or pandas.Series
        In [0, 1]; it does not depend on how many are counted, so that small and large territories can be compared.

    Raises
    ------
    Undefined
        There are not two to count.

    References
    ----------
    Simpson 1949, Nature 163:688.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> simpson(tiny_graph("one_project"), by="sector")
    0.8
    """
    return value_of(simpson, indices.simpson, graph, by, of, missing)


@_diversity(
    indices.blau, range=(0, 1), direction=+1, undefined=NOBODY,
    label=N_("Heterogeneity of groups (Blau)"), reading=N_("0: one group only; near 1: many groups, none of which dominates"),
    cannot_say=N_("it is lower when few are counted: the unbiased Simpson index is not"), reference="Blau 1977",
)  # fmt: skip
def blau(graph: CooperationGraph, *, by: str | None = None, of: str = "territory", missing: str = "drop") -> Any:
    r"""Blau's index of heterogeneity (Gini–Simpson), :math:`1 - \sum_s p_s^2`.

    Parameters
    ----------
    graph, by, of, missing
        See :func:`richness`.

    Returns
    -------
    float or pandas.Series
        In [0, 1 − 1/S]; 0 for a single actor.

    Raises
    ------
    Undefined
        There is nobody to count.

    References
    ----------
    Blau 1977, Inequality and Heterogeneity.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> round(blau(tiny_graph("one_project"), by="sector"), 4)
    0.6667
    """
    return value_of(blau, indices.blau, graph, by, of, missing)


@_diversity(
    indices.iqv, range=(0, 1), direction=+1, undefined={**NOBODY, "one_group": N_("the territory has one group only")},
    label=N_("Evenness of groups (IQV)"), reading=N_("0: one group only; 1: all groups of the territory in equal parts"),
    cannot_say=ONE_LIST, reference="Mueller, Schuessler & Costner 1970",
)  # fmt: skip
def iqv(graph: CooperationGraph, *, by: str | None = None, of: str = "territory", missing: str = "drop") -> Any:
    r"""Index of qualitative variation, :math:`(1 - \sum_s p_s^2) / (1 - 1/S)`.

    Parameters
    ----------
    graph, by, of, missing
        See :func:`richness`; S is the number of groups on the roster of the territory, whatever is counted.

    Returns
    -------
    float or pandas.Series
        In [0, 1].

    Raises
    ------
    Undefined
        There is nobody to count, or one group on the roster.

    References
    ----------
    Mueller, Schuessler & Costner 1970, Statistical Reasoning in Sociology.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> iqv(tiny_graph("one_project"), by="sector")
    1.0
    """
    return value_of(iqv, indices.iqv, graph, by, of, missing)


@metric(
    range=(1, np.inf), direction=+1, groups=("by",), statistics=indices.needs, formula=partial(indices.hill, q=1.0), undefined=NOBODY,
    vary=lambda of="territory", q=1.0: indices.facts(partial(indices.hill, q=q), of),
    label=N_("Effective number of groups (Hill)"),
    reading=N_("how many groups of the same size would be as diverse; the higher the order q, the less rare groups count"),
    cannot_say=GROWS, compare_with=ELSEWHERE, reference="Hill 1973; Jost 2006",
)  # fmt: skip
def hill(graph: CooperationGraph, *, by: str | None = None, of: str = "territory", q: float = 1.0, missing: str = "drop") -> Any:
    r"""Hill number of order q, :math:`{}^qD = (\sum_s p_s^q)^{1/(1-q)}`.

    Parameters
    ----------
    graph, by, of, missing
        See :func:`richness`.
    q
        Order: 0 is the number of groups, 1 the exponential of Shannon's entropy, 2 one over Simpson's concentration, infinity one
        over the share of the largest group.

    Returns
    -------
    float or pandas.Series
        At least 1, at most S.

    Raises
    ------
    Undefined
        There is nobody to count.
    ValueError
        `q` is negative.

    References
    ----------
    Hill 1973, Ecology 54:427; Jost 2006, Oikos 113:363.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> round(hill(tiny_graph("one_project"), by="sector", q=2), 6)
    3.0
    """
    if q < 0:
        raise ValueError("q is an order, at least 0")
    return value_of(hill, partial(indices.hill, q=q), graph, by, of, missing)


@metric(
    range=(1, np.inf), direction=+1, groups=("by",), statistics=indices.needs, formula=partial(indices.rarefied, sample=10),
    undefined={**NOBODY, "too_few": N_("fewer are counted than the sample would hold")},
    vary=lambda of="territory", sample=10: indices.facts(partial(indices.rarefied, sample=sample), of),
    label=N_("Number of groups in samples of one size"),
    reading=N_("how many groups one would expect to meet in a sample of the stated size"),
    cannot_say=N_("it corrects for how many answered, not for who answered"),
    compare_with=N_("other waves and territories, all at the size of the smallest"), reference="Hurlbert 1971",
)  # fmt: skip
def rarefied_richness(
    graph: CooperationGraph, *, by: str | None = None, of: str = "territory", sample: int = 10, missing: str = "drop"
) -> Any:
    r"""Expected number of groups in a random sample, :math:`\sum_s \Big[1 - \binom{N - N_s}{m} \Big/ \binom{N}{m}\Big]`.

    Parameters
    ----------
    graph, by, of, missing
        See :func:`richness`.
    sample
        Size m of the sample; the smallest number counted anywhere makes territories of different response comparable.

    Returns
    -------
    float or pandas.Series
        At least 1, at most :func:`richness`; for m = 2, one plus :func:`simpson`.

    Raises
    ------
    Undefined
        There are fewer than m to count.
    ValueError
        `sample` is below 1.

    References
    ----------
    Hurlbert 1971, Ecology 52:577.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> round(rarefied_richness(tiny_graph("one_project"), by="sector", sample=2), 4)
    1.8
    """
    if sample < 1:
        raise ValueError("sample is a number to draw, at least 1")
    return value_of(rarefied_richness, partial(indices.rarefied, sample=sample), graph, by, of, missing)
