"""Themes: small answers by hand, brute force on random graphs."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation_graph import metrics as m
from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.measures import measure
from cooperation_graph.metrics.siloing.specialisation import most_concentrated
from cooperation_graph.testing import random_graph, tiny_graph

LAWS = settings(deadline=None, max_examples=25)
SEEDS = st.integers(0, 10**6)


def themed(members: dict[str, str], themes: dict[str, str | None], kinds: dict[str, str] | None = None) -> CooperationGraph:
    """Projects with their actors; the first letter of an actor is its sector."""
    names = sorted({a for who in members.values() for a in who.split()})
    matrix = np.array([[a in who.split() for who in members.values()] for a in names], dtype=float)
    actors = pd.DataFrame({"sector": pd.Series([a[0] for a in names], index=names, dtype="str")})
    projects = pd.DataFrame({"theme": pd.Series(themes, dtype="str")}).reindex(list(members))
    if kinds:
        projects["kind"] = pd.Series(kinds, dtype="str").reindex(list(members))
    return CooperationGraph.from_biadjacency(matrix, actors=actors, projects=projects, groups=("sector",))


#: Health twice and half, youth half, one project without a theme.
SMALL = themed(
    {"p1": "a1 a2", "p2": "a1 b1", "p3": "a1 a2 b1", "p4": "b1 b2", "p5": "b2"},
    {"p1": "health", "p2": "health", "p3": "health|youth", "p4": None, "p5": "youth"},
    {"p1": "Diagnostic", "p2": "diagnostic", "p3": "action", "p5": "diagnostic"},
)


def test_shares_of_themes() -> None:
    assert m.theme_share(SMALL).to_dict() == pytest.approx({"health": 2.5 / 4, "youth": 1.5 / 4})
    # ordered pairs of different projects about one theme: p1p2 1, p1p3 and p2p3 1/2 each, p3p5 1/2, of 6
    assert m.theme_concentration(SMALL) == pytest.approx((1 + 0.5 + 0.5 + 0.5) / 6)


def test_transversality_of_themes() -> None:
    """p1 0, p2 1, p3 2/3 (of three pairs two are mixed), which counts half in each theme; p5 has one actor."""
    found = m.theme_transversality(SMALL, by="sector")
    assert found.to_dict() == pytest.approx({"health": (0 + 1 + 0.5 * 2 / 3) / 2.5, "youth": 2 / 3})
    solo = themed({"p1": "a1 b1", "p2": "a1"}, {"p1": "health", "p2": "youth"})
    found = m.theme_transversality(solo, by="sector")
    assert found["health"] == 1
    assert math.isnan(found["youth"])
    frame = measure(solo, ["theme_transversality"], by="sector", draws=9, rng=1).frame.set_index("item")
    assert frame.loc["youth", "status"] == "no project of this theme gathers two actors"
    assert frame.loc["health", "expected"] == 1
    assert (frame["level"] == "theme").all()


def test_shared_diagnostics() -> None:
    assert m.shared_diagnostic_share(SMALL, by="sector") == pytest.approx(1 / 3)
    assert m.shared_diagnostic_share(SMALL, by="sector", kind="action") == 1


def test_specialisation_of_groups_in_themes() -> None:
    apart = themed({"p1": "a1 a2", "p2": "b1 b2"}, {"p1": "health", "p2": "youth"})
    mixed = themed({"p1": "a1 b1", "p2": "a1 b1"}, {"p1": "health", "p2": "youth"})
    assert m.group_theme_specialisation(apart, by="sector") == pytest.approx(1)
    assert m.group_theme_specialisation(mixed, by="sector") == pytest.approx(0)
    same = themed({"p1": "a1 b1", "p2": "a2 b2"}, {"p1": "health", "p2": "health"})
    with pytest.raises(Undefined, match="one group or one project"):
        m.group_theme_specialisation(same, by="sector")


@LAWS
@given(SEEDS)
def test_themes_by_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    graph = random_graph(rng, n_actors=int(rng.integers(4, 12)), n_projects=int(rng.integers(2, 9)), density=0.4)
    b, codes = graph.biadjacency.toarray(), graph.groups("sector")[0]
    alive = np.flatnonzero(b.any(axis=0))
    if "theme" not in graph.projects.columns or len(alive) < 2:
        return
    theme = graph.projects["theme"].to_numpy()
    pairs = [theme[p] == theme[q] for p, q in itertools.combinations(alive, 2)]
    assert m.theme_concentration(graph) == pytest.approx(np.mean(pairs))
    found = m.theme_transversality(graph, by="sector") if any(b[:, p].sum() > 1 for p in alive) else {}
    for name in set(theme[alive]) if len(found) else ():
        each = []
        for p in alive:
            who = np.flatnonzero(b[:, p])
            if theme[p] == name and len(who) > 1:
                each.append(np.mean([codes[i] != codes[j] for i, j in itertools.combinations(who, 2)]))
        assert found[name] == pytest.approx(np.mean(each) if each else math.nan, nan_ok=True)
    table = np.zeros((3, 3))
    for i, p in zip(*np.nonzero(b), strict=True):
        table[codes[i], int(theme[p][1])] += 1
    table = table[table.any(axis=1)][:, table.any(axis=0)]
    h = [-(x[x > 0] / x.sum() * np.log(x[x > 0] / x.sum())).sum() for x in (table, most_concentrated(table))]
    top = sum(-(x / x.sum() * np.log(x / x.sum())).sum() for x in (table.sum(axis=0), table.sum(axis=1)))
    if min(table.shape) > 1 and top - min(h) > 1e-9:
        assert m.group_theme_specialisation(graph, by="sector") == pytest.approx((max(top, h[0]) - h[0]) / (max(top, h[0]) - min(h)))


def test_interval_is_that_of_deleted_projects() -> None:
    graph = random_graph(np.random.default_rng(9))
    row = measure(graph, ["theme_concentration"], null=None).frame.iloc[0]
    left = [m.theme_concentration(graph.keep_projects(np.arange(graph.n_projects) != p)) for p in np.flatnonzero(graph.project_sizes)]
    assert row["se"] == pytest.approx(np.sqrt((len(left) - 1) / len(left) * ((np.array(left) - np.mean(left)) ** 2).sum()))


def test_nothing_to_say_without_themes() -> None:
    graph = tiny_graph("two_silos")
    for name, said in (
        ("theme_share", "no project has a theme"), ("theme_transversality", "no project has a theme"),
        ("group_theme_specialisation", "no project has a theme"), ("theme_concentration", "fewer than two projects"),
        ("shared_diagnostic_share", "no project is a diagnostic"),
    ):  # fmt: skip
        with pytest.raises(Undefined, match=said):
            m.catalogue[name](graph)
