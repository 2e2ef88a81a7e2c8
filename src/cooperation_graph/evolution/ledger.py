"""The tie ledger: every tie of two waves in one class, and the rates that follow.

Projects end naturally: losing a project tie is not losing cooperation. What counts is whether two actors meet again.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.evolution.states import GONE, KNOWN, actor_states
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_

__all__ = ["CLASSES", "ledger_rates", "tie_ledger"]

CLASSES = (
    "kept_carried", "kept_renewed", "lost_exit", "lost_project_ended", "lost_left_project", "lost_unknown", "formed_entry",
    "formed_new_project", "formed_joined_project", "formed_unknown",
)  # fmt: skip

NO_TIE_AMONG_STAYERS = N_("the actors present in both waves had no tie in the earlier wave")
ALL_TIED = N_("all actors present in both waves were tied already")
NO_TIE_AT_ALL = N_("there is no tie in either wave")
ALL_CARRIED = N_("continuing projects carry every tie of the actors present in both waves")
NO_ACTOR = N_("there is no actor in that wave")
NO_PROJECT = N_("there is no project in that wave")


def tie_ledger(
    graph_from: CooperationGraph, graph_to: CooperationGraph, *, states: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Every pair of actors tied in either wave, and what became of the tie.

    Parameters
    ----------
    graph_from, graph_to
        One territory in two waves; projects with the same id continue.
    states
        What :func:`actor_states` says, when it is known already.

    Returns
    -------
    DataFrame
        actor_a, actor_b, class, stayers (both known in both waves), meet_anew (they share a project that is new).

    Notes
    -----
    T₁, T₂ are the ties (at least one shared project). The classes partition T₁ ∪ T₂:

    - in both waves: ``kept_carried`` when one continuing project holds both actors in both waves, else ``kept_renewed``;
    - in T₁ only: ``lost_exit`` when an actor is gone (outside the later roster, merged, or absent where there is no roster);
      ``lost_unknown`` when nothing is known of one of them there (not 0 but unknown: it enters no rate);
      ``lost_project_ended`` when a project they shared has ended; else ``lost_left_project``;
    - in T₂ only, the mirror image: ``formed_entry``, ``formed_unknown``, ``formed_new_project``, ``formed_joined_project``.

    A tie means "named in the same project", not intensity.

    References
    ----------
    Snijders, van de Bunt & Steglich 2010, Social Networks 32:44 (counts of tie changes); renewal is our definition.

    Examples
    --------
    >>> one = CooperationGraph.from_biadjacency([[1, 0], [1, 1], [0, 1]], wave="1")
    >>> two = CooperationGraph.from_biadjacency([[1, 0], [1, 1], [0, 1]], wave="2")
    >>> tie_ledger(one, two)["class"].tolist()
    ['kept_carried', 'kept_carried']
    """
    states = actor_states(graph_from, graph_to) if states is None else states
    ids = states.index
    projects = graph_from.project_ids.union(graph_to.project_ids)
    continuing = projects.isin(graph_from.project_ids) & projects.isin(graph_to.project_ids)
    earlier, later = (_on(graph, ids, projects) for graph in (graph_from, graph_to))
    ties_1, ties_2 = _pairs(earlier), _pairs(later)
    keys = np.union1d(ties_1, ties_2)
    in_1, in_2 = _among(keys, ties_1), _among(keys, ties_2)
    carried = _among(keys, _pairs(earlier.multiply(later)))
    ended, new = _among(keys, _pairs(earlier[:, ~continuing])), _among(keys, _pairs(later[:, ~continuing]))
    a, b = keys // max(len(ids), 1), keys % max(len(ids), 1)

    def either(wave: str, *some: str) -> np.ndarray:
        marked = states[wave].isin(some).to_numpy()
        return np.asarray(marked[a] | marked[b])

    known = (states["from"].isin(KNOWN) & states["to"].isin(KNOWN)).to_numpy()
    kind = np.select(
        [
            in_1 & in_2 & carried, in_1 & in_2, in_1 & either("to", *GONE), in_1 & either("to", "unknown"), in_1 & ended,
            in_1, either("from", *GONE), either("from", "unknown"), new,
        ],
        [
            "kept_carried", "kept_renewed", "lost_exit", "lost_unknown", "lost_project_ended", "lost_left_project",
            "formed_entry", "formed_unknown", "formed_new_project",
        ],
        "formed_joined_project",
    )  # fmt: skip
    return pd.DataFrame({
        "actor_a": ids[a].astype("str"), "actor_b": ids[b].astype("str"), "class": pd.Series(kind, dtype="str"),
        "stayers": known[a] & known[b], "meet_anew": new,
    })  # fmt: skip


