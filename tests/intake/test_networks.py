"""Network files: what is read, from which layout each was made, and what is refused in which words.

Layouts: Pajek's reference manual (two-mode ``*Vertices N N1``, ``*Matrix``, ``*Edgeslist``, time in brackets), the GraphML primer,
GEXF 1.2 and 1.3 as Gephi writes them, Gephi's and Kumu's tables, yEd's labels.
"""

from __future__ import annotations

import sys
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from cooperation_graph import SurveyError, build_graphs, read_survey
from cooperation_graph.export import write_gephi, write_gexf, write_graphml, write_kumu, write_pajek
from cooperation_graph.survey.tables import Survey

REAL = Path(__file__).parents[2].parent / "shared/data/real"

PAJEK = """% two women, three events
*Vertices 5 2
1 "Anne \\"" 0.1 0.2 0.5 ellipse
2 "Zoé" 0.1 0.2 0.5
3 "E1" 0.3 0.2 0.5 box
4 "E2"
5 "E3"
*Edges
"""


def participations(survey: Survey) -> set[tuple[str, str]]:
    return set(survey.participations[["actor", "project"]].itertuples(index=False, name=None))


def refused(path: Path, **how: object) -> pd.DataFrame:
    with pytest.raises(SurveyError) as told:
        read_survey(path, lang="en", **how)  # type: ignore[arg-type]
    return told.value.problems


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


# -- Pajek


@pytest.mark.parametrize("tail", [
    "1 3 1\n1 4 1\n2 4 1\n", "3 1\n4 1\n4 2\n", "*Edgeslist\n1 3 4\n2 4\n", "*Matrix\n1 1 0\n0 1 0\n", "1 3 1 l \"a b\"\n1 4\n2 4 1 w 3\n",
])  # fmt: skip
def test_pajek_layouts_say_the_same(tail: str, tmp_path: Path) -> None:
    survey = read_survey(write(tmp_path / "a.net", PAJEK.replace('\\"', "'") + tail, "cp1252"))
    assert participations(survey) == {("Anne '", "E1"), ("Anne '", "E2"), ("Zoé", "E2")}
    assert set(survey.projects["project"]) == {"E1", "E2", "E3"}, "a project without actors stays in the table"


def test_pajek_times_are_waves_and_partitions_groups(tmp_path: Path) -> None:
    path = write(tmp_path / "a.net", PAJEK.replace('\\"', "") + "1 3 2 [1-2]\n2 4 1 [2,4]\n")
    write(tmp_path / "a sector.clu", "*Vertices 5\n1\n2\n0\n0\n0\n")
    survey = read_survey(path)
    assert set(survey.participations[["actor", "project", "wave"]].itertuples(index=False, name=None)) == {
        ("Anne", "E1", "1"), ("Anne", "E1", "2"), ("Zoé", "E2", "2"), ("Zoé", "E2", "4"),
    }  # fmt: skip
    assert survey.participations["intensity"].max() == 2
    assert survey.groups == ("a sector",)
    assert survey.actors.set_index("name")["a sector"].to_dict() == {"Anne": "1", "Zoé": "2"}


@pytest.mark.parametrize(("line", "row"), [("1 9 1", 9), ("1 x 1", 9), ("1", 9), ("1 3 much", 9), ("1 3 1 [1-*]", 9)])
def test_pajek_names_the_bad_line(line: str, row: int, tmp_path: Path) -> None:
    problems = refused(write(tmp_path / "a.net", PAJEK + line + "\n"))
    assert problems.loc[0, ["rule", "row", "value"]].tolist() == ["bad_network", row, line]


def test_pajek_of_one_mode_is_refused(tmp_path: Path) -> None:
    assert refused(write(tmp_path / "a.net", "*Vertices 2\n1 \"a\"\n2 \"b\"\n*Edges\n1 2\n"))["rule"].tolist() == ["one_mode"]


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_dir(), reason="real data are not here")
@pytest.mark.parametrize(("name", "ties"), [("davis1.net", 89), ("davis2.net", 93)])
def test_davis(name: str, ties: int) -> None:
    """The two published versions: 89 ties (UCINET) and 93 (the book)."""
    survey = read_survey(REAL / "southern_women/raw" / name)
    assert (len(survey.participations), len(survey.actors), len(survey.projects)) == (ties, 18, 14)


