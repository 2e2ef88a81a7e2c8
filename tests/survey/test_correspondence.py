"""Correspondences: what is applied, what stays open, twice is once, the survey itself is not changed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.errors import SurveyError, UnknownName
from cooperation_graph.graph import build_graphs
from cooperation_graph.survey.correspondence import APPLIED, EARLIER_ONLY, LEFT_APART, NOT_NAMED, SHARED_OUT, follow, unmatched
from cooperation_graph.survey.tables import Survey


def links(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["kind", "wave", "old", "new", "relation"])


DF = pd.DataFrame(
    [
        ("QP1", "2022", "Foyer", "p1"), ("QP1", "2022", "CCAS", "p1"), ("QP2", "2022", "École", "p2"), ("QP2", "2022", "Club", "p2"),
        ("QP9", "2022", "Lycée", "p9"), ("QN1", "2025", "Maison", "p3"), ("QN1", "2025", "École", "p3"), ("QN1", "2025", "Union", "p4"),
        ("QN5", "2025", "Lycée", "p5"),
    ],
    columns=["territory", "wave", "actor", "project"],
)  # fmt: skip
PROJECTS = pd.DataFrame({"project": ["p1", "p2", "p3", "p4", "p5", "p9"],
                         "theme": ["Emploi", "Emploi|Cadre de vie", "Travail", "Transitions", "Travail", "Loisirs"]})  # fmt: skip
TABLE = links(
    ("territory", "2025", "QP1", "QN1", "merge"), ("territory", "2025", "QP2", "QN1", "merge"),
    ("territory", "2025", "QP9", "QN5", "split"), ("territory", "2025", "QP9", "QN6", "split"),
    ("theme", "2025", "Emploi", "Travail", "same"), ("theme", "2025", "Cadre de vie", "Transitions", "same"),
    ("actor", "2025", "Foyer", "Maison", "same"), ("actor", "2025", "Club", "Union", "merge"),
    ("actor", "2025", "CCAS", "Union", "merge"), ("actor", "2025", "Nobody", "Nowhere", "same"),
)  # fmt: skip


def survey() -> Survey:
    responses = pd.DataFrame({
        "territory": ["QP1", "QP1", "QN1", "QN1"], "wave": ["2022", "2022", "2025", "2025"],
        "actor": ["Foyer", "Maison", "Maison", "Foyer"], "status": ["answered", "not_yet_existing", "answered", "left"],
    })  # fmt: skip
    return Survey.from_frame(DF, projects=PROJECTS, responses=responses, correspondences=TABLE)


def names(found: Survey, column: str, wave: str) -> list[str]:
    table = found.participations
    return sorted(table.loc[table["wave"] == wave, column].unique())


def test_territories_and_themes_take_the_later_names_and_what_is_open_is_listed():
    before = survey()
    found = follow(before)
    assert names(found.survey, "territory", "2022") == ["QN1", "QP9"]
    assert names(found.survey, "territory", "2025") == ["QN1", "QN5"]
    themes = found.survey.projects.set_index("project")["theme"].to_dict()
    assert themes == {"p1": "Travail", "p2": "Travail|Transitions", "p3": "Travail", "p4": "Transitions", "p5": "Travail", "p9": "Loisirs"}
    open_ = found.unmatched.set_index(["kind", "item"])
    assert set(open_.index) == {("territory", "QP9"), ("territory", "QN5"), ("theme", "Loisirs")}
    assert open_.loc[("territory", "QP9"), ["last_wave", "reason", "rows"]].tolist() == ["2022", EARLIER_ONLY, 1]
    report = found.report.set_index(["kind", "old", "new"])["outcome"].to_dict()
    assert report["territory", "QP1", "QN1"] == APPLIED
    assert report["territory", "QP9", "QN5"] == report["territory", "QP9", "QN6"] == SHARED_OUT
    assert report["actor", "Club", "Union"] == LEFT_APART
    assert report["actor", "Nobody", "Nowhere"] == NOT_NAMED
    assert names(before, "territory", "2022") == ["QP1", "QP2", "QP9"], "the survey given is not changed"


def test_a_renamed_actor_is_one_and_its_best_answer_stays():
    found = follow(survey()).survey
    assert names(found, "actor", "2022") == ["CCAS", "Club", "Lycée", "Maison", "École"]
    told = found.responses.set_index(["wave", "actor"])["status"].to_dict()
    assert told == {("2022", "Maison"): "answered", ("2025", "Maison"): "answered"}


def test_merged_actors_are_new_or_followed():
    found = follow(survey(), lineage="follow").survey
    assert names(found, "actor", "2022") == ["Lycée", "Maison", "Union", "École"]
    graph = build_graphs(found).get("QN1", "2022")
    assert graph.n_actors == 3
    assert graph.n_participations == 4, "the union takes part in p1 for one and in p2 for the other"


def test_split_actors_are_followed_as_one():
    df = pd.DataFrame({"wave": ["1", "2", "2"], "actor": ["ab", "a", "b"], "project": ["p", "q", "r"]})
    table = links(("actor", "2", "ab", "a", "split"), ("actor", "2", "ab", "b", "split"))
    both = Survey.from_frame(df, correspondences=table)
    assert follow(both).survey.participations["actor"].tolist() == ["ab", "a", "b"]
    found = follow(both, lineage="follow")
    assert found.survey.participations["actor"].tolist() == ["ab", "ab", "ab"]
    assert found.report["outcome"].tolist() == [APPLIED, APPLIED]


@pytest.mark.parametrize("lineage", ["new", "follow"])
def test_twice_is_once_and_order_does_not_matter(lineage: str):
    once = follow(survey(), lineage=lineage).survey
    again = follow(once, lineage=lineage).survey
    mixed = Survey.from_frame(DF.sample(frac=1, random_state=3), projects=PROJECTS, responses=survey().responses,
                              correspondences=TABLE.iloc[::-1])  # fmt: skip
    backwards = follow(mixed, lineage=lineage).survey
    for name, table in once.tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name])
        if name != "correspondences":
            columns = list(table.columns)
            pd.testing.assert_frame_equal(*(
                frame.sort_values(columns, ignore_index=True) for frame in (table, backwards.tables[name])
            ))  # fmt: skip


def test_blank_relations_are_worked_out_and_circles_refused():
    table = TABLE.assign(relation=pd.Series(np.nan, index=TABLE.index, dtype="str"))
    found = follow(Survey.from_frame(DF, projects=PROJECTS, correspondences=table))
    assert found.report["relation"].tolist() == TABLE["relation"].tolist()
    circle = links(("actor", "2", "a", "b", "same"), ("actor", "2", "b", "a", "same"))
    with pytest.raises(SurveyError, match="circle"):
        follow(Survey.from_frame(DF, correspondences=circle))
    with pytest.raises(UnknownName, match="lineage"):
        follow(survey(), lineage="keep")


def test_nothing_to_report_within_one_wave():
    assert not len(unmatched(Survey.from_frame(DF[DF["wave"] == "2025"])))
