"""Identifiers of the French administration (SIRET, RNA, QPV, contracts, communes): damaged ones are named, not repaired."""

from __future__ import annotations

import re

from cooperation_graph.locale import N_

__all__ = ["check_code", "check_rna", "check_siren", "check_siret"]

_DEPARTMENT = r"(?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-8]|98[4-8])"
_PADDED = r"(?:00[1-9]|0[1-8]\d|09[0-5]|02[AB]|97[1-8]|98[4-8])"
LOST_DIGITS, LOST_ZERO = N_("its last digits are lost"), N_("a leading zero may be missing")
CHECK_DIGIT, LENGTH, FORM = (
    N_("its check digit is wrong"),
    N_("it does not have the right length"),
    N_("it does not have the right form"),
)
_CODES = {
    "QPV": re.compile(rf"QP(?:{_PADDED}\d{{3}})|QN{_PADDED}\d{{2}}[NMI]"),
    N_("city contract"): re.compile(rf"CV\d{{3}}|CN{_PADDED}\d{{2}}[NMI]"),
    N_("commune"): re.compile(r"(?:(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])\d{3}|97[1-8]\d{2}|98[4-8]\d{2})"),
}
_LOOKS_LIKE = {
    "QPV": re.compile(r"Q[PN]\s?\d", re.IGNORECASE),
    N_("city contract"): re.compile(r"C[VN]\s?\d", re.IGNORECASE),
}


def check_siret(text: str) -> str | None:
    """Say what is wrong with a SIRET, None when it is right; La Poste's own rule is known.

    Examples
    --------
    >>> check_siret("35600000000048"), check_siret("35600000049837"), check_siret("35181600000000")
    (None, None, 'its last digits are lost')
    >>> check_siret("0026032300019")
    'a leading zero may be missing'
    """
    from stdnum.fr import siret

    bare = re.sub(r"[\s.\u00a0\u202f]", "", text)
    if bare.isdigit() and len(bare) == 14:
        if siret.is_valid(bare):
            return None
        return LOST_DIGITS if bare.endswith("00000") else CHECK_DIGIT
    return LOST_ZERO if bare.isdigit() and 9 < len(bare) < 14 and siret.is_valid(bare.zfill(14)) else LENGTH


def check_siren(text: str) -> str | None:
    """Say what is wrong with a SIREN, None when it is right.

    Examples
    --------
    >>> check_siren("356000000"), check_siren("356000001")
    (None, 'its check digit is wrong')
    """
    from stdnum.fr import siren

    bare = re.sub(r"[\s.\u00a0\u202f]", "", text)
    if bare.isdigit() and len(bare) == 9:
        return None if siren.is_valid(bare) else CHECK_DIGIT
    return LOST_ZERO if bare.isdigit() and 5 < len(bare) < 9 and siren.is_valid(bare.zfill(9)) else LENGTH


def check_rna(text: str) -> str | None:
    """Say whether a text is no RNA number: W, a digit, a digit or a letter (Corsica, overseas), seven digits.

    Examples
    --------
    >>> check_rna("W751234567"), check_rna("W9G1234567"), check_rna("W2A1234567"), check_rna("751234567")
    (None, None, None, 'it does not have the right form')
    """
    return None if re.fullmatch(r"W\d[A-Z\d]\d{7}", text.strip().upper()) else FORM


def check_code(text: str, kind: str | None = None) -> str | None:
    """Give the kind of a wrong code (of a neighbourhood, QPV; a city contract; a commune), None when nothing is wrong.

    Without `kind`, only what begins like a QPV or contract code is looked at.

    Examples
    --------
    >>> check_code("QN07511M"), check_code("QP971001"), check_code("CN02A01I"), check_code("Le Mirail")
    (None, None, None, None)
    >>> check_code("QN7511M"), check_code("2A004", "commune"), check_code("1004", "commune")
    ('QPV', None, 'commune')
    """
    kinds = [kind] if kind else [name for name, pattern in _LOOKS_LIKE.items() if pattern.match(text)]
    for name in kinds:
        if not _CODES[name].fullmatch(text.strip()):
            return name
    return None
