"""Words that names are made from: places, organisations by sector, themes. French, and nobody's on purpose."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "CITY_PLACES", "OVERSEAS_PLACES", "OVERSEAS_WORDS", "PEOPLE", "RURAL_PLACES", "SECTORS", "SETTINGS", "THEMES", "TOWNS",
    "WORDS", "Kind",
]  # fmt: skip

#: Settings of a territory: they choose the words.
SETTINGS = ("QPV", "rural", "overseas")

CITY_PLACES = (
    "Les Ormes", "Les Hautes-Fougères", "La Clairière", "Le Grand Pré", "Les Tilleuls-Blancs", "Bel-Essor",
    "La Lanterne", "Les Quatre-Chemins", "Le Moulin-Neuf", "L'Estuaire", "Les Glycines", "La Butte-aux-Merles",
    "Les Deux-Rives", "L'Orée-du-Bois", "Les Églantiers", "Le Clos-Fleuri", "La Houlette", "Les Iris", "Val-Joyeux",
    "Les Œillets",
)  # fmt: skip
RURAL_PLACES = (
    "Vallée-des-Noisetiers", "Plateau-du-Genévrier", "Saint-Elme-des-Prés", "Montfleuri-le-Haut", "Bourg-aux-Chênes",
    "Pays-des-Trois-Sources", "Haute-Combe-d'Ambre", "La Ferté-aux-Grives", "Bois-Cœuvré", "Lande-aux-Ajoncs",
)  # fmt: skip
OVERSEAS_PLACES = (
    "Ravine-Claire", "Morne-Doré", "Savane-Bleue", "Bois-Lélé", "Îlet-des-Songes", "Anse-Colibri", "Mtsanga-Moinga",
    "Fond-Vanille", "Crique-Maripa", "Pointe-Flamboyant",
)  # fmt: skip
TOWNS = (
    "Montclairval", "Sainte-Aubépine", "Bourg-Lanterne", "Port-Mélusine", "Villeneuve-la-Feinte", "Châtel-Brumaire",
    "Grandlieu-les-Saules", "Roche-Émaillée", "Pont-Chimère", "Fontenelle-sur-Songe", "Cœurville",
)  # fmt: skip
WORDS = (
    "L'Éclaircie", "La Passerelle", "L'Étincelle", "Les Trois Ponts", "L'Arc-en-Ciel", "Le Trait d'Union", "La Ruche",
    "L'Escale", "Le Cœur de la Cité", "L'Oasis", "Les Hirondelles", "La Boussole", "L'Envol", "Le Phare",
    "La Clé de Sol", "L'Amandier", "Le Fil d'Ariane", "Les Semailles", "La Bonne Étoile", "L'Écoute-s'il-pleut",
    "Le Grenier", "La Traversée", "L'Été indien", "Les Cinq Continents", "Le Tournesol", "La Maisonnée",
    "L'Abri-Côtier", "Le Sémaphore", "L'Ouvre-Boîte", "La Fabrique", "Les Bâtisseurs", "L'Aiguillage", "Le Préau",
    "La Grande Échelle", "L'Œil neuf", "Les Voisins d'ici", "Le Grain de sel", "La Marelle", "L'Hirondelle bleue",
    "Le Chaînon", "La Cordée", "Les Lucioles", "L'Élan", "Le Relais",
)  # fmt: skip
OVERSEAS_WORDS = (
    "Lespwa", "Ti Moun Ansanm", "Kaz Solèy", "Lakou Kontan", "Gran Moun Vayan", "Zétwal", "Péyi an nou",
    "Maloya la Vi", "Bwa Flè", "Konbit Jennès", "Mama Wema", "Wenka Pamoja", "Ti Kaz Ékri", "L'Allamanda",
    "Le Flamboyant", "La Canopée",
)  # fmt: skip
PEOPLE = (
    "Éloïse-Vasseur", "Anatole-Brémont", "Zélie-Carpentier", "Honoré-Lœillet", "Maëlle-d'Aubrac",
    "Théophile-Grandjean", "Noémie-Le Guével", "Aimé-Saint-Clair", "Rosa-Delmas", "François-Xavier-N'Diaye",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of organisation: how it is named, and what it is."""

    name: str
    family: str
    scale: str = "Quartier"
    network: str = ""
    once: bool = False  # one in a territory
    settings: tuple[str, ...] = SETTINGS

    @property
    def residents(self) -> bool:
        return self.family == "Habitants"

    @property
    def institution(self) -> bool:
        return self.family in ("État", "Collectivité", "Organisme public")


