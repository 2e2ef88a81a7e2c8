"""p over the nation: more draws only as long as they matter; an interrupted call takes up where it stopped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.national import national_graphs
from cooperation_graph.nulls import keep_degrees
from cooperation_graph.silos import detect_silos, national
from cooperation_graph.silos.evidence import closure, net_of_others, shares_without, within_share
from cooperation_graph.sufficient import incidence_of, observe, observe_without


def test_draws_are_added_until_q_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight territories, two at the floor of 39 draws: q is .2 there, .0205 once both stand at the floor of 390 draws."""
    incidence = incidence_of(national_graphs(8, waves=1), "sector", "drop")
    asked = []

    def at_the_floor(_: object, places: np.ndarray, *__: object, draws: int, **___: object) -> np.ndarray:
        asked.append((places.tolist(), draws))
        return np.full(len(places), 2 / (draws + 1))

    monkeypatch.setattr(national, "territory_p", at_the_floor)
    p = np.array([0.05, 0.3, 0.4, 0.05, 0.5, 0.6, 0.7, 0.8])
    found, q = national.national_p(p, incidence, keep_degrees, draws=39, most=100_000, entropy=1, alpha=0.05)
    assert asked == [([0, 3], 390)]
    assert found[[0, 3]] == pytest.approx(2 / 391)
    assert q[[0, 3]] == pytest.approx(8 / 2 * 2 / 391)
    asked.clear()
    national.national_p(p, incidence, keep_degrees, draws=39, most=390, entropy=1, alpha=0.001)
    assert [draws for _, draws in asked] == [390], "never more than most"


def test_p_of_more_draws_is_one_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """In pieces, in threads or at once: the exceedances of the same draws."""
    graphs = national_graphs(3, waves=1)
    incidence = incidence_of(graphs, "sector", "drop")
    once = national.territory_p(incidence, np.arange(3), keep_degrees, draws=999, entropy=4)
    frame = detect_silos(graphs, draws=999, most_draws=999, rng=4).frame.query("level == 'territory'")
    assert once.tolist() == frame["p"].tolist()
    assert once.tolist() == national.territory_p(incidence, np.arange(3), keep_degrees, draws=999, entropy=4, n_jobs=2).tolist()


def test_an_interrupted_call_keeps_finished_graphs(tmp_path: Path) -> None:
    graphs = national_graphs(6, waves=1)
    expected = detect_silos(graphs, draws=199, rng=3)

    def stop(done: int, _: int) -> None:
        if done >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        detect_silos(graphs, draws=199, rng=3, progress=stop, checkpoint=tmp_path)
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.pickle")}
    assert kept
    again = detect_silos(graphs, draws=199, rng=3, checkpoint=tmp_path)
    pd.testing.assert_frame_equal(again.frame, expected.frame)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept, "nothing finished is made again"
    assert again.provenance["chain_seen"] == expected.provenance["chain_seen"]


def test_evidence_is_net_of_the_others() -> None:
    """Two distances with correlation r: (z₁ − r z₂) / √(1 − r²); a group that does not vary has none."""
    rng = np.random.default_rng(1)
    drawn = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 400).T
    shares = np.stack([np.vstack([drawn, np.zeros(400)])])
    r = np.corrcoef(drawn)[0, 1]
    found = net_of_others(np.array([[3.0, 2.0, np.nan]]), shares)[0]
    assert found[:2] == pytest.approx([(3 - r * 2) / np.sqrt(1 - r**2), (2 - r * 3) / np.sqrt(1 - r**2)])
    assert np.isnan(found[2])
    same = np.stack([np.vstack([drawn[0], 2 * drawn[0]])])
    assert net_of_others(np.array([[2.5, 2.5]]), same)[0] == pytest.approx([2.5, 2.5])


def test_shares_without_each_project() -> None:
    incidence = incidence_of(national_graphs(5), "sector", "drop")
    found = shares_without(incidence, observe(incidence, ["pair_mixing"])["pair_mixing"])
    without = observe_without(incidence, ["pair_mixing"])["pair_mixing"]
    assert np.array_equal(found[:, :-1], closure(without), equal_nan=True)
    assert np.array_equal(found[:, -1], within_share(without), equal_nan=True)
