"""The change of one territory between two waves: values, interval, test and terms of each metric."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.evolution.completeness import COMPLETENESS, completeness, roster_variants, tipping
from cooperation_graph.evolution.decomposition import factor_variants, shapley, stayer_variants, terms_of, unknown_actors, with_unknown
from cooperation_graph.evolution.exchange import CONTINUING, EMPTY, ENDED, NEW, Units, exchanged, units_of, without_each_unit
from cooperation_graph.evolution.ledger import CLASSES, ledger_rates, tie_ledger
from cooperation_graph.evolution.states import actor_states, has_roster, turnover
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import MetricCard
from cooperation_graph.nulls.chance import graph_key
from cooperation_graph.resampling import Parts, cells_of_columns, joined, parts_of, variant_values
from cooperation_graph.survey.collection import limits
from cooperation_graph.uncertainty import MINIMUM_PROJECTS, draw_assignments, holm, jackknife, permutation_p

__all__ = ["COLUMNS", "WARNINGS", "Asked", "Settings", "named", "table_of", "territory_change"]

COLUMNS = (
    "territory", "wave_from", "wave_to", "by", "metric", "value_from", "value_to", "change", "se", "df", "ci_low", "ci_high",
    "p", "p_adjusted", "stayers", "entry", "exit", "unknown", "n_ended", "n_new", "n_continuing", "n_unknown", "status",
)  # fmt: skip
TEST_COLUMNS = (
    "territory", "wave_from", "wave_to", "by", "metric", "change", "p", "assignments", "exact", "undefined", "status",
)  # fmt: skip

NOTHING_TO_EXCHANGE = N_("no test: projects that end and projects that begin are needed on both sides")
ONE_ASSIGNMENT = N_("no test: within the strata there is only one way to tell ended projects from new ones")
NOT_FROM_PROJECTS = N_("this number does not come from projects alone: neither interval, test nor decomposition")
LIMITED = N_("the question limited how many could be named in one of the waves: numbers of partners are not compared")
#: Metrics that a limit on how many can be named makes incomparable.
DEGREES = ("mean_partners", "density", "n_participations")
WARNINGS = {
    "lineage_matters": N_(
        "actors merged or split between the waves: rates differ when the new actor continues the old ones (table lineage)"
    ),
    "no_roster": N_("without a roster of this wave, those who left cannot be told from those who did not answer"),
    "missing_wave": N_("this territory has only one of the two waves: it is not compared"),
    "no_continuing_project": N_("no project has the same id in both waves: check that ids are stable before reading the ledger"),
    "unknown_actors": N_(
        "actors of whom nothing is known in one wave neither came, left nor stayed: what they bring to the other stands apart in the "
        "decomposition"
    ),
    "single_project_stratum": N_(
        "a single project ended, began or continued: its own variation cannot be seen and the interval is too narrow"
    ),
    "differential_completeness": N_(
        "the share of actors who answered differs by more than 5 points between the waves: a volume may change for that "
        "reason alone"
    ),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Asked:
    """A metric, the attribute it is measured by, its name in tables and its card."""

    function: Callable[..., Any]
    by: str | None
    name: str
    card: MetricCard


@dataclass(frozen=True, eq=False)
class Settings:
    """What the caller of `compare_waves` chose."""

    asked: tuple[Asked, ...]
    confidence: float
    permutations: int
    entropy: int
    strata: str | None
    cluster: str | None
    factors: bool


def named(table: pd.DataFrame, territory: str, wave_from: str, wave_to: str) -> pd.DataFrame:
    """The table with the territory and both waves in front."""
    whole = table.copy()
    for position, (column, value) in enumerate((("territory", territory), ("wave_from", wave_from), ("wave_to", wave_to))):
        whole.insert(position, column, pd.Series(value, index=table.index, dtype="str"))
    return whole


def territory_change(
    graph_from: CooperationGraph, graph_to: CooperationGraph, own: Mapping[Asked, Any], settings: Settings,
    warnings: list[dict[str, str]],
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:  # fmt: skip
    """Rows of `Evolution.frame` for one territory and the tables beside them; warnings are added to `warnings`.

    `own` holds, for each metric, value and reason in both waves on the real graphs.
    """
    states = actor_states(graph_from, graph_to)
    ledger = tie_ledger(graph_from, graph_to, states=states)
    tables = {
        "ledger": _counted(ledger), "rates": ledger_rates(ledger, states, graph_from, graph_to), "turnover": turnover(states),
        "completeness": completeness(graph_from, graph_to),
    }  # fmt: skip
    parts = parts_of(graph_from, graph_to)
    units = units_of(parts, cluster=settings.cluster, strata=settings.strata)
    unknown = unknown_actors(parts, states)
    changes, tests, factors, rosters = _changes(parts, units, own, settings, states, unknown)
    counts = {
        f"n_{name}": int(which.sum()) for name, which in zip(
            ("ended", "new", "continuing", "unknown"),
            (parts.running[0] & ~parts.running[1], parts.running[1] & ~parts.running[0], parts.running.all(axis=0), unknown), strict=True,
        )
    }  # fmt: skip
    frame = named(changes.assign(**counts), graph_from.territory, graph_from.wave, graph_to.wave)
    tables["tests"] = tests
    tables["rosters"] = rosters
    tables["tipping"] = tipping({one.name: (own[one][0][0], own[one][1][0]) for one in settings.asked}, tables["completeness"])
    if settings.factors:
        tables["factors"] = factors
    warnings += [
        {"code": code, "territory": graph.territory, "wave": graph.wave}
        for code, graph in _codes(graph_from, graph_to, states, units, tables["completeness"])
    ]
    return frame, tables


def _codes(
    graph_from: CooperationGraph, graph_to: CooperationGraph, states: pd.DataFrame, units: Units, response: pd.DataFrame
) -> list[tuple[str, CooperationGraph]]:
    """Warnings about the pair of waves, each with the graph it concerns."""
    codes = [("no_roster", graph) for graph in (graph_from, graph_to) if not has_roster(graph)]
    unknown, seen = (states == "unknown").any(axis=1), states.isin(["active", "isolate"]).any(axis=1)
    counts = np.bincount(units.pattern, minlength=4)
    for code, holds in (
        ("no_continuing_project", counts[CONTINUING] == 0 and (states == "active").all(axis=1).any()),
        ("unknown_actors", (unknown & seen).any()),
        ("single_project_stratum", counts[1:].sum() >= MINIMUM_PROJECTS and (counts[[ENDED, NEW, CONTINUING]] == 1).any()),
        ("differential_completeness", (response["difference"].abs() > COMPLETENESS + 1e-9).any()),
    ):
        if holds:
            codes.append((code, graph_to))
    return codes


def _counted(ledger: pd.DataFrame) -> pd.DataFrame:
    counts = ledger["class"].value_counts().reindex(list(CLASSES), fill_value=0)
    return pd.DataFrame({"class": pd.Series(list(CLASSES), dtype="str"), "ties": counts.to_numpy()})


def _changes(
    parts: Parts, units: Units, own: Mapping[Asked, Any], settings: Settings, states: pd.DataFrame, unknown: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Rows of the frame, of the tests, of the factors and of the values on several rosters."""
    asked = settings.asked
    measured = [(one.function, one.by) for one in asked]
    cells = cells_of_columns(parts)
    left_out, unit, wave = without_each_unit(parts, units)
    observed = joined(stayer_variants(parts, unknown), roster_variants(parts, states), left_out)
    values, _ = variant_values(parts, cells, observed, measured)
    assignments, exact, no_test = _assignments(parts, units, settings)
    if no_test:
        drawn = np.zeros((len(asked), 0))
    else:
        swapped, _ = variant_values(parts, cells, exchanged(parts, units, assignments), measured)
        drawn = swapped[:, len(assignments) :] - swapped[:, : len(assignments)]
    combinations = variant_values(parts, *factor_variants(parts, unknown), measured)[0] if settings.factors else None
    taken = units.pattern != EMPTY
    limited = limits(parts.survey).index.isin(parts.waves).any()
    rows, tests, factors, rosters = [], [], [], []
    for k, one in enumerate(asked):
        (value_from, reason_from), (value_to, reason_to) = own[one]
        terms = terms_of(values[k, :6])
        row: dict[str, Any] = {"by": one.by or "", "metric": one.name, "value_from": value_from, "value_to": value_to}
        if limited and one.name in DEGREES:
            rows.append({**row, "status": LIMITED})
            tests.append({"by": row["by"], "metric": one.name, "status": LIMITED})
            continue
        undefined = reason_from or reason_to
        resampled = np.allclose([value_from, value_to], [terms.value_from, terms.value_to], rtol=1e-9, atol=1e-12, equal_nan=True)
        if undefined or not resampled:
            status = undefined or NOT_FROM_PROJECTS
            rows.append({**row, "change": value_to - value_from, "status": status})
            tests.append({"by": row["by"], "metric": one.name, "change": value_to - value_from, "status": status})
            continue
        without = np.repeat([[value_from], [value_to]], len(taken), axis=1)
        without[wave, unit] = values[k, 8:]
        interval = jackknife(
            (without[1] - without[0])[taken], terms.change, strata=units.pattern[taken], confidence=settings.confidence,
            bounds=_bounds(one.card),
        )  # fmt: skip
        rosters += [
            {"by": row["by"], "metric": one.name, "roster": name, "value_from": a, "value_to": b, "change": b - a}
            for name, (a, b) in (("own", values[k, :2]), ("common", values[k, 2:4]), ("union", values[k, 6:8]))
        ]
        p = np.nan if no_test else permutation_p(terms.change, drawn[k], exact=exact)
        rows.append({
            **row, "change": terms.change, "se": interval.se, "df": interval.df, "ci_low": interval.low,
            "ci_high": interval.high, "p": p, "stayers": terms.stayers, "entry": terms.entry, "exit": terms.exit,
            "unknown": terms.unknown, "status": interval.reason or no_test,
        })  # fmt: skip
        tests.append({
            "by": row["by"], "metric": one.name, "change": terms.change, "p": p, "assignments": drawn.shape[1],
            "exact": exact and not no_test, "undefined": int(np.isnan(drawn[k]).sum()), "status": no_test,
        })  # fmt: skip
        if combinations is not None:
            shares = shapley(combinations[k])
            shares = with_unknown(shares, terms) if unknown.any() else shares
            factors += [{"by": row["by"], "metric": one.name, "factor": f, "contribution": share} for f, share in shares.items()]
    frame = table_of(rows, COLUMNS[3:-5] + COLUMNS[-1:])
    frame["p_adjusted"] = holm(frame["p"])
    return (
        frame, table_of(tests, TEST_COLUMNS[3:]), table_of(factors, ("by", "metric", "factor", "contribution")),
        table_of(rosters, ("by", "metric", "roster", "value_from", "value_to", "change")),
    )  # fmt: skip


