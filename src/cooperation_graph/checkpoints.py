"""Finished pieces of long work on disk: an interrupted call that is made again takes up where it stopped."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from cooperation_graph.files import atomic_path

__all__ = ["kept_entropy", "piece", "recall"]

Piece = TypeVar("Piece")


def piece(*parts: object) -> str:
    """Name of a piece of work: a hash of everything its result depends on, arrays included."""
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(part.tobytes() if hasattr(part, "tobytes") else repr(part).encode())
        digest.update(b"\x1f")
    return digest.hexdigest()


def recall(folder: str | Path | None, name: Callable[[], str], compute: Callable[[], Piece]) -> Piece:
    """What `compute` returns, read back from `folder` when it was computed before; without a folder just computed.

    The folder is the user's own: files are pickles and must not come from somebody else.
    """
    if folder is None:
        return compute()
    path = Path(folder) / f"{name()}.pickle"
    if path.exists():
        try:
            found: Piece = pickle.loads(path.read_bytes())
        except Exception:  # a file cut short by a full disk is computed again
            path.unlink(missing_ok=True)
        else:
            return found
    result = compute()
    with atomic_path(path) as scratch:
        scratch.write_bytes(pickle.dumps(result))
    return result


def kept_entropy(folder: str | Path, fresh: int) -> int:
    """The entropy the folder was begun with when nobody fixes one: chance must be the same for the call to go on."""
    path = Path(folder) / "entropy.txt"
    if not path.exists():
        with atomic_path(path) as scratch:
            scratch.write_text(str(fresh), encoding="ascii")
    return int(path.read_text(encoding="ascii"))
