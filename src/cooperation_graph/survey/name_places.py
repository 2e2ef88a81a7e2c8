"""Places in names: communes, neighbourhoods, how people of a town are called, names of places cut short."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cooperation_graph.survey.french_names import ORIENTATIONS, raw_words
from cooperation_graph.survey.name_words import spell_out

__all__ = ["place_phrase", "same_place", "take_cut_place", "take_places"]


def place_phrase(text: str) -> tuple[str, ...]:
    """The words of a place as names write it: of a commune, or of a territory without "quartier", "contrat de ville"…

    Examples
    --------
    >>> place_phrase("Contrat de ville Port-Guéran"), place_phrase("Quartier du Moulin")
    (('port', 'gueran'), ('moulin',))
    """
    general = {"contrat", "ville", "quartier", "commune", "agglomeration", "territoire", "secteur", "communaute", "pays", "qpv", "qp", "qn", "cv",
               "cn", "site", "grand", "metropole", "departement", "region", "prioritaire", "politique", "hors"}  # fmt: skip
    words = [word for word in spell_out(raw_words(re.sub(r"\([^)]*\)", " ", text))) if word not in general and not word.isdigit()]
    return tuple(words) if any(len(word) > 2 and word not in ORIENTATIONS for word in words) else ()


def take_places(words: list[str], places: Iterable[tuple[str, ...]]) -> tuple[frozenset[str], list[str]]:
    """Places named, and the words that are left; the longest names of places first."""
    found: set[str] = set()
    for phrase in sorted(places, key=lambda one: (-len(one), one)):
        size = len(phrase)
        for start in range(len(words) - size + 1):
            if same_place(words[start : start + size], phrase):
                found.add(" ".join(phrase))
                words = words[:start] + words[start + size :]
                break
    towns = [phrase[0] for phrase in places if len(phrase) == 1 and len(phrase[0]) > 4]
    for word in words:
        town = next((town for town in sorted(towns) if word != town and _is_demonym(word, town)), "")
        if town:
            found.add(town)
            words = [other for other in words if other != word]
    return frozenset(found), words


def _is_demonym(word: str, town: str) -> bool:
    """Whether a word is how people of a town are called ("sarmignois", "lyonnaise")."""
    ending = re.fullmatch(r"(.{4,}?)n?(?:ois|oise|ais|aise|ien|iene|ienne|ain|aine|een|eenne|ot|ote|in|ine)", word)
    return ending is not None and town.startswith(ending[1]) and len(town) - len(ending[1]) < 4


def take_cut_place(words: list[str], places: Iterable[tuple[str, ...]]) -> tuple[frozenset[str], list[str]]:
    """The one place whose name the end of a cut name begins."""
    found = {
        (phrase, size) for phrase in places for size in range(1, len(phrase) + 1)
        if len(words) >= size and tuple(words[-size:-1]) == phrase[: size - 1] and len(words[-1]) > 1 and phrase[size - 1].startswith(words[-1])
    }  # fmt: skip
    if len({phrase for phrase, _ in found}) != 1:
        return frozenset(), words
    phrase, size = max(found, key=lambda one: one[1])
    return frozenset((" ".join(phrase),)), words[:-size]


def same_place(words: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether words are the name of a place, up to one slip in each long word."""
    from rapidfuzz.distance import DamerauLevenshtein

    return len(words) == len(phrase) and all(
        word == known or (len(known) > 6 and len(word) > 5 and DamerauLevenshtein.distance(word, known, score_cutoff=1) == 1)
        for word, known in zip(words, phrase, strict=True)
    )
