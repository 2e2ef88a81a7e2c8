"""The report: nothing asked from outside, nothing executed, both languages whole, the same bytes twice, put in place at once."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import catalogues
from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
from cooperation_graph.measures import measure
from cooperation_graph.report import write_report
from cooperation_graph.report.render import clean_svg
from cooperation_graph.silos import detect_silos
from cooperation_graph.survey.tables import Survey
from report.reading import plain, read, seen

CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = ["<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>", "{{ 7*7 }}", "=cmd|' /C calc'!A0", "$\\bad$ _x_", "É" * 300]


def survey(*, hostile: bool = False, waves: int = 2, territories: int = 4, seed: int = 0) -> Survey:
    """A few small territories with everything a report can show; names are hostile on request."""
    rng = np.random.default_rng(seed)
    names = HOSTILE if hostile else [f"Structure {k}" for k in range(6)]
    rows, actors, responses = [], [], []
    for t in range(territories):
        people = [f"T{t}-a{k:02d}" for k in range(18)]
        sectors = ["<b>Culture</b>" if hostile else "Culture", "Social", "Éducation"]
        actors += [
            (f"T{t}", p, names[k % 6] + f" {k}", sectors[k % 3], k % 7 == 0, k % 5 == 0, False) for k, p in enumerate(people)
        ]
        for w in range(waves):
            for project in range(10):
                chosen = rng.choice(18, rng.integers(1, 5), replace=False)
                rows += [(f"T{t}", str(2021 + 2 * w), people[k], f"p{w}-{project}", "lead" if i == 0 else "partner", i == 0)
                         for i, k in enumerate(chosen)]  # fmt: skip
            responses += [(f"T{t}", str(2021 + 2 * w), p, "answered" if rng.random() < 0.8 else "no_answer") for p in people]
    table = pd.DataFrame(rows, columns=["territory", "wave", "actor", "project", "role", "decides"])
    table[table.columns[:5]] = table[table.columns[:5]].astype("str")
    table["decides"] = table["decides"].astype("boolean")
    people_table = pd.DataFrame(actors, columns=["territory", "actor", "name", "sector", "residents", "institution", "animator"])
    people_table[["territory", "actor", "name", "sector"]] = people_table[["territory", "actor", "name", "sector"]].astype("str")
    for flag in ("residents", "institution", "animator"):
        people_table[flag] = people_table[flag].astype("boolean")
    called = [names[t % 6] if hostile else f"Quartier {t}" for t in range(territories)]
    places = pd.DataFrame({"territory": [f"T{t}" for t in range(territories)], "name": called, "stratum": "QPV"}).astype("str")
    targets = pd.DataFrame({"indicator": ["pair_heterogeneity"], "territory": [np.nan], "wave": [str(2021 + 2 * (waves - 1))],
                            "target": [0.8], "direction": ["increase"], "baseline": ["2021"]})  # fmt: skip
    ledger = pd.DataFrame(responses, columns=["territory", "wave", "actor", "status"]).astype("str")
    return Survey(
        participations=table, actors=people_table, territories=places, responses=ledger, groups=("sector",),
        targets=targets if waves > 1 else Survey(participations=table).targets,
    )  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    write_report(survey(), folder / "fr", draws=99, rng=1, n_jobs=1, notice="données fictives", dated="mars 2026")
    write_report(survey(), folder / "en", lang="en", draws=99, rng=1, n_jobs=1)
    write_report(survey(hostile=True), folder / "hostile", draws=99, rng=1, n_jobs=1)
    return folder


def every(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def test_the_folder_has_its_parts(pages: Path) -> None:
    assert len(every(pages / "fr")) == 6  # national, added value, four territories
    data = {path.name for path in (pages / "fr/data").iterdir()}
    tables = {"acteurs", "presence", "indicateurs", "verdicts",
              "melange", "completude", "evolution", "liens", "taux", "renouvellement", "comparaison", "strates",
              "objectifs", "definitions", "colonnes"}  # fmt: skip
    assert data == {f"{name}.csv" for name in tables} | {"rapport.xlsx"}
    assert (pages / "fr/data/verdicts.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_every_page_carries_the_notice_and_the_date(pages: Path) -> None:
    for path in every(pages / "fr"):
        text = seen(path)
        assert "données fictives" in text
        assert "mars 2026" in text


def test_sections_stand_in_the_order_of_need(pages: Path) -> None:
    text = every(pages / "fr/territoires")[0].read_text(encoding="utf-8")
    anchors = re.findall(r'<section id="([a-z]+)"', text)
    assert anchors == ["resume", "donnees", "qui", "silos", "transversalite", "habitants", "ressources", "evolution", "objectifs",
                       "questions", "methodes"]
    assert text.count("<h1>") == 1


def test_each_language_is_whole(pages: Path) -> None:
    """No sentence that has another form in French stands in English in a French page, and the other way round."""
    pairs = [
        (english[0], french[0])
        for catalogue in catalogues.catalogues().values()
        for english, french, _ in catalogues.messages_of(catalogue)
        if len(english[0]) > 14 and "{" not in english[0] + french[0] and english[0] != french[0]
    ]
    for lang, wrong in (("fr", 0), ("en", 1)):
        for path in every(pages / lang):
            text = seen(path)
            assert [pair[wrong] for pair in pairs if plain(pair[wrong]) in text] == []
            assert f'<html lang="{lang}">' in path.read_text(encoding="utf-8")


def test_columns_and_codes_are_in_words(pages: Path) -> None:
    for lang in ("fr", "en"):
        for path in every(pages / lang):
            cells = read(path).cells
            assert not {text for text in cells["th"] + cells["td"] if re.fullmatch(r"[a-z]+(_[a-z]+)+", text)}


def test_no_number_is_nan_and_no_field_is_left(pages: Path) -> None:
    for path in every(pages):
        text = re.sub(r"<(svg|style|script).*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r">\s*(nan|None|NaN)\s*<|\bnan\b", text), path
        assert not re.search(r"\{[a-z_]+\}", text), path


def test_hostile_names_are_text(pages: Path) -> None:
    for path in every(pages / "hostile"):
        text = path.read_text(encoding="utf-8")
        assert "<img" not in text
        assert text.count("<script") == 1
        assert "<b>Culture" not in text
        assert "{{ 7*7 }}" in text or "7*7" not in text
    assert all(re.fullmatch(r"[a-z0-9-]+\.html", path.name) for path in (pages / "hostile/territoires").iterdir())
    table = pd.read_csv(pages / "hostile/data/verdicts.csv", sep=";", decimal=",")
    assert not table.astype("str").map(lambda v: str(v).startswith("=")).any().any()


def test_the_same_seed_gives_the_same_bytes(pages: Path, tmp_path: Path) -> None:
    write_report(survey(), tmp_path / "again", draws=99, rng=1, n_jobs=2, notice="données fictives", dated="mars 2026")
    for path in [*every(pages / "fr"), *(pages / "fr/data").iterdir()]:
        assert path.read_bytes() == (tmp_path / "again" / path.relative_to(pages / "fr")).read_bytes(), path.name


def test_the_public_reads_no_name(tmp_path: Path) -> None:
    asked = survey(territories=1)
    index = write_report(asked, tmp_path / "r", audience="public", draws=19, rng=1)
    texts = [seen(path) for path in every(index.parent)]
    texts += [path.read_text(encoding="utf-8-sig") for path in (index.parent / "data").glob("*.csv")]
    named = [*asked.actors["name"], *asked.actors["actor"]]
    assert not [(name, text) for text in texts for name in named if re.search(rf"\b{name}\b", text)]
    assert any("acteur 1" in text for text in texts)
    assert any("Quartier 0" in text for text in texts)  # a place is no actor
    with pytest.raises(UnknownName, match="audience"):
        write_report(survey(territories=1), tmp_path / "s", audience="everybody", draws=19)


def test_pages_are_light(pages: Path) -> None:
    assert all(path.stat().st_size < 1_000_000 for path in every(pages))


def test_a_folder_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    one = survey(territories=1)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/vacances.txt").write_text("x", encoding="utf-8")
    with pytest.raises(FileExistsError, match=r"vacances\.txt"):
        write_report(one, tmp_path / "photos", draws=19, rng=1, force=True)
    with pytest.raises(FileExistsError, match="fichier"):
        write_report(one, tmp_path / "photos/vacances.txt", draws=19, rng=1, force=True)
    first = write_report(one, tmp_path / "rapport", draws=19, rng=1)
    with pytest.raises(FileExistsError, match="force"):
        write_report(one, tmp_path / "rapport", draws=19, rng=1)
    assert write_report(one, tmp_path / "rapport", draws=19, rng=1, force=True) == first
    (tmp_path / "rapport/notes.md").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match=r"notes\.md"):
        write_report(one, tmp_path / "rapport", draws=19, rng=1, force=True)
    assert (tmp_path / "rapport/notes.md").read_text(encoding="utf-8") == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"photos", "rapport"}, "no half-written folder is left"


def test_one_wave_one_territory_no_ledger(tmp_path: Path) -> None:
    table = pd.DataFrame({"territory": "T", "wave": "1", "actor": ["a", "b", "a", "c"], "project": ["p", "p", "q", "q"]}).astype("str")
    actors = pd.DataFrame({"actor": ["a", "b", "c"], "sector": ["x", "y", "x"]}).astype("str")
    index = write_report(Survey(participations=table, actors=actors, groups=("sector",)), tmp_path / "r", draws=19, rng=1)
    text = every(index.parent / "territoires")[0].read_text(encoding="utf-8")
    assert "ne peut être distingué" in seen(every(index.parent / "territoires")[0])
    assert 'id="evolution"' not in text


def test_own_metrics_and_results_reach_the_report(tmp_path: Path) -> None:
    def projects_per_actor(graph: CooperationGraph) -> float:
        return graph.n_participations / max(graph.n_actors, 1)

    graphs: Graphs = build_graphs(survey(territories=1))
    index = write_report(graphs, tmp_path / "a", metrics=[projects_per_actor], draws=19, rng=1)
    assert "projects_per_actor" in every(index.parent / "territoires")[0].read_text(encoding="utf-8")
    measures, verdicts = measure(graphs, draws=39, rng=5), detect_silos(graphs, draws=39, rng=5)
    index = write_report(graphs, tmp_path / "b", measures=measures, verdicts=verdicts, rng=1)
    table = pd.read_csv(index.parent / "data/indicateurs.csv", sep=";", decimal=",")
    assert table["draws"].max() == 39


def test_templates_trust_nothing() -> None:
    folder = Path(__file__).parents[2] / "src/cooperation_graph/report"
    for path in folder.rglob("*.html"):
        assert "safe" not in re.findall(r"\|\s*(\w+)", path.read_text(encoding="utf-8"))
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><script>x</script><path d="M 0 0" onclick="x" style="fill:red;behavior:url(x)"/></svg>'
    clean = clean_svg(drawing, "k", 'label "<>"')
    assert "script" not in clean
    assert "onclick" not in clean
    assert "behavior" not in clean
    assert "&lt;&gt;" in clean


ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="headless Chromium is not here")
class TestInChromium:
    def test_no_request_and_no_payload(self, browser, pages: Path) -> None:
        for path in every(pages / "hostile")[:3]:
            page = browser.new_page()
            requests, dialogs, errors = [], [], []
            page.on("request", lambda request, kept=requests: kept.append(request.url))
            page.on("dialog", lambda dialog, kept=dialogs: kept.append(dialog.message))
            page.on("pageerror", lambda error, kept=errors: kept.append(str(error)))
            page.goto(path.as_uri())
            page.wait_for_timeout(200)
            outside = [url for url in requests if url != path.as_uri() and not url.startswith("data:")]
            assert (outside, dialogs, errors) == ([], [], [])
            page.close()

    def test_the_policy_stops_scripts_and_styles_but_ours(self, browser, pages: Path) -> None:
        page = browser.new_page()
        page.goto((pages / "fr/index.html").as_uri())
        ran = page.evaluate("""() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';
            document.body.append(s); return window.ran === 1 }""")
        assert ran is False
        styled = page.evaluate("""() => { const s = document.createElement('style'); s.textContent = 'h1 { color: rgb(1, 2, 3) }';
            document.body.append(s); return getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)' }""")
        assert styled is False
        assert page.evaluate("getComputedStyle(document.querySelector('.band')).backgroundColor") == "rgb(20, 80, 92)"
        page.close()

    @pytest.mark.parametrize("lang", ["fr", "en"])
    def test_axe_finds_nothing(self, browser, pages: Path, lang: str) -> None:
        axe = pytest.importorskip("axe_playwright_python.sync_playwright")
        context = browser.new_context(bypass_csp=True)
        for path in (pages / lang / "index.html", every(pages / lang / "territoires")[0]):
            page = context.new_page()
            page.goto(path.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true })")
            found = axe.Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
        context.close()

    def test_the_keyboard_meets_the_skip_link_first(self, browser, pages: Path) -> None:
        page = browser.new_page()
        page.goto((pages / "fr/index.html").as_uri())
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#content"
        page.close()

    def test_territories_cannot_be_sorted_into_a_ranking(self, browser, pages: Path) -> None:
        page = browser.new_page()
        page.goto((pages / "fr/index.html").as_uri())
        assert page.locator("#territoires th button").count() == 0
        page.close()

    def test_it_prints_without_the_data_of_figures(self, browser, pages: Path, tmp_path: Path) -> None:
        page = browser.new_page()
        page.goto(every(pages / "fr/territoires")[0].as_uri())
        page.pdf(path=str(tmp_path / "page.pdf"), tagged=True, outline=True)
        assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
        page.emulate_media(media="print")
        assert page.locator("details.data:visible").count() == 0
        assert page.locator("nav:visible").count() == 0
        page.close()

    def test_nothing_sticks_out_on_a_phone(self, browser, pages: Path) -> None:
        page = browser.new_page(viewport={"width": 400, "height": 800})
        page.goto(every(pages / "fr/territoires")[0].as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 400
        page.close()
