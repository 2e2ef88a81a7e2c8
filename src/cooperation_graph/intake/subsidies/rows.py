"""Which rows of a table are subsidies: not its totals, its titles, the lines that continue the row above, its notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pandas as pd

from cooperation_graph.intake.subsidies.amounts import Amounts, read_amounts
from cooperation_graph.intake.subsidies.blocks import Block
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.problems import Problems

__all__ = ["PARTS", "amounts_of", "granted_of", "keep_records"]

#: Columns that are added up where none is the amount, and other aids, which are no money granted.
PARTS = ("montantFonctionnement", "montantInvestissement", "montantExceptionnel", "montantProjet")
#: Fields that show that a row is a subsidy of its own, whatever else is blank.
_ACT = ("nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision")
_OTHER_AIDS = ("montantPret", "montantGarantie", "avantagesNature")
_TOTAL = re.compile(
    r"\s*(?:sous[\s-]?totaux|sous[\s-]?total|totaux|total|s/total|t\s?o\s?t\s?a\s?l|(?:montant|somme|cumul)\s+(?:total\w*|g[ée]n[ée]ral\w*)|"
    r"cumul|moyenne|nombre\s+(?:total\s+)?d(?:es?|['’])|"
    r"(?:sommes?|ensemble)(?=\s*[:.]?\s*$|\s+des\s+(?:subvention|aide|association|b[ée]n[ée]ficiaire|montant)))\b(.*)",
    re.IGNORECASE | re.DOTALL,
)
#: Words of a total that are also names: they are one at the end of the table alone, or where the rows above add up to it.
_MAYBE = re.compile(r"\s*(?:sommes?|ensemble)\b", re.IGNORECASE)
#: Words that, after that of a total, name nobody: « Total des subventions versées en 2021 ».
_GENERAL = re.compile(
    r"g[ée]n[ée]ra(?:l|le|ux|les)|global\w*|ttc|des?|du|la|les?|l|d|et|par|en|au|aux|euros?|total\w*|\d+|subventions?|aides?|associations?|"
    r"organismes?|structures?|dossiers?|b[ée]n[ée]ficiaires?|lignes?|montants?|(?:attribu|accord|vers|vot|allou|octroy)[ée]e?s?|"
    r"fonctionnement|investissement|exceptionnel\w*|ann[ée]e|exercice", re.IGNORECASE,
)  # fmt: skip
#: Share of the rows above it, when they are several, from which a bare row that begins as a total is one, though it is not their sum.
_LARGE, _SEVERAL = 0.5, 5
_REFUSED = r"refus|ineligib|inéligib|rejet|défavorable|non retenu|ajourn|irrecevable"
_PENDING = r"en cours|en attente|déposé"
_CENT = 0.0051


def amounts_of(cells: pd.DataFrame, draft: Draft, problems: Problems, *, typed: bool) -> np.ndarray:
    """Amounts in euros of the rows; every cell that cannot be read is a problem."""
    columns = [name for name in (("montant",) if "montant" in cells.columns else PARTS) if name in cells.columns]
    total = np.full(len(cells), np.nan)
    for name in columns:
        read = read_amounts(cells[name], typed=typed, choice=problems.choice("doubtful_amount"))
        _report_cells(read, cells[name], name, draft, problems)
        total = np.where(np.isnan(total), read.values, total + np.nan_to_num(read.values))
    return total


def _report_cells(read: Amounts, cells: pd.Series, name: str, draft: Draft, problems: Problems) -> None:
    for mask, rule in ((read.unreadable, "not_a_number"), (read.no_data, "no_data_word"), (read.doubtful, "doubtful_amount")):
        positions = np.flatnonzero(mask)
        draft.report(problems, rule, positions, name, values=cells.iloc[positions].tolist())
    if read.grouped is not None:
        first = np.flatnonzero((cells == read.grouped).to_numpy(dtype=bool))[:1]
        value = read.values[first[0]]
        draft.report(problems, "ambiguous_number", first, name, values=[read.grouped], guess=problems.figure(value))


def keep_records(
    cells: pd.DataFrame, amounts: np.ndarray, blocks: list[Block], headings: np.ndarray, draft: Draft, problems: Problems
) -> dict[str, np.ndarray]:
    """Say which rows are no subsidy.

    Parameters
    ----------
    cells, amounts
        The rows by field, and what each grants.
    blocks, headings
        The tables of the sheet, and which rows are their headings and titles.
    draft
        The rows as they were read: problems are reported on it.

    Returns
    -------
    dict
        Rule -> rows to take out (they are reported here already).
    """
    name = _filled(cells, "nomBeneficiaire")
    money = ~np.isnan(amounts)
    words = _total_words(draft.frame, ~name | _starts_total(cells.get("nomBeneficiaire")))
    identified = name | (_identifier(cells) & (words == ""))
    subtotal = _filled(cells, "sousTotal") & ~money & identified & _any(cells, ["sousTotal"]) & ("montant" in cells.columns)
    aids = _any(cells, [*_OTHER_AIDS]) | _in_kind(cells) | (granted_of(cells) != True)  # noqa: E712
    lone = (draft.frame.notna().sum(axis=1) <= 1).to_numpy()

    aside: dict[str, np.ndarray] = {"sub_heading": headings}
    left = ~headings
    totals, pure = _find_totals(draft.frame, cells, amounts, words, name, left)
    aside["total_row"] = totals | (subtotal & left)
    left &= ~aside["total_row"]
    act = _any(cells, _ACT)
    record = left & ((identified & (money | (aids & ~lone) | act)) | (act & money))
    _check_totals(amounts, record, totals, pure, blocks, draft, problems, words)
    _check_subtotals(cells, amounts, record, subtotal, draft, problems)
    aside["amount_without_beneficiary"] = left & ~identified & money & ~act
    aside["no_amount"] = left & identified & ~money & ~aids & ~lone & ~act
    aside["not_a_record"] = left & ~record & ~aside["amount_without_beneficiary"] & ~aside["no_amount"]
    if problems.choice("no_amount") == "keep":
        del aside["no_amount"]
    _report(aside, cells, amounts, words, draft, problems)
    return {rule: mask for rule, mask in aside.items() if mask.any()}


def granted_of(cells: pd.DataFrame) -> np.ndarray:
    """Whether each row was granted: yes, no, or None where it is still examined; yes where nothing says it."""
    granted = np.full(len(cells), True, dtype=object)
    if "statutLabel" in cells.columns:
        status = cells["statutLabel"].str.casefold()
        granted[status.str.contains(_PENDING, na=False).to_numpy(dtype=bool)] = None
        granted[status.str.contains(_REFUSED, na=False).to_numpy(dtype=bool)] = False
    return granted


def _filled(cells: pd.DataFrame, name: str) -> np.ndarray:
    if name not in cells.columns:
        return np.zeros(len(cells), dtype=bool)
    return cells[name].str.contains(r"\w", na=False).to_numpy(dtype=bool)


def _any(cells: pd.DataFrame, names: Iterable[str]) -> np.ndarray:
    found = np.zeros(len(cells), dtype=bool)
    for name in names:
        found |= _filled(cells, name)
    return found


def _identifier(cells: pd.DataFrame) -> np.ndarray:
    """Rows that name nobody but bear a number of the beneficiary."""
    found = np.zeros(len(cells), dtype=bool)
    for name in ("idBeneficiaire", "rnaBeneficiaire"):
        if name in cells.columns:
            found |= cells[name].str.contains(r"\d{6}|\d,\d+E", na=False).to_numpy(dtype=bool)
    return found


def _in_kind(cells: pd.DataFrame) -> np.ndarray:
    if "nature" not in cells.columns:
        return np.zeros(len(cells), dtype=bool)
    return cells["nature"].str.contains(r"\ben nature\b", case=False, na=False).to_numpy(dtype=bool)


def _starts_total(names: pd.Series | None) -> np.ndarray:
    return names.str.match(_TOTAL, na=False).to_numpy(dtype=bool) if names is not None else np.zeros(0, dtype=bool)


def _total_words(frame: pd.DataFrame, suspect: np.ndarray) -> np.ndarray:
    """The cell of each suspect row that says it is a total, "" without."""
    words = np.full(len(frame), "", dtype=object)
    for place in np.flatnonzero(suspect).tolist():
        row = frame.iloc[place]
        words[place] = next((text for text in row if isinstance(text, str) and _TOTAL.match(text)), "")
    return words


def _find_totals(
    frame: pd.DataFrame, cells: pd.DataFrame, amounts: np.ndarray, words: np.ndarray, name: np.ndarray, left: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Rows that are totals, and those of them whose word leaves no doubt."""
    worded = (words != "") & left
    pure = np.zeros(len(words), dtype=bool)
    for place in np.flatnonzero(worded).tolist():
        rest = _TOTAL.match(words[place])
        alone = not name[place] or frame.iloc[place].nunique() <= 2
        sub = re.match(r"\s*s(?:ous|/)", words[place], re.IGNORECASE)
        general = rest is not None and all(_GENERAL.fullmatch(word) for word in re.findall(r"\w+", rest[1]))
        pure[place] = alone and (not name[place] or general or sub is not None)
        if name[place] and _MAYBE.match(words[place]) and (left & ~np.isnan(amounts))[place + 1 :].any():
            pure[place] = False
    of_themes = _theme_totals(frame, cells, amounts, left & ~worded)
    pure |= of_themes
    # « Total Danse » is an association unless the rows above add up to its amount.
    cumulated = np.concatenate([[0.0], np.cumsum(np.nan_to_num(amounts) * (left & ~worded & ~of_themes))])
    last = 0
    totals = pure | hidden_totals(amounts, left & ~worded & ~of_themes, frame.notna().sum(axis=1).to_numpy())
    for place in np.flatnonzero((left & ~name & ~np.isnan(amounts)) | worded).tolist():
        found = (cumulated[place] - cumulated[last], cumulated[place])
        rows = int((left[last:place] & ~np.isnan(amounts[last:place])).sum())
        if not pure[place] and not np.isnan(amounts[place]) and rows > 1:
            totals[place] = any(abs(amounts[place] - value) < _CENT for value in found)
            if words[place] and rows >= _SEVERAL and frame.iloc[place].nunique() <= 2 and amounts[place] >= _LARGE * found[0] > 0:
                totals[place] = pure[place] = True
        if totals[place]:
            last = place + 1
    return totals, pure


