"""Competition and cooperation: who applies against whom, and who of them works together all the same."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.applications import rivals_of
from cooperation_graph.metrics.card import metric
from cooperation_graph.projection import project_actors
from cooperation_graph.sufficient import direct, incidence_of

__all__ = ["STATES", "competition_density", "coopetition_lift", "coopetition_rate", "pair_states"]

#: What two actors are to each other.
STATES = (N_("none"), N_("competition"), N_("cooperation"), N_("both"))
NO_RIVALRY = {
    "not_asked": N_("the survey says of no application to a call, or of no competitor, here"),
    "no_rivals": N_("no two actors are rivals"),
}
EXPOSURE = N_("to apply to the same call is to be exposed to competition, not to be in conflict; without the refused applications only winners count")


def _rival_pairs(rivalry: str = "calls", strict: str | None = None) -> tuple[str, ...]:
    return (f"rival_pairs:{rivalry}|{strict or ''}",)


def _coopetition_rate(pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return pairs[..., 2] / pairs[..., 1], np.where(pairs[..., 3] == 0, 1, np.where(pairs[..., 1] == 0, 2, 0))


@metric(
    range=(0, 1), direction=+1, reads="applications", statistics=_rival_pairs, formula=_coopetition_rate, undefined=NO_RIVALRY,
    label=N_("Rivals who cooperate"),
    reading=N_("the share of the pairs of rivals that also share a project"), cannot_say=EXPOSURE,
    compare_with=N_("what activity and themes explain (the lift), never the pairs that are no rivals: who is active is in everything"),
    reference="Bengtsson & Kock 2000; Bunger 2013",
)  # fmt: skip
def coopetition_rate(graph: CooperationGraph, *, rivalry: str = "calls", strict: str | None = None) -> float:
    r"""Share of rivals who cooperate: :math:`P(\text{share a project} \mid \text{rivals})`.

    Parameters
    ----------
    graph
        The territory and wave; pairs of its actors are counted, applicants outside its roster are not.
    rivalry
        ``"calls"``: both applied to one call in different applications with a theme in common (an application without a theme
        goes with any). ``"reported"``: one of them calls the other a competitor.
    strict
        Attribute of actors (their trade) in which rivals must also agree.

    Returns
    -------
    float
        Rivals who share a project over rivals, in [0, 1].

    Raises
    ------
    Undefined
        No application (or answer) is known here, or no two actors are rivals.

    References
    ----------
    Bengtsson & Kock 2000, Ind. Mark. Manag. 29:411; Bunger 2013, Nonprofit Volunt. Sect. Q. 42:1155.

    Examples
    --------
    >>> from cooperation_graph.testing import random_graph
    >>> import numpy as np
    >>> coopetition_rate(random_graph(np.random.default_rng(9)))
    0.25
    """
    return float(direct(coopetition_rate, graph, rivalry=rivalry, strict=strict))


def _competition_density(pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return pairs[..., 1] / pairs[..., 0], np.where(pairs[..., 3] == 0, 1, np.where(pairs[..., 0] == 0, 2, 0))


@metric(
    range=(0, 1), direction=0, reads="applications", statistics=_rival_pairs, formula=_competition_density,
    undefined={"not_asked": NO_RIVALRY["not_asked"], "one_actor": N_("there are fewer than two actors")},
    label=N_("Extent of competition"), reading=N_("the share of the pairs of actors that are rivals"), cannot_say=EXPOSURE,
    compare_with=N_("other waves with the same kinds of calls; it falls as the number of actors grows"), reference=N_("own definition"),
)  # fmt: skip
def competition_density(graph: CooperationGraph, *, rivalry: str = "calls", strict: str | None = None) -> float:
    """Share of the pairs of actors that are rivals.

    Parameters
    ----------
    graph, rivalry, strict
        See :func:`coopetition_rate`.

    Returns
    -------
    float
        Rivals over n(n − 1)/2, in [0, 1].

    Raises
    ------
    Undefined
        No application (or answer) is known here, or there are fewer than two actors.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.testing import random_graph
    >>> import numpy as np
    >>> round(competition_density(random_graph(np.random.default_rng(9))) * 66)
    4
    """
    return float(direct(competition_density, graph, rivalry=rivalry, strict=strict))


@metric(
    range=(0, np.inf), direction=+1, reads="applications", chance=True,
    label=N_("Cooperation of rivals, net of activity and themes"),
    reading=N_("1: rivals cooperate as much as their activity in each theme explains; above 1, more; below 1, they avoid each other"),
    cannot_say=EXPOSURE, compare_with=N_("1; other territories with the same kinds of calls"),
    reference=N_("own definition; null model: Strona et al. 2014"),
)  # fmt: skip
def coopetition_lift(
    graph: CooperationGraph, *, rivalry: str = "calls", strict: str | None = None, strata: str | None = "theme",
    fix_leads: bool = True, draws: int = 499, rng: np.random.Generator | int | None = None,
) -> float:  # fmt: skip
    r"""Share of rivals who cooperate over its mean when partners are drawn at random inside each theme.

    The draws keep how many projects of each (first) theme every actor takes part in, how many actors every project has, and who
    leads it: rivals meet more often than others because they are active in the same theme, and less often because those who apply
    against each other lead different projects; both are taken away. Without an effect of rivalry the value is 1 ± .05 on average
    in simulation, where the raw ratio to pairs that are no rivals is 1.5 to 2.8.

    Parameters
    ----------
    graph, rivalry, strict
        See :func:`coopetition_rate`.
    strata
        Attribute of projects inside which partners are drawn; None (or an attribute that the survey does not have) draws over all
        projects.
    fix_leads
        False redraws leads too: right where applicants are not those who lead (with them the value is .93 without an effect).
    draws
        Draws from :func:`cooperation_graph.nulls.keep_degrees`.
    rng
        Chance: a seed, a generator, or None for a fresh one.

    Returns
    -------
    float
        :math:`CR / \overline{CR^*}`, at least 0. It costs one pass a draw: general path.

    Raises
    ------
    Undefined
        No application (or answer) is known here, no two actors are rivals, or activity alone never makes rivals meet.

    References
    ----------
    Own definition; null model: Strona et al. 2014, Nat. Commun. 5:4114.

    Examples
    --------
    >>> from cooperation_graph.testing import random_graph
    >>> import numpy as np
    >>> round(coopetition_lift(random_graph(np.random.default_rng(9)), rng=1), 1)
    1.0
    """
    observed = coopetition_rate(graph, rivalry=rivalry, strict=strict)
    drawn = drawn_meetings(graph, rivalry, strict, strata, fix_leads, draws, rng)
    if drawn.mean() == 0:
        raise Undefined("activity and the size of projects never make rivals meet")
    return float(observed / drawn.mean())


def drawn_meetings(
    graph: CooperationGraph, rivalry: str, strict: str | None, strata: str | None, fix_leads: bool, draws: int,
    rng: np.random.Generator | int | None,
) -> np.ndarray:  # fmt: skip
    """Whether each pair of rivals shares a project in each draw: draws × pairs."""
    from cooperation_graph.nulls import keep_degrees
    from cooperation_graph.nulls.chance import entropy_of
    from cooperation_graph.nulls.draws import drawn_lists

    pairs = rivals_of(incidence_of(graph, None), rivalry, strict)
    first, second = pairs["first"].to_numpy(np.int64), pairs["second"].to_numpy(np.int64)
    null = partial(keep_degrees, strata=strata if strata in graph.survey.projects.columns else None, fix_leads=fix_leads)
    projects = np.repeat(np.arange(graph.n_projects), graph.project_sizes)
    meet = np.zeros((draws, len(pairs)), dtype=bool)
    for number, members in enumerate(drawn_lists(graph, null, draws=draws, entropy=entropy_of(rng))):
        there = np.zeros((graph.n_actors, graph.n_projects), dtype=bool)
        there[members, projects] = True
        meet[number] = (there[first] & there[second]).any(axis=1)
    return meet


def pair_states(graph: CooperationGraph, *, rivalry: str = "calls", strict: str | None = None) -> pd.DataFrame:
    """What every two actors are to each other: nothing, rivals, partners, or both.

    Parameters
    ----------
    graph, rivalry, strict
        See :func:`coopetition_rate`.

    Returns
    -------
    pandas.DataFrame
        One row a pair of actors of the graph, ``actor_a`` before ``actor_b`` in the order of the graph: ``state`` (``none``,
        ``competition``, ``cooperation``, ``both``), ``calls`` to which they applied against each other, ``rivalry`` (each such call
        counts 1/(applications − 1)) and ``projects`` shared.

    Raises
    ------
    Undefined
        No application (or answer) is known here: nobody can be said not to be a rival.

    References
    ----------
    Bengtsson & Kock 2000, Ind. Mark. Manag. 29:411.

    Examples
    --------
    >>> from cooperation_graph.testing import random_graph
    >>> import numpy as np
    >>> pair_states(random_graph(np.random.default_rng(9)))["state"].value_counts().sort_index().to_dict()
    {'both': 1, 'competition': 3, 'cooperation': 20, 'none': 42}
    """
    try:
        coopetition_rate(graph, rivalry=rivalry, strict=strict)
    except Undefined as error:
        if str(error) == NO_RIVALRY["not_asked"]:
            raise
    pairs = rivals_of(incidence_of(graph, None), rivalry, strict)
    n = graph.n_actors
    first, second = np.triu_indices(n, 1)
    place = pairs["first"].to_numpy(np.int64), pairs["second"].to_numpy(np.int64)
    rival, calls, weight = (np.asarray(sp.coo_array((v, place), shape=(n, n)).toarray()[first, second]) for v in (
        np.ones(len(pairs)), pairs["calls"].to_numpy(float), pairs["weight"].to_numpy(float),
    ))  # fmt: skip
    shared = project_actors(graph, "count").toarray()[first, second]
    state = np.asarray(STATES, dtype=object)[(rival > 0) + 2 * (shared > 0)]
    return pd.DataFrame({
        "actor_a": pd.Series(graph.actor_ids[first], dtype="str"), "actor_b": pd.Series(graph.actor_ids[second], dtype="str"),
        "state": pd.Series(state, dtype="str"), "calls": calls.astype(np.int64), "rivalry": weight, "projects": shared.astype(np.int64),
    })  # fmt: skip
