"""`brokers`: who holds a territory together, with how sure one can be of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cooperation_graph.graph import CooperationGraph
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import percent
from cooperation_graph.metrics.bridging.profile import LABELS
from cooperation_graph.plots.axes import chart
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import records, titled
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.groups import groups_of, marks
from cooperation_graph.plots.keys import Sign, dot, key_height, write_key
from cooperation_graph.plots.style import FAINT, INK, LINE, PAPER, QUIET, new_sheet, room
from cooperation_graph.plots.text import clean, ellipsis, put

__all__ = ["brokers"]

_SHOWN = 12
#: Least probability, word and colour of each degree of certainty; the first two are those of `metrics.key_resources`.
_DEGREES = ((*LABELS[0], "#1845fb"), (*LABELS[1], "#86c8dd"), (0.0, N_("not sure"), PAPER))
_ROBUST, _LIKELY = (least for least, *_ in _DEGREES[:2])


@drawing
def brokers(
    graph: CooperationGraph, profile: pd.DataFrame, *, k: int = 5, by: str | None = None, lang: str = "fr", ax: Axes | None = None,
    size: str = "screen", names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw the actors through whom most of the others' paths run, each with the probability of being among the first k.

    The bar is the share of random halves of the projects in which the actor is among the first k: of a robust key resource
    (at least 80 %) one can say it by name; of the others the survey does not know enough.

    Parameters
    ----------
    graph
        The territory and wave.
    profile
        What :func:`cooperation_graph.metrics.key_resources` says of it, with the same `k`.
    k
        How many key resources were looked for.
    by
        Attribute of actors that makes the groups; the first one declared without.
    lang, ax, size, names
        As in :func:`organ_pipes`.

    Returns
    -------
    Drawing
        Its table has the actors drawn, best first: name, group, projects, partners, probability, degree of certainty.
    """
    _ = translator(lang)
    title = titled(_("Key resources"), graph.territory, graph.wave, names)
    groups = groups_of(graph, by, lang)
    place = pd.Series(np.arange(graph.n_actors), index=graph.actor_ids)
    table = profile.loc[profile["betweenness"] > 0].sort_values(["p_top", "betweenness"], ascending=False, kind="stable").head(_SHOWN)
    at = place.reindex(table.index).to_numpy()
    table = pd.DataFrame({
        "actor": table.index, "name": graph.actors["name"].reindex(table.index).to_numpy(), "group": [groups.labels[c] for c in groups.codes[at]],
        "activity": table["activity"].to_numpy(), "partners": table["partners"].to_numpy(), "p_top": table["p_top"].to_numpy(),
        "label": table["label"].to_numpy(),
    })  # fmt: skip
    if not len(table):
        return blank(_("No actor stands between two others: nobody holds the others together."), table, title=title, size=size, ax=ax)
    sure = table.loc[table["p_top"] >= _ROBUST, "name"].map(clean).tolist()
    said = (
        _("Whichever projects are looked at, these stay among the first {k}: {names}.", names=", ".join(sure), k=k) if sure
        else _("Which actors come first depends on the projects one looks at: no name can be given for sure.")
    )  # fmt: skip

    width, font = room(size, ax)
    read = _("Bar: share of random halves of the projects in which the actor is among the first {k} that link the others.", k=k)
    words = captions(title, [said, read], [], width, font)
    pitch, axis = 1.9 * font, 2.2 * font
    key = [Sign(groups.labels[code], dot(groups.colours[code], groups.shapes[code], 0.75)) for code in sorted(set(groups.codes[at].tolist()))]
    above, below = words.above + key_height(key, width, font) + 0.8 * font, words.below + axis
    sheet = new_sheet(above + pitch * len(table) + below, size=size, ax=ax)
    words.write(sheet)
    write_key(sheet, sheet.height - words.above, key)
    left, right = 0.36 * width, 0.24 * width
    body = max(sheet.height - above - below, font * len(table))
    plot = chart(sheet, (left, below, width - left - right, body), (0, 1), (0, len(table)))
    for least, shade in ((_LIKELY, "#f3f5f8"), (_ROBUST, FAINT)):
        x = plot.px(least)
        sheet.ax.add_patch(Rectangle((x, below), plot.px(1) - x, body, facecolor=shade, lw=0, zorder=0.5))
    plot.x_axis(lambda share: percent(share, lang), at=(0, _LIKELY, _ROBUST, 1))
    heights = below + body * (1 - (np.arange(len(table)) + 0.5) / len(table))
    marks(sheet.ax, np.full(len(table), 1.6 * font), heights, groups.only(at), (0.75 * font) ** 2)
    for row, y in zip(records(table), heights, strict=True):
        word, colour = next((w, c) for least, w, c in _DEGREES if row["p_top"] >= least)
        height = 0.52 * body / len(table)
        bar = max(plot.px(row["p_top"]) - left, 1.0)
        sheet.ax.add_patch(Rectangle((left, y - height / 2), bar, height, facecolor=colour, edgecolor=INK, lw=0.8, zorder=3))
        put(sheet.ax, 2.6 * font, y, ellipsis(clean(row["name"]), left - 3.2 * font, 0.95 * font), 0.95 * font, va="center_baseline")
        put(sheet.ax, width - right + 0.7 * font, y, ellipsis(_(word), right - 1.5 * font, 0.9 * font), 0.9 * font, va="center_baseline",
            color=QUIET if colour == PAPER else INK, bold=row["p_top"] >= _ROBUST)  # fmt: skip
    sheet.ax.plot([left, left], [below, below + body], color=LINE, lw=0.8, zorder=4)
    return Drawing(sheet.figure, table, f"{title}{_(': ')}{said}", title)
