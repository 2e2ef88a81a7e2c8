"""A wave file with renamed actors, merged territories and 40 % silence goes from raw to report without a false sentence."""

import html
import re

import pandas as pd
import pytest

import cooperation_graph as cg
from cooperation_graph.evolution import compare_waves
from cooperation_graph.synthetic import simulate

RENAMED = 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two districts of 2023 are one in 2025; six actors changed their name and code; nobody left; 40 % did not answer in 2025."""
    survey = simulate(territories=["QP1", "QP2"], waves=["2023", "2025"], actors=16, projects=14, actor_turnover=0.0, renewal=0.5,
                      nonresponse=0.4, recall=1.0, rng=11)  # fmt: skip
    tables = {name: table.copy() for name, table in survey.tables.items() if len(table)}
    for name in ("participations", "responses"):
        later = tables[name]["wave"] == "2025"
        tables[name]["territory"] = tables[name]["territory"].mask(later, "QN1")
    known = tables["participations"].groupby("actor")["wave"].nunique()
    both = sorted(known.index[known == 2])[:RENAMED]
    new = {old: f"{old}-nouveau" for old in both}
    for name, columns in {"participations": ["actor", "reported_by"], "responses": ["actor"]}.items():
        for column in columns:
            later = tables[name]["wave"] == "2025"
            tables[name][column] = tables[name][column].mask(later, tables[name][column].replace(new))
    actors = tables["actors"].drop(columns=["territory"])
    tables["actors"] = pd.concat([actors, actors[actors["actor"].isin(new)].assign(actor=lambda t: t["actor"].map(new))])
    tables["projects"] = tables["projects"].drop(columns=["territory"])
    names = ["Les Ormes (fictif)", "Le Moulin (fictif)", "Ormes-Moulin (fictif)"]
    tables["territories"] = pd.DataFrame({"territory": ["QP1", "QP2", "QN1"], "name": names})
    links = [("territory", "2025", district, "QN1", "merge") for district in ("QP1", "QP2")]
    links += [("actor", "2025", old, name, "same") for old, name in new.items()]
    tables["correspondences"] = pd.DataFrame(links, columns=["kind", "wave", "old", "new", "relation"])
    place = tmp_path_factory.mktemp("raw")
    for name, table in tables.items():
        table.to_csv(place / f"{name}.csv", index=False, sep=";", encoding="utf-8-sig")
    return place


def test_every_sentence_holds(folder, tmp_path):
    survey = cg.read_survey(folder)
    found = cg.correspondence.follow(survey)
    assert set(found.report["outcome"]) == {"applied"}
    assert "territory" not in set(found.unmatched["kind"])
    graphs = cg.build_graphs(found.survey)
    assert graphs.territories == ["QN1"]
    change = compare_waves(graphs, "2023", "2025", by="sector", rng=1)
    states = change.tables["turnover"]
    assert set(states["state_to"]) <= {"active", "isolate", "unknown"}, "nobody left"
    rates = change.tables["rates"].set_index("rate")
    assert rates.loc["exit_rate", "numerator"] == rates.loc["entry_rate", "numerator"] == 0
    assert rates.loc["persistence", "low"] <= rates.loc["persistence", "value"] <= rates.loc["persistence", "high"]
    cg.write_report(graphs, tmp_path / "report", lang="fr", rng=1, draws=99)
    page = next((tmp_path / "report" / "territoires").glob("*.html")).read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))
    assert "Ormes-Moulin" in text
    assert re.search(r"partis 0\b", text), "nobody is said to have left"
    ties = change.tables["ledger"].set_index("class")["ties"]
    new = int(ties[ties.index.str.startswith("formed")].sum() - ties["formed_unknown"])
    assert f"{new} paires sont nouvelles" in text, "a pair whose past is unknown is not said to be new"
    assert f"De {ties['lost_unknown']} des paires de 2023" in text
    assert f"perdus : {ties[['lost_exit', 'lost_project_ended', 'lost_left_project']].sum()} (" in text
    assert "par ceux dont on ne sait rien" in text
    assert "Quoi qu" not in text, "nothing bounds what nobody reported"
    actors = len({a for graph in graphs for a in graph.actor_ids})
    assert f"Les acteurs ({actors}, toutes vagues" in text
    assert "-nouveau" not in text, "an actor is shown by its name, once"
    assert "n’ont pas répondu" in text or "n'ont pas répondu" in text


def test_without_correspondences_nothing_false_is_said_either(folder):
    survey = cg.read_survey(folder)
    change = compare_waves(survey, "2023", "2025", by="sector", rng=1)
    assert not len(change.frame), "no district has both waves: nothing is compared"
    assert set(change.warnings["code"]) == {"missing_wave"}
    open_ = cg.correspondence.unmatched(survey)
    assert set(open_.loc[open_["kind"] == "territory", "item"]) == {"QP1", "QP2", "QN1"}
