"""`keep_degrees`: actors take part in as many projects, projects hold as many actors; only who meets whom is drawn."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.nulls.card import NullCard
from cooperation_graph.nulls.chance import entropy_of
from cooperation_graph.nulls.draws import draw_graphs

__all__ = ["keep_degrees"]


def keep_degrees(
    graph: CooperationGraph, *, rng: np.random.Generator | int | None = None, strata: str | None = None, fix_leads: bool = False,
    impossible: pd.DataFrame | None = None,
) -> CooperationGraph:  # fmt: skip
    """Draw a graph in which every actor has as many projects and every project as many actors as observed.

    Parameters
    ----------
    graph
        The observed graph.
    rng
        Chance: a generator, a seed, or None for a fresh one.
    strata
        Attribute of projects inside which projects are exchanged (``"theme"``): everyone keeps his number in each stratum.
    fix_leads
        Leads stay where they are; partners are drawn.
    impossible
        Pairs of actor and project that could not be (an actor that did not exist yet, a project elsewhere): columns ``actor,
        project``, and ``territory, wave`` where these matter.

    Returns
    -------
    CooperationGraph
        A draw from the uniform law over all graphs with these degrees (and these strata, and these leads).

    Raises
    ------
    ValueError
        An observed participation is declared impossible.

    Notes
    -----
    Curveball trades reach every graph when no cell is forbidden. Fixed leads and impossible pairs can part the graphs that
    trades reach; rotations among three projects or more, two more than the forbidden actors of a project at most, join them
    again (see :func:`cooperation_graph.kernels.curveball.rotations`). They go round ten projects at most: with more than eight
    forbidden actors in a project the law is uniform over the graphs that trades and these rotations reach.

    References
    ----------
    Strona et al. 2014, Nat. Commun. 5:4114; uniformity: Carstens 2015, Phys. Rev. E 91:042812.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> graph = tiny_graph("two_silos_and_a_bridge")
    >>> drawn = keep_degrees(graph, rng=1)
    >>> (drawn.actor_degrees == graph.actor_degrees).all() and (drawn.project_sizes == graph.project_sizes).all()
    np.True_
    """
    asked: dict[str, Any] = {key: value for key, value in (("strata", strata), ("fix_leads", fix_leads)) if value}
    if impossible is not None:
        asked["impossible"] = impossible
    return next(draw_graphs(graph, partial(keep_degrees, **asked), draws=1, entropy=entropy_of(rng)))


keep_degrees.card = NullCard(  # type: ignore[attr-defined]
    "keep_degrees", ("actor degrees", "project sizes"),
    N_("every actor takes part in as many projects, every project gathers as many actors; only who meets whom is left to chance"),
    "trades",
)  # fmt: skip
