"""Priority themes of territories: location quotients against the others, shrunken, and what lasts over waves."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.errors import NoComparisonGroup
from cooperation_graph.graph import Graphs
from cooperation_graph.locale import N_
from cooperation_graph.measures import as_graphs
from cooperation_graph.metrics.theme_weights import themes_held
from cooperation_graph.sufficient import incidence_of
from cooperation_graph.survey.tables import Survey

__all__ = ["location_quotient", "priority_themes", "shrunken_ratios"]

#: Largest shape of the prior: territories then do not differ.
_FLAT = 1e6
#: Half the 95 % quantile of χ² with one degree of freedom.
_DOUBT = 1.92
NOBODY_ELSE = N_("no other territory works on this theme")


def shrunken_ratios(observed: np.ndarray, expected: np.ndarray, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    r"""Ratios observed/expected drawn towards 1, with their intervals and the shape a of the prior.

    :math:`x \sim Poisson(E\theta)`, :math:`\theta \sim Gamma(a, a)` of mean 1; a maximises the marginal (negative binomial)
    likelihood; the posterior is :math:`Gamma(a + x, a + E)`. Where the data do not exclude that territories do not differ at all
    (infinite a, within 1.92 of the largest log-likelihood), intervals are the widest over the shapes that they do not exclude
    either: without that, finding no difference would be sure of there being none.

    Examples
    --------
    >>> ratio, low, high, shape = shrunken_ratios(np.array([8.0, 0.0, 2.0]), np.array([2.0, 4.0, 4.0]))
    >>> bool(1 < ratio[0] < 4), bool(low[0] < ratio[0] < high[0])
    (True, True)
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import gammaln
    from scipy.stats import gamma

    x, e = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)
    n, mean = x[e > 0], e[e > 0]

    def cost(log_shape: float) -> float:
        a = np.exp(log_shape)
        return float(-(gammaln(a + n) - gammaln(a) + a * np.log(a / (a + mean)) + n * np.log(mean / (a + mean))).sum())

    grid = np.linspace(np.log(0.05), np.log(_FLAT), 60)
    best = int(np.argmin([cost(at) for at in grid])) if len(n) else len(grid) - 1
    ends = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    a = float(np.exp(minimize_scalar(cost, bounds=ends, method="bounded").x)) if 0 < best < len(grid) - 1 else float(np.exp(grid[best]))
    least, tail = cost(np.log(a)), (1 - confidence) / 2
    excess = np.array([cost(at) for at in grid]) - least
    shapes = [a] if excess[-1] >= _DOUBT or not len(n) else [a, float(np.exp(grid[int(np.argmax(excess < _DOUBT))]))]
    posteriors = [gamma(shape + x, scale=1 / (shape + e)) for shape in shapes]
    low, high = (np.stack([one.ppf(at) for one in posteriors]) for at in (tail, 1 - tail))
    return (a + x) / (a + e), low.min(axis=0), high.max(axis=0), a



