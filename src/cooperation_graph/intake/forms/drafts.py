"""Answers become the tables of a survey: participations, ties, responses, and what the key says of those who were asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cooperation_graph.intake.forms.answers import Answers, Cell, cells_of
from cooperation_graph.intake.forms.choices import chosen
from cooperation_graph.intake.forms.declared import OF_PROJECT, TIES, Declaration, declare, from_key, word_of
from cooperation_graph.intake.forms.items import Item, Namer, _other, items_of
from cooperation_graph.intake.forms.key import FORM_QUESTION, KEY_FILE, FormKey, find_keys
from cooperation_graph.intake.forms.respondents import Respondent, find_respondents
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.provenance import Source

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["make_drafts"]

_NUMBERS = ("intensity", "quality", "amount")


@dataclass
class _Rows:
    """Rows of one table of the survey, each with the sheet and the row it comes from."""

    table: str
    found: list[tuple[Source, int, dict[str, Any]]] = field(default_factory=list)

    def add(self, cell: Cell, **values: Any) -> None:
        self.found.append((cell.table.source, cell.at, values))

    def drafts(self, columns: tuple[str, ...]) -> Iterator[Draft]:
        """A draft a sheet."""
        for source in {id(source): source for source, _, _ in self.found}.values():
            own = [(at, values) for held, at, values in self.found if held is source]
            frame = pd.DataFrame([values for _, values in own], columns=list(columns))
            kept = [c for c in columns if frame[c].notna().any() or c in ("territory", "wave", "actor", "project", "source", "target", "kind")]
            frame = frame[[c for c in kept if not (c in ("territory", "wave") and frame[c].isna().all())]]
            text = frame.astype({column: "str" for column in frame.columns})
            draft = Draft.read(self.table, text, np.array([at for at, _ in own]), replace(source, lost_rows=[], set_aside={}), {"quality": "number"})
            draft.named = True
            yield draft


def make_drafts(found: list[Answers], path: Path, request: Request) -> list[Draft]:
    """The drafts of some exports that answer one questionnaire; nothing when their questions are not known."""
    if not found:
        return []
    known = _key(found, path, request)
    if request.problems.errors:
        return []
    said = from_key(known) if known is not None else declare(found, request)
    if said is None or request.problems.errors:
        return []
    request.by.extend(name for name in said.by if name not in request.by)
    parts, ties, responses = _Rows("participations"), _Rows("ties"), _Rows("responses")
    answered: set[tuple[str, str]] = set()
    for answers in found:
        who = find_respondents(answers, said, request)
        for one in who.values():
            marker = Cell(one.row, one.row, answers.main, "", "", "", "")
            responses.add(marker, territory=one.territory or None, wave=one.wave or None, actor=one.actor, status=one.status)
            answered.add((one.territory, one.actor))
        _take_part(answers, said, who, parts, request)
        _tie(answers, said, who, ties, request)
    drafts = [
        *parts.drafts(("territory", "wave", "actor", "project", *OF_PROJECT, "source", "reported_by")),
        *ties.drafts(("territory", "wave", "source", "target", "kind", "intensity", "reported_by")),
        *responses.drafts(("territory", "wave", "actor", "status")),
    ]  # fmt: skip
    if not parts.found and request.problems.errors:
        return []  # what went wrong says it better than an empty table
    if not parts.found:
        empty = pd.DataFrame(columns=["actor", "project"]).astype("str")
        drafts = [Draft.read("participations", empty, np.zeros(0), replace(found[0].main.source))]
    _give_back_losses(found, drafts)
    if known is not None:
        drafts[0].sources[0].notes.append(f"answers to questionnaire {known.form}, wave {known.wave}")
        drafts += _from_key(known, answered, drafts)
    return drafts


def _key(found: list[Answers], path: Path, request: Request) -> FormKey | None:
    """The key of a questionnaire of ours; none for a foreign form."""
    forms = {cell.value for answers in found for cell in cells_of(answers, (FORM_QUESTION,))}
    if not forms:
        return None
    keys = {key.form: key for key in find_keys(path)}
    source = found[0].main.source
    for form in sorted(forms - set(keys)):
        if keys:
            request.problems.add("other_form", file=source.file, value=form, found=", ".join(sorted(keys)))
        else:
            request.problems.add("no_key", file=source.file, value=form)
    if len(forms & set(keys)) > 1:
        request.problems.add("other_form", file=source.file, value=", ".join(sorted(forms)), found=", ".join(sorted(keys)))
    return keys.get(next(iter(sorted(forms & set(keys))), ""))


def _take_part(answers: Answers, said: Declaration, who: dict[int, Respondent], parts: _Rows, request: Request) -> None:
    """Projects chosen, and what is said of each."""
    namer = Namer("project", said, answers, request)
    taken: dict[tuple[int, str], dict[str, Any]] = {}

    def row_of(one: Respondent, item: Item) -> dict[str, Any]:
        if (one.row, item.name) not in taken:
            values = {
                "territory": one.territory or None, "wave": one.wave or None, "actor": one.actor, "project": item.name,
                "source": "respondent", "reported_by": one.actor,
            }  # fmt: skip
            taken[one.row, item.name] = values
            parts.found.append((item.cell.table.source, item.cell.at, values))
        return taken[one.row, item.name]

    projects, shared = said.use("projects"), {said.use(name).names for name in OF_PROJECT}
    for one, item in items_of(projects, namer, who, valued=projects.names in shared):
        one.projects.append(item.name)
        row_of(one, item)
    for one, item in _typed(said, "other_projects", namer, who):
        row_of(one, item)
    for name, answers_list in OF_PROJECT.items():
        use = said.use(name)
        if not use.item and use.names:
            use = replace(use, item=projects.item or projects.names)
        for one, item in items_of(use, namer, who, valued=True):
            word = word_of(answers_list or name, item.value, said.key) if said.key else item.value
            if word is None:
                namer.aside("unknown_code", item.cell, item.value, name)
                continue
            if (one.row, item.name) not in taken and word:
                rule = "detail_without_choice"
                request.problems.add(rule, file=item.cell.table.source.label, row=item.cell.at, value=item.name)
                if request.problems.choice(rule) == "set_aside":
                    continue
            if word:
                row_of(one, item)[name] = word
    _mention(answers, said, who, parts, taken, request)


def _mention(
    answers: Answers, said: Declaration, who: dict[int, Respondent], parts: _Rows, taken: dict[tuple[int, str], dict[str, Any]], request: Request
) -> None:
    """Partners named for a project take part in it, unless they say so themselves: declared by another, not confirmed."""
    use = said.use("partners")
    if not use.names:
        return
    own = {(values["territory"], values["wave"], values["actor"], values["project"]) for values in taken.values()}
    names, projects = Namer("actor", said, answers, request), Namer("project", said, answers, request)
    at_item = {(id(c.table), c.own): c for c in cells_of(answers, use.item or said.use("projects").names)}
    for cell in cells_of(answers, use.names):
        if cell.row not in who:
            continue
        one = who[cell.row]
        item = at_item.get((id(cell.table), cell.own)) if cell.table is not answers.main else None
        if cell.item:
            about = [projects.name(cell, cell.item, cell.item_text, use, one)]
        else:
            about = [projects.name(item, item.value, "", use, one)] if item is not None else list(one.projects)
        for partner in names.split(cell, use, one):
            actor = names.name(cell, partner, "", use, one)
            for project in about:
                who_where = (one.territory or None, one.wave or None, actor, project)
                if actor and project and who_where not in own:
                    own.add(who_where)
                    parts.add(
                        cell, territory=who_where[0], wave=who_where[1], actor=actor, project=project, source="respondent", reported_by=one.actor
                    )


def _tie(answers: Answers, said: Declaration, who: dict[int, Respondent], ties: _Rows, request: Request) -> None:
    """Organisations named, and how strong the relation is."""
    namer = Namer("actor", said, answers, request)
    for kind, answers_list in TIES.items():
        found: dict[tuple[int, str], dict[str, Any]] = {}
        use = said.use(kind)
        plain = said.use({"cooperation": "cooperates", "competition": "competes"}.get(kind, ""))
        valued = said.key is not None or any(
            chosen(cell.value) is None for cell in cells_of(answers, use.names) if cell.item or cell.table is not answers.main
        )
        for question, has_value in ((plain, False), (use, valued)):
            for one, item in items_of(question, namer, who, valued=has_value):
                word = word_of(answers_list, item.value, said.key) if item.value else ""
                if word is None:
                    namer.aside("unknown_code", item.cell, item.value, kind)
                    continue
                if (one.row, item.name) not in found:
                    values = {
                        "territory": one.territory or None, "wave": one.wave or None, "source": one.actor, "target": item.name, "kind": kind,
                        "reported_by": one.actor,
                    }  # fmt: skip
                    found[one.row, item.name] = values
                    ties.found.append((item.cell.table.source, item.cell.at, values))
                if word:
                    found[one.row, item.name]["intensity"] = word
    for one, item in _typed(said, "other_actors", namer, who):
        ties.add(
            item.cell, territory=one.territory or None, wave=one.wave or None, source=one.actor, target=item.name, kind="cooperation",
            reported_by=one.actor,
        )  # fmt: skip


def _typed(said: Declaration, name: str, namer: Namer, who: dict[int, Respondent]) -> Iterator[tuple[Respondent, Item]]:
    """Names typed in free text, for review or as new names."""
    use = said.use(name)
    for cell in cells_of(namer.answers, use.names) if use.names else ():
        if cell.row in who:
            yield from _other(cell, use, namer, who[cell.row])


def _give_back_losses(found: list[Answers], drafts: list[Draft]) -> None:
    """What was set aside, and which sheets were read, stands once, with the participations."""
    for answers in found:
        source = next((d.sources[0] for d in drafts if d.sources[0].label == answers.main.source.label), drafts[0].sources[0])
        source.lost_rows = [*source.lost_rows, *answers.main.source.lost_rows]
        source.set_aside = {**source.set_aside, **answers.main.source.set_aside}
        source.notes = [*source.notes, *(f"repeat group: sheet {table.name}, {len(table.rows)} rows" for table in answers.repeats)]


def _from_key(key: FormKey, answered: set[tuple[str, str]], drafts: list[Draft]) -> list[Draft]:
    """Who and what was asked about, and who of them did not answer."""
    made = []
    for table, rows in key.tables.items():
        frame = pd.DataFrame(rows)
        if table == "projects" and len(frame):
            frame = _with_quality(frame, drafts)
        if len(frame):
            kinds = {
                str(name): "boolean" if frame[name].dropna().map(lambda value: isinstance(value, bool)).all() else "number" for name in frame.columns
                if frame[name].dropna().map(lambda value: isinstance(value, bool | int | float)).all()
            }  # fmt: skip
            made.append(_named(table, frame, kinds))
    places = {place for place, _ in answered}
    silent = [
        {"territory": place, "wave": key.wave, "actor": actor, "status": "no_answer"} for place, actor in key.actors.values()
        if place in places and (place, actor) not in answered
    ]  # fmt: skip
    if silent:
        made.append(_named("responses", pd.DataFrame(silent).astype("str"), {}))
    return made


def _named(table: str, frame: pd.DataFrame, kinds: dict[str, str]) -> Draft:
    draft = Draft.read(table, frame, np.arange(1, len(frame) + 1), Source(file=KEY_FILE, rows_read=len(frame)), kinds)
    draft.named = True
    return draft


def _with_quality(projects: pd.DataFrame, drafts: list[Draft]) -> pd.DataFrame:
    """The quality of each project, as those who take part judge it on average; said in the provenance."""
    judged = [d.frame[["project", "quality"]].dropna() for d in drafts if d.table == "participations" and "quality" in d.frame.columns]
    if not judged:
        return projects.drop(columns="quality", errors="ignore")
    mean = pd.concat(judged).assign(quality=lambda f: pd.to_numeric(f["quality"])).groupby("project")["quality"].mean()
    for draft in drafts:
        if draft.table == "participations":
            draft.sources[0].notes.append("quality of projects: mean of the answers of those who take part")
    return projects.assign(quality=projects["project"].map(mean))
