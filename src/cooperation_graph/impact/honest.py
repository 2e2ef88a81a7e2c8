"""How far trends may have drifted apart before a conclusion falls: bounds of Rambachan & Roth, by the package diff-diff."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cooperation_graph.errors import CooperationError, UnknownName
from cooperation_graph.impact.event_study import EventStudy
from cooperation_graph.locale import N_

__all__ = ["honest_bounds"]

MISSING = N_("honest bounds need the package diff-diff: pip install 'cooperation-graph[models]'")
TOO_SHORT = N_("honest bounds need two periods before the start")


def honest_bounds(
    study: EventStudy, indicator: str | None = None, *, drifts: Sequence[float] = (0.0, 0.5, 1.0, 1.5, 2.0), confidence: float = 0.95
) -> pd.DataFrame:
    r"""Bounds of the mean effect when the drift after the start is at most M times the largest one seen before it.

    Parameters
    ----------
    study
        With at least two periods before the start.
    indicator
        May be left out when there is one.
    drifts
        Values of M.
    confidence
        Of the robust interval.

    Returns
    -------
    pandas.DataFrame
        One row a value of M: ``drift, low, high`` (what the data allow without sampling error), ``ci_low, ci_high`` (with that of
        the mean effect: low − t·s to high + t·s, Student, G − 2 degrees of freedom), ``excludes_zero``. The breakdown value is
        the largest M whose interval excludes 0.

    Notes
    -----
    With k steps after the start and D the largest step before it, the mean effect is moved by at most M·D·(k + 1)/2. The error of D
    itself is not counted: this is the plain interval of diff-diff 3.13, not the hybrid confidence set that the authors recommend.

    Raises
    ------
    CooperationError
        diff-diff is not installed, or there are fewer than two periods before the start.

    References
    ----------
    Rambachan & Roth 2023, Rev. Econ. Stud. 90:2555 (relative magnitudes).
    """
    try:
        from diff_diff import HonestDiD
        from diff_diff.results import MultiPeriodDiDResults, PeriodEffect
    except ImportError as error:
        raise CooperationError(MISSING) from error
    names = list(study.frame["indicator"].unique())
    if indicator is None and len(names) == 1:
        indicator = names[0]
    if indicator not in names:
        raise UnknownName("indicator", indicator, names)
    rows = study.frame[(study.frame["indicator"] == indicator) & (study.frame["se"] > 0)]
    before = rows.loc[rows["event"] < 0, "period"].tolist()
    after = rows.loc[rows["event"] >= 0, "period"].tolist()
    if not before or not after:
        raise CooperationError(TOO_SHORT)
    table = study.tables["covariance"]
    wide = table[table["indicator"] == indicator].pivot(index="period_a", columns="period_b", values="value")
    order = [*before, *after]
    effects = {
        row["period"]: PeriodEffect(
            row["period"], row["value"], row["se"], row["value"] / row["se"], row["p"], (row["ci_low"], row["ci_high"])
        )
        for row in rows.to_dict("records")
    }
    sizes = int(rows["n_treated"].iloc[0]), int(rows["n_comparison"].iloc[0])
    none = float("nan")
    results = MultiPeriodDiDResults(
        effects, none, none, none, none, (none, none), sum(sizes) * (len(order) + 1), *sizes, before, after,
        alpha=1 - confidence, vcov=wide.loc[order, order].to_numpy(dtype=float), interaction_indices={name: k for k, name in enumerate(order)},
        inference_df=float(sum(sizes) - 2),
    )  # fmt: skip
    results.df_inference = float(sum(sizes) - 2)  # type: ignore[attr-defined] # HonestDiD reads this one, not inference_df
    found = []
    for drift in drifts:
        bound = HonestDiD(method="relative_magnitude", M=float(drift), alpha=1 - confidence).fit(results)
        found.append({
            "indicator": indicator, "drift": float(drift), "low": float(bound.lb), "high": float(bound.ub),
            "ci_low": float(bound.ci_lb), "ci_high": float(bound.ci_ub),
            "excludes_zero": bool(np.sign(bound.ci_lb) == np.sign(bound.ci_ub) != 0),
        })  # fmt: skip
    return pd.DataFrame(found)
