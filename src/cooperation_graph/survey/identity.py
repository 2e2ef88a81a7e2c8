"""Who is the same? Actors and projects written in several ways are proposed for review; nothing is merged by itself.

False merges are worse than misses: a merged hub makes false brokers, a miss makes one exit and one entry. So identifiers
decide first, vetoes come before likeness, and only what passes both, and fits one body alone, is proposed as the same.
"""

from __future__ import annotations

import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.survey.french_names import VERSION
from cooperation_graph.survey.linkage import CERTAIN, propose
from cooperation_graph.survey.mentions import read_mentions
from cooperation_graph.survey.merging import DECISIONS, apply_decisions
from cooperation_graph.survey.review import read_review, write_review
from cooperation_graph.survey.tables import Survey

__all__ = ["CERTAIN", "DECISIONS", "apply_decisions", "read_review", "suggest", "write_review"]

COLUMNS = ("kind", "territory", "id_a", "name_a", "waves_a", "id_b", "name_b", "waves_b", "score", "reason", "decision")


def suggest(
    survey: Survey, kind: str = "actor", *, level: str = "siret", automatic: float = 0.90, review: float = 0.80
) -> pd.DataFrame:
    """Propose actors (or projects) of one territory that may be the same, with a score and a reason.

    Parameters
    ----------
    survey
        The survey; ``aliases`` and a column ``commune`` of actors are read too.
    kind
        ``"actor"`` or ``"project"``.
    level
        ``"siret"``: branches of one body (same SIREN, other SIRET) are different local actors; ``"siren"``: they are one.
    automatic, review
        Likeness, 0–1, from which two names that differ by slips of the pen are proposed as the same, and from which names
        that speak against each other are put up for review.

    Returns
    -------
    pandas.DataFrame
        ``kind, territory, id_a, name_a, waves_a, id_b, name_b, waves_b, score, reason, decision``: ``same`` (identifiers agree,
        or names do and nothing speaks against it) or ``review``, one row for each two bodies that may be one. Change the decisions
        in Excel (:func:`write_review`, :func:`read_review`) and give the table to :func:`apply_decisions`. Pairs that are neither
        are not listed.

    Raises
    ------
    UnknownName
        `kind` or `level` is none of these.

    Notes
    -----
    Names are read by tables of French words (:mod:`cooperation_graph.survey.french_names`): kind of body, own words, numbers, directions,
    places; notes on who answers are left aside. Different numbers, directions, kinds or places, a service of a town, or an own word
    on each side are a veto. What says less than another name (an acronym, "the MJC", a name without its town) is the same only where
    one body alone comes into question. Two mentions that contradict each other are never joined through a third.
    The score is the token-set ratio of rapidfuzz. Order and repetition change nothing.
    """
    if kind not in ("actor", "project"):
        raise UnknownName("kind", kind, ("actor", "project"))
    if level not in ("siret", "siren"):
        raise UnknownName("level", level, ("siret", "siren"))
    rows = []
    for territory, mentions in read_mentions(survey, kind):
        for a, b, score, reason, decision in propose(mentions, level=level, automatic=automatic, review=review, bodies=kind == "actor"):
            said = [text for one in (a, b) for text in (one.id, one.name, "|".join(sorted(one.waves)))]
            rows.append((kind, territory, *said, round(score, 4), reason, decision))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame.attrs["names_version"] = VERSION
    return frame.sort_values(["decision", "territory", "id_a", "id_b"], ascending=[False, True, True, True], ignore_index=True)
