"""The same survey made in several ways, side by side: who is taken for the same, and whose reports are believed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from cooperation_graph.evolution.change import resolve
from cooperation_graph.evolution.ledger import ledger_rates, tie_ledger
from cooperation_graph.evolution.lineage import followed
from cooperation_graph.evolution.states import actor_states
from cooperation_graph.evolution.wording import warning_sentences
from cooperation_graph.graph import build_graphs
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number
from cooperation_graph.measures import label_of
from cooperation_graph.resampling import metric_values
from cooperation_graph.results import Result, provenance, warning_frame
from cooperation_graph.survey.identity import CERTAIN, apply_decisions, suggest
from cooperation_graph.survey.reconstruction import RULES, reconstruct, two_source_completeness
from cooperation_graph.survey.tables import Survey

__all__ = ["Sensitivity", "linkage_sensitivity", "source_sensitivity"]

COLUMNS = ("territory", "wave", "by", "metric", "choice", "value", "status")
CHOICES = {
    "as_read": N_("as read"), "strict": N_("identifiers and identical names only"), "default": N_("proposed as the same"),
    "lenient": N_("everything put up for review too"), "union": N_("whoever says so"), "confirmed": N_("confirmed by two sources"),
    "register_first": N_("register first"), "own": N_("own reports only"),
}  # fmt: skip
NOT_IN_THIS_CHOICE = N_("nobody is left in this territory and wave")


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity(Result):
    """Headline numbers under several choices, side by side; none of them is declared right.

    Tables: ``range`` (lowest and highest value of each number), ``choices`` (what each choice did), and, between two waves,
    ``rates`` (rates of the ledger of ties by choice) or ``completeness`` (of two sources).
    """

    kind: ClassVar[str] = "sensitivity"

    def sentences(self, lang: str) -> list[str]:
        """What each number becomes under each choice, the widest ranges first; then how complete two sources are."""
        _ = translator(lang)
        texts = []
        spans = self.tables["range"].sort_values("span", ascending=False, kind="stable")
        told = {key: rows.set_index("choice") for key, rows in self.frame.groupby(["territory", "wave", "by", "metric"])}
        for row in spans.to_dict("records"):
            key = tuple(row[name] for name in ("territory", "wave", "by", "metric"))
            label = _(label_of(row["metric"])) + (f" ({row['by']})" if row["by"] else "")
            values = told[key]["value"]
            said = ", ".join(f"{number(value, lang, 2)} ({_(CHOICES[str(choice)])})" for choice, value in values.items())
            where = " ".join(part for part in (row["territory"], row["wave"]) if part)
            if values.isna().all():
                texts.append(_("{where} – {label}: no number, {reason}.", where=where, label=label, reason=_(told[key]["status"].iloc[0])))
                continue
            texts.append(_("{where} – {label}: {values}.", where=where, label=label, values=said))
        for row in self.tables.get("completeness", pd.DataFrame()).to_dict("records"):
            where = " ".join(part for part in (row["territory"], row["wave"]) if part)
            if row["status"]:
                texts.append(_("{where}: completeness cannot be estimated, {reason}.", where=where, reason=_(row["status"])))
            else:
                texts.append(_(
                    "{where}: in the roles that both sources know, {known} participations are known and both miss at least {missing} more; "
                    "{others} are in roles that one source alone knows.",
                    where=where, known=number(row["known"], lang, 0), missing=number(row["missing_at_least"], lang, 0),
                    others=number(row["one_source"], lang, 0),
                ))  # fmt: skip
        return texts + warning_sentences(self.warnings, lang)


def linkage_sensitivity(
    survey: Survey, wave_from: str | None = None, wave_to: str | None = None, *,
    metrics: Sequence[str | Callable[..., Any]] | str | Callable[..., Any] | None = None, by: str | Sequence[str] | None = None,
    kind: str = "actor",
) -> Sensitivity:  # fmt: skip
    """Headline numbers when more or fewer mentions are taken for the same body.

    Parameters
    ----------
    survey
        A survey.
    wave_from, wave_to
        Two waves: rates of the ledger of ties between them are shown under each choice too.
    metrics, by
        As in :func:`cooperation_graph.measure`.
    kind
        ``"actor"`` or ``"project"``.

    Returns
    -------
    Sensitivity
        Choices ``as_read`` (nothing merged), ``strict`` (equal identifiers, names that are spelled alike), ``default`` (all that
        :func:`cooperation_graph.identity.suggest` proposes as the same), ``lenient`` (all that it puts up for review too).

    Examples
    --------
    >>> df = pd.DataFrame({"actor": ["MJC Étang", "M.J.C. de l'Etang", "CCAS"], "project": ["p", "q", "q"]})
    >>> found = linkage_sensitivity(Survey.from_frame(df), metrics="n_actors")
    >>> found.frame[["choice", "value"]].values.tolist()
    [['as_read', 3.0], ['strict', 2.0], ['default', 2.0], ['lenient', 2.0]]
    """
    pairs = suggest(survey, kind)
    chosen = {
        "as_read": pairs["decision"] == "none",
        "strict": (pairs["decision"] == "same") & pairs["reason"].isin(CERTAIN),
        "default": pairs["decision"] == "same",
        "lenient": pairs["decision"].isin(["same", "review"]),
    }  # fmt: skip
    surveys = {name: apply_decisions(survey, pairs[which].assign(decision="same")) for name, which in chosen.items()}
    done = pd.DataFrame({"choice": list(chosen), "pairs": [int(which.sum()) for which in chosen.values()]}).astype({"choice": "str"})
    tables = {"choices": done}
    if wave_from is not None and wave_to is not None:
        tables["rates"] = pd.concat([_rates(one, wave_from, wave_to).assign(choice=name) for name, one in surveys.items()])
    return _side_by_side(surveys, metrics, by, tables)


def source_sensitivity(
    survey: Survey, *, metrics: Sequence[str | Callable[..., Any]] | str | Callable[..., Any] | None = None,
    by: str | Sequence[str] | None = None,
) -> Sensitivity:  # fmt: skip
    """Headline numbers when different reports are believed: see :func:`cooperation_graph.survey.reconstruction.reconstruct`.

    Parameters
    ----------
    survey
        A survey that says who reports each participation (``source``, ``reported_by``).
    metrics, by
        As in :func:`cooperation_graph.measure`.

    Returns
    -------
    Sensitivity
        Choices ``union``, ``confirmed``, ``register_first``, ``own``; table ``completeness`` says how much both sources miss.

    Raises
    ------
    Undefined
        The survey says nothing of its sources.

    Examples
    --------
    >>> df = pd.DataFrame({"actor": ["a", "b", "c"], "project": "p", "source": "respondent", "reported_by": ["a", "a", "c"]})
    >>> found = source_sensitivity(Survey.from_frame(df), metrics="mean_partners")
    >>> found.frame.set_index("choice")["value"].to_dict()
    {'union': 2.0, 'confirmed': nan, 'register_first': 2.0, 'own': 1.0}
    """
    surveys = {rule: reconstruct(survey, rule) for rule in RULES}
    counts = [len(one.participations) for one in surveys.values()]
    done = pd.DataFrame({"choice": list(RULES), "participations": counts}).astype({"choice": "str"})
    return _side_by_side(surveys, metrics, by, {"choices": done, "completeness": two_source_completeness(survey)})


def _side_by_side(surveys: Mapping[str, Survey], metrics: Any, by: Any, tables: dict[str, pd.DataFrame]) -> Sensitivity:
    built = {choice: build_graphs(survey) for choice, survey in surveys.items()}
    first = next(iter(built.values()))
    asked = resolve(first, metrics, by)
    cells = [(graph.territory, graph.wave) for graph in first]
    rows: list[dict[str, Any]] = []
    for choice, graphs in built.items():
        places = {(graph.territory, graph.wave): k for k, graph in enumerate(graphs)}
        for one in asked:
            values, reasons = metric_values(graphs, one.function, one.by) if len(graphs) else (np.zeros(0), [])
            for territory, wave in cells:
                k = places.get((territory, wave))
                told = (np.nan, NOT_IN_THIS_CHOICE) if k is None else (float(values[k]), reasons[k])
                rows.append(dict(zip(COLUMNS, (territory, wave, one.by or "", one.name, choice, *told), strict=True)))
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype({name: "str" for name in COLUMNS if name != "value"})
    keys = ["territory", "wave", "by", "metric"]
    warnings = warning_frame()
    if metrics is None:  # the headline set, without what is undefined everywhere
        held = frame.groupby(["by", "metric"])["value"].transform("count") > 0
        left_out = frame.loc[~held & (frame["status"] != NOT_IN_THIS_CHOICE)].drop_duplicates(["metric", "status"])
        warnings = warning_frame([
            {"code": "undefined_everywhere", "metric": row["metric"], "message": row["status"]} for row in left_out.to_dict("records")
        ])  # fmt: skip
        frame = frame[held].reset_index(drop=True)
    spans = frame.groupby(keys, sort=False)["value"].agg(lowest="min", highest="max").reset_index()
    spans["span"] = (spans["highest"] - spans["lowest"]) / spans[["lowest", "highest"]].abs().max(axis=1).replace(0, 1)
    return Sensitivity(
        frame, {"range": spans, **tables}, warnings,
        provenance(choices=list(surveys), metrics=[one.name for one in asked]),
    )  # fmt: skip


def _rates(survey: Survey, wave_from: str, wave_to: str) -> pd.DataFrame:
    graphs = followed(build_graphs(survey).select(wave=[wave_from, wave_to]))
    places = {(graph.territory, graph.wave): graph for graph in graphs}
    rows = []
    for territory in graphs.territories:
        if (territory, wave_from) in places and (territory, wave_to) in places:
            before, after = places[territory, wave_from], places[territory, wave_to]
            states = actor_states(before, after)
            rates = ledger_rates(tie_ledger(before, after, states=states), states, before, after)
            rows.append(rates.assign(territory=territory, wave_from=wave_from, wave_to=wave_to))
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()
