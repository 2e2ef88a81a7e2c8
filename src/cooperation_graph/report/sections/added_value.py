"""The page of added value: what is known, what is not, what would overturn it, what would be needed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph import plots
from cooperation_graph.errors import CooperationError
from cooperation_graph.impact import honest_bounds
from cooperation_graph.impact.starts import AVERAGE_LABELS, start_sentences
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number, p_value, percent
from cooperation_graph.measures import label_of
from cooperation_graph.measures.values import change_text
from cooperation_graph.plots.choice import alphabetical
from cooperation_graph.report.blocks import Block, Bullets, Cell, Column, Definitions, Heading, Page, Section, Table, Text
from cooperation_graph.report.evidence import Evidence
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.parts import SURE, listed, picture, records
from cooperation_graph.report.sections.planner import planning
from cooperation_graph.report.words import column_label

__all__ = ["PATH", "added_value_page", "added_value_summary"]

PATH = "valeur-ajoutee.html"
_DIRECTIONS = {"increase": N_("a rise was announced"), "decrease": N_("a fall was announced")}


def added_value_page(material: Material, evidence: Evidence, lang: str, footer: tuple[str, ...]) -> Page:
    """The page; it stands without a plan too, and then says what would be needed."""
    _ = translator(lang)
    sections = [
        _summary(evidence, lang), _plan(material, evidence, lang), _known(evidence, True, lang), _known(evidence, False, lang),
        _by_start(evidence, lang), _overturning(evidence, lang), _parts(evidence, lang), _quality(evidence, lang),
        planning(material, evidence, lang),
    ]  # fmt: skip
    kept = tuple(section for section in sections if section is not None)
    back = (Cell(_("All territories"), href="index.html"),)
    return Page(PATH, _("What animation adds"), _("Added value"), (), kept, back, footer)


def added_value_summary(evidence: Evidence, lang: str) -> Section:
    """What the national page says of it, and where the rest is."""
    _ = translator(lang)
    return Section("valeur-ajoutee", _("What animation adds"), (
        Text(_paragraph(evidence, lang)),
        Table(_("To read on"), (Column(_("page")), Column(_("what it holds"))), ((
            Cell(_("What animation adds"), href=PATH),
            Cell(_("the plan, what is known, what is not, what would overturn it, what would be needed")),
        ),), sortable=False),
    ))  # fmt: skip


def _sure(row: dict[str, Any]) -> bool:
    return bool(row["p_adjusted"] < SURE and row["p_randomisation"] < SURE)


def _paragraph(evidence: Evidence, lang: str) -> str:
    _ = translator(lang)
    if evidence.impact is None:
        reason = _(evidence.reason)
        return reason[:1].upper() + reason[1:] + "."
    rows = list(records(evidence.impact.frame))
    shown = [row for row in rows if _sure(row)]
    along = [row for row in shown if (row["value"] > 0) == (row["direction"] == "increase")]
    facts = {
        "n": len(rows), "treated": len(evidence.impact.provenance["treated"]), "comparison": len(evidence.impact.provenance["comparison"]),
        "names": listed([_(label_of(str(row["indicator"]))) for row in shown], lang), "shown": len(shown), "along": len(along),
    }  # fmt: skip
    text = _("{treated} animated territories are held against {comparison} comparison territories, on {n} indicator announced beforehand.",
             plural="{treated} animated territories are held against {comparison} comparison territories, on {n} indicators announced"
                    " beforehand.", **facts)  # fmt: skip
    if shown:
        text += " " + _(
            "A difference between the two is shown for {shown} of them ({names}), {along} in the direction announced; for the others, the"
            " data do not tell.", **facts,
        )  # fmt: skip
    else:
        text += " " + _("For none of them do the data tell whether animation changed anything; this does not mean that it changed nothing.")
    return text + " " + _("Territories were chosen, not drawn: a difference is not, by itself, the proof of a cause.")


def _summary(evidence: Evidence, lang: str) -> Section:
    _ = translator(lang)
    blocks: list[Block] = [Text(_paragraph(evidence, lang), "lead")]
    if evidence.impact is None:
        blocks.append(Text(_(
            "What can still be said: how each territory changed and whether its objectives are reached, on its own page; neither is the"
            " effect of anything."
        )))  # fmt: skip
    return Section("resume", _("In one paragraph"), tuple(blocks))


def _plan(material: Material, evidence: Evidence, lang: str) -> Section | None:
    _ = translator(lang)
    plan = evidence.plan
    if plan is None:
        return None
    facts = [
        (_("title"), plan.title), (_("dated"), plan.dated), (_("fingerprint"), plan.hash[:12]),
        (_("waves"), _("{before} before, {after} after", before=", ".join(plan.before), after=", ".join(plan.after))),
        (_("left out of the indicators"), ", ".join(_excluded(material, evidence, lang)) or "–"),
        (_("compared inside"), column_label(plan.strata, lang) if plan.strata else _("no strata")),
    ]  # fmt: skip
    if evidence.impact is not None:
        for key, title in (("treated", _("animated territories")), ("comparison", _("comparison territories"))):
            names = sorted((material.name(t) for t in evidence.impact.provenance[key]), key=alphabetical)
            facts.append((title, listed(names, lang, 40)))
    for indicator in plan.indicators:
        hoped = "" if indicator.expected is None else _("; an effect of {effect} was expected", effect=number(indicator.expected, lang, 2))
        facts.append((_(label_of(indicator.name)), _(_DIRECTIONS[indicator.direction]) + hoped))
    return Section("plan", _("What was announced"), (
        Text(_("The plan bears this date; its fingerprint changes with any word of it, so that indicators changed after the results would"
               " show.")),
        Definitions(tuple((name, (text,)) for name, text in facts)),
    ))  # fmt: skip


def _excluded(material: Material, evidence: Evidence, lang: str) -> list[str]:
    """What is left out, by attribute; actors left out by their id are counted for the public, not named."""
    _ = translator(lang)
    names = evidence.plan.exclude if evidence.plan is not None else ()
    kinds = [name for name in names if name in material.survey.actors.columns]
    ids = [name for name in names if name not in kinds]
    told = [_("the animator") if name == "animator" else name for name in kinds]
    if ids and material.public:
        return [*told, _("{n} actor", plural="{n} actors", n=len(ids))]
    return [*told, *ids]


def _known(evidence: Evidence, sure: bool, lang: str) -> Section | None:
    """Indicators on which a difference is shown, or those on which the data do not tell."""
    _ = translator(lang)
    impact = evidence.impact
    if impact is None:
        return None
    blocks: list[Block] = []
    for row in records(impact.frame):
        if _sure(row) is not sure:
            continue
        part = impact.select(indicator=str(row["indicator"]))
        blocks.append(Heading(_(label_of(str(row["indicator"])))))
        drawn = plots.effect(part, lang=lang)
        columns = ("arm", "before", "after", "change")
        blocks.append(picture(drawn, lang, columns=columns, labels={"arm": _("territories"), "before": _("before"), "after": _("after")}))
        blocks.append(Text(_second_looks(row, lang), "note"))
    if not blocks:
        none = _("Of no indicator do the data show a difference.") if sure else _("Of no indicator do the data leave the question open.")
        blocks.append(Text(none))
    if not sure:
        said = tuple(dict.fromkeys(_(text)[:1].upper() + _(text)[1:] + "." for text in impact.warnings["message"]))
        if said:
            blocks += [Heading(_("What may mislead")), Bullets(said)]
    return Section("su" if sure else "non-su", _("What is known") if sure else _("What is not known"), tuple(blocks))


def _second_looks(row: dict[str, Any], lang: str) -> str:
    """The same question asked otherwise, in one sentence."""
    _ = translator(lang)

    def told(column: str) -> str:
        return change_text(str(row["indicator"]), row[column], lang)

    text = _("Other readings: {projects} with projects for weights", projects=told("by_projects"))
    if not np.isnan(row["adjusted_value"]):
        text += _(", {value} at the same level before ({low} to {high})", value=told("adjusted_value"), low=told("adjusted_low"),
                  high=told("adjusted_high"))  # fmt: skip
    if np.isfinite([row["randomisation_low"], row["randomisation_high"]]).all():
        text += _(", from {low} to {high} by randomisation", low=told("randomisation_low"), high=told("randomisation_high"))
    return text + ". " + _(
        "Had the true effect been {supposed}, this study would have seen it {power} of the time, overstating it {times} times.",
        supposed=told("supposed_effect"), power=percent(row["power"], lang), times=number(row["type_m"], lang, 1),
    ) if np.isfinite(row["power"]) else text + "."  # fmt: skip


def _by_start(evidence: Evidence, lang: str) -> Section | None:
    """Territories that entered at different dates: effects by entry and wave, and their averages."""
    _ = translator(lang)
    if evidence.impact is None or "staggered" not in evidence.impact.tables:
        return None
    tables = evidence.impact.tables
    waves, means = [], []
    for row in records(tables["group_time"]):
        name = str(row["indicator"])
        after = _("after the entry") if row["after"] else _("before the entry")
        waves.append((Cell(_(label_of(name))), Cell(str(row["start"])), Cell(str(row["wave"])), Cell(after),
                      Cell(change_text(name, row["effect"], lang)), Cell(str(row["n_start"])), Cell(str(row["n_comparison"]))))  # fmt: skip
    for row in records(tables["staggered"].dropna(subset=["value"])):
        name = str(row["indicator"])
        told = [change_text(name, row[key], lang) if np.isfinite(row[key]) else "–" for key in ("value", "ci_low", "ci_high")]
        chance = [p_value(row[key], lang) if np.isfinite(row[key]) else "–" for key in ("p", "p_randomisation")]
        means.append(tuple(Cell(text) for text in (_(label_of(name)), _(AVERAGE_LABELS[row["average"]]), *told, *chance)))
    blocks: list[Block] = [Bullets(tuple(start_sentences(tables, lang)))]
    entry, wave, value = Column(_("wave of entry")), Column(_("wave")), Column(_("difference"), True)
    if means:
        heads = (Column(_("interval from"), True), Column(_("interval to"), True), Column(_("p, leaving one territory out")),
                 Column(_("p, redrawing dates")))  # fmt: skip
        titles = (_("Averages since the entry, with their 95% intervals"), _("Difference with territories not entered yet, by entry and wave"))
        blocks += [
            Table(titles[0], (Column(_("indicator")), Column(_("what counts once")), value, *heads), tuple(means), sortable=False),
            Table(titles[1], (Column(_("indicator")), entry, wave, Column(_("before or after")), value, Column(_("territories entered"), True),
                              Column(_("territories compared"), True)), tuple(waves), sortable=False),
            Text(_("Differences before the entry should be near zero; with so few territories, seeing none proves nothing."), "note"),
        ]  # fmt: skip
    return Section("dates", _("Territories that entered at different dates"), tuple(blocks))


def _overturning(evidence: Evidence, lang: str) -> Section | None:
    _ = translator(lang)
    if evidence.checks is None:
        return None
    blocks: list[Block] = [Bullets(tuple(evidence.checks.sentences(lang)))]
    study = evidence.study
    if study is not None:
        blocks += [Heading(_("Before the start already?")), Text(_(
            "Years taken from the dates of projects show whether animated territories were drifting apart before. Partners are those of the"
            " whole project: these years are a second look, not the measure."
        ))]  # fmt: skip
        for name in study.frame["indicator"].unique():
            drawn = plots.event_study(study.select(indicator=name), lang=lang)
            columns = ("period", "value", "ci_low", "ci_high", "n_treated", "n_comparison")
            blocks.append(picture(drawn, lang, columns=columns, metric=str(name), labels={"period": _("period")}))
            bound = _bounds(study, str(name), lang)
            if bound:
                blocks.append(Text(bound))
    return Section("renverserait", _("What would overturn it"), tuple(blocks))


def _bounds(study: Any, name: str, lang: str) -> str:
    """Up to what drift the mean difference of the years after keeps its sign; nothing where it cannot be computed."""
    _ = translator(lang)
    try:
        bounds = honest_bounds(study, name, drifts=np.arange(0, 2.01, 0.25).tolist())
    except CooperationError:
        return ""
    kept = bounds.loc[bounds["excludes_zero"].cumprod() == 1, "drift"]
    label = _(label_of(name))
    if not len(kept):
        return _("{label}: even without any drift, the mean of the years after does not differ from zero for sure.", label=label)
    if kept.max() == 0:
        return _("{label}: the mean of the years after keeps its sign only if no drift at all followed the start.", label=label)
    return _(
        "{label}: the mean of the years after keeps its sign as long as the two groups did not drift, after the start, more than {drift} times"
        " as fast as they did before.", label=label, drift=number(float(kept.max()), lang, 2),
    )  # fmt: skip


def _parts(evidence: Evidence, lang: str) -> Section | None:
    _ = translator(lang)
    impact = evidence.impact
    if impact is None:
        return None
    rows = []
    for row in records(impact.frame):
        name = str(row["indicator"])
        texts = [change_text(name, row[column], lang) for column in ("value", "direct", "with_excluded")]
        rows.append((Cell(_(label_of(name))), *(Cell(text) for text in texts)))
    columns = (
        Column(_("indicator")), Column(_("among the others"), True), Column(_("through the animator"), True), Column(_("together"), True),
    )  # fmt: skip
    blocks: list[Block] = [
        Text(_("The animator is an actor too: counted, he makes ties by being there. The estimate leaves him out; what passes through him"
               " stands apart.")),
        Table(_("Difference between animated and comparison territories, by whom it passes through"), columns, tuple(rows), sortable=False),
    ]  # fmt: skip
    resilience: pd.DataFrame = impact.tables.get("resilience", pd.DataFrame())
    loss = resilience["loss"].dropna() if len(resilience) else pd.Series(dtype=float)
    if len(loss):
        blocks.append(Text(_(
            "Were the animator gone, {share} of pairs of actors, on average over animated territories, would no longer be linked by anything.",
            share=percent(max(0.0, float(loss.mean())), lang, 1),
        )))  # fmt: skip
    return Section("parts", _("Through the animator, and among the others"), tuple(blocks))


def _quality(evidence: Evidence, lang: str) -> Section | None:
    _ = translator(lang)
    if evidence.quality is None:
        return None
    return Section("qualite", _("Quality of actions"), (Bullets(tuple(evidence.quality.sentences(lang))),))
