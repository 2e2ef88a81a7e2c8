"""`project_quality_link`: do the projects that mix groups also score better? An association, no more."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.siloing.spectral import with_groups
from cooperation_graph.metrics.theme_weights import theme_weights

__all__ = ["ASSOCIATION", "project_quality_link"]

ASSOCIATION = N_(
    "an association between projects of one territory, not an effect: good projects may attract partners of several groups as well "
    "as the reverse, and what is not recorded may explain both"
)


def project_quality_link(
    graph: CooperationGraph, *, quality: str, by: str | None = None, missing: str = "drop", confidence: float = 0.95
) -> pd.DataFrame:
    r"""Association of the quality of projects with the mix of groups in them, alone and with size and theme held constant.

    Parameters
    ----------
    graph
        The territory and wave.
    quality
        Column of projects that holds a number, higher for better.
    by, missing
        Attribute of actors that forms groups, and the rule for actors without a group: see :func:`ei_index`.
    confidence
        Of the intervals.

    Returns
    -------
    pandas.DataFrame
        A row a model (``alone``, ``with size``, ``with size and theme``): ``slope``, the difference of quality that goes with a
        project whose partners all differ rather than none; ``se`` (HC3), ``ci_low``, ``ci_high``, ``r`` (partial correlation),
        ``n_projects`` and ``status``, which says why a model cannot be fitted. ``attrs["association"]`` says what it is not.

    Raises
    ------
    UnknownName
        Projects have no such column.
    Undefined
        Fewer than 8 projects of several actors have a quality, or they all mix groups to the same degree, or have the same quality.

    Notes
    -----
    Least squares of quality on the pair heterogeneity :math:`h_p = 1 - \sum_s x_{ps}(x_{ps}-1)/(c_p(c_p-1))`, the logarithm of the
    number of actors and the weight of each theme, over multi-actor projects.

    References
    ----------
    HC3: MacKinnon & White 1985, J. Econometrics 29:305.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> B = np.array([[1, 0] * 6, [1, 1] * 6, [0, 1] * 6])
    >>> actors = pd.DataFrame({"sector": ["x", "x", "y"]}, index=list("abc"))
    >>> projects = pd.DataFrame({"score": [1.0, 3.0] * 6}, index=[f"p{k}" for k in range(12)])
    >>> graph = CooperationGraph.from_biadjacency(B, actors=actors, projects=projects)
    >>> float(project_quality_link(graph, quality="score", by="sector").loc["alone", "slope"].round(6))
    2.0
    """
    if quality not in graph.projects.columns:
        raise UnknownName("column of projects", quality, set(graph.projects.columns))
    seen, _, _ = with_groups(graph, by, missing)
    score = pd.to_numeric(seen.projects[quality], errors="coerce").to_numpy(dtype=float)
    mixed = _heterogeneity(seen, by, missing)
    use = ~np.isnan(score) & ~np.isnan(mixed)
    y, h, size = score[use], mixed[use], np.log(seen.project_sizes[use])
    if len(y) < 8:
        raise Undefined("fewer than 8 projects of several actors have a quality")
    if np.ptp(h) < 1e-12 or np.ptp(y) < 1e-12:
        raise Undefined("all projects mix groups to the same degree, or have the same quality")
    themes = theme_weights(seen)[0][use]
    models = {"alone": [h], "with size": [h, size], "with size and theme": [h, size, *themes.T[1:]]}
    rows = {name: _fitted(y, columns, confidence) for name, columns in models.items()}
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("model")
    frame.attrs["association"] = ASSOCIATION
    return frame


def _heterogeneity(graph: CooperationGraph, by: str | None, missing: str) -> np.ndarray:
    """Probability that two partners of each project differ; NaN for a project of one actor."""
    _, codes, labels = with_groups(graph, by, missing)
    rows = np.repeat(codes, graph.actor_degrees)
    table = np.zeros((len(labels), graph.n_projects))
    np.add.at(table, (rows, graph.indices), 1)
    size = table.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(size > 1, 1 - (table * (table - 1)).sum(axis=0) / (size * (size - 1)), np.nan)


def _fitted(y: np.ndarray, columns: list[np.ndarray], confidence: float) -> dict[str, object]:
    """Least squares with HC3 errors; the first column is the one of interest."""
    x = np.column_stack([np.ones(len(y)), *columns])
    n = len(x)
    empty = {"slope": np.nan, "se": np.nan, "ci_low": np.nan, "ci_high": np.nan, "r": np.nan, "n_projects": n}
    rank = int(np.linalg.matrix_rank(x))
    rest = np.delete(x, 1, axis=1)
    if n - rank < 3:
        return {**empty, "status": N_("too few projects for so many themes")}
    if int(np.linalg.matrix_rank(rest)) == rank:
        return {**empty, "status": N_("size and theme explain all of the mix of groups")}
    inverse = np.linalg.pinv(x.T @ x)
    beta = inverse @ (x.T @ y)
    residual = y - x @ beta
    leverage = np.clip(((x @ inverse) * x).sum(axis=1), 0, 1 - 1e-9)
    weighted = x * (residual / (1 - leverage))[:, None]
    se = float(np.sqrt((inverse @ (weighted.T @ weighted) @ inverse)[1, 1]))
    half = float(special.stdtrit(n - rank, 0.5 + confidence / 2)) * se
    of_y, of_h = (v - rest @ np.linalg.lstsq(rest, v, rcond=None)[0] for v in (y, x[:, 1]))
    r = float((of_y @ of_h) / np.sqrt((of_y @ of_y) * (of_h @ of_h))) if of_y @ of_y > 1e-18 else np.nan
    return {
        "slope": float(beta[1]), "se": se, "ci_low": float(beta[1] - half), "ci_high": float(beta[1] + half), "r": r,
        "n_projects": n, "status": "",
    }  # fmt: skip
