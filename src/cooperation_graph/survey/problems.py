"""Everything wrong with a survey, gathered in one pass and told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import SurveyError
from cooperation_graph.locale import N_, translator
from cooperation_graph.survey.cells import INVISIBLE
from cooperation_graph.survey.columns import TITLES
from cooperation_graph.survey.rules import RULES, check_choices

__all__ = ["PROBLEM_COLUMNS", "Problems", "explain"]

PROBLEM_COLUMNS = ("file", "table", "row", "column", "value", "count", "rule", "severity", "message", "remedy")
#: Problems of one rule in one table that are listed one by one; the rest is counted.
LISTED = 1000
_SHOWN = 120
#: Fields of a sentence that are words to translate themselves.
_IN_WORDS = ("detail", "kind", "status")


def shorten(value: object, length: int = _SHOWN) -> str:
    """A cell's text on one line, cut when it is very long."""
    text = " ".join(str(value).split())
    return text if len(text) <= length else text[: length - 1] + "…"


def spell_out(text: str) -> str:
    """Text of a file as a message shows it: what would command a terminal or turn the direction of the line is spelt out.

    Examples
    --------
    >>> print(spell_out("Mairie" + chr(0x202E) + chr(0x1B) + "[31m"))
    Mairie\\u202e\\x1b[31m
    """
    return INVISIBLE.sub(lambda sign: sign[0].encode("unicode_escape").decode("ascii"), text)


@dataclass
class Problems:
    """Collects problems and knows what the user chose for each rule."""

    choices: dict[str, str] = field(default_factory=lambda: check_choices({}))
    lang: str = "fr"
    records: list[dict[str, object]] = field(default_factory=list)

    def choice(self, rule: str) -> str:
        """What the user chose for a rule."""
        return self.choices[rule]

    def quote(self, *texts: object) -> str:
        """Texts between the quotation marks of the language, joined by commas."""
        left, right = ("«\u00a0", "\u00a0»") if self.lang == "fr" else ("“", "”")
        return ", ".join(f"{left}{'' if text is None or text is pd.NA or text != text else text}{right}" for text in texts)

    def figure(self, value: float) -> str:
        """A number with the decimal mark of the language."""
        text = f"{value:.15g}"
        return text.replace(".", ",") if self.lang == "fr" else text

    def add(
        self, rule: str, *, file: str = "", table: str = "", row: int | None = None, column: str = "", value: object = "",
        count: int = 1, **fields: object,
    ) -> None:  # fmt: skip
        """Record one problem; `fields` fill the sentence of the rule."""
        choice = self.choices[rule]
        if choice == "ignore":
            return
        shown = spell_out(shorten(value))
        fields = {name: spell_out(said) if isinstance(said, str) else said for name, said in fields.items()}
        self.records.append({
            "file": file, "table": table, "row": row, "column": column, "value": shown, "count": count, "rule": rule,
            "severity": "error" if choice == "error" else "warning", "fields": {"value": shown, **fields},
        })  # fmt: skip

    def add_rows(
        self, rule: str, positions: np.ndarray, *, files: Sequence[str] | np.ndarray | str, rows: np.ndarray, table: str = "",
        column: str = "", values: Sequence[object] | np.ndarray | pd.Series | None = None,
        each: Mapping[str, Any] | None = None, **fields: Any,
    ) -> None:  # fmt: skip
        """Record one problem a row; beyond :data:`LISTED` rows they are counted in one line.

        Parameters
        ----------
        positions
            Rows concerned, as positions in `rows` (and `files`, when it is not one name).
        values, each
            Value, and fields of the sentence, one a position.
        """
        for i, position in enumerate(positions[:LISTED].tolist()):
            own: dict[str, Any] = {name: column_values[i] for name, column_values in (each or {}).items()}
            self.add(
                rule, file=files if isinstance(files, str) else str(files[position]), table=table, row=int(rows[position]),
                column=column, value="" if values is None else _at(values, i), **own, **fields,
            )  # fmt: skip
        if len(positions) > LISTED:
            last = int(positions[LISTED])
            own = {name: column_values[LISTED] for name, column_values in (each or {}).items()}
            self.add(
                rule, file=files if isinstance(files, str) else str(files[last]), table=table, row=int(rows[last]), column=column,
                value="" if values is None else _at(values, LISTED), count=len(positions) - LISTED, **own, **fields,
            )  # fmt: skip

    @property
    def errors(self) -> int:
        """How many problems refuse the survey."""
        return sum(record["severity"] == "error" for record in self.records)

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """All problems, errors first, in one language."""
        _ = translator(lang or self.lang)
        rows = []
        for record in sorted(self.records, key=lambda r: r["severity"] != "error"):
            rule = RULES[str(record["rule"])]
            fields = dict(record["fields"])  # type: ignore[call-overload]
            fields |= {name: _(fields[name]) for name in _IN_WORDS if isinstance(fields.get(name), str)}
            fields["title"] = _(TITLES.get(fields.get("field", ""), str(fields.get("field", ""))))
            rows.append({
                **{name: record[name] for name in PROBLEM_COLUMNS[:8]},
                "message": _(rule.message, **fields) + _near(fields, _), "remedy": _fill(_(rule.remedy), fields),
            })  # fmt: skip
        frame = pd.DataFrame(rows, columns=list(PROBLEM_COLUMNS))
        text = [name for name in PROBLEM_COLUMNS if name not in ("row", "count")]
        return frame.astype({**dict.fromkeys(text, "str"), "row": "Int64", "count": "int64"})

    def stop_on_errors(self) -> None:
        """Raise one :class:`SurveyError` when a problem refuses the survey."""
        if self.errors:
            frame = self.to_frame()
            raise SurveyError(explain(frame, self.lang), frame)


