"""What is compared: measures of one wave, the strata of territories, and who answered."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from cooperation_graph.comparison.size import comparable
from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.measures import HEADLINE, Measures, as_graphs, measure
from cooperation_graph.metrics.card import card_of, catalogue, name_of
from cooperation_graph.nulls import keep_degrees

__all__ = ["WARNINGS", "Source", "bounds_of", "completeness_codes", "completeness_of", "source_of", "strata_of", "typed"]

#: A response that differs by this or more between territories is a warning (share).
COMPLETENESS = 0.05
WARNINGS = {
    "differential_completeness": N_(
        "the share of actors who answered differs by 5 points or more between territories: volumes, such as the number of "
        "partners, may differ for that reason alone; shares hold better"
    ),
    "completeness_unknown": N_("nobody knows who answered in these territories: a difference may be one of completeness"),
    "strata_unknown": N_("the kind of territory is not known: all are compared together"),
    "depends_on_size": N_("this value goes with the number of actors of the territory: compare territories of one size"),
}  # fmt: skip


class Source(NamedTuple):
    """Rows of territory level of one wave, the tables of territories and responses, warnings, where it came from."""

    frame: pd.DataFrame
    territories: pd.DataFrame
    responses: pd.DataFrame
    wave: str
    warnings: list[dict[str, str]]
    origin: Mapping[str, Any]


def source_of(
    source: Any, wave: str | None, metrics: Any, by: str | Sequence[str] | None, confidence: float, rng: Any, *, against: bool = False
) -> Source:
    asked = None if metrics is None else [metrics] if isinstance(metrics, str) or callable(metrics) else list(metrics)
    if isinstance(source, Measures):
        return _from_measures(source, wave, None if asked is None else [_name(metric) for metric in asked], by)
    if isinstance(source, CooperationGraph):
        raise TypeError("one graph has nothing to be compared with: pass the graphs of several territories")
    graphs = as_graphs(source)
    chosen = graphs.waves[-1] if wave is None else wave
    functions = {_name(metric): metric for metric in (HEADLINE if asked is None else asked)}
    names, warnings = comparable(list(functions))
    chosen_metrics = [functions.get(name, name) for name in names]
    null = keep_degrees if against else None
    measured = measure(graphs.select(wave=chosen), chosen_metrics, by=by, null=null, confidence=confidence, rng=rng)
    return _made(measured, measured.frame[measured.frame["level"] == "territory"], chosen, warnings, everything=asked is not None)


def _name(metric: str | Callable[..., Any]) -> str:
    return metric if isinstance(metric, str) else name_of(metric)


def _from_measures(source: Measures, wave: str | None, names: list[str] | None, by: str | Sequence[str] | None) -> Source:
    frame = source.frame[source.frame["level"] == "territory"]
    present = list(frame["wave"].unique())
    order = [w for w in source.provenance.get("settings", {}).get("waves", ()) if w in present] or sorted(present)
    if not order or (wave is not None and wave not in order):
        raise UnknownName("wave", wave, order)
    chosen = order[-1] if wave is None else wave
    frame = frame[frame["wave"] == chosen]
    known = list(frame["metric"].unique())
    for name in names or ():
        if name not in known and name not in catalogue:
            raise UnknownName("metric", name, known)
    kept, warnings = comparable(known if names is None else names)
    missing = [name for name in kept if name not in known]
    if missing and names is not None:
        raise UnknownName("metric among these measures", missing[0], known, hint="Measure it, or pass the graphs.")
    if by is not None:
        wanted = [by] if isinstance(by, str) else list(by)
        for attribute in wanted:
            if attribute not in set(frame["by"]):
                raise UnknownName("attribute among these measures", attribute, set(frame["by"]) - {""})
        frame = frame[frame["by"].isin([*wanted, ""])]
    frame = frame[frame["metric"].isin(kept)]
    return _made(source, frame, chosen, warnings, everything=names is not None)


def _made(
    measured: Measures, frame: pd.DataFrame, wave: str, warnings: list[dict[str, str]], *, everything: bool
) -> Source:
    """The source; unless everything was asked for by name, what is undefined in every territory is left out, with its reason."""
    if not everything:
        valued = frame.groupby(["by", "metric"])["value"].transform("count") > 0
        reasons = frame[~valued & (frame["status"] != "")].drop_duplicates(["by", "metric", "status"])
        pairs = reasons[["metric", "status"]].itertuples(index=False, name=None)
        left_out = [{"code": "undefined_everywhere", "metric": str(metric), "message": str(reason)} for metric, reason in pairs]
        frame, warnings = frame[valued], warnings + left_out
    territories = measured.tables.get("territories", pd.DataFrame(columns=["territory"]))
    responses = measured.tables.get("responses", pd.DataFrame(columns=["territory", "wave", "status", "actors"]))
    return Source(frame, territories, responses, wave, warnings, measured.provenance)


def bounds_of(metric: str) -> tuple[float, float]:
    """Range of a metric by its name in tables; no bounds for one that the catalogue does not know."""
    plain = metric.split("(")[0]
    return card_of(catalogue[plain]).range if plain in catalogue else (-math.inf, math.inf)


def strata_of(found: Source, strata: str | Mapping[str, str] | None) -> tuple[dict[str, str], list[dict[str, str]]]:
    if strata is None:
        return {}, []
    if isinstance(strata, Mapping):
        return {str(territory): str(name) for territory, name in strata.items()}, []
    table = found.territories
    if strata not in table.columns or not table[strata].notna().any():
        if strata != "stratum":
            raise UnknownName("attribute of territories", strata, set(table.columns) - {"territory", "name"})
        return {}, [{"code": "strata_unknown", "message": WARNINGS["strata_unknown"]}]
    known = table.dropna(subset=[strata])
    return dict(zip(known["territory"].astype("str"), known[strata].astype("str"), strict=True)), []


def completeness_of(found: Source) -> pd.DataFrame:
    """Who answered: territory, wave, answered, asked, response."""
    said = found.responses[found.responses["wave"] == found.wave]
    said = said[~said["status"].isin(["left", "not_yet_existing"]) & said["territory"].isin(found.frame["territory"])]
    asked = said.groupby("territory")["actors"].sum()
    answered = said[said["status"].isin(["answered", "partial"])].groupby("territory")["actors"].sum()
    territories = pd.Index(found.frame["territory"].unique(), dtype="str")
    table = pd.DataFrame({
        "territory": territories, "wave": found.wave,
        "answered": answered.reindex(territories).fillna(0).to_numpy(dtype=float),
        "asked": asked.reindex(territories).fillna(0).to_numpy(dtype=float),
    })  # fmt: skip
    return typed(table.assign(response=table["answered"] / table["asked"].where(table["asked"] > 0)), ("territory", "wave"))


def completeness_codes(completeness: pd.DataFrame) -> list[dict[str, str]]:
    response = completeness["response"]
    codes = []
    if response.isna().any():
        codes.append("completeness_unknown")
    if response.max() - response.min() >= COMPLETENESS - 1e-9:
        codes.append("differential_completeness")
    return [{"code": code, "message": WARNINGS[code]} for code in codes]


def typed(frame: pd.DataFrame, texts: Sequence[str]) -> pd.DataFrame:
    """Named columns as texts, the others as numbers."""
    data = {c: frame[c].fillna("").astype("str") if c in texts else pd.to_numeric(frame[c]).astype("float64") for c in frame}
    return pd.DataFrame(data)
