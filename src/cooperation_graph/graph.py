"""`CooperationGraph`: who takes part in what, in one territory and wave; `Graphs`: many of them over one national array.

Building 3,200 graphs costs what building one graph of the same total size costs: texts are coded once, and a graph is a
view on a slice of the national arrays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.errors import SurveyError, UnknownName
from cooperation_graph.survey.tables import Survey

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["TIE_ROLES", "CooperationGraph", "Graphs", "build_graphs"]

#: Roles that tie an actor to a project; funder, beneficiary and animator are kept in the data, not tied.
TIE_ROLES = ("lead", "co_lead", "partner", "host", "participant")
#: Statuses of the response ledger under which an actor without a project is known to have none.
_KNOWN = ("answered", "partial")
#: Statuses under which an actor named by the table of actors alone is not in the graph of that wave.
_NOT_KNOWN = ("no_answer", "not_asked", "not_yet_existing", "left", "unknown")


def natural_key(text: str) -> list[tuple[int, int, str]]:
    """Sort key in which ``wave 10`` comes after ``wave 9``.

    Examples
    --------
    >>> sorted(["w10", "w9", "w1"], key=natural_key)
    ['w1', 'w9', 'w10']
    """
    parts = re.split(r"(\d+)", text)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part]


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
            self.cache[key] = _describe(ids, codes, graph, self.territories, self.waves, frame, column)
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
        """A boolean attribute of each row: True only where the table of actors says so."""
        return _flag(self.survey.actors, column, self.table_rows("actors"))

    def entry_places(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Graph, row and column of each row of ``survey.participations``; -1 where it has no place here."""
        if "entry_places" not in self.cache:
            table = self.survey.participations
            graph_labels = pd.MultiIndex.from_arrays([list(self.territories), list(self.waves)])
            names = [pd.Index(level) for level in graph_labels.levels]
            grid = np.full([len(level) + 1 for level in names], -1, dtype=np.int64)
            grid[graph_labels.codes[0], graph_labels.codes[1]] = np.arange(len(self.territories))
            graph = grid[names[0].get_indexer(pd.Index(table["territory"])), names[1].get_indexer(pd.Index(table["wave"]))]

            def place(ids: pd.Index, of_place: np.ndarray, graph_of_place: np.ndarray, column: str) -> np.ndarray:
                code = ids.get_indexer(pd.Index(table[column])).astype(np.int64)
                found = pd.Index(graph_of_place * len(ids) + of_place).get_indexer(pd.Index(graph * len(ids) + code))
                return np.where((graph >= 0) & (code >= 0), found, -1)

            self.cache["entry_places"] = (
                graph,
                place(self.actor_ids, self.row_actor, self.row_graph, "actor"),
                place(self.project_ids, self.column_project, self.column_graph, "project"),
            )
        found: tuple[np.ndarray, np.ndarray, np.ndarray] = self.cache["entry_places"]
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
        columns = indices + np.repeat(self.column_offsets[graph], kept_degrees)
        rows = np.repeat(np.arange(len(graph)), kept_degrees)
        column_indptr, column_rows = _transpose(rows, columns, int(self.column_offsets[-1]))
        column_indices = (column_rows - row_offsets[np.repeat(self.column_graph, np.diff(column_indptr))]).astype(np.int32)
        return replace(
            self, row_offsets=row_offsets, indptr=indptr, indices=indices, column_indptr=column_indptr,
            column_indices=column_indices, row_actor=self.row_actor[mask], cache=self.cache_of(rows=mask),
        )  # fmt: skip

    def cache_of(self, rows: np.ndarray | slice, columns: np.ndarray | slice = slice(None)) -> dict[str, Any]:
        """What is known of some rows and columns already: descriptions and groups."""
        kept: dict[str, Any] = {}
        for key, found in self.cache.items():
            if key == "table_rows:actors":
                kept[key] = found[rows]
            elif key == "table_rows:projects":
                kept[key] = found[columns]
            elif key.startswith("group_codes:"):
                kept[key] = (found[0][rows], found[1])
        return kept


def _flag(frame: pd.DataFrame, column: str, described: np.ndarray) -> np.ndarray:
    if column not in frame.columns or not len(frame):
        return np.zeros(len(described), dtype=bool)
    values = frame[column].astype("boolean").fillna(False).to_numpy(dtype=bool)
    return np.where(described >= 0, values[described], False)


