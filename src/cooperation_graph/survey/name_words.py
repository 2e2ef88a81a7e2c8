"""Words of a name, spelled out: singular, abbreviations, slips mended; the kinds of bodies that phrases of them say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from cooperation_graph.survey.french_kinds import KIND_PHRASES, KIND_SPELLED, singular
from cooperation_graph.survey.french_names import ABBREVIATIONS, COMMON, EMPTY, FIRST_NAMES, ORIENTATIONS, known_vocabulary, raw_words

__all__ = ["CUT_FROM", "STOP", "complete_last", "find_kinds", "normalise", "spell_out"]

#: Articles and prepositions.
STOP = frozenset("a au aux d de des du en et l la le les un une pour par sur".split())
_ROMAN = {"ii": "2", "iii": "3", "iv": "4"}
#: Columns of fixed width cut names from about this length on.
CUT_FROM = 25
#: Words that say a kind at the head of a name alone: "Service jeunesse", not "Bricolage et services".
_FIRST_ONLY = frozenset((("service",), ("direction",), ("etat",)))
_LONGEST = max(map(len, KIND_PHRASES))


@lru_cache(maxsize=1 << 16)
def _mended(word: str) -> str:
    """A long word that is one slip away from a word of the tables, read as that word."""
    from rapidfuzz.distance import DamerauLevenshtein

    if len(word) < 7 or word in _VOCABULARY or word in FIRST_NAMES:
        return word
    near = [known for known in _VOCABULARY if abs(len(known) - len(word)) < 2 and DamerauLevenshtein.distance(word, known, score_cutoff=1) == 1]
    return near[0] if len(near) == 1 and near[0][0] == word[0] and near[0][-1] == word[-1] else word


_VOCABULARY = frozenset(known_vocabulary())


def spell_out(raw: Sequence[str], acronyms: frozenset[str] = frozenset()) -> list[str]:
    """Words in the singular, abbreviations spelled out; articles are left out, acronyms as they are."""
    words = []
    for place, word in enumerate(raw):
        if word in STOP and not (word == "a" and len(raw) == 1):
            continue
        word = _ROMAN.get(word, word) if place else word
        if word == "i" and place and place == len(raw) - 1 and sum(map(len, raw)) < CUT_FROM:
            word = "1"
        if word == "centres" and place + 1 < len(raw) and raw[place + 1].startswith("soci"):
            words.append(word)  # "association des centres sociaux" runs several, it is none of them
            continue
        as_it_is = (word,) in KIND_PHRASES or word in FIRST_NAMES or word in ORIENTATIONS or word in acronyms
        words += [word] if as_it_is else ABBREVIATIONS.get(word, "").split() or [_mended(singular(word))]
    return words


def normalise(name: str) -> str:
    """A name as compared: lower case, no accents, no articles or legal words, usual abbreviations spelled out, singular.

    Examples
    --------
    >>> normalise("Ctre de la Petite Étincelle"), normalise("CENTRE PETITE ETINCELLE (asso loi 1901)")
    ('centre petite etincelle', 'centre petite etincelle')
    """
    raw = raw_words(name)
    return " ".join(word for word in find_kinds(spell_out(raw), raw)[2] if word not in EMPTY)


def find_kinds(words: Sequence[str], raw: Sequence[str]) -> tuple[list[frozenset[str]], list[str], list[str]]:
    """Kinds in the order of the name, the words that are left, and all words with the kinds spelled out."""
    found: list[frozenset[str]] = []
    left: list[str] = []
    full: list[str] = []
    place = 0
    while place < len(words):
        for size in range(min(_LONGEST, len(words) - place), 0, -1):
            phrase = tuple(words[place : place + size])
            kind = KIND_PHRASES.get(phrase) or (_misspelled(phrase) if size > 1 else None)
            short = size == 1 and len(phrase[0]) < 4
            if kind and not (short and (phrase[0] not in raw or found)) and not (place and phrase in _FIRST_ONLY):
                found.append(kind)
                full += KIND_SPELLED[next(iter(kind))] if len(kind) == 1 else phrase
                place += size
                break
        else:
            left.append(words[place])
            full.append(words[place])
            place += 1
    return found, left, full


@lru_cache(maxsize=1 << 16)
def _misspelled(phrase: tuple[str, ...]) -> frozenset[str] | None:
    """The kind a phrase says with one slip in one of its longer words."""
    from rapidfuzz.distance import DamerauLevenshtein

    for place, word in enumerate(phrase):
        if len(word) > 4 and word not in _WORDS_OF_KINDS:
            for known in _AROUND.get((place, phrase[:place] + phrase[place + 1 :]), ()):
                if len(known) > 4 and DamerauLevenshtein.distance(word, known, score_cutoff=1) == 1:
                    return KIND_PHRASES[(*phrase[:place], known, *phrase[place + 1 :])]
    return None


def _around() -> dict[tuple[int, tuple[str, ...]], list[str]]:
    """The words of each phrase by what stands around them."""
    found: dict[tuple[int, tuple[str, ...]], list[str]] = defaultdict(list)
    for phrase in sorted(KIND_PHRASES):
        for place, word in enumerate(phrase):
            if len(phrase) > 1:
                found[place, phrase[:place] + phrase[place + 1 :]].append(word)
    return found


_AROUND = _around()
_WORDS_OF_KINDS = frozenset(word for phrase in KIND_PHRASES for word in phrase)


def complete_last(words: list[str]) -> list[str]:
    """The words of a name whose last one, cut short, ends a phrase that says a kind ("maison jeune cult")."""
    if not words or (words[-1],) in KIND_PHRASES or words[-1] in COMMON:
        return words
    for phrase in sorted(KIND_PHRASES):
        size = len(phrase)
        if 1 < size <= len(words) and tuple(words[-size:-1]) == phrase[:-1] and phrase[-1].startswith(words[-1]):
            return [*words[:-1], phrase[-1]]
    longer = [word for word in _VOCABULARY if len(words[-1]) > 3 and word.startswith(words[-1])]
    return [*words[:-1], min(longer, key=lambda word: (len(word), word))] if longer else words
