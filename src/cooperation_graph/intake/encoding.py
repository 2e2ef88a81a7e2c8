"""Bytes of a text file become UTF-8, or the file is refused with the line that cannot be read."""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Callable
from itertools import islice

from cooperation_graph.errors import UnknownName

__all__ = ["tidy_text", "to_utf8"]

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
#: Encodings of one byte a character that French programs have written, the likeliest first.
_FRENCH_ENCODINGS = ("cp1252", "iso8859-15", "mac-roman", "cp850")
#: How often a character beyond ASCII stands in French text, per 100,000 (rough): enough to tell these encodings apart, which
#: general detectors do not on short tables or on capitals.
_FREQUENCY = {
    "é": 1900, "à": 490, "è": 350, "ê": 220, "ç": 85, "â": 50, "î": 45, "ô": 30, "œ": 20, "û": 6, "ù": 6, "ï": 5, "ë": 2, "ü": 2,
    "ö": 1, "ä": 1, "ñ": 1, "æ": 0.5, "É": 40, "À": 20, "È": 8, "Ê": 4, "Ç": 4, "Î": 4, "Ô": 2, "Œ": 2, "Â": 2, "Û": 1, "Ï": 1,
    "Ë": 1, "Ü": 0.5, "’": 300, "‘": 5, "«": 50, "»": 50, "“": 20, "”": 20, "–": 30, "—": 10, "…": 20, "€": 50, "°": 50,
    "\u00a0": 100, "·": 5, "²": 3, "•": 5,
}  # fmt: skip
_UNLIKELY = 0.002
_DOUBLE = re.compile(rb"\xc3\x83\xc2[\x80-\xbf]|\xc3\xa2\xe2\x82\xac")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ACCENTED_LINE = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")
_REPLACED = "\ufffd".encode()

Report = Callable[..., None]


def to_utf8(data: bytes, encoding: str | None, report: Report) -> tuple[bytes, str] | None:
    """Return the text as UTF-8 with ``\\n`` line ends, and the name of its encoding; None when it cannot be read.

    The order of trust: what the user says, the byte order mark, strict UTF-8, UTF-16 without a mark, then the French
    one-byte encoding whose text looks most like French. A file that mixes encodings is refused.

    Parameters
    ----------
    report
        Called with the code of a rule and the fields of its sentence.
    """
    decoded = _decode(data, encoding, report)
    if decoded is None:
        return None
    text = tidy_text(decoded[0], report)
    return (text, decoded[1]) if text is not None else None


def tidy_text(text: bytes, report: Report) -> bytes | None:
    """UTF-8 with ``\\n`` line ends; what an earlier program did to its accents is reported; None when it holds a NUL."""
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\x00" in text:
        _refuse_nul(text, report)
        return None
    if match := _DOUBLE.search(text):
        sample = _around(text, match.start())
        report("double_decoded", sample=sample, guess=_undo(sample))
    if (place := text.find(_REPLACED)) >= 0:
        report("replacement_character", sample=_around(text, place))
    return text


def _decode(data: bytes, encoding: str | None, report: Report) -> tuple[bytes, str] | None:
    if encoding is not None:
        return _named(data, encoding, report)
    for mark, name in _MARKS:
        if data.startswith(mark):
            if name == "utf-8-sig" and _is_utf8(data):
                return data[len(mark) :], name
            return _named(data, name, report)
    if _is_utf8(data) and b"\x00" not in data:
        return data, "ascii" if data.isascii() else "utf-8"
    head = data[:4096]
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) > 3 and head[start::2].count(0) > 0.6 * len(head[start::2]) and not head[1 - start :: 2].count(0):
            return _named(data, name, report)
    if b"\x00" in data:
        _refuse_nul(data, report)
        return None
    return _one_byte(data, report)


def _refuse_nul(data: bytes, report: Report) -> None:
    report("nul_character", at=data.count(b"\n", 0, data.index(b"\x00")) + 1)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _named(data: bytes, encoding: str, report: Report) -> tuple[bytes, str] | None:
    try:
        return data.decode(encoding).encode("utf-8"), encoding
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report("undecodable", at=line, encoding=encoding, sample=_sample(_line(data, error.start)))
    except LookupError:
        raise UnknownName("encoding", encoding, ["ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", *_FRENCH_ENCODINGS]) from None
    except UnicodeEncodeError:  # half of a surrogate pair
        report("undecodable", at=1, encoding=encoding, sample="")
    return None


def _one_byte(data: bytes, report: Report) -> tuple[bytes, str] | None:
    if _UTF8_SEQUENCE.search(data) and (found := _mixed_lines(data)):
        report("mixed_encoding", at=found[0], other=found[1], sample=_sample(found[2]))
        return None
    accented = [match[0] for match in islice(_ACCENTED_LINE.finditer(data), 2000)]
    sample = b"\n".join(accented)[:200_000]
    scores = {name: score for name in _FRENCH_ENCODINGS if (score := _french(sample, name)) is not None}
    for name in sorted(scores, key=lambda name: -scores[name]):  # a stable sort: the likeliest encoding wins a draw
        try:
            text = data.decode(name).encode("utf-8")
        except UnicodeDecodeError:
            continue
        if name != "cp1252":
            word = _telling_word(sample, name)
            report("rare_encoding", encoding=name, sample=word.decode(name), guess=word.decode("cp1252", errors="replace"))
        return text, name
    return _named(data, "cp1252", report)


def _mixed_lines(data: bytes) -> tuple[int, int, bytes] | None:
    """First line that is not UTF-8, first accented line that is, and the former; None when there are not both."""
    utf8_line = bad_line = 0
    bad = b""
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        if _is_utf8(line):
            utf8_line = utf8_line or number
        elif not bad_line:
            bad_line, bad = number, line
        if utf8_line and bad_line:
            return bad_line, utf8_line, bad
    return None


def _french(sample: bytes, encoding: str) -> float | None:
    """Log-likelihood of the characters beyond ASCII, as French text."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return None
    return sum(math.log(_FREQUENCY.get(character, _UNLIKELY)) for character in text if ord(character) > 127)


def _telling_word(sample: bytes, encoding: str) -> bytes:
    words = [word for word in re.split(rb"[\s;,\"|]+", sample) if not word.isascii()]
    return next((w for w in words if w.decode(encoding) != w.decode("cp1252", errors="replace")), words[0])[:60]


def _line(data: bytes, place: int) -> bytes:
    start = data.rfind(b"\n", 0, place) + 1
    end = data.find(b"\n", place)
    return data[start : end if end >= 0 else len(data)][:400]


def _sample(line: bytes) -> str:
    return line[:120].decode("utf-8", errors="backslashreplace").strip()


def _around(text: bytes, place: int) -> str:
    """The word around a place of UTF-8 text."""
    edges = rb'[\s;,"|]'
    before = max((m.end() for m in re.finditer(edges, text[max(0, place - 60) : place])), default=0) + max(0, place - 60)
    after = re.search(edges, text[place : place + 60])
    return text[before : place + (after.start() if after else 60)].decode("utf-8", errors="ignore")


def _undo(word: str) -> str:
    try:
        return word.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return "?"
