"""From coded participations to national arrays, in time linear in their number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.graph.arrays import National
from cooperation_graph.survey.tables import Survey

__all__ = ["assemble"]


def assemble(
    survey: Survey, graph: np.ndarray, actors: tuple[np.ndarray, pd.Index], projects: tuple[np.ndarray, pd.Index],
    territories: tuple[str, ...], waves: tuple[str, ...], *, roster: tuple[np.ndarray, np.ndarray],
    listed: tuple[np.ndarray, np.ndarray], settings: Mapping[str, Any],
) -> National:  # fmt: skip
    """Arrays of all graphs.

    Parameters
    ----------
    graph
        Number of the graph of each participation (int32).
    actors, projects
        Number of the actor and project of each participation (int32), and the ids in the order of the numbers.
    roster, listed
        Graph and number of actors and projects that are there without any participation.
    """
    from cooperation_graph.kernels.assembly import join, places

    def side(codes: np.ndarray, n_codes: int, extra: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Place of each entry on one side, offsets per graph, number per place."""
        every = [np.concatenate([own, more.astype(np.int32)]) if len(more) else own for own, more in zip((graph, codes), extra)]
        place, member = np.empty(len(every[0]), dtype=np.int32), np.empty(len(every[0]), dtype=np.int32)
        offsets = np.zeros(len(territories) + 1, dtype=np.int64)
        places(*every, len(territories), n_codes, place, offsets, member)
        return place[: len(codes)], offsets, member[: offsets[-1]].copy()

    rows, row_offsets, row_actor = side(actors[0], len(actors[1]), roster)
    columns, column_offsets, column_project = side(projects[0], len(projects[1]), listed)
    indptr, column_indptr = (np.zeros(offsets[-1] + 1, dtype=np.int64) for offsets in (row_offsets, column_offsets))
    indices, column_indices = np.empty(len(rows), dtype=np.int32), np.empty(len(rows), dtype=np.int32)
    join(rows, columns, row_offsets, column_offsets, indptr, indices, column_indptr, column_indices)
    if indptr[-1] < len(rows):  # several roles of one actor in one project are one tie
        indices, column_indices = indices[: indptr[-1]].copy(), column_indices[: indptr[-1]].copy()
    return National(
        territories, waves, row_offsets, column_offsets, indptr, indices, column_indptr, column_indices, row_actor, column_project,
        actors[1].rename("actor"), projects[1].rename("project"), survey, settings,
    )  # fmt: skip
