"""What changed between two waves, what the change is made of, and what became of cooperations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph import plots
from cooperation_graph.evolution import Evolution
from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import percent
from cooperation_graph.measures import label_of
from cooperation_graph.measures.values import change_text
from cooperation_graph.report.blocks import Block, Bullets, Cell, Column, Fold, Heading, Picture, Section, Table, Text
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.parts import SURE, frame_table, named, picture, plain, records, rows_where, shown

__all__ = ["change", "change_in_words"]

#: The change that a page says first and draws.
_FIRST = "pair_heterogeneity"
#: Actors up to which the figure of presence writes each name.
_NAMED = 30


def change_in_words(row: dict[str, Any], lang: str) -> str:
    """A change in one sentence: before, after, and what can be said of it."""
    _ = translator(lang)
    metric = str(row["metric"])
    facts = {
        "label": _(label_of(metric)), "first": row["wave_from"], "second": row["wave_to"],
        "before": shown(row["value_from"], metric, lang), "after": shown(row["value_to"], metric, lang),
        "change": _change(row, lang),
    }  # fmt: skip
    if np.isnan(row["change"]):
        return _("{label}: the change cannot be computed ({reason}).", label=facts["label"], reason=_(str(row["status"])))
    if not np.isnan(row["p_adjusted"]) and row["p_adjusted"] < SURE:
        return _("{label}: {before} in {first}, {after} in {second}{change}. The renewal of projects alone hardly gives such a change.",
                 **facts)  # fmt: skip
    return _("{label}: {before} in {first}, {after} in {second}{change}. The renewal of projects alone may give as much: no change is"
             " shown, nor its absence.", **facts)  # fmt: skip


def _change(row: dict[str, Any], lang: str) -> str:
    """The change with its interval, in brackets; nothing where it has none, which the table below explains."""
    if np.isnan(row["ci_low"]):
        return ""
    facts = {name: change_text(str(row["metric"]), row[name], lang) for name in ("change", "ci_low", "ci_high")}
    return translator(lang)(" (a change of {change}, between {ci_low} and {ci_high})", **facts)


def change(material: Material, territory: str, lang: str) -> Section | None:
    """The section on change of one territory; None with a single wave."""
    _ = translator(lang)
    if material.evolution is None or territory not in set(material.evolution.frame["territory"]):
        return None
    here = material.evolution.select(territory=territory)
    frame = here.frame
    first, second = frame["wave_from"].iloc[0], frame["wave_to"].iloc[0]
    blocks: list[Block] = [
        Text(_(
            "A change between {first} and {second} is set against chance: ended and new projects are exchanged at random, and the"
            " change counts as shown only when such exchanges rarely give as much. Without comparison territories it cannot be"
            " attributed to animation.", first=first, second=second,
        )),
        _changes(frame, lang),
    ]  # fmt: skip
    drawn = rows_where(frame, metric=_FIRST)
    if len(drawn) and drawn["change"].notna().all():
        blocks.append(picture(
            plots.waterfall(here.select(metric=_FIRST), lang=lang, names=material.names), lang, metric=_FIRST,
            columns=("step", "level_before", "contribution", "level_after"), caption=_made_of(next(records(drawn)), lang),
        ))  # fmt: skip
    ties = _ties(here, lang)
    if ties is not None:
        blocks += [Heading(_("What became of cooperations")), *ties]
    if len(here.tables.get("turnover", ())):
        blocks += [Heading(_("What became of actors")), picture(
            plots.alluvial(here, lang=lang, names=material.names), lang, columns=("state_from", "state_to", "actors")
        )]  # fmt: skip
    blocks.append(_presence(material, territory, lang))
    blocks.append(Fold(_("Everything in words"), (Bullets(tuple(named(here, material.names).sentences(lang))),), data=True))
    return Section("evolution", _("What changed from {first} to {second}", first=first, second=second), tuple(blocks))


def _presence(material: Material, territory: str, lang: str) -> Picture:
    """Who is there in each wave; names stand in the table, since a page of them would hide the picture."""
    _ = translator(lang)
    drawn = plots.presence_timeline(material.graphs, territory=territory, most=_NAMED, lang=lang, names=material.names)
    words = {"active": _("in a project"), "isolate": _("known, in no project"), "outside": _("not there (left, or not yet)"),
             "unknown": _("nothing known")}  # fmt: skip
    table, waves = drawn.table.assign(history=drawn.table["history"].map(_)), list(drawn.table.columns[3:])
    for wave in waves:
        table[wave] = [words.get(state, _("merged into another")) for state in table[wave].fillna("unknown")]
    return picture(replace(drawn, table=table), lang, columns=("name", "history", *waves), whole="" if material.public else _("presence"))


def _changes(frame: pd.DataFrame, lang: str) -> Table:
    _ = translator(lang)
    rows = []
    for row in records(frame):
        metric = str(row["metric"])
        ends = "–" if np.isnan(row["ci_low"]) else _(
            "{low} to {high}", low=change_text(metric, row["ci_low"], lang), high=change_text(metric, row["ci_high"], lang)
        )
        rows.append((
            Cell(_(label_of(metric))), Cell(shown(row["value_from"], metric, lang), plain(row["value_from"])),
            Cell(shown(row["value_to"], metric, lang), plain(row["value_to"])),
            Cell(change_text(metric, row["change"], lang), plain(row["change"])), Cell(ends), Cell(_reading(row, lang)),
        ))  # fmt: skip
    columns = (
        Column(_("indicator")), Column(str(frame["wave_from"].iloc[0]), True), Column(str(frame["wave_to"].iloc[0]), True),
        Column(_("change"), True), Column(_("95 % interval"), True), Column(_("reading")),
    )  # fmt: skip
    note = _("“pts”: percentage points. The reading counts the number of indicators tested together (Holm's correction).")
    return Table(_("What changed"), columns, tuple(rows), note, sortable=False)


def _reading(row: dict[str, Any], lang: str) -> str:
    _ = translator(lang)
    if row["status"]:
        return _(str(row["status"]))
    if np.isnan(row["p_adjusted"]):
        return _("nothing can be said")
    return _("a change is shown") if row["p_adjusted"] < SURE else _("may be chance")


def _made_of(row: dict[str, Any], lang: str) -> str:
    """The caption of the waterfall."""
    _ = translator(lang)
    metric = str(row["metric"])
    kinds = ("change", "stayers", "entry", "exit", *(["unknown"] if row["n_unknown"] else []))
    parts = {name: change_text(metric, row[name], lang) for name in kinds}
    text = _(
        "{label}: {change} in all, of which {stayers} among actors seen in both waves, {entry} from those seen in {second} only, {exit} "
        "from those seen in {first} only", label=_(label_of(metric)), first=row["wave_from"], second=row["wave_to"],
        **{name: parts[name] for name in kinds if name != "unknown"},
    )  # fmt: skip
    if row["n_unknown"]:
        text += _(", {unknown} from those of whom nothing is known in one of the two ({n})", unknown=parts["unknown"], n=int(row["n_unknown"]))
    return text + "."


def _ties(here: Evolution, lang: str) -> list[Block] | None:
    """The ledger of ties: what was kept, lost and formed."""
    _ = translator(lang)
    ledger, rates = here.tables.get("ledger"), here.tables.get("rates")
    if ledger is None or not len(ledger):
        return None
    ties = ledger.groupby("class", sort=False)["ties"].sum()
    kept, lost, formed = (int(ties[ties.index.str.startswith(kind)].sum()) for kind in ("kept", "lost", "formed"))
    unknown = {kind: int(ties.get(f"{kind}_unknown", 0)) for kind in ("lost", "formed")}
    text = _(
        "Of {before} pairs of partners in {first}, {kept} are partners in {second} too; {formed} pairs are new.", before=kept + lost,
        first=ledger["wave_from"].iloc[0], second=ledger["wave_to"].iloc[0], kept=kept, formed=formed - unknown["formed"],
    )  # fmt: skip
    if any(unknown.values()):
        text += " " + _(
            "Of {lost} of the pairs of {first}, nobody can say whether they go on, and of {formed} of the pairs of {second}, whether they are"
            " new: nothing is known of one of the two actors in the other wave.", first=ledger["wave_from"].iloc[0],
            second=ledger["wave_to"].iloc[0], **unknown,
        )  # fmt: skip
    blocks: list[Block] = [Text(text)]
    if rates is not None and len(rates):
        renewed = rows_where(rates, rate="renewal_rate")
        if len(renewed) and not np.isnan(renewed["value"].iloc[0]):
            blocks.append(Text(_(
                "Of the pairs that no project carries on, {share} meet again in a new one: cooperation outlives its projects to that extent.",
                share=percent(float(renewed["value"].iloc[0]), lang),
            )))  # fmt: skip
    table = ties[ties > 0].rename("ties").reset_index()
    blocks.append(frame_table(table, _("Pairs of partners between the two waves"), lang, sortable=False, labels={"ties": _("pairs")}))
    return blocks
