"""Sufficient statistics by name, for one graph or for all graphs at once, and the direct call of a metric made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cooperation_graph.errors import NoGroupAttribute, Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph, Graphs, National
from cooperation_graph.projection import mixing_matrices, tied_pairs

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "BATCH_STATISTICS", "WITHOUT_PROJECT", "Incidence", "Layout", "attributes_said", "direct", "entries_of", "evaluate", "fixed_statistics",
    "flags_of", "group_attribute", "incidence_of", "is_compiled", "leads_of", "observe", "observe_without", "part_of",
]  # fmt: skip

#: Length of each compiled statistic, for S groups and F flags; two-dimensional ones are shown as S × S.
_LENGTHS: dict[str, Callable[[int, int], int]] = {
    "project_mixing": lambda s, f: 4, "tie_count": lambda s, f: 1, "tie_split": lambda s, f: 2,
    "pair_split": lambda s, f: 2, "tie_mixing": lambda s, f: s * s, "pair_mixing": lambda s, f: s * s,
    "newman_mixing": lambda s, f: s * s, "table_entropy": lambda s, f: 3, "flagged_projects": lambda s, f: 1 + f,
    "components": lambda s, f: 3, "short_paths": lambda s, f: 2, "open_paths": lambda s, f: 2,
    "group_table": lambda s, f: 2 * s + 3, "specialisation": lambda s, f: 3 * s,
}  # fmt: skip
#: Statistics read off a compiled one.
_DERIVED = {"newman_split": "newman_mixing"}
#: Statistics that need the projection of each graph, on the general path.
PROJECTED = ("jaccard_split", "jaccard_mixing")


def is_compiled(request: str) -> bool:
    """Whether a statistic is computed for all graphs and draws in one pass."""
    return request.split(":")[0] not in PROJECTED


@dataclass(frozen=True, eq=False)
class Incidence:
    """Plain arrays of some graphs, as kernels read them; groups without a name are 0 when nobody asked for groups."""

    row_offsets: np.ndarray
    column_offsets: np.ndarray
    indptr: np.ndarray
    indices: np.ndarray
    group: np.ndarray
    n_groups: int
    national: National
    numbers: Sequence[int]
    #: rows of the national arrays
    rows: np.ndarray | slice


def incidence_of(graphs: Graphs | CooperationGraph, by: str | None, missing: str = "drop") -> Incidence:
    """Arrays of graphs as metrics of `by` see them: actors without a group are dropped first."""
    if isinstance(graphs, Graphs):
        graphs = graphs.compact() if by is None else graphs.known(by, missing)
        store = graphs.national
        codes, labels = (np.zeros(len(store.row_actor), dtype=np.int32), [""]) if by is None else store.group_codes(by)
        group, n_groups = _with_category(codes, len(labels), missing)
        return Incidence(
            store.row_offsets, store.column_offsets, store.indptr, store.indices, group, n_groups, store,
            range(len(store.territories)), slice(None),
        )  # fmt: skip
    graph = graphs
    indptr, indices = graph.indptr, graph.indices
    rows = np.arange(graph.rows.start, graph.rows.stop)
    codes, labels = (np.zeros(graph.n_actors, dtype=np.int32), [""]) if by is None else graph.groups(by)
    group, n_groups = _with_category(codes, len(labels), missing)
    if (group < 0).any():
        if missing == "error":
            graph_list = Graphs(graph.national, (graph.number,))
            graph_list.known(str(by), missing)  # raises, naming the actor
        kept, degrees = group >= 0, np.diff(indptr)
        indptr = np.concatenate([[0], np.cumsum(degrees[kept])])
        indices, rows, group = indices[np.repeat(kept, degrees)], rows[kept], group[kept]
    return Incidence(
        np.array([0, len(rows)]), np.array([0, graph.n_projects]), np.asarray(indptr, dtype=np.int64), indices, group,
        n_groups, graph.national, (graph.number,), rows,
    )  # fmt: skip


def part_of(incidence: Incidence, places: np.ndarray) -> Incidence:
    """Arrays of some of the graphs alone, in their order."""
    sizes, widths = np.diff(incidence.row_offsets), np.diff(incidence.column_offsets)
    wanted = np.isin(np.arange(len(sizes)), places)
    rows, degrees = np.repeat(wanted, sizes), np.diff(incidence.indptr)
    offsets = [np.concatenate([[0], np.cumsum(lengths[wanted])]).astype(np.int64) for lengths in (sizes, widths)]
    return Incidence(
        offsets[0], offsets[1], np.concatenate([[0], np.cumsum(degrees[rows])]).astype(np.int64),
        incidence.indices[np.repeat(rows, degrees)], incidence.group[rows], incidence.n_groups, incidence.national,
        [incidence.numbers[int(place)] for place in np.flatnonzero(wanted)],
        np.arange(len(incidence.national.row_actor))[incidence.rows][rows],
    )  # fmt: skip


def _with_category(codes: np.ndarray, n_labels: int, missing: str) -> tuple[np.ndarray, int]:
    if missing == "category" and (codes < 0).any():
        return np.where(codes < 0, n_labels, codes).astype(np.int32), n_labels + 1
    return codes, max(n_labels, 1)


@dataclass(frozen=True)
class Layout:
    """Where each asked statistic stands in the flat vector of the kernels."""

    names: tuple[str, ...]
    flags: tuple[str, ...]
    n_groups: int
    starts: np.ndarray
    size: int

    @classmethod
    def of(cls, requests: Sequence[str], n_groups: int) -> Layout:
        """Lay out requests such as ``"tie_split"`` or ``"flagged_projects:residents"``; others are left out."""
        from cooperation_graph.kernels.statistics import CODES

        sources = {r: _DERIVED.get(r.split(":")[0], r.split(":")[0]) for r in dict.fromkeys(requests)}
        compiled = [request for request, name in sources.items() if name in CODES]
        flags = tuple(request.split(":")[1] for request in compiled if ":" in request)
        starts, size = np.full(len(CODES), -1, dtype=np.int64), 0
        for name in dict.fromkeys(sources[request] for request in compiled):
            starts[CODES[name]] = size
            size += _LENGTHS[name](n_groups, len(flags))
        return cls(tuple(compiled), flags, n_groups, starts, size)

    def split(self, flat: np.ndarray) -> dict[str, np.ndarray]:
        """Named arrays from flat vectors (last axis); mixing matrices come out symmetric."""
        from cooperation_graph.kernels.statistics import CODES

        views: dict[str, np.ndarray] = {}
        for request in self.names:
            asked, _, flag = request.partition(":")
            name = _DERIVED.get(asked, asked)
            start = int(self.starts[CODES[name]])
            part = flat[..., start : start + _LENGTHS[name](self.n_groups, len(self.flags))]
            if name.endswith("_mixing") and name != "project_mixing":
                square = part.reshape(*part.shape[:-1], self.n_groups, self.n_groups)
                part = square + np.triu(square, 1).swapaxes(-1, -2)
                if asked != name:
                    part = _split(part)
            elif flag:
                part = part[..., [0, 1 + self.flags.index(flag)]]
            views[request] = part
        return views


def _split(mixing: np.ndarray) -> np.ndarray:
    """Ties inside groups and across, from a symmetric mixing matrix."""
    within = np.trace(mixing, axis1=-2, axis2=-1)
    return np.stack([within, (mixing.sum(axis=(-2, -1)) - within) / 2], axis=-1)


def flags_of(incidence: Incidence, flags: Sequence[str]) -> np.ndarray:
    """Boolean attributes of the rows as bits of one byte."""
    if len(flags) > 8:
        raise ValueError("at most 8 different flags in one call")
    bits = np.zeros(len(incidence.group), dtype=np.uint8)
    for position, flag in enumerate(flags):
        bits |= incidence.national.row_flag(flag)[incidence.rows].astype(np.uint8) << np.uint8(position)
    return bits


# -- statistics that a null keeps, or cannot redraw ------------------------------------------------------------------


def _group_sizes(incidence: Incidence) -> np.ndarray:
    sizes = np.zeros((len(incidence.row_offsets) - 1, incidence.n_groups))
    graph = np.repeat(np.arange(len(sizes)), np.diff(incidence.row_offsets))
    np.add.at(sizes, (graph, incidence.group), 1)
    return sizes


def _flag_counts(incidence: Incidence, flag: str) -> np.ndarray:
    """Actors, and actors with the flag; NaN when the survey does not have it."""
    if not incidence.national.has_flag(flag):
        return np.stack([np.diff(incidence.row_offsets), np.full(len(incidence.row_offsets) - 1, np.nan)], axis=-1)
    marked = incidence.national.row_flag(flag)[incidence.rows]
    graph = np.repeat(np.arange(len(incidence.row_offsets) - 1), np.diff(incidence.row_offsets))
    return np.stack([np.diff(incidence.row_offsets), np.bincount(graph, marked, len(incidence.row_offsets) - 1)], axis=-1)


def leads_of(incidence: Incidence) -> tuple[np.ndarray, np.ndarray]:
    """Columns and rows of the national arrays joined by a lead or co-lead, each pair once."""
    table = incidence.national.survey.participations
    if "role" not in table.columns:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return entries_of(incidence, table["role"].isin(("lead", "co_lead")).to_numpy(dtype=bool) & incidence.national.tying())


def entries_of(incidence: Incidence, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Columns and rows of the national arrays joined by chosen rows of the table of participations, each pair once."""
    national = incidence.national
    graph, row, column = national.entry_places()
    use = chosen & (graph >= 0) & (row >= 0) & (column >= 0)
    if len(incidence.numbers) == 1:  # a graph with projects or actors taken out leads only what is left of it
        number = incidence.numbers[0]
        use &= graph == number
        inside = np.zeros(len(national.row_actor), dtype=bool)
        inside[incidence.rows] = True
        alive = np.zeros(len(national.column_project), dtype=bool)
        alive[national.column_offsets[number] + incidence.indices] = True
        use[use] = inside[row[use]] & alive[column[use]]
    key = np.unique(column[use] * len(national.row_actor) + row[use])
    return key // len(national.row_actor), key % len(national.row_actor)


