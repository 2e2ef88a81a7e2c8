"""Surveys made of data frames: what is derived, what is refused, what is said."""

from __future__ import annotations

import pandas as pd
import pytest

from cooperation_graph.errors import SurveyError, UnknownName
from cooperation_graph.graph import build_graphs
from cooperation_graph.survey import Survey
from cooperation_graph.survey.presence import data_quality, presence

BASE = {"territory": ["A", "A", "B"], "wave": ["1", "1", "1"], "actor": ["a", "b", "a"], "project": ["p", "p", "q"]}


def make(**more):
    tables = {name: more.pop(name) for name in list(more) if isinstance(more[name], pd.DataFrame)}
    options = {
        name: more.pop(name)
        for name in list(more)
        if name.startswith("on_") or name in ("by", "lang", "values", "columns", "numbers")
    }
    return Survey.from_frame(pd.DataFrame({**BASE, **more}), **tables, **options)


def problems_of(**more):
    with pytest.raises(SurveyError) as caught:
        make(**more)
    return caught.value.problems


def rules(survey):
    return survey.problems["rule"].tolist()


def test_the_easiest_start():
    df = pd.DataFrame(
        {
            "QPV": ["A", "A"],
            "Vague": [2023, 2023],
            "Structure": ["CCAS", "Lycée"],
            "Action": ["Jardin"] * 2,
            "Secteur": ["x", "y"],
        }
    )
    survey = Survey.from_frame(df, territory="QPV", wave="Vague", actor="Structure", project="Action", by=["Secteur"])
    assert survey.groups == ("Secteur",)
    assert survey.participations.values.tolist() == [["A", "2023", "CCAS", "Jardin"], ["A", "2023", "Lycée", "Jardin"]]
    assert repr(survey) == "<Survey: 2 participations, 2 actors, 1 project, 1 territory, 1 wave; groups: Secteur>"
    assert build_graphs(survey)[0].groups("Secteur")[1].tolist() == ["x", "y"]
    with pytest.raises(UnknownName, match="Structur"):
        Survey.from_frame(df, actor="Structures")
    with pytest.raises(UnknownName, match="Secteurs"):
        Survey.from_frame(df, actor="Structure", project="Action", by=["Secteurs d'activité économique"])


def test_without_territory_and_wave_there_is_one_of_each():
    survey = Survey.from_frame(pd.DataFrame({"actor": ["a"], "project": ["p"]}), waves=pd.DataFrame({"wave": ["printemps"]}))
    assert survey.participations.iloc[0].tolist() == ["printemps", "1", "a", "p"] or survey.participations.iloc[
        0
    ].to_dict() == {"territory": "1", "wave": "printemps", "actor": "a", "project": "p"}
    two = pd.DataFrame({"wave": ["1", "2"]})
    with pytest.raises(SurveyError, match="Vague"):
        Survey.from_frame(pd.DataFrame({"actor": ["a"], "project": ["p"]}), waves=two)


def test_isolates_come_through_actors():
    survey = make(
        actors=pd.DataFrame({"actor": ["a", "b", "c"], "territory": ["A", "A", "A"], "wave": "1", "sector": ["x", "y", "x"]})
    )
    assert build_graphs(survey).get("A").actor_ids.tolist() == ["a", "b", "c"]
    assert rules(survey) == ["isolates"]
    assert "1 acteurs sur 3" in survey.problems["message"].item()


def test_an_attribute_is_said_as_often_as_it_changes():
    steady = Survey.from_frame(pd.DataFrame({**BASE, "sector": ["x", "y", "x"]}))
    assert steady.actors.to_dict("list") == {"actor": ["a", "b"], "sector": ["x", "y"]}
    by_wave = Survey.from_frame(
        pd.DataFrame({"wave": ["1", "2"], "actor": "a", "project": ["p", "q"], "sector": ["x", "y"]})
    )
    assert by_wave.actors[["actor", "wave", "sector"]].values.tolist() == [["a", "1", "x"], ["a", "2", "y"]]
    by_place = make(sector=["x", "y", "z"])
    assert by_place.actors.sort_values(["actor", "territory"])[["actor", "territory", "sector"]].fillna(
        ""
    ).values.tolist() == [["a", "A", "x"], ["a", "B", "z"], ["b", "", "y"]]
    assert [graph.actors.loc["a", "sector"] for graph in build_graphs(by_place)] == ["x", "z"]


