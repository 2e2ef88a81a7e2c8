"""A survey in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number
from cooperation_graph.survey.rules import RULES

if TYPE_CHECKING:
    from cooperation_graph.survey.tables import Survey

__all__ = ["summary"]

_COUNTS = {
    "participations": (N_("{shown} participation"), N_("{shown} participations")),
    "actors": (N_("{shown} actor"), N_("{shown} actors")),
    "projects": (N_("{shown} project"), N_("{shown} projects")),
    "territories": (N_("{shown} territory"), N_("{shown} territories")),
    "waves": (N_("{shown} wave"), N_("{shown} waves")),
}


def summary(survey: Survey, lang: str) -> str:
    """What a survey holds, what it does not, and what was found in it."""
    _ = translator(lang)
    counts = [
        _(one, plural=many, n=survey._counts()[name], shown=number(survey._counts()[name], lang))
        for name, (one, many) in _COUNTS.items()
    ]
    lines = [_(N_("The survey holds {counts}."), counts=", ".join(counts))]
    if survey.groups:
        lines.append(_(N_("Groups of actors: {groups}."), groups=", ".join(survey.groups)))
    else:
        lines.append(_(N_("No group of actors is declared: silos cannot be looked for (by=).")))
    if not len(survey.responses):
        lines.append(
            _(N_("There is no response ledger: an actor that disappears cannot be told from one that did not answer."))
        )
    if len(survey.problems):
        found = survey.problems.groupby("rule", sort=False)["count"].sum()
        parts = ", ".join(f"{_(RULES[str(rule)].title).lower()} ({number(int(n), lang)})" for rule, n in found.items())
        lines.append(_(N_("To check: {problems}."), problems=parts))
    if len(survey.set_aside):
        n = len(survey.set_aside)
        lines.append(
            _(N_("{shown} row was set aside."), plural=N_("{shown} rows were set aside."), n=n, shown=number(n, lang))
        )
    return "\n".join(lines)
