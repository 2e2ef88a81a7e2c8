"""Headings of files of subsidies: the names of the SCDL standard, and those that publishers write instead.

Fields bear the names of the standard (SCDL « subventions » 1.1 to 2.1.1, the 2017 order before it, the extended draft of
data.subvention); a few more are ours: ``codeBeneficiaire`` (the publisher's own number of an organisation), ``theme``,
``territoire``, ``montantFonctionnement``, ``montantInvestissement``, ``sousTotal``. Tiers are read as in
:mod:`cooperation_graph.survey.columns`: the first tier that a file has is the field.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from cooperation_graph.survey.words import fold

__all__ = [
    "ESSENTIAL", "FIELDS", "SCDL", "find_fields", "heading_key", "heading_score", "known_headings", "may_be_aid", "may_be_granted", "rivals",
    "theme_in", "unit_in", "years_in",
]  # fmt: skip

Tiers = tuple[tuple[str, ...], ...]

#: Accepted headings by field, in the order in which fields choose.
FIELDS: dict[str, Tiers] = {
    "nomBeneficiaire": (
        ("nom beneficiaire", "nom du bénéficiaire", "nom de l'organisme bénéficiaire", "désignation du bénéficiaire",
         "beneficiaire nom", "nom des bénéficiaires", "libellé bénéficiaire", "bénéficiaire libellé", "nom association",
         "organisme bénéficiaire", "association bénéficiaire", "nom bénéficiaire subvention", "attrib nom", "liborgabenef",
         "nom de l'organisme bénéficiaire d'une subvention"),
        ("bénéficiaire", "tiers bénéficiaire", "libellé tiers", "libellé complet tiers", "nom du tiers", "nom tiers", "nom structure",
         "nom organisme", "raison sociale bénéficiaire"),
        ("raison sociale", "association", "structure", "organisme", "dénomination", "nom de l'association ou organisme", "tiers",
         "raison sociale sirene", "dénomination sociale", "nom ou raison sociale", "intitulé association", "nom asso", "nom du partenaire"),
        ("nom attributaire", "attributaire"),
    ),
    "suiteBeneficiaire": (("raison sociale 2", "raison sociale suite", "complément raison sociale", "nom bénéficiaire 2"),),
    "idBeneficiaire": (
        ("id bénéficiaire", "identification du bénéficiaire", "identification du bénéficiaire siret", "siret bénéficiaire",
         "identification siret du bénéficiaire", "id beneficiare", "i beneficiaire", "bénéficiaire siret", "bénéficiaire siren", "beneficiaire code",
         "code tiers bénéficiaire", "n° siret attributaire", "attrib siret", "siret association", "n° siret bénéficiaire",
         "siren bénéficiaire", "identifiant bénéficiaire", "n° siret fusion", "siret organisme bénéficiaire"),
        ("bénéficiaires id", "siret ou nir", "code siren siret", "siren siret", "siret siren", "code tiers"),
        ("actor id",),
    ),
    "siret": (
        ("siret", "n° siret", "numéro siret", "code siret", "numéro de siret", "n° de siret", "no siret", "num siret", "siren",
         "n° siren", "numéro siren", "code siren", "numéro de siren"),
    ),
    "rnaBeneficiaire": (
        ("rna bénéficiaire", "rna", "n° rna", "numéro rna", "code rna", "identification rna du bénéficiaire", "waldec", "rna association"),
    ),
    "codeBeneficiaire": (
        ("code bénéficiaire", "n° asso", "code asso", "code association", "n° association", "numéro association", "code structure",
         "n° tiers", "numéro tiers", "num tiers", "code organisme", "id structure"),
        ("code",),
    ),
    "nomAttribuant": (
        ("nom attribuant", "nom de l'organisme attributaire", "nom de l'attributaire", "autorité administrative", "nom collectivité",
         "attribuant", "organisme attributaire", "attributeur", "coll nom", "cscollnom", "collectivité attribuante",
         "nom de l'autorité administrative", "parlementaire", "collectivité"),
        ("ministère", "financeur", "libellé ministère"),
        ("nom attributaire", "attributaire"),
    ),
    "idAttribuant": (
        ("id attribuant", "identification de l'attribuant", "identification de l'attributaire",
         "identification siret de l'attribuant", "siret autorité administrative", "i attribuant", "identifiant attribuant",
         "siret organisme attributaire", "coll siret", "attribuant id", "siret attribuant", "siret collectivité", "attribuant siret",
         "identification de l'attributaire siret"),
    ),
    "montant": (
        ("montant", "montant total de la subvention", "montant de la subvention", "montant subvention", "montant en euros"),
        ("montant voté", "montant accordé", "montant attribué", "montant alloué", "montant décidé", "montant décidé ligne",
         "montant octroyé", "montant de l'aide", "montant aide", "subvention accordée", "subvention attribuée", "subvention votée",
         "subvention allouée", "subvention", "subvention totale", "subvention octroyée", "mtsubv", "montant des autorisations d'engagement",
         "détail des subventions", "montant total accordé", "montant total attribué", "montant total voté", "montant individuel",
         "attribution", "montant engagé", "montant notifié", "montant conventionné", "montant voté par demande", "subvention annuelle"),
        ("montant versé", "mandaté", "montant mandaté", "montant payé", "montant réalisé", "versé", "total des mandats émis",
         "subvention versée", "subventions versées", "réalisé", "montant total versé", "montant liquidé", "montant budgétaire liquidé",
         "montant budget", "réalisé en numéraire valeur ca"),
        ("montant total", "total", "total des subventions", "total subventions", "somme", "somme des subventions versées", "subventions"),
    ),
    "montantFonctionnement": (
        ("montant de la subvention de fonctionnement", "subvention de fonctionnement", "fonctionnement", "montant fonctionnement",
         "subvention fonctionnement"),
    ),
    "montantInvestissement": (
        ("montant de la subvention d'investissement", "subvention d'investissement", "investissement", "montant investissement",
         "subvention investissement", "subvention d'équipement", "montant équipement"),
    ),
    "montantExceptionnel": (
        ("subvention exceptionnelle", "montant exceptionnel", "exceptionnel", "montant de la subvention exceptionnelle"),
    ),
    "montantProjet": (("subvention projet", "montant projet", "subvention sur projet", "subvention action"),),
    "sousTotal": (("total des subventions", "total par association", "total association", "total général", "total"),),
    "montantPret": (("montant du prêt", "prêt", "montant prêt"),),
    "montantGarantie": (("montant de la garantie", "garantie", "montant garantie", "garantie d'emprunt"),),
    "avantagesNature": (
        ("avantages en nature", "estimation des avantages en nature", "estimation avantage natures", "aide en nature",
         "montant des avantages en nature", "valorisation", "prestations en nature", "subvention en nature"),
        ("détail des avantages en nature", "détail avantages nature"),
    ),
    "montantDemande": (("montant demandé", "montant sollicité", "subvention demandée", "subvention sollicitée", "demande"),),
    "exercice": (
        ("exercice", "excercice", "exercice budgétaire", "année budgétaire", "année", "annee", "millésime", "année convention",
         "année décision", "année de la demande", "date décision tri", "année de subvention", "année subv", "annee subvention",
         "année d'attribution", "anne", "année de versement", "année exercice"),
        ("campagne", "période", "wave", "vague"),
    ),
    "dateConvention": (
        ("date convention", "date de la convention", "date de la convention de subvention", "datedeconvention",
         "date de signature de la convention", "date signature de la convention", "date signature", "la date conv"),
        ("date décision", "date de décision", "date - décision", "date de la décision", "date délibération", "date de délibération",
         "date vote", "datevote", "acte date", "date du vote", "date de notification", "date attribution", "date de la délibération",
         "date assemblée", "année d'octroi de la subvention", "date"),
    ),
    "referenceDecision": (
        ("référence décision", "référence de la décision", "référence délibération", "référence de la délibération",
         "référence décision 1", "n° délibération", "numéro de délibération", "acte ref", "décision ref", "référence convention",
         "numéro de décision", "n° de décision", "délibération", "référence acte"),
        ("dossier code", "numéro de dossier", "n° dossier", "code dossier", "numéro complet engagement", "identifiant unique", "n° convention",
         "référence administrative demande", "numéro de convention", "référence", "id poste"),
    ),
    "objet": (
        ("objet", "object", "objet de la subvention", "objet du dossier", "objet de l'aide", "objet de la convention", "objet convention",
         "objet subvention", "nom du projet", "intitulé du projet", "libellé du projet", "lib action"),
        ("projet", "action", "intitulé de l'action", "intitulé", "descriptif", "description", "dossier", "libellé dossier", "libellé",
         "nom de l'action", "nom du dossier", "manifestation", "intitulé du dossier", "désignation"),
    ),
    "theme": (
        ("theme", "thématique", "politique publique", "domaine", "programme", "libellé programme", "commission",
         "thématique subvention", "domaine d'intervention", "domaine d'activité", "secteur d'intervention", "politique",
         "programme budgétaire"),
        ("mission", "fonction", "direction", "service", "chapitre", "délégation", "nature fonction"), ("imputation",),
    ),
    "nature": (("nature", "nature de la subvention", "nature de l'aide", "nature subvention", "type d'aide"),
               ("type de subvention", "type subvention")),
    "conditionsVersement": (("conditions versement", "conditions de versement", "conditions de versement de la subvention",
                             "condition versement", "modalités de versement", "subv versement"),),
    "datesPeriodeVersement": (
        ("dates période versement", "date ou période de versement", "date ou périodes de versement", "dateperiodedeversement",
         "dateperiodedversement", "dates ou périodes de versement", "période de versement", "date de versement", "dates de versement",
         "date période de versement", "dates de période de versement", "date période versement"),
        ("date premier versement", "date de paiement", "date mandat", "date de mandat"),
    ),
    "idRAE": (("id rae", "identifiant rae de l'aide au titre de laquelle la subvention est attribuée", "n° unique de référencement au rae",
               "numéro unique de référencement au rae", "numéro de référencement au répertoire des entreprises", "rae num",
               "identification irae de l'aide attribuée",
               "numéro unique de référencement au répertoire des aides aux entreprises rae"),),
    "notificationUE": (("notification ue", "notification à l'union européenne", "aide notifiée à l'europe",
                        "aide d'etat notifiée à la commission européenne", "aide d'etat ou pas notifiée à l'ue",
                        "aide d'etat notifie à la commission européenne", "aides ne relevant pas d'une aide d'état"),),
    "pourcentageSubvention": (("pourcentage subvention", "pourcentage du montant total de la subvention attribuée au bénéficiaire",
                               "pourcentage du montant de la subvention attribuée au bénéficiaire",
                               "pourcentage du montant de la subvention attribué au bénéficiaire", "pourentagesubvention",
                               "% du mt de la subvention attribuée au bénéficiaire", "pourcentage", "quote part"),),
    "dispositifAide": (("dispositif aide", "dispositif", "dispositif d'aide", "nom du dispositif", "libellé dispositif"),),
    "statutLabel": (("statut label", "statut de la demande", "statut", "décision", "avis", "état de la demande"),),
    "attribuantsCofinanceurs": (("attribuants cofinanceurs", "cofinanceurs", "co-financeurs", "autres financeurs"),),
    "idCofinancement": (("id cofinancement", "identifiant cofinancement"),),
    "territoire": (
        ("territoire", "qpv", "code qpv", "quartier prioritaire", "contrat de ville", "code cv", "code contrat"),
        ("département attributeur",),
    ),
    "echelle": (("échelle",),),
    "departement": (("département", "code département", "dept", "dep", "insee dep"),),
    "region": (("région", "code région", "insee reg"),),
    "sousTheme": (("sous thème", "sous thématique"),),
    "commune": (("commune", "ville", "commune bénéficiaire", "ville bénéficiaire"),),
    "nom": (("nom",),),
    "prenom": (("prénom",),),
    "groupe": (("groupe", "groupe politique", "groupe parlementaire"),),
    "secteur": (("secteur", "secteur d'activité"),),
    "statutJuridique": (("statut juridique", "forme juridique", "catégorie juridique", "type de structure", "type d'organisme"),),
}  # fmt: skip

#: The fields of the standard, in its order.
SCDL = (
    "nomAttribuant", "idAttribuant", "exercice", "dateConvention", "referenceDecision", "nomBeneficiaire", "idBeneficiaire",
    "rnaBeneficiaire", "objet", "montant", "nature", "conditionsVersement", "datesPeriodeVersement", "idRAE", "notificationUE",
    "pourcentageSubvention", "dispositifAide",
)  # fmt: skip
#: Fields that two columns must not both be.
ESSENTIAL = ("montant", "nomBeneficiaire")

#: What remains of a heading that says an amount, or a beneficiary, in words of its own.
_PATTERNS = {
    "montant": (
        re.compile(
            r"montant|\bsomme\b|\bmandate|subvention.*(accord|attribu|vote|allou|vers|octroy|proposee 20)|\b(?:ca|bp)[ _]?(?:19|20)\d\d\b"
        ),
        re.compile(
            r"demand|sollicit|propos|pret|garanti|nature|avantage|pourcent|taux|%|date|period|objet|nom|type|restant|solde|budget|cout|"
            r"anterieur|n-1|deja|precedent|condition|beneficiaire|siret|total par|plafond|valorise|subventionnable|eligible|assiette|\bdont\b"
        ),
    ),
    "nomBeneficiaire": (
        re.compile(r"benefici|associat|organisme|raison sociale|structure|tiers|porteur"),
        re.compile(
            r"siret|siren|rna|ident|\bid\b|code|\bn°|num|adresse|commune|ville|\bcp\b|postal|type|categorie|\bnb\b|nombre|statut|forme|"
            r"montant|subvention|objet|date|pourcent|attribuant|secteur|nature|part\b"
        ),
    ),
}  # fmt: skip
#: Fields whose headings may be misspelt.
_ALMOST = ("nomBeneficiaire", "montant", "idBeneficiaire", "objet", "exercice", "dateConvention", "nomAttribuant", "datesPeriodeVersement")
_HINT = re.compile(r"\((?:n°\s*)?(?:siret|siren|rna|aaaa[^)]*|jj[^)]*|en\s+)?(?:€|euros?|eur|ttc|ht|\d{0,2})?\s*\)|\(s\)", re.IGNORECASE)
_OTHER_UNIT = re.compile(r"(?i)\b[km]\s?€|\b[km] ?euros?\b|\bmilliers|\bmillions|\bxpf\b|\bf\.? ?cfp\b|\bcfp\b|\bfrancs?\b|\$")
_AID = re.compile(r"subvention|montant|(?<![a-z])aide|dotation|prime")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_THEME = re.compile(r"^([^()]+)\(([^()]{3,})\)\s*$")


def heading_key(heading: str) -> str:
    """Fold a heading: accents, case, stars, units and hints of format between brackets do not count; nor does a year.

    Examples
    --------
    >>> heading_key("Date de la convention (AAAA-MM-JJ)*") == heading_key("dateConvention")
    True
    >>> heading_key("Montant Voté (€)"), heading_key("Aide notifiÃ©e")
    ('montantvote', 'aidenotifiee')
    """
    text = _repair(heading)
    text = _HINT.sub("", text).replace("%", " pourcent ")
    return fold(_YEAR.sub("", text)) or fold(text)


def _repair(heading: str) -> str:
    """A heading whose accents were decoded twice gets them back."""
    if "Ã" in heading:
        try:
            return heading.encode("cp1252").decode("utf-8")
        except UnicodeError:
            return heading.replace("Ã©", "é").replace("Ã ", "à").replace("Ã¨", "è")
    return heading


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", _repair(text)).casefold()
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _index() -> tuple[dict[str, list[tuple[str, int]]], dict[str, str]]:
    """Folded heading -> fields and tiers; letters of a heading -> the heading, for those whose accents are lost."""
    found: dict[str, list[tuple[str, int]]] = {}
    letters: dict[str, str] = {}
    for field, tiers in FIELDS.items():
        for number, tier in enumerate(((field, *tiers[0]), *tiers[1:])):
            for word in tier:
                places = found.setdefault(heading_key(word), [])
                if field not in (name for name, _ in places):
                    places.append((field, number))
                letters.setdefault(re.sub(r"[^a-z0-9]", "", _plain(word)), heading_key(word))
    return found, letters


def _key(heading: str) -> str:
    """Folded heading; one that holds replacement characters is looked up letter by letter."""
    if "\ufffd" not in heading:
        key = heading_key(heading)
        if key not in _index()[0] and (match := _THEME.match(heading)):
            return heading_key(match[1])
        return key
    pattern = re.sub(r"[^a-z0-9\ufffd]", "", _plain(heading)).replace("\ufffd", ".{1,2}")
    hits = {key for letters, key in _index()[1].items() if re.fullmatch(pattern, letters)}
    return hits.pop() if len(hits) == 1 else heading_key(heading)


def theme_in(heading: str) -> str:
    """The theme that stands between brackets after the word of a heading.

    Examples
    --------
    >>> theme_in("Association (cohésion sociale)"), theme_in("Montant (€)")
    ('cohésion sociale', '')
    """
    match = _THEME.match(heading)
    return match[2].strip() if match and not _HINT.search(heading) else ""


def years_in(heading: str) -> frozenset[str]:
    """The years that a heading names."""
    return frozenset(_YEAR.findall(heading))


def may_be_granted(heading: str) -> bool:
    """Whether an amount under a heading may be one that was granted, not one that was asked for or proposed."""
    return not _PATTERNS["montant"][1].search(_plain(heading))


def may_be_aid(heading: str) -> bool:
    """Whether a heading may be that of one more aid in money: « Subvention handisport », « Aide à l'emploi »."""
    return may_be_granted(heading) and _AID.search(_plain(heading)) is not None