def test_a_blank_attribute_beside_a_filled_one_is_not_a_contradiction():
    df = pd.DataFrame({"actor": ["a", "a"], "project": ["p", "q"], "sector": [None, "x"]})
    assert Survey.from_frame(df).actors.values.tolist() == [["a", "x"]]


def test_contradictory_attributes_are_refused_or_the_first_is_kept():
    df = pd.DataFrame({"actor": ["a", "a", "a"], "project": ["p", "q", "r"], "sector": ["x", "y", "y"]})
    with pytest.raises(SurveyError) as caught:
        Survey.from_frame(df)
    problems = caught.value.problems
    assert problems[["rule", "row", "value"]].values.tolist() == [
        ["contradictory_attribute", 1, "a"],
        ["contradictory_attribute", 2, "a"],
    ]
    assert "«\u00a0y\u00a0» ≠ «\u00a0x\u00a0»" in problems["message"].iloc[0]
    assert Survey.from_frame(df, on_contradictory_attribute="first").actors["sector"].tolist() == ["x"]


def test_what_participations_say_completes_the_table_of_actors():
    survey = make(sector=["x", "y", "x"], actors=pd.DataFrame({"actor": ["a", "c"], "name": ["Alpha", "Gamma"]}))
    assert survey.actors.fillna("").values.tolist() == [["a", "Alpha", "x"], ["c", "Gamma", ""], ["b", "", "y"]]
    problems = problems_of(sector=["x", "y", "x"], actors=pd.DataFrame({"actor": ["a", "b"], "sector": ["z", "y"]}))
    assert problems["rule"].tolist() == ["contradictory_attribute"]


def test_two_rows_for_one_actor():
    twice = pd.DataFrame({"actor": ["a", "a", "b"], "sector": ["x", "x", "y"]})
    survey = make(actors=twice)
    assert (rules(survey), survey.actors["actor"].tolist(), survey.set_aside["row"].tolist()) == (
        ["exact_duplicate"],
        ["a", "b"],
        [1],
    )
    other = pd.DataFrame({"actor": ["a", "a", "b"], "sector": ["x", "z", "y"]})
    assert problems_of(actors=other)["rule"].tolist() == ["contradictory_attribute"]
    kept = make(actors=other, on_contradictory_attribute="first")
    assert (kept.actors["sector"].tolist(), kept.set_aside["sector"].tolist()) == (["x", "y"], ["z"])
    by_wave = pd.DataFrame({"actor": ["a", "a"], "wave": ["1", "2"], "sector": ["x", "z"]})
    assert "contradictory_attribute" not in rules(make(actors=by_wave))


def test_rows_that_stand_twice():
    df = pd.DataFrame({"actor": ["a", "b", "a", "a"], "project": ["p", "p", "p", "p"], "amount": [1, 2, 1, 1]})
    survey = Survey.from_frame(df)
    assert len(survey.participations) == 2
    assert survey.set_aside[["row", "rule"]].values.tolist() == [[2, "exact_duplicate"], [3, "exact_duplicate"]]
    assert survey.provenance["files"][0]["set_aside"] == {"exact_duplicate": 2}
    assert len(Survey.from_frame(df, on_exact_duplicate="warning").participations) == 4
    with pytest.raises(SurveyError, match="répète la ligne 0"):
        Survey.from_frame(df, on_exact_duplicate="error")


def test_contradictory_answers_are_never_averaged():
    df = pd.DataFrame({"actor": ["a", "a"], "project": ["p", "p"], "intensity": [1, 5]})
    with pytest.raises(SurveyError) as caught:
        Survey.from_frame(df)
    assert caught.value.problems["rule"].tolist() == ["contradictory_duplicate"]
    assert Survey.from_frame(df, on_contradictory_duplicate="first").participations["intensity"].tolist() == [1.0]
    assert len(Survey.from_frame(df, on_contradictory_duplicate="warning").participations) == 2
    # two people who report one participation do not contradict each other
    assert len(Survey.from_frame(df.assign(reported_by=["x", "y"])).participations) == 2


