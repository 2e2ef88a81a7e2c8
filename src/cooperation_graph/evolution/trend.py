"""`wave_trend`: whether a number rises or falls over three waves or more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from cooperation_graph.errors import UnknownName
from cooperation_graph.evolution.change import defined_somewhere, resolve
from cooperation_graph.evolution.estimation import NOT_FROM_PROJECTS, NOTHING_TO_EXCHANGE, Asked, table_of
from cooperation_graph.evolution.exchange import EMPTY, exchanged, units_of, without_each_unit
from cooperation_graph.evolution.lineage import followed
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.locale import N_
from cooperation_graph.measures import as_graphs
from cooperation_graph.nulls.chance import entropy_of, graph_key
from cooperation_graph.resampling import Choice, Parts, cells_of_columns, joined, metric_values, parts_of, variant_values
from cooperation_graph.results import Result, provenance, warning_frame
from cooperation_graph.survey.tables import Survey
from cooperation_graph.uncertainty import holm, jackknife, permutation_p

__all__ = ["Trend", "wave_trend"]

COLUMNS = (
    "territory", "by", "metric", "waves", "slope", "se", "df", "ci_low", "ci_high", "p", "p_adjusted", "n_projects", "status",
)  # fmt: skip
UNDEFINED_SOMEWHERE = N_("undefined in one of the waves")
MISSING_WAVE = N_("this territory lacks one of the waves: it has no trend")


@dataclass(frozen=True, eq=False, repr=False)
class Trend(Result):
    """Slope of metrics over waves: one row a territory and metric; table ``values`` has the value in each wave."""

    kind: ClassVar[str] = "trend"

    def sentences(self, lang: str) -> list[str]:
        """One sentence a row, how to read intervals and tests, then the warnings."""
        from cooperation_graph.evolution.wording import trend_sentences

        return trend_sentences(self.frame, self.warnings, lang)


def wave_trend(
    graphs: Graphs | Survey, *, waves: Sequence[str] | None = None,
    metrics: Sequence[str | Callable[..., Any]] | str | Callable[..., Any] | None = None, by: str | Sequence[str] | None = None,
    confidence: float = 0.95, permutations: int = 999, rng: np.random.Generator | int | None = None, strata: str | None = None,
    cluster: str | None = None, lineage: str = "new",
) -> Trend:  # fmt: skip
    """Follow metrics over three waves or more: the mean change from one wave to the next, and whether it is more than chance.

    Parameters
    ----------
    graphs, metrics, by, confidence, permutations, rng, strata, cluster, lineage
        See :func:`cooperation_graph.evolution.compare_waves`.
    waves
        At least three, in order; all waves of the survey without.

    Returns
    -------
    Trend
        ``slope``: least squares of the value on the rank of the wave, per wave. Interval: project jackknife-t, a project left
        out of every wave, strata by the waves it runs in. ``p``: the waves of projects that run in one wave only are exchanged,
        as many in each wave as observed; (r + 1)/(B + 1) for the absolute slope. ``p_adjusted``: Holm over the metrics of a
        territory.

    Raises
    ------
    UnknownName
        A wave, metric or attribute that does not exist.
    ValueError
        Fewer than three waves.

    Notes
    -----
    Territories that lack one of the waves are left out, with a warning. Supposes the same roster and completeness in all waves.

    References
    ----------
    Methods A4, A5 of the design.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("T", w, a, f"{w}{k}") for w in "123" for k in range(4) for a in "abcd"[: int(w) + 1]]
    >>> survey = Survey(pd.DataFrame(rows, columns=["territory", "wave", "actor", "project"], dtype="str"))
    >>> wave_trend(survey, metrics="mean_partners", rng=1).frame["slope"].tolist()
    [1.0]
    """
    if isinstance(graphs, Result):
        raise TypeError("wave_trend leaves projects out and exchanges them: pass the graphs or the survey, not a result")
    whole = as_graphs(graphs)
    chosen = list(whole.waves if waves is None else waves)
    for wave in chosen:
        if wave not in whole.waves:
            raise UnknownName("wave", wave, whole.waves)
    if len(set(chosen)) < 3:
        raise ValueError("a trend needs three waves or more: compare_waves compares two")
    part = followed(whole.select(wave=chosen).compact(), lineage)
    asked = resolve(part, metrics, by)
    measured = {one: metric_values(part, one.function, one.by) for one in asked}
    warnings: list[dict[str, str]] = []
    if metrics is None:
        asked, warnings = defined_somewhere(measured)
    values = {one: measured[one][0] for one in asked}
    places = {(graph.territory, graph.wave): k for k, graph in enumerate(part)}
    entropy = entropy_of(rng)
    rows, values_of = [], []
    for territory in part.territories:
        if not all((territory, wave) in places for wave in chosen):
            warnings.append({"code": "missing_wave", "territory": territory, "message": MISSING_WAVE})
            continue
        own = [places[territory, wave] for wave in chosen]
        found = _territory([part[k] for k in own], asked, {one: values[one][own] for one in asked}, confidence, permutations,
                           graph_key(entropy, territory, " → ".join(chosen), "exchange"), strata, cluster)  # fmt: skip
        rows += [{"territory": territory, "waves": ", ".join(chosen), **row} for row in found]
        values_of += [
            {"territory": territory, "wave": wave, "by": one.by or "", "metric": one.name, "value": values[one][k]}
            for one in asked for wave, k in zip(chosen, own, strict=True)
        ]  # fmt: skip
    frame = table_of(rows, COLUMNS)
    beside = {"values": table_of(values_of, ("territory", "wave", "by", "metric", "value"))}
    return Trend(
        frame, beside, warning_frame(warnings),
        provenance(waves=chosen, metrics=[one.name for one in asked], permutations=permutations, entropy=entropy,
                   confidence=confidence, strata=strata, cluster=cluster, lineage=lineage, settings=dict(whole.settings)),
    )  # fmt: skip


def _territory(
    graphs: Sequence[CooperationGraph], asked: Sequence[Asked], own: dict[Asked, np.ndarray], confidence: float,
    permutations: int, key: np.ndarray, strata: str | None, cluster: str | None,
) -> list[dict[str, Any]]:  # fmt: skip
    parts = parts_of(*graphs)
    units = units_of(parts, cluster=cluster, strata=strata)
    n_waves, measured = len(graphs), [(one.function, one.by) for one in asked]
    left_out, unit, wave = without_each_unit(parts, units)
    cells = cells_of_columns(parts)
    values, _ = variant_values(parts, cells, joined(_observed(parts), left_out), measured)
    labels = units.held[units.loose].argmax(axis=1)
    testable = len(np.unique(labels)) > 1
    drawn = np.zeros((len(asked), n_waves, 0))
    if testable:
        assignments = _shuffled(labels, units.stratum[units.loose], permutations, np.random.default_rng(key))
        swapped, _ = variant_values(parts, cells, exchanged(parts, units, assignments), measured)
        drawn = swapped.reshape(len(asked), n_waves, permutations)
    rank = np.arange(n_waves) - (n_waves - 1) / 2
    weights = rank / (rank**2).sum()
    taken = units.pattern != EMPTY
    rows = []
    for k, one in enumerate(asked):
        row: dict[str, Any] = {"by": one.by or "", "metric": one.name, "n_projects": int(taken.sum())}
        if np.isnan(own[one]).any():
            rows.append({**row, "status": UNDEFINED_SOMEWHERE})
            continue
        slope = float(weights @ own[one])
        if not np.allclose(own[one], values[k, :n_waves], rtol=1e-9, atol=1e-12):
            rows.append({**row, "slope": slope, "status": NOT_FROM_PROJECTS})
            continue
        without = np.repeat(own[one][:, None], len(taken), axis=1)
        without[wave, unit] = values[k, n_waves:]
        interval = jackknife((weights @ without)[taken], slope, strata=units.pattern[taken], confidence=confidence)
        rows.append({
            **row, "slope": slope, "se": interval.se, "df": interval.df, "ci_low": interval.low, "ci_high": interval.high,
            "p": permutation_p(slope, weights @ drawn[k], exact=False),
            "status": interval.reason or ("" if testable else NOTHING_TO_EXCHANGE),
        })  # fmt: skip
    adjusted = holm([row.get("p", np.nan) for row in rows])
    return [{**row, "p_adjusted": p} for row, p in zip(rows, adjusted, strict=True)]


def _observed(parts: Parts) -> Choice:
    n_waves, m = len(parts.waves), len(parts.projects)
    waves = np.arange(n_waves)
    cells = np.concatenate([np.repeat(waves, m), waves])
    return Choice(cells[None, :] == waves[:, None], parts.roster, parts.running, waves)


def _shuffled(labels: np.ndarray, strata: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Waves of loose units exchanged within strata, shape (draws, units)."""
    out = np.tile(labels, (draws, 1))
    for stratum in np.unique(strata):
        members = np.flatnonzero(strata == stratum)
        out[:, members] = rng.permuted(out[:, members], axis=1)
    return out
