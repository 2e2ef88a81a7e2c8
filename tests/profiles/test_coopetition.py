"""The profile of competition: its numbers are those of the metrics; leaving out a call is leaving out its applications."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cooperation_graph import metrics as m
from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph, build_graphs
from cooperation_graph.survey.tables import Survey
from cooperation_graph.testing import tiny_graph


def many_calls(n_calls: int) -> CooperationGraph:
    rng = np.random.default_rng(12)
    members = {f"p{p}": rng.choice(14, int(rng.integers(2, 5)), replace=False) for p in range(16)}
    rows = [(f"a{i:02d}", p, "partner" if k else "lead") for p, who in members.items() for k, i in enumerate(who)]
    bids = [(f"call{c}", f"bid{c}-{k}", f"a{i:02d}") for c in range(n_calls) for k, i in enumerate(rng.choice(14, 3, replace=False))]
    where = {"territory": "T", "wave": "1"}
    return build_graphs(Survey(
        participations=pd.DataFrame(rows, columns=["actor", "project", "role"]).assign(**where).astype("str"),
        applications=pd.DataFrame(bids, columns=["call", "application", "actor"]).assign(theme="t", **where).astype("str"),
        projects=pd.DataFrame({"project": list(members), "theme": "t"}).astype("str"),
    ))[0]  # fmt: skip


def test_numbers_of_the_metrics_and_of_deleted_calls() -> None:
    graph = many_calls(9)
    table = m.competition_profile(graph, draws=199, rng=5)
    assert table.loc["coopetition_rate", "value"] == pytest.approx(m.coopetition_rate(graph))
    assert table.loc["coopetition_lift", "value"] == pytest.approx(m.coopetition_lift(graph, draws=199, rng=5))
    n = table["value"]
    assert n["raw_ratio"] == pytest.approx(n["both"] / (n["both"] + n["competition"]) / (n["cooperation"] / (n["cooperation"] + n["none"])))
    assert n[["none", "competition", "cooperation", "both"]].sum() == graph.n_actors * (graph.n_actors - 1) / 2
    bids = graph.survey.applications
    left = [m.coopetition_rate(build_graphs(replace(graph.survey, applications=bids[bids["call"] != c]))[0]) for c in bids["call"].unique()]
    assert table.loc["coopetition_rate", "se"] == pytest.approx(np.sqrt(8 / 9 * ((np.array(left) - np.mean(left)) ** 2).sum()))
    assert table.loc["coopetition_rate", "ci_low"] < n["coopetition_rate"] < table.loc["coopetition_rate", "ci_high"]
    assert 0 < table.loc["coopetition_lift", "p"] <= 1


def test_few_calls_give_no_interval() -> None:
    table = m.competition_profile(many_calls(3), draws=50, rng=1)
    assert table.loc["coopetition_rate", "method"] == "fewer than 8 calls: no interval"
    assert table["ci_low"].isna().all()
    with pytest.raises(Undefined):
        m.competition_profile(tiny_graph("path"))
