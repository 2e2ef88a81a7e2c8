"""The whole path on real data sets, which are not part of this repository: skipped where they are absent."""

from __future__ import annotations

import importlib.util
import io
from contextlib import redirect_stdout
from pathlib import Path

import pandas as pd
import pytest

import cooperation_graph as cg

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared/data/real"
pytestmark = [pytest.mark.real, pytest.mark.skipif(not REAL.exists(), reason="the real data sets are not here")]


def script():
    spec = importlib.util.spec_from_file_location("real_data", ROOT / "docs/real_data.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_shows_what_its_command_prints() -> None:
    printed = io.StringIO()
    with redirect_stdout(printed):
        script().main(REAL)
    page = (ROOT / "docs/explanation/real-data.md").read_text(encoding="utf-8")
    for line in printed.getvalue().splitlines():
        if line and not line.startswith("##"):
            assert line in page


@pytest.mark.parametrize("name", ["southern_women", "us_congress_committees", "interreg_keep", "anct_adulte_relais"])
def test_nothing_is_lost_on_the_way(name: str) -> None:
    survey = cg.read_survey(REAL / name, mapping=script().MAPPINGS[name])
    rows = pd.read_csv(REAL / name / "participations.csv", dtype=str, keep_default_na=False)
    assert len(survey.participations) + len(survey.set_aside) >= len(rows)
    graphs = cg.build_graphs(survey)
    ids = rows[["territory", "wave", "actor_id", "project_id"]].drop_duplicates()
    assert graphs.to_frame()["n_participations"].sum() == len(ids)


def test_davis_values() -> None:
    """E–I of the published two-group split on 93 ties: simple and count projections by networkx."""
    import networkx as nx

    graph = cg.build_graphs(cg.read_survey(REAL / "southern_women"))[0]
    outside = graph.to_networkx()
    women = [node for node, mode in outside.nodes(data="bipartite") if mode == 0]
    sector = nx.get_node_attributes(outside, "sector")
    for projection, project in (("simple", nx.bipartite.projected_graph), ("count", nx.bipartite.weighted_projected_graph)):
        ties = project(outside, women).edges(data=True)
        weight = [(d.get("weight", 1), sector[u] == sector[v]) for u, v, d in ties]
        inside, total = sum(w for w, same in weight if same), sum(w for w, _ in weight)
        value = cg.metrics.ei_index(graph, by="sector", projection=projection)
        assert value == pytest.approx((total - 2 * inside) / total, abs=1e-12)


def test_contracts_whose_codes_change_are_proposed_not_guessed() -> None:
    """The geographic code, which the library does not read, contradicts no more than one proposal in a hundred; nothing is merged before review.

    Two codes contradict a proposal when both bodies exist: many old codes are those of bodies that were merged or renumbered since.
    """
    found, ledger = script().contracts(REAL)
    number = found.set_index("contracts")["number"]
    agreed, contradicted = number["of which the same commune or intermunicipality code"], number["of which two codes that both exist (two bodies)"]
    assert agreed >= 0.7 * number["proposed as the same"]
    assert contradicted <= 0.01 * (agreed + contradicted)
    assert number["CV 2015-2023 without any counterpart"] > 0
    on = ledger[ledger["to"] == "2024"].set_index("codes")["contracts going on"].astype(float)
    assert on["as coded"] < 0.2 < 0.4 < on["with the correspondence"]
