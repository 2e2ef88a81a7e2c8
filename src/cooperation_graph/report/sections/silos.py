"""Silos: the organ pipes, a verdict in words for each group, and who meets whom."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cooperation_graph import plots
from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import percent
from cooperation_graph.report.blocks import Block, Bullets, Fold, Heading, Section, Table, Text
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.parts import frame_table, picture, records, rows_where, verdict_badge
from cooperation_graph.silos import sentence

__all__ = ["silos"]

#: Verdicts in the order in which they are read.
_FIRST = ("silo", "open", "too little data", "no evidence")
_SHARES = ("value", "expected", "null_low", "null_high", "ci_low", "ci_high", "detectable_effect")


def silos(material: Material, territory: str, lang: str) -> Section:
    """The section on silos of one territory."""
    _ = translator(lang)
    waves = material.waves_of(territory)
    here = material.verdicts.select(territory=territory, wave=waves[-1])
    rows = list(records(here.frame))
    groups = [row["item"] for row in rows if row["level"] == "group"]
    labels = {"item": _("group"), "value": _("stays inside"), "ratio": _("times the expected")}
    blocks: list[Block] = [Text(_(
        "A group is a silo when its actors work among themselves more than their activity explains. Activity alone already gives"
        " something: a group with many actors, or very active ones, meets itself often. So each share is set against what it"
        " would be if the same actors took part in as many projects of the same size, with partners drawn at random ({n} draws).",
        n=material.draws,
    ))]  # fmt: skip
    if groups:
        blocks.append(picture(
            plots.organ_pipes(here, lang=lang, names=material.names), lang, labels=labels, percents=_SHARES,
            columns=("item", "verdict", "value", "ci_low", "ci_high", "expected", "null_low", "null_high", "q", "detectable_effect"),
        ))  # fmt: skip
    rows.sort(key=lambda row: (row["level"] == "group", _FIRST.index(row["verdict"])))
    blocks.append(Bullets(tuple(
        verdict_badge(row, sentence(row, lang, groups=groups), lang, row["item"] or _("The whole territory")) for row in rows
    )))  # fmt: skip
    if len(here.tables["mixing"]):
        blocks += [Heading(_("Who meets whom")), Text(_(
            "Each cell counts pairs of actors met in a project, and says how many times what activity alone would give. Under 1,"
            " the two groups meet less often than expected. With few meetings, a ratio moves a lot by chance."
        )), picture(
            plots.mixing(here, lang=lang, names=material.names), lang, labels=labels,
            columns=("group_a", "group_b", "observed", "expected", "ratio", "p"),
        )]  # fmt: skip
    if len(waves) > 1:
        blocks.append(Fold(_("Verdicts in every wave"), (_history(material, territory, lang),)))
    return Section("silos", _("Silos (“tuyaux d'orgue”)"), tuple(blocks))


def _history(material: Material, territory: str, lang: str) -> Table:
    """One row a group, one column a wave: the word and the share that stays inside."""
    _ = translator(lang)
    frame = rows_where(material.verdicts.frame, territory=territory)
    said = frame.assign(item=frame["item"].where(frame["item"] != "", _("The whole territory")), cell=[
        _(row["verdict"]) + ("" if pd.isna(row["value"]) else _(" ({value}, expected {low} to {high})", **_band(row, lang)))
        for row in records(frame)
    ])  # fmt: skip
    table = said.pivot(index="item", columns="wave", values="cell").reindex(
        index=list(dict.fromkeys(said["item"])), columns=material.waves_of(territory)
    ).reset_index()  # fmt: skip
    return frame_table(
        table, _("Verdicts by wave: what stays inside, and what activity alone would give"), lang, labels={"item": _("group")},
        sortable=False,
    )  # fmt: skip


def _band(row: dict[str, Any], lang: str) -> dict[str, str]:
    names = {"value": "value", "low": "null_low", "high": "null_high"}
    return {name: percent(row[column], lang) for name, column in names.items()}
