"""The list of accepted names: what it finds, what it refuses to choose, and that it holds together."""

from __future__ import annotations

import pytest

from cooperation_graph.survey.columns import (
    COLUMNS,
    REQUIRED,
    TABLE_NAMES,
    columns_markdown,
    kind_of,
    match_columns,
    match_table,
)
from cooperation_graph.survey.rules import RULES, check_choices, rules_markdown
from cooperation_graph.survey.tables import TABLES, empty_table
from cooperation_graph.survey.words import fold


def test_every_column_of_every_table_is_found_by_its_own_name():
    for table, columns in TABLES.items():
        assert set(columns) <= set(COLUMNS[table]), table
        assert set(REQUIRED[table]) <= set(columns)
        for column in columns:
            assert match_columns(table, [column]).fields == {column: column}


def test_no_name_belongs_to_two_fields_of_one_tier():
    for table, fields in COLUMNS.items():
        first = [fold(word) for tiers in fields.values() for word in {fold(w): w for w in tiers[0]}]
        assert len(first) == len(set(first)), table


def test_no_table_name_is_shared():
    names = [fold(name) for names in TABLE_NAMES.values() for name in {fold(n): n for n in names}]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("table", "headings", "fields"),
    [
        (
            "participations",
            ["territory", "wave", "actor_id", "project_id", "role"],
            ["territory", "wave", "actor", "project", "role"],
        ),
        ("projects", ["project_id", "title", "theme"], ["project", "name", "theme"]),
        (
            "participations",
            ["Code QPV", "Année", "Nom de la structure", "Intitulé de l'action", "Rôle", "Montant (€)"],
            ["territory", "wave", "actor_name", "project_name", "role", "amount"],
        ),
        (
            "actors",
            ["ID", "Structure", "Secteur", "Type de structure", "N° SIRET"],
            ["actor", "name", "sector", "family", "siret"],
        ),
        ("responses", ["TERRITOIRE", "vague ", "Acteurs", "STATUT"], ["territory", "wave", "actor", "status"]),
        (
            "ties",
            ["territoire", "vague", "Répondant", "Acteur cité", "Type de lien"],
            ["territory", "wave", "source", "target", "kind"],
        ),
    ],
)
def test_headings_of_real_tables(table, headings, fields):
    match = match_columns(table, headings)
    assert [match.fields.get(heading) for heading in headings] == fields
    assert not match.ambiguous


def test_a_closer_name_wins_and_a_draw_is_said():
    assert match_columns("participations", ["Structure", "Acteur"]).fields == {"Acteur": "actor"}
    match = match_columns("participations", ["Structure", "Organisme"])
    assert match.ambiguous == {"actor": ("Structure", "Organisme")}


def test_kinds_belong_to_their_table():
    assert (kind_of("participations", "source"), kind_of("ties", "source"), kind_of("ties", "kind")) == (
        "source",
        "id",
        "tie",
    )


def test_table_names():
    assert [
        match_table(name) for name in ("Acteurs", "acteurs_2023", "RÉPONSES", "Liens", "actors_by_wave", "lisez-moi", "")
    ] == ["actors", "actors", "responses", "ties", "actors", None, None]


def test_documentation_is_rendered_in_both_languages():
    assert "| **`actor`** |" in columns_markdown("fr")
    assert "| `exact_duplicate` | Lignes en double | `set_aside` | `warning`, `error` |" in rules_markdown("fr")
    assert "Rows that stand twice" in rules_markdown("en")


def test_choices_are_checked():
    assert check_choices({})["exact_duplicate"] == "set_aside"
    with pytest.raises(ValueError, match="on_exact_duplicate"):
        check_choices({"on_exact_duplicates": "error"})
    with pytest.raises(ValueError, match="set_aside"):
        check_choices({"on_exact_duplicate": "average"})
    assert all(rule.default in rule.choices for rule in RULES.values())


def test_empty_tables_have_the_right_types():
    for table in TABLES:
        frame = empty_table(table)
        assert frame.columns.tolist() == list(TABLES[table])
        assert not len(frame)
