"""After the animator: what becomes of the ties that only the animator's projects carried, and of the key resources."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.evolution.states import KNOWN, actor_states
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.bridging.profile import key_resources
from cooperation_graph.metrics.dependence import animators_of, cross_meetings
from cooperation_graph.sufficient import group_attribute, incidence_of

__all__ = ["HandOver", "hand_over", "resource_stability"]

NO_CROSS_TIE = N_("no two actors of different groups share a project in the earlier wave")


class HandOver(NamedTuple):
    """Cross-group pairs that met only in the animator's projects, and what became of them.

    Attributes
    ----------
    share_from, share_to
        Cross-group tied pairs whose only shared projects have the animator in them, over cross-group tied pairs; NaN in the later
        wave when it has none.
    only_from, cross_from, only_to, cross_to
        Their numerators and denominators.
    handed_over, still, ended, gone, unknown
        The `only_from` pairs in the later wave: meeting without the animator; only with the animator; known and not meeting any
        more; one of them left; one of whom nothing is known.
    """

    share_from: float
    share_to: float
    only_from: int
    cross_from: int
    only_to: int
    cross_to: int
    handed_over: int
    still: int
    ended: int
    gone: int
    unknown: int


def hand_over(graph_from: CooperationGraph, graph_to: CooperationGraph, *, by: str | None = None) -> HandOver:
    """Follow the cross-group ties that exist only through the animator: does cooperation go on without?

    Parameters
    ----------
    graph_from, graph_to
        One territory in two waves. Animators (marked so, or in the role ``animator``) are no end of the pairs.
    by
        Attribute that forms groups; the first declared one without.

    Returns
    -------
    HandOver
        The change of the share with an interval and a test: ``compare_waves(graphs, …, metrics="animator_dependence")``.

    Raises
    ------
    Undefined
        The survey names no animator, or the earlier wave has no cross-group tie.

    Notes
    -----
    A tie that goes on with the animator is no failure, one that ends is no proof of one: projects end.

    Examples
    --------
    >>> import cooperation_graph as cg
    >>> rows = [("1", "ann", "fair", "lead"), ("1", "bob", "fair", "partner"), ("1", "eve", "fair", "animator"),
    ...         ("2", "ann", "yard", "lead"), ("2", "bob", "yard", "partner")]
    >>> actors = pd.DataFrame({"actor": ["ann", "bob"], "sector": ["x", "y"]})
    >>> table = pd.DataFrame(rows, columns=["wave", "actor", "project", "role"])
    >>> graphs = cg.build_graphs(cg.Survey.from_frame(table, actors=actors, by=["sector"]))
    >>> found = hand_over(graphs[0], graphs[1])
    >>> found.share_from, found.share_to, found.handed_over
    (1.0, 0.0, 1)
    """
    (only, cross), (only_later, cross_later) = (_pairs(graph, by) for graph in (graph_from, graph_to))
    if not cross:
        raise Undefined(NO_CROSS_TIE)
    later = actor_states(graph_from, graph_to)["to"]
    fate = {"handed_over": 0, "still": 0, "ended": 0, "gone": 0, "unknown": 0}
    for pair in only:
        states = [str(later.get(actor, "unknown")) for actor in pair]
        if pair in cross_later:
            fate["still" if pair in only_later else "handed_over"] += 1
        elif all(state in KNOWN for state in states):
            fate["ended"] += 1
        else:
            fate["unknown" if any(state in ("unknown", "absent") for state in states) else "gone"] += 1
    return HandOver(
        len(only) / len(cross), len(only_later) / len(cross_later) if cross_later else np.nan, len(only), len(cross),
        len(only_later), len(cross_later), **fate,
    )  # fmt: skip


def _pairs(graph: CooperationGraph, by: str | None) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
    """Cross-group tied pairs that meet in the animator's projects only, and all of them."""
    animators_of(graph)  # nothing can be said where nobody is one
    met = next(cross_meetings(incidence_of(graph, group_attribute(graph, by))))
    without, everywhere = (
        {frozenset((met.ids[a], met.ids[b])) for a, b in zip(shared.row, shared.col, strict=True)} for shared in (met.alone, met.shared)
    )
    return everywhere - without, everywhere


def resource_stability(
    graph_from: CooperationGraph, graph_to: CooperationGraph, *, by: str | None = None, k: int = 5, draws: int = 500,
    rng: np.random.Generator | int | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Key resources of either wave in both: who stays one, with what certainty.

    Parameters
    ----------
    graph_from, graph_to
        One territory in two waves.
    by, k, draws, rng
        As in :func:`cooperation_graph.metrics.bridging.profile.key_resources`.

    Returns
    -------
    DataFrame
        By actor: state_from, state_to (see :func:`actor_states`), p_top_from, p_top_to (probability of being among the first k; NaN
        where the actor is not in the graph), label_from, label_to, fate: ``stays`` (labelled in both waves), ``fades`` or ``emerges``
        (labelled in one, known in the other), ``left``, ``came``, ``unknown``. Only actors labelled in one wave.

    Raises
    ------
    Undefined
        A wave has fewer than three actors or two projects.

    Notes
    -----
    A label lost is not a fall shown: probabilities just above and below a line may be equal.

    Examples
    --------
    >>> star = np.vstack([np.ones((1, 6)), np.eye(6)])
    >>> actors = pd.DataFrame({"sector": list("xyyyyyy")}, index=list("abcdefg"))
    >>> graph = CooperationGraph.from_biadjacency(star, actors=actors)
    >>> resource_stability(graph, graph, by="sector", k=1, draws=20, rng=1)["fate"].to_dict()
    {'a': 'stays'}
    """
    generator = np.random.default_rng(rng)
    states = actor_states(graph_from, graph_to)
    sides = []
    for graph, end in ((graph_from, "from"), (graph_to, "to")):
        found = key_resources(graph, by=by, k=k, draws=draws, rng=generator)[["p_top", "label"]]
        sides.append(found.rename(columns={"p_top": f"p_top_{end}", "label": f"label_{end}"}))
    whole = sides[0].join(sides[1], how="outer")
    for end in ("from", "to"):
        whole[f"label_{end}"] = whole[f"label_{end}"].fillna("").astype("str")
        whole[f"state_{end}"] = states[end].reindex(whole.index).fillna("unknown").astype("str")
    whole = whole[(whole["label_from"] != "") | (whole["label_to"] != "")]
    known = {end: whole[f"state_{end}"].isin(KNOWN) for end in ("from", "to")}
    doubtful = whole["state_from"].isin(["unknown", "absent"]) | whole["state_to"].isin(["unknown", "absent"])
    first, second = whole["label_from"] != "", whole["label_to"] != ""
    whole["fate"] = pd.Series(np.select(
        [first & second, doubtful, first & known["to"], second & known["from"], first], ["stays", "unknown", "fades", "emerges", "left"],
        "came",
    ), index=whole.index, dtype="str")  # fmt: skip
    columns = ["state_from", "state_to", "p_top_from", "p_top_to", "label_from", "label_to", "fate"]
    return whole[columns].sort_values(["p_top_from", "p_top_to"], ascending=False)
