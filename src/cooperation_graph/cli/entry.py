"""`main`: choose the language, run a command, and turn errors a user can act on into one screen and exit code 2."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from cooperation_graph.errors import CooperationError
from cooperation_graph.locale import LANGUAGES, translator

__all__ = ["main"]

#: Errors that say what to do; anything else is a bug of ours.
USER_ERRORS = (CooperationError, OSError)


def language_of(arguments: Sequence[str]) -> str:
    """The language asked for anywhere on the line; help texts are made in it before the line is read.

    Examples
    --------
    >>> language_of(["demo", "--lang", "en"]), language_of(["demo", "--lang=en"]), language_of(["demo"])
    ('en', 'en', 'fr')
    """
    for place, word in enumerate(arguments):
        if word.startswith("--lang="):
            found = word.removeprefix("--lang=")
        elif word == "--lang" and place + 1 < len(arguments):
            found = arguments[place + 1]
        else:
            continue
        if found in LANGUAGES:
            return found
    return "fr"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code: 0 done, 1 a bug, 2 an error of use, 130 interrupted."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    lang = language_of(words)
    sys.exit(run(words, lang))


def run(words: list[str], lang: str) -> int:
    """Run one line; returns the exit code."""
    import typer

    from cooperation_graph.cli.commands import build
    from cooperation_graph.cli.screen import failure
    from cooperation_graph.cli.wording import explained, parse_error

    _ = translator(lang)
    debug = "--debug" in words
    try:
        code = build(lang)(args=words, prog_name="cooperation-graph", standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        failure(_("Interrupted; nothing half-written is left behind."), lang)
        return 130
    except USER_ERRORS as error:
        if debug:
            raise
        failure(explained(error, lang), lang)
        return 2
    except Exception as error:
        if hasattr(error, "format_message"):  # a line that the parser does not understand; typer keeps its own click inside
            failure(parse_error(error, lang), lang, hint=_("See: cooperation-graph --help"))
            return 2
        if debug:
            raise
        failure(
            _("{kind}: {message}", kind=type(error).__name__, message=error), lang,
            hint=_("This is a bug of cooperation_graph. Run again with --debug and send what is printed."),
        )  # fmt: skip
        return 1
    return code if isinstance(code, int) else 0