def test_references_are_checked_with_the_spelling_that_was_perhaps_meant():
    survey = make(actors=pd.DataFrame({"actor": ["A", "b"]}), projects=pd.DataFrame({"project": ["p"]}))
    found = survey.problems.set_index("rule")
    assert found.loc["unknown_actor", ["value", "count"]].tolist() == ["a", 2]
    assert found.loc["unknown_actor", "message"].endswith("vouliez-vous dire «\u00a0A\u00a0»\u00a0?")
    assert found.loc["unknown_project", "value"] == "q"
    assert problems_of(projects=pd.DataFrame({"project": ["p"]}), on_unknown_project="error")["rule"].tolist() == [
        "unknown_project"
    ]
    aside = make(projects=pd.DataFrame({"project": ["p"]}), on_unknown_project="set_aside")
    assert (len(aside.participations), aside.set_aside["rule"].tolist()) == (2, ["unknown_project"])
    assert rules(make(projects=pd.DataFrame({"project": ["x"]}))) == ["disjoint_ids"]


def test_names_and_spellings():
    actors = pd.DataFrame({"actor": ["a", "b"], "name": ["Le Lien", "LE LIEN"]})
    assert rules(make(actors=actors)) == ["same_name"]
    assert rules(make(actor=["Régie", "regie", "x"])) == ["spelled_differently"]
    assert rules(make(actor=["01", "1", "x"])) == ["spelled_differently"]
    assert rules(make(actor=["🎉", "✨", "10"])) == []
    assert rules(make(actor=["CCAS", "x", "ccas"])) == []  # in two territories they are two actors


def test_dates():
    projects = pd.DataFrame({"project": ["p", "q"], "start": ["2019", "2025-03-01"], "end": ["2020-12-31", "2024"]})
    survey = make(wave=["2021", "2021", "2024"], projects=projects)
    assert rules(survey) == ["end_before_start", "outside_project_dates", "outside_project_dates", "outside_project_dates"]
    waves = pd.DataFrame({"wave": ["1"], "start": ["2020-06-01"], "end": ["2020-09-01"]})
    inside = pd.DataFrame({"project": ["p", "q"], "start": ["2019", "2020-08"], "end": ["2020", None]})
    assert rules(make(projects=inside, waves=waves)) == []
    assert problems_of(projects=pd.DataFrame({"project": ["p", "q"], "start": ["31/02/2023", None]}))["rule"].tolist() == [
        "impossible_date"
    ]


def test_words_numbers_and_signs():
    assert make(role=["Porteur", "financeur", None]).participations["role"].fillna("").tolist() == ["lead", "funder", ""]
    problem = problems_of(role=["chauffeur", "chauffeur", "x"])
    assert problem[["rule", "value", "count", "row"]].values.tolist() == [
        ["unknown_role", "chauffeur", 2, 0],
        ["unknown_role", "x", 1, 2],
    ]
    assert (
        make(role=["chauffeur", None, None], values={"role": {"Chauffeur": "partner"}}).participations["role"].iloc[0]
        == "partner"
    )
    assert make(role=["chauffeur", None, None], on_unknown_role="keep").participations["role"].iloc[0] == "chauffeur"
    assert problems_of(intensity=[1, -1, 0])["rule"].tolist() == ["negative_value"]
    assert len(make(intensity=[1, -1, 0], on_negative_value="set_aside").participations) == 2
    assert make(decides=["oui", "N", None]).participations["decides"].tolist()[:2] == [True, False]
    assert problems_of(decides=["oui", "bof", None])["rule"].tolist() == ["not_yes_no"]
    assert rules(make(intensity=["1,5", "n.d.", "2"])) == ["no_data_word"]
    assert problems_of(intensity=["1,5", "beaucoup", "2"])["rule"].tolist() == ["not_a_number"]
    responses = pd.DataFrame({"territory": "A", "wave": "1", "actor": ["a"], "status": ["peut-être"]})
    unknown = problems_of(responses=responses)
    assert unknown["rule"].tolist() == ["unknown_word"]
    assert "répondu" in unknown["message"].item()


