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

from cooperation_graph.kernels.chance import State, loaded, next_below, next_bits, stored
from cooperation_graph.kernels.curveball import circle, opponents

__all__ = ["count", "lowest", "rotations", "trades", "wide_trades"]

_U = np.uint64
#: Choices among at most so many items are read from a table.
_SMALL = 12
_COUNTS = np.array([i.bit_count() for i in range(1 << _SMALL)])
#: Patterns of 12 bits sorted by how many bits are set, then by value: the first C(s, k) with k bits are the choices of k among s.
_PATTERNS = np.lexsort((np.arange(1 << _SMALL), _COUNTS)).astype(np.uint16)
_FIRST = np.searchsorted(_COUNTS[_PATTERNS], np.arange(_SMALL + 2)).astype(np.uint64)
_CHOICES = np.array([[comb(s, k) for k in range(_SMALL + 1)] for s in range(_SMALL + 1)], dtype=np.uint64)


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
def _one_of(word: int, held: State) -> tuple[int, State]:
    """A bit of a word that is not 0, uniformly: found by halves, without branches."""
    rank, held = next_below(held, _U(count(word)))
    place = _U(0)
    for half in (_U(32), _U(16), _U(8), _U(4), _U(2), _U(1)):
        low = word & ((_U(1) << half) - _U(1))
        within = _U(count(low))
        above = rank >= within
        rank -= within if above else _U(0)
        place += half if above else _U(0)
        word = word >> half if above else low
    return _U(1) << place, held


@njit(nogil=True, cache=True, forceinline=True)
def _pattern(size: int, k: int, held: State) -> tuple[int, State]:
    """k of `size` bits, `size` at most 12, uniformly."""
    rank, held = next_below(held, _CHOICES[size, k])
    return _U(_PATTERNS[_FIRST[k] + rank]), held


@njit(nogil=True, cache=True, _nrt=False)
def _some_of_many(pool: int, k: int, held: State) -> tuple[int, State]:
    """A coin for each bit (1/4, 1/2 or 3/4 for about k of them), then bits are taken out or put in one by one until there
    are k: each step treats all bits alike, so that all choices of k are equally likely."""
    size = count(pool)
    a, held = next_bits(held)
    b, held = next_bits(held)
    chosen = pool & (a & b if 8 * k < 3 * size else (a | b if 8 * k > 5 * size else a))
    surplus = count(chosen) - k
    while surplus > 0:
        bit, held = _one_of(chosen, held)
        chosen ^= bit
        surplus -= 1
    while surplus < 0:
        bit, held = _one_of(pool & ~chosen, held)
        chosen |= bit
        surplus += 1
    return chosen, held


@njit(nogil=True, cache=True, forceinline=True)
def _some_of(pool: int, k: int, held: State) -> tuple[int, State]:
    """A uniform choice of k bits of `pool`: among few from a table."""
    size = count(pool)
    if size <= _SMALL:
        pattern, held = _pattern(size, k, held)
        return deposit(pattern, pool), held
    return _some_of_many(pool, k, held)


@njit(nogil=True, cache=True, _nrt=False)
def trades(rows: np.ndarray, forbidden: np.ndarray, group_size: np.ndarray, state: np.ndarray) -> None:
    """Make a round of trades in place, see :func:`cooperation_graph.kernels.curveball.trades`.

    Parameters
    ----------
    rows, forbidden
        Items each line has, and may not get: one word a line; `forbidden` is empty when nothing is.
    """
    guarded, begin, held = len(forbidden) > 0, 0, loaded(state)
    while begin < len(rows):
        size = group_size[begin]
        turns = size - 1 + (size & 1)
        number, held = next_below(held, _U(turns))
        turn = np.int64(number)
        for t in range(size // 2):
            i, j = opponents(begin, size, turns, turn, t)
            mine, theirs = rows[i] & ~rows[j], rows[j] & ~rows[i]
            if guarded:
                mine, theirs = mine & ~forbidden[j], theirs & ~forbidden[i]
            pool = mine | theirs
            got, held = _some_of(pool, count(mine), held)
            rows[i] = rows[i] & ~pool | got
            rows[j] = rows[j] & ~pool | (pool & ~got)
        begin += size
    stored(held, state)


@njit(nogil=True, cache=True, _nrt=False)
def wide_trades(rows: np.ndarray, group_size: np.ndarray, state: np.ndarray) -> None:
    """The same with several words a line (lines × words) and nothing forbidden."""
    begin, width, held = 0, rows.shape[1], loaded(state)
    while begin < len(rows):
        size = group_size[begin]
        turns = size - 1 + (size & 1)
        number, held = next_below(held, _U(turns))
        turn = np.int64(number)
        for t in range(size // 2):
            i, j = opponents(begin, size, turns, turn, t)
            own = total = 0
            for w in range(width):
                pool = rows[i, w] ^ rows[j, w]
                own += count(pool & rows[i, w])
                total += count(pool)
            if total <= _SMALL:
                pattern, held = _pattern(total, own, held)
                for w in range(width):
                    pool = rows[i, w] ^ rows[j, w]
                    got = deposit(pattern, pool)
                    pattern >>= _U(count(pool))
                    rows[i, w] = rows[i, w] & ~pool | got
                    rows[j, w] = rows[j, w] & ~pool | (pool & ~got)
                continue
            wanted, open_ = _U(own), _U(total)
            for w in range(width):  # one by one, each with the chance that what is still to choose gives it
                pool = rows[i, w] ^ rows[j, w]
                left, got = pool, _U(0)
                while left:
                    bit = left & (~left + _U(1))
                    left ^= bit
                    rank, held = next_below(held, open_)
                    taken = _U(rank < wanted)
                    got |= bit & (~taken + _U(1))
                    wanted -= taken
                    open_ -= _U(1)
                rows[i, w] = rows[i, w] & ~pool | got
                rows[j, w] = rows[j, w] & ~pool | (pool & ~got)
        begin += size
    stored(held, state)


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
                given[t], held = _one_of(rows[chain[t]], loaded(state))
                stored(held, state)
            allowed = True
            for t in range(length):
                allowed &= (rows[chain[t]] | forbidden[chain[t]]) & given[(t + 1) % length] == _U(0)
            if allowed:
                for t in range(length):
                    rows[chain[t]] ^= given[t] | given[(t + 1) % length]
