"""A survey's tables as a French evaluator types them: headings, words, decimal comma."""

from __future__ import annotations

import pandas as pd

from cooperation_graph.survey.columns import COLUMNS, kind_of

__all__ = ["FILES", "in_french"]

#: French file or sheet name of each table.
FILES = {
    "participations": "participations", "actors": "acteurs", "projects": "projets", "territories": "territoires",
    "waves": "vagues", "ties": "liens", "responses": "réponses", "applications": "candidatures", "targets": "objectifs",
    "correspondences": "correspondances",
}  # fmt: skip
_WORDS = {
    "role": {"lead": "porteur", "co_lead": "co-porteur", "partner": "partenaire", "host": "hôte", "participant": "participant",
             "funder": "financeur", "animator": "animateur"},
    "status": {"answered": "répondu", "partial": "partiel", "no_answer": "sans réponse", "left": "parti",
               "not_yet_existing": "pas encore créé"},
    "source": {"respondent": "répondant", "register": "registre", "both": "les deux"},
    "direction": {"increase": "hausse", "decrease": "baisse"},
    "correspondence": {"actor": "acteur", "project": "projet"},
    "relation": {"same": "renommé", "merge": "fusion", "split": "scission"},
    "tie": {"cooperation": "coopération", "competition": "concurrence", "trust": "confiance"},
}  # fmt: skip


def in_french(table: str, frame: pd.DataFrame, decimal: str = ",") -> pd.DataFrame:
    """The same rows as text, under French headings.

    Examples
    --------
    >>> rows = pd.DataFrame({"indicator": ["ei_index"], "wave": ["2025"], "target": [0.6], "direction": ["increase"]})
    >>> in_french("targets", rows).to_dict("records")
    [{'indicateur': 'ei_index', 'vague': '2025', 'cible': '0,6', 'sens': 'hausse'}]
    """
    columns = {}
    for column in frame.columns:
        names = COLUMNS[table].get(column, ((column,),))[0]
        words = _WORDS.get(kind_of(table, column), {})
        cells = [_cell(value, decimal) for value in frame[column].astype("object").tolist()]
        columns[names[min(1, len(names) - 1)]] = pd.Series([words.get(cell, cell) for cell in cells], dtype="str")
    return pd.DataFrame(columns)


def _cell(value: object, decimal: str) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return (f"{value:.0f}" if value.is_integer() else repr(value)).replace(".", decimal)
    return str(value)