def _projected(incidence: Incidence, name: str) -> np.ndarray:
    """Mixing of the Jaccard projection."""
    ties = tied_pairs(incidence.row_offsets, incidence.column_offsets, incidence.indptr, incidence.indices, "jaccard")
    matrices = mixing_matrices(incidence.row_offsets, ties, incidence.group, incidence.n_groups)
    return _split(matrices) if name == "jaccard_split" else matrices


#: Statistics computed outside the kernels, for all graphs of an :class:`Incidence` at once; metrics add their own.
BATCH_STATISTICS: dict[str, Callable[..., np.ndarray]] = {
    "group_sizes": _group_sizes, "flag_counts": _flag_counts,
}  # fmt: skip
#: The same without each project in turn; statistics not listed do not depend on projects.
WITHOUT_PROJECT: dict[str, Callable[..., np.ndarray]] = {}


def fixed_statistics(incidence: Incidence, requests: Sequence[str]) -> dict[str, np.ndarray]:
    """The asked statistics that are not compiled; a null model keeps them."""
    found = {}
    for request in dict.fromkeys(requests):
        name, _, argument = request.partition(":")
        if name in BATCH_STATISTICS:
            found[request] = BATCH_STATISTICS[name](incidence, *([argument] if argument else []))
        elif name in PROJECTED:
            found[request] = _projected(incidence, name)
        elif _DERIVED.get(name, name) not in _LENGTHS:
            raise UnknownName("statistic", name, {*BATCH_STATISTICS, *_LENGTHS, *_DERIVED, *PROJECTED})
    return found


