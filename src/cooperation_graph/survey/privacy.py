"""Names become codes that only the holder of a key can find again, the same in every wave."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from cooperation_graph.survey.cells import read_unique, take
from cooperation_graph.survey.columns import COLUMNS
from cooperation_graph.survey.tables import Survey

__all__ = ["pseudonymise"]

#: Where an actor is named: table -> columns.
_NAMED = {
    "participations": ("actor", "reported_by"), "actors": ("actor",), "ties": ("source", "target", "reported_by"),
    "responses": ("actor",), "applications": ("actor",),
}  # fmt: skip
#: What would give an actor away.
_REVEALING = ("name", "siret", "siren", "rna", "aliases")
#: Shortest key that is accepted, in characters.
SHORTEST_KEY = 16


def pseudonymise(survey: Survey, *, key: str) -> Survey:
    """Replace the identifiers of actors by codes, and leave out what would give them away.

    The code of an actor is the beginning of HMAC-SHA256(key, id): the same in every wave and table, and not to be found again
    by trying names without the key. The key is written nowhere. Projects and territories keep their names.

    Parameters
    ----------
    survey
        The survey.
    key
        A secret of at least 16 characters; the same key gives the same codes.

    Returns
    -------
    Survey
        Without names, SIRET, SIREN, RNA and aliases, without the free columns of participations and actors (group attributes are
        kept), without problems, rows set aside and files of the provenance: these quote what was read.

    Raises
    ------
    ValueError
        The key is too short.

    Examples
    --------
    >>> survey = Survey.from_frame(pd.DataFrame({"actor": ["CCAS", "CCAS"], "project": ["p", "q"]}))
    >>> hidden = pseudonymise(survey, key="a secret kept elsewhere")
    >>> hidden.participations["actor"].nunique(), "CCAS" in set(hidden.participations["actor"])
    (1, False)
    """
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"the key has {len(key)} characters, at least {SHORTEST_KEY} are needed")
    secret = key.encode()

    def code(identifier: str) -> str:
        return "A" + hmac.new(secret, identifier.encode(), hashlib.sha256).hexdigest()[:16]

    def hide(values: pd.Series) -> pd.Series:
        codes, hidden, _ = read_unique(values, code, None)
        return take(codes, hidden, values)

    tables: dict[str, Any] = dict(survey.tables)
    for table, columns in _NAMED.items():
        frame = tables[table].copy()
        for column in columns:
            if column in frame.columns:
                frame[column] = hide(frame[column])
        tables[table] = frame
    for table in ("participations", "actors"):
        known = {*COLUMNS[table], *survey.groups} - set(_REVEALING)
        tables[table] = tables[table][[column for column in tables[table].columns if column in known]]
    links = tables["correspondences"].copy()
    of_actors = (links["kind"] == "actor").to_numpy(dtype=bool, na_value=False)
    for column in ("old", "new"):
        links[column] = pd.Series(np.where(of_actors, hide(links[column]), links[column]), index=links.index, dtype="str")
    tables["correspondences"] = links
    kept = {name: value for name, value in survey.provenance.items() if name not in ("files", "made_from")}
    return replace(
        survey, **tables, provenance={**kept, "pseudonymised": True}, problems=survey.problems.head(0), set_aside=survey.set_aside.head(0),
    )  # fmt: skip