def test_money_that_can_be_read_in_two_ways_is_said():
    assert rules(make(amount=["12,345", "1,200", "3"])) == ["ambiguous_number"]
    assert rules(make(amount=["12,345", "1,2", "3"])) == []
    assert make(amount=["12 345,50", "1,2", "3"]).participations["amount"].tolist() == [12345.5, 1.2, 3.0]


def test_identifiers():
    actors = pd.DataFrame({"actor": ["a", "b"], "siret": ["73282932000074", "35181600000000"], "rna": ["W9G1234567", "X1"]})
    assert sorted(rules(make(actors=actors))) == ["invalid_rna", "invalid_siret"]
    assert problems_of(actor=["2,43E+13", "b", "c"])["rule"].tolist() == ["scientific_notation"]
    assert rules(make(actor=["12.0", "b", "c"])) == ["decimal_id"]
    assert make(actor=["12.0", "b", "c"], on_decimal_id="strip").participations["actor"].iloc[0] == "12"
    assert rules(make(territory=["QN7511M", "QN07511M", "QN07511M"])) == ["invalid_code"]


def test_other_tables():
    ties = pd.DataFrame(
        {"territory": "A", "wave": "1", "source": ["a", "a"], "target": ["a", "b"], "kind": ["Concurrence", "Entraide"]}
    )
    survey = make(ties=ties)
    assert (rules(survey), survey.ties["kind"].tolist()) == (["self_tie"], ["Entraide"])
    splits = pd.DataFrame(
        {"kind": "territoire", "wave": "1", "old": "A", "new": ["B", "C"], "share": [0.5, 0.4], "relation": "scission"}
    )
    assert problems_of(correspondences=splits)["rule"].tolist() == ["share_sum"]
    left = pd.DataFrame({"territory": "A", "wave": "1", "actor": ["a", "z"], "status": ["parti", "left"]})
    assert rules(make(responses=left)) == ["status_contradicted"]
    orders = pd.DataFrame({"wave": ["2", "1", "3", "4", "5"], "order": [1, 1, 2, None, None]})
    twice = make(waves=orders).problems
    assert twice["rule"].tolist() == ["same_order"], "blank orders are no order"
    assert twice[["row", "value", "column"]].values.tolist() == [[1, "1", "order"]]
    assert all(text in twice["message"].iloc[0] for text in ("« 1 »", "« 2 »", "(1)"))
    assert problems_of(waves=orders, on_same_order="error")["rule"].tolist() == ["same_order"]
    one = Survey.from_frame(
        pd.DataFrame({"actor": ["a"], "project": ["p"]}), responses=pd.DataFrame({"actor": ["a"], "status": ["oui"]})
    )
    assert one.responses.iloc[0].tolist() == ["1", "1", "a", "answered"]


def test_groups_of_no_data_are_said():
    assert rules(make(sector=["inconnu", "y", "inconnu"])) == ["no_data_group"]


def test_frames_give_typed_columns_and_blank_ids_are_refused():
    survey = make(
        note=[1.5, 2.0, None],
        flag=[True, False, True],
        projects=pd.DataFrame({"qualité": [3]}, index=pd.Index(["p"], name="project")),
    )
    assert survey.participations.dtypes.astype(str).to_dict() == {
        "territory": "str",
        "wave": "str",
        "actor": "str",
        "project": "str",
        "note": "float64",
        "flag": "boolean",
    }
    assert survey.projects.iloc[0].to_dict() == {"project": "p", "quality": 3.0}
    assert problems_of(actor=["a", " ", None])[["rule", "row"]].values.tolist() == [
        ["missing_value", 1],
        ["missing_value", 2],
    ]
    assert len(make(actor=["a", " ", None], on_missing_value="set_aside").participations) == 1


