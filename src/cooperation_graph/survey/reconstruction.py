"""Who says so: participations by what they rest on, and how many both the register and the respondents missed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.locale import N_
from cooperation_graph.survey.tables import Survey

__all__ = ["RULES", "claims", "reconstruct", "two_source_completeness"]

#: What each rule keeps.
RULES = {
    "union": N_("everything that anybody reports: for facts that can be checked, such as taking part in a project"),
    "confirmed": N_("only what two sources say: the register and a respondent, or two respondents"),
    "register_first": N_("the register where it lists the members of a project, reports for the other projects"),
    "own": N_("only what each actor says of itself: what is left when partners' reports and registers are ignored"),
}
NO_SOURCE = N_("the survey does not say who reported each participation (columns source and reported_by)")
NEVER_BOTH = N_("no participation is known from both the register and the respondents: how complete they are cannot be said")
ONE_SOURCE = N_("a single source: what it misses cannot be estimated")
#: Roles whose mention does not make a register a list of members: it may know who leads or pays, and nothing of the others.
_NOT_MEMBERS = ("lead", "co_lead", "funder", "beneficiary", "animator")
_KEY = ["territory", "wave", "actor", "project"]


def claims(survey: Survey) -> pd.DataFrame:
    """What each participation rests on.

    Parameters
    ----------
    survey
        A survey whose participations have ``source`` (``respondent``, ``register``, ``both``), ``reported_by``, or both.

    Returns
    -------
    DataFrame
        One row an actor, project, wave and territory: register, said (a respondent reports it), own (its actor reports it
        itself), reporters (how many respondents report it), confirmed (two sources, or two respondents).

    Raises
    ------
    Undefined
        The survey says nothing of its sources.

    Notes
    -----
    A participation reported by a respondent nobody names is taken as said, but not by its own actor.

    Examples
    --------
    >>> df = pd.DataFrame({"actor": ["a", "a", "b"], "project": "p", "source": ["register", "respondent", "respondent"],
    ...                    "reported_by": [None, "a", "a"]})
    >>> claims(Survey.from_frame(df))[["actor", "register", "own", "confirmed"]].values.tolist()
    [['a', True, True, True], ['b', False, False, False]]
    """
    table = survey.participations
    if not {"source", "reported_by"} & set(table.columns):
        raise Undefined(NO_SOURCE)
    blank = pd.Series(np.nan, index=table.index, dtype="str")
    source, reporter = table.get("source", blank), table.get("reported_by", blank)
    said = source.isin(["respondent", "both"]) | reporter.notna()
    marked = table[_KEY].assign(
        register=source.isin(["register", "both"]), said=said, own=(reporter == table["actor"]).fillna(False), reporter=reporter
    )
    found = marked.groupby(_KEY, sort=True, as_index=False).agg(
        register=("register", "any"), said=("said", "any"), own=("own", "any"), reporters=("reporter", "nunique")
    )
    found["confirmed"] = (found["register"] & found["said"]) | (found["reporters"] > 1)
    return found


def reconstruct(survey: Survey, rule: str = "union") -> Survey:
    """Keep the participations that a rule accepts.

    Parameters
    ----------
    survey
        A survey that says who reports what; see :func:`claims`.
    rule
        ``"union"``: everything reported by anybody, so that an actor who did not answer stays in the graph when a partner or the
        register names it; ``"confirmed"``; ``"register_first"``; ``"own"``. See :data:`RULES`.

    Returns
    -------
    Survey
        With the participations that the rule keeps; the response ledger is the same. Show several rules side by side: none is
        right in general.

    Raises
    ------
    UnknownName
        A rule that does not exist.
    Undefined
        The survey says nothing of its sources.

    Notes
    -----
    In simulation, with 20 % of actors silent, own reports only lose 21 % of mean partners (39 % when the active ones are silent);
    with partners' reports and a register the bias stays under 10 %. Rows without any source count under ``union`` only.

    References
    ----------
    Stork & Richards 1992, Group & Organization Management 17:193; Krackhardt 1987, Social Networks 9:109.

    Examples
    --------
    >>> df = pd.DataFrame({"actor": ["a", "b"], "project": "p", "reported_by": ["a", "a"]})
    >>> reconstruct(Survey.from_frame(df), "own").participations["actor"].tolist()
    ['a']
    """
    if rule not in RULES:
        raise UnknownName("rule", rule, RULES)
    known = claims(survey)
    if rule == "union":
        return survey
    if rule == "register_first":
        place = ["territory", "wave", "project"]
        listed = pd.MultiIndex.from_frame(known[place]).isin(_listed(survey, known))
        kept = known[known["register"] | (known["said"] & ~listed)]
    else:
        kept = known[known[rule]]
    table = survey.participations
    keep = pd.MultiIndex.from_frame(table[_KEY]).isin(pd.MultiIndex.from_frame(kept[_KEY]))
    return replace(survey, participations=table[keep].reset_index(drop=True))


def _listed(survey: Survey, known: pd.DataFrame) -> pd.MultiIndex:
    """Projects of which the register lists the members: one who neither leads nor pays, or two actors where no role is given."""
    table = survey.participations
    place = ["territory", "wave", "project"]
    inside = known.loc[known["register"], [*place, "actor"]]
    if "role" not in table.columns or table["role"].isna().all():
        counts = inside.groupby(place)["actor"].nunique()
        return pd.MultiIndex.from_tuples(counts.index[counts > 1], names=place)
    plain = table.loc[~table["role"].isin(_NOT_MEMBERS), [*place, "actor"]].drop_duplicates()
    return pd.MultiIndex.from_frame(inside.merge(plain, on=[*place, "actor"])[place].drop_duplicates())


def two_source_completeness(survey: Survey) -> pd.DataFrame:
    r"""How many participations the register and the respondents miss together, at least.

    With :math:`n_1` participations in the register, :math:`n_2` reported and :math:`m` in both, Chapman's estimator is

    .. math:: \hat N = \frac{(n_1 + 1)(n_2 + 1)}{m + 1} - 1

    Returns
    -------
    DataFrame
        territory, wave, register (n₁), reported (n₂), both (m), known (n₁ + n₂ − m), estimate (N̂), completeness (known / N̂),
        missing_at_least (N̂ − known, rounded down), one_source (participations left out), status.

    Raises
    ------
    Undefined
        The survey says nothing of its sources.

    Notes
    -----
    A lower bound on what is missing: informal participations escape both sources together, so N̂ is too small (7 % in simulation)
    and its textbook interval covers the truth in 28 to 52 % of cases; none is given. Each role is estimated apart and the sums are
    shown: a register that knows leads only would otherwise make every partner seem half unseen. Roles that one source alone knows
    are left out and counted in ``one_source``.

    References
    ----------
    Chapman 1951, Univ. California Publ. Stat. 1:131.

    Examples
    --------
    >>> rows = [("register", k) for k in range(12)] + [("both", 12 + k) for k in range(18)] + [("respondent", 30 + k) for k in range(6)]
    >>> df = pd.DataFrame({"actor": [f"a{k}" for _, k in rows], "project": "p", "source": [source for source, _ in rows]})
    >>> two_source_completeness(Survey.from_frame(df))[["register", "reported", "both", "estimate"]].round(2).values.tolist()
    [[30.0, 24.0, 18.0, 39.79]]
    """
    known = claims(survey)
    table = survey.participations
    role = table["role"].fillna("") if "role" in table.columns else pd.Series("", index=table.index, dtype="str")
    roles = table[_KEY].assign(role=role).drop_duplicates(_KEY)
    cells = known.merge(roles, on=_KEY).assign(both=known["register"] & known["said"], known=known["register"] | known["said"])
    keys = ["territory", "wave"]
    counts = cells.groupby([*keys, "role"], as_index=False)[["register", "said", "both", "known"]].sum()
    n1, n2, m = (counts[name].to_numpy(dtype=float) for name in ("register", "said", "both"))
    counts["estimate"] = np.where(m > 0, (n1 + 1) * (n2 + 1) / (m + 1) - 1, np.nan)
    usable = counts["estimate"].notna()
    counts["one_source"] = counts["known"].where(~usable, 0)
    for name in ("register", "said", "both", "known"):
        counts[f"{name}_all"] = counts[name]
        counts[name] = counts[name].where(usable, 0)
    found = counts.groupby(keys, as_index=False).sum(numeric_only=True).rename(columns={"said": "reported"})
    alone = (found["register_all"] == 0) | (found["said_all"] == 0)
    status = np.select([alone, found["both"] == 0], [ONE_SOURCE, NEVER_BOTH], "")
    found["estimate"] = found["estimate"].where(status == "")
    found["completeness"] = found["known"] / found["estimate"]
    found["missing_at_least"] = np.floor((found["estimate"] - found["known"]).clip(lower=0))
    found["status"] = pd.Series(status, dtype="str")
    numbers = ["register", "reported", "both", "known", "estimate", "completeness", "missing_at_least", "one_source"]
    return found[[*keys, *numbers, "status"]]
