"""How each project weighs in each theme."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.graph import CooperationGraph

__all__ = ["theme_weights"]


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
