"""The first page: all territories, compared without a ranking; what is known, what is not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph import plots
from cooperation_graph.comparison import left_out_sentences
from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import number, percent
from cooperation_graph.measures import label_of
from cooperation_graph.measures.values import value_text
from cooperation_graph.plots.choice import alphabetical
from cooperation_graph.report.blocks import Block, Bullets, Cell, Column, Heading, Page, Section, Table, Text
from cooperation_graph.report.evidence import Evidence
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.added_value import added_value_summary
from cooperation_graph.report.sections.comparing import COMPARED, comparing, evolving
from cooperation_graph.report.sections.methods import methods
from cooperation_graph.report.sections.parts import MARKS, SURE, frame_table, listed, picture, records, rows_where
from cooperation_graph.report.words import attribute_name
from cooperation_graph.targets import STATUSES, target_funnel

__all__ = ["national_page"]


def national_page(
    material: Material, pages: dict[str, str], files: dict[str, str], lang: str, footer: tuple[str, ...], evidence: Evidence | None = None
) -> Page:
    """The page of all territories; `pages` says where each territory's own page is, `files` where the data are."""
    _ = translator(lang)
    sections = [
        _summary(material, lang), _quality(material, lang), _verdicts(material, lang), _territories(material, pages, lang),
        comparing(material, lang), evolving(material, lang), _targets(material, lang),
        added_value_summary(evidence, lang) if evidence is not None else None, _limits(material, lang),
        methods(material, lang), _data(files, lang),
    ]  # fmt: skip
    title = _("How actors cooperate in {n} territory", plural="How actors cooperate in {n} territories", n=len(pages))
    tags = (_("waves: {waves}", waves=", ".join(material.waves)), _("groups: {by}", by=attribute_name(material.by, lang)))
    kept = tuple(section for section in sections if section is not None)
    return Page("index.html", title, _("National page"), tags, kept, (), footer)


def _now(material: Material) -> pd.DataFrame:
    """Verdicts of the last wave of each territory, with its stratum."""
    frame = material.verdicts.frame
    last = {territory: material.waves_of(territory)[-1] for territory in frame["territory"].unique()}
    now = frame[frame["wave"] == frame["territory"].map(last)]
    return now.assign(stratum=now["territory"].map(lambda territory: material.strata.get(territory, "")))


def _summary(material: Material, lang: str) -> Section:
    _ = translator(lang)
    now = _now(material)
    groups, places = rows_where(now, level="group"), rows_where(now, level="territory")
    closed = rows_where(groups, verdict="silo")
    words = groups["verdict"].value_counts()
    texts = []
    if material.strata:
        counted = places.groupby("stratum", sort=False).size()
        named = [f"{stratum or _('stratum not stated')} ({n})" for stratum, n in counted.items()]
        texts.append(_("{n} territory is described: {strata}.", plural="{n} territories are described: {strata}.", n=len(places),
                       strata=listed(named, lang, 12)))  # fmt: skip
    texts.append(_(
        "In the last wave, {silos} of {all} groups work as silos, in {places} of {territories} territories; for {none}, nothing"
        " shows it, which does not prove openness.", silos=int(words.get("silo", 0)), all=len(groups),
        places=closed["territory"].nunique(), territories=len(places), none=int(words.get("no evidence", 0)),
    ))  # fmt: skip
    little = int(words.get("too little data", 0))
    if little:
        texts.append(_("For {n} group, there is too little data to say anything.",
                       plural="For {n} groups, there is too little data to say anything.", n=little))  # fmt: skip
    blocks: list[Block] = [Text(" ".join(texts), "lead")]
    if material.comparison is not None:
        frame = rows_where(material.comparison.frame, metric=COMPARED[0])
        placed = frame[frame["funnel"] != ""]
        outside = [material.name(t) for t in placed.loc[placed["funnel"] != "inside", "territory"]]
        facts = {"label": _(label_of(COMPARED[0])), "all": len(placed)}
        if outside:
            blocks.append(Text(_(
                "“{label}”: {n} of the {all} territories that can be set in a funnel falls outside ordinary variation, {names}. This is to"
                " be understood, not ranked.",
                plural="“{label}”: {n} of the {all} territories that can be set in a funnel fall outside ordinary variation, {names}. This"
                       " is to be understood, not ranked.", n=len(outside), names=listed(outside, lang), **facts,
            )))  # fmt: skip
        elif len(placed):
            blocks.append(Text(_("“{label}”: nothing tells the {all} territories set in a funnel from ordinary variation.", **facts)))
    return Section("resume", _("In one paragraph"), tuple(blocks))


