"""Identifiers of the French administration (SIRET, RNA, QPV, contracts, communes, RIDET, TAHITI).

Damaged ones are named and the likely one is suggested; nothing is repaired.
"""

from __future__ import annotations

import re

from cooperation_graph.locale import N_

__all__ = ["check_code", "check_ridet", "check_rna", "check_siren", "check_siret", "check_tahiti", "suggest_identifier"]

_DEPARTMENT = r"(?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-8]|98[4-8])"
_PADDED = r"(?:00[1-9]|0[1-8]\d|09[0-5]|02[AB]|97[1-8]|98[4-8])"
LOST_DIGITS, LOST_ZERO = N_("its last digits are lost"), N_("a leading zero may be missing")
SIREN, OVERSEAS = N_("it is a SIREN, of the whole body"), N_("it may be a number of the Pacific (RIDET, TAHITI)")
CHECK_DIGIT, LENGTH, FORM = (
    N_("its check digit is wrong"),
    N_("it does not have the right length"),
    N_("it does not have the right form"),
)
_CODES = {
    "QPV": re.compile(rf"QP(?:{_PADDED}\d{{3}})|QN{_PADDED}\d{{2}}[NMI]"),
    N_("city contract"): re.compile(rf"CV\d{{3}}|CN{_PADDED}\d{{2}}[NMI]"),
    N_("commune"): re.compile(r"(?:(?:0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5])\d{3}|97[1-8]\d{2}|98[4-9]\d{2})"),
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
    if bare.isdigit() and 9 < len(bare) < 14 and siret.is_valid(bare.zfill(14)):
        return LOST_ZERO
    return SIREN if check_siren(bare) is None else OVERSEAS if check_ridet(text) is None or check_tahiti(text) is None else LENGTH


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


def check_ridet(text: str) -> str | None:
    """Say whether a text is no RIDET of New Caledonia: six or seven digits of the body, three of the place.

    Examples
    --------
    >>> check_ridet("1234567.001"), check_ridet("123 456 001"), check_ridet("RIDET 1234567001"), check_ridet("12345")
    (None, None, None, 'it does not have the right form')
    """
    bare = re.sub(r"[\s.\-\u00a0\u202f:]", "", text.upper().replace("RIDET", ""))
    return None if re.fullmatch(r"\d{9,10}", bare) else FORM


def check_tahiti(text: str) -> str | None:
    """Say whether a text is no TAHITI number of French Polynesia: a letter or a digit, five digits, three of the place.

    Examples
    --------
    >>> check_tahiti("A12345-001"), check_tahiti("TAHITI 123456001"), check_tahiti("AB345")
    (None, None, 'it does not have the right form')
    """
    bare = re.sub(r"[\s.\-\u00a0\u202f:]", "", re.sub(r"(?:N°\s*)?TAHITI", "", text.upper()))
    return None if re.fullmatch(r"[A-Z0-9]\d{8}", bare) else FORM


def suggest_identifier(text: str, kind: str) -> str:
    """What a damaged identifier probably was, when one repair alone gives a sound one; "" otherwise.

    Parameters
    ----------
    text
        The identifier as it stands.
    kind
        ``siret``, ``siren``, ``rna``, or a kind that :func:`check_code` names.

    Examples
    --------
    >>> suggest_identifier("0026032300019", "siret"), suggest_identifier("751234567", "rna"), suggest_identifier("35181600000000", "siret")
    ('00026032300019', 'W751234567', '')
    >>> suggest_identifier("QN7511M", "QPV"), suggest_identifier("CN0104M", "city contract"), suggest_identifier("1004", "commune")
    ('QN07511M', 'CN00104M', '01004')
    """
    bare = re.sub(r"[\s.'’\u00a0\u202f_-]+", "", re.sub(r"[.,]0+$", "", text.strip())).upper()
    tries: list[str] = []
    if kind in ("siret", "siren"):
        size = 14 if kind == "siret" else 9
        digits = bare.replace("O", "0").replace("I", "1").replace("L", "1")
        tries = [digits.zfill(size)] if size - 4 <= len(digits) <= size else [digits[:9]] if kind == "siren" and len(digits) == 14 else []
        return next((code for code in tries if code != text and (check_siret if kind == "siret" else check_siren)(code) is None), "")
    if kind == "rna":
        tries = [bare, f"W{bare}", bare.replace("O", "0")]
        return next((code for code in tries if code != text and check_rna(code) is None), "")
    if kind == "commune":
        tries = [bare, bare.zfill(5)]
    elif match := re.fullmatch(r"(Q[PN]|C[VN])(.*)", bare):
        tries = [bare, *(match[1] + "0" * zeros + match[2] for zeros in (1, 2))]
    return next((code for code in tries if code != text and check_code(code, kind) is None), "")


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
