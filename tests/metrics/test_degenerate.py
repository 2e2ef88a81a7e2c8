"""Every degenerate shape of the reference (measures-reference, §11) over the whole catalogue: a value, or a sentence in both languages.

Values are those recorded from netseg, igraph, bipartite, segregation, sna and networkx on the same shapes, except where the
reference says that the tool answers 0 or 1 for nothing to measure: those are undefined here.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from functools import cache, partial

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.locale import translator
from cooperation_graph.measures import measure
from cooperation_graph.metrics import catalogue
from cooperation_graph.testing import tiny_graph


def from_projects(projects: list[str]) -> CooperationGraph:
    """Projects as lists of actors; the sector of an actor is its first letter."""
    actors = sorted({actor for members in projects for actor in members.split()})
    matrix = np.array([[actor in members.split() for members in projects] for actor in actors], dtype=int)
    frame = pd.DataFrame({"sector": [actor[0] for actor in actors]}, index=actors).astype("str")
    return CooperationGraph.from_biadjacency(matrix, actors=frame, groups=("sector",))


#: Shapes as the reference drew them: 12 actors of three sectors in one project, 6 actors in 3 complete projects…
SHAPES: dict[str, Callable[[], CooperationGraph]] = {
    "no tie": lambda: from_projects(["a1", "a2", "b1", "b2"]), "one dyad": lambda: from_projects(["a1 b1"]),
    "one sector": lambda: from_projects(["a1 a2 a3", "a3 a4", "a4 a5"]),
    "one project": lambda: from_projects([" ".join(f"{s}{k}" for s in "abc" for k in range(4))]),
    "complete": lambda: from_projects(["a1 a2 b1 b2 c1 c2"] * 3),
    "one actor a sector": lambda: from_projects(["a1 b1 c1", "c1 d1", "a1 d1"]),
    "perfect silos": lambda: from_projects(["a1 a2 a3", "a2 a3", "b1 b2 b3", "b1 b3"]),
}  # fmt: skip
U, SKIP = "undefined", None
#: no tie, one dyad, one sector, one project, complete, one actor a sector, perfect silos.
EXPECTED: dict[str, list[object]] = {
    "ei_index": [U, 1, -1, 0.4545, 0.6, 1, -1],
    "assortativity": [U, -1, U, -0.09091, -0.2, SKIP, 1],
    "newman_modularity": [U, -0.5, 0, -0.06061, -0.1333, SKIP, 0.5],
    "freeman_segregation": [U, 0, U, 0, 0, 0, 1],
    "gupta_anderson_may": [U, -1, U, -0.09091, -0.2, SKIP, 1],
    "within_group_odds_ratio": [U, U, U, U, U, U, math.inf],
    "coleman_homophily": [U, U, U, 0, 0, U, 1],
    "segregation_matrix_index": [U, U, U, U, U, U, U],
    "barber_modularity": [SKIP, 0, 0, 0, 0, SKIP, 0.5],
    "h2_prime": [SKIP, U, U, U, 0, SKIP, 1],
    "theil_information": [SKIP, 0, U, 0, 0, SKIP, 1],
    "dissimilarity": [SKIP, 0, U, 0, 0, SKIP, 1],
    "mutual_information": [SKIP, 0, 0, 0, 0, SKIP, math.log(2)],
    "conductance": [U, 1, U, 0.7273, 0.8, 1, 0],
    "connectedness": [0, 1, 1, 1, 1, 1, 0.4],
    "degree_centralization": [0, U, SKIP, 0, 0, SKIP, 0],
    "two_mode_clustering": [U, U, SKIP, U, 1, SKIP, SKIP],
    "spectral_segregation": [0, 0, 1, SKIP, SKIP, 0, 1],
    "cross_group_project_share": [U, 1, 0, 1, 1, 1, 0],
    "pair_heterogeneity": [U, 1, 0, 8 / 11, 0.8, 1, 0],
    "cross_pair_ratio": [U, 1, U, 1, 1, 1, 0],
    "cross_group_tie_share": [U, 1, 0, 8 / 11, 0.8, 1, 0],
    "group_closure": [U, 0, 1, 3 / 11, 0.2, 0, 1],
    "group_openness": [U, 1, 0, 8 / 11, 0.8, 1, 0],
    "mean_partners": [0, 1, SKIP, 11, 5, 2.5, 2],
    "density": [0, 1, SKIP, 1, 1, 5 / 6, 0.4],
    "isolate_share": [1, 0, 0, 0, 0, 0, 0],
    "single_actor_project_share": [1, 0, 0, 0, 0, 0, 0],
    "betweenness": [0, SKIP, SKIP, 0, 0, SKIP, SKIP],
    "burt_constraint": [U, 1, SKIP, SKIP, SKIP, SKIP, SKIP],
    "harmonic_closeness": [0, 1, SKIP, 1, 1, SKIP, SKIP],
    "resident_project_share": [U] * 7, "lead_concentration": [U] * 7, "decision_entropy": [U] * 7, "funder_concentration": [U] * 7,
    "institutional_dependence": [U] * 7, "animator_dependence": [U] * 7, "tie_intensity": [U] * 7, "trust_score": [U] * 7,
    "coopetition_rate": [U] * 7, "theme_concentration": [U] * 7,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_published_behaviour(name: str) -> None:
    for (shape, made), expected in zip(SHAPES.items(), EXPECTED[name], strict=True):
        if expected is SKIP:
            continue
        graph = made()
        params = {"by": "sector"} if "by" in inspect.signature(catalogue[name]).parameters else {}
        if expected == U:
            with pytest.raises(Undefined, match=r"\w+ \w+"):
                catalogue[name](graph, **params)
        else:
            value = catalogue[name](graph, **params)
            values = value.dropna().to_numpy() if isinstance(value, pd.Series) else np.array([value])
            assert values == pytest.approx(np.full(len(values), expected), abs=5e-5), f"{name} on {shape}"
            assert len(values)


@cache
def everything(shape: str) -> pd.DataFrame:
    graph = SHAPES[shape]() if shape in SHAPES else tiny_graph(shape)
    few = [partial(f, draws=5) if "draws" in inspect.signature(f).parameters else f for f in catalogue.values()]
    return measure(Graphs(graph.national), few, by="sector", draws=3, rng=1, interval=None, null=None).frame


@pytest.mark.parametrize("shape", [*SHAPES, "no_actor", "one_actor", "star", "isolates", "missing_groups"])
def test_a_value_or_a_sentence_in_both_languages(shape: str) -> None:
    frame, french = everything(shape), translator("fr")
    assert {name.split("(")[0] for name in frame["metric"]} == set(catalogue)
    blank = frame["value"].isna()
    assert (frame.loc[blank, "status"].str.count(" ") >= 2).all(), "a reason is a sentence"
    for sentence in frame.loc[blank, "status"].unique():
        assert french(sentence) != sentence, f"no French: {sentence!r}"
    undefined = frame[blank].groupby("metric")["status"].first()
    assert not undefined.str.contains(r"\bnan\b|\bNone\b|\b[Ee]rror\b").any()


@pytest.mark.parametrize("shape", ["no tie", "one dyad", "one sector", "one_actor", "no_actor"])
def test_intervals_of_degenerate_shapes_are_blank_with_a_reason(shape: str) -> None:
    graph = SHAPES[shape]() if shape in SHAPES else tiny_graph(shape)
    names = [name for name, f in catalogue.items() if "draws" not in inspect.signature(f).parameters]
    frame = measure(Graphs(graph.national), names, by="sector", draws=9, rng=1).frame
    whole = frame[(frame["level"] == "territory") & frame["value"].notna()]
    without = whole["ci_low"].isna()
    assert (whole.loc[without, "method"] != "").all()
    tested = whole[whole["null"] != ""]
    assert (tested["expected"].notna() | (tested["status"] != "")).all()
