"""Beyond one machine: metrics in Python on a real dask cluster of several processes, one of them killed in the middle."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control

from cooperation_graph.errors import UnknownName
from cooperation_graph.export import write_parquet
from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
from cooperation_graph.intake import read_survey
from cooperation_graph.intake.partitions import partitions, read_partition
from cooperation_graph.measures import Measures, measure
from cooperation_graph.results import joined
from cooperation_graph.silos import SiloVerdicts, detect_silos
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


def test_workers_read_a_national_survey_territory_by_territory(tmp_path: Path) -> None:
    """A cluster of processes, each opening the files of its territories only, one of them killed in the middle: joined, the result of
    one call on the whole."""
    survey = read_survey(Path(__file__).parents[1] / "data/samples/animation")
    folder = str(write_parquet(survey, tmp_path / "parquet"))
    whole, flag = build_graphs(survey), tmp_path / "killed"
    doomed = partitions(folder)[7]

    def one(territory: str) -> tuple[Measures, SiloVerdicts]:
        if territory == doomed and not flag.exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        graphs = build_graphs(read_partition(folder, territory))
        return measure(graphs, draws=19, rng=4), detect_silos(graphs, by="sector", draws=99, rng=4)

    asked = [joblib.delayed(one)(territory) for territory in partitions(folder)]
    assert len(asked) == 15
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster), joblib.parallel_config("dask"):
        parts = joblib.Parallel()(asked)
    assert flag.exists(), "a worker was killed"
    measures, silos = (joined(part) for part in zip(*parts, strict=True))
    keys = ["territory", "wave"]

    def in_order(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.sort_values(keys, kind="stable").reset_index(drop=True)

    pd.testing.assert_frame_equal(in_order(measures.frame), in_order(measure(whole, draws=19, rng=4).frame))
    expected, found = in_order(detect_silos(whole, by="sector", draws=99, rng=4).frame), in_order(silos.frame)
    more_draws = (expected["level"] == "territory") & (found["p"] <= 2 / 100)  # a p at its floor may be refined for the national q
    pd.testing.assert_frame_equal(found.drop(columns=["p", "q_national"]), expected.drop(columns=["p", "q_national"]))
    pd.testing.assert_series_equal(found["p"][~more_draws], expected["p"][~more_draws])
    for _, rows in found[found["level"] == "territory"].groupby("wave"):
        by_hand = false_discovery_control(rows["p"].dropna())
        assert rows["q_national"].dropna().tolist() == pytest.approx(list(by_hand))


def test_a_partition_keeps_the_roster_of_its_territory(tmp_path: Path) -> None:
    """Actors named without a territory are nobody's isolates, in the whole and in a part; those named for a territory are its own."""
    table = pd.DataFrame({"territory": ["T", "T", "U"], "wave": "1", "actor": ["a", "b", "c"], "project": ["p", "p", "q"]}).astype("str")
    actors = pd.DataFrame({"actor": ["a", "b", "c", "d", "e"], "territory": ["T", "T", None, None, "U"]}).astype("str")
    folder = write_parquet(Survey.from_frame(table, actors=actors), tmp_path / "parquet")
    whole = build_graphs(read_survey(folder))
    for place, territory in enumerate(partitions(folder)):
        part = build_graphs(read_partition(folder, territory))
        assert list(part[0].actor_ids) == list(whole[place].actor_ids)
    with pytest.raises(UnknownName, match="territory"):
        read_partition(folder, "V")


def test_results_of_several_kinds_are_not_joined() -> None:
    with pytest.raises(ValueError, match="one kind"):
        joined([])
