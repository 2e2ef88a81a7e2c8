"""`detect_silos`: one verdict a group and one a territory, in four words, each explaining itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from cooperation_graph.checkpoints import kept_entropy
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.locale import N_
from cooperation_graph.measures import against_null, as_graphs
from cooperation_graph.nulls import keep_degrees
from cooperation_graph.nulls.card import card_of_null, null_name
from cooperation_graph.nulls.chance import entropy_of
from cooperation_graph.nulls.draws import chain_of, chain_seen, plan_of
from cooperation_graph.results import Result, provenance, warning_frame
from cooperation_graph.silos.evidence import (
    Evidence,
    closure,
    gather,
    largest_closure,
    shares_without,
    tail_p,
    within_share,
)  # fmt: skip
from cooperation_graph.silos.explained import explain
from cooperation_graph.silos.national import national_p
from cooperation_graph.silos.sentences import sentence
from cooperation_graph.sufficient import Incidence, group_attribute, incidence_of
from cooperation_graph.survey.tables import Survey
from cooperation_graph.uncertainty import benjamini_hochberg, jackknife

__all__ = ["COLUMNS", "SiloVerdicts", "detect_silos"]

COLUMNS = (
    "territory", "wave", "by", "level", "item", "verdict", "value", "expected", "sd", "null_low", "null_high", "ratio", "effect",
    "p", "q", "q_national", "ci_low", "ci_high", "severity", "explained_by", "detectable_effect", "reason", "n_groups",
    "n_actors", "n_projects", "draws_effective", "evidence",
)  # fmt: skip
#: Normal quantile of a power of 80 %, as the design writes it.
POWER_80 = 0.84
NO_PARTNER = N_("this group shares no project with anybody")
NO_SHARED_PROJECT = N_("no project gathers two actors")
ONE_GROUP = N_("there is one group only")
CANNOT_MOVE = N_("with so few actors and projects even the most closed arrangement would not stand out")


@dataclass(frozen=True, eq=False, repr=False)
class SiloVerdicts(Result):
    """Verdicts by group and territory; ``tables["mixing"]`` says who meets whom, observed and expected."""

    kind: ClassVar[str] = "silos"

    def sentences(self, lang: str) -> list[str]:
        """One sentence a verdict, the territory first."""
        rows = self.frame.sort_values("level", key=lambda s: s != "territory", kind="stable")
        rows = rows.sort_values(["territory", "wave"], kind="stable")
        pairs = self.frame[self.frame["level"] == "group"].groupby(["territory", "wave", "by"])["item"].agg(list).to_dict()
        several = len(rows[["territory", "wave"]].drop_duplicates()) > 1
        texts = []
        for row in records(rows):
            text = sentence(row, lang, groups=pairs.get((row["territory"], row["wave"], row["by"]), []))
            texts.append(f"{row['territory']} {row['wave']} – {text}" if several else text)
        return texts

    def _over_all(self) -> SiloVerdicts:
        frame = self.frame.copy()
        for rows in frame[frame["level"] == "territory"].groupby("wave").groups.values():
            frame.loc[rows, "q_national"] = benjamini_hochberg(frame.loc[rows, "p"].to_numpy())
        return replace(self, frame=frame)

    def _shown(self) -> pd.DataFrame:
        columns = ["territory", "wave", "level", "item", "verdict", "value", "expected", "effect", "q", "explained_by", "reason"]
        return self.frame[columns]

    def _one_line(self) -> str:
        counts = self.frame.loc[self.frame["level"] == "group", "verdict"].value_counts()
        return ", ".join(f"{counts.get(word, 0)} {word}" for word in ("silo", "open", "no evidence", "too little data"))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def detect_silos(
    graphs: Graphs | CooperationGraph | Survey, *, by: str | None = None, null: Callable[..., Any] = keep_degrees,
    draws: int = 999, alpha: float = 0.05, severity: tuple[float, float] = (0.25, 0.5), confidence: float = 0.95,
    missing: str = "drop", most_draws: int = 100_000, rng: np.random.Generator | int | None = None, n_jobs: int = 1,
    progress: Callable[[int, int], None] | None = None, checkpoint: str | Path | None = None,
) -> SiloVerdicts:  # fmt: skip
    r"""Say of each group, and of each territory, whether it works among itself more than its activity explains.

    Parameters
    ----------
    graphs
        What :func:`build_graphs` returns, one graph, or a survey.
    by
        Attribute of actors that forms groups; the first one declared without.
    null
        What chance keeps; the default keeps who is active and how large projects are.
    draws
        Draws from it, B.
    alpha
        Share of false alarms accepted among the groups of one territory.
    severity
        Effects from which a silo is called moderate and strong.
    missing
        Actors without a group: ``"drop"``, ``"category"`` or ``"error"``.
    most_draws
        Draws at most for a territory whose p is at its floor, when the national q needs more.
    rng, n_jobs, progress, checkpoint
        As in :func:`measure`.

    Returns
    -------
    SiloVerdicts
        Group rows: :math:`O_g = \sum_p x_{pg}(x_{pg}-1) / \sum_p x_{pg}(c_p-1)`, the share of its co-participation that stays
        inside. Territory rows: :math:`W = \sum_{gp} x_{pg}(x_{pg}-1) / \sum_p c_p(c_p-1)`.
        ``silo``: q < alpha, above what is expected, and not what the closure of another group is enough to explain
        (``explained_by``). ``open``: q < alpha, below. ``too little data``: even the most closed arrangement would not exceed
        the null's 1 − alpha/(2m) quantile. ``no evidence`` otherwise, with the effect that could have been detected with
        80 % power, so that nobody reads it as "no silo". The word of a territory rests on its own p; among many
        territories read ``q_national``. ``draws_effective``: how many independent draws the draws are worth for what is
        expected. ``evidence`` puts groups and territories in order, it decides no word: (value − expected) / sd, for a group net of
        what the distances of the other groups say about it (their correlation in the draws taken into account; NaN with fewer than ten
        draws a group).

    Notes
    -----
    A group that sits in a large project by chance has more partners and meets itself more: that says nothing about closing. Each
    draw is therefore brought to the weight :math:`a_g = \sum_p x_{pg}(c_p-1) / \sum_p c_p(c_p-1)` that the group has in the
    data: what a draw :math:`O', a'` has beyond its weight, :math:`(O' - a') / (1 - a')`, is kept (Coleman's index), and
    ``expected``, ``sd``, the band, effect and p are those of :math:`\max(0, a_g + (1 - a_g)(O' - a') / (1 - a'))`; for the
    territory, of W with the weight :math:`\sum_g a_g^2` (Newman's assortativity coefficient). Large projects then hide closing
    less: see the recovery curves of the documentation.

    The null ties all groups together: with one real silo, others look closed too. For each flagged group g the null is run
    again with the actors of each other flagged group h held where they are, and pairs of partners with h left out of
    :math:`O_g`; when g loses its evidence then, while h keeps its own when g is held, g is explained by h. Closing is
    one-sided, and so is the test: evidence is lost at p ≥ alpha in the upper tail.

    References
    ----------
    Coleman 1958, Hum. Organ. 17:28; Currarini, Jackson & Pin 2009, Econometrica 77:1003; Newman 2003, Phys. Rev. E 67:026126; Rao 1948,
    Math. Proc. Camb. Philos. Soc. 44:50.

    Examples
    --------
    >>> from cooperation_graph.testing import tiny_graph
    >>> verdicts = detect_silos(tiny_graph("two_silos"), by="sector", rng=1)
    >>> verdicts.frame["verdict"].tolist()
    ['silo', 'silo', 'silo']
    """
    chosen = as_graphs(graphs).compact()
    attribute = group_attribute(chosen, by)
    incidence = incidence_of(chosen, attribute, missing)
    entropy = entropy_of(rng)
    if checkpoint is not None and rng is None:
        entropy = kept_entropy(checkpoint, entropy)
    present = _present(incidence)
    n_groups = present.sum(axis=1)
    found = gather(
        chosen, incidence, attribute, missing, null, draws=draws, entropy=entropy, n_groups=n_groups, alpha=alpha, n_jobs=n_jobs,
        progress=progress, checkpoint=checkpoint,
    )  # fmt: skip
    labels = [*chosen.national.group_codes(attribute)[1], "(missing)"][: incidence.n_groups]
    without = shares_without(incidence, found.observed)
    groups = _group_rows(incidence, found, without, present, labels, alpha, confidence)
    explain(groups, incidence, labels, null, draws, entropy, alpha, n_jobs, checkpoint)
    _judge(groups, incidence, null, entropy, alpha, severity)
    hopeless = groups["verdict"].eq("too little data").groupby(groups["graph"]).all()
    hopeless = hopeless.reindex(range(len(n_groups)), fill_value=True)
    territories = _territory_rows(incidence, found, without, n_groups, hopeless.to_numpy(), alpha, confidence, severity)
    more = most_draws if card_of_null(null).sampler else draws
    territories["p"], territories["q_national"] = national_p(
        territories["p"].to_numpy(), incidence, null, draws=draws, most=more, entropy=entropy, alpha=alpha, n_jobs=n_jobs,
        checkpoint=checkpoint,
    )  # fmt: skip
    frame = pd.concat([territories, groups], ignore_index=True).sort_values("graph", kind="stable")
    store = chosen.national
    names = {
        "territory": [store.territories[g] for g in frame["graph"]], "wave": [store.waves[g] for g in frame["graph"]],
        "by": attribute, "n_groups": n_groups[frame["graph"]], "n_actors": np.diff(incidence.row_offsets)[frame["graph"]],
        "n_projects": np.diff(incidence.column_offsets)[frame["graph"]],
    }  # fmt: skip
    frame = frame.assign(**names).reset_index(drop=True)[list(COLUMNS)]
    texts = ["territory", "wave", "by", "level", "item", "verdict", "severity", "explained_by", "reason"]
    frame[texts] = frame[texts].astype("str")
    return SiloVerdicts(
        frame, {"mixing": _mixing(chosen, incidence, found, present, labels, attribute)},
        _warnings(chosen, n_groups, draws, alpha),
        provenance(
            null=null_name(null), draws=draws, chain=chain_of(null), chain_seen=_chain(found), entropy=entropy, alpha=alpha,
            severity=severity, by=attribute, missing=missing,
            settings=dict(chosen.settings), fingerprint=getattr(chosen.survey, "fingerprint", None),
        ),
    )  # fmt: skip


def _chain(found: Evidence) -> dict[str, Any] | None:
    parts = (found.groups, found.territory)
    draws, effective = (np.concatenate([part[key].ravel() for part in parts]) for key in ("draws", "draws_effective"))
    return chain_seen(draws, effective, found.slower)


def _present(incidence: Incidence) -> np.ndarray:
    n_graphs = len(incidence.row_offsets) - 1
    present = np.zeros((n_graphs, incidence.n_groups), dtype=bool)
    present[np.repeat(np.arange(n_graphs), np.diff(incidence.row_offsets)), incidence.group] = True
    return present


def _jackknife(incidence: Incidence, without: np.ndarray, value: np.ndarray, confidence: float) -> Any:
    """Interval of shares (graphs × statistics) from those without each project in turn."""
    places = incidence.indices + np.repeat(incidence.column_offsets[:-1], np.diff(incidence.indptr[incidence.row_offsets]))
    alive = np.bincount(places, minlength=int(incidence.column_offsets[-1])) > 0
    offsets = np.concatenate([[0], np.cumsum(alive)])[incidence.column_offsets]
    return jackknife(without[alive].T, value.T, offsets=offsets, confidence=confidence, bounds=(0, 1))


def _group_rows(
    incidence: Incidence, found: Evidence, without: np.ndarray, present: np.ndarray, labels: list[str], alpha: float,
    confidence: float,
) -> pd.DataFrame:  # fmt: skip
    graph, group = np.nonzero(present)
    value, null = closure(found.observed), found.groups
    interval = _jackknife(incidence, without[:, :-1], value, confidence)
    at = {key: part[graph, group] for key, part in null.items()}
    observed = value[graph, group]
    columns = against_null(observed, at, 0, 1)
    q = np.full(len(graph), np.nan)
    for rows in pd.Series(graph).groupby(graph).indices.values():
        q[rows] = benjamini_hochberg(columns["p"][rows])
    blank = np.isnan(observed)
    with np.errstate(invalid="ignore", divide="ignore"):
        detectable = (at["critical"] + POWER_80 * at["sd"] - at["expected"]) / (1 - at["expected"])
    return pd.DataFrame({
        "graph": graph, "group": group, "level": "group", "item": [labels[g] for g in group], "value": observed,
        "expected": np.where(blank, np.nan, at["expected"]), "sd": np.where(blank, np.nan, at["sd"]),
        "draws_effective": np.where(blank, np.nan, at["draws_effective"]),
        "evidence": np.where(blank, np.nan, at["evidence"]),
        "null_low": np.where(blank, np.nan, at["low"]), "null_high": np.where(blank, np.nan, at["high"]),
        "ratio": columns["ratio"], "effect": columns["effect"], "p": columns["p"], "q": q, "q_national": np.nan,
        "ci_low": np.asarray(interval.low)[group, graph], "ci_high": np.asarray(interval.high)[group, graph],
        "detectable_effect": np.where(blank | ~np.isfinite(detectable), np.nan, detectable), "critical": at["critical"],
        "most": at["most"], "explained_by": "", "severity": "", "verdict": "", "reason": "",
    })  # fmt: skip


def _judge(
    rows: pd.DataFrame, incidence: Incidence, null: Callable[..., Any], entropy: int, alpha: float, severity: tuple[float, float]
) -> None:
    """Fill verdict, severity and reason."""
    value, flagged = rows["value"], rows["q"] < alpha
    blank, above = value.isna(), flagged & (value > rows["expected"])
    critical, graph, group = (rows[name].to_numpy() for name in ("critical", "graph", "group"))
    could = rows[["value", "most"]].max(axis=1).to_numpy() > critical + 1e-10  # as observed, or as a draw was
    plan = plan_of(incidence, null)
    for place in np.flatnonzero(~blank & ~flagged & ~could & np.isfinite(critical)):
        most = largest_closure(incidence, int(graph[place]), int(group[place]), null, entropy=entropy, plan=plan, enough=critical[place] + 1e-10)
        could[place] = most > critical[place] + 1e-10
    rows["verdict"] = np.select(
        [blank, above & (rows["explained_by"] == ""), above, flagged, ~could],
        ["too little data", "silo", "no evidence", "open", "too little data"], "no evidence",
    )  # fmt: skip
    rows["reason"] = np.select([blank, ~flagged & ~could], [NO_PARTNER, CANNOT_MOVE], "")
    rows["severity"] = [_degree(e, severity) if v == "silo" else "" for e, v in zip(rows["effect"], rows["verdict"], strict=True)]


def _degree(effect: float, severity: tuple[float, float]) -> str:
    return "strong" if effect >= severity[1] else "moderate" if effect >= severity[0] else "weak"


def _territory_rows(
    incidence: Incidence, found: Evidence, without: np.ndarray, n_groups: np.ndarray, hopeless: np.ndarray, alpha: float,
    confidence: float, severity: tuple[float, float],
) -> pd.DataFrame:  # fmt: skip
    value, at = within_share(found.observed), found.territory
    columns = against_null(value, at, 0, 1)
    interval = _jackknife(incidence, without[:, -1:], value[:, None], confidence)
    blank, single = np.isnan(value), n_groups < 2
    degenerate = ~blank & ~single & hopeless & (columns["p"] >= alpha)
    verdict = np.select(
        [blank | single | degenerate, (columns["p"] < alpha) & (value > at["expected"]), columns["p"] < alpha],
        ["too little data", "silo", "open"], "no evidence",
    )  # fmt: skip
    reason = np.select([blank, single, degenerate], [NO_SHARED_PROJECT, ONE_GROUP, CANNOT_MOVE], "")
    with np.errstate(invalid="ignore", divide="ignore"):
        detectable = (at["high"] + POWER_80 * at["sd"] - at["expected"]) / (1 - at["expected"])
    n = len(value)
    return pd.DataFrame({
        "graph": np.arange(n), "level": "territory", "item": "", "value": value,
        "expected": np.where(blank, np.nan, at["expected"]), "sd": np.where(blank, np.nan, at["sd"]),
        "draws_effective": np.where(blank, np.nan, at["draws_effective"]),
        "evidence": np.where(blank, np.nan, at["evidence"]),
        "null_low": np.where(blank, np.nan, at["low"]), "null_high": np.where(blank, np.nan, at["high"]),
        "ratio": columns["ratio"], "effect": columns["effect"], "p": columns["p"], "q": np.nan, "q_national": np.nan,
        "ci_low": np.asarray(interval.low)[0], "ci_high": np.asarray(interval.high)[0],
        "detectable_effect": np.where(blank | ~np.isfinite(detectable), np.nan, detectable), "explained_by": "",
        "severity": [_degree(e, severity) if v == "silo" else "" for e, v in zip(columns["effect"], verdict, strict=True)],
        "verdict": verdict, "reason": reason,
    })  # fmt: skip


def _mixing(
    graphs: Graphs, incidence: Incidence, found: Evidence, present: np.ndarray, labels: list[str], by: str
) -> pd.DataFrame:
    """Pairs of partners between the groups present, observed and expected."""
    upper = np.triu_indices(len(labels))
    graph, place = np.nonzero(present[:, upper[0]] & present[:, upper[1]])
    a, b = upper[0][place], upper[1][place]
    at = {key: part[graph, place] for key, part in found.pairs.items()}
    observed = found.observed[graph, a, b]
    store = graphs.national
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(at["expected"] > 0, observed / at["expected"], np.nan)
    frame = pd.DataFrame({
        "territory": [store.territories[g] for g in graph], "wave": [store.waves[g] for g in graph], "by": by,
        "group_a": [labels[k] for k in a], "group_b": [labels[k] for k in b], "observed": observed, "expected": at["expected"],
        "sd": at["sd"], "ratio": ratio, "p": tail_p(at["above"], at["below"], at["draws"]),
    })  # fmt: skip
    texts = ["territory", "wave", "by", "group_a", "group_b"]
    return frame.astype(dict.fromkeys(texts, "str"))


def _warnings(graphs: Graphs, n_groups: np.ndarray, draws: int, alpha: float) -> pd.DataFrame:
    store = graphs.national
    message = N_("with so few draws no group can stand out: ask for more draws")
    return warning_frame([
        {"code": "few_draws", "territory": store.territories[graph], "wave": store.waves[graph], "message": message}
        for graph in np.flatnonzero(2 * n_groups / (draws + 1) >= alpha)
    ])  # fmt: skip
