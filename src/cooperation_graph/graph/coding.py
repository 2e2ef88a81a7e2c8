"""Numbers instead of texts: every column of a table is read once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

__all__ = ["coded"]


def coded(*columns: pd.Series, sort: bool = False) -> tuple[list[np.ndarray], pd.Index]:
    """Number the texts of some columns over one list of labels.

    Parameters
    ----------
    columns
        Texts, blank or not.
    sort
        Labels in the order of their characters; in that of their first appearance without.

    Returns
    -------
    tuple
        The numbers in each column (int32, -1 where blank), and the labels.

    Examples
    --------
    >>> numbers, labels = coded(pd.Series(["b", "a", None], dtype="str"), pd.Series(["c", "b"], dtype="str"), sort=True)
    >>> [found.tolist() for found in numbers], labels.tolist()
    ([[1, 0, -1], [2, 1]], ['a', 'b', 'c'])
    """
    in_arrow = all(isinstance(c.dtype, pd.StringDtype) and c.dtype.storage == "pyarrow" for c in columns)
    codes, labels, order = (_of_arrow if in_arrow else _of_objects)(columns, sort)
    if sort:
        rank = np.empty(len(labels) + 1, dtype=np.int32)
        rank[order], rank[-1] = np.arange(len(labels), dtype=np.int32), -1
        codes = rank[codes]
    return np.split(codes, np.cumsum([len(column) for column in columns])[:-1]), labels


def _of_objects(columns: Sequence[pd.Series], sort: bool) -> tuple[np.ndarray, pd.Index, np.ndarray]:
    codes, found = pd.factorize(np.concatenate([column.to_numpy(dtype=object) for column in columns]), use_na_sentinel=True)
    order = np.argsort(found, kind="stable") if sort else np.zeros(0, dtype=np.int64)
    return codes.astype(np.int32), pd.Index(found[order] if sort else found, dtype="str"), order


def _of_arrow(columns: Sequence[pd.Series], sort: bool) -> tuple[np.ndarray, pd.Index, np.ndarray]:
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyarrow import compute  # type: ignore[import-untyped]

    pieces = [pa.array(column) for column in columns]
    chunks = [chunk for piece in pieces for chunk in (piece.chunks if isinstance(piece, pa.ChunkedArray) else [piece])]
    encoded = pa.chunked_array(chunks, pa.large_string()).dictionary_encode()
    if len({len(chunk.dictionary) for chunk in encoded.chunks}) > 1:  # else one dictionary stands in all chunks
        encoded = encoded.unify_dictionaries()
    codes = [np.zeros(0, dtype=np.int32)]
    for chunk in encoded.chunks:
        codes.append((chunk.indices.fill_null(-1) if chunk.null_count else chunk.indices).to_numpy())
    labels = encoded.chunk(0).dictionary if encoded.num_chunks else pa.array([], pa.large_string())
    order = np.zeros(0, dtype=np.int64)
    if sort:
        places = compute.sort_indices(labels)
        labels, order = labels.take(places), places.to_numpy()
    return np.concatenate(codes), pd.Index(pd.array(labels, dtype="str")), order
