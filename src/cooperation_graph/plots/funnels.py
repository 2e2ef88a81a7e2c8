"""`funnel`: territories against how much is known of each, inside the limits of ordinary variation."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cooperation_graph.comparison.funnel import LEVELS, binomial_limits
from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import number
from cooperation_graph.plots.axes import Chart, chart, padded
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import named, only, records
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.keys import Sign, dot, key_height, line, write_key
from cooperation_graph.plots.labels import name_points
from cooperation_graph.plots.style import INK, LINE, new_sheet, room
from cooperation_graph.plots.text import clean, ellipsis, put
from cooperation_graph.plots.words import metric_label, value_text
from cooperation_graph.results import Result

__all__ = ["funnel"]

#: Fill, shape and size of a point by the word in the frame.
_LOOKS = {"inside": ("#c9ced4", "o", 0.55), "outside 95": ("#86c8dd", "^", 0.75), "outside 99.8": ("#c91f16", "D", 0.8)}
_TOLD = 14


@drawing
def funnel(
    comparison: Result, *, lang: str = "fr", ax: Axes | None = None, size: str = "screen", names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw territories against how much is known of each, with the limits of ordinary variation.

    Shares of projects stand against the number of projects, with exact binomial limits (Spiegelhalter 2005); other metrics
    against their precision 1/se, with θ₀ ± z·se; z = 1.96 and 3.09. Where territories vary more than sampling explains, the
    dashed limits add the variance τ² between them, and those decide. Strata stand apart, each with its centre θ₀.

    Parameters
    ----------
    comparison
        Comparison of one metric, wave and grouping.
    lang, ax, size, names
        As in :func:`organ_pipes`.

    Returns
    -------
    Drawing
        Its table has the rows of the comparison; territories outside the limits are named, up to fourteen a stratum.

    Raises
    ------
    CooperationError
        The comparison holds several metrics, waves or groupings.
    """
    _ = translator(lang)
    where = only(comparison.frame, ("metric", "wave", "by"), "funnel", lang)
    metric = where["metric"]
    table = comparison.frame.reset_index(drop=True)
    title = " – ".join(part for part in (metric_label(metric, lang), where["wave"]) if part)
    shown = table[table["funnel"].isin(_LOOKS)]
    if not len(shown):
        return blank(_("No territory can be placed in a funnel here."), table, title=title, size=size, ax=ax)
    shares = bool(np.isfinite(shown[["numerator", "denominator"]].to_numpy(dtype=float)).all())
    shown = shown.assign(x=shown["denominator"] if shares else 1 / shown["se"])
    strata = list(dict.fromkeys(shown["stratum"].sort_values()))
    outside = int((shown["funnel"] != "inside").sum())
    target = comparison.provenance.get("center") is not None
    said = [_("The centre is the target. Inside, a territory is no further from it than ordinary variation: no proof that it is reached.")
            if target else
            _("Inside the funnel, nothing sets a territory apart from ordinary variation. Outside: to understand, not to rank."),
            _("Outside the limits: {outside} of {n} territories.", outside=outside, n=len(shown))]  # fmt: skip
    missing = len(table) - len(shown)
    note = _("{n} territory has no place in the funnel (see the table).",
             plural="{n} territories have no place in the funnel (see the table).", n=missing)  # fmt: skip

    width, font = room(size, ax)
    words = captions(title, said, [note] if missing else [], width, font)
    pooled = comparison.tables.get("pooled", pd.DataFrame(columns=["stratum", "center", "tau2_funnel"]))
    key = _key(bool((pooled["tau2_funnel"] > 0).any()), lang)
    per_row = 1 if len(strata) == 1 else 2
    named_strata = 1.8 * font if len(strata) > 1 else 0.0
    n_rows = -(-len(strata) // per_row)
    above = words.above + key_height(key, width, font) + font
    sheet = new_sheet(above + (30 if per_row == 1 else 24) * font * n_rows + words.below, size=size, ax=ax)
    each = max((sheet.height - above - words.below) / n_rows, 10 * font)
    words.write(sheet)
    write_key(sheet, sheet.height - words.above, key)
    limits_x = (0.0, float(shown["x"].max()) * 1.06)
    low, high = padded(shown["value"].to_numpy(dtype=float), share=0.12)
    limits_y = (max(low, 0.0), min(high, 1.0)) if shares else (low, high)
    for i, stratum in enumerate(strata):
        left, wide = (i % per_row) * width / per_row + 5 * font, width / per_row - 6.5 * font
        bottom = sheet.height - above - (i // per_row + 1) * each + 4 * font
        plot = chart(sheet, (left, bottom, wide, each - 5 * font - named_strata), limits_x, limits_y)
        plot.y_axis(lambda value: value_text(metric, value, lang))
        plot.x_axis(lambda value: number(value, lang, 0 if value == int(value) else 1),
                    _("number of projects") if shares else _("precision (1 / standard error)"))  # fmt: skip
        if named_strata:
            name = clean(stratum) or _("stratum not stated")
            put(sheet.ax, left, bottom + plot.box[3] + 0.8 * font, ellipsis(name, wide, font, True), font, bold=True)
        mine = shown[shown["stratum"] == stratum]
        for row in records(pooled[pooled["stratum"] == stratum]):
            _limits(plot, float(row["center"]), float(row["tau2_funnel"]), shares)
        _points(plot, mine, names)
    return Drawing(sheet.figure, table, _sentence(shown, title, names, lang), title)


def _limits(plot: Chart, centre: float, tau2: float, shares: bool) -> None:
    """The centre and, on each side, the limits for 95 % and 99.8 % of ordinary variation."""
    from scipy.special import ndtri

    if not np.isfinite(centre):
        return
    top = plot.x[1]
    x = np.arange(1, int(top) + 1, dtype=float) if shares else np.linspace(top / 200, top, 200)
    sampling = centre * (1 - centre) / x if shares else 1 / x**2
    plot.panel.plot(plot.x, [centre, centre], color=INK, lw=1.1, zorder=2)
    for level, shade in ((LEVELS["95"], LINE), (LEVELS["998"], INK)):
        step = float(ndtri(0.5 + level / 2))
        plain = binomial_limits(x, centre, level=level) if shares else (centre - step / x, centre + step / x)
        for side in plain:
            plot.panel.plot(x, side, color=shade, lw=0.9, zorder=2)
        if tau2 > 0:
            half = step * np.sqrt(sampling + tau2)
            for side in (centre - half, centre + half):
                plot.panel.plot(x, side, color=shade, lw=0.9, ls=(0, (4, 2)), zorder=2)


def _points(plot: Chart, mine: pd.DataFrame, names: Mapping[str, str] | None) -> None:
    """Territories, those furthest outside the limits with their names where there is room."""
    many = len(mine) > 300
    for word, (fill, shape, area) in _LOOKS.items():
        some = mine[mine["funnel"] == word]
        size = (area * plot.sheet.font * (0.6 if many else 1.0)) ** 2
        edge = 0.3 if many else 0.7
        plot.panel.scatter(some["x"], some["value"], s=size, c=fill, marker=shape, edgecolors=INK, lw=edge, zorder=4 + area)
    outside = mine[mine["funnel"] != "inside"]
    far = outside.loc[outside["z"].abs().sort_values(ascending=False, kind="stable").index[:_TOLD]]
    places = {name: np.array([[plot.px(row["x"]), plot.py(row["value"])] for row in records(frame)]).reshape(-1, 2)
              for name, frame in (("far", far), ("all", mine))}  # fmt: skip
    small = 0.8 * plot.sheet.font
    shown = [ellipsis(clean(named(str(territory), names)), 18 * small, small) for territory in far["territory"]]
    name_points(plot.sheet, places["far"], shown, places["all"], plot.box, small)


def _key(wider: bool, lang: str) -> list[Sign]:
    _ = translator(lang)
    words = (("inside", _("inside")), ("outside 95", _("beyond 95%")), ("outside 99.8", _("beyond 99.8%")))
    signs = [Sign(text, dot(*_LOOKS[word])) for word, text in words]
    signs.append(Sign(_("limits if only sampling varied"), line(INK, 1.0)))
    return [*signs, Sign(_("with the differences between territories"), line(INK, 1.0, (0, (4, 2))))] if wider else signs


def _sentence(shown: pd.DataFrame, title: str, names: Mapping[str, str] | None, lang: str) -> str:
    _ = translator(lang)
    far = shown[shown["funnel"] == "outside 99.8"]["territory"]
    listed = ", ".join(named(str(territory), names) for territory in far[:8]) + (", …" if len(far) > 8 else "")
    some = int((shown["funnel"] != "inside").sum())
    facts: dict[str, object] = {"title": title, "all": len(shown), "some": some, "far": len(far)}
    if len(far):
        return _("{title}: of {all} territories, outside the 95% limits: {some}; outside the 99.8% limits: {far} ({listed}).",
                 **facts, listed=listed)  # fmt: skip
    return _("{title}: of {all} territories, outside the 95% limits: {some}; outside the 99.8% limits: none.", **facts)
