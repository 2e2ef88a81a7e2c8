"""Figures of territories and waves: levels, limits, order, what is named and what is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import PathPatch, Rectangle
from scipy.stats import binom

from cooperation_graph.comparison.funnel import funnel_positions
from cooperation_graph.errors import CooperationError, UnknownName
from cooperation_graph.plots import alluvial, caterpillar, funnel, slope, waterfall
from cooperation_graph.plots.labels import name_points
from cooperation_graph.plots.style import new_sheet
from cooperation_graph.plots.text import spread
from cooperation_graph.results import Result
from drawn import HOSTILE, words_of

STATES = ("active", "isolate", "other_role", "unknown", "outside")
PLACES = ("Les Ulis – Courdimanche", "Roubaix – Épeule, Alma et Fresnoy-Mackellerie", *HOSTILE)
NAMES = {f"QN{i:05d}M": PLACES[i % 7] for i in range(400)}


def make_evolution(n: int, *, metric: str = "cross_group_project_share", **changes: object) -> Result:
    rng = np.random.default_rng(n)
    first, parts = rng.uniform(0.2, 0.6, n), rng.normal(0, 0.06, (3, n))
    change = parts.sum(axis=0)
    where = {"wave_from": "2023", "wave_to": "2025"}
    frame = pd.DataFrame({
        "territory": [f"QN{i:05d}M" for i in range(n)], **where, "by": "sector", "metric": metric, "value_from": first,
        "value_to": first + change, "change": change, "ci_low": change - 0.1, "ci_high": change + 0.1,
        "p_adjusted": np.where(np.arange(n) % 3 == 0, 0.01, 0.4), "stayers": parts[0], "entry": parts[1], "exit": parts[2],
        "unknown": 0.0, "n_unknown": 0, "status": "",
    }).assign(**changes)  # fmt: skip
    flows = [{"territory": "QN00000M", **where, "state_from": a, "state_to": b, "actors": int(rng.integers(0, 9))}
             for a in STATES for b in STATES]  # fmt: skip
    return Result(frame, {"turnover": pd.DataFrame(flows)})


def make_comparison(
    n: int, *, strata: tuple[str, ...] = ("",), metric: str = "cross_group_project_share", shares: bool = True
) -> Result:
    """Territories of one binomial share but one in ten, placed by the library's own funnel."""
    rng = np.random.default_rng(n)
    size = rng.integers(5, 80, n)
    share = np.where(np.arange(n) % 10 == 9, 0.8, 0.4)
    seen = rng.binomial(size, share)
    frame = pd.DataFrame({
        "territory": [f"QN{i:05d}M" for i in range(n)], "wave": "2025", "by": "sector", "metric": metric,
        "stratum": [strata[i % len(strata)] for i in range(n)], "value": seen / size, "se": np.sqrt(0.24 / size),
        "numerator": seen if shares else np.nan, "denominator": size if shares else np.nan, "n_projects": size, "status": "",
    })  # fmt: skip
    for name, sign in (("ci_low", -2), ("ci_high", 2)):
        frame[name] = frame["value"] + sign * frame["se"]
    pull = frame["se"] ** 2 / (frame["se"] ** 2 + 0.01)
    frame["shrunk"] = pull * 0.4 + (1 - pull) * frame["value"]
    frame["shrunk_low"], frame["shrunk_high"] = frame["shrunk"] - frame["se"], frame["shrunk"] + frame["se"]
    pooled = []
    for stratum in strata:
        rows = frame.index[frame["stratum"] == stratum]
        mine = frame.loc[rows]
        kind = {"numerators": mine["numerator"], "denominators": mine["denominator"]} if shares else {}
        found, centre, extra = funnel_positions(mine["value"], mine["se"] ** 2, **kind)
        frame.loc[rows, ["z", "funnel"]] = found[["z", "funnel"]].astype(object).to_numpy()
        pooled.append({"stratum": stratum, "mean": 0.4, "prediction_low": 0.2, "prediction_high": 0.6, "center": centre,
                       "tau2_funnel": extra.tau2})  # fmt: skip
    return Result(frame, {"pooled": pd.DataFrame(pooled)})


# -- no label covers another ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("size", ["screen", "a4"])
@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("n", [1, 15, 60])
def test_comparisons_are_well_set(n: int, size: str, lang: str, well_set) -> None:
    comparison = make_comparison(n, strata=("QPV", "Rural", "Outre-mer") if n > 10 else ("",))
    for figure in (caterpillar, funnel):
        well_set(figure(comparison, size=size, lang=lang, names=NAMES))


@pytest.mark.parametrize("size", ["screen", "a4"])
@pytest.mark.parametrize("n", [1, 15, 30, 100])
def test_changes_are_well_set(n: int, size: str, well_set) -> None:
    well_set(slope(make_evolution(n), size=size, names=NAMES))
    if n == 1:
        well_set(waterfall(make_evolution(1), size=size, names=NAMES))
        well_set(alluvial(make_evolution(1), size=size))


