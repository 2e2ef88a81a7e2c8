"""One table of subsidies: its rows by field, which of them are subsidies, who grants, who receives, when, how much."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.intake.delimited import RawTable
from cooperation_graph.intake.subsidies.anct import name_themes
from cooperation_graph.intake.subsidies.blocks import Block, canonical
from cooperation_graph.intake.subsidies.doubts import report_beside, report_columns, report_shifted, report_unit
from cooperation_graph.intake.subsidies.parties import Parties, find_parties
from cooperation_graph.intake.subsidies.places import UNPLACED, territories_of
from cooperation_graph.intake.subsidies.projects import name_projects, read_received
from cooperation_graph.intake.subsidies.rows import PARTS, amounts_of, granted_of, keep_records
from cooperation_graph.intake.subsidies.years import year_of_file, years_of
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.problems import Problems

__all__ = ["GrantTable", "has_amount", "has_grants", "read_grant_table"]


@dataclass
class GrantTable:
    """The subsidies of one table.

    Attributes
    ----------
    draft
        The rows that are subsidies, as they were read; those set aside are in it too.
    rows, cells
        Their number in the file, and their cells by field.
    amounts, received
        Euros as published, and after shares.
    funders, beneficiaries
        Who grants and who receives.
    years, territories, projects, granted
        Year, territory, name of the project, and whether it was granted (None unknown) of each row.
    unusable
        Rule -> rows that count in the totals and cannot be participations.
    """

    draft: Draft
    rows: np.ndarray
    cells: pd.DataFrame
    amounts: np.ndarray
    received: np.ndarray
    funders: Parties
    beneficiaries: Parties
    years: np.ndarray
    territories: pd.Series
    projects: list[str]
    granted: np.ndarray
    unusable: dict[str, np.ndarray]

    def counts(self, *, amounts: bool) -> Counter[tuple[object, ...]]:
        """How often each subsidy stands in the table: beneficiary, purpose, year, and amount when asked."""
        purpose = self.cells["objet"] if "objet" in self.cells.columns else pd.Series("", index=self.cells.index)
        name = self.cells["nomBeneficiaire"].fillna("").str.casefold().str.split().str.join(" ")
        parts: list[Any] = [name, purpose.fillna("").str.split().str.join(" "), self.years]
        return Counter(zip(*parts, *([np.round(np.nan_to_num(self.amounts, nan=-1), 2)] if amounts else []), strict=True))


def has_grants(block: Block) -> bool:
    """Whether headings name a beneficiary and an amount."""
    return bool({"nomBeneficiaire", "idBeneficiaire"} & set(block.fields)) and has_amount(block)


def has_amount(block: Block) -> bool:
    """Whether headings name an amount."""
    return bool({"montant", *PARTS} & set(block.fields))


def read_grant_table(
    raw: RawTable, blocks: list[Block], headings: np.ndarray, constants: dict[str, str], problems: Problems
) -> GrantTable:
    """Read one table; what is wrong with it is recorded.

    Parameters
    ----------
    blocks, headings
        See :func:`split_blocks`.
    constants
        Field -> text, for what the file does not say.
    """
    draft = Draft.read("participations", raw.frame, raw.rows, raw.source, raw.kinds)
    report_columns(raw, blocks, problems)
    cells = canonical(raw, blocks)
    for name, value in constants.items():
        cells[name] = str(value)
        raw.source.notes.append(f"{name} = {value!r} everywhere, as the mapping says")
    raw.source.columns = {column: name for name, column in blocks[0].fields.items()}
    typed = bool(raw.source.sheet)
    cells = _place_siret(_tidy(cells))
    report_unit(blocks, draft, problems)
    amounts = amounts_of(cells, draft, problems, typed=typed)
    report_shifted(raw, blocks[0], amounts, draft, problems)
    report_beside(raw, blocks[0], cells, amounts, problems)
    aside = keep_records(cells, amounts, blocks, headings, draft, problems)
    cells, amounts = _take_out(aside, cells, amounts, draft)
    _report_rows(cells, amounts, draft, problems)
    for rule, mask in _unwanted(cells, amounts, draft, problems).items():
        draft.set_aside(mask, rule)
        cells, amounts = cells.loc[~mask].reset_index(drop=True), amounts[~mask]
    cells = _split_imputation(cells)
    said = [" ".join(filter(None, map(str, draft.originals[0].iloc[p].dropna()))) for p in np.flatnonzero(aside.get("total_row", []))[-1:]]
    years = _years(raw, [blocks[0].fields.get("montant", ""), *said], cells, draft, problems)
    cells = name_themes(cells, years)
    funders = find_parties(cells, _funder_names(cells), ["idAttribuant"], "", draft, problems, one_key_a_name=True)
    beneficiaries = find_parties(
        cells, ["nomBeneficiaire", "suiteBeneficiaire"], ["idBeneficiaire", "rnaBeneficiaire"], "codeBeneficiaire", draft, problems
    )
    named = dict(zip(beneficiaries.table.index, beneficiaries.table["name"], strict=True))
    names = [named.get(key, "") for key in beneficiaries.keys]
    received, shared = read_received(cells, amounts, funders.keys, beneficiaries.keys, draft, problems)
    projects = name_projects(cells, funders.keys, names, [year or "" for year in years.tolist()], shared, draft, problems)
    unusable = _unusable(amounts, beneficiaries.keys, years, draft, problems)
    territories = territories_of(cells, funders, draft, problems)
    if problems.choice("unplaced") == "set_aside":
        unusable["unplaced"] = (territories == UNPLACED).to_numpy(dtype=bool) & ~np.logical_or.reduce(list(unusable.values()))
    table = GrantTable(
        draft, draft.rows.copy(), cells, amounts, received, funders, beneficiaries, years, territories, projects, granted_of(cells),
        unusable,
    )  # fmt: skip
    raw.source.totals = totals_of(table)
    return table


def totals_of(table: GrantTable) -> dict[str, float]:
    """How many subsidies and how many euros, to the cent."""
    granted = table.granted == True  # noqa: E712
    amount, received = (round(math.fsum(v[granted & ~np.isnan(v)]), 2) for v in (table.amounts, table.received))
    totals: dict[str, float] = {"records": int(granted.sum()), "amount": amount}
    return totals | ({"received": received} if received != amount else {})


def _tidy(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells without spaces around, blank as missing; a bare number of a beneficiary stays with whom it names."""
    cells = cells.apply(lambda column: column.str.strip().replace("", None).astype("str"))
    if "nomBeneficiaire" not in cells.columns:
        cells["nomBeneficiaire"] = pd.Series(None, index=cells.index, dtype="str")
    return cells.reset_index(drop=True)


