"""Whether two names may be of one body: what they share, what each says alone, and how much that weighs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial

from cooperation_graph.locale import N_
from cooperation_graph.survey.french_kinds import AREA_KINDS, KIND_SPELLED, SINGLE_KINDS
from cooperation_graph.survey.french_names import COMPASS, FIRST_NAMES, NETWORKS, ORDINARY
from cooperation_graph.survey.name_parts import NameParts
from cooperation_graph.survey.name_words import CUT_FROM

__all__ = ["Likeness", "compare_names"]

SAME_NAME = N_("same name once spelled alike")
ALIKE = N_("names alike")
SAME_BUT_PLACE = N_("same name, one says the place")
SAME_WITHOUT_KIND = N_("same name, one does not say what kind of body it is")
ONLY_PART = N_("one name says more than the other")
ONLY_ONE = N_("the only one of its kind here")
CUT = N_("one name is the other cut short")
ACRONYM = N_("an acronym and the name it stands for")
INITIALS = N_("three initials that fit the name")
NUMBERS_DIFFER = N_("numbers differ")
ORIENTATIONS_DIFFER = N_("directions differ")
KINDS_DIFFER = N_("kinds of bodies differ")
PLACES_DIFFER = N_("places differ")
ONLY_GENERIC = N_("only common words are shared")
SERVICE = N_("one may be a service of the other")
EACH_OWN = N_("each name says something the other does not")

#: A name this long that ends within a word of another was cut, whatever the width of its column.
SURELY_CUT_FROM = 30
#: How strong a likeness is: taken for the same at once; only if nothing else comes into question; never by itself.
SURE, ALONE, MAYBE, APART = 3, 2, 1, 0


@dataclass(frozen=True)
class Likeness:
    """``strength`` (SURE, ALONE, MAYBE, APART), and why."""

    strength: int
    reason: str


def compare_names(x: NameParts, y: NameParts) -> Likeness:
    """Compare what two names say.

    Names that contradict each other (numbers, directions, kinds, places, or an own word each) are APART. Without contradiction:
    equal words up to slips are SURE; one that says less is ALONE (good when no other body comes into question) or MAYBE.
    """
    if _cut(x, y):
        return Likeness(ALONE, CUT)
    if (acronym := _acronym(x, y)) and not (x.places and y.places and not x.places & y.places):
        return acronym
    veto = _contradiction(x, y)
    if veto:
        return Likeness(APART, veto)
    if _one_text(x, y):
        return Likeness(SURE, SAME_NAME)
    shared, only_x, only_y, forgiven = _matched(x.words, y.words, x.cut | y.cut)
    common_x, common_y = x.common - y.common - _kind_words(x, y), y.common - x.common - _kind_words(y, x)
    area = bool(x.kinds & y.kinds & AREA_KINDS)
    if x.is_parent and y.is_parent:
        if not _same_service(x, y, area):
            return Likeness(APART, SERVICE)
        if not x.words and not y.words and (x.common | x.extra):
            return Likeness(SURE, SAME_NAME) if bool(x.places) == bool(y.places) else Likeness(ALONE, ONLY_ONE)
    if only_x and only_y:
        return Likeness(APART, EACH_OWN if shared else ONLY_GENERIC)
    if (only_x or common_x) and (only_y or common_y) and not area:
        return Likeness(APART, EACH_OWN)
    if shared or (not x.words and not y.words and len(x.common & y.common) > 1):
        return _graded(x, y, shared, only_x | only_y, common_x | common_y, forgiven)
    return _only_kind(x, y) if x.kinds & y.kinds else Likeness(APART, ONLY_GENERIC)


def _kind_words(x: NameParts, y: NameParts) -> frozenset[str]:
    """Words of the kind of the other name where one says no kind: "centre Lavoir" beside "centre social Lavoir"."""
    return frozenset(word for kind in y.kinds for word in KIND_SPELLED[kind]) if y.kinds and not x.kinds else frozenset()


def _same_service(x: NameParts, y: NameParts, area: bool) -> bool:
    """Whether two names of a body with parts name the same part; of a wide area ("CD du Val") the name of the area may be left out."""
    first, second = ({word[:5]: word for word in name.words | name.common | name.extra} for name in (x, y))
    differ = {word for stem, word in (*first.items(), *second.items()) if (stem in first) != (stem in second)}
    return not differ or (area and not differ & (x.extra | y.extra | x.common | y.common))


def _one_text(x: NameParts, y: NameParts) -> bool:
    """Whether two names are one text but for spaces, of more than one word and more than a kind of body."""
    said_alike = (x.kinds, x.others, x.extra, bool(x.places)) == (y.kinds, y.others, y.extra, bool(y.places))
    told_there = all(name.words | name.common <= frozenset(name.text.split()) for name in (x, y))
    more_than_kind = " " in x.text + y.text and bool(x.words or not x.kinds)
    return said_alike and told_there and more_than_kind and x.text.replace(" ", "") == y.text.replace(" ", "")


def _contradiction(x: NameParts, y: NameParts) -> str:
    loose = bool(x.kinds & y.kinds & AREA_KINDS)
    if x.numbers != y.numbers and not (loose and (not x.numbers or not y.numbers)):
        return NUMBERS_DIFFER
    silent = (x.bare or y.bare) and bool(x.kinds & y.kinds & SINGLE_KINDS)
    if x.orientations & COMPASS != y.orientations & COMPASS and not silent:
        return ORIENTATIONS_DIFFER
    if x.orientations and y.orientations and not (x.orientations <= y.orientations or x.orientations >= y.orientations):
        return ORIENTATIONS_DIFFER
    if x.kinds and y.kinds and not x.kinds & y.kinds:
        return KINDS_DIFFER
    if x.others and y.others and not x.others & y.others:
        return KINDS_DIFFER
    if x.places and y.places and not x.places & y.places:
        return PLACES_DIFFER
    if x.extra and y.extra and not x.is_parent and not _matched(x.extra, y.extra | y.words)[0] and not _matched(y.extra, x.words)[0]:
        return EACH_OWN
    return ""


def _graded(
    x: NameParts, y: NameParts, shared: frozenset[str], alone: frozenset[str], common: frozenset[str], forgiven: int
) -> Likeness:  # fmt: skip
    """Names with words in common, none of which contradicts the other."""
    weight = sum(map(_weight, shared)) + 0.5 * len(x.common & y.common)
    kind_said = bool(x.kinds) == bool(y.kinds)
    others_said = x.others == y.others or not (x.others or y.others)
    place_said = bool(x.places) == bool(y.places)
    extra = frozenset() if x.is_parent else x.extra ^ y.extra
    adjective = x.orientations != y.orientations
    proper = frozenset(word for word in alone if word not in FIRST_NAMES and len(word) > 1)
    if shared and shared <= NETWORKS and not (x.text == y.text and kind_said):
        return Likeness(MAYBE, ONLY_PART)  # sections of one network
    if forgiven == 1 and len(shared) == 1 and len(next(iter(shared))) < 8:
        return Likeness(MAYBE, ALIKE)  # one letter of one short word: a slip, or another word
    if not alone and not common and not extra and kind_said and place_said and others_said and not adjective:
        return Likeness(ALONE if forgiven > 1 else SURE, ALIKE if forgiven else SAME_NAME)
    if not others_said and "parents' association" not in x.kinds & y.kinds:  # whose name may leave out the school
        return Likeness(MAYBE, ONLY_PART)
    if proper or len(common) > 2:
        least = 1 if x.kinds & y.kinds & SINGLE_KINDS and not common else 3
        enough = weight >= least and len(proper) <= 1 and len(common) <= 2 and kind_said
        return Likeness(ALONE if enough else MAYBE, ONLY_PART)
    if not kind_said and not place_said:
        return Likeness(MAYBE, SAME_WITHOUT_KIND)
    if adjective and weight < 2:
        return Likeness(MAYBE, ORIENTATIONS_DIFFER)
    if common and (not shared or weight < (1 if x.kinds and y.kinds else 3)):
        return Likeness(MAYBE, ONLY_PART)
    if not kind_said:
        sound = weight >= 1 and not common and not adjective and not (extra and weight < 3)
        return Likeness(ALONE if sound else MAYBE, SAME_WITHOUT_KIND)
    return Likeness(ALONE, SAME_BUT_PLACE if not alone and not common else ONLY_PART)


def _weight(word: str) -> float:
    """How much a shared word tells: little where it is one of a national network, of the language, or a first name."""
    return 0.5 if word in NETWORKS else 1 if word in ORDINARY or word in FIRST_NAMES or len(word) < 4 else 2


def _only_kind(x: NameParts, y: NameParts) -> Likeness:
    """Names of one kind of which one, at least, says no word of its own."""
    shared = x.kinds & y.kinds
    single, area = bool(shared & SINGLE_KINDS), bool(shared & AREA_KINDS)
    numbered = bool(x.numbers or x.orientations) and x.numbers == y.numbers and x.orientations == y.orientations
    if (x.extra or y.extra) and not x.is_parent:
        return Likeness(APART, ONLY_GENERIC)
    if x.words == y.words and (x.common == y.common or area):
        if x.places and y.places:
            if x.place_assumed or y.place_assumed:
                return Likeness(ALONE if single or not (x.place_assumed and y.place_assumed) else MAYBE, ONLY_ONE)
            return Likeness(SURE, SAME_NAME)
        if x.places or y.places:
            return Likeness(ALONE if single or numbered else MAYBE, ONLY_ONE)
        if numbered:
            return Likeness(SURE, SAME_NAME)
        abbreviated = " " not in x.written or " " not in y.written or (x.text == y.text and area)
        return Likeness(ALONE, ONLY_ONE) if single and abbreviated and x.written != y.written else Likeness(MAYBE, ONLY_GENERIC)
    plain = x if not x.words and not x.common else y
    if plain.words or plain.common or (plain.places and not plain.place_assumed and not area):
        return Likeness(APART, ONLY_GENERIC)
    return Likeness(ALONE if single else MAYBE, ONLY_ONE)


def _cut(x: NameParts, y: NameParts) -> bool:
    """Whether one name stops in the middle of a word of the other, as a column of fixed width leaves it."""
    short, long = (x, y) if x.length < y.length else (y, x)
    return short.length >= (CUT_FROM if short.cut or short.severed else SURELY_CUT_FROM) and any(
        len(whole) > len(beginning) >= 16 and whole.startswith(beginning) and (short.severed or whole[len(beginning)] != " ")
        for beginning, whole in ((short.text, long.text), (short.folded, long.folded))
    )


def _acronym(x: NameParts, y: NameParts) -> Likeness | None:
    """Whether one name is (with words of the other) the acronym that the other declares or spells."""
    if x.declared & y.declared:
        return Likeness(ALONE, ACRONYM)
    found: list[Likeness] = []
    for one, other in ((x, y), (y, x)):
        for word in one.words:
            rest = one.words - {word}
            if len(word) < 2 or word in ORDINARY or word == "avec" or rest - other.words - {part for place in other.places for part in place.split()}:
                continue
            spelled = {word, f"{word}s"}  # a word is read without its final s
            if spelled & other.declared and word not in other.words:
                found.append(Likeness(ALONE, ACRONYM))
            elif spelled & other.initials and len(other.text.split()) > 1 and not one.kinds:
                found.append(Likeness(ALONE, ACRONYM if len(word) > 3 else INITIALS) if not rest or len(word) > 3 else Likeness(MAYBE, INITIALS))
    return max(found, key=lambda like: (like.strength, like.reason == ACRONYM), default=None)


def _matched(
    first: frozenset[str], second: frozenset[str], cut: frozenset[str] = frozenset()
) -> tuple[frozenset[str], frozenset[str], frozenset[str], int]:
    """Words shared, those of each alone, and what had to be forgiven: 0 nothing (or initials), 1 slips, 2 shortened words."""
    shared = first & second
    only_first, only_second = set(first - second), set(second - first)
    forgiven = 0
    for cost, near in ((0, _initial), (1, _slip), (2, partial(_shortened, cut))):
        for word in sorted(only_first):
            found = [other for other in sorted(only_second) if near(word, other)]
            if len(found) == 1:
                shared |= {max(word, found[0], key=len)}
                only_first.discard(word)
                only_second.discard(found[0])
                forgiven = max(forgiven, cost)
    return shared, frozenset(only_first), frozenset(only_second), forgiven


@lru_cache(maxsize=1 << 18)
def _slip(x: str, y: str) -> bool:
    """Whether two words are one with a slip of the pen: one letter in six, two in ten; never two ordinary words."""
    from rapidfuzz.distance import DamerauLevenshtein

    size = min(len(x), len(y))
    if size < 6 or (x in ORDINARY and y in ORDINARY) or (x in FIRST_NAMES and y in FIRST_NAMES):
        return False
    if any(one.endswith("f") and other == f"{one[:-1]}ve" for one, other in ((x, y), (y, x))):
        return True  # positif, positive
    allowed = 1 if size < 10 else 2
    if size < 8 and x[0] != y[0]:
        return False
    return DamerauLevenshtein.distance(x, y, score_cutoff=allowed) <= allowed


def _initial(x: str, y: str) -> bool:
    short, long = (x, y) if len(x) < len(y) else (y, x)
    return len(short) == 1 and long.startswith(short)


def _shortened(cut: frozenset[str], x: str, y: str) -> bool:
    """Whether one word is the beginning of the other ("accomp" for "accompagnement"); of a name cut short, two letters are enough."""
    short, long = (x, y) if len(x) < len(y) else (y, x)
    if short in cut and len(short) > 1 and long.startswith(short):
        return True
    return len(short) > 3 and short not in ORDINARY and short not in FIRST_NAMES and len(long) - len(short) > 2 and long.startswith(short)
