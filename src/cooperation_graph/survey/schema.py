"""The schema of each table, as pandera knows it; its findings become our own problems."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandera.pandas as pa

from cooperation_graph.survey.coded import decode_all, is_coded
from cooperation_graph.survey.columns import REQUIRED, kind_of
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.problems import Problems
from cooperation_graph.survey.tables import TABLES

__all__ = ["check_schema", "schema"]

_DTYPES = {"number": "float64", "boolean": "boolean"}
_RANGES = {
    **dict.fromkeys(("intensity", "amount", "budget", "population"), (0.0, None)),
    "share": (0.0, 1.0), "latitude": (-90.0, 90.0), "longitude": (-180.0, 180.0),
}  # fmt: skip


@cache
def schema(table: str) -> pa.DataFrameSchema:
    """The pandera schema of a table; further columns are allowed."""
    needed = REQUIRED[table]
    return pa.DataFrameSchema(
        {
            name: pa.Column(_DTYPES.get(kind_of(table, name), "str"), _checks(name), nullable=name not in needed, required=False)
            for name in TABLES[table]
        },
        name=table,
    )  # fmt: skip


def _checks(column: str) -> list[pa.Check]:
    low, high = _RANGES.get(column, (None, None))
    checks = []
    if low is not None:
        checks.append(pa.Check.ge(low, error="negative_value" if low == 0 else "out_of_range"))
    if high is not None:
        checks.append(pa.Check.le(high, error="out_of_range"))
    return checks


def check_schema(draft: Draft, problems: Problems) -> None:
    """Check a draft against its schema; rows that the user wants set aside are taken out."""
    frame = draft.frame
    full = [name for name in frame.columns if is_coded(frame[name]) and not (frame[name].array.codes < 0).any()]
    try:  # texts by construction, and none is missing: nothing to check
        schema(draft.table).validate(decode_all(frame.drop(columns=full)), lazy=True)
    except pa.errors.SchemaErrors as errors:
        failures = errors.failure_cases
    else:
        return
    rules = failures["check"].astype("str").replace({"not_nullable": "missing_value"})
    reason = np.full(len(draft.frame), "", dtype=object)
    for (column, rule), part in failures.groupby([failures["column"].astype("str"), rules], sort=False):
        positions = np.sort(part["index"].to_numpy(dtype=np.int64))
        values = draft.frame[column].iloc[positions]
        shown = [""] * len(positions) if rule == "missing_value" else [problems.figure(value) for value in values]
        low, high = _RANGES.get(column, (None, None))
        draft.report(problems, rule, positions, column, values=shown, field=draft.heading(column), low=low, high=high)
        if problems.choice(rule) == "set_aside":
            reason[positions] = np.where(reason[positions] == "", rule, reason[positions])
    for rule in sorted(set(reason) - {""}):
        chosen = reason == rule
        draft.set_aside(chosen, rule)
        reason = reason[~chosen]  # rows leave, positions shift
