"""Names of actors, territories and projects: plausible in French, unique in their territory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, count

import numpy as np
import numpy.typing as npt
import pandas as pd

from cooperation_graph.synthetic.vocabulary import (
    CITY_PLACES,
    OVERSEAS_PLACES,
    OVERSEAS_WORDS,
    PEOPLE,
    RURAL_PLACES,
    SECTORS,
    SETTINGS,
    THEMES,
    TOWNS,
    WORDS,
    Kind,
)  # fmt: skip

__all__ = ["name_actors", "name_projects", "name_territories"]

_IN_FRENCH = {"outre-mer": "overseas"}
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
    places = {"QPV": CITY_PLACES, "rural": RURAL_PLACES, "overseas": OVERSEAS_PLACES}
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
            "kind": kind, "place": name, "town": TOWNS[number % len(TOWNS)],
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
    words = WORDS + OVERSEAS_WORDS * 3 if setting == "overseas" else WORDS
    n, turn = len(words), 0
    while True:
        for i in range(n):
            word, person = words[(dice + i) % n], PEOPLE[(dice + i) % len(PEOPLE)]
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
    names, n = [], len(WORDS)
    for about, sort, place, (a, b) in zip(theme, kind, territory.tolist(), dice, strict=True):
        subjects = THEMES.get(about, (about,))
        subject = subjects[a % len(subjects)]
        head = fixed[sort] + about[0].lower() + about[1:] if sort in fixed else subject
        here = [places[place]] if b % 3 == 0 or sort in fixed else []
        tries = chain((f"{head} – {end}" for end in (*here, *WORDS[b % n :], *WORDS[: b % n])),
                      (f"{head} – {places[place]} {i}" for i in count(2)))  # fmt: skip
        name = next(text for text in tries if (place, text) not in taken)
        taken.add((place, name))
        names.append(name)
    return names
