"""`compare_territories`: territories side by side, without a league table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from cooperation_graph.comparison.case_mix import apply_case_mix
from cooperation_graph.comparison.pooling import ESTIMATORS
from cooperation_graph.comparison.quantity import as_quantity
from cooperation_graph.comparison.source import (
    WARNINGS,
    bounds_of,
    completeness_codes,
    completeness_of,
    source_of,
    strata_of,
    typed,
)
from cooperation_graph.comparison.stratum import compare_stratum, errors_of
from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import Graphs
from cooperation_graph.measures import Measures
from cooperation_graph.results import Result, provenance, warning_frame
from cooperation_graph.survey.tables import Survey
from cooperation_graph.uncertainty import benjamini_hochberg, holm

__all__ = ["COLUMNS", "Comparison", "compare_territories"]

COLUMNS = (
    "territory", "wave", "by", "metric", "stratum", "value", "se", "ci_low", "ci_high", "numerator", "denominator", "n_actors",
    "n_projects", "shrunk", "shrunk_low", "shrunk_high", "z", "p", "q", "funnel", "status", "p_holm", "unadjusted",
)  # fmt: skip
POOLED_COLUMNS = (
    "wave", "by", "metric", "stratum", "k", "mean", "mean_low", "mean_high", "tau2", "tau2_low", "tau2_high", "i2",
    "prediction_low", "prediction_high", "center", "phi", "tau2_funnel", "size_correlation", "size_p", "status",
)  # fmt: skip
CASE_MIX_COLUMNS = (
    "wave", "by", "metric", "stratum", "covariate", "k", "slope", "se", "ci_low", "ci_high", "p", "explained", "status",
)  # fmt: skip
#: Association with size below this p is a warning.
SIZE_LEVEL = 0.01


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Result):
    """Territories of one wave: raw and shrunken values, place in the funnel; one row a territory and metric.

    Tables: ``pooled`` (one row a metric and stratum), ``limits`` (funnel limits at each territory's precision),
    ``completeness`` (who answered), ``case_mix`` (slopes of the covariates, when any were asked for).
    """

    kind: ClassVar[str] = "comparison"

    def sentences(self, lang: str) -> list[str]:
        """What territories have in common, which one falls outside ordinary variation, what cannot be said."""
        from cooperation_graph.comparison.wording import comparison_sentences

        return comparison_sentences(self.frame, self.tables, self.warnings, lang)

    def _shown(self) -> pd.DataFrame:
        names = ["territory", "by", "metric", "stratum", "value", "ci_low", "ci_high", "shrunk", "funnel", "q", "status"]
        return self.frame[names].dropna(axis=1, how="all")

    def _one_line(self) -> str:
        return f"wave {', '.join(self.frame['wave'].unique())}; {self.frame['territory'].nunique()} territories"


def compare_territories(
    source: Measures | Graphs | Survey, *, wave: str | None = None,
    metrics: Sequence[str | Callable[..., Any]] | str | Callable[..., Any] | None = None, by: str | Sequence[str] | None = None,
    strata: str | Mapping[str, str] | None = "stratum", center: float | Mapping[str, float] | None = None,
    quantity: str = "value", case_mix: Sequence[str] | str = (), confirmatory: Sequence[str] = (),
    method: str = "paule_mandel", confidence: float = 0.95, rng: np.random.Generator | int | None = None,
) -> Comparison:  # fmt: skip
    """Compare territories: which differ from the others by more than ordinary variation, and by how much they differ at all.

    Parameters
    ----------
    source
        What :func:`measure` or :func:`build_graphs` returns, or a survey.
    wave
        The last one without.
    metrics
        Names or functions of territory level; those of the measures, or the headline set, without. What cannot be compared
        across sizes (density, components, modularity) is replaced, with a coded warning.
    by
        Attribute (or several) of actors that forms groups.
    strata
        Attribute of territories, or a mapping from territory to stratum; strata are never mixed. None compares all together.
    center
        National target, one for all metrics or by metric; the mean of the stratum without.
    quantity
        ``"value"``; ``"ratio"`` or ``"effect"`` hold it against what activity alone gives (the measures need a null model);
        ``"z"`` is refused and answered by the effect.
    case_mix
        Attributes of territories (numbers), or ``"log_n_actors"``, ``"log_n_projects"``, chosen beforehand and never outcomes:
        values are brought to their mean inside each stratum, where it has ten territories for each of them.
    confirmatory
        Metrics announced beforehand: ``p_holm`` is Holm over all their territories together.
    method
        Estimator of the variance between territories: ``"paule_mandel"``, ``"reml"`` or ``"dersimonian_laird"``.
    confidence
        Of all intervals; the limits of the funnel are 95 and 99.8 %.
    rng
        Chance, for metrics that need it.

    Returns
    -------
    Comparison
        ``se`` is the standard error used to compare: of the jackknife, or √(θ(1 − θ)/n) around the mean share θ for shares of
        projects. ``shrunk`` draws the value towards the mean of its stratum; its interval counts that the variance between
        territories is estimated too. ``z``, ``p`` and ``funnel`` are about the centre,
        over-dispersion allowed for; ``q`` is Benjamini–Hochberg over the territories of a metric (10 % is usual for a list
        to look into). ``unadjusted`` is the value before the case mix, ``p_holm`` is empty for exploratory metrics. Rows that
        are not compared have their reason in ``status``.

    Raises
    ------
    UnknownName
        A wave, metric or attribute that does not exist.

    Notes
    -----
    No ranks: see :func:`cooperation_graph.comparison.rank_territories`. Outside the funnel means "to be understood", not
    "worse": with 15 territories that do not differ, 5 % limits flag 0.65 of them.

    References
    ----------
    Spiegelhalter 2005, Stat. Med. 24:1185; Paule & Mandel 1982; Hartung & Knapp 2001; methods C1–C5 of the design.

    Examples
    --------
    >>> import pandas as pd
    >>> from cooperation_graph.survey import Survey
    >>> rows = [(t, "1", a, f"{t}p{k}") for t in "ABCDE" for k in range(9) for a in ("abc" if (k + ord(t)) % 3 else "ab")]
    >>> survey = Survey(pd.DataFrame(rows, columns=["territory", "wave", "actor", "project"], dtype="str"))
    >>> compared = compare_territories(survey, metrics="density")
    >>> compared.frame["metric"].unique().tolist(), compared.warnings["code"].iloc[0]
    (['mean_partners'], 'density_not_comparable')
    """
    if method not in ESTIMATORS:
        raise UnknownName("estimator of τ²", method, ESTIMATORS)
    found = source_of(source, wave, metrics, by, confidence, rng, against=quantity != "value")
    covariates = [case_mix] if isinstance(case_mix, str) else list(case_mix)
    stratum, warnings = strata_of(found, strata)
    frame = found.frame.assign(stratum=found.frame["territory"].map(lambda name: stratum.get(name, "")).astype("str"))
    completeness = completeness_of(found)
    warnings = found.warnings + warnings + completeness_codes(completeness)
    pieces, pooled, limits, slopes = [], [], [], []
    for (attribute, metric), raw in frame.groupby(["by", "metric"], sort=False):
        rows, bounds, refused = as_quantity(raw, quantity, bounds_of(str(metric)))
        warnings += refused
        parts = []
        for name, part in rows.groupby("stratum", sort=False):
            target = center.get(str(metric)) if isinstance(center, Mapping) else center
            key = {"wave": found.wave, "by": str(attribute), "metric": str(metric), "stratum": str(name)}
            if covariates:
                part, lines = apply_case_mix(part, errors_of(part), found.territories, covariates)
                slopes += [{**key, **line} for line in lines]
                code = next((line["status"] for line in lines if line["status"]), "")
                warnings += [{"code": "case_mix_not_adjusted", "metric": str(metric), "message": code}] if code else []
            compared, summary, places = compare_stratum(part, target, method, confidence, bounds)
            parts.append(compared)
            pooled.append({**key, **summary})
            limits.append(places.assign(**key, territory=part["territory"].to_numpy()))
            if summary["size_p"] < SIZE_LEVEL:
                warnings.append({"code": "depends_on_size", "metric": str(metric), "message": WARNINGS["depends_on_size"]})
        whole = pd.concat(parts).loc[rows.index]
        whole["q"] = benjamini_hochberg(whole["p"])
        whole["unadjusted"] = rows["value"]
        pieces.append(whole)
    compared = pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=list(COLUMNS))
    announced = compared["metric"].isin(list(confirmatory)) & compared["p"].notna()
    compared["p_holm"] = np.nan
    compared.loc[announced, "p_holm"] = holm(compared.loc[announced, "p"].to_numpy(dtype=float))
    beside = {
        "pooled": typed(pd.DataFrame(pooled, columns=list(POOLED_COLUMNS)), ("wave", "by", "metric", "stratum", "status")),
        "limits": pd.concat(limits, ignore_index=True) if limits else pd.DataFrame(), "completeness": completeness,
        "case_mix": typed(pd.DataFrame(slopes, columns=list(CASE_MIX_COLUMNS)), ("wave", "by", "metric", "stratum", "covariate", "status")),
    }  # fmt: skip
    return Comparison(
        compared[list(COLUMNS)], beside, warning_frame([{"wave": found.wave, **warning} for warning in warnings]),
        provenance(
            wave=found.wave, strata=strata if isinstance(strata, str | None) else dict(strata), center=center, quantity=quantity,
            case_mix=covariates, confirmatory=list(confirmatory), method=method, confidence=confidence, measures=dict(found.origin),
        ),
    )  # fmt: skip
