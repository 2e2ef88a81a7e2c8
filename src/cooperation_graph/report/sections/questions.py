"""Questions to discuss together: made from the findings, neutral, never an accusation."""

from __future__ import annotations

import numpy as np

from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import percent
from cooperation_graph.report.blocks import Bullets, Section, Text
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.parts import listed

__all__ = ["questions"]


def questions(material: Material, territory: str, wave: str, lang: str) -> Section:
    """What these results invite people to ask each other."""
    _ = translator(lang)
    verdicts = material.verdicts.frame
    here = verdicts[(verdicts["territory"] == territory) & (verdicts["wave"] == wave) & (verdicts["level"] == "group")]
    closed = here.loc[here["verdict"] == "silo", "item"].tolist()
    asked = []
    if closed and len(here) > 2:
        asked.append(_(
            "{names}: what makes partners come from the same group so often – calls for projects, habits, premises, trust? Is it"
            " useful, or does it cost something?", names=listed(closed, lang),
        ))  # fmt: skip
    mixing = material.verdicts.tables["mixing"]
    apart = mixing[
        (mixing["territory"] == territory) & (mixing["wave"] == wave) & (mixing["group_a"] != mixing["group_b"]) & (mixing["p"] < 0.05)
        & (mixing["observed"] < mixing["expected"])
    ].sort_values("ratio")  # fmt: skip
    if len(apart):
        row = apart.iloc[0]
        asked.append(_(
            "{a} and {b} meet less often than their activity would give: what could they do together?", a=row["group_a"],
            b=row["group_b"],
        ))  # fmt: skip
    measures = material.measures.frame
    own = measures[(measures["territory"] == territory) & (measures["wave"] == wave)].set_index("metric")["value"]
    residents = own.get("resident_project_share", np.nan)
    if not np.isnan(residents):
        asked.append(_(
            "Residents take part in {share} of projects: in which ones do they also decide, and where would they like to?",
            share=percent(float(residents), lang),
        ))  # fmt: skip
    leads = own.get("lead_concentration", np.nan)
    if not np.isnan(leads) and leads > 0.15:
        asked.append(_("A few actors lead many projects: who could co-lead, and what would they need for that?"))
    graph = material.graph(territory, wave)
    alone = 0 if graph is None else int((graph.actor_degrees == 0).sum())
    if alone:
        asked.append(_(
            "{n} actor known here takes part in no project: by choice, for lack of time, or because nobody asked?",
            plural="{n} actors known here take part in no project: by choice, for lack of time, or because nobody asked?", n=alone,
        ))  # fmt: skip
    asked.append(_("Who is missing from this picture, and what do those who know the place see differently?"))
    return Section("questions", _("Questions to discuss together"), (
        Text(_("Numbers show where to look; only those who live and work here know why.")), Bullets(tuple(asked), ordered=True),
    ))  # fmt: skip
