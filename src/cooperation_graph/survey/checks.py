"""The rows of one table against each other: what stands twice, what contradicts itself, doubtful identifiers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from cooperation_graph.survey.cells import is_blank_word, read_unique
from cooperation_graph.survey.coded import decode_all
from cooperation_graph.survey.columns import REQUIRED
from cooperation_graph.survey.convert import damage
from cooperation_graph.survey.draft import Draft, first_positions
from cooperation_graph.survey.identifiers import FORM, check_code, check_rna, check_siren, check_siret, suggest_identifier
from cooperation_graph.survey.problems import Problems
from cooperation_graph.survey.words import fold

__all__ = ["check_groups", "check_rows"]

#: What makes a row one row: two rows alike there say the same thing, or contradict each other.
KEYS: dict[str, tuple[str, ...]] = {
    "participations": ("territory", "wave", "actor", "project", "role", "source", "reported_by"),
    "actors": ("actor", "territory", "wave"),
    "projects": ("project", "territory"),
    "territories": ("territory",),
    "waves": ("wave",),
    "ties": ("territory", "wave", "source", "target", "kind", "reported_by"),
    "responses": ("territory", "wave", "actor"),
    "applications": ("territory", "wave", "call", "application", "actor"),
    "targets": ("indicator", "territory", "wave"),
    "correspondences": ("kind", "wave", "old", "new"),
}
_DESCRIPTIONS = ("actors", "projects", "territories", "waves")
_COMMUNE = frozenset(
    fold(name) for name in ("commune insee", "code commune", "code insee", "insee commune", "insee com", "depcom")
)


def check_rows(draft: Draft, problems: Problems) -> None:
    """Check the rows of a draft against each other; set aside what the user wants set aside."""
    _check_twins(draft, problems)
    frame = draft.frame
    if draft.table == "ties" and {"source", "target"} <= {*frame.columns}:
        own = np.flatnonzero((frame["source"] == frame["target"]).to_numpy(dtype=bool))
        draft.report(problems, "self_tie", own, "target", values=frame["target"].iloc[own].tolist())
        if problems.choice("self_tie") == "set_aside":
            draft.set_aside(np.isin(np.arange(len(frame)), own), "self_tie")
    if draft.table == "waves" and "order" in frame.columns:
        _check_orders(draft, problems)
    if {"start", "end"} <= {*frame.columns}:
        ends = [_last_day(text) for text in frame["end"].fillna("")]
        wrong = np.flatnonzero(
            (frame["start"].fillna("") > pd.Series(ends, dtype="str")).to_numpy() & frame["end"].notna().to_numpy()
        )
        draft.report(
            problems,
            "end_before_start",
            wrong,
            "end",
            values=frame["end"].iloc[wrong].tolist(),
            start=frame["start"].iloc[wrong].tolist(),
        )
    if draft.table == "correspondences" and "share" in frame.columns:
        _check_shares(draft, problems)
    _check_identifiers(draft, problems)


def _check_orders(draft: Draft, problems: Problems) -> None:
    """Report waves that share their order with an earlier row."""
    frame = draft.frame
    order = frame["order"]
    first = order.map(frame.drop_duplicates("order").set_index("order")["wave"])
    again = np.flatnonzero((order.duplicated() & order.notna() & (frame["wave"] != first)).to_numpy(dtype=bool))
    numbers = [problems.figure(number) for number in order.iloc[again]]
    draft.report(problems, "same_order", again, "order", values=frame["wave"].iloc[again].tolist(), other=first.iloc[again].tolist(), order=numbers)


def _last_day(date: str) -> str:
    """The end of a year or a month that is said without its day, as far as comparing goes."""
    return date if len(date) == 10 or not date else date + ("-12-31" if len(date) == 4 else "-31")


def _check_twins(draft: Draft, problems: Problems) -> None:
    frame = draft.frame
    keys = [name for name in KEYS[draft.table] if name in frame.columns]
    if not len(frame) or set(REQUIRED[draft.table]) - set(frame.columns):
        return
    key = draft.key(keys)
    ordered = np.sort(key)
    if not (ordered[1:] == ordered[:-1]).any():
        return
    twin = pd.Series(key).duplicated(keep=False).to_numpy() & frame[[*REQUIRED[draft.table]]].notna().all(axis=1).to_numpy()
    part = decode_all(frame.loc[twin])
    first = pd.Series(part.index, index=part.index).groupby(key[twin], sort=False).transform("first")
    repeats = part.duplicated(keep="first").to_numpy()
    same_as = (
        pd.Series(part.index, index=part.index)
        .groupby([part[name] for name in part.columns], sort=False, dropna=False)
        .transform("first")
    )
    exact = part.index.to_numpy()[repeats]
    draft.report(
        problems,
        "exact_duplicate",
        exact,
        keys[-1] if draft.table in _DESCRIPTIONS else "",
        other=draft.rows_in_words(exact, same_as.to_numpy()[repeats]),
    )
    other = ~repeats & (first.to_numpy() != part.index.to_numpy())
    rule = "contradictory_attribute" if draft.table in _DESCRIPTIONS else "contradictory_duplicate"
    positions, firsts = part.index.to_numpy()[other], first.to_numpy()[other]
    found = [
        _differences(draft, position, origin, keys, problems)
        for position, origin in zip(positions.tolist(), firsts.tolist(), strict=True)
    ]
    draft.report(
        problems,
        rule,
        positions,
        keys[0] if draft.table in _DESCRIPTIONS else "",
        values=frame[keys[0]].iloc[positions].tolist(),
        other=draft.rows_in_words(positions, firsts),
        found=found,
        key=", ".join(draft.heading(name) for name in keys),
    )
    places = np.arange(len(frame))
    against = part.index.to_numpy()[same_as.to_numpy() != first.to_numpy()]  # repeats of a row that is taken out go with it
    aside = {
        "exact_duplicate": exact if problems.choice("exact_duplicate") == "set_aside" else exact[:0],
        rule: against if problems.choice(rule) == "first" else against[:0],
    }
    masks = {code: np.isin(places, chosen) for code, chosen in aside.items()}
    draft.set_aside(masks["exact_duplicate"], "exact_duplicate")
    draft.set_aside(masks[rule][~masks["exact_duplicate"]], rule)


def _differences(draft: Draft, position: int, other: int, keys: list[str], problems: Problems) -> str:
    said = []
    for name in draft.frame.columns:
        here, there = draft.frame[name].iloc[position], draft.frame[name].iloc[other]
        if (
            name not in keys
            and not (pd.isna(here) and pd.isna(there))
            and (pd.isna(here) or pd.isna(there) or here != there)
        ):
            said.append(f"{draft.heading(str(name))}: {problems.quote(here)} ≠ {problems.quote(there)}")
    return "; ".join(said)


def _check_shares(draft: Draft, problems: Problems) -> None:
    frame = draft.frame
    keys = [name for name in ("kind", "wave", "old") if name in frame.columns]
    sums = frame.groupby(keys, dropna=False)["share"].transform("sum", min_count=1)
    first = ~frame.duplicated(keys).to_numpy()
    wrong = np.flatnonzero(first & (sums.sub(1).abs() > 0.01).to_numpy(dtype=bool))
    draft.report(
        problems,
        "share_sum",
        wrong,
        "share",
        values=frame["old"].iloc[wrong].tolist(),
        found=[problems.figure(round(value, 6)) for value in sums.iloc[wrong]],
    )


def _check_identifiers(draft: Draft, problems: Problems) -> None:
    checks: dict[str, tuple[str, Callable[[str], str | None]]] = {
        "siret": ("invalid_siret", check_siret),
        "siren": ("invalid_siren", check_siren),
        "rna": ("invalid_rna", check_rna),
    }
    for column, (rule, check) in checks.items():
        if column in draft.frame.columns:
            codes, found, texts = read_unique(draft.frame[column], check, None)
            # what a spreadsheet destroyed has been said already
            wrong = [what is not None and damage(text) is None for what, text in zip(found, texts, strict=True)]
            positions = np.flatnonzero(np.array([*wrong, False])[codes])
            draft.report(
                problems,
                rule,
                positions,
                column,
                values=[texts[codes[p]] for p in positions.tolist()],
                detail=[found[codes[p]] for p in positions.tolist()],
                near=[suggest_identifier(texts[codes[p]], column) for p in positions.tolist()],
            )
    for column in draft.frame.columns:
        kind = "commune" if fold(str(column)) in _COMMUNE else None
        if column != "territory" and kind is None:
            continue
        codes, wrong, texts = read_unique(draft.frame[column], lambda text, kind=kind: check_code(text, kind), None)  # type: ignore[misc]
        firsts = first_positions(codes, texts)
        for i in np.flatnonzero([what is not None for what in wrong]).tolist():
            draft.report(
                problems, "invalid_code", firsts[i : i + 1], str(column), values=[texts[i]], kind=wrong[i], detail=FORM,
                near=suggest_identifier(texts[i], str(wrong[i])),
            )


def check_groups(actors: pd.DataFrame, draft: Draft, problems: Problems, groups: Sequence[str]) -> None:
    """A word for no data in a group attribute would form a group of its own."""
    for name in groups:
        if name in actors.columns and pd.api.types.is_string_dtype(actors[name].dtype):
            for word, count in actors[name].value_counts().items():
                if is_blank_word(str(word)):
                    problems.add(
                        "no_data_group",
                        file=draft.label,
                        table="actors",
                        column=draft.heading(name),
                        value=word,
                        count=int(count),
                        field=name,
                    )
