"""Files for other tools, read back by an independent reader: same nodes, edges and attributes."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.export import (
    siena_feasibility,
    write_dl,
    write_gephi,
    write_gexf,
    write_graphml,
    write_kumu,
    write_pajek,
    write_rsiena,
)  # fmt: skip
from cooperation_graph.graph import Graphs, build_graphs
from cooperation_graph.survey.tables import Survey
from cooperation_graph.testing import tiny_graph

HOSTILE = ["<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", 'L\'"Étape" & co', "nul\x00l\x07"]


def two_waves() -> Graphs:
    rows = [
        ("T", "2021", "a1", "p1", "lead", 2.0), ("T", "2021", "a2", "p1", "partner", 1.0),
        ("T", "2021", "a3", "p2", np.nan, np.nan),
        ("T", "2023", "a1", "p1", "lead", 3.0), ("T", "2023", "a2", "p3", "lead", 1.0), ("T", "2023", "a4", "p3", "partner", 1.0),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["territory", "wave", "actor", "project", "role", "intensity"])
    table[table.columns[:5]] = table[table.columns[:5]].astype("str")
    actors = pd.DataFrame({"actor": ["a1", "a2", "a3", "a4"], "name": HOSTILE, "sector": ["x", "y", "x", np.nan]})
    actors = actors.astype("str")
    actors["residents"] = pd.array([True, False, None, False], dtype="boolean")
    return build_graphs(Survey(participations=table, actors=actors, groups=("sector",)))


def test_graphml_comes_back(tmp_path: Path) -> None:
    graphs = two_waves()
    again = nx.read_graphml(write_graphml(graphs, tmp_path / "g.graphml"))
    assert set(again) == {f"actor:a{k}" for k in range(1, 5)} | {f"project:p{k}" for k in range(1, 4)}
    assert again.nodes["actor:a1"]["label"] == HOSTILE[0]
    assert again.nodes["actor:a4"]["label"] == "null", "control characters go, the rest stays"
    assert again.nodes["actor:a1"]["residents"] is True
    assert "sector" not in again.nodes["actor:a4"], "a missing value is absent, not the text 'nan'"
    assert again.edges["actor:a1", "project:p1"] == {
        "wave": "2021|2023", "roles": "lead", "intensity 2021": 2.0, "intensity 2023": 3.0, "weight": 2,
    }, "what differs between waves is said for each"  # fmt: skip
    assert again.edges["actor:a2", "project:p1"] == {"wave": "2021", "roles": "partner", "intensity": 1.0, "weight": 1}
    assert again.number_of_edges() == 5


def test_gexf_is_typed_coloured_and_dynamic(tmp_path: Path) -> None:
    path = write_gexf(two_waves(), tmp_path / "g.gexf")
    again = nx.read_gexf(path)
    assert again.nodes["actor:a1"]["viz"]["color"] == {"r": 24, "g": 69, "b": 251, "a": 1.0}
    root = ET.parse(path).getroot()
    space = "{" + root.tag[1:].split("}")[0] + "}"
    assert root.find(f"{space}graph").get("mode") == "dynamic"
    spells = {n.get("id"): [(s.get("start"), s.get("end")) for s in n.iter(f"{space}spell")] for n in root.iter(f"{space}node")}
    assert spells["actor:a1"] == [("0.0", "1.0"), ("1.0", "2.0")]
    assert spells["actor:a3"] == [("0.0", "1.0")]
    types = {a.get("title"): a.get("type") for a in root.iter(f"{space}attribute")}
    assert (types["residents"], types["sector"]) == ("boolean", "string")


def pajek(path: Path) -> dict[str, object]:
    """A plain reader of two-mode Pajek projects, written from the format's description."""
    found: dict[str, object] = {}
    section, kind = None, None
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        word = line.split(" ", 1)
        if word[0] in ("*Network", "*Partition"):
            section, kind = word[1], None
            found[section] = {"vertices": [], "edges": [], "values": []}
        elif word[0] == "*Vertices":
            kind = "values" if section and "0: project" in section else "vertices"
            found[section]["size"] = tuple(map(int, word[1].split()))
        elif word[0] == "*Edges":
            kind = "edges"
        elif line:
            found[section][kind].append(line)
    return found


def test_pajek_is_two_mode_with_partitions(tmp_path: Path) -> None:
    found = pajek(write_pajek(two_waves(), tmp_path / "g.paj"))
    names = list(found)
    assert names == ["T 2021", "T 2023", "sector (1 x, 2 y; 0: project or unknown)"]
    first = found["T 2021"]
    assert first["size"] == (7, 4)
    assert [line.split(" ", 1)[0] for line in first["vertices"]] == [str(k) for k in range(1, 8)]
    assert first["edges"] == ["1 5 1", "2 5 1", "3 6 1"]
    assert found[names[2]]["values"] == ["1", "2", "1", "0", "0", "0", "0"]
    assert all(line.count('"') == 2 for line in first["vertices"])


