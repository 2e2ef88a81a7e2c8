"""Curveball trades on lines that are sets in 64-bit words, one word a line or several: the same laws as on lists, at less cost."""

from __future__ import annotations

from math import comb
from typing import Any

import numpy as np
from llvmlite import binding as llvm
from llvmlite import ir
from numba import config, njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from cooperation_graph.kernels.chance import below, bits
from cooperation_graph.kernels.curveball import circle, opponents

__all__ = ["count", "lowest", "rotations", "trades", "wide_trades"]

_U = np.uint64
#: Choices among at most so many items are read from a table.
_SMALL = 12
_COUNTS = np.array([i.bit_count() for i in range(1 << _SMALL)])
#: Patterns of 12 bits sorted by how many bits are set, then by value: the first C(s, k) with k bits are the choices of k among s.
_PATTERNS = np.lexsort((np.arange(1 << _SMALL), _COUNTS)).astype(np.uint16)
_FIRST = np.searchsorted(_COUNTS[_PATTERNS], np.arange(_SMALL + 2)).astype(np.int64)
_CHOICES = np.array([[comb(s, k) for k in range(_SMALL + 1)] for s in range(_SMALL + 1)], dtype=np.int64)


@intrinsic  # type: ignore[misc]
def count(context: Any, word: Any) -> Any:
    """How many bits of a word are set."""
    return types.int64(types.uint64), lambda context, builder, signature, args: builder.ctpop(args[0])


@intrinsic  # type: ignore[misc]
def lowest(context: Any, word: Any) -> Any:
    """Place of the lowest bit set; the word is not 0."""
    never = ir.Constant(ir.IntType(1), 1)
    return types.int64(types.uint64), lambda context, builder, signature, args: builder.cttz(args[0], never)


def _has_deposit() -> bool:
    """Whether the processor that numba compiles for has an instruction for :func:`deposit` (x86 with BMI2)."""
    return not (config.CPU_NAME or config.CPU_FEATURES) and bool(llvm.get_host_cpu_features().get("bmi2", False))


@njit(nogil=True, cache=True)
def _deposit(pattern: int, pool: int) -> int:
    """The bits set in `pool` whose ranks are set in `pattern`, bit by bit."""
    chosen = _U(0)
    while pattern:
        bit = pool & (~pool + _U(1))
        chosen |= bit & (~(pattern & _U(1)) + _U(1))
        pool ^= bit
        pattern >>= _U(1)
    return chosen


@intrinsic  # type: ignore[misc]
def _deposit_at_once(context: Any, pattern: Any, pool: Any) -> Any:
    """The same in one instruction."""
    word = ir.IntType(64)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(word, [word, word]), "llvm.x86.bmi.pdep.64")
        return builder.call(function, args)

    return types.uint64(types.uint64, types.uint64), generate


deposit = _deposit_at_once if _has_deposit() else _deposit


@njit(nogil=True, cache=True, _nrt=False)
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


@njit(nogil=True, cache=True, _nrt=False)
def _pattern(size: int, k: int, state: np.ndarray) -> int:
    """k of `size` bits, `size` at most 12, uniformly."""
    return _U(_PATTERNS[_FIRST[k] + below(state, _CHOICES[size, k])])


@njit(nogil=True, cache=True, _nrt=False)
def _some_of(pool: int, k: int, state: np.ndarray) -> int:
    """A uniform choice of k bits of `pool`.

    Among few bits from a table. Among many, a coin for each bit (1/4, 1/2 or 3/4 for about k of them), then bits are taken out
    or put in one by one until there are k: each step treats all bits alike, so that all choices of k are equally likely.
    """
    size = count(pool)
    if size <= _SMALL:
        return deposit(_pattern(size, k, state), pool)
    a, b = bits(state), bits(state)
    chosen = pool & (a & b if 8 * k < 3 * size else (a | b if 8 * k > 5 * size else a))
    surplus = count(chosen) - k
    while surplus > 0:
        chosen ^= _one_of(chosen, state)
        surplus -= 1
    while surplus < 0:
        chosen |= _one_of(pool & ~chosen, state)
        surplus += 1
    return chosen


@njit(nogil=True, cache=True, _nrt=False)
def trades(rows: np.ndarray, forbidden: np.ndarray, group_size: np.ndarray, state: np.ndarray) -> None:
    """Make a round of trades in place, see :func:`cooperation_graph.kernels.curveball.trades`.

    Parameters
    ----------
    rows, forbidden
        Items each line has, and may not get: one word a line; `forbidden` is empty when nothing is.
    """
    guarded, begin = len(forbidden) > 0, 0
    while begin < len(rows):
        size = group_size[begin]
        turns = size - 1 + (size & 1)
        turn = below(state, turns)
        for t in range(size // 2):
            i, j = opponents(begin, size, turns, turn, t)
            mine, theirs = rows[i] & ~rows[j], rows[j] & ~rows[i]
            if guarded:
                mine, theirs = mine & ~forbidden[j], theirs & ~forbidden[i]
            pool = mine | theirs
            got = _some_of(pool, count(mine), state)
            rows[i] = rows[i] & ~pool | got
            rows[j] = rows[j] & ~pool | (pool & ~got)
        begin += size


@njit(nogil=True, cache=True, _nrt=False)
def wide_trades(rows: np.ndarray, group_size: np.ndarray, state: np.ndarray) -> None:
    """The same with several words a line (lines × words) and nothing forbidden."""
    begin, width = 0, rows.shape[1]
    while begin < len(rows):
        size = group_size[begin]
        turns = size - 1 + (size & 1)
        turn = below(state, turns)
        for t in range(size // 2):
            i, j = opponents(begin, size, turns, turn, t)
            own = total = 0
            for w in range(width):
                pool = rows[i, w] ^ rows[j, w]
                own += count(pool & rows[i, w])
                total += count(pool)
            if total <= _SMALL:
                pattern = _pattern(total, own, state)
                for w in range(width):
                    pool = rows[i, w] ^ rows[j, w]
                    got = deposit(pattern, pool)
                    pattern >>= _U(count(pool))
                    rows[i, w] = rows[i, w] & ~pool | got
                    rows[j, w] = rows[j, w] & ~pool | (pool & ~got)
                continue
            for w in range(width):  # one by one, each with the chance that what is still to choose gives it
                pool = rows[i, w] ^ rows[j, w]
                left, got = pool, _U(0)
                while left:
                    bit = left & (~left + _U(1))
                    left ^= bit
                    if below(state, total) < own:
                        got |= bit
                        own -= 1
                    total -= 1
                rows[i, w] = rows[i, w] & ~pool | got
                rows[j, w] = rows[j, w] & ~pool | (pool & ~got)
        begin += size


@njit(nogil=True, cache=True, _nrt=True)
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
