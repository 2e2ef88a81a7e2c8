"""`find_blocks`: groups of actors found from who works with whom, behind a gate, and what they coincide with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number, percent
from cooperation_graph.nulls import keep_degrees
from cooperation_graph.nulls.card import null_name
from cooperation_graph.nulls.chance import entropy_of, graph_key
from cooperation_graph.nulls.draws import draw_graphs
from cooperation_graph.results import Result, provenance
from cooperation_graph.silos.agreement import adjusted_mutual_information

__all__ = ["Blocks", "find_blocks"]

#: Searches on the observed graph and on each draw, so that both are searched with the same effort.
GATE_STARTS, GATE_PASSES = 3, 5
#: Passes of a search that is left to end by itself.
PATIENCE = 100
#: The gate of stability, and the size from which actors are a block (design: methods A3).
STABLE, SMALLEST = 0.8, 3
#: Kinds of actors of which every two are compared; pairs compared at a time; projects of more kinds are no reason to compare them.
ALL_PAIRS, CHUNK, MANY_PARTNERS = 2000, 200_000, 100
#: Attributes of projects that blocks are compared with.
OF_PROJECTS = (N_("theme"), N_("funder"), N_("place"))
NOT_CONNECTED = N_("no project gathers two actors")
NOT_BEYOND_CHANCE = N_("activity and the size of projects give blocks as marked by chance")
NOT_STABLE = N_("repeated searches do not find the same blocks")


@dataclass(frozen=True, eq=False, repr=False)
class Blocks(Result):
    """Blocks of actors and projects; empty with a reason when the gate is not passed.

    ``tables["gate"]`` holds the modularity, what the null gives, stability and reason; ``tables["compared"]`` the agreement
    with declared groups and attributes of projects.
    """

    kind: ClassVar[str] = "blocks"

    def sentences(self, lang: str) -> list[str]:
        """How many blocks there are and what they look like, or why there are none."""
        _ = translator(lang)
        gate = self.tables["gate"].iloc[0]
        if gate["reason"]:
            return [_("No blocks are shown: {reason}.", reason=_(gate["reason"]))]
        inside = int((self.frame.loc[self.frame["level"] == "actor", "block"] != "").sum())
        texts = [_(
            "{n} block of actors, found from projects alone, holds {inside} of {actors} actors; pairs of a block are found "
            "together in {stability} of searches.",
            plural="{n} blocks of actors, found from projects alone, hold {inside} of {actors} actors; pairs of a block are found "
            "together in {stability} of searches.", n=int(gate["n_blocks"]), inside=number(inside, lang, 0),
            actors=number(gate["n_actors"], lang, 0), stability=percent(gate["stability"], lang),
        )]  # fmt: skip
        known = self.tables["compared"].dropna(subset="ami")
        return texts + [
            _("Agreement with {attribute}: {ami} (0 as by chance, 1 the same).", attribute=_(by), ami=number(ami, lang, 2))
            for by, ami in zip(known["by"], known["ami"].astype(float), strict=True)
        ]

    def _one_line(self) -> str:
        gate = self.tables["gate"].iloc[0]
        return gate["reason"] or f"{int(gate['n_blocks'])} blocks, modularity {gate['modularity']:.3f}"


def find_blocks(
    graph: CooperationGraph, *, null: Callable[..., Any] = keep_degrees, starts: int = 50, draws: int = 199,
    alpha: float = 0.05, rng: np.random.Generator | int | None = None,
) -> Blocks:  # fmt: skip
    r"""Find blocks of actors who work on the same projects, and show them only when there is something to show.

    Barber's modularity of communities of actors and projects,
    :math:`Q = \frac{1}{T} \sum_{ip} (B_{ip} - r_i c_p / T)\, \delta(g_i, h_p)`, is maximised from many starts; blocks are the
    consensus, actors together in more than half of the searches, connected, three at least.

    Parameters
    ----------
    graph
        One territory and wave.
    null
        Null model of the gate.
    starts
        Searches from different orders.
    draws
        Draws from the null model, each searched with the same effort as the observed graph.
    alpha
        The modularity must be above the :math:`1 - \alpha` quantile of the draws.
    rng
        Chance: a generator, a seed, or None for a fresh one.

    Returns
    -------
    Blocks
        One row an actor and a project: ``block`` ``"1"``, ``"2"``… by size, empty for none. All empty, with the reason in
        ``tables["gate"]``, unless the modularity passes and pairs of a block are together in 80 % of searches on average:
        modularity finds blocks in any sparse graph, silo or not.

    References
    ----------
    Barber 2007, Phys. Rev. E 76:066102; Traag, Waltman & van Eck 2019, Sci. Rep. 9:5233; Lancichinetti & Fortunato 2012, Sci.
    Rep. 2:336; Guimerà, Sales-Pardo & Amaral 2004, Phys. Rev. E 70:025101.

    Examples
    --------
    >>> import numpy as np
    >>> matrix = np.kron(np.eye(3), np.ones((5, 6)))
    >>> blocks = find_blocks(CooperationGraph.from_biadjacency(matrix), rng=1)
    >>> blocks.tables["gate"][["modularity", "n_blocks", "stability", "reason"]].round(3).values.tolist()
    [[0.667, 3, 1.0, '']]
    """
    entropy = entropy_of(rng)
    n = graph.n_actors
    gate: dict[str, Any] = {
        "territory": graph.territory, "wave": graph.wave, "modularity": np.nan, "expected": np.nan, "sd": np.nan,
        "critical": np.nan, "p": np.nan, "stability": np.nan, "n_blocks": 0, "n_actors": n, "reason": "",
    }  # fmt: skip
    actor_blocks, project_blocks = np.full(n, -1), np.full(graph.n_projects, -1)
    if (graph.project_sizes > 1).any():
        key = graph_key(entropy, graph.territory, graph.wave, "find_blocks")
        observed = _search(graph, GATE_STARTS, GATE_PASSES, key)[1].max()
        drawn = np.array([
            _search(one, GATE_STARTS, GATE_PASSES, key)[1].max()
            for one in draw_graphs(graph, null, draws=draws, entropy=entropy)
        ])  # fmt: skip
        labels, quality = _search(graph, starts, PATIENCE, key)
        blocks, stability = _consensus(labels[:, :n], graph.biadjacency)
        gate |= {
            "modularity": quality.max(), "expected": drawn.mean(), "sd": drawn.std(ddof=1) if draws > 1 else np.nan,
            "critical": np.sort(drawn)[min(int(np.ceil((1 - alpha) * draws)), draws) - 1],
            "p": ((drawn >= observed - 1e-12).sum() + 1) / (draws + 1), "stability": stability,
        }  # fmt: skip
        if gate["p"] > alpha:
            gate["reason"] = NOT_BEYOND_CHANCE
        elif not stability >= STABLE:
            gate["reason"] = NOT_STABLE
        else:
            actor_blocks = blocks
            project_blocks = _place_projects(graph, blocks)
            gate["n_blocks"] = int(blocks.max() + 1)
    else:
        gate["reason"] = NOT_CONNECTED
    frame = pd.concat([
        pd.DataFrame({"level": level, "item": ids, "block": [str(b + 1) if b >= 0 else "" for b in found]})
        for level, ids, found in (("actor", graph.actor_ids, actor_blocks), ("project", graph.project_ids, project_blocks))
    ], ignore_index=True)  # fmt: skip
    frame.insert(0, "territory", graph.territory)
    frame.insert(1, "wave", graph.wave)
    return Blocks(
        frame.astype("str"), {"gate": pd.DataFrame([gate]), "compared": _compared(graph, actor_blocks, project_blocks)},
        provenance=provenance(null=null_name(null), draws=draws, starts=starts, alpha=alpha, entropy=entropy),
    )  # fmt: skip


def _search(graph: CooperationGraph, starts: int, passes: int, key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Communities of actors and projects from several starts, and their modularity."""
    from cooperation_graph.kernels.communities import communities

    n, incidence = graph.n_actors, graph.biadjacency
    both = sp.block_array([[None, incidence], [incidence.T, None]], format="csr")
    labels, quality = np.zeros((starts, n + graph.n_projects), dtype=np.int64), np.zeros(starts)
    communities(n, both.indptr.astype(np.int64), both.indices.astype(np.int64), starts, passes, key, labels, quality)
    return labels, quality


