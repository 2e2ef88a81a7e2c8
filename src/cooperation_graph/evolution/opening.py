"""Did a silo open? Verdicts of two waves side by side, and whether the change itself is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.evolution.exchange import EMPTY, NEW, exchanged, units_of, without_each_unit
from cooperation_graph.evolution.lineage import followed
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import p_value, percent
from cooperation_graph.measures import as_graphs
from cooperation_graph.nulls.chance import entropy_of, graph_key
from cooperation_graph.resampling import Choice, Parts, cells_of_columns, joined, parts_of, variants
from cooperation_graph.results import Result, provenance, warning_frame
from cooperation_graph.silos import SiloVerdicts, detect_silos
from cooperation_graph.silos.evidence import closure
from cooperation_graph.sufficient import group_attribute, incidence_of, observe
from cooperation_graph.survey.tables import Survey
from cooperation_graph.uncertainty import draw_assignments, holm, jackknife, permutation_p

__all__ = ["SiloChanges", "silo_changes"]

COLUMNS = (
    "territory", "wave_from", "wave_to", "by", "group", "verdict_from", "verdict_to", "value_from", "expected_from", "value_to",
    "expected_to", "change", "ci_low", "ci_high", "p", "p_adjusted", "event", "certainty", "status",
)  # fmt: skip
#: Level at which a change is shown.
ALPHA = 0.05
SAID = {
    ("opening", "shown"): N_("{where} – {group}: a silo in {first}, not one in {second} any more ({before} of its cooperation inside, "
                             "then {after}), and the change itself is shown (corrected {p})."),
    ("opening", "not shown"): N_("{where} – {group}: a silo in {first}, not shown to be one in {second} ({before} of its cooperation "
                                 "inside, then {after}); the change itself is not shown."),
    ("closing", "shown"): N_("{where} – {group}: a silo in {second}, not one in {first} ({before} of its cooperation inside, then "
                             "{after}), and the change itself is shown (corrected {p})."),
    ("closing", "not shown"): N_("{where} – {group}: a silo in {second}, not shown to be one in {first} ({before} of its cooperation "
                                 "inside, then {after}); the change itself is not shown."),
    ("still closed", ""): N_("{where} – {group}: a silo in both waves ({before} of its cooperation inside, then {after})."),
}  # fmt: skip
NO_EVENT = N_("{where}: no group was a silo in {first} or in {second}, or too little data to say.")
NO_GROUP = N_("this group shares no project with anybody in one of the waves")
NO_TEST = N_("no test: projects that end and projects that begin are needed on both sides")


@dataclass(frozen=True, eq=False, repr=False)
class SiloChanges(Result):
    """Groups in two waves: verdicts, change of closure, event and its certainty; see :func:`silo_changes`.

    ``tables["pairs"]``: for every two groups, whether they met less than activity gives in each wave, and the event.
    """

    kind: ClassVar[str] = "silo_changes"

    def sentences(self, lang: str) -> list[str]:
        """One sentence an event; one for a territory without any."""
        _ = translator(lang)
        texts = []
        for _key, rows in self.frame.groupby(["territory", "wave_from", "wave_to"], sort=False):
            events = rows[rows["event"] != ""]
            first = rows.iloc[0]
            where = first["territory"] or _("the territory")
            if not len(events):
                texts.append(_(NO_EVENT, where=where, first=first["wave_from"], second=first["wave_to"]))
            for row in events.to_dict("records"):
                texts.append(_(
                    SAID[row["event"], row["certainty"]], where=where, group=row["group"], first=row["wave_from"], second=row["wave_to"],
                    before=percent(row["value_from"], lang), after=percent(row["value_to"], lang),
                    p="" if np.isnan(row["p_adjusted"]) else p_value(row["p_adjusted"], lang),
                ))  # fmt: skip
        return texts


def silo_changes(
    graphs: Graphs | Survey, wave_from: str, wave_to: str, *, by: str | None = None, verdicts: SiloVerdicts | None = None,
    draws: int = 999, permutations: int = 999, confidence: float = 0.95, lineage: str = "new",
    rng: np.random.Generator | int | None = None,
) -> SiloChanges:  # fmt: skip
    r"""Follow declared groups from one wave to another: which silos opened or closed, and how sure that is.

    Parameters
    ----------
    graphs
        Graphs or a survey.
    wave_from, wave_to
        The earlier and the later wave.
    by
        Attribute that forms groups; the first declared one without.
    verdicts
        What :func:`cooperation_graph.detect_silos` said of these graphs, when it is known.
    draws
        Draws of the null model, when the verdicts are not given.
    permutations
        Exchanges of ended and new projects, when they are too many to enumerate.
    confidence, lineage, rng
        As in :func:`cooperation_graph.compare_waves`.

    Returns
    -------
    SiloChanges
        ``change``: of :math:`O_g - E_g`, the share of a group's co-participation that stays inside beyond what activity gives, with
        the project jackknife-t of :math:`O_g` (:math:`E_g` held fixed). ``p``: exchange of ended and new projects for the change of
        :math:`O_g`; ``p_adjusted`` Holm over the groups of a territory. ``event``: ``opening`` (silo, then not), ``closing``,
        ``still closed`` or empty; ``certainty``: ``shown`` when the change itself has p_adjusted < .05 in that direction.

    Notes
    -----
    A verdict that changes its word is not a change that is shown: the two waves may stand just above and below the same line.

    Examples
    --------
    >>> from cooperation_graph.synthetic import simulate
    >>> survey = simulate(territories=1, waves=2, actors=24, projects=30, groups=3, rng=1)
    >>> silo_changes(survey, "2023", "2025", draws=99, permutations=99, rng=1).frame["event"].tolist()
    ['', '', '']
    """
    whole = as_graphs(graphs)
    for wave in (wave_from, wave_to):
        if wave not in whole.waves:
            raise UnknownName("wave", wave, whole.waves)
    entropy = entropy_of(rng)
    pair = whole.select(wave=[wave_from, wave_to]).compact()
    attribute = group_attribute(pair, by)
    judged = detect_silos(pair, by=attribute, draws=draws, rng=entropy) if verdicts is None else verdicts
    said = judged.frame[(judged.frame["level"] == "group") & (judged.frame["by"] == attribute)]
    told = {(row["territory"], row["wave"], row["item"]): row for row in said.to_dict("records")}
    named = followed(pair, lineage)
    places = {(graph.territory, graph.wave): k for k, graph in enumerate(named)}
    rows = []
    for territory in named.territories:
        ends = [places.get((territory, wave)) for wave in (wave_from, wave_to)]
        if ends[0] is None or ends[1] is None:
            continue
        key = graph_key(entropy, territory, f"{wave_from} → {wave_to}", "opening")
        rows += _groups(named[ends[0]], named[ends[1]], attribute, told, permutations, confidence, np.random.default_rng(key))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    texts = ["territory", "wave_from", "wave_to", "by", "group", "verdict_from", "verdict_to", "event", "certainty", "status"]
    numbers = [column for column in COLUMNS if column not in texts]
    return SiloChanges(
        frame.astype({**{c: "str" for c in texts}, **{c: "float64" for c in numbers}}),
        {"pairs": _pairs(judged.tables["mixing"], attribute, wave_from, wave_to)}, warning_frame(),
        provenance(by=attribute, permutations=permutations, entropy=entropy, lineage=lineage, verdicts=dict(judged.provenance)),
    )  # fmt: skip


def _groups(
    before: CooperationGraph, after: CooperationGraph, by: str, told: Mapping[tuple[str, str, str], Mapping[Any, Any]],
    permutations: int, confidence: float, rng: np.random.Generator,
) -> list[dict[str, Any]]:  # fmt: skip
    parts = parts_of(before, after)
    units = units_of(parts)
    cells, m = cells_of_columns(parts), len(parts.projects)
    base = np.concatenate([np.repeat([0, 1], m), [0, 1]])
    observed = Choice(base[None, :] == np.array([[0], [1]]), parts.roster, parts.running, np.array([0, 1]))
    left_out, unit, wave = without_each_unit(parts, units)
    new = units.pattern[units.loose] == NEW
    testable = new.any() and not new.all()
    assignments, exact = draw_assignments(new, draws=permutations, rng=rng) if testable else (np.zeros((0, len(new)), dtype=bool), True)
    values, labels = _closures(parts, cells, joined(observed, left_out), by)
    swapped = _closures(parts, cells, exchanged(parts, units, assignments), by)[0] if testable else np.zeros((0, len(labels)))
    drawn = swapped[len(assignments) :] - swapped[: len(assignments)]
    taken = units.pattern != EMPTY
    rows = []
    for g, group in enumerate(labels):
        keys = [(graph.territory, graph.wave, group) for graph in (before, after)]
        ends = [told.get(key) for key in keys]
        if ends[0] is None and ends[1] is None:
            continue
        row: dict[str, Any] = {"territory": before.territory, "wave_from": before.wave, "wave_to": after.wave, "by": by, "group": group}
        for end, one in zip(("from", "to"), ends, strict=True):
            row[f"verdict_{end}"] = "" if one is None else one["verdict"]
            row[f"expected_{end}"] = np.nan if one is None else one["expected"]
        row["value_from"], row["value_to"] = values[0, g], values[1, g]
        moved = values[1, g] - values[0, g]
        shift = row["expected_to"] - row["expected_from"]
        row["change"] = moved - shift
        status, p = "", np.nan
        if np.isnan(moved):
            status = NO_GROUP
        else:
            without = np.repeat(values[:2, g][:, None], len(taken), axis=1)
            without[wave, unit] = values[2:, g]
            interval = jackknife((without[1] - without[0])[taken], moved, strata=units.pattern[taken], confidence=confidence)
            row["ci_low"], row["ci_high"] = interval.low - shift, interval.high - shift
            status = interval.reason or ("" if testable else NO_TEST)
            p = permutation_p(moved, drawn[:, g], exact=exact) if testable else np.nan
        rows.append({**row, "p": p, "status": status})
    adjusted = holm([row["p"] for row in rows])
    for row, corrected in zip(rows, adjusted, strict=True):
        row["p_adjusted"] = corrected
        row["event"], row["certainty"] = _event(row)
    return rows


def _closures(parts: Parts, cells: Callable[..., Any], choice: Choice, by: str) -> tuple[np.ndarray, list[str]]:
    """Share of each group's co-participation that stays inside, in each variant: shape (R, groups), and the groups."""
    batch = variants(parts, cells, choice, with_roles=False)
    labels = [str(label) for label in batch.national.group_codes(by)[1]]
    return closure(observe(incidence_of(batch, by, "drop"), ["pair_mixing"])["pair_mixing"]), labels


