"""Files read by tools that are not ours: the same nodes, edges and attributes as the graph, on real samples and on hostile names."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import openpyxl
import pandas as pd
import pytest

from cooperation_graph.errors import UnknownName
from cooperation_graph.export import write_dl, write_ergm, write_gexf, write_graphml, write_pajek, write_parquet, write_rsiena, write_survey
from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
from cooperation_graph.intake import read_survey
from cooperation_graph.survey.tables import Survey
from cooperation_graph.testing import tiny_graph

SAMPLE = Path(__file__).parents[2] / "data/samples/animation"


@pytest.fixture(scope="module")
def survey() -> Survey:
    return read_survey(SAMPLE)


@pytest.fixture(scope="module")
def graphs(survey: Survey) -> Graphs:
    return build_graphs(survey).select(territory="QN07511M")


def edges_of(graph: CooperationGraph) -> set[tuple[str, str]]:
    matrix = graph.biadjacency.tocoo()
    return {(str(graph.actor_ids[i]), str(graph.project_ids[j])) for i, j in zip(matrix.row, matrix.col, strict=True)}


def plain(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(a.removeprefix("actor:"), p.removeprefix("project:")) for a, p in (sorted(pair) for pair in pairs)}


# -- igraph (GPL: a reference in tests only)


def test_igraph_reads_graphml(graphs: Graphs, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph")
    graph = graphs[2]
    read = igraph.Graph.Read_GraphML(str(write_graphml(graph, tmp_path / "g.graphml")))
    names = read.vs["id"]
    assert (read.vcount(), read.ecount()) == (graph.n_actors + graph.n_projects, graph.n_participations)
    assert plain({(names[e.source], names[e.target]) for e in read.es}) == edges_of(graph)
    actors = {v["id"].removeprefix("actor:"): v for v in read.vs if v["kind"] == "actor"}
    codes, labels = graph.groups("sector")
    for place, name in enumerate(graph.actor_ids):
        assert actors[name]["sector"] == (labels[codes[place]] if codes[place] >= 0 else "")
        assert actors[name]["label"] == graph.actors["name"].iloc[place]
        assert actors[name]["residents"] == bool(graph.flag("residents")[place])
    assert read.is_bipartite()


def test_igraph_reads_two_mode_pajek(graphs: Graphs, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph")
    graph = graphs[2]
    read = igraph.Graph.Read_Pajek(str(write_pajek(graph, tmp_path / "g.net")))
    names = [*graph.actors["name"], *graph.projects["name"]]
    assert (read.vcount(), read.ecount()) == (len(names), graph.n_participations)
    assert read.vs["name"] == [" ".join(str(name).replace('"', "'").split()) for name in names]
    assert read.vs["type"] == [False] * graph.n_actors + [True] * graph.n_projects
    assert {tuple(sorted(e.tuple)) for e in read.es} == {
        (i, graph.n_actors + j) for i, j in zip(*(axis.tolist() for axis in graph.biadjacency.nonzero()), strict=True)
    }
    sectors = (tmp_path / "g_sector.clu").read_text(encoding="utf-8-sig").splitlines()
    assert sectors[1] == f"*Vertices {len(names)}"
    codes, labels = graph.groups("sector")
    legend = {name: code for code, name in re.findall(r"(\d+) ([^,;]+)", sectors[0])}
    assert sectors[2:] == [*(legend[labels[c]] if c >= 0 else "0" for c in codes), *["0"] * graph.n_projects]
    with pytest.raises(UnknownName, match="paj"):
        write_pajek(graphs, tmp_path / "all.net")


# -- networkx


@pytest.mark.parametrize("kind", ["graphml", "gexf"])
def test_networkx_reads_all_waves(graphs: Graphs, tmp_path: Path, kind: str) -> None:
    if kind == "graphml":
        read = nx.read_graphml(write_graphml(graphs, tmp_path / "g.graphml"))
    else:
        read = nx.read_gexf(write_gexf(graphs, tmp_path / "g.gexf"))
    for graph in graphs:
        there = {(a, p) for a, p, wave in read.edges(data="wave") if graph.wave in wave.split("|")}
        assert plain(there) == edges_of(graph)
        present = {n for n, data in read.nodes(data=True) if graph.wave in data["waves"].split("|")}
        assert {n.partition(":")[2] for n in present if n.startswith("actor:")} == set(graph.actor_ids), "isolates too"
    assert nx.is_bipartite(read)
    assert {type(v) for _, v in read.nodes(data="budget") if v is not None} == {float}
    kinds = {str(value) for graph in graphs for value in graph.projects["kind"].dropna()}
    assert {v for _, v in read.nodes(data="own_kind") if v is not None} == kinds
    dates = {data.get("start") or data.get("start_date") for n, data in read.nodes(data=True) if n.startswith("project:")}
    assert {len(date) for date in dates if date} == {10}


# -- Gephi's rules for GEXF: ids, declared attributes and their types, spells inside the graph


def test_gexf_follows_the_rules_of_gephi(graphs: Graphs, tmp_path: Path) -> None:
    root = ET.parse(write_gexf(graphs, tmp_path / "g.gexf", by="family")).getroot()
    space = "{" + root.tag[1:].split("}")[0] + "}"
    graph = root.find(f"{space}graph")
    assert graph.get("defaultedgetype") == "undirected"
    nodes = [n.get("id") for n in graph.iter(f"{space}node")]
    assert len(nodes) == len(set(nodes))
    edges = list(graph.iter(f"{space}edge"))
    assert {e.get(end) for e in edges for end in ("source", "target")} <= set(nodes)
    assert len({e.get("id") for e in edges}) == len(edges)
    for scope in ("node", "edge"):
        declared = {a.get("id"): a.get("type") for block in graph.iter(f"{space}attributes") if block.get("class") == scope for a in block}
        assert set(declared.values()) <= {"string", "double", "float", "integer", "long", "boolean"}
        for element in graph.iter(f"{space}{scope}"):
            for value in element.iter(f"{space}attvalue"):
                kind = declared[value.get("for")]
                assert kind != "boolean" or value.get("value") in ("true", "false", "True", "False")
                assert kind not in ("double", "long", "integer") or np.isfinite(float(value.get("value")))
    spells = [(float(s.get("start")), float(s.get("end"))) for s in graph.iter(f"{space}spell")]
    assert {start for start, _ in spells} == {0.0, 1.0, 2.0}
    assert all(end == start + 1 for start, end in spells)
    colours = {tuple(c.get(k) for k in "rgb") for c in root.iter("{http://www.gexf.net/1.2draft/viz}color")}
    assert len(colours) >= 4, "groups have their colours"
    with pytest.raises(UnknownName, match="colour"):
        write_gexf(graphs, tmp_path / "x.gexf", by="colour")


def dl(path: Path) -> tuple[list[str], list[str], set[tuple[int, int]]]:
    """A plain reader of UCINET's two-mode edge lists, from the description of the format."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    rows, columns = (int(re.search(rf"{name}=(\d+)", lines[0])[1]) for name in ("nr", "nc"))
    r, c, d = (lines.index(mark) for mark in ("row labels:", "column labels:", "data:"))
    assert (c - r - 1, d - c - 1) == (rows, columns)
    return lines[r + 1 : c], lines[c + 1 : d], {tuple(map(int, line.split()[:2])) for line in lines[d + 1 :]}