def test_a_thousand_territories_are_well_set(well_set) -> None:
    for figure in (caterpillar, funnel):
        well_set(figure(make_comparison(1600)))


# -- waterfall ------------------------------------------------------------------------------------------------------
def test_waterfall_steps_add_up() -> None:
    evolution = make_evolution(1, value_from=0.3, value_to=0.35, change=0.05, stayers=0.12, entry=-0.09, exit=0.02)
    drawing = waterfall(evolution, lang="fr")
    assert drawing.table["level_after"].tolist() == pytest.approx([0.3, 0.42, 0.33, 0.35, 0.35])
    assert {"▲ +12,0 pts", "▼ −9,0 pts", "▲ +2,0 pts", "30,0\u00a0%", "35,0\u00a0%"} <= set(words_of(drawing))
    panel = drawing.figure.axes[0].child_axes[0]
    bars = [p for p in panel.patches if isinstance(p, Rectangle)]
    assert [(b.get_y(), b.get_y() + b.get_height()) for b in bars] == [
        pytest.approx(pair) for pair in ((0.3, 0.42), (0.33, 0.42), (0.33, 0.35))
    ]
    assert "vus aux deux vagues +12,0 pts" in drawing.text
    assert drawing.table["step"].tolist() == ["from", "stayers", "entry", "exit", "to"]
    assert "rarement autant par hasard" in drawing.text
    unsure = waterfall(make_evolution(1, p_adjusted=0.4), lang="en")
    assert "a change is not shown, nor is its absence" in unsure.text


def test_waterfall_has_a_step_for_those_of_whom_nothing_is_known(well_set) -> None:
    evolution = make_evolution(1, value_from=0.3, value_to=0.35, change=0.05, stayers=0.12, entry=-0.09, exit=0.03, unknown=-0.01, n_unknown=4)
    drawing = waterfall(evolution, lang="fr")
    well_set(drawing)
    assert drawing.table["step"].tolist() == ["from", "stayers", "entry", "exit", "unknown", "to"]
    assert drawing.table["level_after"].tolist() == pytest.approx([0.3, 0.42, 0.33, 0.36, 0.35, 0.35])
    assert "rien de connu à une vague −1,0 pts" in drawing.text


def test_waterfall_says_why_it_cannot_split(well_set) -> None:
    drawing = waterfall(make_evolution(1, entry=np.nan, status="no project gathers two actors"), lang="fr")
    well_set(drawing)
    assert "aucun projet ne réunit deux acteurs" in drawing.text
    assert "à dessiner" in waterfall(Result(make_evolution(1).frame.head(0))).text


@pytest.mark.parametrize(("figure", "column"), [(waterfall, "territory"), (slope, "metric")])
def test_one_thing_at_a_time(figure, column: str) -> None:
    one, two = make_evolution(2).frame, make_evolution(2, metric="mean_partners").frame
    with pytest.raises(CooperationError, match=rf"\.select\({column}="):
        figure(Result(pd.concat([one, two])), lang="en")


# -- slope, alluvial ------------------------------------------------------------------------------------------------
def test_slope_tells_shown_changes_apart() -> None:
    drawing = slope(make_evolution(6), lang="en")
    lines = drawing.figure.axes[0].child_axes[0].lines
    assert [line.get_linestyle() for line in lines].count("-") == 2
    assert drawing.table["shown"].sum() == 2
    ends = sorted(tuple(line.get_ydata()) for line in lines)
    assert ends == sorted(drawing.table[["value_from", "value_to"]].itertuples(index=False, name=None))
    missing = make_evolution(3)
    missing.frame.loc[0, "value_to"] = np.nan
    assert "1 territory lacks one of the two values (see the table)." in words_of(slope(missing, lang="en"))


