"""What a design can see: smallest detectable effect and power, in closed form and by simulation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import special

from cooperation_graph.errors import UnknownName
from cooperation_graph.impact.did import welch_t, welch_test
from cooperation_graph.impact.randomisation import assignments

__all__ = ["detectable_effect", "planner", "power_of", "simulated_power"]


def _variance(
    n_treated: int, n_comparison: int, waves_before: int, waves_after: int, shock_sd: float, noise_sd: float, projects: float
) -> float:
    territory_wave = shock_sd**2 + noise_sd**2 / projects
    return territory_wave * (1 / waves_before + 1 / waves_after) * (1 / n_treated + 1 / n_comparison)


def _freedom(n_treated: int, n_comparison: int, test: str) -> float:
    """G − 2, or what Welch's test has when both sides vary as much: near those of the smaller side when sizes differ."""
    if test == "pooled":
        return float(n_treated + n_comparison - 2)
    if test != "welch":
        raise UnknownName("test", test, ("pooled", "welch"))
    parts = (1 / (n**2 * (n - 1)) for n in (n_treated, n_comparison))
    return (1 / n_treated + 1 / n_comparison) ** 2 / sum(parts)


def detectable_effect(
    n_treated: int, n_comparison: int, *, waves_before: int = 1, waves_after: int = 1, shock_sd: float = 0.05,
    noise_sd: float = 0.35, projects: float = 30, power: float = 0.8, alpha: float = 0.05, test: str = "pooled",
) -> float:  # fmt: skip
    r"""Smallest effect that a two-group study sees with the power asked.

    Parameters
    ----------
    n_treated, n_comparison
        Territories on each side.
    waves_before, waves_after
        Waves on each side of the start.
    shock_sd
        Standard deviation of the shocks of a territory in a wave, :math:`\sigma_u`; the default is a guess until pilot data
        exist.
    noise_sd, projects
        Standard deviation of one project's value, :math:`\sigma_e`, and projects per territory and wave, m.
    test
        ``"pooled"``, df = G − 2; ``"welch"``, the degrees of freedom of the test that :func:`added_value` makes, which are
        fewer when one side is small: 15 + 5 territories then need .19, not .18.

    Returns
    -------
    float
        :math:`(t_{df,1-\alpha/2} + t_{df,power}) \sqrt V`,
        :math:`V = (\sigma_u^2 + \sigma_e^2/m)(1/T_0 + 1/T_1)(1/G_1 + 1/G_0)`.

    References
    ----------
    Bloom 1995, Evaluation Review 19:547.

    Examples
    --------
    >>> round(detectable_effect(15, 15), 3), round(detectable_effect(15, 5), 3)
    (0.122, 0.176)
    >>> round(detectable_effect(15, 15, waves_before=2, waves_after=2), 3)
    0.086
    >>> round(detectable_effect(15, 5, test="welch"), 3)
    0.194
    """
    df = _freedom(n_treated, n_comparison, test)
    v = _variance(n_treated, n_comparison, waves_before, waves_after, shock_sd, noise_sd, projects)
    return float((special.stdtrit(df, 1 - alpha / 2) + special.stdtrit(df, power)) * np.sqrt(v))


def power_of(
    effect: float, n_treated: int, n_comparison: int, *, waves_before: int = 1, waves_after: int = 1, shock_sd: float = 0.05,
    noise_sd: float = 0.35, projects: float = 30, alpha: float = 0.05, test: str = "pooled",
) -> float:  # fmt: skip
    """Probability of a significant result when the effect is `effect`: exact for normal changes of equal variance.

    Examples
    --------
    >>> round(power_of(detectable_effect(15, 15), 15, 15), 2)
    0.8
    """
    df = _freedom(n_treated, n_comparison, test)
    v = _variance(n_treated, n_comparison, waves_before, waves_after, shock_sd, noise_sd, projects)
    shift = abs(effect) / np.sqrt(v)
    critical = special.stdtrit(df, 1 - alpha / 2)
    return float(1 - special.nctdtr(df, shift, critical) + special.nctdtr(df, shift, -critical))


