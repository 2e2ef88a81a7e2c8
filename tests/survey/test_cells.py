"""French numbers, dates, words and identifiers."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation_graph.survey.cells import as_text, clean, parse_boolean, parse_date, parse_number, plain_numbers
from cooperation_graph.survey.identifiers import check_code, check_rna, check_siren, check_siret, suggest_identifier
from cooperation_graph.survey.words import WORDS, fold, look_up


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("\u22123", -3),
        ("1 234,50", 1234.5),
        ("1\u202f234,50\u00a0€", 1234.5),
        ("1.234,50", 1234.5),
        ("1,234.50", 1234.5),
        ("222,350.00", 222350),
        ("1,234,567", 1234567),
        ("1.234.567", 1234567),
        ("0,5", 0.5),
        (".5", None),
        ("12 %", None),
        ("n.d.", None),
        ("", None),
        ("1,2,3", None),
        ("12-13", None),
        ("1e3", 1000),
        ("2,43E+13", 2.43e13),
        ("inf", None),
        ("nan", None),
        ("5 000 €", 5000),
        ("5000 euros", 5000),
        ("1'234,5", 1234.5),
        ("0x10", None),
    ],
)
def test_numbers(text, value):
    assert parse_number(text) == value


@given(st.floats(-1e12, 1e12, allow_nan=False).map(lambda x: round(x, 4)))
def test_numbers_written_as_french_people_do_are_read_back(value):
    grouped = f"{value:,.4f}".replace(",", "\u202f").replace(".", ",")
    assert parse_number(grouped) == pytest.approx(value)
    assert parse_number(f"{value:,.4f}" if abs(value) >= 1e6 else f"{value:.4f}") == pytest.approx(value)


@given(st.lists(st.from_regex(r"-?[0-9]{1,9}([.,][0-9]{1,6})?", fullmatch=True), min_size=1))
def test_the_fast_road_agrees_with_the_slow_one(texts):
    fast = plain_numbers(pd.Series(texts, dtype="str"))
    assert fast is not None
    assert fast.tolist() == [parse_number(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("03/02/2025", "2025-02-03"),
        ("3-2-2025", "2025-02-03"),
        ("03.02.2025 14:30", "2025-02-03"),
        ("2025-02-03T10:00:00", "2025-02-03"),
        ("2016/11/08", "2016-11-08"),
        ("44927", "2023-01-01"),
        ("45000,5", "2023-03-15"),
        ("2024", "2024"),
        ("2024-05", "2024-05"),
        ("05/2024", "2024-05"),
        ("1er avril 2024", "2024-04-01"),
        ("12 août 2024", "2024-08-12"),
        ("févr. 2024", "2024-02"),
        ("01/13/2023", None),
        ("31/02/2023", None),
        ("29/02/2024", "2024-02-29"),
        ("29/02/2023", None),
        ("31/12/23", None),
        ("12", None),
        ("00/00/0000", None),
        ("99999", None),
        ("demain", None),
    ],
)
def test_dates(text, date):
    assert parse_date(text) == date


@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)))
def test_every_day_is_read_day_first(day):
    assert parse_date(f"{day:%d/%m/%Y}") == parse_date(day.isoformat()) == day.isoformat()
    assert parse_date(str((day - dt.date(1899, 12, 30)).days)) == day.isoformat()


def test_yes_and_no():
    assert [parse_boolean(text) for text in ("oui", "Non", "X", "VRAI", "false", "1", "0", "o", "n", "peut-être", "2")] == [
        True,
        False,
        True,
        True,
        False,
        True,
        False,
        True,
        False,
        None,
        None,
    ]


def test_words_of_every_list_are_found_once():
    for kind, codes in WORDS.items():
        seen = {}
        for code, words in codes.items():
            for word in (code, *words):
                assert look_up(kind, word) == seen.setdefault(fold(word) or word, code), (kind, word)


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("Porteur de projet", "lead"),
        ("CO-PORTEUR", "co_lead"),
        ("Partenaires", "partner"),
        ("Financeur", "funder"),
        ("bénéficiaires", "beneficiary"),
        ("Membre de droit", "participant"),
        ("Structure d’accueil", "host"),
        ("Animatrice", "animator"),
        ("Vice-Chair", "co_lead"),
    ],
)
def test_roles(word, role):
    assert look_up("role", word) == role


def test_folding_does_not_confuse():
    assert fold("École A") != fold("École B")
    assert fold("N° SIRET") == fold("n siret")
    assert fold("idActeur") == fold("id_acteur") == fold("ID acteur")


def test_text_of_typed_columns():
    assert as_text(pd.Series([1.0, float("nan"), 2.5])).tolist()[0::2] == ["1", "2.5"]
    assert as_text(pd.Series([True, False])).tolist() == ["true", "false"]
    assert as_text(pd.Series([pd.Timestamp(2023, 1, 2), pd.Timestamp(2023, 1, 2, 10)])).tolist() == [
        "2023-01-02",
        "2023-01-02 10:00:00",
    ]
    assert as_text(pd.Series(["a", None, 3, 2.0, dt.date(2023, 1, 2)], dtype=object)).tolist()[2:] == [
        "3",
        "2",
        "2023-01-02",
    ]
    assert as_text(pd.Series(pd.Categorical(["x", "y"]))).tolist() == ["x", "y"]
    assert as_text(pd.Series([["a", "b"]])).tolist() == ["a|b"]
    assert math.isnan(as_text(pd.Series([None, "x"], dtype=object)).iloc[0])


def test_cleaning_composes_accents_and_keeps_the_rest():
    assert clean("Saint-E\u0301tienne") == "Saint-Étienne"
    assert clean("a\u00a0\u202f b\nc\t") == "a b c"
    assert clean("l’été « ici »") == "l’été « ici »"


@pytest.mark.parametrize("siret", ["35600000000048", "35600000049837", "73282932000074", "732 829 320 00074"])
def test_sirets_are_right(siret):
    assert check_siret(siret) is None


@pytest.mark.parametrize(
    ("siret", "why"),
    [
        ("35181600000000", "digits"),
        ("73282932000075", "check digit"),
        ("7280266", "length"),
        ("73282932", "length"),
        ("224 900 019 000 15'", "length"),
    ],
)
def test_damaged_sirets_are_named(siret, why):
    assert why in check_siret(siret)


def test_other_identifiers():
    assert check_siren("732829320") is None
    assert [check_rna(text) for text in ("W751234567", "W9G1234567", "w2A1234567")] == [None, None, None]
    assert [check_rna(text) is None for text in ("W75123456", "X751234567")] == [False, False]
    assert [
        check_code(code)
        for code in ("QP093028", "QP971001", "QN07511M", "CV004", "CN97610I", "QP02A001", "Quartier Nord", "01", "97601")
    ] == [None] * 9
    assert [check_code(code) for code in ("QP93028", "QN07511X", "CV04", "cn00104m")] == [
        "QPV",
        "QPV",
        "city contract",
        "city contract",
    ]
    assert [check_code(code, "commune") for code in ("01004", "2A004", "97611", "98818")] == [None] * 4
    assert check_code("1004", "commune") == "commune"


@pytest.mark.parametrize(
    ("text", "kind", "guess"),
    [
        ("0026032300019", "siret", "00026032300019"),  # a spreadsheet took the zero away
        ("73282932000074.0", "siret", "73282932000074"),
        ("7328293200OO74", "siret", "73282932000074"),
        ("35181600000000", "siret", ""),  # its digits are lost
        ("2,43E+13", "siret", ""),
        ("73282932000074", "siren", "732829320"),
        ("w 2A 1234567", "rna", "W2A1234567"),
        ("9G1234567", "rna", "W9G1234567"),
        ("12345", "rna", ""),
        ("QP93028", "QPV", "QP093028"),
        ("qn 075 11 M", "QPV", "QN07511M"),
        ("QN07511X", "QPV", ""),
        ("CV4", "city contract", "CV004"),
        ("1004", "commune", "01004"),
        ("2a004", "commune", "2A004"),
        ("20004", "commune", ""),  # a postal code of Corsica
    ],
)
def test_a_damaged_identifier_is_suggested_only_when_one_repair_is_sound(text, kind, guess):
    assert suggest_identifier(text, kind) == guess


def test_numbers_of_the_pacific():
    assert check_siret("1234567001").endswith("(RIDET, TAHITI)")
    assert check_siret("732829320") == "it is a SIREN, of the whole body"
    assert check_code("98818", "commune") is None
    assert check_code("98901", "commune") is None
