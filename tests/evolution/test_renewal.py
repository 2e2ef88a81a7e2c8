"""Renewal against chance: enumeration of small margins, and no lift without memory."""

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.errors import Undefined
from cooperation_graph.evolution.renewal import renewal_lift
from cooperation_graph.graph import build_graphs
from cooperation_graph.survey import Survey
from two_waves import pair


def test_expected_renewals_by_enumeration():
    # two new pairs out of A, B, C, D, one place each: three ways to match four actors, as three perfect matchings
    graphs = pair({"p": "AB", "q": "CD"}, {"r": "AB", "s": "CD"})
    found = renewal_lift(*graphs, strata=None, draws=6000, rng=1)
    matchings = [{("A", "B"), ("C", "D")}, {("A", "C"), ("B", "D")}, {("A", "D"), ("B", "C")}]
    renewed = [len(m & {("A", "B"), ("C", "D")}) for m in matchings]
    assert (found.observed, found.at_risk) == (2, 2)
    assert found.expected == pytest.approx(np.mean(renewed), abs=0.05)
    assert found.lift == pytest.approx(2 / found.expected)


def test_within_themes_nothing_can_move():
    themes = {"r": "x", "s": "y"}
    with_themes = renewal_lift(*pair({"p": "AB", "q": "CD"}, {"r": "AB", "s": "CD"}, theme=themes), draws=99, rng=1)
    assert with_themes.lift == 1
    assert with_themes.p == 1


def test_carried_ties_and_unknown_actors_are_not_at_risk():
    graphs = pair(
        {"c": "AB", "p": "AC", "q": "CD", "u": "AE"}, {"c": "AB", "r": "ACF", "s": "CD"}, silent=("", "E"), roster=("G", "G")
    )  # fmt: skip
    found = renewal_lift(*graphs, draws=99, rng=1)
    assert (found.observed, found.at_risk) == (2, 2)  # AC and CD; AB is carried, AE unknown


def test_nothing_to_renew_says_why():
    with pytest.raises(Undefined, match="carry"):
        renewal_lift(*pair({"p": "AB"}, {"p": "AB", "q": "AB"}))
    with pytest.raises(Undefined, match="new"):
        renewal_lift(*pair({"p": "AB", "q": "AC"}, {"p": "AB", "q": "C"}))


def test_without_memory_the_lift_is_one():
    """40 territories, activity and themes persist, partners do not: mean lift 1 ± .05 within themes (methods s19)."""
    rng = np.random.default_rng(3)
    lifts = []
    for territory in range(40):
        n = 40
        weight, taste = rng.gamma(2, 0.5, n), rng.integers(0, 3, n)
        rows, projects = [], []
        for wave, letter in (("1", "p"), ("2", "q")):
            for k in range(30):
                theme = k % 3
                w = weight * np.where(taste == theme, 4.0, 1.0)
                members = rng.choice(n, 2 + rng.poisson(1.5), replace=False, p=w / w.sum())
                rows += [("T", wave, f"a{i}", f"{letter}{k}") for i in members]
                projects.append((f"{letter}{k}", f"t{theme}"))
        table = pd.DataFrame(rows, columns=["territory", "wave", "actor", "project"], dtype="str")
        graphs = build_graphs(Survey(table, projects=pd.DataFrame(projects, columns=["project", "theme"], dtype="str")))
        lifts.append(renewal_lift(graphs.get("T", "1"), graphs.get("T", "2"), draws=100, rng=territory).lift)
    error = np.std(lifts, ddof=1) / np.sqrt(len(lifts))
    assert abs(np.mean(lifts) - 1) < max(0.05, 3 * error)


def test_the_same_seed_gives_the_same_lift():
    graphs = pair({"p": "ABC", "q": "CDE"}, {"r": "ABD", "s": "CE", "t": "AE"})
    assert renewal_lift(*graphs, rng=4, draws=99) == renewal_lift(*graphs, rng=4, draws=99)
