"""What a study would have to be to see an effect: territories and waves, by the smallest effect they would show."""

from __future__ import annotations

from cooperation_graph.impact import design_of, design_sentences, planner
from cooperation_graph.impact.design import GUESSES
from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import number
from cooperation_graph.measures import label_of
from cooperation_graph.report.blocks import Block, Bullets, Cell, Column, Section, Table, Text
from cooperation_graph.report.evidence import Evidence
from cooperation_graph.report.material import Material

__all__ = ["planning"]

_COMPARISON = (0, 5, 10, 15, 30)
_WAVES = ((1, 1), (1, 2), (2, 2))


def planning(material: Material, evidence: Evidence, lang: str) -> Section:
    """The section on what would be needed."""
    _ = translator(lang)
    blocks: list[Block] = [Text(_(
        "To see a smaller effect, add comparison territories and waves before adding questions: the territory is what counts, not the"
        " number of actors asked."
    ))]  # fmt: skip
    plan, impact = evidence.plan, evidence.impact
    if plan is not None and impact is not None:
        design = design_of(plan, material.survey, pilots=evidence.pilots)
        blocks.append(Bullets(tuple(design_sentences(design, lang))))
    treated = len(impact.provenance["treated"]) if impact is not None else 15
    name = plan.indicators[0].name if plan is not None else ""
    pilot = (evidence.pilots or {}).get(name)
    spread = {key: getattr(pilot, key) for key in GUESSES} if pilot else dict(GUESSES)
    rows = []
    for count in _COMPARISON:
        cells = [Cell(_("{treated} + {comparison}", treated=treated, comparison=count), float(count))]
        for before, after in _WAVES:
            if count < 2 or treated < 2:
                cells.append(Cell(_("nothing can be attributed")))
                continue
            row = planner([treated], [count], waves=[(before, after)], **spread).iloc[0]
            cells.append(Cell(number(row["by_welch"], lang, 2), float(row["by_welch"])))
        rows.append(tuple(cells))
    columns = (
        Column(_("animated + comparison territories")),
        *(Column(_("{before} wave(s) before, {after} after", before=before, after=after), True) for before, after in _WAVES),
    )  # fmt: skip
    about = _(label_of(name)) if pilot else _("an indicator between 0 and 1")
    if pilot is None:
        note = _("Spread of territories and projects guessed (.05 and .35, 30 projects), until there are pilot data.")
    elif pilot.shocks_from == "guess":
        note = _("Spread of projects taken from the wave before the start; that of territories guessed (.05): it takes two waves to see it.")
    else:
        note = _("Spread of territories and projects taken from the waves before the start.")
    caption = _("Smallest effect that would probably be seen (4 times in 5), {about}", about=about)
    blocks.append(Table(caption, columns, tuple(rows), note, sortable=False))
    return Section("faudrait", _("What would be needed"), tuple(blocks))