def simulated_power(
    effect: float, n_treated: int, n_comparison: int, *, waves_before: int = 1, waves_after: int = 1, shock_sd: float = 0.05,
    noise_sd: float = 0.35, projects: float | Sequence[float] = 30, autocorrelation: float = 0.0, alpha: float = 0.05,
    runs: int = 2000, test: str = "welch", draws: int = 999, rng: np.random.Generator | int | None = None,
) -> float:  # fmt: skip
    """Power of a test on territory changes with serially correlated shocks and unequal numbers of projects.

    Parameters
    ----------
    projects
        Per territory and wave: one number, or one a territory (treated first).
    autocorrelation
        Of the shocks of a territory between waves (AR(1)).
    test
        ``"welch"``; ``"pooled"``, Student's with G − 2 degrees of freedom, that of the closed form; or ``"randomisation"``:
        Welch's t against all assignments, or `draws` of them.

    Examples
    --------
    >>> 0.7 < simulated_power(0.122, 15, 15, runs=400, rng=1) < 0.9
    True
    """
    chance = np.random.default_rng(rng)
    n, waves = n_treated + n_comparison, waves_before + waves_after
    sizes = np.broadcast_to(np.asarray(projects, dtype=float), (n,))
    shocks = np.empty((runs, n, waves))
    shocks[..., 0] = chance.normal(0, shock_sd, (runs, n))
    innovation = shock_sd * np.sqrt(1 - autocorrelation**2)
    for wave in range(1, waves):
        shocks[..., wave] = autocorrelation * shocks[..., wave - 1] + chance.normal(0, innovation, (runs, n))
    noise = chance.normal(0, 1, (runs, n, waves)) * (noise_sd / np.sqrt(sizes))[:, None]
    level = shocks + noise
    treated = np.arange(n) < n_treated
    if test not in ("welch", "pooled", "randomisation"):
        raise UnknownName("test", test, ("welch", "pooled", "randomisation"))
    level[..., waves_before:] += effect * treated[:, None]
    changes = level[..., waves_before:].mean(axis=-1) - level[..., :waves_before].mean(axis=-1)
    if test == "randomisation":
        table, _ = assignments(treated, draws=draws, rng=chance)
        values = np.array([np.abs(welch_t(own, table)) for own in changes])
        own_t = np.array([np.abs(welch_t(own, treated[None]))[0] for own in changes])
        return float(((values >= own_t[:, None] * (1 - 1e-9)).mean(axis=1) <= alpha).mean())
    if test == "pooled":
        first, second, freedom = changes[:, treated], changes[:, ~treated], n - 2
        squares = first.var(axis=1, ddof=1) * (n_treated - 1) + second.var(axis=1, ddof=1) * (n_comparison - 1)
        t = (first.mean(axis=1) - second.mean(axis=1)) / np.sqrt(squares / freedom * (1 / n_treated + 1 / n_comparison))
        return float((2 * special.stdtr(freedom, -np.abs(t)) < alpha).mean())
    t, df = welch_test(changes, treated)
    return float((2 * special.stdtr(df, -np.abs(t)) < alpha).mean())


def planner(
    treated: Sequence[int] = (4, 8, 15, 30), comparison: Sequence[int] = (5, 10, 15, 30), *,
    waves: Sequence[tuple[int, int]] = ((1, 1), (1, 2), (2, 2)), **design: float,
) -> pd.DataFrame:  # fmt: skip
    """Table of smallest detectable effects: one row a design.

    ``detectable_effect`` is the closed form (G − 2 degrees of freedom), ``by_welch`` that of the test made, larger when one side is
    small.

    Examples
    --------
    >>> table = planner([15], [5, 15], waves=[(1, 1)])
    >>> table["detectable_effect"].round(3).tolist()
    [0.176, 0.122]
    """
    rows = [
        {
            "n_treated": g1, "n_comparison": g0, "waves_before": before, "waves_after": after,
            "detectable_effect": detectable_effect(g1, g0, waves_before=before, waves_after=after, **design),  # type: ignore[arg-type]
            "by_welch": detectable_effect(g1, g0, waves_before=before, waves_after=after, test="welch", **design),  # type: ignore[arg-type]
        }
        for g1 in treated for g0 in comparison for before, after in waves
    ]  # fmt: skip
    return pd.DataFrame(rows)

