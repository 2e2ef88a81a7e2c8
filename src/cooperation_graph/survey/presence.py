"""Who was there in each wave, who is known to be gone, of whom nothing is known; and how complete the data are."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cooperation_graph.locale import N_
from cooperation_graph.survey.collection import collection
from cooperation_graph.survey.tables import Survey

__all__ = ["NO_LEDGER", "STATES", "data_quality", "presence", "rosters", "wave_order"]

#: active: takes part in a project; isolate: known to take part in none; unknown: no answer, and named by nobody;
#: outside: not there in that wave (left, not yet existing, or not in its roster). An actor merged into another is
#: ``merged_into:`` and the other's id.
STATES = ("active", "isolate", "unknown", "outside")
#: Why a response rate does not exist.
NO_LEDGER = N_("no response ledger: who answered is not known, and exits cannot be told from non-response")
#: Conventions, not laws: below these shares of answers volumes are probably too low, or not to be read at all.
LOW_RESPONSE, LOW_LEADS, HALF = 0.7, 0.8, 0.5
LOW = N_("fewer than 70 % of the actors answered, or fewer than 80 % of those who lead: volumes are probably too low, shares hold better")
UNREADABLE = N_("fewer than half of the actors answered: volumes are not to be read, shares with care")
_KEYS = ["territory", "wave", "actor"]
_OUT = ("left", "not_yet_existing")


def presence(survey: Survey) -> pd.DataFrame:
    """State of every actor in every wave of each territory where it is ever named.

    Parameters
    ----------
    survey
        A survey; its response ledger and the waves named in its table of actors say who should be there.

    Returns
    -------
    DataFrame
        territory, wave, actor, state (see :data:`STATES`), sorted by territory, wave, actor. Without a roster for a wave
        (see :func:`rosters`), an actor that nobody names there is ``unknown``: an exit cannot be told from non-response. An actor
        named only with an intensity of 0 is an isolate: known, and in nothing.

    Examples
    --------
    >>> df = pd.DataFrame({"wave": ["1", "1", "2"], "actor": ["a", "b", "a"], "project": ["p", "p", "q"]})
    >>> presence(Survey.from_frame(df))["state"].tolist()
    ['active', 'active', 'active', 'unknown']
    """
    active, ledger, listed = _active(survey), _ledger(survey), _listed(survey)
    mentioned = survey.participations[_KEYS].dropna().drop_duplicates()
    named = pd.concat([frame[["territory", "actor"]] for frame in (mentioned, ledger, listed)]).drop_duplicates()
    surveyed = (
        pd.concat([frame[["territory", "wave"]] for frame in (survey.participations, ledger)]).dropna().drop_duplicates()
    )
    states = named.merge(surveyed, on="territory")[_KEYS].sort_values(_KEYS, ignore_index=True)
    known = rosters(survey).assign(roster=True)
    states = states.merge(known, on=["territory", "wave"], how="left").merge(ledger, on=_KEYS, how="left")
    key = pd.MultiIndex.from_frame(states[_KEYS])
    is_active = key.isin(pd.MultiIndex.from_frame(active[_KEYS]))
    is_listed = key.isin(pd.MultiIndex.from_frame(listed[_KEYS]))
    is_mentioned = key.isin(pd.MultiIndex.from_frame(mentioned))
    status = states["status"]
    states["state"] = np.select(
        [
            is_active,
            is_mentioned | status.isin(["answered", "partial"]),
            status.isin(_OUT),
            status.notna(),
            is_listed,
            states["roster"].notna(),
        ],
        ["active", "isolate", "outside", "unknown", "isolate", "outside"],
        default="unknown",
    )
    states["state"] = _merged(survey, states).astype("str")
    return states[[*_KEYS, "state"]]


def rosters(survey: Survey) -> pd.DataFrame:
    """Territories and waves of which the survey says who should be there: a response ledger, or actors listed for them.

    Examples
    --------
    >>> df = pd.DataFrame({"wave": ["1", "2"], "actor": ["a", "a"], "project": ["p", "q"]})
    >>> listed = pd.DataFrame({"actor": ["a", "b"], "wave": ["2", "2"]})
    >>> rosters(Survey.from_frame(df, actors=listed)).values.tolist()
    [['1', '2']]
    """
    cells = [frame[["territory", "wave"]] for frame in (_ledger(survey), _listed(survey))]
    return pd.concat(cells).drop_duplicates(ignore_index=True)


def _active(survey: Survey) -> pd.DataFrame:
    table = survey.participations
    if "intensity" in table.columns:  # an intensity of 0 says that there is no cooperation
        table = table.loc[(table["intensity"] != 0).to_numpy()]
    return table[_KEYS].dropna().drop_duplicates()


def _ledger(survey: Survey) -> pd.DataFrame:
    table = survey.responses
    return table[[*_KEYS, "status"]].dropna(subset=_KEYS).drop_duplicates(_KEYS)


def _listed(survey: Survey) -> pd.DataFrame:
    """Actors whose row names a territory and a wave, or the only ones there are."""
    actors = survey.actors
    found = actors[["actor"]].copy()
    for column in ("territory", "wave"):
        known = pd.unique(pd.concat([survey.participations[column], survey.responses[column]]).dropna())
        own = actors[column] if column in actors.columns else pd.Series(np.nan, index=actors.index, dtype="str")
        found[column] = own.fillna(known[0]) if len(known) == 1 else own
    return found[_KEYS].dropna().drop_duplicates()


def _merged(survey: Survey, states: pd.DataFrame) -> pd.Series:
    """Actors that a correspondence merges into another, from its wave on."""
    table = survey.correspondences
    merges = table.loc[(table["kind"] == "actor").to_numpy(dtype=bool) & (table["relation"] == "merge").to_numpy(dtype=bool)]
    state = states["state"].astype("object")
    if not len(merges):
        return state
    order = {wave: place for place, wave in enumerate(wave_order(survey))}
    for old, new, wave in zip(merges["old"], merges["new"], merges["wave"], strict=True):
        since = order.get(wave, 0) if isinstance(wave, str) else 0
        gone = (states["actor"] == old) & (states["wave"].map(order) >= since) & (state != "active")
        state = state.mask(gone, f"merged_into:{new}")
    return state


def wave_order(survey: Survey) -> list[str]:
    """Waves in the order of their table, the others in natural order.

    Examples
    --------
    >>> wave_order(Survey.from_frame(pd.DataFrame({"wave": ["w10", "w9"], "actor": "a", "project": "p"})))
    ['w9', 'w10']
    """
    import re

    table = survey.waves.sort_values("order", kind="stable")
    known = table["wave"].dropna().tolist()
    found = set(survey.participations["wave"].dropna()) | set(survey.responses["wave"].dropna())
    rest = sorted(
        found - set(known),
        key=lambda text: [
            (not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", text) if part
        ],
    )
    return known + rest


def data_quality(survey: Survey) -> pd.DataFrame:
    """How complete the data of each territory and wave are.

    Parameters
    ----------
    survey
        A survey.

    Returns
    -------
    DataFrame
        territory, wave; roster (actors of the response ledger that existed), answered, partial, no_answer, not_asked,
        response_rate = (answered + partial) / roster; leads and leads_answered (actors that lead a project, and those among them
        that answered); active, isolate, unknown (actors by state); confirmed (share of the participations with a known source
        that respondents and a register both give); caution (what the shares of answers forbid, by convention); status (why a rate
        does not exist). Columns of :func:`cooperation_graph.survey.collection.collection` follow where the source has them: collected_from,
        collected_to, collectors, items_missing, max_choices, at_limit.

    Examples
    --------
    >>> df = pd.DataFrame({"actor": ["a", "b"], "project": ["p", "p"]})
    >>> responses = pd.DataFrame({"actor": ["a", "b", "c"], "status": ["answered", "no_answer", "answered"]})
    >>> data_quality(Survey.from_frame(df, responses=responses))[["roster", "response_rate", "isolate"]].values.tolist()
    [[3.0, 0.6666666666666666, 1.0]]
    """
    states, ledger, table = presence(survey), _ledger(survey), survey.participations
    cells = ["territory", "wave"]
    quality = states[cells].drop_duplicates(ignore_index=True)
    if not len(quality):
        return quality

    def count(frame: pd.DataFrame) -> np.ndarray:
        counted = quality.merge(frame.groupby(cells).size().rename("n").reset_index(), on=cells, how="left")["n"]
        return counted.fillna(0).to_numpy(dtype=np.int64)

    quality["roster"] = count(ledger.loc[~ledger["status"].isin(_OUT)])
    for status in ("answered", "partial", "no_answer", "not_asked"):
        quality[status] = count(ledger.loc[ledger["status"] == status])
    roster = quality["roster"].to_numpy(dtype=float)
    answered = (quality["answered"] + quality["partial"]).to_numpy(dtype=float)
    quality["response_rate"] = np.divide(answered, roster, out=np.full(len(quality), np.nan), where=roster > 0)
    leads = (
        table.loc[table["role"].isin(["lead", "co_lead"]), _KEYS].drop_duplicates()
        if "role" in table.columns
        else table.head(0)[_KEYS]
    )
    replied = pd.MultiIndex.from_frame(ledger.loc[ledger["status"].isin(["answered", "partial"]), _KEYS])
    quality["leads"] = count(leads)
    quality["leads_answered"] = count(leads.loc[pd.MultiIndex.from_frame(leads).isin(replied)])
    for state in ("active", "isolate", "unknown"):
        quality[state] = count(states.loc[states["state"] == state])
    sourced = table.loc[table["source"].notna()] if "source" in table.columns else table.head(0)
    known = count(sourced).astype(float)
    both = count(sourced.loc[sourced["source"] == "both"]) if len(sourced) else np.zeros(len(quality))
    quality["confirmed"] = np.divide(both, known, out=np.full(len(quality), np.nan), where=known > 0)
    led = np.divide(quality["leads_answered"], quality["leads"], out=np.full(len(quality), np.nan), where=quality["leads"].to_numpy() > 0)
    rate = quality["response_rate"].to_numpy()
    quality["caution"] = np.select([rate < HALF, (rate < LOW_RESPONSE) | (led < LOW_LEADS)], [UNREADABLE, LOW], "")
    quality.loc[roster == 0, "caution"] = ""
    quality["status"] = np.where(roster > 0, "", NO_LEDGER)
    return quality.merge(collection(survey), on=cells, how="left")