def _describe(
    ids: pd.Index, codes: np.ndarray, graph: np.ndarray, territories: Sequence[str], waves: Sequence[str],
    frame: pd.DataFrame, column: str,
) -> np.ndarray:  # fmt: skip
    found = np.full(len(codes), -1, dtype=np.int64)
    if not len(frame):
        return found
    own = ids.get_indexer(pd.Index(frame[column].astype("str")))

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
    for with_t, with_w in ((True, True), (False, True), (True, False), (False, False)):
        use = ((frame_t >= 0) == with_t) & ((frame_w >= 0) == with_w) & (frame_t != -2) & (frame_w != -2) & (own >= 0)
        if not use.any():
            continue
        keys = own[use] * ((n_t + 1) * (n_w + 1))
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
    return found


def _transpose(rows: np.ndarray, columns: np.ndarray, n_columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Column-wise order of entries that are sorted by row: pointers and rows."""
    n_rows = int(rows[-1]) + 1 if len(rows) else 0
    matrix = sp.coo_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(n_rows, n_columns)).tocsc()
    matrix.sort_indices()
    return matrix.indptr.astype(np.int64), matrix.indices


@dataclass(frozen=True, eq=False)
class CooperationGraph:
    """Who takes part in what, in one territory and wave; frozen.

    Attributes
    ----------
    territory, wave
        Where and when.
    indptr, indices
        Incidence, actor by actor: the projects of actor `i` are ``indices[indptr[i]:indptr[i + 1]]`` (int32, sorted).

    Examples
    --------
    >>> import scipy.sparse as sp
    >>> graph = CooperationGraph.from_biadjacency(sp.csr_array([[1, 0], [1, 1]]))
    >>> graph
    <CooperationGraph: 2 actors, 2 projects, 3 participations>
    """

    national: National
    number: int
    indptr: np.ndarray
    indices: np.ndarray

    # -- identity -----------------------------------------------------------------------------------------------
    @property
    def territory(self) -> str:
        """The territory's id."""
        return self.national.territories[self.number]

    @property
    def wave(self) -> str:
        """The wave's id."""
        return self.national.waves[self.number]

    @property
    def rows(self) -> slice:
        """This graph's rows of the national arrays."""
        offsets = self.national.row_offsets
        return slice(int(offsets[self.number]), int(offsets[self.number + 1]))

    @property
    def columns(self) -> slice:
        """This graph's columns of the national arrays."""
        offsets = self.national.column_offsets
        return slice(int(offsets[self.number]), int(offsets[self.number + 1]))

    @property
    def n_actors(self) -> int:
        """Actors of the roster, isolates included."""
        return int(len(self.indptr) - 1)

    @property
    def n_projects(self) -> int:
        """Projects of the graph."""
        columns = self.columns
        return columns.stop - columns.start

    @property
    def n_participations(self) -> int:
        """Participations: actor–project pairs that tie."""
        return len(self.indices)

    @property
    def settings(self) -> Mapping[str, Any]:
        """How the graph was built: roles that tie, exclusions."""
        return self.national.settings

    @property
    def survey(self) -> Survey:
        """The survey behind the graph."""
        return self.national.survey

    # -- incidence ----------------------------------------------------------------------------------------------
    @property
    def biadjacency(self) -> sp.csr_array:
        """B, actors × projects, 0/1 (int32), sparse."""
        data = np.ones(len(self.indices), dtype=np.int32)
        return sp.csr_array((data, self.indices, self.indptr), shape=(self.n_actors, self.n_projects))

    @cached_property
    def project_side(self) -> tuple[np.ndarray, np.ndarray]:
        """Pointers and actors, project by project."""
        rows = np.repeat(np.arange(self.n_actors), np.diff(self.indptr))
        indptr, indices = _transpose(rows, self.indices, self.n_projects)
        return indptr, indices.astype(np.int32)

    @property
    def actor_degrees(self) -> np.ndarray:
        """Projects of each actor."""
        return np.diff(self.indptr)

    @property
    def project_sizes(self) -> np.ndarray:
        """Actors of each project."""
        return np.bincount(self.indices, minlength=self.n_projects)

    # -- people and things --------------------------------------------------------------------------------------
    @cached_property
    def actor_ids(self) -> pd.Index:
        """Ids of the actors, in the order of the rows."""
        return self.national.actor_ids[self.national.row_actor[self.rows]]

    @cached_property
    def project_ids(self) -> pd.Index:
        """Ids of the projects, in the order of the columns."""
        return self.national.project_ids[self.national.column_project[self.columns]]

    @cached_property
    def actors(self) -> pd.DataFrame:
        """The actors, indexed by id, with their name and attributes in this wave."""
        described = self.national.table_rows("actors")[self.rows]
        return _take(self.survey.actors, described, self.actor_ids, "actor")

    @cached_property
    def projects(self) -> pd.DataFrame:
        """The projects, indexed by id."""
        described = self.national.table_rows("projects")[self.columns]
        return _take(self.survey.projects, described, self.project_ids, "project")

    @cached_property
    def participations(self) -> pd.DataFrame:
        """All participations of this territory and wave, with roles, decisions, intensity; also those that do not tie."""
        return self.survey.participations.take(self.national.entries_of(self.number)).reset_index(drop=True)

    @cached_property
    def ties(self) -> pd.DataFrame:
        """Actor → actor answers of this territory and wave."""
        return _slice(self.survey.ties, self.territory, self.wave)

    def groups(self, by: str) -> tuple[np.ndarray, pd.Index]:
        """Group of each actor (int32, -1 when missing) and the labels of the whole survey."""
        codes, labels = self.national.group_codes(by)
        return codes[self.rows], labels

    def flag(self, column: str) -> np.ndarray:
        """A boolean attribute of each actor (`residents`, `animator`, `institution`…)."""
        return self.national.row_flag(column)[self.rows]

    # -- variants -----------------------------------------------------------------------------------------------
    def with_incidence(self, indptr: np.ndarray, indices: np.ndarray) -> CooperationGraph:
        """The same actors and projects, tied otherwise: what a null model returns."""
        if len(indptr) != self.n_actors + 1:
            raise ValueError(f"indptr has {len(indptr)} entries, {self.n_actors + 1} expected")
        return CooperationGraph(self.national, self.number, _frozen(indptr, np.int64), _frozen(indices, np.int32))

    def keep_actors(self, mask: np.ndarray) -> CooperationGraph:
        """The same graph without the actors where `mask` is False; projects stay."""
        everywhere = np.zeros(len(self.national.row_actor), dtype=bool)
        everywhere[self.rows] = mask
        degrees = np.diff(self.indptr)
        indptr = np.concatenate([[0], np.cumsum(degrees[mask])])
        indices = self.indices[np.repeat(np.asarray(mask, dtype=bool), degrees)]
        national = self.national.keep_rows(everywhere)
        return CooperationGraph(national, self.number, _frozen(indptr, np.int64), _frozen(indices, np.int32))

    def keep_projects(self, mask: np.ndarray) -> CooperationGraph:
        """The same graph where the projects with a False in `mask` tie nobody; actors and columns stay."""
        kept = np.asarray(mask, dtype=bool)[self.indices]
        rows = np.repeat(np.arange(self.n_actors), np.diff(self.indptr))[kept]
        indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=self.n_actors))])
        return self.with_incidence(indptr, self.indices[kept])

    @classmethod
    def from_biadjacency(
        cls, biadjacency: Any, *, actors: pd.DataFrame | None = None, projects: pd.DataFrame | None = None,
        territory: str = "", wave: str = "", groups: Sequence[str] = (),
    ) -> CooperationGraph:  # fmt: skip
        """Make a graph from an actors × projects matrix.

        Parameters
        ----------
        biadjacency
            Matrix, dense or sparse; entries that are not 0 tie.
        actors, projects
            Frames indexed by id in the order of the rows and columns; ids ``a0…`` and ``p0…`` without.
        groups
            Columns of `actors` that may form silos; all its text columns without.

        Examples
        --------
        >>> import numpy as np, pandas as pd
        >>> actors = pd.DataFrame({"sector": ["x", "y"]}, index=["ann", "bob"])
        >>> graph = CooperationGraph.from_biadjacency(np.ones((2, 3)), actors=actors)
        >>> graph.groups("sector")[0].tolist()
        [0, 1]
        """
        matrix = sp.coo_array(biadjacency)
        matrix.sum_duplicates()
        used = matrix.data != 0
        n, m = matrix.shape
        if actors is None:
            actors = pd.DataFrame(index=pd.Index([f"a{i}" for i in range(n)], dtype="str"))
        if projects is None:
            projects = pd.DataFrame(index=pd.Index([f"p{i}" for i in range(m)], dtype="str"))
        if len(actors) != n or len(projects) != m:
            raise ValueError(f"the matrix is {n} × {m}, but there are {len(actors)} actors and {len(projects)} projects")
        actor_ids, project_ids = actors.index.astype("str"), projects.index.astype("str")
        for kind, ids in (("actor", actor_ids), ("project", project_ids)):
            if ids.has_duplicates:
                raise ValueError(f"{kind} id {ids[ids.duplicated()][0]!r} stands twice")
        entries = pd.DataFrame({
            "territory": pd.Series(territory, index=range(int(used.sum())), dtype="str"),
            "wave": pd.Series(wave, index=range(int(used.sum())), dtype="str"),
            "actor": actor_ids[matrix.row[used]], "project": project_ids[matrix.col[used]],
        })  # fmt: skip
        actor_table = actors.reset_index(drop=True).drop(columns=["actor", "territory", "wave"], errors="ignore")
        actor_table.insert(0, "actor", actor_ids)
        project_table = projects.reset_index(drop=True).drop(columns=["project", "territory"], errors="ignore")
        project_table.insert(0, "project", project_ids)
        if not groups:
            groups = [c for c in actors.columns if pd.api.types.is_string_dtype(actors[c]) and c not in ("name", "actor")]
        survey = Survey(participations=entries, actors=actor_table, projects=project_table, groups=tuple(groups))
        national = _assemble(
            survey, entries, np.zeros(len(entries), dtype=np.int64), (territory,), (wave,),
            roster=(np.zeros(n, dtype=np.int64), actor_ids), listed=(np.zeros(m, dtype=np.int64), project_ids),
            settings={"roles": "all", "exclude": ()},
        )  # fmt: skip
        return Graphs(national)[0]

    # -- networkx -----------------------------------------------------------------------------------------------
    def to_networkx(self) -> nx.Graph:
        """Return a bipartite :class:`networkx.Graph`: nodes ``actor:ID`` (bipartite=0) and ``project:ID`` (bipartite=1).

        Examples
        --------
        >>> import networkx as nx, numpy as np
        >>> nx.is_bipartite(CooperationGraph.from_biadjacency(np.ones((2, 3))).to_networkx())
        True
        """
        import networkx as nx

        graph = nx.Graph(territory=self.territory, wave=self.wave, kind="cooperation")
        for mode, kind, frame in ((0, "actor", self.actors), (1, "project", self.projects)):
            for identifier, values in zip(frame.index, frame.to_dict("records"), strict=True):
                known = {str(k): v for k, v in values.items() if isinstance(v, list | tuple) or not pd.isna(v)}
                graph.add_node(f"{kind}:{identifier}", **{**known, "bipartite": mode, "kind": kind, "id": identifier})
        rows = np.repeat(np.arange(self.n_actors), np.diff(self.indptr))
        actor_nodes = ("actor:" + self.actor_ids.astype("object")).to_numpy()
        project_nodes = ("project:" + self.project_ids.astype("object")).to_numpy()
        graph.add_edges_from(zip(actor_nodes[rows], project_nodes[self.indices], strict=True))
        return graph

    @classmethod
    def from_networkx(cls, graph: nx.Graph, *, groups: Sequence[str] = ()) -> CooperationGraph:
        """Make a graph from a bipartite networkx graph whose nodes say ``bipartite=0`` (actors) or ``1`` (projects).

        Raises
        ------
        ValueError
            A node has no `bipartite` attribute, or an edge joins two actors or two projects.
        """
        modes = dict(graph.nodes(data="bipartite"))
        unset = [node for node, mode in modes.items() if mode not in (0, 1)]
        if unset:
            raise ValueError(f"node {unset[0]!r} does not say bipartite=0 (actor) or bipartite=1 (project)")
        frames, places = [], []
        for mode, kind in ((0, "actor"), (1, "project")):
            nodes = [node for node in graph if modes[node] == mode]
            ids = [str(graph.nodes[node].get("id", str(node).removeprefix(f"{kind}:"))) for node in nodes]
            rows = [{k: v for k, v in graph.nodes[node].items() if k not in ("bipartite", "kind", "id")} for node in nodes]
            frames.append(pd.DataFrame(rows, index=pd.Index(ids, dtype="str")))
            places.append({node: place for place, node in enumerate(nodes)})
        pairs = []
        for u, v in graph.edges():
            if modes[u] == modes[v]:
                raise ValueError(f"the edge {u!r} – {v!r} joins two nodes of one mode")
            actor, project = (u, v) if modes[u] == 0 else (v, u)
            pairs.append((places[0][actor], places[1][project]))
        rows_, columns_ = (np.array(side, dtype=np.int64) for side in (zip(*pairs, strict=True) if pairs else ([], [])))
        matrix = sp.coo_array((np.ones(len(pairs)), (rows_, columns_)), shape=(len(frames[0]), len(frames[1])))
        return cls.from_biadjacency(
            matrix, actors=frames[0], projects=frames[1], territory=str(graph.graph.get("territory", "")),
            wave=str(graph.graph.get("wave", "")), groups=groups,
        )  # fmt: skip

    def __repr__(self) -> str:
        where = " ".join(part for part in (self.territory, self.wave) if part)
        return (
            f"<CooperationGraph{' ' + where if where else ''}: {self.n_actors} actors, {self.n_projects} projects, "
            f"{self.n_participations} participations>"
        )


