"""The parser's own words and the errors of the library, said in the language of the line."""

from __future__ import annotations

import difflib
import re
from typing import Any

from cooperation_graph.errors import NoGroupAttribute, UnknownName
from cooperation_graph.locale import N_, translator

__all__ = ["explained", "parse_error", "translate_help"]

#: Kinds of names as errors call them.
KINDS = (
    N_("metric"), N_("language"), N_("territory"), N_("wave"), N_("attribute of actors"), N_("group attribute"), N_("kind of file"),
    N_("second wave"), N_("indicator"), N_("audience"), N_("format"), N_("exclusion"), N_("form of name"), N_("column"), N_("null model"),
)  # fmt: skip


def explained(error: BaseException, lang: str) -> str:
    """An error of the library as its message, in one language."""
    if not isinstance(error, UnknownName) or lang == "en":
        return str(error)
    _ = translator(lang)
    names = [str(name) for name in error.known]
    if isinstance(error, NoGroupAttribute):
        known = [_("Known: {names}{more}.", names=", ".join(names[:20]), more="")] if names else []
        said = _("no attribute of actors forms groups: give actors a column “sector” or “family”, or say which one does: --by.")
        return " ".join([said, *known])
    parts = [_("unknown name ({kind}): “{asked}”.", kind=_(error.kind), asked=error.asked)]
    near = difflib.get_close_matches(str(error.asked), names, n=3)
    if near:
        parts.append(_("Did you mean {names}?", names=", ".join(_("“{name}”", name=name) for name in near)))
    if names:
        more = _(" and {n} more", n=len(names) - 20) if len(names) > 20 else ""
        parts.append(_("Known: {names}{more}.", names=", ".join(names[:20]), more=more))
    else:
        parts.append(_("There is none here."))
    return " ".join(parts)


def parse_error(error: Any, lang: str) -> str:
    """A line that the parser does not understand; typer carries its own parser, whose words are English."""
    said = str(error.format_message())
    if lang == "en":
        return said
    _ = translator(lang)
    kind, param = type(error).__name__, getattr(error, "param", None)
    name = str(getattr(param, "opts", None) and param.opts[-1]) if param is not None else ""
    if kind == "MissingParameter":
        return _("“{name}” is missing.", name=name)
    if kind == "NoSuchOption":
        near = ", ".join(_("“{name}”", name=option) for option in sorted(getattr(error, "possibilities", None) or ()))
        return _("there is no option “{name}”.", name=error.option_name) + (" " + _("Did you mean {names}?", names=near) if near else "")
    if kind == "BadParameter":
        return _("“{name}” does not take this value: {reason}.", name=name, reason=_reason(str(error.message), lang))
    if kind == "BadOptionUsage":
        return _("the option “{name}” expects a value.", name=error.option_name)
    unknown = re.match(r"No such command '(.*?)'\.(?:.*?'(.*?)')?", said)
    if unknown:
        text = _("there is no command “{name}”.", name=unknown[1])
        return text + (" " + _("Did you mean {names}?", names=_("“{name}”", name=unknown[2])) if unknown[2] else "")
    extra = re.match(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", said)
    return _("nothing was expected after: {words}.", words=extra[1]) if extra else said


def _reason(message: str, lang: str) -> str:
    _ = translator(lang)
    if "integer" in message:
        return _("a whole number is expected")
    if "greater than or equal" in message or "range" in message:
        return _("it is too small or too large")
    return message


def translate_help(command: Any, lang: str) -> Any:
    """Put the help of shared options, and the parser's own words, into one language, in a command and those under it."""
    if lang == "en":
        return command
    _ = translator(lang)
    usage, help_option = command.get_usage, command.get_help_option
    command.options_metavar = _("[OPTIONS]")
    for option in command.params:
        if getattr(option, "help", None):
            option.help = _(option.help)
    if hasattr(command, "commands"):
        command.subcommand_metavar = _("COMMAND [ARGUMENTS]…")
        for inner in command.commands.values():
            translate_help(inner, lang)

    def said_usage(context: Any) -> str:
        return str(usage(context)).replace("Usage:", _("Usage:"), 1)

    def said_option(context: Any) -> Any:
        option = help_option(context)
        if option is not None:
            option.help = _("Show this help and leave.")
        return option

    command.get_usage, command.get_help_option = said_usage, said_option
    return command
