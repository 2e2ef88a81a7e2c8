"""The silo verdict: its statistics against plain Python, its words on graphs built for them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cooperation_graph import nulls
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.nulls.draws import draw_graphs
from cooperation_graph.projection import group_project_table
from cooperation_graph.results import load, save
from cooperation_graph.silos import detect_silos, sentence
from cooperation_graph.silos.evidence import largest_closure
from cooperation_graph.sufficient import incidence_of
from cooperation_graph.testing import TINY_GRAPHS, random_graph, tiny_graph


def blocks(inside: list[float], outside: float, *, size: int = 8, projects: int = 14, seed: int = 0) -> CooperationGraph:
    """Groups a, b, c… of `size` actors; group g has `projects` projects that its members join with chance ``inside[g]``."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(len(inside)), size)
    owner = np.repeat(np.arange(len(inside)), projects)
    chance = np.where(group[:, None] == owner[None, :], np.asarray(inside)[owner][None, :], outside)
    actors = pd.DataFrame({"sector": [chr(97 + g) for g in group]}, index=[f"x{i:02d}" for i in range(len(group))])
    return CooperationGraph.from_biadjacency(rng.random(chance.shape) < chance, actors=actors)


def plain(graph: CooperationGraph) -> tuple[np.ndarray, float]:
    x = group_project_table(graph, "sector").astype(float)
    c = x.sum(axis=0)
    with np.errstate(invalid="ignore"):
        return (x * (x - 1)).sum(axis=1) / (x * (c - 1)).sum(axis=1), (x * (x - 1)).sum() / (c * (c - 1)).sum()


def weights(graph: CooperationGraph) -> np.ndarray:
    """Share of each group in all co-participation."""
    x = group_project_table(graph, "sector").astype(float)
    c = x.sum(axis=0)
    return (x * (c - 1)).sum(axis=1) / (c * (c - 1)).sum()


def brought(graph: CooperationGraph, one: CooperationGraph) -> tuple[np.ndarray, float]:
    """Shares inside of a draw, at the weights of the observed graph: what is beyond the weight is kept (Coleman's index)."""
    (groups, whole), a, had = plain(one), weights(graph), weights(one)
    beyond, beyond_whole = (groups - had) / (1 - had), (whole - (had**2).sum()) / (1 - (had**2).sum())
    return np.maximum(a + (1 - a) * beyond, 0), max((a**2).sum() + (1 - (a**2).sum()) * beyond_whole, 0)


def test_statistics_and_tails_are_their_definitions() -> None:
    graph = random_graph(np.random.default_rng(4), n_actors=18, n_projects=14, n_groups=3, density=0.2)
    frame = detect_silos(graph, by="sector", draws=200, rng=3).frame
    observed, share = plain(graph)
    draws = [brought(graph, one) for one in draw_graphs(graph, nulls.keep_degrees, draws=200, entropy=3)]
    groups = frame[frame["level"] == "group"]
    np.testing.assert_allclose(groups["value"], observed)
    for place, (_, row) in enumerate(groups.iterrows()):
        values = np.array([closure[place] for closure, _ in draws])
        assert row["expected"] == pytest.approx(values.mean())
        assert row["sd"] == pytest.approx(values.std(ddof=1))
        above, below = (values >= observed[place] - 1e-9).sum(), (values <= observed[place] + 1e-9).sum()
        assert row["p"] == pytest.approx(min(1, 2 * (min(above, below) + 1) / 201))
        ordered = np.sort(values)
        critical = ordered[int(np.ceil((1 - 0.05 / 6) * 200)) - 1]
        detectable = (critical + 0.84 * values.std(ddof=1) - values.mean()) / (1 - values.mean())
        assert row["detectable_effect"] == pytest.approx(detectable)
        assert (row["null_low"], row["null_high"]) == pytest.approx((ordered[4], ordered[194]))
        deviation = values - values.mean()
        r = (deviation[1:] * deviation[:-1])[np.arange(199) != 127].mean() / (deviation**2).mean()  # a new start after 128 draws
        assert row["draws_effective"] == pytest.approx(min(200, 200 * (1 - r) / (1 + r)))
    territory = frame[frame["level"] == "territory"].iloc[0]
    assert territory["value"] == pytest.approx(share)
    wholes = np.array([whole for _, whole in draws])
    assert territory["expected"] == pytest.approx(wholes.mean())
    above, below = (wholes >= share - 1e-9).sum(), (wholes <= share + 1e-9).sum()
    assert territory["p"] == pytest.approx(min(1, 2 * (min(above, below) + 1) / 201))