def _place_siret(cells: pd.DataFrame) -> pd.DataFrame:
    """A bare « SIRET » is of whoever grants when it never changes while beneficiaries do; else of the beneficiary."""
    if "siret" not in cells.columns:
        return cells
    bare = cells["siret"].dropna()
    grants = bare.nunique() == 1 and len(bare) > 2 and cells["nomBeneficiaire"].nunique() > 2
    name = "idAttribuant" if grants else "idBeneficiaire"
    return cells.drop(columns="siret") if name in cells.columns else cells.rename(columns={"siret": name})


def _take_out(
    aside: dict[str, np.ndarray], cells: pd.DataFrame, amounts: np.ndarray, draft: Draft
) -> tuple[pd.DataFrame, np.ndarray]:
    keep = np.ones(len(cells), dtype=bool)
    for rule, mask in aside.items():
        draft.set_aside(mask[keep], rule)
        keep &= ~mask
    return cells.loc[keep].reset_index(drop=True), amounts[keep]


def _report_rows(cells: pd.DataFrame, amounts: np.ndarray, draft: Draft, problems: Problems) -> None:
    zero, negative = np.flatnonzero(amounts == 0), np.flatnonzero(amounts < 0)
    draft.report(problems, "zero_amount", zero, "montant", values=["0"] * len(zero))
    blank = np.flatnonzero(np.isnan(amounts) & cells["nomBeneficiaire"].notna().to_numpy() & (granted_of(cells) == True))  # noqa: E712
    draft.report(problems, "blank_amount", blank, "montant", values=cells["nomBeneficiaire"].iloc[blank].tolist())
    draft.report(problems, "negative_amount", negative, "montant", values=[problems.figure(value) for value in amounts[negative]])
    same = draft.frame.groupby(list(draft.frame.columns), sort=False, dropna=False).ngroup().to_numpy() if len(cells) else np.zeros(0)
    first = pd.Series(draft.rows).groupby(same).transform("first").to_numpy() if len(cells) else same
    again = np.flatnonzero(first != draft.rows)
    draft.report(problems, "repeated_record", again, values=cells["nomBeneficiaire"].iloc[again].tolist(), other=first[again].tolist())


