"""`reproduce`: make a saved result again from the survey, and say cell by cell whether it is the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph import nulls
from cooperation_graph.errors import UnknownName
from cooperation_graph.evolution import compare_waves
from cooperation_graph.graph import Graphs, build_graphs
from cooperation_graph.locale import translator
from cooperation_graph.measures import measure
from cooperation_graph.results import Result, load
from cooperation_graph.silos import detect_silos
from cooperation_graph.survey.tables import Survey

__all__ = ["Reproduction", "reproduce"]

#: Relative difference below which two numbers are the same: another machine may add in another order.
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Reproduction:
    """What came of it.

    Attributes
    ----------
    result
        The result made again.
    differences
        ``column, row, then, now``: cells that differ, texts exactly, numbers by more than 1e-9 of their size.
    n_cells
        How many cells were compared.
    versions
        Package -> versions then and now, where they differ.
    same_survey
        Whether the survey is the one of the result, by its fingerprint; None where the result does not say.
    """

    result: Result
    differences: pd.DataFrame
    n_cells: int
    versions: Mapping[str, tuple[str, str]]
    same_survey: bool | None

    @property
    def same(self) -> bool:
        """Whether every cell is the same."""
        return self.differences.empty

    def summary(self, lang: str = "fr") -> str:
        """Sentences: the same or not, and what may explain a difference."""
        _ = translator(lang)
        lines = []
        if self.same_survey is False:
            lines.append(_("The survey is not the one the result was made from: its content differs."))
        for name, (then, now) in self.versions.items():
            lines.append(_("{name}: {then} then, {now} now.", name=name, then=then, now=now))
        if self.same:
            lines.append(_("The result is the same: {n} cell compared.", plural="The result is the same: {n} cells compared.", n=self.n_cells))
        else:
            lines.append(_("{n} cell of {all} differs:", plural="{n} cells of {all} differ:", n=len(self.differences), all=self.n_cells))
            for row in self.differences.head(10).itertuples(index=False):
                lines.append(_("  row {row}, {column}: {then} then, {now} now", row=row.row, column=row.column, then=row.then, now=row.now))
        return "\n".join(lines)


def reproduce(result: Result | str | Path, survey: Survey | Graphs, *, n_jobs: int = 1) -> Reproduction:
    """Make a result again from its survey with the settings and the seed it holds, and compare every cell.

    Parameters
    ----------
    result
        Measures, silo verdicts or an evolution, or the folder where :func:`cooperation_graph.save` wrote one.
    survey
        The survey it was made from (or its graphs, when they were built with choices of your own).
    n_jobs
        Threads; the result does not depend on it.

    Returns
    -------
    Reproduction
        ``.same``, ``.differences``, ``.summary(lang)``.

    Raises
    ------
    UnknownName
        The result is of a kind that cannot be made again from a survey alone, or its null model or metrics are the user's own.

    Examples
    --------
    >>> import cooperation_graph as cg
    >>> survey = cg.read_survey("data/samples/quickstart")
    >>> verdicts = cg.detect_silos(survey, draws=99, rng=7)
    >>> reproduce(verdicts, survey).same
    True
    """
    first = result if isinstance(result, Result) else load(result)
    if first.kind not in _MAKERS:
        raise UnknownName("result that can be made again", first.kind, _MAKERS)
    said = dict(first.provenance)
    if isinstance(survey, Survey):
        settings = said.get("settings", {})
        graphs = build_graphs(survey, **{name: _as_given(settings[name]) for name in ("roles", "exclude") if name in settings})
    else:
        graphs = survey
    again = _MAKERS[first.kind](graphs, first, said, n_jobs)
    then, now = (dict(one.provenance["versions"]) for one in (first, again))
    told, known = said.get("fingerprint"), getattr(graphs.survey, "fingerprint", None)
    differences, n_cells = _compare(first.frame, again.frame)
    return Reproduction(
        again, differences, n_cells, {name: (then[name], now[name]) for name in then if then[name] != now.get(name, then[name])},
        None if told is None or known is None else told == known,
    )  # fmt: skip


def _as_given(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _null(name: str | None) -> Callable[..., Any] | None:
    if name is None:
        return None
    found: Callable[..., Any] | None = getattr(nulls, name, None)
    if found is None:
        raise UnknownName("null model", name, nulls.__all__)
    return found


def _measures(graphs: Graphs, first: Result, said: Mapping[str, Any], n_jobs: int) -> Result:
    return measure(
        _seen(graphs, first), list(said["metrics"]), by=_groups(first), null=_null(said["null"]), draws=said["draws"],
        confidence=said["confidence"], missing=said["missing"], rng=said["entropy"], n_jobs=n_jobs,
    )  # fmt: skip


def _silos(graphs: Graphs, first: Result, said: Mapping[str, Any], n_jobs: int) -> Result:
    model = _null(said["null"])
    assert model is not None
    return detect_silos(
        _seen(graphs, first), by=said["by"], null=model, draws=said["draws"], alpha=said["alpha"], severity=tuple(said["severity"]),
        missing=said["missing"], rng=said["entropy"], n_jobs=n_jobs,
    )  # fmt: skip


def _evolution(graphs: Graphs, first: Result, said: Mapping[str, Any], n_jobs: int) -> Result:
    return compare_waves(
        graphs.select(territory=list(first.frame["territory"].unique())), said["wave_from"], said["wave_to"], metrics=list(said["metrics"]),
        by=_groups(first), confidence=said["confidence"], permutations=said["permutations"], rng=said["entropy"],
        strata=said["strata"], cluster=said["cluster"], lineage=said["lineage"],
    )  # fmt: skip


_MAKERS: dict[str, Callable[[Graphs, Result, Mapping[str, Any], int], Result]] = {
    "measures": _measures, "silos": _silos, "evolution": _evolution,
}  # fmt: skip


def _groups(first: Result) -> list[str] | None:
    return [str(name) for name in first.frame["by"].unique() if name] or None


def _seen(graphs: Graphs, first: Result) -> Graphs:
    """The graphs that the result is about."""
    return graphs.select(territory=list(first.frame["territory"].unique()), wave=list(first.frame["wave"].unique()))


def _compare(then: pd.DataFrame, now: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    records: list[dict[str, Any]] = []
    if len(then) != len(now):
        records.append({"column": "", "row": 0, "then": len(then), "now": len(now)})
    n = min(len(then), len(now))
    for column in dict.fromkeys([*then.columns, *now.columns]):
        if column not in then or column not in now:
            records.append({"column": str(column), "row": 0, "then": column in then, "now": column in now})
            continue
        a, b = then[column].iloc[:n], now[column].iloc[:n]
        if pd.api.types.is_numeric_dtype(a) and pd.api.types.is_numeric_dtype(b):
            x, y = a.to_numpy(dtype=float, na_value=np.nan), b.to_numpy(dtype=float, na_value=np.nan)
            other = ~np.isclose(x, y, rtol=TOLERANCE, atol=1e-12, equal_nan=True)
        else:
            other = (a.astype("str").fillna("") != b.astype("str").fillna("")).to_numpy()
        records += [{"column": str(column), "row": int(i) + 1, "then": a.iloc[i], "now": b.iloc[i]} for i in np.flatnonzero(other)]
    return pd.DataFrame(records, columns=["column", "row", "then", "now"]), n * len(then.columns)
