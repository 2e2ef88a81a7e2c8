"""One large graph, reduced: read from Parquet, measured without its projection, held to a product of sparse matrices.

The full size is in tests/benchmarks (`make bench`).
"""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from benchmarks.national import large_survey
from cooperation_graph import build_graphs, detect_silos, measure, projection, validated_ties
from cooperation_graph.graph import Graphs
from cooperation_graph.nulls import keep_degrees, keep_expected_degrees
from cooperation_graph.nulls.expected import fit_expected_degrees
from cooperation_graph.survey.tables import Survey


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Graphs:
    pytest.importorskip("pyarrow")
    folder: Path = tmp_path_factory.mktemp("nation")
    made = large_survey(20_000)
    made.participations.to_parquet(folder / "participations.parquet")
    return build_graphs(Survey(pd.read_parquet(folder / "participations.parquet"), actors=made.actors, groups=("sector",)))


def test_statistics_do_without_the_projection(graphs: Graphs, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = graphs[0]
    incidence, (codes, _) = graph.biadjacency, graph.groups("sector")
    ties = sp.triu(incidence @ incidence.T, k=1).tocoo()
    crossing = float((codes[ties.row] != codes[ties.col]).mean())

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the projection is made")

    monkeypatch.setattr(projection, "tied_pairs", never)
    frame = measure(graphs, by="sector", null=None, interval=None).frame.set_index("metric")
    assert frame.loc["ei_index", "value"] == pytest.approx(2 * crossing - 1, abs=1e-12)
    assert frame.loc["mean_partners", "value"] == pytest.approx(2 * len(ties.data) / graph.n_actors, rel=1e-12)
    for null in (keep_degrees, keep_expected_degrees):
        row = measure(graphs, ["ei_index"], by="sector", null=null, draws=3, interval=None, rng=1).frame.iloc[0]
        assert row["expected"] > row["value"] + 10 * row["sd"], "groups were planted"


def test_verdicts_do_without_the_projection(graphs: Graphs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read from Parquet, memory of the call under 400 bytes a participation; the planted groups are found."""
    def never(*_: object, **__: object) -> None:
        raise AssertionError("the projection is made")

    monkeypatch.setattr(projection, "tied_pairs", never)
    detect_silos(graphs, by="sector", draws=1, most_draws=1, rng=1)
    tracemalloc.start()
    frame = detect_silos(graphs, by="sector", draws=19, most_draws=19, rng=1).frame
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000 + 400 * graphs[0].n_participations
    assert (frame["value"] > frame["null_high"]).all(), "groups were planted"
    groups = frame[frame["level"] == "group"]
    assert groups["evidence"].isna().all(), "19 draws do not tell the correlations of 20 groups"


def test_what_all_ties_are_needed_for(graphs: Graphs) -> None:
    graph = graphs[0]
    fit = fit_expected_degrees(graph)
    assert fit.probability.size < graph.n_participations, "one unknown a degree"
    by_class = fit.probability @ np.bincount(fit.project_class)
    assert np.abs(by_class[fit.actor_class] - graph.actor_degrees).max() < 1e-7
    ties = validated_ties(graph)
    product = graph.biadjacency @ graph.biadjacency.T
    assert len(ties.frame) == (product.nnz - int((graph.actor_degrees > 0).sum())) // 2
    assert ties.frame["shared"].sum() == (product.sum() - product.trace()) // 2
