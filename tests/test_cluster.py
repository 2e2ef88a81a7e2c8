"""Beyond one machine: metrics in Python on a real dask cluster of several processes, one of them killed in the middle."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest

from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
from cooperation_graph.measures import measure
from cooperation_graph.survey.tables import Survey
from cooperation_graph.testing import random_graph

distributed = pytest.importorskip("dask.distributed")


def territories(n: int) -> Graphs:
    rng = np.random.default_rng(0)
    tables = [random_graph(rng).survey.participations.assign(territory=f"T{k}") for k in range(n)]
    return build_graphs(Survey(participations=pd.concat(tables, ignore_index=True).astype("str")))


def test_a_cluster_gives_the_same_result_even_when_a_worker_is_killed(tmp_path: Path) -> None:
    flag = tmp_path / "killed"

    def projects_per_actor(graph: CooperationGraph) -> float:
        if graph.territory == "T3" and not flag.exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return graph.n_participations / graph.n_actors

    def plain(graph: CooperationGraph) -> float:
        return graph.n_participations / graph.n_actors

    plain.__name__ = "projects_per_actor"
    graphs = territories(6)
    expected = measure(graphs, [plain], draws=15, rng=3).frame
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster), joblib.parallel_config("dask"):
        found = measure(graphs, [projects_per_actor], draws=15, rng=3, n_jobs=2).frame
    assert flag.exists(), "a worker was killed"
    pd.testing.assert_frame_equal(found, expected)
