"""Which number of a metric is compared: its value, or how far it lies from what activity alone gives; never z."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.locale import N_

__all__ = ["QUANTITIES", "as_quantity"]

#: Numbers that may be compared between territories; z is answered by the effect.
QUANTITIES = ("value", "ratio", "effect")
Z_REFUSED = N_(
    "z grows with the number of projects at the same cooperation: it says how sure a gap is, not how large. The effect (share of the"
    " possible gap) is compared in its place"
)
NO_NULL = N_("no null model was drawn for this metric: there is nothing to hold the value against")


def as_quantity(
    frame: pd.DataFrame, quantity: str, bounds: tuple[float, float]
) -> tuple[pd.DataFrame, tuple[float, float], list[dict[str, str]]]:
    """Rows of one metric in another quantity, its range, and coded warnings.

    Parameters
    ----------
    frame
        Rows of measures at territory level, one metric.
    quantity
        ``"value"``; ``"ratio"``, value over expectation; ``"effect"``, ξ = (O − E)/(hi − E) if O ≥ E, else (O − E)/(E − lo);
        ``"z"`` is refused and answered by the effect.
    bounds
        Range lo, hi of the metric.

    Notes
    -----
    Errors are those of the value divided by the same denominator: the expectation, from hundreds of draws, is taken as known.
    """
    warnings: list[dict[str, str]] = []
    if quantity == "z":
        quantity = "effect"
        warnings.append({"code": "z_not_comparable", "metric": str(frame["metric"].iloc[0]) if len(frame) else "", "message": Z_REFUSED})
    if quantity not in QUANTITIES:
        raise UnknownName("quantity", quantity, QUANTITIES)
    if quantity == "value":
        return frame, bounds, warnings
    value, expected = frame["value"].to_numpy(dtype=float), frame["expected"].to_numpy(dtype=float)
    low, high = bounds
    if quantity == "ratio":
        scale, start, limits = np.where(low == 0, expected, np.nan), np.zeros_like(value), (0.0, np.inf)
    else:
        scale, start, limits = np.where(value >= expected, high - expected, expected - low), expected, (-1.0, 1.0)
    scale = np.where(np.isfinite(scale) & (scale > 0), scale, np.nan)
    changed = frame.copy()
    error = frame["se"].to_numpy(dtype=float)
    share = frame["numerator"].notna().to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        theta = frame["numerator"].sum() / frame["denominator"].sum()
        error = np.where(share, np.sqrt(theta * (1 - theta) / frame["denominator"].to_numpy(dtype=float)), error)
        for column in ("value", "ci_low", "ci_high"):
            changed[column] = (frame[column].to_numpy(dtype=float) - start) / scale
        changed["se"] = error / scale
    changed[["numerator", "denominator"]] = np.nan
    missing = changed["value"].isna() & (frame["status"] == "")
    changed["status"] = frame["status"].where(~missing, NO_NULL).astype("str")
    return changed, limits, warnings