def _quality(material: Material, lang: str) -> Section:
    _ = translator(lang)
    frame = material.quality
    last = {territory: material.waves_of(territory)[-1] for territory in material.graphs.territories}
    now = frame[frame["wave"] == frame["territory"].map(last)]
    rates = now["response_rate"].dropna()
    blocks: list[Block] = []
    if len(rates):
        text = _("In the last wave, the response rate goes from {low} to {high} (median {middle}).", low=percent(float(rates.min()), lang),
                 high=percent(float(rates.max()), lang), middle=percent(float(rates.median()), lang))  # fmt: skip
        low = int((rates < 0.7).sum())
        if low:
            text += " " + _("It is below 70 % in {n} territory.", plural="It is below 70 % in {n} territories.", n=low)
        blocks.append(Text(text))
    if len(rates) < len(now):
        n = len(now) - len(rates)
        blocks.append(Text(_(
            "For {n} territory, there is no record of who was asked: its completeness is unknown.",
            plural="For {n} territories, there is no record of who was asked: their completeness is unknown.", n=n,
        ), "caution"))  # fmt: skip
    blocks.append(Text(_(
        "Numbers of partners grow with the number of answers; shares hold better. Each territory's page says what is missing there."
    )))  # fmt: skip
    return Section("donnees", _("What the data are worth"), tuple(blocks))


def _verdicts(material: Material, lang: str) -> Section:
    _ = translator(lang)
    now, frame = _now(material), material.verdicts.frame
    heads = {word: f"{MARKS[word][0]} {_(word)}" for word in MARKS}
    blocks: list[Block] = [Text(_(
        "“Silo”, for a territory: actors work inside their groups more than their activity explains. “Nothing shows it” is not a proof"
        " of openness: small territories can hide a moderate closure."
    ))]  # fmt: skip

    def counts(rows: pd.DataFrame, by: str, order: list[str], caption: str) -> Table:
        table = pd.crosstab(rows[by], rows["verdict"]).reindex(index=order, columns=list(MARKS), fill_value=0)
        table = table.rename(columns=heads).rename_axis(by).reset_index()
        table[by] = table[by].replace("", _("stratum not stated"))
        return frame_table(table, caption, lang, sortable=False)

    strata = list(dict.fromkeys(now["stratum"]))
    if material.strata:
        blocks.append(counts(rows_where(now, level="territory"), "stratum", strata, _("Territories by verdict, last wave")))
        blocks.append(counts(rows_where(now, level="group"), "stratum", strata, _("Groups by verdict, last wave")))
    if len(material.waves) > 1:
        blocks.append(counts(rows_where(frame, level="territory"), "wave", material.waves, _("Territories by verdict, every wave")))
    where = material.survey.territories.reindex(columns=["territory", "latitude", "longitude"]).dropna()["territory"]
    if where.isin(rows_where(now, level="territory")["territory"]).sum() > 1:
        drawn = plots.map(material.verdicts.select(wave=material.last), material.graphs, lang=lang, names=material.names)
        blocks.append(picture(drawn, lang, columns=("territory", "verdict", "value", "reason"), names=material.names, percents=("value",),
                              labels={"value": _("stays inside")}, whole=_("verdicts")))  # fmt: skip
    sure = frame[(frame["level"] == "territory") & (frame["q_national"] < SURE)]
    waves = sure.groupby("territory", sort=False)["wave"].agg(list)
    names = [f"{material.name(str(t))} ({', '.join(own)})" for t, own in waves.items()]
    blocks.append(Text(
        _("Taken together, with false discoveries kept under 5 %, these territories stand out from what activity explains: {names}.",
          names=listed(names, lang, 30)) if names
        else _("Taken together, with false discoveries kept under 5 %, no territory stands out.")
    ))  # fmt: skip
    return Section("silos", _("Silos (“tuyaux d'orgue”)"), tuple(blocks))


def _territories(material: Material, pages: dict[str, str], lang: str) -> Section:
    _ = translator(lang)
    now = _now(material)
    quality = material.quality.set_index(["territory", "wave"])["response_rate"]
    strata = list(dict.fromkeys(now["stratum"]))
    order = sorted(pages, key=lambda t: (strata.index(material.strata.get(t, "")), alphabetical(material.name(t))))
    rows = []
    for territory in order:
        own = rows_where(now, territory=territory)
        whole = next(records(rows_where(own, level="territory")))
        closed = own.loc[(own["level"] == "group") & (own["verdict"] == "silo"), "item"].tolist()
        rate = float(quality.get((territory, whole["wave"]), np.nan))
        rows.append((
            Cell(material.name(territory), href=pages[territory]), Cell(material.strata.get(territory, "–")), Cell(str(whole["wave"])),
            Cell(number(whole["n_actors"], lang), float(whole["n_actors"])), Cell(number(whole["n_projects"], lang), float(whole["n_projects"])),
            Cell(percent(rate, lang), None if np.isnan(rate) else rate),
            Cell(f"{MARKS[whole['verdict']][0]} {_(whole['verdict'])}"), Cell(listed(closed, lang) or "–"),
        ))  # fmt: skip
    columns = (
        Column(_("territory")), Column(_("stratum")), Column(_("wave")), Column(_("actors"), True), Column(_("projects"), True),
        Column(_("response rate"), True), Column(_("verdict for the territory")), Column(_("groups in a silo")),
    )  # fmt: skip
    caption = _("Territories by stratum and name: this is not a ranking")
    return Section("territoires", _("Territories"), (Table(caption, columns, tuple(rows), sortable=False),))