_ASSO, _TOWN, _STATE, _BODY, _FIRM, _PEOPLE_FAMILY, _LANDLORD = (
    "Association", "Collectivité", "État", "Organisme public", "Entreprise", "Habitants", "Bailleur social",
)  # fmt: skip

#: The kinds of each sector; those that exist once come first and are given to the first actors of the sector.
SECTORS: dict[str, tuple[Kind, ...]] = {
    "Social et santé": (
        Kind("Centre social {word}", _ASSO, network="Réseau des centres sociaux", once=True),
        Kind("CCAS de {town}", _TOWN, "Commune", once=True),
        Kind("Maison de santé pluriprofessionnelle {place}", _FIRM, "Commune", once=True),
        Kind("Service départemental d'action sociale – antenne {place}", _TOWN, "Département", once=True),
        Kind("Espace de vie sociale {word}", _ASSO, network="Réseau des centres sociaux"),
        Kind("Épicerie solidaire {word}", _ASSO),
        Kind("Association {word}, écoute et santé", _ASSO, "Commune"),
        Kind("Atelier bien-être {word}", _ASSO),
        Kind("Entraide {word}", _ASSO, network="Collectif d'initiatives citoyennes"),
        Kind("Accueil de jour {word}", _ASSO, "Commune"),
    ),
    "Éducation et jeunesse": (
        Kind("École élémentaire {person}", _STATE, once=True),
        Kind("Service jeunesse de {town}", _TOWN, "Commune", once=True),
        Kind("Collège {person}", _STATE, "Commune", once=True),
        Kind("Ludothèque {word}", _ASSO),
        Kind("Club de prévention {word}", _ASSO, "Département"),
        Kind("Aide aux devoirs {word}", _ASSO, network="Collectif d'initiatives citoyennes"),
        Kind("Association des parents d'élèves {person}", _PEOPLE_FAMILY),
        Kind("Foyer de jeunes {word}", _ASSO),
        Kind(
            "Association pour la promotion de la lecture, de l'écriture et de l'accompagnement à la scolarité des "
            "enfants et des jeunes de {place} et de ses environs ({word})", _ASSO, "Intercommunalité",
        ),
    ),
    "Emploi et insertion": (
        Kind("Régie de quartier {place}", _ASSO, network="Réseau des régies", once=True, settings=("QPV", "overseas")),
        Kind("Régie de territoire {place}", _ASSO, "Intercommunalité", "Réseau des régies", True, ("rural",)),
        Kind("Agence publique de l'emploi – {town}", _BODY, "Commune", once=True),
        Kind("Point d'accueil des jeunes vers l'emploi de {town}", _ASSO, "Intercommunalité", once=True),
        Kind("Chantier d'insertion {word}", _ASSO, "Commune"),
        Kind("Coopérative d'activité {word}", _FIRM, "Intercommunalité"),
        Kind("Couveuse d'entreprises {word}", _ASSO, "Intercommunalité"),
        Kind("Atelier de réparation {word}", _FIRM),
        Kind("{word} Formation", _FIRM, "Commune"),
        Kind("Garage solidaire {word}", _ASSO, "Commune"),
    ),
    "Habitat et cadre de vie": (
        Kind("Logis des Fougères – agence {place}", _LANDLORD, "Intercommunalité", once=True),
        Kind("Service urbanisme et cadre de vie de {town}", _TOWN, "Commune", once=True),
        Kind("Communauté de communes – habitat ({place})", _TOWN, "Intercommunalité", once=True),
        Kind("Jardin partagé {word}", _PEOPLE_FAMILY, network="Collectif d'initiatives citoyennes"),
        Kind("Ressourcerie {word}", _ASSO, "Commune", "Collectif d'initiatives citoyennes"),
        Kind("Amicale des locataires {word}", _PEOPLE_FAMILY),
        Kind("{word} Habitat coopératif", _LANDLORD, "Commune"),
        Kind("Association {word}, énergie et logement", _ASSO, "Intercommunalité"),
        Kind("Chantier participatif {word}", _ASSO),
    ),
    "Culture et sport": (
        Kind("Maison des jeunes et de la culture {word}", _ASSO, "Commune", once=True),
        Kind("Médiathèque {person}", _TOWN, "Commune", once=True),
        Kind("Union sportive de {town}", _ASSO, "Commune", once=True),
        Kind("Compagnie {word}", _ASSO, "Intercommunalité"),
        Kind("Chorale {word}", _PEOPLE_FAMILY),
        Kind("Club omnisports {word}", _ASSO),
        Kind("Radio {word}", _ASSO, "Intercommunalité"),
        Kind("Atelier d'arts plastiques {word}", _ASSO),
        Kind("Association Tanbou {word}", _ASSO, settings=("overseas",)),
        Kind("Fanfare {word}", _ASSO, "Commune", settings=("QPV", "rural")),
    ),
    "Citoyenneté et vie de quartier": (
        Kind("Conseil citoyen {place}", _PEOPLE_FAMILY, once=True, settings=("QPV", "overseas")),
        Kind("Conseil d'habitants {place}", _PEOPLE_FAMILY, "Intercommunalité", once=True, settings=("rural",)),
        Kind("Préfecture – mission cohésion des territoires ({place})", _STATE, "Département", once=True),
        Kind("Service politique de la ville de {town}", _TOWN, "Commune", once=True, settings=("QPV", "overseas")),
        Kind("Pays {place} – contrat local", _TOWN, "Intercommunalité", once=True, settings=("rural",)),
        Kind("Collectif d'habitants {word}", _PEOPLE_FAMILY),
        Kind("Table de quartier {word}", _PEOPLE_FAMILY, network="Collectif d'initiatives citoyennes"),
        Kind("Association de femmes {word}", _ASSO),
        Kind("Médiation {word}", _ASSO, "Commune"),
        Kind("Café associatif {word}", _ASSO, network="Collectif d'initiatives citoyennes"),
        Kind("Comité des fêtes {word}", _PEOPLE_FAMILY, settings=("rural", "QPV")),
    ),
}

