"""Laws over the whole catalogue: a copy of a territory, twice the territory, an isolate more, groups renamed, identities, planted silos."""

from __future__ import annotations

import inspect
from dataclasses import replace
from functools import cache, partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation_graph import metrics as m
from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
from cooperation_graph.measures import measure
from cooperation_graph.metrics import catalogue
from cooperation_graph.metrics.card import card_of
from cooperation_graph.testing import random_graph

LAWS = settings(deadline=None, max_examples=6)
SEEDS = st.integers(0, 10**6)
FEW = [partial(f, draws=5) if "draws" in inspect.signature(f).parameters else f for f in catalogue.values()]
DRAWN = {name for name, f in catalogue.items() if card_of(f).chance}


def made(seed: int, n_actors: int = 11, n_projects: int = 9) -> CooperationGraph:
    return random_graph(np.random.default_rng(seed), n_actors=n_actors, n_projects=n_projects, density=0.4)


def values(graph: CooperationGraph | Graphs, names: list[str] | None = None) -> pd.Series:
    """Values by metric, territory and item; NaN where undefined."""
    asked = FEW if names is None else names
    frame = measure(graph, asked, by="sector", null=None, interval=None, rng=1).frame
    frame["metric"] = frame["metric"].str.split("(").str[0]
    return frame.set_index(["metric", "territory", "item"])["value"]


def copied(graph: CooperationGraph, *, suffix: str = "", territory: str | None = None) -> list[pd.DataFrame]:
    """Participations, actors, projects, applications, ties with other names or another territory."""
    found = []
    for table in ("participations", "actors", "projects", "applications", "ties"):
        frame = getattr(graph.survey, table).copy()
        for column in ("actor", "project", "source", "target", "application", "call"):
            if column in frame.columns and suffix:
                frame[column] = (frame[column] + suffix).astype("str")
        if territory and "territory" in frame.columns:
            frame["territory"] = pd.Series(territory, index=frame.index, dtype="str")
        found.append(frame)
    return found


def joined(graph: CooperationGraph, other: list[pd.DataFrame]) -> Graphs:
    tables = ("participations", "actors", "projects", "applications", "ties")
    merged = {
        name: pd.concat([getattr(graph.survey, name), frame], ignore_index=True).drop_duplicates(ignore_index=True)
        for name, frame in zip(tables, other, strict=True)
    }  # fmt: skip
    return build_graphs(replace(graph.survey, **merged))


def test_a_copy_under_another_name_has_the_same_numbers() -> None:
    """The whole catalogue, in one batch of two territories; what is drawn apart."""
    graph = made(3)
    survey = graph.survey
    actors = survey.actors.assign(territory=pd.Series("T", index=survey.actors.index, dtype="str"))
    one = build_graphs(replace(survey, actors=actors))[0]
    graphs = joined(one, copied(one, territory="U"))
    assert graphs.territories == ["T", "U"]
    found = values(graphs).drop(index=list(DRAWN), level="metric", errors="ignore").unstack("territory")
    assert len(found) > 100
    assert np.allclose(found["T"], found["U"], equal_nan=True)


#: What twice the territory (two copies that share nothing, same groups) does to a metric: multiplies it by 1, or by 2.
TWICE = {
    **dict.fromkeys((
        "ei_index", "assortativity", "gupta_anderson_may", "newman_modularity", "cross_group_tie_share", "cross_group_project_share",
        "pair_heterogeneity", "theil_information", "dissimilarity", "mutual_information", "normalized_exposure", "group_closure",
        "group_openness", "conductance", "mean_partners", "isolate_share", "single_actor_project_share", "two_mode_clustering",
        "resident_project_share", "resident_decision_share", "resident_lead_share",
        "resident_rung_share", "resident_reach", "presence_power_gap", "decision_entropy", "co_lead_share", "cofunded_project_share",
        "institution_project_share", "institution_coverage", "animator_dependence", "tie_intensity", "tie_disagreement", "reciprocity",
        "mean_distance",
    ), 1),
    **dict.fromkeys(("n_actors", "n_projects", "n_participations"), 2),
}  # fmt: skip


