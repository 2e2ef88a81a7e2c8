"""The chain of draws: what it keeps, that draws hardly depend on each other, and that nothing but the seed decides."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from benchmarks.national import national_graphs
from cooperation_graph.graph import Graphs
from cooperation_graph.measures import measure
from cooperation_graph.nulls import keep_degrees, keep_links
from cooperation_graph.nulls.draws import draw_graphs, stream
from cooperation_graph.sufficient import Layout, incidence_of, observe
from cooperation_graph.testing import check_null, random_graph
from enumeration import graph_of
from shapes import headline

REQUESTS = ("tie_count", "tie_split", "pair_split", "project_mixing", "table_entropy")
LEADS = partial(keep_degrees, fix_leads=True)


@pytest.fixture(scope="module")
def graphs() -> Graphs:
    """120 graphs of the size of surveys: 5 to 150 projects, a hub in some."""
    return national_graphs(60)


def drawn(graphs, null, draws, entropy=5, requests=REQUESTS, **options):
    """Statistics by name, graphs × draws × …"""
    incidence = incidence_of(graphs, "sector")
    layout = Layout.of(requests, incidence.n_groups)
    parts = stream(incidence, layout, null, lambda first, last, out: out, draws=draws, entropy=entropy, **options)
    return layout.split(np.concatenate([part for _, _, part in parts]))


@pytest.mark.parametrize("null", [keep_degrees, LEADS, keep_links], ids=["keep_degrees", "fix_leads", "keep_links"])
def test_draws_of_a_block_hardly_depend_on_each_other(graphs, null):
    """Lag-1 autocorrelation under .05 (mean over graphs), and first draws of a block, nearest to the start, without bias."""
    for name, values in headline(drawn(graphs, null, 1024)).items():
        blocks = values.reshape(len(graphs), 8, 128)
        deviation = blocks - blocks.mean(axis=(1, 2), keepdims=True)
        variance = (deviation**2).mean(axis=(1, 2))
        vary = variance > 1e-12
        if not vary.any():  # keep_links keeps the links
            continue
        lag = (deviation[:, :, 1:] * deviation[:, :, :-1]).mean(axis=(1, 2))[vary] / variance[vary]
        first = deviation[vary, :, 0].mean(axis=1) / np.sqrt(variance[vary] / 8)
        assert lag.mean() < 0.05, name
        assert abs(first.mean()) < 4 / np.sqrt(vary.sum()), name
        assert np.sqrt((first**2).mean()) < 1.25, name


def test_a_hub_and_a_plenary_do_not_slow_the_chain():
    """An actor in nine projects of ten and a project of nine actors of ten, far from what chance gives at the start."""
    rng = np.random.default_rng(3)
    n, m = 40, 40
    cells = np.zeros((n, m), dtype=bool)
    cells[0, :36] = cells[:36, 0] = True
    for project in range(1, m):
        half = 1 + project % 2 * 19  # every other project stays within one half of the actors
        cells[rng.choice(np.arange(half, half + 19), 3, replace=False), project] = True
    graph = graph_of(["".join("x" if cell else "." for cell in line) for line in cells])
    incidence = incidence_of(graph, "sector")
    layout = Layout.of(REQUESTS, incidence.n_groups)
    out = stream(incidence, layout, keep_degrees, lambda a, b, out: out, draws=128 * 100, entropy=1)[0][2]
    for name, values in headline(layout.split(out)).items():
        blocks = values.reshape(100, 128)
        gap = blocks[:, 0].mean() - blocks.mean()
        assert abs(gap) < 4 * blocks.std() / 10, name


def test_scores_under_a_true_null_are_standard(graphs):
    """z of a graph drawn from the null: mean 0 ± .15, standard deviation 1 ± .15."""
    for name, values in headline(drawn(graphs, keep_degrees, 640, entropy=9)).items():
        rest = values[:, 128:]  # the observed graph and its draws come from different blocks
        scores = np.concatenate([(values[:, k] - rest.mean(axis=1)) / rest.std(axis=1) for k in (0, 40, 80, 120)])
        assert abs(scores.mean()) < 0.15, name
        assert abs(scores.std() - 1) < 0.15, name


@pytest.mark.parametrize("null", [keep_degrees, LEADS, keep_links], ids=["keep_degrees", "fix_leads", "keep_links"])
def test_nothing_but_the_seed_decides(graphs, null):
    whole = drawn(graphs, null, 140)
    threads = drawn(graphs, null, 140, n_jobs=4)
    subset = drawn(Graphs(graphs.national, (7, 3, 50)).compact(), null, 140)
    later = drawn(graphs, null, 140, first_draw=128)
    for name in REQUESTS:
        assert np.array_equal(whole[name], threads[name])
        assert np.array_equal(whole[name][[7, 3, 50]], subset[name])
        assert np.array_equal(whole[name][:, 128:], later[name])
    assert not np.array_equal(whole["tie_split"][:, :1], drawn(graphs, null, 1, entropy=6)["tie_split"])


@pytest.mark.parametrize("null", [keep_degrees, LEADS, keep_links], ids=["keep_degrees", "fix_leads", "keep_links"])
def test_draws_as_graphs_are_the_draws_of_the_pass(graphs, null):
    for place in (0, 11, int(np.argmax(graphs.to_frame()["n_projects"]))):
        graph = graphs[place]
        found = drawn(Graphs(graphs.national, (place,)).compact(), null, 130)
        for number, one in enumerate(draw_graphs(graph, null, draws=130, entropy=5)):
            if number not in (0, 5, 128):
                continue
            again = observe(incidence_of(one, "sector"), REQUESTS)
            assert all(np.allclose(again[name][0], found[name][0, number]) for name in REQUESTS)


def test_measures_do_not_depend_on_threads(graphs):
    few = Graphs(graphs.national, tuple(range(12)))
    one, two = (measure(few, draws=150, rng=4, n_jobs=n).frame for n in (1, 2))
    assert one.equals(two)


@pytest.mark.parametrize("null", [keep_degrees, LEADS, keep_links], ids=["keep_degrees", "fix_leads", "keep_links"])
def test_the_contract_of_null_models(null):
    check_null(null)


def test_leads_and_strata_stay():
    null = partial(keep_degrees, strata="theme", fix_leads=True)
    moved = False
    for seed in range(10):
        graph = random_graph(np.random.default_rng(seed), n_actors=80 if seed % 2 else 20, n_projects=25)
        led = graph.participations.query("role == 'lead'")
        theme = graph.projects["theme"].to_numpy()
        for one in draw_graphs(graph, null, draws=3, entropy=seed):
            before, after = graph.biadjacency.toarray(), one.biadjacency.toarray()
            assert after.max() == 1
            assert np.array_equal(before.sum(axis=0), after.sum(axis=0))
            assert after[graph.actor_ids.get_indexer(led["actor"]), graph.project_ids.get_indexer(led["project"])].all()
            for value in set(theme):
                assert np.array_equal(before[:, theme == value].sum(axis=1), after[:, theme == value].sum(axis=1))
            moved |= not np.array_equal(before, after)
    assert moved


def test_frozen_actors_keep_their_projects(graphs):
    graph = graphs[0]
    incidence = incidence_of(graph, "sector")
    layout = Layout.of(("pair_mixing",), incidence.n_groups)
    held = incidence.group == 0
    observed = observe(incidence, ("pair_mixing",))["pair_mixing"][0]
    out = stream(incidence, layout, keep_degrees, lambda a, b, out: out, draws=50, entropy=1, frozen=held)[0][2]
    mixing = layout.split(out)["pair_mixing"][0]
    assert (mixing[:, 0, 0] == observed[0, 0]).all()
    assert np.ptp(mixing[:, 1, 1]) > 0
    everybody = stream(
        incidence, layout, keep_degrees, lambda a, b, out: out, draws=5, entropy=1, frozen=np.ones(len(held), dtype=bool)
    )[0][2]
    assert (layout.split(everybody)["pair_mixing"][0] == observed).all()