def test_the_fingerprint_depends_on_what_is_said_only():
    df = pd.DataFrame({**BASE, "role": ["lead", "partner", None]})
    first = Survey.from_frame(df)
    assert first.fingerprint == Survey.from_frame(df.sample(frac=1, random_state=1)[df.columns[::-1]]).fingerprint
    assert first.fingerprint == Survey.from_frame(df.assign(empty=None)).fingerprint
    changed = [df.assign(role=["partner", "lead", None]), df.assign(actor=["b", "a", "c"]), df.iloc[:2], df.assign(x="1")]
    assert len({first.fingerprint, *(Survey.from_frame(other).fingerprint for other in changed)}) == 5


def test_summary_in_both_languages():
    survey = make(sector=["x", "y", "x"], actors=pd.DataFrame({"actor": ["c"], "sector": ["z"]}))
    assert survey.summary("fr").splitlines()[:2] == [
        "L'enquête contient 3 participations, 3 acteurs, 2 projets, 2 territoires, 1 vague.",
        "Groupes d'acteurs\u00a0: sector.",
    ]
    assert "There is no response ledger" in survey.summary("en")
    assert "<table>" in survey._repr_html_()


def test_presence_states():
    df = pd.DataFrame(
        {"territory": "A", "wave": ["1", "1", "1", "2"], "actor": ["a", "b", "c", "a"], "project": ["p", "p", "p", "q"]}
    )
    responses = pd.DataFrame(
        {
            "territory": "A",
            "wave": ["2", "2", "2", "2", "1"],
            "actor": ["a", "b", "c", "d", "e"],
            "status": ["answered", "answered", "left", "no_answer", "not_yet_existing"],
        }
    )
    survey = Survey.from_frame(df, responses=responses)
    states = presence(survey).set_index(["actor", "wave"])["state"].to_dict()
    assert states == {
        ("a", "1"): "active",
        ("b", "1"): "active",
        ("c", "1"): "active",
        ("d", "1"): "outside",
        ("e", "1"): "outside",
        ("a", "2"): "active",
        ("b", "2"): "isolate",
        ("c", "2"): "outside",
        ("d", "2"): "unknown",
        ("e", "2"): "outside",
    }
    quality = data_quality(survey).set_index("wave")
    assert quality.loc["2", ["roster", "answered", "no_answer", "active", "isolate", "unknown"]].tolist() == [
        3,
        2,
        1,
        1,
        1,
        1,
    ]
    assert quality.loc["2", "response_rate"] == pytest.approx(2 / 3)
    assert quality.loc["1", "status"].startswith("no response ledger")


def test_without_a_ledger_absence_is_unknown_never_an_exit():
    df = pd.DataFrame({"wave": ["1", "1", "2"], "actor": ["a", "b", "a"], "project": ["p", "p", "q"]})
    assert presence(Survey.from_frame(df))["state"].tolist() == ["active", "active", "active", "unknown"]
    listed = pd.DataFrame({"actor": ["a", "b", "a"], "wave": ["1", "1", "2"]})
    assert presence(Survey.from_frame(df, actors=listed))["state"].tolist() == ["active", "active", "active", "outside"]


def test_a_non_respondent_who_disappears_is_unknown_not_gone():
    df = pd.DataFrame({"wave": ["1", "1", "2", "2"], "actor": ["a", "b", "a", "b"], "project": ["p", "p", "q", "q"]})
    responses = pd.DataFrame({"wave": ["2", "2"], "actor": ["a", "b"], "status": ["answered", "no_answer"]})
    with_b = presence(Survey.from_frame(df, responses=responses))
    without_b = presence(Survey.from_frame(df.iloc[:3], responses=responses))
    assert with_b["state"].tolist()[-1] == "active"
    assert without_b["state"].tolist()[-1] == "unknown"


def test_merged_actors():
    df = pd.DataFrame({"wave": ["1", "1", "2"], "actor": ["a", "b", "a"], "project": ["p", "p", "q"]})
    merge = pd.DataFrame({"kind": ["actor"], "wave": ["2"], "old": ["b"], "new": ["a"], "relation": ["merge"]})
    assert presence(Survey.from_frame(df, correspondences=merge))["state"].tolist()[-1] == "merged_into:a"


