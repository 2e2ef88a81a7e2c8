"""Headings become fields: what the user says first, then the names known in French and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cooperation_graph.errors import UnknownName
from cooperation_graph.survey.columns import COLUMNS, GROUPS, REQUIRED, match_columns
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.problems import Problems
from cooperation_graph.survey.words import fold

__all__ = ["find_groups", "name_columns"]

#: A field that may stand for another that is missing: the name of an actor identifies it where nothing else does.
_STAND_INS = {
    "participations": {"actor": "actor_name", "project": "project_name"},
    "actors": {"actor": "name"},
    "projects": {"project": "name"},
    "territories": {"territory": "name"},
    "waves": {"wave": "label"},
}


def find_groups(drafts: Sequence[Draft], by: Sequence[str]) -> dict[str, str]:
    """Find the column of each declared group attribute, by its heading or by a name of the field it stands for.

    Returns
    -------
    dict
        Folded heading -> name of the group, as the user wrote it.

    Raises
    ------
    UnknownName
        A group that no table of actors or participations holds.
    """
    found: dict[str, str] = {}
    headings = [
        str(column) for draft in drafts if draft.table in ("actors", "participations") for column in draft.frame.columns
    ]
    for name in by:
        keys = {fold(name)}
        for field in (*GROUPS, "residents", "animator", "institution"):
            words = {fold(word) for tier in COLUMNS["actors"][field] for word in tier}
            if fold(name) in words:
                keys |= words
        hits = [heading for heading in headings if heading == name] or [h for h in headings if fold(h) == fold(name)]
        hits = hits or [heading for heading in headings if fold(heading) in keys]
        if not hits:
            raise UnknownName("group attribute", name, headings, hint="Give it in by=.")
        found |= {fold(heading): name for heading in hits}
    return found


def name_columns(draft: Draft, problems: Problems, *, chosen: Mapping[str, str], groups: Mapping[str, str]) -> None:
    """Give the columns of a draft the names of the survey's fields; record what is missing or ambiguous.

    Parameters
    ----------
    chosen
        Heading -> field, decided by the user; an empty field leaves the column out.
    groups
        Folded heading -> group attribute.
    """
    source = draft.sources[0]
    decided = {heading: chosen[heading] for heading in draft.frame.columns if heading in chosen}
    folded = {fold(heading): name for heading, name in chosen.items()}
    for heading in draft.frame.columns:
        key = fold(str(heading))
        if heading not in decided and key in folded:
            decided[heading] = folded[key]
        elif heading not in decided and key in groups and draft.table in ("actors", "participations"):
            decided[heading] = groups[key]
    if draft.named:
        decided = {heading: decided.get(heading, heading) for heading in draft.frame.columns}
    match = match_columns(draft.table, [str(column) for column in draft.frame.columns], decided)
    for field, headings in match.ambiguous.items():
        problems.add(
            "ambiguous_column",
            file=source.label,
            table=draft.table,
            row=source.header_row,
            column=headings[0],
            field=field,
            found=problems.quote(*headings),
        )
    left_out = [heading for heading, field in decided.items() if not field]
    source.notes += [f"column left out: {heading}" for heading in left_out]
    draft.frame = draft.frame.drop(columns=left_out)
    names = {heading: field for heading, field in {**match.fields, **decided}.items() if field}
    names |= {heading: str(heading).strip() for heading in draft.frame.columns if heading not in names}
    _refuse_twins(draft, names, problems)
    source.columns = {str(heading): name for heading, name in names.items() if str(heading) != name}
    draft.frame = draft.frame.rename(columns=names)
    draft.kinds = {names.get(heading, heading): kind for heading, kind in draft.kinds.items()}
    for field, stand_in in _STAND_INS.get(draft.table, {}).items():
        if field not in draft.frame.columns and stand_in in draft.frame.columns:
            draft.frame.insert(0, field, draft.frame[stand_in])
            source.notes.append(f"{field} taken from {stand_in}")


def _refuse_twins(draft: Draft, names: dict[str, str], problems: Problems) -> None:
    """Two headings must not end under one name; an extra column that bears the name of a field yields it."""
    taken: dict[str, str] = {}
    for heading, name in list(names.items()):
        if name not in taken:
            taken[name] = heading
            continue
        free = next(
            (h for h in (heading, taken[name]) if names[h] == str(h).strip() and h not in COLUMNS[draft.table]), None
        )
        if free is not None and f"{name} (2)" not in names.values():
            names[free] = f"{name} (2)"
        else:
            problems.add(
                "name_twice",
                file=draft.label,
                table=draft.table,
                row=draft.sources[0].header_row,
                column=str(heading),
                field=name,
                found=problems.quote(taken[name], heading),
            )
            names[heading] = f"{name} (2)"


def report_missing(draft: Draft, problems: Problems, fields: Sequence[str] | None = None) -> None:
    """Record the required fields that no column gives."""
    for field in fields if fields is not None else REQUIRED[draft.table]:
        if field not in draft.frame.columns:
            given = [str(column) for column in draft.frame.columns if str(column) not in draft.filled]
            found = problems.quote(*map(draft.heading, given))
            problems.add(
                "missing_column",
                file=draft.label,
                table=draft.table,
                row=draft.sources[0].header_row,
                field=field,
                found=found,
            )
