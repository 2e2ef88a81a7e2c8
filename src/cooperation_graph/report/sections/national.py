"""The first page: all territories, compared without a ranking; what is known, what is not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph import plots
from cooperation_graph.errors import CooperationError
from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import percent
from cooperation_graph.measures import label_of
from cooperation_graph.report.blocks import Block, Bullets, Cell, Column, Fold, Heading, Page, Section, Table, Text
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.methods import methods
from cooperation_graph.report.sections.parts import MARKS, attribute_name, frame_table, listed, picture

__all__ = ["national_page"]

#: Metrics that can be compared between territories, in the order of the page.
COMPARED = ("pair_heterogeneity", "cross_group_project_share", "resident_project_share")


def national_page(material: Material, pages: dict[str, str], lang: str, footer: tuple[str, ...]) -> Page:
    """The page of all territories; `pages` says where each territory's own page is."""
    _ = translator(lang)
    sections = [_summary(material, lang), _territories(material, pages, lang), _silos(material, lang)]
    if material.comparison is not None:
        sections.append(_comparison(material, lang))
    if material.evolution is not None and material.evolution.frame["territory"].nunique() > 1:
        sections.append(_evolution(material, lang))
    if material.targets is not None:
        sections.append(_targets(material, lang))
    sections += [_limits(material, lang), methods(material, lang), _data(lang)]
    title = _("How actors cooperate in {n} territory", plural="How actors cooperate in {n} territories", n=len(pages))
    tags = (_("waves: {waves}", waves=", ".join(material.waves)), _("groups: {by}", by=attribute_name(material.by, lang)))
    return Page("index.html", title, _("National page"), tags, tuple(sections), (), footer)


def _now(material: Material) -> pd.DataFrame:
    """Verdicts of the last wave of each territory."""
    frame = material.verdicts.frame
    last = {territory: material.waves_of(territory)[-1] for territory in frame["territory"].unique()}
    return frame[frame["wave"] == frame["territory"].map(last)]


def _summary(material: Material, lang: str) -> Section:
    _ = translator(lang)
    now = _now(material)
    groups = now[now["level"] == "group"]
    closed = groups[groups["verdict"] == "silo"]
    words = groups["verdict"].value_counts()
    text = _(
        "In the last wave, {silos} of {all} groups work as silos, in {places} of {territories} territories; for {little} groups"
        " there is too little data to say anything.", silos=int(words.get("silo", 0)), all=len(groups),
        places=closed["territory"].nunique(), territories=now["territory"].nunique(), little=int(words.get("too little data", 0)),
    )  # fmt: skip
    blocks: list[Block] = [Text(text, "lead")]
    if material.comparison is not None:
        row = material.comparison.frame
        row = row[row["metric"] == "pair_heterogeneity"].dropna(subset=["value"])
        outside = row.loc[row["funnel"].isin(["outside 95", "outside 99.8"]), "territory"].tolist()
        if len(row):
            label = _(label_of("pair_heterogeneity"))
            if outside:
                names = listed([material.name(t) for t in outside], lang)
                message = _("{label}: outside ordinary variation, to be understood, not ranked: {names}.", label=label, names=names)
                blocks.append(Text(message))
            else:
                blocks.append(Text(_("{label}: nothing tells territories apart from ordinary variation.", label=label)))
    return Section("resume", _("In one paragraph"), tuple(blocks))


def _territories(material: Material, pages: dict[str, str], lang: str) -> Section:
    _ = translator(lang)
    now = _now(material)
    rows = []
    for territory, path in pages.items():
        own = now[now["territory"] == territory]
        whole = own[own["level"] == "territory"].iloc[0]
        closed = own.loc[(own["level"] == "group") & (own["verdict"] == "silo"), "item"].tolist()
        mark = MARKS[str(whole["verdict"])][0]
        rows.append((
            Cell(material.name(territory), href=path), Cell(material.strata.get(territory, "")), Cell(str(whole["wave"])),
            Cell(str(int(whole["n_actors"])), float(whole["n_actors"])), Cell(str(int(whole["n_projects"])), float(whole["n_projects"])),
            Cell(f"{mark} {_(str(whole['verdict']))}"), Cell(listed(closed, lang)),
        ))  # fmt: skip
    columns = (
        Column(_("territory")), Column(_("stratum")), Column(_("wave")), Column(_("actors"), True), Column(_("projects"), True),
        Column(_("verdict for the territory")), Column(_("groups in a silo")),
    )  # fmt: skip
    caption = _("Territories, in the order of the survey: this is not a ranking")
    return Section("territoires", _("Territories"), (Table(caption, columns, tuple(rows)),))


def _silos(material: Material, lang: str) -> Section:
    _ = translator(lang)
    frame = material.verdicts.frame
    order = list(MARKS)
    blocks: list[Block] = []
    for level, title in (("group", _("Groups by verdict and wave")), ("territory", _("Territories by verdict and wave"))):
        rows = frame[frame["level"] == level]
        table = pd.crosstab(rows["wave"], rows["verdict"]).reindex(index=material.waves, columns=order, fill_value=0)
        table = table.rename(columns={word: f"{MARKS[word][0]} {_(word)}" for word in order}).reset_index()
        blocks.append(frame_table(table, title, lang, labels={"wave": _("wave")}))
    sure = frame[(frame["level"] == "territory") & (frame["q_national"] < 0.05)]
    names = [f"{material.name(t)} ({w})" for t, w in zip(sure["territory"], sure["wave"], strict=True)]
    if names:
        blocks.append(Text(_(
            "Taken together, with false discoveries kept under 5 %, these territories stand out from what activity explains: {names}.",
            names=listed(names, lang, 30),
        )))  # fmt: skip
    else:
        blocks.append(Text(_("Taken together, with false discoveries kept under 5 %, no territory stands out.")))
    return Section("silos", _("Silos (“tuyaux d'orgue”)"), tuple(blocks))


