"""What in the columns of a table could be read in two ways: the amount, its unit, amounts beside it, cells shifted by a comma."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.intake.delimited import RawTable
from cooperation_graph.intake.subsidies.amounts import read_amounts
from cooperation_graph.intake.subsidies.blocks import Block
from cooperation_graph.intake.subsidies.headings import ESSENTIAL, known_headings, may_be_aid, may_be_granted, rivals, unit_in, years_in
from cooperation_graph.intake.subsidies.rows import PARTS
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.problems import Problems

#: Fields of numbers that may follow the amount.
_NUMBERS = (*PARTS, "montantPret", "montantGarantie", "montantDemande", "avantagesNature", "sousTotal", "exercice", "pourcentageSubvention",
            "theme", "sousTheme", "departement", "region", "territoire", "codeBeneficiaire", "referenceDecision", "idRAE")  # fmt: skip
#: Half a cent, and the share of rows where parts must add up to the amount for it to be their total.
_CENT, _MOSTLY = 0.0051, 0.5

__all__ = ["report_beside", "report_columns", "report_shifted", "report_unit"]


def report_columns(raw: RawTable, blocks: list[Block], problems: Problems) -> None:
    """Headings that were guessed, and two columns that could each be the amount, or the beneficiary."""
    columns = [str(column) for column in raw.frame.columns]
    blank = [column for column in columns if not raw.frame[column].notna().any()]
    fields, at = blocks[0].fields, {"file": raw.source.label, "row": raw.source.header_row}
    for name in blocks[0].guessed:
        problems.add("guessed_heading", column=fields[name], value=fields[name], field=name, **at)  # type: ignore[arg-type]
    several = [] if "montant" in blocks[0].decided else max(rivals(columns, fields, blank), _other_years(raw.frame, fields), key=len)
    if len(several) > 1 and not set(PARTS) & set(fields):
        problems.add("several_amounts", found=problems.quote(*several), **at)  # type: ignore[arg-type]
    if {"nomBeneficiaire", "montant"} <= set(fields) and len(raw.frame):
        who, amount = (raw.frame[fields[name]].iloc[0] for name in ("nomBeneficiaire", "montant"))
        if known_headings([who]) and isinstance(amount, str) and years_in(amount) == {amount.strip()}:  # « Montant » over « 2020 », « 2021 »
            problems.add("several_amounts", found=problems.quote(fields["montant"], amount), **at)  # type: ignore[arg-type]
    parts = [fields[name] for name in PARTS if name in fields]
    if "montant" not in fields and len(parts) > 1:
        problems.add("summed_columns", found=problems.quote(*parts), **at)  # type: ignore[arg-type]
    for name in ESSENTIAL:
        if (twin := f"{fields.get(name)} (2)") in columns and twin not in blank and name != "montant":
            problems.add("ambiguous_column", column=twin, field=name, found=problems.quote(fields[name], twin), **at)  # type: ignore[arg-type]


def _other_years(frame: pd.DataFrame, fields: dict[str, str]) -> list[str]:
    """« Subvention 2022 » and, beside it, amounts under « Vote 2023 »: the column of the amount and those of other years."""
    own = years_in(fields.get("montant", ""))
    if not own:
        return []
    other = [
        str(column) for column in frame.columns
        if str(column) not in fields.values() and years_in(str(column)) not in (own, frozenset()) and may_be_granted(str(column))
        and frame[column].dropna().str.fullmatch(r"[\s\d.,€\u00a0\u202f-]+").mean() > 0.8
    ]  # fmt: skip
    return [fields["montant"], *other] if other else []


def report_unit(blocks: list[Block], draft: Draft, problems: Problems) -> None:
    """Amounts in thousands of euros, or in another currency, are not read as euros."""
    for name in ("montant", *PARTS):
        heading = blocks[0].fields.get(name, "")
        if name not in blocks[0].decided and (unit := unit_in(heading)):
            source = draft.sources[0]
            problems.add("other_unit", file=source.label, row=source.header_row, column=heading, value=heading, found=unit)


def report_shifted(raw: RawTable, block: Block, amounts: np.ndarray, draft: Draft, problems: Problems) -> None:
    """In a file of commas, an amount without decimals and two digits in the next cell, which is one of words."""
    columns = [str(column) for column in raw.frame.columns]
    place = columns.index(block.fields["montant"]) + 1 if raw.source.separator == "," and "montant" in block.fields else len(columns)
    if place >= len(columns) or columns[place] in (block.fields.get(name) for name in _NUMBERS):
        return
    after = raw.frame[columns[place]]
    cents = after.str.fullmatch(r"\s*\d\d\s*(?:€|EUR)?\s*", na=False).to_numpy(dtype=bool)
    ends = raw.frame[columns[place - 1]].str.contains(r"\d\s*$", na=False).to_numpy(dtype=bool)
    cents = cents & ends & (amounts == np.floor(amounts))
    if columns[place] not in block.fields.values() and cents.mean() > 0.5:
        return  # a column of its own, of small numbers
    positions = np.flatnonzero(cents)
    values = [problems.figure(value) for value in amounts[positions]]
    draft.report(problems, "shifted_row", positions, "montant", values=values, found=after.iloc[positions].tolist())


def report_beside(raw: RawTable, block: Block, cells: pd.DataFrame, amounts: np.ndarray, problems: Problems) -> None:
    """An exceptional subsidy beside the amount, which does not seem to hold it; aids beside the parts that are added up."""
    fields = block.fields
    parts = [name for name in PARTS if name in fields]
    if "montant" in block.decided or not parts:
        return
    if "montant" in fields:
        added = np.nansum([read_amounts(cells[name]).values for name in parts], axis=0)
        gap = (np.nan_to_num(amounts) - added)[added > 0]
        held = (gap > -_CENT).all() and (not len(gap) or (gap < _CENT).mean() >= _MOSTLY)
        beside = [] if held else [fields["montant"]]
    else:
        beside = [
            str(column) for column in raw.frame.columns
            if str(column) not in fields.values() and may_be_aid(str(column)) and (read_amounts(raw.frame[column]).values > 0).any()
        ]  # fmt: skip
    if beside:
        found = problems.quote(*beside, *(fields[name] for name in parts))
        problems.add("several_amounts", file=raw.source.label, row=raw.source.header_row, found=found)
