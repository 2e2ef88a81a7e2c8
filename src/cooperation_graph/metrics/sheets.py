"""Indicator sheets: what a metric is, how it is read and what it cannot say, from its card and its docstring."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number
from cooperation_graph.metrics.card import MetricCard, card_of, catalogue, plain_function
from cooperation_graph.metrics.formulas import formulas_of, plain_math, plain_text, sections_of

__all__ = ["Sheet", "family_of", "sheet", "sheet_table"]

FAMILIES = {
    "structure": N_("Structure"), "cohesion": N_("Structure"), "transversality": N_("Transversality"), "reach": N_("Transversality"),
    "mixture": N_("Transversality"), "siloing": N_("Siloing"), "bridging": N_("Bridging"), "diversity": N_("Diversity"),
    "citizens": N_("Residents"), "governance": N_("Governance"), "institutions": N_("Institutions"), "dependence": N_("Institutions"),
    "competition": N_("Competition"), "consortia": N_("Competition"), "niches": N_("Competition"), "themes": N_("Themes"),
    "quality": N_("Quality of cooperation"),
}  # fmt: skip
OTHER = N_("Other indicators")
LEVELS = {
    "territory": N_("one number a territory and wave"), "group": N_("one number a group"), "actor": N_("one number an actor"),
    "project": N_("one number a project"), "theme": N_("one number a theme"),
}  # fmt: skip
DIRECTIONS = {1: N_("higher is more open"), -1: N_("higher is more closed"), 0: N_("neither better nor worse")}
READS = {
    "incidence": N_("who takes part in what: a null model can redraw it"), "roles": N_("roles and decisions: no null model redraws them"),
    "ties": N_("answers about ties: no null model redraws them"), "themes": N_("themes of projects: no null model redraws them"),
    "applications": N_("applications to calls: no null model redraws them"),
}  # fmt: skip
#: What stands for the same thing in every formula.
SYMBOLS = {
    "B_{ip}": N_("1 when actor i takes part in project p, else 0"), "r_i": N_("projects of actor i"), "c_p": N_("actors of project p"),
    "x_{sp}": N_("actors of group s in project p"), "x_{gp}": N_("actors of group g in project p"), "n_s": N_("actors of group s"),
    "w_{ij}": N_("projects that i and j share"), "d_{ij}": N_("steps between i and j"), "L_{st}": N_("tied pairs between groups s and t"),
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """The sheet of an indicator in one language; texts are plain, formulas are LaTeX.

    Attributes
    ----------
    name, label, family
        Public name; what readers call it; the part of the catalogue it stands in.
    definition, formulas, symbols
        One sentence; formulas; what their common symbols stand for.
    level, reads, range, direction
        Unit of the values, data read, interval of possible values, which way is more open.
    minimum_n, uncertainty
        Least data; which interval surrounds the value.
    reading, cannot_say, compare_with
        How to read it, what it does not say, what to hold it against.
    undefined
        When the number does not exist.
    source
        Published source, or own definition.
    emerging
        Under scientific review: not settled.
    """

    name: str
    label: str
    family: str
    definition: str
    formulas: tuple[str, ...]
    symbols: tuple[tuple[str, str], ...]
    level: str
    reads: str
    range: str
    direction: str
    minimum_n: str
    uncertainty: str
    reading: str
    cannot_say: str
    compare_with: str
    undefined: tuple[str, ...]
    source: str
    emerging: bool

    def items(self, lang: str) -> list[tuple[str, tuple[str, ...]]]:
        """Headings and lines, in the order of the sheet, formulas in plain characters; empty ones left out."""
        _ = translator(lang)
        formula = [plain_math(one) for one in self.formulas]
        formula += [f"{plain_math(symbol)}{_(': ')}{text}" for symbol, text in self.symbols]
        listed: list[tuple[str, Iterable[str]]] = [
            (_("Definition"), (self.definition,)), (_("Formula"), formula), (_("Unit"), (self.level,)), (_("Range"), (self.range,)),
            (_("Direction"), (self.direction,)), (_("Reads as"), (self.reading,)), (_("Read from"), (self.reads,)),
            (_("Minimum"), (self.minimum_n,)), (_("Uncertainty"), (self.uncertainty,)),
            (_("What it cannot say"), (self.cannot_say,)), (_("Compare with"), (self.compare_with,)),
            (_("Undefined when"), self.undefined), (_("Source"), (self.source,)),
            (_("Under review"), (_("the scientific review of this indicator is not finished"),) if self.emerging else ()),
        ]  # fmt: skip
        kept = [(title, tuple(line for line in lines if line)) for title, lines in listed]
        return [(title, lines) for title, lines in kept if lines]

    def text(self, lang: str) -> str:
        """The sheet as text for a terminal."""
        lines = [f"{self.label} — {self.name} ({self.family})", ""]
        between = translator(lang)(": ")
        for title, found in self.items(lang):
            lines += [f"{title}{between}{found[0]}"] if len(found) == 1 else [f"{title}{between}", *(f"  {line}" for line in found)]
        return "\n".join(lines)


def family_of(function: Callable[..., Any]) -> str:
    """The part of the catalogue a metric stands in, in English."""
    module = plain_function(function).__module__
    inside = module.removeprefix("cooperation_graph.metrics.").split(".")[0]
    return FAMILIES.get(inside, OTHER) if module.startswith("cooperation_graph.metrics.") else OTHER


def _range(card: MetricCard, lang: str) -> str:
    _ = translator(lang)
    low, high = (f"{'−' if bound < 0 else ''}∞" if math.isinf(bound) else _short(bound, lang) for bound in card.range)
    return _("from {low} to {high}", low=low, high=high)


def _short(value: float, lang: str) -> str:
    digits = next(d for d in range(7) if abs(round(value, d) - value) < 1e-6 or d == 6)
    return number(value, lang, digits)


def _uncertainty(card: MetricCard) -> str:
    if card.chance:
        return N_("none: the value itself is drawn, with a seed")
    if card.level != "territory":
        return N_("none around single items: hold them against the null model where there is one")
    if card.counts is not None:
        return N_("Wilson interval of a share of projects")
    if card.reads == "ties":
        return N_("none: projects are not the units of what it reads")
    return N_("delete-one-project jackknife")


def _minimum(card: MetricCard) -> str:
    if card.minimum_n:
        return card.minimum_n
    if card.level == "territory" and not card.chance and card.reads != "ties":
        return N_("none: the interval widens with few projects") if card.counts else N_("8 projects for an interval")
    return N_("none beyond what it is undefined without")


def sheet(metric: str | Callable[..., Any], lang: str = "fr") -> Sheet:
    """The sheet of a metric, in French or English.

    Parameters
    ----------
    metric
        A name of the catalogue, or a function.
    lang
        Language of the texts.

    Raises
    ------
    UnknownName
        No metric has this name.

    Examples
    --------
    >>> sheet("ei_index", "en").formulas
    ('(X - I) / (X + I)',)
    >>> print(sheet("n_actors", "en").text("en").splitlines()[0])
    Actors — n_actors (Structure)
    """
    _ = translator(lang)
    function = catalogue.resolve(metric)
    card, sections, formulas = card_of(function), sections_of(plain_function(function)), formulas_of(plain_function(function))
    source = plain_text(sections.get("References", ""))
    if not source or (lang != "en" and source.startswith("Own definition")):
        source = _(card.reference)
    used = tuple((symbol, _(text)) for symbol, text in SYMBOLS.items() if any(symbol in one for one in formulas))
    return Sheet(
        card.name, _(card.label) or card.name, _(family_of(function)), _(plain_text(sections[""].split("\n\n")[0])), formulas, used,
        _(LEVELS[card.level]), _(READS[card.reads]), _range(card, lang), _(DIRECTIONS[card.direction]), _(_minimum(card)),
        _(_uncertainty(card)), _(card.reading), _(card.cannot_say), _(card.compare_with),
        tuple(_(text) for text in dict.fromkeys(card.undefined.values())), source, card.emerging,
    )  # fmt: skip


def sheet_table(metrics: Iterable[str | Callable[..., Any]] | None = None, lang: str = "fr") -> pd.DataFrame:
    """All sheets as a table of texts, one row a metric: for a spreadsheet beside a report.

    Examples
    --------
    >>> sheet_table(["ei_index"], "en").loc[0, "range"]
    'from −1 to 1'
    """
    rows = []
    for metric in sorted(catalogue) if metrics is None else metrics:
        found = sheet(metric, lang)
        rows.append({
            "metric": found.name, "label": found.label, "family": found.family, "definition": found.definition,
            "formula": "; ".join(map(plain_math, found.formulas)), "level": found.level, "range": found.range,
            "direction": found.direction, "reading": found.reading, "minimum_n": found.minimum_n, "uncertainty": found.uncertainty,
            "cannot_say": found.cannot_say, "compare_with": found.compare_with, "undefined": "; ".join(found.undefined),
            "source": found.source,
        })  # fmt: skip
    return pd.DataFrame(rows).astype("str")
