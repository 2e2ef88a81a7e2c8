"""What a name of an organisation says: kind of body, own words, numbers, directions, places, acronyms; notes left aside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cooperation_graph.survey.french_kinds import KIND_PHRASES, PARENT_KINDS, singular
from cooperation_graph.survey.french_names import (
    ABBREVIATIONS,
    COMMON,
    EMPTY,
    FIRST_NAMES,
    FUNCTIONS,
    LEGAL,
    ORIENTATIONS,
    SERVICE_WORDS,
    TITLES,
    raw_words,
)  # fmt: skip
from cooperation_graph.survey.name_places import take_cut_place, take_places
from cooperation_graph.survey.name_words import CUT_FROM, STOP, complete_last, find_kinds, spell_out

__all__ = ["NameParts", "capitals", "former_names", "kinds", "read_name"]

#: Kinds named beside a body that say who runs it or where, not what it is.
_NOTED_KINDS = PARENT_KINDS | {"priority schools", "welfare office", "social landlord", "prevention team", "insertion workshop"}
_CIVILITY = re.compile(
    r"(?:^|(?<=[\s(,;:/–—-]))(?:mme|mlle|melle|mrs?|mm|dr|pr)\b\.?\s.*$"
    r"|(?<=[(,;:/–—-])\s?m\.\s?(?=[a-zà-ÿ]).*$|^(?:m\.|monsieur|madame|docteur)\s.*$", re.I,
)  # fmt: skip
_FORMER = re.compile(r"^\s*(?:ex\b|anc\b|anciennement|ancien nom|autrefois|devenue?|ou\b|alias|dite?\b)[\s.:-]*", re.I)
#: Separators of what follows a name: a dash between spaces, a stroke, a colon, a bar; a comma may also belong to the name.
_SEPARATOR = re.compile(r"\s+[-–—−]+\s*|\s*[-–—−]+\s+|\s*/\s*|\s*[:;|]\s+|\s*\n\s*")


@dataclass(frozen=True)
class NameParts:
    """What one way of writing a name says.

    ``kinds`` holds the kinds the body may be (an abbreviation may mean two), ``words`` what tells it from others, ``common`` the
    words many names share, ``extra`` the words said beside the name (in parentheses, behind a dash), ``declared`` acronyms written
    beside the full name, ``initials`` the acronyms its words would make, ``cut`` the last word where a column may have cut it,
    ``written`` the name before abbreviations are spelled out,
    ``folded`` all its letters, ``severed`` whether it
    ends with an article, as no name does.
    """

    text: str
    length: int
    kinds: frozenset[str]
    others: frozenset[str]
    words: frozenset[str]
    common: frozenset[str]
    extra: frozenset[str]
    numbers: frozenset[str]
    orientations: frozenset[str]
    places: frozenset[str]
    declared: frozenset[str]
    initials: frozenset[str]
    cut: frozenset[str]
    written: str
    folded: str
    severed: bool
    place_assumed: bool = False

    @property
    def bare(self) -> bool:
        """Whether the name says a kind of body and nothing else but, perhaps, where."""
        return bool(self.kinds) and not self.words and not self.numbers and not self.orientations and not self.extra

    @property
    def is_parent(self) -> bool:
        """Whether parts of this body are actors of their own."""
        return bool(self.kinds & PARENT_KINDS)


def kinds(name: str) -> frozenset[str]:
    """Kinds of bodies a name may say it is.

    Examples
    --------
    >>> sorted(kinds("M.J.C. de l'Étang")), sorted(kinds("CQ du Val")), sorted(kinds("Ville de Bréville - CCAS"))
    (['youth and culture house'], ['neighbourhood committee', 'neighbourhood council'], ['welfare office'])
    """
    return read_name(name).kinds


def _segments(text: str) -> tuple[list[str], list[str]]:
    """A name cut where something is said beside it: the pieces in a row, and those in parentheses."""
    inside = re.findall(r"[(\[{]([^()\[\]{}]*)[)\]}]?", text)
    outside = re.sub(r"[(\[{][^()\[\]{}]*[)\]}]?", " ; ", text)
    pieces: list[str] = []
    for piece in _SEPARATOR.split(outside):
        for order, part in enumerate(re.split(r"\s*,\s+", piece)):
            words = spell_out(raw_words(part))
            if order and pieces and not _is_note(words, part) and not find_kinds(words, raw_words(part))[0]:
                pieces[-1] += f" {part}"  # "Liens, voisinage et entraide"
            elif re.search(r"\w", part):
                pieces.append(part)
    return pieces, [piece for piece in inside if re.search(r"\w", piece)]


def _is_note(words: Sequence[str], text: str) -> bool:
    """Whether a piece says who answers, or nothing."""
    if _CIVILITY.search(text) or (words and words[0] in FUNCTIONS):
        return True
    if words and words[0] in FIRST_NAMES and (len(words) == 1 or (len(words) == 2 and len(words[1]) == 1)):
        return True
    if not any(character.isalpha() for character in text):
        return bool(re.search(r"\d{4,}", text))  # a telephone, a year, a postcode
    return bool(re.search(r"@|https?:|www\.", text)) or all(word in EMPTY for word in words)


def _cut_note(text: str) -> str:
    """A name without what follows a title ("Mme …") or, after a name, what somebody does ("référente familles")."""
    text = _CIVILITY.sub("", text) or text
    tokens = list(re.finditer(r"[^\W\d_]+", text))
    for place, token in enumerate(tokens):
        said = raw_words(token[0])
        before = raw_words(tokens[place - 1][0]) if place else []
        of_whom = text[: token.start()].rstrip().endswith(("'", "’")) or not before or before[0] in STOP | LEGAL
        if place and said and singular(said[0]) in TITLES and not of_whom:
            return text[: token.start()]
    return text


def _acronyms(raw: Sequence[str], places: Iterable[tuple[str, ...]] = (), declared: bool = False) -> frozenset[str]:
    """Acronyms the words of a name would make: with or without "association", with or without its place.

    Beside a declared acronym, the last word or two may be missing from it.
    """
    words = [word for word in raw if word not in STOP and not word.isdigit()]
    of_places = {word for phrase in places for word in phrase}
    found = set()
    for some in (words, [word for word in words if word not in LEGAL]):
        ends = [len(some)]
        while ends[-1] > 1 and (singular(some[ends[-1] - 1]) in of_places or (declared and len(ends) < 3)):
            ends.append(ends[-1] - 1)
        found |= {"".join(word[0] for word in some[:end]) for end in ends}
    whole = "".join(word[0] for word in raw if not word.isdigit())
    return frozenset(acronym for acronym in found if 2 < len(acronym) < 10) | (frozenset((whole,)) if 3 < len(whole) < 10 else frozenset())


def _bare_acronym(piece: str) -> str:
    """The acronym a piece consists of ("ALVEM", "A.L.V.E.M."), or nothing."""
    words = [word for word in raw_words(piece) if word not in STOP]
    return words[0] if len(words) == 1 and 2 <= len(words[0]) <= 9 and words[0].isalpha() else ""


@lru_cache(maxsize=1 << 17)
def read_name(
    text: str, places: frozenset[tuple[str, ...]] = frozenset(), acronyms: frozenset[str] = frozenset(), *, cut: bool = False
) -> NameParts:
    """Read what a name says.

    Parameters
    ----------
    text
        The name as it stands.
    places
        Places of the territory, as :func:`place_phrase` gives them.
    acronyms
        Words known to be acronyms: their final s is no plural.
    cut
        Whether a column of fixed width may have cut the name short.

    Examples
    --------
    >>> name = read_name("ADV - Amis des Vergers de Bréville (Mme L., présidente)", frozenset({("breville",)}))
    >>> sorted(name.words), sorted(name.places), sorted(name.declared)
    (['verger'], ['breville'], ['adv'])
    """
    pieces, inside = _segments(text)
    main: list[str] = []
    beside: list[tuple[str, bool]] = []
    declared: set[str] = set()
    whole = [word for piece in pieces for word in raw_words(piece)]
    shouting = text.upper() == text
    for order, (piece, parenthesis) in enumerate([(piece, False) for piece in pieces] + [(piece, True) for piece in inside]):
        if _FORMER.match(piece) and (main or order):
            continue  # another name of the same body: see `former_names`
        if order and _is_note(spell_out(raw_words(piece)), piece):
            continue
        acronym = _bare_acronym(piece)
        rest = [word for word in whole if word != acronym]
        in_capitals = piece.strip() == piece.strip().upper() and not shouting and len(acronym) > 2 and (acronym,) not in places
        beside_name = acronym and len(pieces) + len(inside) > 1 and (acronym,) not in KIND_PHRASES
        if beside_name and (in_capitals or acronym in _acronyms(rest, declared=True)):
            declared.add(acronym)
        elif parenthesis or main:
            beside.append((piece, parenthesis))
        else:
            main.append(piece)
    if not main and beside:
        main, beside = [beside[0][0]], beside[1:]
    if not main:
        main = [text]
    raw = raw_words(_cut_note(main[0]))
    spelled = spell_out(raw, acronyms | capitals(text))
    if cut and not inside:
        spelled = complete_last(spelled)
    found, left, full = find_kinds(spelled, raw)
    where, left = take_places(left, places)
    if cut and left and spelled and left[-1] == spelled[-1]:
        cut_place, left = take_cut_place(left, places)
        where |= cut_place
    extra: list[str] = []
    for piece, parenthesis in beside:
        more_raw = raw_words(_cut_note(piece))
        more, more_left, _ = find_kinds(spell_out(more_raw), more_raw)
        proper = [kind for kind in found if not kind <= PARENT_KINDS]
        if more and not proper and (not found or not more[0] <= PARENT_KINDS or left == []):
            if parenthesis:
                more = more[:1]
            found, left = [*more, *found], more_left if found else left + more_left  # "CD … - MDS …", "Tilleuls (centre social)"
        elif more and proper and not more[0] <= PARENT_KINDS:
            if more[0] <= _NOTED_KINDS or (more[0] & proper[0] and not more_left):
                continue  # "Collège Les Tilleuls (REP)": a note
            found, extra = found + more, extra + more_left
        elif more and more[0] <= PARENT_KINDS:
            extra += more_left
        else:
            said = [word for word in left if word not in EMPTY and word not in COMMON]
            more_left = [word for word in more_left if not (parenthesis and word in COMMON and (proper or said))]
            if not said and (not found or not found[0] <= PARENT_KINDS):
                left = left + more_left
            else:
                extra += more_left
    more_where, left = take_places(left, places)
    also, extra = take_places(extra, places)
    proper = [kind for kind in found if not kind <= PARENT_KINDS]
    head = (proper or found or [frozenset[str]()])[0]
    others = frozenset().union(*[kind for kind in proper[1:] if not kind & head]) if len(proper) > 1 else frozenset[str]()
    if (letter := re.search(r"\w{2,}[\s-]+([A-F])\W*$", _cut_note(main[0]))) and (len(text) < CUT_FROM or not shouting):
        every_letter = [letter[1].lower()]  # "École Jacques Brel B"
    else:
        every_letter = []
    if head and head <= PARENT_KINDS:  # "Ville de … - DSU": a service, not an acronym of the town
        extra += sorted(declared - _acronyms(raw, declared=True))
    every = [word for word in left if word not in EMPTY and not (head and head <= PARENT_KINDS and word in SERVICE_WORDS)]
    beyond = frozenset(word for word in extra if word not in EMPTY and not word.isdigit() and word not in ORIENTATIONS and word not in every)
    figures = [word for word in (*every, *extra) if word.isdigit()]
    own = frozenset(word for word in every if word not in every_letter and not word.isdigit() and word not in ORIENTATIONS)
    folded = raw_words(text)
    while folded and folded[-1] in STOP:
        folded.pop()
    own |= {letter.lower() for letter in re.findall(r"(?<![\w.])([A-Z])\.\s?(?=[A-Z][a-zà-ÿ])", main[0]) if letter != "M"}  # "A. Camus"
    return NameParts(
        text=" ".join(word for word in full if word not in EMPTY), length=len(text.strip()), kinds=head, others=others,
        words=own - COMMON, common=own & COMMON, extra=beyond, numbers=frozenset([*every_letter, *(figure.lstrip("0") or "0" for figure in figures)]),
        orientations=frozenset(ORIENTATIONS[word] for word in (*every, *extra) if word in ORIENTATIONS), places=where | more_where | also,
        declared=frozenset(declared), initials=_acronyms(raw, places), cut=frozenset(spelled[-1:] if cut else ()),
        written=" ".join(word for word in raw if word not in STOP),
        folded=" ".join(folded), severed=len(text.strip()) >= CUT_FROM and folded != raw_words(text),
    )  # fmt: skip


def capitals(text: str) -> frozenset[str]:
    """Words written in capitals as acronyms are: alone, or where the other words are not."""
    if text.upper() == text and len(raw_words(text)) > 1:
        return frozenset()
    found = {word.lower() for word in re.findall(r"\b[A-Z]{3,9}\b", text.replace(".", ""))}
    return frozenset(found - ABBREVIATIONS.keys())


def former_names(text: str) -> list[str]:
    """Other names that a name says the body had: "(ex …)", "anciennement …".

    Examples
    --------
    >>> former_names("France Travail (ex Pôle emploi)"), former_names("MJC")
    (['Pôle emploi'], [])
    """
    pieces, inside = _segments(text)
    found = [_FORMER.sub("", piece).strip() for piece in (*pieces[1:], *inside) if _FORMER.match(piece)]
    return [name for name in found if re.search(r"\w{3}", name)]
