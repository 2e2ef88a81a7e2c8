"""One metric in one stratum: pooled mean, shrunken values, funnel; and the reason where there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from cooperation_graph.comparison.funnel import funnel_positions
from cooperation_graph.comparison.pooling import pooled_mean, shrunken, total_variances
from cooperation_graph.locale import N_

__all__ = ["compare_stratum", "errors_of"]

#: With fewer territories there is no mean to compare with; no funnel.
MINIMUM_MEAN, MINIMUM_FUNNEL = 3, 5
NO_VARIANCE = N_("no sampling variance is known: shown, not compared")
TOO_FEW = N_("fewer than 3 territories with an interval: there is no mean to compare with")
NO_FUNNEL = N_("fewer than 5 territories with an interval: an unusual one cannot be told from the others")
ALL_THE_SAME = N_("all territories have the same share: nothing to compare")
_LIMITS = ("mean_low", "mean_high", "prediction_low", "prediction_high")


def compare_stratum(
    rows: pd.DataFrame, center: float | None, method: str, confidence: float, bounds: tuple[float, float]
) -> tuple[pd.DataFrame, dict[str, Any], pd.DataFrame]:
    """One metric in one stratum: its rows, the summary, and the funnel limits; no interval leaves `bounds`."""
    compared = rows.assign(
        shrunk=np.nan, shrunk_low=np.nan, shrunk_high=np.nan, z=np.nan, p=np.nan, q=np.nan,
        funnel=pd.Series("", index=rows.index, dtype="str"),
    )  # fmt: skip
    value = rows["value"].to_numpy(dtype=float)
    counts = rows[["numerator", "denominator"]].to_numpy(dtype=float)
    shares = bool(rows["numerator"].notna().any())
    se = errors_of(rows)
    use = ~np.isnan(value) & np.isfinite(se) & (se > 0)
    k, valued = int(use.sum()), ~np.isnan(value)
    same = shares and valued.sum() >= MINIMUM_MEAN and bool((se[valued] == 0).all())
    reason = ALL_THE_SAME if same else TOO_FEW if k < MINIMUM_MEAN else ""
    summary: dict[str, Any] = {"k": k, "status": reason or (NO_FUNNEL if k < MINIMUM_FUNNEL else "")}
    summary["size_correlation"], summary["size_p"] = _rank_correlation(rows["n_actors"].to_numpy(dtype=float)[use], value[use])
    places = pd.DataFrame(index=range(len(rows)))
    if not reason:
        y, v = value[use], se[use] ** 2
        pool = pooled_mean(y, v, method=method, confidence=confidence)
        summary |= {name: getattr(pool, name) for name in ("mean", "tau2", "tau2_low", "tau2_high", "i2")}
        summary |= {name: float(np.clip(getattr(pool, name), *bounds)) for name in _LIMITS}
        estimates, _ = shrunken(y, v, method=method)
        half = float(special.ndtri(0.5 + confidence / 2)) * np.sqrt(total_variances(y, v, method=method))
        for column, numbers in (("shrunk", estimates), ("shrunk_low", estimates - half), ("shrunk_high", estimates + half)):
            compared.loc[use, column] = np.clip(numbers, *bounds)
        if k >= MINIMUM_FUNNEL:
            given = {"numerators": counts[use, 0], "denominators": counts[use, 1]} if shares else {}
            positions, theta, extra = funnel_positions(y, v, center=center, **given)
            summary |= {"center": theta, "phi": extra.phi, "tau2_funnel": extra.tau2}
            for column, source in (("z", "z_adjusted"), ("p", "p_adjusted"), ("funnel", "funnel")):
                compared.loc[use, column] = positions[source].to_numpy()
            places = positions.drop(columns="funnel").set_index(np.flatnonzero(use)).reindex(range(len(rows)))
            places["center"] = theta
    known = rows["status"].to_numpy(dtype="object")
    why_not = [summary["status"] if shares else text if text.endswith("no interval") else NO_VARIANCE for text in rows["method"]]
    status = np.where(known != "", known, np.where(use, summary["status"], why_not))
    se = np.where(np.isnan(value), np.nan, se)
    return compared.assign(se=se, status=pd.Series(status, index=rows.index, dtype="str")), summary, places


def errors_of(rows: pd.DataFrame) -> np.ndarray:
    """Standard errors used to compare: of the jackknife, or around the mean share for shares of projects."""
    if rows["numerator"].notna().any():
        return _share_error(rows["value"].to_numpy(dtype=float), rows[["numerator", "denominator"]].to_numpy(dtype=float))
    return rows["se"].to_numpy(dtype=float)


def _share_error(value: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """√(θ(1 − θ)/n) around the share θ of all projects: a share of 0 or 1 has an error too."""
    r, n = counts[~np.isnan(value)].sum(axis=0)
    theta = r / n if n else np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.sqrt(theta * (1 - theta) / counts[:, 1]))


def _rank_correlation(size: np.ndarray, value: np.ndarray) -> tuple[float, float]:
    """Spearman's correlation of a value with the size of territories, and its p (t approximation, 8 territories or more)."""
    k = len(size)
    if k < 8 or len(np.unique(size)) < 3 or len(np.unique(value)) < 3:
        return np.nan, np.nan
    rho = float(np.corrcoef(pd.Series(size).rank(), pd.Series(value).rank())[0, 1])
    t = abs(rho) * np.sqrt((k - 2) / max(1e-12, 1 - rho**2))
    return rho, float(2 * special.stdtr(k - 2, -t))
