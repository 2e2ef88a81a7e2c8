"""Subsidies become participations: the beneficiary leads the project, whoever grants funds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.intake.subsidies.parties import Parties
from cooperation_graph.intake.subsidies.places import WITH_TOWN, towns
from cooperation_graph.intake.subsidies.table import GrantTable
from cooperation_graph.survey.cells import clean, parse_number
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.provenance import Source

__all__ = ["make_drafts", "records_frame"]

_KEY = ["territory", "wave", "actor", "project"]


def make_drafts(tables: Sequence[GrantTable]) -> list[Draft]:
    """The tables of a survey: participations, actors, projects, applications when something was refused."""
    _tell_apart(tables)
    drafts = [draft for table in tables for draft in (_participations(table), _applications(table)) if draft is not None]
    if not tables:
        return drafts
    label = tables[0].draft.sources[0].file if len(tables) == 1 else ""
    for name, frame in (("actors", _actors(tables)), ("projects", _projects(tables))):
        if len(frame):
            source = Source(file=label, notes=["drawn from the subsidies"], rows_read=len(frame))
            draft = Draft.read(name, frame, np.zeros(len(frame), dtype=np.int64), source, {"institution": "boolean"})
            draft.named = True
            drafts.append(draft)
    return drafts


def _tell_apart(tables: Sequence[GrantTable]) -> None:
    """What two tables name alike for one beneficiary in one year are two subsidies."""
    seen: dict[tuple[object, ...], int] = {}
    for number, table in enumerate(tables):
        if "projet" in table.cells.columns:
            continue
        for i, key in enumerate(zip(table.projects, table.beneficiaries.keys, table.years, table.territories, strict=True)):
            if seen.setdefault(key, number) != number:
                table.projects[i] = f"{table.projects[i]} [{number + 1}]"


def _participations(table: GrantTable) -> Draft:
    """One row a subsidy, and one a funder of each project."""
    frame = pd.DataFrame({
        "territory": table.territories, "wave": _text(table.years), "actor": _text(table.beneficiaries.keys),
        "project": _text(table.projects), "role": "lead", "amount": table.received,
    })  # fmt: skip
    if not np.array_equal(table.received, table.amounts, equal_nan=True):
        frame["published_amount"] = table.amounts
    draft = table.draft
    keep = (table.granted == True) & ~np.logical_or.reduce(list(table.unusable.values()))  # noqa: E712
    frame, rows, position = frame.loc[keep], draft.rows[keep], draft.position[keep]
    if "projet" in table.cells.columns:
        first = ~frame.duplicated(_KEY).to_numpy()
        added = frame.groupby(_KEY, dropna=False)[["amount"]].transform("sum", min_count=1)
        draft.sources[0].notes.append(f"{int((~first).sum())} rows of an actor that the project already has were added to the first one")
        frame = frame.drop(columns="published_amount", errors="ignore").assign(amount=added["amount"]).loc[first]
        rows, position = rows[first], position[first]
    left = np.ones(len(keep), dtype=bool)
    for rule, mask in table.unusable.items():
        draft.set_aside(mask[left], rule)
        left &= ~mask
    funders, at = _funders(table, frame)
    whole = pd.concat([frame, funders], ignore_index=True)
    for name in ("territory", "wave"):
        if not whole[name].notna().any():
            whole = whole.drop(columns=name)
    source = draft.sources[0]
    made = Draft(
        "participations", whole, np.concatenate([rows, rows[at]]),
        [source, Source(file=source.file, sheet=source.sheet, table="participations", notes=["who grants"])],
        np.concatenate([np.zeros(len(frame), dtype=np.int32), np.ones(len(funders), dtype=np.int32)]),
        [draft.originals[0], draft.originals[0]], np.concatenate([position, position[at]]),
        {"published_amount": "number"}, aside=draft.aside,
    )  # fmt: skip
    made.named = True
    return made


def _funders(table: GrantTable, frame: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Whoever funds each project, named once, and the place of the row that says so."""
    parts = [pd.DataFrame({"at": np.arange(len(frame)), "actor": _text(table.funders.keys)[frame.index].to_numpy()})]
    if "attribuantsCofinanceurs" in table.cells.columns:
        named = table.cells["attribuantsCofinanceurs"].iloc[frame.index].reset_index(drop=True).str.split(r"\s*[,;|]\s*", regex=True)
        known = {name.casefold(): key for key, name in table.funders.table["name"].items()}
        others = named.explode().dropna().map(clean)
        others = others.loc[others != ""].map(lambda name: known.get(name.casefold(), name))
        parts.append(pd.DataFrame({"at": others.index.to_numpy(), "actor": others.to_numpy()}))
    who = pd.concat(parts).dropna(subset=["actor"]).sort_values("at", kind="stable")
    said = frame.iloc[who["at"].to_numpy()][["territory", "wave", "project"]].reset_index(drop=True)
    said["actor"] = who["actor"].to_numpy()
    first = ~said.duplicated()
    said["role"], said["amount"] = "funder", np.nan
    return said.loc[first], who["at"].to_numpy()[first.to_numpy()]


