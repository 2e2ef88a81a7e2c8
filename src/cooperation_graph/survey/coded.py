"""Text columns of large tables as codes: a small number a row, each different text once.

A coded column is a pandas categorical whose categories are of dtype ``str``. Tables are checked in this form, and what is
looked for is looked for among the different texts; a finished survey holds texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["code_texts", "codes_of", "decode", "decode_all", "distinct", "is_coded"]


def is_coded(values: pd.Series) -> bool:
    """Whether a column holds codes of texts."""
    dtype = values.dtype
    return isinstance(dtype, pd.CategoricalDtype) and isinstance(dtype.categories.dtype, pd.StringDtype)


def code_texts(codes: np.ndarray, texts: Sequence[Any] | pd.Index, index: pd.Index) -> pd.Series:
    """A coded column from the code of each cell (-1 where blank) and the text of each code; texts may repeat, or be None.

    Examples
    --------
    >>> code_texts(np.array([1, 0, -1, 2]), ["b", "a", "b"], pd.RangeIndex(4)).tolist()
    ['a', 'b', nan, 'b']
    """
    places, kept = pd.factorize(pd.Series(texts, dtype="str"))
    if len(kept) < len(places):
        codes = np.append(places, -1)[codes]
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(kept)), index=index)


def codes_of(values: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Code of each cell (-1 where blank) and the different values, in the order in which they are met.

    Examples
    --------
    >>> codes, texts = codes_of(pd.Series(["b", None, "a", "b"], dtype="str"))
    >>> codes.tolist(), texts.tolist()
    ([0, -1, 1, 0], ['b', 'a'])
    """
    if not is_coded(values):
        codes, found = pd.factorize(values)
        return codes, pd.Index(found)
    codes, texts = values.array.codes, values.cat.categories
    top = np.maximum.accumulate(codes)
    if len(codes) and top[0] <= 0 and top[-1] == len(texts) - 1 and (np.diff(top) <= 1).all():
        return codes, texts
    codes, met = pd.factorize(np.where(codes < 0, len(texts), codes))  # rows were taken out: some texts are met later, or no more
    blank = np.flatnonzero(met == len(texts))
    if len(blank):
        codes = np.where(codes == blank[0], -1, codes - (codes > blank[0]))
        met = np.delete(met, blank)
    return codes, texts.take(met)


def distinct(values: pd.Series) -> pd.Series:
    """Where to look for something that a cell may hold: the different texts of a coded column, the cells of another."""
    return pd.Series(values.cat.categories) if is_coded(values) else values


def decode(values: pd.Series) -> pd.Series:
    """The texts of a coded column; any other column as it is."""
    if not is_coded(values):
        return values
    return pd.Series(values.cat.categories.array.take(values.array.codes, allow_fill=True), index=values.index)


def decode_all(frame: pd.DataFrame) -> pd.DataFrame:
    """A table with the texts of its coded columns."""
    coded = [name for name in frame.columns if is_coded(frame[name])]
    return frame.assign(**{name: decode(frame[name]) for name in coded}) if coded else frame
