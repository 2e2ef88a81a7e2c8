"""The figure of an event study: what it shows, what it says, on few and many periods."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cooperation_graph import plots
from cooperation_graph.errors import CooperationError
from cooperation_graph.impact.event_study import COLUMNS, ONE_BEFORE, EventStudy


def study(periods: int = 5, indicators: tuple[str, ...] = ("pair_heterogeneity",)) -> EventStudy:
    place = periods // 2
    rows = [
        {"indicator": name, "by": "sector", "period": str(2019 + k), "event": float(k - place), "value": 0.02 * max(k - place + 1, 0),
         "se": np.nan if k == place - 1 else 0.02, "ci_low": np.nan if k == place - 1 else 0.02 * k - 0.04,
         "ci_high": np.nan if k == place - 1 else 0.02 * k + 0.04, "p": 0.2, "level_treated": 0.5, "level_comparison": 0.5,
         "n_treated": 8, "n_comparison": 7, "status": ""}
        for name in indicators for k in range(periods)
    ]  # fmt: skip
    before = pd.DataFrame([
        {"indicator": name, "periods": place - 1, "largest_t": 1.1, "p": 0.4, "status": "" if place > 1 else ONE_BEFORE} for name in indicators
    ])  # fmt: skip
    return EventStudy(pd.DataFrame(rows).reindex(columns=list(COLUMNS)), {"before": before}, provenance={"start": str(2019 + place)})


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("periods", [3, 5, 24])
@pytest.mark.parametrize("size", ["screen", "a4"])
def test_it_shows_every_period(lang: str, periods: int, size: str) -> None:
    drawn = plots.event_study(study(periods), lang=lang, size=size)
    assert len(drawn.table) == periods
    said = {"fr": ("une seule période", "pas la preuve"), "en": ("a single period", "no proof")}[lang]
    assert said[periods > 3] in drawn.text
    assert drawn.svg() == plots.event_study(study(periods), lang=lang, size=size).svg()
    words = [text for axes in drawn.figure.axes for text in axes.texts]
    renderer = drawn.figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in words if text.get_text()]
    assert not any(one.overlaps(two) for i, one in enumerate(boxes) for two in boxes[i + 1 :])


def test_one_indicator_at_a_time() -> None:
    with pytest.raises(CooperationError, match="event_study"):
        plots.event_study(study(indicators=("pair_heterogeneity", "mean_partners")))


def test_nothing_to_draw() -> None:
    empty = study().select(indicator="pair_heterogeneity")
    empty = EventStudy(empty.frame.iloc[:0], empty.tables, provenance=empty.provenance)
    assert plots.event_study(empty, lang="en").table.empty
