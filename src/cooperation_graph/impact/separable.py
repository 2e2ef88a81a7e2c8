"""Ties formed and ties kept, apart: logits over pairs of actors who stay, with the territory for unit of inference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from scipy import special

from cooperation_graph.errors import Undefined
from cooperation_graph.graph import CooperationGraph, Graphs
from cooperation_graph.impact.did import difference_in_differences
from cooperation_graph.impact.randomisation import randomisation_test
from cooperation_graph.locale import N_, translator
from cooperation_graph.locale.numbers import number, p_value, signed
from cooperation_graph.measures import as_graphs
from cooperation_graph.nulls.chance import entropy_of
from cooperation_graph.projection import project_actors
from cooperation_graph.results import Result, provenance, warning_frame
from cooperation_graph.sufficient import group_attribute
from cooperation_graph.survey.tables import Survey

__all__ = ["SeparableModel", "logit", "separable_model"]

COLUMNS = (
    "model", "by", "term", "value", "odds_ratio", "se", "df", "ci_low", "ci_high", "p", "p_randomisation", "points", "n_pairs",
    "n_territories", "status",
)  # fmt: skip
MODELS = (N_("formation"), N_("persistence"))
TERMS = (N_("constant"), N_("same group"), N_("shared theme"), N_("log of the number of actors"), N_("activity of both"))
TREATED = N_("animated territory")
NOT_SEPARATED = N_("the model does not converge: a term predicts every tie of its kind")
DEPENDENT = N_(
    "pairs are not independent (a project of eight makes 28 of them): errors and p come from territories, never from pairs"
)


@dataclass(frozen=True, eq=False, repr=False)
class SeparableModel(Result):
    """Coefficients of the two logits; one row a model and term."""

    kind: ClassVar[str] = "separable_model"

    def sentences(self, lang: str) -> list[str]:
        """What goes with forming and keeping ties; animated territories last."""
        _ = translator(lang)
        texts = []
        for row in self.frame[self.frame["term"] != TERMS[0]].to_dict("records"):
            facts = {
                "model": _(row["model"]), "term": _(row["term"]), "ratio": number(row["odds_ratio"], lang, 2),
                "low": number(np.exp(row["ci_low"]), lang, 2), "high": number(np.exp(row["ci_high"]), lang, 2),
                "points": signed(100 * row["points"], lang, 1), "p": p_value(row["p_randomisation"], lang),
            }  # fmt: skip
            if row["term"] == TREATED:
                texts.append(_("{model} of ties, {term}: {points} points, by randomisation of territories {p}.", **facts))
            else:
                texts.append(_("{model} of ties, {term}: odds multiplied by {ratio} ({low} to {high}).", **facts))
        return [*texts, _("Warning: {message}.", message=_(DEPENDENT))]


def logit(y: Any, x: Any, *, offset: Any = 0.0) -> np.ndarray:
    """Maximum likelihood coefficients of a logistic regression, by Newton's method.

    Parameters
    ----------
    y
        0 or 1, shape (n,).
    x
        Columns, the constant among them, shape (n, c).

    Raises
    ------
    Undefined
        A term separates ties from the others: no finite maximum.

    Examples
    --------
    >>> logit([0, 1, 1, 1, 0, 0, 0, 1], [[1, 0]] * 4 + [[1, 1]] * 4).round(4).tolist()  # log 3, then log(1/3) − log 3
    [1.0986, -2.1972]
    """
    outcome, design = np.asarray(y, dtype=float), np.asarray(x, dtype=float)
    beta = np.zeros(design.shape[1])
    for _ in range(50):
        p = special.expit(design @ beta + offset)
        information = (design * (p * (1 - p))[:, None]).T @ design
        if np.linalg.cond(information) > 1e12:
            raise Undefined(NOT_SEPARATED)
        step = np.linalg.solve(information, design.T @ (outcome - p))
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            return beta
    raise Undefined(NOT_SEPARATED)


def separable_model(
    source: Graphs | Survey, first: str, second: str, *, treated: Sequence[str], by: str | None = None, theme: str = "theme",
    confidence: float = 0.95, draws: int = 9_999, rng: np.random.Generator | int | None = None,
) -> SeparableModel:  # fmt: skip
    r"""Formation and persistence of ties among actors known in both waves, pooled over territories.

    Parameters
    ----------
    source
        Graphs without the animator (the default of :func:`build_graphs`), or a survey.
    first, second
        Waves.
    treated
        Animated territories.
    by, theme
        Attribute of actors for groups, of projects for themes.
    confidence, draws, rng
        Of the intervals and of the assignments.

    Returns
    -------
    SeparableModel
        ``formation``: pairs without a tie in `first`; ``persistence``: pairs tied there by no project that goes on. Terms: same
        group, a theme in common in `first`, log of the number of actors, log(1 + projects) of both. Their errors leave out one
        territory in turn (t, G − 1). The animated term: ``points`` is the difference in the share of pairs tied beyond what the
        other terms predict, territory by territory; Welch, and randomisation of territories. Its ``value`` is the coefficient
        of the full model, without an error of its own.

    Raises
    ------
    Undefined
        Fewer than two territories on one side, or a term that separates.

    References
    ----------
    Krivitsky & Handcock 2014, J. R. Stat. Soc. B 76:29 (separable models: with two waves, two logits).
    """
    graphs = as_graphs(source)
    attribute = group_attribute(graphs, by)
    entropy = entropy_of(rng)
    parts = []
    for territory in graphs.territories:
        pair = [graphs.select(territory=territory, wave=wave) for wave in (first, second)]
        if all(len(side) == 1 for side in pair):
            parts.append(_pairs(pair[0][0], pair[1][0], attribute, theme).assign(territory=territory))
    if not parts:
        raise Undefined(N_("no territory has both waves"))
    table = pd.concat(parts, ignore_index=True)
    rows = []
    for model, own in ((MODELS[0], table[~table["tied"]]), (MODELS[1], table[table["tied"] & ~table["carried"]])):
        arm = own["territory"].isin(list(treated)).to_numpy()
        rows += [{"model": model, "by": attribute, **row} for row in _model(own, arm, confidence, draws, [entropy, len(model)])]
    frame = pd.DataFrame(rows).reindex(columns=list(COLUMNS))
    warnings = warning_frame([{"code": "pairs_not_independent", "message": DEPENDENT}])
    return SeparableModel(frame, {"pairs": table}, warnings, provenance(waves=(first, second), treated=list(treated), entropy=entropy))


def _pairs(before: CooperationGraph, after: CooperationGraph, by: str, theme: str) -> pd.DataFrame:
    """One row a pair of actors present in both waves."""
    stayers = before.actor_ids.intersection(after.actor_ids)
    places = [graph.actor_ids.get_indexer(stayers) for graph in (before, after)]
    ties = [project_actors(graph).tocsr()[at][:, at].toarray() > 0 for graph, at in zip((before, after), places, strict=True)]
    incidence = before.biadjacency.tocsr()[places[0]].toarray() > 0
    going_on = incidence[:, before.project_ids.isin(after.project_ids)].astype(float)
    codes, _labels = before.groups(by)
    group = codes[places[0]]
    names = before.projects[theme].fillna("").astype("str") if theme in before.projects.columns else pd.Series("", index=before.project_ids)
    themes = names.str.get_dummies("|").to_numpy(dtype=float)
    of_actor = (incidence.astype(float) @ themes) > 0 if themes.size else np.zeros((len(stayers), 1), dtype=bool)
    shared = of_actor.astype(float) @ of_actor.T.astype(float) > 0
    active = np.log1p(incidence.sum(axis=1))
    one, two = np.triu_indices(len(stayers), k=1)
    return pd.DataFrame({
        "tied": ties[0][one, two], "formed": ties[1][one, two], "carried": (going_on @ going_on.T)[one, two] > 0,
        "same_group": (group[one] == group[two]) & (group[one] >= 0), "shared_theme": shared[one, two],
        "log_n": np.log(max(before.n_actors, 1)), "activity": active[one] + active[two],
    })  # fmt: skip


def _model(table: pd.DataFrame, arm: np.ndarray, confidence: float, draws: int, seed: list[int]) -> list[dict[str, Any]]:
    y = table["formed"].to_numpy(dtype=float)
    x = np.column_stack([np.ones(len(y)), table[["same_group", "shared_theme", "log_n", "activity"]].to_numpy(dtype=float)])
    labels, places = np.unique(table["territory"].to_numpy(dtype=str), return_inverse=True)
    count = len(labels)
    varies = [np.ptp(x[places != g][:, 1:], axis=0) > 0 for g in range(count)]  # a term that hangs on one territory is left out
    keep = np.array([True, *np.all(varies, axis=0)])
    treated = np.array([arm[places == g].any() for g in range(count)])
    if min(treated.sum(), (~treated).sum()) < 2:
        raise Undefined(N_("fewer than two territories on one side: no difference can be estimated"))
    beta = logit(y, x[:, keep])
    left = np.array([logit(y[places != g], x[places != g][:, keep]) for g in range(count)])
    se = np.sqrt((count - 1) / count * ((left - left.mean(axis=0)) ** 2).sum(axis=0))
    df = count - 1
    half = float(special.stdtrit(df, 0.5 + confidence / 2))
    base = {"n_pairs": len(y), "n_territories": count, "df": float(df), "status": ""}
    rows = [
        {**base, "term": term, "value": value, "odds_ratio": float(np.exp(value)), "se": error, "ci_low": value - half * error,
         "ci_high": value + half * error, "p": 2 * float(special.stdtr(df, -abs(value / error))) if error > 0 else np.nan}
        for term, value, error in zip(np.array(TERMS)[keep], beta, se, strict=True)
    ]  # fmt: skip
    residual = y - special.expit(x[:, keep] @ beta)
    beyond = np.bincount(places, residual) / np.bincount(places)
    effect = difference_in_differences(beyond[treated], beyond[~treated], confidence=confidence)
    drawn = randomisation_test(beyond, treated, draws=draws, confidence=None, rng=np.random.default_rng(seed))
    whole = logit(y, np.column_stack([x[:, keep], arm.astype(float)]))[-1]
    return [*rows, {
        **base, "term": TREATED, "value": whole, "odds_ratio": float(np.exp(whole)), "points": effect.value, "df": effect.df,
        "p": effect.p, "p_randomisation": drawn.p,
    }]  # fmt: skip