def test_dl_holds_the_same_matrix(graphs: Graphs, tmp_path: Path) -> None:
    graph = graphs[2]
    rows, columns, pairs = dl(write_dl(graph, tmp_path / "g.dl"))
    assert len(set(rows)) == graph.n_actors
    assert len(set(columns)) == graph.n_projects
    assert pairs == {(i + 1, j + 1) for i, j in zip(*(axis.tolist() for axis in graph.biadjacency.nonzero()), strict=True)}


# -- R


def test_the_ergm_folder_is_read_as_plain_text(graphs: Graphs, tmp_path: Path) -> None:
    folder = write_ergm(graphs, tmp_path / "r")
    actors = pd.read_csv(folder / "actors.csv", dtype=str)
    for number, graph in enumerate(graphs, start=1):
        matrix = pd.read_csv(folder / f"wave_{number}.csv", index_col=0, dtype={"actor": str})
        assert matrix.index.tolist() == graph.actor_ids.tolist()
        assert matrix.columns.tolist() == graph.project_ids.tolist()
        assert (matrix.to_numpy() == graph.biadjacency.toarray()).all()
        assert set(graph.actor_ids) <= set(actors["id"])
    script = (folder / "networks.R").read_text(encoding="utf-8")
    assert 'net %v% "sector" <- c(own[["sector"]]' in script


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs R")
def test_r_makes_the_networks(graphs: Graphs, tmp_path: Path) -> None:
    if subprocess.run(["Rscript", "-e", "library(network)"], capture_output=True, check=False).returncode:
        pytest.skip("needs R's package network")
    folder = write_ergm(graphs, tmp_path / "r")
    code = (
        'source("networks.R"); for (n in networks) cat(network.size(n), network.edgecount(n), n %n% "bipartite", '
        'sum(n %v% "sector" == "Social et santé", na.rm = TRUE), "\\n")'
    )
    run = subprocess.run(["Rscript", "-e", code], cwd=folder, capture_output=True, text=True, check=True, encoding="utf-8")
    found = [tuple(map(int, line.split())) for line in run.stdout.splitlines() if re.fullmatch(r"[\d ]+", line)]
    expected = []
    for graph in graphs:
        codes, labels = graph.groups("sector")
        social = int((codes == list(labels).index("Social et santé")).sum())
        expected.append((graph.n_actors + graph.n_projects, graph.n_participations, graph.n_actors, social))
    assert found == expected


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs R")
def test_groups_with_any_name_make_scripts_that_r_parses(tmp_path: Path) -> None:
    hostile = 'Secteur d\'activité "x"; system("touch pwned")'
    table = pd.DataFrame({"wave": ["1", "1", "2", "2"], "actor": ["a", "b", "a", "b"], "project": "p", hostile: ["x", "y", "x", "y"]})
    graphs = build_graphs(Survey.from_frame(table, by=[hostile]))
    write_rsiena(graphs, tmp_path / "s")
    write_ergm(graphs, tmp_path / "r")
    code = 'for (f in c("s/model.R", "r/networks.R")) stopifnot(!"system" %in% all.names(parse(f, encoding = "UTF-8")))'
    subprocess.run(["Rscript", "-e", code], cwd=tmp_path, capture_output=True, text=True, check=True)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs R")
