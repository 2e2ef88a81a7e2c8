"""`Graphs`: many graphs over one national array."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import pandas as pd

from cooperation_graph.errors import SurveyError, UnknownName
from cooperation_graph.graph.arrays import National, natural_key
from cooperation_graph.graph.cooperation import CooperationGraph, frozen
from cooperation_graph.survey.tables import Survey

__all__ = ["Graphs"]


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
        return CooperationGraph(store, number, frozen(indptr, np.int64), frozen(store.indices[start:stop], np.int32))

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
        return Graphs(self.national.only(self.numbers))

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
            count = int((codes < 0).sum())
            raise SurveyError(f"{count} actors have no {by!r} (first: {first!r}). Fill it, or pass missing='drop'.")
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