@LAWS
@given(SEEDS)
def test_twice_the_territory(seed: int) -> None:
    graph = made(seed)
    twice = joined(graph, copied(graph, suffix="'"))[0]
    assert twice.n_actors == 2 * graph.n_actors
    before, after = values(graph, list(TWICE)), values(twice, list(TWICE))
    for (metric, _, item), value in before.items():
        assert after[(metric, "T", item)] == pytest.approx(TWICE[metric] * value, nan_ok=True), metric
    n = graph.n_actors
    assert m.density(twice) == pytest.approx(m.density(graph) * (n - 1) / (2 * n - 1))
    assert m.largest_component_share(twice) == pytest.approx(m.largest_component_share(graph) / 2)
    if (graph.participations["role"] == "lead").any():
        assert m.top_lead_share(twice) == pytest.approx(m.top_lead_share(graph) / 2)
        projects = graph.participations.loc[graph.participations["role"] == "lead", "project"].nunique()
        if projects > 1:  # pairs of projects inside one copy, over all pairs
            expected = m.lead_concentration(graph) * (projects - 1) / (2 * projects - 1)
            assert m.lead_concentration(twice) == pytest.approx(expected)


#: Metrics that do not see an actor without any project (reference, 0.2).
BLIND = (
    "ei_index", "assortativity", "gupta_anderson_may", "newman_modularity", "barber_modularity", "cross_group_tie_share",
    "cross_group_project_share", "pair_heterogeneity", "h2_prime", "theil_information", "dissimilarity", "mutual_information",
    "normalized_exposure", "group_closure", "group_openness", "conductance", "n_projects", "n_participations", "two_mode_clustering",
    "mean_distance", "resident_project_share", "resident_decision_share", "resident_lead_share", "presence_power_gap",
    "lead_concentration", "effective_leaders", "top_lead_share", "decision_concentration", "decision_entropy", "co_lead_share",
    "funder_concentration", "cofunded_project_share", "institution_project_share", "animator_dependence", "project_redundancy",
    "project_size", "reciprocity", "tie_intensity",
)  # fmt: skip


@LAWS
@given(SEEDS)
def test_an_isolate_more(seed: int) -> None:
    graph = made(seed)
    actors = graph.survey.actors
    isolate = actors.head(1).assign(actor=pd.Series(["nobody"], dtype="str"), residents=False, institution=False)
    more = pd.concat([actors, isolate.astype(actors.dtypes.to_dict())], ignore_index=True)
    wider = build_graphs(replace(graph.survey, actors=more))[0]
    assert wider.n_actors == graph.n_actors + 1
    before, after = values(graph, list(BLIND)), values(wider, list(BLIND))
    for key, value in before.items():
        assert after[key] == pytest.approx(value, nan_ok=True), key
    n = graph.n_actors
    assert m.mean_partners(wider) == pytest.approx(m.mean_partners(graph) * n / (n + 1))
    assert m.density(wider) == pytest.approx(m.density(graph) * (n - 1) / (n + 1))
    assert m.isolate_share(wider) == pytest.approx((m.isolate_share(graph) * n + 1) / (n + 1))
    assert m.n_actors(wider) == n + 1


@LAWS
@given(SEEDS)
def test_names_of_groups_do_not_matter(seed: int) -> None:
    graph = made(seed)
    actors = graph.survey.actors
    back = {"s0": "s2", "s1": "s0", "s2": "s1"}
    renamed = build_graphs(replace(graph.survey, actors=actors.assign(sector=actors["sector"].map(back).astype("str"))))[0]
    names = [name for name, f in catalogue.items() if card_of(f).groups and name not in DRAWN and "draws" not in inspect.signature(f).parameters]
    before, after = values(graph, names), values(renamed, names)
    for (metric, place, item), value in before.items():
        parts = [back.get(part, part) for part in item.split(" | ")]
        assert after[(metric, place, " | ".join(parts))] == pytest.approx(value, nan_ok=True, abs=1e-9), (metric, item)