def _event(row: dict[str, Any]) -> tuple[str, str]:
    silo = row["verdict_from"] == "silo", row["verdict_to"] == "silo"
    if silo[0] and silo[1]:
        return "still closed", ""
    if not any(silo) or np.isnan(row["value_from"]) or np.isnan(row["value_to"]):
        return "", ""
    down = row["value_to"] < row["value_from"]
    shown = row["p_adjusted"] < ALPHA and down == silo[0]
    return ("opening" if silo[0] else "closing"), ("shown" if shown else "not shown")


def _pairs(mixing: pd.DataFrame, by: str, wave_from: str, wave_to: str) -> pd.DataFrame:
    """Pairs of groups in both waves: those that met less than activity gives, and do not any more, or the other way round."""
    keys = ["territory", "by", "group_a", "group_b"]
    own = mixing[(mixing["by"] == by) & (mixing["group_a"] != mixing["group_b"])]
    first, second = (own[own["wave"] == wave][[*keys, "ratio", "p"]] for wave in (wave_from, wave_to))
    both = first.merge(second, on=keys, suffixes=("_from", "_to"))
    below = [(both[f"p_{end}"] < ALPHA) & (both[f"ratio_{end}"] < 1) for end in ("from", "to")]
    known = both["ratio_from"].notna() & both["ratio_to"].notna()
    event = np.select([known & below[0] & ~below[1], known & ~below[0] & below[1]], ["opening", "closing"], "")
    both.insert(1, "wave_from", wave_from)
    both.insert(2, "wave_to", wave_to)
    return both.assign(event=pd.Series(event, index=both.index, dtype="str"))