def test_dl_has_its_counts_labels_and_edges(tmp_path: Path) -> None:
    lines = write_dl(two_waves()[0], tmp_path / "g.dl").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "dl nr=3 nc=2 format=edgelist2"
    data = lines.index("data:")
    assert len(lines[lines.index("row labels:") + 1 : lines.index("column labels:")]) == 3
    assert lines[data + 1 :] == ["1 1 1", "2 1 1", "3 2 1"]
    assert all("," not in line for line in lines)


def test_kumu_elements_have_ids(tmp_path: Path) -> None:
    content = json.loads(write_kumu(two_waves(), tmp_path / "k.json").read_text(encoding="utf-8"))
    ids = {element["id"] for element in content["elements"]}
    assert len(ids) == len(content["elements"]) == 7
    assert all({c["from"], c["to"]} <= ids for c in content["connections"])
    assert content["elements"][0]["tags"] == ["2021", "2023"]
    book = write_kumu(two_waves(), tmp_path / "k.xlsx")
    sheets = pd.read_excel(book, sheet_name=None, dtype=str, engine="calamine")
    assert sheets["Elements"].columns[:2].tolist() == ["Label", "ID"]
    assert sheets["Connections"].columns[:2].tolist() == ["From", "To"]
    assert sheets["Elements"]["Label"].iloc[1].startswith("'="), "formulas are guarded"
    with pytest.raises(ValueError, match="xlsx"):
        write_kumu(two_waves(), tmp_path / "k.xls")


def test_gephi_tables(tmp_path: Path) -> None:
    folder = write_gephi(two_waves(), tmp_path / "gephi")
    nodes, edges = (pd.read_csv(folder / name, dtype=str) for name in ("nodes.csv", "edges.csv"))
    assert len(nodes) == 7
    assert edges[["Source", "Target", "Type", "Weight"]].iloc[0].tolist() == ["actor:a1", "project:p1", "Undirected", "2.0"]
    assert set(edges["Source"]) | set(edges["Target"]) <= set(nodes["Id"])


def test_rsiena_folder(tmp_path: Path) -> None:
    folder = write_rsiena(two_waves(), tmp_path / "siena")
    first, second = (np.loadtxt(folder / f"net_w{k}.csv", delimiter=",", dtype=int) for k in (1, 2))
    assert first.tolist() == [[1, 0, 10], [1, 0, 10], [0, 1, 10], [10, 10, 10]]
    assert second.tolist() == [[1, 10, 0], [0, 10, 1], [10, 10, 10], [0, 10, 1]]
    assert pd.read_csv(folder / "composition.csv", dtype=str)["waves"].tolist() == ["1|2", "1|2", "1", "2"]
    script = (folder / "model.R").read_text(encoding="utf-8")
    assert 'type = "bipartite", nodeSet = c("Actors", "Projects")' in script
    assert pd.read_csv(folder / "actors.csv")["id"].tolist() == ["actor:a1", "actor:a2", "actor:a3", "actor:a4"]


def test_feasibility_says_when_waves_are_too_different() -> None:
    table = siena_feasibility(two_waves()).set_index("network")
    assert table.loc["participations", ["actors", "kept", "lost", "formed"]].tolist() == [2, 1, 1, 1]
    assert table.loc["participations", "jaccard"] == pytest.approx(1 / 3)
    assert table.loc["has cooperated", "verdict"] == "too different"
    with pytest.raises(Undefined, match="two waves"):
        siena_feasibility(two_waves()[:1])


def test_several_territories_are_refused() -> None:
    graphs = two_waves()
    survey = graphs.survey
    both = pd.concat([survey.participations, survey.participations.assign(territory="U")], ignore_index=True)
    both["territory"] = both["territory"].astype("str")
    with pytest.raises(UnknownName, match="Choose it"):
        write_graphml(build_graphs(Survey(participations=both, actors=survey.actors)), "never.graphml")


@pytest.mark.parametrize("name", ["no_actor", "one_actor", "isolates", "missing_groups"])
def test_degenerate_graphs_are_written(tmp_path: Path, name: str) -> None:
    graph = tiny_graph(name)
    assert len(nx.read_graphml(write_graphml(graph, tmp_path / "g.graphml"))) == graph.n_actors + graph.n_projects
    assert write_pajek(graph, tmp_path / "g.paj").exists()
    assert write_dl(graph, tmp_path / "g.dl").exists()
    assert write_kumu(graph, tmp_path / "g.json").exists()