def value_of(name: str, graph: CooperationGraph, **params: object) -> float:
    try:
        return float(catalogue[name](graph, **params))
    except Undefined:
        return np.nan


@LAWS
@given(SEEDS)
def test_identities(seed: int) -> None:
    graph = made(seed)
    v = {name: value_of(name, graph, **({"by": "sector"} if card_of(catalogue[name]).groups else {})) for name in (
        "ei_index", "cross_group_tie_share", "lead_concentration", "effective_leaders", "mean_partners", "density", "theil_information",
        "mutual_information", "blau", "iqv", "hill", "simpson", "shannon", "assortativity", "newman_modularity", "presence_power_gap",
        "resident_project_share", "n_actors",
    ) if name in catalogue and card_of(catalogue[name]).level == "territory"}  # fmt: skip
    assert v["ei_index"] == pytest.approx(2 * v["cross_group_tie_share"] - 1, nan_ok=True)
    assert v["mean_partners"] == pytest.approx(v["density"] * (v["n_actors"] - 1))
    if v["lead_concentration"] > 0:
        assert v["effective_leaders"] * v["lead_concentration"] == pytest.approx(1)
    assert not v["presence_power_gap"] > v["resident_project_share"] + 1e-12
    closure, openness = m.group_closure(graph, by="sector"), m.group_openness(graph, by="sector")
    assert (closure + openness).to_numpy() == pytest.approx(np.where(closure.isna(), np.nan, 1), nan_ok=True)
    mixing = measure(graph, ["newman_modularity"], by="sector", null=None).frame["value"].iloc[0]
    if v["assortativity"] == v["assortativity"]:  # r = Q / (1 − Σ a²), so both have one sign
        assert np.sign(round(mixing, 12)) == np.sign(round(v["assortativity"], 12))


#: Measures of siloing and what more siloing does to them.
SILOING = {
    "ei_index": -1, "assortativity": 1, "freeman_segregation": 1, "gupta_anderson_may": 1, "newman_modularity": 1, "h2_prime": 1,
    "theil_information": 1, "dissimilarity": 1, "mutual_information": 1, "normalized_exposure": 1, "barber_modularity": 1,
    "cross_group_project_share": -1, "pair_heterogeneity": -1, "cross_group_tie_share": -1, "cross_pair_ratio": -1, "coleman_homophily": 1,
    "group_closure": 1, "group_openness": -1, "conductance": -1, "spectral_segregation": 1, "d_prime": 1,
}  # fmt: skip


@cache
def planted(strength: float, seed: int) -> CooperationGraph:
    """24 actors of three groups, 18 projects of four; each seat goes to the group of the project with probability `strength`."""
    rng = np.random.default_rng([seed, 7])
    matrix = np.zeros((24, 18), dtype=int)
    for project in range(18):
        own, kept = np.flatnonzero(np.arange(24) % 3 == project % 3), rng.random(4) < strength
        inside = rng.choice(own, int(kept.sum()), replace=False)
        others = np.setdiff1d(np.arange(24), inside)
        matrix[np.concatenate([inside, rng.choice(others, 4 - len(inside), replace=False)]), project] = 1
    actors = pd.DataFrame({"sector": [f"s{k % 3}" for k in range(24)]}, index=[f"a{k}" for k in range(24)]).astype("str")
    return CooperationGraph.from_biadjacency(matrix, actors=actors, groups=("sector",))


@pytest.mark.parametrize("name", SILOING)
def test_more_planted_siloing_never_lowers_a_measure_on_average(name: str) -> None:
    means = [
        np.mean([np.nanmean(catalogue[name](planted(strength, seed), by="sector")) for seed in range(6)]) for strength in (0.0, 0.4, 0.8)
    ]
    steps = SILOING[name] * np.diff(means)
    assert (steps > 0).all(), f"{name}: {means}"
    assert card_of(catalogue[name]).direction in (-SILOING[name], 0), "the card says which way is more open"
