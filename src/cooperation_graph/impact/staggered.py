"""Territories that start in different waves: effects by starting group and wave (Callaway & Sant'Anna 2021).

Two-way fixed effects compare late starters with early ones and find half of a growing effect. Here a starting group is compared
only with territories that have not started; inference is by leaving a territory out and by drawing the starting dates again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import NoComparisonGroup, Undefined
from cooperation_graph.impact.did import Effect, t_effect
from cooperation_graph.locale import N_

__all__ = ["AVERAGES", "StaggeredEffects", "group_time_effects", "staggered_effect"]

#: Ways of adding up cells after the start: each cell by the size of its starting group; starting groups by their size; waves since
#: the start alike; waves alike.
AVERAGES = ("simple", "group", "event", "calendar")
LONE_START = N_("a starting group has one territory only: no standard error")


@dataclass(frozen=True, eq=False)
class StaggeredEffects:
    """Effects by starting group and wave, and what they add up to.

    `cells` has one row a (start, wave): ``start, wave, event, effect, n_start, n_comparison, after``; cells before the start
    are placebos. `events` and `calendar` average them by waves since the start and by wave, with the size of starting groups for
    weights; `groups` averages each starting group over its waves. `averages` has one row a way of adding up (:data:`AVERAGES`):
    ``average, value, se, df, ci_low, ci_high, p``.
    """

    cells: pd.DataFrame
    events: pd.DataFrame
    groups: pd.DataFrame
    calendar: pd.DataFrame
    averages: pd.DataFrame
    overall: Effect
    randomisation_p: float


def _table(panel: pd.DataFrame, waves: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Levels, territories × waves, and the place of each territory's starting wave (a large number: never)."""
    wide = panel.pivot(index="territory", columns="wave", values="value").reindex(columns=list(waves))
    if wide.isna().any().any():
        row, column = np.argwhere(wide.isna().to_numpy())[0]
        territory, wave = wide.index[row], wide.columns[column]
        raise ValueError(f"territory {territory!r} has no value in wave {wave!r}: a balanced panel is needed")
    place = {wave: k for k, wave in enumerate(waves)}
    start = panel.groupby("territory")["start"].first().reindex(wide.index)
    return wide.to_numpy(float), np.array([place[s] if isinstance(s, str) and s in place else 10**6 for s in start])


def _cells(levels: np.ndarray, start: np.ndarray, comparison: str) -> list[tuple[int, int, float, int, int]]:
    """(start, wave, effect, starters, comparisons) of every cell that exists."""
    found = []
    n_waves = levels.shape[1]
    for g in sorted(set(start[start < n_waves].tolist())):
        if g == 0:
            continue  # started before the first wave: no wave before
        mine = start == g
        for t in range(n_waves):
            if t == g - 1:
                continue
            others = start >= 10**6 if comparison == "never" else start > max(t, g - 1)
            others = others & ~mine
            if not others.any():
                continue
            change = levels[:, t] - levels[:, g - 1]
            found.append((g, t, float(change[mine].mean() - change[others].mean()), int(mine.sum()), int(others.sum())))
    return found


