"""Territories compared: funnels, estimates drawn towards what they share, changes side by side; never a ranking."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph import plots
from cooperation_graph.errors import CooperationError
from cooperation_graph.locale import translator
from cooperation_graph.measures import label_of
from cooperation_graph.report.blocks import Block, Bullets, Fold, Heading, Section, Text
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.parts import frame_table, picture, rows_where

__all__ = ["COMPARED", "comparing", "evolving"]

#: Metrics that can be compared between territories, in the order of the page.
COMPARED = ("pair_heterogeneity", "cross_group_project_share", "resident_project_share")
_FUNNEL = ("territory", "stratum", "value", "ci_low", "ci_high", "n_projects", "funnel", "status")
_ESTIMATES = ("territory", "stratum", "value", "ci_low", "ci_high", "shrunk", "shrunk_low", "shrunk_high", "status")


def comparing(material: Material, lang: str) -> Section | None:
    """The section that compares territories in one wave."""
    _ = translator(lang)
    comparison = material.comparison
    if comparison is None:
        return None
    blocks: list[Block] = [
        Text(_(
            "The less a territory is documented, the more its value moves by chance: that is what the funnel shows. Inside it,"
            " nothing tells a territory from ordinary variation; outside, there is something to understand, not to rank."
        )),
        Text(_(
            "The second figure draws each value towards the mean of its stratum, the more so as the territory is less documented:"
            " these estimates are nearer the truth on the whole than raw values. Strata are kept apart: neighbourhoods, rural areas"
            " and overseas territories are not compared with each other."
        )),
    ]  # fmt: skip
    for metric in COMPARED:
        own = rows_where(comparison.frame, metric=metric).dropna(subset=["value"])
        if len(own) < 3:
            continue
        part = comparison.select(metric=metric)
        blocks.append(Heading(_(label_of(metric))))
        try:
            if (own["funnel"] != "").any():
                blocks.append(picture(
                    plots.funnel(part, lang=lang, names=material.names), lang, columns=_FUNNEL, metric=metric, names=material.names
                ))  # fmt: skip
            drawn = plots.caterpillar(part, order="name", lang=lang, names=material.names)
            blocks.append(picture(drawn, lang, columns=_ESTIMATES, metric=metric, names=material.names))
        except CooperationError as error:
            blocks.append(Text(str(error), "note"))
        words = tuple(part.sentences(lang))
        if words:
            blocks.append(Fold(_("In words"), (Bullets(words),)))
    return Section("comparaison", _("Comparing territories"), tuple(blocks))


def evolving(material: Material, lang: str) -> Section | None:
    """The section on what changed in all territories."""
    _ = translator(lang)
    evolution = material.evolution
    if evolution is None or evolution.frame["territory"].nunique() < 2:
        return None
    frame = evolution.frame
    first, second = str(frame["wave_from"].iloc[0]), str(frame["wave_to"].iloc[0])
    blocks: list[Block] = [_shown(frame, lang)]
    for metric in COMPARED[:2]:
        part = rows_where(frame, metric=metric)
        if part["change"].notna().sum() > 1:
            blocks.append(Heading(_(label_of(metric))))
            blocks.append(picture(
                plots.slope(evolution.select(metric=metric), lang=lang, names=material.names), lang, metric=metric, names=material.names,
                columns=("territory", "value_from", "value_to", "change", "p_adjusted", "status"),
                labels={"value_from": first, "value_to": second},
            ))  # fmt: skip
    rates = evolution.tables.get("rates")
    if rates is not None and len(rates):
        kept = rates[rates["rate"].isin(["persistence", "renewal_rate"])]
        wide = kept.pivot(index="territory", columns="rate", values="value").reindex(material.graphs.territories).reset_index()
        wide.columns = pd.Index([str(column) for column in wide.columns])
        wide = wide[[c for c in ("territory", "persistence", "renewal_rate") if c in wide.columns]]
        labels = {
            "persistence": _("pairs of partners kept, among actors who stayed"),
            "renewal_rate": _("pairs that meet again in a new project when none goes on"),
        }  # fmt: skip
        blocks.append(Fold(_("What became of cooperations"), (frame_table(
            wide, _("Pairs of partners kept and renewed"), lang, labels=labels, percents=("persistence", "renewal_rate"),
            names=material.names, sortable=False,
        ),)))  # fmt: skip
    return Section("evolution", _("What changed from {first} to {second}", first=first, second=second), tuple(blocks))


def _shown(frame: pd.DataFrame, lang: str) -> Block:
    """For each indicator, in how many territories a change is shown, may be chance, cannot be said."""
    _ = translator(lang)
    rows = []
    for metric, own in frame.groupby("metric", sort=False):
        p, change = own["p_adjusted"].to_numpy(dtype=float), own["change"].to_numpy(dtype=float)
        sure = p < 0.05
        rows.append((str(metric), int((sure & (change > 0)).sum()), int((sure & (change < 0)).sum()),
                     int((~sure & ~np.isnan(p)).sum()), int(np.isnan(p).sum())))  # fmt: skip
    table = pd.DataFrame(rows, columns=["metric", "up", "down", "chance", "unknown"])
    labels = {"up": _("a rise is shown"), "down": _("a fall is shown"), "chance": _("may be chance"), "unknown": _("nothing can be said")}
    return frame_table(table, _("Territories by what can be said of each change"), lang, labels=labels, sortable=False)
