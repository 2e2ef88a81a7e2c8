"""Random numbers inside compiled loops: xoshiro256++ (Blackman & Vigna 2021), one state a block of draws.

A block's state comes from a 128-bit key of its graph and from its number, so that draws depend neither on the order of
the work nor on how many threads share it.
"""

from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["below", "bits", "seed_block", "unit"]

_U = np.uint64


@njit(nogil=True, cache=True, inline="always")
def _rotate(x: int, k: int) -> int:
    return (x << _U(k)) | (x >> _U(64 - k))


@njit(nogil=True, cache=True, _nrt=False)
def bits(state: np.ndarray) -> int:
    """64 random bits; moves the state (4 × uint64) on."""
    result = _rotate(state[0] + state[3], 23) + state[0]
    t = state[1] << _U(17)
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= t
    state[3] = _rotate(state[3], 45)
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
    """A whole number in [0, n), n < 2^32, without bias (Lemire 2019)."""
    bound = _U(n)
    m = (bits(state) >> _U(32)) * bound
    low = m & _U(0xFFFFFFFF)
    if low < bound:
        threshold = (_U(0x100000000) - bound) % bound
        while low < threshold:
            m = (bits(state) >> _U(32)) * bound
            low = m & _U(0xFFFFFFFF)
    return np.int64(m >> _U(32))


@njit(nogil=True, cache=True, _nrt=False)
def unit(state: np.ndarray) -> float:
    """A number in [0, 1) with 53 bits."""
    return np.float64(bits(state) >> _U(11)) * (1.0 / 9007199254740992.0)
