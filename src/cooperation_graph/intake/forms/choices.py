"""Cells of choices: what counts as chosen, and how a cell that holds several is cut."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cooperation_graph.survey.words import fold

__all__ = ["chosen", "split_choices"]

_YES = frozenset(("y", "yes", "oui", "1", "x", "vrai", "true", "o", "checked", "coché"))
_NO = frozenset(("n", "no", "non", "0", "faux", "false", "unchecked", "non coché"))


def chosen(value: str) -> bool | None:
    """Whether an option was chosen; None when the word says neither.

    Examples
    --------
    >>> chosen("Oui"), chosen("0"), chosen("Jardin partagé")
    (True, False, None)
    """
    word = value.strip().casefold()
    return True if word in _YES else False if word in _NO else None


def split_choices(cell: str, options: Iterable[str], separator: str) -> tuple[list[str], list[str]]:
    """Cut a cell into options, the longest first, so that an option may hold the separator; what is left fits none.

    Returns
    -------
    tuple
        Options in the order of the cell; texts that match none. Without options the cell is cut at each separator.

    Examples
    --------
    >>> split_choices("Jardin, verger et rucher, Café", ["Jardin", "Jardin, verger et rucher", "Vélo"], ", ")
    (['Jardin, verger et rucher'], ['Café'])
    >>> split_choices("p1 p3", [], " ")
    (['p1', 'p3'], [])
    """
    known = sorted(dict.fromkeys(option for option in options if option.strip()), key=len, reverse=True)
    mark = separator.strip() or separator
    if not known:
        return [part.strip() for part in cell.split(mark) if part.strip()], []
    edge = re.escape(mark) if mark.strip() else r"\s"
    found: list[tuple[int, str]] = []
    rest, folded = cell, cell.casefold()
    for option in known:
        if option.split()[0].casefold() not in folded:
            continue
        words = r"\s+".join(map(re.escape, option.split()))
        shape = re.compile(rf"(?:^|(?<={edge}))\s*{words}\s*(?=$|{edge})", re.IGNORECASE)
        while match := shape.search(rest):
            found.append((match.start(), option))
            rest = rest[: match.start()] + "\x00" * (match.end() - match.start()) + rest[match.end() :]
    left = [piece.strip(f"{mark} \t\n\r") for piece in re.split(r"\x00+", rest)]
    return [option for _, option in sorted(found)], [piece for piece in left if fold(piece) or piece]