def _applications(table: GrantTable) -> Draft | None:
    """Every row of a file that says what was refused is an application."""
    if np.all(table.granted == True):  # noqa: E712
        return None
    asked = table.cells.get("montantDemande", pd.Series(None, index=table.cells.index, dtype="str"))
    frame = pd.DataFrame({
        "territory": table.territories, "wave": _text(table.years), "application": _text(table.projects),
        "actor": _text(table.beneficiaries.keys), "role": "lead", "amount": [_number(text) for text in asked],
        "granted": pd.array(list(table.granted), dtype="boolean"),
    })  # fmt: skip
    frame = frame.dropna(axis="columns", how="all")
    source = Source(file=table.draft.sources[0].file, rows_read=len(frame), notes=["what was asked"])
    draft = Draft.read("applications", frame, table.rows, source)
    draft.named = True
    return draft


def _number(text: Any) -> float:
    value = parse_number(text) if isinstance(text, str) else None
    return np.nan if value is None else value


def _text(values: Any) -> pd.Series:
    return pd.Series([None if value is None or value != value or value == "" else str(value) for value in values], dtype="str")


def _actors(tables: Sequence[GrantTable]) -> pd.DataFrame:
    """One row an organisation, with what the files say of it."""
    parts = []
    for table in tables:
        with_town = towns(table.cells["nomBeneficiaire"]) is not None
        for parties, grants in ((table.beneficiaries, False), (table.funders, True)):
            part = parties.table.reset_index(names="actor")
            part["institution"] = pd.array(_public(part["siren"], grants and "nom" not in table.cells.columns), dtype="boolean")
            if with_town and not grants:
                part["name"] = part["name"].str.replace(WITH_TOWN, r"\1", regex=True)
                part = part.drop(columns="aliases")
            for attribute, field in (("sector", "secteur"), ("family", "statutJuridique"), ("network", "groupe")):
                if field in table.cells.columns and grants == (field == "groupe"):
                    part[attribute] = part["actor"].map(_constant(table.cells[field], parties))
            parts.append(part)
    whole = pd.concat(parts, ignore_index=True)
    actors = whole.groupby("actor", sort=False, as_index=False).first()
    return actors.dropna(axis="columns", how="all")


def _public(siren: pd.Series, grants: bool) -> list[bool | None]:
    """Public bodies: whoever grants, and numbers that begin with 1 or 2; of the others nothing is known."""
    return [True if grants or (isinstance(number, str) and number[0] in "12") else None for number in siren]


def _constant(values: pd.Series, parties: Parties) -> dict[str, str]:
    """What is said of an organisation when it is always the same."""
    said = pd.DataFrame({"key": parties.keys, "value": values.to_numpy()}).dropna().drop_duplicates()
    said = said.loc[~said["key"].duplicated(keep=False)]
    return dict(zip(said["key"], said["value"], strict=True))


def _projects(tables: Sequence[GrantTable]) -> pd.DataFrame:
    parts = []
    for table in tables:
        part = pd.DataFrame({"project": table.projects})
        for name, field in (("name", "objet"), ("theme", "theme"), ("call", "dispositifAide"), ("kind", "nature"), ("subtheme", "sousTheme")):
            if field in table.cells.columns:
                part[name] = table.cells[field].to_numpy()
        parts.append(part.loc[~table.unusable["missing_beneficiary"]])
    whole = pd.concat(parts, ignore_index=True)
    return whole.groupby("project", sort=False, as_index=False).first().dropna(axis="columns", how="all")


def records_frame(tables: Sequence[GrantTable]) -> pd.DataFrame:
    """One row a subsidy as published, with the row of the file."""
    parts = []
    for table in tables:
        part = table.cells.drop(columns=["montant"], errors="ignore")
        part.insert(0, "file", table.draft.sources[0].label)
        part.insert(1, "row", table.rows)
        part["montant"], part["recu"], part["annee"] = table.amounts, table.received, _text(table.years).to_numpy()
        parts.append(part.loc[table.granted == True])  # noqa: E712
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["file", "row", "montant", "recu", "annee"])
