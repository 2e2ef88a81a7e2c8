"""Kinds of French bodies as their names say them: phrases and abbreviations, versioned with the words of `french_names`.

Words stand in the singular and without articles. A phrase under two kinds is ambiguous: either may be meant.
"""

from __future__ import annotations

__all__ = ["AREA_KINDS", "KIND_PHRASES", "KIND_SPELLED", "PARENT_KINDS", "SINGLE_KINDS", "singular"]

#: Kind -> how names say it, spelled out first.
_KIND_TEXTS: dict[str, str] = {
    # Bodies that others belong to: the finer kind wins.
    "commune": "commune, ville, mairie, municipalite, hotel ville, collectivite, service municipal, service, direction",
    "department": "conseil departemental, conseil general, departement, cd, cg, collectivite departementale",
    "region": "conseil regional, region",
    "intermunicipality":
        "communaute commune, commune commune, comcom, commune agglomeration, cc, communaute agglomeration, ca, agglomeration, "
        "communaute urbaine, cu, metropole, eurometropole, intercommunalite, grand agglomeration, communaute, communaute agglo, cdc, "
        "codecom",
    "state": "prefecture, sous prefecture, etat",
    "prefect's delegate": "delegue prefet, deleguee prefet",
    "labour office": "ddets, deets, dreets, ddetspp, ddcs, ddcspp",
    "education authority": "education nationale",
    "rectorate": "rectorat, academie",
    "education inspectorate": "inspection academique, dsden, inspection education nationale, ien",
    # Public services.
    "welfare office": "centre communal action sociale, ccas, centre action sociale, centre commune action sociale",
    "intermunicipal welfare office": "centre intercommunal action sociale, cias",
    "family allowances": "caisse allocation familiale, caf, allocation familiale, caisse allocation famille",
    "health insurance": "caisse primaire assurance maladie, cpam, assurance maladie",
    "farm insurance": "mutualite sociale agricole, msa",
    "job centre": "pole emploi, france travail, anpe",
    "youth job office": "mission locale, ml, mission locale jeune, mission locale insertion jeune, mission locale insertion, miloj, milo",
    "disability job office": "cap emploi",
    "child health": "protection maternelle infantile, pmi, protection maternelle enfantile",
    "department social centre":
        "maison solidarite, mds, maison departementale solidarite, centre medico social, cms, unite territoriale action sociale, utas, "
        "maison departement solidarite, circonscription action sociale, espace departemental solidarite, maison solidarite departement",
    "disability office": "maison departementale personne handicapee, mdph",
    "one-stop service": "france service, maison france service, mfs, maison service public, msap, espace france service",
    "educational success": "programme reussite educative, pre, dispositif reussite educative, reussite educative, dre",
    "priority schools": "reseau education prioritaire, rep, rep plus, reseau ambition reussite",
    "probation service": "service penitentiaire insertion probation, spip",
    "youth protection": "protection judiciaire jeunesse, pjj, stemo, uemo",
    "municipal police": "police municipale, pm",
    "police": "police nationale, commissariat, police",
    "gendarmerie": "gendarmerie",
    "fire brigade": "sdis, sapeur pompier, pompier",
    "court": "tribunal",
    "law house": "maison justice droit, mjd",
    "law point": "point justice, point acces droit, pad",
    "hospital": "hopital, centre hospitalier, ch, chu",
    "clinic": "clinique",
    "nursing home": "ehpad, maison retraite",
    "sheltered housing": "residence autonomie, foyer logement",
    "health centre": "centre sante",
    "health house": "maison sante, msp, maison sante pluriprofessionnelle, pole sante",
    "health workshop": "atelier sante ville, asv",
    "health contract": "contrat local sante, cls",
    "pharmacy": "pharmacie",
    "mental health council": "conseil local sante mentale, clsm",
    "mental health centre": "centre medico psychologique, cmp, cmpp",
    "addiction service": "csapa",
    "harm reduction centre": "caarud",
    "young consumers' service": "cjc",
    "social centre":
        "centre social, centre sociale, c social, centre socioculturel, centre socio culturel, centre social culturel, "
        "centre social socioculturel, csc, cs, cscs, espace socioculturel, espace socio culturel, centre social familial, "
        "maison centre social, centre social citoyen, espace social culturel",
    # Neighbourhood bodies.
    "social centres": "centres social",
    "social life space": "espace vie sociale, evs, espace vie social, lieu vie sociale",
    "youth and culture house": "maison jeune culture, mjc, maison jeunesse culture, maison jeune",
    "neighbourhood house": "maison quartier, mdq, mq, espace quartier",
    "house for all": "maison pour tous, maison tous, mpt",
    "residents' house": "maison habitant, mdh",
    "project house": "maison projet",
    "citizens' house": "maison citoyen, maison citoyennete",
    "neighbourhood enterprise": "regie quartier, rq, regie territoire, regie urbaine, regie",
    "citizens' council": "conseil citoyen, cc, conseil citoyenne",
    "neighbourhood council": "conseil quartier, cdq, cq",
    "neighbourhood committee": "comite quartier, cq",
    "mediation point": "pimms, point information mediation multi service, pimm, pimms mediation, pimm mediation",
    "digital space": "espace public numerique, epn, cyber base, cyberbase, espace numerique, cyber espace",
    "youth information":
        "point information jeunesse, pij, bureau information jeunesse, bij, information jeunesse, crij, centre information jeunesse",
    "youth space": "espace jeune, local jeune, accueil jeune, club ado, espace ado, local ado, secteur jeune",
    "youth listening point": "point accueil jeune, paej",
    "adolescents' house": "maison adolescent, mda",
    "leisure centre": "centre loisir, accueil loisir, alsh, clsh, centre aere",
    "activity centre": "centre animation",
    "prevention team": "prevention specialisee, club prevention, prev spe, prevention spe, educateur rue, equipe prevention",
    "young workers' home": "foyer jeune travailleur, fjt, habitat jeune, residence habitat jeune",
    "emergency housing": "chrs, centre hebergement, hebergement urgence",
    "asylum housing": "cada",
    "women's rights centre": "centre information droit femme famille, cidff, cidf, centre information droit femme",
    "family federation": "union departementale association familiale, udaf",
    "family house": "maison famille, maison parent",
    "parents and children place": "lieu accueil enfant parent, laep",
    "social landlord":
        "office public habitat, oph, opac, bailleur social, bailleur, hlm, sa hlm, habitat loyer modere, habitat, esh, office habitat, "
        "bailleur hlm, societe hlm",
    # Schools and small children.
    "primary school": "ecole elementaire, ecole primaire, elementaire, ee",
    "nursery school": "ecole maternelle, maternelle, em",
    "school": "ecole",
    "school group": "groupe scolaire, gs",
    "middle school": "college",
    "high school": "lycee, lycee professionnel, lycee pro, lp, legt",
    "vocational school": "cfa, centre formation apprenti",
    "rural family school": "maison familiale rurale, mfr",
    "adult training": "greta",
    "second chance school": "e2c, ecole deuxieme chance",
    "training centre": "centre formation",
    "school fund": "caisse ecole",
    "creche": "creche, multi accueil, multiaccueil, eaje",
    "day nursery": "halte garderie, haltegarderie, garderie, halte jeu",
    "early childhood house": "maison petite enfance",
    "micro creche": "micro creche",
    "childminders": "relais petite enfance, rpe, relais assistante maternelle, ram, relais parent assistante maternelle",
    "parents' association": "parent eleve, ape, association parent eleve, amicale parent eleve",
    "fcpe": "fcpe",
    "peep": "peep",
    "parents' delegates": "delegue parent",
    "school association": "amicale laique, amicale",
    "school foyer": "foyer socio educatif, fse, maison lyceen",
    "school fund association": "sou ecole, cooperative scolaire",
    "usep": "usep",
    "tutoring": "accompagnement scolaire, aide devoir, clas, soutien scolaire",
    "afev": "afev",
    "social training": "ifac",
    # Culture, sport, daily life.
    "library": "bibliotheque, mediatheque",
    "toy library": "ludotheque",
    "museum": "musee",
    "third place": "tiers lieu, tierslieu",
    "theatre": "theatre",
    "cinema": "cinema, cine",
    "music school": "conservatoire, ecole musique",
    "troupe": "compagnie, troupe, theatre",
    "band": "fanfare",
    "brass band": "harmonie",
    "choir": "chorale",
    "orchestra": "orchestre",
    "radio": "radio",
    "culture centre": "centre culturel, cc, espace culturel, maison culture",
    "sports association": "association sportive, as, asso sportive, association sportif, amicale sportive",
    "sports union": "union sportive, us",
    "sporting club": "sporting club, sc",
    "sports club": "club sportif",
    "sports star": "etoile sportive",
    "sports entente": "entente sportive",
    "sports youth": "jeunesse sportive, js",
    "sports and culture association": "association sportive culturelle, asc",
    "club": "club",
    "residents' union":
        "amicale locataire, amicale, amicale resident, association locataire, confederation nationale logement, amicale habitant",
    "circle of friends": "amis, amies",
    "garden": "jardin partage, jardin, jardin collectif, jardin solidaire",
    "family gardens": "jardin familial, jardin ouvrier",
    "grocery": "epicerie sociale, epicerie solidaire, epicerie, epicerie sociale solidaire, epicerie social solidaire",
    "recycling shop": "ressourcerie, recyclerie, recyclerie creative",
    "repair café": "repair cafe",
    "café": "cafe associatif, cafe, cafe asso",
    "farm basket": "amap",
    "bicycle workshop": "atelier velo, maison velo",
    "collective": "collectif",
    "committee": "comite",
    "fête committee": "comite fete",
    "federation": "federation, confederation",
    "department committee": "comite departemental",
    "regional committee": "comite regional",
    "department union": "union departementale",
    "league": "ligue",
    "foundation": "fondation",
    "employment house": "maison emploi, maison emploi formation",
    "local employment plan": "plie, plan local insertion emploi",
    "cooperative": "cooperative, coop",
    "syndicate": "syndicat, syndicat mixte",
    "public interest group": "groupement interet public, gip",
    "employers' group": "geiq, groupement employeur",
    "insertion workshop": "chantier insertion, atelier chantier insertion, aci",
    "gymnasium": "gymnase, salle sport, stade municipal",
    "laundry": "laverie",
    "foyer": "foyer rural, foyer, foyer laique",
    "elders' club": "club troisieme age, club senior, club aine, club age or",
    "scouts": "scout, scout guide, scout guide france, eclaireur",
    "animals": "spa",
    "mutual aid group": "groupe entraide mutuelle, gem",
    "place of worship": "paroisse",
    "mosque": "mosquee",
    "church": "eglise",
    "temple": "temple",
    "synagogue": "synagogue",
    "shop": "boulangerie",
    "supermarket": "supermarche, supermarche cooperatif",
    "tobacconist": "tabac",
    "traders' union": "union commercant, association commercant, commercant",
}


