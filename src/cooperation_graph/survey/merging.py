"""Decisions on who is the same, applied to every table of a survey: reversible, once, in any order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import SurveyError, UnknownName
from cooperation_graph.survey.tables import Survey

__all__ = ["DECISIONS", "apply_decisions"]

#: What a reviewer may decide.
DECISIONS = ("same", "distinct", "review")


def apply_decisions(survey: Survey, decisions: pd.DataFrame) -> Survey:
    """Take actors or projects for the same where a reviewed table says ``same``.

    Parameters
    ----------
    survey
        The survey; it is not changed.
    decisions
        What :func:`suggest` returned, reviewed; other decisions than ``same`` do nothing.

    Returns
    -------
    Survey
        With the id of the mention that comes first in the alphabet for each set of mentions, in every table (before ids to which the
        survey's correspondences give a later name); the merges stand in
        ``correspondences`` (relation ``same``), so that they can be read and undone: the original survey remains.

    Raises
    ------
    UnknownName
        A decision that is none of ``same``, ``distinct``, ``review``.
    SurveyError
        Two mentions are said to be distinct while other rows join them through a third one.

    Notes
    -----
    Applying a table twice is applying it once; the order of its rows does not matter.
    """
    wrong = set(decisions["decision"].astype("str")) - set(DECISIONS)
    if wrong:
        raise UnknownName("decision", sorted(wrong)[0], DECISIONS)
    chosen = decisions[decisions["decision"] == "same"]
    changed: dict[str, pd.DataFrame] = {}
    rows = []
    for kind, part in chosen.groupby("kind"):
        renamed = set(survey.correspondences.loc[survey.correspondences["kind"] == kind, "old"])
        pairs = [(str(t), str(a), str(b)) for t, a, b in part[["territory", "id_a", "id_b"]].itertuples(index=False)]
        mapping = _sets_of(pairs, renamed)
        _refuse_contradictions(decisions[(decisions["kind"] == kind) & (decisions["decision"] == "distinct")], mapping)
        for name in ("participations", "actors", "projects", "responses", "applications", "ties"):
            table = changed.get(name, getattr(survey, name))
            changed[name] = _renamed(table, str(kind), mapping)
        rows += [(str(kind), np.nan, old, new, 1.0, "same") for (_, old), new in sorted(mapping.items())]
    known = survey.correspondences
    new = pd.DataFrame(rows, columns=["kind", "wave", "old", "new", "share", "relation"])
    for column in ("kind", "wave", "old", "new", "relation"):
        new[column] = new[column].astype("str")
    merged = pd.concat([known, new], ignore_index=True) if rows else known
    tables: dict[str, Any] = {**changed, "correspondences": merged.drop_duplicates(["kind", "old", "new"], ignore_index=True)}
    return replace(survey, **tables)


def _sets_of(pairs: list[tuple[str, str, str]], renamed: set[str]) -> dict[tuple[str, str], str]:
    """Union of the pairs of each territory: every id but the first of its set, and the first; an id with a later name comes last."""
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node: tuple[str, str]) -> tuple[str, str]:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for territory, a, b in pairs:
        first, second = sorted([root((territory, a)), root((territory, b))], key=lambda node: (node[1] in renamed, node))
        parent[second] = first
    return {node: root(node)[1] for node in parent if root(node) != node}


def _refuse_contradictions(distinct: pd.DataFrame, mapping: dict[tuple[str, str], str]) -> None:
    for territory, a, b in distinct[["territory", "id_a", "id_b"]].itertuples(index=False):
        if mapping.get((territory, a), a) == mapping.get((territory, b), b):
            raise SurveyError(
                f"{territory}: {a!r} and {b!r} are decided to be distinct, but other rows take both for the same as a third one: "
                "write distinct there too, for one of the two"
            )


def _renamed(table: pd.DataFrame, kind: str, mapping: dict[tuple[str, str], str]) -> pd.DataFrame:
    columns = [kind] if kind in table.columns else []
    if kind == "actor":
        ends = ("source", "target") if "kind" in table.columns else ()  # elsewhere `source` says where a row comes from
        columns += [column for column in (*ends, "reported_by") if column in table.columns]
    if not columns or not len(table):
        return table
    anywhere = {old: new for (_, old), new in mapping.items()}
    result = table.copy()
    for column in columns:
        if "territory" in table.columns and table["territory"].notna().all():
            pairs = zip(table["territory"], table[column], strict=True)
            values = [mapping.get((territory, value), value) for territory, value in pairs]
        else:
            values = [anywhere.get(value, value) for value in table[column]]
        result[column] = pd.Series(values, index=table.index, dtype="str")
    if kind in ("actor", "project") and list(table.columns[:1]) == [kind]:  # the table that describes them: the first row stays
        keys = [kind, *[c for c in ("territory", "wave") if c in result.columns]]
        result = result[~result.duplicated(keys)]
    return result.reset_index(drop=True)