def _theme_totals(frame: pd.DataFrame, cells: pd.DataFrame, amounts: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Rows barer than the others, named after the theme of the rows next to them: « Culture », then what it adds up.

    A row that holds hardly more than that name is one whatever its amount; another only when its amount is the sum.
    """
    found = np.zeros(len(frame), dtype=bool)
    if "nomBeneficiaire" not in cells.columns or not left.any():
        return found
    names, money = cells["nomBeneficiaire"], left & ~np.isnan(amounts)
    filled = frame.notna().sum(axis=1).to_numpy()
    barer = money & (amounts != 0) & (filled < np.median(filled[left]))
    for column in frame.columns:
        if frame[column].equals(names):
            continue
        themes = frame[column].str.casefold().to_numpy(dtype=object)
        for place in np.flatnonzero(barer & names.str.casefold().isin(frame[column].dropna().str.casefold()).to_numpy(dtype=bool)).tolist():
            label = str(names.iloc[place]).casefold()
            for step in (-1, 1):
                end = place + step
                while 0 <= end < len(themes) and themes[end] == label and money[end]:
                    end += step
                rows = slice(end + 1, place) if step < 0 else slice(place + 1, end)
                bare = filled[place] <= np.median(filled[left]) / 2
                found[place] |= rows.stop - rows.start > 1 and (bare or abs(amounts[rows].sum() - amounts[place]) < _CENT)
    return found


def hidden_totals(amounts: np.ndarray, left: np.ndarray, filled: np.ndarray) -> np.ndarray:
    """Rows that no word calls a total and whose amounts say it.

    They are the first or last row that adds up all others; rows that each add up those before or after, so that such groups
    make the whole table; and rows barer than the others that add up the rows up to the next bare one.

    Examples
    --------
    >>> rows = np.ones(7, dtype=bool)
    >>> hidden_totals(np.array([30.0, 10, 20, 12, 5, 4, 3]), rows, np.full(7, 4)).nonzero()[0].tolist()
    [0, 3]
    """
    found = np.zeros(len(amounts), dtype=bool)
    places = np.flatnonzero(left & ~np.isnan(amounts))
    cents = np.round(amounts[places] * 100).astype(np.int64)
    if len(cents) < 4 or (cents < 0).any():
        return found
    for own in (cents, cents[::-1]):
        where = places if own is cents else places[::-1]
        if own[0] and own[0] == own[1:].sum():
            found[where[0]] = True
        elif heads := _chain(own):
            found[where[heads]] = True
    bare = np.flatnonzero(filled[places] <= np.median(filled[places]) / 2)
    sums = np.concatenate([[0], np.cumsum(cents)])
    for start, stop in pairwise([*bare.tolist(), len(cents)]):
        if stop - start > 2 and cents[start] and sums[stop] - sums[start + 1] == cents[start]:
            found[places[start]] = True
    return found


def _chain(cents: np.ndarray) -> list[int]:
    """Rows that each add up the rows after them, up to the next such row; none unless they cover the table in groups of two or more."""
    sums = np.concatenate([[0], np.cumsum(cents)])
    heads, large, place = [], 0, 0
    while place < len(cents):
        end = int(np.searchsorted(sums, sums[place + 1] + cents[place]))
        if not cents[place] or end > len(cents) or sums[end] != sums[place + 1] + cents[place]:
            return []
        heads.append(place)
        large += end - place > 2
        place = end
    return heads if large >= max(2, len(heads) / 2) else []


def _check_totals(
    amounts: np.ndarray, record: np.ndarray, totals: np.ndarray, pure: np.ndarray, blocks: list[Block], draft: Draft,
    problems: Problems, words: np.ndarray,
) -> None:  # fmt: skip
    """Compare each printed total with the rows it can add up: those since the last total, its block, or all."""
    cumulated = np.concatenate([[0.0], np.cumsum(np.where(record, np.nan_to_num(amounts), 0.0))])
    starts = np.array([block.start for block in blocks])
    last = right = 0
    for place in np.flatnonzero(totals & ~np.isnan(amounts)).tolist():
        start = int(starts[starts <= place].max(initial=0))
        found = [cumulated[place] - cumulated[max(last, start)], cumulated[place] - cumulated[start], cumulated[place]]
        agrees = any(abs(value - amounts[place]) < _CENT for value in [*found, cumulated[-1]])
        right += agrees
        if not agrees and pure[place]:
            draft.report(
                problems, "total_differs", np.array([place]), values=[problems.figure(amounts[place])], found=problems.figure(found[0]),
            )  # fmt: skip
        last = place + 1
    if right:
        draft.sources[0].notes.append(f"{right} printed totals agree with the rows they add up")


def _check_subtotals(
    cells: pd.DataFrame, amounts: np.ndarray, record: np.ndarray, subtotal: np.ndarray, draft: Draft, problems: Problems
) -> None:
    """Compare the total that stands before the rows of one beneficiary with these rows (State yearbook)."""
    if not subtotal.any():
        return
    said = read_amounts(cells["sousTotal"]).values
    keys = [name for name in ("idBeneficiaire", "nomBeneficiaire") if name in cells.columns]
    group = cells.groupby(keys, sort=False, dropna=False).ngroup().to_numpy()
    given = np.bincount(group[subtotal], weights=np.nan_to_num(said[subtotal]), minlength=group.max() + 1)
    added = np.bincount(group[record], weights=np.nan_to_num(amounts[record]), minlength=group.max() + 1)
    wrong = np.flatnonzero(subtotal & (np.abs(given - added) >= _CENT)[group])
    draft.report(
        problems, "total_differs", wrong, "sousTotal", values=[problems.figure(value) for value in given[group[wrong]]],
        found=[problems.figure(value) for value in added[group[wrong]]],
    )  # fmt: skip
    right = int(subtotal.sum()) - len(wrong)
    draft.sources[0].notes.append(f"{right} printed totals agree with the rows they add up")


def _report(
    aside: dict[str, np.ndarray], cells: pd.DataFrame, amounts: np.ndarray, words: np.ndarray, draft: Draft, problems: Problems
) -> None:
    for rule, mask in aside.items():
        positions = np.flatnonzero(mask)
        if rule == "sub_heading":
            draft.report(problems, rule, positions)
        elif rule == "total_row":
            said = [words[p] or _text(draft.frame.iloc[p]) for p in positions[:2000].tolist()]
            draft.report(problems, rule, positions, values=said + [""] * (len(positions) - len(said)))
        elif rule == "amount_without_beneficiary":
            draft.report(problems, rule, positions, "montant", values=[problems.figure(value) for value in amounts[positions]])
        elif rule == "no_amount":
            draft.report(problems, rule, positions, "montant", values=cells["nomBeneficiaire"].iloc[positions].tolist())
        else:
            draft.report(problems, rule, positions, values=[_text(draft.frame.iloc[p]) for p in positions.tolist()])


def _text(row: pd.Series) -> str:
    return " ".join(str(cell) for cell in row.dropna().tolist())
