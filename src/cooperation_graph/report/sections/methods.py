"""Methods and definitions, generated from the metric cards and the settings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import number
from cooperation_graph.metrics.card import catalogue
from cooperation_graph.metrics.sheets import sheet, sheet_table
from cooperation_graph.nulls import keep_degrees
from cooperation_graph.nulls.card import card_of_null
from cooperation_graph.report.blocks import Bullets, Definitions, Fold, Section, Text
from cooperation_graph.report.material import Material
from cooperation_graph.report.words import attribute_name

__all__ = ["definitions", "methods"]


def methods(material: Material, lang: str) -> Section:
    """What every number means, what it cannot say, and how it was made."""
    _ = translator(lang)
    settings = material.graphs.settings
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
            _("p: how often chance alone gives as much. q: the same, once the number of groups looked at together is counted."
              " Under 0.05, conventionally, chance alone hardly explains the gap."),
            _("A verdict “silo” keeps false alarms to about 5 % of territories; “nothing shows it” is not a proof of openness."),
            _("Intervals say how much a number would move had the same actors set up other projects of the same kind; they do not"
              " cover what the survey forgot."),
            _("An actor who did not answer and whom nobody names is unknown: he is not counted as isolated."),
            _("Seed of chance: {seed}. The same seed and data give the same report.", seed=material.entropy),
        )),
        Fold(_("Indicator sheets: definition, formula, reading, limits, source"), (Definitions(_terms(material, lang)),)),
        Fold(_("What the network is made of (GRAND checklist)"), (Definitions(_checklist(material, tied, excluded, lang)),)),
        Text(_("Wording and thresholds are conventions; the documentation gives the simulations behind them."), "note"),
    ))  # fmt: skip


def _used(material: Material) -> list[str]:
    return [n for n in dict.fromkeys(m.split("(")[0] for m in material.measures.frame["metric"]) if n in catalogue]


def _terms(material: Material, lang: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The sheet of each indicator of the report."""
    _ = translator(lang)
    terms = []
    for name in _used(material):
        found = sheet(name, lang)
        lines = tuple(f"{title}{_(': ')}{'; '.join(texts)}" for title, texts in found.items(lang))
        terms.append((f"{found.label} ({name})", lines))
    return tuple(terms)


def definitions(material: Material, lang: str) -> pd.DataFrame:
    """The same sheets as a table, one row an indicator, for the data beside the report."""
    return sheet_table(_used(material), lang)


def _checklist(material: Material, roles: str, excluded: str, lang: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a reader of network data should be told (Neal and others 2024), from the settings."""
    _ = translator(lang)
    store = material.graphs.compact().national
    actors, projects = (
        len(pd.DataFrame({"territory": np.repeat(store.territories, np.diff(offsets)), "id": ids}).drop_duplicates())
        for offsets, ids in ((store.row_offsets, store.row_actor), (store.column_offsets, store.column_project))
    )  # fmt: skip
    nodes = _("Actors ({actors} in all waves and territories taken together) and projects ({projects}).",
              actors=number(actors, lang, 0), projects=number(projects, lang, 0))  # fmt: skip
    ledger = _("The record of answers says who was asked and who answered.") if material.quality["response_rate"].notna().any() else _(
        "There is no record of answers."
    )
    return (
        (_("Nodes"), (nodes,)),
        (_("Edges"), (_("An actor takes part in a project in a wave, in one of these roles: {roles}. Several roles of one actor in one"
                        " project count once; intensity 0 is no tie; ties have neither direction nor weight.", roles=roles),)),
        (_("Boundary"), (_("Those the survey names in a territory and wave. Left out: {names}.", names=excluded),)),
        (_("Missing data"), (ledger, _("An actor without an answer stays when others name it, and is unknown otherwise."))),
        (_("Projections"), (_("Two actors are partners when they share at least one project; verdicts are computed on actors and"
                              " projects themselves."),)),
        (_("Privacy"), (
            _("Actors are not named; in a small place, a group may still be recognised.") if material.public
            else _("Named organisations can be recognised: the report is for those to whom it was entrusted."),
        )),
    )  # fmt: skip


def _role(role: str, lang: str) -> str:
    _ = translator(lang)
    words = {
        "lead": _("lead"), "co_lead": _("co-lead"), "partner": _("partner"), "host": _("host"), "participant": _("participant"),
        "funder": _("funder"), "beneficiary": _("beneficiary"), "animator": _("animator"),
    }  # fmt: skip
    return words.get(role, role)
