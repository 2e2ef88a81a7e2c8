"""Metrics by name: built in, added, shipped by packages; a broken extension stops nobody."""

from __future__ import annotations

from functools import partial

import pytest

from cooperation_graph.errors import UnknownName
from cooperation_graph.metrics import Catalogue, metric
from cooperation_graph.metrics import card as cards
from cooperation_graph.metrics.card import card_of, name_of


class Point:
    """What importlib.metadata gives for an entry point."""

    def __init__(self, name: str, found: object) -> None:
        self.name, self.found = name, found

    def load(self) -> object:
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


def shipped(graph) -> float:
    return 1.0


def test_packages_ship_metrics_and_broken_ones_warn(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [Point("broken", ImportError("no such library")), Point("shipped", shipped)]
    monkeypatch.setattr(cards, "entry_points", lambda group: points if group == "cooperation_graph.metrics" else [])
    catalogue = Catalogue()
    with pytest.warns(match="broken cannot be loaded: no such library"):
        names = set(catalogue)
    assert {"shipped", "ei_index"} <= names
    assert catalogue["shipped"] is shipped


def test_unknown_names_list_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'ei_index'"):
        Catalogue()["ei_indx"]


def test_a_taken_name_is_kept() -> None:
    catalogue = Catalogue()
    with pytest.raises(ValueError, match="exists already"):
        catalogue.add(metric(name="ei_index")(lambda graph: 0.0))
    catalogue.add(metric(name="ei_index")(shipped), replace=True)
    assert catalogue["ei_index"] is shipped
    del shipped.card


def test_names_say_parameters() -> None:
    ei = Catalogue()["ei_index"]
    assert name_of(ei) == "ei_index"
    assert name_of(partial(ei, projection="count", by="scale")) == "ei_index(projection='count')"
    assert card_of(partial(ei, by="scale")).name == "ei_index"
    with pytest.raises(TypeError, match="by keyword"):
        name_of(partial(ei, object()))


def test_wrong_cards_are_refused() -> None:
    with pytest.raises(UnknownName, match="level"):
        metric(level="planet")(lambda graph: 0.0)
    with pytest.raises(UnknownName, match="kind of data"):
        metric(reads="tea leaves")(lambda graph: 0.0)
