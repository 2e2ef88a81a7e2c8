"""Graphs of three sizes, and what every figure is held to."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from cooperation_graph.graph import CooperationGraph, Graphs, build_graphs
from cooperation_graph.plots import Drawing
from drawn import HOSTILE, SIZES, boxes, make_survey


@pytest.fixture(params=SIZES)
def graph(request: pytest.FixtureRequest) -> CooperationGraph:
    return build_graphs(make_survey(*SIZES[request.param]))[0]


@pytest.fixture(scope="session")
def typical() -> CooperationGraph:
    return build_graphs(make_survey(*SIZES["typical"]))[0]


@pytest.fixture(scope="session")
def two_waves() -> Graphs:
    return build_graphs(make_survey(30, 20, 4, waves=("2023", "2025")))


@pytest.fixture(scope="session")
def hostile() -> CooperationGraph:
    return build_graphs(make_survey(12, 8, 3, names=HOSTILE))[0]


@pytest.fixture
def well_set() -> Callable[[Drawing], None]:
    """No two texts cover one another, none leaves the figure."""

    def check(drawing: Drawing) -> None:
        placed = boxes(drawing)
        width, height = drawing.figure.get_size_inches() * drawing.figure.dpi
        slack = 0.02 * drawing.figure.dpi  # a pixel or two of line height that holds no ink
        for text, box in placed:
            out = (box[:2] < -slack).any() or (box[2:] > (width + slack, height + slack)).any()
            assert not out, f"{text!r} leaves the figure"
        for (one, a), (two, b) in itertools.combinations(placed, 2):
            wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            assert wide < slack or high < 2.5 * slack, f"{one!r} covers {two!r} by {wide:.0f} × {high:.0f} pixels"

    return check
