"""French catalogues: what the code marks for translation, what is missing, and the compiled files.

``python tests/catalogues.py`` lists what is wrong; ``--compile`` writes the ``.mo`` files first.
"""

from __future__ import annotations

import ast
import gettext
import io
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

PACKAGE = Path(__file__).parents[1] / "src/cooperation_graph"
FRENCH = PACKAGE / "locale/fr/LC_MESSAGES"
#: Calls whose first argument is a sentence that a user reads; `Undefined` reasons are shown through ``status``.
MARKERS = ("_", "N_", "translate", "Undefined")
NEWSTYLE = {"newstyle_gettext": "true"}


def marked(path: Path) -> Iterator[tuple[str, int]]:
    """Sentences of a module or template marked for translation, with their line."""
    if path.suffix != ".py":
        with path.open("rb") as stream:
            for line, _, message, _ in babel_extract(stream, ("_", "gettext", "ngettext"), [], NEWSTYLE):
                forms = [message] if isinstance(message, str) else message
                yield from ((text, line) for text in forms if isinstance(text, str))
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        curried = isinstance(node.func, ast.Call) and getattr(node.func.func, "id", "") == "translator"
        if name not in MARKERS and not curried:
            continue
        sentences = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "plural")]
        for sentence in sentences:
            if isinstance(sentence, ast.Constant) and isinstance(sentence.value, str) and sentence.value:
                yield sentence.value, sentence.lineno
            elif name in ("_", "N_", "translate") and isinstance(sentence, ast.JoinedStr):
                yield f"f-string cannot be translated: {ast.unparse(sentence)}", sentence.lineno


def sources() -> list[Path]:
    """Modules and templates of the package; `testing` and `synthetic` speak to developers in English."""
    found = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/*.html")]
    apart = ("testing", "testing.py", "synthetic", "synthetic.py")
    return sorted(path for path in found if path.relative_to(PACKAGE).parts[0] not in apart)


def catalogues() -> dict[Path, Catalog]:
    """The French catalogues as written, by file."""
    found = {}
    for path in sorted(FRENCH.glob("*.po")):
        with path.open("rb") as stream:
            found[path] = read_po(stream, locale="fr", abort_invalid=True)
    return found


def compiled(catalogue: Catalog) -> bytes:
    """The content of the ``.mo`` file of a catalogue."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def fields(text: str) -> set[str]:
    """Names in braces.

    >>> sorted(fields("{n} actors in {place!r}"))
    ['n', 'place']
    """
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def messages_of(catalogue: Catalog) -> Iterator[tuple[list[str], list[str], bool]]:
    """Each entry: English forms, French forms, fuzzy or not."""
    for message in catalogue:
        if message.id:
            forms = [list(text) if isinstance(text, tuple | list) else [text] for text in (message.id, message.string)]
            yield forms[0], forms[1], message.fuzzy


def untranslated() -> list[str]:
    """Marked sentences without French, as ``file:line: sentence``."""
    french: set[str] = set()
    for catalogue in catalogues().values():
        for english, texts, _ in messages_of(catalogue):
            french.update(english if all(texts) else ())
    return [
        f"{path.relative_to(PACKAGE).as_posix()}:{line}: {sentence!r}"
        for path in sources() for sentence, line in marked(path) if sentence not in french
    ]  # fmt: skip


def wrong_entries() -> list[str]:
    """Entries that are fuzzy, hold other fields than their English, or contradict another catalogue."""
    wrong, seen = [], {}
    for path, catalogue in catalogues().items():
        for english, french, fuzzy in messages_of(catalogue):
            where = f"{path.name}: {english[0]!r}"
            if fuzzy:
                wrong.append(f"{where} is fuzzy")
            expected = fields(english[0]) | fields(english[-1])
            optional = {"n"} if len(english) > 1 else set()  # "one actor" may do without its number
            others = [text for text in french if text and fields(text) - optional != expected - optional]
            wrong += [f"{where} has other fields in French: {text!r}" for text in others]
            first = seen.setdefault(tuple(english), (path.name, french))
            if first[1] != french:
                wrong.append(f"{where} is translated otherwise in {first[0]}")
    return wrong


def stale() -> list[str]:
    """Compiled files that do not say what their source says."""

    def content(data: bytes) -> dict[object, str]:
        entries = dict(gettext.GNUTranslations(io.BytesIO(data))._catalog)  # type: ignore[attr-defined]
        entries.pop("", None)
        return entries

    old = []
    for path, catalogue in catalogues().items():
        binary = path.with_suffix(".mo")
        if not binary.exists() or content(binary.read_bytes()) != content(compiled(catalogue)):
            old.append(f"{binary.name} is not up to date: make messages")
    return old + [f"{path.name} has no source" for path in FRENCH.glob("*.mo") if not path.with_suffix(".po").exists()]


def main(arguments: list[str]) -> int:
    """List what is wrong; return 1 when something is."""
    if "--compile" in arguments:
        for path, catalogue in catalogues().items():
            path.with_suffix(".mo").write_bytes(compiled(catalogue))
    problems = untranslated() + wrong_entries() + stale()
    print("\n".join(problems) or "every sentence has its French")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
