"""Case mix: territories compared at the same circumstances, where there are enough of them to tell what circumstances do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import optimize, special

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.locale import N_

__all__ = ["PER_COVARIATE", "CaseMix", "adjust_for_case_mix", "apply_case_mix", "covariates_of"]

#: Territories wanted for each covariate; with fewer, strata are shown apart and nothing is adjusted.
PER_COVARIATE = 10
#: Covariates read from the compared rows themselves, on the log scale: not outcomes, known for every territory.
_SIZES = {"log_n_actors": "n_actors", "log_n_projects": "n_projects"}
TOO_FEW = N_("fewer than 10 territories for each covariate: nothing is adjusted, strata are shown apart")
CONSTANT = N_("a covariate has the same value everywhere, or repeats another one: nothing is adjusted")


class CaseMix(NamedTuple):
    """Values at the mean of the covariates, slopes with their standard errors, τ² with and without the covariates."""

    adjusted: np.ndarray
    slopes: np.ndarray
    se: np.ndarray
    tau2: float
    tau2_raw: float


def adjust_for_case_mix(values: Any, variances: Any, covariates: Any) -> CaseMix:
    """Bring territories to the mean of pre-declared covariates by a random-effects regression.

    Parameters
    ----------
    values, variances
        y_k and their sampling variances v_k > 0, shape (K,).
    covariates
        Shape (K, c) or (K,): chosen beforehand, never outcomes.

    Returns
    -------
    CaseMix
        y_k − (x_k − x̄)β̂ with β̂ = (X'WX)⁻¹X'Wy, w = 1/(v + τ²), x̄ the plain mean, and τ² the Paule–Mandel solution of
        Σw(y − Xβ̂)² = K − c − 1; standard errors are those of (X'WX)⁻¹.

    Raises
    ------
    Undefined
        Fewer than ten territories for each covariate, or a covariate that does not vary.

    Notes
    -----
    It removes only what is linear and measured: territories may still differ in what nobody recorded, and a covariate that
    animation itself moves would hide its effect.

    References
    ----------
    Raudenbush 2009, in The Handbook of Research Synthesis, ch. 16; Viechtbauer 2010 (``rma(mods=, method="PM")``).

    Examples
    --------
    >>> x = np.arange(10.0)
    >>> mix = adjust_for_case_mix(0.5 + 0.02 * x, np.full(10, 0.01), x)
    >>> mix.slopes.round(3).tolist(), mix.adjusted.round(3).tolist()[:2]
    ([0.02], [0.59, 0.59])
    """
    y, v = np.asarray(values, dtype=float), np.asarray(variances, dtype=float)
    x = np.asarray(covariates, dtype=float).reshape(len(y), -1)
    count = x.shape[1]
    if len(y) < PER_COVARIATE * count:
        raise Undefined(TOO_FEW)
    design = np.column_stack([np.ones(len(y)), x])
    if np.linalg.matrix_rank(design) <= count:
        raise Undefined(CONSTANT)
    tau2 = _paule_mandel(y, v, design)
    beta, covariance = _fit(y, v + tau2, design)
    adjusted = y - (x - x.mean(axis=0)) @ beta[1:]
    return CaseMix(adjusted, beta[1:], np.sqrt(np.diag(covariance))[1:], tau2, _paule_mandel(y, v, design[:, :1]))


def _fit(y: np.ndarray, variance: np.ndarray, design: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    weighted = design / variance[:, None]
    covariance: np.ndarray = np.linalg.inv(design.T @ weighted)
    return covariance @ (weighted.T @ y), covariance


def _paule_mandel(y: np.ndarray, v: np.ndarray, design: np.ndarray) -> float:
    wanted = float(len(y) - design.shape[1])

    def gap(tau2: float) -> float:
        residual = y - design @ _fit(y, v + tau2, design)[0]
        return float((residual**2 / (v + tau2)).sum()) - wanted

    if gap(0.0) <= 0:
        return 0.0
    high = max(float(np.var(y)), float(v.max()))
    while gap(high) > 0:
        high *= 2
    return float(optimize.brentq(gap, 0.0, high, xtol=1e-15, rtol=1e-14))


def covariates_of(rows: pd.DataFrame, territories: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Columns of numbers for the rows compared: attributes of territories, or ``log_n_actors``, ``log_n_projects``."""
    found = pd.DataFrame(index=rows.index)
    for name in names:
        if name in _SIZES:
            found[name] = np.log(rows[_SIZES[name]].astype(float).clip(lower=1))
        elif name in territories.columns:
            known = pd.to_numeric(territories.set_index("territory")[name], errors="coerce")
            found[name] = rows["territory"].map(known[~known.index.duplicated()]).astype(float)
        else:
            raise UnknownName("attribute of territories", name, [*_SIZES, *territories.columns])
    return found


def apply_case_mix(
    rows: pd.DataFrame, se: np.ndarray, territories: pd.DataFrame, names: Sequence[str]
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Rows at the mean of the covariates, and one line a covariate; rows as they are, with the reason, where that cannot be."""
    columns = covariates_of(rows, territories, names)
    y = rows["value"].to_numpy(dtype=float)
    use = np.isfinite(y) & np.isfinite(se) & (se > 0) & np.isfinite(columns.to_numpy()).all(axis=1)
    base = {"k": float(use.sum()), "slope": np.nan, "se": np.nan, "ci_low": np.nan, "ci_high": np.nan, "p": np.nan, "explained": np.nan}
    try:
        mix = adjust_for_case_mix(y[use], se[use] ** 2, columns.to_numpy()[use])
    except Undefined as error:
        return rows, [{"covariate": name, **base, "status": str(error)} for name in names]
    adjusted = rows.copy()
    shift = mix.adjusted - y[use]
    for column in ("value", "ci_low", "ci_high"):
        adjusted.loc[use, column] = rows.loc[use, column].to_numpy(dtype=float) + shift
    adjusted.loc[~use, "value"] = np.nan
    adjusted["status"] = np.where(use | (rows["status"] != ""), rows["status"], N_("a covariate is not known here"))
    adjusted[["numerator", "denominator"]] = np.nan
    adjusted["se"] = se
    df = use.sum() - len(names) - 1
    explained = max(0.0, 1 - mix.tau2 / mix.tau2_raw) if mix.tau2_raw > 0 else np.nan
    half, lines = float(special.stdtrit(df, 0.975)), []
    for name, slope, spread in zip(names, mix.slopes, mix.se, strict=True):
        lines.append({
            "covariate": name, **base, "slope": slope, "se": spread, "ci_low": slope - half * spread, "ci_high": slope + half * spread,
            "p": 2 * float(special.stdtr(df, -abs(slope / spread))), "explained": explained, "status": "",
        })  # fmt: skip
    return adjusted, lines
