"""Who is the same? Actors and projects written in several ways are proposed for review; nothing is merged by itself.

False merges are worse than misses: a merged hub makes false brokers, a miss makes one exit and one entry. So identifiers
decide first, vetoes come before likeness, and only what passes both is proposed as the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.locale import N_
from cooperation_graph.survey.french_names import VERSION, kinds, normalise, numbers, orientations, own_words
from cooperation_graph.survey.review import read_review, write_review
from cooperation_graph.survey.tables import Survey

__all__ = ["CERTAIN", "DECISIONS", "apply_decisions", "read_review", "suggest", "write_review"]

#: What a reviewer may decide.
DECISIONS = ("same", "distinct", "review")
COLUMNS = ("kind", "territory", "id_a", "name_a", "waves_a", "id_b", "name_b", "waves_b", "score", "reason", "decision")

SAME_SIRET = N_("same SIRET")
SAME_SIREN = N_("same SIREN")
SAME_RNA = N_("same RNA")
OTHER_IDENTIFIER = N_("the names are alike, the identifiers differ")
BRANCHES = N_("same SIREN, different SIRET: branches of one body")
SAME_NAME = N_("same name once spelled alike")
ALIKE = N_("names alike")
NUMBERS_DIFFER = N_("numbers differ")
ORIENTATIONS_DIFFER = N_("directions differ")
KINDS_DIFFER = N_("kinds of bodies differ")
ONLY_GENERIC = N_("only common words are shared")
ONLY_PART = N_("one name says more than the other")
#: Reasons that hold whatever the likeness of names.
CERTAIN = (SAME_SIRET, SAME_SIREN, SAME_RNA, SAME_NAME)


@dataclass(frozen=True)
class _Mention:
    id: str
    name: str
    waves: str
    spelled: tuple[str, ...]
    siret: str
    siren: str
    rna: str


def suggest(
    survey: Survey, kind: str = "actor", *, level: str = "siret", automatic: float = 0.90, review: float = 0.80
) -> pd.DataFrame:
    """Propose actors (or projects) of one territory that may be the same, with a score and a reason.

    Parameters
    ----------
    survey
        The survey; ``aliases`` of actors are read too.
    kind
        ``"actor"`` or ``"project"``.
    level
        ``"siret"``: branches of one body (same SIREN, other SIRET) are different local actors; ``"siren"``: they are one.
    automatic, review
        Likeness, 0–1, from which two names are proposed as the same, and from which they are put up for review.

    Returns
    -------
    pandas.DataFrame
        ``kind, territory, id_a, name_a, waves_a, id_b, name_b, waves_b, score, reason, decision``: ``same`` (identifiers agree,
        or names do and nothing speaks against it) or ``review``. Change the decisions in Excel (:func:`write_review`,
        :func:`read_review`) and give the table to :func:`apply_decisions`. Pairs that are neither are not listed.

    Raises
    ------
    UnknownName
        `kind` or `level` is none of these.

    Notes
    -----
    Likeness is the token-set ratio of rapidfuzz on names spelled alike (:mod:`cooperation_graph.survey.french_names`).
    Different numbers, directions or kinds of bodies, or nothing but common words in common, are a veto: such pairs are
    at most put up for review. Order and repetition change nothing.
    """
    if kind not in ("actor", "project"):
        raise UnknownName("kind", kind, ("actor", "project"))
    if level not in ("siret", "siren"):
        raise UnknownName("level", level, ("siret", "siren"))
    rows = []
    for territory, mentions in _mentions(survey, kind):
        for a, b, score in _candidates(mentions, review):
            decision, reason = _judge(a, b, score, level, automatic)
            if decision:
                rows.append((kind, territory, a.id, a.name, a.waves, b.id, b.name, b.waves, round(score, 4), reason, decision))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame.attrs["names_version"] = VERSION
    return frame.sort_values(["decision", "territory", "id_a", "id_b"], ascending=[False, True, True, True], ignore_index=True)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _mentions(survey: Survey, kind: str) -> Iterator[tuple[str, list[_Mention]]]:
    """Mentions by territory, sorted by id."""
    table = survey.participations
    described = (survey.actors if kind == "actor" else survey.projects).drop_duplicates(kind).set_index(kind)
    seen = table.groupby(["territory", kind])["wave"].agg(lambda waves: "|".join(sorted(set(waves))))
    by_territory: dict[str, list[_Mention]] = {}
    for key, waves in seen.items():
        territory, identifier = key if isinstance(key, tuple) else ("", key)
        facts = described.loc[identifier].to_dict() if identifier in described.index else {}
        name = _text(facts.get("name")) or str(identifier)
        others = [alias for alias in _text(facts.get("aliases")).split("|") if alias.strip()]
        spelled = tuple(dict.fromkeys(normalise(text) for text in (name, *others)))
        siret = "".join(filter(str.isdigit, _text(facts.get("siret"))))
        siren = "".join(filter(str.isdigit, _text(facts.get("siren")))) or siret[:9]
        siret = siret if len(siret) == 14 else ""
        mention = _Mention(str(identifier), name, str(waves), spelled, siret, siren[:9], _text(facts.get("rna")).upper())
        by_territory.setdefault(str(territory), []).append(mention)
    for territory in sorted(by_territory):
        yield territory, sorted(by_territory[territory], key=lambda mention: mention.id)


def _candidates(mentions: list[_Mention], review: float) -> Iterator[tuple[_Mention, _Mention, float]]:
    """Pairs worth a judgement: alike, or with an identifier in common."""
    from rapidfuzz import fuzz, process

    owner = [place for place, mention in enumerate(mentions) for _ in mention.spelled]
    names = [name for mention in mentions for name in mention.spelled]
    scores: dict[tuple[int, int], float] = {}
    for start in range(0, len(names), 512):
        some = names[start : start + 512]
        block = process.cdist(some, names, scorer=fuzz.token_set_ratio, score_cutoff=100 * review, dtype=np.float32)
        for row, column in zip(*np.nonzero(block), strict=True):
            pair = (owner[start + row], owner[column])
            if pair[0] < pair[1]:
                scores[pair] = max(scores.get(pair, 0.0), float(block[row, column]) / 100)
    for field in ("siret", "siren", "rna"):
        holders: dict[str, list[int]] = {}
        for place, mention in enumerate(mentions):
            if getattr(mention, field):
                holders.setdefault(getattr(mention, field), []).append(place)
        for places in holders.values():
            for one, other in combinations(places, 2):
                scores.setdefault((one, other), 0.0)
    for one, other in sorted(scores):
        yield mentions[one], mentions[other], scores[one, other]


def _judge(a: _Mention, b: _Mention, score: float, level: str, automatic: float) -> tuple[str, str]:
    """Decision and reason; an empty decision leaves the pair out."""
    if a.siret and b.siret:
        if a.siret == b.siret:
            return "same", SAME_SIRET
        if a.siren == b.siren:
            return ("same", SAME_SIREN) if level == "siren" else ("review", BRANCHES) if score >= automatic else ("", "")
        return ("review", OTHER_IDENTIFIER) if score >= automatic else ("", "")
    if a.rna and a.rna == b.rna:
        return "same", SAME_RNA
    if level == "siren" and a.siren and a.siren == b.siren:
        return "same", SAME_SIREN
    if a.rna and b.rna:
        return ("review", OTHER_IDENTIFIER) if score >= automatic else ("", "")
    if not score:
        return "", ""
    best = min((_veto(x, y) for x in a.spelled for y in b.spelled if x and y), default=ONLY_GENERIC)
    if set(a.spelled) & set(b.spelled) and not _veto_of_same(a.spelled, b.spelled):
        return "same", SAME_NAME
    if best:
        return "review", best
    if not any(_all_shared(x, y) for x in a.spelled for y in b.spelled if x and y and not _veto(x, y)):
        return "review", ONLY_PART  # a name inside a longer one has a token-set ratio of 1
    return ("same", ALIKE) if score >= automatic else ("review", ALIKE)


def _veto_of_same(first: tuple[str, ...], second: tuple[str, ...]) -> str:
    """Two names spelled alike that are nothing but common words ("Centre social") may be two bodies."""
    shared = set(first) & set(second)
    return "" if any(own_words(name) or numbers(name) for name in shared) else ONLY_GENERIC


def _veto(x: str, y: str) -> str:
    if numbers(x) != numbers(y):
        return NUMBERS_DIFFER
    if orientations(x) != orientations(y):
        return ORIENTATIONS_DIFFER
    if kinds(x) and kinds(y) and not kinds(x) & kinds(y):
        return KINDS_DIFFER
    if not own_words(x) & own_words(y) and not _nearly(own_words(x), own_words(y)):
        return ONLY_GENERIC
    first, second = own_words(x) - own_words(y), own_words(y) - own_words(x)
    if first and second and not _nearly(first, second):
        return ONLY_GENERIC
    return ""


def _all_shared(x: str, y: str) -> bool:
    """Whether each word of either name is in the other one, up to a misspelling."""
    first, second = (frozenset(name.split()) for name in (x, y))
    return all(
        word in other or _nearly(other, frozenset((word,))) for one, other in ((first, second), (second, first)) for word in one
    )  # fmt: skip


def _nearly(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether some own word of each is a misspelling of the other's."""
    from rapidfuzz.distance import DamerauLevenshtein

    return any(
        DamerauLevenshtein.distance(x, y) <= (1 if min(len(x), len(y)) < 7 else 2)
        for x in first for y in second if min(len(x), len(y)) > 3
    )  # fmt: skip


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
        With the id of the mention that comes first in the alphabet for each set of mentions, in every table; the merges stand in
        ``correspondences`` (relation ``same``), so that they can be read and undone: the original survey remains.

    Raises
    ------
    UnknownName
        A decision that is none of ``same``, ``distinct``, ``review``, or an id that the survey does not have.

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
        mapping = _roots([(str(t), str(a), str(b)) for t, a, b in part[["territory", "id_a", "id_b"]].itertuples(index=False)])
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


def _roots(pairs: list[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """Union of the pairs of each territory: every id but the first of its set, and the first."""
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node: tuple[str, str]) -> tuple[str, str]:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for territory, a, b in pairs:
        first, second = sorted([root((territory, a)), root((territory, b))])
        parent[second] = first
    return {node: root(node)[1] for node in parent if root(node) != node}


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
