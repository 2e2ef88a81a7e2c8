"""The whole catalogue faces the checks that authors of extensions run on theirs."""

from __future__ import annotations

import pytest

from cooperation_graph.metrics import catalogue
from cooperation_graph.metrics.card import card_of
from cooperation_graph.testing import check_metric


@pytest.mark.parametrize("name", sorted(catalogue))
def test_contract(name: str) -> None:
    check_metric(name, n_random=6)


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