def _consensus(labels: np.ndarray, incidence: sp.csr_array, *, all_pairs: int = ALL_PAIRS) -> tuple[np.ndarray, float]:
    """Blocks of actors together in more than half of the searches, largest first (-1: none), and their mean share together.

    Actors with the same labels in all searches are handled as one kind. Every two kinds are compared when they are at most `all_pairs`;
    with more, those that share a project, and each with the largest kind of its community in each search: memory then grows with the
    participations, not with the square of actors.
    """
    alike, member, size = np.unique(labels.T, axis=0, return_inverse=True, return_counts=True)
    member, kinds = member.ravel(), len(alike)
    first, second = np.triu_indices(kinds, 1) if kinds <= all_pairs else _candidates(alike, size, member, incidence)
    joined = np.zeros(len(first), dtype=bool)
    for part in range(0, len(first), CHUNK):
        now = slice(part, part + CHUNK)
        joined[now] = (alike[first[now]] == alike[second[now]]).mean(axis=1) > 0.5
    graph = sp.coo_array((np.ones(joined.sum()), (first[joined], second[joined])), shape=(kinds, kinds))
    _, component = sp.csgraph.connected_components(graph.tocsr(), directed=False)
    sizes = np.bincount(component, size)
    order = [c for c in np.argsort(-sizes, kind="stable") if sizes[c] >= SMALLEST]
    name = np.full(len(sizes), -1)
    name[order] = np.arange(len(order))
    pairs = (sizes[order] * (sizes[order] - 1)).sum()  # ordered pairs of a block, and how many of them each search has together
    kept, together = name[component] >= 0, 0.0
    for found in alike.T:
        cell = component[kept].astype(np.int64) * (labels.max() + 1) + found[kept]
        many = np.bincount(np.unique(cell, return_inverse=True)[1], size[kept])
        together += (many * (many - 1)).sum()
    return name[component][member], float(together / pairs / len(labels)) if pairs else np.nan


