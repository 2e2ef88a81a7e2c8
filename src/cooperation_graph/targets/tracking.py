"""Indicators against objectives: how far, as expected or not, and whether the data can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from scipy import special

from cooperation_graph.errors import UnknownName
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import percent
from cooperation_graph.measures import Measures, label_of
from cooperation_graph.measures.values import value_text
from cooperation_graph.results import Result, provenance, warning_frame
from cooperation_graph.targets.caution import by_itself, cautions, late_targets
from cooperation_graph.targets.formulas import expected_progress, progress_towards, status_of
from cooperation_graph.targets.national import STATUSES, national_sentence, national_table

__all__ = ["Progress", "track_targets"]

COLUMNS = (
    "territory", "indicator", "by", "wave", "baseline_wave", "deadline", "direction", "baseline", "value", "ci_low", "ci_high",
    "target", "progress", "expected_progress", "p_reached", "status", "reason", "dated", "owner", "by_itself",
)  # fmt: skip

NO_VALUE = N_("the indicator has no value in this wave")
NO_BASELINE = N_("the indicator has no value in the wave of reference")
NO_INTERVAL = N_("the indicator has no interval: its uncertainty is unknown")
SAME = N_("the target equals the level of reference: there is no way to go")
CLOSE = N_("the target is so close to the level of reference that a share of the way means nothing")


@dataclass(frozen=True, eq=False, repr=False)
class Progress(Result):
    """Targets, one row a territory and indicator; ``tables["national"]`` counts territories by status."""

    kind: ClassVar[str] = "progress"

    def sentences(self, lang: str) -> list[str]:
        """One sentence an indicator with several territories, then one a target, then what may mislead."""
        _ = translator(lang)
        counted = national_table(self.frame).to_dict("records")
        texts = [national_sentence({str(k): v for k, v in row.items()}, lang) for row in counted if row["territories"] > 1]
        for row in self.frame.to_dict("records"):
            facts = {
                "territory": row["territory"], "indicator": _(label_of(row["indicator"])), "wave": row["wave"],
                "value": value_text(row["indicator"], row["value"], lang), "deadline": row["deadline"],
                "target": value_text(row["indicator"], row["target"], lang),
                "status": _(row["status"]) if row["status"] else "", "reason": _(row["reason"]) if row["reason"] else "",
                "progress": percent(row["progress"], lang),
            }  # fmt: skip
            if not row["status"]:
                text = _("{territory} – {indicator}, target {target} for {deadline}: {reason}.", **facts)
            elif np.isnan(row["progress"]) or row["status"] not in ("on track", "off track"):  # elsewhere a share of the way misleads
                text = _("{territory} – {indicator}: {value} in {wave}, target {target} for {deadline}: {status}.", **facts)
            else:
                text = _(
                    "{territory} – {indicator}: {value} in {wave}, target {target} for {deadline}: {status}"
                    " ({progress} of the way).", **facts,
                )  # fmt: skip
            texts.append(text)
        warned = self.warnings.drop_duplicates(["metric", "message"])[["metric", "message"]].itertuples(index=False, name=None)
        return texts + [_("Warning ({where}): {message}.", where=_(label_of(metric)), message=_(message)) for metric, message in warned]

    def _one_line(self) -> str:
        counts = self.frame["status"].value_counts()
        return ", ".join(f"{counts.get(word, 0)} {word}" for word in STATUSES)


def track_targets(
    measures: Measures, targets: pd.DataFrame, *, wave: str | None = None, waves: list[str] | None = None,
    collected: Mapping[str, str] | None = None,
) -> Progress:  # fmt: skip
    """Hold measured indicators against their targets.

    Parameters
    ----------
    measures
        Of the waves of reference and of the wave looked at, with intervals.
    targets
        ``indicator, territory`` (blank: every territory)``, wave`` (the deadline)``, target, direction, baseline`` (the wave of
        reference; the first one without), and where it is known ``dated`` (the day the target was set), ``owner``, ``path``
        (shares of the way by wave, ``2023=0.2|2025=1``; a steady advance without).
    wave
        The wave looked at; the last one measured up to the deadline without.
    waves
        All waves in order; the order of `measures` without.
    collected
        When the data of each wave were collected (ISO dates); the names of waves that begin with a year say so themselves.

    Returns
    -------
    Progress
        ``progress`` is the share of the way, ``expected_progress`` that of a steady advance, ``p_reached`` the normal
        probability that the true level is at or beyond the target; ``status`` rests on the interval, never on the value.
        ``by_itself`` is the change that regression to the mean alone would bring: the level of reference drawn towards the
        mean of all territories measured, minus that level. Warnings: a target set after the data it is held against
        (``target_after_data``), targets for the lowest territories only (``worst_only``), a volume without an indicator of
        quality beside it (``volume_target_alone``). A national target is the centre of a funnel:
        ``compare_territories(center=)``.

    Raises
    ------
    UnknownName
        An indicator, territory or wave that `measures` do not hold.
    """
    frame = measures.frame[measures.frame["level"] == "territory"]
    order = waves or list(dict.fromkeys(measures.provenance.get("settings", {}).get("waves", frame["wave"].unique())))
    order = [name for name in order if name in set(frame["wave"])]
    keys = zip(frame["territory"], frame["metric"], frame["wave"], strict=True)
    records = [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
    cells = dict(zip(keys, records, strict=True))
    rows: list[dict[str, Any]] = []
    for goal in targets.to_dict("records"):
        indicator = str(goal["indicator"])
        if indicator not in set(frame["metric"]):
            raise UnknownName("indicator", indicator, frame["metric"].unique())
        named = goal.get("territory")
        everywhere = not isinstance(named, str) or named.strip().lower() in ("", "all", "tous")
        places = list(frame["territory"].unique()) if everywhere else [str(named)]
        if not everywhere and named not in set(frame["territory"]):
            raise UnknownName("territory", named, frame["territory"].unique())
        facts = {str(k): v for k, v in goal.items()}
        rows += [_row(territory, indicator, facts, cells, order, wave) for territory in places]
    result = pd.DataFrame(rows, columns=list(COLUMNS))
    texts = ["territory", "indicator", "by", "wave", "baseline_wave", "deadline", "direction", "status", "reason", "dated", "owner"]
    result[texts] = result[texts].astype("str")
    result["by_itself"] = by_itself(result, frame)
    warnings = warning_frame(late_targets(result, collected or {}) + cautions(result, frame))
    return Progress(result, {"national": national_table(result)}, warnings, provenance(of=measures.provenance))


def _row(
    territory: str, indicator: str, goal: Mapping[str, Any], cells: Mapping[tuple[str, str, str], Mapping[str, Any]],
    order: list[str], wave: str | None,
) -> dict[str, Any]:  # fmt: skip
    deadline = str(goal["wave"]) if isinstance(goal.get("wave"), str) else order[-1]
    start = str(goal["baseline"]) if isinstance(goal.get("baseline"), str) else order[0]
    upto = order[: order.index(deadline) + 1] if deadline in order else order
    now = wave or upto[-1]
    for name in (start, now):
        if name not in order:
            raise UnknownName("wave", name, order)

    first, last = (cells.get((territory, indicator, when), {"value": np.nan}) for when in (start, now))
    baseline, value, target = float(first["value"]), float(last["value"]), float(goal["target"])
    low, high = float(last.get("ci_low", np.nan)), float(last.get("ci_high", np.nan))
    se = float(last.get("se", np.nan))
    direction = str(goal["direction"]) if isinstance(goal.get("direction"), str) else "increase"
    progress, expected = progress_towards(value, baseline, target), expected_progress(
        now, start, deadline, order, _text(goal, "path")
    )
    reason = next((text for wrong, text in (
        (np.isnan(value), NO_VALUE), (np.isnan(baseline), NO_BASELINE), (np.isnan(low), NO_INTERVAL),
    ) if wrong), "")  # fmt: skip
    status = ""
    if not reason:
        if (target - baseline) * (1 if direction == "increase" else -1) < 0:  # the reference is beyond the target already
            beyond = low >= target if direction == "increase" else high <= target
            status = "reached" if beyond else "cannot tell" if low <= target <= high else "off track"
        else:
            status = status_of(low, high, baseline, target, expected)
        if target == baseline:
            reason = SAME
        elif abs(target - baseline) < 2 * float(first.get("se", np.nan)):
            progress, reason = np.nan, CLOSE
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = (value - target) * (1 if direction == "increase" else -1)
        reached = float(special.ndtr(gap / se)) if se > 0 else np.nan
    return {
        "territory": territory, "indicator": indicator, "by": str(last.get("by", "")), "wave": now, "baseline_wave": start,
        "deadline": deadline, "direction": direction, "baseline": baseline, "value": value, "ci_low": low, "ci_high": high,
        "target": target, "progress": progress, "expected_progress": expected, "p_reached": reached, "status": status,
        "reason": reason, "dated": _text(goal, "dated"), "owner": _text(goal, "owner"),
    }  # fmt: skip


def _text(goal: Mapping[str, Any], column: str) -> str:
    value = goal.get(column)
    return "" if value is None or pd.isna(value) else str(value).strip()
