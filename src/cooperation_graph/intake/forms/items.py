"""Items of an answer, projects and organisations: whatever the layout, each has one name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cooperation_graph.intake.forms.answers import Answers, Cell, cells_of, columns_of
from cooperation_graph.intake.forms.choices import chosen, split_choices
from cooperation_graph.intake.forms.declared import Declaration, Use
from cooperation_graph.intake.forms.respondents import Respondent
from cooperation_graph.survey.words import fold

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["OTHER", "Item", "Namer", "items_of"]

OTHER = ("other", "autre", "-oth-")
_SEPARATORS = {"kobo": " ", "google_forms": ", ", "framaforms": ",", "sphinx": ";"}
_XML_NAME = re.compile(r"[A-Za-z0-9_.-]+")


@dataclass(frozen=True)
class Item:
    """One thing named in an answer; `value` is what is said of it, nothing where it is only chosen."""

    name: str
    value: str
    cell: Cell


@dataclass
class Namer:
    """Gives projects or actors their names: by the key of a questionnaire of ours, by the labels of the mapping, else as written."""

    kind: str
    said: Declaration
    answers: Answers
    request: Request
    known: dict[tuple[str, str], str | None] = field(default_factory=dict)
    by_place: dict[str, list[str]] = field(default_factory=dict)

    def offered(self, territory: str) -> list[str]:
        """Codes of what the questionnaire offers in one territory."""
        if not self.by_place and self.said.key is not None:
            for code, (place, _) in (self.said.key.projects if self.kind == "project" else self.said.key.actors).items():
                self.by_place.setdefault(place, []).append(code)
        return self.by_place.get(territory, [])

    def name(self, cell: Cell, code: str, text: str, use: Use, who: Respondent) -> str | None:
        """The id of an item; None when it is none of the questionnaire, which is a problem."""
        key = self.said.key
        if key is None:
            shared = self.said.use("projects").labels if self.kind == "project" else {}
            for word in (code, text):
                if word and (label := use.labels.get(word) or shared.get(word)):
                    return label
            return text or code
        codes = key.projects if self.kind == "project" else key.actors
        for word in (code, text):
            if word in codes:
                if codes[word][0] != who.territory:
                    self._refuse("other_territory", cell, word)
                    return None
                return codes[word][1]
            if word and (word, who.territory) not in self.known:
                same = key.named(word, self.offered(who.territory))
                self.known[word, who.territory] = codes[same[0]][1] if len(same) == 1 else None
            if word and (found := self.known[word, who.territory]):
                return found
        self._refuse("unknown_code", cell, code or text)
        return None

    def options(self, use: Use, who: Respondent) -> list[str]:
        """Options of a cell of several choices."""
        key = self.said.key
        if key is not None:
            return [word for code in self.offered(who.territory) for word in (code, *key.shown(code))]
        shared = self.said.use("projects") if self.kind == "project" else use
        declared = [*use.options, *use.labels, *use.labels.values(), *shared.options, *shared.labels, *shared.labels.values()]
        wide = [h for _, _, heading in columns_of(self.answers, use.names) if heading.item for h in (heading.item, heading.item_text) if h]
        return declared or [name for name in wide if fold(name) not in OTHER]

    def split(self, cell: Cell, use: Use, who: Respondent) -> list[str]:
        """The choices of one cell; what matches none is set aside."""
        separator = use.separator or _SEPARATORS.get(self.answers.tool, "")
        options = self.options(use, who)
        if not separator:
            return [cell.value]
        pieces = split_choices(cell.value, (), separator)[0]
        if not options and len(pieces) > 1 and not use.separator and not all(_XML_NAME.fullmatch(piece) for piece in pieces):
            self.request.problems.add("labels_joined", file=cell.table.source.label, row=cell.at, value=cell.value, field=use.names[0])
            return []
        found, left = split_choices(cell.value, options, separator)
        for text in left:
            self.aside("leftover_choice", cell, text, use.names[0])
        return found

    def aside(self, rule: str, cell: Cell, text: str, field: str) -> None:
        """Record a text that is none of the options, and keep it for review."""
        source = self.answers.main.source
        self.request.problems.add(rule, file=cell.table.source.label, row=cell.at, value=text, field=field)
        source.set_aside[rule] = source.set_aside.get(rule, 0) + 1
        source.lost_rows.append((cell.at, rule, text))

    def _refuse(self, rule: str, cell: Cell, text: str) -> None:
        field = cell.table.headings[0].question if not cell.item else self.kind
        self.aside(rule, cell, text, field)


def items_of(use: Use, namer: Namer, who: dict[int, Respondent], *, valued: bool = False) -> Iterator[tuple[Respondent, Item]]:
    """Each thing that each answer names under one question.

    Parameters
    ----------
    valued
        Whether the cells say something of the items (an array, a repeat) rather than choose them.
    """
    cells = [cell for cell in cells_of(namer.answers, use.names) if cell.row in who and _wanted(cell, use)] if use.names else []
    items = {(id(cell.table), cell.own): cell for cell in cells_of(namer.answers, use.item)} if use.item else {}
    wide = {cell.row for cell in cells if cell.item}
    for cell in cells:
        one = who[cell.row]
        if cell.item:
            if fold(cell.item) in OTHER or fold(cell.item_text) in OTHER:
                yield from _other(cell, use, namer, one)
                continue
            said = chosen(cell.value)
            if not valued and said is None and fold(cell.value) in {fold(cell.item), fold(cell.item_text)}:
                said = True
            if not valued and said is None:
                namer.aside("unknown_code", cell, cell.value, use.names[0])
            if (valued or said) and (name := namer.name(cell, cell.item, cell.item_text, use, one)):
                yield one, Item(name, use.labels.get(cell.value, cell.value) if valued else "", cell)
        elif (id(cell.table), cell.own) in items:
            item = items[id(cell.table), cell.own]
            if name := namer.name(item, item.value, "", use, one):
                yield one, Item(name, use.labels.get(cell.value, cell.value), cell)
        elif valued and cell.table is namer.answers.main and namer.kind == "project":  # one answer for everything that this row chose
            for project in one.projects:
                yield one, Item(project, use.labels.get(cell.value, cell.value), cell)
        elif cell.row not in wide:
            pieces = namer.split(cell, use, one) if cell.table is namer.answers.main else [cell.value]
            for piece in pieces:
                if name := namer.name(cell, piece, "", use, one):
                    yield one, Item(name, "", cell)


def _wanted(cell: Cell, use: Use) -> bool:
    """Leave out comments, the other scale of a dual scale, and items that are none of the declared options."""
    if cell.part == "comment" or (use.part and cell.part != use.part):
        return False
    known = {fold(word) for word in (*use.options, *use.labels)}
    own = {fold(word) for word in (cell.item, cell.item_text) if word}
    return not (use.options and own and not own & (known | set(OTHER)))


def _other(cell: Cell, use: Use, namer: Namer, one: Respondent) -> Iterator[tuple[Respondent, Item]]:
    """What was typed under “other”, one name a line: for review, or a new name."""
    for text in (line.strip() for line in cell.value.splitlines()):
        if chosen(text) is not None or not text:
            continue
        if namer.request.problems.choice("other_choice") == "keep":
            namer.request.problems.add("other_choice", file=cell.table.source.label, row=cell.at, value=text, field=use.names[0])
            yield one, Item(text, "", cell)
        else:
            namer.aside("other_choice", cell, text, use.names[0])
