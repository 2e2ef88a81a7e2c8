"""Indicators: working across groups; residents, leadership and institutions."""

from __future__ import annotations

from cooperation_graph import metrics
from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import translator
from cooperation_graph.report.blocks import Block, Facts, Section, Text
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.parts import fact, measures_by_wave, measures_table, records, rows_where, share_text

__all__ = ["power", "transversality"]

_FIRST = ("cross_group_project_share", "pair_heterogeneity")
_POWER = ("resident_project_share", "lead_concentration")
_ELSEWHERE = (*_POWER, "mean_partners")


def transversality(material: Material, territory: str, lang: str) -> Section:
    """The section on working across groups."""
    _ = translator(lang)
    waves = material.waves_of(territory)
    frame = rows_where(material.measures.frame, territory=territory)
    frame = frame[~frame["metric"].isin(_ELSEWHERE)]
    now = rows_where(frame, wave=waves[-1])
    first = now[now["metric"].isin(_FIRST)]
    blocks: list[Block] = [
        Facts(tuple(fact(row, lang) for row in records(first))),
        Text(_(
            "An interval says how far the number would move had the same actors set up other projects of the same kind. The"
            " column “if only activity counted” is the mean over random draws; the smaller p is, the less chance alone explains"
            " the gap. The definitions stand at the end of the page."
        ), "note"),
        measures_table(now, _("Transversality and siloing in {wave}", wave=waves[-1]), lang),
    ]  # fmt: skip
    whole = frame[frame["level"] == "territory"]
    if len(waves) > 1:
        blocks.append(measures_by_wave(whole, waves, _("The same indicators, wave by wave"), lang))
    return Section("transversalite", _("Working across groups"), tuple(blocks))


def power(material: Material, territory: str, lang: str) -> Section:
    """The section on residents, those who lead, and institutions."""
    _ = translator(lang)
    waves = material.waves_of(territory)
    frame = rows_where(material.measures.frame, territory=territory)
    frame = frame[frame["metric"].isin(_POWER)]
    blocks: list[Block] = [Facts(tuple(fact(row, lang) for row in records(rows_where(frame, wave=waves[-1]))))]
    graph = material.graph(territory, waves[-1])
    assert graph is not None
    blocks += [Text(text) for text in (_deciding(graph, lang), _institutions(graph, lang)) if text]
    if len(waves) > 1:
        blocks.append(measures_by_wave(frame, waves, _("Residents and leadership by wave"), lang))
    return Section("habitants", _("Residents, leadership, institutions"), tuple(blocks))


def _deciding(graph: CooperationGraph, lang: str) -> str:
    """Projects in which a resident decides; where the survey does not say it, that is the sentence."""
    _ = translator(lang)
    if not graph.national.has_flag("residents"):
        return _("The survey does not say which actors are residents: nothing can be said of their place.")
    if "decides" not in graph.participations.columns:
        return _("The survey does not say who decides in projects: residents may be present without deciding.")
    try:
        share = metrics.resident_project_share(graph) - metrics.presence_power_gap(graph)
    except Undefined:
        return _("Nobody is said to decide in the projects of this wave.")
    among = int(metrics.n_projects(graph))
    held = round(share * among)
    return _(
        "Residents have a part in decisions in {n} project of {all} ({share}). Being present is one thing, deciding another.",
        plural="Residents have a part in decisions in {n} projects of {all} ({share}). Being present is one thing, deciding another.",
        n=held, all=among, share=share_text(held, among, lang),
    )  # fmt: skip


def _institutions(graph: CooperationGraph, lang: str) -> str:
    """Projects with an institution."""
    _ = translator(lang)
    try:
        share = metrics.institution_project_share(graph)
    except Undefined:
        return ""
    among = int(metrics.n_projects(graph))
    with_one = round(share * among)
    return _(
        "An institution takes part in {n} project of {all} ({share}): presence, which does not yet say how far projects depend on it.",
        plural="An institution takes part in {n} projects of {all} ({share}): presence, which does not yet say how far projects depend on it.",
        n=with_one, all=among, share=share_text(with_one, among, lang),
    )  # fmt: skip
