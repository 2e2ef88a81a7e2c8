"""Location quotients and priority themes: by hand, against the negative binomial of scipy, coverage."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import gamma, nbinom

from cooperation_graph.comparison import location_quotient, priority_themes
from cooperation_graph.comparison.priorities import shrunken_ratios
from cooperation_graph.errors import NoComparisonGroup
from cooperation_graph.survey.tables import Survey


def survey(counts: dict[tuple[str, str], dict[str, int]]) -> Survey:
    """Projects by territory, wave and theme; each has one actor."""
    rows, projects = [], []
    for (territory, wave), themes in counts.items():
        for theme, n in themes.items():
            for k in range(n):
                name = f"{territory}{wave}{theme}{k}"
                rows.append((territory, wave, "a", name))
                projects.append((name, theme))
    return Survey(
        participations=pd.DataFrame(rows, columns=["territory", "wave", "actor", "project"]).astype("str"),
        projects=pd.DataFrame(projects, columns=["project", "theme"]).astype("str"),
    )


def test_quotients_by_hand() -> None:
    """A: 6 of 8 in health; B and C together 3 of 12; youth the rest; C alone works on art; one of C counts half and half."""
    frame = location_quotient(survey({
        ("A", "1"): {"health": 6, "youth": 2}, ("B", "1"): {"health": 2, "youth": 4}, ("C", "1"): {"youth": 3, "art": 2, "health|youth": 2},
    })).set_index(["territory", "theme"])  # fmt: skip
    a = frame.loc[("A", "health")]
    assert (a["projects"], a["share"]) == (6, pytest.approx(6 / 8))
    assert a["elsewhere"] == pytest.approx((2 + 1) / (6 + 7))
    assert a["quotient"] == pytest.approx((6 / 8) / (3 / 13))
    assert 1 < a["shrunk"] < a["quotient"]
    c = frame.loc[("C", "art")]
    assert c["quotient"] == np.inf
    assert c["status"] == "no other territory works on this theme"
    assert frame.loc[("B", "art"), "quotient"] == 0
    assert frame["projects"].sum() == 8 + 6 + 7


def test_shrinkage_is_that_of_the_negative_binomial() -> None:
    rng = np.random.default_rng(5)
    e = rng.uniform(1, 12, 80)
    x = rng.poisson(e * rng.gamma(3, 1 / 3, 80)).astype(float)
    ratio, low, high, a = shrunken_ratios(x, e)

    def likelihood(shape: float) -> float:
        return nbinom.logpmf(x, shape, shape / (shape + e)).sum()

    assert likelihood(a) >= max(likelihood(a * s) for s in (0.5, 0.9, 0.99, 1.01, 1.1, 2)) - 1e-6
    assert ratio == pytest.approx((a + x) / (a + e))
    assert low == pytest.approx(gamma.ppf(0.025, a + x, scale=1 / (a + e)))
    assert high == pytest.approx(gamma.ppf(0.975, a + x, scale=1 / (a + e)))
    same = shrunken_ratios(np.round(e), e)
    assert same[3] > 1000  # nothing beyond chance: all are drawn to 1
    assert same[0] == pytest.approx(np.ones(80), abs=0.02)


def test_no_difference_found_is_not_sure_of_none() -> None:
    """Counts as expected, and few: the shape is infinite, the intervals are not a point, and narrow as counts grow."""
    for times, wide in ((1, 0.5), (100, 0.02)):
        e = np.full(6, 4.0 * times)
        ratio, low, high, a = shrunken_ratios(e, e)
        assert a > 1000
        assert ratio == pytest.approx(np.ones(6))
        assert (high - low > wide).all()
        assert (low < 1).all()
        assert (high > 1).all()
    e, truth, rng, inside = np.full(8, 5.0), 1.0, np.random.default_rng(3), []
    for _ in range(60):
        _, low, high, _ = shrunken_ratios(rng.poisson(e * truth), e)
        inside.append(((low <= truth) & (truth <= high)).mean())
    assert np.mean(inside) >= 0.95


def test_intervals_cover() -> None:
    """200 sets of 30 territories × 1 theme: intervals of 95 % hold the truth in 92 to 98 %."""
    rng, inside = np.random.default_rng(11), []
    for _ in range(200):
        e = rng.uniform(2, 15, 30)
        truth = rng.gamma(4, 1 / 4, 30)
        _, low, high, _ = shrunken_ratios(rng.poisson(e * truth), e)
        inside.append(((low <= truth) & (truth <= high)).mean())
    assert 0.92 < np.mean(inside) < 0.98


def test_priorities_last() -> None:
    usual = {"health": 10, "youth": 10, "art": 10, "work": 10}
    more = {"health": 30, "youth": 3, "art": 3, "work": 4}
    places = {("A", w): more if w in "123" else usual for w in "1234"}
    places |= {(t, w): usual for t in "BCDE" for w in "1234"} | {("F", "3"): more, ("F", "4"): more}
    places["A", "2"] = usual
    frame = priority_themes(survey(places)).set_index(["territory", "wave", "theme"])
    health = frame.xs("health", level="theme")
    assert health.loc["A", "priority"].to_dict() == {"1": "to be confirmed", "2": "no", "3": "to be confirmed", "4": "no"}
    assert health.loc["F", "priority"].to_dict() == {"3": "to be confirmed", "4": "yes"}
    assert health.loc["F", "in_a_row"].to_dict() == {"3": 1, "4": 2}
    assert (frame.xs("B")["priority"] == "no").all()
    assert frame.loc[("A", "1", "health"), "large"]
    assert frame.loc[("A", "1", "health"), "low"] > 1
    assert not frame.loc[("B", "1", "health"), "large"]


def test_one_territory_has_nobody_to_compare_with() -> None:
    with pytest.raises(NoComparisonGroup):
        location_quotient(survey({("A", "1"): {"health": 3}}))
