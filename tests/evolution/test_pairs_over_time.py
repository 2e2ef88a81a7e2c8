"""Competition that becomes cooperation, ties the animator hands over, key resources that stay: counted by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.errors import Undefined
from cooperation_graph.evolution import compare_waves
from cooperation_graph.evolution.beta import beta_diversity
from cooperation_graph.evolution.hand_over import hand_over, resource_stability
from cooperation_graph.evolution.transitions import conversion, pair_transitions
from cooperation_graph.graph import build_graphs
from two_waves import KA1, pair, random_waves, survey


def with_calls(first, second, *bids, **more):
    """Both graphs of a survey with applications ``(wave, call, application, actors)``."""
    rows = [("T", wave, call, name, actor) for wave, call, name, who in bids for actor in who]
    table = pd.DataFrame(rows, columns=["territory", "wave", "call", "application", "actor"], dtype="str")
    table = table.assign(theme=pd.Series("t", index=table.index, dtype="str"))
    graphs = build_graphs(replace(survey(first, second, **more), applications=table))
    return graphs.get("T", "1"), graphs.get("T", "2")


#: Rivals in wave 1: A–B, A–C, B–C (call x), A–D (call y). A–B cooperate in wave 1 (p); in wave 2 A–C do (q).
WAVES = {"p": "AB", "r": "DE"}, {"q": "AC", "r": "DE"}
BIDS = (("1", "x", "x1", "A"), ("1", "x", "x2", "B"), ("1", "x", "x3", "C"), ("1", "y", "y1", "A"), ("1", "y", "y2", "D"),
        ("2", "z", "z1", "A"), ("2", "z", "z2", "B"))  # fmt: skip
ROSTER = {"roster": ("C", "B")}


def test_transitions_by_hand():
    table = pair_transitions(*with_calls(*WAVES, *BIDS, **ROSTER)).set_index(["state_from", "state_to"])["pairs"]
    assert table.sum() == 10
    assert len(table) == 16
    assert table[table > 0].to_dict() == {
        ("both", "competition"): 1,  # A–B: rivals who met in p, rivals only afterwards
        ("competition", "cooperation"): 1,  # A–C
        ("competition", "none"): 2,  # B–C, A–D
        ("cooperation", "cooperation"): 1,  # D–E
        ("none", "none"): 5,
    }  # fmt: skip


def test_conversion_by_hand_and_its_units():
    found = conversion(*with_calls(*WAVES, *BIDS, **ROSTER))
    assert (found.converted, found.rivals, found.other_converted, found.other_pairs) == (1, 3, 0, 5)
    assert (found.rate, found.others, found.difference) == (1 / 3, 0, 1 / 3)
    assert np.isnan(found.low)
    assert found.reason, "two calls and three projects are too few for an interval"


def test_who_is_unknown_or_left_is_in_no_pair():
    graphs = with_calls(*WAVES, *BIDS, roster=("C", ""), silent=("", "B"))
    assert pair_transitions(*graphs)["pairs"].sum() == 6
    assert conversion(*graphs).rivals == 2  # A–C, A–D


def test_conversion_has_an_interval_when_there_is_enough():
    rng = np.random.default_rng(1)
    actors = "ABCDEFGHIJKL"
    waves = [{f"p{w}{k}": "".join(rng.choice(list(actors), 3, replace=False)) for k in range(12)} for w in (1, 2)]
    bids = [("1", f"c{k}", f"c{k}{a}", a) for k in range(6) for a in rng.choice(list(actors), 4, replace=False)]
    bids += [("2", "d", "d1", "A"), ("2", "d", "d2", "B")]
    found = conversion(*with_calls(*waves, *bids, roster=(actors, actors)))
    assert 0 <= found.low < found.rate < found.high <= 1
    assert found.reason == ""


def test_without_applications_nothing_is_said():
    with pytest.raises(Undefined):
        pair_transitions(*pair(*WAVES))
    with pytest.raises(Undefined, match="rivals"):
        conversion(*with_calls({"p": "AB"}, {"p": "AB"}, ("1", "x", "x1", "A"), ("1", "x", "x2", "B"), ("2", "x", "x1", "A")))


def animated(first, second, led, **more):
    """Both graphs when Z animates the projects of `led` (wave and project); capitals and small letters are two groups."""
    base = survey(first, second, **more)
    rows = pd.DataFrame([("T", wave, "Z", project, "animator") for wave, project in led], columns=base.participations.columns, dtype="str")
    graphs = build_graphs(replace(base, participations=pd.concat([base.participations, rows], ignore_index=True)))
    return graphs.get("T", "1"), graphs.get("T", "2")


FIRST, SECOND = {"p": "Aab", "q": "Bc", "r": "Cd", "s": "De"}, {"q": "Bc", "t": "Aa", "u": "Ab", "v": "D"}


def test_hand_over_by_hand():
    """Cross pairs of wave 1: Aa, Ab (p, animated), Bc (q, animated), Cd (r, animated; C leaves), De (s, not animated)."""
    led = [("1", "p"), ("1", "q"), ("1", "r"), ("2", "q"), ("2", "u")]
    graphs = animated(FIRST, SECOND, led, roster=("Y", "Yd"), gone=("", "C"), silent=("", "e"))
    found = hand_over(*graphs, by="case")
    assert (found.only_from, found.cross_from, found.only_to, found.cross_to) == (4, 5, 2, 3)
    assert (found.handed_over, found.still, found.ended, found.gone, found.unknown) == (1, 2, 0, 1, 0)
    change = compare_waves(build_graphs(graphs[0].survey), "1", "2", metrics="animator_dependence", by="case", rng=1).frame.iloc[0]
    assert (found.share_from, found.share_to) == (4 / 5, 2 / 3)
    assert change[["value_from", "value_to"]].tolist() == pytest.approx([4 / 5, 2 / 3])


def test_nobody_animates_nobody_hands_over():
    with pytest.raises(Undefined, match="animator"):
        hand_over(*pair(FIRST, SECOND), by="case")


def test_a_key_resource_that_leaves_is_not_one_that_fades():
    star = {f"p{k}": f"X{a}" for k, a in enumerate("ABCDEF")}
    other = {f"q{k}": f"Y{a}" for k, a in enumerate("ABCDEF")}
    graphs = pair(star, other, roster=("Y", ""), gone=("", "X"))
    fates = resource_stability(*graphs, by="case", k=1, draws=20, rng=1)["fate"].to_dict()
    assert fates == {"X": "left", "Y": "emerges"}
    still = resource_stability(*pair(star, {**star, "q": "Y"}, roster=("Y", "")), by="case", k=1, draws=20, rng=1)
    assert still["fate"].to_dict() == {"X": "stays"}
    mute = resource_stability(*pair(star, other, roster=("Y", ""), silent=("", "X")), by="case", k=1, draws=20, rng=1)
    assert mute.loc["X", "fate"] == "unknown"


def test_beta_diversity_of_known_answer_1_by_hand():
    """14 participations: p1 held by A and B in both waves (a = 2); 4 others before, 6 after, so (b + c) = 10 of 14.

    B–p2, C–p2, C–p3: actors of both waves, projects of one; D–p3: actor and project of one; A–p4, C–p4, B–p5, C–p5, C–p6: projects
    of one; E–p6: both. No project of both waves changes its members.
    """
    found = beta_diversity(*pair(*KA1))
    expected = {"difference": 10 / 14, "turnover": 10 / 14, "rewiring": 0, "actors": 0, "projects": 8 / 14, "actors_and_projects": 2 / 14}
    assert found.to_dict() == pytest.approx(expected)
    assert beta_diversity(*pair(*KA1), index="jaccard")["difference"] == pytest.approx(10 / 12)


@pytest.mark.parametrize("seed", range(40))
def test_parts_of_the_difference_add_up(seed: int):
    graphs = pair(*random_waves(np.random.default_rng(seed)))
    for index in ("sorensen", "jaccard"):
        parts = beta_diversity(*graphs, index=index)
        assert parts["rewiring"] + parts["turnover"] == pytest.approx(parts["difference"], abs=1e-12)
        assert parts["actors"] + parts["projects"] + parts["actors_and_projects"] == pytest.approx(parts["turnover"], abs=1e-12)
        assert 0 <= parts["difference"] <= 1
    back = beta_diversity(*graphs[::-1])
    assert back.to_dict() == pytest.approx(beta_diversity(*graphs).to_dict())
    same = beta_diversity(graphs[0], graphs[0])
    assert (same == 0).all()