def _bounds(card: MetricCard) -> tuple[float, float]:
    low, high = card.range
    return (low - high, high - low) if np.isfinite(low) and np.isfinite(high) else (-np.inf, np.inf)


def _assignments(parts: Parts, units: Units, settings: Settings) -> tuple[np.ndarray, bool, str]:
    new = units.pattern[units.loose] == NEW
    if new.all() or not new.any():
        return np.zeros((0, len(new)), dtype=bool), True, NOTHING_TO_EXCHANGE
    key = graph_key(settings.entropy, parts.survey.participations["territory"].iloc[0], " → ".join(parts.waves), "exchange")
    drawn, exact = draw_assignments(
        new, strata=units.stratum[units.loose], draws=settings.permutations, rng=np.random.default_rng(key)
    )  # fmt: skip
    return drawn, exact, ONE_ASSIGNMENT if len(drawn) < 2 else ""


def table_of(rows: list[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Rows as a frame with these columns: texts, whole numbers, yes or no, and everything else as float64."""
    texts = {"territory", "wave", "waves", "by", "metric", "factor", "roster", "status"}
    whole = {"assignments": 0, "undefined": 0, "n_projects": 0, "exact": False}
    data = {}
    for column in columns:
        if column in texts:
            data[column] = pd.Series([row.get(column, "") for row in rows], dtype="str")
        elif column in whole:
            data[column] = pd.Series([row.get(column, whole[column]) for row in rows], dtype=type(whole[column]))
        else:
            data[column] = pd.Series([row.get(column, np.nan) for row in rows], dtype="float64")
    return pd.DataFrame(data)
