"""`rank_territories`: the ranks that the data leave open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cooperation_graph.comparison.pooling import shrunken, total_variances
from cooperation_graph.comparison.ranks import posterior_ranks, rank_sets
from cooperation_graph.comparison.territories import Comparison
from cooperation_graph.errors import UnknownName
from cooperation_graph.results import Result, provenance, warning_frame

__all__ = ["Ranks", "rank_territories"]


@dataclass(frozen=True, eq=False, repr=False)
class Ranks(Result):
    """Ranks that each territory may hold; one row a territory."""

    kind: ClassVar[str] = "ranks"

    def sentences(self, lang: str) -> list[str]:
        """Whether the data rank anything at all, and what they do."""
        from cooperation_graph.comparison.wording import rank_sentences

        return rank_sentences(self.frame, lang)


def rank_territories(
    comparison: Comparison, metric: str, *, by: str | None = None, stratum: str | None = None, confidence: float = 0.95,
    draws: int = 20_000, rng: np.random.Generator | int | None = None,
) -> Ranks:  # fmt: skip
    """Ranks that the data leave open to each territory; asked for explicitly, because most often they rank nothing.

    Parameters
    ----------
    comparison
        What :func:`compare_territories` returns.
    metric, by, stratum
        Which rows; `by` and `stratum` may be left out when there is one.
    confidence
        Of all sets together (``set_low``, ``set_high``), and of each interval alone (``rank_low``, ``rank_high``).
    draws, rng
        Of the simulations.

    Returns
    -------
    Ranks
        Rank 1 is the highest value. ``set_*``: simultaneous sets from pairwise differences; ``rank_*`` and ``p_top_third``:
        from the shrunken estimates, each territory taken alone.

    References
    ----------
    Mogstad, Romano, Shaikh & Wilhelm 2024; Goldstein & Spiegelhalter 1996.
    """
    frame = comparison.select(metric=metric, by=by, stratum=stratum).frame
    for column in ("by", "stratum"):
        if frame[column].nunique() > 1:
            raise UnknownName(column, None, frame[column].unique(), hint=f"Name one: {column}=…")
    frame = frame.dropna(subset=["se", "shrunk"]).reset_index(drop=True)
    generator = np.random.default_rng(rng)
    ranked = frame[["territory", "wave", "by", "metric", "stratum", "value", "se", "shrunk"]].copy()
    if len(frame):
        variance = frame["se"] ** 2
        sets = rank_sets(frame["value"], variance, confidence=confidence, draws=draws, rng=generator)
        method = comparison.provenance.get("method", "paule_mandel")
        spread = total_variances(frame["value"], variance, method=method)
        estimates, _ = shrunken(frame["value"], variance, method=method)
        alone = posterior_ranks(estimates, spread, confidence=confidence, draws=draws, rng=generator)
        for name, numbers in zip(("set_low", "set_high", "rank_low", "rank_high", "p_top_third"), (*sets, *alone), strict=True):
            ranked[name] = numbers
    return Ranks(ranked, {}, warning_frame(), provenance(metric=metric, confidence=confidence, draws=draws))
