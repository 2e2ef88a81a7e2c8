"""Indicators against targets, and what animation may have added."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from cooperation_graph.errors import CooperationError
from cooperation_graph.plots import effect, targets
from cooperation_graph.plots.effects import _lanes
from cooperation_graph.results import Result
from drawn import HOSTILE, words_of

STATUSES = ("reached", "on track", "off track", "cannot tell", "")


def make_progress(n: int, *, indicators: tuple[str, ...] = ("cross_group_project_share",)) -> Result:
    """Targets of n territories: baseline .4, target .6, values on the way."""
    rng = np.random.default_rng(n)
    rows = []
    for i in range(n):
        for indicator in indicators:
            value = float(rng.uniform(0.3, 0.7))
            status = STATUSES[i % 5]
            rows.append({
                "territory": f"QN{i:05d}M", "indicator": indicator, "by": "sector", "wave": "2023", "deadline": "2025",
                "baseline": 0.4, "value": value if status else np.nan, "ci_low": value - 0.1, "ci_high": value + 0.3,
                "target": 0.6, "progress": (value - 0.4) / 0.2 if status else np.nan, "expected_progress": 0.5, "status": status,
                "reason": "" if status else "the indicator has no value in this wave",
            })  # fmt: skip
    columns = ["territory", "indicator", "baseline", "value", "ci_low", "ci_high", "target", "progress", "status", "reason"]
    return Result(pd.DataFrame(rows, columns=None if rows else columns))


def make_impact(treated: int, comparison: int) -> Result:
    rng = np.random.default_rng(treated)
    n = treated + comparison
    changes = pd.DataFrame({
        "indicator": "cross_group_project_share", "territory": [f"T{i}" for i in range(n)],
        "arm": ["treated"] * treated + ["comparison"] * comparison, "before": 0.4, "after": 0.4,
        "change": rng.normal(0, 0.05, n),
    })  # fmt: skip
    means = changes.groupby("arm")["change"].mean()
    value = float(means["treated"] - means["comparison"])
    row = {
        "indicator": "cross_group_project_share", "by": "sector", "direction": "increase", "value": value, "ci_low": value - 0.1,
        "ci_high": value + 0.1, "p": 0.2, "p_adjusted": 0.2, "p_randomisation": 0.21, "detectable_effect": 0.12,
        "change_treated": means["treated"], "change_comparison": means["comparison"], "direct": 0.0, "status": "",
        "n_lost": 0, "power": 0.4, "type_m": 1.6,
    }  # fmt: skip
    drawn = pd.DataFrame({"indicator": "cross_group_project_share", "difference": rng.normal(0, 0.05, 400)})
    return Result(pd.DataFrame([row]), {"changes": changes, "assignments": drawn})


@pytest.mark.parametrize("size", ["screen", "a4"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_well_set(size: str, lang: str, well_set) -> None:
    names = {f"QN{i:05d}M": HOSTILE[i % 5] for i in range(20)}
    well_set(targets(make_progress(20), size=size, lang=lang, names=names))
    well_set(targets(make_progress(1, indicators=("ei_index", "mean_partners", "density")), size=size, lang=lang, names=names))
    for sides in ((8, 7), (2, 2), (40, 60)):
        well_set(effect(make_impact(*sides), size=size, lang=lang))


def test_one_indicator_stands_on_its_own_scale() -> None:
    progress = make_progress(5)
    drawing = targets(progress, lang="fr")
    panel = drawing.figure.axes[0].child_axes[0]
    points = [(line.get_xdata()[0], line.get_ydata()[0]) for line in panel.lines if line.get_zorder() == 4]
    assert [x for x, _ in points] == progress.frame["value"].dropna().tolist()
    posts = [line.get_xdata()[0] for line in panel.lines if line.get_linewidth() == 2.6]
    assert posts == [0.6] * 4
    words = words_of(drawing)
    assert {"✔ atteint", "▲ en bonne voie", "▼ en retard", "? indécidable"} <= set(words)
    assert any("n'a pas de valeur" in word for word in words)
    assert "en retard\u00a0: 1" in drawing.text


def test_several_indicators_stand_on_the_way() -> None:
    progress = make_progress(1, indicators=("ei_index", "mean_partners"))
    drawing = targets(progress, lang="en")
    panel = drawing.figure.axes[0].child_axes[0]
    assert [line.get_xdata()[0] for line in panel.lines if line.get_linewidth() == 2.6] == pytest.approx([1.0, 1.0])
    points = [line.get_xdata()[0] for line in panel.lines if line.get_zorder() == 4]
    assert points == pytest.approx(progress.frame["progress"].tolist())
    arrows = [line for line in panel.lines if line.get_marker() == ">"]
    assert len(arrows) == (((progress.frame["ci_high"] - 0.4) / 0.2) > 1.6).sum()
    with pytest.raises(CooperationError, match="one territory or one indicator"):
        targets(make_progress(2, indicators=("ei_index", "density")), lang="en")
    assert "Il n'y a ici aucun objectif" in targets(make_progress(0)).text


def test_effect_draws_every_territory_and_every_assignment() -> None:
    impact = make_impact(8, 7)
    drawing = effect(impact, lang="fr")
    above, below = drawing.figure.axes[0].child_axes
    sizes = [len(points.get_offsets()) for points in above.collections]
    assert sizes == [8, 7]
    means = [line.get_xdata()[0] for line in above.lines]
    assert means == pytest.approx([impact.frame["change_treated"].iloc[0], impact.frame["change_comparison"].iloc[0]])
    bars = [patch for patch in below.patches if isinstance(patch, Rectangle)]
    assert sum(bar.get_height() for bar in bars) == 400
    assert "les données ne permettent pas de dire" in drawing.text
    assert "ne prouve pas" in " ".join(words_of(drawing))


def test_lanes_keep_near_points_apart() -> None:
    rng = np.random.default_rng(0)
    places = np.sort(rng.uniform(0, 40, 60))
    lanes = _lanes(places, 3.0)
    for lane in np.unique(lanes):
        assert (np.diff(places[lanes == lane]) >= 3.0).all()