def _on(graph: CooperationGraph, ids: pd.Index, projects: pd.Index) -> sp.csc_array:
    rows = np.repeat(ids.get_indexer(graph.actor_ids), np.diff(graph.indptr))
    columns = projects.get_indexer(graph.project_ids)[graph.indices]
    matrix = sp.coo_array((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=(len(ids), len(projects)))
    return sp.csc_array(matrix)


def _pairs(incidence: sp.sparray) -> np.ndarray:
    """Pairs of rows that share a column, a < b, as sorted keys a·N + b."""
    shared = sp.coo_array(sp.triu(incidence @ incidence.T, k=1))
    return np.unique(shared.row[shared.data > 0].astype(np.int64) * max(incidence.shape[0], 1) + shared.col[shared.data > 0])


def _among(keys: np.ndarray, some: np.ndarray) -> np.ndarray:
    return np.isin(keys, some, assume_unique=True)


def ledger_rates(
    ledger: pd.DataFrame, states: pd.DataFrame, graph_from: CooperationGraph, graph_to: CooperationGraph
) -> pd.DataFrame:
    """Rates with their numerators and denominators: rate, value, numerator, denominator, low, high, status.

    Notes
    -----
    With S the actors known in both waves: ``persistence`` |T₁∩T₂∩S²| / |T₁∩S²|; ``formation`` ties formed in S² / pairs of S
    without a tie in the earlier wave; ``jaccard`` |T₁∩T₂| / |T₁∪T₂| without unknown ties; ``renewal_rate`` share of the
    stayers' ties that no continuing project carries which reappear in a new project; ``exit_rate`` actors known in the
    earlier wave and gone in the later one, over those whose later state is known; ``entry_rate`` likewise, backwards;
    ``withdrawal_rate`` active actors that take part in nothing later, over active actors known later;
    ``project_continuation`` projects that go on.

    Unknown ties and actors leave numerators and denominators. ``low`` and ``high`` are the value if they had all counted against
    the rate, or all for it: whatever they did, it lies between. Someone absent from a wave without a roster left or did not
    answer: ``exit_rate`` may then be as low as without any of them. NaN where these bounds do not exist (``formation``).
    """
    kind, stayers = ledger["class"], ledger["stayers"]
    kept, lost = kind.str.startswith("kept"), kind.str.startswith("lost") & (kind != "lost_unknown")
    formed = kind.str.startswith("formed") & (kind != "formed_unknown")
    known = states["from"].isin(KNOWN) & states["to"].isin(KNOWN)
    had = int((stayers & (kept | lost)).sum())
    not_carried = stayers & ((kind == "kept_renewed") | lost)
    before, after = states["from"].isin(KNOWN), states["to"].isin(KNOWN)
    active = (states["from"] == "active") & after
    unknown_tie = int((kind == "lost_unknown").sum())
    new_unknown = int((kind == "formed_unknown").sum())
    silent_after, silent_before = (int((on & (states[end] == "unknown")).sum()) for on, end in ((before, "to"), (after, "from")))
    absent = [int((on & (states[end] == "absent")).sum()) for on, end in ((before, "to"), (after, "from"))]
    out_after, out_before = int((before & states["to"].isin(GONE)).sum()), int((after & states["from"].isin(GONE)).sum())
    mute = int(((states["from"] == "active") & (states["to"] == "unknown")).sum())
    rows = [
        ("persistence", (kept & stayers).sum(), had, unknown_tie, 0, NO_TIE_AMONG_STAYERS),
        ("formation", (formed & stayers).sum(), math.comb(int(known.sum()), 2) - had, None, 0, ALL_TIED),
        ("jaccard", kept.sum(), (kept | lost | formed).sum(), unknown_tie + new_unknown, 0, NO_TIE_AT_ALL),
        ("renewal_rate", (not_carried & kept & ledger["meet_anew"]).sum(), not_carried.sum(), unknown_tie, 0,
         ALL_CARRIED if had else NO_TIE_AMONG_STAYERS),
        ("exit_rate", out_after, (before & (states["to"] != "unknown")).sum(), silent_after, absent[0], NO_ACTOR),
        ("entry_rate", out_before, (after & (states["from"] != "unknown")).sum(), silent_before, absent[1], NO_ACTOR),
        ("withdrawal_rate", (active & (states["to"] != "active")).sum(), active.sum(), mute, 0, NO_ACTOR),
        ("project_continuation", graph_from.project_ids.isin(graph_to.project_ids).sum(), graph_from.n_projects, 0, 0, NO_PROJECT),
    ]  # fmt: skip
    low, high = zip(*(_bounds(*row[1:5]) for row in rows), strict=True)
    return pd.DataFrame({
        "rate": pd.Series([row[0] for row in rows], dtype="str"),
        "value": [row[1] / row[2] if row[2] else np.nan for row in rows],
        "numerator": np.array([row[1] for row in rows], dtype=float),
        "denominator": np.array([row[2] for row in rows], dtype=float),
        "low": low, "high": high,
        "status": pd.Series(["" if row[2] else row[5] for row in rows], dtype="str"),
    })  # fmt: skip


def _bounds(numerator: int, denominator: int, unknown: int | None, doubtful: int) -> tuple[float, float]:
    """The rate when nothing unknown counts for it, nor anything doubtful; and when all of it does."""
    if unknown is None or not denominator + unknown:
        return np.nan, np.nan
    return (numerator - doubtful) / (denominator + unknown), (numerator + unknown) / (denominator + unknown)
