"""Random numbers inside compiled loops: xoshiro256++ (Blackman & Vigna 2021), one state a block of draws.

A block's state comes from a 128-bit key of its graph and from its number, so that draws depend neither on the order of
the work nor on how many threads share it. An array holds the state between calls; loops that ask for a number at every step
carry it as a tuple (:func:`loaded`, :func:`stored`), which compiled code keeps in registers.
"""

from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["State", "below", "bits", "loaded", "next_below", "next_bits", "seed_block", "stored", "unit"]

State = tuple[int, int, int, int]
_U = np.uint64
_LOW = np.uint64(0xFFFFFFFF)


@njit(nogil=True, cache=True, inline="always")
def _rotate(x: int, k: int) -> int:
    return (x << _U(k)) | (x >> _U(64 - k))


@njit(nogil=True, cache=True, forceinline=True)
def loaded(state: np.ndarray) -> State:
    """The state as a tuple."""
    return state[0], state[1], state[2], state[3]


@njit(nogil=True, cache=True, forceinline=True)
def stored(held: State, state: np.ndarray) -> None:
    """Write a tuple back."""
    state[0], state[1], state[2], state[3] = held


@njit(nogil=True, cache=True, forceinline=True)
def next_bits(held: State) -> tuple[int, State]:
    """64 random bits, and the state after them."""
    a, b, c, d = held
    result = _rotate(a + d, 23) + a
    t = b << _U(17)
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    return result, (a, b, c, _rotate(d, 45))


@njit(nogil=True, cache=True, forceinline=True)
def next_below(held: State, bound: int) -> tuple[int, State]:
    """A whole number in [0, bound), bound < 2^32, without bias (Lemire 2019), and the state after it; both uint64."""
    word, held = next_bits(held)
    m = (word >> _U(32)) * bound
    if m & _LOW < bound:
        threshold = (_U(0x100000000) - bound) % bound
        while m & _LOW < threshold:
            word, held = next_bits(held)
            m = (word >> _U(32)) * bound
    return m >> _U(32), held


@njit(nogil=True, cache=True, _nrt=False)
def bits(state: np.ndarray) -> int:
    """64 random bits; moves the state (4 × uint64) on."""
    result, held = next_bits(loaded(state))
    stored(held, state)
    return result


@njit(nogil=True, cache=True, _nrt=False)
def seed_block(key: np.ndarray, block: int, state: np.ndarray) -> None:
    """Fill `state` (4 × uint64) from a graph's key (2 × uint64) and the number of the block, by SplitMix64."""
    z = key[0] ^ (_U(block) * _U(0xD1342543DE82EF95))
    for i in range(4):
        z += _U(0x9E3779B97F4A7C15)
        y = z
        y = (y ^ (y >> _U(30))) * _U(0xBF58476D1CE4E5B9)
        y = (y ^ (y >> _U(27))) * _U(0x94D049BB133111EB)
        state[i] = y ^ (y >> _U(31)) ^ (key[1] if i % 2 else _U(0))
    if state[0] | state[1] | state[2] | state[3] == _U(0):
        state[0] = _U(1)


@njit(nogil=True, cache=True, _nrt=False)
def below(state: np.ndarray, n: int) -> int:
    """A whole number in [0, n), n < 2^32, without bias; moves the state on."""
    found, held = next_below(loaded(state), _U(n))
    stored(held, state)
    return np.int64(found)


@njit(nogil=True, cache=True, _nrt=False)
def unit(state: np.ndarray) -> float:
    """A number in [0, 1) with 53 bits."""
    return np.float64(bits(state) >> _U(11)) * (1.0 / 9007199254740992.0)
