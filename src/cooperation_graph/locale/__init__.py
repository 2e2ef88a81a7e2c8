"""French and English words for everything a user sees.

English sentences are the message ids; ``fr/LC_MESSAGES/*.po`` hold the French ones, one catalogue a part of the library
(survey, metrics, silos, report…). The language is always an argument, never the system locale.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from cooperation_graph.errors import UnknownName

__all__ = ["LANGUAGES", "N_", "check_language", "translate", "translator"]

LANGUAGES = ("fr", "en")


def N_(message: str) -> str:
    """Mark a sentence for translation without translating it yet."""
    return message


def check_language(lang: str) -> str:
    """Return `lang`, or raise :class:`UnknownName`."""
    if lang not in LANGUAGES:
        raise UnknownName("language", lang, LANGUAGES)
    return lang


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    merged = gettext.NullTranslations()
    if check_language(lang) == "en":
        return merged
    folder = files(__package__) / lang / "LC_MESSAGES"
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".mo"):
            with entry.open("rb") as stream:
                part = gettext.GNUTranslations(stream)  # type: ignore[arg-type]
            part.add_fallback(merged)
            merged = part
    return merged


def translate(message: str, lang: str, /, **values: object) -> str:
    """Return `message` in `lang`, with ``{name}`` fields filled from `values`.

    Examples
    --------
    >>> translate("{n} actors", "en", n=3)
    '3 actors'
    """
    text = _catalogue(lang).gettext(message) if message else ""
    return text.format(**values) if values else text


def translator(lang: str) -> Callable[..., str]:
    """Return ``_(message, **values)`` for one language; ``_("x", plural="xs", n=3)`` chooses by `n`.

    French uses the singular for 0 and 1, English for 1 only.

    Examples
    --------
    >>> _ = translator("en")
    >>> _("{n} actor", plural="{n} actors", n=2)
    '2 actors'
    """
    catalogue = _catalogue(lang)

    def _(message: str, /, *, plural: str | None = None, **values: object) -> str:
        if plural is not None:
            text = catalogue.ngettext(message, plural, int(values["n"]))  # type: ignore[call-overload]
        else:
            text = catalogue.gettext(message) if message else ""
        return text.format(**values) if values else text

    return _
