"""Methods and definitions, generated from the metric cards and the settings."""

from __future__ import annotations

from cooperation_graph.locale import translator
from cooperation_graph.metrics.card import card_of, catalogue
from cooperation_graph.nulls import keep_degrees
from cooperation_graph.nulls.card import card_of_null
from cooperation_graph.report.blocks import Bullets, Definitions, Section, Text
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.parts import attribute_name

__all__ = ["methods"]


def methods(material: Material, lang: str) -> Section:
    """What every number means, what it cannot say, and how it was made."""
    _ = translator(lang)
    settings = material.graphs.settings
    names = [n for n in dict.fromkeys(m.split("(")[0] for m in material.measures.frame["metric"]) if n in catalogue]
    definitions = []
    for name in names:
        card = card_of(catalogue[name])
        lines = [_(card.reading)] if card.reading else []
        if card.cannot_say:
            lines.append(_("What it cannot say: {text}.", text=_(card.cannot_say)))
        if card.compare_with:
            lines.append(_("To compare with: {text}.", text=_(card.compare_with)))
        if card.reference:
            lines.append(_("Source: {text}.", text=_(card.reference)))
        definitions.append((f"{_(card.label) if card.label else name} ({name})", tuple(lines)))
    roles = settings.get("roles", "all")
    tied = _("all roles") if roles == "all" else ", ".join(_role(role, lang) for role in roles)
    excluded = ", ".join(_role(name, lang) for name in settings.get("exclude", ())) or _("nobody")
    return Section("methodes", _("Methods and definitions"), (
        Bullets((
            _("Two actors cooperate when they take part in the same project of the same wave, with one of these roles: {roles}.",
              roles=tied),
            _("Left out of the graphs: {names}. The animator is the treatment; counting him would fabricate an effect.",
              names=excluded),
            _("Groups: the attribute “{by}” of actors. Actors without a group are left out before anything is computed.",
              by=attribute_name(material.by, lang)),
            _("“What activity explains”: {text}. {draws} draws.", text=_(card_of_null(keep_degrees).supposes), draws=material.draws),
            _("A verdict “silo” keeps false alarms under 5 % of territories; “nothing shows it” is not a proof of openness."),
            _("Intervals say how much a number would move had the same actors set up other projects of the same kind; they do not"
              " cover what the survey forgot."),
            _("An actor who did not answer and whom nobody names is unknown: he is not counted as isolated."),
            _("Seed of chance: {seed}. The same seed and data give the same report.", seed=material.entropy),
        )),
        Definitions(tuple(definitions)),
        Text(_("Wording and thresholds are conventions; the documentation gives the simulations behind them."), "note"),
    ))  # fmt: skip


def _role(role: str, lang: str) -> str:
    _ = translator(lang)
    words = {
        "lead": _("lead"), "co_lead": _("co-lead"), "partner": _("partner"), "host": _("host"), "participant": _("participant"),
        "funder": _("funder"), "beneficiary": _("beneficiary"), "animator": _("animator"),
    }  # fmt: skip
    return words.get(role, role)
