"""Silos that open, rivals who come to cooperate, what the animator hands over; and how much of it silence may hide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from cooperation_graph.errors import Undefined
from cooperation_graph.evolution import Evolution, conversion, hand_over
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number, percent
from cooperation_graph.measures import label_of
from cooperation_graph.report.blocks import Block, Bullets, Heading, Section, Text
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.parts import records, rows_where
from cooperation_graph.report.words import attribute_name

__all__ = ["over_time"]

#: Rates that people read as facts, with what they say.
BOUNDED = {
    "persistence": N_("ties kept among actors seen in both waves: {value} (between {low} and {high})"),
    "exit_rate": N_("actors who left: {value} (between {low} and {high})"),
    "renewal_rate": N_("ties that no project carries on and that come back in a new one: {value} (between {low} and {high})"),
}  # fmt: skip
NO_ROSTER = N_("actors absent from the later wave, who left or did not answer: {value}; of them, those who really left are between {low} and {high}")


def over_time(material: Material, territory: str, lang: str) -> Section | None:
    """The section on groups, rivals and the animator between the two waves compared; None with a single wave."""
    _ = translator(lang)
    if material.evolution is None or territory not in set(material.evolution.frame["territory"]):
        return None
    here = material.evolution.select(territory=territory)
    first, second = (str(here.frame[f"wave_{end}"].iloc[0]) for end in ("from", "to"))
    before, after = material.graph(territory, first), material.graph(territory, second)
    if before is None or after is None:
        return None
    silos, blocks = _silos(material, territory, lang), list[Block]()
    if silos:
        blocks += [
            Heading(_("Have silos opened?")),
            Text(_(
                "Groups by “{by}”. A verdict that changes its word is not enough: the change itself must be shown.",
                by=attribute_name(material.by, lang),
            )),
            Bullets(tuple(silos)),
        ]  # fmt: skip
    latest = [graph for wave in material.waves_of(territory)[-2:] if (graph := material.graph(territory, wave)) is not None]
    pairs = [*_rivals(before, after, lang), *_animator(latest[0], latest[-1], material.by, lang)]
    if pairs:
        blocks += [Heading(_("Rivals, and the animator")), Bullets(tuple(pairs))]
    limits = list(_limits(here, lang))
    if limits:
        blocks += [
            Heading(_("What silence may hide")),
            Text(_(
                "Some actors did not answer, or are missing from a list. In brackets: the rate if they all counted against it, and if they all"
                " counted for it. What nobody reported of the others is not covered."
            ), "note"),
            Bullets(tuple(limits)),
        ]  # fmt: skip
    if not blocks:
        return None
    return Section("dans-le-temps", _("Silos, rivals and silence, from {first} to {second}", first=first, second=second), tuple(blocks))


def _silos(material: Material, territory: str, lang: str) -> list[str]:
    if material.openings is None or territory not in set(material.openings.frame["territory"]):
        return []
    found = material.openings.select(territory=territory)
    return replace(found, frame=found.frame.assign(territory=material.name(territory))).sentences(lang)


def _rivals(before: CooperationGraph, after: CooperationGraph, lang: str) -> Iterator[str]:
    _ = translator(lang)
    try:
        found = conversion(before, after)
    except Undefined:
        return
    interval = "" if np.isnan(found.low) else _(" (interval from {low} to {high})", low=percent(found.low, lang), high=percent(found.high, lang))
    yield _(
        "Of {rivals} pairs of actors that answered the same call separately without working together in {first}, {converted} share a project "
        "in {second}: {rate}{interval}. Among the other pairs without a common project: {others}. To answer the same call is to be exposed to "
        "competition, not to be in conflict.",
        rivals=number(found.rivals, lang, 0), converted=number(found.converted, lang, 0), first=before.wave, second=after.wave,
        rate=percent(found.rate, lang), interval=interval, others="–" if np.isnan(found.others) else percent(found.others, lang),
    )  # fmt: skip


def _animator(before: CooperationGraph, after: CooperationGraph, by: str, lang: str) -> Iterator[str]:
    _ = translator(lang)
    try:
        found = hand_over(before, after, by=by)
    except Undefined:
        return
    if not found.only_from and not found.only_to:
        return
    if not found.only_from:
        yield _(
            "Ties between groups that exist only in the animator's projects: none in {first}, {after} in {second}.",
            first=before.wave, second=after.wave, after="–" if np.isnan(found.share_to) else percent(found.share_to, lang),
        )  # fmt: skip
        return
    later = "–" if np.isnan(found.share_to) else percent(found.share_to, lang)
    yield _(
        "Ties between groups that exist only in the animator's projects: {before} in {first}, {after} in {second}. Of the {n} of {first}, "
        "{handed} go on without the animator, {still} with, {ended} have ended; of {unknown} nothing is known or an actor left.",
        before=percent(found.share_from, lang), after=later, first=before.wave, second=after.wave, n=number(found.only_from, lang, 0),
        handed=number(found.handed_over, lang, 0), still=number(found.still, lang, 0), ended=number(found.ended, lang, 0),
        unknown=number(found.unknown + found.gone, lang, 0),
    )  # fmt: skip


def _limits(here: Evolution, lang: str) -> Iterator[str]:
    _ = translator(lang)
    rates = here.tables.get("rates")
    if rates is not None and "low" in rates.columns:
        no_roster = (here.warnings["code"] == "no_roster").any()
        for rate, message in {**BOUNDED, **({"exit_rate": NO_ROSTER} if no_roster else {})}.items():
            for row in records(rows_where(rates, rate=rate)):
                if row["high"] - row["low"] > 1e-9 and not np.isnan(row["value"]):
                    yield _(message, value=percent(row["value"], lang), low=percent(row["low"], lang), high=percent(row["high"], lang)) + "."
    tips, lineage = here.tables.get("tipping"), here.tables.get("lineage")
    if tips is not None and (here.warnings["code"] == "differential_completeness").any():
        for row in records(tips.dropna(subset=["explained"])):
            yield _(
                "{label}: multiplied by {needed}, while the share of answers was multiplied by {seen}.", label=_(label_of(str(row["metric"]))),
                needed=number(row["ratio_needed"], lang, 2), seen=number(row["ratio_seen"], lang, 2),
            )  # fmt: skip
    if lineage is not None and len(lineage):
        for row in records(lineage[lineage["rate"] == "exit_rate"]):
            yield _(
                "Some actors merged or split. Taken as new, {new} of the actors left; taken as those they come from, {follow}.",
                new=percent(row["value_new"], lang), follow=percent(row["value_follow"], lang),
            )  # fmt: skip
