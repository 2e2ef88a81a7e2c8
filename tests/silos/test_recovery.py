"""The recorded recovery curves (tests/oracles/recovery.json): the criterion, and a small part made again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from oracle_values import recorded
from planted import planted_territory
from recovery import CLOSURES, CONTROL, MARGIN, OURS, RUNS, areas, ours, plain_scores

SILOS = pd.DataFrame(recorded("recovery")["silos"])
AT = ["nuisance", "level", "closure"]


def test_ours_is_at_most_two_hundredths_under_the_best() -> None:
    rows = SILOS[SILOS["method"] == OURS]
    assert len(rows) == 2 * 2 * len(CLOSURES)
    assert recorded("recovery")["runs"] == RUNS
    assert (rows["behind_best"] <= MARGIN).all()
    best = SILOS[~SILOS["method"].isin([OURS, CONTROL])].groupby(AT)["auc"].max()
    assert (best - rows.set_index(AT)["auc"]).to_numpy() == pytest.approx(rows.set_index(AT)["behind_best"].reindex(best.index), abs=2e-4)


def test_activity_gives_nothing_away() -> None:
    rows = SILOS[(SILOS["method"] == CONTROL) & (SILOS["level"] == "group")]
    assert (abs(rows["auc"] - 0.5) < 4 * rows["se"]).all()


def test_blocks_are_found_as_well_as_by_leidenalg_and_ten_times_faster() -> None:
    for row in recorded("recovery")["blocks"]:
        assert row["gap"] >= -0.01
        assert row["times_faster"] >= 10


@pytest.mark.parametrize("nuisance", [False, True])
def test_the_first_runs_again_agree_with_all(nuisance: bool) -> None:
    runs = 60
    cells, none = ([planted_territory(closure, run, nuisance=nuisance) for run in range(runs)] for closure in (8.0, 1.0))
    scores, without = ({OURS: ours(drawn, draws=299), **plain_scores(drawn)} for drawn in (cells, none))
    found = areas(scores, without, np.array([closed for _, closed, _ in cells]))
    for _, row in SILOS[(SILOS["nuisance"] == nuisance) & (SILOS["closure"] == 8.0) & SILOS["method"].isin(scores)].iterrows():
        error = row["se"] * np.sqrt(RUNS / runs - 1)
        assert abs(found[row["level"]][row["method"]][0] - row["auc"]) < 4 * error + 0.01, row["method"]
