"""Two territories: by how much they differ, and whether by who is there or by how they work together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from scipy import special

from cooperation_graph.comparison.size import comparable
from cooperation_graph.errors import UnknownName
from cooperation_graph.evolution import kitagawa
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number, p_value, signed
from cooperation_graph.measures import Measures, label_of
from cooperation_graph.projection import group_project_table
from cooperation_graph.results import Result, provenance, warning_frame
from cooperation_graph.uncertainty import holm, wilson

__all__ = ["DECOMPOSED", "Difference", "project_values", "territory_difference"]

COLUMNS = (
    "metric", "by", "wave", "first", "second", "value_first", "value_second", "difference", "se", "df", "ci_low", "ci_high", "p",
    "p_holm", "composition", "structure", "status",
)  # fmt: skip
#: Metrics that are means over projects, so that projects can be sorted by kind.
DECOMPOSED = ("pair_heterogeneity", "cross_group_project_share", "resident_project_share")
NO_VALUE = N_("one of the two territories has no value")
NO_ERROR = N_("one of the two values has no interval: the difference is shown without any")
NO_NULL = N_("no null model was drawn: the difference is not split")


@dataclass(frozen=True, eq=False, repr=False)
class Difference(Result):
    """Two territories side by side; ``tables["kinds"]`` splits the difference by kind of project."""

    kind: ClassVar[str] = "difference"

    def sentences(self, lang: str) -> list[str]:
        """One sentence a metric: the difference, whether the data can tell, what it is made of."""
        _ = translator(lang)
        texts = []
        for row in self.frame.to_dict("records"):
            facts = {
                "label": _(label_of(row["metric"])), "first": row["first"], "second": row["second"],
                "one": number(row["value_first"], lang, 2), "two": number(row["value_second"], lang, 2),
                "gap": signed(row["difference"], lang), "low": signed(row["ci_low"], lang), "high": signed(row["ci_high"], lang),
                "p": p_value(row["p_holm"], lang), "composition": signed(row["composition"], lang), "structure": signed(row["structure"], lang),
            }  # fmt: skip
            if np.isnan(row["difference"]):
                texts.append(_("{label}: {reason}.", label=facts["label"], reason=_(row["status"])))
                continue
            text = _("{label}: {first} {one}, {second} {two}, a difference of {gap}", **facts)
            if np.isnan(row["ci_low"]):
                text += "; " + _(row["status"]) + "."
            elif row["p_holm"] < 0.05:
                text += _(" ({low} to {high}; {p}, adjusted).", **facts)
            else:
                text += _(" ({low} to {high}; {p}, adjusted): the data do not tell the two apart.", **facts)
            if not np.isnan(row["structure"]):
                text += " " + _(
                    "Who is there, how active and in projects of what size gives {composition} of it; how they work together gives"
                    " {structure}.", **facts,
                )  # fmt: skip
            texts.append(text)
        return texts

    def _one_line(self) -> str:
        row = self.frame.iloc[0]
        return f"{row['first']} and {row['second']}, wave {row['wave']}"


def territory_difference(
    measures: Measures, first: str, second: str, *, wave: str | None = None, graphs: Graphs | None = None,
    kinds: str = "size", confidence: float = 0.95,
) -> Difference:  # fmt: skip
    """Compare two territories of one wave, and split the difference.

    Parameters
    ----------
    measures
        With intervals and, for the split, a null model that keeps activity and sizes of projects.
    first, second
        Territories; the difference is first minus second.
    wave
        The last one without.
    graphs
        Graphs of the same survey: with them, metrics that are means over projects are split by kind of project too.
    kinds
        ``"size"`` (2, 3–4, 5 actors or more) or an attribute of projects, ``"theme"``.
    confidence
        Of intervals.

    Returns
    -------
    Difference
        ``composition`` = E₁ − E₂, what groups present, activity and sizes of projects alone give, and ``structure`` =
        (O₁ − E₁) − (O₂ − E₂), what is beyond: they sum to the difference. Intervals: Welch on jackknife errors; Newcombe for
        shares of projects, their p from the pooled test. ``p_holm`` is Holm over the metrics. ``tables["kinds"]``:
        Kitagawa's split by kind of project.

    Raises
    ------
    UnknownName
        A territory or wave that the measures do not hold.

    References
    ----------
    Kitagawa 1955, J. Am. Stat. Assoc. 50:1168; Newcombe 1998, Stat. Med. 17:873, method 10.
    """
    frame = measures.frame[measures.frame["level"] == "territory"]
    waves = [w for w in measures.provenance.get("settings", {}).get("waves", ()) if w in set(frame["wave"])] or sorted(set(frame["wave"]))
    chosen = waves[-1] if wave is None else wave
    here = frame[frame["wave"] == chosen]
    if not len(here):
        raise UnknownName("wave", wave, waves)
    for name in (first, second):
        if name not in set(here["territory"]):
            raise UnknownName("territory", name, here["territory"].unique())
    known, warnings = comparable(list(here["metric"].unique()))
    here = here[here["metric"].isin(known)]
    rows = []
    for (metric, by), part in here.groupby(["metric", "by"], sort=False):
        sides = [part[part["territory"] == name] for name in (first, second)]
        if all(len(side) for side in sides):
            row = _row(sides[0].iloc[0].to_dict(), sides[1].iloc[0].to_dict(), confidence)
            rows.append({"metric": metric, "by": by, "wave": chosen, "first": first, "second": second, **row})
    result = pd.DataFrame(rows).reindex(columns=list(COLUMNS))
    result["p_holm"] = holm(result["p"].to_numpy(dtype=float))
    parts = []
    if graphs is not None:
        pair = [graphs.get(name, chosen) for name in (first, second)]
        for metric, by in result.loc[result["metric"].isin(DECOMPOSED), ["metric", "by"]].itertuples(index=False):
            parts.append(_by_kind(pair[0], pair[1], str(metric), str(by), kinds).assign(metric=metric, by=by))
    columns = ["metric", "by", "type", "behaviour", "composition"]
    table = pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
    return Difference(result, {"kinds": table}, warning_frame(warnings), provenance(kinds=kinds, confidence=confidence, of=measures.provenance))


def _row(one: Mapping[Any, Any], two: Mapping[Any, Any], confidence: float) -> dict[str, Any]:
    y = np.array([one["value"], two["value"]], dtype=float)
    gap = float(y[0] - y[1])
    row: dict[str, Any] = {"value_first": y[0], "value_second": y[1], "difference": gap, "status": ""}
    if np.isnan(gap):
        return row | {"status": NO_VALUE}
    expected = np.array([one["expected"], two["expected"]], dtype=float)
    row["composition"] = float(expected[0] - expected[1])
    row["structure"] = gap - row["composition"]
    if np.isnan(row["composition"]):
        row["status"] = NO_NULL
    counts = np.array([[side["numerator"], side["denominator"]] for side in (one, two)], dtype=float)
    if np.isfinite(counts).all():
        return row | share_difference(counts[0], counts[1], confidence)
    se, df = (np.array([one[name], two[name]], dtype=float) for name in ("se", "df"))
    total = float((se**2).sum())
    if not (np.isfinite(total) and total > 0 and np.isfinite(df).all()):
        return row | {"status": NO_ERROR}
    freedom = total**2 / float((se**4 / df).sum())
    half = float(special.stdtrit(freedom, 0.5 + confidence / 2)) * np.sqrt(total)
    p = 2 * float(special.stdtr(freedom, -abs(gap) / np.sqrt(total)))
    return row | {"se": total**0.5, "df": freedom, "ci_low": gap - half, "ci_high": gap + half, "p": p}


def share_difference(one: np.ndarray, two: np.ndarray, confidence: float = 0.95) -> dict[str, float]:
    """Newcombe's interval for the difference of two shares (number, among), and the pooled two-sided p.

    Examples
    --------
    >>> found = share_difference(np.array([56, 70]), np.array([48, 80]))
    >>> round(found["ci_low"], 4), round(found["ci_high"], 4)
    (0.0524, 0.3339)
    """
    (r1, n1), (r2, n2) = one, two
    p1, p2 = r1 / n1, r2 / n2
    (l1, u1), (l2, u2) = wilson(r1, n1, confidence=confidence), wilson(r2, n2, confidence=confidence)
    pooled = (r1 + r2) / (n1 + n2)
    se0 = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return {
        "se": float(np.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)), "ci_low": float(p1 - p2 - np.hypot(p1 - l1, u2 - p2)),
        "ci_high": float(p1 - p2 + np.hypot(u1 - p1, p2 - l2)), "p": float(2 * special.ndtr(-abs(p1 - p2) / se0)) if se0 > 0 else 1.0,
    }  # fmt: skip


def project_values(graph: CooperationGraph, metric: str, by: str) -> np.ndarray:
    """What each project gives to a metric that is their mean; NaN for projects that the metric leaves out.

    Examples
    --------
    >>> actors = pd.DataFrame({"sector": ["a", "a", "b"]}, index=["x", "y", "z"])
    >>> graph = CooperationGraph.from_biadjacency(np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0]]), actors=actors)
    >>> project_values(graph, "pair_heterogeneity", "sector").round(3).tolist()
    [0.667, 0.0, nan]
    """
    if metric not in DECOMPOSED:
        raise UnknownName("metric that is a mean over projects", metric, DECOMPOSED)
    if metric == "resident_project_share":
        flags = graph.flag("residents").astype(bool)
        inside = np.zeros(graph.n_projects, dtype=bool)
        np.logical_or.at(inside, graph.indices, np.repeat(flags, np.diff(graph.indptr)))
        return np.where(graph.project_sizes > 0, inside.astype(float), np.nan)
    counts = group_project_table(graph, by).astype(float)
    size = counts.sum(axis=0)
    many = size >= 2
    if metric == "cross_group_project_share":
        return np.where(many, ((counts > 0).sum(axis=0) >= 2).astype(float), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(many, 1 - (counts * (counts - 1)).sum(axis=0) / (size * (size - 1)), np.nan)


def kinds_of(graph: CooperationGraph, kinds: str) -> pd.Series:
    """Kind of each project: its size class, or an attribute of projects."""
    if kinds == "size":
        size = graph.project_sizes
        return pd.Series(np.select([size <= 2, size <= 4], ["2", "3–4"], "5+"))
    if kinds not in graph.projects.columns:
        raise UnknownName("attribute of projects", kinds, ["size", *graph.projects.columns])
    return pd.Series(graph.projects[kinds].to_numpy())


def _by_kind(first: CooperationGraph, second: CooperationGraph, metric: str, by: str, kinds: str) -> pd.DataFrame:
    """Kitagawa from the second territory to the first, so that columns sum to first minus second."""
    values = [pd.Series(project_values(graph, metric, by)) for graph in (second, first)]
    return kitagawa(values[0], kinds_of(second, kinds), values[1], kinds_of(first, kinds))

