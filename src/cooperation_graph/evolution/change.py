"""`compare_waves`: what changed between two waves, in each territory, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.evolution.estimation import COLUMNS, WARNINGS, Asked, Settings, named, territory_change
from cooperation_graph.evolution.lineage import followed, rates_both_ways
from cooperation_graph.graph import Graphs
from cooperation_graph.measures import HEADLINE, as_graphs
from cooperation_graph.metrics.card import card_of, catalogue, name_of, parameters_of
from cooperation_graph.nulls.chance import entropy_of
from cooperation_graph.resampling import metric_values
from cooperation_graph.results import Result, provenance, warning_frame
from cooperation_graph.sufficient import group_attribute
from cooperation_graph.survey.tables import Survey

__all__ = ["Evolution", "compare_waves", "defined_somewhere", "resolve"]


@dataclass(frozen=True, eq=False, repr=False)
class Evolution(Result):
    """Change between two waves: one row a territory and metric.

    Tables: ``ledger`` (ties by class), ``rates``, ``turnover`` (actors by states), ``tests`` (how each p-value was made),
    ``completeness`` (who answered), ``tipping`` (the ratio of completeness that would explain a volume's change), ``rosters``
    (values on each wave's own roster, the common one and the union, unknown actors left out), ``lineage`` (rates with merged
    actors taken as new and followed, where they differ), and ``factors`` when asked.
    """

    kind: ClassVar[str] = "evolution"

    def sentences(self, lang: str) -> list[str]:
        """Ledger and changes of each territory, then how to read intervals and tests, then the warnings."""
        from cooperation_graph.evolution.wording import evolution_sentences

        return evolution_sentences(self.frame, self.tables, self.warnings, lang)

    def _shown(self) -> pd.DataFrame:
        names = [
            "territory", "by", "metric", "value_from", "value_to", "change", "ci_low", "ci_high", "p", "p_adjusted", "status",
        ]  # fmt: skip
        return self.frame[names].dropna(axis=1, how="all")

    def _one_line(self) -> str:
        waves = self.frame[["wave_from", "wave_to"]].drop_duplicates()
        pairs = ", ".join(f"{a} → {b}" for a, b in waves.itertuples(index=False, name=None))
        return f"{pairs or 'no pair of waves'}; {self.frame['territory'].nunique()} territories"


def compare_waves(
    graphs: Graphs | Survey, wave_from: str, wave_to: str, *,
    metrics: Sequence[str | Callable[..., Any]] | str | Callable[..., Any] | None = None, by: str | Sequence[str] | None = None,
    confidence: float = 0.95, permutations: int = 999, rng: np.random.Generator | int | None = None, strata: str | None = None,
    cluster: str | None = None, factors: bool = False, lineage: str = "new",
    progress: Callable[[int, int], None] | None = None,
) -> Evolution:  # fmt: skip
    """Say what changed between two waves, of what the change is made, and whether it is more than projects coming and going.

    Parameters
    ----------
    graphs
        What :func:`build_graphs` returns, or a survey (built with the defaults).
    wave_from, wave_to
        The earlier and the later wave.
    metrics
        Names or functions of territory level, declared before looking; the headline set without, minus what is undefined
        everywhere (said in ``warnings``, code ``undefined_everywhere``).
    by
        Attribute (or several) of actors that forms groups; the first one declared without.
    confidence
        Of the intervals.
    permutations
        Random exchanges of ended and new projects when they are too many to enumerate (20,000).
    rng
        Chance: a seed, a generator, or None for a fresh one (written in ``provenance``).
    strata
        Exchange projects only among those of one ``"theme"``, one class of ``"size"``, or one value of another attribute of
        projects.
    cluster
        Attribute of projects that links them (``"programme"``): linked projects are left out and exchanged together.
    factors
        Add the table ``factors``: the change among five causes, and ``unknown`` (see :func:`five_factors`).
    lineage
        What the survey's correspondences say is applied: renamed actors and projects are one. Merged and split ones are
        ``"new"`` (an exit and an entry), or ``"follow"`` those they come from; table ``lineage`` has the rates both ways where
        they differ.
    progress
        Called with territories done and territories in all.

    Returns
    -------
    Evolution
        ``ci_*`` concern the change: stratified project jackknife-t (strata continuing, ended and new; a continuing project is
        left out of both waves), none below 8 projects. ``p``: H₀ says that ended and new projects come from one process;
        continuing projects stay in both waves, the labels of the others are exchanged, p = r/B over all assignments or
        (r + 1)/(B + 1) for |m(W₂) − m(W₁)|. ``p_adjusted``: Holm over the metrics of a territory. ``stayers + entry + exit
        + unknown`` is the change exactly (see :func:`three_terms`).

    Raises
    ------
    UnknownName
        A wave, metric or attribute that does not exist.

    Notes
    -----
    Supposes the same roster and the same completeness in both waves, and independent projects. Where a wave limited how many could be
    named (``max_choices``), the change of numbers of partners is refused. Tests on pairs of actors
    (t, McNemar) find a change where there is none in up to 29 % of simulated territories; this test in 3 to 7 %.

    References
    ----------
    Methods A1–A5 of the design; Snijders, van de Bunt & Steglich 2010; Melitz & Polanec 2015.

    Examples
    --------
    >>> import pandas as pd
    >>> from cooperation_graph.survey import Survey
    >>> projects = [("1", "p", "ab"), ("1", "q", "bc"), ("2", "p", "ab"), ("2", "r", "abc")]
    >>> rows = [("T", wave, actor, project) for wave, project, members in projects for actor in members]
    >>> survey = Survey(pd.DataFrame(rows, columns=["territory", "wave", "actor", "project"], dtype="str"))
    >>> change = compare_waves(survey, "1", "2", metrics="mean_partners", rng=1)
    >>> change.frame[["value_from", "value_to", "change", "stayers", "entry", "exit"]].round(3).values.tolist()
    [[1.333, 2.0, 0.667, 0.667, 0.0, 0.0]]
    """
    if isinstance(graphs, Result):
        raise TypeError("compare_waves leaves projects out and exchanges them: pass the graphs or the survey, not a result")
    whole = as_graphs(graphs)
    for wave in (wave_from, wave_to):
        if wave not in whole.waves:
            raise UnknownName("wave", wave, whole.waves)
    if wave_from == wave_to:
        raise UnknownName("second wave", wave_to, [wave for wave in whole.waves if wave != wave_from], hint="Two different waves are compared.")
    named_apart = whole.select(wave=[wave_from, wave_to]).compact()
    pair = followed(named_apart, lineage)
    places = {(graph.territory, graph.wave): k for k, graph in enumerate(pair)}
    both = [t for t in pair.territories if (t, wave_from) in places and (t, wave_to) in places]
    asked = resolve(pair, metrics, by)
    values = {one: metric_values(pair, one.function, one.by) for one in asked}
    undefined: list[dict[str, str]] = []
    if metrics is None:
        asked, undefined = defined_somewhere(values)
    settings = Settings(asked, confidence, permutations, entropy_of(rng), strata, cluster, factors)
    warnings: list[dict[str, str]] = [
        {"code": "missing_wave", "territory": t} for t in pair.territories if t not in both
    ]  # fmt: skip
    tables: dict[str, list[pd.DataFrame]] = {}
    frames = []
    for k, territory in enumerate(both):
        before, after = (places[territory, wave] for wave in (wave_from, wave_to))
        own = {one: tuple((found[0][i], found[1][i]) for i in (before, after)) for one, found in values.items()}
        frame, beside = territory_change(pair[before], pair[after], own, settings, warnings)
        frames.append(frame)
        for name, table in beside.items():
            tables.setdefault(name, []).append(named(table, territory, wave_from, wave_to))
        if progress:
            progress(k + 1, len(both))
    both_ways = rates_both_ways(named_apart, wave_from, wave_to)
    tables["lineage"] = [both_ways]
    warnings += [{"code": "lineage_matters", "territory": t, "wave": wave_to} for t in both_ways["territory"].unique()]
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(COLUMNS))
    for warning in warnings:
        warning["message"] = WARNINGS[warning["code"]]
    warnings += undefined
    return Evolution(
        frame[list(COLUMNS)], {name: pd.concat(parts, ignore_index=True) for name, parts in tables.items()},
        warning_frame(warnings),
        provenance(
            wave_from=wave_from, wave_to=wave_to, metrics=[one.name for one in asked], confidence=confidence,
            permutations=permutations, entropy=settings.entropy, strata=strata, cluster=cluster, lineage=lineage,
            settings=dict(whole.settings), unit_of_resampling="project" if cluster is None else cluster,
        ),
    )  # fmt: skip


def resolve(graphs: Graphs, metrics: Any, by: str | Sequence[str] | None) -> tuple[Asked, ...]:
    """The metrics asked for, each with the attribute it is measured by; the headline set when `metrics` is None."""
    named = HEADLINE if metrics is None else [metrics] if isinstance(metrics, str) or callable(metrics) else metrics
    attributes = [by] if by is None or isinstance(by, str) else list(by)
    found: dict[tuple[str, str | None], Asked] = {}
    for metric in named:
        function = catalogue.resolve(metric)
        card, name = card_of(function), name_of(function)
        if card.level != "territory":
            raise UnknownName(
                "territory-level metric", name, [m for m in catalogue if card_of(catalogue[m]).level == "territory"],
                hint=f"{name} gives one number for each {card.level}.",
            )  # fmt: skip
        for attribute in attributes if card.groups else [None]:
            if card.groups:
                attribute = group_attribute(graphs, parameters_of(function).get("by") or attribute)
            found.setdefault((name, attribute), Asked(function, attribute, name, card))
    return tuple(found.values())


def defined_somewhere(values: Mapping[Asked, tuple[np.ndarray, Sequence[str]]]) -> tuple[tuple[Asked, ...], list[dict[str, str]]]:
    """The metrics with a value in some graph, and one warning for each reason why another has none anywhere."""
    found = {one: not np.isnan(numbers).all() for one, (numbers, _reasons) in values.items()}
    warnings = [
        {"code": "undefined_everywhere", "metric": one.name, "message": reason}
        for one, (_numbers, reasons) in values.items() if not found[one] for reason in dict.fromkeys(reasons) if reason
    ]  # fmt: skip
    return tuple(one for one in values if found[one]), warnings