def singular(word: str) -> str:
    """A word without the mark of the plural, as far as its letters show it.

    Examples
    --------
    >>> singular("locataires"), singular("sociaux"), singular("campus")
    ('locataire', 'social', 'campus')
    """
    if len(word) > 5 and word.endswith("eaux"):
        return word[:-1]
    if len(word) > 4 and word.endswith("aux"):
        return word[:-3] + "al"
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and not word.endswith(("ss", "us", "is")) else word


def _phrases() -> tuple[dict[tuple[str, ...], frozenset[str]], dict[str, tuple[str, ...]]]:
    """Phrase -> kinds, and kind -> the phrase it is spelled out with. Words that are a phrase alone (mjc, pimms) keep their final s."""
    texts = {kind: [phrase.split() for phrase in text.split(",")] for kind, text in _KIND_TEXTS.items()}
    alone = {"centres"} | {phrase[0] for phrases in texts.values() for phrase in phrases if len(phrase) == 1}
    found: dict[tuple[str, ...], set[str]] = {}
    spelled: dict[str, tuple[str, ...]] = {}
    for kind, phrases in texts.items():
        for phrase in phrases:
            words = tuple(word if word in alone else singular(word) for word in phrase)
            found.setdefault(words, set()).add(kind)
            spelled.setdefault(kind, words)
    return {words: frozenset(kinds) for words, kinds in found.items()}, spelled


