"""The rules a survey is checked against, and what the user chooses for each."""

from __future__ import annotations

from collections.abc import Mapping

from cooperation_graph.errors import UnknownName
from cooperation_graph.locale import N_, translator
from cooperation_graph.survey.file_rules import FILE_RULES
from cooperation_graph.survey.form_rules import FORM_RULES
from cooperation_graph.survey.network_rules import NETWORK_RULES
from cooperation_graph.survey.row_rules import ROW_RULES
from cooperation_graph.survey.rule import Rule
from cooperation_graph.survey.source_rules import SOURCE_RULES

__all__ = ["RULES", "Rule", "check_choices", "rules_markdown"]

#: All rules by code, in the order in which they are checked.
RULES: dict[str, Rule] = {**FILE_RULES, **ROW_RULES, **SOURCE_RULES, **NETWORK_RULES, **FORM_RULES}


def check_choices(options: Mapping[str, str]) -> dict[str, str]:
    """Check the choices a user makes, given as ``on_rule="choice"``, and return the choice of every rule.

    Raises
    ------
    UnknownName
        A rule, or a choice, that does not exist.

    Examples
    --------
    >>> check_choices({"on_exact_duplicate": "error"})["exact_duplicate"]
    'error'
    """
    choices = {code: rule.default for code, rule in RULES.items()}
    for option, choice in options.items():
        code = option.removeprefix("on_")
        if code not in RULES or not option.startswith("on_"):
            raise UnknownName("option", option, [f"on_{code}" for code, rule in RULES.items() if len(rule.choices) > 1])
        if choice not in RULES[code].choices:
            raise UnknownName(f"choice for {option}", choice, RULES[code].choices)
        choices[code] = choice
    return choices


def rules_markdown(lang: str = "fr") -> str:
    """Render the rules as a Markdown table, for the documentation."""
    _ = translator(lang)
    headings = (_(N_("rule")), _(N_("what it finds")), _(N_("default")), _(N_("other choices")))
    lines = ["| " + " | ".join(headings) + " |", "|---|---|---|---|"]
    for code, rule in RULES.items():
        others = ", ".join(f"`{choice}`" for choice in rule.choices[1:])
        lines.append(f"| `{code}` | {_(rule.title)} | `{rule.default}` | {others} |")
    return "\n".join(lines) + "\n"