def test_presence_agrees_with_the_graphs():
    from cooperation_graph.synthetic import simulate

    survey = simulate(territories=3, waves=2, actors=20, projects=15, nonresponse=0.3, rng=1)
    states = presence(survey)
    for graph in build_graphs(survey, roles="all", exclude=()):
        here = states[(states["territory"] == graph.territory) & (states["wave"] == graph.wave)].set_index("actor")["state"]
        degrees = pd.Series(graph.actor_degrees, index=graph.actor_ids)
        assert set(degrees.index[degrees > 0]) == set(here.index[here == "active"])
        assert set(degrees.index[degrees == 0]) == set(here.index[here == "isolate"])


def test_an_intensity_of_0_makes_an_isolate_in_the_graph_and_in_presence():
    df = pd.DataFrame({"actor": list("abcd"), "project": "p", "intensity": [3, 1, 0, 0], "role": ["", "", "", "financeur"]})
    responses = pd.DataFrame({"actor": list("abc"), "status": "answered"})
    for ledger in (None, responses):
        survey = Survey.from_frame(df, responses=ledger)
        assert presence(survey).set_index("actor")["state"].to_dict() == {
            "a": "active", "b": "active", "c": "isolate", "d": "isolate"
        }  # fmt: skip
        graph = build_graphs(survey)[0]
        assert dict(zip(graph.actor_ids, graph.actor_degrees, strict=True)) == {"a": 1, "b": 1, "c": 0, "d": 0}


@pytest.mark.parametrize(("answers", "leads", "said"), [(4, 0, "fewer than half"), (6, 0, "fewer than 70"), (8, 0, ""), (8, 2, "fewer than 70")])
def test_cautions_of_the_data_quality_table(answers, leads, said):
    actors = [f"a{k}" for k in range(10)]
    status = ["answered" if k < answers else "no_answer" for k in range(10)]
    role = ["lead" if k >= 10 - leads else "partner" for k in range(10)]  # the last ones lead, and did not answer
    df = pd.DataFrame({"actor": actors, "project": "p", "role": role})
    row = data_quality(Survey.from_frame(df, responses=pd.DataFrame({"actor": actors, "status": status}))).iloc[0]
    assert (row["caution"] == "") == (said == "")
    assert row["caution"].startswith(said)


def test_what_is_said_and_stands_nowhere_is_told():
    table = pd.DataFrame({"acteur": ["A", "B"], "projet": ["p", "p"], "rôle": ["chef", "hôte"], "note": ["1", "2"]})
    survey = Survey.from_frame(
        table, columns={"Structure": "actor", "NOTE": "quality"}, values={"role": {"chef": "lead", "Pilotte": "lead"}, "kind": {"x": "action"}},
        numbers=["quality", "qualité2"],
    )  # fmt: skip
    said = survey.problems.loc[survey.problems["rule"] == "said_in_vain", "value"]
    assert said.tolist() == ["Structure", "role: Pilotte", "kind: x", "qualité2"]
    assert survey.participations["quality"].tolist() == [1.0, 2.0]


def test_half_a_character_is_a_problem():
    table = pd.DataFrame({"acteur": pd.Series(["A", "B\ud83d"], dtype=object), "projet": ["p", "p"]}).set_axis([5, 6])
    with pytest.raises(SurveyError) as refused:
        Survey.from_frame(table)
    assert refused.value.problems[["rule", "row", "column", "value"]].values.tolist() == [["half_character", 6, "acteur", "B�"]]
    assert Survey.from_frame(table, on_half_character="warning").participations["actor"].tolist() == ["A", "B�"]


def test_messages_write_numbers_as_their_language_does():
    moved = pd.DataFrame({"kind": "actor", "wave": "1", "old": ["A", "A"], "new": ["B", "C"], "share": [0.5, 0.25]})
    for lang, shown in (("fr", "0,75"), ("en", "0.75")):
        survey = Survey.from_frame(pd.DataFrame({"acteur": ["A"], "projet": ["p"]}), correspondences=moved, lang=lang, on_share_sum="warning")
        assert shown in survey.problems.set_index("rule").loc["share_sum", "message"]
