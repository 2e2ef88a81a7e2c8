"""Before and after, period by period: did animated territories differ already, and what follows the start?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from cooperation_graph.errors import NoComparisonGroup, UnknownName
from cooperation_graph.graph import Graphs, build_graphs
from cooperation_graph.impact.did import difference_in_differences, welch_t
from cooperation_graph.impact.panel import levels_of
from cooperation_graph.impact.plan import EvaluationPlan, arms, read_plan
from cooperation_graph.impact.randomisation import assignments
from cooperation_graph.impact.wording import event_sentences
from cooperation_graph.locale import N_
from cooperation_graph.measures import as_graphs
from cooperation_graph.nulls.chance import entropy_of
from cooperation_graph.results import Result, provenance, warning_frame
from cooperation_graph.survey.tables import Survey

__all__ = ["EventStudy", "event_study"]

COLUMNS = (
    "indicator", "by", "period", "event", "value", "se", "df", "ci_low", "ci_high", "p", "level_treated", "level_comparison",
    "n_treated", "n_comparison", "status",
)  # fmt: skip
TOO_FEW = N_("fewer than two territories on one side have a value in every period: nothing can be compared")
ONE_BEFORE = N_("a single period before the start: whether territories were already drifting apart cannot be seen")


@dataclass(frozen=True, eq=False, repr=False)
class EventStudy(Result):
    """Differences between animated and comparison territories, period by period, against the last one before the start.

    ``tables["before"]`` tests all periods before the start together; ``tables["covariance"]`` holds the covariances of the
    differences; ``tables["levels"]`` the territories.
    """

    kind: ClassVar[str] = "event_study"

    def sentences(self, lang: str) -> list[str]:
        """What was there before the start, and what follows it."""
        return event_sentences(self.frame, self.tables["before"], self.provenance, lang)

    def _one_line(self) -> str:
        return f"{self.frame['indicator'].nunique()} indicators, start in {self.provenance.get('start', '')}"


def event_study(
    source: Graphs | Survey, plan: EvaluationPlan | str | Path, *, start: str | None = None, periods: Sequence[str] | None = None,
    confidence: float = 0.95, draws: int = 9_999, rng: np.random.Generator | int | None = None, n_jobs: int = 1,
) -> EventStudy:  # fmt: skip
    r"""Follow the difference between animated and comparison territories over all periods.

    Parameters
    ----------
    source
        Graphs or a survey, for example :func:`register_waves` of one: years before the programme. What the plan excludes is
        left out.
    plan
        Its indicators, territories and exclusions are used; its waves only for `start`.
    start
        First period with animation; the first wave after, in the plan, without.
    periods
        All periods in order; those of the data without.

    Returns
    -------
    EventStudy
        For each period t: :math:`\overline{(y_t - y_r)}_1 - \overline{(y_t - y_r)}_0` with r the last period before the start,
        Welch. ``before``: largest |t| of the periods before the start against all assignments of territories.

    Raises
    ------
    NoComparisonGroup
        Fewer than two territories on one side have all periods.
    UnknownName
        The start is not among the periods, or nothing stands before it.

    References
    ----------
    Roth 2022, AER: Insights 4:305: that no drift is significant is not evidence that there was none.
    """
    known, given = read_plan(plan), as_graphs(source)
    graphs = build_graphs(given.survey, roles=given.settings.get("roles", "all"), exclude=known.exclude)
    order = list(periods) if periods is not None else graphs.waves
    first = start or known.after[0]
    if first not in order or order.index(first) == 0:
        raise UnknownName("start with a period before it", first, order[1:])
    place, treated = order.index(first), set(arms(known, graphs.survey, graphs.territories)[0])
    comparison = set(arms(known, graphs.survey, graphs.territories)[1])
    by = known.by or (graphs.survey.groups[0] if graphs.survey.groups else None)
    levels = levels_of(graphs, [indicator.name for indicator in known.indicators], by, order, n_jobs)
    entropy = entropy_of(rng)
    rows, before, covariances, kept = [], [], [], []
    for indicator in known.indicators:
        wide = levels[levels["metric"] == indicator.name].pivot(index="territory", columns="wave", values="value").reindex(columns=order)
        wide = wide[wide.index.isin(treated | comparison)]
        whole = wide.dropna()
        arm = whole.index.isin(treated)
        if arm.sum() < 2 or (~arm).sum() < 2:
            raise NoComparisonGroup(TOO_FEW)
        gaps = whole.sub(whole[order[place - 1]], axis=0).to_numpy(dtype=float)
        status = "" if len(whole) == len(wide) else N_("territories without a value in every period are left out")
        for t, period in enumerate(order):
            facts: dict[str, Any] = {
                "indicator": indicator.name, "by": by or "", "period": period, "event": float(t - place),
                "level_treated": float(whole.loc[arm, period].mean()), "level_comparison": float(whole.loc[~arm, period].mean()),
                "n_treated": int(arm.sum()), "n_comparison": int((~arm).sum()), "status": status,
            }  # fmt: skip
            if t == place - 1:
                rows.append(facts | {"value": 0.0})
                continue
            effect = difference_in_differences(gaps[arm, t], gaps[~arm, t], confidence=confidence)
            rows.append(facts | {
                "value": effect.value, "se": effect.se, "df": effect.df, "ci_low": effect.low, "ci_high": effect.high, "p": effect.p,
            })  # fmt: skip
        others = [t for t in range(len(order)) if t != place - 1]
        matrix = sum(np.cov(gaps[side][:, others], rowvar=False).reshape(len(others), -1) / side.sum() for side in (arm, ~arm))
        covariances += [
            {"indicator": indicator.name, "period_a": order[a], "period_b": order[b], "value": float(matrix[i, j])}
            for i, a in enumerate(others) for j, b in enumerate(others)
        ]  # fmt: skip
        chance = np.random.default_rng([entropy, *map(ord, indicator.name)])
        before.append({"indicator": indicator.name, **_before(gaps[:, : place - 1], arm, draws, chance)})
        kept.append(whole.melt(ignore_index=False).reset_index().assign(indicator=indicator.name))
    frame = pd.DataFrame(rows).reindex(columns=list(COLUMNS))
    warnings = [] if place > 1 else [{"code": "one_period_before", "message": ONE_BEFORE}]
    return EventStudy(
        frame, {"before": pd.DataFrame(before), "covariance": pd.DataFrame(covariances), "levels": pd.concat(kept, ignore_index=True)},
        warning_frame(warnings),
        provenance(start=first, periods=order, plan=known.title, plan_hash=known.hash, plan_dated=known.dated, entropy=entropy),
    )  # fmt: skip


def _before(gaps: np.ndarray, arm: np.ndarray, draws: int, chance: np.random.Generator) -> dict[str, Any]:
    """Largest |t| of the periods before the reference, and how often other assignments give as much."""
    if not gaps.shape[1]:
        return {"periods": 0, "largest_t": np.nan, "p": np.nan, "status": ONE_BEFORE}
    table, _ = assignments(arm, draws=draws, rng=chance)

    def largest(rows: np.ndarray) -> np.ndarray:
        found: np.ndarray = np.abs(np.nan_to_num(np.stack([welch_t(gaps[:, t], rows) for t in range(gaps.shape[1])]))).max(axis=0)
        return found

    own = float(largest(arm[None])[0])
    p = float((largest(table) >= own - 1e-9 * max(own, 1.0)).mean())
    return {"periods": gaps.shape[1], "largest_t": own, "p": p, "status": ""}
