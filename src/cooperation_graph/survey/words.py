"""Words a cell may hold, in French and English, and the code each stands for."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

__all__ = ["BLANK_WORDS", "TOTAL_WORDS", "WORDS", "fold", "look_up"]

#: Articles, prepositions and units that do not change which column is meant: « Nom de la structure », « Montant (€) ».
_EMPTY_WORDS = frozenset((
    "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "un", "une", "of", "the",
    "eur", "euro", "euros",
))  # fmt: skip


@cache
def fold(text: str) -> str:
    """Fold case, accents, punctuation, plural marks and articles, so that spellings of one heading meet.

    Examples
    --------
    >>> fold("Nom de l'acteur"), fold("NOM_ACTEURS"), fold("Rôle")
    ('nomacteur', 'nomacteur', 'role')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain = plain.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae")
    words = re.findall(r"[a-z]+|[0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain).casefold())
    kept = [word for word in words if word not in _EMPTY_WORDS] or words
    return "".join(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in kept)


#: Closed lists of words: what is being named -> code -> accepted words (the code itself is always accepted).
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "role": {
        "lead": ("pilote", "porteur", "porteur de projet", "porteuse", "chef de file", "chef de projet", "responsable",
                 "leader", "coordinateur", "coordonnateur", "coordinatrice", "lead partner", "chair", "chairman",
                 "chairwoman", "chairperson", "maître d'ouvrage"),
        "co_lead": ("copilote", "co-pilote", "coporteur", "co-porteur", "co-porteuse", "coresponsable", "co-leader",
                    "cochairman", "co-chairman", "cochair", "vice chair", "vice chairman", "vice chairwoman",
                    "vice chairperson", "copilotage"),
        "partner": ("partenaire", "associé", "associée", "partenaire associé", "contributeur", "contributrice",
                    "partenariat"),
        "host": ("hôte", "accueil", "structure d'accueil", "accueillant", "hébergeur", "employeur", "employer"),
        "participant": ("participante", "membre", "member", "ranking member", "membre de droit", "ex officio", "présent",
                        "présente", "invité", "invitée"),
        "funder": ("financeur", "financeuse", "cofinanceur", "co-financeur", "attribuant", "attributeur", "bailleur de fonds",
                   "mécène", "financement", "donor"),
        "beneficiary": ("bénéficiaire", "public", "usager", "attributaire"),
        "animator": ("animateur", "animatrice", "animation", "facilitateur", "facilitatrice", "facilitator"),
    },
    "status": {
        "answered": ("répondu", "a répondu", "oui", "yes", "complet", "complète", "complete", "réponse", "réponse complète",
                     "répondant"),
        "partial": ("partiel", "partielle", "incomplet", "incomplète", "réponse partielle", "incomplete", "en partie"),
        "no_answer": ("sans réponse", "pas de réponse", "n'a pas répondu", "non répondu", "non-réponse", "non", "no",
                      "non répondant", "refus", "no answer", "nonresponse", "injoignable"),
        "not_asked": ("non interrogé", "non interrogée", "pas interrogé", "non sollicité", "not asked"),
        "not_yet_existing": ("pas encore créé", "pas encore créée", "inexistant", "n'existait pas", "n'existe pas encore",
                             "not yet existing"),
        "left": ("parti", "partie", "sorti", "a quitté", "a quitté le territoire", "dissous", "dissoute", "disparu", "fermé",
                 "fermée", "dissolved", "closed"),
    },
    "direction": {
        "increase": ("hausse", "augmenter", "augmentation", "croissant", "à la hausse", "plus", "up", "higher", "increasing",
                     "1", "+1", "+", "↑"),
        "decrease": ("baisse", "diminuer", "diminution", "décroissant", "à la baisse", "moins", "réduire", "down", "lower",
                     "decreasing", "-1", "-", "↓"),
    },
    "source": {
        "respondent": ("répondant", "enquête", "enquêté", "questionnaire", "déclaratif", "déclaration", "survey"),
        "register": ("registre", "fichier", "administratif", "base", "liste", "programmation"),
        "both": ("les deux", "deux", "both sources"),
    },
    "correspondence": {
        "actor": ("acteur", "structure", "organisme"),
        "project": ("projet", "action"),
        "territory": ("territoire", "quartier", "qpv"),
        "theme": ("thème", "thématique", "axe"),
    },
    "relation": {
        "same": ("identique", "même", "renommé", "renommage", "rename", "renamed", "1-1"),
        "merge": ("fusion", "fusionné", "fusionnée", "merged"),
        "split": ("scission", "scindé", "scindée", "division", "partage"),
    },
    "boolean": {
        "true": ("oui", "o", "yes", "y", "1", "vrai", "t", "x", "ok"),
        "false": ("non", "n", "no", "0", "faux", "f"),
    },
    "family": {
        "state": ("état", "service de l'état", "services de l'état", "préfecture", "education nationale"),
        "local_authority": ("collectivité", "collectivité territoriale", "collectivité locale", "commune", "ville", "mairie",
                            "intercommunalité", "epci", "département", "région", "local authority"),
        "public_body": ("organisme public", "établissement public", "opérateur de l'état", "opérateur public", "public",
                        "public body"),
        "association": ("associations", "associatif", "ong", "ngo", "charity"),
        "company": ("entreprise", "société", "privé", "commerce", "business"),
        "residents": ("habitants", "habitant", "conseil citoyen", "citoyens", "collectif d'habitants"),
        "social_landlord": ("bailleur social", "bailleur", "organisme hlm", "hlm", "social landlord"),
    },
    "tie": {
        "cooperation": ("coopération", "collaboration", "travail en commun", "partenariat"),
        "competition": ("concurrence", "compétition", "rivalité"),
        "trust": ("confiance",),
        "information": ("échange d'information", "échanges d'informations"),
    },
}  # fmt: skip

#: What people type where there is no data; never taken for a number, a date or a yes/no.
BLANK_WORDS = frozenset((
    "nd", "n.d.", "n.d", "n/d", "nc", "n.c.", "n/c", "na", "n/a", "n.a.", "#n/a", "nr", "n.r.", "-", "–", "—", "?", "…", "...",
    "inconnu", "inconnue", "non renseigné", "non renseignée", "non communiqué", "non disponible", "sans objet", "so", "s.o.",
    "ns", "nsp", "ne sait pas", "unknown", "none", "null", "nan", "vide", "à compléter",
))  # fmt: skip

#: First words of a row that adds up others.
TOTAL_WORDS = re.compile(r"\s*(sous[\s-]?total|total|totaux|ensemble|subtotal|sub-total|grand total)\b", re.IGNORECASE)


@cache
def _index(kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, words in WORDS[kind].items():
        for word in (code, *words):
            found.setdefault(_word_key(word), code)
    return found


def _word_key(word: str) -> str:
    return fold(word) or word.strip()  # signs such as + and - fold to nothing


def look_up(kind: str, word: str) -> str | None:
    """Return the code of a word, or None when it is not in the list.

    Examples
    --------
    >>> look_up("role", "Porteuse"), look_up("status", "a répondu"), look_up("role", "Chauffeur")
    ('lead', 'answered', None)
    """
    stripped = word.strip()
    return _index(kind).get(_word_key(stripped)) if fold(stripped) or stripped in "+-↑↓" else None
