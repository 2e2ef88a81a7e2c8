"""The evaluation plan: what will be looked at, where, when and in which direction, written down before the data.

A plan is a small TOML file; the report prints its hash and date, so that nobody can choose indicators after seeing results.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from cooperation_graph.errors import SurveyError
from cooperation_graph.locale import N_
from cooperation_graph.metrics.card import catalogue
from cooperation_graph.survey.tables import Survey

__all__ = ["EvaluationPlan", "Indicator", "after_the_data", "arms", "check_plan", "read_plan"]

#: More primary indicators than this make it easy to find something by chance.
MOST_INDICATORS = 4
_KNOWN = {"title", "dated", "by", "indicators", "treated", "comparison", "before", "after", "strata", "exclude"}


@dataclass(frozen=True)
class Indicator:
    """A primary indicator, the direction announced (``increase`` or ``decrease``) and the size of effect hoped for, if any."""

    name: str
    direction: str = "increase"
    expected: float | None = None


@dataclass(frozen=True)
class EvaluationPlan:
    """What an evaluation announces.

    Attributes
    ----------
    title, dated
        What and when it was written.
    indicators
        At most four primary indicators, names of metrics.
    treated, comparison
        Territories; an empty `treated` means those whose ``animation_start`` is filled, an empty `comparison` all others.
    before, after
        Waves on each side.
    by
        Attribute that forms groups; the first one declared when empty.
    strata
        Column of the table of territories inside which treatment is compared; empty for none.
    exclude
        Attributes or ids of actors left out of the outcome: the animator, the host.
    """

    title: str
    dated: str
    indicators: tuple[Indicator, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    treated: tuple[str, ...] = ()
    comparison: tuple[str, ...] = ()
    by: str = ""
    strata: str = ""
    exclude: tuple[str, ...] = ("animator",)

    @property
    def hash(self) -> str:
        """SHA-256 of the content, whatever the layout of the file; its first twelve characters are printed."""
        return sha256(json.dumps(asdict(self), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_plan(path: str | Path | EvaluationPlan | Mapping[str, Any]) -> EvaluationPlan:
    """Read a plan; all that is wrong with it is said at once.

    Raises
    ------
    SurveyError
        With one row a problem.

    Examples
    --------
    >>> plan = read_plan({"title": "Essai", "dated": "2025-01-10", "before": ["2021"], "after": ["2025"],
    ...                   "indicators": [{"name": "pair_heterogeneity", "direction": "increase"}]})
    >>> plan.indicators[0].name, len(plan.hash)
    ('pair_heterogeneity', 64)
    """
    if isinstance(path, EvaluationPlan):
        return path
    source = "plan"
    if isinstance(path, Mapping):
        content: Mapping[str, Any] = path
    else:
        source = Path(path).name
        try:
            content = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
        except tomllib.TOMLDecodeError as error:
            raise SurveyError(f"{source}: this is not TOML: {error}") from error
    problems: list[tuple[str, str]] = []
    for key in content.keys() - _KNOWN:
        problems.append((key, N_("this key is not known")))
    for key in ("title", "dated", "before", "after", "indicators"):
        if not content.get(key):
            problems.append((key, N_("this key is missing or empty")))
    dated = content.get("dated", "")
    try:
        dated = dated.isoformat() if isinstance(dated, date) else date.fromisoformat(str(dated)).isoformat()
    except ValueError:
        problems.append(("dated", N_("a date is wanted: 2025-01-31")))
    indicators = []
    for entry in content.get("indicators", ()):
        entry = {"name": entry} if isinstance(entry, str) else entry
        name, direction = str(entry.get("name", "")), str(entry.get("direction", "increase"))
        if name not in catalogue:
            problems.append((f"indicators: {name}", N_("there is no metric of this name")))
        if direction not in ("increase", "decrease"):
            problems.append((f"indicators: {name}", N_("the direction is increase or decrease")))
        expected = entry.get("expected")
        if expected is not None and not (isinstance(expected, int | float) and expected > 0):
            problems.append((f"indicators: {name}", N_("the effect expected is a number above 0, whatever the direction")))
            expected = None
        for key in entry.keys() - {"name", "direction", "expected"}:
            problems.append((f"indicators: {key}", N_("this key is not known")))
        indicators.append(Indicator(name, direction, None if expected is None else float(expected)))
    if len(indicators) > MOST_INDICATORS:
        problems.append(("indicators", N_("more than four primary indicators: choose, the others are exploratory")))
    lists = {key: tuple(map(str, _listed(content.get(key, ())))) for key in ("before", "after", "treated", "comparison")}
    for one, other in (("treated", "comparison"), ("before", "after")):
        for name in sorted(set(lists[one]) & set(lists[other])):
            problems.append((f"{one}: {name}", N_("this name stands on both sides")))
    if problems:
        frame = pd.DataFrame(problems, columns=["key", "message"]).assign(file=source, severity="error")
        raise SurveyError(f"{source}: " + "; ".join(f"{key}: {message}" for key, message in problems), frame)
    return EvaluationPlan(
        str(content["title"]), dated, tuple(indicators), **lists, by=str(content.get("by", "")),
        strata=str(content.get("strata", "")), exclude=tuple(map(str, _listed(content.get("exclude", ("animator",))))),
    )  # fmt: skip


def _listed(value: Any) -> Sequence[Any]:
    return [value] if isinstance(value, str) else list(value)


def arms(plan: EvaluationPlan, survey: Survey, territories: Sequence[str]) -> tuple[list[str], list[str]]:
    """Treated and comparison territories among those there are."""
    treated = list(plan.treated)
    if not treated and "animation_start" in survey.territories.columns:
        started = survey.territories["animation_start"].notna()
        treated = survey.territories.loc[started, "territory"].astype("str").tolist()
    comparison = list(plan.comparison) or [name for name in territories if name not in treated]
    return [name for name in territories if name in treated], [name for name in territories if name in comparison]


def after_the_data(plan: EvaluationPlan, survey: Survey) -> list[str]:
    """Waves after the start whose data were collected before the plan was dated: those whose dates are known."""
    table = survey.waves
    starts = dict(zip(table["wave"], table["start"], strict=True)) if {"wave", "start"} <= set(table.columns) else {}
    late = []
    for wave in plan.after:
        seen = starts.get(wave)
        seen = seen if isinstance(seen, str) and seen else wave if wave[:4].isdigit() else ""
        if seen and plan.dated[: len(seen)] > seen[: len(plan.dated)] and (survey.participations["wave"] == wave).any():
            late.append(wave)
    return late


def check_plan(plan: EvaluationPlan | str | Path | Mapping[str, Any], survey: Survey | None = None) -> pd.DataFrame:
    """What in a plan does not fit a survey (a pilot, or the first wave), before data exist for the rest.

    Parameters
    ----------
    plan
        Read first: what is wrong with the plan itself is raised by :func:`read_plan`.
    survey
        Without one, before any data, territories must be named in the plan.

    Returns
    -------
    pandas.DataFrame
        ``key, value, message``; empty when all fits.
    """
    known = read_plan(plan)
    if survey is None:
        unsaid = [(key, "", N_("name the territories: there is no survey to take them from")) for key in ("treated", "comparison")
                  if not getattr(known, key)]  # fmt: skip
        return pd.DataFrame(unsaid, columns=["key", "value", "message"])
    here, waves = set(survey.territories["territory"].dropna()), set(survey.waves["wave"].dropna())
    here |= set(survey.participations["territory"].dropna())
    waves |= set(survey.participations["wave"].dropna())
    rows = [
        (key, name, N_("the survey does not have it"))
        for key, names, there in (
            ("treated", known.treated, here), ("comparison", known.comparison, here), ("before", known.before, waves),
            ("by", (known.by,) if known.by else (), set(survey.actors.columns)),
            ("strata", (known.strata,) if known.strata else (), set(survey.territories.columns)),
        )
        for name in names
        if name not in there
    ]  # fmt: skip
    rows += [("dated", wave, N_("the plan is dated after the data of this wave")) for wave in after_the_data(known, survey)]
    treated, comparison = arms(known, survey, sorted(here))
    if not treated:
        rows.append(("treated", "", N_("no territory is treated")))
    if not comparison:
        rows.append(("comparison", "", N_("there is no comparison territory: change could not be attributed to animation")))
    return pd.DataFrame(rows, columns=["key", "value", "message"])
