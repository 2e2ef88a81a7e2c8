"""The page of one territory: what a mayor and a residents' council need, in the order in which they need it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph import plots
from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import percent, signed
from cooperation_graph.measures import label_of
from cooperation_graph.report.blocks import Block, Bullets, Cell, Facts, Fold, Heading, Page, Section, Text
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.methods import methods
from cooperation_graph.report.sections.parts import (
    fact,
    frame_table,
    is_share,
    listed,
    measure_table,
    picture,
    shown,
    verdict_badge,
)  # fmt: skip
from cooperation_graph.report.sections.questions import questions
from cooperation_graph.silos import sentence

__all__ = ["territory_page"]

TRANSVERSALITY = ("cross_group_project_share", "pair_heterogeneity", "cross_pair_ratio", "ei_index", "h2_prime")
POWER = ("resident_project_share", "lead_concentration")


def territory_page(material: Material, territory: str, path: str, lang: str, footer: tuple[str, ...]) -> Page:
    """Everything the report says of one territory."""
    _ = translator(lang)
    waves = material.waves_of(territory)
    now = waves[-1]
    tags = [territory] if material.name(territory) != territory else []
    if territory in material.strata:
        tags.append(material.strata[territory])
    tags.append(_("waves: {waves}", waves=", ".join(waves)))
    sections = [
        _summary(material, territory, now, lang), _quality(material, territory, lang), _cooperation(material, territory, waves, lang),
        _silos(material, territory, waves, lang), _indicators(material, territory, waves, lang),
        _power(material, territory, waves, lang),
    ]  # fmt: skip
    change = _change(material, territory, lang)
    if change:
        sections.append(change)
    targets = _targets(material, territory, lang)
    if targets:
        sections.append(targets)
    sections += [questions(material, territory, now, lang), methods(material, lang)]
    return Page(
        path, material.name(territory), _("How actors cooperate – {wave}", wave=now), tuple(tags), tuple(sections),
        (Cell(_("All territories"), href="../index.html"),), footer,
    )  # fmt: skip


def _rows(frame: pd.DataFrame, **where: str) -> pd.DataFrame:
    keep = np.ones(len(frame), dtype=bool)
    for column, value in where.items():
        keep &= (frame[column] == value).to_numpy()
    return frame[keep]


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in frame.to_dict("records"):
        yield {str(key): value for key, value in row.items()}


def _groups(material: Material, territory: str, wave: str) -> list[str]:
    return _rows(material.verdicts.frame, territory=territory, wave=wave, level="group")["item"].tolist()


def _summary(material: Material, territory: str, now: str, lang: str) -> Section:
    _ = translator(lang)
    graph = material.graph(territory, now)
    assert graph is not None
    verdicts = _rows(material.verdicts.frame, territory=territory, wave=now)
    whole = next(_records(verdicts[verdicts["level"] == "territory"]))
    closed = verdicts.loc[(verdicts["level"] == "group") & (verdicts["verdict"] == "silo"), "item"].tolist()
    several = int((graph.project_sizes > 1).sum())
    text = _(
        "In {wave}, {actors} actors and {projects} projects are known, of which {several} gather several actors.", wave=now,
        actors=graph.n_actors, projects=graph.n_projects, several=several,
    ) + " " + sentence(whole, lang)  # fmt: skip
    if closed and len(_groups(material, territory, now)) > 2:
        text += " " + _(
            "One group works as a silo: {names}.", plural="{n} groups work as silos: {names}.", n=len(closed),
            names=listed(closed, lang),
        )  # fmt: skip
    blocks: list[Block] = [Text(text, "lead")]
    moved = _headline_change(material, territory, lang)
    if moved:
        blocks.append(Text(moved))
    return Section("resume", _("In one paragraph"), tuple(blocks))


def _headline_change(material: Material, territory: str, lang: str) -> str:
    _ = translator(lang)
    if material.evolution is None:
        return ""
    rows = _rows(material.evolution.frame, territory=territory, metric="pair_heterogeneity")
    for row in _records(rows):
        if np.isnan(row["change"]):
            return ""
        facts = {
            "label": _(label_of("pair_heterogeneity")), "first": row["wave_from"], "second": row["wave_to"],
            "before": percent(row["value_from"], lang), "after": percent(row["value_to"], lang),
        }  # fmt: skip
        if not np.isnan(row["p_adjusted"]) and row["p_adjusted"] < 0.05:
            return _("{label}: {before} in {first}, {after} in {second}: a change that new projects confirm.", **facts)
        return _("{label}: {before} in {first}, {after} in {second}; this change may be chance.", **facts)
    return ""


def _quality(material: Material, territory: str, lang: str) -> Section:
    _ = translator(lang)
    own = _rows(material.quality, territory=territory)
    blocks: list[Block] = []
    last = next(_records(own.tail(1)), None)
    if last is None or np.isnan(last["response_rate"]):
        blocks.append(Text(_(
            "There is no record of who was asked and who answered: an actor that disappears cannot be told from one that did not"
            " answer, and nothing says how complete these data are."
        ), "caution"))  # fmt: skip
    else:
        rate = percent(last["response_rate"], lang)
        blocks.append(Text(_(
            "In {wave}, {answered} of the {asked} actors asked answered ({rate}); {unknown} remain unknown.", wave=last["wave"],
            answered=int(last["answered"] + last["partial"]), asked=int(last["roster"]), rate=rate, unknown=int(last["unknown"]),
        )))  # fmt: skip
        if last["response_rate"] < 0.7:
            blocks.append(Text(_(
                "Below 70 % of answers, indicators of volume (partners per actor) are too low; shares of what crosses groups"
                " hold better."
            ), "caution"))  # fmt: skip
    table = own[["wave", "roster", "answered", "partial", "no_answer", "active", "isolate", "unknown", "response_rate"]]
    labels = {
        "wave": _("wave"), "roster": _("asked"), "answered": _("answered"), "partial": _("in part"), "no_answer": _("no answer"),
        "active": _("active"), "isolate": _("without a project"), "unknown": _("unknown"), "response_rate": _("response rate"),
    }  # fmt: skip
    blocks.append(frame_table(table, _("Who answered"), lang, labels=labels, percents=["response_rate"]))
    return Section("donnees", _("What the data are worth"), tuple(blocks))


def _cooperation(material: Material, territory: str, waves: list[str], lang: str) -> Section:
    _ = translator(lang)
    graphs = [graph for wave in waves if (graph := material.graph(territory, wave)) is not None]
    positions = plots.layout(graphs, material.by)
    measures = _rows(material.measures.frame, territory=territory, wave=waves[-1], metric="mean_partners")
    blocks: list[Block] = [Facts(tuple(fact(row, lang) for row in _records(measures)))]
    drawn = [
        picture(plots.network(graph, by=material.by, positions=positions, lang=lang, names=material.names), lang) for graph in graphs
    ]
    blocks.append(drawn[-1])
    if len(drawn) > 1:
        blocks.append(Fold(_("The same picture in earlier waves (actors keep their places)"), tuple(drawn[:-1])))
    return Section("qui", _("Who works with whom"), tuple(blocks))


def _silos(material: Material, territory: str, waves: list[str], lang: str) -> Section:
    _ = translator(lang)
    now = waves[-1]
    here = material.verdicts.select(territory=territory, wave=now)
    groups = _groups(material, territory, now)
    badges = []
    for row in _records(here.frame):
        about = row["item"] or _("The whole territory")
        badges.append(verdict_badge(row, sentence(row, lang, groups=groups), lang, about))
    blocks: list[Block] = []
    if len(groups) > 0:
        blocks.append(picture(plots.organ_pipes(here, lang=lang, names=material.names), lang))
    blocks.append(Bullets(tuple(badges)))
    if len(here.tables["mixing"]):
        blocks += [Heading(_("Who meets whom")), picture(plots.mixing(here, lang=lang, names=material.names), lang)]
    if len(waves) > 1:
        earlier = _rows(material.verdicts.frame, territory=territory)
        table = earlier[["wave", "item", "verdict", "value", "expected", "null_low", "null_high", "q", "detectable_effect"]].copy()
        table["item"] = table["item"].where(table["item"] != "", _("The whole territory"))
        table["verdict"] = table["verdict"].map(_)
        labels = {
            "wave": _("wave"), "item": _("group"), "verdict": _("verdict"), "value": _("stays inside"), "expected": _("expected"),
            "null_low": _("expected, low (95 %)"), "null_high": _("expected, high (95 %)"), "q": "q",
            "detectable_effect": _("smallest detectable effect"),
        }  # fmt: skip
        blocks.append(Fold(_("All waves"), (frame_table(
            table, _("Verdicts by wave"), lang, labels=labels,
            percents=["value", "expected", "null_low", "null_high", "detectable_effect"], digits=3,
        ),)))
    return Section("silos", _("Silos (“tuyaux d'orgue”)"), tuple(blocks))


def _indicators(material: Material, territory: str, waves: list[str], lang: str) -> Section:
    _ = translator(lang)
    frame = _rows(material.measures.frame, territory=territory)
    now = frame[frame["wave"] == waves[-1]]
    first = now[now["metric"].isin(TRANSVERSALITY[:2])]
    others = frame[~frame["metric"].isin([*POWER, "mean_partners"])]
    return Section("transversalite", _("Working across groups"), (
        Facts(tuple(fact(row, lang) for row in _records(first))),
        measure_table(others, _("Indicators of transversality and siloing"), lang),
    ))  # fmt: skip


def _power(material: Material, territory: str, waves: list[str], lang: str) -> Section:
    _ = translator(lang)
    frame = _rows(material.measures.frame, territory=territory)
    now = frame[(frame["wave"] == waves[-1]) & frame["metric"].isin(POWER)]
    blocks: list[Block] = [Facts(tuple(fact(row, lang) for row in _records(now)))]
    deciding = _deciding(material, territory, waves[-1], lang)
    if deciding:
        blocks.append(Text(deciding))
    if len(waves) > 1:
        blocks.append(measure_table(frame[frame["metric"].isin(POWER)], _("Residents and leadership by wave"), lang))
    return Section("habitants", _("Residents, leadership, institutions"), tuple(blocks))


def _deciding(material: Material, territory: str, wave: str, lang: str) -> str:
    """Residents among those who decide, and projects with an institution."""
    _ = translator(lang)
    graph = material.graph(territory, wave)
    assert graph is not None
    texts = []
    table, actors = graph.participations, graph.actors
    if "decides" in table.columns and "residents" in actors.columns:
        deciders = table[table["decides"].fillna(False).astype(bool)].drop_duplicates(["actor", "project"])
        residents = set(actors.index[actors["residents"].fillna(False).astype(bool)])
        if len(deciders):
            by_residents = int(deciders["actor"].isin(residents).sum())
            texts.append(_(
                "Of {all} places where decisions are made in projects, {n} are held by residents ({share}): being present is one"
                " thing, deciding another.", all=len(deciders), n=by_residents, share=percent(by_residents / len(deciders), lang),
            ))  # fmt: skip
    if "institution" in actors.columns:
        flags = graph.flag("institution")
        rows = np.repeat(np.arange(graph.n_actors), graph.actor_degrees)
        with_one = len(np.unique(graph.indices[flags[rows]]))
        if graph.n_projects:
            texts.append(_(
                "An institution takes part in {n} of {all} projects ({share}).", n=with_one, all=graph.n_projects,
                share=percent(with_one / graph.n_projects, lang),
            ))  # fmt: skip
    return " ".join(texts)


def _change(material: Material, territory: str, lang: str) -> Section | None:
    _ = translator(lang)
    if material.evolution is None or territory not in set(material.evolution.frame["territory"]):
        return None
    here = material.evolution.select(territory=territory)
    frame = here.frame
    rows = []
    for row in _records(frame):
        metric = row["metric"]
        rows.append({
            _("indicator"): _(label_of(metric)), row["wave_from"]: shown(row["value_from"], metric, lang),
            row["wave_to"]: shown(row["value_to"], metric, lang),
            _("change"): _points(row["change"], metric, lang),
            _("95 % interval"): "–" if np.isnan(row["ci_low"]) else
            f"{_points(row['ci_low'], metric, lang)} … {_points(row['ci_high'], metric, lang)}",
            _("stayers"): _points(row["stayers"], metric, lang), _("arrivals"): _points(row["entry"], metric, lang),
            _("departures"): _points(row["exit"], metric, lang), _("reading"): _confidence(row, lang),
        })  # fmt: skip
    blocks: list[Block] = [frame_table(pd.DataFrame(rows), _("What changed, and of what the change is made"), lang)]
    drawn = frame[(frame["metric"] == "pair_heterogeneity") & frame["change"].notna()]
    if len(drawn):
        blocks.append(picture(plots.waterfall(here.select(metric="pair_heterogeneity"), lang=lang, names=material.names), lang))
    if len(here.tables.get("turnover", ())):
        blocks.append(picture(plots.alluvial(here, lang=lang, names=material.names), lang))
    blocks.append(Fold(_("In words"), (Bullets(tuple(here.sentences(lang))),)))
    first, second = frame["wave_from"].iloc[0], frame["wave_to"].iloc[0]
    return Section("evolution", _("What changed from {first} to {second}", first=first, second=second), tuple(blocks))


def _points(value: float, metric: str, lang: str) -> str:
    """A difference: in points for shares."""
    if np.isnan(value):
        return "–"
    if not is_share(metric):
        return signed(value, lang)
    return translator(lang)("{value} pts", value=signed(100 * value, lang, 1))


def _confidence(row: dict[str, Any], lang: str) -> str:
    _ = translator(lang)
    if row["status"]:
        return _(str(row["status"]))
    if np.isnan(row["p_adjusted"]):
        return _("nothing can be said")
    return _("confirmed by the new projects") if row["p_adjusted"] < 0.05 else _("may be chance")


def _targets(material: Material, territory: str, lang: str) -> Section | None:
    _ = translator(lang)
    if material.targets is None or territory not in set(material.targets.frame["territory"]):
        return None
    here = material.targets.select(territory=territory)
    blocks: list[Block] = [picture(plots.targets(here, lang=lang, names=material.names), lang)]
    texts = []
    for row, text in zip(_records(here.frame), here.sentences(lang), strict=True):
        value = shown(row["value"], row["indicator"], lang)
        texts.append(text.removeprefix(f"{territory} – ") if not np.isnan(row["value"]) else text + f" ({value})")
    blocks.append(Bullets(tuple(texts)))
    return Section("objectifs", _("Objectives"), tuple(blocks))
