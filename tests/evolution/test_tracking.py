"""Blocks matched between waves: by hand, planted events, nothing on identical partitions, refusal before the gate."""

import numpy as np
import pytest

from cooperation_graph.errors import Undefined
from cooperation_graph.evolution.tracking import block_events, match_blocks
from cooperation_graph.graph import CooperationGraph


def blocks(text: str) -> dict[str, str]:
    """``"abc 1, de 2"``: actors a, b, c in block 1, d, e in block 2."""
    return {actor: name for part in text.split(", ") if part for who, name in [part.split()] for actor in who}


@pytest.mark.parametrize(("before", "after", "events"), [
    ("abcd 1, efgh 2", "abcd x, efgh y", [("continue", "1", "x"), ("continue", "2", "y")]),
    ("abc 1, def 2", "abcdef x", [("merge", "1|2", "x")]),
    ("abcdef 1", "abc x, def y", [("split", "1", "x|y")]),
    ("abc 1", "abc x, def y", [("continue", "1", "x"), ("birth", "", "y")]),
    ("abc 1, def 2", "abc x", [("continue", "1", "x"), ("death", "2", "")]),
    ("abcd 1", "abcdef x", [("growth", "1", "x")]),
    ("abcdefgh 1", "abcde x", [("shrinkage", "1", "x")]),
    ("abcde 1", "abcdef x", [("continue", "1", "x")]),
    ("abc 1", "ade x", [("birth", "", "x"), ("death", "1", "")]),
    ("", "abc x", [("birth", "", "x")]),
])  # fmt: skip
def test_events_by_hand(before: str, after: str, events: list[tuple[str, str, str]]) -> None:
    frame = match_blocks(blocks(before), blocks(after))
    assert [tuple(row) for row in frame[["event", "blocks_from", "blocks_to"]].itertuples(index=False)] == events


def test_inclusion_counts_actors_present_in_both_waves() -> None:
    """Of abcdef only ab stays in the territory: ab then xyz with ab continue the block, however many are new."""
    frame = match_blocks(blocks("abcdef 1"), blocks("abxyz x"))
    assert frame[["event", "size_from", "size_to", "common"]].values.tolist() == [["continue", 6, 5, 2]]


@pytest.mark.parametrize("seed", range(30))
def test_identical_partitions_give_no_event(seed: int) -> None:
    rng = np.random.default_rng(seed)
    partition = {f"a{k}": str(rng.integers(0, 5)) for k in range(30)}
    partition = {a: b for a, b in partition.items() if list(partition.values()).count(b) > 1}
    renamed = {a: f"new {b}" for a, b in partition.items()}
    for other in (partition, renamed):
        assert set(match_blocks(partition, other)["event"]) == {"continue"}


@pytest.mark.parametrize("seed", range(30))
def test_planted_events_are_all_found(seed: int) -> None:
    """Five blocks of six actors of whom one in six leaves: one merges with another, one splits, one dies, one is born."""
    rng = np.random.default_rng(seed)
    before = {f"a{k}": str(k // 6) for k in range(30)}
    after = {a: "01" if b in "01" else b for a, b in before.items() if b != "4"}
    after |= {f"a{k}": "2a" if k < 15 else "2b" for k in range(12, 18)} | {f"n{k}": "born" for k in range(4)}
    gone = {f"a{6 * b + rng.integers(0, 6)}" for b in (0, 1, 3)}
    frame = match_blocks(before, {a: b for a, b in after.items() if a not in gone})
    assert sorted(frame["event"]) == ["birth", "continue", "death", "merge", "split"]


def three_blocks(sizes: tuple[int, ...], projects: int = 6) -> np.ndarray:
    rows, place = sum(sizes), 0
    matrix = np.zeros((rows, projects * len(sizes)))
    for k, size in enumerate(sizes):
        matrix[place : place + size, projects * k : projects * (k + 1)] = 1
        place += size
    return matrix


def test_blocks_found_by_themselves_behind_the_gate() -> None:
    first = CooperationGraph.from_biadjacency(three_blocks((5, 5, 5)), wave="1")
    merged = three_blocks((5, 5, 5))
    merged[:10, :12] = 1
    second = CooperationGraph.from_biadjacency(merged, wave="2")
    assert block_events(first, second, draws=39, rng=1)["event"].tolist() == ["continue", "merge"]
    assert set(block_events(first, first, draws=39, rng=2)["event"]) == {"continue"}


def test_no_event_without_stable_blocks() -> None:
    rng = np.random.default_rng(3)
    noise = CooperationGraph.from_biadjacency(rng.random((20, 15)) < 0.2, wave="1")
    with pytest.raises(Undefined, match="gate"):
        block_events(noise, noise, draws=39, rng=1)