def observe(incidence: Incidence, requests: Sequence[str]) -> dict[str, np.ndarray]:
    """All asked statistics of all graphs: arrays with one row a graph."""
    from cooperation_graph.kernels import statistics as kernel

    layout = Layout.of(requests, incidence.n_groups)
    n_graphs = len(incidence.row_offsets) - 1
    flat = np.zeros((n_graphs, layout.size))
    if layout.size:
        kernel.observe(
            0, n_graphs, incidence.row_offsets, incidence.column_offsets, incidence.indptr, incidence.indices, incidence.group,
            flags_of(incidence, layout.flags), incidence.n_groups, len(layout.flags), layout.starts, flat,
        )  # fmt: skip
    return {**layout.split(flat), **fixed_statistics(incidence, requests)}


def observe_without(incidence: Incidence, requests: Sequence[str]) -> dict[str, np.ndarray]:
    """All asked statistics without each project in turn: arrays with one row a column of the incidence."""
    from cooperation_graph.kernels import statistics as kernel

    layout = Layout.of(requests, incidence.n_groups)
    flat = np.zeros((int(incidence.column_offsets[-1]), layout.size))
    if layout.size:
        kernel.leave_one_out(
            0, len(incidence.row_offsets) - 1, incidence.row_offsets, incidence.column_offsets, incidence.indptr,
            incidence.indices, incidence.group, flags_of(incidence, layout.flags), incidence.n_groups, len(layout.flags),
            layout.starts, flat,
        )  # fmt: skip
    of_graph = np.repeat(np.arange(len(incidence.row_offsets) - 1), np.diff(incidence.column_offsets))
    fixed = {}
    for request, values in fixed_statistics(incidence, requests).items():
        name, _, argument = request.partition(":")
        without = WITHOUT_PROJECT.get(name)
        fixed[request] = without(incidence, *([argument] if argument else [])) if without else values[of_graph]
    return {**layout.split(flat), **fixed}