# -- GraphML and GEXF


def bipartite() -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from([("01", {"label": "Un <b>", "kind": "acteur", "Secteur": "santé"}), ("02", {"kind": "acteur", "Secteur": "école"})])
    graph.add_node("P", label="Projet", kind="projet")
    graph.add_edge("01", "P", weight=1.0)
    graph.add_edge("P", "02", weight=1.0)
    return graph


@pytest.mark.parametrize("suffix", ["graphml", "gexf"])
def test_what_networkx_writes(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    (nx.write_graphml if suffix == "graphml" else nx.write_gexf)(bipartite(), path)
    survey = read_survey(path)
    assert participations(survey) == {("01", "P"), ("02", "P")}
    assert survey.actors.set_index("actor")["name"].to_dict() == {"01": "Un <b>", "02": "02"}
    assert survey.groups == ("sector",), "a heading in French is known here as everywhere"
    assert "intensity" not in survey.participations, "weights of 1 say nothing"


@pytest.mark.parametrize("attribute", ["bipartite", "type"])
def test_zero_and_false_are_actors(attribute: str, tmp_path: Path) -> None:
    graph = nx.Graph([("a", "p"), ("b", "p")])
    for node in graph:
        graph.nodes[node][attribute] = node == "p" if attribute == "type" else int(node == "p")
    nx.write_graphml(graph, tmp_path / "a.graphml")
    assert participations(read_survey(tmp_path / "a.graphml")) == {("a", "p"), ("b", "p")}


def test_gephi_1_3_with_spells(tmp_path: Path) -> None:
    survey = read_survey(write(tmp_path / "a.gexf", """<?xml version='1.0' encoding='UTF-8'?>
<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph mode="dynamic" defaultedgetype="undirected" timeformat="double">
<attributes class="node" mode="static"><attribute id="t" title="type" type="string"><default>actor</default></attribute>
<attribute id="n" title="effectif" type="biginteger"/></attributes>
<nodes><node id="1" label="CCAS"><attvalues><attvalue for="n" value="12"/></attvalues></node><node id="2" label="MJC"/>
<node id="3" label="Jardin"><attvalues><attvalue for="t" value="project"/></attvalues></node></nodes>
<edges><edge id="0" source="1" target="3" start="2020" end="2024"/><edge id="1" source="3" target="2"><spells><spell start="2022"/></spells></edge>
</edges></graph></gexf>"""))  # fmt: skip
    assert set(survey.participations[["actor", "project", "wave"]].itertuples(index=False, name=None)) == {
        ("1", "3", "2020"), ("1", "3", "2022"), ("2", "3", "2022"),
    }  # fmt: skip
    assert survey.actors.set_index("actor").loc["1", "effectif"] == "12"


def test_yed_labels(tmp_path: Path) -> None:
    survey = read_survey(write(tmp_path / "a.graphml", """<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
<key for="node" id="d0" yfiles.type="nodegraphics"/><key for="node" id="d1" attr.name="kind" attr.type="string"/>
<graph edgedefault="directed"><node id="n0">
<data key="d0"><y:ShapeNode><y:NodeLabel>École</y:NodeLabel></y:ShapeNode></data><data key="d1">actor</data></node>
<node id="n1"><data key="d1">project</data></node><edge source="n0" target="n1"/></graph></graphml>"""))  # fmt: skip
    assert survey.actors["name"].tolist() == ["École"]


@pytest.mark.parametrize(("change", "rule"), [
    (lambda g: g.add_edge("01", "02"), "edge_inside"),
    (lambda g: [g.nodes[n].pop("kind") for n in g], "one_mode"),
    (lambda g: nx.set_node_attributes(g, {"01": "blue", "02": "blue", "P": "red"}, "kind"), "unknown_kind"),
])  # fmt: skip
def test_what_a_graph_does_not_say_is_asked(change: object, rule: str, tmp_path: Path) -> None:
    graph = bipartite()
    change(graph)  # type: ignore[operator]
    nx.write_graphml(graph, tmp_path / "a.graphml")
    assert refused(tmp_path / "a.graphml")["rule"].tolist() == [rule]
    if rule == "unknown_kind":
        survey = read_survey(tmp_path / "a.graphml", values={"kind": {"blue": "actor", "red": "project"}})
        assert participations(survey) == {("01", "P"), ("02", "P")}
    if rule == "edge_inside":
        survey = read_survey(tmp_path / "a.graphml", on_edge_inside="set_aside")
        assert participations(survey) == {("01", "P"), ("02", "P")}
        assert survey.problems["rule"].tolist() == ["edge_inside"]


@pytest.mark.parametrize("text", ["<graphml><graph>", "<gexf/>", "<html><body>x</body></html>"])
def test_damaged_xml_is_refused(text: str, tmp_path: Path) -> None:
    assert refused(write(tmp_path / "a.graphml", text), format="graph")["rule"].tolist() == ["bad_network"]


# -- tables of nodes and edges


def test_edges_alone_told_by_direction(tmp_path: Path) -> None:
    path = write(tmp_path / "relations.csv", "Source;Target;Weight\nCCAS;Jardin;3\nMJC;Jardin;1\n")
    survey = read_survey(path, lang="en")
    assert participations(survey) == {("CCAS", "Jardin"), ("MJC", "Jardin")}
    assert survey.problems["rule"].tolist() == ["guessed_kinds"]
    assert survey.participations["intensity"].tolist() == [3.0, 1.0]
    assert refused(write(tmp_path / "b.csv", "Source,Target\nCCAS,MJC\nMJC,CCAS\n"))["rule"].tolist() == ["one_mode"]


def test_nodes_and_edges_in_a_folder(tmp_path: Path) -> None:
    write(tmp_path / "nodes.csv", "Id,Label,Type,Famille\na,CCAS,actor,commune\np,Jardin,project,\n")
    write(tmp_path / "edges.csv", "Source,Target,Type\np,a,Undirected\n")
    survey = read_survey(tmp_path)
    assert participations(survey) == {("a", "p")}
    assert survey.groups == ("family",)
    write(tmp_path / "edges.csv", "Source,Target,Type\np,a,Undirected\np,zzz,Undirected\n")
    problems = refused(tmp_path)
    assert problems.loc[0, ["rule", "row", "value"]].tolist() == ["unknown_node", 3, "zzz"]


# -- our own files come back


@pytest.mark.parametrize(("name", "writer"), [
    ("a.graphml", write_graphml), ("a.gexf", write_gexf), ("a.paj", write_pajek), ("a.json", write_kumu), ("a.xlsx", write_kumu),
    ("folder", write_gephi),
])  # fmt: skip
def test_what_we_write_we_read(name: str, writer: object, tmp_path: Path) -> None:
    sys.path.insert(0, str(Path(__file__).parents[1] / "export"))
    from test_graph_files import two_waves

    graphs = two_waves()
    writer(graphs, tmp_path / name)  # type: ignore[operator]
    again = build_graphs(read_survey(tmp_path / name, by="sector"))
    for graph, back in zip(graphs, again, strict=True):
        assert back.wave == graph.wave
        assert (back.n_actors, back.n_projects, int(back.biadjacency.sum())) == (graph.n_actors, graph.n_projects, int(graph.biadjacency.sum()))
        if name != "a.paj":  # Pajek has numbers, and labels where they differ
            assert set(back.actor_ids) == set(graph.actor_ids)
            assert set(back.project_ids) == set(graph.project_ids)
            assert back.actors["sector"].dropna().to_dict() == graph.actors["sector"].dropna().to_dict()


def test_a_partition_belongs_to_the_network_after_which_it_is_named(tmp_path):
    network = "*Vertices 3 2\n1 A\n2 B\n3 p\n*Edges\n1 3\n2 3\n"
    for name in ("a.net", "a.paj", "ab.net"):
        write(tmp_path / name, network)
    write(tmp_path / "a_secteur.clu", "*Vertices 3\n1\n2\n0\n")
    write(tmp_path / "ab.clu", "*Vertices 3\n1\n1\n0\n")
    read = {name: read_survey(tmp_path / name) for name in ("a.net", "a.paj", "ab.net")}
    assert {name: survey.groups for name, survey in read.items()} == {"a.net": ("a_secteur",), "a.paj": (), "ab.net": ("ab",)}