def unit_in(heading: str) -> str:
    """The unit of amounts that a heading says, when it is not the euro.

    Examples
    --------
    >>> unit_in("Montant (k€)"), unit_in("Subvention en milliers d'euros"), unit_in("Montant XPF"), unit_in("Montant (€)")
    ('k€', 'milliers', 'XPF', '')
    """
    match = _OTHER_UNIT.search(heading)
    return match[0].strip() if match else ""


def known_headings(cells: Iterable[object]) -> int:
    """How many different known headings stand among some cells."""
    index = _index()[0]
    return len({key for cell in cells if isinstance(cell, str) and 1 < len(cell) < 200 and (key := _key(cell)) in index})


def heading_score(cells: Sequence[object]) -> int:
    """How much a row looks like the headings of subsidies: those that name a beneficiary and an amount look so equally.

    Examples
    --------
    >>> heading_score(["Structure", "Montant"]) == heading_score(["Structure", "Nature", "Objet", "Montant"]) > heading_score(["Objet"])
    True
    """
    known = known_headings(cells)
    if known < 2:
        return known
    fields, _ = find_fields([cell for cell in dict.fromkeys(cells) if isinstance(cell, str) and cell], {})
    named = {"nomBeneficiaire", "idBeneficiaire"} & set(fields)
    return 1000 if named and any(field.startswith("montant") or field == "sousTotal" for field in fields) else known


