"""Joining along links without joining what contradicts each other.

The order of mentions changes nothing: each step looks at all links at once, and a link that would join two mentions that contradict each
other is not made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations

__all__ = ["join"]


def join(
    size: int, links: Iterable[tuple[int, int]], contradict: Callable[[int, int], bool], groups: list[int] | None = None,
    doubts: Iterable[tuple[int, int]] = (),
) -> list[int]:  # fmt: skip
    """Join mentions along links as far as nobody is joined to two that contradict each other.

    Parameters
    ----------
    size
        How many mentions there are.
    links
        Pairs of mentions that may be joined.
    contradict
        Whether two mentions cannot be one body.
    groups
        Group of each mention so far, named by its first member; each its own by default.
    doubts
        Pairs that are not joined: the second comes into question for the first, too.

    Returns
    -------
    list of int
        Group of each mention, named by its first member. A group with links to two that contradict each other is joined to neither;
        a set of groups that holds a contradiction, however far apart in the chain, is not joined at all.

    Examples
    --------
    >>> join(4, [(0, 1), (1, 2)], lambda a, b: {a, b} == {0, 2}), join(4, [(0, 1), (1, 3)], lambda a, b: False)
    ([0, 1, 2, 3], [0, 0, 2, 0])
    """
    groups = list(range(size)) if groups is None else groups
    members: dict[int, list[int]] = defaultdict(list)
    for mention, group in enumerate(groups):
        members[group].append(mention)
    known: dict[tuple[int, int], bool] = {}

    def against(one: int, other: int) -> bool:
        key = (min(one, other), max(one, other))
        if key not in known:
            known[key] = any(contradict(a, b) for a in members[one] for b in members[other])
        return known[key]

    beside: dict[int, set[int]] = defaultdict(set)
    firm: set[frozenset[int]] = set()
    for pairs, holds in ((links, True), (doubts, False)):
        for a, b in pairs:
            one, other = groups[a], groups[b]
            if one != other and not against(one, other):
                beside[one].add(other)
                if holds:
                    beside[other].add(one)
                    firm.add(frozenset((one, other)))
    doubtful = {
        frozenset((group, neighbour))
        for group, neighbours in beside.items()
        for pair in combinations(sorted(neighbours), 2) if against(*pair)
        for neighbour in pair
    }  # fmt: skip
    kept: dict[int, set[int]] = defaultdict(set)
    for one, other in (sorted(pair) for pair in firm - doubtful):
        kept[one].add(other)
        kept[other].add(one)
    result = list(groups)
    seen: set[int] = set()
    for start in sorted(kept):
        if start in seen:
            continue
        reached, ahead = {start}, [start]
        while ahead:
            for neighbour in kept[ahead.pop()] - reached:
                reached.add(neighbour)
                ahead.append(neighbour)
        seen |= reached
        if len(reached) > 1 and not any(against(*pair) for pair in combinations(sorted(reached), 2)):
            for group in reached:
                for mention in members[group]:
                    result[mention] = min(reached)
    return result
