"""Indicator sheets: complete for the whole catalogue, in both languages, with formulas that can be drawn and read."""

from __future__ import annotations

import re

import pytest

from cooperation_graph.errors import UnknownName
from cooperation_graph.locale import translator
from cooperation_graph.metrics import catalogue
from cooperation_graph.metrics.card import card_of
from cooperation_graph.metrics.formulas import formulas_of, plain_math, plain_text
from cooperation_graph.metrics.sheets import OTHER, sheet, sheet_table

NAMES = sorted(catalogue)


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_is_complete_in_both_languages(name: str) -> None:
    english, french = sheet(name, "en"), sheet(name, "fr")
    card = card_of(catalogue[name])
    assert english.name == french.name == name == card.name
    for field in ("label", "definition", "reading", "cannot_say", "compare_with", "level", "direction", "minimum_n", "uncertainty", "reads"):
        said, traduit = getattr(english, field), getattr(french, field)
        assert said, f"{name} has no {field}"
        same = said == traduit and field == "label"  # a few names are the same in both languages
        assert same or traduit != said, f"the {field} of {name} has no French: {said!r}"
    assert english.family != OTHER
    assert english.source
    assert french.source
    assert not french.source.lower().startswith("own")
    assert len(french.undefined) == len(set(card.undefined.values()))
    assert [title for title, _ in english.items("en")] == [translator("en")(title) for title, _ in english.items("en")]
    assert len(english.items("en")) == len(french.items("fr"))


@pytest.mark.parametrize("name", NAMES)
def test_formulas_can_be_drawn_and_written(name: str) -> None:
    convert = pytest.importorskip("latex2mathml.converter").convert
    for formula in formulas_of(catalogue[name]):
        assert convert(formula).startswith("<math")
        plain = plain_math(formula)
        assert "\\" not in plain
        assert plain.count("(") == plain.count(")")
    text = sheet(name, "fr").text("fr")
    assert not re.search(r":math:|:func:|``|\\", text.split("\n\n")[0])


def test_what_a_sheet_says_of_one_metric() -> None:
    found = sheet("lead_concentration", "fr")
    assert found.range == "de 0 à 1"
    assert found.formulas[0] == r"\frac{\sum_i n_i^2 - \sum_p \sum_i s_{ip}^2}{P(P-1)}"
    assert "(Σ_i n_i² − Σ_p Σ_i s_ip²) / (P(P−1))" in found.text("fr")
    assert "Deltas 2003" in found.source
    assert sheet("resident_lead_share", "en").uncertainty.startswith("Wilson")
    assert sheet("within_group_odds_ratio", "en").range == "from 0 to ∞"
    assert ("c_p", "acteurs du projet p") in sheet("pair_heterogeneity", "fr").symbols
    with pytest.raises(UnknownName, match="ei_index"):
        sheet("ei_indx")


def test_the_table_holds_every_metric() -> None:
    table = sheet_table(lang="fr")
    assert table["metric"].tolist() == NAMES
    assert (table[["label", "definition", "reading", "cannot_say", "source"]] != "").all().all()


def test_a_function_without_a_card_has_a_sheet_too() -> None:
    def actors_twice(graph: object) -> float:
        """Twice the actors, :math:`2n / 1`."""
        return 0.0

    found = sheet(actors_twice, "en")
    assert (found.name, found.label, found.family) == ("actors_twice", "actors_twice", OTHER)
    assert found.definition == "Twice the actors, 2n / 1."


@pytest.mark.parametrize(("latex", "plain"), [
    (r"\frac{\sum_i n_i^2}{P(P-1)}", "(Σ_i n_i²) / (P(P−1))"), (r"x_{sp}(x_{sp}-1)", "x_sp(x_sp−1)"), (r"\#\{p : c_p \ge 2\}", "#{p : c_p ≥ 2}"),
    (r"\frac1T \sum_p t_p", "1/T Σ_p t_p"), (r"a \setminus b \in \Pi_s", "a ∖ b ∈ Π_s"), (r"{}^qD", "^qD"), (r"\Big(\bar x\Big)", "(mean(x))"),
])  # fmt: skip
def test_plain_formulas(latex: str, plain: str) -> None:
    assert plain_math(latex) == plain


def test_plain_text_drops_markup_only() -> None:
    assert plain_text("See :func:`~a.b` and ``x|y``,\n  :math:`a_{ij}`.") == "See a.b and x|y, a_ij."
