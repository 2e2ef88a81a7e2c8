"""Who holds the territory together, named only as surely as the data allow."""

from __future__ import annotations

import numpy as np

from cooperation_graph import plots
from cooperation_graph.errors import Undefined
from cooperation_graph.locale import translator
from cooperation_graph.metrics import key_resources
from cooperation_graph.nulls.chance import graph_key
from cooperation_graph.report.blocks import Section, Text
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.parts import picture

__all__ = ["resources"]

#: How many key resources are looked for, and halves of the projects drawn; fewer on a graph of many participations.
_FIRST, _HALVES, _FEW_HALVES, _LARGE = 5, 200, 40, 1000


def resources(material: Material, territory: str, lang: str) -> Section | None:
    """The section on key resources; nothing for the public, to whom no actor is named."""
    if material.public:
        return None
    _ = translator(lang)
    wave = material.waves_of(territory)[-1]
    graph = material.graph(territory, wave)
    assert graph is not None
    title = _("Who links the others")
    chance = np.random.default_rng(graph_key(material.entropy, territory, wave, "key_resources"))
    draws = _HALVES if graph.biadjacency.nnz <= _LARGE else _FEW_HALVES
    try:
        profile = key_resources(graph, by=material.by, k=_FIRST, draws=draws, rng=chance)
    except Undefined as why:
        return Section("ressources", title, (Text(_("Nothing can be said of key resources: {reason}.", reason=_(str(why)))),))
    drawn = plots.brokers(graph, profile, k=_FIRST, by=material.by, lang=lang, names=material.names)
    return Section("ressources", title, (
        Text(_("An actor through whom many paths run is precious, and makes the territory fragile: what becomes of the links when it"
               " leaves? The animator is not counted here. Being busy is not being a bridge: the profile is about places between others.")),
        picture(drawn, lang, columns=("name", "group", "activity", "partners", "p_top"), percents=("p_top",), labels={
            "activity": _("projects"), "partners": _("partners"), "p_top": _("among the first {k}").format(k=_FIRST),
        }),
    ))  # fmt: skip