def find_fields(headings: Sequence[str], chosen: Mapping[str, str], blank: Iterable[str] = ()) -> tuple[dict[str, str], list[str]]:
    """Find the column of each field.

    Parameters
    ----------
    headings
        Headings of a table.
    chosen
        Heading -> field, decided by the user; an empty field leaves the column out.
    blank
        Headings of columns without any cell: taken only when no other column is the field.

    Returns
    -------
    tuple
        Field -> heading, and the fields whose heading was known by a part of it alone.

    Examples
    --------
    >>> find_fields(["Structure", "SIRET bénéficiaire", "Montant attribué en séance"], {})
    ({'nomBeneficiaire': 'Structure', 'idBeneficiaire': 'SIRET bénéficiaire', 'montant': 'Montant attribué en séance'}, ['montant'])
    """
    index, empty = _index()[0], set(blank)
    folded = {heading_key(heading): field for heading, field in chosen.items()}
    decided = {h: chosen.get(h, folded.get(heading_key(h))) for h in headings}
    found = {field: heading for heading, field in decided.items() if field}
    free = {heading: _key(heading) for heading, field in decided.items() if field is None}
    for field in FIELDS:
        if field in found:
            continue
        hits = sorted(
            (heading in empty, tier, place, heading)
            for place, (heading, key) in enumerate(free.items())
            for name, tier in index.get(key, ()) if name == field
        )  # fmt: skip
        if hits:
            found[field] = hits[0][3]
            del free[hits[0][3]]
    guessed = []
    parts = {"montantFonctionnement", "montantInvestissement", "montantExceptionnel", "montantProjet"}
    for field, (wanted, refused) in _PATTERNS.items():
        if field in found or (field == "montant" and parts & set(found)):
            continue
        hits_ = [h for h in free if h not in empty and wanted.search(_plain(h)) and not refused.search(_plain(h))]
        if len(hits_) == 1:
            found[field] = hits_[0]
            del free[hits_[0]]
            guessed.append(field)
    for field in _ALMOST:
        if field not in found and (near := _almost(field, free)):
            found[field] = near
            del free[near]
            guessed.append(field)
    if "nomBeneficiaire" not in found and "nom" in found and "prenom" not in found:
        found["nomBeneficiaire"] = found.pop("nom")
        guessed.append("nomBeneficiaire")
    return found, guessed