def location_quotient(graphs: Graphs | Survey, *, confidence: float = 0.95) -> pd.DataFrame:
    r"""How much more each territory works on a theme than the other territories of the same wave.

    Parameters
    ----------
    graphs
        Several territories; a survey is built with the defaults. A project of k themes counts 1/k in each; projects without a theme
        are left out.
    confidence
        Of the intervals.

    Returns
    -------
    pandas.DataFrame
        One row a territory, wave and theme of the wave: ``projects`` :math:`x_{tk}`, ``share`` :math:`x_{tk}/x_{t\cdot}`, ``elsewhere``
        (share of the theme in the other territories), ``quotient`` :math:`LQ_{tk} = (x_{tk}/x_{t\cdot}) / (x_{\cdot k}/x_{\cdot\cdot})` with
        sums over the other territories, ``shrunk``, ``low`` and ``high`` (posterior mean and interval), ``status``.

    Raises
    ------
    NoComparisonGroup
        No wave has two territories with a theme.

    Notes
    -----
    Expected counts :math:`E_{tk} = x_{t\cdot}\, x_{\cdot k}/x_{\cdot\cdot}`, counts Poisson, true quotients gamma with mean 1 and a shape
    found by maximum likelihood over all territories and themes of the wave; it is then taken as known, so that intervals are a
    little narrow where territories are few. A quotient above 1 says more than elsewhere, not enough, nor too much.

    References
    ----------
    Clayton & Kaldor 1987, Biometrics 43:671 (gamma–Poisson shrinkage).

    Examples
    --------
    >>> from cooperation_graph.synthetic import simulate
    >>> found = location_quotient(simulate(territories=6, waves=1, rng=1))
    >>> bool((found["low"] <= found["shrunk"]).all()) and bool((found["shrunk"] <= found["high"]).all())
    True
    """
    chosen = as_graphs(graphs).compact()
    columns, themes, share, names = themes_held(incidence_of(chosen, None))
    store = chosen.national
    counts = np.zeros((len(store.territories), len(names)))
    np.add.at(counts, (store.column_graph[columns], themes), share)
    waves = np.asarray(store.waves, dtype=object)
    pieces = []
    for wave in chosen.waves:
        places = np.flatnonzero((waves == wave) & (counts.sum(axis=1) > 0))
        if len(places) < 2:
            continue
        own = counts[places]
        kept = np.flatnonzero(own.any(axis=0))
        own, total = own[:, kept], own.sum(axis=1, keepdims=True)
        rest = own.sum(axis=0) - own
        elsewhere = rest / rest.sum(axis=1, keepdims=True)
        expected = total * elsewhere
        ratio, low, high, shape = shrunken_ratios(own.ravel(), expected.ravel(), confidence)
        with np.errstate(divide="ignore", invalid="ignore"):
            raw = own / expected
        pieces.append(pd.DataFrame({
            "territory": np.repeat(np.asarray(store.territories, dtype=object)[places], len(kept)), "wave": wave,
            "theme": np.tile(names[kept].to_numpy(object), len(places)), "projects": own.ravel(), "share": (own / total).ravel(),
            "elsewhere": elsewhere.ravel(), "quotient": raw.ravel(), "shrunk": ratio, "low": low, "high": high, "shape": shape,
            "status": np.where(expected.ravel() > 0, "", NOBODY_ELSE),
        }))  # fmt: skip
    if not pieces:
        raise NoComparisonGroup(N_("no wave has two territories whose projects have a theme"))
    return pd.concat(pieces, ignore_index=True).astype(dict.fromkeys(("territory", "wave", "theme", "status"), "str"))


def priority_themes(
    graphs: Graphs | Survey, *, times: float = 1.5, waves: int = 2, confidence: float = 0.95
) -> pd.DataFrame:
    r"""Themes that are large in a territory, larger than elsewhere, and stay so.

    Parameters
    ----------
    graphs, confidence
        See :func:`location_quotient`.
    times
        A theme is large from a share of `times` / T, with T themes in the wave.
    waves
        Waves of the territory in a row that make a priority.

    Returns
    -------
    pandas.DataFrame
        The rows of :func:`location_quotient` with ``large`` (:math:`share \ge 1.5/T`), ``more`` (lower bound above 1), ``in_a_row``
        (waves of the territory up to this one in which both hold) and ``priority``: ``yes``, ``to be confirmed`` (both hold in
        fewer waves) or ``no``.

    Raises
    ------
    NoComparisonGroup
        No wave has two territories with a theme.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> from cooperation_graph.synthetic import simulate
    >>> sorted(set(priority_themes(simulate(territories=6, waves=1, rng=1))["priority"]) - {"to be confirmed", "no"})
    []
    """
    frame = location_quotient(graphs, confidence=confidence)
    counted = frame.groupby("wave")["theme"].transform("nunique")
    frame["large"] = frame["share"] >= times / counted - 1e-12
    frame["more"] = frame["low"] > 1
    both = frame["large"] & frame["more"]
    frame["in_a_row"] = 0
    for _, rows in frame.groupby("territory", sort=False):
        row: dict[str, int] = {}
        for wave in rows["wave"].unique():  # in their order
            here = rows[rows["wave"] == wave]
            row = {theme: row.get(theme, 0) + 1 if both[place] else 0 for place, theme in here["theme"].items()}
            frame.loc[here.index, "in_a_row"] = [row[theme] for theme in here["theme"]]
    frame["priority"] = np.select([frame["in_a_row"] >= waves, frame["in_a_row"] > 0], [N_("yes"), N_("to be confirmed")], N_("no"))
    frame["priority"] = frame["priority"].astype("str")
    return frame