def _targets(material: Material, lang: str) -> Section | None:
    _ = translator(lang)
    if material.targets is None:
        return None
    table = material.targets.tables["national"]
    labels = {name: _(name) for name in STATUSES} | {
        "no value": _("no value"), "territories": _("territories"), "share_reached": _("share that reached it"),
        "expected_reached": _("territories probably at or beyond it"),
    }  # fmt: skip
    blocks: list[Block] = [
        Text(_("The word rests on the interval, never on the value alone: where the data cannot tell, that is what is written.")),
        frame_table(table, _("Territories by state of each objective"), lang, labels=labels, sortable=False, digits=1,
                    percents=("share_reached",), note=_(
                        "“Share that reached it”: the whole interval is at or beyond the target. “Territories probably at or beyond it”:"
                        " sum of each one's probability, which counts those for whom the data cannot tell.")),
    ]  # fmt: skip
    for indicator in table["indicator"]:
        placed = target_funnel(material.measures, material.targets.frame, indicator)
        if placed is not None:
            drawn = plots.funnel(placed, lang=lang, names=material.names)
            goal = value_text(indicator, float(placed.provenance["center"]), lang)
            about = _("{label}: territories around their common target, {target}", label=_(label_of(indicator)), target=goal)
            blocks += [Heading(about), picture(
                drawn, lang, columns=("territory", "value", "ci_low", "ci_high", "n_projects", "funnel", "status"), metric=indicator,
                names=material.names,
            )]  # fmt: skip
    return Section("objectifs", _("Objectives"), tuple(blocks))


def _limits(material: Material, lang: str) -> Section:
    _ = translator(lang)
    points = [
        _("Territories are not ranked: their values differ by less than their uncertainty almost everywhere."),
        _("Without comparison territories and a plan written beforehand, a change cannot be attributed to animation."),
    ]
    rates = material.quality["response_rate"].dropna()
    if len(rates):
        points.append(_(
            "Response rates go from {low} to {high}: differences of volume between territories may show this and nothing else.",
            low=percent(float(rates.min()), lang), high=percent(float(rates.max()), lang),
        ))  # fmt: skip
    else:
        points.append(_("There is no record of who answered: completeness is unknown."))
    groups = rows_where(_now(material), level="group")["verdict"]
    little = float((groups == "too little data").mean()) if len(groups) else 0.0
    if little > 0:
        points.append(_("For {share} of groups the data are too few for any verdict.", share=percent(little, lang)))
    for result in (material.measures, material.verdicts, material.comparison, material.evolution, material.targets):
        if result is not None:
            unvalued = result.warnings["code"] == "undefined_everywhere"
            points += [_warning(row, material, lang) for row in _grouped(result.warnings[~unvalued])]
            points += left_out_sentences(result.warnings, lang)
    points += material.notes
    return Section("limites", _("What cannot be concluded"), (Bullets(tuple(dict.fromkeys(points))),))


def _grouped(warnings: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Each message once, with the territories it concerns."""
    found: dict[str, list[str]] = {}
    for row in warnings.to_dict("records"):
        if row["message"]:
            found.setdefault(str(row["message"]), []).append(str(row["territory"]))
    return [(message, list(dict.fromkeys(place for place in places if place))) for message, places in found.items()]


def _warning(row: tuple[str, list[str]], material: Material, lang: str) -> str:
    _ = translator(lang)
    message, places = row
    text = _(message)
    said = text[:1].upper() + text[1:]
    if not places or len(places) == len(material.graphs.territories):
        return said + "."
    names = listed([material.name(place) for place in places], lang, 4)
    return said + ". " + _("Territory concerned: {names}.", plural="Territories concerned: {names}.", n=len(places), names=names)


def _data(files: dict[str, str], lang: str) -> Section:
    _ = translator(lang)
    rows = tuple((Cell(path.removeprefix("data/"), href=path), Cell(meaning)) for path, meaning in files.items())
    return Section("fichiers", _("Data of the report"), (
        Text(_("Every table stands in the folder “data”, as CSV for French Excel (semicolon, decimal comma) and in one workbook.")),
        Table(_("Files"), (Column(_("file")), Column(_("what it holds"))), rows, sortable=False),
    ))  # fmt: skip
