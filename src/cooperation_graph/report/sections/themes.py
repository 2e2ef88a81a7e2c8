"""What the projects are about, and which themes bring groups together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number, percent
from cooperation_graph.metrics import catalogue
from cooperation_graph.report.blocks import Block, Cell, Column, Section, Table, Text
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.parts import listed, plain, records

__all__ = ["themes"]

#: Words of `comparison.priority_themes`, as a page says them.
_WORDS = {"yes": N_("priority, wave after wave"), "to be confirmed": N_("to be confirmed in another wave"), "no": N_("no")}


def themes(material: Material, territory: str, lang: str) -> Section | None:
    """The section on themes; nothing where projects have none."""
    _ = translator(lang)
    wave = material.waves_of(territory)[-1]
    graph = material.graph(territory, wave)
    assert graph is not None
    try:
        shares = catalogue["theme_share"](graph)
    except Undefined:
        return None
    try:
        across = catalogue["theme_transversality"](graph, by=material.by)
    except Undefined:
        across = pd.Series(dtype=float)
    frame = pd.DataFrame({"theme": shares.index, "share": shares.to_numpy(), "across": across.reindex(shares.index).to_numpy(dtype=float)})
    columns = [Column(_("theme")), Column(_("share of projects"), True), Column(_("chance that two partners are of different groups"), True)]
    compared = material.priorities is not None
    blocks: list[Block] = []
    if material.priorities is not None:
        own = material.priorities
        own = own[(own["territory"] == territory) & (own["wave"] == wave)]
        frame = frame.merge(own[["theme", "shrunk", "low", "high", "priority"]], on="theme", how="left")
        columns += [Column(_("times as much as elsewhere"), True), Column(_("priority?"))]
        for word, singular, several in (
            ("yes", _("A theme that is large here, larger than elsewhere, and has stayed so: {names}."),
             _("Themes that are large here, larger than elsewhere, and have stayed so: {names}.")),
            ("to be confirmed", _("Large here and larger than elsewhere, to be confirmed in another wave: {names}."),
             _("Large here and larger than elsewhere, to be confirmed in another wave: {names}.")),
        ):  # fmt: skip
            named = frame.loc[frame["priority"] == word, "theme"].tolist()
            if named:
                blocks.append(Text((several if len(named) > 1 else singular).format(names=listed(named, lang))))
    rows = []
    for row in records(frame.sort_values("share", ascending=False, kind="stable")):
        cells = [
            Cell(str(row["theme"])), Cell(percent(row["share"], lang), plain(row["share"])),
            Cell("–" if np.isnan(row["across"]) else percent(row["across"], lang), plain(row["across"])),
        ]  # fmt: skip
        if compared:
            known = not pd.isna(row["shrunk"])
            ends = {end: number(row[end], lang, 1) for end in ("low", "high")} if known else {}
            cells.append(Cell(f"{number(row['shrunk'], lang, 1)} ({_('{low} to {high}', **ends)})" if known else "–", plain(row["shrunk"])))
            cells.append(Cell(_(_WORDS.get(str(row["priority"]), "–"))))
        rows.append(tuple(cells))
    note = _("A project of several themes counts for a part in each. –: no project of the theme gathers two actors whose groups are known.")
    if compared:
        note += " " + _("Times as much as elsewhere: drawn towards 1 the more, the fewer the projects; in brackets, the 95 % interval."
                        " More than elsewhere is not enough, nor too much.")  # fmt: skip
    blocks.append(Table(_("Themes of the projects in {wave}", wave=wave), tuple(columns), tuple(rows), note, sortable=False))
    return Section("themes", _("What projects are about"), tuple(blocks))
