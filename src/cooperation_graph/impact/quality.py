"""Are projects that mix groups better ones? An association inside territories; never an effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from cooperation_graph.comparison.difference import project_values
from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import Graphs
from cooperation_graph.impact.clustered import clustered_coefficient
from cooperation_graph.impact.wording import quality_sentences
from cooperation_graph.locale import N_
from cooperation_graph.measures import as_graphs
from cooperation_graph.results import Result, provenance, warning_frame
from cooperation_graph.sufficient import group_attribute
from cooperation_graph.survey.tables import Survey

__all__ = ["QualityAssociation", "quality_association"]

COLUMNS = ("quality", "by", "adjusted_for", "value", "se", "df", "ci_low", "ci_high", "p", "n_projects", "n_territories", "status")
#: What is held equal, marked for translation.
ADJUSTED = (N_("whatever the size and theme"), N_("at the same size"), N_("at the same size and theme"))
ASSOCIATION = N_("an association: better projects may attract other groups, as well as the reverse; nothing here is an effect")
FEW_RATED = N_("fewer than ten rated projects of two actors or more")


@dataclass(frozen=True, eq=False, repr=False)
class QualityAssociation(Result):
    """Difference of quality between a project that mixes groups fully and one that does not at all; one row an adjustment."""

    kind: ClassVar[str] = "quality_association"

    def sentences(self, lang: str) -> list[str]:
        """The association, its interval, and that it is no more than that."""
        return quality_sentences(self.frame, lang)


def quality_association(
    source: Graphs | Survey, quality: str, *, by: str | None = None, theme: str = "theme", confidence: float = 0.95
) -> QualityAssociation:
    """Hold the quality of projects against how much they mix groups, inside each territory and wave.

    Parameters
    ----------
    source
        Graphs or a survey whose projects have a column of numbers, `quality`.
    quality
        Its name: a rating by those who took part, a share of objectives met…
    by
        Attribute of actors that forms groups.
    theme
        Attribute of projects to adjust for; left out where projects have none.
    confidence
        Of intervals.

    Returns
    -------
    QualityAssociation
        ``value``: change of quality when the probability that two partners differ goes from 0 to 1, by least squares with a
        level for each territory and wave; first alone, then with the logarithm of size, then with themes too. CR2 errors,
        clustered by territory.

    Raises
    ------
    UnknownName
        Projects have no such column.

    References
    ----------
    Bell & McCaffrey 2002; Pustejovsky & Tipton 2018; methods D of the design.
    """
    graphs = as_graphs(source)
    if quality not in graphs.survey.projects.columns:
        raise UnknownName("attribute of projects", quality, graphs.survey.projects.columns)
    attribute = group_attribute(graphs, by)
    parts = []
    for graph in graphs:
        facts = graph.projects
        parts.append(pd.DataFrame({
            "territory": graph.territory, "wave": graph.wave, "size": graph.project_sizes.astype(float),
            "mixing": project_values(graph, "pair_heterogeneity", attribute),
            "quality": pd.to_numeric(facts[quality], errors="coerce").to_numpy(dtype=float),
            "theme": facts[theme].fillna("").astype("str").to_numpy() if theme in facts.columns else "",
        }))  # fmt: skip
    table = pd.concat(parts, ignore_index=True).dropna(subset=["mixing", "quality"]).reset_index(drop=True)
    rows = []
    base = {"quality": quality, "by": attribute, "n_projects": len(table), "n_territories": table["territory"].nunique()}
    themes = pd.get_dummies(table["theme"], drop_first=True).to_numpy(dtype=float)
    size = np.log(table["size"].to_numpy(dtype=float))[:, None]
    for label, extra in ((ADJUSTED[0], size[:, :0]), (ADJUSTED[1], size), (ADJUSTED[2], np.hstack([size, themes]))):
        if label == ADJUSTED[2] and not themes.shape[1]:
            continue
        rows.append({**base, "adjusted_for": label, **_association(table, extra, confidence)})
    frame = pd.DataFrame(rows).reindex(columns=list(COLUMNS))
    warnings = warning_frame([{"code": "association_only", "message": ASSOCIATION}])
    return QualityAssociation(frame, {"projects": table}, warnings, provenance(confidence=confidence, theme=theme))


def _association(table: pd.DataFrame, extra: np.ndarray, confidence: float) -> dict[str, Any]:
    if len(table) < 10:
        return {"status": FEW_RATED}
    columns = np.column_stack([table["mixing"].to_numpy(dtype=float), extra])
    groups = (table["territory"] + "\t" + table["wave"]).to_numpy()
    try:
        found = clustered_coefficient(table["quality"], columns, table["territory"].to_numpy(), absorb=groups, confidence=confidence)
    except Undefined as error:
        return {"status": str(error)}
    return {"value": found.value, "se": found.se, "df": found.df, "ci_low": found.low, "ci_high": found.high, "p": found.p, "status": ""}
