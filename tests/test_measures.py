"""measure(): every column against its definition, written out in plain Python on the same draws."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation_graph import nulls
from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
from cooperation_graph.measures import COLUMNS, HEADLINE, Measures, measure, summarise_draws
from cooperation_graph.metrics import catalogue, metric
from cooperation_graph.nulls.draws import draw_graphs
from cooperation_graph.results import load, save
from cooperation_graph.survey.tables import Survey
from cooperation_graph.testing import TINY_GRAPHS, check_metric, led_projects, random_graph, tiny_graph


def many(n: int, seed: int = 0, **how: int) -> Graphs:
    """n random territories as one survey."""
    rng = np.random.default_rng(seed)
    tables, actors = [], []
    for place in range(n):
        one = random_graph(rng, **how).survey
        tables.append(one.participations.assign(territory=f"T{place:03d}"))
        actors.append(one.actors.assign(territory=f"T{place:03d}"))
    table, people = pd.concat(tables, ignore_index=True), pd.concat(actors, ignore_index=True)
    table["territory"], people["territory"] = table["territory"].astype("str"), people["territory"].astype("str")
    return build_graphs(Survey(participations=table, actors=people, groups=("sector", "scale")))


def test_columns_and_headline() -> None:
    result = measure(tiny_graph("two_silos_and_a_bridge"), by="sector", draws=49, rng=1)
    assert tuple(result.frame.columns) == COLUMNS
    assert tuple(result.frame["metric"]) == HEADLINE
    assert result.frame["by"].tolist() == ["", "sector", "sector", "sector", "sector", "sector", "", ""]


@pytest.mark.parametrize("null", [nulls.keep_degrees, nulls.keep_links])
def test_null_columns_are_their_definitions(null) -> None:
    graph = random_graph(np.random.default_rng(5), n_actors=14, n_projects=10)
    names = ["ei_index", "pair_heterogeneity", "h2_prime", "mean_partners", "cross_pair_ratio", "freeman_segregation"]
    frame = measure(graph, names, by="sector", null=null, draws=150, rng=9).frame.set_index("metric")
    draws = list(draw_graphs(graph, null, draws=150, entropy=9))
    for name in names:
        function, card = catalogue[name], catalogue[name].card
        call = partial(function, by="sector") if card.groups else function
        values = np.array([call(one) for one in draws])
        row, observed = frame.loc[name], call(graph)
        low, high = card.range
        expected = values.mean()
        above, below = (values >= observed - 1e-9).sum(), (values <= observed + 1e-9).sum()
        assert row["value"] == pytest.approx(observed, abs=1e-12)
        assert row["expected"] == pytest.approx(expected, abs=1e-10)
        assert row["sd"] == pytest.approx(values.std(ddof=1), abs=1e-10)
        assert row["p"] == pytest.approx(min(1, 2 * (min(above, below) + 1) / 151))
        bound = high if observed >= expected else low
        if np.isinf(bound):
            assert np.isnan(row["effect"])
        else:
            assert row["effect"] == pytest.approx((observed - expected) / abs(bound - expected), abs=1e-9)
        assert row["ratio"] == pytest.approx(observed / expected) if low == 0 else np.isnan(row["ratio"])
        if values.std() > 1e-9:
            assert row["z"] == pytest.approx((observed - expected) / values.std(ddof=1))


def test_compiled_and_plain_metrics_give_the_same_frame() -> None:
    @metric(range=(-1, 1), groups=("by",))  # without a range the interval would not be kept inside it
    def plain(graph: CooperationGraph, *, by: str = "sector") -> float:
        return catalogue["ei_index"](graph, by=by)

    graphs = many(3, seed=2)
    compiled = measure(graphs, ["ei_index"], by="sector", draws=140, rng=4).frame
    general = measure(graphs, [plain], by="sector", draws=140, rng=4).frame
    for column in ("value", "expected", "sd", "z", "p", "se", "ci_low", "ci_high", "n_actors", "n_projects"):
        np.testing.assert_allclose(compiled[column], general[column], rtol=1e-9, atol=1e-9)


def test_any_function_is_a_null_model() -> None:
    def keep_nothing(graph: CooperationGraph, *, rng: np.random.Generator) -> CooperationGraph:
        sizes = graph.project_sizes
        rows = np.concatenate([rng.choice(graph.n_actors, size, replace=False) for size in sizes])
        columns = np.repeat(np.arange(graph.n_projects), sizes)
        order = np.lexsort((columns, rows))
        indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=graph.n_actors))])
        return graph.with_incidence(indptr, columns[order])

    frame = measure(many(2), ["ei_index", "mean_partners"], by="sector", null=keep_nothing, draws=20, rng=1).frame
    assert (frame["null"] == "keep_nothing").all()
    assert frame["expected"].notna().all()
    again = measure(many(2), ["ei_index", "mean_partners"], by="sector", null=keep_nothing, draws=20, rng=1).frame
    pd.testing.assert_frame_equal(frame, again)


def test_same_result_for_any_number_of_threads_subset_or_order() -> None:
    graphs = many(9, seed=3)
    one = measure(graphs, by="sector", draws=200, rng=7).frame
    two = measure(graphs, by="sector", draws=200, rng=7, n_jobs=2).frame
    pd.testing.assert_frame_equal(one, two)
    subset = measure(graphs[4:6], by="sector", draws=200, rng=7).frame
    whole = one[one["territory"].isin(["T004", "T005"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(subset, whole)


def test_processes_give_the_same_result_for_plain_metrics() -> None:
    def density_of_projects(graph: CooperationGraph) -> float:
        return graph.n_participations / max(graph.n_actors, 1)

    graphs = many(3, seed=3)
    one = measure(graphs, [density_of_projects], draws=10, rng=7).frame
    two = measure(graphs, [density_of_projects], draws=10, rng=7, n_jobs=2).frame
    pd.testing.assert_frame_equal(one, two)


@pytest.mark.parametrize("name", TINY_GRAPHS)
def test_every_nan_has_its_sentence(name: str) -> None:
    names = ["density", "assortativity", "group_closure", *HEADLINE]
    frame = measure(tiny_graph(name), names, by="sector", draws=19, rng=1).frame
    undefined = frame["value"].isna()
    assert (frame.loc[undefined, "status"] != "").all()
    no_interval = frame["ci_low"].isna() & ~undefined
    assert (frame.loc[no_interval, "method"] != "").all()
    no_null = frame["expected"].isna() & ~undefined
    assert (frame.loc[no_null, "status"] != "").all()


def test_degenerate_graphs_answer_as_specified() -> None:
    value = lambda graph, name: measure(tiny_graph(graph), [name], by="sector", null=None).frame.iloc[0]  # noqa: E731
    assert value("one_group", "ei_index")["value"] == -1
    assert value("one_group", "assortativity")["status"] == "all ties stay in one group: nothing can be compared"
    assert value("one_group", "freeman_segregation")["status"] == "all ties stay in one group: nothing can be compared"
    assert value("no_tie", "ei_index")["status"] == "no two actors share a project"
    assert value("no_tie", "mean_partners")["value"] == 0
    assert value("complete", "ei_index")["value"] == pytest.approx(0.6)
    assert value("complete", "assortativity")["value"] == pytest.approx(-0.2)
    assert value("complete", "freeman_segregation")["value"] == pytest.approx(0)
    assert value("one_project", "h2_prime")["status"] != ""
    assert value("one_dyad", "ei_index")["value"] == 1
    assert value("one_dyad", "assortativity")["value"] == -1
    assert value("star", "mean_partners")["value"] == pytest.approx(10 / 6)
    assert value("no_actor", "mean_partners")["status"] == "there is no actor"


def test_metrics_that_read_roles_have_no_null_and_say_so() -> None:
    row = measure(led_projects([5, 3, 2]), ["lead_concentration"], draws=19, rng=1).frame.iloc[0]
    assert row["value"] == pytest.approx(28 / 90)
    assert row["null"] == ""
    assert np.isnan(row["expected"])
    assert "redraws who takes part" in row["status"]
    assert row["method"] == "project jackknife-t"


def test_jackknife_of_the_leads_is_the_plain_one() -> None:
    graph = led_projects([5, 3, 2])
    row = measure(graph, ["lead_concentration"], null=None).frame.iloc[0]
    left = []
    for project in range(graph.n_projects):
        keep = np.arange(graph.n_projects) != project
        left.append(catalogue["lead_concentration"](graph.keep_projects(keep)))
    left = np.array(left)
    assert row["se"] == pytest.approx(np.sqrt((len(left) - 1) / len(left) * ((left - left.mean()) ** 2).sum()))


def test_shares_of_projects_have_wilson_intervals_and_their_counts() -> None:
    row = measure(tiny_graph("two_silos_and_a_bridge"), ["cross_group_project_share"], by="sector", null=None).frame.iloc[0]
    assert (row["numerator"], row["denominator"], row["method"]) == (1, 5, "Wilson")
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((0.0362, 0.6245), abs=5e-4)


def test_fewer_than_eight_projects_have_no_interval() -> None:
    row = measure(tiny_graph("two_silos_and_a_bridge"), ["ei_index"], by="sector", null=None).frame.iloc[0]
    assert np.isnan(row["ci_low"])
    assert row["method"] == "fewer than 8 projects: no interval"


def test_several_attributes_are_measured_one_at_a_time() -> None:
    frame = measure(tiny_graph("two_silos"), ["ei_index", "mean_partners"], by=["sector", "scale"], null=None).frame
    assert frame[["by", "metric"]].values.tolist() == [["sector", "ei_index"], ["scale", "ei_index"], ["", "mean_partners"]]


def test_missing_groups_are_dropped_and_counted() -> None:
    frame = measure(tiny_graph("missing_groups"), ["ei_index", "mean_partners"], by="sector", null=None).frame.set_index("metric")
    assert frame["n_actors"].to_dict() == {"ei_index": 4, "mean_partners": 5}
    category = measure(tiny_graph("missing_groups"), ["ei_index"], by="sector", null=None, missing="category").frame.iloc[0]
    assert category["n_actors"] == 5


def test_parameters_stand_in_the_name_and_change_the_value() -> None:
    graph = random_graph(np.random.default_rng(1), n_actors=12, n_projects=12, density=0.5)
    ei = catalogue["ei_index"]
    variants = [ei, partial(ei, projection="count"), partial(ei, projection="jaccard")]
    frame = measure(graph, variants, by="sector", draws=9, rng=1).frame
    assert frame["metric"].tolist() == ["ei_index", "ei_index(projection='count')", "ei_index(projection='jaccard')"]
    assert frame["value"].nunique() == 3
    assert frame["expected"].notna().all()


def test_unknown_names_are_errors_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'ei_index'"):
        measure(tiny_graph("path"), ["ei_indx"])
    with pytest.raises(UnknownName, match="sector"):
        measure(tiny_graph("path"), ["ei_index"], by="sectr")
    with pytest.raises(ValueError, match="at least 1"):
        measure(tiny_graph("path"), ["ei_index"], draws=0)


def test_a_researcher_adds_a_metric_in_five_lines() -> None:
    def projects_per_actor(graph: CooperationGraph) -> float:
        if not graph.n_actors:
            raise Undefined("there is no actor")
        return graph.n_participations / graph.n_actors

    check_metric(projects_per_actor)
    catalogue.add(projects_per_actor)
    try:
        frame = measure(tiny_graph("two_silos"), ["projects_per_actor"], draws=19, rng=1).frame
        assert frame["value"].iloc[0] == pytest.approx(10 / 6)
        assert frame["expected"].iloc[0] == pytest.approx(10 / 6), "degrees are kept"
        with pytest.raises(ValueError, match="exists already"):
            catalogue.add(metric(name="ei_index")(lambda graph: 0.0))
    finally:
        catalogue.remove("projects_per_actor")


def test_a_metric_that_breaks_the_contract_is_caught() -> None:
    def nan_instead_of_undefined(graph: CooperationGraph) -> float:
        return graph.n_participations / graph.n_projects if graph.n_projects else float("nan")

    with pytest.raises(AssertionError, match="raise Undefined"):
        check_metric(nan_instead_of_undefined)

    def depends_on_names(graph: CooperationGraph) -> float:
        return float(len(graph.actor_ids[0])) if graph.n_actors else 0.0

    with pytest.raises(AssertionError, match="names or order"):
        check_metric(depends_on_names)

    @metric(range=(0, 1))
    def leaves_its_range(graph: CooperationGraph) -> float:
        return float(graph.n_actors)

    with pytest.raises(AssertionError, match="leaves its range"):
        check_metric(leaves_its_range)


def test_density_between_territories_warns() -> None:
    assert measure(many(2), ["density"], null=None).warnings["code"].tolist() == ["density_not_comparable"]
    assert not len(measure(tiny_graph("path"), ["density"], null=None).warnings)


def test_save_and_load(tmp_path) -> None:
    result = measure(many(2), by="sector", draws=19, rng=1)
    again = load(save(result, tmp_path / "measures"))
    assert isinstance(again, Measures)
    pd.testing.assert_frame_equal(result.frame, again.frame)
    assert again.provenance["entropy"] == 1


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6))
def test_duplicating_a_territory_changes_nothing_in_it(seed: int) -> None:
    graph = random_graph(np.random.default_rng(seed), n_actors=10, n_projects=9)
    survey = graph.survey
    twin = survey.participations.assign(territory=pd.Series("U", index=survey.participations.index, dtype="str"))
    both = Survey(
        participations=pd.concat([survey.participations, twin], ignore_index=True), actors=survey.actors, groups=survey.groups
    )
    if not len(survey.participations):
        return
    frame = measure(build_graphs(both), by="sector", null=None).frame
    first, second = (frame[frame["territory"] == t].drop(columns="territory").reset_index(drop=True) for t in ("T", "U"))
    pd.testing.assert_frame_equal(first, second)


def test_an_interrupted_call_takes_up_where_it_stopped(tmp_path) -> None:
    graphs = many(6, seed=3)
    calls = []

    def counted(graph: CooperationGraph) -> float:
        calls.append(graph.territory)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return float(graph.n_participations)

    with pytest.raises(KeyboardInterrupt):
        measure(graphs, [counted, "ei_index"], null=None, interval=None, checkpoint=tmp_path)
    again = measure(graphs, [counted, "ei_index"], null=None, interval=None, checkpoint=tmp_path).frame
    assert calls == ["T000", "T001", "T002", "T003", "T003", "T004", "T005"]
    pd.testing.assert_frame_equal(again, measure(graphs, [counted, "ei_index"], null=None, interval=None).frame)


def test_compiled_draws_come_back_from_the_checkpoint(tmp_path) -> None:
    graphs = many(4, seed=3)
    one = measure(graphs, draws=150, rng=1, checkpoint=tmp_path).frame
    files = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert files
    two = measure(graphs, draws=150, rng=1, checkpoint=tmp_path).frame
    assert files == {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    pd.testing.assert_frame_equal(one, two)
    other = measure(graphs, draws=150, rng=2, checkpoint=tmp_path).frame
    assert not one["p"].equals(other["p"])


def test_one_failing_territory_is_listed_and_the_others_finish() -> None:
    def fragile(graph: CooperationGraph) -> float:
        if graph.territory == "T001":
            raise ZeroDivisionError("no such thing")
        return 1.0

    result = measure(many(3), [fragile], null=None)
    assert result.frame["value"].tolist() == [1.0, pytest.approx(np.nan, nan_ok=True), 1.0]
    assert result.warnings[["code", "territory", "metric"]].values.tolist() == [["metric_failed", "T001", "fragile"]]
    assert "no such thing" in result.warnings["message"].iloc[0]

    def broken(graph: CooperationGraph) -> float:
        raise KeyError("typo")

    with pytest.raises(KeyError, match="typo"):
        measure(many(3), [broken], null=None)


def test_a_dead_worker_changes_nothing(tmp_path) -> None:
    flag = tmp_path / "died"

    def deadly(graph: CooperationGraph) -> float:
        if graph.territory == "T001" and not flag.exists():
            flag.touch()
            import os
            import signal

            os.kill(os.getpid(), signal.SIGKILL)
        return float(graph.n_participations)

    with pytest.warns(match="dead_worker"):
        frame = measure(many(4), [deadly], null=None, interval=None, n_jobs=2).frame
    assert frame["value"].tolist() == [float(graph.n_participations) for graph in many(4)]


def test_the_result_says_what_its_draws_are_worth():
    """Draws hardly depend on each other: nearly as many independent ones; what is thrown away is written."""
    result = measure(many(6, n_actors=20, n_projects=15), ["ei_index", "mean_partners"], by="sector", draws=999, rng=1)
    worth = result.frame["draws_effective"]
    assert (worth <= result.frame["draws"]).all()
    assert worth.mean() > 850
    assert result.provenance["chain"] == {"burn_in": 10, "thin": 2, "block": 128}
    slow = np.repeat(np.random.default_rng(1).normal(size=(1, 250)), 4, axis=1)  # each value four times: worth about a quarter
    found = summarise_draws(slow, np.zeros(slow.shape, int), np.zeros(1))["draws_effective"]
    assert 0.1 * 1000 < found[0] < 0.35 * 1000