def _almost(field: str, free: Mapping[str, str]) -> str:
    """The heading that is a known one but for a slip of the pen, when there is only one."""
    from rapidfuzz import fuzz

    words = [key for key, places in _index()[0].items() if len(key) >= 6 and field in (name for name, _ in places)]
    near = [
        heading for heading, key in free.items() if any(fuzz.ratio(key, word, score_cutoff=86 if len(word) > 12 else 90) for word in words)
    ]
    return near[0] if len(near) == 1 else ""


def rivals(headings: Sequence[str], found: Mapping[str, str], blank: Iterable[str] = ()) -> list[str]:
    """The columns that could each be the amount: same tier, or the same heading twice; fewer than two say there is no doubt."""
    index, empty = _index()[0], set(blank)
    if "montant" not in found:
        refused = _PATTERNS["montant"]
        taken = set(found.values())
        return [h for h in headings if h not in empty | taken and refused[0].search(_plain(h)) and not refused[1].search(_plain(h))]
    tier = dict(index.get(_key(found["montant"]), [])).get("montant")
    own = [h for h in headings if h not in empty and h not in (v for f, v in found.items() if f != "montant")]
    return [h for h in own if tier is not None and dict(index.get(_key(re.sub(r" \(\d\)$", "", h)), [])).get("montant") == tier]
