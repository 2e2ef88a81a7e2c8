"""Leads and decisions: known answers, definitions by enumeration, no bias with few projects."""

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
from cooperation_graph.graph import CooperationGraph, build_graphs
from cooperation_graph.measures import measure
from cooperation_graph.survey.tables import Survey
from cooperation_graph.testing import led_projects, random_graph, tiny_graph

LAWS = settings(deadline=None, max_examples=25)
COUNTS = st.lists(st.integers(1, 6), min_size=1, max_size=6)


def with_roles(rows: str, **more: object) -> CooperationGraph:
    """A territory from ``"actor project role"`` triples separated by commas; the sector is the first letter."""
    table = pd.DataFrame([row.split() for row in rows.split(",")], columns=["actor", "project", "role"]).assign(territory="T", wave="1")
    names = sorted(set(table["actor"]))
    actors = pd.DataFrame({"actor": names, "sector": [name[0] for name in names]}).astype("str")
    return build_graphs(Survey(participations=table.astype("str"), actors=actors, groups=("sector",)))[0]


def test_known_answers() -> None:
    """Leads of 5, 3 and 2 projects: 28/90, 3.214 effective leaders (methods, KA3); first leader .5, first two .8."""
    graph = led_projects([5, 3, 2])
    assert m.lead_concentration(graph) == pytest.approx(28 / 90)
    assert m.effective_leaders(graph) == pytest.approx(3.214, abs=5e-4)
    assert [m.top_lead_share(graph, k=k) for k in (1, 2, 3, 9)] == pytest.approx([0.5, 0.8, 1, 1])
    assert m.decision_concentration(graph) == pytest.approx(28 / 90)


def test_limiting_cases() -> None:
    assert m.effective_leaders(led_projects([4])) == 1
    assert m.effective_leaders(led_projects([1, 1, 1])) == math.inf
    frame = measure(led_projects([1] * 9), ["effective_leaders"], null=None).frame
    assert frame.loc[0, "value"] == math.inf
    assert frame.loc[0, "method"]  # no interval, with the reason
    with pytest.raises(Undefined, match="fewer than two projects"):
        m.effective_leaders(led_projects([1]))
    with pytest.raises(Undefined, match="no project names who leads"):
        m.top_lead_share(tiny_graph("two_silos"))
    with pytest.raises(ValueError, match="at least 1"):
        m.top_lead_share(led_projects([2]), k=0)


def test_a_shared_lead_counts_for_each_half() -> None:
    graph = with_roles("a1 p lead,b1 p co_lead,a1 q lead,b1 r partner,a1 r lead")
    assert m.top_lead_share(graph) == pytest.approx(2.5 / 3)
    assert m.co_lead_share(graph) == pytest.approx(1 / 3)
    # p–q: a drawn in p half the time; p–r the same; q–r always
    assert m.lead_concentration(graph) == pytest.approx((0.5 + 0.5 + 1) / 3)


def test_entropy_of_decisions_over_groups() -> None:
    even = with_roles("a1 p lead,b1 q lead")
    assert m.decision_entropy(even, by="sector") == pytest.approx(1)
    alone = with_roles("a1 p lead,b1 p partner")
    assert m.decision_entropy(alone, by="sector") == 0
    third = with_roles("a1 p lead,a1 q lead,b1 r lead,c1 r partner")  # 2/3, 1/3 and a group that decides nothing
    expected = -(2 / 3 * math.log(2 / 3) + 1 / 3 * math.log(1 / 3)) / math.log(3)
    assert m.decision_entropy(third, by="sector") == pytest.approx(expected)
    with pytest.raises(Undefined, match="one group"):
        m.decision_entropy(with_roles("a1 p lead,a2 p partner"), by="sector")
    with pytest.raises(Undefined, match="nobody who decides"):
        m.decision_entropy(with_roles("a1 p partner,b1 p partner"), by="sector")


@LAWS
@given(COUNTS)
def test_pairs_of_projects(counts: list[int]) -> None:
    leads = [k for k, count in enumerate(counts) for _ in range(count)]
    graph = led_projects(counts)
    assert m.top_lead_share(graph) == pytest.approx(max(counts) / sum(counts))
    if len(leads) < 2:
        return
    same = np.mean([a == b for a, b in itertools.combinations(leads, 2)])
    assert m.lead_concentration(graph) == pytest.approx(same)
    assert m.effective_leaders(graph) == (pytest.approx(1 / same) if same else math.inf)


@LAWS
@given(st.integers(0, 10**6))
def test_from_rows(seed: int) -> None:
    rng = np.random.default_rng(seed)
    graph = random_graph(rng, n_actors=int(rng.integers(2, 14)), n_projects=int(rng.integers(2, 12)))
    table = graph.participations
    if "role" not in table:
        return
    table = table[table["role"] != "funder"]
    decides = table["decides"].fillna(table["role"].isin(["lead", "co_lead"])).astype(bool)
    of_project = table[decides].groupby("project")["actor"].agg(set)
    if len(of_project) >= 2:
        same = [len(a & b) / (len(a) * len(b)) for a, b in itertools.combinations(of_project, 2)]
        assert m.decision_concentration(graph) == pytest.approx(np.mean(same))
    sector = dict(zip(graph.actor_ids, graph.actors["sector"]))
    counts = pd.Series([sector[actor] for members in of_project for actor in members]).value_counts(normalize=True)
    if len(set(sector.values())) > 1:
        expected = -sum(q * math.log(q) for q in counts) / math.log(len(set(sector.values())))
        assert m.decision_entropy(graph, by="sector") == pytest.approx(expected)


def test_the_jackknife_of_top_leaders_leaves_projects_out() -> None:
    from cooperation_graph.uncertainty import jackknife

    counts = [5, 3, 2, 1]
    frame = measure(led_projects(counts), ["top_lead_share"], null=None).frame
    left = [max(c - (k == j) for j, c in enumerate(counts)) / 10 for k, count in enumerate(counts) for _ in range(count)]
    assert frame.loc[0, "se"] == pytest.approx(jackknife(np.array(left), 5 / 11, bounds=(0, 1)).se)
    assert frame.loc[0, "method"] == "project jackknife-t"
