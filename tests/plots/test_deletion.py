"""The curves of deletion: what is drawn is the table, text is never mathematics, and nothing claims a correction."""

import pytest

from cooperation_graph.errors import CooperationError
from cooperation_graph.evolution.deletion import DeletionCurve, deletion_curve
from cooperation_graph.plots.deletion import deletion_curves
from cooperation_graph.synthetic import simulate
from drawn import HOSTILE, words_of


@pytest.fixture(scope="module")
def curves() -> DeletionCurve:
    survey = simulate(territories=1, waves=1, actors=16, projects=12, nonresponse=0.3, rng=7)
    return deletion_curve(survey, ["mean_partners", "pair_heterogeneity"], by="sector", draws=20, rng=1)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_table_is_what_the_curves_say(curves: DeletionCurve, lang: str) -> None:
    one = curves.select(metric="mean_partners")
    drawing = deletion_curves(one, lang=lang)
    assert drawing.table[["order", "silent", "value"]].equals(one.frame[["order", "silent", "value"]])
    said = " ".join(words_of(drawing.figure))
    assert {"fr": "pas une correction", "en": "not a correction"}[lang] in said
    assert drawing.text.startswith(drawing.title)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text(curves: DeletionCurve, name: str) -> None:
    one = curves.select(metric="mean_partners")
    territory = one.frame["territory"].iloc[0]
    svg = deletion_curves(one, names={territory: name}, size="a4").svg()
    assert "<script" not in svg


def test_one_metric_at_a_time_and_nothing_without_a_number(curves: DeletionCurve) -> None:
    with pytest.raises(CooperationError, match="metric"):
        deletion_curves(curves)
    alone = simulate(territories=1, waves=1, actors=4, projects=2, single_share=1.0, rng=1)
    nothing = deletion_curve(alone, "pair_heterogeneity", by="sector", draws=5, rng=1)
    assert deletion_curves(nothing, lang="en").text
