"""Everything a report says comes from here: the results of the public functions, computed once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.comparison import Comparison, compare_territories, priority_themes
from cooperation_graph.errors import CooperationError, UnknownName
from cooperation_graph.evolution import Evolution, SiloChanges, compare_waves, silo_changes
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.locale import translator
from cooperation_graph.measures import HEADLINE, Measures, as_graphs, measure
from cooperation_graph.nulls.chance import entropy_of
from cooperation_graph.silos import SiloVerdicts, detect_silos
from cooperation_graph.sufficient import group_attribute
from cooperation_graph.survey.assemble import ONLY
from cooperation_graph.survey.presence import data_quality
from cooperation_graph.survey.tables import Survey
from cooperation_graph.targets import Progress, track_targets

__all__ = ["Material", "gather_material"]

#: Metrics whose change is followed: those that say how people work together, not how many answered.
FOLLOWED = ("pair_heterogeneity", "cross_group_project_share", "ei_index", "resident_project_share", "lead_concentration")

#: Who reads the report: the public sees no name of an actor; the steering group sees what the survey holds.
AUDIENCES = ("steering", "public")


@dataclass(frozen=True, eq=False)
class Material:
    """What the pages are made of."""

    graphs: Graphs
    by: str
    measures: Measures
    verdicts: SiloVerdicts
    evolution: Evolution | None
    comparison: Comparison | None
    targets: Progress | None
    quality: pd.DataFrame
    names: dict[str, str]
    strata: dict[str, str]
    waves: list[str]
    entropy: int
    draws: int
    notes: list[str] = field(default_factory=list)
    public: bool = False
    priorities: pd.DataFrame | None = None
    openings: SiloChanges | None = None

    @property
    def survey(self) -> Survey:
        """The survey behind the report."""
        return self.graphs.survey

    @property
    def last(self) -> str:
        """The last wave."""
        return self.waves[-1]

    def graph(self, territory: str, wave: str) -> CooperationGraph | None:
        """One graph, None where the territory is not in the wave."""
        store = self.graphs.national
        for number, pair in enumerate(zip(store.territories, store.waves, strict=True)):
            if pair == (territory, wave):
                return self.graphs[number]
        return None

    def waves_of(self, territory: str) -> list[str]:
        """Waves in which a territory has a graph."""
        store = self.graphs.national
        own = {w for t, w in zip(store.territories, store.waves, strict=True) if t == territory}
        return [wave for wave in self.waves if wave in own]

    def name(self, territory: str) -> str:
        """A territory's name, its id where it has none."""
        return self.names.get(territory, territory)


def gather_material(
    source: Graphs | CooperationGraph | Survey, *, by: str | None, metrics: Sequence[Any] | None, draws: int,
    rng: np.random.Generator | int | None, n_jobs: int, measures: Measures | None = None, verdicts: SiloVerdicts | None = None,
    evolution: Evolution | None = None, comparison: Comparison | None = None, audience: str = "steering", lang: str = "fr",
    progress: Callable[[int, int], None] | None = None,
) -> Material:  # fmt: skip
    """Compute what is not given."""
    if audience not in AUDIENCES:
        raise UnknownName("audience", audience, AUDIENCES)
    graphs = as_graphs(source).compact()
    if audience == "public":
        graphs = _without_names(graphs, lang)
    attribute = group_attribute(graphs, by)
    entropy = entropy_of(rng)
    steps = len(graphs.territories) + 4
    wanted = list(dict.fromkeys([*HEADLINE, *(metrics or ())]))
    if measures is None:
        measures = measure(graphs, wanted, by=attribute, draws=draws, rng=entropy, n_jobs=n_jobs)
    if progress:
        progress(1, steps)
    if verdicts is None:
        verdicts = detect_silos(graphs, by=attribute, draws=draws, rng=entropy, n_jobs=n_jobs)
    if progress:
        progress(2, steps)
    waves, survey = graphs.waves, graphs.survey
    targets = None
    notes: list[str] = []
    if len(waves) > 1 and evolution is None:
        followed = [name for name in FOLLOWED if name in set(measures.frame["metric"])]
        evolution = compare_waves(graphs, waves[0], waves[-1], metrics=followed, by=attribute, rng=entropy)
    openings = None
    if evolution is not None and len(evolution.frame):
        pair = (str(evolution.frame[f"wave_{end}"].iloc[0]) for end in ("from", "to"))
        openings = silo_changes(graphs, *pair, by=attribute, verdicts=verdicts, permutations=499, rng=entropy)
    if progress:
        progress(3, steps)
    if len(graphs.territories) > 2 and comparison is None:
        comparison = compare_territories(measures, wave=waves[-1])
    if len(survey.targets):
        asked = survey.targets
        here = asked["territory"].isna() | asked["territory"].isin(graphs.territories)
        known = asked[asked["indicator"].isin(set(measures.frame["metric"])) & here]
        if len(known):
            try:
                targets = track_targets(measures, known, waves=waves)
            except CooperationError as error:
                notes.append(str(error))
    table = survey.territories
    names = dict(zip(table["territory"], table["name"].fillna(table["territory"]), strict=True)) if len(table) else {}
    if len(graphs.territories) == 1 and graphs.territories[0] in ("", ONLY) and graphs.territories[0] not in names:
        names[graphs.territories[0]] = translator(lang)("The whole survey")
    strata = {}
    if len(table) and "stratum" in table:
        strata = {str(t): str(s) for t, s in zip(table["territory"], table["stratum"], strict=True) if isinstance(s, str)}
    complete = data_quality(survey)
    if audience == "public":  # who collected is a person
        complete = complete.drop(columns="collectors", errors="ignore")
    return Material(
        graphs, attribute, measures, verdicts, evolution, comparison, targets, complete,
        {str(k): str(v) for k, v in names.items()}, strata, waves, entropy, draws, notes,
        audience == "public", _priorities(graphs), openings,
    )  # fmt: skip


def _priorities(graphs: Graphs) -> pd.DataFrame | None:
    """Themes against the other territories; None where there is nothing to compare."""
    try:
        return priority_themes(graphs)
    except CooperationError:
        return None


def _without_names(graphs: Graphs, lang: str) -> Graphs:
    """The same graphs, whose actors are numbered instead of named."""
    _ = translator(lang)
    actors = graphs.survey.actors
    ids = pd.unique(pd.concat([actors["actor"], pd.Series(graphs.national.actor_ids)]))
    number = {identifier: _("actor {n}", n=place) for place, identifier in enumerate(ids, start=1)}
    unseen = pd.DataFrame({"actor": [identifier for identifier in ids if identifier not in set(actors["actor"])]}, dtype="str")
    table = pd.concat([actors, unseen], ignore_index=True) if len(unseen) else actors
    table = table.assign(name=table["actor"].map(number).astype("str"))
    return Graphs(replace(graphs.national, survey=replace(graphs.survey, actors=table), cache={}))