def _candidates(alike: np.ndarray, size: np.ndarray, member: np.ndarray, incidence: sp.csr_array) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of kinds of actors that may well be together: partners, and each with the largest kind of its communities."""
    kinds = np.arange(len(alike), dtype=np.int64)
    table = sp.coo_array(incidence)
    of_project = sp.csc_array((np.ones(table.nnz), (member[table.row], table.col)), shape=(len(alike), incidence.shape[1]))
    of_project.sum_duplicates()
    few = np.diff(of_project.indptr) <= MANY_PARTNERS
    partners = sp.triu(sp.csr_array(of_project[:, few]) @ of_project[:, few].T, k=1).tocoo()
    keys = [partners.row.astype(np.int64) * len(alike) + partners.col]
    for found in alike.T:
        order = np.lexsort((kinds, -size, found))
        _, start = np.unique(found[order], return_index=True)
        largest = np.repeat(order[start], np.diff(np.append(start, len(order))))
        low, high = np.minimum(order, largest), np.maximum(order, largest)
        keys.append((low * len(alike) + high)[low < high])
    first, second = np.divmod(np.unique(np.concatenate(keys)), len(alike))
    return first, second


def _place_projects(graph: CooperationGraph, blocks: np.ndarray) -> np.ndarray:
    """The block of each project that gains most modularity, B_ps − R_s c_p / T; -1 for a project without actors of a block."""
    rows, n_blocks = np.repeat(blocks, np.diff(graph.indptr)), int(blocks.max()) + 1
    cells, found = np.unique(graph.indices[rows >= 0].astype(np.int64) * n_blocks + rows[rows >= 0], return_counts=True)
    project, block = np.divmod(cells, max(n_blocks, 1))
    reach = np.bincount(blocks[blocks >= 0], graph.actor_degrees[blocks >= 0], n_blocks)
    gain = found - graph.project_sizes[project] * reach[block] / graph.n_participations
    order = np.lexsort((block, -gain, project))
    placed = np.full(graph.n_projects, -1)
    first = np.unique(project[order], return_index=True)[1]
    placed[project[order][first]] = block[order][first]
    return placed


def _compared(graph: CooperationGraph, actor_blocks: np.ndarray, project_blocks: np.ndarray) -> pd.DataFrame:
    """Agreement of blocks with every declared group of actors, and with themes, funders and places of projects."""
    rows = []
    declared = [("actor", by, actor_blocks) for by in graph.survey.groups if by in graph.actors.columns]
    declared += [("project", by, project_blocks) for by in OF_PROJECTS if by in graph.projects.columns]
    for level, by, blocks in declared:
        values = (graph.actors if level == "actor" else graph.projects)[by]
        known = (blocks >= 0) & values.notna().to_numpy()
        several = known.any() and values[known].nunique() > 1
        ami = adjusted_mutual_information(blocks[known], values[known].to_numpy(dtype=object)) if several else np.nan
        rows.append({"level": level, "by": by, "ami": ami, "n": int(known.sum())})
    return pd.DataFrame(rows, columns=["level", "by", "ami", "n"]).astype({"level": "str", "by": "str"})
