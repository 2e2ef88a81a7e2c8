"""Surveys hold what was planted, and every table agrees with the others."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn

from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import build_graphs
from cooperation_graph.survey.tables import TABLES, Survey
from cooperation_graph.synthetic import simulate, truth
from cooperation_graph.synthetic.vocabulary import SECTORS


@pytest.fixture(scope="module")
def full() -> Survey:
    return simulate(
        territories=6, waves=3, actors=(20, 45), projects=(15, 40), groups=6, siloing={"Social et santé": 6.0}, nonresponse=0.3,
        animation=2.0, animated=3, national=True, single_share=0.1, tables="all", rng=11,
    )  # fmt: skip


def test_the_same_seed_gives_the_same_survey_and_touches_no_global_state():
    np.random.seed(5)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    first, second, other = (simulate(tables="all", nonresponse=0.2, rng=seed) for seed in (1, 1, 2))
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(first, table), getattr(second, table))
    assert not first.participations.equals(other.participations)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


def test_sizes_are_those_asked_for():
    survey = simulate(territories=["A", "B"], waves=["x", "y"], actors=[10, 30], projects=[[5, 6], [7, 8]], groups=["g", "h"],
                      sizes=(2, 4), renewal=1.0, actor_turnover=0.0, rng=1)  # fmt: skip
    frame = build_graphs(survey).to_frame()
    assert frame[["territory", "wave"]].values.tolist() == [["A", "x"], ["A", "y"], ["B", "x"], ["B", "y"]]
    assert frame["n_actors"].tolist() == [10, 10, 30, 30]
    assert frame["n_projects"].tolist() == [5, 7, 6, 8]
    sizes = survey.participations.groupby(["territory", "wave", "project"]).size()
    assert sizes.between(2, 4).all()
    assert survey.actors["sector"].value_counts().tolist() == [20, 20]


def test_rates_are_those_asked_for():
    survey = simulate(territories=60, waves=2, actors=50, projects=40, single_share=0.25, renewal=0.4, actor_turnover=0.2,
                      nonresponse={"Social et santé": 0.5}, recall=0.0, rng=3)  # fmt: skip
    table, responses = survey.participations, survey.responses
    first, second = (set(table.loc[table["wave"] == w, "project"]) for w in ("2023", "2025"))
    assert abs(1 - len(first & second) / 2400 - 0.4) < 4 * np.sqrt(0.24 / 2400)
    left = (responses["status"] == "left").sum()
    assert abs(left / 3000 - 0.2) < 4 * np.sqrt(0.16 / 3000)
    assert (responses["status"] == "not_yet_existing").sum() == left
    sector = responses["actor"].map(survey.actors.set_index("actor")["sector"])
    silent = responses["status"] == "no_answer"
    assert set(sector[silent]) == {"Social et santé"}
    asked = (sector == "Social et santé") & ~responses["status"].isin(["left", "not_yet_existing"])
    assert abs(silent.sum() / asked.sum() - 0.5) < 4 * np.sqrt(0.25 / asked.sum())
    # recall 0: nothing is known of the silent but what they lead, from the register
    mute = pd.MultiIndex.from_frame(responses.loc[silent, ["wave", "actor"]])
    theirs = table.loc[pd.MultiIndex.from_frame(table[["wave", "actor"]]).isin(mute)]
    assert (theirs["role"] == "lead").all()
    assert (theirs["source"] == "register").all()
    assert theirs["reported_by"].isna().all()
    complete = simulate(territories=60, waves=1, actors=50, projects=40, single_share=0.25, rng=3).participations
    share = (complete.groupby("project").size() == 1).mean()
    assert abs(share - 0.25) < 4 * np.sqrt(0.1875 / 2400)


def test_a_group_is_as_many_times_more_active_as_asked():
    survey = simulate(territories=300, waves=1, actors=40, projects=10, groups=["a", "b"], imbalance=3.0, activity_shape=np.inf,
                      sizes=(2, 2), rng=4)  # fmt: skip
    sector = survey.participations["actor"].map(survey.actors.set_index("actor")["sector"])
    # P(both in a) : P(one of each) : P(none) = 9·C(20,2) : 3·20² : C(20,2)
    both, one, none = 9 * 190, 3 * 400, 190
    expected = (2 * both + one) / (2 * (both + one + none))
    assert abs((sector == "a").mean() - expected) < 4 * np.sqrt(expected * (1 - expected) / len(sector)) * 1.5


def test_the_truth_says_what_was_planted():
    survey = simulate(
        territories=["A", "B", "C"], waves=["1", "2"], groups=["g", "h"], siloing={"g": 2.0, "B": {"h": 8.0}}, imbalance={"h": 3},
        animation={"A": 4.0}, animated={"A": "2", "B": "1"}, rng=1,
    )  # fmt: skip
    table = truth(survey).set_index(["territory", "wave", "group"])
    assert table["siloing"].to_dict() == {
        ("A", "1", "g"): 2.0, ("A", "1", "h"): 1.0, ("A", "2", "g"): 0.5, ("A", "2", "h"): 0.25,
        ("B", "1", "g"): 2.0, ("B", "1", "h"): 8.0, ("B", "2", "g"): 2.0, ("B", "2", "h"): 8.0,
        ("C", "1", "g"): 2.0, ("C", "1", "h"): 1.0, ("C", "2", "g"): 2.0, ("C", "2", "h"): 1.0,
    }  # fmt: skip
    assert table["imbalance"].groupby("group").unique().map(list).to_dict() == {"g": [1.0], "h": [3.0]}
    assert table.groupby(["territory", "wave"])["animated"].first().tolist() == [False, True, True, True, False, False]
    assert survey.territories["animation_start"].fillna("never").tolist() == ["2", "1", "never"]
    with pytest.raises(UnknownName, match="truth"):
        truth(Survey(participations=survey.participations))


@pytest.mark.parametrize(
    "wrong",
    [{"siloing": {"Nobody": 2.0}}, {"siloing": {"Nowhere": {"a": 2.0}}}, {"animated": ["Nowhere"]}, {"tables": "some"},
     {"territories": ["A"], "animated": {"A": "1999"}}],
)  # fmt: skip
def test_unknown_names_are_refused(wrong):
    with pytest.raises(UnknownName):
        simulate(rng=1, **wrong)


@given(
    actors=st.integers(1, 12), projects=st.integers(0, 8), groups=st.integers(1, 9), waves=st.integers(1, 3),
    siloing=st.sampled_from([0.0001, 1.0, 1e4]), turnover=st.sampled_from([0.0, 0.5, 1.0]), silence=st.sampled_from([0.0, 1.0]),
    tables=st.sampled_from(["core", "all"]), seed=st.integers(0, 10**6),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_small_surveys_hold_together(actors, projects, groups, waves, siloing, turnover, silence, tables, seed):
    survey = simulate(
        territories=2, waves=waves, actors=actors, projects=projects, groups=groups, siloing=siloing, actor_turnover=turnover,
        renewal=turnover, nonresponse=silence, animated=1, national=True, tables=tables, rng=seed,
    )  # fmt: skip
    check(survey)


def check(survey: Survey) -> None:
    table, actors = survey.participations, survey.actors
    assert actors["actor"].is_unique
    assert survey.projects["project"].is_unique
    assert set(table["actor"]) <= set(actors["actor"])
    assert set(table["project"]) <= set(survey.projects["project"])
    assert not table.duplicated(["territory", "wave", "actor", "project"]).any()
    leads = table.loc[table["role"] == "lead"].groupby(["territory", "wave", "project"]).size()
    assert (leads == 1).all()
    assert len(leads) == len(table[["territory", "wave", "project"]].drop_duplicates())
    ledger = survey.responses.set_index(["territory", "wave", "actor"])["status"]
    assert ledger.index.is_unique
    tied = table.loc[table["role"] != "animator"]
    status = ledger.reindex(pd.MultiIndex.from_frame(tied[["territory", "wave", "actor"]]))
    assert status.isin(["answered", "partial", "no_answer"]).all()
    frame = build_graphs(survey).to_frame()
    there = tied.loc[tied["role"] != "funder", ["territory", "wave", "actor"]].drop_duplicates()
    named = there.groupby(["territory", "wave"]).size()
    both = frame.set_index(["territory", "wave"]).join(named.rename("named"))
    assert (both["n_actors"] >= both["named"].fillna(0)).all()


def test_every_table_is_filled_and_agrees_with_the_others(full):
    check(full)
    json.dumps(dict(full.provenance))
    for table, columns in TABLES.items():
        frame = getattr(full, table)
        assert len(frame), table
        assert set(columns) - set(frame.columns) <= {"wave", "territory", "siren", "amount"}, table
        for column in frame.columns:
            assert str(frame[column].dtype) in ("str", "float64", "boolean"), (table, column)
    known = set(full.actors["actor"])
    for table, column in (("ties", "source"), ("ties", "target"), ("responses", "actor"), ("applications", "actor"),
                          ("correspondences", "old"), ("correspondences", "new")):  # fmt: skip
        assert set(getattr(full, table)[column]) <= known, (table, column)
    assert set(full.participations["reported_by"].dropna()) <= known


def test_projects_run_while_they_have_participants(full):
    spans = full.projects.set_index("project")[["start", "end"]]
    waves = full.waves.set_index("wave")
    rows = full.participations
    assert (rows["project"].map(spans["start"]) <= rows["wave"].map(waves["end"])).all()
    assert (rows["project"].map(spans["end"]) >= rows["wave"].map(waves["start"])).all()
    assert (full.projects["start"] <= full.projects["end"]).all()


def test_residents_take_part_with_and_without_a_say(full):
    rows = full.participations.merge(full.actors[["actor", "residents"]], on="actor")
    assert rows.loc[~rows["residents"], "rung"].isna().all()
    own = rows.loc[rows["residents"] & ~rows["role"].isin(["funder", "animator"])]
    assert own["rung"].notna().all()
    assert 0.05 < own["decides"].mean() < 0.95
    assert (own.loc[own["decides"], "rung"] >= "4").all()
    assert (own.loc[~own["decides"], "rung"] < "4").all()


def test_animators_stand_where_animation_is_and_never_in_the_graphs(full):
    animators = full.actors.loc[full.actors["animator"]]
    animated = full.territories.loc[full.territories["animation_start"].notna(), "territory"]
    assert sorted(animators["territory"]) == sorted(animated)
    rows = full.participations.loc[full.participations["actor"].isin(animators["actor"])]
    assert set(rows["role"]) == {"animator"}
    assert (rows["wave"] >= rows["territory"].map(full.territories.set_index("territory")["animation_start"])).all()
    for graph in build_graphs(full):
        assert not graph.actor_ids.isin(animators["actor"]).any()


def test_applications_are_granted_and_refused_and_rivals_exist(full):
    table = full.applications
    per = table.groupby("application")
    assert (per["granted"].nunique() == 1).all()
    assert (per["call"].nunique() == 1).all()
    granted = per["granted"].first()
    assert 0.5 < granted.mean() < 0.85
    funded = full.projects["call"].notna().sum()
    assert granted.sum() == funded
    assert {"cooperation", "competition", "trust"} == set(full.ties["kind"])
    pairs = full.ties[["territory", "wave", "source", "target", "kind"]]
    assert not pairs.duplicated().any()
    assert (full.ties["source"] != full.ties["target"]).all()
    answered = full.responses.loc[full.responses["status"].isin(["answered", "partial"]), ["wave", "actor"]]
    voices = set(answered.itertuples(index=False, name=None))
    assert set(full.ties[["wave", "source"]].itertuples(index=False, name=None)) <= voices


def test_renamed_and_merged_actors_change_id_in_the_last_wave_only(full):
    table = full.correspondences
    assert set(table["relation"]) == {"same", "merge"}
    assert set(table["wave"]) == {full.waves["wave"].iloc[-1]}
    last = full.participations["wave"] == full.waves["wave"].iloc[-1]
    assert not full.participations.loc[last, "actor"].isin(table["old"]).any()
    assert not full.participations.loc[~last, "actor"].isin(table["new"]).any()
    assert full.participations.loc[last, "actor"].isin(table["new"]).any()


def test_identifiers_are_valid_and_belong_to_nobody(full):
    siret = full.actors["siret"].dropna()
    assert len(siret) > 20
    assert siret.is_unique
    assert all(len(number) == 14 and luhn.is_valid(number) and luhn.is_valid(number[:9]) for number in siret)
    assert siret.str.startswith("000").all()
    assert full.actors["rna"].dropna().str.fullmatch(r"W000\d{6}").all()
    both = full.actors.dropna(subset=["siret"])
    assert (both["siren"] == both["siret"].str[:9]).all()


def test_names_are_french_unique_in_their_territory_and_fictitious(full):
    for frame in (full.actors.loc[~full.actors["national"]], full.projects):
        assert not frame.duplicated(["territory", "name"]).any()
    text = " ".join(simulate(territories=10, actors=80, groups=6, rng=1).actors["name"])
    for sign in ("é", "è", "œ", "É", "’" if "’" in text else "'", "-"):
        assert sign in text
    assert full.territories["name"].str.endswith("(fictif)").all()
    assert set(full.actors["sector"]) == set(SECTORS)
    assert full.actors["name"].str.len().max() > 120


def test_codes_have_the_shape_of_real_ones():
    codes = simulate(territories=200, waves=1, actors=3, projects=1, groups=2, rng=1).territories
    assert codes["territory"].is_unique
    district = codes["stratum"].isin(["QPV", "overseas"])
    assert codes.loc[district, "territory"].str.fullmatch(r"QN(0\d[0-9AB]|97\d)\d\d[NMI]").all()
    assert codes.loc[~district, "territory"].str.fullmatch(r"(\d\d|2B)\d{3}").all()
    assert codes["stratum"].value_counts().to_dict() == {"QPV": 120, "rural": 50, "overseas": 30}


def test_national_bodies_are_one_actor_everywhere(full):
    national = full.actors.loc[full.actors["national"], "actor"]
    assert len(national) == 2
    assert full.participations.loc[full.participations["actor"].isin(national), "territory"].nunique() > 3
    assert build_graphs(full)[0].flag("national").sum() <= 2


def test_a_national_survey_is_drawn_whole():
    survey = simulate(territories=1600, waves=2, actors=40, projects=46, rng=1)
    assert 480_000 < len(survey.participations) < 550_000
    frame = build_graphs(survey).to_frame()
    assert len(frame) == 3200
    assert (frame["n_projects"] == 46).all()
