"""`small_multiples`: the network of every wave side by side, each actor in the same place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import number, percent
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import only, records, titled
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.groups import BRIDGE, Groups, groups_of, marks
from cooperation_graph.plots.keys import Sign, key_height, line, write_key
from cooperation_graph.plots.places import layout, shared
from cooperation_graph.plots.style import FAINT, LINE, PAPER, QUIET, new_sheet, room
from cooperation_graph.plots.text import LEADING, block, clean, ellipsis, lines
from cooperation_graph.plots.ties import INSIDE, MANY, actor_table, draw_ties

__all__ = ["small_multiples"]


@drawing
def small_multiples(
    graphs: Sequence[CooperationGraph], *, by: str | None = None, positions: pd.DataFrame | None = None, lang: str = "fr",
    ax: Axes | None = None, size: str = "screen", names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw the network of each wave of one territory in its own panel; an actor keeps its place from panel to panel.

    An actor without a partner in a wave, whether it is in the survey or not, leaves a small grey ring in its place.

    Parameters
    ----------
    graphs
        Waves of one territory, in their order.
    by
        Attribute of actors that makes the groups; the first declared without.
    positions
        Places from :func:`layout`; computed for all these waves without.
    lang, ax, size, names
        As in :func:`organ_pipes`.

    Returns
    -------
    Drawing
        Its table has one row a wave: actors, actors with a partner, projects, pairs of partners, pairs across groups.

    Raises
    ------
    CooperationError
        The graphs are those of several territories.
    """
    _ = translator(lang)
    waves = list(graphs)
    where = only(pd.DataFrame({"territory": [wave.territory for wave in waves]}, dtype="str"), ["territory"], "small_multiples", lang)
    title = titled(_("Who works with whom, wave by wave"), where["territory"], "", names)
    if not waves:
        return blank(_("There is no wave to draw here."), pd.DataFrame(), title=title, size=size, ax=ax)
    chosen = groups_of(waves[0], by, lang).by
    table = _table(waves, chosen)
    if not table["pairs"].any():
        return blank(_("No two actors share a project in any wave."), table, title=title, size=size, ax=ax)
    if positions is None:
        positions = layout(waves, chosen)
    placed = positions.dropna()

    width, font = room(size, ax)
    found = _found(table, lang)
    said = _("An actor keeps its place from one wave to the next: what moves between the panels is cooperation, not the drawing.")
    words = captions(title, [found, said], [], width, font)
    drawn = [groups_of(wave, chosen, lang) for wave in waves]
    key = _key(replace(drawn[0], codes=np.concatenate([groups.codes for groups in drawn])), lang)
    across = _columns(len(waves))
    down = -(-len(waves) // across)
    cell = (width - (across + 1) * font) / across
    told = [_told(row, cell, font, lang) for row in records(table)]
    head = (1.1 + 0.85 * max(len(rows) for rows in told)) * LEADING * font + 0.6 * font
    high = min(0.86 * cell, 26 * font)
    above = words.above + key_height(key, width, font) + 0.6 * font
    sheet = new_sheet(above + down * (high + head + font), size=size, ax=ax)
    high = max((sheet.height - above) / down - head - font, 3 * font)
    words.write(sheet)
    write_key(sheet, sheet.height - words.above, key)
    image = int(table["with_partner"].sum()) > MANY or int(table["pairs"].sum()) > MANY
    for place, wave in enumerate(waves):
        left = font + (place % across) * (cell + font)
        top = sheet.height - above - (place // across) * (high + head + font)
        end = block(sheet.ax, left, top, [ellipsis(clean(wave.wave), cell, 1.1 * font, True)], 1.1 * font, bold=True)
        block(sheet.ax, left, end, told[place], 0.85 * font, color=QUIET)
        sheet.ax.plot([left, left + cell, left + cell, left, left], np.array([0, 0, 1, 1, 0]) * high + top - head - high,
                      color=FAINT, lw=0.8, zorder=1)  # fmt: skip
        panel = sheet.panel((left, top - head - high, cell, high), (-1.12, 1.12), (-1.12, 1.12))
        _panel(panel, wave, placed, drawn[place], cell * high, image)
    return Drawing(sheet.figure, table, f"{title}{_(': ')}{found}", title)


def _columns(n: int) -> int:
    """Panels in a row: all up to three, then rows as equal as can be, of at most four."""
    return n if n <= 3 else min((4, 3, 2), key=lambda across: (-n % across, -across))


def _table(waves: Sequence[CooperationGraph], by: str) -> pd.DataFrame:
    rows = []
    for wave in waves:
        people = actor_table(wave, by)
        rows.append((wave.wave, wave.n_actors, int((people["partners"] > 0).sum()), wave.n_projects,
                     int(people["partners"].sum()) // 2, int(people["partners_outside"].sum()) // 2))  # fmt: skip
    return pd.DataFrame(rows, columns=["wave", "n_actors", "with_partner", "n_projects", "pairs", "pairs_across"])


def _found(table: pd.DataFrame, lang: str) -> str:
    """From the first wave to the last: pairs, and how many go across groups."""
    _ = translator(lang)
    first, last = table.iloc[0], table.iloc[-1]

    def share(row: pd.Series) -> str:
        return percent(row["pairs_across"] / row["pairs"], lang) if row["pairs"] else "–"

    if len(table) == 1:
        return _("{pairs} pairs of partners, {share} of them across groups.", pairs=number(first["pairs"], lang), share=share(first))
    return _(
        "{before} pairs of partners in {first}, {after} in {last}; across groups: {share_before}, then {share_after}.",
        before=number(first["pairs"], lang), after=number(last["pairs"], lang), first=first["wave"], last=last["wave"],
        share_before=share(first), share_after=share(last),
    )  # fmt: skip


def _key(groups: Groups, lang: str) -> list[Sign]:
    _ = translator(lang)

    def sign(code: int) -> Sign:
        one = replace(groups, codes=np.array([code]))
        return Sign(ellipsis(groups.labels[code], 220, 9), lambda ax, x, y, font: marks(
            ax, np.array([x + 1.2 * font]), np.array([y]), one, (0.85 * font) ** 2))  # fmt: skip

    return [
        *(sign(code) for code in range(len(groups)) if groups.count(code)), Sign(_("across groups"), line(BRIDGE, 1.8)),
        Sign(_("inside a group"), line(INSIDE, 1.2)),
        Sign(_("no partner in this wave"), lambda ax, x, y, font: ax.scatter(
            [x + 1.2 * font], [y], s=(0.45 * font) ** 2, c=PAPER, edgecolors=LINE, linewidths=0.7)),
    ]  # fmt: skip


def _told(row: Mapping[str, Any], cell: float, font: float, lang: str) -> list[str]:
    """What stands under the name of a wave."""
    text = translator(lang)("{actors} actors; {pairs} pairs of partners, {across} across groups", actors=number(row["n_actors"], lang),
                            pairs=number(row["pairs"], lang), across=number(row["pairs_across"], lang))  # fmt: skip
    return lines(text, cell, 0.85 * font)


def _panel(panel: Axes, wave: CooperationGraph, placed: pd.DataFrame, groups: Groups, surface: float, image: bool) -> None:
    at = placed.reindex(wave.actor_ids)[["x", "y"]].to_numpy(dtype=float)
    ties = shared(wave)
    tied = np.asarray(ties.sum(axis=1)).ravel() > 0
    others = placed.drop(index=wave.actor_ids[tied])
    dot = float(np.clip(0.05 * surface / max(len(placed), 1), 5, 42))
    panel.scatter(others["x"], others["y"], s=0.3 * dot, c=PAPER, edgecolors=LINE, linewidths=0.5, zorder=1.5, rasterized=image)
    draw_ties(panel, at, ties, wave.groups(groups.by)[0], scale=0.7, image=image)
    marks(panel, at[tied, 0], at[tied, 1], groups.only(tied), dot, image=image)
