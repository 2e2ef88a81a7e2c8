"""What stands above and below a figure: its title, how to read it, what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cooperation_graph.plots.style import QUIET, Sheet
from cooperation_graph.plots.text import LEADING, block, lines

__all__ = ["Captions", "captions"]


@dataclass(frozen=True)
class Captions:
    """Lines already wrapped for a width, so that the height they need is known before the sheet is made."""

    heading: list[str]
    intro: list[str]
    notes: list[str]
    font: float

    @property
    def above(self) -> float:
        """Height taken at the top."""
        return self.font * (1.2 + LEADING * (1.4 * len(self.heading) + len(self.intro)) + 0.4)

    @property
    def below(self) -> float:
        """Height taken at the bottom."""
        return self.font * (0.6 + LEADING * 0.85 * len(self.notes))

    def write(self, sheet: Sheet) -> None:
        """Write them on the sheet."""
        font = self.font
        top = block(sheet.ax, font, sheet.height - font, self.heading, 1.4 * font, bold=True)
        block(sheet.ax, font, top - 0.2 * font, self.intro, font, color=QUIET)
        block(sheet.ax, font, self.below - 0.2 * font, self.notes, 0.85 * font, color=QUIET)


def captions(title: str, said: Sequence[str], notes: Sequence[str], width: float, font: float) -> Captions:
    """Wrap a title, sentences and notes for a sheet."""
    space = width - 2 * font
    return Captions(
        lines(title, space, 1.4 * font, bold=True, most=4),
        [line for sentence in said for line in lines(sentence, space, font, most=6)],
        [line for note in notes for line in lines(note, space, 0.85 * font, most=6)], font,
    )  # fmt: skip
