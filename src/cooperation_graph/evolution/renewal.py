"""Cooperation that outlives its project: is it more than active actors meeting again by chance?"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.evolution.ledger import ALL_CARRIED, tie_ledger
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.nulls import keep_degrees
from cooperation_graph.nulls.chance import entropy_of
from cooperation_graph.nulls.draws import drawn_lists
from cooperation_graph.uncertainty import two_sided_p

__all__ = ["Renewal", "renewal_lift"]

NO_NEW_PROJECT = N_("no project is new in the later wave")
NEVER_MEET = N_("no draw lets any of these pairs meet again")


class Renewal(NamedTuple):
    """Ties renewed in new projects against chance.

    Attributes
    ----------
    lift
        observed / expected: 1 when pairs meet again as often as their activity and themes alone make them.
    observed, expected, sd
        Renewed ties, and their mean and spread over the draws.
    at_risk
        Ties of stayers that no continuing project carries.
    p
        Two-sided.
    draws
        Draws from the null model.
    """

    lift: float
    observed: int
    expected: float
    sd: float
    at_risk: int
    p: float
    draws: int


def renewal_lift(
    graph_from: CooperationGraph, graph_to: CooperationGraph, *, strata: str | None = "theme", draws: int = 999,
    rng: np.random.Generator | int | None = None,
) -> Renewal:  # fmt: skip
    """Compare the ties that come back in new projects with those that activity alone would bring back.

    Parameters
    ----------
    graph_from, graph_to
        One territory in two waves.
    strata
        Attribute of projects inside which participations are exchanged. Without the theme, shared themes look like memory
        (lift up to 1.11 with none in simulation; .99–1.02 within themes). None, or an attribute the survey does not have:
        exchange all.
    draws
        Draws of who takes part in the new projects.
    rng
        Chance: a seed, a generator, or None for a fresh one.

    Returns
    -------
    Renewal
        Among the ties of actors known in both waves that no continuing project carries, those that share a new project,
        over their mean when everyone keeps his number of new projects (by theme) and every new project its size.

    Raises
    ------
    Undefined
        No tie is at risk, no project is new, or no draw lets a pair meet again.

    Notes
    -----
    Renewal is censored at the last wave: what is not renewed yet may still be.

    References
    ----------
    Own definition (methods A1); curveball, Strona et al. 2014, Nat. Commun. 5:4114.

    Examples
    --------
    >>> pairs = np.eye(2)[[0, 0, 1, 1]]
    >>> one = CooperationGraph.from_biadjacency(pairs, wave="1")
    >>> names = pd.DataFrame(index=pd.Index(["new", "newer"], dtype="str"))
    >>> two = CooperationGraph.from_biadjacency(pairs, projects=names, wave="2")
    >>> renewal_lift(one, two, rng=1).observed
    2
    """
    ledger = tie_ledger(graph_from, graph_to)
    kind = ledger["class"]
    lost = kind.str.startswith("lost") & (kind != "lost_unknown")
    risk = ledger[ledger["stayers"] & ((kind == "kept_renewed") | lost)]
    if not len(risk):
        raise Undefined(ALL_CARRIED)
    new = ~graph_to.project_ids.isin(graph_from.project_ids)
    later = graph_to.keep_projects(new)
    if not later.n_participations:
        raise Undefined(NO_NEW_PROJECT)
    a, b = (graph_to.actor_ids.get_indexer(pd.Index(risk[column])) for column in ("actor_a", "actor_b"))
    slots = np.repeat(np.arange(later.n_projects), later.project_sizes)
    known = strata is not None and strata in later.survey.projects.columns
    null = partial(keep_degrees, strata=strata) if known else keep_degrees

    def renewed(members: np.ndarray) -> int:
        table = np.zeros((later.n_projects, later.n_actors), dtype=bool)
        table[slots, members] = True
        return int((table[:, a] & table[:, b]).any(axis=0).sum())

    observed = renewed(later.project_side[1])
    drawn = np.array([renewed(members) for members in drawn_lists(later, null, draws=draws, entropy=entropy_of(rng))])
    if not drawn.any():
        raise Undefined(NEVER_MEET)
    mean = float(drawn.mean())
    return Renewal(
        observed / mean, observed, mean, float(drawn.std(ddof=1)), len(risk), float(two_sided_p(observed, drawn)), draws
    )  # fmt: skip
