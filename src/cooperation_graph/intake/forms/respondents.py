"""Who gave each answer, for which territory and wave, and whether the answer is whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cooperation_graph.intake.forms.answers import Answers, Cell, cells_of
from cooperation_graph.intake.forms.declared import Declaration, word_of
from cooperation_graph.intake.forms.key import FORM_QUESTION, FormKey, token_print

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["SYSTEM", "Respondent", "find_respondents", "firsts"]

#: Columns that say nothing by themselves: an answer that fills no other is empty.
SYSTEM = {
    "id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr", "refurl", "token", FORM_QUESTION, "territory",
    "start", "end", "today", "deviceid", "username", "KEY", "SubmissionDate", "instanceID", "meta-instanceID",
}  # fmt: skip
_OUT = ("left", "not_yet_existing")


@dataclass
class Respondent:
    """One answer: who speaks, where and when; `status` as in the ledger of responses."""

    actor: str
    territory: str
    wave: str
    status: str
    row: int
    at: int
    projects: list[str] = field(default_factory=list)


def firsts(answers: Answers, names: tuple[str, ...]) -> dict[int, Cell]:
    """First filled cell of a question in each row of the main table."""
    found: dict[int, Cell] = {}
    for cell in cells_of(answers, names) if names else ():
        found.setdefault(cell.row, cell)
    return found


def find_respondents(answers: Answers, said: Declaration, request: Request) -> dict[int, Respondent]:
    """Who gave each answer, by row; answers of nobody, empty ones and repeated ones are dealt with here."""
    problems, source, main = request.problems, answers.main.source, answers.main
    values = {name: firsts(answers, said.use(name).names) for name in ("respondent", "territory", "wave", "status", "finished")}
    own = [k for k, heading in enumerate(main.headings) if heading.question not in SYSTEM and not heading.question.startswith("_")]
    inside = {row for table in answers.repeats for row in table.parent}
    found: dict[int, Respondent] = {}
    for row, at in enumerate(main.rows):
        if row not in inside and not any(main.cells[row][k] for k in own):
            problems.add("empty_answer", file=source.label, row=at)
            source.set_aside["empty_answer"] = source.set_aside.get("empty_answer", 0) + 1
            continue
        if answers.submitted and not answers.submitted[row]:
            problems.add("draft_answer", file=source.label, row=at)
            if problems.choice("draft_answer") == "set_aside":
                _lose(answers, row, "draft_answer")
                continue
        cell = values["respondent"].get(row)
        territory = values["territory"][row].value if row in values["territory"] else said.constants.get("territory", "")
        wave = values["wave"][row].value if row in values["wave"] else said.constants.get("wave", "")
        actor = cell.value if cell is not None else ""
        if said.key is not None:
            code = _code_of(said.key, actor, _place_of(said.key, territory), answers, row, request)
            if code is None:
                continue
            territory, actor = said.key.actors[code]
        elif cell is not None:
            actor = said.use("respondent").labels.get(actor, actor)
        if not actor:
            _refuse(answers, row, "unknown_respondent", request)
            continue
        found[row] = Respondent(actor, territory, wave, _status(said, values, answers, row, request), row, at)
    return _once(found, answers, request) if said.key is not None else found


def _place_of(key: FormKey, value: str) -> str:
    """The territory that a code or a name stands for; nothing when it is not said."""
    codes = [value] if value in key.places else key.named(value, key.places) if value else []
    return key.places[codes[0]] if len(codes) == 1 else ""


def _code_of(key: FormKey, value: str, place: str, answers: Answers, row: int, request: Request) -> str | None:
    """Code of the actor who answers: by the token, by the code, or by the name shown."""
    problems, source, at = request.problems, answers.main.source, answers.main.rows[row]
    codes = [value] if value in key.actors else key.named(value, [c for c, (where, _) in key.actors.items() if place in ("", where)])
    chosen = codes[0] if len(codes) == 1 else None
    token = answers.tokens[row] if answers.tokens else ""
    if token and key.tokens:
        owner = key.tokens.get(token_print(token))
        if owner is None:
            problems.add("unknown_token", file=source.label, row=at)
            if problems.choice("unknown_token") == "set_aside":
                _lose(answers, row, "unknown_token")
            return chosen if problems.choice("unknown_token") == "warning" else None
        if chosen is not None and owner != chosen:
            problems.add("borrowed_token", file=source.label, row=at, value=key.names[chosen], other=key.names[owner])
            return chosen if problems.choice("borrowed_token") == "answer" else owner
        return owner
    if value and chosen is None:
        problems.add("unknown_code", file=source.label, row=at, value=value, field="actor")
        _lose(answers, row, "unknown_code")
    elif not value:
        _refuse(answers, row, "unknown_respondent", request)
    return chosen


def _status(said: Declaration, values: dict[str, dict[int, Cell]], answers: Answers, row: int, request: Request) -> str:
    """What the ledger says of this answer."""
    if row in values["status"]:
        cell = values["status"][row]
        word = word_of("presence" if said.key else "status", said.use("status").labels.get(cell.value, cell.value), said.key)
        if word is None:
            request.problems.add("unknown_code", file=cell.table.source.label, row=cell.at, value=cell.value, field="status")
        elif word in _OUT or (said.key is None and word != "answered"):
            return word
    if answers.submitted and not answers.submitted[row]:
        return "partial"
    if row in values["finished"]:
        cell = values["finished"][row]
        word = word_of("finished", cell.value, said.key) if said.key else word_of("status", cell.value, None)
        if word is None:
            request.problems.add("unknown_code", file=cell.table.source.label, row=cell.at, value=cell.value, field="finished")
        return "partial" if word in ("partial", "no_answer") else "answered"
    return "answered"


def _once(found: dict[int, Respondent], answers: Answers, request: Request) -> dict[int, Respondent]:
    """One answer an actor, as the user chooses."""
    problems, kept = request.problems, dict[tuple[str, str, str], Respondent]()
    for one in found.values():
        who = (one.territory, one.wave, one.actor)
        if who in kept:
            first = kept[who]
            problems.add("answered_twice", file=answers.main.source.label, row=one.at, value=one.actor, other=first.at)
            last = problems.choice("answered_twice") == "last"
            _lose(answers, first.row if last else one.row, "answered_twice")
            kept[who] = one if last else first
        else:
            kept[who] = one
    return {one.row: one for one in sorted(kept.values(), key=lambda one: one.row)}


def _refuse(answers: Answers, row: int, rule: str, request: Request) -> None:
    request.problems.add(rule, file=answers.main.source.label, row=answers.main.rows[row])
    if request.problems.choice(rule) == "set_aside":
        _lose(answers, row, rule)


def _lose(answers: Answers, row: int, rule: str) -> None:
    """Set a whole answer aside, as text."""
    source = answers.main.source
    source.set_aside[rule] = source.set_aside.get(rule, 0) + 1
    source.lost_rows.append((answers.main.rows[row], rule, " | ".join(cell for cell in answers.main.cells[row] if cell)))