def _near(fields: Mapping[str, object], _: Callable[..., str]) -> str:
    """Ask whether a name that is almost the same was meant."""
    return _(N_("; did you mean “{near}”?"), near=fields["near"]) if fields.get("near") else ""


def _at(values: Sequence[object] | np.ndarray | pd.Series, position: int) -> object:
    return values.iloc[position] if isinstance(values, pd.Series) else values[position]


def _fill(text: str, fields: Mapping[str, object]) -> str:
    return text.format(**{"field": "", "value": "", **fields})


def explain(problems: pd.DataFrame, lang: str = "fr", *, shown: int = 5) -> str:
    """Say what is wrong, grouped by rule: errors first, the first rows of each, and what to do.

    Parameters
    ----------
    problems
        The frame of :attr:`SurveyError.problems` or :attr:`Survey.problems`.
    shown
        How many problems of each rule are quoted.
    """
    _ = translator(lang)
    n_errors = int(problems.loc[problems["severity"] == "error", "count"].sum())
    n_warnings = int(problems.loc[problems["severity"] == "warning", "count"].sum())
    head = []
    if n_errors:
        head.append(_(N_("{n} error"), plural=N_("{n} errors"), n=n_errors))
    if n_warnings:
        head.append(_(N_("{n} warning"), plural=N_("{n} warnings"), n=n_warnings))
    lines = [
        _(N_("The survey has problems: {found}."), found=", ".join(head)) if head else _(N_("The survey has no problem."))
    ]
    for severity in ("error", "warning"):
        part = problems.loc[problems["severity"] == severity]
        for rule, group in part.groupby("rule", sort=False):
            mark = "✗" if severity == "error" else "!"
            lines.append(f"{mark} {_(RULES[str(rule)].title)} ({int(group['count'].sum())})")
            quoted = shown if severity == "error" or not n_errors else 1  # errors first: they are what must be dealt with
            lines += [f"    {_place(row, _)}{row['message']}" for row in group.head(quoted).to_dict("records")]
            if (rest := int(group["count"].sum() - group["count"].head(quoted).sum())) > 0:
                lines.append("    " + _(N_("… and {n} more"), plural=N_("… and {n} more"), n=rest))
            lines += ["    → " + remedy for remedy in _some(group["remedy"])]
    return "\n".join(lines)


def _some(remedies: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(remedies))[:1]


def _place(row: Mapping[Any, Any], say: Callable[..., str]) -> str:
    parts = [str(row["file"] or row["table"])]
    if not pd.isna(row["row"]):
        parts.append(say(N_("row {row}"), row=row["row"]))
    if row["column"]:
        parts.append(say(N_("column “{column}”"), column=row["column"]))
    return ", ".join(part for part in parts if part) + say(N_(": "))
