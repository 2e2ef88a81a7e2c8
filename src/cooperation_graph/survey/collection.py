"""How the answers of each wave were collected: when, by whom, what was left blank, how many could be named, who answered by group."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.survey.tables import Survey

__all__ = ["collection", "limits", "response_by"]

_CELLS = ["territory", "wave"]
_ANSWERED = ("answered", "partial")
_OUT = ("left", "not_yet_existing")


def collection(survey: Survey) -> pd.DataFrame:
    """What the survey says of the collection, by territory and wave; a column exists only when the source has what it needs.

    Parameters
    ----------
    survey
        A survey; its table of responses may have ``date``, ``collector`` and ``items_missing``, its table of waves ``start``, ``end``
        and ``max_choices``.

    Returns
    -------
    DataFrame
        territory, wave, then: collected_from, collected_to (first and last date of an answer; the dates of the wave where no answer
        is dated); collectors (who collected, joined by ``|``); items_missing (mean number of questions that those who answered left
        blank); max_choices (how many could be named at most) and at_limit (share of those who name somebody that name as many as they
        could: what they would have added is not known).

    Examples
    --------
    >>> df = pd.DataFrame({"actor": ["a", "b"], "project": "p"})
    >>> responses = pd.DataFrame({"actor": ["a", "b"], "status": "answered", "date": ["2025-03-01", "2025-03-09"]})
    >>> collection(Survey.from_frame(df, responses=responses)).values.tolist()
    [['1', '1', '2025-03-01', '2025-03-09']]
    """
    named = pd.concat([survey.participations[_CELLS], survey.responses[_CELLS]]).dropna().drop_duplicates()
    found = named.sort_values(_CELLS, ignore_index=True)
    said = survey.responses[survey.responses["status"].isin(_ANSWERED)]
    waves = survey.waves.drop_duplicates("wave").set_index("wave")
    for column, wave_column, which in (("collected_from", "start", "min"), ("collected_to", "end", "max")):
        dates = found["wave"].map(waves[wave_column]).astype("str")
        if "date" in said.columns and said["date"].notna().any():
            own = said.dropna(subset=["date"]).groupby(_CELLS)["date"].agg(which).rename("own").reset_index()
            dates = found.merge(own, on=_CELLS, how="left")["own"].astype("str").fillna(dates)
        if dates.notna().any():
            found[column] = dates
    if "collector" in said.columns and said["collector"].notna().any():
        who = said.dropna(subset=["collector"]).groupby(_CELLS)["collector"].agg(lambda names: " | ".join(sorted(set(names))))
        found = found.merge(who.rename("collectors").reset_index(), on=_CELLS, how="left").astype({"collectors": "str"})
    if "items_missing" in said.columns and said["items_missing"].notna().any():
        blank = said.groupby(_CELLS)["items_missing"].mean()
        found = found.merge(blank.reset_index(), on=_CELLS, how="left")
    most = limits(survey)
    if len(most):
        found["max_choices"] = found["wave"].map(most)
        found = found.merge(_at_limit(survey, most), on=_CELLS, how="left")
    return found


def limits(survey: Survey) -> pd.Series:
    """How many could be named at most, by wave; only waves in which the question had a limit.

    Examples
    --------
    >>> waves = pd.DataFrame({"wave": ["1", "2"], "max_choices": [5, None]})
    >>> limits(Survey.from_frame(pd.DataFrame({"wave": ["1", "2"], "actor": "a", "project": "p"}), waves=waves)).to_dict()
    {'1': 5.0}
    """
    if "max_choices" not in survey.waves.columns:
        return pd.Series(dtype="float64")
    table = survey.waves.dropna(subset=["max_choices"]).drop_duplicates("wave")
    return table.set_index("wave")["max_choices"].astype("float64")


def _at_limit(survey: Survey, most: pd.Series) -> pd.DataFrame:
    """Share of those who name somebody, or report a project, that reach the limit of their wave."""
    table, voice, named_one = survey.ties, "source", "target"
    if not len(table) and "reported_by" in survey.participations.columns:
        voice, named_one = "reported_by", "actor"
        table = survey.participations[survey.participations["actor"] != survey.participations["reported_by"]]
    if not len(table):
        return pd.DataFrame(columns=[*_CELLS, "at_limit"]).astype({"territory": "str", "wave": "str", "at_limit": "float64"})
    named = table[[*_CELLS, voice, named_one]].dropna().drop_duplicates().groupby([*_CELLS, voice]).size().rename("n").reset_index()
    named["at_limit"] = (named["n"] >= named["wave"].map(most)).astype(float).where(named["wave"].isin(most.index))
    return named.groupby(_CELLS)["at_limit"].mean().reset_index()


def response_by(survey: Survey, by: str) -> pd.DataFrame:
    """Response rate of each group of actors: differential silence is what moves shares.

    Parameters
    ----------
    survey
        A survey with a response ledger.
    by
        Attribute of actors.

    Returns
    -------
    DataFrame
        territory, wave, group ("" where it is not known), asked (actors of the ledger that existed), answered, response_rate.

    Examples
    --------
    >>> df = pd.DataFrame({"actor": ["a", "b"], "project": "p", "sector": ["x", "y"]})
    >>> responses = pd.DataFrame({"actor": ["a", "b"], "status": ["answered", "no_answer"]})
    >>> response_by(Survey.from_frame(df, responses=responses), "sector")[["group", "response_rate"]].values.tolist()
    [['x', 1.0], ['y', 0.0]]
    """
    ledger = survey.responses.dropna(subset=[*_CELLS, "actor"]).drop_duplicates([*_CELLS, "actor"])
    ledger = ledger[~ledger["status"].isin(_OUT)]
    attribute = survey.actors.dropna(subset=[by]).drop_duplicates("actor", keep="last").set_index("actor")[by]
    marked = ledger.assign(group=ledger["actor"].map(attribute).fillna("").astype("str"), replied=ledger["status"].isin(_ANSWERED))
    counts = marked.groupby([*_CELLS, "group"]).agg(asked=("replied", "size"), answered=("replied", "sum")).reset_index()
    return counts.assign(response_rate=counts["answered"] / np.maximum(counts["asked"], 1))
