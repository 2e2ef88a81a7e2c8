"""The interactive page in a real browser: no request, no name run as code, search and filters, the same in tables."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from cooperation_graph.errors import CooperationWarning
from cooperation_graph.explorer import explore, to_pyvis
from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
from cooperation_graph.plots import layout
from cooperation_graph.survey.tables import Survey
from drawn import HOSTILE, SIZES, make_survey

PAYLOADS = (
    *HOSTILE, "<img src=x onerror=window.hit=1>", 'href <img src=x onerror="window.hit=1">', "<!--<script>", "{{ 7*7 }}",
    "</script><script>window.hit=1</script>", "${window.hit=1}", "\u2028window.hit=1", "javascript:window.hit=1",
    "' onmouseover='window.hit=1",
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile() -> CooperationGraph:
    """Every payload as an actor, a project, a sector, a role and a territory."""
    n = len(PAYLOADS)
    rows = [("<b>T</b>", "<i>1</i>", PAYLOADS[i], PAYLOADS[(i + j) % n], PAYLOADS[i]) for i in range(n) for j in range(3)]
    table = pd.DataFrame(rows, columns=["territory", "wave", "actor", "project", "role"], dtype="str")
    actors = pd.DataFrame({"actor": PAYLOADS, "name": PAYLOADS, "sector": PAYLOADS}, dtype="str")
    projects = pd.DataFrame({"project": PAYLOADS, "name": PAYLOADS}, dtype="str")
    return build_graphs(Survey(participations=table, actors=actors, projects=projects, groups=("sector",)), roles="all")[0]


@pytest.fixture(scope="module")
def waves() -> Graphs:
    return build_graphs(make_survey(30, 20, 4, waves=("2023", "2025")))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    sync_api = pytest.importorskip("playwright.sync_api")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


def visit(browser: Any, path: Path, *, bypass_csp: bool = False) -> tuple[Any, list[str], list[str]]:
    """The page opened as a file, the addresses it asked for and what it complained about."""
    context = browser.new_context(bypass_csp=bypass_csp)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_function("window.cooperation !== undefined")
    page.wait_for_timeout(150)
    return page, asked, complaints


def spots(page: Any) -> dict[str, tuple[float, float]]:
    """Where each node is drawn, from the corner of the canvas."""
    found = page.evaluate("""() => cooperation.nodes.getIds().map((id) => {
        const at = cooperation.network.canvasToDOM(cooperation.network.getPosition(id));
        return [id, at.x, at.y];
    })""")
    return {name: (x, y) for name, x, y in found}


# -- the model ------------------------------------------------------------------------------------------------------
def test_to_pyvis_is_a_network_of_actors_and_projects(waves: Graphs) -> None:
    graph = waves[0]
    before = nx.to_dict_of_dicts(graph.to_networkx())
    network = to_pyvis(graph)
    assert type(network).__module__ == "pyvis.network"
    assert network.num_nodes() == graph.n_actors + graph.n_projects
    assert network.num_edges() == graph.n_participations
    assert {(edge["from"], edge["to"]) for edge in network.edges} == set(graph.to_networkx().edges)
    assert nx.to_dict_of_dicts(graph.to_networkx()) == before
    assert network.get_node("actor:a0")["label"] == graph.actors.loc["a0", "name"]
    assert json.loads(json.dumps(network.nodes, allow_nan=False))
    partners = {node["id"]: node["partners"] for node in network.nodes if node["kind"] == "actor"}
    projected = nx.bipartite.projected_graph(graph.to_networkx(), [node for node in partners])
    assert partners == dict(projected.degree())


def test_several_waves_share_places_and_say_when(waves: Graphs) -> None:
    network = to_pyvis(waves)
    assert {tuple(edge["waves"]) for edge in network.edges} == {("2023",), ("2025",)}
    assert network.num_edges() == sum(wave.n_participations for wave in waves)
    positions = layout(waves)
    again = to_pyvis(waves, positions=positions)
    assert [(n["x"], n["y"]) for n in again.nodes] == [(n["x"], n["y"]) for n in network.nodes]
    with pytest.raises(ValueError, match="one territory"):
        explore([waves[0], CooperationGraph.from_biadjacency(np.ones((1, 1)), territory="other")])


def test_groups_instead_of_actors_when_there_are_too_many(tmp_path: Path) -> None:
    graph = build_graphs(make_survey(*SIZES["largest"]))[0]
    with pytest.warns(CooperationWarning, match="many_nodes"):
        explore(graph, tmp_path / "many.html")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        explore(graph, tmp_path / "groups.html", aggregate=True)
    network = to_pyvis(graph, aggregate=True)
    assert sum(node["members"] for node in network.nodes) == graph.n_actors
    inside = sum(node["inside"] for node in network.nodes)
    outside = sum(node["outside"] for node in network.nodes)
    pairs = nx.bipartite.projected_graph(graph.to_networkx(), [f"actor:{i}" for i in graph.actor_ids]).number_of_edges()
    assert inside + outside // 2 == pairs
    actors = pd.DataFrame({"sector": ["x"] * 1600}, index=[f"a{i}" for i in range(1600)], dtype="str")
    huge = CooperationGraph.from_biadjacency(np.eye(1600, dtype=int), actors=actors)
    with pytest.warns(CooperationWarning, match="aggregated"):
        assert "group:x" in explore(huge).html


def test_empty_graphs_have_a_page() -> None:
    actors = pd.DataFrame({"s": ["x", "y"]}, index=["a", "b"], dtype="str")
    graph = CooperationGraph.from_biadjacency(np.zeros((2, 0)), actors=actors)
    assert "Qui travaille à quoi" in explore(graph).html
    assert "Who works on what" in explore(graph, lang="en").html


def test_no_encoding_is_left_to_the_machine(tmp_path: Path) -> None:
    program = (
        "import numpy, pandas;"
        "from cooperation_graph.explorer import explore; from cooperation_graph.graph import CooperationGraph;"
        "actors = pandas.DataFrame({'s': ['é'], 'name': ['Œuvre €']}, index=['a'], dtype='str');"
        f"explore(CooperationGraph.from_biadjacency(numpy.ones((1, 1)), actors=actors), {str(tmp_path / 'page.html')!r}, by='s')"
    )
    flags = ["-X", "warn_default_encoding", "-W", "error::EncodingWarning:cooperation_graph"]
    subprocess.run([sys.executable, *flags, "-c", program], check=True, timeout=120)
    assert "Œuvre €" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_the_page_names_no_outside_address(waves: Graphs) -> None:
    html = explore(waves).html
    ours = re.sub(r"<script>/\*\*.*?</script>", "", html, count=1, flags=re.DOTALL)  # without vis-network itself
    assert len(ours) < len(html) / 2
    assert "http" not in ours.replace("http-equiv", "")
    notebook = explore(waves)._repr_html_()
    assert notebook.startswith("<iframe srcdoc=")
    assert 'sandbox="allow-scripts"' in notebook


# -- in the browser ---------------------------------------------------------------------------------------------------
@pytest.mark.browser
def test_no_name_runs_and_nothing_is_asked(hostile: CooperationGraph, tmp_path: Path, browser: Any) -> None:
    path = explore(hostile, tmp_path / "hostile.html", by="sector", names={"<b>T</b>": PAYLOADS[5]})
    page, asked, complaints = visit(browser, path)
    box = page.locator("#network").bounding_box()
    for x, y in spots(page).values():
        page.mouse.move(box["x"] + x, box["y"] + y)
        page.wait_for_timeout(200)
        page.mouse.click(box["x"] + x, box["y"] + y)
    page.fill("#search", "<img")
    page.wait_for_timeout(400)
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.querySelectorAll('img, b, i').length") == 0
    assert asked == [path.as_uri()]
    assert complaints == []
    assert page.evaluate("document.compatMode") == "CSS1Compat"
    shown = page.locator("#tables tbody th").all_text_contents()
    assert sum("onerror" in text for text in shown) == 2 * 3, "names are shown as they are"


@pytest.mark.browser
def test_the_policy_stops_what_would_get_in(waves: Graphs, tmp_path: Path, browser: Any) -> None:
    path = explore(waves, tmp_path / "page.html")
    forced = "<img src=x onerror='window.hit=1'><script>window.hit=2</script></main>"
    path.write_text(path.read_text(encoding="utf-8").replace("</main>", forced), encoding="utf-8")
    page, _asked, complaints = visit(browser, path)
    assert page.evaluate("window.hit") is None
    assert any("Content Security Policy" in complaint for complaint in complaints)


@pytest.mark.browser
def test_search_filters_and_tables(waves: Graphs, tmp_path: Path, browser: Any) -> None:
    page, _asked, complaints = visit(browser, explore(waves, tmp_path / "page.html"))
    assert page.locator("html").get_attribute("lang") == "fr"

    def shown(kind: str) -> int:
        return int(page.evaluate(f"cooperation.nodes.get({{filter: (n) => !n.hidden && n.kind === '{kind}'}}).length"))

    def ties() -> int:
        return int(page.evaluate("cooperation.edges.get({filter: (e) => !e.hidden}).length"))

    actors = {actor for wave in waves for actor in wave.actor_ids}
    assert (shown("actor"), ties()) == (len(actors), sum(wave.n_participations for wave in waves))
    page.select_option("#wave", "2025")
    assert ties() == waves[1].n_participations
    assert shown("project") == waves[1].n_projects
    codes, labels = waves[1].groups("sector")
    page.locator("input[name=group]").first.uncheck()
    kept = codes != 0
    assert shown("actor") == int(kept.sum())
    assert ties() == int(np.repeat(kept, waves[1].actor_degrees).sum())
    assert page.locator("input[name=group]").first.get_attribute("value") == labels[0]
    page.click("#clear")
    page.wait_for_timeout(100)
    assert shown("actor") == len(actors)
    name = waves[0].actors["name"].iloc[0]
    page.fill("#search", name.upper().replace("É", "E"))
    page.wait_for_timeout(400)
    found = sum(name in other for other in {**waves[0].actors["name"], **waves[1].actors["name"]}.values())
    assert page.locator("#said").inner_text() == f"trouvés\u00a0: {found}"
    page.fill("#search", "")
    page.wait_for_timeout(400)
    page.click("#fit")
    (x, y), box = spots(page)["actor:a0"], page.locator("#network").bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.wait_for_timeout(400)
    assert page.locator("#detail h2").inner_text() == name
    assert page.locator("#tables tbody tr").count() == len(actors) + len({j for wave in waves for j in wave.project_ids})
    assert complaints == []


@pytest.mark.browser
def test_roles_filter_ties(tmp_path: Path, browser: Any) -> None:
    roles = (("a", "p", "lead"), ("b", "p", "partner"), ("b", "q", "lead"), ("b", "q", "partner"))
    rows = [("T", "1", *role) for role in roles]
    table = pd.DataFrame(rows, columns=["territory", "wave", "actor", "project", "role"], dtype="str")
    actors = pd.DataFrame({"actor": ["a", "b"], "sector": ["x", "y"]}, dtype="str")
    graph = build_graphs(Survey(participations=table, actors=actors, groups=("sector",)))[0]
    page, _asked, _complaints = visit(browser, explore(graph, tmp_path / "page.html"))
    assert page.locator("fieldset").nth(1).locator("span").all_inner_texts() == ["porteur", "partenaire"]
    page.locator("input[value=partner]").uncheck()
    open_ties = page.evaluate("cooperation.edges.get({filter: (e) => !e.hidden}).map((e) => e.from + '-' + e.to)")
    assert sorted(open_ties) == ["actor:a-project:p", "actor:b-project:q"]


@pytest.mark.browser
def test_axe_finds_nothing(waves: Graphs, tmp_path: Path, browser: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for name, arguments in (("actors", {}), ("groups", {"aggregate": True})):
        page, _asked, _complaints = visit(browser, explore(waves, tmp_path / f"{name}.html", **arguments), bypass_csp=True)
        found = axe.run(page)
        assert found.violations_count == 0, found.generate_report()
