"""`CooperationGraph`: who takes part in what, in one territory and wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.graph.arrays import National, columns_of
from cooperation_graph.graph.assembly import assemble
from cooperation_graph.survey.tables import Survey

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["CooperationGraph", "frozen"]


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
        n: int = len(self.indptr) - 1
        return n

    @property
    def n_projects(self) -> int:
        """Projects of the graph."""
        columns = self.columns
        n: int = columns.stop - columns.start
        return n

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
        return columns_of(np.array([0, self.n_actors]), np.array([0, self.n_projects]), self.indptr, self.indices)

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
    def tied_participations(self) -> pd.DataFrame:
        """Those of the participations that tie: a role that does, and no intensity of 0."""
        found: pd.DataFrame = self.participations.loc[self.national.tying()[self.national.entries_of(self.number)]]
        return found

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
        return CooperationGraph(self.national, self.number, frozen(indptr, np.int64), frozen(indices, np.int32))

    def keep_actors(self, mask: np.ndarray) -> CooperationGraph:
        """The same graph without the actors where `mask` is False; projects stay."""
        mask, degrees = np.asarray(mask, dtype=bool), np.diff(self.indptr)
        indptr = np.concatenate([[0], np.cumsum(degrees[mask])])
        national = self.national.only([self.number]).keep_rows(mask)
        return CooperationGraph(national, 0, frozen(indptr, np.int64), frozen(self.indices[np.repeat(mask, degrees)], np.int32))

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
        rows, columns = (side[used].astype(np.int32) for side in (matrix.row, matrix.col))
        national = assemble(
            survey, np.zeros(len(rows), dtype=np.int32), (rows, actor_ids), (columns, project_ids), (territory,), (wave,),
            roster=(np.zeros(n, dtype=np.int32), np.arange(n, dtype=np.int32)),
            listed=(np.zeros(m, dtype=np.int32), np.arange(m, dtype=np.int32)), settings={"roles": "all", "exclude": ()},
        )  # fmt: skip
        national.cache["entry_codes"] = (np.zeros(len(rows), dtype=np.int32), rows, columns)
        return cls(national, 0, frozen(national.indptr, np.int64), frozen(national.indices, np.int32))

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


def frozen(values: np.ndarray, dtype: Any) -> np.ndarray:
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