def test_two_groups_are_as_closed_as_each_other() -> None:
    """Ties between two groups are the same ties seen from both sides: beyond their weights both have as much inside, and one p."""
    graph = random_graph(np.random.default_rng(6), n_actors=20, n_projects=18, n_groups=2, density=0.2)
    rows = detect_silos(graph, by="sector", draws=199, rng=1).frame.query("level == 'group'")
    assert rows["p"].nunique() == 1
    distance = ((rows["value"] - rows["expected"]) / rows["sd"]).to_numpy()
    assert distance == pytest.approx(distance[0])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_project_that_gathers_many_does_not_decide(seed: int) -> None:
    """Who sits in a project of 16 beside 40 pairs makes the share inside vary much, and weighs hardly at all at the weight observed."""
    rng = np.random.default_rng(seed)
    rows = np.zeros((40, 41))
    for project in range(40):
        rows[rng.choice(40, 2, replace=False), project] = 1
    rows[:8, 40] = rows[20:28, 40] = 1
    actors = pd.DataFrame({"sector": ["a"] * 20 + ["b"] * 20}, index=[f"x{i:02d}" for i in range(40)])
    graph = CooperationGraph.from_biadjacency(rows, actors=actors)
    frame = detect_silos(graph, draws=499, rng=1).frame
    band = frame["null_high"] - frame["null_low"]
    raw = [plain(one)[0] for one in draw_graphs(graph, nulls.keep_degrees, draws=499, entropy=1)]
    wide = np.quantile(raw, 0.975, axis=0) - np.quantile(raw, 0.025, axis=0)
    assert (band[frame["level"] == "group"].to_numpy() < wide).all()


def test_the_mixing_table_counts_pairs_of_partners() -> None:
    graph = tiny_graph("two_silos_and_a_bridge")
    table = detect_silos(graph, by="sector", draws=99, rng=1).tables["mixing"].set_index(["group_a", "group_b"])
    assert table["observed"].to_dict() == {("a", "a"): 4, ("a", "b"): 1, ("b", "b"): 4}


def test_separate_groups_are_silos_and_two_groups_share_the_blame() -> None:
    frame = detect_silos(blocks([0.5, 0.5], 0.05), rng=1).frame
    assert frame["verdict"].tolist() == ["silo"] * 3
    text = sentence(frame.iloc[1].to_dict(), "fr", groups=["a", "b"])
    assert "travaillent séparément" in text
    assert "on ne peut pas dire lequel se ferme" in text


def test_a_closed_group_explains_what_it_does_to_others() -> None:
    """One tight group leaves the others among themselves: they may look closed, and are not called silos."""
    explained = 0
    for seed in range(6):
        frame = detect_silos(blocks([0.6, 0.18, 0.18], 0.06, seed=seed, projects=20), rng=1).frame.set_index("item")
        assert frame.loc["a", "verdict"] == "silo"
        explained += (frame["explained_by"] == "a").sum()
        assert (frame.loc[frame["explained_by"] != "", "verdict"] == "no evidence").all()
    assert explained > 0


def test_groups_that_seek_each_other_are_open() -> None:
    rng = np.random.default_rng(1)
    rows = np.zeros((20, 40))
    for project in range(40):
        rows[rng.integers(0, 10), project] = rows[rng.integers(10, 20), project] = 1
    actors = pd.DataFrame({"sector": ["a"] * 10 + ["b"] * 10}, index=[f"x{i:02d}" for i in range(20)])
    frame = detect_silos(CooperationGraph.from_biadjacency(rows, actors=actors), rng=1).frame
    assert frame["verdict"].tolist() == ["open"] * 3


