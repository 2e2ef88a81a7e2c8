"""What registers say: calls, dates and budgets of projects, identifiers of actors, names that change between waves."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["add_identifiers", "complete_projects", "rename_between_waves"]

#: Calls of a wave, with their share of the projects.
_CALLS = (("Contrat de ville", 0.55), ("Fonds d'initiatives citoyennes", 0.3), ("Appel à projets de la commune", 0.15))


def complete_projects(
    projects: pd.DataFrame, participations: pd.DataFrame, actors: pd.DataFrame, waves: pd.DataFrame, by: str,
    rng: np.random.Generator,
) -> pd.DataFrame:  # fmt: skip
    """Give projects a call, dates, a budget and a quality mark that rises with the mix of its members."""
    table = projects.copy()
    n = len(table)
    order = {wave: place for place, wave in enumerate(waves["wave"])}
    rank = participations["wave"].map(order)
    spans = rank.groupby(participations["project"]).agg(["min", "max"]).reindex(table["project"]).to_numpy()
    labels = waves["wave"].to_numpy()
    first, last = (labels[spans[:, i].astype(np.int64)] for i in (0, 1))
    names = rng.choice([name for name, _ in _CALLS], n, p=[share for _, share in _CALLS])
    call = [f"{name} {wave}" for name, wave in zip(names, first, strict=True)]
    table["call"] = pd.Series(call, dtype="str").where(table["kind"] != "instance")
    if "start" in waves.columns:
        months, days = rng.integers(1, 10, n), rng.integers(1, 29, n)
        table["start"] = pd.Series([f"{y}-{m:02d}-{d:02d}" for y, m, d in zip(first, months, days, strict=True)], dtype="str")
        months, late = rng.integers(1, 13, n), rng.integers(0, 2, n)
        years = [int(year) + extra for year, extra in zip(last, late, strict=True)]
        months = np.where(late == 0, np.maximum(months, 10), months)
        table["end"] = pd.Series([f"{y}-{m:02d}-{d:02d}" for y, m, d in zip(years, months, days, strict=True)], dtype="str")
    sector = participations["actor"].map(actors.drop_duplicates("actor").set_index("actor")[by])
    mix = _mix(participations["project"], sector).reindex(table["project"])
    size = participations.groupby("project")["actor"].nunique().reindex(table["project"]).to_numpy()
    budget = np.round(rng.lognormal(8.6, 0.7, n) * np.sqrt(size), -2)
    table["budget"] = pd.Series(budget).where(table["call"].notna())
    quality = 2.4 + 1.2 * mix.fillna(0.0).to_numpy() + rng.normal(0, 0.6, n)
    table["quality"] = pd.Series(np.clip(np.round(quality, 1), 1, 5)).where(rng.random(n) < 0.85)
    return table


def _mix(project: pd.Series, group: pd.Series) -> pd.Series:
    """Probability that two members differ, by project."""
    counts = pd.crosstab(project, group)
    size = counts.sum(axis=1)
    return 1 - (counts * (counts - 1)).sum(axis=1) / (size * (size - 1)).where(size > 1)


def add_identifiers(actors: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Give some actors a SIRET, a SIREN alone or an RNA number, and an alias.

    SIREN start with 000 and RNA with W000: their check digits hold, and no real body has them.
    """
    table = actors.copy()
    n = len(table)
    body = [f"000{number:05d}" for number in rng.permutation(99_999)[:n]]
    siren = pd.Series([_luhn(text) for text in body], dtype="str")
    siret = pd.Series([_luhn(f"{text}0001") for text in siren], dtype="str")
    dice = rng.random(n)
    registered = ~actors["residents"].to_numpy(dtype=bool) & ~actors["animator"].to_numpy(dtype=bool)
    table["siret"] = siret.where(registered & (dice < 0.55))
    table["siren"] = siren.where(registered & (dice < 0.65))
    rna = pd.Series([f"W000{number:06d}" for number in rng.permutation(999_999)[:n]], dtype="str")
    table["rna"] = rna.where(actors["family"].isin(["Association", "Habitants"]) & (rng.random(n) < 0.4))
    short = actors["name"].map(_abbreviate)
    table["aliases"] = short.where((short != actors["name"]) & (rng.random(n) < 0.3))
    return table


def _luhn(digits: str) -> str:
    """Append the check digit.

    Examples
    --------
    >>> _luhn("73282932")
    '732829320'
    """
    total = sum(sum(divmod(int(d) * (2 if i % 2 == 0 else 1), 10)) for i, d in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def _abbreviate(name: str) -> str:
    for long, short in (("Centre social", "CS"), ("Maison des jeunes et de la culture", "MJC"), ("Association", "Asso."),
                        ("Régie de quartier", "RQ"), ("École élémentaire", "École"), ("Conseil citoyen", "CC")):
        name = name.replace(long, short)
    return name


def rename_between_waves(
    participations: pd.DataFrame, actors: pd.DataFrame, responses: pd.DataFrame, last: str, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """In the last wave, let one actor in two territories out of three change its id and name, or two actors merge.

    Returns
    -------
    participations, actors, responses, correspondences
    """
    stable = responses.loc[responses["status"] == "answered"].groupby(["territory", "actor"]).size()
    stayers = stable[stable == responses["wave"].nunique()].reset_index()[["territory", "actor"]]
    about = actors.set_index("actor")
    free = stayers["actor"].map(about["family"].isin(["Association"]) & ~about["animator"]).to_numpy(dtype=bool)
    rows, new_actors, moved = [], [], {}
    for number, (territory, candidates) in enumerate(stayers.loc[free].groupby("territory", sort=False)):
        if number % 3 == 2 or len(candidates) < 4:
            continue
        merged = number % 3 == 1
        chosen = sorted(rng.choice(candidates["actor"].to_numpy(), 2 if merged else 1, replace=False))
        new = f"{territory}-B001"
        row = about.loc[chosen[0]].drop(["siret", "siren", "rna", "aliases"], errors="ignore").to_dict()
        old_names = [str(about.loc[old, "name"]) for old in chosen]
        new_name = f"Union {' et '.join(old_names)}" if merged else f"{old_names[0]} – nouvelle maison"
        new_actors.append({**row, "actor": new, "name": new_name, "aliases": "|".join(old_names)})
        for old in chosen:
            moved[old] = new
            rows.append(("actor", last, old, new, 1.0, "merge" if merged else "same"))
    found = pd.DataFrame(rows, columns=["kind", "wave", "old", "new", "share", "relation"])
    now = participations["wave"] == last
    table = participations.copy()
    for column in ("actor", "reported_by"):
        table[column] = table[column].where(~now, table[column].replace(moved))
    strength = table["role"].map({"lead": 0, "co_lead": 1}).fillna(2)
    table = table.loc[strength.sort_values(kind="stable").index].drop_duplicates(["territory", "wave", "actor", "project"])
    ledger = responses.copy()
    gone = ledger["actor"].isin(moved)
    replaced = ledger.loc[gone].assign(actor=ledger.loc[gone, "actor"].map(moved)).drop_duplicates(["wave", "actor"])
    replaced["status"] = replaced["status"].where(replaced["wave"] == last, "not_yet_existing")
    ledger.loc[gone & (ledger["wave"] == last), "status"] = "left"
    people = pd.concat([actors, pd.DataFrame(new_actors).reindex(columns=actors.columns)], ignore_index=True)
    return (
        table.sort_index().reset_index(drop=True), people.astype(actors.dtypes.to_dict()),
        pd.concat([ledger, replaced], ignore_index=True), found.astype({c: "str" for c in found if c != "share"}),
    )  # fmt: skip
