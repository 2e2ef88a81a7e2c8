"""From coded participations to national arrays, in time linear in their number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from cooperation_graph.graph.arrays import National
from cooperation_graph.survey.tables import Survey

__all__ = ["assemble"]


def assemble(
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
