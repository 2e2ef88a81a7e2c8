"""Subsidies of the politique de la ville (ANCT): the scale of each row says its territory, its year what a theme number means.

Layout: columns of ``subventions-AAAA.json``, ``adulte-relais-AAAA.json`` and ``fonjep-AAAA.json`` on data.gouv.fr. The numbers
of the themes changed meaning in 2024 with the contracts « Engagements Quartiers 2030 ».
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

__all__ = ["contracts", "name_themes", "place_by_scale", "theme_name"]

#: Themes and sub-themes of the contracts of 2015, as published for 2020 to 2023.
THEMES_2015 = {
    "1": "Cohésion sociale", "1.1": "Éducation", "1.2": "Santé", "1.3": "Parentalité et droits sociaux",
    "1.4": "Culture et expression artistique", "1.5": "Lien social, citoyenneté et participation des habitants",
    "1.5a": "Jeunesse", "1.5b": "Sport et loisir", "1.6": "Prévention et lutte contre les discriminations",
    "2": "Développement économique et emploi", "2.1": "Emploi", "2.2": "Développement économique",
    "3": "Cadre de vie et renouvellement urbain", "3.1": "Cadre de vie et renouvellement urbain",
    "3.2": "Tranquillité et sûreté publique",
    "4": "Pilotage, ingénierie, ressources et évaluations", "4.1": "Pilotage, ingénierie, ressources et évaluations",
    "4.2": "Structures mutualisatrices",
}  # fmt: skip
#: Those of the contracts of 2024.
THEMES_2024 = {
    "1": "Éducation", "1.1": "PRE", "1.2": "Soutien à la scolarité", "1.3": "Cités éducatives",
    "1.4": "Persévérance scolaire et accès aux études supérieures",
    "2": "Accès aux droits", "2.1": "Santé", "2.2": "Soutien à la parentalité", "2.3": "Citoyenneté",
    "2.4": "Lutte contre les discriminations",
    "3": "Cadre de vie, sociabilité et transitions", "3.1": "Cadre de vie", "3.2": "Tranquillité et sûreté publique",
    "3.3": "Médiation sociale", "3.4": "Transitions",
    "4": "Jeunesse, accès à la culture, aux sports et aux loisirs", "4.1": "Jeunesse", "4.2": "Culture et expression artistique",
    "4.3": "Sports", "4.4": "Vacances et loisirs",
    "5": "Emploi et développement économique", "5.1": "Emploi", "5.2": "Cités de l'emploi",
    "5.3": "Engagement des entreprises et PAQTE", "5.4": "Attractivité et développement économique",
    "5.5": "Entrepreneuriat Quartiers 2030",
    "6": "Soutien aux acteurs de la politique de la ville", "6.1": "Initiative associative", "6.2": "Participation des habitants",
    "6.3": "Pilotage", "6.4": "Structures mutualisatrices",
}  # fmt: skip
_SCALES = {"cdv": "territoire", "dep": "departement", "reg": "region"}
_CONTRACT = re.compile(r"CV\d{3}|CN[0-9][0-9AB][0-9AB]\d{2}[NMI]")


def theme_name(code: str, year: str | None) -> str:
    """The words of the number of a theme, as they were that year; the number itself when nothing is known of it.

    Examples
    --------
    >>> theme_name("1", "2023"), theme_name("1", "2024"), theme_name("9", "2024"), theme_name("1", None)
    ('1 Cohésion sociale', '1 Éducation', '9', '1')
    """
    if year is None:
        return code
    words = (THEMES_2024 if year >= "2024" else THEMES_2015).get(code.strip().removesuffix(".0"))
    return f"{code.strip()} {words}" if words else code


def name_themes(cells: pd.DataFrame, years: np.ndarray) -> pd.DataFrame:
    """Numbers of themes become words, in the files that say a scale as those of the ANCT do."""
    if "echelle" not in cells.columns:
        return cells
    for name in ("theme", "sousTheme"):
        if name in cells.columns:
            named = [theme_name(c, y) if isinstance(c, str) else None for c, y in zip(cells[name], years.tolist(), strict=True)]
            cells = cells.assign(**{name: pd.Series(named, index=cells.index, dtype="str")})
    return cells


def place_by_scale(cells: pd.DataFrame) -> pd.Series | None:
    """Territory of each row by its scale (``cdv`` a contract, ``dep``, ``reg``, ``nat``); without a scale, the contract then the département."""
    contract = cells.get("territoire")
    if "echelle" not in cells.columns:
        if contract is not None and "departement" in cells.columns and _is_contract(contract):
            return contract.where(contract.notna(), cells["departement"])
        return contract
    scale = cells["echelle"].str.strip().str.casefold()
    found = pd.Series(None, index=cells.index, dtype="str")
    for code, name in _SCALES.items():
        if name in cells.columns:
            found = found.where(scale != code, cells[name])
    return found.where(scale != "nat", "FR")


def _is_contract(codes: pd.Series) -> bool:
    return bool(codes.dropna().str.match(_CONTRACT).mean() > 0.9)


def contracts(codes: pd.Series) -> pd.Series:
    """How many contracts each cell names: « CV380CV384 » is two.

    Examples
    --------
    >>> contracts(pd.Series(["CV380CV384", "CN00104M", None])).tolist()
    [2, 1, 0]
    """
    return codes.map(lambda text: len(_CONTRACT.findall(text)) if isinstance(text, str) else 0)