def test_alluvial_counts_every_actor() -> None:
    evolution = make_evolution(1)
    drawing = alluvial(evolution, lang="en")
    flows = evolution.tables["turnover"]
    assert drawing.table["actors"].sum() == flows["actors"].sum()
    ax = drawing.figure.axes[0]
    ribbons = [p for p in ax.patches if isinstance(p, PathPatch)]
    assert len(ribbons) == (flows["actors"] > 0).sum()
    bars = [p for p in ax.patches if isinstance(p, Rectangle)]
    left, right = bars[: len(bars) // 2], bars[len(bars) // 2 :]
    assert sum(b.get_height() for b in left) == pytest.approx(sum(b.get_height() for b in right))
    words = words_of(drawing)
    out = int(flows.loc[flows["state_to"] == "outside", "actors"].sum())
    assert f"not in the survey ({out})" in words


# -- caterpillar, funnel --------------------------------------------------------------------------------------------
def test_caterpillar_orders_strata_apart_and_keeps_what_is_missing() -> None:
    comparison = make_comparison(20, strata=("Rural", "QPV"))
    comparison.frame.loc[3, ["value", "shrunk"]] = np.nan
    drawing = caterpillar(comparison, lang="fr", names=NAMES)
    order = drawing.table["territory"].tolist()
    assert len(order) == 20
    assert order[-1] == "QN00003M"
    for _stratum, rows in drawing.table.iloc[:-1].groupby("stratum"):
        assert rows["shrunk"].is_monotonic_decreasing
    words = words_of(drawing)
    assert words.index("QPV") < words.index("Rural")
    assert "1 territoire sans valeur (voir le tableau)." in words
    assert "n'est pas un classement" in drawing.text


def test_funnel_limits_are_binomial() -> None:
    comparison = make_comparison(12)
    centre = float(comparison.tables["pooled"]["center"].iloc[0])
    comparison.tables["pooled"]["tau2_funnel"] = 0.0
    panel = funnel(comparison).figure.axes[0].child_axes[0]
    _centre, low, high, *_ = panel.lines
    n = low.get_xdata()
    assert n[0] == 1
    for size, bottom, top in zip(n, low.get_ydata(), high.get_ydata(), strict=True):
        # Spiegelhalter: the limit stands between the counts whose tails enclose 2.5 %
        assert binom.ppf(0.025, size, centre) / size - 1 / size <= bottom <= binom.ppf(0.025, size, centre) / size
        assert binom.ppf(0.975, size, centre) / size <= top <= binom.ppf(0.975, size, centre) / size + 1 / size


def test_funnel_of_other_metrics_stands_on_precision() -> None:
    comparison = make_comparison(12, metric="mean_partners", shares=False)
    comparison.tables["pooled"]["tau2_funnel"] = 0.01
    drawing = funnel(comparison, lang="en")
    panel = drawing.figure.axes[0].child_axes[0]
    assert "precision (1 / standard error)" in words_of(drawing)
    centre = float(comparison.tables["pooled"]["center"].iloc[0])
    plain, wide = panel.lines[2], panel.lines[4]
    x = np.asarray(plain.get_xdata())
    assert np.asarray(plain.get_ydata()) == pytest.approx(centre + 1.959964 / x)
    assert np.asarray(wide.get_ydata()) == pytest.approx(centre + 1.959964 * np.sqrt(1 / x**2 + 0.01))


def test_funnel_names_those_outside() -> None:
    comparison = make_comparison(30)
    drawing = funnel(comparison, lang="fr", names={"QN00009M": "Vallée de la Dordogne"})
    far = comparison.frame[comparison.frame["funnel"] != "inside"]
    assert "QN00009M" in set(far["territory"])
    assert "Vallée de la Dordogne" in words_of(drawing)
    assert f"Territoires hors des limites\u00a0: {len(far)} sur 30." in words_of(drawing)
    comparison.frame["funnel"] = ""
    assert "entonnoir" in funnel(comparison).text


# -- placing ----------------------------------------------------------------------------------------------------------
def test_spread_is_the_nearest_feasible_placing() -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        wanted = np.sort(rng.uniform(0, 10, 6))
        placed = spread(wanted, 1.5, 0, 12)
        assert (np.diff(placed) >= 1.5 - 1e-9).all()
        assert placed.min() >= -1e-9
        assert placed.max() <= 12 + 1e-9
        best = ((placed - wanted) ** 2).sum()
        for _ in range(200):  # no other feasible placing is nearer
            other = np.sort(placed + rng.normal(0, 0.3, 6))
            if (np.diff(other) >= 1.5).all() and other.min() >= 0 and other.max() <= 12:
                assert ((other - wanted) ** 2).sum() >= best - 1e-9


def test_names_without_room_are_given_back() -> None:
    sheet = new_sheet(40, size="screen", ax=None)
    points = np.array([[20.0, 20.0], [21.0, 20.0], [22.0, 20.0]])
    left_out = name_points(sheet, points, ["A long name of a place"] * 3, points, (0, 0, 160, 40), 9)
    assert len(left_out) + len(sheet.ax.texts) == 3
    assert left_out


def test_a_caterpillar_in_the_order_of_names_names_no_first() -> None:
    comparison = make_comparison(6)
    names = dict(zip(comparison.frame["territory"], ["Zone", "Îlet", "école", "Bourg", "Ancre", "Mât"], strict=True))
    drawn = caterpillar(comparison, order="name", lang="en", names=names)
    assert drawn.table["territory"].map(names).tolist() == ["Ancre", "Bourg", "école", "Îlet", "Mât", "Zone"]
    assert not any(name in drawn.text for name in names.values())
    with pytest.raises(UnknownName, match="order"):
        caterpillar(comparison, order="rank")