def evaluate(card: Any, params: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Values and reason codes of a metric from its statistics; the value is NaN where the code is not 0."""
    needs = card.needs(params)
    with np.errstate(divide="ignore", invalid="ignore"):
        value, code = card.formula(*(arrays[name] for name in needs))
    return np.where(code == 0, value, np.nan), code


def direct(function: Callable[..., Any], graph: CooperationGraph, **params: Any) -> Any:
    """The value of a metric for one graph by its formula: what the metric's own function returns.

    Raises
    ------
    Undefined
        The formula says so for the territory, or for every group.
    """
    import pandas as pd

    card = function.card.with_parameters(params)  # type: ignore[attr-defined]
    by = group_attribute(graph, params["by"]) if card.groups else None
    incidence = incidence_of(graph, by, params.get("missing", "drop"))
    value, code = evaluate(card, params, observe(incidence, card.needs(params)))
    sentences = list(card.undefined.values())
    if card.level == "territory":
        if code[0]:
            raise Undefined(sentences[code[0] - 1])
        return float(value[0])
    present = _group_sizes(incidence)[0] > 0
    if (code[0][present] != 0).all():
        raise Undefined(sentences[code[0][present][0] - 1] if present.any() else "there is no actor with a known group")
    names = list(graph.national.group_codes(str(by))[1])
    names += ["(missing)"] * (incidence.n_groups - len(names))
    return pd.Series(value[0][present], index=pd.Index(names, name=by)[present], name=card.name)


def attributes_said(actors: pd.DataFrame) -> list[str]:
    """Columns of the table of actors that say something and could form groups."""
    other = {"actor", "name", "aliases", "territory", "wave", "siret", "siren", "rna", "national"}
    return [str(column) for column in actors.columns if column not in other and actors[column].notna().any()]


def group_attribute(graphs: Graphs | CooperationGraph, by: str | None) -> str:
    """The attribute `by` stands for: the first one declared when it is None."""
    survey = graphs.survey
    if by is not None:
        if by not in survey.actors.columns:
            raise UnknownName("attribute of actors", by, set(survey.actors.columns) - {"actor", "name"})
        return by
    if not survey.groups:
        raise NoGroupAttribute(attributes_said(survey.actors))
    return survey.groups[0]


