"""Validated ties: exact p-values, corrections over all pairs, and what an empty answer says."""

from __future__ import annotations

import numpy as np
import pytest

from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.nulls import keep_degrees, keep_expected_degrees
from cooperation_graph.silos import validated_ties
from cooperation_graph.testing import TINY_GRAPHS, random_graph, tiny_graph
from enumeration import all_matrices, graph_of


def planted(times: int = 6) -> CooperationGraph:
    """Two actors with the same 10·`times` projects among 14 actors who meet by chance."""
    rng = np.random.default_rng(1)
    matrix = (rng.random((14, 20 * times)) < 0.2).astype(int)
    matrix[:2] = 0
    matrix[:2, : 4 * times] = 1
    return CooperationGraph.from_biadjacency(matrix)


@pytest.mark.parametrize("correction", ["fdr_bh", "bonferroni", None])
@pytest.mark.parametrize("null", [keep_expected_degrees, keep_degrees])
def test_a_planted_pair_stands_out(null, correction):
    result = validated_ties(planted(), null=null, correction=correction, draws=2999, rng=1)
    best = result.frame.iloc[0]
    assert (best["source"], best["target"], best["shared"]) == ("a0", "a1", 24)
    assert best["validated"]
    assert best["p_upper"] < 0.001 < 0.9 < best["p_lower"]
    assert result.frame["validated"].sum() <= (12 if correction is None else 2)


def test_corrections_count_untied_pairs():
    """Benjamini–Hochberg and Bonferroni by hand over all n(n − 1)/2 pairs, those without a project having p = 1."""
    graph = random_graph(np.random.default_rng(2), n_actors=20, n_projects=25, density=0.15)
    p = validated_ties(graph, correction=None).frame["p_upper"].to_numpy()
    full = np.sort(np.concatenate([p, np.ones(190 - len(p))]))
    assert len(p) < 190
    ratios = full * 190 / np.arange(1, 191)
    by_hand = np.array([ratios[k:].min() for k in range(len(p))])
    assert validated_ties(graph).frame["q"].to_numpy() == pytest.approx(np.minimum(by_hand, 1))
    assert validated_ties(graph, correction="bonferroni").frame["q"].to_numpy() == pytest.approx(np.minimum(p * 190, 1))


def test_monte_carlo_p_values_approach_the_enumerated_ones():
    matrix = ["xxx..", "x.x..", ".xxx.", "xx..x", "..x.x"]
    matrices = all_matrices(matrix)
    draws = 4000
    frame = validated_ties(graph_of(matrix), null=keep_degrees, correction=None, draws=draws, rng=3).frame
    for row in frame.itertuples():
        i, j = int(row.source[1:]), int(row.target[1:])
        shared = np.array([sum(c >> i & c >> j & 1 for c in columns) for columns in matrices])
        for got, p in ((row.p_upper, (shared >= row.shared).mean()), (row.p_lower, (shared <= row.shared).mean())):
            assert abs(got - p) < 4.5 * np.sqrt(p * (1 - p) / draws) + 1 / draws
        assert row.expected == pytest.approx(shared.mean(), abs=4.5 * shared.std() / np.sqrt(draws) + 1e-9)


def test_an_empty_answer_says_how_much_data_it_would_take():
    rng = np.random.default_rng(8)
    matrix = (rng.random((12, 15)) < 0.25).astype(int)
    matrix[1] = matrix[0]
    result = validated_ties(CooperationGraph.from_biadjacency(matrix))
    assert not result.frame["validated"].any()
    needed = result.tables["needed"].iloc[0]
    assert needed["pairs"] == 66
    times = int(needed["times_needed"])
    best = result.frame.iloc[0]
    for more, passes in ((times, True), (times - 1, False)):  # the same projects again and again
        again = validated_ties(CooperationGraph.from_biadjacency(np.tile(matrix, more)), correction="bonferroni").frame
        row = again[(again["source"] == best["source"]) & (again["target"] == best["target"])].iloc[0]
        assert row["validated"] == passes
    for lang in ("fr", "en"):
        text = " ".join(result.sentences(lang))
        assert str(times) in text
        assert best["source"] in text


def test_too_few_draws_are_said():
    result = validated_ties(planted(1), null=keep_degrees, draws=99, rng=1)
    assert result.warnings["code"].tolist() == ["few_draws"]


@pytest.mark.parametrize("name", TINY_GRAPHS)
def test_degenerate_graphs_answer(name):
    for null in (keep_expected_degrees, keep_degrees):
        result = validated_ties(tiny_graph(name), null=null, draws=49, rng=1)
        assert result.frame["p_upper"].between(0, 1).all()
        assert result.sentences("fr")
        assert result.sentences("en")


def test_forced_ties_are_no_evidence():
    """The hub of a star is in every project: p is that of its partner's only project, never 0."""
    frame = validated_ties(tiny_graph("star")).frame
    assert np.allclose(frame["p_upper"], 1 - 0.8**5)
    assert not frame["validated"].any()


def test_unknown_corrections():
    with pytest.raises(UnknownName, match="fdr_bh"):
        validated_ties(tiny_graph("star"), correction="holm")