def _frozen(values: np.ndarray, dtype: Any) -> np.ndarray:
    array = np.asarray(values, dtype=dtype)
    if array.flags.writeable:
        array = array.copy() if array is values else array
        array.flags.writeable = False
    return array


def _take(table: pd.DataFrame, described: np.ndarray, ids: pd.Index, kind: str) -> pd.DataFrame:
    columns = [column for column in table.columns if column not in (kind, "territory", "wave")]
    if len(table):
        frame = table[columns].take(np.maximum(described, 0)).reset_index(drop=True)
        frame = frame.mask(pd.Series(described < 0), axis=0) if (described < 0).any() else frame
    else:
        frame = pd.DataFrame(index=range(len(ids)), columns=pd.Index(columns, dtype="str"))
    frame.index = pd.Index(ids, name=kind)
    names = frame["name"] if "name" in frame.columns else pd.Series(pd.NA, index=frame.index, dtype="str")
    frame["name"] = names.where(names.notna(), pd.Series(frame.index, index=frame.index, dtype="str")).astype("str")
    return frame[["name", *[column for column in frame.columns if column != "name"]]]


def _slice(table: pd.DataFrame, territory: str, wave: str) -> pd.DataFrame:
    if not len(table):
        return table
    mask = np.ones(len(table), dtype=bool)
    for column, value in (("territory", territory), ("wave", wave)):
        if column in table.columns:
            mask &= (table[column] == value).to_numpy(dtype=bool, na_value=False)
    return table.loc[mask].reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class Graphs(Sequence[CooperationGraph]):
    """Many graphs over one national array, sorted by (territory, wave).

    Parameters
    ----------
    national
        The arrays.
    numbers
        Which graphs of the arrays; all without.
    """

    national: National
    numbers: tuple[int, ...] | None = None

    @property
    def _numbers(self) -> Sequence[int]:
        return range(len(self.national.territories)) if self.numbers is None else self.numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, key: int) -> CooperationGraph: ...
    @overload
    def __getitem__(self, key: slice) -> Graphs: ...
    def __getitem__(self, key: int | slice) -> CooperationGraph | Graphs:
        if isinstance(key, slice):
            return Graphs(self.national, tuple(self._numbers[key]))
        number, store = self._numbers[key], self.national
        first, last = int(store.row_offsets[number]), int(store.row_offsets[number + 1])
        start, stop = int(store.indptr[first]), int(store.indptr[last])
        indptr = store.indptr[first : last + 1] - start
        return CooperationGraph(store, number, _frozen(indptr, np.int64), _frozen(store.indices[start:stop], np.int32))

    def __iter__(self) -> Iterator[CooperationGraph]:
        return (self[i] for i in range(len(self)))

    def get(self, territory: str, wave: str | None = None) -> CooperationGraph:
        """One graph by name; `wave` may be left out when the territory has one wave."""
        chosen = self.select(territory=territory, wave=wave)
        if len(chosen) != 1:
            raise UnknownName("wave", wave, [graph.wave for graph in chosen], hint="Name one wave.")
        return chosen[0]

    def select(self, *, territory: str | Sequence[str] | None = None, wave: str | Sequence[str] | None = None) -> Graphs:
        """The graphs of some territories and waves."""
        numbers = list(self._numbers)
        for kind, asked, names in (
            ("territory", territory, self.national.territories), ("wave", wave, self.national.waves),
        ):  # fmt: skip
            if asked is None:
                continue
            wanted = [asked] if isinstance(asked, str) else list(asked)
            present = {names[i] for i in numbers}
            for name in wanted:
                if name not in present:
                    raise UnknownName(kind, name, present)
            numbers = [i for i in numbers if names[i] in wanted]
        return Graphs(self.national, tuple(numbers))

    @property
    def territories(self) -> list[str]:
        """Territories, in order."""
        return list(dict.fromkeys(self.national.territories[i] for i in self._numbers))

    @property
    def waves(self) -> list[str]:
        """Waves, in the order of the survey."""
        present = {self.national.waves[i] for i in self._numbers}
        return [wave for wave in self.settings.get("waves", sorted(present, key=natural_key)) if wave in present]

    @property
    def survey(self) -> Survey:
        """The survey behind the graphs."""
        return self.national.survey

    @property
    def settings(self) -> Mapping[str, Any]:
        """How the graphs were built."""
        return self.national.settings

    @property
    def by(self) -> str:
        """The first declared group attribute: what `by` means when it is not given."""
        if not self.survey.groups:
            raise UnknownName("group attribute", "by", [], hint="Declare one: by=['sector'].")
        return self.survey.groups[0]

    def compact(self) -> Graphs:
        """The same graphs over arrays that hold nothing else."""
        if self.numbers is None:
            return self
        store, chosen = self.national, np.asarray(self.numbers, dtype=np.int64)

        def pieces(offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            sizes = offsets[chosen + 1] - offsets[chosen]
            starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
            return np.repeat(offsets[chosen] - starts[:-1], sizes) + np.arange(starts[-1]), starts

        rows, row_offsets = pieces(store.row_offsets)
        columns, column_offsets = pieces(store.column_offsets)

        def lists(indptr: np.ndarray, indices: np.ndarray, keep: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            sizes = np.diff(indptr)[keep]
            starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
            return starts, indices[np.repeat(indptr[keep] - starts[:-1], sizes) + np.arange(starts[-1])]

        indptr, indices = lists(store.indptr, store.indices, rows)
        column_indptr, column_indices = lists(store.column_indptr, store.column_indices, columns)
        return Graphs(replace(
            store, territories=tuple(store.territories[i] for i in chosen), waves=tuple(store.waves[i] for i in chosen),
            row_offsets=row_offsets, column_offsets=column_offsets, indptr=indptr, indices=indices,
            column_indptr=column_indptr, column_indices=column_indices, row_actor=store.row_actor[rows],
            column_project=store.column_project[columns], cache=store.cache_of(rows, columns),
        ))  # fmt: skip

    def known(self, by: str, missing: str = "drop") -> Graphs:
        """The graphs as metrics of `by` see them.

        Parameters
        ----------
        by
            Attribute of actors.
        missing
            What to do with actors without a group: ``"drop"`` them before anything else, keep them as a ``"category"`` of
            their own (no change here), or ``"error"``.
        """
        if missing not in ("drop", "category", "error"):
            raise UnknownName("rule for missing groups", missing, ("drop", "category", "error"))
        graphs = self.compact()
        codes, _ = graphs.national.group_codes(by)
        if missing == "category" or (codes >= 0).all():
            return graphs
        if missing == "error":
            first = graphs.national.actor_ids[graphs.national.row_actor[codes < 0][0]]
            raise SurveyError(f"{int((codes < 0).sum())} actors have no {by!r} (first: {first!r}). Fill it, or pass missing='drop'.")
        return Graphs(graphs.national.keep_rows(codes >= 0))

    def to_frame(self) -> pd.DataFrame:
        """One row a graph: territory, wave, actors, projects, participations."""
        numbers = np.asarray(self._numbers, dtype=np.int64)
        store = self.national
        ends = store.indptr[store.row_offsets]
        return pd.DataFrame({
            "territory": pd.Series([store.territories[i] for i in numbers], dtype="str"),
            "wave": pd.Series([store.waves[i] for i in numbers], dtype="str"),
            "n_actors": np.diff(store.row_offsets)[numbers], "n_projects": np.diff(store.column_offsets)[numbers],
            "n_participations": np.diff(ends)[numbers],
        })  # fmt: skip

    def _repr_html_(self) -> str:
        return self.to_frame().to_html(index=False, max_rows=20)

    def __repr__(self) -> str:
        return f"<Graphs: {len(self)} graphs, {len(self.territories)} territories, waves {', '.join(self.waves)}>"


def build_graphs(
    survey: Survey, *, roles: Sequence[str] | str = TIE_ROLES, exclude: Sequence[str] = ("animator",)
) -> Graphs:
    """Turn a survey into one graph per territory and wave.

    Parameters
    ----------
    survey
        The checked tables.
    roles
        Roles that tie an actor to a project (a blank role always does), or ``"all"``.
    exclude
        What is left out of the graphs: boolean attributes of actors (``"animator"`` by default: the treatment must not sit
        inside the outcome) or ids of actors.

    Returns
    -------
    Graphs
        Sorted by territory then wave, in the order of their tables (natural order without).

    Notes
    -----
    The actors of a graph are its participants, those whose response says they answered, and those the table of actors names
    for that territory and wave. Someone who did not answer and whom nobody names is unknown, not an isolate: not in the graph.
    """
    table = survey.participations
    all_roles = isinstance(roles, str)
    if all_roles and roles != "all":
        roles = (str(roles),)
        all_roles = False
    ties = np.ones(len(table), dtype=bool)
    if not all_roles and "role" in table.columns:
        ties &= (table["role"].isna() | table["role"].isin(list(roles)) | (table["role"] == "")).to_numpy(dtype=bool)
    if "intensity" in table.columns:
        ties &= ~(pd.to_numeric(table["intensity"], errors="coerce") == 0).to_numpy()

    territories = _ordered(survey.territories, "territory", table["territory"], survey.responses)
    waves = _ordered(survey.waves, "wave", table["wave"], survey.responses)
    territory_index, wave_index = pd.Index(territories, dtype="str"), pd.Index(waves, dtype="str")

    def graph_of(frame: pd.DataFrame) -> np.ndarray:
        place = territory_index.get_indexer(pd.Index(frame["territory"])).astype(np.int64)
        time = wave_index.get_indexer(pd.Index(frame["wave"])).astype(np.int64)
        return np.where((place >= 0) & (time >= 0), place * len(waves) + time, -1)

    graph = graph_of(table)
    roster_graph, roster_ids, absent = _roster(survey, territories, waves, graph_of)
    if not ties.all():  # takes part, in a role that does not tie: neither tied nor isolated
        other = pd.MultiIndex.from_arrays([graph[~ties], table["actor"][~ties]])
        mentioned = pd.MultiIndex.from_arrays([roster_graph, roster_ids]).isin(other)
        roster_graph, roster_ids = roster_graph[~mentioned], roster_ids[~mentioned]

    entries = table.loc[ties, ["actor", "project"]] if not ties.all() else table[["actor", "project"]]
    entry_graph = graph[ties]
    present = np.unique(np.concatenate([entry_graph, roster_graph]))
    renumber = np.full(len(territories) * len(waves), -1, dtype=np.int64)
    renumber[present] = np.arange(len(present))
    settings = {
        "roles": "all" if all_roles else tuple(roles), "exclude": tuple(exclude), "waves": tuple(waves),
        "n_not_tied": int((~ties).sum()), "n_unknown": absent,
    }  # fmt: skip
    national = _assemble(
        survey, entries, renumber[entry_graph], tuple(territories[i // len(waves)] for i in present),
        tuple(waves[i % len(waves)] for i in present), roster=(renumber[roster_graph], roster_ids), listed=None,
        settings=settings,
    )  # fmt: skip
    kept = ~_excluded(national, exclude)
    return Graphs(national if kept.all() else national.keep_rows(kept))


def _ordered(table: pd.DataFrame, column: str, *sources: Any) -> list[str]:
    """Labels in the order of their table, then the others in natural order."""
    known: list[str] = []
    if len(table):
        frame = table.sort_values("order", kind="stable", key=lambda s: pd.to_numeric(s, errors="coerce")) if "order" in table else table
        known = [str(value) for value in frame[column].dropna().unique()]
    found: set[str] = set()
    for source in sources:
        values = source[column] if isinstance(source, pd.DataFrame) and column in source else source
        if isinstance(values, pd.Series):
            found |= {str(value) for value in pd.unique(values.dropna())}
    return known + sorted(found - set(known), key=natural_key)


def _roster(survey: Survey, territories: Sequence[str], waves: Sequence[str], graph_of: Any) -> tuple[np.ndarray, pd.Index, int]:
    """Actors known besides the participants: graph numbers, ids, and how many are in the ledger but unknown."""
    graphs, ids, unknown = [np.zeros(0, dtype=np.int64)], [pd.Index([], dtype="str")], 0
    responses, actors = survey.responses, survey.actors
    silent = None
    if len(responses):
        place = graph_of(responses)
        answered = responses["status"].isin(_KNOWN).to_numpy() & (place >= 0)
        graphs.append(place[answered])
        ids.append(pd.Index(responses["actor"][answered]))
        mute = responses["status"].isin(_NOT_KNOWN).to_numpy() & (place >= 0)
        unknown = int((responses["status"] == "no_answer").sum())
        silent = pd.MultiIndex.from_arrays([place[mute], responses["actor"][mute]])
    if len(actors) and (len(territories) == 1 or "territory" in actors) and (len(waves) == 1 or "wave" in actors):
        named = pd.DataFrame({"actor": actors["actor"]})
        for column, labels in (("territory", territories), ("wave", waves)):
            only = labels[0] if len(labels) == 1 else None
            named[column] = actors[column].fillna(only) if column in actors and only is not None else (
                actors[column] if column in actors else only
            )  # fmt: skip
        named = named.dropna()
        place = graph_of(named)
        use = place >= 0
        if silent is not None and len(silent):
            use &= ~pd.MultiIndex.from_arrays([place, named["actor"]]).isin(silent)
        graphs.append(place[use])
        ids.append(pd.Index(named["actor"][use]))
    return np.concatenate(graphs), ids[0].append(ids[1:]).astype("str"), unknown


def _excluded(national: National, exclude: Sequence[str]) -> np.ndarray:
    out = np.zeros(len(national.row_actor), dtype=bool)
    for name in exclude:
        if name in national.survey.actors.columns:
            out |= national.row_flag(name)
        elif name in national.actor_ids:
            out |= national.row_actor == national.actor_ids.get_loc(name)
        elif name != "animator":  # the default asks for nothing when no actor is marked
            raise UnknownName("exclusion", name, set(national.survey.actors.columns), hint="Give a yes/no attribute or an actor's id.")
    return out


def _assemble(
    survey: Survey, entries: pd.DataFrame, entry_graph: np.ndarray, territories: tuple[str, ...], waves: tuple[str, ...],
    *, roster: tuple[np.ndarray, pd.Index], listed: tuple[np.ndarray, pd.Index] | None, settings: Mapping[str, Any],
) -> National:  # fmt: skip
    n_graphs = len(territories)

    def side(
        values: pd.Series, extra: tuple[np.ndarray, pd.Index] | None, keep_order: bool
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, pd.Index]:
        """Place of each entry on one side, offsets per graph, id code per place, ids."""
        own, graph = values, entry_graph
        if extra is not None and len(extra[0]):
            own = pd.concat([values.astype("str"), pd.Series(extra[1], dtype="str")], ignore_index=True)
            graph = np.concatenate([entry_graph, extra[0]])
        if keep_order and extra is not None:
            ids = pd.Index(extra[1])
            codes = ids.get_indexer(pd.Index(own))
        else:
            codes, ids = pd.factorize(own.array if isinstance(own, pd.Series) else own)
            ids = pd.Index(ids)
            order = np.argsort(ids.to_numpy(dtype=object), kind="stable") if len(ids) else np.zeros(0, dtype=np.int64)
            rank = np.empty(len(ids), dtype=np.int64)
            rank[order] = np.arange(len(ids))
            codes, ids = rank[codes], ids[order]
        keys = graph.astype(np.int64) * max(len(ids), 1) + codes
        place, unique = pd.factorize(keys)
        order = np.argsort(unique, kind="stable")
        rank = np.empty(len(unique), dtype=np.int64)
        rank[order] = np.arange(len(unique))
        sorted_keys = unique[order]
        offsets = np.searchsorted(sorted_keys, np.arange(n_graphs + 1) * max(len(ids), 1)).astype(np.int64)
        return rank[place][: len(values)], offsets, (sorted_keys % max(len(ids), 1)).astype(np.int32), ids

    in_order = listed is not None
    rows, row_offsets, row_actor, actor_ids = side(entries["actor"], roster, in_order)
    columns, column_offsets, column_project, project_ids = side(entries["project"], listed, in_order)
    matrix = sp.coo_array(
        (np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(int(row_offsets[-1]), int(column_offsets[-1]))
    ).tocsr()  # sums several roles of one actor in one project into one tie
    matrix.sort_indices()
    by_column = matrix.tocsc()
    by_column.sort_indices()
    row_graph = np.repeat(np.arange(n_graphs), np.diff(row_offsets))
    column_graph = np.repeat(np.arange(n_graphs), np.diff(column_offsets))
    first_column = np.repeat(column_offsets[row_graph], np.diff(matrix.indptr))
    first_row = np.repeat(row_offsets[column_graph], np.diff(by_column.indptr))
    return National(
        territories, waves, row_offsets, column_offsets, matrix.indptr.astype(np.int64),
        (matrix.indices - first_column).astype(np.int32), by_column.indptr.astype(np.int64),
        (by_column.indices - first_row).astype(np.int32), row_actor, column_project, actor_ids.rename("actor"),
        project_ids.rename("project"), survey, settings,
    )  # fmt: skip
