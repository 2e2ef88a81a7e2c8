"""The real sets, from their tidy files: columns match without a mapping, other tables do not break the reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from cooperation_graph.graph import build_graphs
from cooperation_graph.intake import read_survey

REAL = Path(__file__).parents[2].parent / "shared/data/real"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not REAL.is_dir(), reason="the real data sets are not part of this repository"),
]


@pytest.mark.parametrize(
    ("name", "how", "participations", "actors", "projects", "territories", "waves"),
    [
        ("southern_women", {}, 93, 18, 14, 1, 1),
        ("interreg_keep", {}, 8619, 6880, 1852, 66, 6),
        ("us_congress_committees", {}, 30727, 1113, 293, 3, 8),
        ("anct_adulte_relais", {"mapping": {"tables": {"territories.csv": "", "posts.csv": ""}}}, 16230, 4054, 773, 101, 6),
    ],
)
def test_real_sets(name, how, participations, actors, projects, territories, waves):
    survey = read_survey(REAL / name, **how)
    assert survey.groups == ("sector",)
    counts = survey._counts()
    assert [counts[kind] for kind in ("participations", "actors", "projects", "territories", "waves")] == [
        participations,
        actors,
        projects,
        territories,
        waves,
    ]
    assert not len(survey.set_aside)
    graphs = build_graphs(survey)
    assert sum(graph.n_participations for graph in graphs) == participations
    assert survey.actors["sector"].notna().sum() >= 0.8 * len(survey.actors)


def test_the_party_of_a_wave_wins():
    survey = read_survey(REAL / "us_congress_committees")
    changed = survey.actors.dropna(subset=["wave"]).groupby("actor")["sector"].nunique()
    assert (changed > 1).sum() == 3
    actor = changed.index[changed > 1][0]
    rows = survey.actors[survey.actors["actor"] == actor]
    for _, row in rows.dropna(subset=["wave"]).iterrows():
        for graph in build_graphs(survey).select(wave=row["wave"]):
            if actor in graph.actor_ids:
                assert graph.actors.loc[actor, "sector"] == row["sector"]


def test_leading_zeros_of_real_identifiers():
    survey = read_survey(REAL / "anct_adulte_relais", mapping={"tables": {"territories.csv": "", "posts.csv": ""}})
    assert {"01", "2A", "976"} <= set(survey.participations["territory"])
    assert survey.participations["actor"].str.len().eq(14).all()
    assert survey.participations["amount"].sum() == pytest.approx(
        sum(
            float(line.split(",")[5])
            for line in (REAL / "anct_adulte_relais/participations.csv").read_text().splitlines()[1:]
        )
    )
