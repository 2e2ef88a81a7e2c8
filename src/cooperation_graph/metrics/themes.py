"""Themes: what projects are about, how concentrated, how shared between groups."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import metric
from cooperation_graph.metrics.counts import groups_in_projects
from cooperation_graph.metrics.governance import same_holder
from cooperation_graph.metrics.siloing.specialisation import h2_prime
from cooperation_graph.metrics.theme_weights import theme_weights
from cooperation_graph.sufficient import direct

__all__ = ["group_theme_specialisation", "shared_diagnostic_share", "theme_concentration", "theme_share", "theme_transversality"]

NO_THEME = N_("no project has a theme")
ONE_LIST = N_("it depends on the list of themes: use one list everywhere")


@metric(
    level="theme", range=(0, 1), direction=0, reads="themes",
    label=N_("Share of a theme"), reading=N_("the share of the projects with a theme that are about this one"), cannot_say=ONE_LIST,
    compare_with=N_("the same share in other territories (location quotient) and other waves"), reference=N_("own definition"),
)  # fmt: skip
def theme_share(graph: CooperationGraph) -> pd.Series:
    r"""Share of projects in each theme.

    Parameters
    ----------
    graph
        The territory and wave. A project of k themes (joined by ``|``) counts 1/k in each; projects without a theme or without an
        actor are left out.

    Returns
    -------
    pandas.Series
        :math:`x_t / \sum_u x_u` by theme; shares add up to 1.

    Raises
    ------
    Undefined
        No project has a theme.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.testing import random_graph
    >>> import numpy as np
    >>> round(float(theme_share(random_graph(np.random.default_rng(9))).sum()), 6)
    1.0
    """
    weights, names = theme_weights(graph)
    held = weights[graph.project_sizes > 0].sum(axis=0)
    if not held.any():
        raise Undefined(NO_THEME)
    return pd.Series((held / held.sum())[held > 0], index=names[held > 0], name="theme_share")


@metric(
    range=(0, 1), direction=0, reads="themes", statistics=("theme_shares",), formula=same_holder,
    undefined={"too_few_themes": N_("fewer than two projects have a theme")},
    label=N_("Concentration of themes"), reading=N_("the probability that two projects taken at random are about the same theme"),
    cannot_say=ONE_LIST, compare_with=N_("other waves and territories with the same list of themes"),
    reference="Simpson 1949; unbiased Herfindahl–Hirschman index",
)  # fmt: skip
def theme_concentration(graph: CooperationGraph) -> float:
    r"""Probability that two different projects have the same theme: the unbiased Herfindahl–Hirschman index of themes.

    Parameters
    ----------
    graph
        The territory and wave; see :func:`theme_share` for projects of several themes.

    Returns
    -------
    float
        :math:`\frac{\sum_t x_t^2 - \sum_p \sum_t w_{pt}^2}{P(P-1)}` with :math:`w_{pt}` the share of theme t in project p,
        :math:`x_t = \sum_p w_{pt}` and P projects with a theme; in [0, 1].

    Raises
    ------
    Undefined
        Fewer than two projects have a theme.

    References
    ----------
    Simpson 1949, Nature 163:688.

    Examples
    --------
    >>> from cooperation_graph.testing import random_graph
    >>> import numpy as np
    >>> 0 < theme_concentration(random_graph(np.random.default_rng(9))) < 1
    True
    """
    return float(direct(theme_concentration, graph))


@metric(
    level="theme", range=(0, 1), direction=+1, groups=("by",),
    label=N_("Diversity inside the projects of a theme"),
    reading=N_("the probability that two partners in a project about this theme belong to different groups, averaged over its projects"),
    cannot_say=N_("it depends on how many groups there are and how large they are: use one list of groups everywhere"),
    compare_with=N_("the other themes; the value when activity and size of projects are kept"), reference="Simpson 1949 (unbiased)",
)  # fmt: skip
def theme_transversality(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> pd.Series:
    r"""Pair heterogeneity of the projects of each theme.

    Parameters
    ----------
    graph
        The territory and wave; see :func:`theme_share` for projects of several themes.
    by, missing
        See :func:`cooperation_graph.metrics.cross_group_project_share`.

    Returns
    -------
    pandas.Series
        By theme, :math:`\sum_p w_{pt} h_p / \sum_p w_{pt}` over projects with :math:`c_p \ge 2`, where
        :math:`h_p = 1 - \sum_s x_{sp}(x_{sp} - 1) / (c_p(c_p - 1))`; NaN for a theme without a multi-actor project.

    Raises
    ------
    Undefined
        No project has a theme, or none of those that have one gathers two actors.

    References
    ----------
    Simpson 1949, Nature 163:688.

    Examples
    --------
    >>> from cooperation_graph.testing import random_graph
    >>> import numpy as np
    >>> theme_transversality(random_graph(np.random.default_rng(9))).between(0, 1).all()
    np.True_
    """
    seen, table = groups_in_projects(graph, by, missing)
    weights, names = theme_weights(seen)
    size = table.sum(axis=0)
    held = weights[size > 0].sum(axis=0) > 0
    if not held.any():
        raise Undefined(NO_THEME)
    multi = size > 1
    if not weights[multi].any():
        raise Undefined("no project with a theme gathers two actors")
    within = (table * (table - 1)).sum(axis=0)[multi] / (size * (size - 1))[multi]
    with np.errstate(invalid="ignore"):
        value = (weights[multi] * (1 - within)[:, None]).sum(axis=0) / weights[multi].sum(axis=0)
    found = pd.Series(value[held], index=names[held], name="theme_transversality")
    found.attrs["undefined"] = N_("no project of this theme gathers two actors")
    return found


@metric(
    range=(0, 1), direction=-1, groups=("by",),
    label=N_("Specialisation of groups in themes (H2′)"),
    reading=N_("0: every group works on themes as the whole territory does; 1: each theme belongs to as few groups as possible"),
    cannot_say=N_("a group may keep to its theme and still work with others there"),
    compare_with=N_("the value when activity and size of projects are kept"), reference="Blüthgen, Menzel & Blüthgen 2006",
)  # fmt: skip
def group_theme_specialisation(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop") -> float:
    r"""Standardised entropy H2′ of the table of groups × themes, counted in participations.

    Parameters
    ----------
    graph
        The territory and wave; a participation in a project of k themes counts 1/k in each.
    by, missing
        See :func:`cooperation_graph.metrics.cross_group_project_share`.

    Returns
    -------
    float
        :math:`H_2' = (H_{2max} - H_2) / (H_{2max} - H_{2min})`, see :func:`cooperation_graph.metrics.h2_prime`; in [0, 1].

    Raises
    ------
    Undefined
        No project has a theme, or there is one group or one theme.

    References
    ----------
    Blüthgen, Menzel & Blüthgen 2006, BMC Ecology 6:9.

    Examples
    --------
    >>> from cooperation_graph.testing import random_graph
    >>> import numpy as np
    >>> 0 < group_theme_specialisation(random_graph(np.random.default_rng(9))) < 1
    True
    """
    if not theme_weights(graph)[0][graph.project_sizes > 0].any():
        raise Undefined(NO_THEME)
    return h2_prime(graph, by=by, columns="theme", missing=missing)


@metric(
    range=(0, 1), direction=+1, groups=("by",),
    label=N_("Shared diagnostics"), reading=N_("the share of the diagnostics in which at least two groups take part"),
    cannot_say=N_("taking part in a diagnostic is not agreeing with it"),
    compare_with=N_("the share of all projects that cross groups; other waves"), reference=N_("own definition"),
)  # fmt: skip
def shared_diagnostic_share(graph: CooperationGraph, *, by: str | None = None, missing: str = "drop", kind: str = "diagnostic") -> float:
    """Share of the diagnostics that gather at least two groups.

    Parameters
    ----------
    graph
        The territory and wave.
    by, missing
        See :func:`cooperation_graph.metrics.cross_group_project_share`.
    kind
        Which projects count, by their ``kind``, whatever the case.

    Returns
    -------
    float
        Over all projects of this kind with an actor, those of a single actor included (it shares with nobody); in [0, 1].

    Raises
    ------
    Undefined
        No project is of this kind.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.testing import random_graph
    >>> import numpy as np
    >>> shared_diagnostic_share(random_graph(np.random.default_rng(9)))
    0.8
    """
    seen, table = groups_in_projects(graph, by, missing)
    chosen = np.zeros(seen.n_projects, dtype=bool)
    if "kind" in seen.projects.columns:
        chosen = (seen.projects["kind"].astype("str").str.strip().str.lower() == kind.lower()).to_numpy(bool, na_value=False)
    chosen = chosen & (table.sum(axis=0) > 0)
    if not chosen.any():
        raise Undefined("no project is a diagnostic")
    return float(((table > 0).sum(axis=0) >= 2)[chosen].mean())
