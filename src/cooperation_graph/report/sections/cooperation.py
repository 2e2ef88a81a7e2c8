"""Who works with whom: the picture of the territory, and who is in no project."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cooperation_graph import plots
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import translator
from cooperation_graph.report.blocks import Block, Facts, Heading, Section, Text
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.parts import fact, frame_table, picture, records, rows_where
from cooperation_graph.report.words import attribute_name

__all__ = ["cooperation"]

_TABLE = ("name", "group", "projects", "partners", "partners_outside", "number")


def cooperation(material: Material, territory: str, lang: str) -> Section:
    """The section with the network of one territory."""
    _ = translator(lang)
    waves = material.waves_of(territory)
    graphs = [graph for wave in waves if (graph := material.graph(territory, wave)) is not None]
    positions = plots.layout(graphs, material.by)
    measures = rows_where(material.measures.frame, territory=territory, wave=waves[-1], metric="mean_partners")
    last = plots.network(graphs[-1], by=material.by, positions=positions, lang=lang, names=material.names)
    first = last.table.sort_values(["number", "partners_outside", "partners"], ascending=[True, False, False], kind="stable")
    blocks: list[Block] = [
        Text(_(
            "Two actors are partners when they take part in the same project. Groups here are those of “{by}”.",
            by=attribute_name(material.by, lang),
        )),
        Facts(tuple(fact(row, lang) for row in records(measures))),
        picture(replace(last, table=first), lang, columns=_TABLE, whole="" if material.public else _("actors")),
        _groups(graphs[-1], material.by, lang),
    ]  # fmt: skip
    if len(graphs) > 1:
        blocks += [Heading(_("Wave after wave")), picture(
            plots.small_multiples(graphs, by=material.by, positions=positions, lang=lang, names=material.names), lang,
            columns=("wave", "n_actors", "with_partner", "n_projects", "pairs", "pairs_across"),
        )]  # fmt: skip
    return Section("qui", _("Who works with whom"), tuple(blocks))


def _groups(graph: CooperationGraph, by: str, lang: str) -> Block:
    """Actors, projects and isolates of each group."""
    _ = translator(lang)
    codes, labels = graph.groups(by)
    frame = pd.DataFrame({"group": codes, "alone": graph.actor_degrees == 0, "participations": graph.actor_degrees})
    counted = frame.groupby("group").agg(
        n_actors=("alone", "size"), participations=("participations", "sum"), isolate=("alone", "sum")
    ).reset_index()  # fmt: skip
    counted["group"] = [str(labels[code]) if code >= 0 else _("no group known") for code in counted["group"]]
    counted = counted[counted["n_actors"] > 0].astype({"isolate": "int64"})
    return frame_table(
        counted, _("Groups and what they take part in"), lang, sortable=False, labels={"participations": _("participations")}
    )
