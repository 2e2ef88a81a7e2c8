"""Who grants and who receives: one identifier an organisation, a damaged one is named and never repaired."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from cooperation_graph.survey.cells import clean, is_blank_word, read_unique
from cooperation_graph.survey.convert import damage
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.identifiers import check_rna, check_siren, check_siret, suggest_identifier
from cooperation_graph.survey.problems import Problems

__all__ = ["Parties", "find_parties", "read_identifier"]

_PUNCTUATION = re.compile(r"[\s.'’\u00a0\u202f_-]+")
_DECIMAL = re.compile(r"(\d{9,14})[.,]0+")


class Parties:
    """Organisations of some rows: the key of each row, and what is known of each key.

    Attributes
    ----------
    keys
        Key of each row (SIRET, SIREN, RNA, the publisher's number, else the name); None where nobody is named.
    table
        By key: ``name`` (first spelling), ``aliases``, ``siret``, ``siren``, ``rna``.
    """

    def __init__(self, keys: np.ndarray, table: pd.DataFrame) -> None:
        self.keys, self.table = keys, table


def read_identifier(text: str) -> tuple[str, str, str]:
    """Say what an identifier is.

    Returns
    -------
    tuple
        Kind (``siret``, ``siren``, ``rna`` or "" when it is none that can be trusted), the identifier, the rule it breaks.

    Examples
    --------
    >>> read_identifier("224 900 019 000 15'"), read_identifier("2,43E+13"), read_identifier("35181600000000")
    (('siret', '22490001900015', ''), ('', '2,43E+13', 'scientific_notation'), ('', '35181600000000', 'invalid_siret'))
    >>> read_identifier("W9G1234567"), read_identifier("sans objet"), read_identifier("34441379400043.0")
    (('rna', 'W9G1234567', ''), ('', '', ''), ('siret', '34441379400043', 'decimal_id'))
    """
    text = clean(text)
    if not text or is_blank_word(text):
        return "", "", ""
    if damage(text) == "scientific_notation":
        return "", text, "scientific_notation"
    rule = ""
    if match := _DECIMAL.fullmatch(text):
        text, rule = match[1], "decimal_id"
    bare = _PUNCTUATION.sub("", text).upper()
    if bare.isdigit() and len(bare) == 9:
        return ("siren", bare, rule) if check_siren(bare) is None else ("", bare, "invalid_siren")
    if bare.isdigit() and len(bare) == 14:
        return ("siret", bare, rule) if check_siret(bare) is None else ("", bare, "invalid_siret")
    if bare.startswith("W") and len(bare) > 1 and bare[1].isdigit():
        return ("rna", bare, rule) if check_rna(bare) is None else ("", bare, "invalid_rna")
    return "", text, "invalid_siret" if bare.isdigit() else ""


def find_parties(
    cells: pd.DataFrame, names: list[str], identifiers: list[str], code: str, draft: Draft, problems: Problems, *,
    one_key_a_name: bool = False,
) -> Parties:  # fmt: skip
    """Give each row the key of its organisation.

    Parameters
    ----------
    cells
        Rows by field.
    names
        Fields of the name; several are joined by a space.
    identifiers
        Fields of SIRET, SIREN or RNA numbers, the first that is sound wins.
    code
        Field of the publisher's own number, "" without.
    draft
        Where identifiers that cannot be trusted are reported.
    one_key_a_name
        Rows of one name are one organisation, as those that grant are in their own file.
    """
    label = _joined(cells, names)
    frame = pd.DataFrame({"name": label, "siret": None, "siren": None, "rna": None}, index=cells.index)
    for field in identifiers:
        if field in cells.columns:
            _read_identifiers(cells[field], field, frame, draft, problems)
    for field in identifiers:  # somebody whose name is blank is called by the number that is given
        if field in cells.columns and frame["name"].isna().any():
            frame["name"] = frame["name"].where(frame["name"].notna(), _joined(cells, [field]))
    frame["code"] = cells[code] if code in cells.columns and _is_key(cells[code], label) else None
    key = frame["siret"]
    for name in ("siren", "rna", "code", "name"):
        key = key.where(key.notna(), frame[name])
    if one_key_a_name:
        trusted = frame.loc[(key != frame["name"]).to_numpy(dtype=bool)].groupby("name")["siret"].first()
        key = key.where(~frame["name"].isin(trusted.dropna().index), frame["name"].map(trusted))
    frame["key"] = key
    known = frame.loc[key.notna().to_numpy()]
    grouped = known.groupby("key", sort=False)
    table = grouped[["name", "siret", "siren", "rna"]].first()
    table["siren"] = table["siren"].where(table["siren"].notna(), table["siret"].str[:9])
    different = known.drop_duplicates(["key", "name"]).dropna(subset=["name"])
    others = different.loc[different["key"].duplicated()].groupby("key", sort=False)["name"].agg("|".join)
    table["aliases"] = others.reindex(table.index).astype("str")
    table["name"] = table["name"].where(table["name"].notna(), table.index.to_series())
    return Parties(key.to_numpy(dtype=object), table)


def _joined(cells: pd.DataFrame, names: list[str]) -> pd.Series:
    """Names, cleaned and joined; blank words are blank."""
    parts = []
    for name in names:
        if name in cells.columns:
            codes, texts, _ = read_unique(cells[name], lambda text: "" if is_blank_word(text) else clean(text), "")
            parts.append(np.array([*texts, ""], dtype=object)[codes])
    if not parts:
        return pd.Series(None, index=cells.index, dtype="str")
    joined = [" ".join(part for part in row if part) or None for row in zip(*parts, strict=True)]
    return pd.Series(joined, index=cells.index, dtype="str")


def _read_identifiers(cells: pd.Series, field: str, frame: pd.DataFrame, draft: Draft, problems: Problems) -> None:
    codes, found, texts = read_unique(cells, read_identifier, ("", "", ""))
    pool = [*found, ("", "", "")]
    for kind in ("siret", "siren", "rna"):
        own = np.array([identifier if what == kind else None for what, identifier, _ in pool], dtype=object)[codes]
        frame[kind] = frame[kind].where(frame[kind].notna(), pd.Series(own, index=frame.index))
    details = {
        "invalid_siret": check_siret, "invalid_siren": check_siren, "invalid_rna": check_rna,
        "scientific_notation": None, "decimal_id": None,
    }  # fmt: skip
    for rule, check in details.items():
        positions = np.flatnonzero(np.array([broken == rule for *_, broken in pool])[codes])
        values = [texts[codes[p]] for p in positions.tolist()]
        if check is not None:
            detail = [check(pool[codes[p]][1]) or "" for p in positions.tolist()]
            near = [suggest_identifier(value, rule.removeprefix("invalid_")) for value in values]
            draft.report(problems, rule, positions, field, values=values, detail=detail, near=near)
        else:
            draft.report(problems, rule, positions, field, values=values, guess=[pool[codes[p]][1] for p in positions.tolist()])


def _is_key(codes: pd.Series, names: pd.Series) -> bool:
    """Whether a column numbers the organisations: as many numbers as names, or nearly, and a number rarely changes its name."""
    pairs = pd.DataFrame({"code": codes, "name": names.str.casefold()}).dropna().drop_duplicates()
    if not len(pairs):
        return False
    return pairs["code"].nunique() >= 0.8 * len(pairs) and pairs["code"].nunique() > 0.5 * pairs["name"].nunique()
