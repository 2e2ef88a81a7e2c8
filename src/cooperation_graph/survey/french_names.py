"""Names of French organisations, made comparable: accents, articles, legal words, usual abbreviations, kinds of bodies.

The tables are versioned: a change of :data:`VERSION` may change which names are taken for the same.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["VERSION", "kinds", "normalise", "numbers", "orientations", "own_words"]

VERSION = "2026-11"

#: Words that say nothing about who it is.
_EMPTY = frozenset((
    "a au aux d de des du en et l la le les un une pour par sur sous dans chez association associations asso ass loi "
    "1901 sarl sas scic scop eurl sa eirl antenne siege npu"
).split())
#: Abbreviations that mean one thing among neighbourhood actors.
_ABBREVIATIONS = {
    "mjc": "maison jeunes culture", "ccas": "centre communal action sociale", "cias": "centre intercommunal action sociale",
    "caf": "caisse allocation familiale", "cs": "centre social", "csc": "centre socioculturel", "rq": "regie quartier",
    "mdq": "maison quartier", "st": "saint", "ste": "sainte", "hlm": "habitat loyer modere", "oph": "office public habitat",
    "cpam": "caisse primaire assurance maladie", "pmi": "protection maternelle infantile", "cc": "conseil citoyen",
    "ml": "mission locale", "mfr": "maison familiale rurale", "epn": "espace public numerique", "asv": "atelier sante ville",
    "msap": "maison service public", "pij": "point information jeunesse", "bij": "bureau information jeunesse",
    "cidff": "centre information droit femme famille", "udaf": "union departementale association familiale",
    "mairie": "commune", "ville": "commune", "municipalite": "commune", "dpt": "departement", "cd": "conseil departemental",
    "com": "commune", "sce": "service", "gpt": "groupement", "soc": "social", "assoc": "association", "asso": "association",
    "agglo": "agglomeration", "ca": "communaute agglomeration", "cu": "communaute urbaine",
    "socio": "social", "ctre": "centre", "mais": "maison", "qtier": "quartier",
}  # fmt: skip
#: Kinds of bodies: two names of different kinds are different bodies, however alike.
_KINDS = (
    "centre commune action sociale", "caisse ecole", "communaute agglomeration", "communaute urbaine", "communaute commune", "metropole",
    "departement", "region", "syndicat", "federation",
    "centre social", "centre socioculturel", "centre socio culturel", "college", "lycee", "ecole", "creche",
    "maison jeunes culture", "centre communal action sociale", "commune", "regie quartier", "mission locale",
    "conseil citoyen", "conseil departemental", "prefecture", "maison quartier", "club", "amicale", "foyer", "epicerie",
    "ressourcerie", "ludotheque", "mediatheque", "bibliotheque", "pharmacie", "gymnase", "theatre", "conservatoire",
    "office public habitat", "habitat loyer modere", "caisse allocation familiale", "espace public numerique",
    "maison familiale rurale", "collectif", "comite", "radio", "fanfare", "chorale", "jardin", "halte garderie",
    "maison sante", "union sportive", "parents eleves", "parent eleve",
)  # fmt: skip
#: Words many names share.
_GENERIC = frozenset((
    "centre maison quartier social sociale socioculturel culture culturel jeune jeunes jeunesse commune service "
    "action ecole college lycee club comite collectif conseil citoyen espace atelier foyer union france departement "
    "departemental habitant locale mission regie saint sainte amicale sport sportive sportif famille familiale enfant "
    "femme solidarite solidaire ensemble agglomeration communaute metropole mediation insertion groupement caisse"
).split())
_ORIENTATIONS = {
    "nord": "nord", "sud": "sud", "est": "est", "ouest": "ouest", "centre-ville": "centre ville", "haut": "haut", "haute": "haut",
    "hauts": "haut", "hautes": "haut", "bas": "bas", "basse": "bas", "vieux": "vieux", "grand": "grand", "grande": "grand",
    "petit": "petit", "petite": "petit",
}  # fmt: skip
_ROMAN = {"ii": "2", "iii": "3", "iv": "4"}


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()
    plain = plain.replace("&", " et ").replace("+", " et ")
    plain = re.sub(r"(?<=\b[a-z])\.(?=[a-z]\b)", "", plain)  # M.J.C. → mjc
    return re.findall(r"[a-z]+|\d+", plain)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("aux") and word not in ("eaux",):
        return word[:-3] + "al"
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and not word.endswith(("ss", "us", "is")) else word


def normalise(name: str) -> str:
    """A name as compared: lower case, no accents, no articles or legal words, abbreviations spelled out, singular.

    Examples
    --------
    >>> normalise("M.J.C. de l'Étang"), normalise("Maison des Jeunes et de la Culture L'Etang")
    ('maison jeune culture etang', 'maison jeune culture etang')
    >>> normalise("C.C.A.S. (Ville de Saint-Œil)")
    'centre communal action sociale commune saint oeil'
    """
    spelled: list[str] = []
    for word in _words(name):
        word = _ROMAN.get(word, word)
        spelled += _ABBREVIATIONS.get(word, word).split()
    return " ".join(_singular(word) for word in spelled if word not in _EMPTY)


def numbers(normalised: str) -> frozenset[str]:
    """Figures in a normalised name, without leading zeros."""
    return frozenset(word.lstrip("0") or "0" for word in normalised.split() if word.isdigit())


def orientations(normalised: str) -> frozenset[str]:
    """Directions and opposites: north, south, upper, lower, old, great, small."""
    return frozenset(_ORIENTATIONS[word] for word in normalised.split() if word in _ORIENTATIONS)


def kinds(normalised: str) -> frozenset[str]:
    """Kinds of bodies a normalised name says it is; the longest ones only."""
    padded = f" {normalised} "
    found = {kind for kind in _SINGULAR_KINDS if f" {kind} " in padded}
    longest = {kind for kind in found if not any(kind != other and kind in other for other in found)}
    return frozenset(longest - {"commune"} or longest)  # « CCAS de la ville de… » is a CCAS


def own_words(normalised: str) -> frozenset[str]:
    """Words that tell this body from others: neither common ones nor those that say what kind of body it is.

    Examples
    --------
    >>> sorted(own_words(normalise("CCAS de Bréville"))), sorted(own_words(normalise("Centre communal d'action sociale")))
    (['breville'], [])
    """
    of_kind = {word for kind in kinds(normalised) for word in kind.split()}
    return frozenset(
        word for word in normalised.split() if word not in _SINGULAR_GENERIC and word not in of_kind and not word.isdigit()
    )


_SINGULAR_KINDS = tuple(" ".join(_singular(word) for word in kind.split()) for kind in _KINDS)
_SINGULAR_GENERIC = frozenset(_singular(word) for word in _GENERIC)
