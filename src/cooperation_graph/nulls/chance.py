"""Seeds keyed by graph, null model and block of draws: the same draws alone, in a subset or in a batch."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

__all__ = ["BLOCK", "entropy_of", "graph_key"]

#: Draws made from one start at the observed graph.
BLOCK = 128


def entropy_of(rng: np.random.Generator | int | None) -> int:
    """The number all seeds derive from; None draws a fresh one, to be written down by the caller.

    Examples
    --------
    >>> entropy_of(2026)
    2026
    """
    if rng is None:
        return int(np.random.default_rng().integers(2**63))
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(2**63))
    return int(rng)


def graph_key(entropy: int, territory: str, wave: str, null: str) -> np.ndarray:
    """128-bit key of one graph's draws (two uint64)."""
    text = "\x1f".join((str(entropy), territory, wave, null)).encode()
    return np.frombuffer(blake2b(text, digest_size=16).digest(), dtype="<u8").copy()