def _averages(cells: list[tuple[int, int, float, int, int]]) -> np.ndarray:
    """The averages of :data:`AVERAGES` over the cells after the start."""
    after = [(g, t, effect, n) for g, t, effect, n, _ in cells if t >= g]
    if not after:
        return np.full(len(AVERAGES), np.nan)
    g, t, effect, n = np.array(after).T

    def means(key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean of the cells of each key, by size of their starting group; mean size."""
        labels, places = np.unique(key, return_inverse=True)
        weight = np.bincount(places, n, len(labels))
        return np.bincount(places, n * effect, len(labels)) / weight, weight / np.bincount(places, minlength=len(labels))

    groups, sizes = means(g)
    return np.array([np.average(effect, weights=n), np.average(groups, weights=sizes), means(t - g)[0].mean(), means(t)[0].mean()])


def group_time_effects(panel: pd.DataFrame, waves: Sequence[str], *, comparison: str = "auto") -> pd.DataFrame:
    r"""Effects by starting group g and wave t.

    Parameters
    ----------
    panel
        Columns ``territory, wave, value, start``; `start` is the wave of the start, empty for never.
    waves
        All waves in order.
    comparison
        ``"never"`` started, ``"not yet"`` started, or ``"auto"``: never when there are at least five.

    Returns
    -------
    pandas.DataFrame
        :math:`ATT(g,t) = \overline{Y_t - Y_{g-1}}_g - \overline{Y_t - Y_{g-1}}_C`, one row a cell.

    Raises
    ------
    NoComparisonGroup
        All territories started together, or none ever did.

    References
    ----------
    Callaway & Sant'Anna 2021, J. Econometrics 225:200, eq. 2.8 (no covariates).

    Examples
    --------
    >>> panel = pd.DataFrame([(t, w, v, s) for t, s, vs in [("a", "2", (0, 3)), ("b", "2", (1, 4)), ("c", None, (0, 1))]
    ...                       for w, v in zip("12", vs)], columns=["territory", "wave", "value", "start"])
    >>> group_time_effects(panel, ["1", "2"])["effect"].tolist()
    [2.0]
    """
    levels, start = _table(panel, waves)
    cells = _cells(levels, start, _comparison(start, comparison))
    if not cells:
        raise NoComparisonGroup(N_("no territory can be compared: all started together, before the first wave, or never"))
    rows = [
        {"start": waves[g], "wave": waves[t], "event": t - g, "effect": effect, "n_start": n, "n_comparison": m, "after": t >= g}
        for g, t, effect, n, m in cells
    ]
    return pd.DataFrame(rows)


def _comparison(start: np.ndarray, comparison: str) -> str:
    if comparison == "auto":
        return "never" if (start >= 10**6).sum() >= 5 else "not yet"
    if comparison not in ("never", "not yet"):
        raise ValueError(f"comparison is 'never', 'not yet' or 'auto', not {comparison!r}")
    return comparison


def staggered_effect(
    panel: pd.DataFrame, waves: Sequence[str], *, comparison: str = "auto", confidence: float = 0.95, draws: int = 1999,
    strata: Any = None, rng: np.random.Generator | int | None = None,
) -> StaggeredEffects:  # fmt: skip
    """Effects by starting group and wave, their averages, and an overall effect with its uncertainty.

    Parameters
    ----------
    panel, waves, comparison
        See :func:`group_time_effects`.
    draws
        Redraws of the starting dates among territories for the randomisation p.
    strata
        Stratum of each territory (a Series by territory): dates are redrawn inside strata.

    Returns
    -------
    StaggeredEffects
        The overall effect weighs cells after the start by the size of their starting group; its interval leaves one
        territory out in turn (jackknife t, n − 1 degrees of freedom), and so do those of the other averages. The analytic standard
        errors in common use reject a true null in 9–14 % of studies with 12 to 20 territories.

    Raises
    ------
    NoComparisonGroup
        No cell can be compared.
    """
    cells = group_time_effects(panel, waves, comparison=comparison)
    levels, start = _table(panel, waves)
    rule = _comparison(start, comparison)
    values = _averages(_cells(levels, start, rule))
    if np.isnan(values[0]):
        raise Undefined(N_("no wave after a start can be compared"))
    n = len(levels)
    sizes = (int((start < len(waves)).sum()), int((start >= len(waves)).sum()))
    counts = np.unique(start[(start < len(waves)) & (start > 0)], return_counts=True)[1]
    if (counts < 2).any():
        effects = [Effect(float(value), np.nan, np.nan, np.nan, np.nan, np.nan, *sizes, LONE_START) for value in values]
    else:
        left = np.array([_averages(_cells(np.delete(levels, k, 0), np.delete(start, k), rule)) for k in range(n)])
        errors = np.sqrt((n - 1) / n * ((left - left.mean(axis=0)) ** 2).sum(axis=0))
        method = "group-time effects, territory jackknife-t"
        effects = [t_effect(float(value), float(se), n - 1, sizes, method, confidence) for value, se in zip(values, errors, strict=True)]
    averages = pd.DataFrame([
        {"average": name, "value": one.value, "se": one.se, "df": one.df, "ci_low": one.low, "ci_high": one.high, "p": one.p}
        for name, one in zip(AVERAGES, effects, strict=True)
    ])  # fmt: skip
    after = cells[cells["after"]]
    average: Callable[[pd.DataFrame, str], pd.DataFrame] = lambda frame, key: (  # noqa: E731
        frame.assign(weighted=frame["effect"] * frame["n_start"]).groupby(key, sort=False)[["weighted", "n_start"]].sum()
        .assign(effect=lambda sums: sums["weighted"] / sums["n_start"]).reset_index()[[key, "effect", "n_start"]]
    )  # fmt: skip
    return StaggeredEffects(
        cells, average(cells.sort_values("event"), "event"), average(after, "start"), average(after, "wave"), averages, effects[0],
        _dates_test(levels, start, rule, float(values[0]), draws, strata, panel, rng),
    )  # fmt: skip


def _dates_test(
    levels: np.ndarray, start: np.ndarray, rule: str, value: float, draws: int, strata: Any, panel: pd.DataFrame,
    rng: np.random.Generator | int | None,
) -> float:  # fmt: skip
    """Share of redrawn starting dates with an overall effect as large, (r + 1)/(B + 1)."""
    chance = np.random.default_rng(rng)
    territories = sorted(panel["territory"].unique())
    labels = np.zeros(len(start), int) if strata is None else pd.factorize(pd.Series(strata).reindex(territories))[0]
    extreme = 0
    for _ in range(draws):
        again = start.copy()
        for label in np.unique(labels):
            places = np.flatnonzero(labels == label)
            again[places] = start[chance.permutation(places)]
        extreme += abs(_averages(_cells(levels, again, rule))[0]) >= abs(value) - 1e-12
    return (extreme + 1) / (draws + 1)