def test_an_active_group_is_no_silo() -> None:
    false = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        weight = np.repeat([3.0, 1.0, 1.0], 10)
        rows = np.zeros((30, 25))
        for project in range(25):
            rows[rng.choice(30, rng.integers(2, 7), replace=False, p=weight / weight.sum()), project] = 1
        actors = pd.DataFrame({"sector": np.repeat(["a", "b", "c"], 10)}, index=[f"x{i:02d}" for i in range(30)])
        frame = detect_silos(CooperationGraph.from_biadjacency(rows, actors=actors), draws=299, rng=1).frame
        false += (frame["verdict"] == "silo").any()
    assert false <= 4, "a share of .05 of 20 territories exceeds 4 once in 2,000 sessions"


@pytest.mark.parametrize("name", TINY_GRAPHS)
def test_tiny_graphs_have_a_word_and_a_reason(name: str) -> None:
    verdicts = detect_silos(tiny_graph(name), by="sector", draws=99, rng=1)
    frame = verdicts.frame
    assert set(frame["verdict"]) <= {"silo", "open", "no evidence", "too little data"}
    assert ((frame["reason"] != "") | (frame["verdict"] != "too little data")).all()
    for lang in ("fr", "en"):
        assert len(verdicts.sentences(lang)) == len(frame)
        assert "nan" not in verdicts.summary(lang)


def test_too_little_data_is_computed_not_guessed() -> None:
    """With one possible matrix nothing could show; with a handful of projects a full closure would not stand out."""
    complete = detect_silos(tiny_graph("complete"), by="sector", draws=99, rng=1).frame
    assert (complete["verdict"] == "too little data").all()
    path = detect_silos(tiny_graph("path"), by="sector", draws=499, rng=1).frame
    assert (path.loc[path["level"] == "group", "verdict"] == "too little data").all()


def test_the_greedy_walk_finds_the_most_closed_arrangement() -> None:
    """Against complete enumeration of a small set of margins."""
    graph = tiny_graph("path")
    incidence = incidence_of(graph, "sector")
    drawn = [brought(graph, one)[0] for one in draw_graphs(graph, nulls.keep_degrees, draws=2000, entropy=5)]
    for group in (0, 1):
        found = largest_closure(incidence, 0, group, nulls.keep_degrees, entropy=1)
        assert found == pytest.approx(max(values[group] for values in drawn))


def test_few_draws_warn() -> None:
    warnings = detect_silos(tiny_graph("one_actor_a_group"), by="sector", draws=99, rng=1).warnings
    assert warnings["code"].tolist() == ["few_draws"]


def test_q_over_groups_and_over_the_nation() -> None:
    frames = [blocks([0.5, 0.5, 0.5], 0.05, seed=seed).survey for seed in range(3)]
    tables, actors = [], []
    for place, one in enumerate(frames):
        tables.append(one.participations.assign(territory=f"T{place}"))
        actors.append(one.actors.assign(territory=f"T{place}"))
    from cooperation_graph.graph import build_graphs
    from cooperation_graph.survey.tables import Survey

    table, people = (pd.concat(parts, ignore_index=True).astype("str") for parts in (tables, actors))
    survey = Survey(participations=table, actors=people, groups=("sector",))
    frame = detect_silos(build_graphs(survey), draws=199, rng=1).frame
    territory = frame[frame["level"] == "territory"]
    assert (territory["q_national"] >= territory["p"] - 1e-12).all()
    assert frame.loc[frame["level"] == "group", "q_national"].isna().all()


def test_threads_subsets_and_files(tmp_path) -> None:
    graph = blocks([0.5, 0.3, 0.3], 0.1)
    one = detect_silos(graph, rng=5)
    two = detect_silos(Graphs(graph.national), rng=5, n_jobs=2)
    pd.testing.assert_frame_equal(one.frame, two.frame)
    again = load(save(one, tmp_path / "verdicts"))
    pd.testing.assert_frame_equal(one.frame, again.frame)
    pd.testing.assert_frame_equal(one.tables["mixing"], again.tables["mixing"])
    assert one.select(level="group").frame["item"].tolist() == ["a", "b", "c"]


def test_hostile_names_stay_text() -> None:
    actors = pd.DataFrame({"sector": ["<b>{x}</b>"] * 3 + ["=cmd"] * 3}, index=[f"a{i}" for i in range(6)])
    verdicts = detect_silos(CooperationGraph.from_biadjacency(np.eye(6) + np.eye(6, k=1), actors=actors), draws=49, rng=1)
    assert "<b>{x}</b>" in verdicts.summary("fr")
    assert "<b>" not in verdicts._repr_html_()