#: Themes of the politique de la ville (nomenclature in use since 2024, shortened) and subjects of projects.
THEMES: dict[str, tuple[str, ...]] = {
    "Éducation": (
        "Accompagnement à la scolarité", "Ateliers de lecture", "Persévérance scolaire", "Club des parents",
        "Coup de pouce aux apprentissages",
    ),
    "Accès aux droits et santé": (
        "Permanence d'accès aux droits", "Forum santé", "Parcours de soutien à la parentalité",
        "Point d'écoute des jeunes", "Lutte contre les discriminations",
    ),
    "Cadre de vie et transitions": (
        "Jardins partagés", "Rénovation des pieds d'immeuble", "Défi zéro déchet", "Médiation sociale",
        "Balades urbaines",
    ),
    "Jeunesse, culture et sports": (
        "Festival de quartier", "Chantier jeunes", "Atelier de théâtre", "Tournoi intergénérations",
        "Vacances en famille",
    ),
    "Emploi et développement économique": (
        "Forum de l'emploi", "Mobilité solidaire", "Marché des créateurs", "Découverte des métiers",
        "Passeport numérique",
    ),
    "Soutien aux acteurs et participation": (
        "Fonds de participation des habitants", "Maison du projet", "Université populaire", "Budget participatif",
        "Fête des voisins",
    ),
}  # fmt: skip
