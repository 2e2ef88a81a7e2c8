"""Errors and warnings of the library, and how a message is built.

A message answers three questions: what is wrong, where, what to do. Sentences are English in code; whoever shows one to a
user translates it with :func:`cooperation_graph.locale.translate`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CooperationError",
    "CooperationWarning",
    "NoComparisonGroup",
    "NoGroupAttribute",
    "SurveyError",
    "Undefined",
    "UnknownName",
]


class CooperationError(Exception):
    """Base of every error a user can act on."""


class SurveyError(CooperationError, ValueError):
    """The survey has problems; all of them are in :attr:`problems`.

    Parameters
    ----------
    message
        The first problems in words, ready to print.
    problems
        One row a problem: file, table, row (as seen in Excel), column, value, rule, severity, message, remedy.
    """

    def __init__(self, message: str, problems: pd.DataFrame | None = None) -> None:
        super().__init__(message)
        self.problems = problems


class UnknownName(CooperationError, ValueError):
    """A name that does not exist was asked for.

    Examples
    --------
    >>> str(UnknownName("metric", "ei_indx", ["ei_index", "density"]))
    "unknown metric 'ei_indx'. Did you mean 'ei_index'? Known: 'density', 'ei_index'."
    """

    def __init__(self, kind: str, asked: object, known: Iterable[object], hint: str = "") -> None:
        names = sorted({str(name) for name in known})
        near = difflib.get_close_matches(str(asked), names, n=3)
        parts = [f"unknown {kind} {str(asked)!r}."]
        if near:
            parts.append("Did you mean " + " or ".join(repr(name) for name in near) + "?")
        shown = ", ".join(repr(name) for name in names[:20])
        more = f" and {len(names) - 20} more" if len(names) > 20 else ""
        parts.append(f"Known: {shown}{more}." if names else f"There is no {kind} here.")
        if hint:
            parts.append(hint)
        super().__init__(" ".join(parts))
        self.kind, self.asked, self.known = kind, asked, names


class NoGroupAttribute(UnknownName):
    """Groups are wanted, none is named, and the survey declares no attribute of actors that forms them.

    Parameters
    ----------
    known
        The attributes of actors that hold something.

    Examples
    --------
    >>> print(NoGroupAttribute(["district"]))
    no attribute of actors forms groups: give actors a column “sector” or “family”, or say which one does: by=…. Known: 'district'.
    """

    def __init__(self, known: Iterable[object]) -> None:
        super().__init__("attribute of actors", None, known)
        names = ", ".join(repr(name) for name in self.known[:20])
        said = "no attribute of actors forms groups: give actors a column “sector” or “family”, or say which one does: by=…."
        self.args = (said + (f" Known: {names}." if names else ""),)


class Undefined(CooperationError, ValueError):
    """The number does not exist here; the message says why in one sentence.

    Examples
    --------
    >>> raise Undefined("no project gathers two actors")
    Traceback (most recent call last):
    ...
    cooperation_graph.errors.Undefined: no project gathers two actors
    """

    @property
    def reason(self) -> str:
        """The sentence, as `measure` writes it in the column ``status``."""
        return str(self)


class NoComparisonGroup(CooperationError, ValueError):
    """Change cannot be attributed to animation: there is no territory to compare with."""


class CooperationWarning(UserWarning):
    """A coded warning: a comparison or a reading that would mislead."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"[{code}] {message}")
        self.code = code
