"""Mentions become bodies: identifiers join, likenesses join where nothing contradicts, what is doubtful is put up for review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from cooperation_graph.locale import N_
from cooperation_graph.survey.french_kinds import AREA_KINDS
from cooperation_graph.survey.joining import join
from cooperation_graph.survey.mentions import SEVERAL_TOWNS, Mention
from cooperation_graph.survey.name_likeness import (
    ACRONYM,
    ALIKE,
    ALONE,
    APART,
    EACH_OWN,
    INITIALS,
    MAYBE,
    ONLY_GENERIC,
    ONLY_ONE,
    ONLY_PART,
    PLACES_DIFFER,
    SAME_BUT_PLACE,
    SAME_NAME,
    SURE,
    Likeness,
    compare_names,
)  # fmt: skip
from cooperation_graph.survey.name_parts import NameParts

__all__ = ["CERTAIN", "propose"]

SAME_SIRET = N_("same SIRET")
SAME_SIREN = N_("same SIREN")
SAME_RNA = N_("same RNA")
MOVED = N_("same SIREN in other waves, and the names agree: the seat moved")
OTHER_IDENTIFIER = N_("the names are alike, the identifiers differ")
BRANCHES = N_("same SIREN, different SIRET: branches of one body")
SEVERAL = N_("several bodies come into question")
#: Reasons that hold whatever the likeness of names.
CERTAIN = (SAME_SIRET, SAME_SIREN, SAME_RNA, MOVED, SAME_NAME)
#: A shared word leads to a comparison unless more names than this hold it.
_FREQUENT = 25
#: Among more names than this, a name has three given initials by chance.
_FEW_NAMES = 100


def propose(
    mentions: Sequence[Mention], *, level: str = "siret", automatic: float = 0.90, review: float = 0.80, bodies: bool = True
) -> Iterator[tuple[Mention, Mention, float, str, str]]:
    """Give pairs of mentions of one territory with score, reason and decision (``same`` or ``review``).

    Parameters
    ----------
    mentions
        Mentions of one territory.
    level, automatic, review
        As in :func:`cooperation_graph.identity.suggest`.
    bodies
        Whether these are organisations: what "the only one of its kind" and acronyms say holds for them alone.
    """
    units, unit_of = _by_identifier(mentions, level)
    scores = _candidates(mentions, units, unit_of, review)
    known: dict[tuple[int, int], tuple[Likeness, tuple[int, int]]] = {}

    def likeness(u: int, v: int) -> tuple[Likeness, tuple[int, int]]:
        """The best likeness of two units, and the two mentions that have it."""
        key = (min(u, v), max(u, v))
        if key not in known:
            pairs = [(_compare(mentions[a], mentions[b], len(mentions), bodies), (a, b)) for a in units[key[0]] for b in units[key[1]]]
            best = max(pairs, key=lambda pair: (pair[0].strength, -pair[1][0], -pair[1][1]))
            said = [_conflict(mentions[a], mentions[b], level, best[0]) for a in units[key[0]] for b in units[key[1]]]
            conflict = next(filter(None, said), "")
            known[key] = (Likeness(FORBIDDEN, conflict), best[1]) if conflict else best
        return known[key]

    def says(unit: int) -> tuple[int, int]:
        return max(len(name.text) for place in units[unit] for name in mentions[place].spelled), unit

    acronyms: set[int] = set()

    def contradict(u: int, v: int) -> bool:
        like = likeness(u, v)[0]
        if like.strength > APART or like.strength == FORBIDDEN:
            return like.strength == FORBIDDEN
        return like.reason not in (ONLY_GENERIC, EACH_OWN) or not acronyms & {u, v}

    declared = frozenset().union(*(name.declared for mention in mentions for name in mention.spelled))
    links: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair, score in sorted(scores.items()):
        like = likeness(*pair)[0]
        strength = MAYBE if like.strength == SURE and like.reason == ALIKE and score < automatic else like.strength
        if like.reason in (ACRONYM, INITIALS) and not _declares(mentions, units, pair) and declared & _sayings(mentions, units, pair):
            strength = min(strength, MAYBE)  # another name says that the acronym is its own
        links[strength].append(pair)
        if strength == ALONE and like.reason in (ACRONYM, INITIALS):
            acronyms.add(min(pair, key=says))
    maybe = [pair for pair in links[MAYBE] if likeness(*pair)[0].reason not in (ONLY_PART, ONLY_GENERIC)]
    doubts = [(u, v) if says(u) < says(v) else (v, u) for u, v in maybe]
    groups = join(len(units), links[SURE], contradict)
    while (wider := join(len(units), links[SURE] + links[ALONE], contradict, groups, doubts)) != groups:
        groups = wider

    asked: dict[tuple[int, int], tuple[int, float, tuple[int, int], str]] = {}
    for pair, score in sorted(scores.items()):
        like, (a, b) = likeness(*pair)
        if groups[pair[0]] == groups[pair[1]]:
            continue
        if like.strength < MAYBE and score < (automatic if like.strength == FORBIDDEN else review):
            continue
        if like.strength == APART and like.reason == ONLY_GENERIC and _score(mentions[a], mentions[b], order=True) < review:
            continue  # a place or a kind of body in common is nothing to ask about
        if like.reason == PLACES_DIFFER and not any(
            _one_town(mentions[a], x, mentions[b], y) for x in mentions[a].spelled for y in mentions[b].spelled
        ):
            continue  # nor are the same bodies of two towns
        key = (min(groups[pair[0]], groups[pair[1]]), max(groups[pair[0]], groups[pair[1]]))
        reason = SEVERAL if like.strength >= ALONE else like.reason
        if key not in asked or (like.strength, score) > asked[key][:2]:
            asked[key] = (like.strength, score, (min(a, b), max(a, b)), reason)
    members: dict[int, list[int]] = defaultdict(list)
    for place, unit in enumerate(unit_of):
        members[groups[unit]].append(place)
    for places in members.values():
        for a, b in combinations(places, 2):
            one, other = mentions[a], mentions[b]
            like = _compare(one, other, len(mentions), bodies)
            reason = _agree(one, other, level) or (_moved(one, other, like) if one.siret and other.siret else "")
            if reason or like.strength >= ALONE:
                yield one, other, _score(one, other), reason or like.reason, "same"
    for _strength, score, (a, b), reason in asked.values():
        yield mentions[a], mentions[b], score, reason, "review"


def _sayings(mentions: Sequence[Mention], units: Sequence[Sequence[int]], pair: tuple[int, int]) -> frozenset[str]:
    """Words of two units that are acronyms of the other."""
    names = [[name for place in units[unit] for name in mentions[place].spelled] for unit in pair]
    return frozenset(
        said for ones, others in (names, names[::-1]) for one in ones for other in others
        for word in one.words for said in (word, f"{word}s") if said in other.initials | other.declared
    )  # fmt: skip


def _declares(mentions: Sequence[Mention], units: Sequence[Sequence[int]], pair: tuple[int, int]) -> bool:
    """Whether one of two units declares the acronym that the other is."""
    return bool(_sayings(mentions, units, pair) & frozenset().union(*(
        name.declared for unit in pair for place in units[unit] for name in mentions[place].spelled
    )))  # fmt: skip


#: Strength of two units whose identifiers differ.
FORBIDDEN = -1


def _agree(a: Mention, b: Mention, level: str) -> str:
    """Why identifiers say that two mentions are one, or nothing."""
    if a.siret and a.siret == b.siret:
        return SAME_SIRET
    if a.rna and a.rna == b.rna and not (a.siret and b.siret):
        return SAME_RNA
    return SAME_SIREN if level == "siren" and a.siren and a.siren == b.siren else ""


def _conflict(a: Mention, b: Mention, level: str, like: Likeness) -> str:
    """Why identifiers say that two mentions are not one, or nothing."""
    if _agree(a, b, level):
        return ""
    if a.siret and b.siret:
        return OTHER_IDENTIFIER if a.siren != b.siren else "" if _moved(a, b, like) else BRANCHES
    return OTHER_IDENTIFIER if a.rna and b.rna and a.rna != b.rna else ""


def _moved(a: Mention, b: Mention, like: Likeness) -> str:
    """A body that moves keeps its SIREN and gets another SIRET: then no wave has both."""
    return MOVED if a.siren == b.siren and like.strength >= ALONE and not a.waves & b.waves else ""


def _by_identifier(mentions: Sequence[Mention], level: str) -> tuple[list[list[int]], list[int]]:
    """Mentions joined by their identifiers: the mentions of each unit, and the unit of each mention."""
    links = []
    for field in ("siret", "siren", "rna"):
        holders: dict[str, list[int]] = defaultdict(list)
        for place, mention in enumerate(mentions):
            if value := getattr(mention, field):
                holders[value].append(place)
        links += [
            (a, b) for places in holders.values() for a, b in combinations(places, 2) if _agree(mentions[a], mentions[b], level)
        ]  # fmt: skip
    first = join(len(mentions), links, lambda a, b: False)
    numbers = {place: number for number, place in enumerate(sorted(set(first)))}
    units: list[list[int]] = [[] for _ in numbers]
    for place, root in enumerate(first):
        units[numbers[root]].append(place)
    return units, [numbers[root] for root in first]


def _compare(a: Mention, b: Mention, size: int, bodies: bool) -> Likeness:
    """The best likeness of any two names of two mentions; two communes are two bodies of one kind."""
    best = Likeness(APART, ONLY_GENERIC)
    for x in a.spelled:
        for y in b.spelled:
            like = compare_names(x, y)
            local = x.kinds and y.kinds and not x.kinds & y.kinds & AREA_KINDS
            if local and like.strength > APART and not _one_town(a, x, b, y):
                like = Likeness(APART, PLACES_DIFFER)
            by_chance = like.reason == INITIALS and size > _FEW_NAMES
            of_a_project = not bodies and like.reason in (ACRONYM, INITIALS, ONLY_ONE)
            if like.strength == ALONE and (by_chance or of_a_project or (like.reason in (ONLY_ONE, SAME_BUT_PLACE) and _elsewhere(a, x, y))):
                like = Likeness(MAYBE, like.reason)
            if like.strength > best.strength or (best.reason == ONLY_GENERIC and like.strength == best.strength):
                best = like
    return best


def _one_town(a: Mention, x: NameParts, b: Mention, y: NameParts) -> bool:
    """Whether two names may be of one town: the one they tell, or else that of their column."""
    first, second = (
        (frozenset[str]() if name.place_assumed else name.places & mention.towns) or frozenset([" ".join(mention.commune)] if mention.commune else [])
        for mention, name in ((a, x), (b, y))
    )
    return not first or not second or bool(first & second)


def _elsewhere(a: Mention, x: NameParts, y: NameParts) -> bool:
    """Whether a name without a place may be of another town of the territory, one whose body of this kind nobody names."""
    if len(a.towns) > SEVERAL_TOWNS:
        return True
    return len(a.towns) > 1 and not x.kinds & y.kinds & AREA_KINDS and any(name.bare and not name.places for name in (x, y))


def _score(a: Mention, b: Mention, order: bool = False) -> float:
    from rapidfuzz import fuzz

    ratio = fuzz.token_sort_ratio if order else fuzz.token_set_ratio
    return max(ratio(x.text, y.text) for x in a.spelled for y in b.spelled) / 100


def _candidates(mentions: Sequence[Mention], units: Sequence[Sequence[int]], unit_of: Sequence[int], review: float) -> dict[tuple[int, int], float]:
    """Pairs of units worth a comparison, with the token-set ratio: alike, a rare word or an acronym in common, a bare kind of body."""
    from rapidfuzz import fuzz, process

    names = [(unit_of[place], name) for place, mention in enumerate(mentions) for name in mention.spelled]
    texts = [name.text for _, name in names]
    scores: dict[tuple[int, int], float] = {}

    def note(u: int, v: int, score: float) -> None:
        if u != v:
            key = (min(u, v), max(u, v))
            scores[key] = max(scores.get(key, 0.0), score)

    for start in range(0, len(texts), 512):
        block = process.cdist(texts[start : start + 512], texts, scorer=fuzz.token_set_ratio, score_cutoff=100 * review, dtype=np.float32)
        for row, column in zip(*np.nonzero(block), strict=True):
            note(names[start + row][0], names[column][0], float(block[row, column]) / 100)
    shelves: dict[tuple[str, str], set[int]] = defaultdict(set)
    bare: dict[str, set[int]] = defaultdict(set)
    for unit, name in names:
        for word in name.words | name.declared:
            shelves["word", word].add(unit)
            shelves["initials", word].add(unit)
        for acronym in name.initials:
            shelves["initials", acronym].add(unit)
        for kind in name.kinds:
            shelves["kind", kind].add(unit)
            if not name.words:
                bare[kind].add(unit)
    near: set[tuple[int, int]] = set()
    for (sort, key), holders in shelves.items():
        if sort == "kind":
            near |= {(min(u, v), max(u, v)) for u in bare[key] for v in holders if u != v} if len(holders) <= 4 * _FREQUENT else set()
        elif len(holders) <= _FREQUENT:
            near |= set(combinations(sorted(holders), 2))
    of_unit: dict[int, list[str]] = defaultdict(list)
    for unit, name in names:
        of_unit[unit].append(name.text)
    for u, v in sorted(near - set(scores)):
        note(u, v, max(fuzz.token_set_ratio(x, y) for x in of_unit[u] for y in of_unit[v]) / 100)
    siren: dict[str, set[int]] = defaultdict(set)
    for place, mention in enumerate(mentions):
        if mention.siren:
            siren[mention.siren].add(unit_of[place])
    for holders in siren.values():
        for u, v in combinations(sorted(holders), 2):
            note(u, v, 0.0)
    return scores
