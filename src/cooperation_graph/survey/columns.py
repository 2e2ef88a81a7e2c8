"""Column and table names, in French and English: the one list that the readers and the documentation share.

Each field has tiers of names. The first tier names the field itself; a later tier is a looser name, used only when no
column of an earlier tier is there. Two columns of one tier are ambiguous: the user must choose.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from cooperation_graph.locale import N_, translator
from cooperation_graph.survey.words import fold

__all__ = [
    "COLUMNS", "GROUPS", "KINDS", "REQUIRED", "TABLE_NAMES", "TITLES", "Match", "columns_markdown", "kind_of",
    "match_columns", "match_table",
]  # fmt: skip

Tiers = tuple[tuple[str, ...], ...]

_TERRITORY: Tiers = (
    ("territory", "territoire", "territory id", "id territoire", "code territoire", "identifiant territoire"),
    ("qpv", "code qpv", "quartier prioritaire", "contrat de ville", "code contrat", "code cv", "quartier"),
    ("site", "zone", "neighbourhood", "district"),
)  # fmt: skip
_WAVE: Tiers = (
    ("wave", "vague", "wave id", "id vague", "numéro de vague", "vague d'enquête"),
    ("année", "annee", "year", "exercice", "millésime", "campagne", "édition"),
    ("période", "period", "enquête", "survey"),
)
_ACTOR: Tiers = (
    ("actor", "acteur", "actor id", "id acteur", "code acteur", "identifiant acteur"),
    ("structure", "organisme", "organisation", "organization", "organisme partenaire", "id structure", "code structure"),
    ("partenaire", "partner", "membre", "member", "association"),
)
_PROJECT: Tiers = (
    ("project", "projet", "project id", "id projet", "code projet", "identifiant projet"),
    ("action", "id action", "code action", "opération", "dossier", "event", "événement"),
)
_NAME: Tiers = (
    ("name", "nom", "title", "titre"),
    ("raison sociale", "dénomination", "libellé", "intitulé", "label", "lib cv"),
)
_SECTOR: Tiers = (("sector", "secteur"), ("secteur d'activité", "métier", "trade", "branche"))
_FAMILY: Tiers = (
    ("family", "famille"),
    ("famille d'acteurs", "type d'acteur", "type de structure", "catégorie d'acteur", "statut juridique"),
)
_NETWORK: Tiers = (("network", "réseau"), ("réseau d'appartenance", "fédération"))
_SCALE: Tiers = (("scale", "échelle"), ("échelle d'intervention", "niveau territorial"))
_THEME: Tiers = (("theme", "thème"), ("thématique", "axe", "pilier", "domaine"))
_SIRET: Tiers = (("siret",), ("numéro siret", "n° siret", "no siret", "code siret"))
_SIREN: Tiers = (("siren",), ("numéro siren", "n° siren", "code siren"))
_RNA: Tiers = (("rna",), ("numéro rna", "n° rna", "code rna", "waldec"))
_INTENSITY: Tiers = (
    ("intensity", "intensité"),
    ("weight", "poids", "niveau de coopération", "degré de coopération", "force"),
)
_AMOUNT: Tiers = (
    ("amount", "montant"),
    ("montant accordé", "montant attribué", "montant voté", "subvention", "montant de la subvention"),
)
_REPORTED: Tiers = (("reported by", "déclaré par"), ("répondant", "respondent", "rapporté par", "dit par"))
_START: Tiers = (("start", "début"), ("date de début", "date début", "start date", "démarrage", "date de démarrage"))
_END: Tiers = (("end", "fin"), ("date de fin", "date fin", "end date", "clôture"))
_CALL: Tiers = (("call", "appel"), ("appel à projets", "aap", "dispositif", "guichet"))
_ROLE: Tiers = (("role", "rôle"), ("rôle dans le projet", "type de participation", "fonction"))

#: table -> field -> tiers of accepted names. `participations` also takes fields of actors and projects: it may hold everything.
COLUMNS: dict[str, dict[str, Tiers]] = {
    "participations": {
        "territory": _TERRITORY, "wave": _WAVE, "actor": _ACTOR, "project": _PROJECT, "role": _ROLE,
        "intensity": _INTENSITY, "amount": _AMOUNT,
        "rung": (("rung", "échelon"), ("niveau de participation", "degré de participation", "échelon de participation")),
        "decides": (("decides", "décide"),
                    ("décisionnaire", "pouvoir de décision", "voix délibérative", "prend part aux décisions")),
        "source": (("source",), ("origine",)), "reported_by": _REPORTED,
        "actor_name": (("actor name", "nom acteur", "nom de l'acteur"),
                       ("nom structure", "nom de la structure", "nom organisme", "raison sociale")),
        "project_name": (("project name", "nom projet", "nom du projet", "titre du projet", "project title"),
                         ("intitulé du projet", "nom de l'action", "intitulé de l'action", "titre de l'action",
                          "titre", "title")),
        "sector": _SECTOR, "family": _FAMILY, "network": _NETWORK, "scale": _SCALE,
        "siret": _SIRET, "siren": _SIREN, "rna": _RNA, "theme": _THEME,
    },
    "actors": {
        "actor": (_ACTOR[0], ("id", "identifiant", "code"), *_ACTOR[1:]), "territory": _TERRITORY, "wave": _WAVE,
        "name": (*_NAME, ("structure", "organisme", "actor name", "nom acteur", "nom structure")),
        "sector": _SECTOR, "family": _FAMILY, "network": _NETWORK, "scale": _SCALE,
        "siret": _SIRET, "siren": _SIREN, "rna": _RNA,
        "residents": (("residents", "habitants"), ("collectif d'habitants", "groupe d'habitants", "est habitant")),
        "animator": (("animator", "animateur"), ("animation", "équipe d'animation", "animatrice")),
        "institution": (("institution",), ("institutionnel", "est une institution")),
        "national": (("national",), ("identifiant national", "acteur national")),
        "aliases": (("aliases", "alias"), ("autres noms", "variantes", "sigle")),
    },
    "projects": {
        "project": (_PROJECT[0], ("id", "identifiant", "code"), *_PROJECT[1:]), "territory": _TERRITORY,
        "name": (*_NAME, ("project name", "nom projet", "nom action", "intitulé du projet", "intitulé de l'action")),
        "theme": _THEME, "kind": (("kind", "type"), ("nature", "type de projet", "type d'action", "catégorie")), "call": _CALL,
        "start": _START, "end": _END, "budget": (("budget",), ("budget total", "coût", "coût total", "montant")),
        "quality": (("quality", "qualité"), ("note de qualité", "qualité du projet")),
    },
    "territories": {
        "territory": (_TERRITORY[0], ("id", "identifiant", "code"), *_TERRITORY[1:]), "name": _NAME,
        "stratum": (("stratum", "strate"), ("type de territoire", "milieu", "type")), "region": (("region", "région"),),
        "population": (("population",), ("habitants", "nombre d'habitants", "population qpv", "population totale")),
        "latitude": (("latitude",), ("lat",)), "longitude": (("longitude",), ("lon", "lng", "long")),
        "animation_start": (("animation start", "début animation", "début de l'animation"),
                            ("date d'animation", "animé depuis", "animation")),
    },
    "waves": {
        "wave": (_WAVE[0], ("id", "identifiant", "code", "année", "year"), *_WAVE[2:]),
        "label": (("label", "libellé"), ("name", "nom", "titre")),
        "order": (("order", "ordre"), ("rang", "numéro")), "start": _START, "end": _END,
        "max_choices": (("max choices", "choix maximum"), ("nombre maximum de choix", "maximum de partenaires à citer", "maximum choices")),
    },
    "ties": {
        "territory": _TERRITORY, "wave": _WAVE,
        "source": (("source",), ("de", "from", "acteur 1", "répondant", "acteur source"), ("acteur", "actor")),
        "target": (("target", "cible"), ("vers", "to", "acteur 2", "acteur cible", "acteur cité"), ("partenaire", "partner")),
        "kind": (("kind", "type"), ("nature", "lien", "relation", "type de lien")), "intensity": _INTENSITY,
        "reported_by": (("reported by", "déclaré par"), ("rapporté par", "dit par")),
    },
    "responses": {
        "territory": _TERRITORY, "wave": _WAVE, "actor": _ACTOR,
        "status": (("status", "statut"), ("réponse", "response", "état", "a répondu")),
        "date": (("date",), ("date de réponse", "date de l'entretien", "date de collecte", "response date")),
        "collector": (("collector", "enquêteur"), ("enquêtrice", "collecté par", "collected by", "interviewer")),
        "items_missing": (("items missing", "questions sans réponse"), ("nombre de questions sans réponse", "missing items")),
    },
    "applications": {
        "territory": _TERRITORY, "wave": _WAVE, "call": _CALL,
        "application": (("application", "candidature"), ("demande", "dossier", "id candidature", "numéro de dossier")),
        "actor": _ACTOR, "role": _ROLE, "theme": _THEME, "amount": (*_AMOUNT, ("montant demandé",)),
        "granted": (("granted", "accordé", "accordée"), ("retenu", "retenue", "lauréat", "décision", "acceptée")),
    },
    "targets": {
        "indicator": (("indicator", "indicateur"), ("metric", "mesure")), "territory": _TERRITORY,
        "wave": (*_WAVE, ("échéance", "deadline")), "target": (("target", "cible"), ("valeur cible", "objectif", "valeur visée")),
        "direction": (("direction", "sens"), ("sens souhaité", "évolution souhaitée")),
        "baseline": (("baseline", "référence"), ("vague de référence", "départ", "baseline wave")),
    },
    "correspondences": {
        "kind": (("kind", "type"), ("objet", "nature")), "wave": _WAVE,
        "old": (("old", "ancien"), ("avant", "ancien code", "code ancien", "before")),
        "new": (("new", "nouveau"), ("après", "nouveau code", "code nouveau", "after")),
        "share": (("share", "part"), ("proportion", "poids")), "relation": (("relation",), ("lien", "type de relation")),
    },
}  # fmt: skip

#: Fields without which a row of the table says nothing.
REQUIRED: dict[str, tuple[str, ...]] = {
    "participations": ("territory", "wave", "actor", "project"), "actors": ("actor",), "projects": ("project",),
    "territories": ("territory",), "waves": ("wave",), "ties": ("territory", "wave", "source", "target"),
    "responses": ("territory", "wave", "actor", "status"),
    "applications": ("territory", "wave", "application", "actor"), "targets": ("indicator", "wave", "target"),
    "correspondences": ("kind", "old", "new"),
}  # fmt: skip

#: Attributes of actors that may form silos, found by name when the user declares none.
GROUPS = ("sector", "family", "network", "scale")

#: Fields in words.
TITLES: dict[str, str] = {
    "territory": N_("Territory"), "wave": N_("Wave"), "actor": N_("Actor"), "project": N_("Project"), "role": N_("Role"),
    "intensity": N_("Intensity"), "amount": N_("Amount"), "rung": N_("Rung of participation"),
    "decides": N_("Has a say in decisions"),
    "source": N_("Source"), "reported_by": N_("Reported by"), "name": N_("Name"), "sector": N_("Sector"), "family": N_("Family"),
    "network": N_("Network"), "scale": N_("Scale"), "residents": N_("Residents"), "animator": N_("Animator"),
    "institution": N_("Institution"), "national": N_("National identifier"), "aliases": N_("Other names"), "theme": N_("Theme"),
    "kind": N_("Kind"), "call": N_("Call for projects"), "start": N_("Start"), "end": N_("End"), "budget": N_("Budget"),
    "stratum": N_("Stratum"), "region": N_("Region"), "population": N_("Population"), "latitude": N_("Latitude"),
    "longitude": N_("Longitude"), "animation_start": N_("Start of animation"), "label": N_("Label"), "order": N_("Order"),
    "target": N_("Target"), "status": N_("Status"), "application": N_("Application"), "granted": N_("Granted"),
    "indicator": N_("Indicator"), "direction": N_("Direction"), "baseline": N_("Wave of reference"), "old": N_("Before"),
    "new": N_("After"), "date": N_("Date"), "collector": N_("Collected by"), "items_missing": N_("Questions left blank"),
    "max_choices": N_("How many could be named"),
    "share": N_("Share"), "relation": N_("Relation"), "quality": N_("Quality"),
}  # fmt: skip

#: How the cells of a field are read: id, text, number, date, boolean, or one of the lists of words. Text where nothing is said.
KINDS: dict[str, str] = {
    **dict.fromkeys(("territory", "wave", "actor", "project", "application", "siret", "siren", "rna", "indicator", "baseline",
                     "old", "new", "reported_by"), "id"),
    **dict.fromkeys(("intensity", "amount", "budget", "population", "latitude", "longitude", "order", "share", "target",
                     "quality", "items_missing", "max_choices"), "number"),
    **dict.fromkeys(("start", "end", "date"), "date"),
    **dict.fromkeys(("residents", "animator", "institution", "national", "decides", "granted"), "boolean"),
    "role": "role", "status": "status", "direction": "direction", "relation": "relation", "source": "source",
    "ties.source": "id", "ties.target": "id", "ties.kind": "tie", "correspondences.kind": "correspondence",
}  # fmt: skip

#: Names of files (without extension) and of sheets.
TABLE_NAMES: dict[str, tuple[str, ...]] = {
    "participations": ("participations", "participation", "participants", "acteurs projets", "actor projects"),
    "actors": (
        "actors",
        "acteurs",
        "structures",
        "organismes",
        "partenaires",
        "organisations",
        "actors by wave",
        "acteurs par vague",
    ),
    "projects": ("projects", "projets", "actions"),
    "territories": ("territories", "territoires", "quartiers", "qpv"),
    "waves": ("waves", "vagues", "vagues d'enquête"),
    "ties": ("ties", "liens", "relations"),
    "responses": ("responses", "réponses", "répondants", "suivi des réponses"),
    "applications": ("applications", "candidatures", "demandes"),
    "targets": ("targets", "objectifs", "cibles"),
    "correspondences": ("correspondences", "correspondances"),
}


def kind_of(table: str, column: str) -> str:
    """How the cells of a field are read."""
    return KINDS.get(f"{table}.{column}", KINDS.get(column, "text"))


@cache
def _tables() -> dict[str, str]:
    return {fold(name): table for table, names in TABLE_NAMES.items() for name in names}


def match_table(name: str) -> str | None:
    """Return the table a file or sheet name stands for; digits at the end (a wave, a copy) do not count.

    Examples
    --------
    >>> match_table("Réponses"), match_table("participations_2023"), match_table("Feuil1")
    ('responses', 'participations', None)
    """
    return _tables().get(fold(name)) or _tables().get(fold(name.rstrip("0123456789 _-()")) or "")


@dataclass(frozen=True)
class Match:
    """Which column of a file is which field.

    Attributes
    ----------
    fields
        Column of the file -> field.
    ambiguous
        Field -> the columns that could each be it.
    """

    fields: dict[str, str] = field(default_factory=dict)
    ambiguous: dict[str, tuple[str, ...]] = field(default_factory=dict)


def match_columns(table: str, columns: Iterable[str], chosen: dict[str, str] | None = None) -> Match:
    """Match the columns of a file with the fields of a table.

    Parameters
    ----------
    table
        One of the tables of a survey.
    columns
        Headings as they stand in the file.
    chosen
        Headings already decided by the user: column -> field; they are left alone.

    Examples
    --------
    >>> match_columns("actors", ["Id", "Structure", "Secteur d'activité", "Ville"]).fields
    {'Id': 'actor', 'Structure': 'name', "Secteur d'activité": 'sector'}
    """
    taken = dict(chosen or {})
    free = {column: fold(column) for column in columns if column not in taken}
    found: dict[str, str] = {}
    ambiguous: dict[str, tuple[str, ...]] = {}
    for name, tiers in COLUMNS[table].items():
        if name in taken.values():
            continue
        for tier in tiers:
            keys = {fold(word) for word in tier}
            hits = [column for column, key in free.items() if key in keys]
            if hits:
                own = [column for column in hits if free[column] == fold(name)]  # the field's own name is no guess
                chosen_one = (own or hits)[0]
                if len(hits) > 1 and len(own) != 1:
                    ambiguous[name] = tuple(hits)
                found[chosen_one] = name
                del free[chosen_one]
                break
    return Match(found, ambiguous)


def columns_markdown(lang: str = "fr") -> str:
    """Render the accepted table and column names as Markdown, for the documentation.

    Examples
    --------
    >>> "| `wave` | wave, vague" in columns_markdown("en")
    True
    """
    _ = translator(lang)
    lines = []
    for table, fields in COLUMNS.items():
        names = ", ".join(TABLE_NAMES[table])
        lines += [f"### {table}", "", _(N_("Accepted names of the file or sheet: {names}."), names=names), "",
                  "| " + _(N_("field")) + " | " + _(N_("accepted headings, the first ones win")) + " |", "|---|---|"]  # fmt: skip
        for name, tiers in fields.items():
            bold = "**" if name in REQUIRED[table] else ""
            lines.append(f"| {bold}`{name}`{bold} | " + " · ".join(", ".join(tier) for tier in tiers) + " |")
        lines.append("")
    return "\n".join(lines)
