"""Targets: the known answers of the design, the order of the words, warnings, sentences."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cooperation_graph.errors import UnknownName
from cooperation_graph.measures import COLUMNS, Measures
from cooperation_graph.targets import expected_progress, progress_towards, status_of, target_funnel, track_targets

NAME = "pair_heterogeneity"


def measures(cells: list[tuple[str, str, str, float, float]]) -> Measures:
    """(territory, wave, metric, value, se) with intervals value ± 2 se."""
    rows = [
        {"territory": t, "wave": w, "metric": m, "level": "territory", "item": "", "by": "sector", "value": v, "se": s,
         "ci_low": v - 2 * s, "ci_high": v + 2 * s}
        for t, w, m, v, s in cells
    ]  # fmt: skip
    return Measures(pd.DataFrame(rows).reindex(columns=list(COLUMNS)), provenance={"settings": {"waves": ("1", "2", "3")}})


def targets(**columns: object) -> pd.DataFrame:
    base = {"indicator": NAME, "territory": np.nan, "wave": "3", "target": 0.5, "direction": "increase", "baseline": "1"}
    return pd.DataFrame([{**base, **columns}])


def test_known_answers() -> None:
    """Half of the way; three quarters of a decrease; moving away; undefined; probability Φ((.36 − .40)/.1) = .344578."""
    assert progress_towards(0.4, 0.3, 0.5) == pytest.approx(0.5)
    assert progress_towards(0.25, 0.4, 0.2) == pytest.approx(0.75)
    assert progress_towards(0.25, 0.3, 0.6) == pytest.approx(-1 / 6)
    assert np.isnan(progress_towards(0.4, 0.5, 0.5))
    found = track_targets(measures([("T", "1", "pair_heterogeneity", 0.2, 0.01), ("T", "3", "pair_heterogeneity", 0.36, 0.1)]),
                          targets(target=0.4)).frame  # fmt: skip
    assert found["p_reached"].iloc[0] == pytest.approx(0.344578, abs=1e-6)


@pytest.mark.parametrize(("low", "high", "word"), [
    (0.50, 0.60, "reached"), (0.25, 0.55, "cannot tell"), (0.25, 0.38, "off track"), (0.25, 0.42, "on track"),
    (0.42, 0.55, "on track"),
])  # fmt: skip
def test_words_for_a_rise_and_a_fall(low: float, high: float, word: str) -> None:
    assert status_of(low, high, 0.3, 0.5, 0.5) == word
    assert status_of(1 - high, 1 - low, 0.7, 0.5, 0.5) == word


def test_the_path_is_steady_over_the_waves() -> None:
    waves = ["1", "2", "3"]
    assert [expected_progress(w, "1", "3", waves) for w in waves] == [0, 0.5, 1]
    assert expected_progress("3", "1", "later", waves) == pytest.approx(2 / 3)


def test_a_blank_territory_means_all() -> None:
    cells = [(t, w, "pair_heterogeneity", 0.3 + 0.1 * (w == "3"), 0.02) for t in "TU" for w in "13"]
    result = track_targets(measures(cells), targets())
    assert result.frame["territory"].tolist() == ["T", "U"]
    assert result.tables["national"].iloc[0].to_dict() == {
        "indicator": "pair_heterogeneity", "reached": 0, "on track": 0, "off track": 2, "cannot tell": 0, "no value": 0,
        "territories": 2, "share_reached": 0.0, "expected_reached": pytest.approx(2 * stats.norm.cdf(-5)),
    }  # fmt: skip
    assert "of 2 territories with a target, reached 0, on track 0, off track 2" in result.summary("en")
    assert "of 2" not in result.select(territory="T").summary("en")
    one = track_targets(measures(cells), targets(territory="U"))
    assert one.frame["territory"].tolist() == ["U"]
    assert [w for w in one.warnings["code"]] == []


def test_without_a_value_or_an_interval_there_is_a_reason() -> None:
    cells = [("T", "1", NAME, 0.3, 0.02), ("T", "3", NAME, 0.4, np.nan), ("U", "1", NAME, 0.3, 0.1)]
    frame = track_targets(measures(cells), targets()).frame
    assert frame["status"].tolist() == ["", ""]
    assert frame["reason"].tolist() == [
        "the indicator has no interval: its uncertainty is unknown", "the indicator has no value in this wave",
    ]  # fmt: skip


def test_a_target_next_to_the_reference_has_no_share_of_the_way() -> None:
    cells = [("T", "1", "pair_heterogeneity", 0.48, 0.02), ("T", "3", "pair_heterogeneity", 0.56, 0.01)]
    row = track_targets(measures(cells), targets()).frame.iloc[0]
    assert (row["status"], np.isnan(row["progress"])) == ("reached", True)


def test_a_reference_beyond_the_target_must_stay_beyond() -> None:
    cells = [("T", "1", "pair_heterogeneity", 0.7, 0.01), ("T", "3", "pair_heterogeneity", 0.4, 0.01)]
    assert track_targets(measures(cells), targets()).frame["status"].iloc[0] == "off track"


def test_targets_for_the_worst_only_warn() -> None:
    cells = [(t, w, "pair_heterogeneity", v, 0.01) for t, v in (("T", 0.2), ("U", 0.4), ("V", 0.5)) for w in "13"]
    assert track_targets(measures(cells), targets(territory="T")).warnings["code"].tolist() == ["worst_only"]
    assert not len(track_targets(measures(cells), targets(territory="U")).warnings)


def test_volume_alone_warns() -> None:
    cells = [("T", w, "mean_partners", 3.0, 0.1) for w in "13"]
    result = track_targets(measures(cells), targets(indicator="mean_partners", target=4.0))
    assert result.warnings["code"].tolist() == ["volume_target_alone"]


def test_unknown_names() -> None:
    cells = [("T", w, "pair_heterogeneity", 0.3, 0.1) for w in "13"]
    with pytest.raises(UnknownName, match="indicator"):
        track_targets(measures(cells), targets(indicator="pair_heterogenity"))
    with pytest.raises(UnknownName, match="territory"):
        track_targets(measures(cells), targets(territory="X"))
    with pytest.raises(UnknownName, match="wave"):
        track_targets(measures(cells), targets(baseline="0"))


def test_sentences() -> None:
    cells = [("T", "1", "pair_heterogeneity", 0.3, 0.02), ("T", "3", "pair_heterogeneity", 0.44, 0.02)]
    result = track_targets(measures(cells), targets())
    assert result.summary("en") == "T – Diversity inside projects: 44.0% in 3, target 50.0% for 3: off track (70% of the way)."
    assert "en retard" in result.summary("fr")


def test_a_target_set_after_its_data_warns() -> None:
    cells = [(t, w, NAME, 0.3, 0.02) for t in "TU" for w in ("2021", "2025")]
    measured = measures(cells)
    measured = Measures(measured.frame, provenance={"settings": {"waves": ("2021", "2025")}})
    said = {"wave": "2025", "baseline": "2021"}
    late = track_targets(measured, targets(**said, dated="2025-06-30"), collected={"2025": "2025-03-01"})
    assert late.warnings["code"].tolist() == ["target_after_data"]
    assert late.frame["dated"].tolist() == ["2025-06-30"] * 2
    early = track_targets(measured, targets(**said, dated="2022-01-10"))
    assert not len(early.warnings)
    assert "target_after_data" in track_targets(measured, targets(**said, dated="2026-01-10")).warnings["code"].tolist()


def test_a_path_of_ones_own() -> None:
    cells = [("T", w, NAME, v, 0.02) for w, v in (("1", 0.3), ("2", 0.34))]
    steady, slow = (track_targets(measures(cells), targets(path=path)).frame.iloc[0] for path in ("", "2=0,1|3=1"))
    assert (steady["expected_progress"], slow["expected_progress"]) == (0.5, 0.1)
    assert (steady["status"], slow["status"]) == ("off track", "on track")


def test_what_regression_to_the_mean_brings_by_itself() -> None:
    """Three territories .2, .5, .8 with variance .01 are drawn to .233, .5, .767."""
    cells = [(t, w, NAME, v, 0.1) for t, v in (("T", 0.2), ("U", 0.5), ("V", 0.8)) for w in "13"]
    frame = track_targets(measures(cells), targets(target=0.9)).frame.set_index("territory")
    assert frame["by_itself"].round(4).to_dict() == {"T": 0.0333, "U": 0.0, "V": -0.0333}


def test_a_volume_beside_a_quality_does_not_warn() -> None:
    cells = [("T", w, m, v, 0.1) for w in "13" for m, v in (("mean_partners", 3.0), (NAME, 0.3))]
    both = pd.concat([targets(indicator="mean_partners", target=4.0), targets()])
    assert not len(track_targets(measures(cells), both).warnings)


def test_a_common_target_is_the_centre_of_a_funnel() -> None:
    """All far below the target: outside, although they hardly differ from one another; own targets have no funnel."""
    cells = [(f"T{k}", w, NAME, 0.3 + 0.01 * (k % 3), 0.02) for k in range(8) for w in "13"]
    data = measures(cells)
    data = Measures(data.frame.assign(method="jackknife", n_actors=20, n_projects=10, status=""), provenance=data.provenance)
    frame = track_targets(data, targets(target=0.5)).frame
    found = target_funnel(data, frame, NAME)
    assert found is not None
    assert found.provenance["center"] == 0.5
    assert (found.frame["funnel"] == "outside 99.8").all()
    near = target_funnel(data, track_targets(data, targets(target=0.31)).frame, NAME)
    assert near is not None
    assert (near.frame["funnel"] == "inside").all()
    own = track_targets(data, pd.concat([targets(target=0.4 + 0.01 * k, territory=f"T{k}") for k in range(8)])).frame
    assert target_funnel(data, own, NAME) is None
    assert target_funnel(data, frame.head(4), NAME) is None
    counted = Measures(data.frame.assign(numerator=3.0, denominator=10.0), provenance=data.provenance)
    assert target_funnel(counted, track_targets(counted, targets(target=1.0)).frame, NAME) is None
