"""The year of a subsidy: its financial year, else the year of its convention, of its payment, of the whole file."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from cooperation_graph.intake.delimited import RawTable
from cooperation_graph.survey.cells import is_blank_word, parse_date, read_unique
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.problems import Problems

__all__ = ["year_of_file", "years_of"]

_YEAR = re.compile(r"(?<!\d)((?:19[89]|20[0-4])\d)(?:0[1-9]|1[0-2])?(?!\d)")
#: « 12/05/20 »: subsidies are of this century.
_SHORT = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](\d\d)(?!\d)")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|(?<!\d)(?:19|20)\d\d(?!\d)")


def years_of(cells: pd.DataFrame, draft: Draft, problems: Problems) -> np.ndarray:
    """Year of each row, as text; None where neither a year nor a date says it."""
    year = np.full(len(cells), None, dtype=object)
    for field in ("exercice", "dateConvention", "datesPeriodeVersement"):
        if field in cells.columns:
            codes, found, texts = read_unique(cells[field], _year, None)
            year = np.where(pd.isna(year), np.array([*found, None], dtype=object)[codes], year)
            if field == "dateConvention":
                unread = [what is None and bool(text.strip()) and not is_blank_word(text) for what, text in zip(found, texts, strict=True)]
                positions = np.flatnonzero(np.array([*unread, False])[codes])
                draft.report(problems, "impossible_date", positions, field, values=cells[field].iloc[positions].tolist())
    return year


def _year(text: str) -> str | None:
    """The first year that a text says.

    Examples
    --------
    >>> _year("2017-12-14_2018-12-14"), _year("NC/2019-06-30"), _year("03/02/2025"), _year("43101"), _year("saison 2018-2019")
    ('2017', '2019', '2025', '2018', '2018')
    """
    text = _SHORT.sub(r"\1/\2/20\3", text)
    whole = parse_date(text.strip().removesuffix(".0"))
    if whole:
        return whole[:4]
    for match in _DATE.finditer(text):
        if date := parse_date(match[0]):
            return date[:4]
    return None


def year_of_file(raw: RawTable, said: Sequence[str] = ()) -> tuple[str, str]:
    """The only year that is said outside the rows, and where; two blanks when none is, or several are.

    It is looked for in what the caller knows (heading of the amount, words of a total), in the rows above the headings, in the
    name of the sheet, in that of the file; the first of these places that names one year, and no other, says it.

    Examples
    --------
    >>> from cooperation_graph.survey.provenance import Source
    >>> raw = RawTable(pd.DataFrame(), np.zeros(0), Source("montpellier_2012.csv"), {})
    >>> year_of_file(raw), year_of_file(raw, ["Montant versé en 2013 (€)"])
    (('2012', 'montpellier_2012.csv'), ('2013', 'Montant versé en 2013 (€)'))
    """
    above = [" ".join(cell for cell in row if cell) for row in raw.above]
    places = (said, above, [raw.source.sheet], [raw.source.file])
    for texts in places:
        years = {(match[1], text) for text in texts for match in _YEAR.finditer(text)}
        if len({year for year, _ in years}) == 1:
            return min(years)
    return "", ""
