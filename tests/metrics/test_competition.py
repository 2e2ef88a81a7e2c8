"""Rivals and partners: a known answer, brute force from the tables, enumeration of the null."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation_graph import metrics as m
from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
from cooperation_graph.measures import measure
from cooperation_graph.survey.tables import Survey
from cooperation_graph.testing import random_graph

LAWS = settings(deadline=None, max_examples=25)
SEEDS = st.integers(0, 10**6)


def text(rows: Sequence[tuple[str, ...]], columns: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split()).astype("str").assign(territory="T", wave="1").astype("str")


def competing(members: dict[str, str], bids: Sequence[tuple[str, ...]], themes: dict[str, str] | None = None) -> CooperationGraph:
    """Projects with their actors (the first leads), applications (call, application, theme, actor)."""
    rows = [(a, p, "partner" if k else "lead") for p, who in members.items() for k, a in enumerate(who)]
    actors = sorted({a for who in members.values() for a in who})
    return build_graphs(Survey(
        participations=text(rows, "actor project role"),
        applications=text(bids, "call application theme actor").assign(amount=1.0) if bids else text([], "call application theme actor"),
        actors=pd.DataFrame({"actor": actors, "sector": ["x" if a < "c" else "y" for a in actors]}).astype("str"),
        projects=pd.DataFrame({"project": list(members), "theme": [(themes or {}).get(p, "t") for p in members]}).astype("str"),
        groups=("sector",),
    ))[0]  # fmt: skip


#: Known answer KA4: of ten pairs one is both, two compete only, two cooperate only, five are neither.
KNOWN = competing(
    {"p1": "ab", "p2": "cd", "p3": "de", "p4": "a"},
    [("k", "1", "t", "a"), ("k", "2", "t", "b"), ("k", "3", "t", "c"), ("other", "4", "t", "d"), ("other", "5", "u", "e")],
)


def test_known_answer() -> None:
    states = m.pair_states(KNOWN)
    counts = states["state"].value_counts().to_dict()
    assert counts == {"both": 1, "competition": 2, "cooperation": 2, "none": 5}
    assert m.coopetition_rate(KNOWN) == pytest.approx(1 / 3)
    assert m.competition_density(KNOWN) == pytest.approx(3 / 10)
    others = states[~states["state"].isin(["both", "competition"])]
    assert m.coopetition_rate(KNOWN) / (others["projects"] > 0).mean() == pytest.approx(7 / 6)
    ab = states.set_index(["actor_a", "actor_b"]).loc[("a", "b")]
    assert (ab["calls"], ab["rivalry"], ab["projects"]) == (1, 1 / 2, 1)
    assert m.coopetition_rate(KNOWN, strict="sector") == 1  # a and b share a trade, c does not


def brute_rivals(graph: CooperationGraph) -> set[tuple[str, str]]:
    table = graph.survey.applications
    rows = table[table["actor"].isin(graph.actor_ids)].to_dict("records")
    found = set()
    for x, y in itertools.permutations(rows, 2):
        if x["call"] == y["call"] and x["application"] != y["application"] and x["theme"] == y["theme"] and x["actor"] < y["actor"]:
            found.add((x["actor"], y["actor"]))
    return found


@LAWS
@given(SEEDS)
def test_rivals_by_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    graph = random_graph(rng, n_actors=int(rng.integers(3, 10)), n_projects=int(rng.integers(2, 9)), density=0.4)
    if not len(graph.survey.applications):
        return
    rivals = brute_rivals(graph)
    matrix = graph.biadjacency.toarray()
    place = {a: k for k, a in enumerate(graph.actor_ids)}
    meet = {(a, b) for a, b in rivals if (matrix[place[a]] * matrix[place[b]]).any()}
    n = graph.n_actors
    assert m.competition_density(graph) == pytest.approx(len(rivals) / (n * (n - 1) / 2))
    if not rivals:
        with pytest.raises(Undefined, match="no two actors are rivals"):
            m.coopetition_rate(graph)
        return
    assert m.coopetition_rate(graph) == pytest.approx(len(meet) / len(rivals))
    states = m.pair_states(graph).set_index(["actor_a", "actor_b"])["state"]
    for a, b in itertools.combinations(graph.actor_ids, 2):
        shared = (matrix[place[a]] * matrix[place[b]]).any()
        rival = (min(a, b), max(a, b)) in rivals
        assert states[a, b] == {(0, 0): "none", (1, 0): "competition", (0, 1): "cooperation", (1, 1): "both"}[rival, bool(shared)]


def test_interval_is_that_of_deleted_projects() -> None:
    graph = random_graph(np.random.default_rng(9))
    row = measure(graph, ["coopetition_rate"], null=None).frame.iloc[0]
    left = [m.coopetition_rate(graph.keep_projects(np.arange(graph.n_projects) != p)) for p in np.flatnonzero(graph.project_sizes)]
    spread = np.array(left) - np.mean(left)
    assert row["value"] == pytest.approx(m.coopetition_rate(graph))
    assert row["se"] == pytest.approx(np.sqrt((len(left) - 1) / len(left) * (spread**2).sum()))


@pytest.mark.parametrize("fix_leads", [True, False])
def test_lift_by_enumeration(fix_leads: bool) -> None:
    """Every way to fill the projects of each theme with the same degrees (and leads); the rivals a and b are both in theme t."""
    members = {"p1": "abe", "p2": "cad", "p3": "ec", "p4": "bd", "p5": "cd", "p6": "db"}
    themes = {"p4": "u", "p5": "u"}
    graph = competing(members, [("k", "1", "t", "a"), ("k", "2", "t", "b")], themes)
    rates: dict[str, list[bool]] = {theme: [] for theme in "tu"}
    for theme in "tu":
        own = [p for p in members if themes.get(p, "t") == theme]
        degrees = sorted("".join(members[p] for p in own))
        for fill in itertools.product(*(itertools.combinations("abcde", len(members[p])) for p in own)):
            led = all(members[p][0] in who for p, who in zip(own, fill, strict=True))
            if sorted("".join(map("".join, fill))) == degrees and (led or not fix_leads):
                rates[theme].append(any({"a", "b"} <= set(who) for who in fill))
    expected = np.mean([x or y for x in rates["t"] for y in rates["u"]])
    assert 0.1 < expected < 0.9
    lift = m.coopetition_lift(graph, draws=4000, rng=3, fix_leads=fix_leads)
    assert lift == pytest.approx(1 / expected, rel=0.06)  # three standard errors or more
    free = m.coopetition_lift(graph, draws=2000, rng=3, strata=None, fix_leads=fix_leads)
    assert free != pytest.approx(lift, rel=0.01)


def test_undefined_cases() -> None:
    silent = competing({"p": "ab"}, [])
    for name in ("coopetition_rate", "competition_density", "coopetition_lift", "pair_states"):
        with pytest.raises(Undefined, match="no application"):
            getattr(m, name)(silent)
    apart = competing({"p1": "a", "p2": "b"}, [("k", "1", "t", "a"), ("k", "2", "t", "b")])
    assert m.coopetition_rate(apart) == 0
    with pytest.raises(Undefined, match="never make rivals meet"):
        m.coopetition_lift(apart, draws=20, rng=1)
    together = competing({"p1": "ab"}, [("k", "1", "t", "a"), ("k", "1", "t", "b")])
    with pytest.raises(Undefined, match="no two actors are rivals"):
        m.coopetition_rate(together)
    assert m.pair_states(together)["state"].tolist() == ["cooperation"]
    with pytest.raises(UnknownName):
        m.coopetition_rate(apart, rivalry="x")


def test_a_blank_theme_goes_with_any_and_lists_share_one() -> None:
    blank = competing({"p1": "ab"}, [("k", "1", "t", "a"), ("k", "2", "", "b")])
    lists = competing({"p1": "ab"}, [("k", "1", "t|u", "a"), ("k", "2", "u|v", "b")])
    other = competing({"p1": "ab"}, [("k", "1", "t|u", "a"), ("k", "2", "v", "b")])
    assert m.coopetition_rate(blank) == m.coopetition_rate(lists) == 1
    assert m.competition_density(other) == 0


def test_reported_rivals_and_several_graphs() -> None:
    ties = text([("a", "b", "competition"), ("b", "a", "competition"), ("c", "a", "trust")], "source target kind").assign(intensity=2.0)
    rows = text([("a", "p", "lead"), ("b", "p", "partner"), ("c", "q", "lead")], "actor project role")
    later = rows.assign(wave="2").astype("str")
    graphs = build_graphs(Survey(participations=pd.concat([rows, later], ignore_index=True), ties=ties, groups=()))
    first, second = graphs.get("T", "1"), graphs.get("T", "2")
    assert m.coopetition_rate(first, rivalry="reported") == 1
    assert m.competition_density(first, rivalry="reported") == pytest.approx(1 / 3)
    with pytest.raises(Undefined):
        m.coopetition_rate(second, rivalry="reported")
    bids = text([("k", "1", "", "a"), ("k", "2", "", "b")], "call application theme actor")
    both = build_graphs(Survey(participations=pd.concat([rows, later], ignore_index=True), applications=bids))
    frame = measure(Graphs(both.national), ["coopetition_rate"], null=None, interval=None).frame
    assert frame["value"].fillna(-1).tolist() == [1, -1]


def test_consortia_and_amounts() -> None:
    """Four applications, two of them joint: 30 repeated on both rows; 10 and 5 are parts; one alone asks 55; one says nothing."""
    bids = [("k", "1", "t", "a", 30), ("k", "1", "t", "b", 30), ("k", "2", "t", "a", 10), ("k", "2", "t", "z", 5), ("k", "3", "t", "c", 55),
            ("k", "4", "t", "a", np.nan)]  # fmt: skip
    table = pd.DataFrame(bids, columns=["call", "application", "theme", "actor", "amount"])
    table = table.astype({c: "str" for c in table if c != "amount"} | {"amount": "float64"})
    table = table.assign(territory=pd.Series("T", index=table.index, dtype="str"), wave=pd.Series("1", index=table.index, dtype="str"))
    rows = text([("a", "p", "lead"), ("b", "p", "partner"), ("c", "q", "lead")], "actor project role")
    graph = build_graphs(Survey(participations=rows, applications=table))[0]
    assert m.consortium_share(graph) == pytest.approx(2 / 4)
    assert m.consortium_share(graph, weighted=True) == pytest.approx((30 + 15) / (30 + 15 + 55))
    row = measure(graph, ["consortium_share"], null=None).frame.iloc[0]
    assert (row["numerator"], row["denominator"], row["method"]) == (2, 4, "Wilson")
    none = build_graphs(Survey(participations=rows, applications=table.assign(amount=np.nan)))[0]
    with pytest.raises(Undefined, match="how much it asks"):
        m.consortium_share(none, weighted=True)
    with pytest.raises(Undefined, match="no application"):
        m.consortium_share(competing({"p": "ab"}, []))


def test_cobearing() -> None:
    """One pair of co-leads among the 3 + 1 pairs of partners of led projects; the third project names no lead."""
    rows = [("a", "p", "lead"), ("b", "p", "co_lead"), ("c", "p", "partner"), ("a", "q", "lead"), ("c", "q", "host"),
            ("a", "r", "partner"), ("b", "r", "partner")]  # fmt: skip
    graph = build_graphs(Survey(participations=text(rows, "actor project role")))[0]
    assert m.cobearing_share(graph) == pytest.approx(1 / 4)
    nobody = build_graphs(Survey(participations=text([("a", "p", "partner"), ("b", "p", "partner")], "actor project role")))[0]
    with pytest.raises(Undefined, match="who leads"):
        m.cobearing_share(nobody)
    alone = build_graphs(Survey(participations=text([("a", "p", "lead"), ("b", "q", "lead")], "actor project role")))[0]
    with pytest.raises(Undefined, match="gathers two actors"):
        m.cobearing_share(alone)


def test_niches() -> None:
    """a: 2/3 in t, 1/3 in u; b: 1/2 each; c: u only; d has no theme."""
    members = {"p1": "ab", "p2": "a", "p3": "ac", "p4": "b", "p5": "d"}
    graph = competing(members, [], {"p3": "u", "p4": "u", "p5": ""})
    overlaps = m.niche_overlaps(graph).set_index(["actor_a", "actor_b"])
    assert overlaps["overlap"].to_dict() == pytest.approx({("a", "b"): 1 / 2 + 1 / 3, ("a", "c"): 1 / 3, ("b", "c"): 1 / 2})
    assert overlaps["a_in_b"].tolist() == pytest.approx([1, 1 / 2, 1 / 2])
    assert overlaps["b_in_a"].tolist() == pytest.approx([1, 1, 1])
    assert overlaps["potential"].tolist() == [False, False, True]  # b and c, half in common, never meet
    assert m.niche_overlap(graph) == pytest.approx((5 / 6 + 1 / 3 + 1 / 2) / 3)
    assert m.niche_overlap(graph, symmetric=False) == pytest.approx((1 + 1 + 1 / 2 + 1 + 1 / 2 + 1) / 6)
    assert m.niche_overlap(graph, cells="theme+theme") == pytest.approx(m.niche_overlap(graph))
    with pytest.raises(Undefined, match="fewer than two actors"):
        m.niche_overlap(competing({"p": "ab"}, [], {"p": ""}))
    with pytest.raises(UnknownName):
        m.niche_overlap(graph, cells="public")
