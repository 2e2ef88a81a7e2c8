"""Organ pipes: heights, rings, words, bridges."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, FancyBboxPatch, PathPatch, Rectangle

from cooperation_graph.errors import CooperationError
from cooperation_graph.plots import mixing, organ_pipes
from cooperation_graph.results import Result
from cooperation_graph.testing import tiny_graph
from drawn import HOSTILE, make_verdicts, words_of


@pytest.mark.parametrize("n", [1, 2, 3, 6, 9, 15])
@pytest.mark.parametrize("size", ["screen", "a4"])
@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("figure", [organ_pipes, mixing])
def test_no_label_covers_another(figure, n: int, size: str, lang: str, well_set) -> None:
    drawing = figure(make_verdicts(n), size=size, lang=lang)
    well_set(drawing)
    assert drawing.figure.get_size_inches()[0] == pytest.approx(720 / 72 if size == "screen" else 490 / 72)


def _scale(drawing) -> tuple[float, float]:
    """Height in points of 0 % and of 100 %, from the light lines of the scale and their labels."""
    ax = drawing.figure.axes[0]
    at = {t.get_text(): t.get_position()[1] for t in ax.texts if t.get_va() == "center" and t.get_text().endswith("%")}
    zero, quarter = at["0%"], at["25%"]
    return zero, zero + 4 * (quarter - zero)


def test_heights_are_the_shares() -> None:
    verdicts = make_verdicts(4)
    drawing = organ_pipes(verdicts, lang="en")
    zero, one = _scale(drawing)
    ax = drawing.figure.axes[0]
    groups = verdicts.frame[verdicts.frame["level"] == "group"]
    bodies = [p for p in ax.patches if isinstance(p, Rectangle) and p.get_zorder() == 3]
    tops = [(body.get_y() + body.get_height() - zero) / (one - zero) for body in bodies]
    assert tops == pytest.approx(groups["value"].tolist())
    rings = [p for p in ax.patches if isinstance(p, Rectangle) and p.get_zorder() == 2]
    assert [(ring.get_y() - zero) / (one - zero) for ring in rings] == pytest.approx(groups["null_low"].tolist())
    assert [(r.get_y() + r.get_height() - zero) / (one - zero) for r in rings] == pytest.approx(groups["null_high"].tolist())
    assert [body.get_width() for body in bodies] == pytest.approx([bodies[0].get_width()] * 4)


def test_the_verdict_is_a_word_a_sign_and_a_shape() -> None:
    drawing = organ_pipes(make_verdicts(4), lang="en")
    words = words_of(drawing)
    assert {"■\u00a0silo", "=\u00a0no evidence", "○\u00a0open"} <= set(words)
    assert any("?" in word for word in words)
    ax = drawing.figure.axes[0]
    caps = [p for p in ax.patches if isinstance(p, FancyBboxPatch) and p.get_zorder() == 3.5]
    openings = [p for p in ax.patches if isinstance(p, Ellipse) and p.get_zorder() == 3.5]
    assert (len(caps), len(openings)) == (1, 3), "the silo alone is stopped"
    assert {p.get_linestyle() for p in openings} != {"-"}, "too little data is dashed"


def test_words_are_french_by_default() -> None:
    drawing = organ_pipes(make_verdicts(4))
    words = " ".join(words_of(drawing))
    assert "Tuyaux d'orgue" in words
    assert "passerelles" in words
    assert "\u00a0%" in words
    assert drawing.text.startswith("Tuyaux d'orgue – QN07511M – 2025\u00a0: 1 groupe sur 4 fonctionne en silo")
    named = organ_pipes(make_verdicts(4), names={"QN07511M": "Les Ulis – Courdimanche"})
    assert "Les Ulis – Courdimanche" in named.text


def test_bridges_count_what_was_seen() -> None:
    verdicts = make_verdicts(3)
    table = verdicts.tables["mixing"]
    table["observed"], table["expected"] = [9, 4, 0, 7, 12, 3], [5.0, 8.0, 2.0, 5.0, 6.0, 4.0]
    drawing = organ_pipes(verdicts, lang="en")
    ax = drawing.figure.axes[0]
    arcs = [p for p in ax.patches if isinstance(p, PathPatch)]
    thickness = sorted(p.get_linewidth() for p in arcs)
    assert len(arcs) == 5, "gold for the three expected bridges, and the two that were seen"
    unit = thickness[-1] / 12
    assert thickness == pytest.approx(sorted(unit * amount for amount in (8.0, 2.0, 6.0, 4, 12)))
    assert {"4", "12"} <= set(words_of(drawing))


def test_many_groups_are_counted_and_kept_in_the_table() -> None:
    drawing = organ_pipes(make_verdicts(15), lang="en", size="a4")
    assert len(drawing.table) == 15
    assert "Not drawn: 5 more groups (see the table)." in words_of(drawing)


def test_undefined_groups_are_drawn_as_unknown(well_set) -> None:
    verdicts = make_verdicts(2, verdict="too little data", value=np.nan, expected=np.nan, null_low=np.nan, null_high=np.nan)
    drawing = organ_pipes(verdicts, lang="en")
    well_set(drawing)
    assert words_of(drawing).count("?") == 2
    assert "–" in words_of(drawing)


@pytest.mark.parametrize("figure", [organ_pipes, mixing])
def test_one_territory_and_wave_at_a_time(figure) -> None:
    verdicts = make_verdicts(2)
    both = Result(pd.concat([verdicts.frame, verdicts.frame.assign(wave="2023")]), verdicts.tables)
    with pytest.raises(CooperationError, match=r"'2023', '2025'.*\.select\(wave='2023'\)"):
        figure(both, lang="en")
    with pytest.raises(CooperationError, match="Choisissez"):
        figure(both)
    assert "2023" in figure(both.select(wave="2023")).text


@pytest.mark.parametrize("figure", [organ_pipes, mixing])
def test_nothing_to_draw_is_said(figure, well_set) -> None:
    drawing = figure(make_verdicts(0), lang="fr")
    well_set(drawing)
    assert "Il n'y a ici" in drawing.text
    assert len(drawing.table) == 0


def test_hostile_names(well_set) -> None:
    for figure in (organ_pipes, mixing):
        well_set(figure(make_verdicts(5, names=HOSTILE)))


def test_fills_given_axes(well_set) -> None:
    figure = Figure(figsize=(12, 14))
    left, right = figure.subplots(1, 2)
    drawing = organ_pipes(make_verdicts(3), ax=left, size="a4")
    assert drawing.figure is figure
    assert left.texts
    assert not right.texts
    right.set_axis_off()
    well_set(drawing)


def test_real_verdicts_are_drawn(well_set) -> None:
    from cooperation_graph.silos import detect_silos

    verdicts = detect_silos(tiny_graph("two_silos_and_a_bridge"), by="sector", draws=99, rng=1)
    for figure in (organ_pipes, mixing):
        well_set(figure(verdicts))


def test_mixing_writes_counts_and_ratios() -> None:
    verdicts = make_verdicts(2)
    verdicts.tables["mixing"]["observed"], verdicts.tables["mixing"]["expected"] = [1200, 0, 5], [600.0, 4.0, 0.5]
    drawing = mixing(verdicts, lang="fr")
    words = words_of(drawing)
    assert "1\u202f200" in words
    assert "▲ × 2,0" in words
    assert "▼ × 0,0" in words
    assert not any("10,0" in word for word in words), "no ratio below one expected"
    cells = [p for p in drawing.figure.axes[0].patches if isinstance(p, Rectangle) and p.get_lw() == 0.6]
    assert len(cells) == 3
    inside, bridge, _ = (cell.get_facecolor() for cell in cells)
    assert inside[2] > inside[0], "blue for more than expected"
    assert bridge[0] > bridge[2], "red for fewer"
