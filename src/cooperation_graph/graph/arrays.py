"""The national arrays: all graphs sorted by (territory, wave), a graph being a slice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.graph.coding import coded
from cooperation_graph.survey.tables import Survey

__all__ = ["National", "at_nothing", "columns_of", "describe", "flag_values", "in_roles", "natural_key"]


def natural_key(text: str) -> list[tuple[int, int, str]]:
    """Sort key in which ``wave 10`` comes after ``wave 9``.

    Examples
    --------
    >>> sorted(["w10", "w9", "w1"], key=natural_key)
    ['w1', 'w9', 'w10']
    """
    parts = re.split(r"(\d+)", text)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part]


def in_roles(table: pd.DataFrame, roles: Sequence[str] | str) -> np.ndarray:
    """Participations whose role is among some, or blank; all of them for ``"all"``."""
    if roles == "all" or "role" not in table.columns:
        return np.ones(len(table), dtype=bool)
    (codes,), labels = coded(table["role"])
    ties = np.array([*labels.isin([*roles, ""]), True])  # the last one stands for a blank
    return np.asarray(ties[codes])


def at_nothing(table: pd.DataFrame) -> np.ndarray:
    """Participations named with an intensity of 0: they tie nobody."""
    if "intensity" not in table.columns:
        return np.zeros(len(table), dtype=bool)
    return (pd.to_numeric(table["intensity"], errors="coerce") == 0).to_numpy(dtype=bool)


#: Families that are institutions, as :func:`_institutions` reads them.
_INSTITUTIONS = (
    "state", "local authority", "public body", "etat", "collectivite", "collectivite territoriale", "collectivites",
    "organisme public", "etablissement public",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class National:
    """Arrays of all graphs, sorted by (territory, wave); a graph is a slice.

    Rows are actors in a graph, columns projects in a graph; `indices` and `column_indices` count from the graph's first
    column and first row.
    """

    territories: tuple[str, ...]
    waves: tuple[str, ...]
    row_offsets: np.ndarray
    column_offsets: np.ndarray
    indptr: np.ndarray
    indices: np.ndarray
    column_indptr: np.ndarray
    column_indices: np.ndarray
    row_actor: np.ndarray
    column_project: np.ndarray
    actor_ids: pd.Index
    project_ids: pd.Index
    survey: Survey
    settings: Mapping[str, Any]
    cache: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def row_graph(self) -> np.ndarray:
        """Number of the graph of each row."""
        return np.repeat(np.arange(len(self.territories)), np.diff(self.row_offsets))

    @property
    def column_graph(self) -> np.ndarray:
        """Number of the graph of each column."""
        return np.repeat(np.arange(len(self.territories)), np.diff(self.column_offsets))

    def table_rows(self, table: str) -> np.ndarray:
        """Row of ``survey.actors`` (or projects) that describes each row (or column), -1 where there is none.

        The most precise description wins: territory and wave, then wave, then territory, then the id alone.
        """
        key = f"table_rows:{table}"
        if key not in self.cache:
            if table == "actors":
                ids, codes, graph = self.actor_ids, self.row_actor, self.row_graph
                frame, column = self.survey.actors, "actor"
            else:
                ids, codes, graph = self.project_ids, self.column_project, self.column_graph
                frame, column = self.survey.projects, "project"
            own = self.cache.get(f"table_codes:{table}")
            if own is None:
                own = ids.get_indexer(pd.Index(frame[column].astype("str"))) if len(frame) else np.zeros(0, dtype=np.int64)
            self.cache[key] = describe(own, len(ids), codes, graph, self.territories, self.waves, frame)
        found: np.ndarray = self.cache[key]
        return found

    def group_codes(self, by: str) -> tuple[np.ndarray, pd.Index]:
        """Group of each row (-1 when missing) and the labels, in natural order."""
        key = f"group_codes:{by}"
        if key not in self.cache:
            actors = self.survey.actors
            if by not in actors.columns:
                raise UnknownName("attribute of actors", by, set(actors.columns) - {"actor", "name"})
            values = actors[by]
            if values.dtype == "boolean" or values.dtype == bool:
                values = values.astype("object").map({True: "yes", False: "no"})
            codes, labels = pd.factorize(values.astype("str"), use_na_sentinel=True)
            order = sorted(range(len(labels)), key=lambda i: natural_key(str(labels[i])))
            rank = np.empty(len(labels) + 1, dtype=np.int32)
            rank[order] = np.arange(len(labels))
            rank[-1] = -1
            described = self.table_rows("actors")
            rows = np.where(described >= 0, rank[codes[described]] if len(codes) else -1, -1).astype(np.int32)
            self.cache[key] = (rows, pd.Index([str(labels[i]) for i in order], dtype="str", name=by))
        found: tuple[np.ndarray, pd.Index] = self.cache[key]
        return found

    def row_flag(self, column: str) -> np.ndarray:
        """A boolean attribute of each row: True only where the table of actors says so.

        `institution`, where it is not said, follows from the family: State, local authority or public body.
        """
        described = self.table_rows("actors")
        values = flag_values(self.survey.actors, column)
        return np.where(described >= 0, values[described], False) if len(values) else np.zeros(len(described), dtype=bool)

    def has_flag(self, column: str) -> bool:
        """Whether the survey says it of anybody."""
        actors = self.survey.actors
        said = [name for name in (column, *(["family"] if column == "institution" else [])) if name in actors.columns]
        return bool(actors[said].notna().to_numpy().any())

    def entry_codes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Graph, and numbers in `actor_ids` and `project_ids`, of each row of ``survey.participations``; -1 where there is none."""
        if "entry_codes" not in self.cache:
            table = self.survey.participations
            graph_labels = pd.MultiIndex.from_arrays([list(self.territories), list(self.waves)])
            names = [pd.Index(level) for level in graph_labels.levels]
            grid = np.full([len(level) + 1 for level in names], -1, dtype=np.int32)
            grid[graph_labels.codes[0], graph_labels.codes[1]] = np.arange(len(self.territories))
            self.cache["entry_codes"] = (
                grid[names[0].get_indexer(pd.Index(table["territory"])), names[1].get_indexer(pd.Index(table["wave"]))],
                self.actor_ids.get_indexer(pd.Index(table["actor"])).astype(np.int32),
                self.project_ids.get_indexer(pd.Index(table["project"])).astype(np.int32),
            )
        found: tuple[np.ndarray, np.ndarray, np.ndarray] = self.cache["entry_codes"]
        return found

    def entry_places(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Graph, row and column of each row of ``survey.participations``; -1 where it has no place here."""
        if "entry_places" not in self.cache:
            from cooperation_graph.kernels.assembly import places_among

            graph, actor, project = self.entry_codes()
            row, column = np.full(len(graph), -1, dtype=np.int64), np.full(len(graph), -1, dtype=np.int64)
            places_among(graph, actor, len(self.actor_ids), self.row_offsets, self.row_actor, row)
            places_among(graph, project, len(self.project_ids), self.column_offsets, self.column_project, column)
            self.cache["entry_places"] = (graph, row, column)
        found: tuple[np.ndarray, np.ndarray, np.ndarray] = self.cache["entry_places"]
        return found

    def role_ties(self, role: str) -> bool:
        """Whether a role is among those that tie."""
        roles = self.settings.get("roles", "all")
        return roles == "all" or role in roles

    def tying(self) -> np.ndarray:
        """Rows of ``survey.participations`` that tie: a role that does, and no intensity of 0."""
        if "tying" not in self.cache:
            table = self.survey.participations
            self.cache["tying"] = in_roles(table, self.settings.get("roles", "all")) & ~at_nothing(table)
        found: np.ndarray = self.cache["tying"]
        return found

    def entries_of(self, number: int) -> np.ndarray:
        """Rows of ``survey.participations`` that belong to one graph, in their order."""
        if "entries" not in self.cache:
            graph = self.entry_places()[0]
            order = np.argsort(graph, kind="stable")
            self.cache["entries"] = (order, np.searchsorted(graph[order], np.arange(len(self.territories) + 1)))
        order, offsets = self.cache["entries"]
        part: np.ndarray = order[offsets[number] : offsets[number + 1]]
        return part

    def keep_rows(self, mask: np.ndarray) -> National:
        """The same graphs without the rows where `mask` is False; columns stay, even when emptied."""
        degrees = np.diff(self.indptr)
        graph = self.row_graph[mask]
        kept_degrees = degrees[mask]
        indptr = np.concatenate([[0], np.cumsum(kept_degrees)]).astype(np.int64)
        indices = self.indices[np.repeat(mask, degrees)]
        row_offsets = np.searchsorted(graph, np.arange(len(self.territories) + 1)).astype(np.int64)
        column_indptr, column_indices = columns_of(row_offsets, self.column_offsets, indptr, indices)
        return replace(
            self, row_offsets=row_offsets, indptr=indptr, indices=indices, column_indptr=column_indptr,
            column_indices=column_indices, row_actor=self.row_actor[mask], cache=self.cache_of(rows=mask),
        )  # fmt: skip

    def only(self, numbers: Sequence[int]) -> National:
        """Arrays that hold some of the graphs and nothing else."""
        chosen = np.asarray(numbers, dtype=np.int64)

        def pieces(offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            sizes = offsets[chosen + 1] - offsets[chosen]
            starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
            return np.repeat(offsets[chosen] - starts[:-1], sizes) + np.arange(starts[-1]), starts

        rows, row_offsets = pieces(self.row_offsets)
        columns, column_offsets = pieces(self.column_offsets)

        def lists(indptr: np.ndarray, indices: np.ndarray, keep: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            sizes = np.diff(indptr)[keep]
            starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
            return starts, indices[np.repeat(indptr[keep] - starts[:-1], sizes) + np.arange(starts[-1])]

        indptr, indices = lists(self.indptr, self.indices, rows)
        column_indptr, column_indices = lists(self.column_indptr, self.column_indices, columns)
        cache = self.cache_of(rows, columns)
        if "entry_codes" in cache:
            renumber = np.full(len(self.territories) + 1, -1, dtype=np.int32)
            renumber[chosen] = np.arange(len(chosen))
            cache["entry_codes"] = (renumber[cache["entry_codes"][0]], *cache["entry_codes"][1:])
        return replace(
            self, territories=tuple(self.territories[i] for i in chosen), waves=tuple(self.waves[i] for i in chosen),
            row_offsets=row_offsets, column_offsets=column_offsets, indptr=indptr, indices=indices,
            column_indptr=column_indptr, column_indices=column_indices, row_actor=self.row_actor[rows],
            column_project=self.column_project[columns], cache=cache,
        )  # fmt: skip

    def cache_of(self, rows: np.ndarray | slice, columns: np.ndarray | slice = slice(None)) -> dict[str, Any]:
        """What is known of some rows and columns already: descriptions, groups, numbers of texts."""
        kept: dict[str, Any] = {}
        for key, found in self.cache.items():
            if key == "table_rows:actors":
                kept[key] = found[rows]
            elif key == "table_rows:projects":
                kept[key] = found[columns]
            elif key.startswith("group_codes:"):
                kept[key] = (found[0][rows], found[1])
            elif key == "entry_codes" or key.startswith("table_codes:"):
                kept[key] = found
        return kept


def flag_values(frame: pd.DataFrame, column: str) -> np.ndarray:
    """A boolean attribute in each row of a table of actors: True only where it says so."""
    derived = column == "institution" and "family" in frame.columns
    if not (column in frame.columns or derived):
        return np.zeros(len(frame), dtype=bool)
    said = frame[column].astype("boolean") if column in frame.columns else pd.Series(pd.NA, index=frame.index, dtype="boolean")
    return said.fillna(_institutions(frame["family"]) if derived else False).to_numpy(dtype=bool)


def _institutions(family: pd.Series) -> pd.Series:
    """Which families are institutions, in English or French, whatever the case and the accents."""
    plain = family.str.normalize("NFKD").str.encode("ascii", "ignore").str.decode("ascii").str.lower().str.replace("_", " ").str.strip()
    return plain.isin(_INSTITUTIONS)


def describe(
    own: np.ndarray, n_ids: int, codes: np.ndarray, graph: np.ndarray, territories: Sequence[str], waves: Sequence[str],
    frame: pd.DataFrame,
) -> np.ndarray:  # fmt: skip
    """Row of a table that describes each place, -1 without: `own` numbers the ids of its rows, `codes` those of the places."""
    found = np.full(len(codes), -1, dtype=np.int64)
    if not len(frame):
        return found

    def level(name: str, labels: Sequence[str]) -> tuple[np.ndarray, np.ndarray, int]:
        unique = pd.Index(pd.unique(pd.Series(labels, dtype="str")))
        of_graph = unique.get_indexer(pd.Index(labels))[graph]
        of_frame = (
            np.where(frame[name].isna(), -1, np.where(unique.get_indexer(pd.Index(frame[name])) < 0, -2,
                                                      unique.get_indexer(pd.Index(frame[name]))))
            if name in frame.columns
            else np.full(len(frame), -1)
        )  # fmt: skip
        return of_graph, of_frame, len(unique)

    row_t, frame_t, n_t = level("territory", territories)
    row_w, frame_w, n_w = level("wave", waves)
    positions = np.arange(len(frame))
    for with_t, with_w in ((True, True), (False, True), (True, False)):
        use = ((frame_t >= 0) == with_t) & ((frame_w >= 0) == with_w) & (frame_t != -2) & (frame_w != -2) & (own >= 0)
        if not use.any():
            continue
        keys = own[use].astype(np.int64) * ((n_t + 1) * (n_w + 1))
        wanted = codes.astype(np.int64) * ((n_t + 1) * (n_w + 1))
        if with_t:
            keys, wanted = keys + (frame_t[use] + 1) * (n_w + 1), wanted + (row_t + 1) * (n_w + 1)
        if with_w:
            keys, wanted = keys + frame_w[use] + 1, wanted + row_w + 1
        first = pd.Index(keys)
        unique = ~first.duplicated()
        hit = pd.Index(keys[unique]).get_indexer(pd.Index(wanted))
        fill = (found < 0) & (hit >= 0)
        found[fill] = positions[use][unique][hit[fill]]
    use = (frame_t == -1) & (frame_w == -1) & (own >= 0)
    anywhere = np.full(n_ids, -1, dtype=np.int64)
    anywhere[own[use][::-1]] = positions[use][::-1]  # the first one stays
    return np.where(found < 0, anywhere[codes], found) if n_ids else found


def columns_of(
    row_offsets: np.ndarray, column_offsets: np.ndarray, indptr: np.ndarray, indices: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Pointers and actors, project by project, of graphs given actor by actor."""
    from cooperation_graph.kernels import assembly

    column_indptr, column_indices = np.zeros(int(column_offsets[-1]) + 1, dtype=np.int64), np.empty(len(indices), dtype=np.int32)
    assembly.columns_of(row_offsets, column_offsets, indptr, indices, column_indptr, column_indices)
    return column_indptr, column_indices