def test_runs_of_presence_for_rsiena(tmp_path: Path) -> None:
    rows = [("1", "a", "p"), ("1", "b", "p"), ("2", "b", "p"), ("2", "c", "p"), ("3", "a", "p"), ("3", "b", "p"), ("3", "c", "p")]
    table = pd.DataFrame(rows, columns=["wave", "actor", "project"])
    folder = write_rsiena(build_graphs(Survey.from_frame(table)), tmp_path / "s")
    script = (folder / "model.R").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in script if line.startswith(("spells", "runs"))]
    code = "; ".join(wanted) + '; for (s in lapply(spells, runs)) cat(paste(s, collapse = " "), "\\n")'
    run = subprocess.run(["Rscript", "-e", code], cwd=folder, capture_output=True, text=True, check=True)
    assert [line.strip() for line in run.stdout.splitlines()] == ["1 1 3 3", "1 3", "2 3"], "a leaves and comes back"


# -- surveys


def test_parquet_partitions_come_back_and_are_read_by_arrow(survey: Survey, tmp_path: Path) -> None:
    folder = write_parquet(survey, tmp_path / "parquet")
    back = read_survey(folder)
    assert (back.fingerprint, back.groups) == (survey.fingerprint, survey.groups)
    dataset = pytest.importorskip("pyarrow.dataset")
    arrow = pytest.importorskip("pyarrow")
    keys = dataset.partitioning(arrow.schema([("territory", arrow.string()), ("wave", arrow.string())]), flavor="hive")
    table = dataset.dataset(folder / "participations", partitioning=keys)
    chosen = table.to_table(filter=dataset.field("territory") == "07987").to_pandas()
    mine = survey.participations.loc[survey.participations["territory"] == "07987"]
    assert len(chosen) == len(mine) > 0, "the zero of the code is kept"
    assert sorted(chosen["actor"]) == sorted(mine["actor"])
    with pytest.raises(FileExistsError):
        write_parquet(survey, folder)


def test_rows_kept_by_choice_come_back_from_parquet(tmp_path: Path) -> None:
    twice = Survey.from_frame(pd.DataFrame({"actor": ["a", "a"], "project": "p"}), on_exact_duplicate="warning")
    assert len(read_survey(write_parquet(twice, tmp_path / "p")).participations) == 2


def test_strange_territories_are_names_of_folders_only(tmp_path: Path) -> None:
    odd = ["../../x", "a/b=c", "01", "é %"]
    survey = Survey.from_frame(pd.DataFrame({"territory": odd, "wave": "2025", "actor": "a", "project": "p"}))
    folder = write_parquet(survey, tmp_path / "p")
    assert {path.parts[len(folder.parts)] for path in folder.rglob("*.parquet")} == {"participations"}
    assert sorted(read_survey(folder).participations["territory"]) == sorted(odd)


def test_a_workbook_comes_back_and_runs_no_formula(survey: Survey, tmp_path: Path) -> None:
    own = {
        name: table.loc[table["territory"].isin(["07987"])].reset_index(drop=True) for name, table in survey.tables.items()
        if "territory" in table.columns and name != "targets"
    }  # fmt: skip
    small = replace(survey, **own)
    assert read_survey(write_survey(small, tmp_path / "enquête.xlsx")).fingerprint == small.fingerprint
    hostile = Survey.from_frame(pd.DataFrame({"actor": ["=cmd|' /C calc'!A0", "+1", "@x", "-2"], "project": "=1+1"}))
    book = openpyxl.load_workbook(write_survey(hostile, tmp_path / "h.xlsx"))
    assert all(cell.data_type != "f" and not str(cell.value or "").startswith(("=", "+", "@", "-")) for row in book["participations"] for cell in row)
    text = (write_survey(hostile, tmp_path / "h") / "participations.csv").read_text(encoding="utf-8-sig")
    assert not any(cell.startswith(("=", "+", "@", "-")) for line in text.splitlines() for cell in line.split(";"))
    assert read_survey(tmp_path / "h").fingerprint == hostile.fingerprint


def test_waves_whose_names_hold_the_mark_of_lists(tmp_path: Path) -> None:
    table = pd.DataFrame({"wave": ["2021|a", "2023"], "actor": "a", "project": "p"})
    read = nx.read_gexf(write_gexf(build_graphs(Survey.from_frame(table)), tmp_path / "g.gexf"))
    assert read.nodes["actor:a"]["waves"] == "2021/a|2023"


def test_an_empty_graph_is_written_for_r(tmp_path: Path) -> None:
    assert (write_ergm(tiny_graph("no_actor"), tmp_path / "r") / "wave_1.csv").exists()
