"""What the data are worth: who answered, what is missing, and what that may change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import percent
from cooperation_graph.report.blocks import Block, Bullets, Section, Text
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.parts import frame_table, records, rows_where
from cooperation_graph.report.words import attribute_name
from cooperation_graph.survey.collection import response_by
from cooperation_graph.survey.presence import HALF, LOW_RESPONSE

__all__ = ["quality"]

_ANSWERS = ("roster", "answered", "partial", "no_answer", "response_rate")
_COLLECTED = ("collected_from", "collected_to", "collectors", "items_missing", "max_choices", "at_limit")
#: Response rates that differ more than this between waves may explain a change of volume.
UNEVEN = 0.05


def quality(material: Material, territory: str, lang: str) -> Section:
    """The section on the data of one territory."""
    _ = translator(lang)
    own = rows_where(material.quality, territory=territory)
    last = next(records(own.tail(1)), None)
    blocks: list[Block] = []
    if last is None or np.isnan(last["response_rate"]):
        blocks.append(Text(_(
            "There is no record of who was asked and who answered: an actor that disappears cannot be told from one that did not"
            " answer, and nothing says how complete these data are."
        ), "caution"))  # fmt: skip
    else:
        blocks += _answers(own, last, lang)
    points = _missing(material, territory, lang)
    if points:
        blocks.append(Bullets(tuple(points)))
    asked = last is not None and not np.isnan(last["response_rate"])
    columns = ["wave", *(_ANSWERS if asked else ()), "active", "isolate", "unknown"]
    blocks.append(frame_table(
        own[columns], _("Who answered, and of whom nothing is known"), lang, percents=["response_rate"], sortable=False,
        note=_("Active: takes part in at least one project. Without a project: known, and in none. Unknown: did not answer and"
               " is named by nobody."),
    ))  # fmt: skip
    collected = [column for column in _COLLECTED if column in own.columns and own[column].notna().any()]
    if collected:
        table = own[["wave", *collected]].assign(**{
            column: own[column].map(lambda text: _day(text, lang)) for column in ("collected_from", "collected_to") if column in collected
        })  # fmt: skip
        blocks.append(frame_table(table, _("How the answers were collected"), lang, percents=["at_limit"], sortable=False))
    if asked:
        blocks += _by_group(material, territory, lang)
    return Section("donnees", _("What the data are worth"), tuple(blocks))


def _day(text: Any, lang: str) -> Any:
    """An ISO date as people of the language write it; a year or a month alone stays as it is."""
    if lang != "fr" or not isinstance(text, str) or len(text) != 10:
        return text
    return "/".join(reversed(text.split("-")))


def _by_group(material: Material, territory: str, lang: str) -> list[Block]:
    """Response rates of the groups, and what it means when one of them is silent."""
    _ = translator(lang)
    rates = rows_where(response_by(material.survey, material.by), territory=territory)
    if not len(rates):
        return []
    by = attribute_name(material.by, lang)
    table = rates.assign(group=rates["group"].where(rates["group"] != "", _("(not known)")))
    blocks: list[Block] = [frame_table(
        table[["wave", "group", "asked", "answered", "response_rate"]], _("Who answered, by “{by}”", by=by), lang,
        percents=["response_rate"], sortable=False,
    )]  # fmt: skip
    silent = rates[(rates["answered"] == 0) & (rates["asked"] > 1) & (rates["group"] != "")]
    for wave, names in silent.groupby("wave", sort=False)["group"]:
        blocks.append(Text(_(
            "In {wave}, nobody answered in: {groups}. What is known of them comes from others.", wave=wave, groups=", ".join(names)
        ), "caution"))  # fmt: skip
    return blocks


def _answers(own: pd.DataFrame, last: dict[str, Any], lang: str) -> list[Block]:
    _ = translator(lang)
    text = _(
        "In {wave}, {answered} of the {asked} actors asked answered ({rate}).", wave=last["wave"],
        answered=int(last["answered"] + last["partial"]), asked=int(last["roster"]), rate=percent(last["response_rate"], lang),
    )  # fmt: skip
    silent = int(last["no_answer"])
    if silent:
        unknown = int(last["unknown"])
        text += " " + _(
            "{n} did not answer.", plural="{n} did not answer.", n=silent
        ) + " " + (_(
            "Those whom others name in a project stay in the picture; {n} is named by nobody and remains unknown.",
            plural="Those whom others name in a project stay in the picture; {n} are named by nobody and remain unknown.",
            n=unknown,
        ) if unknown else _("All of them are named by others in a project and stay in the picture."))  # fmt: skip
    blocks: list[Block] = [Text(text)]
    if last["response_rate"] < HALF:
        blocks.append(Text(_(
            "Fewer than half answered: numbers of partners are not to be read. Shares – of projects, of pairs – hold better, and are to be"
            " read with care. (The half is a convention, not a law.)"
        ), "caution"))  # fmt: skip
    elif last["response_rate"] < LOW_RESPONSE:
        blocks.append(Text(_(
            "Fewer than 70 % answered: numbers of partners are probably too low. Shares – of projects, of pairs – hold better,"
            " because what is missing is missing above and below the line. (70 % is a convention, not a law.)"
        ), "caution"))  # fmt: skip
    leads = int(last["leads"])
    if leads:
        blocks.append(Text(_(
            "Of the {leads} actors that lead a project, {answered} answered.", leads=leads, answered=int(last["leads_answered"])
        )))  # fmt: skip
    if not np.isnan(last.get("max_choices", np.nan)):
        text = _("In {wave}, {most} could be named at most: numbers of partners are too low and are not compared between waves.",
                 wave=last["wave"], most=int(last["max_choices"]))  # fmt: skip
        if not np.isnan(last.get("at_limit", np.nan)):
            text += " " + _("{share} of those who named anybody named that many.", share=percent(last["at_limit"], lang))
        blocks.append(Text(text, "caution"))
    rates = own["response_rate"].dropna()
    if len(rates) > 1 and rates.max() - rates.min() > UNEVEN:
        blocks.append(Text(_(
            "The response rate goes from {low} to {high} between waves: a change in the number of partners may come from this"
            " alone.", low=percent(float(rates.min()), lang), high=percent(float(rates.max()), lang),
        ), "caution"))  # fmt: skip
    return blocks


def _missing(material: Material, territory: str, lang: str) -> list[str]:
    """What is left out of the last wave before anything is counted, and what it may change."""
    _ = translator(lang)
    wave = material.waves_of(territory)[-1]
    graph = material.graph(territory, wave)
    if graph is None:
        return []
    points = []
    missing = int((graph.groups(material.by)[0] < 0).sum())
    if missing:
        points.append(_(
            "{n} actor has no known “{by}” and is left out of everything that compares groups.",
            plural="{n} actors have no known “{by}” and are left out of everything that compares groups.", n=missing,
            by=attribute_name(material.by, lang),
        ))  # fmt: skip
    single = int((graph.project_sizes == 1).sum())
    if single:
        points.append(_(
            "{n} project of {all} names a single actor: it says nothing of cooperation and is not counted where partners are.",
            plural="{n} projects of {all} name a single actor: they say nothing of cooperation and are not counted where"
                   " partners are.", n=single, all=graph.n_projects,
        ))  # fmt: skip
    own = rows_where(material.quality, territory=territory, wave=wave)
    apart = int(own[["active", "isolate"]].to_numpy().sum()) - graph.n_actors
    if apart > 0:
        points.append(_(
            "{n} actor known in this wave is not in the network: the animator, or an actor that only funds or benefits.",
            plural="{n} actors known in this wave are not in the network: the animator, or actors that only fund or benefit.", n=apart,
        ))  # fmt: skip
    left_out = _not_tied(graph)
    if left_out:
        points.append(_(
            "{n} participation is kept in the data without tying anybody: the role does not (funder, beneficiary, animator).",
            plural="{n} participations are kept in the data without tying anybody: their role does not (funder, beneficiary,"
                   " animator).", n=left_out,
        ))  # fmt: skip
    confirmed = float(own["confirmed"].iloc[0]) if len(own) else np.nan
    if not np.isnan(confirmed):
        points.append(_(
            "{share} of participations are confirmed by both the answers and the register; the others by one of them only.",
            share=percent(confirmed, lang),
        ))  # fmt: skip
    return points


def _not_tied(graph: CooperationGraph) -> int:
    """Participations of the survey that tie nobody in the graph."""
    table = graph.participations
    pairs = table[["actor", "project"]].drop_duplicates()
    return max(len(pairs) - graph.n_participations, 0)

