"""Which subsidies are one project, and what each beneficiary of it receives."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from cooperation_graph.intake.subsidies.amounts import read_shares
from cooperation_graph.survey.cells import clean, is_blank_word, parse_date, read_unique
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.problems import Problems
from cooperation_graph.survey.references import loose

__all__ = ["name_projects", "read_received"]

#: Words of a purpose that say no project: running costs, equipment, in general.
_GENERIC = frozenset((
    "a au aux d de des du en et l la le les par pour sur un une son ses leur subvention subventions aide aides participation soutien "
    "dotation avance acompte solde cotisation adhesion annuel annuelle annuels globale global generale general exceptionnelle "
    "exceptionnel courant courante frais depenses fonctionnement equipement equipements investissement investissements equilibre "
    "exploitation structure association associations organisme annee exercice titre budget activite activites numeraire f p m"
).split())
_LONGEST = 120


def read_received(
    cells: pd.DataFrame, amounts: np.ndarray, funder: np.ndarray, beneficiary: np.ndarray, draft: Draft, problems: Problems
) -> tuple[np.ndarray, np.ndarray]:
    """What each beneficiary receives, and the number of the convention that it shares with others (-1 alone).

    A convention with several beneficiaries repeats its whole amount: the link is worth amount × percentage. When the amounts
    of its rows are already in the proportion of the percentages, they are shares and stay as they are.
    """
    shared = np.full(len(cells), -1, dtype=np.int64)
    if "pourcentageSubvention" not in cells.columns:
        return amounts, shared
    share, scaled, wrong = read_shares(cells["pourcentageSubvention"])
    texts = cells["pourcentageSubvention"]
    for rule, mask in (("percentage_scale", scaled & (share < 1)), ("not_a_number", wrong)):
        positions = np.flatnonzero(mask)
        found = [problems.figure(value) for value in share[positions]]
        draft.report(problems, rule, positions, "pourcentageSubvention", values=texts.iloc[positions].tolist(), found=found)
    part = (share > 0) & (share < 1)
    if not part.any():
        return amounts, shared
    frame = pd.DataFrame({"funder": funder, "amount": amounts, "share": share, "who": beneficiary}, index=range(len(cells)))
    frame["act"] = _act(cells)
    received, multiplied, already = amounts.copy(), part.copy(), np.zeros(len(cells), dtype=bool)
    known = frame.loc[part & frame["act"].notna().to_numpy()]
    for number, (_, group) in enumerate(known.groupby(["funder", "act"], sort=False, dropna=False)):
        if group["who"].nunique() < 2:
            continue
        rows = group.index.to_numpy()
        shared[rows] = number
        total = group["amount"].sum()
        if group["amount"].nunique() > 1 and total and np.allclose(group["amount"] / total, group["share"], atol=0.005):
            already[rows], multiplied[rows] = True, False
    if problems.choice("shared_amount") == "multiply":
        received[multiplied] = np.round(amounts[multiplied] * share[multiplied], 2)
    positions = np.flatnonzero(multiplied)
    values = [problems.figure(value) for value in amounts[positions]]
    draft.report(problems, "shared_amount", positions, "montant", values=values, share=[problems.figure(s) for s in share[positions]])
    draft.report(problems, "amount_is_share", np.flatnonzero(already), "montant", values=[problems.figure(a) for a in amounts[already]])
    return received, shared


def _act(cells: pd.DataFrame) -> pd.Series:
    """What names a convention: its reference, else its date and purpose; missing where neither does."""
    reference = _text(cells, "referenceDecision")
    purpose, date = _text(cells, "objet"), _text(cells, "dateConvention")
    return reference.where(reference.notna(), date + " " + pd.Series(loose(purpose.to_numpy()), index=cells.index)).reset_index(drop=True)


def _text(cells: pd.DataFrame, name: str) -> pd.Series:
    if name not in cells.columns:
        return pd.Series(None, index=cells.index, dtype="str")
    codes, texts, _ = read_unique(cells[name], lambda text: None if is_blank_word(text) else clean(text) or None, None)
    return pd.Series(np.array([*texts, None], dtype=object)[codes], index=cells.index, dtype="str")


def name_projects(
    cells: pd.DataFrame, funder: np.ndarray, beneficiary: list[str], year: list[str], shared: np.ndarray, draft: Draft,
    problems: Problems,
) -> list[str]:  # fmt: skip
    """Name the project of each row.

    Rows of one co-funding, or of one convention with several beneficiaries, are one project; so are rows of one decision (or
    date) with one purpose, unless that purpose says no project (« fonctionnement »). A row that would repeat another, same
    beneficiary and same project in one year, is a project of its own: no subsidy is merged.
    """
    choice = problems.choice("shared_decision")
    if "projet" in cells.columns:  # the user says what a project is
        return [_cut(named or beneficiary[i]) for i, named in enumerate(_list(cells, "projet"))]
    references, purposes, cofundings = (_list(cells, name) for name in ("referenceDecision", "objet", "idCofinancement"))
    dates = _dates(_text(cells, "dateConvention"))
    different = sorted(set(purposes))
    generic = dict(zip(different, says_no_project(different), strict=True))

    def title(i: int) -> str:
        if cofundings[i]:
            return cofundings[i]
        act = references[i] or dates[i]
        if shared[i] >= 0:
            return " · ".join(filter(None, (act, "" if references[i] else purposes[i])))
        if choice == "decision" and references[i]:
            return references[i]
        own = choice == "record" or not act or generic[purposes[i]]
        return " · ".join(filter(None, (act or year[i], purposes[i], beneficiary[i] if own else "")))

    titles = [_cut(title(i)) for i in range(len(cells))]
    if choice == "purpose":
        _report_decisions(references, titles, shared, draft, problems)
    return _number(titles, [None if cofundings[i] else who for i, who in enumerate(funder)], beneficiary, year)


def says_no_project(purposes: list[str]) -> list[bool]:
    """Whether each purpose is nothing but general words.

    Examples
    --------
    >>> says_no_project(["Subvention de fonctionnement pour l'année 2019", "Fête du quartier", ""])
    [True, False, True]
    """
    return [all(word in _GENERIC or word.isdigit() for word in text.split()) for text in loose(purposes)]


def _number(titles: list[str], funder: list[object], beneficiary: list[str], year: list[str]) -> list[str]:
    """Tell apart what two funders name alike, and the subsidies that one beneficiary gets twice under one title in a year."""
    funders: dict[str, dict[object, int]] = {}
    times: dict[tuple[object, ...], int] = {}
    numbered = []
    for title, who, receiver, when in zip(titles, funder, beneficiary, year, strict=True):
        rank = funders.setdefault(title, {}).setdefault(who, len(funders[title]))
        name = f"{title} ({rank + 1})" if rank else title
        place = times[name, receiver, when] = times.get((name, receiver, when), 0) + 1
        numbered.append(f"{name} #{place}" if place > 1 else name)
    return numbered


def _list(cells: pd.DataFrame, name: str) -> list[str]:
    return [text if isinstance(text, str) else "" for text in _text(cells, name).tolist()]


def _cut(text: str) -> str:
    """A long title, cut without making two alike."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 10]}… {hashlib.sha256(text.encode()).hexdigest()[:6]}"


def _dates(texts: pd.Series) -> list[str]:
    codes, found, _ = read_unique(texts, parse_date, None)
    pool = [*(date if date and len(date) == 10 else "" for date in found), ""]
    return [pool[code] for code in codes]


def _report_decisions(references: list[str], titles: list[str], shared: np.ndarray, draft: Draft, problems: Problems) -> None:
    first: dict[str, int] = {}
    granted: dict[str, set[str]] = {}
    for i, reference in enumerate(references):
        if reference and shared[i] < 0:
            first.setdefault(reference, i)
            granted.setdefault(reference, set()).add(titles[i])
    several = [reference for reference, own in granted.items() if len(own) > 1]
    draft.report(
        problems, "shared_decision", np.array([first[reference] for reference in several], dtype=np.int64), "referenceDecision",
        values=several, found=[len(granted[reference]) for reference in several],
    )  # fmt: skip
