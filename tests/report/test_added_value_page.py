"""The page of added value: what is known and not, apart; what would be needed; nothing claimed without comparison; no ranking."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.graph import build_graphs
from cooperation_graph.report.evidence import gather_evidence
from cooperation_graph.report.material import Material
from cooperation_graph.report.render import render_page
from cooperation_graph.report.sections.added_value import added_value_page, added_value_summary
from cooperation_graph.survey.tables import Survey

PLAN = {
    "title": "Essai <b>", "dated": "2018-01-10", "before": ["2019"], "after": ["2021"], "treated": [f"T{k}" for k in range(5)],
    "exclude": ["animator", "T0-00"],
    "indicators": [{"name": "pair_heterogeneity", "expected": 0.2}, "single_actor_project_share"],
}  # fmt: skip


def survey(n: int = 10) -> Survey:
    """Treated territories (the first half) mix sectors much more in 2021; projects are dated and rated."""
    rng = np.random.default_rng(1)
    rows, actors, projects = [], [], []
    for place in range(n):
        sector = np.repeat([0, 1, 2], 5)
        names = [f"T{place}-{i:02d}" for i in range(15)]
        actors += [(name, f"s{s}", False) for name, s in zip(names, sector, strict=True)]
        for wave in ("2019", "2020", "2021"):
            for k in range(16):
                lead = rng.integers(15)
                weight = np.where(sector == sector[lead], 1.0 if place < n // 2 and wave == "2021" else 9.0, 1.0)
                weight[lead] = 0
                size = rng.integers(0, 4)
                members = [lead, *rng.choice(15, size, replace=False, p=weight / weight.sum())]
                rows += [(f"T{place}", wave, names[i], f"T{place}p{wave}{k}") for i in members]
                projects.append((f"T{place}p{wave}{k}", f"T{place}", f"{wave}-02-01", f"{wave}-11-30", 3 + rng.normal()))
    return Survey(
        pd.DataFrame(rows, columns=["territory", "wave", "actor", "project"]).astype("str"),
        actors=pd.DataFrame(actors, columns=["actor", "sector", "animator"]).astype({"actor": "str", "sector": "str", "animator": "boolean"}),
        projects=pd.DataFrame(projects, columns=["project", "territory", "start", "end", "quality"]).astype(
            dict.fromkeys(["project", "territory", "start", "end"], "str")
        ), groups=("sector",),
    )  # fmt: skip


@pytest.fixture(scope="module")
def material() -> Material:
    graphs = build_graphs(survey())
    names = {f"T{k}": f"Quartier {k} & fils" for k in range(10)}
    empty = pd.DataFrame()
    return Material(graphs, "sector", None, None, None, None, None, empty, names, {}, graphs.waves, 1, 0)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def evidence(material: Material):
    return gather_evidence(material.graphs, PLAN, by="sector", entropy=1)


def page_of(material: Material, evidence, lang: str = "fr") -> tuple[dict[str, str], str]:
    html = render_page(added_value_page(material, evidence, lang, ("pied",)), lang=lang)
    found = re.findall(r'<section id="([^"]+)"(.*?)</section>', html, flags=re.DOTALL)
    return dict(found), html


def test_known_and_not_known_stand_apart(material: Material, evidence) -> None:
    frame = evidence.impact.frame.set_index("indicator")
    assert frame.loc["pair_heterogeneity", "p_adjusted"] < 0.05 < frame.loc["single_actor_project_share", "p_adjusted"]
    parts, html = page_of(material, evidence)
    assert list(parts) == ["resume", "plan", "su", "non-su", "renverserait", "parts", "qualite", "faudrait"]
    told = "dans le sens annoncé"
    assert told in parts["su"]
    assert told not in parts["non-su"]
    assert "ne permettent pas de dire" in parts["non-su"]
    assert "preuve d’une cause" in parts["resume"]
    assert "Quartier 3 &amp; fils" in parts["plan"]
    assert "&lt;b&gt;" in parts["plan"]
    assert evidence.plan.hash[:12] in parts["plan"]
    assert "pas la preuve" in parts["renverserait"]
    assert "C’est une association" in parts["qualite"]
    assert "nan" not in re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL).lower().replace("financ", "").split()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_words_never_overclaim(material: Material, evidence, lang: str) -> None:
    _, html = page_of(material, evidence, lang)
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<(svg|style).*?</\1>", "", html, flags=re.DOTALL)).lower()
    for word in ("grâce à", "a permis de", "thanks to", "has caused", "a causé", "classement", "meilleur territoire", "best territory"):
        assert word not in text, word


def test_without_a_plan_it_says_what_would_be_needed(material: Material) -> None:
    nothing = gather_evidence(material.graphs, None, by="sector", entropy=1)
    parts, _ = page_of(material, nothing)
    assert list(parts) == ["resume", "qualite", "faudrait"]
    assert "ne peut pas être attribuée" in parts["resume"]
    assert "0,12" in parts["faudrait"]  # 15 + 15 territories, two waves
    assert "valeur-ajoutee.html" in render_page(
        replace(added_value_page(material, nothing, "fr", ()), sections=(added_value_summary(nothing, "fr"),)), lang="fr"
    )


def test_without_comparison_nothing_is_attributed(material: Material) -> None:
    alone = gather_evidence(material.graphs, {**PLAN, "treated": [f"T{k}" for k in range(10)]}, by="sector", entropy=1)
    parts, _ = page_of(material, alone)
    assert alone.impact is None
    assert "ne peut pas être attribuée" in parts["resume"]
    assert "su" not in parts


def test_the_public_reads_no_name_of_an_actor(material: Material, evidence) -> None:
    assert "T0-00" in page_of(material, evidence)[0]["plan"]
    parts, html = page_of(replace(material, public=True), evidence)
    assert "T0-00" not in html
    assert "1 acteur" in parts["plan"]
