"""The tables against each other: who is named and not described, what falls outside its dates, what nobody says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cooperation_graph.locale import N_
from cooperation_graph.survey.draft import Draft
from cooperation_graph.survey.problems import LISTED, Problems

__all__ = ["check_named", "check_together", "loose"]

_NAMED_BY = {
    "actor": (
        ("participations", "actor"),
        ("ties", "source"),
        ("ties", "target"),
        ("responses", "actor"),
        ("applications", "actor"),
    ),
    "project": (("participations", "project"),),
    "territory": tuple(
        (table, "territory")
        for table in ("participations", "actors", "projects", "ties", "responses", "applications", "targets")
    ),
    "wave": tuple((table, "wave") for table in ("participations", "actors", "ties", "responses", "applications")),
}
_DESCRIBED_BY = {"actor": "actors", "project": "projects", "territory": "territories", "wave": "waves"}


_GONE = {"left": N_("gone"), "not_yet_existing": N_("not yet existing")}


def loose(names: Sequence[str] | pd.Index | pd.Series | np.ndarray) -> pd.Series:
    """Texts without case, accents and punctuation: spellings of one identifier meet, other identifiers do not.

    Examples
    --------
    >>> loose(["Régie-de-quartier", "regie de  Quartier"]).tolist()
    ['regie de quartier', 'regie de quartier']
    """
    texts = pd.Series(names, dtype="str").reset_index(drop=True)
    ascii_only = texts.str.isascii().fillna(True).to_numpy(dtype=bool)
    plain = texts.str.lower().str.replace("[^a-z0-9]+", " ", regex=True).str.strip()
    if not ascii_only.all():
        other = texts[~ascii_only].str.normalize("NFKD").str.replace("[\u0300-\u036f]", "", regex=True).str.lower()
        plain[~ascii_only] = other.str.replace(r"[\W_]+", " ", regex=True).str.strip()
    return plain


def spellings_of(names: Sequence[str] | pd.Index | np.ndarray) -> pd.Series:
    """What identifiers that differ by their spelling alone share: a number has lost its zeros, signs alone stay what they are.

    Examples
    --------
    >>> spellings_of(["01", "1", "10", "🎉", "Café"]).tolist()
    ['1', '1', '10', '🎉', 'cafe']
    """
    bare = loose(names)
    numbered = bare.str.fullmatch("0[0-9]+")
    if numbered.any():
        bare = bare.mask(numbered, bare.str.lstrip("0"))
    return bare.mask(bare == "", pd.Series(list(names), dtype="str"))


def check_named(drafts: Mapping[str, Draft], problems: Problems) -> None:
    """Check that what a table names, another describes; rows that the user wants set aside are taken out."""
    for field, table in _DESCRIBED_BY.items():
        if table in drafts and len(drafts[table].frame):
            _check_known(field, drafts, problems)


def check_together(frames: Mapping[str, pd.DataFrame], drafts: Mapping[str, Draft], problems: Problems) -> None:
    """Check what the tables of a survey say together: spellings, names, dates, statuses, isolates."""
    _check_spellings(drafts, problems)
    _check_names(frames, drafts, problems)
    _check_dates(frames, drafts, problems)
    _check_statuses(frames, drafts, problems)
    _check_isolates(frames, drafts, problems)
    if not len(frames.get("responses", ())):
        problems.add("no_responses")


def _check_known(field: str, drafts: Mapping[str, Draft], problems: Problems) -> None:
    described = drafts[_DESCRIBED_BY[field]].frame[field].dropna().astype("str").unique()
    known, rule = pd.Index(described), f"unknown_{field}"
    if not len(known):
        return
    spellings: dict[str, str] | None = None
    for table, column in _NAMED_BY[field]:
        draft = drafts.get(table)
        if draft is None or column not in draft.frame.columns or table == _DESCRIBED_BY[field]:
            continue
        codes, names = draft.codes(column)
        unknown = np.flatnonzero(known.get_indexer(names) < 0)
        if len(names) and len(unknown) == len(names) and table == "participations" and len(names) > 1:
            problems.add(
                "disjoint_ids",
                file=draft.label,
                table=table,
                column=draft.heading(column),
                value=names[0],
                found=len(names),
                other=described[0],
                field=_DESCRIBED_BY[field],
            )
            continue
        if not len(unknown):
            continue
        if spellings is None:
            spellings = dict(zip(spellings_of(described)[::-1], described[::-1], strict=True))
        counts = np.bincount(codes[codes >= 0], minlength=len(names))
        first, listed = draft.firsts(column), unknown[:LISTED]
        for i, spelling in zip(listed.tolist(), spellings_of(names[listed]), strict=True):
            draft.report(problems, rule, first[i : i + 1], column, values=[names[i]], near=spellings.get(spelling, ""))
            if problems.choice(rule) != "ignore":
                problems.records[-1]["count"] = int(counts[i])
        if len(unknown) > LISTED:
            rest = unknown[LISTED:]
            problems.add(
                rule,
                file=draft.label,
                table=table,
                column=draft.heading(column),
                value=names[rest[0]],
                count=int(counts[rest].sum()),
            )
        if problems.choice(rule) == "set_aside":
            draft.set_aside(np.isin(codes, unknown), rule)


def _check_spellings(drafts: Mapping[str, Draft], problems: Problems) -> None:
    draft = drafts["participations"]
    places, _ = draft.codes("territory")
    for column in ("actor", "project"):
        codes, names = draft.codes(column)
        spellings, _ = pd.factorize(spellings_of(names))
        if len(np.unique(spellings)) == len(names):
            continue
        shared = np.append(pd.Series(spellings).duplicated(keep=False).to_numpy(), False)[codes]
        rows = np.flatnonzero(shared & (places >= 0))
        pairs = pd.DataFrame({"row": rows, "place": places[rows], "spelling": spellings[codes[rows]], "name": codes[rows]})
        pairs = pairs.drop_duplicates(["place", "name"])
        for _, group in pairs.loc[pairs.duplicated(["place", "spelling"], keep=False)].groupby(
            ["place", "spelling"], sort=False
        ):
            first, *others = group["row"].tolist()
            for row in others:
                draft.report(
                    problems,
                    "spelled_differently",
                    np.array([row]),
                    column,
                    values=[names[codes[row]]],
                    other=names[codes[first]],
                )


def _check_names(frames: Mapping[str, pd.DataFrame], drafts: Mapping[str, Draft], problems: Problems) -> None:
    actors = frames.get("actors")
    if actors is None or not {"actor", "name"} <= set(actors.columns) or not len(actors):
        return
    said = actors.assign(
        loose=loose(actors["name"]).to_numpy(), place=actors["territory"].fillna("") if "territory" in actors else ""
    )
    said = said.loc[said["actor"].notna() & said["loose"].notna() & (said["loose"] != "")].drop_duplicates(["place", "loose", "actor"])
    said = said.loc[said.duplicated(["place", "loose"], keep=False)]
    draft = drafts.get("actors", drafts["participations"])
    for i, (_, group) in enumerate(said.groupby(["place", "loose"], sort=False)):
        if i == LISTED:
            rest = int(said[["place", "loose"]].drop_duplicates().shape[0]) - LISTED
            problems.add(
                "same_name",
                file=draft.label,
                table="actors",
                count=rest,
                value=group["name"].iloc[0],
                found=group["actor"].iloc[0] + ", …",
            )
            break
        problems.add(
            "same_name",
            file=draft.label,
            table="actors",
            column=draft.heading("name"),
            value=group["name"].iloc[0],
            found=", ".join(group["actor"]),
        )


def _wave_dates(frames: Mapping[str, pd.DataFrame], waves: list[str]) -> dict[str, tuple[str, str]]:
    """First and last day of the waves that have dates, or that are a year."""
    table = frames.get("waves")
    dates: dict[str, tuple[str, str]] = {}
    if table is not None and {"wave", "start", "end"} <= set(table.columns):
        dated = table.dropna(subset=["wave", "start", "end"])
        dates = {w: (s, e) for w, s, e in zip(dated["wave"], dated["start"], dated["end"], strict=True)}
    for wave in waves:
        if wave not in dates and re.fullmatch(r"(19|20)\d\d", wave):
            dates[wave] = (wave, wave)
    return dates


def _check_dates(frames: Mapping[str, pd.DataFrame], drafts: Mapping[str, Draft], problems: Problems) -> None:
    projects, draft = frames.get("projects"), drafts["participations"]
    if projects is None or not {"project", "start", "end"} & {*projects.columns} > {"project"} or not len(projects):
        return
    dated = projects.drop_duplicates("project").set_index("project")
    if not projects["project"].is_unique:  # one id in several territories: which dates apply is not sure
        dated = dated.loc[~dated.index.isin(projects["project"][projects["project"].duplicated()])]
    waves = _wave_dates(frames, [str(wave) for wave in draft.frame["wave"].dropna().unique()])
    if not waves:
        return
    start = (
        dated["start"].reindex(draft.frame["project"]).fillna("").to_numpy(dtype=object)
        if "start" in dated
        else np.full(len(draft.frame), "")
    )
    end = (
        dated["end"].reindex(draft.frame["project"]).fillna("").to_numpy(dtype=object)
        if "end" in dated
        else np.full(len(draft.frame), "")
    )
    first = draft.frame["wave"].map({wave: dates[0] for wave, dates in waves.items()}).fillna("").to_numpy(dtype=object)
    last = draft.frame["wave"].map({wave: dates[1] for wave, dates in waves.items()}).fillna("").to_numpy(dtype=object)
    # ISO dates compare as texts; "~" stands after every digit, so a bare year or month reaches its end.
    late = (start != "") & (last != "") & (start > last + "~")
    early = (end != "") & (first != "") & (end + "~" < first)
    wrong = np.flatnonzero(late | early)
    draft.report(
        problems,
        "outside_project_dates",
        wrong,
        "project",
        values=draft.frame["project"].iloc[wrong].tolist(),
        wave=draft.frame["wave"].iloc[wrong].tolist(),
        start=(np.where(start == "", "…", start))[wrong],
        end=(np.where(end == "", "…", end))[wrong],
    )
    if problems.choice("outside_project_dates") == "set_aside":
        draft.set_aside(late | early, "outside_project_dates")


def _check_statuses(frames: Mapping[str, pd.DataFrame], drafts: Mapping[str, Draft], problems: Problems) -> None:
    draft = drafts.get("responses")
    if draft is None:
        return
    keys = ["territory", "wave", "actor"]
    gone = draft.frame.loc[draft.frame["status"].isin([*_GONE]), [*keys, "status"]]
    both = gone.index[
        pd.MultiIndex.from_frame(gone[keys]).isin(pd.MultiIndex.from_frame(frames["participations"][keys]))
    ].to_numpy()
    draft.report(
        problems,
        "status_contradicted",
        both,
        "status",
        values=draft.frame["actor"].iloc[both].tolist(),
        status=[_GONE[status] for status in draft.frame["status"].iloc[both]],
    )


def _check_isolates(frames: Mapping[str, pd.DataFrame], drafts: Mapping[str, Draft], problems: Problems) -> None:
    actors = frames.get("actors")
    if actors is None or not len(actors):
        return
    ids = pd.Index(actors["actor"].dropna().unique())
    alone = ids[drafts["participations"].codes("actor")[1].get_indexer(ids) < 0]
    if len(alone):
        draft = drafts.get("actors", drafts["participations"])
        problems.add("isolates", file=draft.label, table="actors", value=alone[0], found=len(alone), total=len(ids))
