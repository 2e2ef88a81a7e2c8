"""Names that change between waves: what each correspondence of the survey says, applied, and what nobody matched.

Correspondences were decided by people (see :mod:`cooperation_graph.survey.identity`): they are applied as they stand, and what
they leave open is listed, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cooperation_graph.errors import SurveyError, UnknownName
from cooperation_graph.locale import N_
from cooperation_graph.survey.presence import wave_order
from cooperation_graph.survey.tables import Survey

__all__ = ["KINDS", "LINEAGES", "Followed", "follow", "new_names", "unmatched"]

KINDS = ("territory", "theme", "project", "actor")
#: new: what comes out of a merge or a split is somebody else; follow: it continues those it comes from.
LINEAGES = ("new", "follow")

APPLIED = N_("applied")
LEFT_APART = N_("a merge or a split: taken as new (lineage='follow' makes one of all parts)")
SHARED_OUT = N_("split: the survey does not say which part each row belongs to, so nothing is moved")
NOT_NAMED = N_("neither name is used any more")
EARLIER_ONLY = N_("in earlier waves only; no correspondence says what it became")
LATER_ONLY = N_("in later waves only; no correspondence says where it comes from")
#: The best of two statuses of one body in one wave.
_STATUS = ("answered", "partial", "no_answer", "not_asked", "unknown", "left", "not_yet_existing")


class Followed(NamedTuple):
    """A survey whose names are those of the latest wave.

    Attributes
    ----------
    survey
        The survey; the one given is not changed.
    report
        One row a correspondence: kind, wave, old, new, relation, share, rows (rows of all tables that changed), outcome.
    unmatched
        See :func:`unmatched`, after the correspondences were applied.
    """

    survey: Survey
    report: pd.DataFrame
    unmatched: pd.DataFrame


def follow(survey: Survey, *, kinds: Sequence[str] = KINDS, lineage: str = "new") -> Followed:
    """Write the whole survey with the latest names of territories, themes, projects and actors.

    Parameters
    ----------
    survey
        A survey with ``correspondences``.
    kinds
        Which correspondences to apply.
    lineage
        Merges and splits of actors and projects: ``"new"`` leaves them apart (an exit and an entry), ``"follow"`` takes a merged
        body for the continuation of all it was made of, and the parts of a split body for one. Renamed bodies (relation
        ``same``) are one in any case.

    Returns
    -------
    Followed
        Survey, report and what stays unmatched.

    Raises
    ------
    SurveyError
        Correspondences that go round in a circle.
    UnknownName
        A kind or lineage that does not exist.

    Notes
    -----
    Territories and themes: renamed and merged ones take the new name in the waves before the correspondence's own, so that the
    perimeter is comparable; the parts of a split one are not known row by row, and the report says so. Applying twice is
    applying once.

    Examples
    --------
    >>> df = pd.DataFrame({"wave": ["1", "1", "2"], "actor": ["Foyer", "CCAS", "Maison"], "project": ["p", "p", "q"]})
    >>> links = pd.DataFrame({"kind": ["actor"], "wave": ["2"], "old": ["Foyer"], "new": ["Maison"], "relation": ["same"]})
    >>> found = follow(Survey.from_frame(df, correspondences=links))
    >>> found.survey.participations["actor"].tolist(), found.report["outcome"].tolist()
    (['Maison', 'CCAS', 'Maison'], ['applied'])
    """
    for kind in kinds:
        if kind not in KINDS:
            raise UnknownName("kind", kind, KINDS)
    _check(lineage)
    links = _links(survey)
    rows = np.zeros(len(links), dtype=np.int64)
    for kind in KINDS:
        if kind not in kinds:
            continue
        own = (links["kind"] == kind).to_numpy()
        mapping, before = new_names(survey, kind, lineage=lineage), _since(survey, links[own])
        if not mapping:
            continue
        rename = _renamed_territories if kind == "territory" else _renamed_themes if kind == "theme" else _renamed_bodies
        survey, counts = rename(survey, kind, mapping, before)
        for place in np.flatnonzero(own):
            key = links["new"][place] if counts.get(links["old"][place]) is None else links["old"][place]
            rows[place] = counts.get(key, 0)
    report = links.assign(rows=rows)
    report["outcome"] = [_outcome(row, kinds, lineage) for row in report.to_dict("records")]
    return Followed(survey, report, unmatched(survey))


def _check(lineage: str) -> None:
    if lineage not in LINEAGES:
        raise UnknownName("lineage", lineage, LINEAGES)


def _outcome(row: Mapping[Any, Any], kinds: Sequence[str], lineage: str) -> str:
    if row["kind"] not in kinds:
        return ""
    if row["kind"] in ("territory", "theme"):
        if row["relation"] == "split":
            return SHARED_OUT
    elif row["relation"] != "same" and lineage == "new":
        return LEFT_APART
    return APPLIED if row["rows"] else NOT_NAMED


def _links(survey: Survey) -> pd.DataFrame:
    """Correspondences with their relation, worked out where it is blank: several old, one new is a merge, and so on."""
    table = survey.correspondences.drop_duplicates(["kind", "wave", "old", "new"], ignore_index=True)
    olds = table.groupby(["kind", "new"])["old"].transform("nunique")
    news = table.groupby(["kind", "old"])["new"].transform("nunique")
    guessed = pd.Series(np.select([news > 1, olds > 1], ["split", "merge"], "same"), index=table.index, dtype="str")
    return table.assign(relation=table["relation"].astype("str").fillna(guessed))


def new_names(survey: Survey, kind: str, *, lineage: str = "new") -> dict[str, str]:
    """The latest name of everything of a kind that has another one.

    Parameters
    ----------
    survey, lineage
        See :func:`follow`.
    kind
        ``"actor"``, ``"project"``, ``"territory"`` or ``"theme"``; of the last two, merges are always followed, splits never.

    Examples
    --------
    >>> links = pd.DataFrame({"kind": "actor", "wave": ["2", "3"], "old": ["a", "b"], "new": ["b", "c"], "relation": "same"})
    >>> df = pd.DataFrame({"wave": ["1", "2", "3"], "actor": ["a", "b", "c"], "project": "p"})
    >>> new_names(Survey.from_frame(df, correspondences=links), "actor")
    {'a': 'c', 'b': 'c'}
    """
    _check(lineage)
    links = _links(survey)
    links = links[links["kind"] == kind]
    place = kind in ("territory", "theme")
    taken = {"same"} | ({"merge"} if place or lineage == "follow" else set())
    direct = {str(old): str(new) for old, new in links.loc[links["relation"].isin(taken), ["old", "new"]].itertuples(index=False)}
    if not place and lineage == "follow":  # the parts of a split body are called what it was called
        splits = links.loc[links["relation"] == "split", ["old", "new"]]
        direct |= {str(new): str(old) for old, new in splits.itertuples(index=False) if str(new) != str(old)}
    latest = {}
    for old in direct:
        name, seen = old, {old}
        while direct.get(name, name) != name:
            name = direct[name]
            if name in seen:
                raise SurveyError(f"the correspondences of {kind} {old!r} go round in a circle: say which name is the new one")
            seen.add(name)
        if name != old:
            latest[old] = name
    return latest


def _since(survey: Survey, links: pd.DataFrame) -> Callable[[pd.DataFrame], np.ndarray]:
    """Whether each row of a table with columns `wave` and `name` is before the wave from which the name is a new one."""
    order = {wave: place for place, wave in enumerate(wave_order(survey))}
    waves = links.drop_duplicates("old").set_index("old")["wave"].map(order)

    def before(table: pd.DataFrame) -> np.ndarray:
        since = table["name"].map(waves).astype("float64").fillna(np.inf)
        return np.asarray(table["wave"].map(order).astype("float64").fillna(-1.0) < since)

    return before


def _changed(column: pd.Series, where: Any, mapping: Mapping[str, str], counts: dict[str, int]) -> pd.Series:
    moved = column.isin(list(mapping)).to_numpy() & where
    for name, n in column[moved].value_counts().items():
        counts[str(name)] = counts.get(str(name), 0) + int(n)
    return column.mask(moved, column.map(mapping)).astype("str")


def _renamed_bodies(survey: Survey, kind: str, mapping: Mapping[str, str], before: Any) -> tuple[Survey, dict[str, int]]:
    """Actors or projects under their latest name in every table."""
    counts: dict[str, int] = {}
    tables: dict[str, Any] = {}
    for name, table in survey.tables.items():
        if name == "correspondences" or not len(table):
            continue
        columns = [kind] if kind in table.columns else []
        if kind == "actor":
            columns += [c for c in ("reported_by", *(("source", "target") if name == "ties" else ())) if c in table.columns]
        if not any(table[column].isin(list(mapping)).any() for column in columns):
            continue
        whole = table.assign(_moved=table[columns[0]].isin(list(mapping)))
        for column in columns:
            whole[column] = _changed(table[column], True, mapping, counts)
        tables[name] = _once(whole, name, kind)
    return replace(survey, **tables) if tables else survey, counts


def _once(table: pd.DataFrame, name: str, kind: str) -> pd.DataFrame:
    """One row for what two names said twice: the best answer, the description of the latest name, each participation once."""
    whole = table.reset_index(drop=True)
    if name == "responses":
        rank = whole["status"].map({status: place for place, status in enumerate(_STATUS)}).fillna(len(_STATUS))
        whole = whole.loc[rank.sort_values(kind="stable").index].drop_duplicates(["territory", "wave", "actor"]).sort_index()
    elif name == f"{kind}s":
        keys = [kind, *[c for c in ("territory", "wave") if c in whole.columns and name == "actors"]]
        whole = whole.sort_values("_moved", kind="stable").drop_duplicates(keys).sort_index()
    elif name == "ties":
        whole = whole[whole["source"] != whole["target"]]
    return whole.drop(columns="_moved").drop_duplicates(ignore_index=True)


def _renamed_territories(survey: Survey, kind: str, mapping: Mapping[str, str], before: Any) -> tuple[Survey, dict[str, int]]:
    """Waves before a territory changed its name or joined another one, under the name it has since."""
    counts: dict[str, int] = {}
    tables: dict[str, Any] = {}
    for name, table in survey.tables.items():
        if name == "correspondences" or "territory" not in table.columns or not table["territory"].isin(list(mapping)).any():
            continue
        early = True
        if "wave" in table.columns and table["wave"].notna().any():
            early = before(pd.DataFrame({"name": table["territory"], "wave": table["wave"]}))
        if name == "territories":  # the new territory describes itself; an old one only where it does not
            known = set(table["territory"])
            table = table[~table["territory"].map(mapping).isin(known)].reset_index(drop=True)
        whole = table.assign(territory=_changed(table["territory"], early if name != "territories" else True, mapping, counts))
        if name == "territories":
            whole = whole.drop_duplicates("territory", ignore_index=True)
        elif name == "responses":
            whole = _once(whole.assign(_moved=False), name, "actor")
        tables[name] = whole.drop_duplicates(ignore_index=True)
    return replace(survey, **tables) if tables else survey, counts


def _renamed_themes(survey: Survey, kind: str, mapping: Mapping[str, str], before: Any) -> tuple[Survey, dict[str, int]]:
    """Themes of the projects and applications of earlier waves, in the words of the later ones."""
    counts: dict[str, int] = {}
    first = _first_waves(survey)
    tables: dict[str, Any] = {}
    for name, table in (("projects", survey.projects), ("applications", survey.applications)):
        if "theme" not in table.columns or not len(table):
            continue
        waves = table["wave"] if "wave" in table.columns else table["project"].map(first)
        one = table["theme"].str.split("|").explode().str.strip()
        early = before(pd.DataFrame({"name": one, "wave": waves.reindex(one.index)}))
        renamed = _changed(one.astype("str"), early, mapping, counts)
        joined = renamed.groupby(level=0).agg(lambda found: "|".join(dict.fromkeys(found.dropna())) or np.nan)
        tables[name] = table.assign(theme=joined.reindex(table.index).astype("str"))
    return replace(survey, **tables) if tables else survey, counts


def _first_waves(survey: Survey) -> pd.Series:
    order = {wave: place for place, wave in enumerate(wave_order(survey))}
    table = survey.participations[["project", "wave"]]
    return table.assign(rank=table["wave"].map(order)).sort_values("rank").drop_duplicates("project").set_index("project")["wave"]


def unmatched(survey: Survey) -> pd.DataFrame:
    """Territories and themes that some waves have and others do not, and that no correspondence accounts for.

    Returns
    -------
    DataFrame
        kind, item, first_wave, last_wave, rows (participations of the territory, projects of the theme), reason. Empty with a
        single wave.

    Examples
    --------
    >>> df = pd.DataFrame({"territory": ["QP1", "QP2", "QN1"], "wave": ["1", "1", "2"], "actor": "a", "project": "p"})
    >>> unmatched(Survey.from_frame(df))[["item", "reason"]].values.tolist()[0]
    ['QN1', 'in later waves only; no correspondence says where it comes from']
    """
    order = {wave: place for place, wave in enumerate(wave_order(survey))}
    table = survey.participations[["territory", "wave", "project"]].dropna(subset=["territory", "wave"])
    pieces = [table.rename(columns={"territory": "item"}).assign(kind="territory")[["kind", "item", "wave"]]]
    if "theme" in survey.projects.columns and survey.projects["theme"].notna().any():
        runs = table[["project", "wave"]].drop_duplicates()
        about = survey.projects[["project", "theme"]].dropna().drop_duplicates("project")
        themes = runs.merge(about, on="project")
        themes["item"] = themes["theme"].str.split("|")
        themes = themes.explode("item").assign(kind="theme")
        pieces.append(themes.assign(item=themes["item"].str.strip())[["kind", "item", "wave"]])
    seen = pd.concat(pieces, ignore_index=True)
    seen["rank"] = seen["wave"].map(order)
    found = seen.groupby(["kind", "item"]).agg(first=("rank", "min"), last=("rank", "max"), rows=("rank", "size")).reset_index()
    ends = seen.groupby("kind")["rank"].agg(["min", "max"])
    late, early = (found["first"] > found["kind"].map(ends["min"])), (found["last"] < found["kind"].map(ends["max"]))
    names = {place: wave for wave, place in order.items()}
    out = found[late | early].copy()
    out["reason"] = np.where(early[late | early], EARLIER_ONLY, LATER_ONLY)
    out["first_wave"], out["last_wave"] = out["first"].map(names), out["last"].map(names)
    columns = ["kind", "item", "first_wave", "last_wave", "rows", "reason"]
    return out[columns].astype({c: "str" for c in columns if c != "rows"}).reset_index(drop=True)
