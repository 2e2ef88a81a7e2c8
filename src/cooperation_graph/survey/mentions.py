"""Mentions of actors or projects by territory: what each name says, in which waves, with which identifiers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cooperation_graph.survey.french_kinds import KIND_PHRASES
from cooperation_graph.survey.french_names import COMMON
from cooperation_graph.survey.name_parts import NameParts, capitals, former_names, read_name
from cooperation_graph.survey.name_places import place_phrase, same_place
from cooperation_graph.survey.name_words import CUT_FROM, normalise
from cooperation_graph.survey.tables import Survey

__all__ = ["SEVERAL_TOWNS", "Mention", "read_mentions"]

#: With more towns than this a territory is no neighbourhood: nobody can be meant by "the CAF" alone.
SEVERAL_TOWNS = 5
#: What names of town halls begin with, before the name of the town.
_TOWN_PHRASES = sorted((phrase for phrase, kinds in KIND_PHRASES.items() if kinds <= {"commune", "welfare office"}), key=lambda one: (-len(one), one))


@dataclass(frozen=True)
class Mention:
    """One actor or project as the survey names it: ``spelled`` holds what its name, aliases and former names say, ``towns`` the
    towns its territory is known to have."""

    id: str
    name: str
    waves: frozenset[str]
    spelled: tuple[NameParts, ...]
    towns: frozenset[str]
    commune: tuple[str, ...]
    siret: str
    siren: str
    rna: str


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def read_mentions(survey: Survey, kind: str) -> Iterator[tuple[str, list[Mention]]]:
    """Mentions by territory, sorted by id."""
    table = survey.participations
    described = (survey.actors if kind == "actor" else survey.projects).drop_duplicates(kind).set_index(kind)
    known = {str(identifier): facts for identifier, facts in zip(described.index, described.to_dict("records"), strict=True)}
    titles = dict(zip(survey.territories["territory"], survey.territories["name"], strict=True)) if len(survey.territories) else {}
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for territory, identifier, wave in table[["territory", kind, "wave"]].drop_duplicates().itertuples(index=False):
        found[str(territory)][str(identifier)].add(str(wave))
    widths = _widths(found, known)
    for territory in sorted(found):
        rows = sorted((identifier, frozenset(waves)) for identifier, waves in found[territory].items())
        facts = [known.get(identifier, {}) for identifier, _ in rows]
        names = [[name for name in (_text(one.get("name")) or identifier, *_text(one.get("aliases")).split("|")) if name.strip()]
                 for (identifier, _), one in zip(rows, facts, strict=True)]  # fmt: skip
        communes = [place_phrase(_text(one.get("commune"))) for one in facts]
        towns = _towns(communes, [name for some in names for name in some])
        acronyms = frozenset().union(*(capitals(name) for some in names for name in some))
        own = _own_places([territory, _text(titles.get(territory))], towns)
        yield territory, [
            _mention(identifier, waves, some, commune, one, towns, own, acronyms, widths)
            for (identifier, waves), some, commune, one in zip(rows, names, communes, facts, strict=True)
        ]


def _mention(
    identifier: str, waves: frozenset[str], names: list[str], commune: tuple[str, ...], facts: Mapping[Any, Any],
    towns: set[tuple[str, ...]], own: set[tuple[str, ...]],
    acronyms: frozenset[str], widths: frozenset[int],
) -> Mention:  # fmt: skip
    every = [*names, *(former for name in names for former in former_names(name))]
    spelled = tuple(dict.fromkeys(read_name(name, frozenset(towns | own), acronyms, cut=len(name.strip()) in widths) for name in every))
    if commune:
        here = frozenset(" ".join(phrase) for phrase in (commune, *own))
        spelled = tuple(replace(one, places=here, place_assumed=True) if one.bare and not one.places else one for one in spelled)
    siret = "".join(filter(str.isdigit, _text(facts.get("siret"))))
    siren = "".join(filter(str.isdigit, _text(facts.get("siren")))) or siret[:9]
    siret = siret if len(siret) == 14 else ""
    return Mention(identifier, names[0], waves, spelled, frozenset(map(" ".join, towns)), commune, siret, siren[:9], _text(facts.get("rna")).upper())


def _widths(found: Mapping[str, Mapping[str, set[str]]], known: Mapping[str, Mapping[Any, Any]]) -> frozenset[int]:
    """Lengths at which a column of fixed width cuts names: several names of a wave have it and none is longer, or far more than of others."""
    of_wave: dict[str, set[str]] = defaultdict(set)
    for rows in found.values():
        for identifier, waves in rows.items():
            for wave in waves:
                of_wave[wave].add(_text(known.get(identifier, {}).get("name")) or identifier)
    widths: set[int] = set()
    for names in of_wave.values():
        lengths = Counter(len(name) for name in names)
        longest = max(lengths)
        widths |= {longest} if lengths[longest] > 1 else set()
        widths |= {size for size, count in lengths.items() if count > 9 and count > 2 * max(lengths[size - 1], lengths[size + 1])}
    return frozenset(width - lost for width in widths if width >= CUT_FROM for lost in (0, 1))  # a blank at the end is lost


def _towns(communes: Sequence[tuple[str, ...]], names: Sequence[str]) -> set[tuple[str, ...]]:
    """Names of the communes of a territory: those of the column, and those that "Ville de …" or "CCAS de …" name."""
    towns = set(communes) - {()}
    said: Counter[tuple[str, ...]] = Counter()
    for name in names:
        words = tuple(normalise(name).split())
        head = next((phrase for phrase in _TOWN_PHRASES if words[: len(phrase)] == phrase), ())
        rest = place_phrase(" ".join(words[len(head) :]))
        simple = not set(rest) & (COMMON - {"saint", "sainte"}) and not re.search(r"[(/:,]| - ", name)
        if head and simple and 0 < len(rest) == len(words) - len(head) < 5:
            said[rest] += 1
    for town, _count in sorted(said.items(), key=lambda item: (-item[1], item[0])):
        if not any(same_place(town, known) for known in towns):  # a slip of the pen is no second town
            towns.add(town)
    return towns


def _own_places(titles: Sequence[str], towns: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """The name of a territory as a place, unless it is a list of its towns."""
    own = {phrase for phrase in map(place_phrase, titles) if phrase}
    return {phrase for phrase in own if not any(town != phrase and _holds(phrase, town) for town in towns)}


def _holds(phrase: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(phrase[start : start + len(part)] == part for start in range(len(phrase) - len(part) + 1))
