"""How each project weighs in each theme."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.metrics.records import Shares, alive_columns, register_shares
from cooperation_graph.sufficient import Incidence

__all__ = ["theme_weights", "themes_held"]


def theme_weights(graph: CooperationGraph, column: str = "theme") -> tuple[np.ndarray, pd.Index]:
    """Projects × themes and the names of themes: a project of k themes (joined by ``|``) counts 1/k in each, 0 without a theme.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> projects = pd.DataFrame({"theme": ["health", "health|youth"]}, index=["p", "q"])
    >>> graph = CooperationGraph.from_biadjacency(np.ones((1, 2)), projects=projects)
    >>> theme_weights(graph)[0].tolist()
    [[1.0, 0.0], [0.5, 0.5]]
    """
    if column not in graph.projects.columns:
        return np.zeros((graph.n_projects, 0)), pd.Index([], dtype="str", name="theme")
    lists = [
        list(dict.fromkeys(part.strip() for part in str(text).split("|") if part.strip())) if pd.notna(text) else []
        for text in graph.projects[column]
    ]
    names = pd.Index(sorted({name for found in lists for name in found}), dtype="str", name="theme")
    weights = np.zeros((graph.n_projects, len(names)))
    for place, found in enumerate(lists):
        weights[place, names.get_indexer(pd.Index(found, dtype="str"))] = 1 / max(len(found), 1)
    return weights, names


def themes_held(incidence: Incidence) -> tuple[np.ndarray, np.ndarray, np.ndarray, pd.Index]:
    """National columns of projects with an actor, the theme of each and its share of the project; the names of themes."""
    national = incidence.national
    names, nothing = pd.Index([], dtype="str", name="theme"), np.zeros(0, dtype=np.int64)
    table = national.survey.projects
    if "theme" not in table.columns:
        return nothing, nothing, np.zeros(0), names
    described = national.table_rows("projects")
    columns = np.flatnonzero(alive_columns(incidence) & (described >= 0))
    parts = pd.Series(table["theme"].to_numpy(object)[described[columns]], index=columns, dtype="object").dropna()
    parts = parts.astype(str).str.split("|").explode().str.strip()
    parts = parts[parts != ""]
    found = pd.DataFrame({"column": parts.index.to_numpy(np.int64), "theme": parts.to_numpy(object)}).drop_duplicates()
    codes, themes = pd.factorize(found["theme"], sort=True)
    share = 1 / found.groupby("column")["theme"].transform("size")
    return found["column"].to_numpy(np.int64), codes.astype(np.int64), share.to_numpy(float), pd.Index(themes, dtype="str", name="theme")


def _theme_shares(incidence: Incidence) -> Shares:
    columns, themes, share, names = themes_held(incidence)
    return columns, incidence.national.column_graph[columns] * max(len(names), 1) + themes, share


register_shares("theme_shares", _theme_shares)