#: Words of a phrase -> the kinds it may mean.
#: Kind -> how it is spelled out.
KIND_PHRASES, KIND_SPELLED = _phrases()
#: Kinds whose parts are actors of their own: a service named beside them makes another actor, and another kind beside them is meant.
PARENT_KINDS = frozenset((
    "commune", "department", "region", "intermunicipality", "state", "education authority", "family allowances", "syndicate", "federation",
    "hospital",
))
#: Kinds whose own name is a wider area, and of which a neighbourhood sees one: where they are from tells nothing apart.
AREA_KINDS = frozenset((
    "family allowances", "health insurance", "farm insurance", "job centre", "youth job office", "disability job office", "child health",
    "disability office", "probation service", "youth protection", "one-stop service", "women's rights centre", "family federation",
    "department", "region", "fire brigade", "employment house",
))
#: Kinds of which a town has one as a rule.
SINGLE_KINDS = AREA_KINDS | frozenset((
    "commune", "intermunicipality", "state", "education authority", "welfare office", "intermunicipal welfare office", "educational success",
    "social centre", "youth and culture house", "neighbourhood enterprise", "citizens' council", "municipal police", "police",
    "health workshop", "mental health council", "mediation point", "digital space", "youth information", "prevention team", "toy library",
    "library", "middle school", "neighbourhood house", "childminders", "school fund", "court", "department social centre", "priority schools",
    "prevention team", "young workers' home", "health contract", "social life space", "farm basket", "recycling shop", "grocery",
))
