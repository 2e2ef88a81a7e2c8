"""A survey in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number
from cooperation_graph.survey.rules import RULES

if TYPE_CHECKING:
    from cooperation_graph.survey.tables import Survey

__all__ = ["summary", "totals_sentence"]

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
    lines += [totals_sentence(file, lang) for file in survey.provenance.get("files", ()) if file.get("totals")]
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


def totals_sentence(file: Mapping[str, Any], lang: str) -> str:
    """How many subsidies a file holds, and what they add up to.

    Examples
    --------
    >>> totals_sentence({"file": "x.csv", "totals": {"records": 2, "amount": 1234.5}}, "en")
    'x.csv: 2 subsidies, 1,234.50 euros.'
    """
    _ = translator(lang)
    totals, label = file["totals"], f"{file['file']} [{file['sheet']}]" if file.get("sheet") else str(file["file"])
    said = _(
        N_("{file}: {shown} subsidy, {amount} euros."),
        plural=N_("{file}: {shown} subsidies, {amount} euros."),
        n=int(totals["records"]),
        shown=number(int(totals["records"]), lang),
        file=label,
        amount=number(totals["amount"], lang, 2),
    )
    if "received" in totals:
        said += " " + _(N_("After shares, the beneficiaries receive {amount} euros."), amount=number(totals["received"], lang, 2))
    return said
