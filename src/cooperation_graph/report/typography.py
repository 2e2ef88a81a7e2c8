"""French and English set as printers do: spaces that do not break before signs, curved apostrophes."""

from __future__ import annotations

import re

__all__ = ["typeset"]

_NO_BREAK, _NARROW = "\u00a0", "\u202f"
_BOTH = ((re.compile(r"\b([pq]) ([=<]) "), rf"\1{_NO_BREAK}\2{_NO_BREAK}"),)
_FRENCH = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r" (?=[;?!](?:\W|$))"), _NARROW),
    (re.compile(r" (?=[:»%](?:\W|$))"), _NO_BREAK),
    (re.compile(r"« "), "«" + _NO_BREAK),
)


def typeset(text: str, lang: str) -> str:
    """A sentence as it is printed in a language.

    Examples
    --------
    >>> typeset("Qu'est-ce qu'un silo ?", "fr") == "Qu’est-ce qu’un silo\\u202f?"
    True
    """
    for pattern, replacement in _BOTH + (_FRENCH if lang == "fr" else ()):
        text = pattern.sub(replacement, text)
    return text
