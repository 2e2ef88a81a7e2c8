"""A large text, block by block: each ends where a record does, so that it can be cut alone and memory stays bounded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cooperation_graph.intake.encoding import tidy_text
from cooperation_graph.survey.provenance import Source

__all__ = ["LARGE", "LONGEST_LINE", "NotStreamed", "stream_utf8"]

#: Bytes from which a text is read block by block, and bytes of a block.
LARGE, BLOCK = 64 * 2**20, 32 * 2**20
#: Longest line that is believed to be a row of a table.
LONGEST_LINE = 4 * 2**20
_MARK = b"\xef\xbb\xbf"
#: Line ends that are tried as the end of a block before its quotation marks are held to be stray.
_TRIES = 2000


class NotStreamed(Exception):
    """The text is not plain UTF-8, or damaged: it must be read whole."""


def stream_utf8(
    path: Path, source: Source, report: Callable[..., None], progress: Callable[[int, int], None] | None = None
) -> Iterator[bytes]:
    """Give the text of a UTF-8 file in blocks that end with a record, with ``\\n`` line ends.

    Raises
    ------
    NotStreamed
        Another encoding, a NUL character, a line without end.
    """
    size, done, left, ascii_only = path.stat().st_size, 0, b"", True
    digest, said = hashlib.sha256(), set[str]()

    def once(rule: str, **fields: Any) -> None:
        if rule not in said:
            said.add(rule)
            report(rule, **fields)

    source.encoding = "utf-8"
    with path.open("rb") as stream:
        while chunk := stream.read(BLOCK):
            digest.update(chunk)
            if not done and chunk.startswith(_MARK):
                source.encoding, chunk = "utf-8-sig", chunk[len(_MARK) :]
            done = stream.tell()
            block = left + chunk
            end = len(block) if done == size else _record_end(block)
            block, left = block[:end], block[end:]
            if len(left) > LONGEST_LINE or not block:
                raise NotStreamed
            if not block.isascii():
                ascii_only = False
                try:
                    block.decode("utf-8")
                except UnicodeDecodeError as error:
                    raise NotStreamed from error
            text = tidy_text(block, once) if b"\x00" not in block else None
            if text is None:
                raise NotStreamed
            yield text
            if progress is not None:
                progress(done, size)
    if ascii_only and source.encoding == "utf-8":
        source.encoding = "ascii"
    source.sha256 = digest.hexdigest()


def _record_end(block: bytes) -> int:
    """Where the last whole record ends: after a line end that no quotation mark covers.

    Examples
    --------
    >>> _record_end(b'a;b\\n"c\\nd";e\\n"f\\n'), _record_end(b"a;b")
    (12, 0)
    """
    end = last = block.rfind(b"\n") + 1
    inside = block.count(b'"', 0, end) % 2
    for _ in range(_TRIES):
        if not inside or not end:
            return end
        earlier = block.rfind(b"\n", 0, end - 1) + 1
        inside ^= block.count(b'"', earlier, end) % 2
        end = earlier
    return last
