"""Variants of a territory built in one batch are what building each alone gives."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.errors import Undefined
from cooperation_graph.evolution.exchange import units_of, without_each_unit
from cooperation_graph.graph import build_graphs
from cooperation_graph.measures import HEADLINE, measure
from cooperation_graph.metrics import catalogue
from cooperation_graph.metrics.card import card_of
from cooperation_graph.resampling import cells_of_columns, metric_values, parts_of, values_without_each, variants
from two_waves import pair, random_waves, survey

TERRITORIAL = [name for name in catalogue if card_of(catalogue[name]).level == "territory"]


def alone(graph, name):
    function = catalogue[name]
    try:
        return function(graph, by="case") if card_of(function).groups else function(graph)
    except Undefined:
        return np.nan


def rebuilt_without(members, project):
    left = {p: who for p, who in members.items() if p != project}
    return left


@pytest.mark.parametrize("name", TERRITORIAL)
def test_values_without_each_project_are_those_of_the_survey_without_it(name):
    if card_of(catalogue[name]).reads not in ("incidence", "roles", "themes"):
        pytest.skip("not made of projects")
    members = random_waves(np.random.default_rng(3))[0]
    members = {**members, "big": "ABef", "pairs": "Cg"}
    everybody = "".join(sorted(set("".join(members.values()))))
    graph = build_graphs(survey(members, {"x": "AB"}, roster=(everybody, ""))).get("T", "1")
    found = values_without_each(graph, catalogue[name], "case" if card_of(catalogue[name]).groups else None)
    expected = [
        alone(build_graphs(survey(rebuilt_without(members, p), {"x": "AB"}, roster=(everybody, ""))).get("T", "1"), name)
        for p in graph.project_ids
    ]  # fmt: skip
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_every_variant_has_the_right_incidence_on_both_sides_and_its_roles():
    graphs = pair(*random_waves(np.random.default_rng(8)))
    parts = parts_of(*graphs)
    choice, unit, wave = without_each_unit(parts, units_of(parts))
    batch = variants(parts, cells_of_columns(parts), choice)
    for k, graph in enumerate(batch):
        source = graphs[wave[k]]
        dropped = parts.projects[unit[k]]
        table = source.participations[source.participations["project"] != dropped]
        dense = pd.DataFrame(graph.biadjacency.toarray(), index=graph.actor_ids, columns=graph.project_ids)
        expected = pd.crosstab(table["actor"], table["project"]).reindex(source.actor_ids, fill_value=0)
        pd.testing.assert_frame_equal(dense, expected, check_dtype=False, check_names=False)
        columns = ["actor", "project", "role"]
        pd.testing.assert_frame_equal(
            graph.participations[columns].sort_values(columns, ignore_index=True),
            table[columns].sort_values(columns, ignore_index=True),
        )  # fmt: skip
        store = batch.national
        by_column = store.column_indices[store.column_indptr[graph.columns.start] : store.column_indptr[graph.columns.stop]]
        np.testing.assert_array_equal(by_column, graph.project_side[1])
        assert graph.actors["case"].tolist() == source.actors["case"].tolist()


def test_attributes_are_those_of_the_wave():
    base = survey({"p": "ABc"}, {"p": "ABc", "q": "Ac"})
    changing = pd.concat([base.actors.assign(wave=w) for w in "12"], ignore_index=True)
    changing.loc[(changing["wave"] == "2") & (changing["actor"] == "c"), "case"] = "up"
    graphs = build_graphs(replace(base, actors=changing))
    values, _ = metric_values(graphs, catalogue["pair_heterogeneity"], "case")
    np.testing.assert_allclose(values, [2 / 3, 0])
    parts = parts_of(graphs[0], graphs[1])
    choice, _, wave = without_each_unit(parts, units_of(parts))
    batch, _ = metric_values(variants(parts, cells_of_columns(parts), choice), catalogue["pair_heterogeneity"], "case")
    assert (batch[wave == 1] == 0).all()


def test_plain_functions_and_cards_give_the_same_values_and_reasons():
    graphs = build_graphs(survey(*random_waves(np.random.default_rng(1))))

    def partners(graph):
        return catalogue["mean_partners"](graph)

    def never(graph, *, by=None):
        raise Undefined(f"no {by}")

    np.testing.assert_allclose(metric_values(graphs, partners)[0], metric_values(graphs, catalogue["mean_partners"])[0])
    values, reasons = metric_values(graphs, never, "case")
    assert np.isnan(values).all()
    assert reasons == ["no case", "no case"]
    compared = measure(graphs, list(HEADLINE), by="case", null=None, interval=None).frame
    for name in HEADLINE:
        rows = compared[compared["metric"] == name]
        values, reasons = metric_values(graphs, catalogue[name], "case" if card_of(catalogue[name]).groups else None)
        np.testing.assert_allclose(values, rows["value"].astype(float), equal_nan=True)
        assert reasons == rows["status"].tolist()
