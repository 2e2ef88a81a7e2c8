"""Effects by starting group and wave: against diff-diff and by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.errors import NoComparisonGroup
from cooperation_graph.impact.staggered import group_time_effects, staggered_effect

WAVES = ["1", "2", "3", "4", "5"]


def panel(seed: int = 0, effect: float = 0.1, starts: tuple[str | None, ...] = ("2", "4", None)) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = []
    for unit in range(18):
        start = starts[unit % len(starts)]
        level = rng.normal(0, 0.2)
        for k, wave in enumerate(WAVES):
            treated = start is not None and wave >= start
            grown = effect * (1 + k - WAVES.index(start)) if treated and start else 0.0
            rows.append((f"T{unit:02d}", wave, level + 0.05 * k + grown + rng.normal(0, 0.05), start))
    return pd.DataFrame(rows, columns=["territory", "wave", "value", "start"])


@pytest.mark.parametrize("rule", ["never", "not yet"])
def test_cells_are_those_of_diff_diff(rule: str) -> None:
    dd = pytest.importorskip("diff_diff")
    frame = panel()
    reference = frame.assign(
        unit=frame["territory"], time=frame["wave"].astype(int), first=frame["start"].fillna("0").astype(int)
    )  # fmt: skip
    control = {"never": "never_treated", "not yet": "not_yet_treated"}[rule]
    model = dd.CallawaySantAnna(control_group=control, base_period="universal", estimation_method="reg")
    result = model.fit(reference, outcome="value", unit="unit", time="time", first_treat="first")
    ours = group_time_effects(frame, WAVES, comparison=rule)
    for row in ours.to_dict("records"):
        cell = result.group_time_effects.get((int(row["start"]), int(row["wave"])))
        if cell is not None and row["after"]:
            assert row["effect"] == pytest.approx(cell["effect"], abs=1e-10), row
    overall = staggered_effect(frame, WAVES, comparison=rule, draws=9, rng=1).overall
    assert overall.value == pytest.approx(result.overall_att, abs=1e-10)


def test_a_cell_by_hand() -> None:
    frame = panel(3)
    wide = frame.pivot(index="territory", columns="wave", values="value")
    start = frame.groupby("territory")["start"].first()
    change = wide["5"] - wide["3"]
    expected = change[start == "4"].mean() - change[start.isna()].mean()
    cells = group_time_effects(frame, WAVES, comparison="never").set_index(["start", "wave"])
    assert cells.loc[("4", "5"), "effect"] == pytest.approx(expected)
    assert not cells.loc[("4", "1"), "after"]


def test_averages_weigh_by_starting_group() -> None:
    found = staggered_effect(panel(1), WAVES, draws=9, rng=1)
    after = found.cells[found.cells["after"]]
    assert found.overall.value == pytest.approx(np.average(after["effect"], weights=after["n_start"]))
    event = found.cells[found.cells["event"] == 1]
    expected = np.average(event["effect"], weights=event["n_start"])
    assert found.events.set_index("event").loc[1, "effect"] == pytest.approx(expected)


def test_a_growing_effect_is_found_in_full() -> None:
    """Truth: .1, .2, .3, .4 for the first starters, .1 and .2 for the second; mean of the cells .2167."""
    found = staggered_effect(panel(2), WAVES, draws=199, rng=1)
    assert found.overall.value == pytest.approx((0.1 + 0.2 + 0.3 + 0.4 + 0.1 + 0.2) / 6, abs=0.05)
    assert found.overall.low < 0.2167 < found.overall.high
    assert found.randomisation_p <= 0.02


def test_no_comparison() -> None:
    with pytest.raises(NoComparisonGroup):
        group_time_effects(panel(starts=("2",)), WAVES)


def test_a_lone_starter_has_no_standard_error() -> None:
    frame = panel()
    frame.loc[(frame["start"] == "4") & (frame["territory"] != "T01"), "start"] = None
    found = staggered_effect(frame, WAVES, draws=9, rng=1)
    assert np.isnan(found.overall.se)
    assert "one territory only" in found.overall.method


def test_a_hole_in_the_panel_is_named() -> None:
    with pytest.raises(ValueError, match="'T00' has no value in wave '3'"):
        group_time_effects(panel().query("not (territory == 'T00' and wave == '3')"), WAVES)
