"""Curveball trades on lines of at most 64 items, each line one 64-bit word: the same laws as on lists, at half the cost."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from cooperation_graph.kernels.chance import below, bits
from cooperation_graph.kernels.curveball import circle

__all__ = ["count", "lowest", "rotations", "trades"]

_U = np.uint64


@intrinsic  # type: ignore[misc]
def count(context: Any, word: Any) -> Any:
    """How many bits of a word are set."""
    return types.int64(types.uint64), lambda context, builder, signature, args: builder.ctpop(args[0])


@intrinsic  # type: ignore[misc]
def lowest(context: Any, word: Any) -> Any:
    """Place of the lowest bit set; the word is not 0."""
    never = ir.Constant(ir.IntType(1), 1)
    return types.int64(types.uint64), lambda context, builder, signature, args: builder.cttz(args[0], never)


@njit(nogil=True, cache=True)
def _one_of(word: int, state: np.ndarray) -> int:
    """A bit of a word that is not 0, uniformly: found by halves, without branches."""
    rank, place = below(state, count(word)), _U(0)
    for half in (32, 16, 8, 4, 2, 1):
        low = word & ((_U(1) << _U(half)) - _U(1))
        above = rank >= count(low)
        rank -= count(low) if above else 0
        place += _U(half) if above else _U(0)
        word = word >> _U(half) if above else low
    return _U(1) << place


@njit(nogil=True, cache=True)
def _some_of(pool: int, k: int, state: np.ndarray) -> int:
    """A uniform choice of k bits of `pool`.

    A coin for each bit (1/4, 1/2 or 3/4 for about k of them), then bits are taken out or put in one by one until there are k.
    Each step treats all bits alike, so that all choices of k are equally likely.
    """
    size, a, b = count(pool), bits(state), bits(state)
    chosen = pool & (a & b if 8 * k < 3 * size else (a | b if 8 * k > 5 * size else a))
    surplus = count(chosen) - k
    while surplus > 0:
        chosen ^= _one_of(chosen, state)
        surplus -= 1
    while surplus < 0:
        chosen |= _one_of(pool & ~chosen, state)
        surplus += 1
    return chosen


@njit(nogil=True, cache=True)
def trades(
    rounds: int, rows: np.ndarray, forbidden: np.ndarray, order: np.ndarray, group_start: np.ndarray, group_size: np.ndarray,
    state: np.ndarray,
) -> None:  # fmt: skip
    """Make `rounds` rounds of trades in place, see :func:`cooperation_graph.kernels.curveball.trades`.

    Parameters
    ----------
    rows, forbidden
        Items each line has, and may not get: one word a line.
    """
    for _ in range(rounds):
        for k in range(len(rows)):
            place = k - group_start[k]
            pick = k + below(state, group_size[k] - place)
            order[k], order[pick] = order[pick], order[k]
            if place & 1 == 0:
                continue
            i, j = order[k - 1], order[k]
            mine = rows[i] & ~rows[j] & ~forbidden[j]
            theirs = rows[j] & ~rows[i] & ~forbidden[i]
            if mine == _U(0) or theirs == _U(0):
                continue
            pool = mine | theirs
            got = _some_of(pool, count(mine), state)
            rows[i] = rows[i] & ~pool | got
            rows[j] = rows[j] & ~pool | (pool & ~got)


@njit(nogil=True, cache=True)
def rotations(
    longest: int, rows: np.ndarray, forbidden: np.ndarray, order: np.ndarray, group_start: np.ndarray, group_size: np.ndarray,
    state: np.ndarray,
) -> None:  # fmt: skip
    """Propose rotations in place, see :func:`cooperation_graph.kernels.curveball.rotations`."""
    given = np.zeros(longest, np.uint64)
    for k in range(len(order)):
        for _ in range(longest - 2 if group_size[k] > 2 else 0):
            length = circle(longest, order, group_start[k], group_size[k], state)
            chain = order[group_start[k] : group_start[k] + length]
            for t in range(length):
                given[t] = _one_of(rows[chain[t]], state)
            allowed = True
            for t in range(length):
                allowed &= (rows[chain[t]] | forbidden[chain[t]]) & given[(t + 1) % length] == _U(0)
            if allowed:
                for t in range(length):
                    rows[chain[t]] ^= given[t] | given[(t + 1) % length]
