"""Metrics from outside: networkx functions, parameters, two attributes, metrics under review."""

from __future__ import annotations

import pickle
from functools import partial

import joblib
import networkx as nx
import numpy as np
import pandas as pd
import pytest

from cooperation_graph import metrics as m
from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.measures import measure
from cooperation_graph.metrics.card import Catalogue, card_of, metric, name_of
from cooperation_graph.metrics.sheets import sheet
from cooperation_graph.projection import project_actors
from cooperation_graph.testing import TINY_GRAPHS, check_metric, random_graph, tiny_graph


def outside(graph: CooperationGraph, projection: str = "simple") -> nx.Graph:
    return nx.relabel_nodes(nx.from_scipy_sparse_array(project_actors(graph, projection)), dict(enumerate(graph.actor_ids)))


@pytest.mark.parametrize(("function", "facts"), [
    (nx.transitivity, {"range": (0, 1)}), (nx.number_connected_components, {"range": (1, np.inf)}),
    (nx.core_number, {"level": "actor", "range": (0, np.inf)}), (nx.average_shortest_path_length, {"range": (0, np.inf)}),
    (nx.bipartite.closeness_centrality, None), (nx.density, {"on": "bipartite", "range": (0, 1)}),
    (nx.degree_centrality, {"on": "bipartite", "level": "project", "range": (0, np.inf)}),
])  # fmt: skip
def test_networkx_functions_keep_the_contract(function, facts) -> None:
    if facts is None:  # one that takes the nodes of one side: give them by a function of your own
        check_metric(m.metric_from_networkx(lambda g: nx.number_of_edges(g), name="edges", on="bipartite", range=(0, np.inf)), n_random=3)
    else:
        check_metric(m.metric_from_networkx(function, label="x", reading="y", **facts), n_random=3)


def test_values_are_those_of_networkx() -> None:
    graph = random_graph(np.random.default_rng(4))
    assert m.metric_from_networkx(nx.transitivity)(graph) == nx.transitivity(outside(graph))
    ranked = m.metric_from_networkx(nx.pagerank, projection="newman", level="actor", weight="weight")
    assert ranked(graph).to_dict() == pytest.approx(nx.pagerank(outside(graph, "newman"), weight="weight"))
    frame = measure(graph, [m.metric_from_networkx(nx.transitivity, range=(0, 1))], draws=19, rng=1).frame
    assert frame.loc[0, "expected"] > 0
    assert frame.loc[0, "metric"] == "transitivity"


def test_what_networkx_refuses_is_undefined_with_its_sentence() -> None:
    mean = m.metric_from_networkx(nx.average_shortest_path_length)
    with pytest.raises(Undefined, match="not connected"):
        mean(tiny_graph("two_silos"))
    with pytest.raises(Undefined, match="no actor"):
        mean(tiny_graph("no_actor"))
    assert measure(tiny_graph("two_silos"), [mean], null=None).frame.loc[0, "status"] == "Graph is not connected."


def test_wrong_calls_say_what_is_wrong() -> None:
    for wrong in ({"on": "cube"}, {"projection": "tripartite"}, {"level": "project"}, {"level": "group"}):
        with pytest.raises(UnknownName):
            m.metric_from_networkx(nx.density, **wrong)
    with pytest.raises(TypeError, match="level='actor'"):
        m.metric_from_networkx(nx.core_number)(tiny_graph("path"))
    with pytest.raises(TypeError, match="level='territory'"):
        m.metric_from_networkx(nx.density, level="actor")(tiny_graph("path"))


def test_it_goes_to_other_processes() -> None:
    graphs = [random_graph(np.random.default_rng(seed)) for seed in range(2)]
    found = joblib.Parallel(n_jobs=2)(joblib.delayed(m.metric_from_networkx(nx.transitivity))(graph) for graph in graphs)
    assert found == [nx.transitivity(outside(graph)) for graph in graphs]


@metric(level="territory", range=(0, 1), direction=+1, groups=("by", "second"), emerging=True)
def double_crossing_share(graph: CooperationGraph, *, by: str | None = None, second: str = "scale", at_least: int = 2) -> float:
    """Share of projects with `at_least` groups by both attributes."""
    tables = [np.unique(np.stack([graph.groups(a)[0][np.repeat(np.arange(graph.n_actors), graph.actor_degrees)], graph.indices]), axis=1)
              for a in (by or graph.survey.groups[0], second)]  # fmt: skip
    if not len(graph.indices):
        raise Undefined("there is no project")
    several = [np.bincount(table[1, table[0] >= 0], minlength=graph.n_projects) >= at_least for table in tables]
    return float((several[0] & several[1]).sum() / (graph.project_sizes > 0).sum())


def test_a_metric_of_two_attributes_with_parameters() -> None:
    graph = tiny_graph("two_silos_and_a_bridge")
    assert double_crossing_share(graph, by="sector") == 0  # the bridge joins two odd actors
    assert double_crossing_share(graph, by="scale", second="scale") == 4 / 5
    check_metric(double_crossing_share)
    check_metric(partial(double_crossing_share, second="sector", at_least=1))
    asked = [partial(double_crossing_share, second=second) for second in ("scale", "sector")]
    frame = measure(graph, asked, by="sector", draws=9, rng=1).frame
    assert frame["metric"].tolist() == ["double_crossing_share", "double_crossing_share(second='sector')"]
    assert frame["value"].tolist() == [0, 1 / 5]
    assert name_of(partial(double_crossing_share, by="scale")) == "double_crossing_share"
    assert pickle.loads(pickle.dumps(asked[1]))(graph, by="sector") == 1 / 5


def test_metrics_under_review_are_marked_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    from cooperation_graph.metrics import card, emerging

    assert emerging.names() == []
    assert card_of(double_crossing_share).emerging
    mine = Catalogue()
    mine.add(double_crossing_share)
    for module in (card, emerging):
        monkeypatch.setattr(module, "catalogue", mine)
    assert m.emerging.names() == ["double_crossing_share"]
    assert m.emerging.double_crossing_share is double_crossing_share
    with pytest.raises(AttributeError, match="under review"):
        _ = m.emerging.ei_index
    assert ("En cours d'examen", ("l'examen scientifique de cet indicateur n'est pas terminé",)) in sheet(double_crossing_share).items("fr")
    result = measure(tiny_graph("two_silos"), [double_crossing_share, "density"], by="sector", null=None)
    assert result.warnings.loc[result.warnings["code"] == "emerging_metric", "metric"].tolist() == ["double_crossing_share"]


def test_one_broken_module_does_not_leave_half_a_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    from cooperation_graph.metrics import card

    def broken(name: str) -> object:
        raise SyntaxError(name)

    catalogue = Catalogue()
    with monkeypatch.context() as patch:
        patch.setattr(card.importlib, "import_module", broken)
        for _ in range(2):
            with pytest.raises(SyntaxError):
                len(catalogue)
    assert "ei_index" in catalogue


@pytest.mark.parametrize("name", TINY_GRAPHS)
def test_projected_graphs_hold_isolates(name: str) -> None:
    graph = tiny_graph(name)
    if graph.n_actors:
        assert m.metric_from_networkx(nx.number_of_nodes, range=(0, np.inf))(Graphs(graph.national)[0]) == graph.n_actors
        assert isinstance(m.metric_from_networkx(nx.core_number, level="actor")(graph), pd.Series)
