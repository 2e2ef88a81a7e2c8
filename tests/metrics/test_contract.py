"""The whole catalogue faces the checks that authors of extensions run on theirs, a family at a time."""

from __future__ import annotations

import inspect
from collections import defaultdict
from functools import partial

import pytest

from cooperation_graph.metrics import catalogue
from cooperation_graph.metrics.card import card_of
from cooperation_graph.testing import check_metric

FAMILIES: dict[str, list[str]] = defaultdict(list)
for _name in sorted(catalogue):
    FAMILIES[catalogue[_name].__module__.removeprefix("cooperation_graph.metrics.")].append(_name)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_contract(family: str) -> None:
    drawn = {name: partial(catalogue[name], draws=9) for name in FAMILIES[family] if "draws" in inspect.signature(catalogue[name]).parameters}
    check_metric([drawn.get(name, name) for name in FAMILIES[family]], n_random=4)


@pytest.mark.parametrize("name", sorted(catalogue))
def test_card_is_complete(name: str) -> None:
    card = card_of(catalogue[name])
    assert card.name == name
    assert card.label
    assert card.reading
    assert card.cannot_say
    assert card.compare_with
    assert card.reference
    assert card.direction in (-1, 0, 1)
    assert card.range[0] < card.range[1]
