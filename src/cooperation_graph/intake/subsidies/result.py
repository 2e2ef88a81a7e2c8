"""Subsidies as published: one row a subsidy, with what was set aside and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from cooperation_graph.survey.tables import Survey

__all__ = ["Subsidies"]


@dataclass(frozen=True, eq=False)
class Subsidies:
    """What a file of subsidies says.

    Attributes
    ----------
    records
        One row a subsidy: ``file``, ``row`` (as a spreadsheet numbers it), the fields of the SCDL standard as texts, ``montant``
        in euros, ``recu`` (what the beneficiary receives: amount × percentage where several share it), ``annee``.
    survey
        The same subsidies as participations.
    """

    records: pd.DataFrame
    survey: Survey

    @property
    def n_records(self) -> int:
        """Number of subsidies."""
        return len(self.records)

    @property
    def total(self) -> float:
        """Sum of the amounts as published, to the cent."""
        return float(round(sum(file["totals"]["amount"] for file in self.files), 2))

    @property
    def files(self) -> list[Mapping[str, Any]]:
        """Tables that were read: encoding, separator, row of the headings, columns, rows set aside, totals."""
        return [file for file in self.survey.provenance["files"] if "totals" in file]

    @property
    def problems(self) -> pd.DataFrame:
        """What was found, and what was done about it."""
        return self.survey.problems

    def summary(self, lang: str = "fr") -> str:
        """How many subsidies, how much, and what was found, in sentences."""
        return self.survey.summary(lang)

    def __repr__(self) -> str:
        return f"<Subsidies: {self.n_records} records, {self.total:.2f} euros>"

    def _repr_html_(self) -> str:
        return "<p>" + escape(self.summary()).replace("\n", "<br>") + "</p>"
