"""The page of one actor: its own partners and nobody else, no score, safe against hostile names."""

from __future__ import annotations

import html
import re
from pathlib import Path

import numpy as np
import pytest

import cooperation_graph as cg
from cooperation_graph.graph import Graphs

ANIMATION = Path(__file__).parents[2] / "data/samples/animation"


@pytest.fixture(scope="module")
def graphs() -> Graphs:
    return cg.build_graphs(cg.read_survey(ANIMATION)).select(territory="QN07511M")


def plain(text: str) -> str:
    """Without what typography changes: apostrophes, spaces, entities."""
    return " ".join(re.sub("[’']", "'", html.unescape(text)).split())


def test_it_names_partners_and_nobody_else(graphs: Graphs, tmp_path: Path) -> None:
    last = graphs[-1]
    busiest = int(np.argmax(last.actor_degrees))
    text = plain(cg.write_actor_page(graphs, last.actor_ids[busiest], tmp_path / "a.html", lang="en").read_text(encoding="utf-8"))
    partners = cg.project_actors(last).toarray()[busiest] > 0
    names = last.actors["name"].to_numpy()
    assert not [name for name in names[partners] if plain(name) not in text]
    strangers = [n for n, p, i in zip(names, partners, range(len(names)), strict=True) if not p and i != busiest]
    own_words = plain(" ".join([*names[partners], names[busiest], *last.projects["name"]]))
    assert strangers
    assert not [n for n in strangers if plain(n) in text and plain(n) not in own_words]
    assert f"with {int(partners.sum())} partners" in text


def test_waves_are_compared(graphs: Graphs, tmp_path: Path) -> None:
    everywhere = set.intersection(*(set(graph.actor_ids) for graph in graphs))
    actor = sorted(everywhere)[0]
    text = cg.write_actor_page(graphs, actor, tmp_path / "a.html").read_text(encoding="utf-8")
    assert all(wave in text for wave in graphs.waves)
    with pytest.raises(FileExistsError):
        cg.write_actor_page(graphs, actor, tmp_path / "a.html")


def test_what_is_not_there_is_refused(graphs: Graphs, tmp_path: Path) -> None:
    with pytest.raises(cg.UnknownName, match="nobody"):
        cg.write_actor_page(graphs, "nobody", tmp_path / "a.html")
    national = cg.build_graphs(cg.read_survey(ANIMATION))
    several = next(a for a in national[0].actor_ids if sum(a in g.actor_ids for g in national if g.territory != national[0].territory))
    with pytest.raises(cg.UnknownName, match="territory"):
        cg.write_actor_page(national, several, tmp_path / "a.html")
    assert not list(tmp_path.iterdir())