def _comparison(material: Material, lang: str) -> Section:
    _ = translator(lang)
    comparison = material.comparison
    assert comparison is not None
    blocks: list[Block] = [
        Text(_(
            "Inside the funnel nothing tells a territory from ordinary variation; outside it is to be understood, not ranked."
            " Strata are kept apart: neighbourhoods, rural areas and overseas territories are not compared with each other."
        ))
    ]  # fmt: skip
    for metric in COMPARED:
        own = comparison.frame[(comparison.frame["metric"] == metric)].dropna(subset=["value"])
        if len(own) < 3:
            continue
        part = comparison.select(metric=metric)
        blocks.append(Heading(_(label_of(metric))))
        for draw in (plots.funnel, plots.caterpillar):
            try:
                blocks.append(picture(draw(part, lang=lang, names=material.names), lang))
            except CooperationError as error:
                blocks.append(Text(str(error), "note"))
        blocks.append(Fold(_("In words"), (Bullets(tuple(part.sentences(lang)) or (_("Nothing more to say."),)),)))
    return Section("comparaison", _("Comparing territories"), tuple(blocks))


def _evolution(material: Material, lang: str) -> Section:
    _ = translator(lang)
    evolution = material.evolution
    assert evolution is not None
    frame = evolution.frame
    first, second = frame["wave_from"].iloc[0], frame["wave_to"].iloc[0]
    blocks: list[Block] = []
    for metric in COMPARED[:2]:
        part = frame[(frame["metric"] == metric) & frame["change"].notna()]
        if len(part) > 1:
            blocks.append(picture(plots.slope(evolution.select(metric=metric), lang=lang, names=material.names), lang))
    rates = evolution.tables.get("rates")
    if rates is not None and len(rates):
        kept = rates[rates["rate"].isin(["persistence", "renewal_rate"])].copy()
        kept["territory"] = kept["territory"].map(material.name)
        words = {"persistence": _("ties kept among stayers"), "renewal_rate": _("ties renewed after a project ended")}
        kept["rate"] = kept["rate"].map(words)
        labels = {
            "territory": _("territory"), "rate": _("rate"), "value": _("value"), "numerator": _("ties"), "denominator": _("out of"),
        }  # fmt: skip
        table = kept[["territory", "rate", "value", "numerator", "denominator"]]
        blocks.append(Fold(_("What became of ties"), (frame_table(
            table, _("Ties kept and renewed"), lang, labels=labels, percents=["value"],
        ),)))
    return Section("evolution", _("What changed from {first} to {second}", first=first, second=second), tuple(blocks))


def _targets(material: Material, lang: str) -> Section:
    _ = translator(lang)
    assert material.targets is not None
    table = material.targets.tables["national"].copy()
    table["indicator"] = [_(label_of(name)) for name in table["indicator"]]
    labels = {name: _(name) for name in ("reached", "on track", "off track", "cannot tell")}
    labels |= {"indicator": _("indicator"), "no value": _("no value")}
    return Section("objectifs", _("Objectives"), (
        Text(_("The word rests on the interval, never on the value alone: what the data cannot tell is said.")),
        frame_table(table, _("Territories by state of each objective"), lang, labels=labels),
    ))  # fmt: skip


def _limits(material: Material, lang: str) -> Section:
    _ = translator(lang)
    points = [
        _("Territories are not ranked: their values differ by less than their uncertainty almost everywhere."),
        _("Without comparison territories and a plan written beforehand, a change cannot be attributed to animation."),
    ]
    rates = material.quality["response_rate"].dropna()
    if len(rates):
        points.insert(0, _(
            "Response rates go from {low} to {high}: differences of volume between territories may show this and nothing else.",
            low=percent(float(rates.min()), lang), high=percent(float(rates.max()), lang),
        ))  # fmt: skip
    else:
        points.insert(0, _("There is no record of who answered: completeness is unknown."))
    for result in (material.measures, material.comparison, material.evolution, material.targets):
        if result is not None:
            points += [_(message)[:1].upper() + _(message)[1:] + "." for message in dict.fromkeys(result.warnings["message"]) if message]
    points += material.notes
    little = _now(material)
    share = float((little.loc[little["level"] == "group", "verdict"] == "too little data").mean())
    if not np.isnan(share) and share > 0:
        points.append(_("For {share} of groups the data are too few for any verdict.", share=percent(share, lang)))
    return Section("limites", _("What cannot be concluded"), (Bullets(tuple(dict.fromkeys(points))),))


def _data(lang: str) -> Section:
    _ = translator(lang)
    return Section("donnees", _("Data of the report"), (
        Text(_("Every table stands in the folder “data”, as CSV for French Excel and as one workbook.")),
        Bullets((_("verdicts: data/verdicts.csv"), _("indicators: data/indicateurs.csv"), _("everything: data/rapport.xlsx"))),
    ))  # fmt: skip
