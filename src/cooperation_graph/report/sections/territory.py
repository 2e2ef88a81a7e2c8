"""The page of one territory, in the order in which a reader asks: what, how sure, who, silos, across, power, change."""

from __future__ import annotations

import numpy as np

from cooperation_graph import plots
from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import percent
from cooperation_graph.measures import label_of
from cooperation_graph.measures.values import value_text
from cooperation_graph.report.blocks import Block, Cell, Column, Page, Section, Table, Text
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.change import change, change_in_words
from cooperation_graph.report.sections.cooperation import cooperation
from cooperation_graph.report.sections.indicators import power, transversality
from cooperation_graph.report.sections.key_resources import resources
from cooperation_graph.report.sections.methods import methods
from cooperation_graph.report.sections.over_time import over_time
from cooperation_graph.report.sections.parts import listed, picture, plain, records, rows_where, with_doubt
from cooperation_graph.report.sections.quality import quality
from cooperation_graph.report.sections.questions import questions
from cooperation_graph.report.sections.silos import silos
from cooperation_graph.report.sections.themes import themes
from cooperation_graph.silos import sentence

__all__ = ["territory_page"]


def territory_page(material: Material, territory: str, path: str, lang: str, footer: tuple[str, ...]) -> Page:
    """Everything the report says of one territory."""
    _ = translator(lang)
    waves = material.waves_of(territory)
    tags = [territory] if material.name(territory) != territory else []
    if territory in material.strata:
        tags.append(material.strata[territory])
    tags.append(_("waves: {waves}", waves=", ".join(waves)))
    sections = [
        _summary(material, territory, lang), quality(material, territory, lang), cooperation(material, territory, lang),
        silos(material, territory, lang), transversality(material, territory, lang), power(material, territory, lang),
        resources(material, territory, lang), themes(material, territory, lang), change(material, territory, lang),
        over_time(material, territory, lang),
        _targets(material, territory, lang), questions(material, territory, waves[-1], lang), methods(material, lang),
    ]  # fmt: skip
    return Page(
        path, material.name(territory), _("How actors cooperate – {wave}", wave=waves[-1]), tuple(tags),
        tuple(section for section in sections if section is not None), (Cell(_("All territories"), href="../index.html"),), footer,
    )  # fmt: skip


def _summary(material: Material, territory: str, lang: str) -> Section:
    """What a reader who reads nothing else should know."""
    _ = translator(lang)
    now = material.waves_of(territory)[-1]
    graph = material.graph(territory, now)
    assert graph is not None
    verdicts = rows_where(material.verdicts.frame, territory=territory, wave=now)
    groups = rows_where(verdicts, level="group")
    closed = groups.loc[groups["verdict"] == "silo", "item"].tolist()
    several = int((graph.project_sizes > 1).sum())
    known = _("In {wave}, the network has {n} actor", plural="In {wave}, the network has {n} actors", n=graph.n_actors, wave=now)
    known += _(" and {n} project", plural=" and {n} projects", n=graph.n_projects)
    texts = [known + _(", {n} of which gathers several actors.", plural=", {n} of which gather several actors.", n=several)]
    across = rows_where(material.measures.frame, territory=territory, wave=now, metric="cross_group_project_share")
    for row in records(across):
        if not np.isnan(row["value"]):
            texts.append(_("Of those, {share} bring several groups together.", share=with_doubt(row, lang)))
    texts += [sentence(row, lang) for row in records(rows_where(verdicts, level="territory"))]
    if closed and len(groups) > 2:
        texts.append(_(
            "One group works as a silo: {names}.", plural="{n} groups work as silos: {names}.", n=len(closed),
            names=listed(closed, lang),
        ))  # fmt: skip
    rate = rows_where(material.quality, territory=territory, wave=now)["response_rate"].dropna()
    if len(rate):
        texts.insert(1, _("{share} of the actors asked answered.", share=percent(float(rate.iloc[0]), lang)))
    blocks: list[Block] = [Text(" ".join(texts), "lead")]
    if material.evolution is not None:
        moved = rows_where(material.evolution.frame, territory=territory, metric="pair_heterogeneity")
        blocks += [Text(change_in_words(row, lang)) for row in records(moved) if not np.isnan(row["change"])]
    return Section("resume", _("In one paragraph"), tuple(blocks))


def _targets(material: Material, territory: str, lang: str) -> Section | None:
    _ = translator(lang)
    if material.targets is None or territory not in set(material.targets.frame["territory"]):
        return None
    here = material.targets.select(territory=territory)
    rows = []
    for row in records(here.frame):
        metric = str(row["indicator"])
        bound = _("at least {target}") if row["direction"] == "increase" else _("at most {target}")
        goal = bound.format(target=value_text(metric, row["target"], lang, digits=0))
        rows.append((
            Cell(_(label_of(metric))), Cell(value_text(metric, row["baseline"], lang, digits=0), plain(row["baseline"])),
            Cell("–" if np.isnan(row["value"]) else with_doubt({**row, "metric": metric, "method": row["reason"]}, lang), plain(row["value"])),
            Cell(_("{goal} in {wave}", goal=goal, wave=row["deadline"])), Cell(_(str(row["status"] or row["reason"]))),
        ))  # fmt: skip
    columns = (Column(_("indicator")), Column(_("level of reference"), True), Column(_("now, with its interval")), Column(_("objective")),
               Column(_("what can be said")))  # fmt: skip
    return Section("objectifs", _("Objectives"), (
        Text(_("The word rests on the interval, never on the value alone: where the data cannot tell, that is what is written.")),
        picture(plots.targets(here, lang=lang, names=material.names), lang, columns=()),
        Table(_("Objectives and where the territory stands"), columns, tuple(rows), sortable=False),
    ))  # fmt: skip