def _unwanted(cells: pd.DataFrame, amounts: np.ndarray, draft: Draft, problems: Problems) -> dict[str, np.ndarray]:
    """Rows that the user wants left out."""
    masks = {
        "zero_amount": amounts == 0, "negative_amount": amounts < 0, "blank_amount": np.isnan(amounts),
        "repeated_record": draft.frame.duplicated().to_numpy() if len(cells) else np.zeros(0, dtype=bool),
    }  # fmt: skip
    taken = np.zeros(len(cells), dtype=bool)
    chosen = {}
    for rule, mask in masks.items():
        if problems.choice(rule) == "set_aside" and mask.any():
            chosen[rule] = (mask & ~taken)[~taken]
            taken |= mask
    return chosen


def _unusable(amounts: np.ndarray, keys: np.ndarray, years: np.ndarray, draft: Draft, problems: Problems) -> dict[str, np.ndarray]:
    """Subsidies of nobody, and those without a year where others have one."""
    nobody = pd.isna(keys)
    undated = pd.isna(years) & (~pd.isna(years)).any() & ~nobody
    places = np.flatnonzero(nobody)
    draft.report(problems, "missing_beneficiary", places, "nomBeneficiaire", values=[problems.figure(value) for value in amounts[places]])
    draft.report(problems, "undated", np.flatnonzero(undated), values=[draft.label] * int(undated.sum()))
    return {"missing_beneficiary": nobody, "undated": undated}


def _years(raw: RawTable, said: list[str], cells: pd.DataFrame, draft: Draft, problems: Problems) -> np.ndarray:
    years = years_of(cells, draft, problems)
    missing = pd.isna(years)
    if missing.any():
        year, place = year_of_file(raw, said)
        if year:
            first = np.flatnonzero(missing)[:1]
            draft.report(problems, "assumed_year", first, values=[year], found=problems.quote(place), field=raw.source.label)
            years = np.where(missing, year, years)
    return years


def _split_imputation(cells: pd.DataFrame) -> pd.DataFrame:
    """« Ministry: 147 - Programme », as the State yearbook writes it: who grants, and the theme."""
    if "theme" not in cells.columns or "nomAttribuant" in cells.columns:
        return cells
    parts = cells["theme"].str.extract(r"^\s*([^:]+?)\s*:\s*(\d{3}\s*-\s*.+)$")
    if parts[0].notna().mean() < 0.9:
        return cells
    return cells.assign(nomAttribuant=parts[0], theme=parts[1].where(parts[1].notna(), cells["theme"]))


def _funder_names(cells: pd.DataFrame) -> list[str]:
    """The field of whoever grants; first and last name of a member of parliament where there is nothing else."""
    if "nomAttribuant" in cells.columns:
        return ["nomAttribuant"]
    return ["prenom", "nom"] if {"prenom", "nom"} <= set(cells.columns) else []
