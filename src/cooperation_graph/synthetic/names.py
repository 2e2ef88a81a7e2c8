"""Names of actors, places and projects made from word lists: plausible in French, designating nobody on purpose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["SECTORS", "SETTINGS", "THEMES", "name_actors", "name_projects", "name_territories"]

#: Settings of a territory: they choose the words.
SETTINGS = ("QPV", "rural", "overseas")
_IN_FRENCH = {"outre-mer": "overseas"}

_CITY_PLACES = (
    "Les Ormes", "Les Hautes-Fougères", "La Clairière", "Le Grand Pré", "Les Tilleuls-Blancs", "Bel-Essor",
    "La Lanterne", "Les Quatre-Chemins", "Le Moulin-Neuf", "L'Estuaire", "Les Glycines", "La Butte-aux-Merles",
    "Les Deux-Rives", "L'Orée-du-Bois", "Les Églantiers", "Le Clos-Fleuri", "La Houlette", "Les Iris", "Val-Joyeux",
    "Les Œillets",
)  # fmt: skip
_RURAL_PLACES = (
    "Vallée-des-Noisetiers", "Plateau-du-Genévrier", "Saint-Elme-des-Prés", "Montfleuri-le-Haut", "Bourg-aux-Chênes",
    "Pays-des-Trois-Sources", "Haute-Combe-d'Ambre", "La Ferté-aux-Grives", "Bois-Cœuvré", "Lande-aux-Ajoncs",
)  # fmt: skip
_OVERSEAS_PLACES = (
    "Ravine-Claire", "Morne-Doré", "Savane-Bleue", "Bois-Lélé", "Îlet-des-Songes", "Anse-Colibri", "Mtsanga-Moinga",
    "Fond-Vanille", "Crique-Maripa", "Pointe-Flamboyant",
)  # fmt: skip
_TOWNS = (
    "Montclairval", "Sainte-Aubépine", "Bourg-Lanterne", "Port-Mélusine", "Villeneuve-la-Feinte", "Châtel-Brumaire",
    "Grandlieu-les-Saules", "Roche-Émaillée", "Pont-Chimère", "Fontenelle-sur-Songe", "Cœurville",
)  # fmt: skip
_WORDS = (
    "L'Éclaircie", "La Passerelle", "L'Étincelle", "Les Trois Ponts", "L'Arc-en-Ciel", "Le Trait d'Union", "La Ruche",
    "L'Escale", "Le Cœur de la Cité", "L'Oasis", "Les Hirondelles", "La Boussole", "L'Envol", "Le Phare",
    "La Clé de Sol", "L'Amandier", "Le Fil d'Ariane", "Les Semailles", "La Bonne Étoile", "L'Écoute-s'il-pleut",
    "Le Grenier", "La Traversée", "L'Été indien", "Les Cinq Continents", "Le Tournesol", "La Maisonnée",
    "L'Abri-Côtier", "Le Sémaphore", "L'Ouvre-Boîte", "La Fabrique", "Les Bâtisseurs", "L'Aiguillage", "Le Préau",
    "La Grande Échelle", "L'Œil neuf", "Les Voisins d'ici", "Le Grain de sel", "La Marelle", "L'Hirondelle bleue",
    "Le Chaînon", "La Cordée", "Les Lucioles", "L'Élan", "Le Relais",
)  # fmt: skip
_OVERSEAS_WORDS = (
    "Lespwa", "Ti Moun Ansanm", "Kaz Solèy", "Lakou Kontan", "Gran Moun Vayan", "Zétwal", "Péyi an nou",
    "Maloya la Vi", "Bwa Flè", "Konbit Jennès", "Mama Wema", "Wenka Pamoja", "Ti Kaz Ékri", "L'Allamanda",
    "Le Flamboyant", "La Canopée",
)  # fmt: skip
_PEOPLE = (
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
#: Departments (code, latitude, longitude, region) that lend their shape to codes.
_DEPARTMENTS = {
    "QPV": (
        ("075", 48.86, 2.35, "11"), ("038", 45.19, 5.72, "84"), ("059", 50.63, 3.06, "32"), ("013", 43.30, 5.37, "93"),
        ("069", 45.76, 4.83, "84"), ("044", 47.22, -1.55, "52"), ("067", 48.57, 7.75, "44"), ("02A", 41.93, 8.74, "94"),
    ),
    "rural": (
        ("07", 44.74, 4.60, "84"), ("15", 45.03, 2.44, "84"), ("23", 46.17, 1.87, "75"), ("61", 48.43, 0.09, "28"),
        ("2B", 42.30, 9.15, "94"), ("55", 49.00, 5.38, "44"),
    ),
    "overseas": (
        ("971", 16.24, -61.55, "01"), ("972", 14.64, -61.02, "02"), ("973", 4.92, -52.31, "03"),
        ("974", -21.11, 55.53, "04"), ("976", -12.83, 45.17, "06"),
    ),
}  # fmt: skip


def name_territories(settings: Sequence[str], rng: np.random.Generator) -> pd.DataFrame:
    """Territories with codes of the right shape, names that say « fictif », and coordinates.

    Priority districts and overseas take the shape of 2024 district codes, ``QN`` + department on three + order +
    letter, with orders no real department reaches as long as they suffice; rural territories that of a municipality.
    """
    places = {"QPV": _CITY_PLACES, "rural": _RURAL_PLACES, "overseas": _OVERSEAS_PLACES}
    shuffled = {key: rng.permutation(len(value)) for key, value in places.items()}
    rows: list[dict[str, object]] = []
    taken: set[str] = set()
    seen: Counter[str] = Counter()
    for number, setting in enumerate(settings):
        kind = _IN_FRENCH.get(setting, setting if setting in places else "QPV")
        nth = seen[kind]
        seen[kind] += 1
        department, latitude, longitude, region = _DEPARTMENTS[kind][nth % len(_DEPARTMENTS[kind])]
        turn = nth // len(_DEPARTMENTS[kind])
        words = places[kind]
        name = words[shuffled[kind][nth % len(words)]] + (f" {nth // len(words) + 1}" if nth >= len(words) else "")
        if kind == "rural":
            code = f"{department}{(987 - turn) % 1000:03d}"
        else:
            code = f"QN{department}{(90 + turn) % 100:02d}{'NMI'[turn // 100 % 3]}"
        while code in taken:
            code += "X"
        taken.add(code)
        drift = rng.uniform(-0.15, 0.15, 2).round(3)
        rows.append({
            "territory": code, "name": f"{name} (fictif)", "stratum": setting, "region": region,
            "population": float(round(int(rng.lognormal(8.2 if kind != "rural" else 8.7, 0.35)), -1)),
            "latitude": round(latitude + drift[0], 3), "longitude": round(longitude + drift[1], 3),
            "kind": kind, "place": name, "town": _TOWNS[number % len(_TOWNS)],
        })  # fmt: skip
    return pd.DataFrame(rows)


def name_actors(
    sectors: Sequence[str], territory: npt.NDArray[np.int64], first: npt.NDArray[np.bool_], where: pd.DataFrame,
    rng: np.random.Generator,
) -> pd.DataFrame:  # fmt: skip
    """Name actors and say what they are.

    Parameters
    ----------
    sectors
        Sector of each actor; one that is not in :data:`SECTORS` draws from all of them.
    territory
        Territory (number) of each actor.
    first
        True for the actors of the first wave: only they take the kinds that exist once.
    where
        Territories as :func:`name_territories` gives them (place, town, kind).
    rng
        Chance.

    Returns
    -------
    pandas.DataFrame
        name, family, network, scale, residents, institution; names are unique in a territory.
    """
    pools: dict[tuple[str, str], tuple[list[Kind], list[Kind]]] = {}
    for setting in SETTINGS:
        for sector in dict.fromkeys(sectors):
            kept = [k for k in SECTORS.get(sector, sum(SECTORS.values(), ())) if setting in k.settings]
            once = [kind for kind in kept if kind.once] if sector in SECTORS else []
            pools[setting, sector] = (once, [kind for kind in kept if not kind.once])
    places, towns, kinds = (where[column].tolist() for column in ("place", "town", "kind"))
    used: Counter[tuple[int, str]] = Counter()
    taken: set[tuple[int, str]] = set()
    dice = rng.integers(0, 2**31, (len(sectors), 2)).tolist()
    named: list[tuple[str, Kind]] = []
    for sector, place, early, (a, b) in zip(sectors, territory.tolist(), first.tolist(), dice, strict=True):
        once, many = pools[kinds[place], sector]
        nth = used[place, sector]
        used[place, sector] += 1
        kind = once[nth] if early and nth < len(once) else many[a % len(many)]
        spellings = _spellings(kind, places[place], towns[place], kinds[place], b)
        name = next(text for text in spellings if (place, text) not in taken)
        taken.add((place, name))
        named.append((name, kind))
    return pd.DataFrame({
        "name": pd.Series([name for name, _ in named], dtype="str"),
        "family": pd.Series([kind.family for _, kind in named], dtype="str"),
        "network": pd.Series([kind.network or None for _, kind in named], dtype="str"),
        "scale": pd.Series([kind.scale for _, kind in named], dtype="str"),
        "residents": pd.array([kind.residents for _, kind in named], dtype="boolean"),
        "institution": pd.array([kind.institution for _, kind in named], dtype="boolean"),
    })  # fmt: skip


def _spellings(kind: Kind, place: str, town: str, setting: str, dice: int) -> Iterator[str]:
    """Names for a kind of organisation, endless: words in an order of chance, then numbered."""
    words = _WORDS + _OVERSEAS_WORDS * 3 if setting == "overseas" else _WORDS
    n, turn = len(words), 0
    while True:
        for i in range(n):
            word, person = words[(dice + i) % n], _PEOPLE[(dice + i) % len(_PEOPLE)]
            text = kind.name.format(word=word, place=place, town=town, person=person)
            yield text if turn == 0 else f"{text} {turn + 1}"
        turn += 1


def name_projects(
    theme: Sequence[str], kind: Sequence[str], territory: npt.NDArray[np.int64], where: pd.DataFrame,
    rng: np.random.Generator,
) -> list[str]:  # fmt: skip
    """Name projects after their theme, a diagnostic or a committee after what it is; names are unique in a territory."""
    fixed = {"diagnostic": "Diagnostic partagé : ", "instance": "Comité de suivi : "}
    places = where["place"].tolist()
    dice = rng.integers(0, 2**31, (len(theme), 2)).tolist()
    taken: set[tuple[int, str]] = set()
    names, n = [], len(_WORDS)
    for about, sort, place, (a, b) in zip(theme, kind, territory.tolist(), dice, strict=True):
        subjects = THEMES.get(about, (about,))
        subject = subjects[a % len(subjects)]
        head = fixed[sort] + about[0].lower() + about[1:] if sort in fixed else subject
        here = [places[place]] if b % 3 == 0 or sort in fixed else []
        tries = chain((f"{head} – {end}" for end in (*here, *_WORDS[b % n :], *_WORDS[: b % n])),
                      (f"{head} – {places[place]} {i}" for i in count(2)))  # fmt: skip
        name = next(text for text in tries if (place, text) not in taken)
        taken.add((place, name))
        names.append(name)
    return names
