"""What a reader meets in a page: its text, its tables."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.texts: list[str] = []
        self.cells: dict[str, list[str]] = {"th": [], "td": []}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "br", "img"):
            self.open.append(tag)
        if tag in self.cells:
            self.cells[tag].append("")
        self.texts += [value or "" for name, value in attrs if name == "aria-label"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("style", "script"):
            return
        self.texts.append(data)
        for tag, cells in self.cells.items():
            if tag in self.open:
                cells[-1] += data


def plain(text: str) -> str:
    """Text without the signs of a printer."""
    return text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")


def read(page: Path | str) -> _Reader:
    """A page, or its HTML, read."""
    reader = _Reader()
    reader.feed(page.read_text(encoding="utf-8") if isinstance(page, Path) else page)
    return reader


def seen(page: Path | str) -> str:
    """All a reader sees, what is read aloud included."""
    return " ".join(plain(" ".join(read(page).texts)).split())
