"""Questions to discuss together: made from the findings, neutral, never an accusation."""

from __future__ import annotations

import numpy as np

from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import percent
from cooperation_graph.report.blocks import Bullets, Section, Text
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.parts import SURE, listed, rows_where
from cooperation_graph.uncertainty import benjamini_hochberg

__all__ = ["questions"]

#: Smallest effect seen, concentration and share of lost ties from which a question is asked; conventions.
_BLUNT, _FEW_LEADS, _ENDED = 0.3, 0.1, 0.5


def questions(material: Material, territory: str, wave: str, lang: str) -> Section:
    """What these results invite people to ask each other."""
    _ = translator(lang)
    asked = [
        *_about_groups(material, territory, wave, lang), *_about_people(material, territory, wave, lang),
        *_about_time(material, territory, lang),
        _("Who is missing from this picture, and what do those who know the place see differently?"),
    ]  # fmt: skip
    return Section("questions", _("Questions to discuss together"), (
        Text(_("Numbers show where to look; only those who live and work here know why.")), Bullets(tuple(asked), ordered=True),
    ))  # fmt: skip


def _about_groups(material: Material, territory: str, wave: str, lang: str) -> list[str]:
    _ = translator(lang)
    here = rows_where(material.verdicts.frame, territory=territory, wave=wave, level="group")
    closed, opened = (here.loc[here["verdict"] == word, "item"].tolist() for word in ("silo", "open"))
    asked = []
    if closed and len(here) > 2:
        asked.append(_(
            "{names}: what makes partners come from the same group so often – calls for projects, habits, premises, trust? Is it"
            " useful, or does it cost something?", names=listed(closed, lang),
        ))  # fmt: skip
    if opened:
        asked.append(_("{names}: what makes it possible to work with so many others? Could it serve elsewhere?", names=listed(opened, lang)))
    mixing = rows_where(material.verdicts.tables["mixing"], territory=territory, wave=wave)
    pairs = mixing[mixing["group_a"] != mixing["group_b"]]
    sure = benjamini_hochberg(pairs["p"].to_numpy(dtype=float)) < SURE
    apart = pairs[sure & (pairs["observed"] < pairs["expected"]).to_numpy()]
    if len(apart):
        row = apart.sort_values("ratio").iloc[0]
        asked.append(_(
            "{a} and {b} meet less often than their activity would give: what could they do together?", a=row["group_a"],
            b=row["group_b"],
        ))  # fmt: skip
    blunt = here[(here["verdict"] == "no evidence") & (here["detectable_effect"] > _BLUNT)]
    if not closed and len(blunt):
        asked.append(_("Only a strong closure would have been seen here: do some groups keep to themselves all the same?"))
    return asked


def _about_people(material: Material, territory: str, wave: str, lang: str) -> list[str]:
    _ = translator(lang)
    own = rows_where(material.measures.frame, territory=territory, wave=wave).set_index("metric")["value"]
    asked = []
    residents = own.get("resident_project_share", np.nan)
    if not np.isnan(residents):
        asked.append(_(
            "Residents take part in {share} of projects: in which ones do they also decide, and where would they like to?",
            share=percent(float(residents), lang),
        ))  # fmt: skip
    leads = own.get("lead_concentration", np.nan)
    if not np.isnan(leads) and leads > _FEW_LEADS:
        asked.append(_("A few actors lead many projects: who could co-lead, and what would they need for that?"))
    graph = material.graph(territory, wave)
    alone = 0 if graph is None else int((graph.actor_degrees == 0).sum())
    if alone:
        asked.append(_(
            "{n} actor known here takes part in no project: by choice, for lack of time, or because nobody asked?",
            plural="{n} actors known here take part in no project: by choice, for lack of time, or because nobody asked?", n=alone,
        ))  # fmt: skip
    quality = rows_where(material.quality, territory=territory, wave=wave)
    silent = int(quality["no_answer"].sum()) if len(quality) else 0
    if silent:
        asked.append(_(
            "{n} actor did not answer the survey: what would the picture be with that answer, and how to reach out next time?",
            plural="{n} actors did not answer the survey: what would the picture be with their answers, and how to reach them next"
                   " time?", n=silent,
        ))  # fmt: skip
    return asked


def _about_time(material: Material, territory: str, lang: str) -> list[str]:
    _ = translator(lang)
    if material.evolution is None or "ledger" not in material.evolution.tables:
        return []
    ledger = rows_where(material.evolution.tables["ledger"], territory=territory)
    lost = ledger[ledger["class"].str.startswith("lost")]
    ended = int(lost.loc[lost["class"] == "lost_project_ended", "ties"].sum())
    if not ended or ended < _ENDED * lost["ties"].sum():
        return []
    return [_(
        "{n} pair of partners does not meet any more since a project ended: which of these cooperations are missed?",
        plural="{n} pairs of partners do not meet any more since a project ended: which of these cooperations are missed?", n=ended,
    )]  # fmt: skip
